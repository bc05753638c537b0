"""The sheets that bring cases: the cases themselves, then what stands on each of them, named by its title.

They are the operator’s: who tells a single case does it on the page, where it is read before everybody reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl
from django.utils.translation import gettext_lazy as _

from kadry.exchange import kinds
from kadry.exchange.kinds import Context, Finding, Read
from kadry.exchange.reading.cleaning import clean
from kadry.exchange.sheets import Column, Sheet, declare
from kadry.experience.access import keeps_cases
from kadry.experience.checking import holds_contact, joined
from kadry.experience.enums import CaseState, CooperationForm, PartnerPart
from kadry.experience.models import Case, CaseProgramme, Cost, Partner, Result
from kadry.registry import lookups
from kadry.registry.enums import MoneySource
from kadry.registry.models import Organisation
from kadry.trail.models import Event

FORM_WORDS = {
    "практика": CooperationForm.PRACTICE.value,
    "мастерская": CooperationForm.CLASSROOM.value,
    "оборудование": CooperationForm.EQUIPMENT.value,
    "наставники": CooperationForm.MENTORS.value,
    "целевые договоры": CooperationForm.TARGET.value,
    "совместная программа": CooperationForm.PROGRAMME.value,
}
PART_WORDS = {
    "колледж": PartnerPart.COLLEGE.value,
    "предприятие": PartnerPart.ENTERPRISE.value,
    "другой партнёр": PartnerPart.OTHER.value,
    "другой партнер": PartnerPart.OTHER.value,
}
STATE_WORDS = {
    "не опубликован": CaseState.DRAFT.value,
    "опубликован": CaseState.PUBLISHED.value,
    "отозван": CaseState.WITHDRAWN.value,
}
SOURCE_WORDS = {
    "федеральный бюджет": MoneySource.FEDERAL.value,
    "бюджет региона": MoneySource.REGION.value,
    "работодатели": MoneySource.EMPLOYERS.value,
    "средства колледжа": MoneySource.COLLEGE.value,
}
TEXTS = ("title_ru", "title_en", "summary_ru", "summary_en", "source")
_BETWEEN_FORMS = re.compile(r"\s*[,;]\s*")


def _organisations(context: Context) -> Iterable[tuple[int, tuple[str, ...]]]:
    for pk, *names in Organisation.objects.filter(municipality__region_id=context.region_id).values_list(
        "pk", "inn", "ogrn", "name", "short_name"
    ):
        yield pk, tuple(names)


def _cases(context: Context) -> Iterable[tuple[int, tuple[str, ...]]]:
    yield from ((pk, (title,)) for pk, title in Case.objects.filter(region_id=context.region_id).values_list("pk", "title_ru"))


organisation = kinds.reference(Organisation, "of any kind", _organisations)
case = kinds.reference(Case, "", _cases)


def forms(cells: pl.Series, context: Context) -> Read:
    """«практика; наставники» → how a case keeps its forms; a word that is none of them is named with those that are."""
    known = {word.lower(): value for word, value in _with_values(FORM_WORDS, CooperationForm).items()}
    found: list[str] = []
    findings = {}
    for at, cell in enumerate(clean(cells).to_list()):
        named = [word for word in _BETWEEN_FORMS.split((cell or "").lower()) if word]
        if any(word not in known for word in named):
            findings[at] = Finding("not_a_choice", {"choices": ", ".join(FORM_WORDS)})
        found.append(joined(known[word] for word in named if word in known))
    return Read(found, findings)


def _with_values(spoken: Mapping[str, str], choices: Any) -> dict[str, str]:
    return {**spoken, **{value: value for value in choices.values}}


def _agree(row: Mapping[str, Any]) -> tuple[str, Finding] | None:
    """It ends after it begins; a text with a telephone or an e-mail comes in unpublished only."""
    if row.get("begins") and row.get("ends") and row["ends"] < row["begins"]:
        return "ends", Finding("too_early", {"start": f"{row['begins']:%d.%m.%Y}"})
    if row.get("state") == CaseState.PUBLISHED and any(holds_contact(row.get(key) or "") for key in TEXTS):
        return "state", Finding("not_a_choice", {"choices": "не опубликован, пока в тексте есть телефон или почта"})
    return None


def _not_by_hand(before: Mapping[str, Any], after: Mapping[str, Any]) -> Finding | None:
    """What was done to a case on its page is not undone by a workbook."""
    by_hand = Event.objects.filter(subject=Case._meta.label_lower, subject_id=before["id"]).exists()
    word = next(word for word, value in STATE_WORDS.items() if value == before["state"])
    return Finding("not_a_choice", {"choices": f"{word}; этот опыт уже изменён на его странице"}) if by_hand else None


def _told_on_a_day(row: Mapping[str, Any]) -> tuple[str, Finding] | None:
    told, day = row.get("told") is not None, bool(row.get("told_on"))
    return None if told == day else ("told_on" if told else "told", Finding("missing_required"))


_CASE = Column("case", case, ("Опыт", "Название опыта", "Case"), required=True)

CASES = declare(
    Sheet(
        key="cases",
        title=_("Experience"),
        names=("Опыт", "Experience"),
        model=Case,
        identity=("region", "title_ru"),
        may=keeps_cases,
        guard=_not_by_hand,
        guarded="state",
        agree=_agree,
        columns=(
            Column("title_ru", kinds.text(200), ("Название", "Title in Russian"), required=True),
            Column("title_en", kinds.text(200), ("Название (англ.)", "Title")),
            Column("summary_ru", kinds.text(4000), ("Что сделано", "Summary in Russian"), required=True),
            Column("summary_en", kinds.text(4000), ("Что сделано (англ.)", "Summary")),
            Column("owner", organisation, ("Кто рассказывает", "Who tells it"), required=True),
            Column("forms", forms, ("Формы сотрудничества", "Forms of cooperation"), required=True),
            Column("industry", lookups.industry, ("Отрасль", "Industry"), required=True),
            Column("municipality", lookups.municipality, ("Муниципалитет", "Городской округ", "Municipality"), required=True),
            Column("begins", kinds.day(), ("Начало", "Begins")),
            Column("ends", kinds.day(), ("Окончание", "Ends")),
            Column(
                "state",
                kinds.choice(_with_values(STATE_WORDS, CaseState)),
                ("Состояние", "State"),
                default=CaseState.DRAFT.value,
            ),
            Column("source", kinds.text(300), ("Источник", "Source")),
            Column("is_example", kinds.yes_no(), ("Пример", "Example"), default=False),
        ),
    )
)

PARTNERS = declare(
    Sheet(
        key="case_partners",
        title=_("Partners of cases"),
        names=("Партнёры опыта", "Case partners"),
        model=Partner,
        identity=("case", "organisation"),
        may=keeps_cases,
        columns=(
            _CASE,
            Column("organisation", organisation, ("Организация", "Партнёр", "Organisation"), required=True),
            Column("part", kinds.choice(_with_values(PART_WORDS, PartnerPart)), ("Роль", "Part"), required=True),
        ),
    )
)

PROGRAMMES = declare(
    Sheet(
        key="case_programmes",
        title=_("Programmes of cases"),
        names=("Программы опыта", "Case programmes"),
        model=CaseProgramme,
        identity=("case", "programme"),
        may=keeps_cases,
        columns=(_CASE, Column("programme", lookups.programme, ("Код программы", "Программа", "Programme code"), required=True)),
    )
)

COSTS = declare(
    Sheet(
        key="case_costs",
        title=_("Costs of cases"),
        names=("Затраты опыта", "Case costs"),
        model=Cost,
        identity=("case", "source", "in_kind"),
        may=keeps_cases,
        columns=(
            _CASE,
            Column("source", kinds.choice(_with_values(SOURCE_WORDS, MoneySource)), ("Источник", "Source"), required=True),
            Column("roubles", kinds.roubles(), ("Затраты, ₽", "Затраты", "Cost, RUB"), required=True),
            Column("in_kind", kinds.yes_no(), ("Имуществом", "In kind"), default=False),
        ),
    )
)

RESULTS = declare(
    Sheet(
        key="case_results",
        title=_("Results of cases"),
        names=("Результаты опыта", "Case results"),
        model=Result,
        identity=("case", "figure", "scope"),
        may=keeps_cases,
        agree=_told_on_a_day,
        columns=(
            _CASE,
            Column("figure", lookups.figure_key, ("Показатель", "Figure"), required=True),
            Column("scope", lookups.scope, ("Область", "Scope"), required=True),
            Column("what_ru", kinds.text(200), ("Результат", "Result in Russian"), required=True),
            Column("what_en", kinds.text(200), ("Результат (англ.)", "Result")),
            Column("told", kinds.number(), ("Было", "Was")),
            Column("told_on", kinds.day(), ("Было на дату", "Was on")),
        ),
    )
)
