"""A college's workbook: what it teaches, its groups, students, clearances, wishes, hires and graduates."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from demo import sheets
from demo.colleges import GROUP
from demo.model import Cluster, College
from demo.outcomes import AS_OF
from demo.region_book import yes_no
from demo.workbooks import Row, Writer


def write_college(college: College, path: Path) -> dict[str, int]:
    """Write the workbook; returns rows by sheet."""
    about = (
        f"{college.name}: книга колледжа для демонстрации",
        "Синтетические данные: все люди, группы, пожелания и исходы вымышлены; СНИЛС серии 999 не выдаётся.",
        "Имя колледжа вымышлено." if college.invented else "Имя колледжа взято из открытых источников; данные — нет.",
        "День, на который сделана книга: 15 июня 2026 года.",
    )
    with Writer(path, about) as book:
        return {
            plan.name: book.sheet(plan, rows)
            for plan, rows in (
                (sheets.PROGRAMMES, _programmes(college)),
                (sheets.GROUPS, _groups(college)),
                (sheets.STUDENTS, _students(college)),
                (sheets.CLEARANCES, _clearances(college)),
                (sheets.WISHES, _wishes(college)),
                (sheets.HIRES, _hires(college)),
                (sheets.GRADUATES, _graduates(college)),
            )
        }


def _cluster(cluster: Cluster | None) -> str:
    return cluster.name if cluster else ""


def _programmes(college: College) -> Iterator[Row]:
    for one in college.programmes:
        groups = one.last_groups, one.most_groups
        yield (college.name, one.code, one.town, one.months, GROUP, *groups, _cluster(one.cluster))


def _groups(college: College) -> Iterator[Row]:
    for one in college.groups:
        yield college.name, one.name, one.code, one.year, one.ends, _cluster(one.cluster)


def _students(college: College) -> Iterator[Row]:
    for one in college.students_list:
        who = one.person.surname, one.person.first, one.person.patronymic
        rest = one.born, one.snils, one.group.name, one.town, one.mark, one.state
        yield (college.name, one.number, *who, *rest)


def _clearances(college: College) -> Iterator[Row]:
    for one in college.students_list:
        for kind, given, until in one.clearances:
            yield college.name, one.number, kind, given, until


def _wishes(college: College) -> Iterator[Row]:
    for one in college.students_list:
        for rank, place in enumerate(one.wishes, 1):
            yield college.name, one.number, rank, place.employer.name, place.name


def _hires(college: College) -> Iterator[Row]:
    for hire in sorted(college.hires, key=lambda one: (one.on, one.student.number)):
        job = hire.employer.name, hire.town, hire.code
        yield (college.name, hire.student.number, *job, hire.on, yes_no(hire.in_trade))


def _graduates(college: College) -> Iterator[Row]:
    for student, state in college.states:
        yield college.name, student.number, state, AS_OF
