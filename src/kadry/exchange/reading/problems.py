"""What is wrong with a cell, a row or a sheet, in words a person can act on: what, and the cure, in two
languages."""

from collections.abc import Sequence
from dataclasses import dataclass

from .near import Near

# code -> (what en, what ru, cure en, cure ru); braces are filled by `problem(..., name=value)`
MESSAGES: dict[str, tuple[str, str, str, str]] = {
    "missing_required": (
        "“{heading}” is not filled in.",
        "Не заполнено «{heading}».",
        "Fill in the cell.",
        "Заполните ячейку.",
    ),
    "unknown_reference": (
        "“{value}” is not known here.",
        "«{value}» здесь не числится.",
        "Write the name as in the register, or add the organisation first.",
        "Напишите название как в реестре либо сначала добавьте организацию.",
    ),
    "unknown_reference_near": (
        "“{value}” is not known here. Near to it: {proposals}.",
        "«{value}» здесь не числится. Похожие: {proposals}.",
        "If one of these is meant, write it exactly so.",
        "Если имеется в виду одно из них, напишите его точно так.",
    ),
    "ambiguous_reference": (
        "“{value}” fits several entries: {proposals}.",
        "«{value}» подходит к нескольким записям: {proposals}.",
        "Write the full name or the ИНН of the one that is meant.",
        "Напишите полное название или ИНН нужной записи.",
    ),
    "unknown_code": (
        "There is no code “{value}” in the classifier.",
        "Кода «{value}» нет в классификаторе.",
        "Check the code against the classifier.",
        "Сверьте код с классификатором.",
    ),
    "bad_check_digit": (
        "The check digit of {what} “{value}” is wrong: with these digits it would be {expected}.",
        "Не сходится контрольное число {what} «{value}»: при этих цифрах оно было бы {expected}.",
        "Compare each digit with the document.",
        "Сверьте каждую цифру с документом.",
    ),
    "bad_length": (
        "{what} “{value}” has {count} digits; it must have {expected}.",
        "В {what} «{value}» цифр: {count}, а должно быть {expected}.",
        "Copy the number from the document again.",
        "Перепишите номер с документа заново.",
    ),
    "not_digits": (
        "{what} “{value}” must consist of digits.",
        "{what} «{value}» должен состоять из цифр.",
        "Write the number, or leave the cell blank if there is none.",
        "Напишите номер, а если его нет, оставьте ячейку пустой.",
    ),
    "bad_code": (
        "“{value}” is not a code like {expected}.",
        "«{value}» не похоже на код вида {expected}.",
        "Write the code as {expected}.",
        "Напишите код в виде {expected}.",
    ),
    "not_a_number": (
        "“{value}” is not a number.",
        "«{value}» — не число.",
        "Leave digits only; explanations belong into another column.",
        "Оставьте только цифры; пояснения — в другом столбце.",
    ),
    "not_whole": (
        "“{value}” is not a whole number.",
        "«{value}» — не целое число.",
        "Write a whole number.",
        "Напишите целое число.",
    ),
    "negative": (
        "“{value}” is below zero.",
        "«{value}» меньше нуля.",
        "Write zero or more.",
        "Напишите ноль или больше.",
    ),
    "out_of_range": (
        "“{value}” is outside {least}–{most}.",
        "«{value}» вне пределов {least}–{most}.",
        "Check the value.",
        "Проверьте значение.",
    ),
    "not_money": (
        "“{value}” is not a sum in roubles.",
        "«{value}» — не сумма в рублях.",
        "Write it as 45 000,50: digits and at most two after the comma.",
        "Напишите в виде 45 000,50: цифры и не больше двух после запятой.",
    ),
    "not_a_date": (
        "“{value}” is not a date.",
        "«{value}» — не дата.",
        "Write it as 15.06.2026, the year in four digits.",
        "Напишите в виде 15.06.2026, год четырьмя цифрами.",
    ),
    "not_a_year": (
        "“{value}” is not a year.",
        "«{value}» — не год.",
        "Write four digits, for example 2027.",
        "Напишите четыре цифры, например 2027.",
    ),
    "not_yes_or_no": (
        "“{value}” is neither yes nor no.",
        "«{value}» — не «да» и не «нет».",
        "Write “yes” or “no”.",
        "Напишите «да» или «нет».",
    ),
    "not_a_choice": (
        "“{value}” is not one of: {choices}.",
        "«{value}» — не из списка: {choices}.",
        "Choose one of the list.",
        "Выберите из списка.",
    ),
    "too_long": (
        "The text is {count} characters long; at most {most} fit.",
        "В тексте {count} знаков, помещается не больше {most}.",
        "Shorten it.",
        "Сократите его.",
    ),
    "formula_unsaved": (
        "The cell holds a formula whose result was not saved with the file.",
        "В ячейке формула, результат которой не сохранён в файле.",
        "Open the file in Excel, let it calculate, save; or put the value in place of the formula.",
        "Откройте файл в Excel, дайте пересчитать и сохраните; или поставьте значение вместо формулы.",
    ),
    "error_value": (
        "The cell holds the error {value} instead of a value.",
        "В ячейке ошибка {value} вместо значения.",
        "Correct the formula or write the value.",
        "Исправьте формулу или напишите значение.",
    ),
    "duplicate_row": (
        "The row repeats row {other}.",
        "Строка повторяет строку {other}.",
        "Leave one of the two.",
        "Оставьте одну из двух.",
    ),
    "heading_missing": (
        "The sheet has no column “{heading}”.",
        "На листе нет столбца «{heading}».",
        "Add the column, or give its heading back the expected name.",
        "Добавьте столбец или верните заголовку ожидаемое название.",
    ),
    "heading_duplicated": (
        "The heading “{heading}” stands over several columns: {letters}. The first was read.",
        "Заголовок «{heading}» стоит над несколькими столбцами: {letters}. Прочитан первый.",
        "Leave the heading over one column.",
        "Оставьте заголовок над одним столбцом.",
    ),
    "heading_guessed": (
        "The heading “{value}” was read as “{heading}”.",
        "Заголовок «{value}» прочитан как «{heading}».",
        "Correct the heading if that is not what was meant.",
        "Исправьте заголовок, если имелось в виду другое.",
    ),
    "not_yours": (
        "The row belongs to another organisation (“{value}”).",
        "Строка принадлежит другой организации («{value}»).",
        "Send in only your own organisation's rows.",
        "Присылайте только строки своей организации.",
    ),
    "taken": (
        "“{value}” already belongs to another row.",
        "«{value}» уже принадлежит другой строке.",
        "Compare the number with the document; two organisations cannot share it.",
        "Сверьте номер с документом: у двух организаций он не может быть одним.",
    ),
    "below_given": (
        "{given} people already have a place or are hired on this need; the number cannot fall below that.",
        "По этой потребности уже обеспечено местами или принято: {given}. Меньше указать нельзя.",
        "Leave at least {given}, or ask the region's operator to release the places first.",
        "Оставьте не меньше {given} или попросите оператора региона сначала освободить места.",
    ),
    "too_early": (
        "“{value}” is too early: it begins on {start}.",
        "«{value}» слишком рано: начало {start}.",
        "Write a later day, or an earlier beginning.",
        "Укажите более поздний день или более раннее начало.",
    ),
    "question_voted": (
        "A vote was taken on this question, or the meeting is over: its text stays.",
        "По этому вопросу уже голосовали или заседание завершено: его текст остаётся прежним.",
        "Give the cell back the text it had, or put a question to the next meeting.",
        "Верните в ячейку прежний текст или внесите вопрос на следующее заседание.",
    ),
    "meeting_over": (
        "The meeting of {day} is over: its agenda takes no more questions.",
        "Заседание {day} завершено: вопросов в его повестку больше не добавляют.",
        "Correct the day, or put the question to the next meeting.",
        "Исправьте дату или внесите вопрос на следующее заседание.",
    ),
    "assignment_filed": (
        "Evidence of this assignment is filed, or it is verified: a workbook changes it no more.",
        "По этому поручению уже представлено подтверждение или исполнение проверено: таблицей оно больше не меняется.",
        "Give the row back what stood in it, or send the assignment back on its page first.",
        "Верните строке прежний вид или сначала верните поручение на доработку на его странице.",
    ),
    "deadline_set": (
        "The deadline is set: {day}. A workbook does not move it.",
        "Срок уже назначен: {day}. Таблицей он не переносится.",
        "Leave it as it stands, or move it on the page of the assignment, where the reason is asked for.",
        "Оставьте его как есть или перенесите на странице поручения: там спросят причину.",
    ),
    "test_run": (
        "The assignment was checked already: a workbook does not change how it is seen.",
        "По этому поручению уже была проверка: таблицей показатель, цель и подтверждение не меняются.",
        "Give the cell back what stood in it, or change it on the page of the assignment.",
        "Верните в ячейку прежнее значение или измените его на странице поручения.",
    ),
    "sheet_unknown": (
        "It is unclear what the sheet “{sheet}” holds. Nearest: {proposals}.",
        "Непонятно, что на листе «{sheet}». Ближе всего: {proposals}.",
        "Name the sheet and its headings as in the blank, or remove the sheet.",
        "Назовите лист и заголовки как в бланке или удалите лист.",
    ),
    "sheet_empty": (
        "There are no rows on the sheet “{sheet}”.",
        "На листе «{sheet}» нет строк.",
        "Fill in the rows, or leave it so if there is nothing to report.",
        "Заполните строки или оставьте так, если сообщать нечего.",
    ),
}


