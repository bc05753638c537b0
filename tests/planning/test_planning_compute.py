"""Places computed from needs: numbers by hand, needs served once, coverage, replay, what is missing."""

from __future__ import annotations

import gzip
import hashlib

import pytest

from kadry.demand.actions import need_close
from kadry.demand.enums import CloseReason, Confidence, NeedKind
from kadry.demand.models import Need
from kadry.engine import planning as engine
from kadry.people.enums import Role
from kadry.planning import actions, bridge
from kadry.planning.enums import ASSUMPTION, CoefficientKind, Held, OpenReason, PlanState
from kadry.planning.models import Coefficient, OpenNeed, Plan, PlanRow, Share
from kadry.planning.years import Missing, great_circle
from kadry.trail import runs
from kadry.trail.action import Forbidden
from kadry.trail.models import Event, Run
from tests.factories import need, programme, signed, town
from tests.planning.makers import groups, taught


def covered(of: Need) -> int:
    of.refresh_from_db()
    return of.covered


def test_a_second_group_is_opened_for_the_people_the_first_cannot_serve(compute):
    pair, wanted = taught(), need(people=20)
    row = compute()[2026, pair.pk]
    assert (row.groups, row.places, row.workers, row.groups_before, row.held) == (2, 50, 25, 1, "")
    assert covered(wanted) == 20
    assert row.plan.state == PlanState.PROPOSED


def test_a_group_is_not_opened_for_three_people_nor_closed_for_want_of_a_need(compute):
    pair = taught()
    need(people=15)
    assert compute()[2026, pair.pk].groups == 1
    Need.objects.all().delete()
    assert compute()[2026, pair.pk].groups == 1


def test_admitted_groups_are_counted_and_stay_as_they_are(compute):
    pair = taught()
    groups(pair, 2024, 3)
    groups(pair, 2025, 1)
    late = need(year=2028, people=15)
    rows = compute()
    assert {key[0]: row.groups for key, row in rows.items()} == {2024: 3, 2025: 1, 2026: 1}
    assert rows[2025, pair.pk].held == Held.ADMITTED
    assert rows[2025, pair.pk].plan.state == PlanState.CARRIED_OUT
    assert [rows[year, pair.pk].groups_before for year in (2024, 2025, 2026)] == [None, 3, 1]
    assert covered(late) == 12
    assert (late.left_open.people, late.left_open.reason) == (3, OpenReason.LATE)


def test_a_need_is_served_once_though_two_admissions_could_serve_it(compute):
    longer = taught(months=46)
    groups(longer, 2025)
    shorter, wanted = taught(), need(people=20)
    rows = compute()
    seats = {share.plan_row_id: share.seats for share in Share.objects.current().filter(need=wanted)}
    assert seats == {rows[2025, longer.pk].pk: 12, rows[2026, shorter.pk].pk: 8}
    assert covered(wanted) == 20


def test_months_of_the_same_number_of_years_serve_the_same_need(compute):
    first, second = taught(months=34, groups_max=1), taught(months=36, groups_max=1)
    wanted = need(people=24)
    rows = compute()
    assert {rows[2026, pair.pk].workers for pair in (first, second)} == {12}
    assert covered(wanted) == 24


def test_a_year_nobody_was_asked_about_closes_no_group(compute):
    pair = taught(months=46, groups_last_year=2)
    row = compute()[2026, pair.pk]
    assert (row.groups, row.held) == (2, Held.NOT_ASKED)


def test_a_past_year_of_a_college_that_told_no_groups_is_not_taken_as_none(compute):
    told, silent = taught(), taught()
    groups(told, 2025)
    rows = compute()
    assert (2025, told.pk) in rows
    assert (2025, silent.pk) not in rows
    assert rows[2026, silent.pk].groups_before == 1


def test_only_workers_asked_for_by_standing_needs_count(compute):
    taught()
    practice = need(kind=NeedKind.PRACTICE, people=5)
    closed = need(people=5)
    need_close(need=closed, reason=CloseReason.PAY, **signed())
    target = need(kind=NeedKind.TARGET, people=5)
    compute()
    assert [covered(one) for one in (practice, closed, target)] == [0, 0, 5]


