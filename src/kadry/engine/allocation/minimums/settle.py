"""Minimum group sizes by repair: only the places short of their minimum are closed or filled up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from heapq import heappop, heappush

from kadry.engine.allocation.inputs import Market
from kadry.engine.allocation.minimums.bound import fewest_worse_off
from kadry.engine.allocation.minimums.check import check_settled
from kadry.engine.allocation.minimums.filling import Filling
from kadry.engine.allocation.minimums.settled import Move, Settled
from kadry.engine.allocation.minimums.trials import Cost, Trials
from kadry.engine.allocation.verify import Certificate
from kadry.engine.faults import Fault, FaultyInput

POLICIES = ("best", "close", "fill")

# How many sets of closings are looked at before one is chosen without proof.
CLOSINGS_TRIED = 100


@dataclass(frozen=True, slots=True)
class Draft:
    """One way to meet the minimums: what is closed, who is held, who is then where, and what is proved of it."""

    closed: tuple[str, ...]
    held: Mapping[str, str]
    assignment: Mapping[str, str | None]
    cost: Cost
    at_least: int


def settle_minimums(market: Market, policy: str = "best") -> Settled:
    """Allocate so that every place has nobody or at least its minimum, moving as few students as may be.

    The market is first allocated as if it had no minimums. Only a place that is then short is touched; a
    group that gathered its minimum is never closed for the sake of another.

    Parameters
    ----------
    market
        What is to be allocated, with its `minimums`.
    policy
        "close": short places are closed, one at a time, and their students go on to their next wishes; those
        that no other closing could save are closed first, for their students may save another. The result is
        stable in the market without the closed places. "fill": a short place is filled up with
        students who wished it and lose the least by it, from places that can spare one; a place that
        cannot be filled is closed. "best": each short place is closed or filled, whichever leaves fewer
        students worse off, then fewer of them without a place, then with fewer wishes lost; never costlier
        than the other two. Where filling is not offered, "best" closes.

    Returns
    -------
    Settled
        With the list of who moved and why, a bound on how few must be worse off, and its certificate.

    Raises
    ------
    FaultyInput
        If the policy is unknown, or "fill" meets reserves or caps.

    Notes
    -----
    A filled place has exactly its minimum, and only those held there may still envy: relaxed stability
    (Krishnaa, Limaye, Nasre and Nimbhorkar, 2020). Which groups to open is NP-hard (Biró, Fleiner, Irving and
    Manlove, 2010): closing is the cheapest there is while it stays within `CLOSINGS_TRIED` sets, and "best" is
    exact where `exact.choose` can be asked; `at_least` tells what is proved in each case. No policy is
    strategy-proof. Time is that of a few allocations for each short place.
    """
    if faults := [*_policy_faults(market, policy)]:
        raise FaultyInput(faults)
    trials = Trials(market)
    return _settled(market, trials, _draft(trials, policy))


def _policy_faults(market: Market, policy: str) -> Iterator[Fault]:
    if policy not in POLICIES:
        yield Fault("policy", f"{policy!r} is unknown", f"Choose one of {', '.join(POLICIES)}.")
    if policy == "fill":
        for rule in _rules_against_filling(market):
            yield Fault(rule, "a place cannot be filled up under this rule", "Choose the policy “close”.")


def _rules_against_filling(market: Market) -> list[str]:
    used = {"reserves": market.reserves, "caps": market.caps}
    return [rule for rule, value in used.items() if value]


def _draft(trials: Trials, policy: str) -> Draft:
    if policy == "fill":
        return _fill(trials, ())
    if policy == "close" or _rules_against_filling(trials.market):
        return _close(trials)
    nearest = min(_close(trials), _mixed(trials), key=lambda draft: draft.cost)
    return _improved(trials, replace(nearest, at_least=_bound(trials)))


def _close(trials: Trials) -> Draft:
    """The cheapest closings, with the hopeless first: one closing more never costs less, so sets are taken by cost."""
    if not trials.monotone:
        return _only_closed(trials, _closed_one_by_one(trials, ()), 0)
    queue = [_costed(trials, _hopeless(trials))]
    met = {frozenset(queue[0][1])}
    for _ in range(CLOSINGS_TRIED):
        cost, closed = heappop(queue)
        short = trials.short(closed)
        if not short:
            return _only_closed(trials, closed, cost.worse_off)
        for place in short:
            if (key := frozenset([*closed, place])) not in met:
                met.add(key)
                heappush(queue, _costed(trials, (*closed, place)))
    at_least = max(queue[0][0].worse_off, _bound(trials))
    return _only_closed(trials, _closed_one_by_one(trials, _hopeless(trials)), at_least)


def _costed(trials: Trials, closed: tuple[str, ...]) -> tuple[Cost, tuple[str, ...]]:
    return trials.cost(trials.outcome(closed).assignment), closed


def _hopeless(trials: Trials) -> tuple[str, ...]:
    """Short places that stay short even if every other that may ever be closed is: all must be closed."""
    cutoffs = trials.plain.cutoffs
    at_risk = {place for place, fewest in trials.minimums.items() if cutoffs[place].admitted < fewest}
    return tuple(place for place in trials.short(()) if place in trials.short(at_risk - {place}))


def _closed_one_by_one(trials: Trials, closed: tuple[str, ...]) -> tuple[str, ...]:
    """Close the place with the fewest students until none is short."""
    while short := trials.short(closed):
        cutoffs = trials.outcome(closed).cutoffs
        closed = (*closed, min(short, key=lambda place: (cutoffs[place].admitted, place)))
    return closed


def _only_closed(trials: Trials, closed: tuple[str, ...], at_least: int) -> Draft:
    assignment = trials.outcome(closed).assignment
    return Draft(closed, {}, assignment, trials.cost(assignment), at_least)


def _fill(trials: Trials, closed: tuple[str, ...]) -> Draft:
    """Fill all that is short, closing what cannot be filled."""
    closed = _impossible_closed(trials, closed)
    filling = Filling(trials, closed)
    while (stuck := filling.run()) is not None:
        closed = _impossible_closed(trials, (*closed, stuck))
        filling = Filling(trials, closed)
    return Draft(closed, filling.held, filling.at, trials.cost(filling.at), _bound(trials))


def _impossible_closed(trials: Trials, closed: tuple[str, ...]) -> tuple[str, ...]:
    while impossible := [place for place in trials.short(closed) if not _can_open(trials, place)]:
        closed = (*closed, impossible[0])
    return closed


def _mixed(trials: Trials) -> Draft:
    """Start with everything filled and close, one at a time, what is cheaper closed."""
    here = _fill(trials, ())
    while options := [_fill(trials, (*here.closed, place)) for place in trials.short(here.closed)]:
        nearest = min(options, key=lambda draft: draft.cost)
        if nearest.cost >= here.cost:
            break
        here = nearest
    return here


def _improved(trials: Trials, draft: Draft) -> Draft:
    """The exact choice where there is room below a draft and the market touched is small, else the draft."""
    if draft.cost.worse_off == draft.at_least:
        return draft
    from kadry.engine.allocation.minimums.exact import choose  # the solver takes longer to load than most markets to settle

    choice = choose(trials)
    if choice is None:
        return draft
    at_least = max(choice.at_least, draft.at_least)
    options = [draft, *_chosen(trials, choice.closed, choice.held)]
    return replace(min(options, key=lambda option: option.cost), at_least=at_least)


def _chosen(trials: Trials, closed: frozenset[str] | None, held: Mapping[str, str]) -> Iterator[Draft]:
    """What an exact choice comes to, if its closings can be made one at a time and each hold has its reason."""
    if closed is None:
        return
    made: tuple[str, ...] = ()
    while short := closed.intersection(trials.short(made)):
        made = (*made, min(short))
    if (found := _held(trials, made, held)) is None:
        return
    for student in sorted(held):
        fewer = {other: place for other, place in found.held.items() if other != student}
        freed = _held(trials, made, fewer)
        found = freed if freed is not None and freed.cost <= found.cost else found
    yield found


def _held(trials: Trials, closed: tuple[str, ...], held: Mapping[str, str]) -> Draft | None:
    """These closings and holds, if they meet the minimums and hold nobody beyond one, nor where nobody was."""
    assignment = trials.holding(closed, held)
    present, before = Counter(assignment.values()), trials.outcome(closed).cutoffs
    met = all(present[place] == 0 or present[place] >= fewest for place, fewest in trials.minimums.items())
    needed = all(before[place].admitted and present[place] == trials.minimums[place] for place in held.values())
    return Draft(closed, held, assignment, trials.cost(assignment), 0) if met and needed else None


def _bound(trials: Trials) -> int:
    short = []
    for place in trials.short(()):
        present = trials.plain.cutoffs[place].admitted
        short.append((present, trials.minimums[place] - present if _can_open(trials, place) else None))
    return fewest_worse_off(short)


def _can_open(trials: Trials, place: str) -> bool:
    wishes, listed = trials.market.wishes, trials.market.priorities[place]
    willing = sum(place in wishes[student] for student in listed)
    return min(willing, trials.market.seats[place]) >= trials.minimums[place]


def _settled(market: Market, trials: Trials, draft: Draft) -> Settled:
    settled = Settled(
        assignment=draft.assignment,
        closed=draft.closed,
        held=draft.held,
        moves=tuple(_moves(trials, draft)),
        steps=tuple(trials.outcome(draft.closed[:count]) for count in range(len(draft.closed) + 1)),
        at_least=draft.at_least,
        certificate=Certificate(()),
    )
    return replace(settled, certificate=check_settled(market, settled))


def _moves(trials: Trials, draft: Draft) -> Iterator[Move]:
    for student, before in trials.plain.assignment.items():
        after = draft.assignment[student]
        if before != after:
            ranks = (_rank(trials.market, student, place) for place in (before, after))
            yield Move(student, before, after, *ranks, _reason_code(trials, draft, student, before))


def _rank(market: Market, student: str, place: str | None) -> int | None:
    return None if place is None else market.wishes[student].index(place) + 1


def _reason_code(trials: Trials, draft: Draft, student: str, before: str | None) -> str:
    if before in draft.closed:
        return "closed"
    if student in draft.held:
        return "fill"
    return "up" if trials.lost(student, draft.assignment[student]) < 0 else "gave_way"
