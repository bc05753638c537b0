"""Why a group got its wish and none above it, and what the added seats are for, in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kadry.engine.allocation.inputs import Market
from kadry.engine.allocation.together.inputs import Group, JointWish, checked_groups
from kadry.engine.allocation.together.result import TogetherResult
from kadry.engine.allocation.together.verify import Hall
from kadry.engine.allocation.together.words import say
from kadry.engine.allocation.words import PARTS, Language, counted, number, quoted, wish


def explain_group(
    market: Market, groups: Sequence[Group], result: TogetherResult, member: str, language: Language = "ru"
) -> tuple[str, ...]:
    """How it ended for the group of a member, then a sentence for each joint wish in order.

    Raises
    ------
    KeyError
        If no group has this member.
    """
    group = next((group for group in checked_groups(market, groups) if member in group.members), None)
    if group is None:
        raise KeyError(f"no group with the member {member!r}")
    has = tuple(result.assignment[student] for student in group.members)
    seats = {place: count + result.extra_seats.get(place, 0) for place, count in market.seats.items()}
    hall = Hall(market, seats, result.assignment)
    return (_outcome(market, group, has, language), *_wish_by_wish(hall, group, has, language))


def explain_seats(market: Market, result: TogetherResult, language: Language = "ru") -> tuple[str, ...]:
    """Whether the seats are enough, which would have to be added, what is proved, and what blocks without them."""
    if not result.extra_seats:
        return (say(language, "stable"),)
    added = (
        f"{quoted(language, market.title(place))} — {counted(language, 'seat', count)}"
        for place, count in result.extra_seats.items()
    )
    sentences = [say(language, "seats", seats="; ".join(added))]
    sentences.append(say(language, "impossible" if result.proved_impossible else "not_found"))
    if result.proved_fewest:
        sentences.append(say(language, "fewest"))
    for block in result.blocking:
        seats = _seats(market, block.members, block.places, language)
        sentences.append(say(language, "block", members=", ".join(block.members), seats=seats))
    return tuple(sentences)


def _outcome(market: Market, group: Group, has: JointWish, language: str) -> str:
    if any(has):
        rank = group.wishes.index(has) + 1
        return say(language, "placed", seats=_seats(market, group.members, has, language), wish=wish(language, rank))
    return say(language, "unplaced" if group.wishes else "no_wishes")


def _wish_by_wish(hall: Hall, group: Group, has: JointWish, language: str) -> Iterator[str]:
    code = "closed"
    for rank, wished in enumerate(group.wishes, 1):
        fields = {"wish": wish(language, rank).capitalize(), "seats": _seats(hall.market, group.members, wished, language)}
        if wished == has:
            code = "not_needed"
            yield say(language, "granted", **fields)
        elif code == "closed":
            yield say(language, code, **fields, obstacles=" ".join(_obstacles(hall, group, wished, language)))
        else:
            yield say(language, code, **fields)


def _obstacles(hall: Hall, group: Group, wished: JointWish, language: str) -> Iterator[str]:
    for place in dict.fromkeys(place for place in wished if place is not None):
        members = [member for member, there in zip(group.members, wished, strict=True) if there == place]
        title = quoted(language, hall.market.title(place))
        if hall.would_choose(place, members):
            continue
        if hall.seats[place] == 0:
            yield say(language, "no_seats", place=title)
        elif len(members) > 1:
            yield say(language, "not_all", place=title, members=", ".join(members))
        else:
            yield _higher(hall, place, members[0], language)


def _higher(hall: Hall, place: str, member: str, language: str) -> str:
    points = hall.market.priorities[place]
    last = points[hall.there[place][-1][2]]
    return say(
        language,
        "higher",
        place=quoted(language, hall.market.title(place)),
        member=member,
        last=number(language, last),
        yours=number(language, points[member]),
        by_lot=PARTS[language]["by_lot"] if points[member] == last else "",
    )


def _seats(market: Market, members: Sequence[str], places: JointWish, language: str) -> str:
    titles = (say(language, "with_nobody") if place is None else quoted(language, market.title(place)) for place in places)
    return ", ".join(f"{member} — {title}" for member, title in zip(members, titles, strict=True))