@dataclass(frozen=True)
class Problem:
    """One remark. `row` is None when it concerns the whole sheet, `column_letter` when the whole row.

    `value` is the cell's text as read; `en`, `ru` say what is wrong, `cure_en`, `cure_ru` what to do.
    """

    sheet: str
    row: int | None
    column_letter: str | None
    heading: str
    value: str
    code: str
    en: str
    ru: str
    cure_en: str
    cure_ru: str


def problem(
    code: str,
    *,
    sheet: str,
    row: int | None = None,
    column_letter: str | None = None,
    heading: str = "",
    value: str | None = None,
    **params: object,
) -> Problem:
    """Make a `Problem` from its code in `MESSAGES`. Raises `KeyError` for an unknown code or a missing
    parameter."""
    shown = value or ""
    filled = {"sheet": sheet, "heading": heading, "value": shown[:80], **params}
    en, ru, cure_en, cure_ru = (text.format(**filled) for text in MESSAGES[code])
    return Problem(sheet, row, column_letter, heading, shown, code, en, ru, cure_en, cure_ru)


def cell_error(error: str, *, sheet: str, row: int, column_letter: str, heading: str = "") -> Problem:
    """The problem of a cell in `RawSheet.errors`; `error` is its entry there."""
    code = "formula_unsaved" if error == "formula_unsaved" else "error_value"
    value = None if code == "formula_unsaved" else error
    return problem(code, sheet=sheet, row=row, column_letter=column_letter, heading=heading, value=value)


def unknown_reference(
    value: str, near: Sequence[Near], *, sheet: str, row: int, column_letter: str, heading: str = ""
) -> Problem:
    """A name nobody knows, with the near ones when there are some."""
    return problem(
        "unknown_reference_near" if near else "unknown_reference",
        sheet=sheet,
        row=row,
        column_letter=column_letter,
        heading=heading,
        value=value,
        proposals="; ".join(one.name for one in near),
    )
