from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kadry.engine.allocation import FaultyInput, Market, audit, replay, solve, verify
from kadry.engine.allocation.periods import Dropped, solve_periods
from kadry.engine.allocation.reference import textbook_order

FEW = settings(max_examples=50, deadline=None, derandomize=True)
PLACES = ("p0", "p1", "p2")
HOSTS = {"p0": "Рубин", "p1": "Рубин", "p2": "Сапфир"}
YEAR = ("autumn", "winter", "spring")


@st.composite
def years(draw: st.DrawFn, count: int = 3) -> dict[str, Market]:
    """Periods over the same students, each with wishes, points, seats and a seed of its own."""
    students = [f"s{i}" for i in range(draw(st.integers(1, 5)))]
    return {name: draw(period(students, name)) for name in YEAR[:count]}


@st.composite
def period(draw: st.DrawFn, students: list[str], name: str) -> Market:
    wishes = {s: tuple(draw(st.permutations(PLACES))[: draw(st.integers(0, 3))]) for s in students}
    points = {p: {s: draw(st.sampled_from([0, 1, 0.5])) for s in students if draw(st.integers(0, 5))} for p in PLACES}
    seats = {place: draw(st.integers(0, 2)) for place in PLACES}
    return Market(seats=seats, wishes=wishes, priorities=points, seed=f"{name} {draw(st.integers(0, 3))}")


def rank(market: Market, student: str, place: str | None) -> int:
    wished = market.wishes[student]
    return wished.index(place) if place else len(wished)


def given_up(market: Market, student: str, place: str | None) -> int:
    return sum(student in market.priorities[wished] for wished in market.wishes[student][: rank(market, student, place)])


@FEW
@given(years())
def test_without_a_tie_each_period_is_solved_as_if_alone(year):
    for name, found in solve_periods(year, YEAR).items():
        assert found.market == found.asked == year[name]
        assert found.result.to_json() == solve(year[name]).to_json()
        assert found.dropped == () and all(found.notes(student) == () for student in year[name].students)


@FEW
@given(years())
def test_nobody_is_sent_twice_to_a_host_and_only_such_wishes_are_dropped(year):
    found = solve_periods(year, YEAR, no_repeat=HOSTS)
    had: dict[str, list[str]] = {student: [] for student in year["autumn"].students}
    for name in YEAR:
        for student, wished in year[name].wishes.items():
            kept = tuple(place for place in wished if HOSTS[place] not in had[student])
            assert found[name].market.wishes[student] == kept
            dropped = [drop.place for drop in found[name].dropped if drop.student == student]
            assert dropped == [place for place in wished if place not in kept]
        for student, place in found[name].result.assignment.items():
            if place is not None:
                had[student].append(HOSTS[place])
    assert all(len(set(hosts)) == len(hosts) for hosts in had.values())


@FEW
@given(years(), st.booleans())
def test_amends_never_pass_points_and_decide_only_between_equals(year, repeats):
    found = solve_periods(year, YEAR, no_repeat=None if repeats else HOSTS, amends=True)
    owed = dict.fromkeys(year["autumn"].students, 0)
    for name in YEAR:
        asked, solved = year[name].priorities, found[name].market.priorities
        assert dict(found[name].given_up) == owed
        for place in PLACES:
            for one, other in permutations(solved[place], 2):
                due = (asked[place][one], owed[one]) > (asked[place][other], owed[other])
                assert (solved[place][one] > solved[place][other]) is due
        for student, place in found[name].result.assignment.items():
            owed[student] += given_up(found[name].market, student, place)


@FEW
@given(years())
def test_with_amends_a_place_orders_by_points_then_wishes_given_up_then_lottery(year):
    for name, found in solve_periods(year, YEAR, amends=True).items():
        for place in PLACES:
            points, lottery = year[name].priorities[place], textbook_order(year[name], place)
            for first, second in pairwise(textbook_order(found.market, place)):
                standing = [(-points[s], -found.given_up[s]) for s in (first, second)]
                equal = standing[0] == standing[1]
                assert standing[0] < standing[1] or (equal and lottery.index(first) < lottery.index(second))


