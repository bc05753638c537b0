"""One saving in OpenFisca-Core, run by `benchmarks.support` with the interpreter of an environment that has it.

It reads `table.npz` of the folder given, writes `sums.npy` there and prints its figures as JSON. The parameters are written
into the formula, so that nothing but the formula is timed.
"""

from __future__ import annotations

import json
import sys
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

RUNS = 3
MONTH = "2026-03"
EMPLOYER = build_entity(key="employer", plural="employers", label="an employer", is_person=True)


def variable(name: str, kind: type, **rest: Any) -> type[Variable]:
    return type(name, (Variable,), {"value_type": kind, "entity": EMPLOYER, "definition_period": DateUnit.MONTH, **rest})


def saving(employer: Any, period: Any) -> Any:
    above = np.maximum(0, employer("wage", period) - 40639.50)
    industry = np.isin(employer("class_", period), [10, 24, 25, 28])
    return employer("sme", period) * industry * (employer("share", period) >= 70) * above * 0.224


def computed(system: TaxBenefitSystem, table: dict[str, Any]) -> tuple[Any, float]:
    """The sums, and the seconds the formula took; setting the inputs is not counted."""
    simulation = SimulationBuilder().build_default_simulation(system, count=len(table["wage"]))
    for name, values in table.items():
        simulation.set_input(name, MONTH, values)
    started = perf_counter()
    sums = simulation.calculate("saving", MONTH)
    return sums, perf_counter() - started


def main() -> None:
    place = Path(sys.argv[1])
    table = dict(np.load(place / "table.npz"))
    system = TaxBenefitSystem([EMPLOYER])
    kinds = {"wage": float, "share": float, "class_": int, "sme": bool}
    system.add_variables(*(variable(name, kind) for name, kind in kinds.items()), variable("saving", float, formula=saving))
    runs = [computed(system, table) for _ in range(RUNS)]
    np.save(place / "sums.npy", runs[0][0])
    figures = {"seconds": median(seconds for _, seconds in runs), "version": version("openfisca-core")}
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
