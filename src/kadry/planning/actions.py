"""What can be done to plans: shares recorded, places computed and kept, a plan approved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kadry.demand.actions import needs_cover
from kadry.planning import bridge
from kadry.planning.access import may_approve_plan, may_compute_plans, may_record_coefficients
from kadry.planning.enums import ASSUMED, ASSUMPTION, TRANSITIONS, CoefficientKind, PlanState
from kadry.planning.models import Coefficient, OpenNeed, Plan, PlanRow, Share
from kadry.planning.policy import policy
from kadry.planning.years import Outlook
from kadry.reference.models import Programme, Region
from kadry.trail import runs
from kadry.trail.action import Forbidden, action, event
from kadry.trail.clock import today

KIND = "planning"
Progress = Callable[[float], None]


class WrongState(ValueError):
    """The plan cannot move to that state from where it stands."""


@dataclass(frozen=True)
class Computed:
    """One year of admission: in which state its plan stands, which run planned it, and how."""

    year: int
    state: PlanState
    run: int
    solved: bridge.Solved


@action(may=lambda by, region: may_record_coefficients(by))
def coefficient_record(
    *,
    region: Region,
    kind: CoefficientKind,
    per_mille: int,
    as_of: date,
    source: str,
    programme: Programme | None = None,
    by: Any,
    at: datetime,
    ground: str,
) -> Coefficient:
    """A share with its date and source; a second one of the same day replaces the first."""
    same = {"region": region, "kind": kind, "programme": programme, "as_of": as_of}
    share = Coefficient.objects.filter(**same).first() or Coefficient(**same)
    share.per_mille, share.source = per_mille, source
    share.full_clean(exclude=["origin", "origin_row"])
    share.save()
    event(share, region=region.pk, kind=kind, per_mille=per_mille)
    return share


@action(may=lambda by, region: may_record_coefficients(by))
def coefficients_assume(*, region: Region, by: Any, at: datetime, ground: str) -> list[Coefficient]:
    """Put an assumption, marked as one, wherever a share for every programme is missing."""
    known = set(Coefficient.objects.filter(region=region, programme=None).values_list("kind", flat=True))
    made = Coefficient.objects.bulk_create(
        Coefficient(region=region, kind=kind, per_mille=per_mille, as_of=today(), source=ASSUMPTION)
        for kind, per_mille in ASSUMED.items()
        if kind not in known
    )
    event(None, region=region.pk, kinds=[share.kind for share in made])
    return made


def plan_compute(*, region: Region, by: Any, at: datetime, ground: str, progress: Progress = lambda share: None) -> list[Plan]:
    """Plan every year of admission the region's needs speak of, and keep the plans.

    Not an action itself: it computes for seconds, and a transaction that long would hold up everybody who writes.
    Each year is a run of its own; what they found is kept by ``plans_keep`` in one short transaction. ``progress`` is
    told the share done, from 0 to 1. Raises Missing where a datum is not there, NotCertified where a plan breaks a
    guarantee; nothing is kept then.
    """
    if not may_compute_plans(by):
        raise Forbidden(f"planning.plan_compute: {by} may not do this.")
    outlook = Outlook(region, today())
    computed: list[Computed] = []
    reasons: dict[int, str] = {}
    before: dict[int, int] = {}
    for done, year in enumerate(outlook.years):
        progress(done / len(outlook.years))
        found = _compute_year(outlook, year, before, by)
        computed += [found] if found else []
        before = {row.offer.taught.pk: row.groups for row in found.solved.rows} if found else {}
        reasons |= found.solved.reasons if found else {}
    plans = plans_keep(region=region, computed=computed, outlook=outlook, reasons=reasons, by=by, at=at, ground=ground)
    progress(1.0)
    return plans


def _compute_year(outlook: Outlook, year: int, before: Mapping[int, int], by: Any) -> Computed | None:
    """Plan one year in a run of its own; None where no college's groups of that past year are known."""
    admission = outlook.admission(year, before)
    if not admission.offers:
        return None
    chosen = policy()
    with runs.running(KIND, region=outlook.region.pk, by=by, seed=chosen.seed) as run:
        solved = bridge.solve(outlook, admission, chosen)
        run.keep(record=solved.record, certificate=solved.certificate, summary=solved.summary)
    for (need, _), seats in solved.seats.items():
        outlook.serve(need, seats)
    return Computed(year, admission.state, run.pk, solved)


@action(may=may_compute_plans)
def plans_keep(
    *,
    region: Region,
    computed: Iterable[Computed],
    outlook: Outlook,
    reasons: Mapping[int, str],
    by: Any,
    at: datetime,
    ground: str,
) -> list[Plan]:
    """Store what runs have planned as the current plans, and write into each need how many of its people have a place."""
    listed = list(computed)
    plans = [_keep(region, each) for each in listed]
    open_needs = _keep_open(region, outlook, reasons)
    covered = outlook.covered()
    needs_cover(covered=covered, region=region.pk, by=by, at=at, ground=" ".join(f"run:{each.run}" for each in listed))
    event(
        None,
        region=region.pk,
        runs=[each.run for each in listed],
        rows=sum(len(each.solved.rows) for each in listed),
        places={each.year: each.solved.summary["places"] for each in listed},
        people=sum(covered.values()),
        open=open_needs,
        groups_not_taught=outlook.strangers,
    )
    return plans


def _keep(region: Region, each: Computed) -> Plan:
    Plan.objects.filter(region=region, year=each.year, is_current=True).update(is_current=False)
    plan = Plan.objects.create(region=region, year=each.year, state=each.state, run_id=each.run)
    rows = PlanRow.objects.bulk_create([_row(plan, row) for row in each.solved.rows], batch_size=500)
    by_taught = {row.taught_id: row for row in rows}
    shares = [Share(need_id=need, plan_row=by_taught[taught], seats=seats) for (need, taught), seats in each.solved.seats.items()]
    Share.objects.bulk_create(shares, batch_size=1000)
    return plan


def _row(plan: Plan, row: bridge.Row) -> PlanRow:
    return PlanRow(
        plan=plan,
        taught=row.offer.taught,
        groups=row.groups,
        groups_before=row.offer.before,
        group_size=row.offer.taught.group_size,
        places=row.places,
        workers=row.workers,
        held=row.offer.held,
        arithmetic=row.arithmetic,
        one_more=row.one_more,
        worth=row.worth,
        bindings=row.bindings,
    )


def _keep_open(region: Region, outlook: Outlook, reasons: Mapping[int, str]) -> int:
    """Which people of which need have no place, and why; returns how many people."""
    left = outlook.left_open(reasons)
    OpenNeed.objects.filter(need__municipality__region=region).delete()
    rows = [OpenNeed(need_id=need, people=people, reason=reason) for need, (people, reason) in left.items()]
    OpenNeed.objects.bulk_create(rows, batch_size=1000)
    return sum(row.people for row in rows)


@action(may=may_approve_plan)
def plan_approve(*, plan: Plan, by: Any, at: datetime, ground: str) -> Plan:
    """The plan stands by a decision, which the ground names; later runs keep its groups."""
    if not plan.is_current or PlanState.APPROVED not in TRANSITIONS[PlanState(plan.state)]:
        raise WrongState(f"plan {plan.pk} is {plan.state} and cannot become approved.")
    plan.state = PlanState.APPROVED
    plan.save(update_fields=["state"])
    event(plan, year=plan.year)
    return plan