def test_a_target_contract_comes_before_a_wish_and_a_sure_employer_before_an_unsure_one(compute):
    taught(groups_max=1)
    unsure = need(people=9, confidence=Confidence.POSSIBLE)
    sure = need(people=9, confidence=Confidence.FIRM)
    target = need(people=2, kind=NeedKind.TARGET)
    compute()
    assert [covered(one) for one in (target, sure, unsure)] == [2, 9, 1]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"municipality": "serebryanye-prudy"}, OpenReason.OUT_OF_REACH),
        ({"programme": "43.02.15"}, OpenReason.NO_LICENCE),
        ({"year": 2026}, OpenReason.LATE),
        ({"year": 2035}, OpenReason.EARLY),
        ({"people": 40}, OpenReason.LIMITS),
    ],
)
def test_people_without_a_place_have_a_reason(compute, fields, reason):
    taught(groups_max=2)
    fields = {**fields}
    if "municipality" in fields:
        fields["municipality"] = town(fields["municipality"])
    if "programme" in fields:
        fields["programme"] = programme(fields["programme"])
    wanted = need(**fields)
    compute()
    assert wanted.left_open.reason == reason
    assert covered(wanted) + wanted.left_open.people == wanted.people


def test_distance_is_counted_between_the_points_of_the_towns():
    assert great_circle((55.7558, 37.6173), (59.9343, 30.3351)) == 633
    assert great_circle((55.0, 37.0), (55.0, 37.0)) == 0


def test_coverage_is_the_sum_of_the_shares_and_one_more_run_changes_nothing(compute):
    pair = taught()
    groups(pair, 2025)
    needs = [need(people=20), need(people=9), need(year=2028, people=7)]
    first = compute()
    for one in needs:
        assert covered(one) == sum(share.seats for share in Share.objects.current().filter(need=one))
    again = compute()
    assert {key: row.groups for key, row in first.items()} == {key: row.groups for key, row in again.items()}
    assert Plan.objects.filter(is_current=True).count() == 2
    assert Event.objects.filter(name="demand.needs_cover").first().data["needs"] == 0


def test_each_year_is_a_run_that_the_engine_alone_replays(compute, assumed):
    pair = taught()
    groups(pair, 2025)
    need(people=20)
    compute()
    made = list(runs.done("planning", assumed.pk))
    assert [run.summary["year"] for run in made] == [2026, 2025]
    for run in made:
        record = gzip.decompress(runs.record_path(run).read_bytes())
        assert hashlib.sha256(record).hexdigest() == run.digest
        assert engine.replay(record).same
        assert len(run.certificate) == 20
        assert all(each["holds"] for each in run.certificate)
        assert {"name", "words", "holds", "counted"} == set(run.certificate[0])


def test_the_same_region_gives_the_same_bytes(compute, assumed):
    taught()
    need(people=20)
    compute()
    compute()
    assert len({run.digest for run in runs.done("planning", assumed.pk)}) == 1


def test_the_arithmetic_ends_with_the_places_and_adds_up(compute):
    pair = taught(groups_last_year=3, groups_max=3)
    groups(pair, 2025, 2)
    need(people=40)
    need(year=2028, people=5)
    for row in compute().values():
        said = bridge.explain(row)
        for bars in (said.people, said.places):
            running = 0
            for _, value, kind in bars:
                if kind == "total":
                    assert running in (0, value)
                running = value if kind == "total" else running + (value if kind == "plus" else -value)
            assert bars[-1][2] == "total"
        assert said.places[-1][1] == row.places
        assert len(said.factors) == 5


def test_what_binds_is_told_where_a_limit_costs_something(compute):
    pair = taught(groups_max=1)
    need(people=20)
    row = compute()[2026, pair.pk]
    assert row.one_more == 8
    told = bridge.sentences_of(PlanRow.objects.with_list_data().get(pk=row.pk))
    assert len(told) == 3
    assert all(told)


def test_one_event_with_its_counts(compute):
    taught()
    need(people=20)
    compute()
    event = Event.objects.get(name="planning.plans_keep")
    assert event.data["people"] == 20
    assert event.data["places"] == {"2026": 50}
    cover = Event.objects.get(name="demand.needs_cover")
    assert cover.ground == f"run:{Run.objects.get().pk}"


