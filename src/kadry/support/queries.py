"""What is known already of an employer and of what it plans, so that it need not be typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from kadry.demand.access import may_see_need
from kadry.demand.enums import NeedKind
from kadry.demand.models import Need
from kadry.placement.access import visible_placements
from kadry.placement.models import Placement
from kadry.reference.queries import served_region
from kadry.registry.models import Organisation, OrganisationQuerySet
from kadry.registry.queries import OFFERED, named_like, organisations
from kadry.support.access import may_see_plans_of, visible_plans
from kadry.support.enums import Topic
from kadry.support.models import Plan, Profile, TakeUp
from kadry.training.access import visible_students
from kadry.training.models import Student

SOLE_TRADER_INN = 12  # digits; an organisation has ten
OWN_FACTS = "employer."


@dataclass(frozen=True)
class Subject:
    """Whose plan it is, and for which need; ``facts`` are those nobody needs to type."""

    employer: Organisation | None = None
    need: Need | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def query(self) -> str:
        """The address part that brings here again."""
        parts = {"employer": self.employer and self.employer.pk, "need": self.need and self.need.pk}
        return "".join(f"&{name}={pk}" for name, pk in parts.items() if pk)


def topic_of(need: Need) -> Topic:
    """What a need plans, as support sees it."""
    return Topic.HIRE if need.kind == NeedKind.HIRE else Topic.CONTRACT


def employers() -> OrganisationQuerySet:
    return organisations().employers()


def employers_like(text: str) -> list[Organisation]:
    """Enterprises of the region whose name or ИНН is like the text, the first few."""
    return list(employers().filter(named_like(text))[:OFFERED]) if text.strip() else []


def subject_for(user: Any, employer: int | None, need: int | None) -> Subject:
    """What is known before anything is typed. A need the user may not see is as if there were none."""
    needed = Need.objects.with_list_data().filter(pk=need).first() if need else None
    if needed is not None and not may_see_need(user, needed):
        needed = None
    found = employers().filter(pk=needed.employer_id if needed else employer).first() if needed or employer else None
    facts = {**known_of(found, user), **_facts_of_need(needed)}
    return Subject(found, needed, facts)


def subject_of(plan: Plan, user: Any) -> Subject:
    """Whose plan it is, with what is known beyond the plan."""
    return Subject(plan.employer, plan.need, {**known_of(plan.employer, user), **_facts_of_need(plan.need)})


def facts_of(plan: Plan, user: Any) -> dict[str, Any]:
    """All that is known for a plan; what it says itself goes before what is known elsewhere."""
    return {**subject_of(plan, user).facts, **plan.facts}


def known_of(employer: Organisation | None, user: Any) -> dict[str, Any]:
    """The registry's public facts, and what the employer told of itself where the user may know it."""
    if employer is None:
        return {}
    told = Profile.objects.filter(employer=employer).first() if may_see_plans_of(user, employer) else None
    return {**_facts_of_registry(employer), **(told.facts if told else {})}


def _facts_of_registry(employer: Organisation) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    if employer.activity:
        facts["employer.okved"] = employer.activity
    if employer.staff is not None:
        facts["employer.staff"] = employer.staff
    if len(employer.inn) == SOLE_TRADER_INN:
        facts["employer.legal_form"] = "sole_trader"
    return facts


def _facts_of_need(need: Need | None) -> dict[str, Any]:
    if need is None or need.kind != NeedKind.TARGET:
        return {}
    return {"contract.target": True, "contract.apprentice_or_target": True}


def facts_of_hire(user: Any, student: int | None, hired_on: date | None) -> dict[str, Any]:
    """The day a hire begins, and the age of the hired where the user may know it."""
    facts: dict[str, Any] = {"job.starts_on": hired_on.isoformat()} if hired_on else {}
    hired = _student_for(user, student) if student and hired_on else None
    return {**facts, "person.age": hired.age_on(hired_on)} if hired and hired_on else facts


def _student_for(user: Any, pk: int) -> Student | None:
    if seen := visible_students(user, Student.objects.filter(pk=pk)).first():
        return seen
    placed = visible_placements(user, Placement.objects.filter(student=pk)).select_related("student").first()
    return placed.student if placed else None


def own_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the facts that are about the employer itself."""
    return {name: value for name, value in facts.items() if name.startswith(OWN_FACTS)}


def plans_for(user: Any) -> QuerySet[Plan]:
    of_region = Plan.objects.filter(employer__municipality__region=served_region())
    return visible_plans(user, of_region).select_related("employer", "need__programme")


def take_ups_of(plan: Plan) -> dict[str, TakeUp]:
    """Measure → how far it was taken up for the plan."""
    return {one.measure: one for one in plan.take_ups.all()}
