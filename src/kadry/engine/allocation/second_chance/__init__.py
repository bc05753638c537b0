"""Fewer left out where many have equal points: whoever is turned away everywhere asks once more.

If you just want that, call `ask_twice(market)`; it costs the promise that nobody gains by misstating wishes.
If you just want to know that an outcome is right, call `verify_second_chance(market, assignment)`.
"""

from kadry.engine.allocation.second_chance.check import verify_second_chance
from kadry.engine.allocation.second_chance.method import SecondChance, ask_twice

__all__ = ["SecondChance", "ask_twice", "verify_second_chance"]
