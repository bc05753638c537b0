"""How far municipalities are from each other, and where people and enterprises are."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from math import asin, cos, radians, sin, sqrt

from demo.model import Town
from demo.profiles import PEOPLE, PEOPLE_ELSEWHERE

_EARTH_KM = 6371.0


class Map:
    """Distances in a straight line, each computed once."""

    def __init__(self, towns: Mapping[str, Town]) -> None:
        self.towns = towns

    @cached_property
    def _km(self) -> dict[tuple[str, str], float]:
        return {(a, b): _haversine(self.towns[a], self.towns[b]) for a in self.towns for b in self.towns}

    def km(self, one: str, other: str) -> float:
        return self._km[one, other]

    def near(self, town: str, km: float) -> list[str]:
        """Municipalities within so many kilometres, nearest first, the town itself among them."""
        return sorted((t for t in self.towns if self.km(town, t) <= km), key=lambda t: (self.km(town, t), t))

    def people(self, town: str) -> int:
        return PEOPLE.get(town, PEOPLE_ELSEWHERE)


def _haversine(one: Town, other: Town) -> float:
    north, south = radians(one.latitude), radians(other.latitude)
    across = radians(one.longitude - other.longitude)
    half = sin((north - south) / 2) ** 2 + cos(north) * cos(south) * sin(across / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(half))
