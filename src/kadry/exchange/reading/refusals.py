"""Why a file is refused as a whole, in words; and the limits that protect the machine from hostile files."""

from dataclasses import dataclass
from typing import NoReturn

MEBIBYTE = 1 << 20


@dataclass(frozen=True)
class Limits:
    """What one uploaded file may cost. Sizes in bytes, `cells` as rows × columns of one sheet's used area."""

    file_bytes: int = 100 * MEBIBYTE
    total_bytes: int = 1024 * MEBIBYTE
    ratio: int = 200
    ratio_from: int = 10 * MEBIBYTE
    parts: int = 5_000
    # calamine keeps the used area as a dense grid of 24 to 32 bytes a cell, whatever of it is filled
    cells: int = 28_000_000
    text_bytes: int = 512 * MEBIBYTE


class Refused(Exception):
    """The file cannot be taken at all. Nothing of it was stored.

    `code` is stable, for tests and logs; `text_en` and `text_ru` say what happened, that nothing was stored,
    and the cure.
    """

    def __init__(self, code: str, text_en: str, text_ru: str) -> None:
        super().__init__(text_en)
        self.code = code
        self.text_en = text_en
        self.text_ru = text_ru


_NOTHING_EN = "Nothing was stored."
_NOTHING_RU = "Ничего не сохранено."

# code -> what happened (en, ru), cure (en, ru)
_TEXTS: dict[str, tuple[str, str, str, str]] = {
    "empty_file": (
        "The file “{name}” is empty (0 bytes or blanks only).",
        "Файл «{name}» пуст (0 байт или одни пробелы).",
        "Check that it was saved and copied to the end, and send it again.",
        "Проверьте, что файл сохранён и скопирован целиком, и отправьте его снова.",
    ),
    "not_a_workbook": (
        "The file “{name}” is not a workbook: by its content it is {what_en}.",
        "Файл «{name}» — не таблица: по содержимому это {what_ru}.",
        "Open or copy the table in Excel or LibreOffice, save it as XLSX and send that file.",
        "Откройте или перенесите таблицу в Excel или LibreOffice, сохраните её как XLSX и отправьте этот файл.",
    ),
    "encrypted": (
        "The workbook “{name}” is protected by a password and cannot be read.",
        "Книга «{name}» защищена паролем, прочитать её нельзя.",
        "In Excel open File → Info → Protect Workbook, remove the password, save and send again.",
        "В Excel откройте «Файл → Сведения → Защита книги», снимите пароль, сохраните и отправьте снова.",
    ),
    "zip_bomb": (
        "The file “{name}” unpacks to far more than a table of its size can hold ({detail}); reading was stopped.",
        "Файл «{name}» при распаковке разрастается сверх того, что может содержать такая таблица ({detail}); чтение остановлено.",
        "Copy the filled cells into a new workbook, save it as XLSX and send that file.",
        "Скопируйте заполненные ячейки в новую книгу, сохраните её как XLSX и отправьте этот файл.",
    ),
    "too_large": (
        "The file “{name}” is too large: {detail}.",
        "Файл «{name}» слишком велик: {detail}.",
        "Split it into several workbooks, or remove pictures and stray cells far from the table, and send again.",
        "Разделите его на несколько книг либо удалите рисунки и случайные ячейки вдали от таблицы и отправьте снова.",
    ),
    "damaged": (
        "The file “{name}” is damaged and cannot be read ({detail}).",
        "Файл «{name}» повреждён, прочитать его нельзя ({detail}).",
        "Open it in Excel or LibreOffice, let it be repaired, save as XLSX and send again.",
        "Откройте его в Excel или LibreOffice, согласитесь на восстановление, сохраните как XLSX и отправьте снова.",
    ),
    "encoding_unknown": (
        "The text of “{name}” is in an encoding that could not be told ({detail}).",
        "Не удалось определить кодировку текста «{name}» ({detail}).",
        "Save it as “CSV UTF-8” or as XLSX and send again.",
        "Сохраните файл как «CSV UTF-8» или как XLSX и отправьте снова.",
    ),
}


def refuse(code: str, name: str, **params: str) -> NoReturn:
    """Raise `Refused` with the texts of `code`; `params` fill the braces of its template."""
    what_en, what_ru, cure_en, cure_ru = _TEXTS[code]
    params = {"detail": "", "what_en": "", "what_ru": "", **params, "name": name}
    raise Refused(
        code,
        f"{what_en.format(**params)} {_NOTHING_EN} {cure_en}",
        f"{what_ru.format(**params)} {_NOTHING_RU} {cure_ru}",
    )
