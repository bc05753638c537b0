"""Which need each hire fills: plain rows in, plain rows out.

A hire fills a need of the same employer in the same municipality, of the programme the job asks for and of the year in
which work began. Codes are compared by their newest successor, so that within one such job every hire fits every need:
taking hires from the oldest on, each to the first need with room, gives as many a need as can be given.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class Job(NamedTuple):
    """What a hire and a need must share. ``programme`` is the newest successor of the code written down."""

    employer: int
    municipality: int
    programme: int
    year: int


@dataclass(frozen=True, slots=True)
class HireRow:
    """A hire: its job, the code as it was written, and the need it stands on now."""

    pk: int
    job: Job
    code: int
    on: date
    need: int | None


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A need of workers. One that is closed takes nobody new, but keeps those who were hired on it."""

    pk: int
    job: Job
    code: int
    people: int
    is_closed: bool
    is_target: bool


def newest(successors: Mapping[int, int | None]) -> dict[int, int]:
    """Code → the code it leads to in the end; ``successors`` names every code."""

    def follow(code: int) -> int:
        seen = {code}
        while (after := successors.get(code)) is not None and after not in seen:
            seen.add(after)
            code = after
        return code

    return {code: follow(code) for code in successors}


def match(hires: Iterable[HireRow], needs: Iterable[NeedRow]) -> dict[int, int]:
    """Hire → need, for the hires that fill one. The same rows give the same answer, in whatever order they come."""
    ordered = sorted(hires, key=lambda hire: (hire.on, hire.pk))
    known = sorted(needs, key=lambda need: (need.is_target, need.pk))
    room = {need.pk: need.people for need in known}
    found: dict[int, int] = {}
    _keep_on_closed(ordered, known, room, found)
    standing: dict[Job, list[NeedRow]] = defaultdict(list)
    for need in known:
        if not need.is_closed:
            standing[need.job].append(need)
    for hire in ordered:
        free = [need for need in standing.get(hire.job, ()) if room[need.pk]]
        if hire.pk not in found and free:
            _give(hire, min(free, key=lambda need: need.code != hire.code), room, found)
    return found


def _keep_on_closed(hires: list[HireRow], needs: list[NeedRow], room: dict[int, int], found: dict[int, int]) -> None:
    """Who was hired before a need closed stays on it, as long as it is still the same job."""
    closed = {need.pk: need for need in needs if need.is_closed}
    for hire in hires:
        need = closed.get(hire.need) if hire.need is not None else None
        if need is not None and need.job == hire.job and room[need.pk]:
            _give(hire, need, room, found)


def _give(hire: HireRow, need: NeedRow, room: dict[int, int], found: dict[int, int]) -> None:
    room[need.pk] -= 1
    found[hire.pk] = need.pk
