"""Places of one admission year: whole groups at licensed colleges against the region's dated needs."""

from kadry.engine.faults import Fault
from kadry.engine.planning.arithmetic import Arithmetic, Step, total
from kadry.engine.planning.audit import Replay, read, record, replay
from kadry.engine.planning.canonical import PlanningInputError
from kadry.engine.planning.inputs import PlanningProblem, Settings
from kadry.engine.planning.plan import (
    Binding,
    Conflict,
    NeedRow,
    Parts,
    Plan,
    PlanRow,
    ProgrammeRow,
    Requirement,
    Share,
    Worth,
)
from kadry.engine.planning.rows import Ceiling, Coefficient, College, Costs, Distance, Factor, Need, Pair, Programme
from kadry.engine.planning.solve import solve
from kadry.engine.planning.verify import Certificate, Guarantee, verify
from kadry.engine.planning.what_if import Shift, WhatIf, close, move_places, one_more, what_if

__all__ = [
    "Arithmetic",
    "Binding",
    "Ceiling",
    "Certificate",
    "Coefficient",
    "College",
    "Conflict",
    "Costs",
    "Distance",
    "Factor",
    "Fault",
    "Guarantee",
    "Need",
    "NeedRow",
    "Pair",
    "Parts",
    "Plan",
    "PlanRow",
    "PlanningInputError",
    "PlanningProblem",
    "Programme",
    "ProgrammeRow",
    "Replay",
    "Requirement",
    "Settings",
    "Share",
    "Shift",
    "Step",
    "WhatIf",
    "Worth",
    "close",
    "move_places",
    "one_more",
    "read",
    "record",
    "replay",
    "solve",
    "total",
    "verify",
    "what_if",
]
