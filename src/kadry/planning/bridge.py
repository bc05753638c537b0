"""Rows → the engine's problem → plan and certificate → plain values; and a plan's codes → sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext

from kadry.engine import planning as engine
from kadry.engine.planning import sentences, words
from kadry.planning.enums import ASSUMPTION, CoefficientKind, Held, OpenReason, PlanState
from kadry.planning.models import PlanRow
from kadry.planning.policy import Policy
from kadry.planning.years import Admission, Asked, Offer, Outlook
from kadry.training.models import TaughtProgramme
from kadry.web.templatetags.words import day

FACTORS = {
    CoefficientKind.GRADUATES: "finish",
    CoefficientKind.IN_TRADE: "in_trade",
    CoefficientKind.IN_REGION: "in_region",
    CoefficientKind.NOT_ARMY: "army",
}
SETTLED = (Held.ADMITTED, Held.APPROVED)
ANY_STEP = 1000  # groups; no college has as many
# Once groups are admitted nothing can be opened any more: what the engine calls limits is the year gone by.
_GONE_BY = {OpenReason.LIMITS.value: OpenReason.LATE.value, OpenReason.NOT_WORTH.value: OpenReason.LATE.value}


class Impossible(RuntimeError):
    """The requirements of a plan contradict each other; the message names them."""


@dataclass(frozen=True)
class Row:
    """One programme at a college as planned."""

    offer: Offer
    groups: int
    places: int
    workers: int
    arithmetic: list[list[str]]
    one_more: int
    worth: dict[str, Any]
    bindings: list[dict[str, Any]]


@dataclass(frozen=True)
class Solved:
    """One year of admission as planned: rows, (need, taught programme) → seats, need → reason, and what replays it."""

    rows: tuple[Row, ...]
    seats: dict[tuple[int, int], int]
    reasons: dict[int, str]
    record: str
    certificate: list[dict[str, Any]]
    summary: dict[str, Any]


def solve(outlook: Outlook, admission: Admission, policy: Policy) -> Solved:
    """Plan one year of admission.

    Raises Missing where a share or a point on the map is not known, Impossible where requirements contradict each other.
    """
    problem = _problem(outlook, admission, policy)
    plan = engine.solve(problem, engine.Settings(gap=policy.gap, seed=policy.seed))
    if plan.conflicts:
        raise Impossible(" ".join(sentences.conflict_sentence(each, language()) for each in plan.conflicts))
    certificate = engine.verify(problem, plan)
    offers = {_pair_key(offer.taught): offer for offer in admission.offers}
    rows = tuple(_rows(problem, plan, offers))
    return Solved(
        rows=rows,
        seats={(int(share.need), offers[share.college, share.programme].taught.pk): share.seats for share in plan.shares},
        reasons=_reasons(admission, plan),
        record=engine.record(problem, plan, certificate).decode(),
        certificate=[_guarantee(each) for each in certificate.guarantees],
        summary=_summary(admission, plan, rows),
    )


def _site(one: TaughtProgramme) -> str:
    """A college teaches at several sites; to the engine each is a college of its own."""
    return f"{one.college_id}@{one.municipality.slug}"


def _programme_key(code: str, years: int) -> str:
    """The same programme studied longer serves needs of a later year: to the engine it is another programme."""
    return f"{code}/{years}"


def _pair_key(one: TaughtProgramme) -> tuple[str, str]:
    return _site(one), _programme_key(one.programme.code, one.years)


def _need_id(asked: Asked) -> str:
    """Zeros in front, so that the engine's order of texts is the order in which needs were written down."""
    return f"{asked.need:09d}"


def _problem(outlook: Outlook, admission: Admission, policy: Policy) -> engine.PlanningProblem:
    sites = {_site(offer.taught): offer.taught.municipality.slug for offer in admission.offers}
    programmes = {_programme_key(o.taught.programme.code, o.taught.years): o.taught for o in admission.offers}
    return engine.PlanningProblem(
        region=outlook.region.code,
        admission_year=admission.year,
        reach_km=policy.reach_km,
        colleges=tuple(engine.College(site, town) for site, town in sites.items()),
        programmes=tuple(engine.Programme(key, 12 * one.years) for key, one in programmes.items()),
        pairs=tuple(_pair(offer, admission, policy) for offer in admission.offers),
        needs=tuple(_need(asked, admission) for asked in admission.asked),
        coefficients=tuple(_coefficient(key, one, outlook) for key, one in programmes.items()),
        distances=tuple(engine.Distance(one, other, km) for (one, other), km in outlook.kilometres.items()),
        change_limit=policy.step,
        costs=engine.Costs(oversupply=policy.idle, change=policy.change),
    )


