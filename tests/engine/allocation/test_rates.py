from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kadry.engine.allocation import Cap, FaultyInput, Market, solve, verify
from kadry.engine.allocation.rates import call_order, call_reasons, exact_rate, with_minimum_rates
from kadry.engine.allocation.reference import textbook_order

from .markets import example, markets

FEW = settings(max_examples=80, deadline=None, derandomize=True)
SOME = settings(max_examples=30, deadline=None, derandomize=True)
SHARES = st.sampled_from(["0", "0.1", "0.2", "0.3", "1/3", "0.5", "0.7", "1"])


@st.composite
def lists(draw: st.DrawFn, types: str = "AB", students: int = 8):
    """Students by right, of some types or none, and a rate for every type."""
    listed = [f"s{i}" for i in range(draw(st.integers(0, students)))]
    of = {student: tuple(draw(st.sets(st.sampled_from(types)))) for student in listed}
    named = draw(st.permutations(types))
    return listed, of, {type_: draw(SHARES) for type_ in named}


def textbook_calls(listed, types, rates):
    """The rule as it is told: for each seat narrow those who wait, rate by rate, and take the first of them."""
    waiting, order = list(listed), []
    while waiting:
        best = waiting
        for type_, rate in rates.items():
            called = sum(type_ in types[student] for student in order)
            if called < Fraction(rate) * (len(order) + 1):
                best = [student for student in best if type_ in types[student]] or best
        order.append(best[0])
        waiting.remove(best[0])
    return order


def shortages(order, types, type_, rate):
    """For every beginning of a list that leaves some of a type waiting: by how many students the share is missed."""
    total, called = sum(type_ in types[student] for student in order), 0
    for count, student in enumerate(order, 1):
        called += type_ in types[student]
        if called < total:
            yield Fraction(rate) * count - called


@FEW
@given(lists(types="ABC"))
def test_calls_as_the_rule_is_told(case):
    assert call_order(*case) == textbook_calls(*case)


@FEW
@given(lists())
def test_every_beginning_holds_the_share_first_named(case):
    listed, types, rates = case
    order = call_order(listed, types, rates)
    assert sorted(order) == sorted(listed)
    first = next(iter(rates))
    assert all(short <= 0 for short in shortages(order, types, first, rates[first]))


@FEW
@given(lists())
def test_the_second_share_is_late_by_less_than_one_student_where_both_fit(case):
    listed, types, rates = case
    second = list(rates)[1]
    if sum(map(Fraction, rates.values())) <= 1:
        order = call_order(listed, types, rates)
        assert all(short < 1 for short in shortages(order, types, second, rates[second]))


@FEW
@given(lists())
def test_the_second_share_gives_way_only_to_the_first(case):
    listed, types, rates = case
    (first, rate), (second, other) = rates.items()
    order = call_order(listed, types, rates)
    for seat, student in enumerate(order):
        if second in types[student] or not any(second in types[later] for later in order[seat:]):
            continue
        if sum(second in types[earlier] for earlier in order[:seat]) < Fraction(other) * (seat + 1):
            assert first in types[student]
            assert sum(first in types[earlier] for earlier in order[:seat]) < Fraction(rate) * (seat + 1)
            assert not any({first, second} <= set(types[later]) for later in order[seat:])


@SOME
@given(lists(types="A", students=6))
def test_one_rate_changes_the_order_of_right_as_little_as_it_can(case):
    # The first by right of all orders whose every beginning holds the share.
    listed, types, rates = case
    fit = (order for order in permutations(listed) if all(s <= 0 for s in shortages(order, types, "A", rates["A"])))
    assert call_order(listed, types, rates) == list(next(fit))


@FEW
@given(lists(types="ABC"))
def test_students_of_the_same_types_keep_their_order(case):
    listed, types, rates = case
    order = call_order(listed, types, rates)
    for alike in {frozenset(of) for of in types.values()}:
        assert [s for s in order if set(types[s]) == alike] == [s for s in listed if set(types[s]) == alike]


