"""What can be done to a need. Each is one verb: permission, change and event together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kadry.demand.access import may_change_need, may_declare_need
from kadry.demand.enums import TRANSITIONS, CloseReason, NeedState
from kadry.demand.models import Need
from kadry.demand.silence import expired, farewells, reminders
from kadry.people.access import is_operator, is_system
from kadry.people.actions import messages_write
from kadry.registry.models import Organisation
from kadry.trail.action import action, event


class WrongState(ValueError):
    """The need cannot move to that state from where it stands."""


def _move(need: Need, to: NeedState) -> None:
    if to not in TRANSITIONS[NeedState(need.state)]:
        raise WrongState(f"need {need.pk} is {need.state} and cannot become {to}.")
    need.state = to


@action(may=may_declare_need)
def need_declare(*, employer: Organisation, by: Any, at: datetime, ground: str, **fields: Any) -> Need:
    """A new need. Raises ValidationError where the employer has already asked for the same."""
    need = Need(employer=employer, **fields)
    need.full_clean()
    need.save()
    event(need, people=need.people, programme=need.programme_id, year=need.year)
    return need


@action(may=may_change_need)
def need_change(*, need: Need, by: Any, at: datetime, ground: str, **fields: Any) -> Need:
    """Another number of people, reason or confidence. A number that changed is to be confirmed anew.

    A filled need that asks for more is open again; a closed one is not changed.
    """
    if need.state == NeedState.CLOSED:
        raise WrongState(f"need {need.pk} is closed and cannot be changed.")
    before = {name: getattr(need, name) for name in fields}
    for name, value in fields.items():
        setattr(need, name, value)
    if need.people != before.get("people", need.people) and need.state == NeedState.CONFIRMED:
        _move(need, NeedState.DECLARED)
    if need.state == NeedState.FILLED and need.filled < need.people:
        _move(need, NeedState.CONFIRMED)
    need.full_clean()
    need.save()
    # The letter is free text and may name a person: that it changed is told, what it said is not.
    event(need, before={name: str(value) for name, value in before.items() if name != "letter"}, people=need.people)
    return need


@action(may=may_change_need)
def need_confirm(*, need: Need, by: Any, at: datetime, ground: str) -> Need:
    """The employer stands by the number: by letter, by telephone, or here."""
    _move(need, NeedState.CONFIRMED)
    need.save(update_fields=["state"])
    event(need, people=need.people)
    return need


@action(may=may_change_need)
def need_close(*, need: Need, reason: CloseReason, by: Any, at: datetime, ground: str) -> Need:
    """The need ends without its people; the reason re-enters planning."""
    _move(need, NeedState.CLOSED)
    need.close_reason = reason
    need.save(update_fields=["state", "close_reason"])
    event(need, reason=reason, unmet=need.people - need.filled)
    return need


@action(may=may_change_need)
def need_reopen(*, need: Need, by: Any, at: datetime, ground: str) -> Need:
    """A need closed too early, or for want of an answer, is asked for again; its number is to be confirmed anew."""
    if need.state != NeedState.CLOSED:
        raise WrongState(f"need {need.pk} is {need.state}, not closed.")
    _move(need, NeedState.DECLARED)
    need.close_reason = ""
    need.save(update_fields=["state", "close_reason"])
    event(need, people=need.people)
    return need


@action(may=lambda by, _: (is_operator | is_system)(by))
def need_fill(*, need: Need, people: int, by: Any, at: datetime, ground: str) -> Need:
    """``people`` in all are hired on the need; written by recruiting."""
    need.filled = people
    if need.filled >= need.people and need.state != NeedState.FILLED:
        _move(need, NeedState.FILLED)
    elif need.filled < need.people and need.state == NeedState.FILLED:
        _move(need, NeedState.CONFIRMED)
    need.full_clean()
    need.save(update_fields=["filled", "state"])
    event(need, filled=people)
    return need


@action(may=lambda by, _: (is_operator | is_system)(by))
def needs_cover(*, covered: Mapping[int, int], region: int, by: Any, at: datetime, ground: str) -> int:
    """Write how many people of each need have a place, for every need of the region; written by planning.

    ``covered`` maps need → people with a place; a need not named has none. Returns how many needs changed.
    """
    changed = []
    for need in Need.objects.filter(municipality__region_id=region):
        people = min(covered.get(need.pk, 0), need.people)
        if need.covered != people:
            need.covered = people
            changed.append(need)
    Need.objects.bulk_update(changed, ["covered"], batch_size=500)
    event(None, region=region, needs=len(changed), people=sum(covered.values()))
    return len(changed)


@action(may=lambda by, _: (is_operator | is_system)(by))
def needs_fill(*, filled: Mapping[int, int], region: int, by: Any, at: datetime, ground: str) -> int:
    """Write how many people are hired on each need, for every need of the region; written by recruiting.

    ``filled`` maps need → people hired; on a need not named there is nobody. A standing need that is full becomes
    filled, one that is no longer full is confirmed again. Returns how many needs changed.
    """
    changed = []
    for need in Need.objects.filter(municipality__region_id=region):
        before = need.filled, need.state
        need.filled = filled.get(need.pk, 0)
        _settle(need)
        if (need.filled, need.state) != before:
            changed.append(need)
    Need.objects.bulk_update(changed, ["filled", "state"], batch_size=500)
    event(None, region=region, needs=len(changed), people=sum(filled.values()))
    return len(changed)


def _settle(need: Need) -> None:
    """Filled exactly while full; a need closed unmet stays closed."""
    full = 0 < need.people <= need.filled
    if full and need.state in (NeedState.DECLARED, NeedState.CONFIRMED):
        _move(need, NeedState.FILLED)
    elif not full and need.state == NeedState.FILLED:
        _move(need, NeedState.CONFIRMED)


@action(may=lambda by, _: (is_operator | is_system)(by))
def needs_remind(*, region: int, by: Any, at: datetime, ground: str) -> int:
    """Ask the employers that have not confirmed their needs to do so, once a rung. Returns how many messages were written."""
    due = reminders(region, at.date())
    written = messages_write(messages=due, region=region, by=by, at=at, ground=ground)
    event(None, region=region, messages=written, needs=sum(message.data["needs"] for message in due))
    return written


@action(may=lambda by, _: (is_operator | is_system)(by))
def needs_expire(*, region: int, by: Any, at: datetime, ground: str) -> int:
    """Close the needs nobody confirmed in time, and tell their employers. Returns how many were closed."""
    gone = expired(region, at.date())
    closed = list(Need.objects.in_bulk([silence.need for silence in gone]).values())
    for need in closed:
        _move(need, NeedState.CLOSED)
        need.close_reason = CloseReason.SILENCE
    Need.objects.bulk_update(closed, ["state", "close_reason"], batch_size=500)
    messages_write(messages=farewells(gone), region=region, by=by, at=at, ground=ground)
    event(None, region=region, needs=len(closed), people=sum(need.people for need in closed))
    return len(closed)
