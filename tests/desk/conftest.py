"""The demo village, computed once for each module of these tests."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.village import village as living


@pytest.fixture(scope="module")
def village(django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), living(tmp_path_factory.mktemp("village")):
        yield


@pytest.fixture
def come_in(village, db):
    """``come_in("chair")`` enters the village by the door of the first screen; ``come_in(None)`` stays a stranger."""

    def entered(role: str | None) -> Client:
        client = Client()
        client.cookies["django_language"] = "ru"
        if role is not None:
            assert client.post(f"/enter/{role}/").status_code == 302
        return client

    return entered
