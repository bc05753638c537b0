"""One workbook with what workbooks really hold: for tests and for showing what the import says of a cell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from demo import numbers, sheets
from demo.workbooks import Writer

_ABOUT = (
    "Книга с ошибками: показывает, что приём говорит о каждой ячейке",
    "Синтетические данные: все строки вымышлены. В ячейках нарочно оставлены ошибки.",
)
_CODE = "15.01.32"


class Formula(NamedTuple):
    """A formula and the value last saved with it: "" where none ever was."""

    text: str
    saved: str = ""


def write_dirty(employer: str, other: str, path: Path) -> dict[str, int]:
    """Write the workbook about two invented employers; returns rows by sheet."""
    with Writer(path, _ABOUT) as book:
        return {
            plan.name: _write(book, plan, rows)
            for plan, rows in (
                (sheets.EMPLOYERS, _employers()),
                (sheets.NEEDS, _needs(employer, other)),
                (sheets.PROGRAMMES, _programmes()),
            )
        }


def _needs(employer: str, other: str) -> list[Sequence[Any]]:
    town = "Балашиха"
    clean = (employer, town, _CODE, 2027, "наём", 4, "расширение", "твёрдо", "№ 12 от 12.03.2026")
    return [
        clean,
        clean,  # the same need twice
        (
            f"\u202c{employer}\u202c",
            f"{town}\u00a0",
            f" {_CODE}",
            "2028 г.",
            "Найм",
            "1\u00a0200",
            "",
            "",
            "б/н",
        ),
        ("АК Рубинн", town, _CODE, 2028, "наём", 3, "", "", ""),  # a near miss
        ("нет", town, _CODE, 2028, "наём", 3, "", "", ""),  # nobody
        (None, town, _CODE, 2028, "наём", 3, "", "", ""),  # an empty cell that must not be empty
        (_wrong_inn(), town, _CODE, 2028, "наём", 3, "", "", ""),  # ИНН with a wrong check digit
        (other, "Балашыха", _CODE, 2027, "наём", 2, "", "", ""),  # a town misspelt
        (other, "Дзержинский", _CODE, 2027, "наём", 2, "", "", ""),  # merged into Lyubertsy: accepted
        (other, town, "99.99.99", 2027, "наём", 2, "", "", ""),  # no such programme
        (other, town, date(1932, 1, 15), 2026, "наём", 2, "", "", ""),  # 15.01.32 taken for a date: accepted
        (other, town, "15.02.16", 20226, "наём", 2, "", "", ""),  # no such year
        (other, town, "15.02.16", 2027, "наём", "двенадцать", "", "", ""),  # text in a number
        (other, town, "15.02.16", 2028, "наём", -5, "", "", ""),  # fewer than nobody
        (other, town, "15.02.16", 2029, "наём", 2.5, "", "", ""),  # half a person
        (other, town, "15.02.16", 2026, "по совместительству", 2, "", "", ""),  # no such kind
        (
            other,
            town,
            "15.01.35",
            2026,
            "наём",
            2,
            "уволились",
            "100 %",
            "",
        ),  # no such reason, no such confidence
        (other, town, "15.01.35", 2027, "наём", Formula("=SUM(F3:F5)"), "", "", ""),
        (other, town, "15.01.35", 2028, "наём", Formula("=#REF!+1", "#REF!"), "", "", ""),
        (),  # an empty row in the middle
        ("Итого", None, None, None, None, 1234, "", "", ""),  # a total
    ]


def _employers() -> list[Sequence[Any]]:
    name = "Завод № 90001 (вымышленный)"
    other = "Завод № 90002 (вымышленный)"
    third = "Завод № 90003 (вымышленный)"
    machines = "Машиностроение"
    good = numbers.inn(8_000_001)
    return [
        (name, name, "Реутов", _wrong_inn(), "нет", "25.62", machines, "около ста", "да"),
        (
            other,
            other,
            "Реутов",
            good,
            f"{numbers.ogrn(8_000_002, 2012)}\u202c",
            "25.62",
            machines,
            "1 100",
            "да",
        ),
        (third, "", "Реутов", "нет", "—", "двадцать пять", machines + "ё", 10, "не знаю"),
    ]


def _programmes() -> list[Sequence[Any]]:
    rest = ("Балашиха", 34, 25, 1, 2, "")
    return [
        ("Колледж № 32 (вымышленный)\u202c", "15.01.36", *rest),  # an invisible mark: accepted
        ("колледж №32 вымышленный", "15.02.03", *rest),  # the same name for all its spelling: accepted
        ("Колледж Энергия", _CODE, *rest),
        ("Люберецкий техникум им. Гагарина", "15.02.16", *rest),
        ("Колледж № 999 (вымышленный)", "15.02.16", *rest),
        ("Колледж № 32 (вымышленный)", "15.01.35", "Балашиха", "3 года", 25, "нет", 2, ""),
    ]


def _wrong_inn() -> str:
    right = numbers.inn(8_000_003)
    return right[:-1] + str((int(right[-1]) + 1) % 10)


def _write(book: Writer, plan: sheets.SheetPlan, rows: Sequence[Sequence[Any]]) -> int:
    """As they come: any value in any column, unlike the writer's own sheets."""
    sheet = book.begin(plan)
    for at, row in enumerate(rows, 2):
        for column, value in enumerate(row):
            if isinstance(value, Formula):
                book.put_formula(sheet, at, column, value.text, value.saved)
            else:
                book.put(sheet, at, column, value)
    return len(rows)
