"""Places and wishes come in by workbook; seats that are given cannot be asked away."""

from __future__ import annotations

import pytest

from kadry.placement.models import Place, Wish
from tests.factories import take, workbook

PLACES = (
    "Работодатель",
    "Место практики",
    "Муниципалитет",
    "Код программы",
    "Мест",
    "Начало",
    "Окончание",
    "Класс условий труда",
    "Часов в неделю",
)
WISHES = ("Колледж", "№ студента", "Очередь", "Работодатель", "Место практики")


def places_book(autumn, seats, starts="01.09.2026", ends="20.12.2026"):
    row = (autumn.works.name, "фрезерный участок", "Балашиха", "15.01.32", seats, starts, ends, "2", 35)
    return workbook({"Места практики": [PLACES, row]})


@pytest.mark.parametrize(
    ("seats", "days", "kept"),
    [
        (0, {}, 1),  # one student has it
        (3, {}, 3),
        (0, {"starts": "01.09.2027", "ends": "20.12.2027"}, 0),  # next year's seats are nobody's yet
    ],
)
def test_seats_that_are_given_stay(allocated, seats, days, kept):
    taken = take(places_book(allocated, seats, **days))
    assert Place.objects.get(pk=allocated.mill.pk).seats == kept
    assert [problem.code for sheet in taken.sheets.all() for problem in sheet.problems.all()] == (
        ["below_given"] if kept == 1 else []
    )


def test_wishes_come_in_by_the_name_of_the_place(autumn):
    dina = autumn.students["Dina"]
    row = (autumn.college.name, dina.number, 1, autumn.works.name, "склад")
    take(workbook({"Пожелания": [WISHES, row]}))
    assert [wish.place for wish in Wish.objects.filter(student=dina)] == [autumn.store]
