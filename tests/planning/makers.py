"""What planning plans with: programmes taught and groups admitted."""

from __future__ import annotations

from datetime import date
from typing import Any

from kadry.training.models import Group, TaughtProgramme
from tests import factories


def taught(**fields: Any) -> TaughtProgramme:
    """A programme taught in Balashikha: three years, one group of 25 last year, three at most."""
    return factories.taught(**{"months": 34, "group_size": 25, "groups_last_year": 1, "groups_max": 3} | fields)


def groups(of: TaughtProgramme, admitted: int, count: int = 1) -> list[Group]:
    """So many groups of a taught programme, admitted in a year."""
    made = {"college": of.college, "programme": of.programme, "admitted": admitted}
    return [factories.group(**made, graduates_on=date(admitted + of.years, 6, 30)) for _ in range(count)]
