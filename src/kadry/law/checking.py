"""What the law room asks of its files beyond what the engine can read: texts in both languages, known acts and parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from kadry.engine.rules.faults import Fault, Faults
from kadry.law.parameters import LANGUAGES, NoParameter

NEUTRAL = {0, 1, 100}  # of no effect, the whole, and the hundred of a percentage: every other number of a sum is a parameter


def faults_of(records: Mapping[str, Any], acts: Mapping[str, Any], lines: Callable[[str], Any]) -> list[Fault]:
    """Every fault of the files; the engine names the faults of the expressions themselves.

    `records` goes by file name; `lines` gives the lines of a parameter and raises NoParameter for an unknown key.
    """
    faults = Faults()
    for name, record in records.items():
        if not isinstance(record, Mapping) or record.get("id") != name:
            faults.add(f"measure {name}", "its id is not the name of its file", "Make them equal.")
            continue
        _check_texts(record, f"measure {name}", faults)
        for version in faults.items(f"measure {name}, versions", record.get("versions")):
            _check_version(version, records, acts, lines, f"measure {name}, version {_begins(version)}", faults)
    return faults.found


def _begins(version: Any) -> Any:
    return version.get("from") if isinstance(version, Mapping) else version


def _check_texts(found: Any, where: str, faults: Faults) -> None:
    for path, texts in _texts(found, where):
        if set(texts) != LANGUAGES or not all(isinstance(text, str) and text.strip() for text in texts.values()):
            faults.add(path, "it is not a text in Russian and in English", "Give ru and en, in quotes where there is a comma.")


def _texts(found: Any, where: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(found, Mapping) and LANGUAGES & found.keys():
        yield where, found
    elif isinstance(found, Mapping):
        for name, inner in found.items():
            yield from _texts(inner, f"{where}, {name}")
    elif isinstance(found, list):
        for number, inner in enumerate(found, start=1):
            yield from _texts(inner, f"{where} {number}")


def _check_version(
    version: Any, records: Mapping[str, Any], acts: Mapping[str, Any], lines: Callable[[str], Any], where: str, faults: Faults
) -> None:
    if not isinstance(version, Mapping):
        faults.add(where, "it is not a mapping", "Give from, text_seen, status, sources and conditions.")
        return
    if not version.get("sources"):
        faults.add(where, "it names no source", "Say where it was read.")
    if version.get("text_seen") is False and version.get("amount") is not None:
        faults.add(where, "the text was not seen, and yet it states an amount", "Remove the amount, or name the text.")
    for act in sorted({str(one["act"]) for one in _clauses(version) if one["act"] not in acts}):
        faults.add(where, f"there is no act {act!r}", "Add its name to acts.yaml, or correct it.")
    for key in sorted(set(_parameters(version))):
        _check_parameter(key, lines, where, faults)
    for other in sorted({*(version.get("excludes") or ()), *(version.get("requires") or ())} - records.keys()):
        faults.add(where, f"there is no measure {other!r} to exclude or require", "Correct its id.")
    for payment in (version.get("amount") or {}).get("payments", ()):
        _check_numbers(payment, f"{where}, payment {payment.get('id')}", faults)


def _check_parameter(key: str, lines: Callable[[str], Any], where: str, faults: Faults) -> None:
    try:
        lines(key)
    except NoParameter:
        faults.add(where, f"there is no parameter {key!r}", "Add it with its day, act and source, or correct its key.")


def _check_numbers(payment: Mapping[str, Any], where: str, faults: Faults) -> None:
    for number in sorted({number for number in _numbers(payment.get("sum")) if number not in NEUTRAL}):
        faults.add(where, f"the number {number} has no day and no source", "Make it a parameter.")


def _clauses(found: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(found, Mapping):
        if "act" in found:
            yield found
        for inner in found.values():
            yield from _clauses(inner)
    elif isinstance(found, list):
        for inner in found:
            yield from _clauses(inner)


def _parameters(found: Any) -> Iterator[str]:
    if isinstance(found, Mapping):
        if isinstance(found.get("parameter"), str):
            yield found["parameter"]
        for inner in found.values():
            yield from _parameters(inner)
    elif isinstance(found, list):
        for inner in found:
            yield from _parameters(inner)


def _numbers(found: Any) -> Iterator[Fraction]:
    """Every bare number of an expression; the texts and the names of facts are none."""
    if isinstance(found, Mapping):
        for inner in found.values():
            yield from _numbers(inner)
    elif isinstance(found, list):
        for inner in found:
            yield from _numbers(inner)
    elif isinstance(found, int | str) and not isinstance(found, bool):
        try:
            yield Fraction(found)
        except ValueError:
            return
