"""One way to tell a fault, whatever topic of the engine finds it."""

from __future__ import annotations

import pytest

from kadry.engine import allocation, planning, rules
from kadry.engine.faults import Fault, FaultyInput

SEATS = Fault("places.csv", "seats: “many” is not a whole number", "Give 0, 1, 2 …", row=3)
SEED = Fault("seed", "the seed is empty", "Give a text.")


def test_a_fault_says_where_what_and_the_cure_and_the_row_if_there_is_one() -> None:
    assert str(SEATS) == "places.csv, row 3: seats: “many” is not a whole number. Give 0, 1, 2 …"
    assert str(SEED) == "seed: the seed is empty. Give a text."


def test_every_topic_tells_the_same_faults() -> None:
    assert allocation.Fault is planning.Fault is rules.Fault is Fault
    assert allocation.FaultyInput is rules.FaultyInput is FaultyInput
    assert issubclass(planning.PlanningInputError, FaultyInput)


@pytest.mark.parametrize(
    ("refused", "message"),
    [
        (FaultyInput([SEED]), "1 fault in the input\n  seed: the seed is empty. Give a text."),
        (FaultyInput(iter((SEED, SEATS))), f"2 faults in the input\n  {SEED}\n  {SEATS}"),
        (planning.PlanningInputError([SEED, SEATS]), f"{SEED}\n{SEATS}"),
    ],
)
def test_an_input_is_refused_with_all_its_faults(refused: FaultyInput, message: str) -> None:
    assert str(refused) == message and SEED in refused.faults and isinstance(refused, ValueError)


def test_faults_of_a_market_and_of_a_problem_are_caught_alike() -> None:
    for make in (
        lambda: allocation.Market(seats={"lathe": -1}, wishes={}, priorities={}, seed=""),
        lambda: planning.College("", "Balashikha"),
        lambda: rules.read_facts({"colour": "red"}, {}),
    ):
        with pytest.raises(FaultyInput) as caught:
            make()
        assert len(caught.value.faults) == 1 and caught.value.faults[0].cure.endswith(".")
