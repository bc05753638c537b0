"""How support measures and the reasons of refusals are called where a figure is cut by them."""

from __future__ import annotations

from django.urls import reverse

from kadry.support.bridge.titles import titles
from kadry.support.enums import RefusalReason
from kadry.trail import dimensions
from kadry.trail.dimensions import Name, Words, labelled


def _measure(key: str) -> Name:
    """Its title; a measure the law no longer knows keeps its id and has no page."""
    title = titles().get(key)
    return Name(title, reverse("support:measure", args=[key])) if title else Name(key)


dimensions.register("measure", names=Words(_measure))
dimensions.register("reason", names=labelled(RefusalReason.choices))
