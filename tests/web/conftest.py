import pytest
from django.utils import translation


@pytest.fixture(params=["ru", "en"])
def language(request):
    with translation.override(request.param):
        yield request.param


@pytest.fixture
def in_english():
    """Components are compared in English, so that a better translation breaks nothing."""
    with translation.override("en"):
        yield


@pytest.fixture
def specimens(rf):
    from kadry.web.specimens import everything

    return everything(rf.get("/gallery/"))
