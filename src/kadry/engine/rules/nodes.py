"""The expressions of the law as frozen nodes, and what each operation takes and gives.

A node says nothing of how it is computed: `scalar` computes one employer, `vector` a table of them, from the same nodes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from kadry.engine.rules.facts import Fact

TRUTH, NUMBER, TEXT, DATE, LIST = "truth", "number", "text", "date", "list"
ORDERED = (NUMBER, DATE)
COMPARED = (NUMBER, DATE, TEXT, TRUTH)

KIND_OF_FACT = {
    "yes_no": TRUTH,
    "money": NUMBER,
    "number": NUMBER,
    "count": NUMBER,
    "date": DATE,
    "choice": TEXT,
    "text": TEXT,
}

Exact = int | Fraction
Literal = bool | Exact | str | date | tuple[Exact | str, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """What an operation takes and gives.

    `takes` holds the kinds of each part, `rest` those of every part after them (None: no more parts); `alike` says that
    all parts must be of one kind. `gives` is the kind of the result.
    """

    gives: str
    takes: tuple[tuple[str, ...], ...]
    rest: tuple[str, ...] | None = None
    alike: bool = False


_NUMBERS = Signature(NUMBER, ((NUMBER,),), rest=(NUMBER,))
_TWO_NUMBERS = Signature(NUMBER, ((NUMBER,), (NUMBER,)))
_ORDER = Signature(TRUTH, (ORDERED, ORDERED), alike=True)
_LOGIC = Signature(TRUTH, ((TRUTH,),), rest=(TRUTH,))
_LATER = Signature(DATE, ((DATE,), (NUMBER,)))

OPERATIONS = {
    "sum": _NUMBERS,
    "difference": _TWO_NUMBERS,
    "product": _NUMBERS,
    "quotient": _TWO_NUMBERS,
    "least": _NUMBERS,
    "greatest": _NUMBERS,
    "floor": Signature(NUMBER, ((NUMBER,),)),
    "at_least": _ORDER,
    "at_most": _ORDER,
    "more_than": _ORDER,
    "less_than": _ORDER,
    "equal": Signature(TRUTH, (COMPARED, COMPARED), alike=True),
    "one_of": Signature(TRUTH, ((TEXT, NUMBER), (LIST,))),
    "begins_with": Signature(TRUTH, ((TEXT,), (LIST,))),
    "all": _LOGIC,
    "any": _LOGIC,
    "not": Signature(TRUTH, ((TRUTH,),)),
    "months_after": _LATER,
    "days_after": _LATER,
    "next_month_day": _LATER,
}


@dataclass(frozen=True, slots=True)
class Constant:
    """A value written into the rule itself."""

    value: Literal
    is_truth: bool = field(init=False, repr=False)  # True equals 1 in Python, and must not in a rule

    def __post_init__(self) -> None:
        object.__setattr__(self, "is_truth", isinstance(self.value, bool))


@dataclass(frozen=True, slots=True)
class FactValue:
    """What is known of a fact, or everything it may be."""

    fact: Fact


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """A dated parameter of the law, as it is on the day of evaluation."""

    key: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One of `OPERATIONS` over its parts."""

    name: str
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """The expression of the first branch whose condition holds, else the last one."""

    branches: tuple[tuple[Node, Node], ...]
    otherwise: Node


Node = Constant | FactValue | ParameterValue | Operation | Case


def parts_of(node: Node) -> tuple[Node, ...]:
    """The nodes right below a node."""
    if isinstance(node, Operation):
        return node.parts
    if isinstance(node, Case):
        return (*(part for branch in node.branches for part in branch), node.otherwise)
    return ()


def walk(node: Node) -> Iterator[Node]:
    """A node and every node below it, parents first."""
    yield node
    for part in parts_of(node):
        yield from walk(part)


def facts_of(*nodes: Node) -> dict[str, Fact]:
    """Every fact the nodes speak of, sorted by name."""
    found = {node.fact.name: node.fact for root in nodes for node in walk(root) if isinstance(node, FactValue)}
    return dict(sorted(found.items()))


def parameters_of(*nodes: Node) -> tuple[str, ...]:
    """The keys of every parameter the nodes speak of, sorted."""
    return tuple(sorted({node.key for root in nodes for node in walk(root) if isinstance(node, ParameterValue)}))
