"""The best set of measures that may be taken together, by the money that can be counted on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from kadry.engine.rules.answer import YES, Answer

MOST = 30  # measures: the search is exact
COUNT = 64  # more than MOST: the number of measures stands below the money in one integer

Ids = Mapping[str, Collection[str]]


@dataclass(frozen=True, slots=True)
class Combination:
    """The measures chosen, sorted by id, their money in kopecks, and what was left out with the chosen ones it excludes.

    A measure left out with nothing beside it lacks one that it requires.
    """

    chosen: tuple[str, ...]
    low: int
    left_out: tuple[tuple[str, tuple[str, ...]], ...]


def best_combination(answers: Iterable[Answer], *, excludes: Ids, requires: Ids | None = None, months: int = 12) -> Combination:
    """Choose among the measures that answer yes those that go together and surely pay most.

    Parameters
    ----------
    excludes, requires
        Measure id to the ids it cannot stand beside (either of the two may say so), or cannot stand without.
    months
        How many months a monthly amount is counted for; other amounts count once.

    Raises
    ------
    ValueError
        With more than 30 measures: the search is exact, by branch and bound in each group that hangs together.

    Notes
    -----
    Of equal sums the one with more measures is taken; then, at the first id in which two differ, the one that has it.
    """
    worth = {one.measure_id: one.low * (months if one.basis == "monthly" else 1) for one in answers if one.verdict == YES}
    if len(worth) > MOST:
        raise ValueError(f"{len(worth)} measures are more than the {MOST} an exact search is made for")
    ids = sorted(worth)
    against = {a: {b for b in ids if a != b and (b in excludes.get(a, ()) or a in excludes.get(b, ()))} for a in ids}
    needs = {one: set((requires or {}).get(one, ())) for one in ids}
    weight = {one: ((worth[one] * COUNT + 1) << len(ids)) + (1 << rank) for rank, one in enumerate(reversed(ids))}
    groups = _groups(ids, {one: against[one] | needs[one] for one in ids})
    chosen = {one for group in groups for one in _Search(group, weight, against, needs).best()}
    left = tuple((one, tuple(sorted(against[one] & chosen))) for one in ids if one not in chosen)
    return Combination(tuple(sorted(chosen)), sum(worth[one] for one in chosen), left)


def _groups(ids: Iterable[str], linked: Mapping[str, set[str]]) -> Iterator[list[str]]:
    """The measures that hang together, directly or through others: each group is a question of its own."""
    groups: list[set[str]] = []
    for one in ids:
        reach = {one, *linked[one]}
        joined = [group for group in groups if group & reach]
        groups = [group for group in groups if not group & reach] + [reach.union(*joined)]
    known = set(linked)
    yield from (sorted(group & known) for group in groups)


class _Search:
    """Take or leave each measure, the weightiest first, and turn back where the rest cannot make up for what was left.

    The weight of a set is one integer: its money, then its size, then its ids. No two sets weigh the same.
    """

    def __init__(self, ids: list[str], weight: Mapping[str, int], against: Mapping[str, set[str]], needs: Mapping[str, set[str]]):
        self.order = sorted(ids, key=lambda one: -weight[one])
        self.weight, self.against, self.needs = weight, against, needs
        self.found: frozenset[str] = frozenset()
        self.most = 0

    def best(self) -> frozenset[str]:
        self._go(0, frozenset(), frozenset(), 0, sum(self.weight[one] for one in self.order))
        return self.found

    def _go(self, at: int, taken: frozenset[str], barred: frozenset[str], sum_: int, open_: int) -> None:
        """`open_` is the weight of all from `at` on that nothing taken bars."""
        if sum_ + open_ <= self.most:
            return
        if at == len(self.order):
            if all(self.needs[one] <= taken for one in taken):
                self.found, self.most = taken, sum_
            return
        one = self.order[at]
        if one in barred:
            self._go(at + 1, taken, barred, sum_, open_)
            return
        newly = self.against[one].difference(barred).intersection(self.order[at + 1 :])
        without = open_ - self.weight[one]
        shut = sum(self.weight[other] for other in newly)
        self._go(at + 1, taken | {one}, barred | newly, sum_ + self.weight[one], without - shut)
        self._go(at + 1, taken, barred, sum_, without)
