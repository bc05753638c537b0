"""Every address of the platform: what the resolver knows, flattened."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import CodeType, ModuleType
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

_TEMPLATE = re.compile(r"^[a-z_]+/[a-z_]+\.html$")


@dataclass(frozen=True)
class Route:
    """One address: its pattern, its name, the view behind it."""

    url: str
    name: str
    view: Callable[..., Any]

    @property
    def room(self) -> str:
        return self.view.__module__.split(".")[1]

    @property
    def who(self) -> str:
        """The predicate in words: operator, auditor, …"""
        predicate = getattr(self.view, "who", None)
        return _in_words(getattr(predicate, "name", "")) if predicate else ""

    @property
    def methods(self) -> tuple[str, ...]:
        return getattr(self.view, "methods", ())

    @property
    def touches(self) -> tuple[list[str], list[str]]:
        """The templates and the actions named by the view and by the functions of its module that it calls."""
        from kadry.trail.action import ACTIONS  # the map's own command imports this module before Django has started

        view = inspect.unwrap(self.view)
        module = inspect.getmodule(view)
        words = set(_words(view.__code__, module, set()))
        # Of two rooms with an action of one name (paper_add) a view calls that of its own.
        rooms = {name.split(".")[1]: name for name in sorted(ACTIONS, key=lambda name: name.split(".")[0] == self.room)}
        return sorted(w for w in words if _TEMPLATE.match(w)), sorted(rooms[w] for w in words if w in rooms)


def _in_words(name: str) -> str:
    """``(operator | (auditor | chair))`` → ``operator, auditor, chair``."""
    return ", ".join(dict.fromkeys(name.replace("(", "").replace(")", "").split(" | ")))


def _words(code: CodeType, module: ModuleType | None, seen: set[CodeType]) -> Iterator[str]:
    """Names and texts in a function, its inner functions, and the functions of its own module that it calls."""
    if code in seen:
        return
    seen.add(code)
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, str):
            yield constant
        elif isinstance(constant, CodeType):
            yield from _words(constant, module, seen)
    for name in code.co_names:
        called = inspect.unwrap(getattr(module, name, None)) if callable(getattr(module, name, None)) else None
        if inspect.isfunction(called) and inspect.getmodule(called) is module:
            yield from _words(called.__code__, module, seen)


def routes() -> list[Route]:
    """Every route, by address."""
    return sorted(_walk(get_resolver().url_patterns, "/", ""), key=lambda route: (route.url, route.name))


def _walk(patterns: list[Any], prefix: str, namespace: str) -> Iterator[Route]:
    for pattern in patterns:
        url = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, url, inner)
        elif isinstance(pattern, URLPattern):
            yield Route(url, f"{namespace}{pattern.name}", pattern.callback)
