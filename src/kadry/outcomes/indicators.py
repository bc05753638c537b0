"""The eight indicators of a cluster's programme of activity (its Appendix 5), by type of cluster and year.

The wording is law, not interface: it stands here in both languages as it was in force, and never goes through the
translations. From 2024 the third and the fourth indicator are worded otherwise. Money is kept in roubles, whatever unit
a form prints it in.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kadry.registry.enums import ClusterType

FIRST_YEAR = 2023

# What the form calls the cluster: (Russian genitive, English); the first is for a cluster whose type is not known.
_CALLED = {
    "": ("кластера", "cluster"),
    ClusterType.OPC: ("центра", "centre"),
    ClusterType.OK_LOT1: ("образовательного кластера", "educational cluster"),
    ClusterType.OK_LOT2: ("образовательного кластера", "educational cluster"),
}
_WITHOUT_BUDGET = 8  # asked of educational clusters only where there is such money
_WHERE_ANY = frozenset({ClusterType.OK_LOT1, ClusterType.OK_LOT2})


@dataclass(frozen=True)
class Wording:
    """How an indicator reads from a year on; ``{of}`` stands for what the form calls the cluster."""

    since: int
    ru: str
    en: str


@dataclass(frozen=True)
class Definition:
    """An indicator as it stands for a type of cluster in a year. ``key`` is its figure."""

    number: int
    key: str
    ru: str
    en: str
    unit: str | Promise
    optional: bool


_UNITS: dict[int, str | Promise] = {
    1: _("people"),
    2: _("programmes"),
    3: _("people"),
    4: _("people"),
    5: _("people"),
    6: _("contracts"),
    7: _("roubles"),
    8: _("roubles"),
}

_WORDINGS: dict[int, tuple[Wording, ...]] = {
    1: (
        Wording(
            FIRST_YEAR,
            "Обучающиеся по программам СПО в рамках федерального проекта «Профессионалитет»",
            "Students of vocational programmes within the federal project “Professionalitet”",
        ),
    ),
    2: (
        Wording(
            FIRST_YEAR,
            "Образовательные программы, реализуемые в интересах организаций — участников программы деятельности {of}",
            "Programmes taught in the interest of the organisations that take part in the {of}'s programme of activity",
        ),
    ),
    3: (
        Wording(
            FIRST_YEAR,
            "Педагогические работники, владеющие актуальными педагогическими, производственными, цифровыми навыками "
            "или навыками конструирования программ",
            "Teachers who have up-to-date pedagogical, industrial or digital skills, or skills of programme design",
        ),
        Wording(
            2024,
            "Педагогические работники, прошедшие обучение по дополнительным профессиональным программам, "
            "в том числе направленным на производственные навыки",
            "Teachers who completed further professional training, including training in industrial skills",
        ),
    ),
    4: (
        Wording(
            FIRST_YEAR,
            "Работники предприятий, включённые в образовательный процесс преподавателями и мастерами "
            "производственного обучения по совместительству",
            "Workers of enterprises who teach as part-time teachers and masters of industrial training",
        ),
        Wording(
            2024,
            "Работники предприятий, а также призёры и победители чемпионатов, включённые в образовательный процесс как "
            "преподаватели и мастера производственного обучения и прошедшие обучение по дополнительным "
            "профессиональным программам",
            "Workers of enterprises, and winners and prize-winners of championships, who teach as teachers and masters of "
            "industrial training and completed further professional training",
        ),
    ),
    5: (
        Wording(
            FIRST_YEAR,
            "Обучающиеся, прошедшие практическую подготовку на базе {of} с закреплением наставника",
            "Students who passed practical training at the {of} with a mentor assigned to them",
        ),
    ),
    6: (
        Wording(
            FIRST_YEAR,
            "Договоры о целевом обучении, заключённые с гарантией трудоустройства",
            "Target-training contracts signed with a guarantee of employment",
        ),
    ),
    7: (
        Wording(
            FIRST_YEAR,
            "Объём финансирования образовательных организаций — участников {of} учредителями, не менее объёма до его создания",
            "Financing of the {of}'s colleges by their founders, not less than before it was created",
        ),
    ),
    8: (
        Wording(
            FIRST_YEAR,
            "Объём внебюджетных средств участников {of} из реального сектора экономики, включая стоимость безвозмездно "
            "переданного имущества",
            "Money from outside the budget put in by the {of}'s enterprises, including the value of property given",
        ),
    ),
}


def definitions(cluster_type: str, year: int) -> list[Definition]:
    """The eight indicators of a cluster of this type as they are worded in this year."""
    return [_definition(number, _wording(number, year), cluster_type) for number in sorted(_WORDINGS)]


def changed_since(cluster_type: str, year: int) -> list[tuple[Definition, Definition]]:
    """The indicators that were worded otherwise in the first year of the form: (then, in this year)."""
    pairs = zip(definitions(cluster_type, FIRST_YEAR), definitions(cluster_type, year), strict=True)
    return [(then, now) for then, now in pairs if then != now]


def _wording(number: int, year: int) -> Wording:
    if year < FIRST_YEAR:
        raise LookupError(f"The indicators are worded from {FIRST_YEAR} on; there is no {year}.")
    return max((wording for wording in _WORDINGS[number] if wording.since <= year), key=lambda wording: wording.since)


def _definition(number: int, wording: Wording, cluster_type: str) -> Definition:
    ru, en = (text.format(of=of) for text, of in zip((wording.ru, wording.en), _CALLED[cluster_type], strict=True))
    optional = number == _WITHOUT_BUDGET and cluster_type in _WHERE_ANY
    if optional:
        ru, en = f"{ru} (при наличии)", f"{en} (where there is any)"
    return Definition(number, f"outcomes.indicator_{number}", ru, en, _UNITS[number], optional)
