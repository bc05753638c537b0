"""What a region knows before its places are planned, and how it falls apart into years of admission.

A need of work year Y for a programme of so many years of study is served by admission Y − years. Years are planned in
order; people who got a place in one year ask for none in a later one.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Count
from django.utils.translation import gettext as _

from kadry.demand.enums import Confidence, NeedKind
from kadry.demand.models import Need, latest_year
from kadry.planning.enums import CoefficientKind, Held, OpenReason, PlanState
from kadry.planning.models import Coefficient, PlanRow
from kadry.planning.policy import YEARS_AHEAD, YEARS_BACK
from kadry.reference.models import Municipality, Programme, Region
from kadry.training.models import Group, TaughtProgramme

EARTH_KM = 6371.0
# Who comes first when not all can be served: a signed interest before a wish, a sure employer before an unsure one.
_PRIORITY = {Confidence.FIRM.value: 2, Confidence.LIKELY.value: 3, Confidence.POSSIBLE.value: 4}


class Missing(LookupError):
    """A plan cannot be made: the message names the datum that is missing and what brings it."""


@dataclass(frozen=True)
class Asked:
    """A need as planning sees it; ``people`` are those without a place so far."""

    need: int
    code: str
    town: str
    year: int
    people: int
    priority: int


@dataclass(frozen=True)
class Offer:
    """A programme at a college in one year of admission: groups a year earlier, and between which numbers they may lie.

    ``before`` is None where nobody knows what was a year earlier.
    """

    taught: TaughtProgramme
    before: int | None
    least: int
    most: int
    held: str

    @property
    def current(self) -> int:
        """What a change is counted from."""
        return self.least if self.before is None or self.held in (Held.ADMITTED, Held.APPROVED) else self.before


@dataclass(frozen=True)
class Admission:
    """One year of admission: what is offered, what is asked of it."""

    year: int
    state: PlanState
    offers: tuple[Offer, ...]
    asked: tuple[Asked, ...]


Key = tuple[str, int]  # code of the programme, years of study


class Outlook:
    """Everything planning reads of a region, read once. Raises Missing where a datum is not there."""

    def __init__(self, region: Region, day: date) -> None:
        self.region, self.day = region, day
        self.taught = list(
            TaughtProgramme.objects.filter(college__municipality__region=region)
            .select_related("college", "programme", "municipality")
            .order_by("pk")
        )
        if not self.taught:
            raise Missing(_("No programme of any college is known: the sheet “Programmes of the college” brings them."))
        self.needs = {asked.need: asked for asked in _asked(region)}
        self.admitted = _admitted(region)
        self.approved = _approved(region)
        self.factors = _factors(region, day)
        self._left = {need: asked.people for need, asked in self.needs.items()}

    @cached_property
    def keys(self) -> set[Key]:
        """Programmes taught, with their years of study."""
        return {(one.programme.code, one.years) for one in self.taught}

    @cached_property
    def years(self) -> range:
        """Years of admission to plan: those whose groups are known, this one, and those that needs ask for."""
        known = [year for _, year in self.admitted if year >= self.day.year - YEARS_BACK]
        wanted = [self.needs[need].year - years for need, years in self._ways()]
        last = max([self.day.year, *(year for year in wanted if year <= self.day.year + YEARS_AHEAD)])
        return range(min([self.day.year, *known]), last + 1)

    def _ways(self) -> Iterable[tuple[int, int]]:
        """Each need with each number of years in which somebody teaches its programme."""
        of_code: dict[str, set[int]] = defaultdict(set)
        for code, years in self.keys:
            of_code[code].add(years)
        return ((asked.need, years) for asked in self.needs.values() for years in of_code[asked.code])

    def admission(self, year: int, before: Mapping[int, int]) -> Admission:
        """The year as it stands after the years before it; ``before`` is groups a year earlier by taught programme."""
        offers = tuple(offer for one in self.taught if (offer := self._offer(one, year, before)))
        settled = offers and all(offer.held == Held.ADMITTED for offer in offers)
        state = PlanState.CARRIED_OUT if settled else PlanState.APPROVED if year in self.approved else PlanState.PROPOSED
        return Admission(year, state, offers, tuple(self._asked_of(year, offers)))

    def _offer(self, one: TaughtProgramme, year: int, before: Mapping[int, int]) -> Offer | None:
        """None where a past year's groups of the college are not known: unknown is not zero."""
        earlier = before.get(one.pk)
        if (one.college_id, year) in self.admitted:
            count = self.admitted[one.college_id, year][one.programme_id]
            return Offer(one, earlier, count, count, Held.ADMITTED)
        if year < self.day.year:
            return None
        earlier = one.groups_last_year if earlier is None else earlier
        if one.pk in self.approved.get(year, {}):
            count = self.approved[year][one.pk]
            return Offer(one, earlier, count, count, Held.APPROVED)
        if year + one.years > latest_year(self.day):
            return Offer(one, earlier, min(earlier, one.groups_max), one.groups_max, Held.NOT_ASKED)
        return Offer(one, earlier, 0, one.groups_max, "")

    def _asked_of(self, year: int, offers: Iterable[Offer]) -> Iterable[Asked]:
        """Needs this admission can serve, with the people still without a place."""
        taught = {(offer.taught.programme.code, year + offer.taught.years) for offer in offers}
        for need, asked in self.needs.items():
            if self._left[need] and (asked.code, asked.year) in taught:
                yield Asked(need, asked.code, asked.town, asked.year, self._left[need], asked.priority)

    def serve(self, need: int, people: int) -> None:
        """So many people of the need have a place now and ask for none any more."""
        self._left[need] -= people

    def covered(self) -> dict[int, int]:
        """Need → people with a place, for needs that have any."""
        return {need: asked.people - self._left[need] for need, asked in self.needs.items() if self._left[need] < asked.people}

    def left_open(self, reasons: Mapping[int, str]) -> dict[int, tuple[int, str]]:
        """Need → people without a place and why; ``reasons`` are those of the years planned."""
        return {need: (left, reasons.get(need) or self._why_not_planned(need)) for need, left in self._left.items() if left}

    def _why_not_planned(self, need: int) -> str:
        """No admission of the years planned could serve it."""
        asked = self.needs[need]
        wanted = [asked.year - years for code, years in self.keys if code == asked.code]
        if not wanted:
            return OpenReason.NO_LICENCE
        return OpenReason.LATE if max(wanted) < self.day.year else OpenReason.EARLY

    @cached_property
    def kilometres(self) -> dict[tuple[str, str], int]:
        """Great-circle kilometres between the towns that teach and the towns that ask, each pair once.

        Raises Missing for a municipality without a point on the map.
        """
        sites = {one.municipality.slug for one in self.taught}
        asking = {asked.town for asked in self.needs.values()}
        points = _points(self.region, sites | asking)
        pairs = {(min(one, other), max(one, other)) for one in sites for other in asking if one != other}
        return {pair: great_circle(points[pair[0]], points[pair[1]]) for pair in pairs}

    @property
    def strangers(self) -> int:
        """Groups of programmes the college does not list among those it teaches: no plan can hold them."""
        taught = {(one.college_id, one.programme_id) for one in self.taught}
        return sum(
            count
            for (college, year), groups in self.admitted.items()
            for programme, count in groups.items()
            if year in self.years and (college, programme) not in taught
        )

    def factor(self, kind: CoefficientKind, programme: Programme) -> Coefficient:
        """The programme's own newest share, else the one for every programme. Raises Missing."""
        found = self.factors.get((kind, programme.pk)) or self.factors.get((kind, None))
        if found is None:
            raise Missing(
                _("The share of those who %(kind)s is not known (programme %(code)s): the sheet “Coefficients” brings it.")
                % {"kind": kind.label, "code": programme.code}
            )
        return found


