"""The figures of experience: published cases, who takes part, what they cost."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kadry.experience.access import visible_cases, visible_costs
from kadry.experience.enums import CaseState
from kadry.experience.models import Case, Cost, Partner
from kadry.registry.access import visible_organisations
from kadry.registry.models import Organisation
from kadry.trail.figures import Column, Measure, Source, Unit, figure


def partners() -> QuerySet[Organisation]:
    """Organisations that take part in a case, published or not."""
    told = Organisation.objects.filter(Exists(Partner.objects.filter(organisation=OuterRef("pk"))))
    return told.select_related("municipality", "origin__of")


CASES = Source(
    name=_("Cases of cooperation"),
    sheet=_("Experience"),
    rows=lambda: Case.objects.select_related("owner", "industry", "municipality", "origin__of"),
    visible=visible_cases,
    dimensions={
        "region": "region__code",
        "municipality": "municipality__slug",
        "industry": "industry__slug",
        "programme": "case_programmes__programme__code",
        "partner": "partners__organisation_id",
        "cluster": "partners__organisation__memberships__cluster_id",
        "year": "begins__year",
    },
    many=frozenset({"programme", "partner", "cluster"}),
    columns=(
        Column("title", _("Title"), "title"),
        Column("owner", _("Who tells it"), "owner__short_name"),
        Column("industry", _("Industry"), "industry__name"),
        Column("municipality", _("Municipality"), "municipality__name"),
        Column("begins", _("Since"), "begins"),
    ),
    link=lambda case: reverse("experience:case", args=[case.pk]),
)

PARTNERS = Source(
    name=_("Partners of cases"),
    sheet=_("Partners of cases"),
    rows=partners,
    visible=visible_organisations,
    dimensions={
        "region": "municipality__region__code",
        "municipality": "municipality__slug",
        "industry": "industry__slug",
        "cluster": "memberships__cluster_id",
    },
    many=frozenset({"cluster"}),
    columns=(
        Column("name", _("Name"), "short_name"),
        Column("kind", _("Kind"), "kind"),
        Column("municipality", _("Municipality"), "municipality__name"),
    ),
)

COSTS = Source(
    name=_("Costs of cases"),
    sheet=_("Costs of cases"),
    rows=lambda: Cost.objects.select_related("case__municipality", "origin__of"),
    visible=visible_costs,
    dimensions={
        "region": "case__region__code",
        "municipality": "case__municipality__slug",
        "industry": "case__industry__slug",
        "year": "case__begins__year",
        "source": "source",
        "case": "case_id",
    },
    columns=(
        Column("case", _("Case"), "case__title"),
        Column("source", _("Source"), "source"),
        Column("as_what", _("As what"), "as_what"),
        Column("roubles", _("Roubles"), "roubles"),
    ),
    link=lambda cost: reverse("experience:case", args=[cost.case_id]),
)


@figure(
    "experience.cases",
    over=CASES,
    unit=Unit.ITEMS,
    title=_("Cases of cooperation"),
    formula=_("number of published cases"),
)
def cases(rows: QuerySet[Case]) -> Measure:
    return Measure(rows.filter(state=CaseState.PUBLISHED))


@figure(
    "experience.partners",
    over=PARTNERS,
    unit=Unit.ITEMS,
    title=_("Partners of cases"),
    formula=_("number of organisations that take part in a published case, each counted once"),
)
def taking_part(rows: QuerySet[Organisation]) -> Measure:
    published = Partner.objects.filter(organisation=OuterRef("pk"), case__state=CaseState.PUBLISHED)
    return Measure(rows.filter(Exists(published)))


@figure(
    "experience.cost",
    over=COSTS,
    unit=Unit.ROUBLES,
    title=_("Cost of cases"),
    formula=_("sum of what every source put into published cases, money and property by its value"),
)
def cost(rows: QuerySet[Cost]) -> Measure:
    return Measure(rows.filter(case__state=CaseState.PUBLISHED), adds=F("roubles"))
