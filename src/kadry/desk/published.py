"""What sources have published beside what is counted here, and whether the two agree."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from kadry.reference.queries import served_region
from kadry.registry.enums import Agreement, PublishedUnit, Qualifier
from kadry.registry.models import Published
from kadry.trail import figures
from kadry.web.templatetags.words import amount, number, share, whole_share

TONES = {Agreement.AGREES: "ok", Agreement.DIFFERS: "warn", Agreement.CANNOT_TELL: "unknown"}
OF_ONE = frozenset({"college", "employer", "cluster"})  # dimensions that name an organisation or a cluster
_PAGE = re.compile(r"^(?P<host>[\w-]+(?:\.[\w-]+)+)(?P<path>/[^\s;,]*)")


def columns() -> list[tuple[str, str, str]]:
    """Of the table: key, heading, alignment."""
    return [
        ("what", _("What"), "start"),
        ("published", _("Published"), "end"),
        ("counted", _("Counted here"), "end"),
        ("agreement", _("Do they agree"), "start"),
        ("source", _("Source"), "start"),
        ("as_of", _("As of"), "start"),
    ]


def rows(user: Any) -> list[dict[str, Any]]:
    """A row a published number, as this user may see what is counted."""
    return [_row(one, _counted(one, user)) for one in Published.objects.filter(region=served_region())]


def scale() -> list[figures.Reading]:
    """How much of the region has come in."""
    scope = figures.Scope.of(region=served_region().code)
    return [figures.read(key, scope) for key in ("registry.colleges", "registry.employers", "registry.clusters")]


def _row(one: Published, counted: figures.Reading | None) -> dict[str, Any]:
    return {
        "what": one.what,
        "published": published_words(one),
        "counted": {"reading": counted} if counted else _("not counted here"),
        "agreement": _verdict(one, counted),
        "source": _source(one.source),
        "as_of": one.as_of,
    }


def _counted(one: Published, user: Any) -> figures.Reading | None:
    if not one.figure:
        return None
    try:
        return figures.for_reader(user, figures.read(one.figure, figures.Scope.parse(one.scope)))
    except figures.SENSELESS:
        return None


def _verdict(one: Published, counted: figures.Reading | None) -> dict[str, Any]:
    """In a word; of one organisation the two numbers are shown and not judged."""
    if is_of_one(one):
        return {"value": _("not judged: a single organisation")}
    agreement = one.agreement(_in_its_unit(one, counted))
    return {"value": agreement.label, "tone": TONES[agreement]}


def is_of_one(one: Published) -> bool:
    return any(dimension in OF_ONE for dimension, _value in figures.Scope.parse(one.scope).items)


def _in_its_unit(one: Published, counted: figures.Reading | None) -> float | None:
    """A share in percents; a share and a number cannot be compared."""
    if counted is None or counted.value is None:
        return None
    is_rate = counted.figure.unit is figures.Unit.RATE
    if is_rate is not (one.unit == PublishedUnit.PERCENT):
        return None
    return 100 * counted.value if is_rate else counted.value


def published_words(one: Published) -> str:
    """«не менее 6 000 человек», «37», «около 97 %»."""
    match one.unit:
        case PublishedUnit.PERCENT:
            said = whole_share(one.value / 100) if one.value == round(one.value) else share(one.value / 100)
        case PublishedUnit.ITEMS:
            said = number(one.value)
        case _unit:
            said = amount(one.value, one.unit)
    return said if one.qualifier == Qualifier.EXACT else f"{Qualifier(one.qualifier).label} {said}"


def _source(text: str) -> dict[str, Any]:
    """A source that is a page of the web is a link called by the name of its site."""
    page = _PAGE.match(text)
    if page is None:
        return {"value": text}
    return {"value": page["host"] + text[page.end() :], "url": f"https://{page[0]}"}
