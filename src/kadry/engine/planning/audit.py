"""A planning run that can be replayed: problem, plan and certificate in one canonical JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import Any

from kadry.engine.faults import Fault
from kadry.engine.planning.canonical import PlanningInputError, decode, dumps, encode, refuse
from kadry.engine.planning.inputs import PlanningProblem
from kadry.engine.planning.plan import Plan
from kadry.engine.planning.solve import solve
from kadry.engine.planning.verify import Certificate, verify

FORMAT = "kadry.planning/1"
PARTS: dict[str, type] = {"problem": PlanningProblem, "plan": Plan, "certificate": Certificate}


@dataclass(frozen=True)
class Replay:
    """Whether a record came out the same, byte for byte; if not, which fields differ.

    `repeatable` is False for a plan stopped by the clock, which need not come out the same; `record` = the
    new bytes.
    """

    same: bool
    repeatable: bool
    differences: tuple[str, ...]
    record: bytes


def record(problem: PlanningProblem, plan: Plan, certificate: Certificate) -> bytes:
    """Canonical JSON of one run, with a newline; the plan holds its settings and the solver's version."""
    return dumps({"format": FORMAT, "problem": problem, "plan": plan, "certificate": certificate})


def read(data: bytes | str) -> tuple[PlanningProblem, Plan, Certificate]:
    """Take a record apart; raises PlanningInputError when it is not one."""
    try:
        plain = json.loads(data)
    except ValueError as error:
        raise PlanningInputError([Fault("record", f"not JSON: {error}", "Give the record as it was written.")]) from error
    if not isinstance(plain, dict) or plain.get("format") != FORMAT:
        raise PlanningInputError([Fault("record.format", "another format", f"Give a record of {FORMAT}.")])
    refuse(Fault(f"record.{name}", "missing", "Give a whole record.") for name in PARTS if name not in plain)
    problem, plan, certificate = (decode(cls, plain[name]) for name, cls in PARTS.items())
    return problem, plan, certificate


def replay(data: bytes) -> Replay:
    """Solve and verify the recorded problem again and compare with what was recorded, byte for byte."""
    problem, old_plan, old_certificate = read(data)
    plan = solve(problem, old_plan.settings)
    certificate = verify(problem, plan)
    again = record(problem, plan, certificate)
    differences = (
        *_differing("plan", old_plan, plan),
        *_differing("certificate", old_certificate, certificate),
    )
    same = again == data
    if not same and not differences:
        differences = ("record: not in canonical form",)
    return Replay(same, old_plan.stopped_by != "seconds" and plan.stopped_by != "seconds", differences, again)


def _differing(name: str, old: Any, new: Any) -> tuple[str, ...]:
    """Top-level fields whose canonical forms differ; short values are shown."""
    found = []
    for field in fields(old):
        was, now = encode(getattr(old, field.name)), encode(getattr(new, field.name))
        if was != now:
            short = f": {was!r} → {now!r}" if not isinstance(was, (list, dict)) else ""
            found.append(f"{name}.{field.name}{short}")
    return tuple(found)
