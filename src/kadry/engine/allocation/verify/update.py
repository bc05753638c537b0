"""The guarantees U1…U10 of an update, checked against what was before it.

Nothing here knows in which order seats were handed on. Each place is asked once what it would make of everybody who
came or waits while those who stayed are kept: that must be exactly those who came.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from kadry.engine.allocation.inputs import Market
from kadry.engine.allocation.result import Result
from kadry.engine.allocation.verify import any_market, ruled_market
from kadry.engine.allocation.verify.bars import Bars
from kadry.engine.allocation.verify.certificate import Certificate, Property
from kadry.engine.allocation.verify.choosing import capped_right, caps_over, choose_at, kept_for, seat_best
from kadry.engine.allocation.verify.facts import Facts

if TYPE_CHECKING:
    from kadry.engine.allocation.updating import Update

PROMISES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "U1": "Only what was announced changed: who withdrew, which seats were added, who joined.",
        "U2": "Nobody lost: whoever stays has the same place, or one wished more.",
        "U3": "Those who withdrew have nothing and stand nowhere.",
        "U4": "No place has more students than seats, no cap is exceeded, seats kept for a type are given by the rule.",
        "U5": "Every student stands once, at no place or at one wished that lists him or her.",
        "U6": "No seat stays free that the rules leave to an eligible student who would rather have it.",
        "U7": "Nobody got a seat that by the rules belongs to another who would rather have it.",
        "U8": "The moves listed are exactly the differences.",
        "U9": "Every lottery number follows from the published seed; those of before are the same.",
        "U10": "Cut-offs, waiting lists, ranks and proposals are those of the students at their places.",
    },
    "ru": {
        "U1": "Изменилось только объявленное: кто отказался, где добавлены места, кто присоединился.",
        "U2": "Никто не потерял: у~каждого оставшегося то~же место или более желанное.",
        "U3": "У~отказавшихся ничего нет, и~нигде они не числятся.",
        "U4": "Ни у~одного места нет принятых больше, чем мест; ни один предел не превышен;"
        " места, оставленные для группы, отданы по правилу.",
        "U5": "Каждый студент стоит один раз: без места или с~тем, куда просился и~допущен.",
        "U6": "Не пустует ни одно место, которое правила оставляют допущенному студенту, предпочитающему его своему.",
        "U7": "Никто не получил места, которое по правилам принадлежит другому, предпочитающему его своему.",
        "U8": "Перечислены все перемещения, и~только они.",
        "U9": "Каждый номер жребия следует из опубликованного зерна; прежние номера не изменились.",
        "U10": "Пороги, листы ожидания, номера пожеланий и~число заявок соответствуют тому, кто где принят.",
    },
}


def verify_update(before_market: Market, before_result: Result, update: Update) -> Certificate:
    """Check every guarantee of an update; a broken one is named with its first case, nothing is raised.

    U7 speaks of seats given by the update. If the result before was fair, only two can stand above somebody who sat
    there before it and stays: who joined later, and under a cap who waits for a place where seats were added.
    """
    facts = Facts(update.market, update.result)
    unfair = [*_unfair(facts, before_result)]
    checks = {
        "U1": _change(before_market, before_result, update),
        "U2": _losses(facts, before_result),
        "U3": _withdrawn(facts, update),
        "U4": _limits(facts),
        "U5": _cases(any_market.one_place(facts), any_market.wished(facts), any_market.eligible(facts)),
        "U6": (case for wasted, case in unfair if wasted),
        "U7": (case for wasted, case in unfair if not wasted),
        "U8": _moves(before_result, update),
        "U9": _lottery(facts, before_result),
        "U10": _derived(facts),
    }
    counted = {"U3": len(update.withdrawn), "U6": facts.wanted, "U7": facts.wanted, "U8": len(update.moves)}
    everybody = len(update.market.wishes)
    return Certificate(tuple(_property(name, counted.get(name, everybody), broken) for name, broken in checks.items()))


def _property(name: str, counted: int, broken: Iterator[str]) -> Property:
    first = next(broken, None)
    return Property(name, PROMISES["en"][name], first is None, counted, first)


def _cases(*properties: Property) -> Iterator[str]:
    return (found.counterexample for found in properties if found.counterexample is not None)


def _change(market: Market, result: Result, update: Update) -> Iterator[str]:
    """U1: the market is the one before, without those who withdrew, with the seats and students that came."""
    if (update.market_before, update.result_before) != (market, result):
        yield "the update starts from another allocation."
    after, joined, gone = update.market, update.new_students, set(update.withdrawn)
    same = {"seed", "lottery", "titles", "reserves", "reserve_order", "caps", "minimums"}
    yield from (f"{name} changed." for name in sorted(same) if getattr(after, name) != getattr(market, name))
    if after.seats != {place: seats + update.new_seats.get(place, 0) for place, seats in market.seats.items()}:
        yield "seats are not those of before and those added."
    if after.wishes != _merged(market.wishes, gone, joined.wishes):
        yield "wishes are not those of before and of those who joined."
    if after.types != _merged(market.types, gone, joined.types):
        yield "types are not those of before and of those who joined."
    for place, listed in after.priorities.items():
        if listed != _merged(market.priorities[place], gone, joined.priorities.get(place, {})):
            yield f"points at {place} are not those of before and of those who joined."


def _merged(before: Mapping, gone: set[str], joined: Mapping) -> dict:
    return {student: value for student, value in before.items() if student not in gone} | dict(joined)


def _losses(facts: Facts, before: Result) -> Iterator[str]:
    """U2: nobody lost."""
    for student, wishes in facts.market.wishes.items():
        was, now = before.assignment.get(student), facts.result.assignment.get(student)
        if was is not None and now != was and now not in wishes[: wishes.index(was)]:
            yield f"{student} had {was} and has {now or 'no place'}."


def _withdrawn(facts: Facts, update: Update) -> Iterator[str]:
    """U3: the withdrawn stand nowhere."""
    result = update.result
    lists = [facts.market.wishes, result.assignment, result.ranks, result.reserved_for]
    present = set().union(*lists, *result.lottery.values(), *result.waiting.values())
    yield from (f"{student} withdrew and still takes part." for student in update.withdrawn if student in present)


def _limits(facts: Facts) -> Iterator[str]:
    """U4: seats, caps and kept seats."""
    yield from _cases(any_market.capacity(facts), ruled_market.within_caps(facts))
    named = facts.result.reserved_for
    if strangers := named.keys() - {student for place in facts.market.reserves for student in facts.members[place]}:
        yield f"{min(strangers)} is not at a place with kept seats."
    for place in facts.market.reserves:
        sitting = {student: named[student] for student in facts.members[place] if student in named}
        if sitting.keys() != choose_at(facts, place, facts.members[place]).reserved:
            yield f"the kept seats of {place} are not on those whom its rule seats there."
        for type_ in sorted(set(sitting.values())):
            of_type = [student for student, given in sitting.items() if given == type_]
            if len(of_type) > kept_for(facts, place).get(type_, 0):
                yield f"{place} keeps fewer than {len(of_type)} seats for {type_}."
            if other := next((s for s in of_type if type_ not in facts.market.types.get(s, ())), None):
                yield f"{other} sits at {place} on a seat kept for {type_} and is not of that type."


def _unfair(facts: Facts, before: Result) -> Iterator[tuple[bool, str]]:
    """U6 and U7: whether a seat is left free, and the case."""
    for place in sorted(facts.market.seats.keys() - facts.caps_at.keys()):
        staying = [student for student in facts.members[place] if before.assignment.get(student) == place]
        came = set(facts.members[place]).difference(staying)
        called = called_at(facts, place, staying, [*came, *facts.envying[place]])
        yield from _case({(s, place) for s in came}, {(s, place) for s in called})
    there = {(student, place) for place in facts.caps_at for student in facts.members[place]}
    staying = [(student, place) for student, place in sorted(there) if before.assignment.get(student) == place]
    waiting = {(student, place) for place in facts.caps_at for student in facts.envying[place]}
    came = there.difference(staying)
    yield from _case(came, set(called_under_caps(facts, staying, came | waiting)))


def _case(came: set[tuple[str, str]], called: set[tuple[str, str]]) -> Iterator[tuple[bool, str]]:
    if passed_over := sorted(called - came):
        student, place = passed_over[0]
        if len(called) > len(came):
            yield True, f"{place} has a seat for {student}, who would rather be there."
        if came - called:
            yield False, f"{student} would rather be at {place} and comes before {min(came - called)[0]}, who got a seat."


def called_at(facts: Facts, place: str, staying: list[str], asking: list[str]) -> list[str]:
    """Whom a place under no cap calls of those asking, all who stay being kept; all seats at once."""
    kept = kept_for(facts, place)
    free = max(facts.market.seats[place] - len(staying), 0)
    open_left = facts.market.seats[place] - sum(kept.values()) if facts.market.reserve_order == "open_first" else 0
    called: list[str] = []
    others: list[str] = []
    stays = set(staying)
    for student in sorted([*staying, *asking], key=lambda student: facts.right(student, place)):
        if open_left > 0 and (student in stays or len(called) < free):
            open_left -= 1
            called += [] if student in stays else [student]
        else:
            others.append(student)
    asking_still = [student for student in others if student not in stays]
    seated = seat_best(kept, [*(student for student in others if student in stays), *asking_still], facts.market.types)
    called += sorted(asking_still, key=lambda student: student not in seated)[: free - len(called)]
    return called


def called_under_caps(
    facts: Facts, staying: Iterable[tuple[str, str]], asking: Iterable[tuple[str, str]]
) -> Iterator[tuple[str, str]]:
    """Whom all places under caps call together of those asking, all who stay being kept."""
    room = {("cap", name): cap.seats for name, cap in facts.market.caps.items()}
    room |= {("place", place): facts.market.seats[place] for place in facts.caps_at}

    def limits(student: str, place: str) -> list[tuple[str, str]]:
        return [("place", place), *(("cap", name) for name in caps_over(facts, student, place))]

    for student, place in staying:
        for limit in limits(student, place):
            room[limit] -= 1
    for student, place in sorted(asking, key=lambda contract: capped_right(facts, *contract)):
        above = limits(student, place)
        if all(room[limit] > 0 for limit in above):
            yield student, place
            for limit in above:
                room[limit] -= 1


def _moves(before: Result, update: Update) -> Iterator[str]:
    """U8: the moves are the differences."""
    told = {move.student: move for move in update.moves}
    if [move.student for move in update.moves] != sorted(told):
        yield "the moves are not listed once each, by id."
    for student in sorted(told.keys() | update.market.wishes.keys()):
        was, now = before.assignment.get(student), update.result.assignment.get(student)
        move = told.get(student)
        if (move is not None) != (was != now):
            yield f"{student} had {was or 'no place'} and has {now or 'no place'}, and the list of moves says otherwise."
        elif move is not None and (move.from_place, move.to_place) != (was, now):
            yield f"{student} went from {was or 'no place'} to {now or 'no place'}, not as listed."
        elif move is not None and (move.rank_before, move.rank_after) != tuple(_ranks(update.market, student, was, now)):
            yield f"{student} went from {was or 'no place'} to {now or 'no place'}, which are wishes of other ranks."


def _ranks(market: Market, student: str, *places: str | None) -> Iterator[int | None]:
    wishes = market.wishes[student]
    return (wishes.index(place) + 1 if place in wishes else None for place in places)


def _lottery(facts: Facts, before: Result) -> Iterator[str]:
    """U9: the numbers follow from the seed, and old students keep theirs."""
    yield from _cases(any_market.lottery(facts))
    for scope, draws in before.lottery.items():
        now = facts.result.lottery.get(scope, {})
        for student, draw in draws.items():
            if student in facts.market.wishes and now.get(student) != draw:
                yield f"{student} had the number {draw} and has {now.get(student)}."


def _derived(facts: Facts) -> Iterator[str]:
    """U10: all that follows from who is where."""
    market, result, bars = facts.market, facts.result, Bars(facts)
    yield from _cases(any_market.waiting_lists(facts), any_market.counts(facts))
    if result.cutoffs != {place: bars.cutoff(place) for place in market.places}:
        yield "the cut-offs of places are not those of the students there."
    if result.reserve_cutoffs != {place: due for place in market.reserves if (due := bars.reserve_cutoffs(place))}:
        yield "the cut-offs of seats kept for a type are not those of the students there."
    if result.cap_cutoffs != {name: bars.cap_cutoff(name) for name in market.caps}:
        yield "the cut-offs of caps are not those of the students under them."