@FEW
@given(lists(types="ABC"))
def test_who_is_of_every_type_never_falls_and_who_is_of_none_never_rises(case):
    listed, types, rates = case
    order = call_order(listed, types, rates)
    for student in listed:
        if set(types[student]) == set(rates):
            assert order.index(student) <= listed.index(student)
        if not types[student]:
            assert order.index(student) >= listed.index(student)


def test_one_more_rate_may_lower_some_of_its_type():
    # Who is of both types is called first for the second rate, before one who is of its type alone.
    types = {"s0": ("A",), "s1": ("B",), "s2": ("A", "B")}
    assert call_order(["s0", "s1", "s2"], types, {"A": "0.3"}) == ["s0", "s1", "s2"]
    assert call_order(["s0", "s1", "s2"], types, {"A": "0.3", "B": "0.1"}) == ["s2", "s0", "s1"]


@FEW
@given(lists(types="ABC"))
def test_rates_of_zero_leave_the_order_of_right(case):
    listed, types, rates = case
    assert call_order(listed, types, dict.fromkeys(rates, 0)) == listed
    assert call_order(listed, types, {}) == listed


def test_the_first_named_rate_wins_where_both_cannot_hold():
    types = {"s1": ("local",), "s2": ("aid",)}
    assert call_order(["s0", "s1", "s2"], types, {"aid": 0.5, "local": 0.5}) == ["s2", "s1", "s0"]
    assert call_order(["s0", "s1", "s2"], types, {"local": 0.5, "aid": 0.5}) == ["s1", "s2", "s0"]


def test_a_tenth_is_a_tenth():
    # In floats 0.1 * 3 is more than 0.3, and three of ten would be one too few.
    listed = [f"s{i:02}" for i in range(20)]
    types = dict.fromkeys(listed[10:], ("A",))
    for rate in (0.3, "0.3", "30%", "30 %", "3/10", Decimal("0.3"), Fraction(3, 10)):
        assert exact_rate(rate) == Fraction(3, 10)
        order = call_order(listed, types, {"A": rate})
        assert sum(student in types for student in order[:10]) == 3
        assert [order.index(student) for student in listed[10:13]] == [0, 3, 6]


@pytest.mark.parametrize(
    ("listed", "types", "rates", "what"),
    [
        ("aa", {}, {}, ["listed: the student 'a' stands twice"]),
        ("a", {"a": "aid"}, {}, ["types of 'a': 'aid' is not a list"]),
        ("a", {}, [], ["rates: [] is not a mapping"]),
        ("a", {}, {"": 0}, ["rates: the type is empty"]),
        ("a", {}, {"x": -0.1, "y": "101%"}, ["rates for 'x': -0.1 is less than 0", "rates for 'y': 101% is more than 1"]),
        (
            "a",
            {},
            {"x": "half", "y": float("nan"), "z": True, "w": "1/0", "v": None},
            [f"rates for {t}: {r} is not a number" for t, r in (("'x'", "'half'"), ("'y'", "nan"), ("'z'", "True"))]
            + ["rates for 'w': '1/0' is not a number", "rates for 'v': None is not a number"],
        ),
    ],
)
def test_faults_of_a_list_are_named(listed, types, rates, what):
    with pytest.raises(FaultyInput) as raised:
        call_order(listed, types, rates)
    assert [f"{fault.where}: {fault.what}" for fault in raised.value.faults] == what


@st.composite
def rated_markets(draw: st.DrawFn, **sizes: int) -> tuple[Market, dict]:
    """A market with types, one student at least of each, and rates at some of its places."""
    market = draw(markets(**sizes).filter(lambda market: market.students))
    of = {student: tuple(draw(st.sets(st.sampled_from("AB")))) for student in market.students}
    of[market.students[0]] = ("A", "B")
    rates = {
        place: {type_: draw(SHARES) for type_ in draw(st.permutations("AB"))} for place in market.places if draw(st.booleans())
    }
    return replace(market, types=of), rates


