"""The pack of papers: what an employer brings, with what is known filled in and gaps for what is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from kadry.engine.rules import read_facts
from kadry.exchange.documents import (
    Block,
    Check,
    Document,
    Facts,
    Heading,
    Note,
    PageBreak,
    Paragraph,
    Run,
    Signatures,
    Space,
    Table,
    Text,
    blank,
)
from kadry.law import measures as law
from kadry.law.telling import Told, value_of_fact
from kadry.law.words import day_text
from kadry.registry.models import Organisation
from kadry.support.bridge import language, law_region
from kadry.support.bridge.answering import Answers
from kadry.support.bridge.asking import as_the_law_reads

Known = Mapping[str, Any]


def pack(answers: Answers, facts: Known, employer: Organisation | None, planned: str) -> Document:
    """A page of overview, then a draft application for each measure that fits or may fit; never for one nobody could read."""
    known = read_facts(as_the_law_reads(facts), law.facts_catalogue())
    meant = answers.yes + answers.unsettled
    blocks = [*_overview(answers, employer, planned)]
    for one in meant:
        blocks += [PageBreak(), *_application(one, known, employer, answers.on)]
    return Document(_("State support: what to bring"), blocks, language=language(), day=answers.on, draft_mark=_("draft"))


def _overview(answers: Answers, employer: Organisation | None, planned: str) -> Iterator[Block]:
    yield Facts([*_who(employer), (_("What is planned"), planned)])
    for heading, found in ((_("Fits"), answers.yes), (_("Cannot be told yet"), answers.unsettled)):
        if found:
            yield Heading(heading, 2)
            yield Table((_("Measure"), _("How much"), _("Remark")), [(one.title, one.total or "—", one.missing) for one in found])
    if not answers.yes + answers.unsettled:
        yield Paragraph(_("No measure fits what was entered."))
    if answers.law_seen:
        yield Note(answers.law_seen)


def _who(employer: Organisation | None) -> list[tuple[Text, Text]]:
    """The employer’s own lines; what the registry does not know is a gap to fill in."""
    return [
        (_("Enterprise"), employer.name if employer else blank(28)),
        (_("ИНН"), employer.inn if employer and employer.inn else blank(12)),
        (_("ОГРН"), employer.ogrn if employer and employer.ogrn else blank(15)),
        (_("Main activity (ОКВЭД)"), employer.activity if employer and employer.activity else blank(8)),
    ]


def _application(one: Told, known: Known, employer: Organisation | None, on: date) -> Iterator[Block]:
    yield Heading(one.title)
    yield Paragraph([Run(_("To"), bold=True), f": {one.authority}"])
    yield Facts(_who(employer))
    yield Paragraph(_("We ask for the measure named above and state the following."))
    yield Facts(list(_stated(one, known, on)))
    if one.payments:
        yield Table((_("What for"), _("How much"), _("From")), [(pay.says, pay.sum, _day(pay.due)) for pay in one.payments])
    if one.deadline:
        yield Paragraph([Run(_("When"), bold=True), f": {one.deadline}"])
    if one.papers:
        yield Paragraph(Run(_("Enclosed"), bold=True))
        yield Check(one.papers)
    yield Space()
    yield Signatures([(_("Head of the enterprise"), blank(16)), (_("Chief accountant"), blank(16))])
    yield from (Note(text) for text in _small_print(one))


def _stated(one: Told, known: Known, on: date) -> Iterator[tuple[Text, Text]]:
    catalogue, measure = law.facts_catalogue(), law.measure(one.measure_id, region=law_region())
    for name in law.facts_asked(measure, on=on):
        fact = catalogue[name]
        stated = value_of_fact(fact, known[name], language()) if name in known else blank(16)
        yield fact.words["title"][language()], stated


def _small_print(one: Told) -> Iterator[str]:
    yield _("A draft made from what was entered. The office may have a form of its own: ask for it before you sign.")
    yield from dict.fromkeys(condition.clause for condition in one.conditions)
    yield from filter(None, (one.unverified, one.note, one.as_seen))


def _day(day: date | None) -> str:
    return day_text(day, language()) if day else "—"
