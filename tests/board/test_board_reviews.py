"""Six and twelve months after it was verified an assignment is looked at again, beside the figure as it was."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from kadry.board import actions
from kadry.board.enums import Fate, Held
from kadry.board.models import Assignment, Forwarding, Review
from kadry.board.reviewing import due_reviews, months_later
from kadry.config.commands.tick import tick
from kadry.demand.models import Need
from kadry.trail import figures
from kadry.trail.models import FrozenFigure
from tests.factories import assignment, employer, group, need, signed, student


def on(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, 9))


@pytest.fixture
def verified(region, someone):
    """40 people were asked for on 15 June 2026, and the chair verified it."""
    need(people=40)
    made = assignment(target=40)
    return actions.assignment_verify(assignment=made, **signed(someone("chair")))


def test_verifying_freezes_the_figure_and_sets_the_two_reviews(verified):
    frozen = FrozenFigure.objects.get()
    assert (frozen.key, frozen.value, frozen.as_of) == ("demand.asked", 40, date(2026, 6, 15))
    planned = list(Review.objects.values_list("months", "due_on", "before", "after", "held"))
    assert planned == [(6, date(2026, 12, 15), frozen.pk, None, ""), (12, date(2027, 6, 15), frozen.pk, None, "")]


@pytest.mark.parametrize(("people", "held"), [(45, Held.HELD), (40, Held.HELD), (39, Held.LOST), (None, Held.CANNOT_TELL)])
def test_a_review_says_by_the_same_test_whether_it_held(verified, people, held):
    Need.objects.all().delete() if people is None else Need.objects.update(people=people)
    region = verified.region_id
    assert not due_reviews(region, date(2026, 12, 14)).exists()
    found = actions.reviews_fill(region=region, **signed() | {"at": on(date(2026, 12, 15))})
    assert found == {held: 1}
    first, second = Review.objects.all()
    assert (first.held, first.after and first.after.value, first.reviewed_on) == (held, people, date(2026, 12, 15))
    assert (second.held, second.after, second.reviewed_on) == ("", None, None)
    assert actions.reviews_fill(region=region, **signed() | {"at": on(date(2026, 12, 16))}) == {}


def test_the_newest_review_counts_in_the_figures(verified):
    for day, people in ((date(2026, 12, 15), 45), (date(2027, 6, 15), 3)):
        Need.objects.update(people=people)
        actions.reviews_fill(region=verified.region_id, **signed() | {"at": on(day)})
    scope = figures.Scope.of(region="50")
    assert [figures.read(key, scope).value for key in ("board.held", "board.lost")] == [0, 1]


def test_what_was_sent_back_is_not_reviewed_and_begins_anew_when_verified_again(verified, someone):
    chair = someone("chair", email="second@example.invalid")
    actions.assignment_send_back(assignment=verified, **signed(chair))
    assert not Review.objects.exists()
    actions.assignment_verify(assignment=verified, **signed(chair) | {"at": on(date(2026, 7, 1))})
    assert [review.due_on for review in Review.objects.all()] == [date(2027, 1, 1), date(2027, 7, 1)]


def test_a_paper_has_no_figure_and_so_no_review(region, someone):
    made = assignment(evidence="Порядок", filed="Приказ № 5", state="filed")
    actions.assignment_verify(assignment=made, **signed(someone("chair")))
    assert not Review.objects.exists() and not FrozenFigure.objects.exists()


def test_the_schedule_reviews_what_is_due_once(verified):
    Review.objects.filter(months=6).update(due_on=date(2026, 6, 1))
    assert "decisions reviewed: 1" in tick()
    assert "decisions reviewed: 1" not in tick()


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
        (date(2026, 6, 15), 6, date(2026, 12, 15)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_the_month(day, months, later):
    assert months_later(day, months) == later


def test_the_page_of_reviews_tells_what_was_and_what_became(client, verified):
    Need.objects.update(people=31)
    actions.reviews_fill(region=verified.region_id, **signed() | {"at": on(date(2026, 12, 15))})
    for address in ("/board/reviews/", f"/board/assignments/{verified.pk}/"):
        page = BeautifulSoup(client.get(address).content, "html.parser").get_text(" ")
        assert "40" in page and "31" in page and str(Held.LOST.label) in page


def test_so_few_people_that_they_are_not_told_are_not_told_by_a_review_either(client, region, someone):
    for _ in range(3):
        student(group())
    made = assignment(figure="training.students", target=3)
    actions.assignment_verify(assignment=made, **signed(someone("chair")))
    rows = BeautifulSoup(client.get("/board/reviews/").content, "html.parser").select("tbody tr")
    was = [row.select_one('td[data-label="Было"], td[data-label="Was"]').get_text(strip=True) for row in rows]
    assert len(was) == 2 and all(word not in ("3", "") for word in was)


# --- passed on


def test_who_raised_a_question_sees_the_fate_of_what_was_passed_on(client, someone):
    works = employer(short_name="АК «Рубин»")
    made = assignment(evidence="Порядок", raiser=works, text_ru="Согласовать закупку станков")
    operator = someone("operator")
    passed = actions.assignment_forward(assignment=made, to_ru="Минпромторг", **signed(operator))
    told = {"fate": Fate.TAKEN, "answer": "№ 12 от 20.06.2026", "answered_on": date(2026, 6, 20)}
    actions.forwarding_answer(forwarding=passed, **told, **signed(operator))
    client.force_login(someone("employer", organisation=works))
    listed = client.get("/board/assignments/?view=raised").content.decode()
    assert "Согласовать закупку станков" in listed
    page = client.get(f"/board/assignments/{made.pk}/").content.decode()
    assert "Минпромторг" in page and "№ 12 от 20.06.2026" in page and str(Fate.TAKEN.label) in page


def test_an_answer_is_written_down_on_the_page(enter, region):
    client, made = enter("operator"), assignment(evidence="Порядок")
    client.post(f"/board/assignments/{made.pk}/forward/", {"to_ru": "Минпромторг", "ground": "протокол"})
    passed = Forwarding.objects.get()
    address = f"/board/forwardings/{passed.pk}/answer/"
    client.post(address, {"fate": "refused", "answer": "№ 3", "answered_on": "2026-06-01"})
    assert Forwarding.objects.get().fate == Fate.WAITS, "no answer comes before the question"
    client.post(address, {"fate": "refused", "answer": "№ 3", "answered_on": "2026-06-15"})
    assert (Forwarding.objects.get().fate, Forwarding.objects.get().answered_on) == (Fate.REFUSED, date(2026, 6, 15))
    assert Assignment.objects.get().state == "assigned", "passing on takes nothing off control"
