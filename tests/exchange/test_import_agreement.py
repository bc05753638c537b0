"""A row whose cells are good one by one and cannot be together stays out alone; the others go in."""

from __future__ import annotations

from kadry.exchange.models import Problem
from kadry.placement.models import Place
from kadry.registry.models import Contribution
from kadry.training.models import Clearance
from tests.factories import cluster, employer, student, take, workbook


def _problems() -> list[tuple[str, str]]:
    return [(problem.heading, problem.code) for problem in Problem.objects.all()]


def test_practice_that_ends_before_it_starts_stays_out(region):
    works = employer()
    headings = (
        "Работодатель",
        "Место практики",
        "Муниципалитет",
        "Код программы",
        "Мест",
        "Начало",
        "Окончание",
        "Часов в неделю",
    )
    rows = [
        (works.name, name, "Балашиха", "15.01.32", 2, "01.09.2026", ends, 35)
        for name, ends in (("участок", "20.12.2026"), ("склад", "01.09.2026"), ("цех", "31.08.2026"))
    ]
    take(workbook({"Места практики": [headings, *rows]}))
    assert [place.name for place in Place.objects.all()] == ["участок"]
    assert _problems() == [("Окончание", "too_early")] * 2
    assert "01.09.2026" in Problem.objects.first().what_ru


def test_a_clearance_that_ends_before_it_was_issued_stays_out(region):
    own = student()
    headings = ("Колледж", "№ студента", "Вид допуска", "Выдан", "Действует до")
    rows = [
        (own.college.name, own.number, "медосмотр", "01.09.2025", "01.09.2025"),
        (own.college.name, own.number, "санитарная книжка", "01.09.2025", "01.08.2025"),
    ]
    take(workbook({"Допуски": [headings, *rows]}))
    assert [clearance.kind for clearance in Clearance.objects.all()] == ["medical"]
    assert _problems() == [("Действует до", "too_early")]


def test_money_confirmed_without_an_accepted_document_stays_out(region):
    of = cluster(name="Машиностроение")
    headings = ("Кластер", "Источник", "Год", "Обещано, ₽", "Подтверждено, ₽", "Документ")
    rows = [
        (of.name, "работодатели", 2024, 1000, 500, "принят"),
        (of.name, "работодатели", 2025, 1000, 500, "на проверке"),
        (of.name, "работодатели", 2026, 1000, 0, "на проверке"),
        (of.name, "работодатели", 2027, 1000, 500, ""),
    ]
    take(workbook({"Софинансирование": [headings, *rows]}))
    assert sorted(Contribution.objects.values_list("year", flat=True)) == [2024, 2026]
    assert _problems() == [("Документ", "not_a_choice")] * 2
