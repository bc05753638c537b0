"""Sheets of the registry: colleges, employers, clusters, who takes part, money, what is published of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from kadry.exchange import kinds
from kadry.exchange.kinds import Finding
from kadry.exchange.sheets import Column, Sheet, declare
from kadry.registry import lookups
from kadry.registry.access import may_keep_registry
from kadry.registry.enums import (
    ClusterRole,
    ClusterType,
    EvidenceStatus,
    MoneySource,
    OrganisationKind,
    PublishedUnit,
    Qualifier,
)
from kadry.registry.models import Cluster, ClusterMember, Contribution, Organisation, Published

_ORGANISATION = (
    Column("name", kinds.text(300), ("Полное наименование", "Наименование", "Full name", "Name"), required=True),
    Column("short_name", kinds.text(120), ("Краткое наименование", "Short name"), required=True),
    Column("municipality", lookups.municipality, ("Муниципалитет", "Городской округ", "Municipality"), required=True),
    Column("inn", kinds.inn(), ("ИНН", "INN")),
    Column("ogrn", kinds.ogrn(), ("ОГРН", "OGRN")),
)

COLLEGES = declare(
    Sheet(
        key="colleges",
        title=_("Colleges"),
        names=("Колледжи", "Образовательные организации", "Colleges"),
        model=Organisation,
        identity=("kind", "name"),
        fixed={"kind": OrganisationKind.COLLEGE.value},
        unique=("inn",),
        may=may_keep_registry,
        columns=(*_ORGANISATION, Column("is_invented", kinds.yes_no(), ("Вымышлено", "Invented"), default=False)),
    )
)

EMPLOYERS = declare(
    Sheet(
        key="employers",
        title=_("Employers"),
        names=("Работодатели", "Предприятия", "Employers"),
        model=Organisation,
        identity=("kind", "name"),
        fixed={"kind": OrganisationKind.EMPLOYER.value},
        unique=("inn",),
        may=may_keep_registry,
        columns=(
            *_ORGANISATION,
            Column("activity", kinds.okved(), ("ОКВЭД", "Основной ОКВЭД", "Main activity")),
            Column("industry", lookups.industry, ("Отрасль", "Industry")),
            Column("staff", kinds.whole(0, 1_000_000), ("Численность работников", "Staff")),
            Column("is_invented", kinds.yes_no(), ("Вымышлено", "Invented"), default=False),
        ),
    )
)

CLUSTERS = declare(
    Sheet(
        key="clusters",
        title=_("Clusters"),
        names=("Кластеры", "Clusters"),
        model=Cluster,
        identity=("name",),
        may=may_keep_registry,
        columns=(
            Column("name", kinds.text(150), ("Кластер", "Cluster"), required=True),
            Column("industry", lookups.industry, ("Отрасль", "Industry"), required=True),
            Column("type", kinds.choice({value: value for value in ClusterType.values}), ("Тип кластера", "Cluster type")),
            Column("year_opened", kinds.year(), ("Год открытия", "Year opened"), required=True),
            Column(
                "base_college", lookups.organisation(OrganisationKind.COLLEGE), ("Базовый колледж", "Base college"), required=True
            ),
            Column("grantee", lookups.organisation(OrganisationKind.COLLEGE), ("Грантополучатель", "Grantee"), required=True),
            Column("is_invented", kinds.yes_no(), ("Вымышлено", "Invented"), default=False),
        ),
    )
)

_COLLEGE_ROLES = {"базовый колледж": ClusterRole.BASE.value, "сетевой колледж": ClusterRole.NETWORK.value}
_EMPLOYER_ROLES = {
    "опорный работодатель": ClusterRole.ANCHOR.value,
    "партнёр": ClusterRole.PARTNER.value,
    "партнер": ClusterRole.PARTNER.value,
}


def _members(
    key: str, title: object, names: tuple[str, ...], kind: OrganisationKind, heading: tuple[str, ...], roles: dict[str, str]
) -> Sheet:
    return Sheet(
        key=key,
        title=title,  # type: ignore[arg-type]
        names=names,
        model=ClusterMember,
        identity=("cluster", "organisation", "role"),
        may=may_keep_registry,
        columns=(
            Column("cluster", lookups.cluster, ("Кластер", "Cluster"), required=True),
            Column("organisation", lookups.organisation(kind), heading, required=True),
            Column(
                "role",
                kinds.choice(roles | {value: value for value in roles.values()}),
                ("Роль", "Роль в кластере", "Role"),
                required=True,
            ),
        ),
    )


CLUSTER_COLLEGES = declare(
    _members(
        "cluster_colleges",
        _("Colleges of clusters"),
        ("Колледжи кластеров", "Cluster colleges"),
        OrganisationKind.COLLEGE,
        ("Колледж", "College"),
        _COLLEGE_ROLES,
    )
)
CLUSTER_EMPLOYERS = declare(
    _members(
        "cluster_employers",
        _("Employers of clusters"),
        ("Работодатели кластеров", "Cluster employers"),
        OrganisationKind.EMPLOYER,
        ("Работодатель", "Employer"),
        _EMPLOYER_ROLES,
    )
)


def _confirmed_by_evidence(row: Mapping[str, Any]) -> tuple[str, Finding] | None:
    """Money counts as confirmed only when its document was accepted."""
    accepted = row.get("status") == EvidenceStatus.ACCEPTED
    return None if accepted or not row.get("confirmed") else ("status", Finding("not_a_choice", {"choices": "принят"}))


CONTRIBUTIONS = declare(
    Sheet(
        key="cofinancing",
        title=_("Co-financing"),
        names=("Софинансирование", "Co-financing"),
        model=Contribution,
        identity=("cluster", "source", "year"),
        may=may_keep_registry,
        agree=_confirmed_by_evidence,
        columns=(
            Column("cluster", lookups.cluster, ("Кластер", "Cluster"), required=True),
            Column(
                "source",
                kinds.choice(
                    {
                        "федеральный бюджет": MoneySource.FEDERAL.value,
                        "бюджет региона": MoneySource.REGION.value,
                        "работодатели": MoneySource.EMPLOYERS.value,
                        "средства колледжа": MoneySource.COLLEGE.value,
                    }
                    | {value: value for value in MoneySource.values}
                ),
                ("Источник", "Source"),
                required=True,
            ),
            Column("year", kinds.year(), ("Год", "Year"), required=True),
            Column("promised", kinds.roubles(), ("Обещано, ₽", "Promised"), required=True),
            Column("confirmed", kinds.roubles(), ("Подтверждено, ₽", "Confirmed"), default=0),
            Column(
                "status",
                kinds.choice(
                    {
                        "нет документа": EvidenceStatus.NONE.value,
                        "на проверке": EvidenceStatus.FILED.value,
                        "принят": EvidenceStatus.ACCEPTED.value,
                        "отклонён": EvidenceStatus.REJECTED.value,
                    }
                    | {value: value for value in EvidenceStatus.values}
                ),
                ("Документ", "Статус документа", "Evidence"),
                default=EvidenceStatus.NONE.value,
            ),
        ),
    )
)

PUBLISHED = declare(
    Sheet(
        key="published",
        title=_("Published"),
        names=("Опубликовано", "Published"),
        model=Published,
        identity=("region", "key", "scope"),
        may=may_keep_registry,
        columns=(
            Column("key", kinds.text(60), ("Показатель", "Key"), required=True),
            Column("what_ru", kinds.text(200), ("Что", "What in Russian"), required=True),
            Column("what_en", kinds.text(200), ("Что (англ.)", "What")),
            Column("figure", lookups.figure_key, ("Фигура", "Figure"), default=""),
            Column("scope", lookups.scope, ("Область", "Scope")),
            Column("value", kinds.number(), ("Значение", "Value"), required=True),
            Column(
                "qualifier",
                kinds.choice(
                    {
                        "точно": Qualifier.EXACT.value,
                        "не менее": Qualifier.AT_LEAST.value,
                        "около": Qualifier.ABOUT.value,
                    }
                    | {value: value for value in Qualifier.values}
                ),
                ("Точность", "Qualifier"),
                default=Qualifier.EXACT.value,
            ),
            Column(
                "unit",
                kinds.choice(
                    {
                        "шт.": PublishedUnit.ITEMS.value,
                        "чел.": PublishedUnit.PEOPLE.value,
                        "%": PublishedUnit.PERCENT.value,
                        "₽": PublishedUnit.ROUBLES.value,
                    }
                    | {value: value for value in PublishedUnit.values}
                ),
                ("Единица", "Unit"),
                required=True,
            ),
            Column("source", kinds.text(300), ("Источник", "Source"), required=True),
            Column("as_of", kinds.day(), ("На дату", "As of"), required=True),
        ),
    )
)
