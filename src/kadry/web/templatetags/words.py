"""How numbers, dates and plurals are written on the screens. ``number`` belongs to components only (a test holds it)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import template
from django.utils import formats, timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

register = template.Library()

NBSP = "\u00a0"
# A Russian line does not end with a short preposition, with «№» or before a dash.
_SHORT_WORD = re.compile(r"(?<![\w-])([А-Яа-яЁё][а-яё]?|№|§) (?=\S)")
_DASH = re.compile(r" (?=[—–] )")
_DIGITS = re.compile(r"(?<=\d) (?=\d{3}(?!\d)|%|₽|г\.|чел\.|[а-яё]{3,})")


@register.filter
def number(value: float | int | None) -> str:
    """6214 → «6 214», with no-break spaces; None → a dash."""
    if value is None:
        return "—"
    separator = NBSP if get_language() == "ru" else ","
    return f"{round(value):,}".replace(",", separator).replace("-", "−")


@register.filter
def share(value: float | None) -> str:
    """0.8246 → «82,5 %»."""
    if value is None:
        return "—"
    return f"{_tenths(100 * value)}{_percent()}"


def whole_share(value: float) -> str:
    """0.75 → «75 %»."""
    return f"{round(100 * value)}{_percent()}"


@register.filter
def day(value: date | datetime | str | None) -> str:
    """21 марта 2024 г. / 21 March 2024."""
    if not value:
        return "—"
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    if get_language() == "ru":
        return formats.date_format(value, "j E Y").replace(" ", NBSP) + f"{NBSP}г."
    return formats.date_format(value, "j F Y").replace(" ", NBSP)


@register.filter
def seconds(value: float) -> str:
    """How long a computation took: 8.734 → «8,7»."""
    return f"{value:.1f}".replace(".", ",") if get_language() == "ru" else f"{value:.1f}"


@register.filter
def glue(text: Any) -> SafeString:
    """Plain text with no-break spaces where a Russian line must not break; escaped unless marked safe."""
    escaped = str(conditional_escape(text))
    for pattern, replacement in ((_SHORT_WORD, rf"\1{NBSP}"), (_SHORT_WORD, rf"\1{NBSP}"), (_DASH, NBSP), (_DIGITS, NBSP)):
        escaped = pattern.sub(replacement, escaped)
    return mark_safe(escaped)  # nosec B308 B703: escaped above


@register.simple_tag
def amount(value: Any, unit: str) -> str:
    """A value with its unit in the right plural form: «21 человек», «1 место», «82,5 %»."""
    if unit == "rate":
        return share(value)
    return f"{number(value)}{NBSP}{unit_word(value, unit)}".rstrip(NBSP)


def unit_word(value: float | int | None, unit: str) -> str:
    """The unit's word for this number."""
    n = abs(round(value or 0))
    words = {
        "people": ngettext("person", "people", n),
        "places": ngettext("place", "places", n),
        "items": "",
        "roubles": gettext("₽"),
    }
    return words.get(unit, unit)


def share_range(low: float, high: float) -> str:
    """0.803, 0.847 → «80,3–84,7 %»."""
    return f"{_tenths(100 * low)}–{_tenths(100 * high)}{_percent()}"


@dataclass(frozen=True)
class Said:
    """A reading in words: what ``c-figure`` and the pictures print."""

    kind: str  # value | rate | few | missing
    number: str
    unit: str = ""
    note: str = ""
    title: str = ""
    address: str = ""

    def __str__(self) -> str:
        return f"{self.number}{NBSP}{self.unit}" if self.unit else self.number


@register.simple_tag
def said(reading: Any) -> Said:
    """A reading of ``trail.figures`` in words; a rate carries its n and its 95 % interval."""
    title, address = str(reading.figure.title), str(reading.address)
    if reading.few:
        return Said("few", gettext("fewer than 5"), title=title, address=address)
    if reading.missing or reading.value is None:
        return Said("missing", gettext("cannot tell"), note=str(reading.missing), title=title, address=address)
    unit = reading.figure.unit.value
    if unit != "rate":
        return Said("value", number(reading.value), unit_word(reading.value, unit), title=title, address=address)
    note = gettext("of %(n)s") % {"n": number(reading.count)}
    if reading.low is not None and reading.high is not None:
        note += gettext("; 95%% interval %(range)s") % {"range": share_range(reading.low, reading.high)}
    return Said("rate", share(reading.value), note=note, title=title, address=address)


@register.filter
def cannot_tell(reading: Any) -> bool:
    """Whether a reading has no value because something is missing."""
    return bool(reading) and not reading.few and reading.value is None


def _tenths(value: float) -> str:
    text = f"{value:.1f}".replace("-", "−")
    return text.replace(".", ",") if get_language() == "ru" else text


def _percent() -> str:
    return f"{NBSP}%" if get_language() == "ru" else "%"


_TONES = {"success": "ok", "warning": "warn", "error": "late", "debug": "unknown"}


@register.simple_tag
def tone_of(level: Any) -> str:
    """A tone of ours from one of ours or from a level of Django's messages."""
    return _TONES.get(str(level), str(level) or "info")


@register.filter
def present(slot: Any) -> bool:
    """Whether a slot holds anything besides white space."""
    return bool(str(slot).strip())


@register.filter
def component_name(file_name: str) -> str:
    """tile_map → tile-map, as it is written in a template."""
    return file_name.replace("_", "-")
