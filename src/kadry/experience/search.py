"""Full-text search of cases: exact, in the database, of our own size.

A case keeps its words in one column: «t:» before those of its title, «p:» of its partners, «s:» of the rest, each between
spaces of its own. A query finds a case where every word of it stands; first come those with words in the title, then those
with words in a partner’s name, then those where they stand most often.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Length, Replace
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import override

from kadry.experience import policy
from kadry.experience.models import Case
from kadry.experience.morphology import Term, Word, terms, tidy, words

TITLE, PARTNERS, REST = "t", "p", "s"
LANGUAGES = ("ru", "en")


def column_of(case: Case) -> str:
    """What ``Case.lemmas`` holds. Partners and programmes are read anew unless they were fetched before."""
    sections = {TITLE: [case.title_ru, case.title_en], PARTNERS: _partners(case), REST: _rest(case)}
    return "".join(f" {section}:{lemma} " for section, texts in sections.items() for lemma in _lemmas(texts))


def _partners(case: Case) -> list[str]:
    named = [case.owner, *(partner.organisation for partner in case.partners.all())]
    return [name for one in dict.fromkeys(named) for name in (one.short_name, one.name)]


def _rest(case: Case) -> list[str]:
    """Summary, programmes, forms, industry and municipality, in both languages."""
    forms = []
    for language in LANGUAGES:
        with override(language):
            forms += [str(form.label) for form in case.form_list]
    taught = [str(programme) for programme in case.programmes.all()]
    places = [name for one in (case.industry, case.municipality) for name in (one.name_ru, one.name_en)]
    return [case.summary_ru, case.summary_en, *taught, *forms, *places]


def _lemmas(texts: Iterable[str]) -> Iterable[str]:
    for text in texts:
        for word in words(tidy(text)):
            yield from sorted(word.lemmas)


def asked(query: str) -> list[Term]:
    """The words of a query that are looked for."""
    return terms(query)[: policy.WORDS_ASKED]


def found(cases: QuerySet, query: str) -> QuerySet:
    """The cases that hold every word of the query, the best first; none where the query holds no word."""
    wanted = asked(query)
    if not wanted:
        return cases.none()
    ranks = {f"in_{name}": _times(wanted, prefix) for name, prefix in (("title", TITLE), ("partners", PARTNERS), ("all", ""))}
    order = [F(name).desc() for name in ranks]
    return cases.filter(*map(_holds, wanted)).annotate(**ranks).order_by(*order, F("begins").desc(nulls_last=True), "pk")


def unmet(cases: QuerySet, query: str) -> list[str]:
    """The words of a query no case holds."""
    return [term.text for term in asked(query) if not cases.filter(_holds(term)).exists()]


def _holds(term: Term) -> Q:
    return reduce(operator.or_, (Q(lemmas__contains=f":{lemma} ") for lemma in sorted(term.lemmas)))


def _times(wanted: Sequence[Term], section: str) -> Any:
    """How often the words stand in a section, or anywhere; a word of two readings counts for both."""
    patterns = [f"{section}:{lemma} " for term in wanted for lemma in sorted(term.lemmas)]
    return reduce(operator.add, (_occurrences(pattern) for pattern in patterns))


def _occurrences(pattern: str) -> Any:
    without = Length(Replace("lemmas", Value(pattern), Value("")))
    return (Length("lemmas") - without) / Value(len(pattern))


def marked(text: str, query: str) -> SafeString:
    """The text, escaped, with the words found marked."""
    shown = tidy(text)
    return _with_marks(shown, _hits(shown, query), 0, len(shown))


def snippet(text: str, query: str) -> SafeString:
    """So much of the text as fits a card: round the first word found, or its beginning."""
    shown = tidy(text)
    hits = _hits(shown, query)
    start, end = _window(shown, hits[0].start if hits else 0)
    before, after = "… " if start else "", " …" if end < len(shown) else ""
    return format_html("{}{}{}", before, _with_marks(shown, hits, start, end), after)


def _hits(text: str, query: str) -> list[Word]:
    wanted = asked(query)
    return [word for word in words(text) if any(term.is_in(word) for term in wanted)] if wanted else []


def _window(text: str, first: int) -> tuple[int, int]:
    """Where a piece begins and ends: a third of it before what was found, cut between words."""
    if len(text) <= policy.SNIPPET:
        return 0, len(text)
    start = text.rfind(" ", 0, max(0, first - policy.SNIPPET // 3)) + 1
    end = start + policy.SNIPPET
    if end >= len(text):
        return start, len(text)
    cut = text.rfind(" ", start, end)
    return start, cut if cut > first else end


def _with_marks(text: str, hits: list[Word], start: int, end: int) -> SafeString:
    pieces, at = [], start
    for word in hits:
        if start <= word.start and word.end <= end:
            pieces.append((text[at : word.start], text[word.start : word.end]))
            at = word.end
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", pieces), text[at:end])
