"""The sheets of experience: what they bring, what they refuse cell by cell, what they do not undo, what is found afterwards."""

from __future__ import annotations

from datetime import date

import pytest

from kadry.exchange.actions import CannotTakeBack, workbook_store, workbook_take_back
from kadry.exchange.models import Problem
from kadry.experience import actions, search
from kadry.experience.enums import CaseState, CooperationForm, PartnerPart
from kadry.experience.models import Case, CaseProgramme, Cost, Partner, Result
from kadry.experience.sheets import FORM_WORDS, PART_WORDS, SOURCE_WORDS, STATE_WORDS
from kadry.registry.enums import MoneySource
from tests.factories import EMPLOYER_HEADINGS, case, college, employer, employer_row, signed, take, town, workbook

HEADINGS = {
    "title_ru": "Название",
    "title_en": "Название (англ.)",
    "summary_ru": "Что сделано",
    "summary_en": "Что сделано (англ.)",
    "owner": "Кто рассказывает",
    "forms": "Формы сотрудничества",
    "industry": "Отрасль",
    "municipality": "Муниципалитет",
    "begins": "Начало",
    "ends": "Окончание",
    "state": "Состояние",
    "source": "Источник",
    "is_example": "Пример",
}
LETTERS = dict(zip(HEADINGS, "ABCDEFGHIJKLM", strict=True))
TITLE = "Завод и колледж: мастерская"
TOLD = {
    "title_ru": TITLE,
    "summary_ru": "Открыта мастерская станков с числовым программным управлением.",
    "owner": "Колледж «Орбита»",
    "forms": "мастерская; практика",
    "industry": "Машиностроение",
    "municipality": "Балашиха",
    "begins": "01.09.2025",
    "state": "опубликован",
    "is_example": "да",
}


@pytest.fixture
def partners(region):
    return college(name="Колледж «Орбита»"), employer(name="Завод «Полёт»")


def cases(*rows) -> list:
    return [list(HEADINGS.values()), *[[(TOLD | row).get(key) for key in HEADINGS] for row in rows]]


def book(*rows, **sheets) -> bytes:
    return workbook({"Опыт": cases(*rows or ({},)), **sheets})


ALL = {
    "Партнёры опыта": [
        ["Опыт", "Организация", "Роль"],
        [TITLE, "Колледж «Орбита»", "колледж"],
        [TITLE, "Завод «Полёт»", "предприятие"],
    ],
    "Программы опыта": [["Опыт", "Код программы"], [TITLE, "15.01.32"]],
    "Затраты опыта": [["Опыт", "Источник", "Затраты, ₽", "Имуществом"], [TITLE, "работодатели", "5 000 000", "да"]],
    "Результаты опыта": [
        ["Опыт", "Показатель", "Область", "Результат", "Было", "Было на дату"],
        [TITLE, "demand.asked", "employer=Завод «Полёт»", "Спрос завода", "4", "01.09.2025"],
    ],
}


# --- what comes in


def test_a_whole_case_comes_in_with_all_that_belongs_to_it_and_is_found_at_once(partners):
    school, works = partners
    take(book(**ALL))
    assert not Problem.objects.exists()
    made = Case.objects.get()
    assert (made.owner, made.forms, made.state) == (school, "practice,classroom", "published")
    assert (made.begins, made.ends, made.is_example) == (date(2025, 9, 1), None, True)
    assert {one.organisation: one.part for one in made.partners.all()} == {school: "college", works: "enterprise"}
    assert [one.code for one in made.programmes.all()] == ["15.01.32"]
    assert [(one.source, one.in_kind, one.roubles) for one in made.costs.all()] == [("employers", True, 5_000_000)]
    result = made.results.get()
    assert (result.figure, result.scope, result.told) == ("demand.asked", f"employer={works.pk}&region=50", 4)
    for query in ("станки с ЧПУ", "полет", "орбитой", "15.01.32"):
        assert list(search.found(Case.objects.all(), query)) == [made], query


def test_the_same_workbook_again_changes_nothing(partners):
    take(book(**ALL))
    again = take(book(**ALL))
    assert [(sheet.created, sheet.changed, sheet.faulty) for sheet in again.sheets.all()] == [(0, 0, 0)] * 5
    assert [model.objects.count() for model in (Case, Partner, CaseProgramme, Cost, Result)] == [1, 2, 1, 1, 1]


def test_a_dry_run_leaves_nothing_and_storing_it_makes_it_searchable(partners, someone):
    checked = take(book(), dry=True)
    assert not Case.objects.exists()
    workbook_store(taken=checked, **signed(someone("operator")))
    assert list(search.found(Case.objects.all(), "чпу")) == [Case.objects.get()]


def test_without_a_word_on_its_state_a_case_waits_for_the_operator(partners):
    take(book({"state": None}))
    assert Case.objects.get().state == CaseState.DRAFT


WORDS = [(FORM_WORDS, CooperationForm), (PART_WORDS, PartnerPart), (STATE_WORDS, CaseState), (SOURCE_WORDS, MoneySource)]


@pytest.mark.parametrize(("spoken", "meant"), WORDS)
def test_a_word_stands_for_every_choice(spoken, meant):
    assert set(spoken.values()) == set(meant.values)


@pytest.mark.parametrize(
    ("cell", "forms"),
    [
        ("практика", "practice"),
        ("Наставники, ПРАКТИКА", "practice,mentors"),
        ("целевые договоры;целевые договоры", "target"),
        ("mentors; target", "mentors,target"),
    ],
)
def test_forms_are_read_as_people_write_them(partners, cell, forms):
    take(book({"forms": cell}))
    assert Case.objects.get().forms == forms


# --- what is wrong with a cell

