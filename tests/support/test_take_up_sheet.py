"""The sheet of take-ups: what it brings, what it refuses cell by cell, and what it does not undo."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from kadry.exchange.actions import CannotTakeBack, workbook_take_back
from kadry.exchange.models import Problem
from kadry.support import actions
from kadry.support.bridge.titles import titles
from kadry.support.enums import RefusalReason, TakeUpState
from kadry.support.models import TakeUp
from kadry.support.sheets import REASON_WORDS, STATE_WORDS
from tests.factories import employer, signed, take, workbook

HEADINGS = (
    "Работодатель",
    "Мера поддержки",
    "Состояние",
    "Подходит",
    "Показана",
    "Подано заявление",
    "Принято решение",
    "Выплачено, ₽",
    "Причина отказа",
)
KEYS = ("employer", "measure", "state", "fits", "seen_on", "applied_on", "decided_on", "paid", "refusal")
LETTERS = dict(zip(KEYS, "ABCDEFGHI", strict=True))
SEEN = {"measure": "Субсидия за приём на работу", "state": "показана", "seen_on": "02.03.2026"}
APPLIED = SEEN | {"state": "подано", "applied_on": "10.03.2026"}
PAID = APPLIED | {"state": "выплачено", "decided_on": "06.04.2026", "paid": "40 639,50"}
REFUSED = APPLIED | {"state": "отказано", "decided_on": "06.04.2026", "refusal": "документы"}


@pytest.fixture
def works(region):
    return employer(name="АО «Альфа (вымышленный)»")


def row(works, **cells) -> list:
    return [cells.get(key, works.name if key == "employer" else None) for key in KEYS]


def book(*rows) -> bytes:
    return workbook({"Меры поддержки": [HEADINGS, *rows]})


def bring(works, **cells):
    return take(book(row(works, **cells)))


# --- what comes in


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (SEEN, {"state": "seen", "fits": None, "seen_on": date(2026, 3, 2), "applied_on": None, "paid": 0, "refusal": ""}),
        (SEEN | {"fits": "да"}, {"fits": True}),
        (SEEN | {"fits": "нет"}, {"fits": False}),
        (APPLIED, {"state": "applied", "applied_on": date(2026, 3, 10), "decided_on": None}),
        (PAID, {"state": "paid", "decided_on": date(2026, 4, 6), "paid": 40_639_50}),
        (PAID | {"paid": 67320}, {"paid": 67_320_00}),
        (PAID | {"paid": 29216.88}, {"paid": 29_216_88}),
        (REFUSED, {"state": "refused", "refusal": "papers", "paid": 0}),
        (REFUSED | {"applied_on": "02.03.2026", "decided_on": "02.03.2026"}, {"decided_on": date(2026, 3, 2)}),
    ],
)
def test_a_row_comes_in_as_it_is_told(works, cells, told):
    bring(works, **cells)
    kept = TakeUp.objects.get()
    assert not Problem.objects.exists()
    assert {key: getattr(kept, key) for key in told} == told
    assert (kept.employer, kept.measure, kept.origin_row) == (works, "sfr-2714-hire", 2)


@pytest.mark.parametrize("word", [*STATE_WORDS, *TakeUpState.values])
def test_every_word_of_a_state_and_every_id_is_read(works, word):
    meant = TakeUpState(STATE_WORDS.get(word, word))
    bring(works, **{"seen": SEEN, "applied": APPLIED, "paid": PAID, "refused": REFUSED}[meant] | {"state": word.upper()})
    assert TakeUp.objects.get().state == meant


@pytest.mark.parametrize("word", [*REASON_WORDS, *RefusalReason.values])
def test_every_word_of_a_reason_and_every_id_is_read(works, word):
    bring(works, **REFUSED | {"refusal": word})
    assert TakeUp.objects.get().refusal == RefusalReason(REASON_WORDS.get(word, word))


def test_a_word_stands_for_every_state_and_reason():
    assert set(STATE_WORDS.values()) == set(TakeUpState.values)
    assert set(REASON_WORDS.values()) == set(RefusalReason.values)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_measure_is_known_by_its_title_and_by_its_id(works, language):
    with translation.override(language):
        named = titles()
    take(book(*[row(works, **SEEN | {"measure": title}) for title in named.values()]))
    assert set(TakeUp.objects.values_list("measure", flat=True)) == set(named)
    assert take(book(*[row(works, **SEEN | {"measure": key}) for key in named])).sheets.get().same == len(named)


def test_the_same_workbook_again_changes_nothing(works):
    assert [bring(works, **PAID).sheets.get().created, bring(works, **PAID).sheets.get().same] == [1, 1]
    assert TakeUp.objects.count() == 1


def test_only_what_is_needed_need_stand_in_the_heading(works):
    take(
        workbook(
            {
                "Support measures": [
                    ["Employer", "Measure", "State", "Seen on"],
                    [works.name, "mo-college-gift", "seen", "02.03.2026"],
                ]
            }
        )
    )
    assert TakeUp.objects.get().measure == "mo-college-gift"


# --- what is wrong with a cell

FAULTS = {
    "nobody’s measure": (SEEN | {"measure": "Скидка на трамвай"}, "measure", "«Скидка на трамвай» здесь не числится"),
    "a near miss": (SEEN | {"measure": "Субсидия за приём на роботу"}, "measure", "Похожие: Субсидия за приём на работу"),
    "no such state": (SEEN | {"state": "думаем"}, "state", "не из списка: показана, подано, выплачено, отказано"),
    "no state": (SEEN | {"state": None}, "state", "Не заполнено «Состояние»"),
    "no day": (SEEN | {"seen_on": None}, "seen_on", "Не заполнено «Показана»"),
    "no date": (SEEN | {"seen_on": "весной"}, "seen_on", "«весной» — не дата"),
    "applied on no day": (SEEN | {"state": "подано"}, "applied_on", "Не заполнено «Подано заявление»"),
    "paid, decided on no day": (PAID | {"decided_on": None}, "decided_on", "Не заполнено «Принято решение»"),
    "paid without money": (PAID | {"paid": None}, "paid", "Не заполнено «Выплачено, ₽»"),
    "paid nothing": (PAID | {"paid": "0"}, "paid", "Не заполнено «Выплачено, ₽»"),
    "no sum": (PAID | {"paid": "много"}, "paid", "«много» — не сумма в рублях"),
    "three decimals": (PAID | {"paid": "40,505"}, "paid", "не сумма в рублях"),
    "below zero": (PAID | {"paid": "-5"}, "paid", "«-5» меньше нуля"),
    "refused without a reason": (REFUSED | {"refusal": None}, "refusal", "Не заполнено «Причина отказа»"),
    "no such reason": (REFUSED | {"refusal": "так вышло"}, "refusal", "«так вышло» — не из списка"),
    "seen and applied": (SEEN | {"applied_on": "10.03.2026"}, "state", "«показана» — не из списка: подано, выплачено, отказано"),
    "applied and decided": (APPLIED | {"decided_on": "06.04.2026"}, "state", "«подано» — не из списка: выплачено, отказано"),
    "money of what is not paid": (APPLIED | {"paid": 5}, "state", "«подано» — не из списка: выплачено"),
    "a reason of what is not refused": (PAID | {"refusal": "долги"}, "state", "«выплачено» — не из списка: отказано"),
    "applied before it was seen": (APPLIED | {"applied_on": "01.03.2026"}, "applied_on", "слишком рано: начало 02.03.2026"),
    "decided before it was applied for": (
        REFUSED | {"decided_on": "09.03.2026"},
        "decided_on",
        "слишком рано: начало 10.03.2026",
    ),
    "seen tomorrow": (SEEN | {"seen_on": "16.06.2026"}, "seen_on", "«16.06.2026» вне пределов 01.01.1900–15.06.2026"),
    "decided tomorrow": (PAID | {"decided_on": "16.06.2026"}, "decided_on", "вне пределов 01.01.1900–15.06.2026"),
    "not a yes": (SEEN | {"fits": "может быть"}, "fits", "не «да» и не «нет»"),
    "nobody’s employer": (SEEN | {"employer": "ООО «Никто»"}, "employer", "здесь не числится"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_wrong_is_told_at_its_cell_with_the_cure_and_the_good_row_goes_in_alone(works, fault):
    cells, key, words = FAULTS[fault]
    take(book(row(works, **cells), row(works, **SEEN | {"measure": "mo-college-gift"})))
    problem = Problem.objects.get()
    assert (problem.row, problem.column) == (2, LETTERS[key])
    assert words in problem.what_ru
    assert problem.cure_ru
    assert TakeUp.objects.get().measure == "mo-college-gift"


def test_a_column_that_is_missing_is_named_where_its_state_needs_it(works):
    without = [HEADINGS[at] for at, key in enumerate(KEYS) if key != "refusal"]
    take(
        workbook(
            {
                "Меры поддержки": [
                    without,
                    [cell for key, cell in zip(KEYS, row(works, **REFUSED), strict=True) if key != "refusal"],
                ]
            }
        )
    )
    assert "Не заполнено «Причина отказа»" in Problem.objects.get().what_ru


def test_a_row_that_comes_twice_is_told(works):
    take(book(row(works, **SEEN), row(works, **APPLIED)))
    assert "повторяет строку 2" in Problem.objects.get().what_ru
    assert TakeUp.objects.get().state == "seen"


# --- who, and what is not undone


@pytest.mark.parametrize(("who", "comes_in"), [("operator", True), ("employer", False)])
def test_only_the_operator_brings_it(cast, who, comes_in):
    take(book(row(cast["employer"].seat.organisation, **SEEN)), by=cast[who])
    assert TakeUp.objects.exists() == comes_in


def test_a_later_workbook_moves_what_an_earlier_one_brought(works):
    bring(works, **SEEN)
    assert bring(works, **PAID).sheets.get().changed == 1
    assert (TakeUp.objects.get().state, TakeUp.objects.get().paid) == ("paid", 40_639_50)


OLD_NEWS = {
    "another state": (APPLIED, "«подано» — не из списка: выплачено 06.04.2026, 22\u00a0440\u00a0₽"),
    "another sum": (PAID, "«выплачено» — не из списка: выплачено 06.04.2026, 22\u00a0440\u00a0₽"),
}


@pytest.mark.parametrize("news", OLD_NEWS)
def test_what_was_written_down_on_the_page_is_not_undone_by_a_workbook(works, someone, news):
    bring(works, **APPLIED)
    actions.take_up_pay(take_up=TakeUp.objects.get(), on=date(2026, 4, 6), amount=22_440_00, **signed(someone("operator")))
    cells, words = OLD_NEWS[news]
    bring(works, **cells)
    assert words in Problem.objects.get().what_ru
    assert (TakeUp.objects.get().state, TakeUp.objects.get().paid) == ("paid", 22_440_00)


def test_a_workbook_of_fewer_columns_does_not_leave_half_of_what_stands(works):
    bring(works, **PAID)
    cells = [works.name, SEEN["measure"], SEEN["state"], SEEN["seen_on"]]
    take(workbook({"Меры поддержки": [("Работодатель", "Мера", "Состояние", "Показана"), cells]}))
    assert "«показана» — не из списка: выплачено 06.04.2026, 40\u00a0639,50\u00a0₽" in Problem.objects.get().what_ru
    assert (TakeUp.objects.get().state, TakeUp.objects.get().paid) == ("paid", 40_639_50)


def test_what_a_workbook_confirms_comes_in_even_then(works, someone):
    bring(works, **SEEN)
    actions.take_up_apply(take_up=TakeUp.objects.get(), on=date(2026, 3, 10), **signed(someone("operator")))
    bring(works, **APPLIED | {"fits": "да"})
    assert not Problem.objects.exists()
    assert TakeUp.objects.get().fits


def test_taking_a_workbook_back_takes_its_rows_back(works):
    bring(works, **SEEN)
    later = bring(works, **PAID)
    workbook_take_back(taken=later, **signed())
    assert TakeUp.objects.get().state == "seen"


def test_a_workbook_somebody_went_on_from_is_not_taken_back(works, someone):
    brought = bring(works, **SEEN)
    actions.take_up_apply(take_up=TakeUp.objects.get(), on=date(2026, 3, 10), **signed(someone("operator")))
    with pytest.raises(CannotTakeBack):
        workbook_take_back(taken=brought, **signed())
    assert TakeUp.objects.get().state == "applied"
