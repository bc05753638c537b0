"""What the gallery shows: invented names of the lengths that occur, and nothing at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import django_tables2 as tables
from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

COMPONENTS = Path(__file__).parent / "templates" / "cotton"

COLLEGE = "ГАПОУ МО «Межрегиональный центр компетенций — Колледж авиационной и ракетно-космической промышленности № 32»"
EMPLOYER = "АО «Научно-производственное объединение точного машиностроения имени первого директора завода»"
PROGRAMME = "15.01.32 Оператор станков с программным управлением"
TOWNS = (
    (2, 0, "Сергиево-Посадский", 312, 3),
    (1, 0, "Дмитровский", 148, 2),
    (0, 1, "Клин", 0, 0),
    (1, 1, "Долгопрудный", 96, 1),
    (2, 1, "Королёв", 744, 4),
    (3, 1, "Щёлково", 64, 1),
    (4, 1, "Лосино-Петровский", None, None),
    (0, 2, "Красногорск", 187, 2),
    (2, 2, "Балашиха", 1344, 5),
    (3, 2, "Электросталь", 421, 3),
    (4, 2, "Орехово-Зуевский", 233, 2),
    (1, 3, "Наро-Фоминский", 58, 1),
    (2, 3, "Раменский", 605, 4),
    (3, 3, "Воскресенск", 77, 1),
    (4, 3, "Егорьевск", 26, 1),
)


@dataclass(frozen=True)
class Unit:
    value: str


@dataclass(frozen=True)
class Figure:
    title: str
    unit: Unit


@dataclass(frozen=True)
class Reading:
    """Looks like a reading of ``trail.figures``, which this room may not know."""

    figure: Figure
    value: float | None
    count: int = 0
    low: float | None = None
    high: float | None = None
    missing: Any = ""
    few: bool = False
    as_of: date = date(2026, 6, 15)
    address: str = "/figures/"


def reading(title: Any, value: float | None, unit: str = "people", **more: Any) -> Reading:
    return Reading(Figure(title, Unit(unit)), value, **more)


class Needs(tables.Table):
    """A long table."""

    employer = tables.Column(verbose_name=_("Employer"))
    programme = tables.Column(verbose_name=_("Programme"))
    year = tables.Column(verbose_name=_("Year"), attrs={"td": {"class": "k-end"}, "th": {"class": "k-end"}})


class NeedFilter(forms.Form):
    """What narrows it."""

    year = forms.ChoiceField(choices=[("", "—"), ("2028", "2028"), ("2029", "2029")], label=_("Year"), required=False)

    @property
    def form(self) -> NeedFilter:
        return self


class NeedForm(forms.Form):
    """A short form with every kind of control."""

    employer = forms.CharField(label=_("Employer"), help_text=_("Name or INN; the rest is filled in."))
    people = forms.IntegerField(label=_("How many people"), min_value=1)
    by = forms.DateField(label=_("By what day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(
        label=_("What is needed"),
        choices=[("hire", _("to hire")), ("practice", _("to give practice")), ("contract", _("a target contract"))],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    agreed = forms.BooleanField(label=_("The letter of the enterprise is signed"))


def descriptions() -> dict[str, str]:
    """What each component says of itself: name → the comment at its head."""
    found = {}
    for path in sorted(COMPONENTS.glob("*.html")):
        head = path.read_text().split("{% comment %}", 1)[1].split("{% endcomment %}", 1)[0]
        found[path.stem] = head.strip()
    return found


def everything(request: HttpRequest) -> dict[str, Any]:
    """The context of the gallery."""
    rate = reading(_("Employed in their trade"), 0.8246, "rate", count=1204, low=0.802, high=0.845)
    asked = reading(_("Asked for"), 6214)
    late = reading(_("Open"), 1344)
    missing = reading(_("Places"), None, "places", missing=_("no rows of the sheet “%(sheet)s” yet") % {"sheet": "Места"})
    few = reading(_("Under age"), None, few=True)
    table = Needs(
        [{"employer": EMPLOYER, "programme": PROGRAMME, "year": 2028 + at % 3} for at in range(1, 121)],
        order_by=request.GET.get("sort"),
    )
    table.paginate(page=_page(request), per_page=5)
    return {
        "about": descriptions(),
        "asked": asked,
        "late": late,
        "rate": rate,
        "missing": missing,
        "few": few,
        "rouble": reading(_("Co-financing"), 68_400_000, "roubles"),
        "stations": [
            {"label": _("Needs"), "url": "#c-figure", "reading": asked, "current": True},
            {"label": _("Places"), "url": "#c-stations", "reading": reading(_("Places"), 28001, "places")},
            {"label": _("Students"), "url": "#c-rows", "reading": reading(_("Students"), 84000)},
            {"label": _("Practice"), "url": "#c-way", "reading": missing},
            {"label": _("Contracts"), "url": "#c-way", "missing": "Принесёт лист «Целевые договоры»"},
            {"label": _("Hires"), "url": "#c-line", "reading": reading(_("Hires"), 2960)},
            {"label": _("Decisions"), "url": "#c-decision", "reading": reading(_("Decisions"), 12, "items")},
        ],
        "tiles": [
            {
                "col": column,
                "row": row,
                "label": town,
                "reading": missing if people is None else reading(_("Open"), people),
                "url": "#c-tile-map",
                "level": level,
            }
            for column, row, town, people, level in TOWNS
        ],
        "legend": ["0", "1–99", "100–299", "300–599", "600–999", "1 000 и больше"],
        "columns": [
            ("employer", _("Employer")),
            ("programme", _("Programme")),
            ("open", _("Open"), "end"),
            ("state", _("State")),
        ],
        "rows": [
            {
                "url": "#c-rows",
                "employer": EMPLOYER,
                "programme": PROGRAMME,
                "open": late,
                "state": {"value": _("late"), "tone": "late"},
            },
            {
                "url": "#c-rows",
                "employer": COLLEGE,
                "programme": PROGRAMME,
                "open": rate,
                "state": {"value": _("done"), "tone": "ok"},
            },
            {"employer": "ИП Ли", "programme": None, "open": missing, "state": {"value": _("cannot tell"), "tone": "unknown"}},
        ],
        "table": table,
        "part": Paginator(range(6214), 50).page(7),
        "nothing": Needs([]),
        "filter": NeedFilter(request.GET or None),
        "form": NeedForm(prefix="new"),
        "other": NeedForm(prefix="other"),
        "wrong": NeedForm({"employer": EMPLOYER, "people": "много"}),
        "points": [("2021", 0.71), ("2022", 0.743), ("2023", None), ("2024", 0.802), ("2025", rate)],
        "steps": [
            {
                "title": _("Need"),
                "text": f"{EMPLOYER}, Балашиха",
                "tone": "ok",
                "state": _("confirmed"),
                "url": "#c-way",
                "count": reading(_("Asked for"), 12),
            },
            {
                "title": _("Places"),
                "text": COLLEGE,
                "tone": "ok",
                "state": _("planned"),
                "count": reading(_("Places"), 12, "places"),
            },
            {"title": _("Students"), "tone": "ok", "state": _("study"), "count": reading(_("Students"), 11)},
            {"title": _("Practice"), "text": "С 1 по 28 июня 2026 г.", "tone": "warn", "state": _("one place is open")},
            {"title": _("Contracts"), "tone": "late", "state": _("late"), "text": "Срок был 1 июня 2026 г."},
            {"title": _("Hires"), "tone": "unknown", "state": _("cannot tell"), "count": missing},
            {"title": _("Decisions"), "tone": "info", "state": _("on control")},
        ],
        "sums": [
            (_("Asked for by 2029"), 6214, "total"),
            (_("Expected to leave before the end of study"), 731, "plus"),
            (_("Taken from short courses and other regions, as the employers themselves have written"), 1180, "minus"),
            (_("Have a place already"), 4870, "minus"),
            (_("Places to open"), 895, "total"),
        ],
        "mean": 0.79,
        "deadline": date(2024, 12, 31),
        "college": COLLEGE,
        "employer": EMPLOYER,
    }


def _page(request: HttpRequest) -> int:
    asked = request.GET.get("page", "")
    return min(24, max(1, int(asked))) if asked.isdigit() else 1
