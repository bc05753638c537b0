"""A small made-up law to test with, and random rules, employers and ways to fill in what is missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from kadry.engine.rules import Measure, Parameter, catalogue

ON = date(2026, 3, 16)
SEEN = date(2026, 3, 1)
CLAUSE = {"act": "an act", "article": "1", "source": "a page", "seen": SEEN, "mark": "S"}
WORDS = {"ru": "слова", "en": "words"}


def fact(kind: str, **rest: Any) -> dict[str, Any]:
    return {"kind": kind, "of": "employer", "title": WORDS, "question": WORDS, "can_change": True, **rest}


FACTS = catalogue(
    {
        "sme": fact("yes_no"),
        "full_time": fact("yes_no"),
        "wage": fact("money"),
        "bonus": fact("money", low="0", high="1000"),
        "share": fact("number", high=1),
        "months": fact("count", low=0, high=12),
        "people": fact("count"),
        "started": fact("date"),
        "group": fact("choice", choices={"first": WORDS, "second": WORDS, "none": WORDS}),
        "okved": fact("text", can_change=False),
        "town": fact("text"),
    }
)

PARAMETERS = {
    "minimum_wage": Parameter(2_709_300, "S", SEEN),
    "tariff": Parameter(Fraction(30, 100), "S", SEEN, high=Fraction(302, 1000)),
    "reduced": Parameter(Fraction(76, 1000), "S", date(2026, 3, 10)),
    "multiple": Parameter(Fraction(3, 2), "D", SEEN),
    "guess": Parameter(5, "M", SEEN),
    "classes": Parameter(("25", "62.0"), "S", SEEN),
}


def condition(test: Any, id: str = "one", **clause: Any) -> dict[str, Any]:
    return {"id": id, "of": "employer", "says": WORDS, "test": test, "clause": {**CLAUSE, **clause}}


def version(*tests: Any, **rest: Any) -> dict[str, Any]:
    conditions = [condition(test, f"c{number}") for number, test in enumerate(tests)]
    common = {"from": date(2026, 1, 1), "to": None, "text_seen": True, "status": "in force", "sources": [CLAUSE]}
    return {**common, "conditions": conditions, **rest}


def amount(*sums: Any, basis: str = "once", due: Any = None) -> dict[str, Any]:
    rows = [{"id": f"p{number}", "says": WORDS, "sum": one} for number, one in enumerate(sums)]
    return {"basis": basis, "payments": [row | ({"due": due} if due else {}) for row in rows]}


def record(*versions: dict[str, Any], id: str = "m", **rest: Any) -> dict[str, Any]:
    common = {"id": id, "title": WORDS, "level": "federal", "authority": WORDS, "kind": "subsidy", "about": WORDS}
    return {**common, "versions": list(versions), **rest}


def measure(*tests: Any, id: str = "m", **rest: Any) -> Measure:
    return Measure.from_record(record(version(*tests, **rest), id=id), FACTS)


# Random rules. Every value is on a coarse grid, so that equal and nearly equal numbers are met often.

_LITERALS = st.sampled_from([0, 1, 3, "0.5", "-1.5", 1000, {"roubles": "27093"}, {"roubles": "123.45"}])
_NUMBER_PARAMETERS = st.sampled_from([{"parameter": key} for key in ("minimum_wage", "tariff", "reduced", "multiple", "absent")])
_NUMBER_FACTS = st.sampled_from([{"fact": name} for name in ("wage", "bonus", "share", "months", "people")])
_DAYS = st.one_of(st.just({"fact": "started"}), st.sampled_from([date(2026, 1, 31), date(2025, 6, 1)]))


def _days() -> st.SearchStrategy[Any]:
    steps = st.sampled_from([0, 1, 13, {"fact": "months"}])
    moved = st.builds(lambda name, day, step: {name: [day, step]}, st.sampled_from(["months_after", "days_after"]), _DAYS, steps)
    return st.one_of(_DAYS, moved, st.builds(lambda day: {"next_month_day": [day, 31]}, _DAYS))


def _folds(part: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    names = st.sampled_from(["sum", "product", "least", "greatest"])
    return st.builds(lambda name, parts: {name: parts}, names, st.lists(part, min_size=1, max_size=3))


def _case(when: st.SearchStrategy[Any], part: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    branch = st.builds(lambda holds, then: {"when": holds, "then": then}, when, part)
    return st.builds(lambda rows, last: {"case": [*rows, {"otherwise": last}]}, st.lists(branch, min_size=1, max_size=2), part)


_SIMPLE_TRUTHS = st.one_of(
    st.sampled_from(
        [
            {"holds": "sme"},
            {"holds": "full_time"},
            {"equal": [{"fact": "sme"}, True]},
            {"equal": [{"fact": "sme"}, {"fact": "full_time"}]},
            {"equal": [{"fact": "group"}, "first"]},
            {"one_of": [{"fact": "group"}, ["first", "second"]]},
            {"one_of": [{"fact": "months"}, [1, 2, 3]]},
            {"begins_with": [{"fact": "okved"}, {"parameter": "classes"}]},
            {"begins_with": [{"fact": "okved"}, ["25.6", "01"]]},
            {"begins_with": [{"fact": "okved"}, {"parameter": "absent"}]},
        ]
    ),
    st.builds(lambda name, a, b: {name: [a, b]}, st.sampled_from(["at_least", "less_than", "equal"]), _days(), _days()),
)

NUMBERS = st.recursive(
    st.one_of(_NUMBER_FACTS, _NUMBER_FACTS, _LITERALS, _NUMBER_PARAMETERS),
    lambda part: st.one_of(
        _folds(part),
        st.builds(lambda a, b: {"difference": [a, b]}, part, part),
        st.builds(lambda a: {"quotient": [a, {"parameter": "multiple"}]}, part),
        st.builds(lambda a: {"quotient": [a, {"parameter": "absent"}]}, part),
        st.builds(lambda a: {"floor": a}, part),
        _case(_SIMPLE_TRUTHS, part),
    ),
    max_leaves=6,
)

TRUTHS = st.recursive(
    st.one_of(
        _SIMPLE_TRUTHS,
        st.builds(
            lambda name, a, b: {name: [a, b]},
            st.sampled_from(["at_least", "at_most", "more_than", "less_than", "equal"]),
            NUMBERS,
            NUMBERS,
        ),
    ),
    lambda part: st.one_of(
        st.builds(lambda name, parts: {name: parts}, st.sampled_from(["all", "any"]), st.lists(part, min_size=1, max_size=3)),
        st.builds(lambda one: {"not": one}, part),
        _case(part, part),
    ),
    max_leaves=5,
)

MEASURES = st.builds(
    lambda tests, sums: measure(*tests, amount=amount(*sums)),
    st.lists(TRUTHS, min_size=1, max_size=3),
    st.lists(NUMBERS, min_size=1, max_size=2),
)

VALUES: dict[str, st.SearchStrategy[Any]] = {
    "sme": st.booleans(),
    "full_time": st.booleans(),
    "wage": st.sampled_from([0, 1, 12_345, 2_709_300, 2_709_301, 10_000_000, 10**9]),
    "bonus": st.sampled_from([0, 12_345, 100_000]),
    "share": st.sampled_from([Fraction(0), Fraction(1, 2), Fraction(7, 10), Fraction(1)]),
    "months": st.sampled_from([0, 1, 3, 12]),
    "people": st.sampled_from([0, 1, 99, 10**6]),
    "started": st.sampled_from([date(2026, 1, 31), date(2025, 12, 31), date(2024, 2, 29)]),
    "group": st.sampled_from(["first", "second", "none"]),
    "okved": st.sampled_from(["25", "25.62", "251", "62.01", "01.1", "9"]),
}

EMPLOYERS = st.fixed_dictionaries(VALUES)
MISSING = st.sets(st.sampled_from(sorted(VALUES)))


def without(facts: dict[str, Any], missing: set[str]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name not in missing}


def parameters(key: str) -> Parameter:
    """As a source of parameters does: nothing is known of a key that is not listed."""
    return PARAMETERS[key]


Ask = Callable[[str], Parameter]
