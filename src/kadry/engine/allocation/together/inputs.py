"""Groups who go together: their members, their joint wishes, and every fault in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from kadry.engine.allocation.inputs import Market
from kadry.engine.faults import Fault, FaultyInput

JointWish = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Two or more students who wish as one: a couple, friends, brother and sister.

    Parameters
    ----------
    members
        Student ids. Each stands in the market with no wishes of his or her own.
    wishes
        Joint wishes, the dearest first: for each member, in the order of `members`, a place, or None where
        that member would go without. That all go without is understood after the last one.
    """

    members: tuple[str, ...]
    wishes: tuple[JointWish, ...]

    def record(self) -> dict[str, Any]:
        """The group as plain dicts and lists, ready for JSON."""
        return {"members": list(self.members), "wishes": [list(wish) for wish in self.wishes]}


def checked_groups(market: Market, groups: Iterable[Group]) -> tuple[Group, ...]:
    """Groups in one order, whatever order they came in: members by id, groups by their first member.

    Raises
    ------
    FaultyInput
        With every fault of the groups, and of a market whose rules groups cannot be allocated under.
    """
    given = tuple(groups)
    faults = [*_rule_faults(market), *_group_faults(market, given), *_shared_members(given)]
    if faults:
        raise FaultyInput(faults)
    return tuple(sorted(map(_in_order, given), key=lambda group: group.members))


def _in_order(group: Group) -> Group:
    order = sorted(range(len(group.members)), key=group.members.__getitem__)
    return Group(
        members=tuple(group.members[at] for at in order),
        wishes=tuple(tuple(wish[at] for at in order) for wish in group.wishes),
    )


def _rule_faults(market: Market) -> Iterator[Fault]:
    used = {
        "reserves": bool(market.reserves),
        "caps": bool(market.caps),
        "minimums": bool(market.minimums),
    }
    for name in (name for name, is_used in used.items() if is_used):
        yield Fault(name, "groups are not allocated under this rule", "Allocate without it, or without groups.")


def _group_faults(market: Market, groups: Sequence[Group]) -> Iterator[Fault]:
    for row, group in enumerate(groups, 1):
        for what, cure in [*_member_faults(market, group), *_wish_faults(market, group)]:
            yield Fault("groups", what, cure, row=row)


def _member_faults(market: Market, group: Group) -> Iterator[tuple[str, str]]:
    if len(group.members) < 2:
        yield "fewer than two members", "Give a single his or her wishes in the market."
    for member, times in sorted(Counter(group.members).items()):
        if times > 1:
            yield f"the member {member!r} stands twice", "Name each member once."
        if member not in market.wishes:
            yield f"the student {member!r} is unknown", "Add the student to wishes with ()."
        elif market.wishes[member]:
            yield f"the student {member!r} has wishes of his or her own", "Leave them to the group: give () in wishes."


def _wish_faults(market: Market, group: Group) -> Iterator[tuple[str, str]]:
    for rank, wish in enumerate(group.wishes, 1):
        if len(wish) != len(group.members):
            yield f"wish {rank} names {len(wish)} places for {len(group.members)} members", "Give each member one, or None."
            continue
        if not any(wish):
            yield f"wish {rank} places nobody", "Drop it: it is understood after the last one."
        if wish in group.wishes[: rank - 1]:
            yield f"wish {rank} stands above already", "Keep one of them."
        for member, place in zip(group.members, wish, strict=True):
            if place is None:
                continue
            if place not in market.seats:
                yield f"wish {rank}: the place {place!r} is unknown", "Add it to seats, or drop the wish."
            elif member in market.wishes and member not in market.priorities[place]:
                yield f"wish {rank}: {member!r} is not eligible at {place!r}", "Add points there, or drop the wish."


def _shared_members(groups: Sequence[Group]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for row, group in enumerate(groups, 1):
        for member in dict.fromkeys(group.members):
            if first.setdefault(member, row) != row:
                what = f"the student {member!r} is in the group of row {first[member]} too"
                yield Fault("groups", what, "Leave each student in one group.", row=row)