def great_circle(one: tuple[float, float], other: tuple[float, float]) -> int:
    """Kilometres between two points given as degrees north and east, to the nearest whole one.

    >>> great_circle((55.7558, 37.6173), (59.9343, 30.3351))
    633
    """
    (north, east), (north2, east2) = ((math.radians(a), math.radians(b)) for a, b in (one, other))
    half = math.sin((north2 - north) / 2) ** 2 + math.cos(north) * math.cos(north2) * math.sin((east2 - east) / 2) ** 2
    return round(2 * EARTH_KM * math.asin(math.sqrt(half)))


def _points(region: Region, slugs: set[str]) -> dict[str, tuple[float, float]]:
    found = {}
    for town in Municipality.objects.filter(region=region, slug__in=slugs):
        if town.latitude is None or town.longitude is None:
            raise Missing(_("%(town)s has no point on the map: distances cannot be told.") % {"town": town.name})
        found[town.slug] = (town.latitude, town.longitude)
    return found


def _asked(region: Region) -> Iterable[Asked]:
    """Standing needs of workers, in the order they were written down."""
    needs = Need.objects.of_region(region.code).standing().of_work().order_by("pk")
    fields = ("pk", "programme__code", "municipality__slug", "year", "people", "kind", "confidence")
    for pk, code, town, year, people, kind, confidence in needs.values_list(*fields):
        yield Asked(pk, code, town, year, people, 1 if kind == NeedKind.TARGET else _PRIORITY[confidence])


def _admitted(region: Region) -> dict[tuple[int, int], Counter[int]]:
    """(college, year of admission) → programme → groups, for colleges that have any groups of that year."""
    found: dict[tuple[int, int], Counter[int]] = defaultdict(Counter)
    groups = Group.objects.filter(college__municipality__region=region).order_by()
    for college, year, programme, count in groups.values_list("college", "admitted", "programme").annotate(n=Count("pk")):
        found[college, year][programme] = count
    return dict(found)


def _approved(region: Region) -> dict[int, dict[int, int]]:
    """Year of admission → taught programme → groups, of plans that were approved."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    rows = PlanRow.objects.current().filter(plan__region=region, plan__state=PlanState.APPROVED)
    for year, taught, groups in rows.values_list("plan__year", "taught", "groups"):
        found[year][taught] = groups
    return dict(found)


def _factors(region: Region, day: date) -> dict[tuple[str, int | None], Coefficient]:
    """(kind, programme or None) → the newest known on the day."""
    known = Coefficient.objects.filter(region=region, as_of__lte=day).order_by("as_of", "pk")
    return {(one.kind, one.programme_id): one for one in known}