@SOME
@given(rated_markets())
def test_a_market_with_rates_ranks_by_the_order_of_call(case):
    market, rates = case
    called = with_minimum_rates(market, rates)
    for place in market.places:
        by_right = textbook_order(market, place)
        if place in rates:
            order = textbook_calls(by_right, market.types, rates[place])
            assert dict(called.priorities[place]) == {student: len(order) - n for n, student in enumerate(order)}
        else:
            assert called.priorities[place] == market.priorities[place]
    assert verify(called, solve(called)).holds


@SOME
@given(rated_markets(), st.randoms(use_true_random=False))
def test_order_of_input_changes_no_byte(case, shuffler):
    market, rates = case

    def shuffled(mapping):
        items = list(mapping.items())
        shuffler.shuffle(items)
        return dict(items)

    mixed = replace(
        market,
        seats=shuffled(market.seats),
        wishes=shuffled(market.wishes),
        types=shuffled(market.types),
        priorities=shuffled({place: shuffled(listed) for place, listed in market.priorities.items()}),
    )
    assert with_minimum_rates(mixed, shuffled(rates)).to_json() == with_minimum_rates(market, rates).to_json()
    assert call_reasons(mixed, shuffled(rates)) == call_reasons(market, rates)


def gains_by_misreporting(market: Market, allocate) -> list[tuple[str, tuple[str, ...]]]:
    """Every student with a report of wishes that gets him or her a dearer place than the true one."""
    honest = allocate(market)
    found = []
    for student, true in market.wishes.items():
        value = {place: len(true) - rank for rank, place in enumerate(true)} | {None: 0}
        for length in range(len(true) + 1):
            for report in permutations(true, length):
                given_place = allocate(replace(market, wishes={**market.wishes, student: report}))[student]
                if value[given_place] > value[honest[student]]:
                    found.append((student, report))
    return found


@settings(max_examples=25, deadline=None, derandomize=True)
@given(rated_markets(students=4, places=3))
def test_nobody_gains_by_misreporting_under_rates(case):
    market, rates = case
    assert not gains_by_misreporting(market, lambda reported: solve(with_minimum_rates(reported, rates)).assignment)


def test_listing_only_those_who_asked_lets_somebody_gain():
    # s0 leaves out the second wish; place a then calls s1 first, no longer s0 for the share of x, so b is free.
    market = Market(
        seats={"a": 1, "b": 1},
        wishes={"s0": ("b", "a"), "s1": ("b", "a"), "s2": ("a", "b")},
        priorities={"a": {"s0": 5, "s1": 8, "s2": 5}, "b": {"s0": 2, "s1": 1, "s2": 5}},
        types={"s0": ("x",), "s2": ("x",)},
        seed="1",
    )
    rates = {"a": {"x": "0.3"}}

    def among_those_who_asked(reported: Market) -> dict[str, str | None]:
        asked = {
            place: {s: points for s, points in listed.items() if place in reported.wishes[s]}
            for place, listed in reported.priorities.items()
        }
        return dict(solve(with_minimum_rates(replace(reported, priorities=asked), rates)).assignment)

    assert ("s0", ("b",)) in gains_by_misreporting(market, among_those_who_asked)
    assert not gains_by_misreporting(market, lambda reported: solve(with_minimum_rates(reported, rates)).assignment)


def test_faults_of_a_market_are_named_all_at_once():
    market = replace(example(), types={"Anna": ("aid",)}, caps={"site": Cap(seats=1, places=("lathe", "mill"))})
    rates = {"lathe": {"aid": 2}, "nowhere": {"aid": 0.1}, "store": {"ait": 0.1}, "closed": 0.3}
    for function in (with_minimum_rates, call_reasons):
        with pytest.raises(FaultyInput) as raised:
            function(market, rates)
        assert [f"{fault.where}: {fault.what}" for fault in raised.value.faults] == [
            "minimum rates of 'lathe': the place shares a limit with others, where points are compared between places",
            "minimum rates of 'lathe' for 'aid': 2 is more than 1",
            "minimum rates of 'nowhere': the place is unknown",
            "minimum rates of 'store': nobody is of the type 'ait'",
            "minimum rates of 'closed': 0.3 is not a mapping",
        ]
    with pytest.raises(FaultyInput, match="not a mapping"):
        with_minimum_rates(market, [])


