"""What `kadry allocate` tells the one who ran it: a bar while it works, a report when it is done."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kadry.engine.allocation.verify.certificate import Certificate
from kadry.engine.allocation.words import Language, property_words


class Progress:
    """One line on the terminal that says what is being done; silent where nobody watches."""

    def __init__(self) -> None:
        self.watched = sys.stderr.isatty()

    def show(self, step: int, steps: int, doing: str) -> None:
        """Draw the bar at a step."""
        if self.watched:
            bar = "█" * step + "░" * (steps - step)
            sys.stderr.write(f"\r\x1b[K{bar} {doing} …")
            sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away."""
        if self.watched:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The figures of an allocation, whatever form it was computed in; `ranks` counts the placed by rank obtained."""

    students: int
    places: int
    seats: int
    free: int
    proposals: int
    ranks: Mapping[int, int]
    without_wishes: int
    certificate: Certificate
    explained: Mapping[str, str] = field(default_factory=dict)

    def report(self, seed: str, lottery: str, language: Language) -> str:
        """The report a person reads."""
        blocked = not (self.certificate["P5"].holds and self.certificate["P6"].holds)
        lines = [
            _line("students", self.students),
            _line("places", self.places, f"with {self.seats:,} seats"),
            _line("seed", seed, f"{lottery} lottery"),
            "",
            *self._placed(),
            _line("seats free", self.free),
            _line("proposals", self.proposals),
            _line("blocking pairs", "found" if blocked else 0),
            "",
            *_guarantees(self.certificate, language),
        ]
        for student, told in self.explained.items():
            lines += ["", student, told]
        return "\n".join([*lines, ""])

    def _placed(self) -> Iterator[str]:
        for rank, count in sorted(self.ranks.items()):
            yield _line(f"placed, wish {rank}", count, f"{count / self.students:6.1%}")
        unplaced = self.students - sum(self.ranks.values())
        remark = f"{unplaced / self.students:6.1%}" if self.students else ""
        if self.without_wishes:
            remark += f"  of them {self.without_wishes:,} without a wish"
        yield _line("unplaced", unplaced, remark)


def _line(label: str, value: int | str, remark: str = "") -> str:
    shown = f"{value:,}" if isinstance(value, int) else value
    return f"{label:<16}{shown:>12}  {remark}".rstrip()


def _guarantees(certificate: Certificate, language: Language) -> Iterator[str]:
    for found in certificate.properties:
        mark = "holds" if found.holds else "BROKEN"
        yield f"{found.name:<4}{mark:<7}{property_words(found.name, language)} ({found.counted:,} checked)"
        if found.counterexample:
            yield f"    {found.counterexample}"
