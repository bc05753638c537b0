"""How few students any settlement must leave worse off, whatever it closes and whomever it moves.

Let a place be short in the stable allocation without minimums, with `present` students and `missing` more to
its minimum. In the end it is closed, or it has its minimum.

Closed: its students are worse off, or sit in seats they would rather have had. Those seats were all taken, so
for each student who came to one from a place with free seats another left the full places, and that one is
worse off. So all short places closed cost together at least as many students as they had.

Opened: whoever comes to it would have had a free seat there and sat at a dearer wish: each of the missing is
a student worse off. The same student may count on both sides, so the larger of the two sums is certain.
"""

from __future__ import annotations

from collections.abc import Iterable

Short = tuple[int, int | None]


def fewest_worse_off(short: Iterable[Short]) -> int:
    """The least, over all choices of places to close, of max(students of the closed, students missing in the rest).

    Parameters
    ----------
    short
        `(present, missing)` of each short place; missing is None where the place can never open.
    """
    missing_by_present = {0: 0}  # students of the places closed so far -> the fewest missing in the rest
    for present, missing in short:
        extended: dict[int, int] = {}
        for closed, filled in missing_by_present.items():
            _keep_least(extended, closed + present, filled)
            if missing is not None:
                _keep_least(extended, closed, filled + missing)
        missing_by_present = extended
    return min(max(closed, filled) for closed, filled in missing_by_present.items())


def _keep_least(found: dict[int, int], key: int, value: int) -> None:
    found[key] = min(value, found.get(key, value))
