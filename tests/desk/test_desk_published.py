"""What is published stands beside what is counted."""

from __future__ import annotations

from datetime import date

import pytest
from bs4 import BeautifulSoup

from kadry.desk import published
from kadry.registry.models import Published
from kadry.trail.figures import Scope
from kadry.web.templatetags.words import number
from tests.factories import college, graduate, group

HERE = Scope.of(region="50")
ITEMS = {"unit": "items", "source": "example.invalid/a/b.html", "as_of": date(2025, 10, 2), "scope": str(HERE)}


@pytest.fixture
def tell(region):
    """``tell("registry.colleges", 2)`` publishes two colleges of the region."""

    def told(figure: str, value: float, **fields: object) -> Published:
        fields = {**ITEMS, "key": f"key-{Published.objects.count()}", "what_ru": "Колледжи области"} | fields
        return Published.objects.create(region=region, figure=figure, value=value, **fields)

    return told


def _lines(client) -> list[list[str]]:
    client.cookies["django_language"] = "ru"
    answer = client.get("/published/")
    assert answer.status_code == 200
    page = BeautifulSoup(answer.content, "html.parser")
    return [[cell.get_text(" ", strip=True).replace("\xa0", " ") for cell in line("td")] for line in page.select("tbody tr")]


def test_each_number_stands_beside_its_figure_with_its_source_and_day(client, tell):
    college()
    tell("registry.colleges", 1)
    what, said, counted, agreement, source, as_of = _lines(client)[0]
    assert (what, said, agreement, source) == ("Колледжи области", "1", "сходится", "example.invalid")
    assert counted.startswith("1 ")
    assert as_of == "2 октября 2025 г."
    page = BeautifulSoup(client.get("/published/").content, "html.parser")
    assert page.find("a", href="/figures/registry.colleges?region=50")
    assert page.find("a", href="https://example.invalid/a/b.html")


@pytest.mark.parametrize(
    ("figure", "value", "fields", "said", "agreement"),
    [
        ("registry.colleges", 3, {}, "3", "расходится"),
        ("registry.colleges", 6000, {"qualifier": "at_least", "unit": "people"}, "не менее 6 000 человек", "расходится"),
        ("registry.colleges", 1, {"qualifier": "at_least"}, "не менее 1", "сходится"),
        ("registry.clusters", 18, {}, "18", "нельзя сказать"),  # no cluster has come in
        ("registry.gone", 1, {}, "1", "нельзя сказать"),
        ("", 1, {}, "1", "нельзя сказать"),
        ("outcomes.employed_rate", 90, {"unit": "percent", "qualifier": "at_least"}, "не менее 90 %", "расходится"),
        ("outcomes.employed_rate", 79, {"unit": "percent", "qualifier": "about"}, "около 79 %", "сходится"),
        ("outcomes.employed_rate", 1, {}, "1", "нельзя сказать"),  # a share is no number of colleges
        ("registry.colleges", 1, {"unit": "percent"}, "1 %", "нельзя сказать"),
    ],
)
def test_whether_they_agree_is_said_in_words(client, tell, figure, value, fields, said, agreement):
    of = group()
    for outcome in ("in_trade",) * 8 + ("searching",) * 2:
        graduate(outcome, of)
    tell(figure, value, **fields)
    line = _lines(client)[0]
    assert (line[1], line[3]) == (said, agreement)


def test_of_one_organisation_both_are_shown_and_neither_is_judged(client, tell):
    whose = college()
    tell("training.students", 8000, scope=str(HERE.narrowed(college=whose.pk)), unit="people", qualifier="about")
    line = _lines(client)[0]
    assert line[1] == "около 8 000 человек"
    assert line[3] == "не оценивается: одна организация"
    assert not {"сходится", "расходится"} & set(line)


def test_without_the_sheet_the_page_says_which_brings_it(client, region):
    assert _lines(client) == []
    assert "лист «Опубликовано»" in client.get("/published/").content.decode().replace("\xa0", " ")


@pytest.mark.parametrize(
    ("text", "shown", "url"),
    [
        ("360.ru 24.01.2026", "360.ru 24.01.2026", None),
        ("360.ru/a/b/; riamo.ru 04.02.2026", "360.ru; riamo.ru 04.02.2026", "https://360.ru/a/b/"),
        ("Отчёт, с. 5/6", "Отчёт, с. 5/6", None),
    ],
)
def test_a_page_of_the_web_is_a_link_called_by_its_site(text, shown, url):
    assert published._source(text) == ({"value": shown, "url": url} if url else {"value": text})


def test_the_first_screen_leads_there(client, region):
    page = BeautifulSoup(client.get("/").content, "html.parser")
    assert page.find("a", href="/published/")


@pytest.mark.django_db
def test_the_village_brings_the_published_numbers_and_judges_no_college(come_in):
    lines = _lines(come_in(None))
    assert len(lines) == Published.objects.count() >= 10
    of_one = [one for one in Published.objects.all() if published.is_of_one(one)]
    assert [line[3] for line in lines].count("не оценивается: одна организация") == len(of_one)
    assert any(number(83500) in line[1].replace(" ", "\xa0") for line in lines)
