"""What an employer does with a measure: keeps a plan, applies, is paid, is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from kadry.registry.models import Organisation
from kadry.support.access import may_change_plan, may_change_take_up, may_plan_for
from kadry.support.enums import TRANSITIONS, RefusalReason, TakeUpState, Topic
from kadry.support.models import Payment, Plan, Profile, TakeUp
from kadry.trail.action import action, event


class WrongState(ValueError):
    """The take-up cannot move to that state from where it stands."""


class Seen(NamedTuple):
    """A measure shown to an employer for a plan: whether it fits (None: it cannot tell), kopecks that can be counted on."""

    measure: str
    fits: bool | None
    expected: int | None


def _as_it_stands(take_up: TakeUp) -> None:
    """The row as it is in the table, not as the caller saw it: somebody may have moved it meanwhile."""
    take_up.refresh_from_db(from_queryset=TakeUp.objects.select_for_update())


def _move(take_up: TakeUp, to: TakeUpState) -> None:
    if to not in TRANSITIONS[TakeUpState(take_up.state)]:
        raise WrongState(f"take-up {take_up.pk} is {take_up.state} and cannot become {to}.")
    take_up.state = to


def _save(take_up: TakeUp) -> None:
    take_up.full_clean()
    take_up.save()


@action(may=may_plan_for)
def profile_tell(*, employer: Organisation, facts: Mapping[str, Any], by: Any, at: datetime, ground: str) -> Profile:
    """What the employer says of itself, so that it need not be asked again. Other facts it told before stay."""
    told = Profile.objects.filter(employer=employer).first() or Profile(employer=employer)
    told.facts, told.at = {**told.facts, **facts}, at
    told.full_clean()
    told.save()
    event(employer, facts=len(told.facts))
    return told


@action(may=may_plan_for)
def plan_keep(
    *,
    employer: Organisation,
    topic: Topic,
    title: str,
    facts: Mapping[str, Any],
    seen: Iterable[Seen],
    need: Any = None,
    by: Any,
    at: datetime,
    ground: str,
) -> Plan:
    """Keep what is planned, and that its measures were seen."""
    plan = Plan(employer=employer, topic=topic, title=title, facts=dict(facts), need=need, made_at=at)
    plan.full_clean()
    plan.save()
    _see(plan, seen, at.date())
    event(plan, topic=topic, measures=plan.take_ups.count())
    return plan


@action(may=may_change_plan)
def plan_change(
    *, plan: Plan, title: str, facts: Mapping[str, Any], seen: Iterable[Seen], by: Any, at: datetime, ground: str
) -> Plan:
    """Other facts of the same plan. What was applied for stays as it was; measures that fit now count as seen."""
    plan.title, plan.facts = title, dict(facts)
    plan.full_clean()
    plan.save()
    _see(plan, seen, at.date())
    event(plan, measures=plan.take_ups.count())
    return plan


@action(may=may_change_plan)
def plan_drop(*, plan: Plan, by: Any, at: datetime, ground: str) -> int:
    """It will not be done. What was applied for stays on record, without the plan's facts. Returns the plan's number."""
    number = plan.pk
    event(plan, topic=plan.topic)
    plan.take_ups.filter(state=TakeUpState.SEEN).delete()
    plan.delete()
    return number


def _see(plan: Plan, seen: Iterable[Seen], day: date) -> None:
    """Write what is shown for the plan; what was only seen and no longer fits is taken back, what was applied for stays."""
    shown = {one.measure: one for one in seen}
    plan.take_ups.filter(state=TakeUpState.SEEN).exclude(measure__in=shown).delete()
    known = {one.measure: one for one in plan.take_ups.all()}
    for name, one in shown.items():
        take_up = known.get(name) or TakeUp(employer=plan.employer, plan=plan, measure=name, seen_on=day)
        if take_up.state == TakeUpState.SEEN:
            take_up.fits, take_up.expected = one.fits, one.expected
            _save(take_up)


@action(may=may_change_take_up)
def take_up_apply(*, take_up: TakeUp, on: date, by: Any, at: datetime, ground: str) -> TakeUp:
    """The employer applied. After a refusal it may apply again."""
    _as_it_stands(take_up)
    _move(take_up, TakeUpState.APPLIED)
    take_up.applied_on, take_up.decided_on, take_up.refusal = on, None, ""
    _save(take_up)
    event(take_up, measure=take_up.measure)
    return take_up


@action(may=may_change_take_up)
def take_up_pay(*, take_up: TakeUp, on: date, amount: int, by: Any, at: datetime, ground: str) -> TakeUp:
    """Money came: ``amount`` kopecks, one tranche. The first tranche is the decision."""
    _as_it_stands(take_up)
    if take_up.state != TakeUpState.PAID:  # else it is the next tranche
        _move(take_up, TakeUpState.PAID)
    payment = Payment(take_up=take_up, on=on, amount=amount)
    payment.full_clean()
    payment.save()
    take_up.paid += amount  # the row is locked; what a workbook told in one sum stays in it
    take_up.decided_on = min(take_up.decided_on or on, on)
    _save(take_up)
    event(take_up, measure=take_up.measure, kopecks=amount)
    return take_up


@action(may=may_change_take_up)
def take_up_refuse(*, take_up: TakeUp, on: date, reason: RefusalReason, by: Any, at: datetime, ground: str) -> TakeUp:
    """The application was refused; the reason shows the region where a measure fails."""
    _as_it_stands(take_up)
    _move(take_up, TakeUpState.REFUSED)
    take_up.decided_on, take_up.refusal = on, reason
    _save(take_up)
    event(take_up, measure=take_up.measure, reason=reason)
    return take_up
