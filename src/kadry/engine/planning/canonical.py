"""Frozen dataclasses to and from canonical JSON; every fault found on the way is named.

Canonical means: keys sorted, no spaces, UTF-8, numbers that are not whole written as decimal strings, one
newline at the end. Equal objects give equal bytes. A float is refused everywhere, since its text depends on
who wrote it.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import types
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, Union, get_args, get_origin, get_type_hints

from kadry.engine.faults import Fault, FaultyInput


class PlanningInputError(FaultyInput):
    """Every fault of a problem at once, so that one reading of the message is enough to mend them all."""

    def told(self) -> str:
        """Every fault on a line of its own."""
        return "\n".join(map(str, self.faults))


def refuse(faults: Iterable[Fault]) -> None:
    """Raise PlanningInputError when there is at least one fault."""
    found = tuple(faults)
    if found:
        raise PlanningInputError(found)


@functools.cache
def field_kinds(cls: Any) -> dict[str, Any]:
    """Resolved type of every field of a dataclass, in the order of the fields."""
    hints = get_type_hints(cls)
    return {field.name: hints[field.name] for field in dataclasses.fields(cls)}


def type_faults(thing: Any, where: str) -> Iterator[Fault]:
    """Yield a fault for each field of a dataclass whose value is not of the declared type."""
    for name, kind in field_kinds(type(thing)).items():
        if not _fits(kind, getattr(thing, name)):
            value = getattr(thing, name)
            what = f"{value!r} is a {type(value).__name__}" if not isinstance(value, tuple) else "a wrong member"
            yield Fault(f"{where}.{name}", what, f"Give {_spell(kind)}.")


def encode(value: Any) -> Any:
    """Turn a dataclass, tuple, Decimal, text, whole number, truth value or None into plain JSON values."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {name: encode(getattr(value, name)) for name in field_kinds(type(value))}
    if isinstance(value, (tuple, list)):
        return [encode(each) for each in value]
    if isinstance(value, dict):
        return {key: encode(each) for key, each in value.items()}
    if isinstance(value, Decimal):
        return decimal_text(value)
    if value is None or isinstance(value, (bool, int, str)):
        return value
    raise TypeError(f"{type(value).__name__} has no canonical form")


def decimal_text(value: Decimal) -> str:
    """Shortest plain notation of a Decimal: 0.50 → "0.5", 2E+1 → "20", -0 → "0"."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def dumps(value: Any) -> bytes:
    """Canonical JSON of anything `encode` takes, ending in one newline."""
    text = json.dumps(encode(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode() + b"\n"


def loads(cls: type, data: bytes | str) -> Any:
    """Read a dataclass back from its JSON.

    Raises PlanningInputError naming every fault by its place in the file.
    """
    try:
        plain = json.loads(data)
    except ValueError as error:
        raise PlanningInputError([Fault("file", f"not JSON: {error}", "Give one JSON object in UTF-8.")]) from error
    return decode(cls, plain)


def decode(cls: type, plain: Any) -> Any:
    """Build a dataclass from plain JSON values; raises PlanningInputError with all faults found."""
    faults: list[Fault] = []
    value = _read(cls, plain, cls.__name__, faults)
    refuse(faults)
    return value


def _read(kind: Any, plain: Any, where: str, faults: list[Fault]) -> Any:
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _read_object(kind, plain, where, faults)
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        if plain is None:
            return None
        return _read(next(each for each in get_args(kind) if each is not type(None)), plain, where, faults)
    if origin is tuple and isinstance(plain, list):
        inner = get_args(kind)[0]
        return tuple(_read(inner, each, f"{where}[{at}]", faults) for at, each in enumerate(plain))
    if kind is Decimal and isinstance(plain, (str, int)) and not isinstance(plain, bool):
        return _read_decimal(plain, where, faults)
    if not _fits(kind, plain):
        faults.append(Fault(where, f"{plain!r} is a {type(plain).__name__}", f"Give {_spell(kind)}."))
    return plain


def _read_decimal(plain: str | int, where: str, faults: list[Fault]) -> Decimal:
    try:
        return Decimal(plain)
    except InvalidOperation:
        faults.append(Fault(where, f"{plain!r} is not a number", 'Write it with a point, as "0.85".'))
        return Decimal(0)


def _read_object(cls: Any, plain: Any, where: str, faults: list[Fault]) -> Any:
    if not isinstance(plain, dict):
        faults.append(Fault(where, f"{plain!r} is a {type(plain).__name__}", f"Give an object of {cls.__name__}."))
        return None
    before = len(faults)
    known = {field.name: field for field in dataclasses.fields(cls)}
    for name in sorted(set(plain) - set(known)):
        faults.append(Fault(f"{where}.{name}", "unknown field", f"Known fields: {', '.join(known)}."))
    values: dict[str, Any] = {}
    for name, kind in field_kinds(cls).items():
        if name in plain:
            values[name] = _read(kind, plain[name], f"{where}.{name}", faults)
        elif known[name].default is dataclasses.MISSING and known[name].default_factory is dataclasses.MISSING:
            faults.append(Fault(f"{where}.{name}", "missing", "Give a value."))
    if len(faults) > before:
        return None
    try:
        return cls(**values)
    except PlanningInputError as error:
        faults.extend(Fault(f"{where} ({fault.where})", fault.what, fault.cure) for fault in error.faults)
        return None


def _fits(kind: Any, value: Any) -> bool:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return any(_fits(each, value) for each in get_args(kind))
    if origin is tuple:
        return isinstance(value, tuple) and all(_fits(get_args(kind)[0], each) for each in value)
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if kind is Decimal:
        return isinstance(value, Decimal) and value.is_finite()
    return isinstance(value, kind)


def _spell(kind: Any) -> str:
    plain = {int: "a whole number", str: "a text", Decimal: "a decimal number as text", bool: "true or false"}
    if kind in plain:
        return plain[kind]
    if get_origin(kind) in (Union, types.UnionType):
        return " or ".join("nothing" if each is type(None) else _spell(each) for each in get_args(kind))
    if get_origin(kind) is tuple:
        return f"a list, each member {_spell(get_args(kind)[0])}"
    return f"an object of {getattr(kind, '__name__', kind)}"
