"""Several periods of one year: each an allocation of its own, tied by what the earlier ones gave.

Two ties are offered. `no_repeat`: nobody is sent twice to the same host. `amends`: of those with equal points,
whoever had to give up more wishes in earlier periods goes first, before the lottery decides.

Each period alone stays strategy-proof: what a student says in it cannot improve what he or she gets in it. The
year as a whole is not once a tie is used, for what is said now also bears on later periods: a student may name
a hopeless wish first, to be owed amends, or change which hosts others have had without losing the own place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from kadry.engine.allocation.checking import id_fault
from kadry.engine.allocation.inputs import Market
from kadry.engine.allocation.result import Result
from kadry.engine.allocation.solve import solve
from kadry.engine.allocation.verify import Certificate, verify
from kadry.engine.allocation.words import NBSP, Language, number, quoted
from kadry.engine.faults import Fault, FaultyInput

# A tilde stands for a no-break space.
SENTENCES: Mapping[str, Mapping[str, str]] = {
    "ru": {
        "dropped": "{place}~— пожелание снято: в~периоде {period} вы уже были здесь ({earlier}),"
        " а~дважды к~одному работодателю не направляют.",
        "dropped_same": "{place}~— пожелание снято: в~периоде {period} вы здесь уже были,"
        " а~дважды к~одному работодателю не направляют.",
        "amends": "При равных баллах раньше идут те, кто больше уступил в~прошлые периоды, и~лишь затем решает жребий;"
        " пожеланий, которые вы уступили: {given_up}.",
    },
    "en": {
        "dropped": "{place} — the wish was dropped: in the period {period} you were with this host ({earlier}),"
        " and nobody is sent twice to the same one.",
        "dropped_same": "{place} — the wish was dropped: you were here in the period {period},"
        " and nobody is sent twice to the same host.",
        "amends": "Of those with equal points, whoever gave up more in earlier periods goes first, and only then the"
        " lottery decides; wishes you gave up: {given_up}.",
    },
}


@dataclass(frozen=True, slots=True)
class Dropped:
    """A wish not considered, because the student was with this host in an earlier period, at `earlier_place`."""

    student: str
    place: str
    earlier_period: str
    earlier_place: str
    earlier_title: str


@dataclass(frozen=True, slots=True)
class PeriodResult:
    """One period of a year.

    Attributes
    ----------
    asked
        The market as it was given.
    market
        The market that was solved: a plain one, so that it can be audited and replayed by itself. Where
        amends were made its points are ranks, the smallest 0, of points and then wishes given up.
    result, certificate
        The allocation of `market` and its guarantees.
    dropped
        The wishes that `market` no longer holds, by student and in their order.
    given_up
        Student to the wishes given up in earlier periods, counted where he or she was eligible; empty where
        no amends were asked for.
    """

    asked: Market
    market: Market
    result: Result
    certificate: Certificate
    dropped: tuple[Dropped, ...]
    given_up: Mapping[str, int]

    def notes(self, student: str, language: Language = "ru") -> tuple[str, ...]:
        """What earlier periods changed for a student in this one, in words: each wish dropped, then amends."""
        found = [_dropped_sentence(self.asked, drop, language) for drop in self.dropped if drop.student == student]
        if len(set(self.given_up.values())) > 1:
            found.append(_say(language, "amends", given_up=number(language, self.given_up[student])))
        return tuple(found)


@dataclass
class _Past:
    """What earlier periods gave: the hosts each student has had, and how many wishes were given up."""

    visits: dict[tuple[str, str], tuple[str, str, str]] = field(default_factory=dict)
    given_up: dict[str, int] = field(default_factory=dict)


def solve_periods(
    periods: Mapping[str, Market],
    order: Sequence[str],
    *,
    no_repeat: Mapping[str, str] | None = None,
    amends: bool = False,
) -> dict[str, PeriodResult]:
    """Allocate the periods of a year one after the other; without a tie each is solved as if it were alone.

    Parameters
    ----------
    periods
        Name of a period to its market; all have the same students. Each may have a seed of its own.
    order
        Every period once, the earliest first.
    no_repeat
        Place to its host. A student who was with a host is no longer considered at any place of that host. A
        place that is not named may be given again.
    amends
        Whether, of those with equal points at a place, whoever gave up more wishes in earlier periods goes
        first. A wish given up is one where the student was eligible and which he or she would rather have had.

    Returns
    -------
    dict
        Name of a period, in the order given, to what it came to.

    Raises
    ------
    FaultyInput
        If the order does not name every period once, the students differ, or a place of `no_repeat` is unknown.
    """
    if faults := [*_faults(periods, order, no_repeat or {})]:
        raise FaultyInput(faults)
    past, found = _Past(), {}
    for name in order:
        found[name] = _solved(periods[name], past, no_repeat or {}, amends)
        _remember(past, name, found[name], no_repeat or {})
    return found


def _faults(periods: Mapping[str, Market], order: Sequence[str], hosts: Mapping[str, str]) -> Iterator[Fault]:
    if sorted(order) != sorted(periods):
        yield Fault("order", "it does not name every period once", f"Order these: {', '.join(sorted(periods))}.")
    everybody = {student for market in periods.values() for student in market.wishes}
    for name, market in sorted(periods.items()):
        for student in sorted(everybody - market.wishes.keys()):
            what = f"the student {student!r} of another period is missing"
            yield Fault(f"period {name!r}", what, "Add the student to wishes, if only with ().")
    places = {place for market in periods.values() for place in market.seats}
    for place, host in sorted(hosts.items()):
        if place not in places:
            yield Fault(f"no_repeat of {place!r}", "the place is unknown in every period", "Drop it, or add it to seats.")
        if problem := id_fault(host):
            yield Fault(f"no_repeat of {place!r}", problem.replace("the id", "the host"), "Give the host an id.")


def _solved(asked: Market, past: _Past, hosts: Mapping[str, str], amends: bool) -> PeriodResult:
    given_up = {student: past.given_up.get(student, 0) for student in asked.students} if amends else {}
    market = _without_repeats(asked, past, hosts)
    if len(set(given_up.values())) > 1:
        market = replace(market, priorities=_with_amends(market, given_up))
    result = solve(market)
    dropped = tuple(_dropped(asked, past, hosts))
    return PeriodResult(asked, market, result, verify(market, result), dropped, MappingProxyType(given_up))


def _without_repeats(asked: Market, past: _Past, hosts: Mapping[str, str]) -> Market:
    """The market in which a student neither wishes a place of a host already had nor is eligible there."""

    def had(student: str, place: str) -> bool:
        return (student, hosts.get(place, "")) in past.visits

    wishes = {s: tuple(p for p in wished if not had(s, p)) for s, wished in asked.wishes.items()}
    listed = {p: {s: points for s, points in of.items() if not had(s, p)} for p, of in asked.priorities.items()}
    return replace(asked, wishes=wishes, priorities=listed)


def _with_amends(market: Market, given_up: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """Ranks of (points, wishes given up). One ranking serves all places, for under a cap they compare points."""
    claims = {p: {s: (points, given_up[s]) for s, points in of.items()} for p, of in market.priorities.items()}
    ranking = sorted({claim for of in claims.values() for claim in of.values()})
    rank = {claim: at for at, claim in enumerate(ranking)}
    return {place: {student: rank[claim] for student, claim in of.items()} for place, of in claims.items()}


def _dropped(asked: Market, past: _Past, hosts: Mapping[str, str]) -> Iterator[Dropped]:
    for student, wished in asked.wishes.items():
        for place in wished:
            if visit := past.visits.get((student, hosts.get(place, ""))):
                yield Dropped(student, place, *visit)


def _remember(past: _Past, name: str, period: PeriodResult, hosts: Mapping[str, str]) -> None:
    for student, place in period.result.assignment.items():
        past.given_up[student] = past.given_up.get(student, 0) + _given_up(period.market, student, place)
        if place is not None and place in hosts:
            past.visits[student, hosts[place]] = (name, place, period.market.title(place))


def _given_up(market: Market, student: str, given: str | None) -> int:
    wished = market.wishes[student]
    dearer = wished if given is None else wished[: wished.index(given)]
    return sum(student in market.priorities[place] for place in dearer)


def _dropped_sentence(asked: Market, drop: Dropped, language: Language) -> str:
    return _say(
        language,
        "dropped_same" if drop.place == drop.earlier_place else "dropped",
        place=quoted(language, asked.title(drop.place)),
        period=quoted(language, drop.earlier_period),
        earlier=quoted(language, drop.earlier_title),
    )


def _say(language: Language, code: str, **fields: str) -> str:
    return SENTENCES[language][code].replace("~", NBSP).format(**fields)
