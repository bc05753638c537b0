"""Seeded instances for the benchmarks of the allocation engine: the same recipe gives the same bytes everywhere.

n students, n / 20 places, 10 distinct wishes a student: a wish falls with 70 % on a place by its popularity (Zipf,
exponent 1), with 30 % on any place. Points are half the student's own and half private to student and place, both
uniform. Seats in all are a share of n, spread evenly. Made once, then loaded from the temporary folder.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from kadry.engine.allocation import Market

STUDENTS_A_PLACE = 20
BY_POPULARITY = 0.7
TYPES = (0.55, 0.15, 0.30)  # share of students of no type, of type A, of type B
RESERVED = (0.2, 0.3)  # share of each place's seats kept for type A, for type B
BLOCK = 1 << 18  # students drawn at a time
ARRAYS = ("ptr", "place", "points", "seats", "kind")
TABLE = ("student", "place", "rank", "points")


@dataclass(frozen=True, slots=True)
class Instance:
    """Wishes in rows by student, the dearest first.

    `ptr` int64[n + 1], `place` int32[E], `points` int64[E] (float64[E] without levels), `seats` int64[m],
    `kind` int8[n]: 0 no type, 1 type A, 2 type B.
    """

    ptr: NDArray[np.int64]
    place: NDArray[np.int32]
    points: NDArray[Any]
    seats: NDArray[np.int64]
    kind: NDArray[np.int8]

    @property
    def students(self) -> int:
        """How many students."""
        return len(self.ptr) - 1

    @property
    def reserves(self) -> NDArray[np.int64]:
        """Seats of each place kept for types A and B, int64[m, 2]; the rest is open to all."""
        return (self.seats[:, None] * RESERVED).astype(np.int64)

    def market(self, seed: str = "") -> Market:
        """The instance for people: ids that sort as the numbers do."""
        names, places = self.student_ids(), self.place_ids()
        wished = [[places[at] for at in row.tolist()] for row in np.split(self.place, self.ptr[1:-1])]
        priorities: dict[str, dict[str, float]] = {place: {} for place in places}
        owner = np.repeat(np.arange(self.students), np.diff(self.ptr))
        for student, place, points in zip(owner.tolist(), self.place.tolist(), self.points.tolist(), strict=True):
            priorities[places[place]][names[student]] = points
        return Market(
            seats=dict(zip(places, self.seats.tolist(), strict=True)),
            wishes={name: tuple(row) for name, row in zip(names, wished, strict=True)},
            priorities=priorities,
            seed=seed,
        )

    def table(self, *, shuffled: bool = False) -> dict[str, NDArray[Any]]:
        """One row a wish: student int64, place int32, rank int32 from 1, points; grouped by student, or shuffled."""
        lengths = np.diff(self.ptr)
        columns = {
            "student": np.repeat(np.arange(self.students), lengths),
            "place": self.place,
            "rank": (np.arange(len(self.place)) - np.repeat(self.ptr[:-1], lengths) + 1).astype(np.int32),
            "points": self.points,
        }
        if not shuffled:
            return columns
        order = np.random.default_rng(len(self.place)).permutation(len(self.place))
        return {name: column[order] for name, column in columns.items()}

    def places_table(self) -> dict[str, NDArray[Any]]:
        """One row a place: place int32, seats int64."""
        return {"place": np.arange(len(self.seats), dtype=np.int32), "seats": self.seats}

    def student_ids(self) -> list[str]:
        """Text ids of students."""
        return _ids("s", self.students)

    def place_ids(self) -> list[str]:
        """Text ids of places."""
        return _ids("p", len(self.seats))


def with_text_ids(instance: Instance, table: dict[str, NDArray[Any]]) -> pl.DataFrame:
    """A table of wishes or places with text in place of the numbers of students and places."""
    known = {"student": instance.student_ids, "place": instance.place_ids}
    texts = [pl.Series(name, known[name]()).gather(pl.Series(table[name])) for name in table.keys() & known.keys()]
    return pl.DataFrame(table).with_columns(texts)


@dataclass(frozen=True, slots=True)
class Recipe:
    """What an instance is made from; equal recipes make equal instances.

    `share`: seats in all over students. `levels`: whole points from 0 to levels - 1, so few levels make ties;
    None: real points.
    """

    students: int
    wishes: int = 10
    share: float = 1.0
    levels: int | None = 10**9
    seed: int = 7

    @property
    def places(self) -> int:
        """How many places."""
        return max(1, self.students // STUDENTS_A_PLACE)

    @property
    def folder(self) -> Path:
        """Where the instance is kept once made."""
        name = "-".join(str(part) for part in astuple(self))
        return Path(tempfile.gettempdir()) / "kadry-benchmarks" / name

    def make(self) -> Instance:
        """The instance, drawn anew: seconds for a million students, about half a minute for ten."""
        return Instance(**_drawn(self))

    def load(self) -> Instance:
        """The instance, from the folder; made first if it is not there."""
        return Instance(**_kept(self.folder / "arrays", ARRAYS, lambda: _drawn(self)))

    def load_table(self, *, shuffled: bool = False) -> dict[str, NDArray[Any]]:
        """Its table of wishes, from the folder; made first if it is not there."""
        folder = self.folder / ("shuffled" if shuffled else "grouped")
        return _kept(folder, TABLE, lambda: self.load().table(shuffled=shuffled))


def _kept(folder: Path, names: tuple[str, ...], make: Any) -> dict[str, NDArray[Any]]:
    if not folder.exists():
        draft = folder.with_name(f"{folder.name}.{os.getpid()}.part")
        draft.mkdir(parents=True)
        for name, array in make().items():
            np.save(draft / f"{name}.npy", array)
        draft.rename(folder)  # whole or not at all, should the making be cut short
    return {name: np.load(folder / f"{name}.npy") for name in names}


def _drawn(recipe: Recipe) -> dict[str, NDArray[Any]]:
    rng = np.random.default_rng(recipe.seed)
    n, m = recipe.students, recipe.places
    k = min(recipe.wishes, m)
    cumulative = _chances(rng, m)
    place = np.empty((n, k), np.int32)
    points = np.empty((n, k))
    for start in range(0, n, BLOCK):
        rows = slice(start, min(start + BLOCK, n))
        place[rows] = _distinct_draws(rng, cumulative, place[rows].shape)
        points[rows] = (rng.random((len(points[rows]), 1)) + rng.random(points[rows].shape)) / 2
    return {
        "ptr": np.arange(0, (n + 1) * k, k, dtype=np.int64),
        "place": place.ravel(),
        "points": points.ravel() if recipe.levels is None else (points.ravel() * recipe.levels).astype(np.int64),
        "seats": np.diff(np.arange(m + 1) * round(n * recipe.share) // m),
        "kind": rng.choice(len(TYPES), size=n, p=TYPES).astype(np.int8),
    }


def _chances(rng: np.random.Generator, places: int) -> NDArray[np.float64]:
    """Cumulative chance of each place to be the next wish; popular places stand anywhere in the numbering."""
    zipf = 1 / np.arange(1, places + 1)
    chance = BY_POPULARITY * zipf / zipf.sum() + (1 - BY_POPULARITY) / places
    cumulative = np.cumsum(rng.permutation(chance))
    return cumulative / cumulative[-1]


def _distinct_draws(rng: np.random.Generator, cumulative: NDArray[np.float64], shape: tuple[int, int]) -> NDArray[np.int32]:
    """Draws without repetition in each row: a repeated one is drawn again."""
    rows, count = shape
    drawn = np.empty((count, rows), np.int32)  # a wish of all students lies together: comparing is one pass
    for wish in range(count):
        due = np.arange(rows)
        while len(due):
            drawn[wish, due] = _draws(rng, cumulative, len(due))
            due = due[(drawn[:wish, due] == drawn[wish, due]).any(axis=0)]
    return drawn.T


def _draws(rng: np.random.Generator, cumulative: NDArray[np.float64], count: int) -> NDArray[np.int32]:
    """Independent draws. Found in order and shuffled after: searching at random places of memory takes five times as long."""
    found = np.searchsorted(cumulative, np.sort(rng.random(count)), side="right").astype(np.int32)
    rng.shuffle(found)
    return found


def _ids(letter: str, count: int) -> list[str]:
    width = len(str(max(count - 1, 0)))
    return [f"{letter}{number:0{width}}" for number in range(count)]
