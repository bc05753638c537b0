"""A write is permission, transaction, change and one event together."""

from __future__ import annotations

import pytest

from kadry.demand.actions import need_confirm
from kadry.demand.models import Need
from kadry.trail.action import ACTIONS, Forbidden, NotRecorded, action, event
from kadry.trail.models import Event
from tests.factories import need, signed


@pytest.fixture(autouse=True)
def _registry_as_it_was():
    """Actions declared within a test are forgotten after it."""
    before = dict(ACTIONS)
    yield
    ACTIONS.clear()
    ACTIONS.update(before)


def nobody(by, subject) -> bool:
    return False


def anybody(by, subject) -> bool:
    return True


def _double(need: Need) -> None:
    need.people *= 2
    need.save()


def test_an_action_writes_its_change_and_one_event_with_actor_ground_subject_and_moment(region, someone):
    operator = someone("operator")

    @action(may=anybody)
    def people_double(*, need, by, at, ground):
        _double(need)
        event(need, people=need.people)

    subject, given = need(people=6), signed(operator, ground="letter 7")
    before = Event.objects.count()
    people_double(need=subject, **given)
    written = Event.objects.first()
    assert Event.objects.count() == before + 1
    assert Need.objects.get().people == 12
    assert (written.subject, written.subject_id, written.actor_id) == ("demand.need", subject.pk, operator.pk)
    assert (written.role, written.region_id, written.ground) == ("operator", region.pk, "letter 7")
    assert (written.data, written.at) == ({"people": 12}, given["at"])


def test_an_event_bears_the_name_of_room_and_action(region):
    assert ACTIONS["demand.need_confirm"] is need_confirm
    need_confirm(need=need(), **signed())
    assert Event.objects.first().name == "demand.need_confirm"


def test_who_may_not_act_changes_nothing_and_leaves_no_event(region, someone):
    @action(may=nobody)
    def people_double(*, need, by, at, ground):
        _double(need)
        event(need)

    subject, by = need(people=6), someone("operator")
    before = Event.objects.count()
    with pytest.raises(Forbidden, match="people_double"):
        people_double(need=subject, **signed(by))
    assert Need.objects.get().people == 6
    assert Event.objects.count() == before


@pytest.mark.parametrize("events", [0, 2])
def test_an_action_without_exactly_one_event_changes_nothing(region, events):
    @action(may=anybody)
    def people_double(*, need, by, at, ground):
        _double(need)
        for _ in range(events):
            event(need)

    subject = need(people=6)
    before = Event.objects.count()
    with pytest.raises(NotRecorded, match=f"wrote {events} events"):
        people_double(need=subject, **signed())
    assert Need.objects.get().people == 6
    assert Event.objects.count() == before


def test_an_error_within_an_action_undoes_the_change_and_the_event(region):
    @action(may=anybody)
    def people_double(*, need, by, at, ground):
        _double(need)
        event(need)
        raise LookupError

    subject = need(people=6)
    before = Event.objects.count()
    with pytest.raises(LookupError):
        people_double(need=subject, **signed())
    assert Need.objects.get().people == 6
    assert Event.objects.count() == before


def test_an_action_within_an_action_writes_its_own_event(region):
    @action(may=anybody)
    def inner_step(*, need, by, at, ground):
        event(need)

    @action(may=anybody)
    def outer_step(*, need, by, at, ground):
        inner_step(need=need, by=by, at=at, ground=ground)
        event(need)

    before = Event.objects.count()
    outer_step(need=need(), **signed())
    names = [one.name.split(".")[1] for one in Event.objects.order_by("id")[before:]]
    assert names == ["inner_step", "outer_step"]


def test_the_event_of_an_inner_action_does_not_stand_for_the_outer_one(region):
    @action(may=anybody)
    def inner_step(*, need, by, at, ground):
        event(need)

    @action(may=anybody)
    def outer_step(*, need, by, at, ground):
        _double(need)
        inner_step(need=need, by=by, at=at, ground=ground)

    with pytest.raises(NotRecorded):
        outer_step(need=need(people=6), **signed())
    assert Need.objects.get().people == 6


def test_an_action_that_takes_positional_arguments_cannot_be_declared():
    with pytest.raises(TypeError, match="keyword-only"):

        @action(may=anybody)
        def careless(need, *, by, at, ground): ...


@pytest.mark.parametrize("missing", ["by", "at", "ground"])
def test_an_action_without_actor_moment_or_ground_cannot_be_declared(missing):
    kept = ", ".join(name for name in ("by", "at", "ground") if name != missing)
    scope: dict = {}
    exec(f"def careless(*, need, {kept}): ...", {"__name__": "kadry.demand.actions"}, scope)
    with pytest.raises(TypeError, match=missing):
        action(may=anybody)(scope["careless"])


def test_an_event_outside_an_action_is_refused(db):
    before = Event.objects.count()
    with pytest.raises(NotRecorded, match="by an action"):
        event(None)
    assert Event.objects.count() == before


def test_after_a_failed_action_no_action_is_running(region):
    @action(may=anybody)
    def failing(*, need, by, at, ground):
        raise LookupError

    with pytest.raises(LookupError):
        failing(need=need(), **signed())
    with pytest.raises(NotRecorded):
        event(None)
