"""The measures of support as a list shows them: which are known on a day, for what, and how each of them stands.

Everything comes out as text in the reader's language; whoever asks gives the day, and nothing is read from the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kadry.engine.rules import Measure, Version, facts_of
from kadry.engine.rules.measure import DRAFT
from kadry.law import measures as law
from kadry.law.words import day_text
from kadry.support.bridge import language, law_region

KINDS = {
    "subsidy": _("Subsidy"),
    "saving": _("Saving"),
    "deduction": _("Less tax"),
    "grant": _("Grant"),
    "service": _("Service"),
    "duty": _("Duty"),
}
LEVELS = {"federal": _("federal"), "regional": _("the region’s own")}
# What an employer wants to do, in the order of the page, and which subject of a rule tells it.
AIMS = {
    "hire": _("To hire somebody"),
    "course": _("To train staff"),
    "contract": _("Students: practice and contracts"),
    "gift": _("To give a college property or money"),
    "employer": _("For the enterprise itself"),
    "offer": _("Grants and services"),
    "minors": _("When somebody under 18 works"),
    "duty": _("Duties"),
}
AIM_OF_SUBJECT = {"gift": "gift", "course": "course", "contract": "contract", "person": "hire", "job": "hire"}
AGE = "person.age"


@dataclass(frozen=True, slots=True)
class State:
    """How a measure stands on a day: a word, its tone, and a sentence where there is more to say."""

    label: str
    tone: str
    says: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A measure in a list."""

    key: str
    title: str
    authority: str
    kind: str
    level: str
    about: str
    state: State


@dataclass(frozen=True, slots=True)
class Group:
    """Measures for one thing an employer may want to do."""

    key: str
    title: str
    cards: tuple[Card, ...]


def groups(*, on: date, kind: str = "", word: str = "") -> tuple[Group, ...]:
    """The measures known on a day that are of the kind and have the word, by what the employer wants to do."""
    found: dict[str, list[Card]] = {aim: [] for aim in AIMS}
    for one in law.measures(on=on, region=law_region()):
        shown = card(one, on)
        if kind in ("", one.kind) and _plain(word) in _plain(f"{shown.title} {shown.about}"):
            found[aim_of(one)].append(shown)
    return tuple(Group(aim, str(AIMS[aim]), tuple(cards)) for aim, cards in found.items() if cards)


def aim_of(one: Measure) -> str:
    """What an employer wants to do when the measure concerns it: told by its kind and by what its rules ask about."""
    facts = facts_of(*(node for version in one.versions for node in version.nodes))
    if one.kind == "duty":
        return "minors" if AGE in facts else "duty"
    if one.kind in ("grant", "service"):
        return "offer"
    subjects = {name.partition(".")[0] for name in facts}
    return next((aim for subject, aim in AIM_OF_SUBJECT.items() if subject in subjects), "employer")


def card(one: Measure, on: date) -> Card:
    """A measure as a list shows it."""
    words = language()
    return Card(
        key=one.id,
        title=one.title[words],
        authority=one.authority[words],
        kind=str(KINDS[one.kind]),
        level=str(LEVELS[one.level]),
        about=one.about[words],
        state=state_on(one, on),
    )


def standing(one: Measure, on: date) -> tuple[str, Version]:
    """How a measure stands on a day (holds, later, draft or ended), and the version that tells it."""
    version = one.version(on)
    if version is not None:
        return "holds", version
    later = next((found for found in one.versions if found.status != DRAFT and found.begins > on), None)
    if later is not None:
        return "later", later
    last = one.versions[-1]
    return ("draft" if last.status == DRAFT else "ended"), last


def state_on(one: Measure, on: date) -> State:
    """How a measure stands on a day, in words."""
    how, version = standing(one, on)
    if how == "later":
        return State(gettext("from %(day)s") % {"day": said_day(version.begins)}, "info")
    if how == "ended":
        return State(gettext("ended %(day)s") % {"day": said_day(version.ends)}, "late")
    return state_of(version)


def state_of(version: Version) -> State:
    """How far the rules of a version can be relied on."""
    if version.status == DRAFT:
        return State(gettext("draft"), "info", gettext("It is published as a draft only and applied to nobody."))
    if version.text_seen:
        return State(gettext("in force"), "ok")
    says = gettext("The act’s text was not seen: only known conditions are listed, and no amount is shown.")
    return State(gettext("text not seen"), "unknown", says)


def newest_seen() -> date:
    """The day of the newest page of law that any measure rests on: later changes are unknown."""
    return max(seen(one) for one in law.measures(region=law_region()))


def seen(one: Measure) -> date:
    """The day of the newest page that a measure rests on."""
    clauses = (found for version in one.versions for found in (*version.sources, *(rule.clause for rule in version.conditions)))
    lines = (line for key in parameters(one) for line in law.lines(key, region=law_region()))
    return max(found.seen for found in (*clauses, *lines))


def parameters(one: Measure) -> list[str]:
    """The keys of every parameter that any version of a measure uses."""
    return sorted({key for version in one.versions for key in version.parameters})


def said_day(day: date | None) -> str:
    """A day in the reader's language; nothing where there is none."""
    return day_text(day, language()) if day else ""


def _plain(text: str) -> str:
    return text.casefold().replace("ё", "е").strip()
