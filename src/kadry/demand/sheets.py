"""The sheet that brings needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kadry.demand.access import may_enter_needs
from kadry.demand.enums import Confidence, NeedKind, NeedReason
from kadry.demand.models import Need
from kadry.exchange import kinds
from kadry.exchange.kinds import Finding
from kadry.exchange.sheets import Column, Sheet, declare
from kadry.people.access import is_system
from kadry.registry import lookups
from kadry.registry.enums import OrganisationKind


def _not_below_what_is_given(before: Mapping[str, Any], after: Mapping[str, Any]) -> Finding | None:
    """People who already have a place, or are hired, cannot be asked away by a workbook."""
    given = max(before["covered"], before["filled"])
    return Finding("below_given", {"given": given}) if after["people"] < given else None


NEEDS = declare(
    Sheet(
        key="needs",
        title=_("Needs"),
        names=("Потребность", "Потребности", "Needs"),
        model=Need,
        identity=("employer", "municipality", "programme", "year", "kind"),
        owner="employer",
        may=may_enter_needs | is_system,
        guard=_not_below_what_is_given,
        guarded="people",
        columns=(
            Column(
                "employer",
                lookups.organisation(OrganisationKind.EMPLOYER),
                ("Работодатель", "ИНН работодателя", "ИНН или название работодателя", "Employer"),
                required=True,
            ),
            Column(
                "municipality",
                lookups.municipality,
                ("Муниципалитет рабочего места", "Муниципалитет", "Городской округ", "Municipality"),
                required=True,
            ),
            Column("programme", lookups.programme, ("Код программы", "Код ФГОС", "Программа", "Programme code"), required=True),
            Column("year", kinds.year(), ("Год начала работы", "Год", "Works from", "Year"), required=True),
            Column(
                "kind",
                kinds.choice(
                    {
                        "наём": NeedKind.HIRE.value,
                        "найм": NeedKind.HIRE.value,
                        "практика": NeedKind.PRACTICE.value,
                        "целевой договор": NeedKind.TARGET.value,
                    }
                    | {value: value for value in NeedKind.values}
                ),
                ("Вид потребности", "Вид", "Kind"),
                default=NeedKind.HIRE.value,
            ),
            Column("people", kinds.whole(1, 10_000), ("Требуется, чел.", "Количество", "Численность", "People"), required=True),
            Column(
                "reason",
                kinds.choice(
                    {
                        "расширение": NeedReason.EXPANSION.value,
                        "выход на пенсию": NeedReason.RETIREMENT.value,
                        "текучесть": NeedReason.TURNOVER.value,
                    }
                    | {value: value for value in NeedReason.values}
                ),
                ("Причина", "Reason"),
                default="",
            ),
            Column(
                "confidence",
                kinds.choice(
                    {
                        "твёрдо": Confidence.FIRM.value,
                        "вероятно": Confidence.LIKELY.value,
                        "возможно": Confidence.POSSIBLE.value,
                    }
                    | {value: value for value in Confidence.values}
                ),
                ("Уверенность", "Confidence"),
                default=Confidence.LIKELY.value,
            ),
            Column("letter", kinds.text(150), ("Письмо (номер, дата)", "Письмо", "Letter"), default=""),
        ),
    )
)
