from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kadry.engine.allocation import Market, NotCertified, Result, solve, verify
from kadry.engine.allocation.choice import rankings
from kadry.engine.allocation.solve import describe
from kadry.engine.allocation.words import property_words

from .markets import capped_markets, changed, example, reserve_markets, rubin, site


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


def test_a_market_with_rules_has_two_more_guarantees():
    for market in (rubin(), site()):
        certificate = verify(market, solve(market))
        assert certificate.holds
        assert [found.name for found in certificate.properties] == [f"P{i}" for i in range(1, 14)]
        for found in certificate.properties:
            assert found.words == property_words(found.name, "en", ruled=True)
    assert "пределы" in property_words("P6", "ru", ruled=True)


def test_p5_and_p6_look_at_who_would_be_chosen():
    market, result = rubin(), solve(rubin())
    certificate = certificate_of(market, result, assignment={**result.assignment, "Boris": None, "Vera": "Rubin"})
    assert certificate["P5"].counterexample == "Boris would rather be at Rubin and comes before Vera by its rules."
    certificate = certificate_of(market, result, assignment={**result.assignment, "Boris": None})
    assert certificate["P5"].holds
    assert not certificate["P6"].holds


def test_p5_and_p6_look_across_places_under_a_cap():
    market, result = site(), solve(site())
    swapped = {**result.assignment, "Vera": None, "Gleb": "cnc"}
    assert not certificate_of(market, result, assignment=swapped)["P5"].holds
    certificate = certificate_of(market, result, assignment={**result.assignment, "Vera": None})
    assert certificate["P5"].holds
    assert certificate["P6"].counterexample == "mill has a seat for Vera, who would rather be there."


def test_p7_catches_a_wrong_cutoff_of_a_reserve_and_of_a_cap():
    market, result = rubin(), solve(rubin())
    wrong = replace(result.reserve_cutoffs["Rubin"]["target"], points=1)
    for bars in ({"Rubin": {"target": wrong}}, {}):
        assert broken_names(certificate_of(market, result, reserve_cutoffs=bars)) == {"P7"}
    market, result = site(), solve(site())
    wrong = replace(result.cap_cutoffs["site"], place="cnc")
    for caps in ({"site": wrong}, {**result.cap_cutoffs, "other": wrong}, {}):
        assert broken_names(certificate_of(market, result, cap_cutoffs=caps)) == {"P7"}


def test_p10_alone_catches_a_fair_outcome_that_is_not_the_best_under_rules():
    market, best, worse = ring()
    reserving = changed(market, types={"x": ["t"], "y": ["t"]}, reserves={"a": {"t": 1}})
    turned = {"x": "b", "y": "a"}
    for ruled in (reserving, changed(market, caps={"both": {"seats": 2, "places": ["a", "b"]}})):
        assert verify(ruled, solve(ruled)).holds
        assert solve(ruled).assignment == best.assignment
        told = describe(ruled, best.lottery, rankings(ruled, best.lottery), turned, worse.proposals)
        assert broken_names(verify(ruled, told)) == {"P10"}


@pytest.mark.parametrize("named", [{}, {"Boris": "target"}, {"Anna": "other"}, {"Anna": "target", "Gleb": "target"}])
def test_p12_catches_reserved_seats_given_or_named_wrongly(named):
    market, result = rubin(), solve(rubin())
    assert not certificate_of(market, result, reserved_for=named)["P12"].holds


def test_p12_catches_a_reserved_seat_given_to_another_while_one_of_the_type_waits():
    market, result = rubin(), solve(rubin())
    forged = certificate_of(market, result, assignment={**result.assignment, "Anna": None, "Gleb": "Rubin"}, reserved_for={})
    assert forged["P12"].counterexample == "the reserved seats of Rubin belong to Anna."


def test_p13_catches_a_cap_exceeded():
    market, result = site(), solve(site())
    forged = certificate_of(market, result, assignment={**result.assignment, "Gleb": "cnc"})
    assert forged["P1"].holds
    assert forged["P13"].counterexample == "the cap site allows 3 and counts 4."


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.one_of(reserve_markets(), capped_markets()), st.data())
def test_any_one_student_put_elsewhere_under_rules_is_caught(market, data):
    if not market.students:
        return
    result = solve(market)
    student = data.draw(st.sampled_from(market.students))
    elsewhere = data.draw(st.sampled_from([None, *market.places]))
    forged = certificate_of(market, result, assignment={**result.assignment, student: elsewhere})
    assert forged.holds == (elsewhere == result.assignment[student])


def test_verify_and_reference_share_nothing_with_the_solver():
    import kadry.engine.allocation as topic

    home = Path(topic.__path__[0])
    for file in (home / "reference.py", *sorted((home / "verify").glob("*.py"))):
        text = file.read_text(encoding="utf-8")
        assert not any(f"allocation.{name}" in text for name in ("solve", "choice", "caps"))
