"""The assignment matrix of a meeting: clusters down, assignments across, 1, 0, or nothing where it cannot be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kadry.board.checking import is_reached
from kadry.board.enums import Comparison
from kadry.board.models import Assignment, Meeting
from kadry.registry.models import Cluster
from kadry.trail import figures


@dataclass(frozen=True)
class Cell:
    """One cluster under one assignment; ``done`` is None where it cannot be told."""

    done: bool | None
    address: str = ""

    @property
    def text(self) -> str:
        return "" if self.done is None else str(int(self.done))


UNTOLD = Cell(None)


@dataclass(frozen=True)
class Matrix:
    """Columns are the assignments of a day, rows the clusters of the region."""

    held_on: date
    minutes: str  # number of the minutes
    assignments: Sequence[Assignment]
    clusters: Sequence[Cluster]
    columns: Sequence[Sequence[Cell]]

    @property
    def rows(self) -> list[tuple[Cluster, list[Cell]]]:
        return [(cluster, [column[at] for column in self.columns]) for at, cluster in enumerate(self.clusters)]

    @property
    def sums(self) -> list[int | None]:
        """How many clusters carried it out; nothing where of none it can be told."""
        told = ([cell.done for cell in column if cell.done is not None] for column in self.columns)
        return [sum(column) if column else None for column in told]

    @property
    def untold(self) -> list[Assignment]:
        """Assignments of which no cluster's part can be told."""
        return [assignment for assignment, total in zip(self.assignments, self.sums, strict=True) if total is None]


def matrix(region: int, held_on: date, user: Any) -> Matrix:
    decided = Assignment.objects.filter(region_id=region, held_on=held_on)
    made = list(decided.select_related("item").prefetch_related("co_executors"))
    home = "base_college__municipality__region"
    clusters = list(Cluster.objects.filter(**{home: region}).select_related("industry", "grantee", home))
    number = Meeting.objects.filter(region_id=region, held_on=held_on).values_list("number", flat=True).first()
    columns = [_column(assignment, [cluster.pk for cluster in clusters], user) for assignment in made]
    return Matrix(held_on, number or "", made, clusters, columns)


def _column(assignment: Assignment, clusters: list[int], user: Any) -> list[Cell]:
    """The figure cut by cluster in one query; what knows no clusters, or asks for a paper, tells nothing of them."""
    try:
        figure = figures.find(assignment.figure)
        if "cluster" not in figure.source.dimensions:
            return [UNTOLD] * len(clusters)
        scope = figures.Scope.parse(assignment.scope)
        readings = figures.table(figure.key, scope, by="cluster")
    except figures.SENSELESS:
        return [UNTOLD] * len(clusters)
    asked = scope.get("cluster")
    return [
        _cell(assignment, readings.get(str(pk)) or figures.read(figure.key, scope.narrowed(cluster=pk)), user)
        if asked in (None, str(pk))
        else UNTOLD
        for pk in clusters
    ]


def _cell(assignment: Assignment, reading: figures.Reading, user: Any) -> Cell:
    """Of so few people that their number is not told, it is not told either whether they are enough."""
    shown = figures.for_reader(user, reading)
    if shown.value is None:
        return UNTOLD
    return Cell(is_reached(shown.value, Comparison(assignment.comparison), assignment.target or 0), shown.address)