@FEW
@given(years(count=2), st.booleans(), st.booleans())
def test_each_period_is_a_plain_market_certified_and_replayed(year, repeats, amends):
    for found in solve_periods(year, YEAR[:2], no_repeat=HOSTS if repeats else None, amends=amends).values():
        assert found.certificate.holds
        assert found.certificate == verify(found.market, found.result)
        assert replay(audit(found.market, found.result, found.certificate)).same


@settings(max_examples=25, deadline=None, derandomize=True)
@given(years(count=2), st.data())
def test_in_the_last_period_nobody_gains_by_misreporting(year, data):
    student = data.draw(st.sampled_from(year["winter"].students))
    honest = solve_periods(year, YEAR[:2], no_repeat=HOSTS, amends=True)["winter"].result.assignment[student]
    for length in range(len(PLACES) + 1):
        for report in permutations(PLACES, length):
            told = {**year, "winter": with_wishes(year["winter"], student, report)}
            place = solve_periods(told, YEAR[:2], no_repeat=HOSTS, amends=True)["winter"].result.assignment[student]
            truly_wished = place is None or place in year["winter"].wishes[student]
            assert not truly_wished or rank(year["winter"], student, place) >= rank(year["winter"], student, honest)


def with_wishes(market: Market, student: str, wishes: tuple[str, ...]) -> Market:
    return replace(market, wishes={**market.wishes, student: wishes})


def places_of(found: dict, student: str) -> list[str | None]:
    return [period.result.assignment[student] for period in found.values()]


def test_with_amends_a_hopeless_first_wish_pays_off_later():
    # Boris cannot pass Anna at the lathe and truly wishes only the store; the lottery of winter is Anna's.
    autumn = Market(
        seats={"lathe": 1, "store": 1},
        wishes={"Anna": ("lathe",), "Boris": ("store",)},
        priorities={"lathe": {"Anna": 9, "Boris": 1}, "store": {"Boris": 1}},
        seed="autumn",
    )
    winter = Market(
        seats={"mill": 1},
        wishes={"Anna": ("mill",), "Boris": ("mill",)},
        priorities={"mill": {"Anna": 5, "Boris": 5}},
        seed="3",
    )
    honest = solve_periods({"autumn": autumn, "winter": winter}, ["autumn", "winter"], amends=True)
    daring = with_wishes(autumn, "Boris", ("lathe", "store"))
    told = solve_periods({"autumn": daring, "winter": winter}, ["autumn", "winter"], amends=True)
    assert places_of(honest, "Boris") == ["store", None]
    assert places_of(told, "Boris") == ["store", "mill"]
    assert told["winter"].notes("Boris", "en") == (
        "Of those with equal points, whoever gave up more in earlier periods goes first, and only then the lottery decides;"
        " wishes you gave up: 1.",
    )


def test_with_no_repeat_a_wish_that_leads_nowhere_can_change_whom_one_meets_later():
    # Anna gets the store either way. By asking for the lathe she makes Boris and Vera change places, and Boris,
    # having been at the mill in autumn, leaves it to her in winter.
    autumn = Market(
        seats={"lathe": 1, "mill": 1, "store": 1},
        wishes={"Anna": ("store",), "Boris": ("lathe", "mill"), "Vera": ("mill", "lathe")},
        priorities={"lathe": {"Vera": 3, "Anna": 2, "Boris": 1}, "mill": {"Boris": 2, "Vera": 1}, "store": {"Anna": 1}},
        seed="autumn",
    )
    winter = Market(
        seats={"mill": 1},
        wishes={"Anna": ("mill",), "Boris": ("mill",), "Vera": ()},
        priorities={"mill": {"Boris": 2, "Anna": 1}},
        seed="winter",
    )
    hosts = {"lathe": "lathe", "mill": "mill", "store": "store"}
    honest = solve_periods({"autumn": autumn, "winter": winter}, ["autumn", "winter"], no_repeat=hosts)
    told = with_wishes(autumn, "Anna", ("lathe", "store"))
    lied = solve_periods({"autumn": told, "winter": winter}, ["autumn", "winter"], no_repeat=hosts)
    assert places_of(honest, "Anna") == ["store", None]
    assert places_of(lied, "Anna") == ["store", "mill"]


