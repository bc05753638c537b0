"""The gallery shows every component, and what surrounds a page stands."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.template.loader import get_template
from django.urls import reverse

from kadry.web.specimens import COMPONENTS

NAMES = sorted(path.stem.replace("_", "-") for path in COMPONENTS.glob("*.html"))
GALLERY = COMPONENTS.parent / "web" / "gallery.html"


@pytest.mark.parametrize("name", NAMES)
def test_every_component_is_in_the_gallery(name):
    source = GALLERY.read_text()
    used = f"<c-{name} " in source or f"<c-{name}>" in source
    assert used or name == "stations"  # stands under the header of the page itself
    assert f'id="c-{name}"' in source


@pytest.mark.parametrize("name", NAMES)
def test_every_component_says_what_it_takes(name):
    source = (COMPONENTS / f"{name.replace('-', '_')}.html").read_text()
    assert source.startswith("{% comment %}\n")
    head = source.split("{% endcomment %}", 1)[0]
    assert "required:" in head or "optional:" in head


@pytest.mark.usefixtures("region")
@pytest.mark.parametrize("language", ["ru", "en"])
def test_gallery_opens(client, language):
    client.cookies["django_language"] = language
    answer = client.get(reverse("web:gallery"), {"sort": "-year", "page": "3"})
    page = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 200
    assert page.html["lang"] == language
    assert len(page.find_all("h1")) == 1
    assert not page.find_all(lambda tag: tag.name.startswith("c-"))
    assert page.find("th", {"aria-sort": "descending"})
    assert page.select_one(".k-pager [aria-current=page]").text == "3"
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))


@pytest.mark.usefixtures("region")
def test_how_it_works_opens(client):
    assert client.get(reverse("web:how")).status_code == 200


@pytest.mark.usefixtures("region")
def test_an_unknown_address_says_what_to_do(client):
    answer = client.get("/no/such/address/")
    assert answer.status_code == 404
    assert b"k-button" in answer.content


@pytest.mark.parametrize("name", ["500.html", "403_csrf.html"])
def test_a_broken_page_needs_nothing(name):
    assert "k-button" in get_template(name).render()


@pytest.mark.usefixtures("region")
def test_a_form_without_its_mark_is_refused_in_words(client):
    client.handler.enforce_csrf_checks = True
    answer = client.post(reverse("people:language"), {"language": "en"})
    assert answer.status_code == 403
    assert b"k-button" in answer.content
