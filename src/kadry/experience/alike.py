"""Cases like yours: who asks, what it has, and the published cases that have most in common with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from kadry.demand.access import get_need_for, visible_needs
from kadry.demand.enums import NeedKind
from kadry.demand.models import Need
from kadry.experience import policy
from kadry.experience.enums import CooperationForm
from kadry.experience.likeness import Likeness, Traits, likeness
from kadry.experience.models import Case
from kadry.reference.models import Industry, Municipality, Programme
from kadry.registry.models import Cluster, Organisation
from kadry.training.models import TaughtProgramme

FITTING = {
    NeedKind.HIRE: (CooperationForm.PRACTICE, CooperationForm.MENTORS, CooperationForm.PROGRAMME),
    NeedKind.PRACTICE: (CooperationForm.PRACTICE, CooperationForm.MENTORS, CooperationForm.CLASSROOM),
    NeedKind.TARGET: (CooperationForm.TARGET, CooperationForm.PROGRAMME),
}


@dataclass(frozen=True)
class Subject:
    """Who asks for cases like its own: what it has, and the organisations whose cases are its own."""

    traits: Traits
    own: frozenset[int]


@dataclass(frozen=True)
class Alike:
    """A case and why it is like. One’s own experience is shown as such, never as somebody else’s."""

    case: Case
    likeness: Likeness
    is_own: bool


def alike(subject: Subject, region: str) -> list[Alike]:
    """The published cases most like the subject’s place, then its own; the weightiest first, the newest of equals."""
    cases = Case.objects.of_region(region).published().with_list_data().prefetch_related("programmes__industries")
    own_cases = set(Case.objects.filter(_of(subject.own)).values_list("pk", flat=True))
    found = [Alike(case, likeness(traits_of(case), subject.traits), case.pk in own_cases) for case in cases]
    found = sorted((one for one in found if one.likeness.points or one.is_own), key=lambda one: -one.likeness.points)
    others = [one for one in found if not one.is_own][: policy.MOST_ALIKE]
    return others + [one for one in found if one.is_own][: policy.MOST_ALIKE]


def _of(organisations: frozenset[int]) -> Q:
    return Q(owner__in=organisations) | Q(pk__in=Case.objects.filter(partners__organisation__in=organisations).values("pk"))


def traits_of(case: Case) -> Traits:
    return _traits(
        case.programmes.all(), industries=[case.industry], towns=[case.municipality], forms=frozenset(map(str, case.form_list))
    )


def _traits(
    programmes: Iterable[Programme],
    industries: Iterable[Industry],
    towns: Iterable[Municipality],
    forms: frozenset[str] = frozenset(),
) -> Traits:
    listed = list(programmes)
    return Traits(
        programmes=frozenset(one.code for one in listed),
        groups=frozenset(one.group_code for one in listed),
        industries=frozenset(one.name for one in industries),
        places=tuple((town.name, (town.latitude, town.longitude)) for town in towns),
        forms=forms,
    )


def of_need(user: Any, region: str, pk: int) -> Subject:
    """A need, for whoever may see it."""
    need = get_need_for(user, pk)
    industries = set(need.programme.industries.all()) | ({need.employer.industry} - {None})
    traits = _traits([need.programme], industries, [need.municipality], frozenset(map(str, FITTING[NeedKind(need.kind)])))
    return Subject(traits, frozenset({need.employer_id}))


def of_college(user: Any, region: str, pk: int) -> Subject:
    """A college: what it teaches, and the industries of its clusters."""
    college = get_object_or_404(Organisation.objects.colleges().of_region(region).select_related("municipality"), pk=pk)
    industries = Industry.objects.filter(clusters__members__organisation=college).distinct()
    return Subject(_traits(_taught(college=college), industries, [college.municipality]), frozenset({pk}))


def of_cluster(user: Any, region: str, pk: int) -> Subject:
    """A cluster: its industry, its programmes, the places of its members, who make its experience."""
    known = Cluster.objects.filter(base_college__municipality__region__code=region).select_related("industry")
    cluster = get_object_or_404(known, pk=pk)
    members = Organisation.objects.filter(Q(memberships__cluster=cluster) | Q(pk=cluster.base_college_id)).distinct()
    towns = Municipality.objects.filter(organisations__in=members).distinct()
    return Subject(_traits(_taught(cluster=cluster), [cluster.industry], towns), frozenset(one.pk for one in members))


def of_employer(user: Any, region: str, pk: int) -> Subject:
    """An employer: its industry and place, and the programmes of those of its needs the user may see."""
    employers = Organisation.objects.employers().of_region(region).select_related("municipality", "industry")
    employer = get_object_or_404(employers, pk=pk)
    needs = visible_needs(user, Need.objects.standing().filter(employer=employer))
    wanted = Programme.objects.filter(needs__in=needs).distinct()
    return Subject(_traits(wanted, {employer.industry} - {None}, [employer.municipality]), frozenset({pk}))


def _taught(**where: Any) -> Iterable[Programme]:
    return Programme.objects.filter(pk__in=TaughtProgramme.objects.filter(**where).values("programme"))


SUBJECTS: dict[str, Callable[[Any, str, int], Subject]] = {
    "need": of_need,
    "college": of_college,
    "cluster": of_cluster,
    "employer": of_employer,
}


def subject_of(asked: Any, user: Any, region: str) -> Subject:
    """The one subject an address names: «need=5». Raises Http404 where it names none, several or none that exists."""
    named = [(name, value) for name, value in asked.items() if name in SUBJECTS]
    if len(named) != 1 or not named[0][1].isdecimal() or len(named[0][1]) > 18:
        raise Http404
    name, value = named[0]
    return SUBJECTS[name](user, region, int(value))
