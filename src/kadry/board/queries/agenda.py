"""The agenda of a meeting with all that stands at its questions, in a fixed number of queries and one a figure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kadry.board.access import sees_names
from kadry.board.enums import Choice, MotionState, Outcome
from kadry.board.models import AgendaItem, Conflict, Dissent, ItemFigure, Meeting, Motion, Vote
from kadry.board.queries.hall import UNDER_WAY, items_on
from kadry.trail import dimensions, figures
from kadry.trail.models import FrozenFigure
from kadry.trail.queries import kept_reading

TONES = {Outcome.ADOPTED: "ok", Outcome.REJECTED: "late", Outcome.NO_QUORUM: "unknown", Outcome.TOO_FEW: "unknown"}
NOT_TOLD = gettext_lazy("it could not be told when it was frozen")


@dataclass(frozen=True)
class ShownFigure:
    """A figure at a question: live, or as it stood at the vote; its title says what it is cut by."""

    shown: ItemFigure
    reading: figures.Reading
    title: str

    @property
    def is_frozen(self) -> bool:
        return self.shown.frozen_id is not None


@dataclass(frozen=True)
class ShownMotion:
    """A motion as this reader may see it; ``votes`` are names, for those who may read them."""

    motion: Motion
    votes: list[tuple[str, list[str]]]

    @property
    def tone(self) -> str:
        return TONES.get(self.motion.outcome, "info")

    @property
    def is_under_way(self) -> bool:
        return self.motion.state in UNDER_WAY

    @property
    def is_draft(self) -> bool:
        return self.motion.state == MotionState.DRAFT

    @property
    def state(self) -> str:
        motion = self.motion
        return motion.get_outcome_display() if motion.outcome else motion.get_state_display()

    @property
    def counts(self) -> str:
        return counts_of(self.motion)


@dataclass(frozen=True)
class Question:
    """One question of the agenda."""

    item: AgendaItem
    figures: list[ShownFigure]
    motions: list[ShownMotion]


def counts_of(motion: Motion) -> str:
    """«for» — 14, «against» — 1, «abstained» — 2; empty where there is nothing to tell."""
    if motion.votes_for is None:
        return ""
    words = _("“for” — %(yes)s, “against” — %(no)s, “abstained” — %(neither)s")
    told = words % {"yes": motion.votes_for, "no": motion.votes_against, "neither": motion.votes_abstained}
    return f"{told} ({_('secret vote')})" if motion.is_secret else told


def questions(meeting: Meeting, user: Any) -> list[Question]:
    """The whole agenda as a reader may see it; drafts of motions are for those who may read names."""
    names = sees_names(user)
    items = items_on(meeting).prefetch_related(
        "papers",
        Prefetch("figures", ItemFigure.objects.select_related("frozen")),
        Prefetch("motions", _motions(names)),
        "speeches",
        Prefetch("conflicts", Conflict.objects.select_related("member")),
    )
    return _questions(list(items), user, names)


def _motions(names: bool):
    if not names:
        return Motion.objects.exclude(state=MotionState.DRAFT)
    votes = Prefetch("votes", Vote.objects.select_related("member"))
    return Motion.objects.prefetch_related(votes, Prefetch("dissents", Dissent.objects.select_related("member")))


def question_of(item: AgendaItem, user: Any, names: bool) -> Question:
    return _questions([item], user, names)[0]


def _questions(items: list[AgendaItem], user: Any, names: bool) -> list[Question]:
    shown = shown_figures([row for item in items for row in item.figures.all()], user)
    return [
        Question(
            item,
            [one for one in shown if one.shown.item_id == item.pk],
            [ShownMotion(motion, _votes(motion) if names else []) for motion in item.motions.all()],
        )
        for item in items
    ]


def shown_figures(listed: Iterable[ItemFigure], user: Any) -> list[ShownFigure]:
    """The figures this user can be told, their cuts named in one query a dimension."""
    read = [(row, reading) for row in listed if (reading := reading_of(row, user))]
    titles = dimensions.titles([reading for _row, reading in read], user)
    return [ShownFigure(row, reading, title) for (row, reading), title in zip(read, titles, strict=True)]


def _votes(motion: Motion) -> list[tuple[str, list[str]]]:
    """Choice → names, of an open vote that is over."""
    if motion.is_secret or motion.state != MotionState.CLOSED:
        return []
    by: dict[str, list[str]] = {choice: [] for choice in Choice}
    for vote in motion.votes.all():
        by[vote.choice].append(vote.member.name)
    return [(str(Choice(choice).label), names) for choice, names in by.items() if names]


def reading_of(shown: ItemFigure, user: Any) -> figures.Reading | None:
    """The figure as this user may see it: frozen where a vote froze it, else live."""
    try:
        if shown.frozen is None:
            return figures.for_reader(user, figures.read(shown.key, figures.Scope.parse(shown.scope)))
        return _frozen(user, shown.frozen, shown.missing)
    except figures.SENSELESS:
        return None


def _frozen(user: Any, frozen: FrozenFigure, missing: str) -> figures.Reading:
    """What was kept, as this user may read it today; what could not be told then keeps its reason."""
    reading = kept_reading(user, frozen)
    is_untold = frozen.value is None and not reading.missing
    return replace(reading, missing=missing or NOT_TOLD) if is_untold else reading
