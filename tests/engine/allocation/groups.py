"""Small markets with groups for the tests, and every stable outcome of one, found by trying all outcomes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from hypothesis import strategies as st

from kadry.engine.allocation import Market
from kadry.engine.allocation.reference import textbook_order
from kadry.engine.allocation.together import Group

Outcome = dict[str, str | None]
Case = tuple[Market, tuple[Group, ...]]


@st.composite
def cases(draw: st.DrawFn, students: int = 6, places: int = 4) -> Case:
    """Up to two groups of two or three among a few singles; many ties, few seats, members not eligible somewhere."""
    seats = {f"p{i}": draw(st.integers(0, 2)) for i in range(draw(st.integers(1, places)))}
    sizes = draw(st.sampled_from([(2,), (2, 2), (3,), (2, 3), ()]))
    names = [f"s{i}" for i in range(draw(st.integers(sum(sizes), students)))]
    priorities: dict[str, dict[str, int]] = {
        place: {name: draw(st.integers(0, 3)) for name in names if draw(st.integers(0, 5))} for place in seats
    }
    groups, taken = [], 0
    for size in sizes:
        groups.append(draw(_group(tuple(names[taken : taken + size]), priorities)))
        taken += size
    wishes = dict.fromkeys(names, ())
    for name in names[taken:]:
        order = draw(st.permutations(sorted(seats)))
        wishes[name] = tuple(order[: draw(st.integers(0, len(order)))])
    lottery = draw(st.sampled_from(["single", "per_place"]))
    return Market(seats=seats, wishes=wishes, priorities=priorities, seed="1", lottery=lottery), tuple(groups)


@st.composite
def _group(draw: st.DrawFn, members: tuple[str, ...], priorities: dict[str, dict[str, int]]) -> Group:
    open_to = [[None, *(place for place, listed in priorities.items() if member in listed)] for member in members]
    joint = st.tuples(*map(st.sampled_from, open_to)).filter(any)
    some = any(len(places) > 1 for places in open_to)
    return Group(members, tuple(draw(st.lists(joint, unique=True, max_size=6))) if some else ())


def stable_outcomes(market: Market, groups: tuple[Group, ...]) -> Iterator[Outcome]:
    """Every stable outcome."""
    order = {place: textbook_order(market, place) for place in market.places}
    together = {member for group in groups for member in group.members}
    parties = [(group.members, group.wishes) for group in groups]
    for student, wished in market.wishes.items():
        if student not in together:
            parties.append(((student,), tuple((place,) for place in wished if student in order[place])))
    for chosen in product(*([*wishes, (None,) * len(members)] for members, wishes in parties)):
        outcome: Outcome = {}
        for (members, _), wish in zip(parties, chosen, strict=True):
            outcome |= zip(members, wish, strict=True)
        if is_stable(market, order, parties, chosen, outcome):
            yield outcome


def is_stable(market: Market, order: dict[str, list[str]], parties: list, chosen: tuple, outcome: Outcome) -> bool:
    """Whether nobody is over capacity and no party has a dearer wish whose members would all be chosen."""
    sitting = {place: {s for s, given in outcome.items() if given == place} for place in market.places}
    if any(len(there) > market.seats[place] for place, there in sitting.items()):
        return False
    for (members, wishes), has in zip(parties, chosen, strict=True):
        for wish in wishes[: wishes.index(has)] if has in wishes else wishes:
            coming = {place: {m for m, p in zip(members, wish, strict=True) if p == place} for place in wish if place}
            if all(new <= chosen_from(order[p], sitting[p] | new, market.seats[p]) for p, new in coming.items()):
                return False
    return True


def chosen_from(order: list[str], students: set[str], seats: int) -> set[str]:
    """The highest rights among some students, as many as there are seats."""
    return set(sorted(students, key=order.index)[:seats])


def roth() -> Case:
    """A couple and a single for whom no outcome is stable, after Roth (1984), in its smallest form.

    The single would rather be at the mill, where Anna of the couple stands higher; at the lathe the single
    stands above Boris. The couple wishes mill and lathe, nothing else.
    """
    market = Market(
        seats={"lathe": 1, "mill": 1},
        wishes={"Anna": (), "Boris": (), "Vera": ("mill", "lathe")},
        priorities={"mill": {"Anna": 90, "Vera": 80}, "lathe": {"Vera": 70, "Boris": 60}},
        seed="1984",
        titles={"lathe": "Токарный участок"},
    )
    return market, (Group(("Boris", "Anna"), (("lathe", "mill"),)),)
