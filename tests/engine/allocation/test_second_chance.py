from __future__ import annotations

from dataclasses import replace
from itertools import permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kadry.engine.allocation import Cap, FaultyInput, Market, NotCertified, solve
from kadry.engine.allocation.reference import textbook_draw
from kadry.engine.allocation.second_chance import ask_twice, verify_second_chance
from kadry.engine.allocation.second_chance.check import PROPERTIES

FEW = settings(max_examples=80, deadline=None, derandomize=True)


@st.composite
def tied_markets(draw: st.DrawFn, students: int = 6, places: int = 3) -> Market:
    """Two levels of points at most, few seats, short lists: ties everywhere and somebody left out."""
    seats = {f"p{i}": draw(st.integers(0, 2)) for i in range(draw(st.integers(1, places)))}
    lists = st.lists(st.sampled_from(sorted(seats)), unique=True)
    wishes = {f"s{i}": tuple(draw(lists)) for i in range(draw(st.integers(1, students)))}
    points = st.sampled_from([1, 1, 1, 2, None])
    listed = {place: {s: given for s in wishes if (given := draw(points)) is not None} for place in seats}
    lottery = draw(st.sampled_from(["single", "per_place"]))
    return Market(seats=seats, wishes=wishes, priorities=listed, seed=draw(st.sampled_from("12345")), lottery=lottery)


def fair_outcomes(market: Market) -> list[dict[str, str | None]]:
    """Every weakly stable outcome, found by trying all: no free seat preferred, nor one given to fewer points."""
    open_to = {s: [p for p in wished if s in market.priorities[p]] for s, wished in market.wishes.items()}
    outcomes = (dict(zip(open_to, chosen, strict=True)) for chosen in product(*([None, *p] for p in open_to.values())))
    return [outcome for outcome in outcomes if is_fair(market, open_to, outcome)]


def is_fair(market: Market, open_to: dict[str, list[str]], outcome: dict[str, str | None]) -> bool:
    held = {place: [] for place in market.places}
    for student, place in outcome.items():
        if place is not None:
            held[place].append(market.priorities[place][student])
    if any(len(points) > market.seats[place] for place, points in held.items()):
        return False
    for student, places in open_to.items():
        for place in places[: places.index(outcome[student])] if outcome[student] else places:
            if len(held[place]) < market.seats[place] or min(held[place], default=9) < market.priorities[place][student]:
                return False
    return True


def second_chance(market: Market) -> dict[str, str | None]:
    return dict(ask_twice(market).assignment)


def textbook_second_chance(market: Market) -> dict[str, str | None]:
    """Rounds in which all who are nowhere ask at once; the list is gone through twice."""
    lists = {s: [p for p in wished if s in market.priorities[p]] for s, wished in market.wishes.items()}
    turned_away = dict.fromkeys(market.students, 0)

    def standing(student: str, place: str):
        once_more = turned_away[student] >= len(lists[student])
        return -market.priorities[place][student], not once_more, textbook_draw(market, student, place), student

    while True:
        before = {place: [] for place in market.places}
        for student, wished in lists.items():
            if turned_away[student] < 2 * len(wished):
                before[(wished * 2)[turned_away[student]]].append(student)
        rejected = [
            student
            for place, present in before.items()
            for student in sorted(present, key=lambda student, place=place: standing(student, place))[market.seats[place] :]
        ]
        if not rejected:
            return dict.fromkeys(lists) | {s: place for place, present in before.items() for s in present}
        for student in rejected:
            turned_away[student] += 1


def immediate_acceptance(market: Market) -> dict[str, str | None]:
    """The “Boston” mechanism: first wishes take seats for good, then second wishes what is left, and so on."""
    assignment, left = dict.fromkeys(market.students), dict(market.seats)
    for rank in range(len(market.places)):
        for place in market.places:
            asking = [
                student
                for student, wished in market.wishes.items()
                if assignment[student] is None and wished[rank : rank + 1] == (place,) and student in market.priorities[place]
            ]
            asking.sort(key=lambda s, place=place: (-market.priorities[place][s], textbook_draw(market, s, place), s))
            assignment |= dict.fromkeys(asking[: left[place]], place)
            left[place] -= len(asking[: left[place]])
    return assignment


def placed(assignment) -> int:
    return sum(place is not None for place in assignment.values())


@FEW
@given(tied_markets())
def test_equals_the_textbook_whatever_the_order_of_asking(market):
    assert second_chance(market) == textbook_second_chance(market)


@FEW
@given(tied_markets())
def test_fair_and_two_thirds_of_what_any_fair_outcome_places(market):
    assignment, outcomes = second_chance(market), fair_outcomes(market)
    assert assignment in outcomes
    assert 3 * placed(assignment) >= 2 * max(map(placed, outcomes))


