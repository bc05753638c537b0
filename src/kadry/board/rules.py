"""Who may vote, what is a quorum, what is adopted: the rules of the board as plain arithmetic, without a database.

Taking part are those in the room or by video, those whose proxy is there, and whoever has voted in absence on this very
motion. A conflict of interest takes a member out of the vote, not out of the quorum; it casts no vote by proxy either.
Abstaining, and saying nothing, count as taking part. A tie adopts nothing: the chair has one vote like everybody.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

IN_THE_ROOM = frozenset({"in_person", "remote"})
IN_ABSENCE = frozenset({"absentee", "absent", ""})


@dataclass(frozen=True)
class Standing:
    """How a member stands at a motion. ``presence`` is empty where nobody has marked it.

    ``holder_conflicted``: the vote would be cast by a proxy that has a conflict of interest itself.
    """

    has_vote: bool
    presence: str = ""
    conflicted: bool = False
    holder_conflicted: bool = False
    has_voted: bool = False


def refusal(who: Standing, *, motion: str, absence_counts: bool) -> str:
    """Why the member cannot vote, or nothing. ``motion`` is its state; ``absence_counts``: absentee votes are still taken."""
    if motion not in ("open", "absentee"):
        return "not_open"
    if not who.has_vote:
        return "no_vote"
    if who.conflicted:
        return "conflict"
    if who.has_voted:
        return "voted"
    if who.holder_conflicted:
        return "holder_conflict"
    if motion == "open" and who.presence in {*IN_THE_ROOM, "proxy"}:
        return ""
    if who.presence == "proxy":
        return "proxy_votes_in_the_room"
    return "" if absence_counts else "not_here"


def more_than_half(people: int) -> int:
    """The least number that is more than half.

    >>> more_than_half(16), more_than_half(17)
    (9, 9)
    """
    return people // 2 + 1


def two_thirds(people: int) -> int:
    """The least number that is two thirds; never nobody.

    >>> two_thirds(15), two_thirds(17)
    (10, 12)
    """
    return max(1, -(-2 * people // 3))


def quorum_needed(rule: str, members: int) -> int:
    """How many of the members with a vote must take part."""
    return two_thirds(members) if rule == "two_thirds" else more_than_half(members)


def taking_part(presences: Mapping[int, str], proxies: Mapping[int, int], voted: Collection[int] = ()) -> set[int]:
    """Of the members in ``presences`` those who take part; ``proxies`` says who holds whose vote (giver → holder).

    A proxy counts for its giver, and only while its holder is in the room.
    """
    here = {member for member, presence in presences.items() if presence in IN_THE_ROOM}
    represented = {giver for giver, holder in proxies.items() if presences.get(giver) == "proxy" and holder in here}
    return here | represented | set(voted)


@dataclass(frozen=True)
class Count:
    """A vote that is over. ``conflicted`` are those who took part and had no vote for a conflict of interest."""

    members: int
    taking_part: int
    conflicted: int
    votes_for: int
    votes_against: int
    votes_abstained: int

    @property
    def silent(self) -> int:
        """Those who could vote and did not."""
        return self.taking_part - self.conflicted - self.votes_for - self.votes_against - self.votes_abstained


def votes_needed(majority: str, count: Count) -> int:
    """How many must be for it. A majority of all members is one of all, whoever has a conflict."""
    if majority == "all":
        return more_than_half(count.members)
    may = count.taking_part - count.conflicted
    return two_thirds(may) if majority == "two_thirds" else more_than_half(may)


def outcome(count: Count, *, quorum: str, majority: str) -> str:
    if count.taking_part < quorum_needed(quorum, count.members):
        return "no_quorum"
    return "adopted" if count.votes_for >= votes_needed(majority, count) else "rejected"


def proxy_refusal(giver: int, holder: int, proxies: Mapping[int, int], *, at_most: int) -> str:
    """Why ``holder`` cannot hold the vote of ``giver``, or nothing; ``proxies`` are those given before (giver → holder)."""
    others = {given: held for given, held in proxies.items() if given != giver}
    if giver == holder:
        return "own_proxy"
    if holder in others or giver in others.values():
        return "proxy_of_a_proxy"
    if sum(held == holder for held in others.values()) >= at_most:
        return "proxies_enough"
    return ""
