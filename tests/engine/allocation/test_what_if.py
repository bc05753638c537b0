from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kadry.engine.allocation import Cap, FaultyInput, Market, solve
from kadry.engine.allocation.questions import SENTENCES, points_needed, what_if
from kadry.engine.allocation.reference import textbook_allocation
from kadry.engine.allocation.updating import update

from .markets import capped_markets, changed, example, markets, reserve_markets, rubin, satisfaction

FEW = settings(max_examples=50, deadline=None, derandomize=True)
MARKETS = st.one_of(markets(), reserve_markets(), capped_markets())
NBSP = "\N{NO-BREAK SPACE}"


def plain(text: object) -> str:
    return str(text).replace(NBSP, " ")


def with_points(market: Market, student: str, place: str, points: float) -> Market:
    listed = {**market.priorities[place], student: points}
    return changed(market, priorities={**market.record()["priorities"], place: listed})


def chain() -> Market:
    """Boris at the mill would push Anna out to the lathe, whose last would come back to the mill with more points."""
    return Market(
        seats={"mill": 1, "lathe": 1},
        wishes={"Anna": ("mill", "lathe"), "Boris": ("mill",), "Vera": ("lathe", "mill")},
        priorities={"mill": {"Anna": 50, "Boris": 10, "Vera": 90}, "lathe": {"Anna": 70, "Vera": 20}},
        seed="1",
    )


# --- what if


@FEW
@given(MARKETS, st.data())
def test_says_what_the_textbook_gives_after_the_change(market, data):
    if not market.students or not market.places:
        return
    student = data.draw(st.sampled_from(market.students))
    points = data.draw(st.dictionaries(st.sampled_from(market.places), st.integers(-1, 4), min_size=1))
    wishes = data.draw(st.none() | st.lists(st.sampled_from(market.places), unique=True))
    result = solve(market)
    told = what_if(market, result, student, points=points, wishes=wishes, language="en")
    asked = market
    for place, given_points in points.items():
        asked = with_points(asked, student, place, given_points)
    if wishes is not None:
        asked = changed(asked, wishes={**market.wishes, student: tuple(wishes)})
    assert told.before == result.assignment[student]
    assert told.after == textbook_allocation(asked)[student]
    assert ("the outcome would be the same" in told.sentence) == (told.before == told.after)


def test_more_points_in_words():
    market = example()
    told = what_if(market, solve(market), "Vera", points={"lathe": 88})
    assert plain(told) == (
        "Если бы у вас было баллов: «Рубин, участок ЧПУ» — 88 вместо 81, "
        "вы были бы приняты: «Рубин, участок ЧПУ» — первое пожелание. Сейчас вы без места."
    )
    told = what_if(market, solve(market), "Vera", points={"lathe": 88}, language="en")
    assert plain(told) == (
        "If you had points: “Рубин, участок ЧПУ” 88 instead of 81, "
        "you would have got “Рубин, участок ЧПУ”, your first wish. As it is you have no place."
    )


def test_the_same_is_said_with_the_reason():
    market = example()
    told = what_if(market, solve(market), "Vera", points={"lathe": 82, "store": 9})
    assert (told.before, told.after) == (None, None)
    assert "«Склад»" not in plain(told)
    assert plain(told).startswith(
        "Если бы у вас было баллов: «Рубин, участок ЧПУ» — 82 вместо 81, «store» — 9 вместо 3,5, итог был бы тот же, "
        "вы без места. Было бы так. Первое пожелание: «Рубин, участок ЧПУ» — единственное место отдано тому, у кого право выше "
        "(последний принятый: 87 баллов; у вас 82)."
    )
    assert "«store» — вы не указали это место, а оно было вам открыто" in plain(told)


def test_other_wishes_and_a_place_that_does_not_list_you_in_words():
    market = example()
    result = solve(market)
    both = what_if(market, result, "Gleb", wishes=["store"], points={"store": 1}, language="en")
    assert plain(both).startswith(
        "If you had points: “store” 1 (you are not on its list of the eligible), and your wishes were: “store”, "
        "you would have got “store”, your first wish."
    )
    nothing = what_if(market, result, "Gleb", wishes=())
    assert plain(nothing).startswith("Если бы вы не указали ни одного пожелания, ")
    assert nothing.after is None


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "nothing is changed"),
        ({"points": {}}, "nothing is changed"),
        ({"points": [("lathe", 1)]}, "not a mapping"),
        ({"points": {"lathe": "87", "attic": 1}}, "(?s)the place is unknown.*'87' is not a number|'87'.*unknown"),
        ({"points": {"lathe": float("nan")}}, "not a finite number"),
        ({"wishes": "lathe"}, "not a list of places"),
        ({"wishes": ["lathe", "lathe", "attic"]}, "(?s)'attic' is unknown.*wished twice: lathe"),
    ],
)
def test_a_faulty_change_is_refused(asked, said):
    market = example()
    with pytest.raises(FaultyInput, match=said):
        what_if(market, solve(market), "Vera", **asked)


