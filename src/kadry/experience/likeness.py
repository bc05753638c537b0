"""How like a case is to somebody’s place: points for named reasons. Pure: sets in, points and reasons out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kadry.experience import policy
from kadry.experience.enums import CooperationForm
from kadry.placement.eligibility import great_circle_km

Point = tuple[float | None, float | None]


@dataclass(frozen=True)
class Traits:
    """What a case, a need, a college, a cluster or an employer can have in common.

    Programmes and groups by code, industries and places by name, forms by value; a place has the point distances are
    measured from. ``forms`` of a subject are those that fit what it wants, none where every form does.
    """

    programmes: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    industries: frozenset[str] = frozenset()
    places: tuple[tuple[str, Point], ...] = ()
    forms: frozenset[str] = frozenset()

    @property
    def names(self) -> frozenset[str]:
        return frozenset(name for name, _point in self.places)


class Reason(NamedTuple):
    """One thing in common: its words, what they are filled with, and its points."""

    words: str | Promise
    what: str
    points: int

    def __str__(self) -> str:
        return str(self.words) % {"what": self.what}


@dataclass(frozen=True)
class Likeness:
    """Why a case is like, the weightiest reason first. Near by and of a fitting form alone is not like at all."""

    reasons: tuple[Reason, ...]

    @property
    def points(self) -> int:
        return sum(reason.points for reason in self.reasons)


NONE = Likeness(())


def likeness(case: Traits, subject: Traits) -> Likeness:
    """What a case has in common with a subject; the more they share, the more points."""
    found = [reason for reason in (_teaching(case, subject), _industry(case, subject)) if reason]
    if not found:
        return NONE
    found += [reason for reason in (_place(case, subject), _form(case, subject)) if reason]
    return Likeness(tuple(sorted(found, key=lambda reason: -reason.points)))


def _teaching(case: Traits, subject: Traits) -> Reason | None:
    if same := case.programmes & subject.programmes:
        return Reason(_("same programme %(what)s"), _listed(same), policy.SAME_PROGRAMME)
    if same := case.groups & subject.groups:
        return Reason(_("same group of programmes %(what)s"), _listed(same), policy.SAME_GROUP)
    return None


def _industry(case: Traits, subject: Traits) -> Reason | None:
    same = case.industries & subject.industries
    return Reason(_("same industry: %(what)s"), _listed(same), policy.SAME_INDUSTRY) if same else None


def _place(case: Traits, subject: Traits) -> Reason | None:
    if same := case.names & subject.names:
        return Reason(_("same municipality: %(what)s"), _listed(same), policy.SAME_MUNICIPALITY)
    if near := _nearest(case, subject):
        return Reason(_("neighbouring municipality: %(what)s"), near, policy.NEIGHBOURS)
    return None


def _nearest(case: Traits, subject: Traits) -> str:
    """The case’s municipality that is nearest to one of the subject’s, if it is near."""
    measured = [
        (km, name)
        for name, point in case.places
        for _name, other in subject.places
        if (km := great_circle_km(point, other)) is not None and km <= policy.NEIGHBOURS_KM
    ]
    return min(measured)[1] if measured else ""


def _form(case: Traits, subject: Traits) -> Reason | None:
    same = frozenset(str(CooperationForm(form).label) for form in case.forms & subject.forms)
    return Reason(_("fitting form: %(what)s"), _listed(same), policy.FORM_FITS) if same else None


def _listed(names: frozenset[str]) -> str:
    return ", ".join(sorted(names)[:3])
