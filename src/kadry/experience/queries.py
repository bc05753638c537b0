"""What is read of cases: the list, a page of it as cards, one case, requests for a contact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.safestring import SafeString

from kadry.experience.access import visible_cases, visible_requests
from kadry.experience.models import Case, ContactRequest, Partner, Result
from kadry.experience.results import read_all
from kadry.experience.search import marked, snippet
from kadry.registry.enums import MoneySource
from kadry.registry.models import Cluster
from kadry.registry.queries import page_of
from kadry.trail import figures
from kadry.trail.figures import Reading, Scope
from kadry.trail.models import Event
from kadry.web.templatetags import words


@dataclass(frozen=True)
class Card:
    """A case in a list: what was found is marked, and one result is read."""

    case: Case
    title: SafeString
    summary: SafeString
    forms: str
    partners: str
    result: Result | None
    reading: Reading | None


def cases_for(user: Any, region: str) -> QuerySet[Case]:
    """The cases a user may list, the newest first."""
    return visible_cases(user, Case.objects.of_region(region).with_list_data())


def cards(cases: Sequence[Case], query: str, user: Any) -> list[Card]:
    """A page of cases. The first result of each is read, all of one figure together."""
    first: dict[int, Result] = {}
    for result in Result.objects.filter(case__in=[case.pk for case in cases]).order_by("id"):
        first.setdefault(result.case_id, result)
    readings = read_all(first.values(), user)
    return [_card(case, query, first.get(case.pk), readings) for case in cases]


def _card(case: Case, query: str, result: Result | None, readings: dict[int, Reading]) -> Card:
    return Card(
        case,
        title=marked(case.title, query),
        summary=snippet(case.summary, query),
        forms=", ".join(str(form.label) for form in case.form_list),
        partners=", ".join(str(partner.organisation) for partner in case.partners.all()),
        result=result,
        reading=readings.get(result.pk) if result else None,
    )


def partners_of(case: Case) -> list[tuple[Partner, str]]:
    """Who takes part, each with its page; offices and centres have none."""
    return [(partner, page_of(partner.organisation)) for partner in case.partners.all()]


def clusters_of(case: Case) -> QuerySet[Cluster]:
    """The clusters in which at least two of the partners take part together."""
    own = Count("members__organisation", filter=Q(members__organisation__partnerships__case=case), distinct=True)
    return Cluster.objects.annotate(own=own).filter(own__gte=2)


def costs_of(case: Case, region: str) -> list[tuple[str, Reading, bool]]:
    """What each source put in: its name, the sum as a figure, whether property is part of it; the four in their order."""
    table = figures.table("experience.cost", Scope.of(region=region, case=case.pk), by="source")
    in_kind = set(case.costs.filter(in_kind=True).values_list("source", flat=True))
    return [(str(source.label), table[source], source in in_kind) for source in MoneySource if source in table]


def cost_of(case: Case, region: str) -> Reading:
    """What it cost in all."""
    return figures.read("experience.cost", Scope.of(region=region, case=case.pk))


def costs_told(case: Case) -> list[tuple[str, str]]:
    """What a case that is not published says it cost: it counts in no figure yet."""
    return [(f"{cost.get_source_display()}, {cost.as_what}", words.amount(cost.roubles, "roubles")) for cost in case.costs.all()]


def summary(region: str) -> dict[str, Reading]:
    """How many cases, by how many partners, for how much: the sentence a list begins with."""
    scope = Scope.of(region=region)
    return {name: figures.read(f"experience.{name}", scope) for name in ("cases", "partners", "cost")}


def history_of(case: Case) -> QuerySet[Event]:
    """What happened to a case."""
    return Event.objects.filter(subject=Case._meta.label_lower, subject_id=case.pk)


def requests_for(user: Any, region: str) -> QuerySet[ContactRequest]:
    """Requests the user sent or may answer, those that wait first."""
    found = ContactRequest.objects.filter(case__region__code=region).select_related("case__owner", "organisation", "by")
    return visible_requests(user, found).order_by(F("answered_at").desc(nulls_first=True), "-asked_at", "-id")


def own_requests(user: Any, case: Case) -> list[ContactRequest]:
    """What the user has asked of a case, the newest first."""
    return list(case.requests.filter(by_id=user.pk).order_by("-asked_at", "-id")) if user.is_authenticated else []