@SOME
@given(rated_markets())
def test_reasons_give_the_numbers_and_name_only_rates_that_moved(case):
    market, rates = case
    called = with_minimum_rates(market, rates)
    for place, reasons in call_reasons(market, rates).items():
        order = sorted(called.priorities[place], key=called.priorities[place].get, reverse=True)
        by_right = textbook_order(market, place)
        assert list(reasons) == order
        for student, reason in reasons.items():
            assert (reason.right, reason.call) == (by_right.index(student) + 1, order.index(student) + 1)
            assert reason.code == ("up" if reason.call < reason.right else "down" if reason.call > reason.right else "same")
            assert bool(reason.rates) == (reason.code != "same")
            held = set(market.types.get(student, ()))
            assert held >= set(reason.rates) if reason.code == "up" else held.isdisjoint(reason.rates)
            assert all(share == Fraction(rates[place][type_]) for type_, share in reason.rates.items())


@SOME
@given(rated_markets())
def test_reasons_name_the_rates_for_whose_sake_somebody_moved(case):
    market, rates = case
    for place, reasons in call_reasons(market, rates).items():
        called, helped = dict.fromkeys("AB", 0), {}
        for seat, student in enumerate(reasons, 1):
            held = market.types.get(student, ())
            short = {type_ for type_, rate in rates[place].items() if called[type_] < Fraction(rate) * seat}
            helped[student] = short.intersection(held)
            overtaking = [helped[earlier] for earlier in helped if reasons[earlier].right > reasons[student].right]
            due = {"up": helped[student], "down": set().union(*overtaking).difference(held), "same": set()}
            assert set(reasons[student].rates) == due[reasons[student].code]
            for type_ in held:
                called[type_] += 1


def test_reasons_are_said_in_both_languages():
    market = Market(
        seats={"lathe": 2},
        wishes=dict.fromkeys(("Anna", "Boris", "Vera", "Gleb"), ("lathe",)),
        priorities={"lathe": {"Anna": 90, "Boris": 80, "Vera": 70, "Gleb": 60}},
        types={"Vera": ("местные", "льгота")},
        titles={"lathe": "Рубин"},
        seed="1",
    )
    said = call_reasons(market, {"lathe": {"местные": 0.125, "льгота": "1/3"}})["lathe"]
    assert said["Vera"].sentence("ru").replace("\N{NO-BREAK SPACE}", " ") == (
        "«Рубин» — по баллам и жребию ваш номер 3, в порядке вызова — 1:"
        " вы подняты, чтобы соблюсти наименьшую долю («местные» — 12,5 %, «льгота» — 1/3)."
    )
    assert said["Anna"].sentence("ru").replace("\N{NO-BREAK SPACE}", " ") == (
        "«Рубин» — по баллам и жребию ваш номер 1, в порядке вызова — 2: раньше вас вызывают тех,"
        " без кого наименьшая доля не была бы соблюдена («местные» — 12,5 %, «льгота» — 1/3)."
    )
    assert said["Gleb"].sentence() == (
        "«Рубин»\N{NO-BREAK SPACE}— ваш номер в\N{NO-BREAK SPACE}порядке вызова 4,"
        " тот\N{NO-BREAK SPACE}же, что по баллам и\N{NO-BREAK SPACE}жребию."
    )
    assert said["Vera"].sentence("en").replace("\N{NO-BREAK SPACE}", " ") == (
        "“Рубин” — by points and lottery you are number 3, in the order of call number 1:"
        " you were moved up to keep the minimum share (“местные” — 12.5%, “льгота” — 1/3)."
    )
    assert said["Boris"].sentence("en").replace("\N{NO-BREAK SPACE}", " ") == (
        "“Рубин” — by points and lottery you are number 2, in the order of call number 3: people without whom"
        " the minimum share would not be kept are called before you (“местные” — 12.5%, “льгота” — 1/3)."
    )
    assert said["Gleb"].sentence("en") == ("“Рубин” — your number in the order of call is 4, the same as by points and lottery.")
