"""Words of a text as they are found: in any case and number, with ё or е, written out or as an abbreviation.

A word is found by every reading a dictionary of Russian has of it («стали» is «стать» and «сталь»): taking one reading for
the right one would lose texts, and here losing one is worse than showing one too many. Latin words are found as written.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files

from pymorphy3 import MorphAnalyzer

_WORD = re.compile(r"\d+(?:\.\d+)+|[^\W_]+")  # a programme’s code stays whole, a hyphen parts words
_CYRILLIC = re.compile(r"[а-я]")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u0301\u200b"))  # soft hyphen, stress, zero-width space
_SERVING = frozenset({"PREP", "CONJ", "PRCL"})
_SERVING_ENGLISH = frozenset({"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"})


@dataclass(frozen=True)
class Word:
    """A word at its place in a text, and all it is found by."""

    start: int
    end: int
    lemmas: frozenset[str]


@dataclass(frozen=True)
class Term:
    """A word somebody looks for."""

    text: str
    lemmas: frozenset[str]

    def is_in(self, word: Word) -> bool:
        return not self.lemmas.isdisjoint(word.lemmas)


def tidy(text: str) -> str:
    """The text with letters composed («й» is one sign) and without signs nobody sees."""
    return unicodedata.normalize("NFC", text).translate(_INVISIBLE)


def words(text: str) -> list[Word]:
    """The words of a tidy text. Those of a name that has an abbreviation are found by it too, and the other way round."""
    found = [Word(match.start(), match.end(), _found_by(_folded(match.group()))) for match in _WORD.finditer(text)]
    return _with_abbreviations(found)


def terms(query: str) -> list[Term]:
    """The words of a query, each once; «с», «на» and their like only where nothing else is asked for."""
    asked = {_folded(match.group()): match.group() for match in _WORD.finditer(tidy(query))}
    meant = {word: text for word, text in asked.items() if not _serves(word)} or asked
    return [Term(text, _readings(word)) for word, text in meant.items()]


def _folded(word: str) -> str:
    return word.lower().replace("ё", "е")


@cache
def _analyzer() -> MorphAnalyzer:
    """Made at the first search: the dictionary takes a tenth of a second and some memory."""
    return MorphAnalyzer()


@lru_cache(maxsize=50_000)
def _readings(word: str) -> frozenset[str]:
    """The word itself and the dictionary forms of all its readings."""
    if not _CYRILLIC.search(word):
        return frozenset({word})
    return frozenset({word, *(_folded(parse.normal_form) for parse in _analyzer().parse(word))})


@lru_cache(maxsize=50_000)
def _found_by(word: str) -> frozenset[str]:
    """What finds a word of a text. Of one no dictionary knows every form is kept: guessing back from a form may fail."""
    readings = _readings(word)
    if not _CYRILLIC.search(word) or _analyzer().word_is_known(word):
        return readings
    return readings | {_folded(form.word) for parse in _analyzer().parse(word) for form in parse.lexeme}


@lru_cache(maxsize=10_000)
def _serves(word: str) -> bool:
    """Whether the word only ties others together."""
    if not _CYRILLIC.search(word):
        return word in _SERVING_ENGLISH
    return str(_analyzer().parse(word)[0].tag.POS) in _SERVING


@cache
def _abbreviations() -> list[tuple[str, tuple[frozenset[str], ...]]]:
    """Each abbreviation with the words it stands for."""
    table = files("kadry.experience") / "data" / "abbreviations.csv"
    rows = csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    return [(_folded(row["short"]), tuple(_readings(_folded(word)) for word in _WORD.findall(row["full"]))) for row in rows]


def _with_abbreviations(found: list[Word]) -> list[Word]:
    more: dict[int, set[str]] = {}
    for at, word in enumerate(found):
        for short, full in _abbreviations():
            if short in word.lemmas:
                more.setdefault(at, set()).update(*full)
            if _stands_at(full, found, at):
                for part in range(at, at + len(full)):
                    more.setdefault(part, set()).add(short)
    return [replace(word, lemmas=word.lemmas | more[at]) if at in more else word for at, word in enumerate(found)]


def _stands_at(full: tuple[frozenset[str], ...], found: list[Word], at: int) -> bool:
    parts = found[at : at + len(full)]
    return len(parts) == len(full) and not any(
        part.lemmas.isdisjoint(readings) for part, readings in zip(parts, full, strict=True)
    )
