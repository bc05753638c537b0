"""Whether both languages are complete: every message of the code has its Russian text, and none is left over.

    python -m tests.translations            says what is missing
    python -m tests.translations --write    adds what is missing to the .po with an empty text, drops what is left over

Reads Python by its syntax tree and templates by Django's own lexer, so that no gettext tools are needed.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polib
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "kadry"
PO = PACKAGE / "config" / "locale" / "ru" / "LC_MESSAGES" / "django.po"
PLAIN = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}
# What templatize makes of a tag: a call with literal arguments.
CALL = re.compile(
    r"\b(gettext|ngettext|pgettext|npgettext)\((?:u?(?:'(?:[^'\\]|\\.)*'|\"\"\"(?:.|\n)*?\"\"\"|\"(?:[^\"\\]|\\.)*\")|[\w\s,])*\)"
)


class Message(NamedTuple):
    """What a message is known by."""

    context: str | None
    text: str
    plural: str


def messages() -> set[Message]:
    """Every message of the code and the templates."""
    found: set[Message] = set()
    for path in PACKAGE.rglob("*.py"):
        found |= set(_in_python(ast.parse(path.read_text(encoding="utf-8"))))
    for path in PACKAGE.rglob("templates/**/*.html"):
        for call in CALL.finditer(templatize(path.read_text(encoding="utf-8"))):
            found |= set(_in_python(ast.parse(re.sub(r"\bu(?=['\"])", "", call.group()))))
    return found


def _in_python(tree: ast.AST) -> Iterator[Message]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        texts = [
            argument.value for argument in node.args if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
        ]
        if name in PLAIN and texts:
            yield Message(None, texts[0], "")
        elif name in PLURAL and len(texts) > 1:
            yield Message(None, texts[0], texts[1])
        elif name in CONTEXT and len(texts) > 1:
            yield Message(texts[0], texts[1], "")


def _key(entry: polib.POEntry) -> Message:
    return Message(entry.msgctxt, entry.msgid, entry.msgid_plural or "")


def _is_whole(entry: polib.POEntry) -> bool:
    """Translated, with all three Russian plural forms and every named place of the original."""
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if not all(texts) or (entry.msgid_plural and len(texts) != 3):
        return False
    wanted = set(re.findall(r"%\((\w+)\)s", entry.msgid_plural or entry.msgid))
    return all(wanted >= set(re.findall(r"%\((\w+)\)s", text)) for text in texts)


def main() -> int:
    used = messages()
    catalogue = polib.pofile(str(PO)) if PO.exists() else _new_catalogue()
    known = {_key(entry): entry for entry in catalogue}
    missing = sorted((m for m in used if m not in known or not _is_whole(known[m])), key=str)
    left_over = sorted((m for m in known if m not in used), key=str)
    if "--write" in sys.argv:
        _write(catalogue, known, used)
    for message in missing:
        print(f"no Russian text: {message.text!r}")
    for message in left_over:
        print(f"left over: {message.text!r}")
    print(f"{len(used)} messages, {len(missing)} without a Russian text, {len(left_over)} left over")
    return int(bool(missing or left_over))


def _new_catalogue() -> polib.POFile:
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": "ru",
        "Plural-Forms": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
    }
    return catalogue


def _write(catalogue: polib.POFile, known: dict[Message, polib.POEntry], used: set[Message]) -> None:
    for message in set(known) - used:
        catalogue.remove(known[message])
    for message in used - set(known):
        entry = polib.POEntry(msgctxt=message.context, msgid=message.text)
        if message.plural:
            entry.msgid_plural, entry.msgstr_plural = message.plural, {0: "", 1: "", 2: ""}
        catalogue.append(entry)
    catalogue.sort(key=lambda entry: (entry.msgid.lower(), entry.msgctxt or ""))
    PO.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(PO))


if __name__ == "__main__":
    sys.exit(main())
