"""Where one student stands at one place: the bars that count for him or her, which are met, and which decides."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from kadry.engine.allocation.inputs import Market
from kadry.engine.allocation.result import Cutoff, Result


@dataclass(frozen=True, slots=True)
class Bar:
    """One cut-off that counts for a student: of the seats given by right, of seats kept for a type, of a cap."""

    kind: Literal["seats", "reserve", "cap"]
    name: str
    cutoff: Cutoff
    met: bool


class Standings:
    """The bars of a result, student by student; what is looked up again and again is made once."""

    def __init__(self, market: Market, result: Result) -> None:
        self.market = market
        self.result = result
        self._asked_last = ""
        self._bars: dict[str, list[Bar]] = {}

    @cached_property
    def listed(self) -> dict[str, list[str]]:
        """Student to the places that list him or her."""
        places: dict[str, list[str]] = {student: [] for student in self.market.wishes}
        for place, students in self.market.priorities.items():
            for student in students:
                places[student].append(place)
        return places

    @cached_property
    def with_room(self) -> list[str]:
        """Places where seats are left and no full cap closes them to everybody."""
        return [place for place, cutoff in self.result.cutoffs.items() if cutoff.free and not self._closed(place, (None,))]

    @cached_property
    def caps_at(self) -> dict[str, list[str]]:
        """Place to the caps over it, the innermost first."""
        found: dict[str, list[str]] = {}
        for name, cap in sorted(self.market.caps.items(), key=lambda item: (len(item[1].places), item[1].seats, item[0])):
            for place in cap.places:
                found.setdefault(place, []).append(name)
        return found

    def bars(self, student: str, place: str) -> list[Bar]:
        """Every bar that counts for an eligible student, the innermost or those of his or her types first.

        Those of the student asked last are kept: one reason asks several times, and the next language once more.
        """
        if student != self._asked_last:
            self._asked_last, self._bars = student, {}
        if place not in self._bars:
            self._bars[place] = self._bars_of(student, place)
        return self._bars[place]

    def _bars_of(self, student: str, place: str) -> list[Bar]:
        types = self.market.types.get(student, ())
        reserves = self.result.reserve_cutoffs.get(place, {})
        bars = [self._bar("reserve", type_, reserves[type_], student, place) for type_ in reserves if type_ in types]
        caps = [(name, self.market.caps[name].type) for name in self.caps_at.get(place, ())]
        bars += [self._bar("cap", name, self.result.cap_cutoffs[name], student, place) for name, of in caps if of and of in types]
        bars.append(self._bar("seats", "", self.result.cutoffs[place], student, place))
        bars += [self._bar("cap", name, self.result.cap_cutoffs[name], student, place) for name, of in caps if of is None]
        return bars

    def open_to(self, student: str, place: str) -> bool:
        """Whether an eligible student would be let in: one bar is enough with reserves, under caps all count."""
        met = [bar.met for bar in self.bars(student, place)]
        return any(met) if place in self.result.reserve_cutoffs else all(met)

    def deciding(self, student: str, place: str) -> Bar:
        """The bar that turns a student away or, where none does, the one that came nearest to it.

        Under caps the innermost that is not met, else the innermost that is full. With reserves one at which
        points are equal, so that the lottery decides, else that of the seats given by right.
        """
        bars = self.bars(student, place)
        if place in self.result.reserve_cutoffs:
            tied = [bar for bar in bars if self.tied(student, place, bar.cutoff)]
            return (tied or bars)[-1]
        seats = next(bar for bar in bars if bar.kind == "seats")
        binding = [bar for bar in bars if not bar.met] + [bar for bar in bars if bar.cutoff.full]
        return (binding or [seats])[0]

    def tied(self, student: str, place: str, cutoff: Cutoff) -> bool:
        """Whether a student has as many points as the last admitted."""
        return self.market.priorities[place][student] == cutoff.points

    def room(self, student: str, place: str) -> bool:
        """Whether no full cap closes a place of `with_room` to the types of a student, listed there or not."""
        return not self._closed(place, self.market.types.get(student, ()))

    def _closed(self, place: str, types: tuple[str | None, ...]) -> bool:
        over = self.caps_at.get(place, ())
        return any(self.result.cap_cutoffs[name].full for name in over if self.market.caps[name].type in types)

    def _bar(self, kind: Literal["seats", "reserve", "cap"], name: str, cutoff: Cutoff, student: str, place: str) -> Bar:
        points, draw = self.market.priorities[place][student], self.result.draw(student, place)
        return Bar(kind, name, cutoff, cutoff.meets(points, draw, student, place))


_last: Standings | None = None


def standings(market: Market, result: Result) -> Standings:
    """The standings of a result; those asked for last are kept, because students are explained one after another."""
    global _last
    kept = _last
    if kept is None or kept.market is not market or kept.result is not result:
        kept = _last = Standings(market, result)
    return kept
