"""Invented people: names that agree in gender, days of birth that fit the year of admission."""

from __future__ import annotations

from datetime import date
from random import Random

from demo.model import Person
from demo.profiles import WOMEN, WOMEN_ELSEWHERE
from demo.sources import facts

# years between birth and admission, with what share of students and in which months they were born: those who
# came early were born in spring, those who came late in autumn, so that nobody is under 16 on the demo's day
_AGES = ((15, 1, 5), (16, 1, 12), (17, 1, 12), (18, 7, 12))
_AGE_SHARES = (0.12, 0.78, 0.95, 1.0)


class People:
    """Draws people one after another from one stream of random numbers."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._names = {
            gender: tuple(
                [row["value"] for row in facts("names") if row["kind"] == f"{kind}_{gender}"]
                for kind in ("surname", "first", "patronymic")
            )
            for gender in "mf"
        }

    def person(self, women: float) -> Person:
        """Somebody; a woman with the given probability."""
        surnames, firsts, patronymics = self._names["f" if self._rng.random() < women else "m"]
        pick = self._rng.random
        return Person(
            surnames[int(pick() * len(surnames))],
            firsts[int(pick() * len(firsts))],
            patronymics[int(pick() * len(patronymics))],
        )

    def student(self, code: str) -> Person:
        return self.person(WOMEN.get(code[:2], WOMEN_ELSEWHERE))

    def born(self, admitted: int) -> date:
        """Day of birth of somebody admitted in that year after the ninth form, more rarely after the
        eleventh."""
        drawn = self._rng.random()
        years, first, last = next(age for age, share in zip(_AGES, _AGE_SHARES, strict=True) if drawn < share)
        pick = self._rng.random
        return date(admitted - years, first + int(pick() * (last - first + 1)), 1 + int(pick() * 28))
