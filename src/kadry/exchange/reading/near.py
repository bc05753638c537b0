"""Names of organisations as people write them: the same name found, a near one proposed, a doubtful one left
alone."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

# the form in full words comes before its short one; each is told apart by the word on the right
_FORMS = (
    ("общество с ограниченной ответственностью|ооо", "ооо"),
    ("публичное акционерное общество|пао", "пао"),
    ("закрытое акционерное общество|зао", "зао"),
    ("открытое акционерное общество|оао", "оао"),
    ("акционерное общество|ао", "ао"),
    ("федеральное государственное унитарное предприятие|фгуп", "фгуп"),
    ("индивидуальный предприниматель|ип", "ип"),
    (
        "(?:федеральное |областное |краевое |республиканское )?(?:государственное|частное) "
        "(?:автономное |бюджетное |казенное )?(?:профессиональное |общеобразовательное |образовательное )+"
        "учреждение(?: высшего образования)?|[фокр]?г[абк]п?оу(?: во| спо)?|чпоу|ано по|ано во",
        "учреждение",
    ),
)
_LEGAL = tuple((re.compile(rf"\b(?:{pattern})\b"), form) for pattern, form in _FORMS)
_REGION = re.compile(r"\b(?:московской области|мо)\b")
_MARKS = re.compile(r"[^\w\s]|_")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_DULL = frozenset(("имени", "им", "г", "город", "и", "в", "на", "по"))

# a proposal needs this score; more than _CROWD names within _LEAD of the best mean that nothing is sure
_SURE, _LEAD, _CROWD = 0.68, 0.05, 3
_WORD_ALIKE = 80.0


class Near(NamedTuple):
    """A known name like the one asked for; `score` from 0 to 1."""

    name: str
    score: float


@lru_cache(maxsize=65_536)
def plain(name: str) -> str:
    """Lower case, е for ё, no quotes, № or other marks, no invisible characters, single spaces."""
    return " ".join(_MARKS.sub(" ", _INVISIBLE.sub("", name).lower().replace("ё", "е")).split())


@lru_cache(maxsize=65_536)
def core(name: str) -> tuple[str, str]:
    """Return the plain name without legal form and region, and the form ("" when the name gives none)."""
    text, form = plain(name), ""
    for pattern, short in _LEGAL:
        text, found = pattern.subn(" ", text)
        form = form or (short if found else "")
    bare = " ".join(_REGION.sub(" ", text).split())
    return (bare or plain(name)), form


class Names:
    """Known names, prepared once for many look-ups. 2,000 names take about 30 ms to prepare."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(dict.fromkeys(names))
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._cores: dict[str, list[int]] = defaultdict(list)
        self._words: list[tuple[str, ...]] = []
        self._holders: dict[str, list[int]] = defaultdict(list)
        for index, name in enumerate(self.names):
            bare, _ = core(name)
            self._exact[plain(name)].append(index)
            self._cores[bare].append(index)
            self._words.append(_words(bare))
            for word in set(self._words[-1]):
                self._holders[word].append(index)
        self._vocabulary = [word for word in self._holders if not word.isdigit()]
        self._alike: dict[str, dict[str, float]] = {}

    def match(self, name: str) -> str | None:
        """The one known name that is this name but for spelling of case, quotes, ё, spaces and legal form,
        or None.

        A legal form counts when both names give one: ООО «Луч» is not АО «Луч».
        """
        same = self._exact.get(plain(name), [])
        if len(same) == 1:
            return self.names[same[0]]
        bare, form = core(name)
        fitting = [at for at in self._cores.get(bare, []) if not form or core(self.names[at])[1] in ("", form)]
        return self.names[fitting[0]] if len(fitting) == 1 else None

    def propose(self, name: str, *, most: int = 3) -> list[Near]:
        """Known names likely to be meant, best first; empty when nothing is near or too many are equally
        near."""
        bare, form = core(name)
        words = _words(bare)
        if not words or not self.names:
            return []
        scores = self._scores(words)
        ranked = sorted(((score, at) for at, score in scores.items() if score >= _SURE), key=lambda s: (-s[0], s[1]))
        if not ranked:
            return []
        close = [(score, at) for score, at in ranked if score > ranked[0][0] - _LEAD]
        if len(close) > 1 and form:
            close = [pair for pair in close if core(self.names[pair[1]])[1] in ("", form)] or close
        if len(close) > _CROWD:
            return []
        return [Near(self.names[at], round(min(score, 1.0), 3)) for score, at in close[:most]]

    def _weight(self, word: str) -> float:
        """Rare words tell more: «энергия» outweighs «колледж», which half of the names hold."""
        return math.log(1 + len(self.names) / (len(self._holders.get(word, ())) or 1)) + 0.1

    def _alike_words(self, word: str) -> dict[str, float]:
        """Known words like `word`, with their likeness from 0 to 1. A number is like itself only."""
        if word.isdigit():
            return {word: 1.0} if word in self._holders else {}
        if word not in self._alike:
            found = process.extract(word, self._vocabulary, scorer=fuzz.ratio, score_cutoff=_WORD_ALIKE, limit=12)
            self._alike[word] = {known: score / 100 for known, score, _ in found}
        return self._alike[word]

    def _scores(self, words: Sequence[str]) -> dict[int, float]:
        """How much of what is asked is in the name, and how much of the name was asked, by weight of
        words."""
        likeness = {word: self._alike_words(word) for word in words}
        weights = {word: max(map(self._weight, alike), default=self._weight(word)) for word, alike in likeness.items()}
        asked = sum(weights[word] for word in words)
        numbers = {word for word in words if word.isdigit()}
        known_words = [word for alike in likeness.values() for word in alike]
        rare = [word for word in known_words if len(self._holders[word]) <= 200]
        pool = {at for word in rare or known_words for at in self._holders[word]}
        scores = {}
        for at in pool:
            known = self._words[at]
            if numbers != {word for word in known if word.isdigit()} and numbers:
                continue
            best = {word: max((likeness[word].get(other, 0.0) for other in known), default=0.0) for word in words}
            covered = {other: max(likeness[word].get(other, 0.0) for word in words) for other in known}
            found = sum(weights[word] * best[word] for word in words) / asked
            whole = sum(self._weight(other) for other in known)
            share = sum(self._weight(other) * covered[other] for other in known) / whole
            scores[at] = 0.7 * found + 0.3 * share
        return scores


def _words(bare: str) -> tuple[str, ...]:
    return tuple(word for word in bare.split() if word not in _DULL) or tuple(bare.split())


def propose(name: str, candidates: Names | Iterable[str]) -> list[Near]:
    """`Names.propose` for a single question; prepare `Names` once where there are many."""
    return (candidates if isinstance(candidates, Names) else Names(candidates)).propose(name)