def _step(offer: Offer, policy: Policy) -> int:
    """Groups it may gain or lose. What is settled is not cut by it, and a college that can take far fewer groups than a
    year ago is not asked to keep them for its sake."""
    return ANY_STEP if offer.held in SETTLED else max(policy.step, offer.current - offer.most)


def _pair(offer: Offer, admission: Admission, policy: Policy) -> engine.Pair:
    college, programme = _pair_key(offer.taught)
    settled = offer.held in SETTLED
    source = f"{offer.held} {admission.year}" if settled else f"training.taughtprogramme:{offer.taught.pk}"
    return engine.Pair(
        college=college,
        programme=programme,
        current=offer.current,
        ceilings=(engine.Ceiling("other" if settled else "workshop", offer.most, source),),
        group_size=offer.taught.group_size,
        min_groups=offer.least,
        change_limit=_step(offer, policy),
    )


def _need(asked: Asked, admission: Admission) -> engine.Need:
    key = _programme_key(asked.code, asked.year - admission.year)
    return engine.Need(_need_id(asked), key, asked.town, asked.people, asked.year, priority=asked.priority)


def _coefficient(key: str, one: TaughtProgramme, outlook: Outlook) -> engine.Coefficient:
    found = {kind: outlook.factor(kind, one.programme) for kind in FACTORS}
    return engine.Coefficient(
        key,
        tuple(
            engine.Factor(FACTORS[kind], Decimal(share.per_mille) / 1000, share.as_of.isoformat(), share.source)
            for kind, share in found.items()
        ),
    )


def _rows(problem: engine.PlanningProblem, plan: engine.Plan, offers: Mapping[tuple[str, str], Offer]) -> list[Row]:
    arithmetic = engine.Arithmetic(problem, plan)
    worths = {(each.college, each.programme): each for each in plan.worths}
    bindings: dict[tuple[str, str], list[engine.Binding]] = {}
    for binding in plan.bindings:
        bindings.setdefault((binding.college, binding.programme), []).append(binding)
    return [
        Row(
            offer=offers[key],
            groups=row.groups,
            places=row.places,
            workers=row.workers,
            arithmetic=[_packed(step) for step in arithmetic.pair(*key)],
            one_more=worths[key].more_people,
            worth=_plain(worths[key]),
            bindings=[_plain(each) for each in bindings.get(key, ())],
        )
        for row in plan.rows
        if (key := (row.college, row.programme))
    ]


def _packed(step: engine.Step) -> list[str]:
    return [step.code, step.op, str(step.value), step.unit, step.source, step.subject]


def _unpacked(steps: Sequence[Sequence[str]]) -> list[engine.Step]:
    return [engine.Step(code, op, Decimal(value), unit, source, subject) for code, op, value, unit, source, subject in steps]


def _plain(found: engine.Worth | engine.Binding) -> dict[str, Any]:
    """For a JSON column: decimals as text, tuples as lists."""
    plain = {name: getattr(found, name) for name in found.__dataclass_fields__}
    return {
        name: str(value) if isinstance(value, Decimal) else list(value) if isinstance(value, tuple) else value
        for name, value in plain.items()
    }


def _reasons(admission: Admission, plan: engine.Plan) -> dict[int, str]:
    gone = _GONE_BY if admission.state == PlanState.CARRIED_OUT else {}
    return {int(row.need): gone.get(row.reason, row.reason) for row in plan.needs if row.reason}


def _guarantee(each: engine.Guarantee) -> dict[str, Any]:
    """A guarantee nothing was there to check for breaks nothing; its count of zero says so."""
    return {
        "name": each.code,
        "words": {"ru": each.ru, "en": each.en},
        "holds": each.holds is not False,
        "counted": each.counted,
    }


