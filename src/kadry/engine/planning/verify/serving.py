"""The least weight of need that must stay unmet, by depth-first augmentation on levels of weight."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

Key = tuple[str, str]
Cell = tuple[Fraction, tuple[Key, ...], int]


def least_loss(cells: list[Cell], supply: dict[Key, int]) -> tuple[Fraction, int]:
    """Least weight lost: for each level of weight, the step of weight times the people no flow can reach.

    With the weights w₁ > w₂ > … the loss is Σ (w_k − w_{k+1}) · (people of weight ≥ w_k − largest flow to
    them).
    """
    free, sent = dict(supply), {key: defaultdict(int) for key in supply}
    lost, people, served = Fraction(0), 0, 0
    for at, (weight, near, count) in enumerate(cells):
        people += count
        left = count
        while left and near:
            moved = _augment(at, left, cells, free, sent, set())
            if not moved:
                break
            left -= moved
        served += count - left
        below = cells[at + 1][0] if at + 1 < len(cells) else Fraction(0)
        if below != weight:
            lost += (weight - below) * (people - served)
    return lost, served


def _augment(
    at: int,
    most: int,
    cells: list[Cell],
    free: dict[Key, int],
    sent: dict[Key, defaultdict[int, int]],
    seen: set[Key],
) -> int:
    """Bring up to `most` more people to a cell, pushing others on to other pairs; returns how many."""
    for key in cells[at][1]:
        if free[key] > 0:
            moved = min(most, free[key])
            free[key] -= moved
            sent[key][at] += moved
            return moved
    for key in cells[at][1]:
        if key in seen:
            continue
        seen.add(key)
        for other, amount in list(sent[key].items()):
            if other != at and amount:
                moved = _augment(other, min(most, amount), cells, free, sent, seen)
                if moved:
                    sent[key][other] -= moved
                    sent[key][at] += moved
                    return moved
    return 0
