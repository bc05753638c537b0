"""A parameter of the law as it holds on one day, and where parameters come from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kadry.engine.rules.nodes import Exact, Literal

UNVERIFIED = "M"


@dataclass(frozen=True, slots=True)
class Parameter:
    """What one key is on the day asked: money in kopecks, rates as Fractions, never a float.

    Where `high` is given the law is known only as a range of numbers, from `value` to `high`. `mark` is S, M or D, `seen`
    the day of the newest page it was read on.
    """

    value: Literal
    mark: str
    seen: date
    high: Exact | None = None

    def __post_init__(self) -> None:
        given = (*(self.value if isinstance(self.value, tuple) else (self.value,)), self.high)
        if any(isinstance(one, (float, bool)) for one in given):
            raise TypeError(f"{self.value!r}: a parameter is exact; give an int, a Fraction, text, texts or a day")
        if self.high is not None and not self.value <= self.high:  # ty: ignore[unsupported-operator]
            raise ValueError(f"a range from {self.value} to {self.high} holds nothing")


Parameters = Mapping[str, Parameter] | Callable[[str], Parameter]


def looked_up(keys: Iterable[str], parameters: Parameters) -> dict[str, Parameter | None]:
    """The parameters of the keys on the day; None where the source raises LookupError: nothing is known for that day."""
    ask: Any = parameters.__getitem__ if isinstance(parameters, Mapping) else parameters
    found: dict[str, Parameter | None] = {}
    for key in keys:
        try:
            found[key] = ask(key)
        except LookupError:
            found[key] = None
    return found
