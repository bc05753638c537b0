"""Expressions as plain data, read into frozen nodes; every fault is named with the path to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from kadry.engine.rules.facts import Fact, exact_number, kopecks
from kadry.engine.rules.faults import Faults
from kadry.engine.rules.nodes import (
    DATE,
    KIND_OF_FACT,
    LIST,
    NUMBER,
    OPERATIONS,
    TEXT,
    TRUTH,
    Case,
    Constant,
    FactValue,
    Node,
    Operation,
    ParameterValue,
)

ANY = (NUMBER, DATE, TEXT, LIST)  # what a parameter is, is known on the day only; a truth of the law is a condition
UNREADABLE = Constant(0)  # stands where a fault was named


@dataclass(frozen=True, slots=True)
class Typed:
    """A node and the kinds its value may be of."""

    node: Node
    kinds: tuple[str, ...]


def parse(data: Any, kinds: tuple[str, ...], facts: Mapping[str, Fact], where: str, faults: Faults) -> Node:
    """Read one expression that must give one of the kinds; faults are added, never raised."""
    return _expected(data, kinds, facts, where, faults).node


def _expected(data: Any, kinds: tuple[str, ...], facts: Mapping[str, Fact], where: str, faults: Faults) -> Typed:
    found = _read(data, kinds, facts, where, faults)
    fitting = tuple(kind for kind in found.kinds if kind in kinds)
    if not fitting:
        given, needed = (" or ".join(some) for some in (found.kinds, kinds))
        faults.add(where, f"a {given} stands where a {needed} is needed", "Correct the expression.")
    return Typed(found.node, fitting or kinds)


def _read(data: Any, kinds: tuple[str, ...], facts: Mapping[str, Fact], where: str, faults: Faults) -> Typed:
    if not isinstance(data, Mapping):
        return _constant(data, kinds, where, faults)
    if len(data) != 1:
        faults.add(where, f"an expression has one operation, this has {len(data)}", "Nest them, or join them by “all”.")
        return Typed(UNREADABLE, kinds)
    ((name, inner),) = data.items()
    if name in ("fact", "holds"):
        return _fact(name, inner, kinds, facts, where, faults)
    if name == "parameter":
        return _parameter(inner, where, faults)
    if name == "roubles":
        return _roubles(inner, where, faults)
    if name == "case":
        return _case(inner, kinds, facts, f"{where}/case", faults)
    if name in OPERATIONS:
        return _operation(name, inner, facts, f"{where}/{name}", faults)
    faults.add(where, f"there is no operation {name!r}", f"Use one of: {', '.join([*OPERATIONS, 'case', 'fact', 'parameter'])}.")
    return Typed(UNREADABLE, kinds)


def _constant(data: Any, kinds: tuple[str, ...], where: str, faults: Faults) -> Typed:
    if isinstance(data, float):
        faults.add(where, f"{data!r} is a binary fraction, and not exact", f'Put it in quotes: "{data!r}".')
    elif isinstance(data, bool):
        return Typed(Constant(data), (TRUTH,))
    elif isinstance(data, date) and not isinstance(data, datetime):
        return Typed(Constant(data), (DATE,))
    elif isinstance(data, (list, tuple)):
        return _list(data, where, faults)
    elif isinstance(data, (int, Fraction)) or (NUMBER in kinds and TEXT not in kinds and exact_number(data) is not None):
        return Typed(Constant(exact_number(data) or 0), (NUMBER,))
    elif isinstance(data, str):
        # Quoted digits beside a number are a decimal, beside a text they are text: both readings stay open.
        return Typed(Constant(data), (TEXT, NUMBER) if exact_number(data) is not None else (TEXT,))
    else:
        faults.add(where, f"{data!r} is no value", "Give a number, quoted text, a date, true or false.")
    return Typed(UNREADABLE, kinds)


def _list(data: Any, where: str, faults: Faults) -> Typed:
    if not data or not all(isinstance(one, str) or exact_number(one) is not None for one in data):
        faults.add(where, "a list holds texts or exact numbers, at least one", "Correct the list.")
        return Typed(UNREADABLE, (LIST,))
    return Typed(Constant(tuple(data)), (LIST,))


def _fact(name: str, inner: Any, kinds: tuple[str, ...], facts: Mapping[str, Fact], where: str, faults: Faults) -> Typed:
    if not isinstance(inner, str) or inner not in facts:
        faults.add(where, f"there is no fact {inner!r}", "Add it to the catalogue of facts, or correct its name.")
        return Typed(UNREADABLE, kinds)
    kind = KIND_OF_FACT[facts[inner].kind]
    if name == "holds" and kind != TRUTH:
        faults.add(where, f"“holds” asks a yes/no fact, and {inner} is a {kind}", "Compare it with something.")
    return Typed(FactValue(facts[inner]), (kind,))


def _parameter(inner: Any, where: str, faults: Faults) -> Typed:
    if not isinstance(inner, str):
        faults.add(where, f"{inner!r} is no key of a parameter", "Give its key as text.")
    return Typed(ParameterValue(str(inner)), ANY)


def _roubles(inner: Any, where: str, faults: Faults) -> Typed:
    sum_ = kopecks(inner)
    if sum_ is None:
        faults.add(where, f"{inner!r} is no sum of roubles", 'Give a whole number, or quoted text: "40639.50".')
    return Typed(Constant(sum_ or 0), (NUMBER,))


def _operation(name: str, inner: Any, facts: Mapping[str, Fact], where: str, faults: Faults) -> Typed:
    signature = OPERATIONS[name]
    single = len(signature.takes) == 1 and signature.rest is None
    given = [inner] if single and not isinstance(inner, (list, tuple)) else faults.items(where, inner)
    least = len(signature.takes)
    if len(given) < least or (signature.rest is None and len(given) > least):
        faults.add(where, f"it has {len(given)} parts", f"Give {least}{' or more' if signature.rest else ''}.")
        return Typed(UNREADABLE, (signature.gives,))
    wanted = [*signature.takes, *[signature.rest or ()] * (len(given) - least)]
    if signature.alike:
        common = _common(given, signature.takes[0], facts)
        wanted = [common or signature.takes[0]] * len(given)
        if not common:
            faults.add(where, "it compares things of two kinds, or of one that has no order", "Compare things of one kind.")
    pairs = enumerate(zip(given, wanted, strict=True))
    parts = [_expected(one, kinds, facts, f"{where}[{at}]", faults) for at, (one, kinds) in pairs]
    if name == "quotient":
        _divisor(parts[1].node, where, faults)
    if LIST in signature.takes[-1]:
        parts[1] = _of_one_kind(parts[1], parts[0].kinds, where, faults)
    return Typed(Operation(name, tuple(part.node for part in parts)), (signature.gives,))


def _common(given: list[Any], kinds: tuple[str, ...], facts: Mapping[str, Fact]) -> tuple[str, ...]:
    """The kinds that all of these may be of; what may be a number or a text is a number: a text beside it would tell.

    They are read once only to be told apart, and again as what they are; faults are named at the second reading.
    """
    found = [_read(one, kinds, facts, "", Faults()).kinds for one in given]
    common = tuple(kind for kind in kinds if all(kind in some for some in found))
    return tuple(kind for kind in common if kind != TEXT) if NUMBER in common else common


def _of_one_kind(listed: Typed, kinds: tuple[str, ...], where: str, faults: Faults) -> Typed:
    """A list of numbers beside a number, of texts beside a text; a parameter is looked at on the day."""
    if not isinstance(listed.node, Constant) or not isinstance(listed.node.value, tuple):
        return listed
    numbers = TEXT not in kinds
    for one in listed.node.value:
        if (exact_number(one) is None) if numbers else not isinstance(one, str):
            faults.add(where, f"{one!r} stands in a list of {kinds[0]}s", "Quote texts; write numbers as numbers.")
            return listed
    return Typed(Constant(tuple(exact_number(one) or 0 for one in listed.node.value)), (LIST,)) if numbers else listed


def _divisor(node: Node, where: str, faults: Faults) -> None:
    if isinstance(node, Constant) and node.value == 0:
        faults.add(where, "it divides by zero", "Correct the divisor.")
    elif not isinstance(node, (Constant, ParameterValue)):
        faults.add(where, "it divides by something that is no constant and no parameter", "Compare products instead.")


def _case(inner: Any, kinds: tuple[str, ...], facts: Mapping[str, Fact], where: str, faults: Faults) -> Typed:
    rows = faults.items(where, inner)
    if not rows or not isinstance(rows[-1], Mapping) or set(rows[-1]) != {"otherwise"}:
        faults.add(where, "its last branch is not “otherwise”", "Say what holds where no condition does.")
        return Typed(UNREADABLE, kinds)
    results = [row.get("then") for row in rows[:-1] if isinstance(row, Mapping)] + [rows[-1]["otherwise"]]
    common = _common(results, kinds, facts) or kinds
    branches = []
    for number, row in enumerate(rows[:-1]):
        given = faults.fields(f"{where}[{number}]", row, {"when", "then"})
        if len(given) == 2:
            when = parse(given["when"], (TRUTH,), facts, f"{where}[{number}]/when", faults)
            branches.append((when, parse(given["then"], common, facts, f"{where}[{number}]/then", faults)))
    otherwise = parse(rows[-1]["otherwise"], common, facts, f"{where}/otherwise", faults)
    return Typed(Case(tuple(branches), otherwise), common)
