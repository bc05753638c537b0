"""A campaign from the seed to the reasons."""

from __future__ import annotations

import gzip
from datetime import date

import pytest
from django.core.exceptions import ValidationError

from kadry.engine.allocation import replay
from kadry.people.enums import Role
from kadry.placement import actions, bridge
from kadry.placement.bridge import campaign
from kadry.placement.enums import CampaignState, Obstacle, Outcome
from kadry.placement.models import Campaign, Placement, Refusal
from kadry.trail import figures, runs
from kadry.trail.action import Forbidden
from kadry.trail.models import Event, Run
from kadry.training.models import Student
from tests.factories import clearance, practice_place, signed, student, wishes


def test_places_are_given_as_by_hand(allocated):
    given = {name: (placement.place, placement.rank) for name in allocated.students if (placement := allocated.of(name))}
    assert given == {
        "Anna": (allocated.lathe, 1),
        "Boris": (allocated.mill, 2),
        "Vera": (None, None),
        "Gleb": (None, None),
        "Dina": (None, None),
        "Yegor": (None, None),
    }


def test_everybody_of_the_campaign_has_a_reason_in_both_languages_and_nobody_else(allocated):
    told = Placement.objects.filter(campaign=allocated.campaign)
    assert {placement.student for placement in told} == set(allocated.students.values())
    assert all(placement.reason_ru and placement.reason_en for placement in told)


@pytest.mark.parametrize(
    ("name", "outcome", "ru", "en"),
    [
        ("Anna", Outcome.PLACED, "Вы приняты: «Рубин, участок ЧПУ»", "You are admitted: “Рубин, участок ЧПУ”"),
        ("Boris", Outcome.PLACED, "единственное место отдано тому, у кого право выше", "last admitted: 450 points; you have 440"),
        ("Vera", Outcome.OUTRANKED, "последний принятый: 440 баллов; у вас 400", "Your number on the waiting list: 1"),
        ("Gleb", Outcome.REFUSED, "условия труда вредные (класс 3.1)", "there is no medical examination"),
        ("Dina", Outcome.NO_WISHES, "Пожелания не поданы", "No wishes were handed in"),
        ("Yegor", Outcome.REFUSED, "вы сейчас не учитесь", "come back to study"),
    ],
)
def test_the_reason_says_what_happened(allocated, name, outcome, ru, en):
    placement = allocated.of(name)
    assert placement.outcome == outcome
    assert ru in placement.reason_ru.replace("\xa0", " ")
    assert en in placement.reason_en.replace("\xa0", " ")


def test_the_reason_has_a_line_for_each_wish(allocated):
    assert len(allocated.of("Boris").reason_ru.split("\n")) == 3
    assert len(allocated.of("Boris").reason_en.split("\n")) == 3


def test_every_reason_against_a_wish_is_kept(allocated):
    kept = Refusal.objects.filter(student=allocated.students["Gleb"]).values_list("place", "obstacle")
    assert set(kept) == {(allocated.lathe.pk, Obstacle.HARMFUL_FOR_MINOR), (allocated.lathe.pk, Obstacle.NO_MEDICAL)}


def test_equal_rights_are_settled_by_lot_and_anybody_can_check_it(autumn):
    group = autumn.students["Anna"].group
    place = practice_place(autumn.works, name="лаборатория")
    equals = [student(group, born=date(2007, 1, 1), mark=300) for _ in range(3)]
    for one in equals:
        wishes(one, place)
    actions.campaign_allocate(campaign=autumn.campaign, **signed())
    told = {one: Placement.objects.get(campaign=autumn.campaign, student=one) for one in equals}
    assert sum(placement.place is not None for placement in told.values()) == 1
    beaten = next(one for one in equals if told[one].place is None)
    assert f"«7:{beaten.pk}»" in told[beaten].reason_ru


def test_the_run_keeps_a_certificate_of_independent_code_and_replays_to_the_same_bytes(allocated):
    run = Run.objects.get(pk=allocated.campaign.run_id)
    assert [found["name"] for found in run.certificate] == [f"P{number}" for number in range(1, 12)]
    assert all(found["holds"] and found["words_ru"] and found["words_en"] for found in run.certificate)
    assert (run.kind, run.seed, run.state) == ("allocation", 7, "done")
    told = ("students", "placed", "first", "seats", "seats_free", "blocking_pairs")
    assert [run.summary[name] for name in told] == [6, 2, 1, 4, 2, 0]
    assert replay(gzip.decompress(runs.record_path(run).read_bytes())).same


def test_allocated_anew_it_is_another_run_with_the_same_record(allocated):
    first = Run.objects.get(pk=allocated.campaign.run_id)
    before = list(Placement.objects.values_list("student", "place", "reason_ru"))
    actions.campaign_allocate(campaign=allocated.campaign, **signed())
    allocated.campaign.refresh_from_db()
    second = Run.objects.get(pk=allocated.campaign.run_id)
    assert second.pk != first.pk
    assert second.digest == first.digest
    assert list(Placement.objects.values_list("student", "place", "reason_ru")) == before
    assert Campaign.objects.get().state == CampaignState.ALLOCATED


def test_one_event_with_counts_and_no_names(allocated):
    event = Event.objects.get(name="placement.campaign_fill")
    assert (event.subject_id, event.data["placed"], event.data["run"]) == (allocated.campaign.pk, 2, allocated.campaign.run_id)
    assert "Анна" not in str(event.data)


