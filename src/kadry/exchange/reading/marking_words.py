"""What both ways of marking share: the words of the remarks and which texts stand beside which row."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from .headings import OWN_FIRST_HEADINGS, OWN_HEADINGS, OWN_SHEETS
from .problems import Problem
from .workbook import RawSheet, Workbook

BAD_FILL, HEAD_FILL = "FFC7CE", "E7E6E6"
LONGEST_CELL = 32_000


@dataclass(frozen=True)
class Words:
    """Texts of a marked workbook in one language."""

    language: str
    sheet: str
    column: str
    headings: tuple[str, ...]
    none: str

    def what(self, problem: Problem) -> str:
        return problem.ru if self.language == "ru" else problem.en

    def cure(self, problem: Problem) -> str:
        return problem.cure_ru if self.language == "ru" else problem.cure_en

    def full(self, problem: Problem) -> str:
        return f"{self.what(problem)} {self.cure(problem)}".strip()


_RU = Words(
    "ru",
    OWN_SHEETS[0],
    OWN_HEADINGS[0],
    (OWN_FIRST_HEADINGS[0], "Строка", "Ячейка", "Столбец", "Значение", "Что не так", "Что сделать"),
    "Замечаний нет.",
)
_EN = Words(
    "en",
    OWN_SHEETS[1],
    OWN_HEADINGS[1],
    (OWN_FIRST_HEADINGS[1], "Row", "Cell", "Column", "Value", "What is wrong", "What to do"),
    "No remarks.",
)


def words(language: str) -> Words:
    """Russian for "ru", English for anything else."""
    return _RU if language == "ru" else _EN


@dataclass(frozen=True)
class SheetMarks:
    """Problems of one sheet; `text_column` is the index of the column for their texts."""

    sheet: RawSheet
    problems: tuple[Problem, ...]
    heading_row: int
    text_column: int

    @cached_property
    def by_row(self) -> dict[int, list[Problem]]:
        rows: dict[int, list[Problem]] = defaultdict(list)
        for problem in self.problems:
            if problem.row is not None:
                rows[problem.row].append(problem)
        return dict(rows)

    @cached_property
    def by_cell(self) -> dict[tuple[int, str], list[Problem]]:
        cells: dict[tuple[int, str], list[Problem]] = defaultdict(list)
        for problem in self.problems:
            if problem.row is not None and problem.column_letter:
                cells[problem.row, problem.column_letter].append(problem)
        return dict(cells)

    @property
    def of_whole_sheet(self) -> bool:
        return any(problem.row is None for problem in self.problems)


@dataclass(frozen=True)
class Marks:
    """A read workbook with its problems by sheet; sheets of remarks from an earlier marking are left out."""

    book: Workbook
    sheets: dict[str, SheetMarks]
    problems: tuple[Problem, ...]
    words: Words

    def text(self, problems: list[Problem]) -> str:
        """The texts of several problems as lines of one cell, cut to what a cell can hold."""
        said = dict.fromkeys(self.words.full(problem) for problem in problems)
        return "\n".join(said)[:LONGEST_CELL]

    def remarks_name(self) -> str:
        """A name for the sheet of remarks that none of the workbook's own sheets bears."""
        taken = {name.lower() for name in self.sheets}
        name, number = self.words.sheet, 2
        while name.lower() in taken:
            name, number = f"{self.words.sheet} {number}", number + 1
        return name


def link(sheet: str, letter: str | None, row: int) -> str:
    """The address of a cell inside the workbook; a quote in the sheet's name is doubled."""
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{letter or 'A'}{row}"