def _summary(admission: Admission, plan: engine.Plan, rows: Sequence[Row]) -> dict[str, Any]:
    return {
        "year": admission.year,
        "programmes": len(rows),
        "groups": sum(row.groups for row in rows),
        "places": sum(row.places for row in rows),
        "workers": sum(row.workers for row in rows),
        "needs": len(plan.needs),
        "asked": sum(row.people for row in plan.needs),
        "served": sum(row.served for row in plan.needs),
        "status": plan.status,
        "stopped_by": plan.stopped_by,
        "gap": str(plan.gap),
        "objective": str(plan.objective),
        "bound": str(plan.bound),
        "solver": plan.solver,
    }


# --- words


@dataclass(frozen=True)
class Factor:
    """One share between a place and a worker, in words."""

    label: str
    value: str
    source: str


Bar = tuple[str, int, str]  # label, value, kind of c-waterfall


@dataclass
class Explained:
    """The sum behind a number of places: the need in people, the shares, the places. The last place step is the number."""

    people: list[Bar] = field(default_factory=list)
    factors: list[Factor] = field(default_factory=list)
    places: list[Bar] = field(default_factory=list)

    @property
    def factor_rows(self) -> list[dict[str, str]]:
        return [asdict(factor) for factor in self.factors]


def language() -> str:
    """The language of the engine's words nearest to the reader's."""
    return "ru" if (get_language() or "ru").startswith("ru") else "en"


def explain(row: PlanRow) -> Explained:
    """The stored arithmetic of a row as steps that only add and take away."""
    said, steps = Explained(), _unpacked(row.arithmetic)
    running = 0
    for at, step in enumerate(steps):
        label = _label(step, row)
        if step.unit == "people":
            if step.value or step.op != "subtract":
                said.people.append((label, int(step.value), "minus" if step.op == "subtract" else "total"))
        elif step.op == "note":
            said.factors.append(_factor(step, label))
        elif step.op in ("equals", "multiply"):
            continue
        elif step.code == "coefficient":
            said.factors.append(Factor(label, _per_cent(step.value), ""))
            running = int(engine.total(steps[: at + 1]))
            said.places.append((gettext("Places that would give so many workers"), running, "total"))
        else:
            now = int(engine.total(steps[: at + 1])) * row.group_size
            if now != running:
                said.places.append((label, abs(now - running), "plus" if now > running else "minus"))
            running = now
    said.places.append((_label(steps[-1], row), row.places, "total"))
    return said


def _label(step: engine.Step, row: PlanRow) -> str:
    if step.code in ("at_most", "at_least") and step.subject in ("other", "min_groups") and row.held:
        return str(Held(row.held).label).capitalize()
    if step.code == "group_size":
        return gettext("Whole groups, rounded up")
    return sentences.step_sentence(step, language())


def _factor(step: engine.Step, label: str) -> Factor:
    source, _, as_of = step.source.rpartition(", ")
    said = gettext(source) if source == ASSUMPTION else source
    return Factor(label, _per_cent(step.value), f"{said}, {day(date.fromisoformat(as_of))}")


def _per_cent(value: Decimal) -> str:
    text = words.number((value * 100).quantize(Decimal("0.1")), language())
    return f"{text}{words.NBSP}%" if language() == "ru" else f"{text}%"


def sentences_of(row: PlanRow) -> list[str]:
    """What binds the row, and what one group more or fewer would change. Empty where the groups were settled before."""
    if row.held in SETTLED:
        return []
    names = {
        row.worth["college"]: _inner(row.taught.college.short_name),
        row.worth["programme"]: _inner(row.taught.programme.name),
    }
    worth = engine.Worth(**_thawed(row.worth))
    found = [sentences.binding_sentence(engine.Binding(**_thawed(each)), language(), names) for each in row.bindings]
    return [*found, *(sentences.worth_sentence(worth, language(), more=more) for more in (True, False) if more or row.groups)]


def _inner(name: str) -> str:
    """A name that a sentence will put in quotation marks of its own."""
    return name.replace("«", "„").replace("»", "“")


def _thawed(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Back from a JSON column."""
    decimals = {"more", "fewer", "worth"}
    return {
        name: Decimal(value) if name in decimals else tuple(value) if isinstance(value, list) else value
        for name, value in plain.items()
    }


def status_of(summary: Mapping[str, Any]) -> str:
    """How good the plan of a run is proven to be, in a sentence."""
    plan = engine.Plan(
        status=summary["status"],
        stopped_by=summary["stopped_by"],
        solver=summary["solver"],
        settings=engine.Settings(),
        gap=Decimal(summary["gap"]),
    )
    return sentences.status_sentence(plan, language())