def test_progress_is_told_and_ends_at_a_hundred(autumn):
    told: list[int] = []
    actions.campaign_allocate(campaign=autumn.campaign, progress=told.append, **signed())
    assert told == sorted(told)
    assert told[-1] == 100


def test_a_result_that_is_not_certified_is_not_used_and_the_run_says_so(autumn, monkeypatch):
    broken = [{"name": "P5", "words_ru": "", "words_en": "", "holds": False, "counted": 1}]
    monkeypatch.setattr(campaign, "_certificate", lambda certificate: broken)
    with pytest.raises(runs.NotCertified, match="P5"):
        actions.campaign_allocate(campaign=autumn.campaign, **signed())
    assert Run.objects.get().state == "failed"
    assert not Placement.objects.exists()
    assert Campaign.objects.get().state == CampaignState.OPEN


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.OPERATOR, Role.SYSTEM)])
def test_only_the_operator_runs_a_campaign(autumn, someone, role):
    with pytest.raises(Forbidden):
        actions.campaign_allocate(campaign=autumn.campaign, **signed(someone(role)))
    assert not Run.objects.exists()


def test_a_campaign_of_the_same_name_is_refused(autumn, region):
    with pytest.raises(ValidationError):
        actions.campaign_open(region=region, name="Осень 2026", admitted=2024, seed=8, **signed())


def test_another_campaign_on_the_same_days_takes_neither_the_seat_nor_the_student(allocated, region):
    """Next year's students find the mill full; Anna, moved to their year, already has a place on these days."""
    newcomer = Student.objects.get(given_name="Инна")
    Student.objects.filter(pk=newcomer.pk).update(born=date(2007, 1, 1))
    wishes(newcomer, allocated.mill, allocated.store)
    anna = allocated.students["Anna"]
    Student.objects.filter(pk=anna.pk).update(group=newcomer.group)
    wishes(anna, allocated.store)
    second = actions.campaign_open(region=region, name="Осень 2026, второй набор", admitted=2025, seed=1, **signed())
    actions.campaign_allocate(campaign=second, **signed())
    placed = Placement.objects.get(campaign=second, student=newcomer)
    assert (placed.place, placed.rank) == (allocated.store, 2)
    assert "мест здесь нет" in placed.reason_ru
    assert Obstacle.COMPETING in Refusal.objects.filter(campaign=second, student=anna).values_list("obstacle", flat=True)


# --- what else there would be


def openings(allocated, name):
    return [opening.offer.pk for opening in bridge.open_to(allocated.of(name))]


def test_what_was_open_besides_the_wishes(allocated):
    assert openings(allocated, "Vera") == [allocated.store.pk]  # free; she would not have got in at the lathe
    assert openings(allocated, "Dina") == [allocated.lathe.pk, allocated.mill.pk, allocated.store.pk]  # 500 and 10 for home
    assert openings(allocated, "Yegor") == []


def fix(allocated, name, language="ru"):
    one = allocated.students[name]
    return bridge.Fixes(allocated.campaign, Student.objects.filter(pk=one.pk)).of(one.pk, language).words.replace("\xa0", " ")


def test_the_cheapest_fix_is_a_wish_where_a_seat_is_free(allocated):
    assert fix(allocated, "Vera").startswith("подать пожелание: «Рубин, склад»")
    assert fix(allocated, "Dina", "en").startswith("hand in a wish: “Рубин, склад”")


def test_else_a_paper_or_coming_back_or_the_way(allocated, settings):
    assert fix(allocated, "Gleb") == "«Рубин, склад»: пройти медосмотр, действующий до 20 декабря 2026 г."
    clearance(allocated.students["Gleb"], "medical", date(2026, 11, 1))
    assert fix(allocated, "Gleb") == "«Рубин, склад»: продлить медосмотр до 20 декабря 2026 г."
    assert fix(allocated, "Yegor") == "«Рубин, склад»: вернуться к учёбе"
    settings.REACH = 5
    assert "дальше обычного" in fix(allocated, "Vera")


def test_waiting_for_18_helps_only_before_the_practice_ends(allocated):
    allocated.store.work_class = "3.1"
    allocated.store.save()
    gleb = allocated.students["Gleb"]
    clearance(gleb, "medical", date(2027, 11, 1))
    assert fix(allocated, "Gleb") == "свободных мест этой программы не осталось: просить предприятия о новых"
    Student.objects.filter(pk=gleb.pk).update(born=date(2008, 10, 1))
    assert fix(allocated, "Gleb") == "«Рубин, склад»: начать после 18-летия, 1 октября 2026 г."


def test_the_rule_is_published_in_both_languages():
    assert "умноженный на 100" in bridge.rule("ru")
    assert "60 km" in bridge.rule("en")


# --- figures


def reading(key, **scope):
    return figures.read(f"placement.{key}", figures.Scope.of(region="50", **scope))


def test_the_figures_of_a_campaign(allocated):
    told = {key: reading(key).value for key in ("students", "placed", "unplaced", "minors", "mentored", "seats", "free_seats")}
    assert told == {"students": 6, "placed": 2, "unplaced": 4, "minors": 0, "mentored": 0, "seats": 4, "free_seats": 2}
    assert (reading("first_wish_rate").value, reading("first_wish_rate").count) == (pytest.approx(0.2), 5)
    assert reading("placed", work_class="3.1", hours="35").value == 1
    assert reading("free_seats", place=allocated.store.pk).value == 2


def test_before_the_campaign_the_figures_name_the_sheet(autumn):
    assert reading("placed").missing
    assert reading("free_seats").value == 4
