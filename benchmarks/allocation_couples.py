"""Couples among 20,000 students: how many markets end stable, beside the sequential couples algorithm.

    python -m benchmarks.allocation_couples [--students 20000] [--share 0.1] [--seeds 10]

Markets of `benchmarks.allocation_instances`: 10 wishes a student, a place for 20 students, seats in all as many as
students. A share of the students is paired at random; a couple wishes the 20 pairs of its members' places with the
smallest sum of ranks, both at one place among them.

The peer is the algorithm of Kojima, Pathak and Roth (2013), twice. "as published": singles first, then couples one
by one; it ends where a couple is displaced, or where the outcome is not stable. "repeated": displaced couples go on
down their wishes, and while the outcome is not stable everyone applies again from the top, until someone has applied
for one wish 30 times. It starts from numbers; our time is from the market to the result, the certificate apart. Seconds
are of the processor.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import statistics
import time
from collections import Counter, deque

from benchmarks.allocation_instances import Recipe
from kadry.engine.allocation import Market
from kadry.engine.allocation.together import Group, solve_together, verify_together
from kadry.engine.allocation.together.inputs import checked_groups
from kadry.engine.allocation.together.parties import Parties, number_parties
from kadry.engine.allocation.together.seating import Seating

PAIRS = 20
APPLICATIONS = 30


def with_couples(students: int, share: float, seed: int) -> tuple[Market, tuple[Group, ...]]:
    """A market in which a share of the students goes in couples."""
    market = Recipe(students=students, seed=seed).make().market(str(seed))
    paired = random.Random(seed).sample(market.students, 2 * round(students * share / 2))
    couples = zip(paired[::2], paired[1::2], strict=True)
    groups = tuple(Group(couple, best_pairs(*(market.wishes[member] for member in couple))) for couple in couples)
    wishes = {**market.wishes, **dict.fromkeys(paired, ())}
    return Market(seats=market.seats, wishes=wishes, priorities=market.priorities, seed=market.seed), groups


def best_pairs(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Pairs of two lists by the sum of their ranks, the more even pair first."""
    pairs = [(i + j, max(i, j), i, j) for i in range(len(first)) for j in range(len(second))]
    return tuple((first[i], second[j]) for _, _, i, j in sorted(pairs)[:PAIRS])


class SequentialCouples:
    """The peer: applications by singles, then couples, a displaced party applying again."""

    def __init__(self, parties: Parties) -> None:
        self.parties = parties
        self.seating = Seating.empty(parties)
        self.next_wish = [0] * len(parties.wishes)
        self.applied: Counter[tuple[int, int]] = Counter()
        self.couple_displaced = False
        self.given_up = False

    def as_published(self) -> bool:
        """Whether one pass ends with a stable outcome and no couple displaced."""
        self._one_pass(range(self.parties.singles), from_top=False)
        self._one_pass(self.parties.groups, from_top=False)
        return not self.couple_displaced and not self.seating.blocking()

    def repeated(self) -> bool:
        """Whether passes go on to a stable outcome, after `as_published`."""
        while self.seating.blocking() and not self.given_up:
            self._one_pass(range(len(self.parties.wishes)), from_top=True)
        return not self.given_up

    def _one_pass(self, parties: range, *, from_top: bool) -> None:
        singles = deque(party for party in parties if party < self.parties.singles)
        couples = deque(party for party in parties if party >= self.parties.singles)
        while (singles or couples) and not self.given_up:
            party = couples.popleft() if couples else singles.popleft()
            for displaced in self._apply(party, from_top=from_top):
                (singles if displaced < self.parties.singles else couples).append(displaced)

    def _apply(self, party: int, *, from_top: bool) -> list[int]:
        wishes = self.parties.wishes[party]
        for index in range(0 if from_top else self.next_wish[party], len(wishes)):
            self.next_wish[party] = index + 1
            if index == self.seating.choices[party]:
                return []
            self.applied[party, index] += 1
            self.given_up |= self.applied[party, index] > APPLICATIONS
            if self.seating.admits(wishes[index]):
                displaced, _ = self.seating.move(party, index)
                self.couple_displaced |= any(other >= self.parties.singles for other in displaced)
                return displaced
        return []


def measure(students: int, share: float, seed: int) -> dict[str, object]:
    """One seed: what the peer and what we make of it, with seconds."""
    market, groups = with_couples(students, share, seed)
    peer = SequentialCouples(number_parties(market, checked_groups(market, groups)))
    started = time.process_time()
    published = peer.as_published()
    repeated = published or peer.repeated()
    peer_seconds = time.process_time() - started
    started = time.process_time()
    result = solve_together(market, groups)
    seconds = time.process_time() - started
    started = time.process_time()
    verify_together(market, groups, result).require()
    return {
        "published": published,
        "repeated": repeated,
        "peer_seconds": peer_seconds,
        "stable": result.status == "stable",
        "seconds": seconds,
        "verify_seconds": time.process_time() - started,
        "seats": ", ".join(f"+{count} at {place}" for place, count in result.extra_seats.items()),
        "proved": result.proved_impossible,
        "fewest": result.proved_fewest,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, default=20_000)
    parser.add_argument("--share", type=float, default=0.1, help="share of the students in couples")
    parser.add_argument("--seeds", type=int, default=10)
    options = parser.parse_args()
    print(f"{options.students:,} students, {options.share:.0%} in couples, {options.seeds} seeds")
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores")
    print("seed  as published  repeated  peer s  kadry   s     verify s  seats, proofs")
    rows = []
    for seed in range(options.seeds):
        row = measure(options.students, options.share, seed)
        rows.append(row)
        print(line(seed, row), flush=True)
    count = {key: sum(bool(row[key]) for row in rows) for key in ("published", "repeated", "stable", "seats")}
    print("solved: as published {published}, repeated {repeated}, kadry {stable}, {seats} more with seats named".format(**count))
    for name, key in (("peer", "peer_seconds"), ("kadry", "seconds"), ("verify", "verify_seconds")):
        seconds = [float(str(row[key])) for row in rows]
        print(f"{name}: median {statistics.median(seconds):.2f} s, max {max(seconds):.2f} s")


def line(seed: int, row: dict[str, object]) -> str:
    """A row of the table."""
    said = {True: "stable", False: "-"}
    proofs = ["none stable, proved"] * bool(row["proved"]) + ["fewest, proved"] * bool(row["seats"] and row["fewest"])
    return (
        f"{seed:>4}  {said[bool(row['published'])]:<12}  {said[bool(row['repeated'])]:<8}  {row['peer_seconds']:6.2f}"
        f"  {said[bool(row['stable'])]:<6}  {row['seconds']:4.2f}  {row['verify_seconds']:8.2f}  "
        + "; ".join(filter(None, [str(row["seats"]), *proofs]))
    )


if __name__ == "__main__":
    main()
