"""After the offers are out: students withdraw, seats are added, others join, and nobody who has a seat loses it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from types import MappingProxyType
from typing import Any

from kadry.engine.allocation.audit import Replay, compared
from kadry.engine.allocation.checking import count_faults
from kadry.engine.allocation.choice import rankings
from kadry.engine.allocation.inputs import Market, Number, canonical_json, read_json
from kadry.engine.allocation.result import Result
from kadry.engine.allocation.solve import describe, draw_lottery
from kadry.engine.allocation.vacancies import hand_on
from kadry.engine.faults import Fault, FaultyInput

FORMAT = "kadry.allocation.update"
VERSION = 1
METHOD = "vacancy chains"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStudents:
    """Students who join once seats are given; the mappings read as those of a `Market`.

    Parameters
    ----------
    wishes
        Student to places, the dearest first.
    priorities
        Place to the new students eligible there, with their points.
    types
        Student to the types he or she is of.
    """

    wishes: Mapping[str, tuple[str, ...]]
    priorities: Mapping[str, Mapping[str, Number]]
    types: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def record(self) -> dict[str, Any]:
        """The new students as plain dicts and lists, ready for JSON."""
        return {
            "priorities": {place: dict(listed) for place, listed in self.priorities.items() if listed},
            "types": {student: list(of) for student, of in self.types.items()},
            "wishes": {student: list(wished) for student, wished in self.wishes.items()},
        }


NOBODY = NewStudents(wishes={}, priorities={})


@dataclass(frozen=True, slots=True)
class Move:
    """What an update gave a student: a place, in exchange for one wished less or for none.

    Ranks are those of the wishes, 1 for the first; a place and its rank are None where there was none.
    """

    student: str
    from_place: str | None
    to_place: str
    rank_before: int | None
    rank_after: int


@dataclass(frozen=True, slots=True)
class Update:
    """An allocation brought up to date.

    Attributes
    ----------
    market, result
        Who takes part now, and who is where. Those who withdrew stand in neither. `result.proposals` counts, as
        in any result, the wishes that each eligible student went through down to the one granted.
    moves
        Every student whose place changed, by id; each gained by it.
    market_before, result_before
        What was brought up to date.
    withdrawn
        Those who withdrew, by id.
    new_seats
        Place to the seats added, 1 or more.
    new_students
        Those who joined.
    """

    market: Market
    result: Result
    moves: tuple[Move, ...]
    market_before: Market
    result_before: Result
    withdrawn: tuple[str, ...]
    new_seats: Mapping[str, int]
    new_students: NewStudents

    def record(self) -> dict[str, Any]:
        """What was, what changed and what came of it, as plain dicts and lists, ready for JSON: enough to replay."""
        return {
            "before": {"market": self.market_before.record(), "result": self.result_before.record()},
            "change": {
                "new_seats": dict(self.new_seats),
                "new_students": self.new_students.record(),
                "withdrawn": list(self.withdrawn),
            },
            "format": FORMAT,
            "method": METHOD,
            "moves": [asdict(move) for move in self.moves],
            "result": self.result.record(),
            "version": VERSION,
        }

    def to_json(self) -> str:
        """Canonical JSON: the same update gives the same bytes on every machine."""
        return canonical_json(self.record())


def update(
    market: Market,
    result: Result,
    *,
    withdrawn: Collection[str] = (),
    new_seats: Mapping[str, int] = MappingProxyType({}),
    new_students: NewStudents = NOBODY,
) -> Update:
    """Let students go, seats be added and others join, and hand free seats on along chains of vacancies.

    Nobody who has a seat loses it, and whoever moves gains. A free seat goes to the highest right among those who
    would rather have it; with reserves and caps, to whom the place then chooses, all who sit there being kept.
    `vacancies.py` says exactly whom. New students wait with the right their points and the seed give them, and
    get free seats by it, but displace nobody.

    Parameters
    ----------
    market, result
        The allocation as it stands, from `solve` or an earlier update.
    withdrawn
        Ids of students who leave; their seats are free.
    new_seats
        Place to the seats added, open to all; seats kept for types and caps stay as they are.
    new_students
        Who joins.

    Returns
    -------
    Update
        The outcome depends neither on the order of vacancies nor on that of the input. It is fair whenever the
        allocation before was, but for what those who keep a seat withhold from a higher right: that of a new
        student, or under a cap of one who waits where seats were added. `verify_update` checks it.

    Raises
    ------
    FaultyInput
        If an id is unknown or already taken, a number of seats is negative, the result is not of this market, or
        the market has minimums.

    Notes
    -----
    Moves follow free seats only: two students who could swap because a third one left stay where they are. For a
    million students there is `columns.update`.
    """
    market_after = _market_after(market, result, withdrawn, new_seats, new_students)
    before = {student: result.assignment.get(student) for student in market_after.wishes}
    lottery = draw_lottery(market_after)
    ranked = rankings(market_after, lottery)
    given = hand_on(market_after, lottery, ranked, before)
    result_after = describe(market_after, lottery, ranked, given, _proposals(market_after, given))
    return Update(
        market=market_after,
        result=result_after,
        moves=tuple(_moves(market_after, before, given)),
        market_before=market,
        result_before=result,
        withdrawn=tuple(sorted(set(withdrawn))),
        new_seats=MappingProxyType({place: int(new_seats[place]) for place in sorted(new_seats) if new_seats[place]}),
        new_students=_as_in(market_after, new_students),
    )


def replay_update(record: str | bytes) -> Replay:
    """Compute `Update.to_json()` again from what was and what changed in it, and compare, down to the bytes.

    Raises
    ------
    FaultyInput
        If the text is not the record of an update of this version, or what it holds is faulty.
    """
    recorded = read_json(record, "record of an update")
    if (recorded.get("format"), recorded.get("version")) != (FORMAT, VERSION):
        what = f"not the record of an update of version {VERSION}"
        raise FaultyInput([Fault("record of an update", what, "Replay it with the version that wrote it.")])
    try:
        before, change = recorded["before"], recorded["change"]
        market, result = Market.from_record(before["market"]), Result.from_record(before["result"])
        joined = NewStudents(**change["new_students"])
        again = update(market, result, withdrawn=change["withdrawn"], new_seats=change["new_seats"], new_students=joined)
    except (KeyError, TypeError, AttributeError) as error:
        what = f"a part is missing or of the wrong kind: {error}"
        raise FaultyInput([Fault("record of an update", what, "Give the whole record.")]) from error
    return compared(record.decode() if isinstance(record, bytes) else record, again.to_json())


def _market_after(
    market: Market, result: Result, withdrawn: Collection[str], new_seats: Mapping[str, int], joined: NewStudents
) -> Market:
    faults = [*_shape_faults(withdrawn, new_seats, joined)]
    if faults:
        raise FaultyInput(faults)
    faults = [*_change_faults(market, withdrawn, new_seats, joined)]
    if (result.assignment.keys(), result.cutoffs.keys()) != (market.wishes.keys(), market.seats.keys()):
        faults.append(Fault("result", "it is not of this market", "Give the two that belong together."))
    gone = set(withdrawn)
    added = {place: more for place, more in new_seats.items() if place in market.seats and not any(count_faults("", more))}
    places = market.priorities.keys() | joined.priorities.keys()
    try:
        after = replace(
            market,
            seats={place: seats + added.get(place, 0) for place, seats in market.seats.items()},
            wishes={**_without(gone, market.wishes), **joined.wishes},
            priorities={p: {**_without(gone, market.priorities.get(p, {})), **joined.priorities.get(p, {})} for p in places},
            types={**_without(gone, market.types), **joined.types},
        )
    except FaultyInput as error:
        raise FaultyInput([*faults, *error.faults]) from error
    if faults:
        raise FaultyInput(faults)
    return after


def _without(gone: Collection[str], keyed: Mapping[str, Any]) -> dict[str, Any]:
    return {student: value for student, value in keyed.items() if student not in gone}


def _shape_faults(withdrawn: object, new_seats: object, joined: NewStudents) -> Iterator[Fault]:
    if isinstance(withdrawn, str) or not isinstance(withdrawn, Iterable):
        yield Fault("withdrawn", f"{withdrawn!r} is not a list of students", "Give a tuple of ids.")
    mappings = {"new_seats": new_seats, **{f"new_students.{name}": getattr(joined, name) for name in joined.__slots__}}
    for name, value in mappings.items():
        if not isinstance(value, Mapping):
            yield Fault(name, "not a mapping", "Give a dict keyed by id.")
    for place, listed in joined.priorities.items() if isinstance(joined.priorities, Mapping) else ():
        if not isinstance(listed, Mapping):
            yield Fault(f"new_students.priorities of {place!r}", "not a mapping", "Give a dict of student to points.")


def _change_faults(
    market: Market, withdrawn: Collection[str], new_seats: Mapping[str, int], joined: NewStudents
) -> Iterator[Fault]:
    for student in sorted(map(str, set(withdrawn) - market.wishes.keys())):
        yield Fault("withdrawn", f"the student {student!r} is unknown", "Give an id of the market.")
    for place, more in new_seats.items():
        if place not in market.seats:
            yield Fault("new_seats", f"the place {place!r} is unknown", "Give an id of the market.")
        yield from count_faults(f"new_seats of {place!r}", more)
    for student in sorted(joined.wishes.keys() & market.wishes.keys()):
        yield Fault("new_students", f"the student {student!r} already takes part", "Give a new student a new id.")
    about = joined.types.keys() | {student for listed in joined.priorities.values() for student in listed}
    for student in sorted(about & market.wishes.keys() - joined.wishes.keys()):
        yield Fault("new_students", f"the student {student!r} did not join", "Say nothing new of those who were there.")
    if market.minimums:
        cure = "Give the market as it was settled: what does not open has 0 seats, and there are no minimums."
        yield Fault("minimums", "update does not know minimum group sizes", cure)


def _proposals(market: Market, given: Mapping[str, str | None]) -> int:
    passed = 0
    for student, wished in market.wishes.items():
        place = given[student]
        gone_through = wished if place is None else wished[: wished.index(place) + 1]
        passed += sum(student in market.priorities[wish] for wish in gone_through)
    return passed


def _moves(market: Market, before: Mapping[str, str | None], given: Mapping[str, str | None]) -> Iterator[Move]:
    for student, wished in market.wishes.items():
        left, place = before[student], given[student]
        if place is not None and place != left:
            rank_before = None if left is None else wished.index(left) + 1
            yield Move(student, left, place, rank_before, wished.index(place) + 1)


def _as_in(market: Market, joined: NewStudents) -> NewStudents:
    """The new students as the market holds them: sorted, and numbers in one form."""
    students = sorted(joined.wishes)
    listed = {place: {s: market.priorities[place][s] for s in sorted(of)} for place, of in sorted(joined.priorities.items())}
    return NewStudents(
        wishes={student: market.wishes[student] for student in students},
        priorities=listed,
        types={student: market.types[student] for student in students if student in market.types},
    )