FAULTS = {
    "nobody’s owner": ({"owner": "Колледж «Зебра»"}, "owner", "здесь не числится"),
    "a dance": ({"forms": "практика; танцы"}, "forms", "не из списка: практика"),
    "no form": ({"forms": None}, "forms", "Не заполнено"),
    "no industry": ({"industry": "Ткачество на Марсе"}, "industry", "здесь не числится"),
    "ends before it begins": ({"ends": "31.08.2025"}, "ends", "слишком рано: начало 01.09.2025"),
    "no date": ({"begins": "весной"}, "begins", "не дата"),
    "an unknown state": ({"state": "готово"}, "state", "не из списка: не опубликован"),
    "published with a telephone": ({"summary_ru": "Звоните 8 (495) 123-45-67"}, "state", "пока в тексте есть телефон"),
    "a source with a telephone": ({"source": "Газета, 8 (495) 123-45-67"}, "state", "пока в тексте есть телефон"),
    "published with an e-mail": ({"title_en": "a@b.example"}, "state", "пока в тексте есть телефон"),
    "too long": ({"title_ru": "а" * 201}, "title_ru", "помещается не больше 200"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_wrong_is_told_at_its_cell_and_the_good_row_goes_in_alone(partners, fault):
    cells, key, words = FAULTS[fault]
    take(book(cells, {"title_ru": "Другой"}))
    problem = Problem.objects.get()
    assert (problem.row, problem.column) == (2, LETTERS[key])
    assert words in problem.what_ru and problem.cure_ru
    assert Case.objects.get().title_ru == "Другой"


def test_a_text_with_a_telephone_may_wait_unpublished(partners):
    take(book({"summary_ru": "Звоните 8 (495) 123-45-67", "state": "не опубликован"}))
    assert Case.objects.get().state == CaseState.DRAFT


BESIDE = {
    "a case nobody told": ("Программы опыта", ["Мастерская Зебра", "15.01.32"], "A"),
    "a partner nobody knows": ("Партнёры опыта", [TITLE, "Завод «Зебра»", "предприятие"], "B"),
    "a part nobody takes": ("Партнёры опыта", [TITLE, "Завод «Полёт»", "зритель"], "C"),
    "money below zero": ("Затраты опыта", [TITLE, "работодатели", "-5", "нет"], "C"),
    "a figure nobody counts": ("Результаты опыта", [TITLE, "demand.gone", "year=2029", "Спрос", None, None], "B"),
    "told on no day": ("Результаты опыта", [TITLE, "demand.asked", "year=2029", "Спрос", "4", None], "F"),
    "a day without a value": ("Результаты опыта", [TITLE, "demand.asked", "year=2029", "Спрос", None, "01.09.2025"], "E"),
}


@pytest.mark.parametrize("fault", BESIDE)
def test_what_is_wrong_beside_a_case_is_told_at_its_cell(partners, fault):
    name, row, column = BESIDE[fault]
    heading, good = ALL[name][0], ALL[name][1]
    take(book(**{name: [heading, row, good]}))
    problem = Problem.objects.get()
    assert (problem.of.name, problem.row, problem.column) == (name, 2, column)
    assert [sheet.created for sheet in problem.of.of.sheets.exclude(kind="")] == [1, 1]


# --- who, and what is not undone


@pytest.mark.parametrize(("who", "comes_in"), [("operator", True), ("coordinator", False), ("employer", False)])
def test_only_the_operator_brings_cases(partners, cast, who, comes_in):
    take(book(), by=cast[who])
    assert Case.objects.exists() == comes_in


def test_a_later_workbook_corrects_an_earlier_one(partners):
    take(book())
    assert take(book({"summary_ru": "Открыта лаборатория."})).sheets.get().changed == 1
    assert list(search.found(Case.objects.all(), "лаборатории")) == [Case.objects.get()]
    assert not search.found(Case.objects.all(), "чпу").exists()


def test_what_was_done_on_the_page_is_not_undone_by_a_workbook(partners, someone):
    take(book())
    actions.case_withdraw(case=Case.objects.get(), **signed(someone("operator")))
    take(book())
    assert "изменён на его странице" in Problem.objects.get().what_ru
    assert Case.objects.get().state == CaseState.WITHDRAWN


def test_taking_a_workbook_back_takes_the_case_and_its_words(partners, someone):
    taken = take(book(**ALL))
    workbook_take_back(taken=taken, **signed(someone("operator")))
    assert [model.objects.count() for model in (Case, Partner, CaseProgramme, Cost, Result)] == [0] * 5


def test_a_case_somebody_worked_on_is_not_taken_back(partners, someone):
    taken = take(book(**ALL))
    actions.case_withdraw(case=Case.objects.get(), **signed(someone("operator")))
    with pytest.raises(CannotTakeBack):
        workbook_take_back(taken=taken, **signed(someone("operator")))
    assert Case.objects.exists()


def test_taking_back_partners_alone_takes_their_names_from_the_words(partners, someone):
    take(book())
    taken = take(workbook({"Партнёры опыта": ALL["Партнёры опыта"]}))
    assert search.found(Case.objects.all(), "полет").exists()
    workbook_take_back(taken=taken, **signed(someone("operator")))
    assert not search.found(Case.objects.all(), "полет").exists()


def test_an_organisation_called_otherwise_by_a_workbook_is_found_by_its_new_name(region):
    works = employer(name="Завод «Полёт»", short_name="Полёт", municipality=town())
    one = case(works)
    take(workbook({"Работодатели": [EMPLOYER_HEADINGS, employer_row("Завод «Полёт»", short_name="Комета")]}))
    assert list(search.found(Case.objects.all(), "комета")) == [one]
    assert Case.objects.get().partners.get(organisation=works).organisation.short_name == "Комета"
