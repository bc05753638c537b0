"""Several measures side by side, row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from kadry.law import measures as law
from kadry.support.bridge import law_region
from kadry.support.bridge.catalogue import Card
from kadry.support.bridge.measure import Ground, Page, page

MOST = 4  # more columns cannot be read side by side

Lines = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A row is a label and, for each measure, its title and the lines to print; `apart` names pairs that exclude each other."""

    cards: tuple[Card, ...]
    rows: tuple[tuple[str, tuple[tuple[str, Lines], ...]], ...]
    apart: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...]
    unknown: bool

    @property
    def keys(self) -> list[str]:
        return [card.key for card in self.cards]


def compare(keys: Iterable[str], *, on: date) -> Comparison:
    """The known measures of the keys, in their order, at most four; what is left out is named."""
    asked, known = list(dict.fromkeys(keys)), {one.id for one in law.measures(region=law_region())}
    pages = [page(key, on=on) for key in asked if key in known]
    shown = pages[:MOST]
    return Comparison(
        cards=tuple(found.card for found in shown),
        rows=tuple((str(label), tuple((found.card.title, lines_of(found)) for found in shown)) for label, lines_of in ROWS),
        apart=tuple(_apart(shown)),
        left_out=tuple(found.card.title for found in pages[MOST:]),
        unknown=len(pages) < len(asked),
    )


def _apart(pages: list[Page]) -> Iterator[tuple[str, str]]:
    for at, found in enumerate(pages):
        excluded = {one.key for one in found.excludes}
        yield from ((found.card.title, other.card.title) for other in pages[at + 1 :] if other.card.key in excluded)


def _grounds(found: Page) -> Iterator[Ground]:
    yield from found.grounds
    yield from (rule.ground for rule in found.conditions)
    numbers = (*found.numbers, *(number for rule in found.conditions for number in rule.numbers))
    yield from (number.ground for number in numbers if number.ground)


ROWS: tuple[tuple[str, Callable[[Page], Lines]], ...] = (
    (_("State"), lambda found: (found.card.state.label,)),
    (_("Who gives it"), lambda found: (found.card.authority,)),
    (_("Kind of measure"), lambda found: (found.card.kind,)),
    (_("Level"), lambda found: (found.card.level,)),
    (_("Whom it concerns"), lambda found: tuple(dict.fromkeys(rule.of for rule in found.conditions))),
    (_("What it brings"), lambda found: (*found.payments, *found.figures)),
    (_("Counted from"), lambda found: tuple(f"{number.title}: {number.value}" for number in found.numbers)),
    (_("How often"), lambda found: (found.basis,) if found.basis else ()),
    (_("By when to ask"), lambda found: (found.deadline,) if found.deadline else ()),
    (_("Conditions"), lambda found: tuple(rule.says for rule in found.conditions)),
    (_("Papers"), lambda found: found.papers),
    (_("Not together with"), lambda found: tuple(one.title for one in found.excludes)),
    (_("How sure it is"), lambda found: tuple(dict.fromkeys(ground.mark for ground in _grounds(found)))),
)