def test_progress_is_told_up_to_the_end(compute):
    taught()
    told: list[float] = []
    compute(progress=told.append)
    assert told[0] == 0
    assert told[-1] == 1


# --- what is missing


def test_a_missing_share_is_named_and_nothing_is_kept(region):
    taught()
    need()
    with pytest.raises(Missing, match=r"15\.01\.32"):
        actions.plan_compute(region=region, **signed())
    assert not Plan.objects.exists()
    assert Run.objects.get().state == "failed"


def test_no_programmes_is_named(assumed):
    with pytest.raises(Missing):
        actions.plan_compute(region=assumed, **signed())


def test_a_town_without_a_point_is_named(assumed):
    pair = taught()
    need(municipality=town("reutov"))
    type(pair.municipality).objects.filter(pk=pair.municipality_id).update(latitude=None)
    with pytest.raises(Missing, match=pair.municipality.name_ru):
        actions.plan_compute(region=assumed, **signed())


# --- shares between a place and a worker


def test_assumptions_fill_only_what_is_missing(region):
    known = {"kind": CoefficientKind.IN_TRADE, "per_mille": 700, "as_of": signed()["at"].date(), "source": "monitoring"}
    actions.coefficient_record(region=region, **known, **signed())
    made = actions.coefficients_assume(region=region, **signed())
    assert {one.source for one in made} == {ASSUMPTION}
    assert Coefficient.objects.get(kind=CoefficientKind.IN_TRADE).per_mille == 700
    assert actions.coefficients_assume(region=region, **signed()) == []


def test_a_programmes_own_newest_share_goes_before_the_one_for_all(compute, assumed):
    pair = taught(groups_max=1)
    day = signed()["at"].date()
    for per_mille, when in ((100, day.replace(year=2024)), (1000, day)):
        fields = {"kind": CoefficientKind.IN_TRADE, "per_mille": per_mille, "as_of": when, "programme": pair.programme}
        actions.coefficient_record(region=assumed, source="monitoring", **fields, **signed())
    assert compute()[2026, pair.pk].workers == 19  # ⌊25 · 0.9 · 1 · 0.93 · 0.95⌋


def test_a_second_record_of_the_same_day_replaces_the_first(region):
    for per_mille in (500, 600):
        fields = {"kind": CoefficientKind.IN_REGION, "per_mille": per_mille, "as_of": signed()["at"].date()}
        actions.coefficient_record(region=region, source="count", **fields, **signed())
    assert Coefficient.objects.get().per_mille == 600


# --- who


@pytest.mark.parametrize("role", [Role.CHAIR, Role.AUDITOR, Role.COORDINATOR, Role.EMPLOYER, Role.STUDENT, Role.UNION])
def test_only_operator_and_system_compute(assumed, someone, role):
    taught()
    with pytest.raises(Forbidden):
        actions.plan_compute(region=assumed, **signed(by=someone(role)))
    assert not Run.objects.exists()


# --- approval


def test_an_approved_plan_keeps_its_groups_in_later_runs(compute, someone):
    pair, wanted = taught(), need(people=20)
    plan = compute()[2026, pair.pk].plan
    actions.plan_approve(plan=plan, **signed(by=someone(Role.OPERATOR), ground="minutes 3 of 2026-06-01"))
    wanted.people = 60
    wanted.save()
    row = compute()[2026, pair.pk]
    assert (row.groups, row.held, row.plan.state) == (2, Held.APPROVED, PlanState.APPROVED)
    assert covered(wanted) == 25
    with pytest.raises(actions.WrongState):
        actions.plan_approve(plan=row.plan, **signed(by=someone(Role.OPERATOR)))


def test_the_system_does_not_approve(compute):
    pair = taught()
    plan = compute()[2026, pair.pk].plan
    with pytest.raises(Forbidden):
        actions.plan_approve(plan=plan, **signed())


def test_open_needs_are_those_of_the_newest_run(compute):
    pair, wanted = taught(groups_max=1), need(people=20)
    compute()
    assert OpenNeed.objects.get().people == 8
    pair.groups_max = 2
    pair.save()
    compute()
    assert not OpenNeed.objects.exists()
    assert covered(wanted) == 20
