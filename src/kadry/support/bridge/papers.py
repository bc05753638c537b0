"""The pack of papers: what an employer brings, with what is known filled in and gaps for what is not.

A subsidy, a grant or a service is applied for. Lower contributions, lower tax and duties are not: of these the pack holds
a sheet for the file, and only where they hold for certain.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.text import capfirst
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
from kadry.support.bridge.answering import Answers, is_duty
from kadry.support.bridge.asking import as_the_law_reads

Known = Mapping[str, Any]
Lines = list[tuple[Text, Text]]
ACTIVITY = "employer.okved"
APPLIED_FOR = ("subsidy", "grant", "service")


def pack(answers: Answers, facts: Known, employer: Organisation | None, planned: str) -> Document:
    """A page of overview, then a page for each measure that fits or may fit; never for one nobody could read."""
    known = read_facts(as_the_law_reads(facts), law.facts_catalogue())
    who = _who(employer, known)
    blocks = [*_overview(answers, who, planned)]
    for one in answers.certain + answers.unsettled:
        if one.kind in APPLIED_FOR:
            blocks += [PageBreak(), *_application(one, known, who, answers.on)]
        elif one.verdict == "yes":
            blocks += [PageBreak(), *_sheet(one, known, who, answers.on)]
    return Document(_("State support: what to bring"), blocks, language=language(), day=answers.on, draft_mark=_("draft"))


def _overview(answers: Answers, who: Lines, planned: str) -> Iterator[Block]:
    yield Facts([*who, (_("What is planned"), planned)])
    for heading, found in (
        (_("Fits"), answers.yes),
        (_("Duties and rules that concern you"), answers.duties),
        (_("Cannot be told yet"), answers.unsettled),
    ):
        if found:
            yield Heading(heading, 2)
            yield Table((_("Measure"), _("How much"), _("Remark")), [(one.title, _worth(one), _remark(one)) for one in found])
    if not answers.certain + answers.unsettled:
        yield Paragraph(_("No measure fits what was entered."))
    if answers.law_seen:
        yield Note(answers.law_seen)


def _worth(one: Told) -> str:
    """The sum; of a duty what it costs and for what, as nobody is given it."""
    if is_duty(one):
        return "; ".join(f"{pay.says}: {pay.sum}" for pay in one.payments) or "—"
    return one.total or "—"


def _remark(one: Told) -> str:
    """By when to ask and from when money is due, where the measure fits; else what is missing."""
    first = next((pay.due for pay in one.payments if pay.due), None)
    paid = _("paid from %(day)s") % {"day": _day(first)} if first and one.verdict == "yes" else ""
    return "; ".join(filter(None, (_deadline(one), paid, one.missing)))


def _deadline(one: Told) -> str:
    return f"{one.deadline} ({_day(one.deadline_on)})" if one.deadline_on else one.deadline


def _who(employer: Organisation | None, known: Known) -> Lines:
    """The employer’s own lines; what neither the registry nor the answers say is a gap to fill in."""
    activity = known.get(ACTIVITY) or (employer.activity if employer else "")
    return [
        (_("Enterprise"), employer.name if employer else blank(28)),
        (_("ИНН"), employer.inn if employer and employer.inn else blank(12)),
        (_("ОГРН"), employer.ogrn if employer and employer.ogrn else blank(15)),
        (_("Main activity (ОКВЭД)"), activity or blank(8)),
    ]


def _application(one: Told, known: Known, who: Lines, on: date) -> Iterator[Block]:
    yield Heading(one.title)
    yield Paragraph([Run(_("To"), bold=True), f": {one.authority}"])
    yield Facts(who)
    yield Paragraph(_("We ask for the measure named above and state the following."))
    yield from _grounds(one, known, on)
    yield Space()
    yield Signatures([(_("Head of the enterprise"), blank(16)), (_("Chief accountant"), blank(16))])
    yield Note(_("A draft made from what was entered. The office may have a form of its own: ask for it before you sign."))
    yield from (Note(text) for text in _small_print(one))


def _sheet(one: Told, known: Known, who: Lines, on: date) -> Iterator[Block]:
    """For the accountant’s file: nobody is asked for anything."""
    yield Heading(one.title)
    yield Facts([*who, (_("Who checks"), one.authority)])
    yield Paragraph(_("Nobody is asked for this; it follows from the facts below. Keep the papers that show them."))
    yield from _grounds(one, known, on)
    yield from (Note(text) for text in _small_print(one))


def _grounds(one: Told, known: Known, on: date) -> Iterator[Block]:
    """What is known of the facts the measure asks, the money, the days and the papers."""
    yield Facts(list(_stated(one, known, on)))
    if one.payments:
        yield _money(one)
    if one.deadline:
        yield Paragraph([Run(_("When"), bold=True), f": {_deadline(one)}"])
    if one.papers:
        yield Paragraph(Run(_("Enclosed") if one.kind in APPLIED_FOR else _("Papers"), bold=True))
        yield Check(one.papers)


def _money(one: Told) -> Table:
    """The payments; their days have a column where there are any."""
    if any(pay.due for pay in one.payments):
        return Table((_("What for"), _("How much"), _("From")), [(pay.says, pay.sum, _day(pay.due)) for pay in one.payments])
    return Table((_("What for"), _("How much")), [(pay.says, pay.sum) for pay in one.payments])


def _stated(one: Told, known: Known, on: date) -> Iterator[tuple[Text, Text]]:
    catalogue, measure = law.facts_catalogue(), law.measure(one.measure_id, region=law_region())
    for name in law.facts_asked(measure, on=on):
        if name == ACTIVITY:
            continue  # stands among the employer’s own lines
        fact = catalogue[name]
        stated = value_of_fact(fact, known[name], language()) if name in known else blank(16)
        yield fact.words["title"][language()], stated


def _small_print(one: Told) -> Iterator[str]:
    yield from dict.fromkeys(condition.clause for condition in one.conditions)
    yield from (capfirst(text) for text in (one.unverified, one.note, one.as_seen) if text)


def _day(day: date | None) -> str:
    return day_text(day, language()) if day else "—"
