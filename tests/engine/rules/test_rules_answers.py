"""One employer, worked by hand: verdicts with their trace, money with its days, and why there is no answer."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from kadry.engine.rules import Answer, Figure, Measure, Parameter, evaluate
from tests.engine.rules.builders import FACTS, ON, PARAMETERS, SEEN, WORDS, amount, measure, parameters, record, version

WAGE_FLOOR = {"at_least": [{"fact": "wage"}, {"product": [{"parameter": "multiple"}, {"parameter": "minimum_wage"}]}]}
SAVING = {
    "product": [
        {"difference": ["0.30", {"parameter": "reduced"}]},
        {
            "greatest": [
                0,
                {"difference": [{"fact": "wage"}, {"product": [{"parameter": "multiple"}, {"parameter": "minimum_wage"}]}]},
            ]
        },
    ]
}
WAGES = [{"product": [number, {"parameter": "minimum_wage"}]} for number in (1, 2, 3)]


def ask(rule: Measure, on: date = ON, **facts: Any) -> Answer:
    return evaluate(rule, facts, parameters, on=on)


def test_saving_of_a_small_manufacturer() -> None:
    rule = measure(
        {"holds": "sme"}, {"begins_with": [{"fact": "okved"}, {"parameter": "classes"}]}, amount=amount(SAVING, basis="monthly")
    )
    answer = ask(rule, sme=True, okved="25.62", wage=10_000_000)
    assert (answer.verdict, answer.because, answer.basis) == ("yes", "conditions", "monthly")
    assert (answer.low, answer.high, answer.missing) == (1_329_675, 1_329_675, ())
    assert [one.values for one in answer.conditions] == [(("sme", True),), (("okved", "25.62"),)]
    assert ask(rule, sme=True, okved="251", wage=10_000_000).verdict == "no"


def test_three_payments_with_their_days() -> None:
    due = {"months_after": [{"fact": "started"}, 1]}
    rule = measure(
        WAGE_FLOOR, amount=amount(*WAGES, due=due), deadline={"says": WORDS, "due": {"days_after": [{"fact": "started"}, 30]}}
    )
    answer = ask(rule, wage=4_063_950, started=date(2026, 1, 31))
    assert (answer.verdict, answer.low, answer.high) == ("yes", 16_255_800, 16_255_800)
    assert [(one.id, one.low, one.due) for one in answer.payments] == [
        ("p0", 2_709_300, date(2026, 2, 28)),
        ("p1", 5_418_600, date(2026, 2, 28)),
        ("p2", 8_127_900, date(2026, 2, 28)),
    ]
    assert answer.deadline == date(2026, 3, 2)
    assert ask(rule, wage=4_063_949, started=date(2026, 1, 31)).payments == ()


def test_a_missing_day_is_missing_but_decides_nothing() -> None:
    rule = measure(WAGE_FLOOR, amount=amount(WAGES[0], due={"next_month_day": [{"fact": "started"}, 15]}))
    answer = ask(rule, wage=5_000_000)
    assert (answer.verdict, answer.missing, answer.payments[0].due) == ("yes", ("started",), None)
    assert answer.low == answer.high == 2_709_300


def test_missing_facts_leave_a_range() -> None:
    rule = measure({"holds": "sme"}, amount=amount({"sum": [{"fact": "bonus"}, {"roubles": "10.50"}]}))
    answer = ask(rule)
    assert (answer.verdict, answer.low, answer.high, answer.missing) == ("cannot_tell", 0, 101_050, ("bonus", "sme"))
    assert (answer.payments[0].low, answer.payments[0].high) == (1050, 101_050)
    assert ask(rule, sme=True).low == 1050
    assert ask(rule, sme=False).missing == ()


def test_what_is_decided_asks_for_nothing_more() -> None:
    either = {"any": [{"holds": "sme"}, {"at_least": [{"fact": "share"}, "0.7"]}]}
    assert ask(measure(either), sme=True).missing == ()
    assert ask(measure(either), sme=False).missing == ("share",)
    by_case = {"case": [{"when": {"holds": "sme"}, "then": {"fact": "wage"}}, {"otherwise": {"fact": "bonus"}}]}
    assert ask(measure(True, amount=amount(by_case)), sme=True).missing == ("wage",)
    assert ask(measure(True, amount=amount(by_case))).missing == ("bonus", "sme", "wage")


def test_a_parameter_known_as_a_range_gives_a_range() -> None:
    rule = measure(
        {"holds": "sme"}, amount=amount({"product": [{"parameter": "minimum_wage"}, {"sum": [1, {"parameter": "tariff"}]}]})
    )
    answer = ask(rule, sme=True)
    assert (answer.verdict, answer.low, answer.high, answer.missing) == ("yes", 3_522_090, 3_527_509, ())


def test_money_is_rounded_once_at_the_payment() -> None:
    third = {"product": ["0.005", {"fact": "people"}]}
    assert ask(measure(True, amount=amount({"sum": [third, third]})), people=50).low == 1
    assert ask(measure(True, amount=amount(third, third)), people=50).low == 0
    assert ask(measure(True, amount=amount(third, third)), people=100).low == 2


def test_a_payment_is_never_below_zero() -> None:
    rule = measure(True, amount=amount({"difference": [100, {"fact": "wage"}]}))
    assert ask(rule, wage=101).low == ask(rule, wage=101).high == 0
    assert (ask(rule).low, ask(rule).high) == (0, 100)


def test_an_absent_parameter_leaves_it_open() -> None:
    rule = measure({"at_least": [{"fact": "wage"}, {"parameter": "minimum_wage"}]}, amount=amount(WAGES[0]))
    answer = evaluate(rule, {"wage": 10**9}, {}, on=date(2027, 1, 1))
    assert (answer.verdict, answer.absent, answer.missing) == ("cannot_tell", ("minimum_wage",), ())
    assert (answer.low, answer.high) == (0, None)


def test_text_not_seen_shows_conditions_and_no_money() -> None:
    rule = measure({"holds": "sme"}, text_seen=False, amount=amount(WAGES[0]), figures=[{"id": "f", "says": WORDS, "value": 1}])
    for sme in (True, False, None):
        answer = ask(rule, sme=sme)
        assert (answer.verdict, answer.because) == ("cannot_tell", "text_not_seen")
        assert (answer.basis, answer.payments, answer.figures, answer.low, answer.high) == (None, (), (), 0, None)
        assert answer.conditions[0].truth is sme
    assert ask(rule).missing == ("sme",)


def test_a_measure_without_an_amount_states_none() -> None:
    answer = ask(measure({"holds": "sme"}), sme=True)
    assert (answer.verdict, answer.basis, answer.payments, answer.high) == ("yes", None, (), None)


@pytest.mark.parametrize(
    ("on", "verdict", "because"),
    [
        (date(2024, 12, 31), "cannot_tell", "no_version"),
        (date(2025, 1, 1), "yes", "conditions"),
        (date(2025, 12, 31), "yes", "conditions"),
        (date(2026, 1, 15), "no", "not_in_force"),
        (date(2026, 3, 16), "no", "conditions"),
        (date(2026, 12, 31), "no", "not_in_force"),
    ],
)
def test_the_version_of_the_day_is_asked(on: date, verdict: str, because: str) -> None:
    rows = (
        version({"holds": "sme"}, **{"from": date(2025, 1, 1), "to": date(2025, 12, 31)}),
        version({"holds": "sme"}, **{"from": date(2026, 1, 10), "to": date(2026, 1, 31), "status": "draft"}),
        version({"not": {"holds": "sme"}}, **{"from": date(2026, 2, 1), "to": date(2026, 11, 30)}),
    )
    answer = ask(Measure.from_record(record(*rows), FACTS), on=on, sme=True)
    assert (answer.verdict, answer.because, answer.on) == (verdict, because, on)


def test_a_gap_between_versions_is_not_known() -> None:
    rows = (version(True, to=date(2026, 1, 31)), version(True, **{"from": date(2026, 3, 1)}))
    assert ask(Measure.from_record(record(*rows), FACTS), on=date(2026, 2, 10)).because == "no_version"


def test_the_newest_page_and_what_is_unverified() -> None:
    rule = measure({"holds": "sme"}, amount=amount({"product": [{"parameter": "reduced"}, {"fact": "wage"}]}))
    assert (ask(rule).seen, ask(rule).unverified) == (date(2026, 3, 10), False)
    assert ask(measure({"at_least": [{"fact": "months"}, {"parameter": "guess"}]})).unverified
    rows = version({"holds": "sme"})
    rows["conditions"][0]["clause"] |= {"mark": "M"}
    answer = ask(Measure.from_record(record(rows), FACTS))
    assert (answer.unverified, answer.seen) == (True, SEEN)


def test_figures_that_are_no_money() -> None:
    quota = {"greatest": [1, {"floor": {"product": ["0.03", {"fact": "people"}]}}]}
    rule = measure({"holds": "sme"}, figures=[{"id": "places", "says": WORDS, "value": quota}])
    assert ask(rule, sme=True, people=99).figures == (Figure("places", 2, 2),)
    assert ask(rule, sme=True).figures == (Figure("places", 1, None),)
    assert ask(rule, sme=True).missing == ("people",)
    assert ask(rule, sme=False, people=99).figures == ()


def test_parameters_of_every_kind() -> None:
    held = PARAMETERS | {"day": Parameter(date(2026, 1, 1), "S", SEEN), "which": Parameter("first", "S", SEEN)}
    rule = measure(
        {"less_than": [{"fact": "started"}, {"parameter": "day"}]}, {"equal": [{"fact": "group"}, {"parameter": "which"}]}
    )
    assert evaluate(rule, {"started": date(2025, 12, 31), "group": "first"}, held, on=ON).verdict == "yes"
    wrong = measure({"at_least": [{"fact": "wage"}, {"parameter": "which"}]})
    with pytest.raises(TypeError, match="'first' stands where a number is needed"):
        evaluate(wrong, {"wage": 1}, held, on=ON)
    listed = measure({"one_of": [{"fact": "group"}, {"parameter": "which"}]})
    with pytest.raises(TypeError, match="'first' stands where a list is needed"):
        evaluate(listed, {"group": "first"}, held, on=ON)


def test_quoted_digits_are_a_number_unless_beside_a_text() -> None:
    assert ask(measure({"equal": [{"parameter": "multiple"}, "1.5"]})).verdict == "yes"
    assert ask(measure({"equal": [{"fact": "okved"}, "25"]}), okved="25").verdict == "yes"
    either = {"case": [{"when": {"holds": "sme"}, "then": "0.5"}, {"otherwise": {"parameter": "multiple"}}]}
    assert ask(measure({"equal": [{"fact": "share"}, either]}), sme=True, share=Fraction(1, 2)).verdict == "yes"
    assert ask(measure({"equal": [either, {"fact": "share"}]}), sme=False, share=Fraction(1, 2)).verdict == "no"


def test_numbers_are_exact() -> None:
    assert ask(measure({"equal": [{"fact": "share"}, "0.7"]}), share=Fraction(7, 10)).verdict == "yes"
    assert ask(measure({"equal": [{"quotient": [{"fact": "people"}, 3]}, "1"]}), people=3).verdict == "yes"