@FEW
@given(tied_markets(students=9, places=5))
def test_every_place_admits_at_least_as_many_as_by_the_same_lottery_alone(market):
    assignment, by_lottery = list(second_chance(market).values()), list(solve(market).assignment.values())
    assert all(assignment.count(place) >= by_lottery.count(place) for place in market.places)


@FEW
@given(tied_markets())
def test_without_ties_it_is_deferred_acceptance(market):
    strict = {place: {s: rank for rank, s in enumerate(listed)} for place, listed in market.priorities.items()}
    market = replace(market, priorities=strict)
    assert second_chance(market) == dict(solve(market).assignment)


@FEW
@given(tied_markets())
def test_promoted_are_those_turned_away_everywhere_once(market):
    found = ask_twice(market)
    for student in market.students:
        open_to = [place for place in market.wishes[student] if student in market.priorities[place]]
        if found.assignment[student] is None and open_to:
            assert student in found.promoted
        if student in found.promoted:
            assert open_to and all(list(found.assignment.values()).count(place) == market.seats[place] for place in open_to)


@FEW
@given(tied_markets(), st.randoms(use_true_random=False))
def test_order_of_input_changes_nothing(market, shuffler):
    def shuffled(mapping):
        items = list(mapping.items())
        shuffler.shuffle(items)
        return dict(items)

    listed = shuffled({place: shuffled(points) for place, points in market.priorities.items()})
    mixed = replace(market, seats=shuffled(market.seats), wishes=shuffled(market.wishes), priorities=listed)
    assert list(second_chance(mixed).items()) == list(second_chance(market).items())
    assert certificate(mixed).to_json() == certificate(market).to_json()


@FEW
@given(tied_markets(students=9, places=5))
def test_every_guarantee_holds(market):
    certificate(market).require()


@settings(max_examples=40, deadline=None, derandomize=True)
@given(tied_markets(students=4))
def test_the_certificate_knows_every_fair_outcome_and_its_bound(market):
    outcomes = fair_outcomes(market)
    most = max(map(placed, outcomes))
    for chosen in product([None, *market.places], repeat=len(market.students)):
        outcome = dict(zip(market.students, chosen, strict=True))
        found = verify_second_chance(market, outcome)
        fair = all(found[name].holds for name in ("S1", "S2", "S3", "S4", "S5"))
        assert fair == (outcome in outcomes)
        assert not (fair and found["S7"].holds) or 3 * placed(outcome) >= 2 * most


def certificate(market: Market):
    return verify_second_chance(market, second_chance(market))


def equals(wishes: dict[str, tuple[str, ...]], seats: dict[str, int]) -> Market:
    """Everybody has as many points everywhere; the lottery of this seed takes s0 before s1 before s2."""
    return Market(seats=seats, wishes=wishes, priorities={place: dict.fromkeys(wishes, 1) for place in seats}, seed="2")


CROSSED = equals({"s0": ("a", "b"), "s1": ("a",)}, {"a": 1, "b": 1})


def test_who_was_turned_away_everywhere_goes_before_equals():
    assert dict(solve(CROSSED).assignment) == {"s0": "a", "s1": None}
    assert second_chance(CROSSED) == {"s0": "b", "s1": "a"}
    assert ask_twice(CROSSED).promoted == {"s1"}


def test_more_points_stand_before_a_second_chance():
    market = replace(CROSSED, priorities={"a": {"s0": 2, "s1": 1}, "b": {"s0": 1}})
    assert second_chance(market) == {"s0": "a", "s1": None}


def gains_by_misreporting(market: Market, mechanism) -> list[tuple[str, tuple[str, ...]]]:
    """Every student with a report of wishes that gets him or her a dearer place than the true one."""
    honest, found = mechanism(market), []
    for student, true in market.wishes.items():
        value = {place: len(true) - rank for rank, place in enumerate(true)} | {None: 0}
        for length in range(len(true) + 1):
            for report in permutations(true, length):
                got = mechanism(replace(market, wishes={**market.wishes, student: report}))[student]
                if value[got] > value[honest[student]]:
                    found.append((student, report))
    return found


def test_a_second_chance_is_not_strategy_proof():
    # s1 leaves out b, is turned away everywhere, and takes a from s0 the second time.
    market = equals({"s0": ("a", "b"), "s1": ("a", "b")}, {"a": 1, "b": 1})
    assert second_chance(market) == {"s0": "a", "s1": "b"}
    assert gains_by_misreporting(market, second_chance) == [("s1", ("a",))]
    assert not gains_by_misreporting(market, lambda reported: solve(reported).assignment)


def test_immediate_acceptance_is_not_strategy_proof():
    # s1 loses a to s0 and comes too late to b; by naming b first s1 has it.
    market = equals({"s0": ("a",), "s1": ("a", "b"), "s2": ("b",)}, {"a": 1, "b": 1})
    assert immediate_acceptance(market) == {"s0": "a", "s1": None, "s2": "b"}
    assert gains_by_misreporting(market, immediate_acceptance) == [("s1", ("b",)), ("s1", ("b", "a"))]
    assert not gains_by_misreporting(market, lambda reported: solve(reported).assignment)


