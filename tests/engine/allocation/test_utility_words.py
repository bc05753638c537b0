from __future__ import annotations

import json
import string

import pytest

from kadry.engine.allocation.utility import UtilityMarket, UtilityResult, assign_by_utility, explain_utility, verify_utility
from kadry.engine.allocation.utility.explain import utility_code
from kadry.engine.allocation.utility.words import PROPERTIES, SENTENCES
from kadry.engine.allocation.verify import NotCertified


@pytest.fixture
def market() -> UtilityMarket:
    return UtilityMarket(
        seats={"closed": 0, "lathe": 1, "mill": 1, "store": 3},
        utilities={
            "Anna": {"lathe": 900, "mill": 500, "closed": 999},
            "Boris": {"lathe": 850, "mill": 820, "store": 100},
            "Vera": {"lathe": 700, "store": 600.5},
            "Gleb": {"lathe": 10},
            "Dina": {},
            "Egor": {"store": 400, "lathe": 420},
        },
        titles={"lathe": "Рубин, ЧПУ"},
    )


@pytest.fixture
def result(market) -> UtilityResult:
    return assign_by_utility(market)


def forge(result: UtilityResult, **changes: object) -> UtilityResult:
    return UtilityResult.from_record({**result.record(), **changes})


def test_the_example_is_certified(market, result):
    certificate = verify_utility(market, result)
    certificate.require()
    assert [found.name for found in certificate.properties] == list(PROPERTIES["en"]) == list(PROPERTIES["ru"])
    assert result.assignment == {
        "Anna": "lathe", "Boris": "mill", "Vera": "store", "Gleb": None, "Dina": None, "Egor": "store",
    }  # fmt: skip
    assert json.loads(certificate.to_json())["holds"] is True


@pytest.mark.parametrize(
    ("name", "case", "changes"),
    [
        ("U1", "lathe has 1 seats and 2 students", lambda r: {"assignment": {**r.assignment, "Egor": "lathe"}}),
        ("U2", "Dina is missing", lambda r: {"assignment": {s: p for s, p in r.assignment.items() if s != "Dina"}}),
        ("U2", "Zoya is not a student", lambda r: {"assignment": {**r.assignment, "Zoya": None}}),
        ("U2", "Dina has 7", lambda r: {"assignment": {**r.assignment, "Dina": 7}}),
        ("U3", "Dina did not wish store", lambda r: {"assignment": {**r.assignment, "Dina": "store"}}),
        ("U4", "the price of mill is None", lambda r: {"prices": {p: x for p, x in r.prices.items() if p != "mill"}}),
        ("U4", "the price of mill is -1", lambda r: {"prices": {**r.prices, "mill": -1}}),
        ("U4", "store has free seats and the price 1", lambda r: {"prices": {**r.prices, "store": 1}}),
        ("U4", "an unknown place", lambda r: {"prices": {**r.prices, "elsewhere": 1}}),
        ("U5", "Boris would gain 399", lambda r: {"prices": {**r.prices, "lathe": 1}}),
        ("U5", "the tolerance is -1", lambda r: {"tolerance": -1}),
        ("U6", "the utilities add up to", lambda r: {"value": r.value + 1}),
        ("U7", "the prices prove", lambda r: {"bound": r.value - 1}),
        ("U7", "not inf", lambda r: {"bound": float("inf")}),
        ("U8", "the gap is", lambda r: {"gap": r.gap / 2 + 1e-9}),
        ("U8", "is above 1e-30", lambda r: {"asked": 1e-30}),
    ],
)
def test_every_forged_result_is_caught(market, result, name, case, changes):
    found = verify_utility(market, forge(result, **changes(result)))
    assert not found[name].holds
    assert case in (found[name].counterexample or "")
    with pytest.raises(NotCertified, match=name):
        found.require()


def test_a_worse_assignment_cannot_carry_the_proof_of_a_better_one(market, result):
    moved = {**result.assignment, "Egor": None}
    found = verify_utility(market, forge(result, assignment=moved, value=result.value - 400))
    assert {p.name for p in found.properties if not p.holds} == {"U5", "U8"}


def test_every_reason_is_told(market, result):
    def codes(student):
        return {reason.place: reason.code for reason in explain_utility(market, result, student).wishes}

    assert codes("Anna") == {"closed": "no_seats", "lathe": "given_full", "mill": "dearer"}
    assert codes("Boris") == {"lathe": "even", "mill": "given_full", "store": "cheaper"}
    assert codes("Vera") == {"lathe": "dearer", "store": "given_free"}
    assert codes("Gleb") == {"lathe": "others"}
    assert codes("Dina") == {}
    assert [explain_utility(market, result, student).code for student in ("Egor", "Gleb", "Dina")] == [
        "placed", "unplaced", "no_wishes",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("prices", "code"),
    [({"a": 30, "b": 0}, "dearer"), ({"a": 20, "b": 0}, "even"), ({"a": 60, "b": 0}, "others"), ({"a": 0, "b": 0}, "given_free")],
)
def test_prices_decide_the_reason(prices, code):
    market = UtilityMarket(seats={"a": 1, "b": 1}, utilities={"s": {"a": 50, "b": 30}})
    shown = UtilityResult(
        assignment={"s": "a" if code == "given_free" else "b"},
        prices=prices, value=30, bound=50, gap=0.4, asked=0.5, tolerance=0.01,
    )  # fmt: skip
    assert utility_code(market, shown, "s", "a") == code


def test_a_free_seat_worth_less_is_told_as_such():
    market = UtilityMarket(seats={"a": 2, "b": 1}, utilities={"s": {"a": 50, "b": 30}})
    result = assign_by_utility(market)
    told = explain_utility(market, result, "s", "en")
    assert [reason.code for reason in told.wishes] == ["given_free", "cheaper"]
    assert told.open == ("b",)
    assert str(told).replace("\N{NO-BREAK SPACE}", " ").splitlines()[:3] == [
        "Your place: “a”, your first wish.",
        "First wish: “a” — you are here. It is worth 50 to you; seats are left, so the price is 0.",
        "Second wish: “b” — there are seats here, the price is 0, and it is worth 30 to you. Where you are you gain more: 50.",
    ]


def test_the_seat_that_others_need_more_in_both_languages(market, result):
    russian = str(explain_utility(market, result, "Gleb", "ru")).replace("\N{NO-BREAK SPACE}", " ")
    english = str(explain_utility(market, result, "Gleb", "en")).replace("\N{NO-BREAK SPACE}", " ")
    assert "Первое пожелание: «Рубин, ЧПУ» — место здесь нужнее другим: его цена" in russian
    assert "First wish: “Рубин, ЧПУ” — a seat here is worth more to others: its price is" in english
    assert "Цену никто не платит." in russian and "Nobody pays the price." in english


def test_a_stranger_is_refused(market, result):
    with pytest.raises(KeyError, match="Zoya"):
        explain_utility(market, result, "Zoya")


def test_both_languages_say_the_same_things():
    assert SENTENCES["ru"].keys() == SENTENCES["en"].keys()
    for code, sentence in SENTENCES["ru"].items():
        fields = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
        assert fields == {name for _, name, _, _ in string.Formatter().parse(SENTENCES["en"][code]) if name}, code
