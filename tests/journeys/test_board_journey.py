"""The board in a real browser: from convening a meeting to a decision whose execution was verified."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.conftest import follow

pytestmark = pytest.mark.xdist_group("journeys")

DAY = "2026-06-15"  # today: a meeting is opened on its day, and a day has one
WIDTHS = (390, 1280)  # so one walk looks at each page as a phone and a wide screen show it
PLACE = "main"
CHAIR, SECRETARY = "Орлова В. С., Председатель правления союза промышленников", "Кузьмин П. И., Секретарь правления"


def _text(page) -> str:
    return page.locator(PLACE).inner_text().replace("\xa0", " ")


def _is_whole(page) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), width
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def _send(page, action: str, **typed: str) -> None:
    """Fill the form that posts to the address and send it."""
    form = page.locator(f"form[action$='{action}']").first
    for name, value in typed.items():
        field = form.locator(f"[name='{name}']")
        field.select_option(value) if field.evaluate("one => one.tagName") == "SELECT" else field.fill(value)
    with page.expect_navigation():
        form.locator("button[type=submit]").first.click()


def _prepare(page) -> str:
    """A draft with one question and one motion, convened; returns the meeting's address."""
    page.goto("/board/meetings/")
    _send(page, "/board/meetings/new/", held_on=DAY, title_ru="Заседание правления о кадрах кластеров")
    meeting = f"/board/meetings/{DAY}/"
    page.goto(f"{meeting}prepare/")
    _send(page, "/do/add/", text_ru="О наставниках на предприятиях кластеров", speaker="Директор центра", minutes="15")
    page.goto(f"{meeting}items/1/")
    _send(page, "/do/motion/", text_ru="Назначить наставников до начала практики")
    page.goto(f"{meeting}prepare/")
    _is_whole(page)
    _send(page, "/do/convene/")
    return meeting


def _hold(page, meeting: str) -> None:
    """Nine of sixteen come, one vote is cast in the member's own name, the rest by hand; the minutes are signed."""
    page.goto(f"{meeting}run/")
    for seat in range(9):
        form = page.locator("form[action$='/do/here/']").nth(seat)
        with page.expect_navigation():
            form.locator("button[value=in_person]").click()
    _send(page, "/do/open/")
    _is_whole(page)
    _send(page, "/do/vote/")
    _send(page, "/do/rest-for/")
    _send(page, "/do/count/")
    assert "принято" in _text(page).lower()
    _send(page, "/do/close/")
    _send(page, "/do/minutes/", number="7", chair=CHAIR, secretary=SECRETARY)
    _send(page, "/do/sign/")


def _assign(page, meeting: str) -> str:
    """The adopted motion becomes an assignment, due ten days after the minutes; returns its address."""
    page.goto(meeting)
    _is_whole(page)
    follow(page, "a[href*='/board/assignments/new/']")
    form = page.locator("main form.k-form")
    form.locator("[name=responsible_ru]").fill("Опорные работодатели")
    form.locator("[name=organisation]").select_option(label="АК «Рубин»")
    form.locator("[name=counted_days]").fill("10")
    form.locator("[name=counted_from]").select_option("minutes")
    follow(page, "main form.k-form .k-actions button")
    page.locator("[name=evidence]").fill("Приказ о назначении наставников")
    follow(page, "main form.k-form .k-actions button")
    assert "25 июня 2026" in _text(page)
    return page.url


@pytest.mark.parametrize("page", [1280], indirect=True)
def test_from_convening_to_verified_execution(enter, page):
    page.set_default_timeout(10_000)
    enter("operator")
    meeting = _prepare(page)
    _hold(page, meeting)
    assignment = _assign(page, meeting)
    enter("employer")
    page.goto(assignment)
    _send(page, "/file/", evidence="Приказ № 12 от 14.06.2026")
    assert page.locator("form[action$='/verify/']").count() == 0
    enter("chair")
    page.goto(assignment)
    _send(page, "/verify/", ground="приказ просмотрен")
    _send(page, "/off-control/", ground="исполнено")
    assert "снято с контроля" in _text(page).lower()
    _is_whole(page)
