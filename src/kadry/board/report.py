"""The report on the execution of a meeting's decisions as a paper, in its usual form."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kadry.board.deadlines import deadline_words
from kadry.board.models import Assignment
from kadry.board.queries.decisions import Line
from kadry.exchange.documents import Block, Document, Note, Paragraph, Signatures, Space, Table, Text
from kadry.trail.clock import today
from kadry.web.templatetags import words

WIDTHS = (5, 26, 27, 20, 17, 27)


def execution_report(held_on: date, lines: Sequence[Line], counts: Sequence[Any]) -> Document:
    """№, assignment, who answers, deadline, state, fact: each with what it rests on."""
    total = "; ".join(f"{str(reading.figure.title).lower()}: {words.said(reading)}" for reading in counts)
    header = (_("No."), _("Assignment"), _("Who answers for it"), _("Deadline"), _("State"), _("Fact"))
    blocks: list[Block] = [
        Paragraph(_("As of %(day)s: %(total)s.") % {"day": words.day(today()), "total": total}),
        *_example(lines),
        Table(header, [_row(line) for line in lines], widths=WIDTHS),
        Note(_("“Cannot tell” is not “not done”: the datum that is missing is named.")),
        Space(),
        Signatures([(_("Secretary of the board"), "")]),
    ]
    title = _("Execution of the decisions of %(day)s") % {"day": words.day(held_on)}
    return Document(title, blocks, language="ru" if get_language() == "ru" else "en")


def _example(lines: Sequence[Line]) -> list[Note]:
    """What is invented says so on paper too."""
    if not any(line.assignment.is_example for line in lines):
        return []
    return [Note(_("The meeting is real; the texts of its decisions shown here are examples written for the demonstration."))]


def _row(line: Line) -> tuple[Text, ...]:
    assignment = line.assignment
    state = f"{line.verdict.label}\n{assignment.get_state_display()}"
    return (str(assignment.number), assignment.text, _who(assignment), _by_when(assignment), state, _fact(line))


def _who(assignment: Assignment) -> str:
    """Who answers, who works with them, who controls."""
    told = [assignment.responsible]
    if assignment.helpers:
        told.append(_("together with: %(who)s") % {"who": assignment.helpers})
    if assignment.controller:
        told.append(_("controls: %(who)s") % {"who": assignment.controller})
    return "\n".join(told)


def _by_when(assignment: Assignment) -> str:
    """The deadline with each postponement and its reason."""
    stands = _short(assignment.deadline) if assignment.deadline else deadline_words(assignment)
    moved = [
        _("moved from %(was)s: %(why)s") % {"was": _short(one.was), "why": one.why} for one in assignment.postponements.all()
    ]
    return "\n".join([stands, *moved])


def _short(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def _fact(line: Line) -> str:
    """The figure's value and as-of beside its target, or what was filed; then why it is judged so."""
    told = []
    if line.reading is not None:
        now = {"title": line.reading.figure.title, "value": words.said(line.reading), "day": _short(line.reading.as_of)}
        told.append(_("%(title)s: %(value)s on %(day)s") % now)
        told.append(_("target: %(target)s") % {"target": line.target})
    if line.assignment.figure and line.assignment.filed:
        told.append(_("Filed: %(what)s.") % {"what": line.assignment.filed})
    return "\n".join([*told, str(line.why)])
