"""State support in a real browser: a stranger's minute, and an employer from a plan to the money."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.conftest import follow

pytestmark = pytest.mark.xdist_group("journeys")

TYPED = {"job.wage": "45 000,00", "job.starts_on": "2026-06-01", "job.district_coefficient": "1"}
TICKED = ("job.indefinite", "job.full_time", "person.registered_unemployed")


def _text(page, selector: str) -> str:
    return page.locator(selector).inner_text().replace("\xa0", " ")


def _is_whole(page) -> None:
    """Nothing sticks out sideways, and a screen reader finds its way."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def _plan_a_hire(page) -> None:
    for name, value in TYPED.items():
        page.locator(f"[name='{name}']").fill(value)
    page.locator("select[name='person.disability_group']").select_option("second")
    for name in TICKED:
        page.locator(f"input[type=checkbox][name='{name}']").check()
    follow(page, "main form button.k-button")


def test_a_stranger_has_the_sum_the_days_and_the_papers_in_a_minute(page):
    page.goto("/")
    follow(page, "section[aria-labelledby=support] .k-button")
    _is_whole(page)
    follow(page, "a[href$='topic=hire']")
    _is_whole(page)
    _plan_a_hire(page)
    assert "162 558 ₽" in _text(page, "main") and "1 декабря 2026" in _text(page, "main")
    _is_whole(page)
    with page.expect_download() as papers:
        page.locator("button[formaction*='/papers/']").click()
    assert papers.value.suggested_filename.endswith(".docx")
    assert not [cookie for cookie in page.context.cookies() if cookie["name"] == "sessionid"]


def test_an_employer_keeps_a_plan_applies_and_writes_down_the_money(enter):
    page = enter("employer")
    page.goto("/support/check/?topic=hire")
    _plan_a_hire(page)
    page.locator("input[name=title]").fill("Сварщик, цех № 3")
    follow(page, "section[aria-labelledby=keep] button")
    assert "162 558 ₽" in _text(page, "main")
    _is_whole(page)
    follow(page, "section[aria-labelledby=taken] a:has-text('безработного')")
    for step, typed in (("apply", {}), ("pay", {"amount": "27 093"})):
        form = page.locator(f"form[action$='/{step}/']")
        for name, value in typed.items():
            form.locator(f"[name='{name}']").fill(value)
        form.locator("[name='on']").fill("2026-06-15")
        form.locator("[name='ground']").fill("заявление № 7")
        with page.expect_navigation():
            form.locator("button").click()
    assert "27 093 ₽" in _text(page, "main")
    _is_whole(page)


def test_the_form_of_a_need_says_beside_it_which_support_there_is(enter):
    page = enter("employer")
    page.goto("/needs/new/")
    page.wait_for_selector("h2:has-text('Государственная поддержка')")
    _is_whole(page)
