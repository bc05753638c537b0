from __future__ import annotations

from dataclasses import replace

import pytest

from kadry.engine.allocation import Market, NotCertified, Result, solve, verify

from .markets import example


def certificate_of(market: Market, result: Result, **changes: object):
    return verify(market, replace(result, **changes))


def ring() -> tuple[Market, Result, Result]:
    """Two stable outcomes of one market: the best for the students, and the best for the places."""
    wishes = {"x": ("a", "b"), "y": ("b", "a")}
    priorities = {"a": {"x": 1, "y": 2}, "b": {"x": 2, "y": 1}}
    market = Market(seats={"a": 1, "b": 1}, wishes=wishes, priorities=priorities, seed="1")
    best = solve(market)
    turned = solve(Market(seats=market.seats, wishes={"x": ("b",), "y": ("a",)}, priorities=priorities, seed="1"))
    worse = replace(
        turned,
        ranks={"x": 2, "y": 2},
        waiting={"a": ("x",), "b": ("y",)},
        proposals=4,
    )
    return market, best, worse


def broken_names(certificate) -> set[str]:
    return {found.name for found in certificate.properties if not found.holds}


def test_example_is_certified():
    certificate = verify(example(), solve(example()))
    assert certificate.holds
    assert [found.name for found in certificate.properties] == [f"P{i}" for i in range(1, 12)]
    certificate.require()


@pytest.mark.parametrize(
    ("name", "student", "place"),
    [
        ("P1", "Boris", "lathe"),
        ("P3", "Dina", "store"),
        ("P4", "Boris", "store"),
        ("P4", "Vera", "closed"),
        ("P6", "Gleb", None),
        ("P7", "Gleb", None),
    ],
)
def test_a_student_put_elsewhere_is_caught(name, student, place):
    market = example()
    if name == "P4" and place == "closed":
        market = Market.from_record({**market.record(), "priorities": {"lathe": {"Vera": 1}}})
    result = solve(market)
    forged = certificate_of(market, result, assignment={**result.assignment, student: place})
    assert not forged[name].holds
    assert forged[name].counterexample


def test_p2_catches_the_missing_the_stranger_and_two_places():
    market, result = example(), solve(example())
    without = {student: place for student, place in result.assignment.items() if student != "Dina"}
    for assignment in (
        without,
        {**result.assignment, "Nobody": None},
        {**result.assignment, "Anna": ("lathe", "mill")},
    ):
        assert "P2" in broken_names(certificate_of(market, result, assignment=assignment))


def test_p5_catches_justified_envy():
    market = Market(seats={"a": 1}, wishes={"x": ("a",), "y": ("a",)}, priorities={"a": {"x": 2, "y": 1}}, seed="1")
    result = solve(market)
    forged = certificate_of(market, result, assignment={"x": None, "y": "a"})
    assert not forged["P5"].holds
    assert forged["P6"].holds


def test_p5_catches_a_swap_of_the_lottery():
    market = Market(seats={"a": 1}, wishes={"x": ("a",), "y": ("a",)}, priorities={"a": {"x": 1, "y": 1}}, seed="1")
    result = solve(market)
    lucky = result.cutoffs["a"].student
    unlucky = "y" if lucky == "x" else "x"
    assert not certificate_of(market, result, assignment={lucky: None, unlucky: "a"})["P5"].holds


def test_p7_catches_a_wrong_cutoff():
    market, result = example(), solve(example())
    wrong = replace(result.cutoffs["lathe"], points=1)
    for cutoffs in ({**result.cutoffs, "lathe": wrong}, {**result.cutoffs, "nowhere": wrong}, {}):
        assert broken_names(certificate_of(market, result, cutoffs=cutoffs)) == {"P7"}


@pytest.mark.parametrize("lottery", ["single", "per_place"])
def test_p8_catches_a_number_not_from_the_seed(lottery):
    market = Market.from_record({**example().record(), "lottery": lottery})
    result = solve(market)
    scope, draws = next(iter(result.lottery.items()))
    student = next(iter(draws), "Anna")
    for forged in ({**draws, student: "0" * 16}, {**draws, "Stranger": "0" * 16}, {}):
        if forged == draws:
            continue
        assert not certificate_of(market, result, lottery={**result.lottery, scope: forged})["P8"].holds
    assert not certificate_of(market, result, lottery={})["P8"].holds


def test_p9_catches_a_wrong_waiting_list():
    market, result = example(), solve(example())
    queue = result.waiting["lathe"]
    assert len(queue) > 1
    for forged in (queue[::-1], queue[1:], ()):
        certificate = certificate_of(market, result, waiting={**result.waiting, "lathe": forged})
        assert broken_names(certificate) == {"P9"}
    assert broken_names(certificate_of(market, result, waiting={**result.waiting, "nowhere": ()})) == {"P9"}


def test_p10_alone_catches_a_fair_outcome_that_is_not_the_best():
    market, best, worse = ring()
    assert verify(market, best).holds
    assert broken_names(verify(market, worse)) == {"P10"}


def test_p11_catches_wrong_ranks_and_counts():
    market, result = example(), solve(example())
    assert broken_names(certificate_of(market, result, proposals=result.proposals + 1)) == {"P11"}
    assert broken_names(certificate_of(market, result, ranks={**result.ranks, "Dina": 1})) == {"P11"}
    assert broken_names(certificate_of(market, result, ranks={**result.ranks, "Nobody": None})) == {"P11"}


def test_what_is_not_certified_is_refused_with_the_case():
    market, result = example(), solve(example())
    certificate = certificate_of(market, result, proposals=0)
    assert not certificate.holds
    with pytest.raises(NotCertified, match=r"P11: .* proposals, not 0"):
        certificate.require()
    assert '"holds":false' in certificate.to_json()


def test_verify_and_reference_share_nothing_with_the_solver():
    import kadry.engine.allocation as topic

    for name in ("verify", "reference"):
        with open(f"{topic.__path__[0]}/{name}.py", encoding="utf-8") as file:
            assert "allocation.solve" not in file.read()