TWO_OF_THREE = Market(
    seats={"a": 1, "b": 1, "c": 1},
    wishes={"s0": ("b", "c", "a"), "s1": ("a", "c"), "s2": ("b", "a", "c")},
    priorities={"a": {"s0": 2, "s1": 1, "s2": 1}, "b": {"s0": 2, "s1": 1, "s2": 2}, "c": {"s2": 1}},
    seed="3",
)


def test_the_bound_of_two_thirds_is_reached():
    # The lottery gives b to s2; s0, first at a by points, leaves s1 nothing, and nobody can use c.
    assert max(map(placed, fair_outcomes(TWO_OF_THREE))) == 3
    assert placed(second_chance(TWO_OF_THREE)) == 2


def test_another_lottery_alone_may_place_more():
    assert placed(solve(replace(TWO_OF_THREE, seed="2")).assignment) == 3


def test_somebody_placed_by_the_lottery_may_be_left_out():
    # s1 takes a from s2 the second time, and s2 has more points at b than s0, who had it.
    market = Market(
        seats={"a": 1, "b": 1},
        wishes={"s0": ("b",), "s1": ("a",), "s2": ("a", "b")},
        priorities={"a": {"s1": 1, "s2": 1}, "b": {"s0": 1, "s2": 2}},
        seed="1",
    )
    assert dict(solve(market).assignment) == {"s0": "b", "s1": None, "s2": "a"}
    assert second_chance(market) == {"s0": None, "s1": "a", "s2": "b"}


@pytest.mark.parametrize(
    ("market", "assignment", "broken", "case"),
    [
        (CROSSED, {"s0": "a", "s1": "a"}, "S1", "a has 1 seats and 2 students."),
        (CROSSED, {"s0": "b"}, "S2", "s1 is missing."),
        (CROSSED, {"s0": "b", "s1": "a", "x": None}, "S2", "x is not a student of this market."),
        (CROSSED, {"s0": "b", "s1": 7}, "S2", "s1 has 7."),
        (CROSSED, {"s0": "a", "s1": "b"}, "S3", "s1 did not wish b."),
        (replace(CROSSED, priorities={"b": {"s0": 1}}), {"s0": "b", "s1": "a"}, "S4", "s1 is not listed at a."),
        (CROSSED, {"s0": "b", "s1": None}, "S5", "s0 would rather be at a, which has a free seat."),
        (
            replace(CROSSED, priorities={"a": {"s0": 2, "s1": 1}, "b": {"s0": 1}}),
            {"s0": "b", "s1": "a"},
            "S5",
            "s0 would rather be at a, which gave a seat to fewer points.",
        ),
        (
            equals({"s0": ("a",), "s1": ("a",)}, {"a": 1}),
            {"s0": None, "s1": "a"},
            "S6",
            "s0 is nowhere, and s1 is at a with equal points and a later lottery number.",
        ),
        (
            CROSSED,
            dict(solve(CROSSED).assignment),
            "S7",
            "s1 is nowhere, and s0, with equal points at a, could move to b.",
        ),
        (CROSSED, {"s0": None, "s1": None}, "S8", "a has 0 students, by the lottery alone 1."),
    ],
)
def test_a_planted_fault_is_found(market, assignment, broken, case):
    found = verify_second_chance(market, assignment)
    assert found[broken].counterexample == case
    with pytest.raises(NotCertified, match=case.replace(".", r"\.")):
        found.require()


def test_the_certificate_counts_beside_the_lottery_and_speaks_both_languages():
    found = certificate(CROSSED)
    assert found["S8"].words.endswith("Placed: 2; by the lottery alone: 1.")
    assert [p.name for p in found.properties] == list(PROPERTIES["en"]) == list(PROPERTIES["ru"])
    assert [p.counted for p in found.properties] == [2, 2, 2, 2, 1, 0, 0, 2]


def test_reserves_and_caps_are_refused():
    market = replace(CROSSED, reserves={"a": {"aid": 1}}, caps={"site": Cap(seats=1, places=("b",))})
    with pytest.raises(FaultyInput) as raised:
        second_chance(market)
    assert [fault.where for fault in raised.value.faults] == ["reserves", "caps"]


@pytest.mark.parametrize(
    ("seats", "wishes", "assignment"),
    [({}, {}, {}), ({"a": 2}, {}, {}), ({}, {"s": ()}, {"s": None}), ({"a": 0}, {"s": ("a",)}, {"s": None})],
)
def test_empty_corners_are_answers(seats, wishes, assignment):
    market = equals(wishes, seats)
    assert second_chance(market) == assignment
    assert certificate(market).holds
