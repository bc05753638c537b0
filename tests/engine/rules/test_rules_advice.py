"""The next question, the single change, and the best combination."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kadry.engine.rules import Answer, Measure, best_combination, evaluate, next_question, single_changes
from kadry.engine.rules.question import questions
from tests.engine.rules.builders import EMPLOYERS, MEASURES, MISSING, ON, amount, measure, parameters, without


def ask(rule: Measure, **facts: Any) -> Answer:
    return evaluate(rule, facts, parameters, on=ON)


def changes(rule: Measure, **facts: Any) -> list[tuple[str, Any, Any]]:
    return [(one.fact, one.before, one.after) for one in single_changes(rule, facts, parameters, on=ON)]


def test_a_range_without_an_end_is_asked_first() -> None:
    by_bonus = ask(measure({"holds": "sme"}, id="a", amount=amount({"fact": "bonus"})))
    by_wage = ask(measure({"holds": "full_time"}, id="b", amount=amount({"fact": "wage"})))
    assert next_question([by_bonus]).fact == "bonus"
    assert next_question([by_bonus, by_wage]).fact == "full_time"
    first, second, third, fourth = questions([by_wage, by_bonus])
    assert (first.fact, first.measures, first.money, first.unbounded) == ("bonus", ("a",), Fraction(50_000), 0)
    assert (second.fact, third.fact, fourth.fact) == ("full_time", "sme", "wage")
    assert fourth.unbounded == Fraction(1, 2)


def test_then_the_most_money_then_the_most_measures() -> None:
    rules = [
        ask(measure({"holds": "sme"}, id="a", amount=amount(100))),
        ask(measure({"holds": "full_time"}, id="b", amount=amount(300))),
        ask(measure({"holds": "sme"}, id="c", amount=amount(150))),
    ]
    assert next_question(rules).fact == "full_time"
    without_money = [ask(measure({"holds": "sme"}, id=one)) for one in ("d", "e")]
    assert next_question([*without_money, ask(measure({"holds": "full_time"}, id="f"))]).measures == ("d", "e")
    assert next_question([ask(measure({"holds": "sme"}), sme=True)]) is None
    assert next_question([ask(measure({"holds": "sme"}, text_seen=False))]) is None


def test_a_change_of_a_threshold_is_the_nearest_that_works() -> None:
    floor = {"at_least": [{"fact": "wage"}, {"product": [{"parameter": "multiple"}, {"parameter": "minimum_wage"}]}]}
    assert changes(measure(floor), wage=4_000_000) == [("wage", 4_000_000, 4_063_950)]
    strict = {"less_than": [{"product": [3, {"fact": "people"}]}, 100]}
    assert changes(measure(strict), people=500) == [("people", 500, 33)]
    assert changes(measure({"at_least": [{"fact": "share"}, "0.7"]}), share=Fraction(1, 2)) == [
        ("share", Fraction(1, 2), Fraction(7, 10))
    ]


def test_a_threshold_that_is_a_range_is_passed_at_its_far_end() -> None:
    test = {"at_least": [{"fact": "wage"}, {"product": [1000, {"parameter": "tariff"}]}]}
    assert changes(measure(test), wage=100) == [("wage", 100, 302)]


def test_choices_days_and_yes_or_no() -> None:
    assert changes(measure({"holds": "sme"}), sme=False) == [("sme", False, True)]
    either = {"one_of": [{"fact": "group"}, ["first", "second"]]}
    assert changes(measure(either), group="none") == [("group", "none", "first"), ("group", "none", "second")]
    later = {"more_than": [{"fact": "started"}, date(2026, 1, 1)]}
    assert changes(measure(later), started=date(2025, 5, 5)) == [("started", date(2025, 5, 5), date(2026, 1, 2))]


def test_texts_come_from_the_lists_of_the_conditions() -> None:
    listed = {"any": [{"one_of": [{"fact": "town"}, ["b", "a"]]}, {"equal": [{"fact": "town"}, "c"]}]}
    assert [after for _, _, after in changes(measure(listed), town="z")] == ["a", "b", "c"]
    by_class = {"begins_with": [{"fact": "town"}, {"parameter": "classes"}]}
    assert [after for _, _, after in changes(measure(by_class), town="z")] == ["25", "62.0"]


def test_what_one_fact_cannot_cure_and_what_nobody_can_change() -> None:
    both = [{"holds": "sme"}, {"holds": "full_time"}]
    assert changes(measure(*both), sme=False, full_time=False) == []
    assert changes(measure(*both), sme=False, full_time=True) == [("sme", False, True)]
    assert changes(measure(*both), sme=True, full_time=True) == []
    assert changes(measure({"begins_with": [{"fact": "okved"}, ["25"]]}), okved="62") == []
    assert changes(measure({"more_than": [{"fact": "bonus"}, 100_000]}), bonus=0) == []
    assert changes(measure({"holds": "sme"}, text_seen=False), sme=False) == []


@settings(max_examples=80, deadline=None, derandomize=True)
@given(MEASURES, EMPLOYERS, MISSING)
def test_every_change_told_is_true(rule: Measure, facts: dict[str, Any], missing: set[str]) -> None:
    known = without(facts, missing)
    for change in single_changes(rule, known, parameters, on=ON):
        assert change.before == known[change.fact] != change.after
        changed = evaluate(rule, known | {change.fact: change.after}, parameters, on=ON)
        assert changed == change.answer and changed.verdict == "yes"


def worth(id: str, low: int, basis: str = "once", verdict: str = "yes") -> Answer:
    return Answer(id, verdict, "conditions", ON, basis=basis, low=low, high=low)


def test_the_best_combination() -> None:
    answers = [worth("a", 100), worth("b", 60), worth("c", 50), worth("d", 7), worth("e", 10**9, verdict="cannot_tell")]
    found = best_combination(answers, excludes={"a": ["b", "c"]})
    assert (found.chosen, found.low, found.left_out) == (("b", "c", "d"), 117, (("a", ("b", "c")),))
    assert best_combination(answers, excludes={}).chosen == ("a", "b", "c", "d")
    assert best_combination([], excludes={}).chosen == ()


def test_months_requirements_and_ties() -> None:
    monthly, once = worth("m", 10, "monthly"), worth("o", 100)
    assert best_combination([monthly, once], excludes={"o": ["m"]}).low == 120
    assert best_combination([monthly, once], excludes={"o": ["m"]}, months=6).low == 100
    needing = best_combination([worth("a", 5), worth("b", 9)], excludes={}, requires={"b": ["c"]})
    assert (needing.chosen, needing.left_out) == (("a",), (("b", ()),))
    assert best_combination([worth("b", 5), worth("a", 5)], excludes={"b": ["a"]}).chosen == ("a",)
    assert best_combination([worth("a", 5), worth("b", 5), worth("c", 0)], excludes={"a": ["b", "c"]}).chosen == ("b", "c")


def test_too_many_measures_are_refused() -> None:
    with pytest.raises(ValueError, match="31 measures are more than the 30"):
        best_combination([worth(str(number), 1) for number in range(31)], excludes={})


IDS = "abcdefg"
Links = Mapping[str, set[str]]
LINKS = st.dictionaries(st.sampled_from(IDS), st.sets(st.sampled_from(IDS)), max_size=4)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(st.integers(0, 4), min_size=len(IDS), max_size=len(IDS)), LINKS, LINKS)
def test_the_combination_is_the_best_of_all(
    money: list[int], excludes: Mapping[str, set[str]], requires: Mapping[str, set[str]]
) -> None:
    lows = dict(zip(IDS, money, strict=True))

    def fits(some: tuple[str, ...]) -> bool:
        clash = any(b in excludes.get(a, ()) for a in some for b in some if a != b)
        return not clash and all(requires.get(one, set()) <= set(some) for one in some)

    possible = [some for size in range(len(IDS) + 1) for some in combinations(IDS, size) if fits(some)]
    best = max(possible, key=lambda some: (sum(lows[one] for one in some), len(some), [one in some for one in IDS]))
    found = best_combination([worth(one, low) for one, low in lows.items()], excludes=excludes, requires=requires)
    assert found.chosen == best
