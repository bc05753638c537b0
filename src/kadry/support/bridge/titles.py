"""What the measures are called in the reader's language, which id a name stands for, and sums in words."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Case, CharField, F, Value, When

from kadry.law import measures as law
from kadry.law.words import money
from kadry.support.bridge import language, law_region


def titles() -> dict[str, str]:
    """Id → title of every measure that holds here, ended ones included."""
    return {one.id: one.title[language()] for one in law.measures(region=law_region())}


def names() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each id with all that people may write for it: the id itself, and the title in either language."""
    for one in law.measures(region=law_region()):
        yield one.id, (one.id, *one.title.values())


def title_of(field: str) -> Case:
    """In a query: the title of the measure whose id the field holds; a measure the law no longer knows keeps its id."""
    named = [When(**{field: key}, then=Value(title)) for key, title in titles().items()]
    return Case(*named, default=F(field), output_field=CharField())


def sum_of(kopecks: int) -> str:
    """«40 639,50 ₽»."""
    return money(kopecks, language())