def test_strangers_and_results_of_something_else_are_refused():
    market = example()
    result = solve(market)
    with pytest.raises(KeyError, match="Zoya"):
        what_if(market, result, "Zoya", points={"lathe": 1})
    with pytest.raises(KeyError, match="attic"):
        points_needed(market, result, "Vera", "attic")
    later = update(market, result, withdrawn=[student for student, place in result.assignment.items() if place == "lathe"])
    for other in (later.result, solve(changed(market, seed="another"))):
        with pytest.raises(FaultyInput, match="not that of this market"):
            what_if(market, other, "Vera", points={"lathe": 88})
        with pytest.raises(FaultyInput, match="not that of this market"):
            points_needed(market, other, "Vera", "lathe")


# --- points needed


@settings(max_examples=120, deadline=None, derandomize=True)
@given(MARKETS, st.data())
def test_least_points_are_those_found_by_trying_all(market, data):
    if not market.students or not market.places:
        return
    student, place = data.draw(st.sampled_from(market.students)), data.draw(st.sampled_from(market.places))
    result = solve(market)
    found = points_needed(market, result, student, place)
    waits = student in result.waiting[place]
    assert (found.code in {"enough", "out_of_reach", "no_seats"}) == waits
    if not waits:
        assert found.points is None
        return
    halves = [half / 2 for half in range(-4, 9) if half / 2 > market.priorities[place][student]]
    compared = {other for cap in market.caps.values() if place in cap.places for other in market.places} or {place}
    decimal = any(isinstance(points, float) for other in compared for points in market.priorities[other].values())
    tried = [points for points in halves if decimal or points.is_integer()]
    enough = [points for points in tried if solve(with_points(market, student, place, points)).assignment[student] == place]
    assert found.points == (enough[0] if enough else None)
    assert enough == tried[len(tried) - len(enough) :]  # more is never worse


@FEW
@given(MARKETS, st.data())
def test_more_points_give_this_place_or_change_nothing(market, data):
    waiting = [(student, place) for place, line in solve(market).waiting.items() for student in line]
    if not waiting:
        return
    student, place = data.draw(st.sampled_from(waiting))
    before = solve(market).assignment[student]
    for points in range(3, -2, -1):
        if points > market.priorities[place][student]:
            after = solve(with_points(market, student, place, points)).assignment[student]
            assert after == place or satisfaction(market, student, after) == satisfaction(market, student, before)


def test_the_cut_off_is_not_enough_where_somebody_would_come_back():
    market = chain()
    result = solve(market)
    assert result.cutoffs["mill"].points == 50
    assert points_needed(market, result, "Boris", "mill").points in {90, 91}
    assert solve(with_points(market, "Boris", "mill", 60)).assignment["Boris"] is None


def test_points_have_the_decimals_of_the_market():
    listed = {"Anna": 64.25, "Boris": 60}
    market = Market(seats={"a": 1}, wishes=dict.fromkeys(listed, ("a",)), priorities={"a": listed}, seed="1")
    found = points_needed(market, solve(market), "Boris", "a")
    assert found.points in {64.25, 64.26}
    exact = Market(
        seats={"a": 1}, wishes=dict.fromkeys(listed, ("a",)), priorities={"a": {"Anna": 2**70, "Boris": 0.5}}, seed="1"
    )
    assert points_needed(exact, solve(exact), "Boris", "a").points in {2**70, float(2**70 + 2**18)}


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_code_has_words(language):
    market = example()
    result = solve(market)
    told = {
        found.code: found
        for s in market.students
        for p in market.places
        if (found := points_needed(market, result, s, p, language))
    }
    kept = changed(rubin(), seats={"Rubin": 1})
    told["out_of_reach"] = points_needed(kept, solve(kept), "Boris", "Rubin", language)
    assert told.keys() == {"enough", "no_seats", "not_eligible", "not_wished", "already_there", "better_off", "out_of_reach"}
    for code, found in told.items():
        assert found.code == code and (found.points is None) == (code != "enough")
        assert "{" not in found.sentence and "~" not in found.sentence


def test_a_limit_that_lets_nobody_in_is_out_of_reach():
    market = Market(
        seats={"a": 1}, wishes={"x": ("a",)}, priorities={"a": {"x": 1}}, seed="1", caps={"none": Cap(seats=0, places=("a",))}
    )
    found = points_needed(market, solve(market), "x", "a", "en")
    assert plain(found) == "“a” — no points would have helped: the seats are kept for others, or a limit is used up."


def test_both_languages_have_the_same_codes_and_fields():
    assert SENTENCES["ru"].keys() == SENTENCES["en"].keys()
    for code, sentence in SENTENCES["ru"].items():
        assert _fields(sentence) == _fields(SENTENCES["en"][code]), code


def _fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
