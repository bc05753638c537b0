"""Student-proposing deferred acceptance (Gale and Shapley, 1962), each place choosing by its own rules."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from kadry.engine.allocation.choice import Choice, Ranking, ReservePlace, choices, kept_seats, rankings
from kadry.engine.allocation.inputs import Market
from kadry.engine.allocation.result import EVERYWHERE, Cutoff, ReserveCutoff, Result, draws_at
from kadry.engine.faults import Fault, FaultyInput


def solve(market: Market) -> Result:
    """Give every student the best place that any fair allocation can give.

    Each student is put forward to the first wish; a place holds those it chooses - the highest rights up to its
    seats, or as reserves and caps say - and turns the others away, who are put forward to their next wish, until
    nobody moves. The outcome does not depend on the order in which students are taken.

    Parameters
    ----------
    market
        What is to be allocated; it has already checked itself.

    Returns
    -------
    Result
        Stable, and the best stable outcome for every student at once; no student gains by misstating wishes
        (Dubins and Freedman, 1981; Roth, 1982; under a lottery: Abdulkadiroğlu, Pathak and Roth, 2009; under
        reserves and caps: Hatfield and Milgrom, 2005).

    Raises
    ------
    FaultyInput
        If the market has minimum group sizes: `settle_minimums` allocates those.

    Notes
    -----
    Time grows with the number of proposals times the logarithm of the seats of a place.
    """
    if market.minimums:
        raise FaultyInput([Fault("minimums", "solve does not know minimum group sizes", "Call settle_minimums(market).")])
    lottery = draw_lottery(market)
    ranked = rankings(market, lottery)
    assignment, proposals = propose(market, choices(market, lottery, ranked))
    return describe(market, lottery, ranked, assignment, proposals)


def draw_lottery(market: Market) -> dict[str, dict[str, str]]:
    """Every lottery number of a market, from its seed alone.

    A number is the first 16 hexadecimal digits of SHA-256 of the UTF-8 text "seed:student", or, with a
    lottery per place, "seed:place:student". The smaller number goes first. Should two numbers ever be equal,
    the smaller id does.
    """
    if market.lottery == "single":
        return {EVERYWHERE: _draws(f"{market.seed}:", market.wishes)}
    return {place: _draws(f"{market.seed}:{place}:", sorted(listed)) for place, listed in market.priorities.items()}


def _draws(prefix: str, students: Iterable[str]) -> dict[str, str]:
    sha256 = hashlib.sha256
    return {student: sha256((prefix + student).encode()).hexdigest()[:16] for student in students}


def propose(market: Market, chooses: Mapping[str, Choice]) -> tuple[dict[str, str | None], int]:
    """Put students forward until nobody moves; returns student to place or None, and the number of proposals."""
    ahead = {student: iter(wished) for student, wished in market.wishes.items()}
    assignment: dict[str, str | None] = dict.fromkeys(market.wishes)
    proposals = 0
    for student in market.wishes:
        seeking: str | None = student
        while seeking is not None:
            assignment[seeking], turned_away, made = _seek(seeking, ahead[seeking], market.priorities, chooses)
            seeking, proposals = turned_away, proposals + made
    return assignment, proposals


def _seek(
    student: str, ahead: Iterator[str], priorities: Mapping[str, Mapping], chooses: Mapping[str, Choice]
) -> tuple[str | None, str | None, int]:
    """Put a student forward until a place holds him or her; returns it, whoever lost a seat by it, and the proposals."""
    made = 0
    for place in ahead:
        if student not in priorities[place]:
            continue
        made += 1
        turned_away = chooses[place].put_forward(student, place)
        if turned_away != student:
            return place, turned_away, made
    return None, None, made


def describe(
    market: Market,
    lottery: Mapping[str, Mapping[str, str]],
    ranked: Mapping[str, Ranking],
    assignment: Mapping[str, str | None],
    proposals: int,
) -> Result:
    """Everything else a result says, from the assignment alone: the same however it was found.

    Parameters
    ----------
    market, lottery, ranked
        What was allocated, its lottery as `draw_lottery` gives it, and the `rankings` of both.
    assignment
        Student to place, or to None: an outcome that the places would choose.
    proposals
        How many times a student was put forward to a place where he or she is eligible.
    """
    members: dict[str, list[str]] = {place: [] for place in market.seats}
    for student, place in assignment.items():
        if place is not None:
            members[place].append(student)
    reserving = {place: _reseated(market, ranked[place], place, members[place]) for place in market.reserves}
    return Result(
        assignment=assignment,
        ranks={student: _rank(market.wishes[student], place) for student, place in assignment.items()},
        cutoffs=_cutoffs(market, lottery, ranked, members, reserving),
        waiting=_waiting_lists(market, ranked, assignment),
        lottery=lottery,
        proposals=proposals,
        reserved_for={student: type_ for chosen in reserving.values() for student, type_ in chosen.on_reserved()},
        reserve_cutoffs={
            place: bars for place, chosen in reserving.items() if (bars := _reserve_cutoffs(market, lottery, place, chosen))
        },
        cap_cutoffs=_cap_cutoffs(market, lottery, members),
    )


def _cutoffs(
    market: Market,
    lottery: Mapping[str, Mapping[str, str]],
    ranked: Mapping[str, Ranking],
    members: Mapping[str, list[str]],
    reserving: Mapping[str, ReservePlace],
) -> dict[str, Cutoff]:
    found = {}
    for place, seats in market.seats.items():
        there = members[place]
        weakest = min(there, key=ranked[place].claim, default=None)
        last = reserving[place].last_by_right() if place in reserving else weakest
        found[place] = Cutoff(seats, len(there), *_standing(market, lottery, place, last))
    return found


def _rank(wished: tuple[str, ...], place: str | None) -> int | None:
    return None if place is None else wished.index(place) + 1


def _standing(market: Market, lottery: Mapping[str, Mapping[str, str]], place: str, student: str | None) -> tuple:
    if student is None:
        return None, None, None
    return market.priorities[place][student], draws_at(lottery, place)[student], student


def _reseated(market: Market, ranking: Ranking, place: str, members: list[str]) -> ReservePlace:
    """The place with its students seated anew in order of right, so that one set of them has one seating."""
    open_first = market.reserve_order == "open_first"
    chosen = ReservePlace(market.seats[place], kept_seats(market, place), market.types, ranking, open_first=open_first)
    for student in ranking.in_order(members):
        chosen.put_forward(student, place)
    return chosen


def _reserve_cutoffs(
    market: Market, lottery: Mapping[str, Mapping[str, str]], place: str, chosen: ReservePlace
) -> dict[str, ReserveCutoff]:
    sitting = [type_ for _, type_ in chosen.on_reserved()]
    return {
        type_: ReserveCutoff(seats, sitting.count(type_), *_standing(market, lottery, place, chosen.last_of_type(type_)))
        for type_, seats in kept_seats(market, place).items()
    }


def _cap_cutoffs(market: Market, lottery: Mapping[str, Mapping[str, str]], members: Mapping[str, list[str]]) -> dict[str, Cutoff]:
    found = {}
    for name, cap in market.caps.items():
        rights = [
            (-market.priorities[place][student], draws_at(lottery, place)[student], place, student)
            for place in cap.places
            for student in members[place]
            if cap.type is None or cap.type in market.types.get(student, ())
        ]
        _, _, where, last = max(rights, default=(0, "", None, None))
        standing = (None, None, None) if where is None else _standing(market, lottery, where, last)
        found[name] = Cutoff(cap.seats, len(rights), *standing, where)
    return found


def _waiting_lists(
    market: Market, ranked: Mapping[str, Ranking], assignment: Mapping[str, str | None]
) -> dict[str, tuple[str, ...]]:
    waiting: dict[str, list[str]] = {place: [] for place in market.seats}
    for student, wished in market.wishes.items():
        given = assignment[student]
        for place in wished:
            if place == given:
                break
            if student in market.priorities[place]:
                waiting[place].append(student)
    return {place: ranked[place].in_order(students) for place, students in waiting.items()}