def test_a_dropped_wish_is_told_in_both_languages():
    market = Market(
        seats={"cnc": 1, "store": 1},
        wishes={"Анна": ("cnc", "store")},
        priorities={"cnc": {"Анна": 1}, "store": {"Анна": 1}},
        seed="1",
        titles={"cnc": "Рубин, ЧПУ", "store": "Рубин, склад"},
    )
    found = solve_periods({"осень": market, "зима": market}, ["осень", "зима"], no_repeat={"cnc": "Рубин", "store": "Рубин"})
    assert found["зима"].dropped == (
        Dropped("Анна", "cnc", "осень", "cnc", "Рубин, ЧПУ"),
        Dropped("Анна", "store", "осень", "cnc", "Рубин, ЧПУ"),
    )
    assert [note.replace("\N{NO-BREAK SPACE}", " ") for note in found["зима"].notes("Анна")] == [
        "«Рубин, ЧПУ» — пожелание снято: в периоде «осень» вы здесь уже были, а дважды к одному работодателю не направляют.",
        "«Рубин, склад» — пожелание снято: в периоде «осень» вы уже были здесь («Рубин, ЧПУ»),"
        " а дважды к одному работодателю не направляют.",
    ]
    assert found["зима"].notes("Анна", "en")[1] == (
        "“Рубин, склад” — the wish was dropped: in the period “осень” you were with this host (“Рубин, ЧПУ”),"
        " and nobody is sent twice to the same one."
    )


def test_a_place_without_a_host_may_be_given_again():
    market = Market(seats={"cnc": 1}, wishes={"Anna": ("cnc",)}, priorities={"cnc": {"Anna": 1}}, seed="1")
    found = solve_periods({"1": market, "2": market}, ["1", "2"], no_repeat={})
    assert places_of(found, "Anna") == ["cnc", "cnc"]


@FEW
@given(years())
def test_order_of_input_changes_no_byte(year):
    mixed = {name: Market.from_json(year[name].to_json()) for name in reversed(YEAR)}
    hosts = dict(reversed(list(HOSTS.items())))
    one = solve_periods(year, YEAR, no_repeat=HOSTS, amends=True)
    other = solve_periods(mixed, YEAR, no_repeat=hosts, amends=True)
    assert list(one) == list(other) == list(YEAR)
    for name in YEAR:
        assert one[name].market.to_json() == other[name].market.to_json()
        assert one[name].result.to_json() == other[name].result.to_json()


def test_every_fault_is_named_at_once():
    autumn = Market(seats={"a": 1}, wishes={"Anna": ("a",)}, priorities={}, seed="1")
    winter = Market(seats={"b": 1}, wishes={"Boris": ()}, priorities={}, seed="2")
    with pytest.raises(FaultyInput) as caught:
        solve_periods({"autumn": autumn, "winter": winter}, ["autumn", "autumn"], no_repeat={"c": "host", "a": ""})
    assert [(fault.where, fault.what) for fault in caught.value.faults] == [
        ("order", "it does not name every period once"),
        ("period 'autumn'", "the student 'Boris' of another period is missing"),
        ("period 'winter'", "the student 'Anna' of another period is missing"),
        ("no_repeat of 'a'", "the host is empty"),
        ("no_repeat of 'c'", "the place is unknown in every period"),
    ]


def test_no_periods_are_an_answer():
    assert solve_periods({}, []) == {}


@pytest.mark.parametrize(("one", "other"), list(combinations(YEAR, 2)))
def test_points_stay_as_given_where_nobody_is_owed_more_than_another(one, other):
    market = Market(seats={"a": 2}, wishes={"s": ("a",), "t": ("a",)}, priorities={"a": {"s": 1, "t": 7.5}}, seed="1")
    found = solve_periods({one: market, other: market}, [one, other], amends=True)
    assert found[other].market == market
