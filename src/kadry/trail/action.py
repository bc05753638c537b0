"""``@action``: permission, transaction, change and event as one thing.

    @action(may=access.may_confirm)
    def need_confirm(*, need: Need, by: User, at: datetime, ground: str) -> Need:
        need.state = NeedState.CONFIRMED
        need.save(update_fields=["state"])
        event(need, people=need.people)
        return need

The action's name is the event's name. Exactly one event is written for each call: an action that forgets it, or
writes two, fails and changes nothing.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models, transaction

from kadry.trail.models import Event

P = ParamSpec("P")
T = TypeVar("T")

REQUIRED = ("by", "at", "ground")
ACTIONS: dict[str, Callable[..., Any]] = {}


class Forbidden(PermissionDenied):
    """The actor may not do this; the message names the action."""


class NotRecorded(RuntimeError):
    """An action ended without its one event, or an event was written outside an action."""


@dataclass
class _Act:
    name: str
    by: Any
    at: datetime
    ground: str
    written: list[Event] = field(default_factory=list)


_acting: ContextVar[_Act | None] = ContextVar("acting", default=None)


def action(*, may: Callable[..., bool]) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Register a write.

    ``may(by, subject)`` is asked first, where the subject is the action's first argument. The function must be
    keyword-only and take ``by`` (the account), ``at`` (the moment) and ``ground`` (why it may happen).
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        name = f"{function.__module__.split('.')[1]}.{function.__name__}"
        subject_name = _check_signature(name, function)

        @wraps(function)
        def acting(**kwargs: Any) -> T:
            subject = kwargs.get(subject_name) if subject_name else None
            if not may(kwargs["by"], subject):
                raise Forbidden(f"{name}: {kwargs['by']} may not do this.")
            act = _Act(name, kwargs["by"], kwargs["at"], kwargs["ground"])
            token = _acting.set(act)
            try:
                with transaction.atomic():
                    result = function(**kwargs)
                    if len(act.written) != 1:
                        raise NotRecorded(f"{name} wrote {len(act.written)} events; an action writes exactly one.")
            finally:
                _acting.reset(token)
            return result

        acting.may = may  # type: ignore[attr-defined]
        ACTIONS[name] = acting
        return acting  # type: ignore[return-value]

    return decorate


def _check_signature(name: str, function: Callable[..., Any]) -> str | None:
    parameters = inspect.signature(function).parameters
    named = (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD)
    positional = [p for p in parameters.values() if p.kind not in named]
    if positional or not set(REQUIRED) <= set(parameters):
        raise TypeError(f"{name}: an action is keyword-only and takes {', '.join(REQUIRED)}.")
    subjects = [key for key in parameters if key not in REQUIRED]
    return subjects[0] if subjects else None


def event(subject: models.Model | None, *, region: int | None = None, **data: Any) -> Event:
    """Write the event of the action now running. ``data`` holds identifiers and non-personal values only."""
    act = _acting.get()
    if act is None:
        raise NotRecorded("An event is written by an action, never on its own.")
    written = Event.objects.create(
        name=act.name,
        subject=subject._meta.label_lower if subject is not None else "",
        subject_id=subject.pk if subject is not None else None,
        actor_id=getattr(act.by, "pk", None),
        role=getattr(act.by, "role", ""),
        region_id=region or getattr(act.by, "region_id", None),
        ground=act.ground,
        data=data,
        at=act.at,
    )
    act.written.append(written)
    return written
