"""Assignments by whose they are: to be done by me, made by me, my organisation's, raised by it, all, the archive."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kadry.board.access import assigned_to, of_organisation, visible_assignments
from kadry.board.enums import AssignmentState
from kadry.board.models import Assignment

OF_PEOPLE: dict[str, Promise] = {"mine": _("Assigned to me"), "made": _("Created by me")}
OF_ORGANISATION: dict[str, Promise] = {"organisation": _("My organisation’s"), "raised": _("Raised by us")}
OF_ALL: dict[str, Promise] = {"all": _("All on control"), "archive": _("Archive")}


def views_for(user: Any) -> dict[str, Promise]:
    """The lists this reader has; decisions are public, so everybody has two."""
    own = OF_PEOPLE if getattr(user, "role", "") else {}
    return own | (OF_ORGANISATION if getattr(user, "organisation_id", None) else {}) | OF_ALL


def own_view(user: Any, region: int) -> str:
    """The first of the reader's own lists with something to do or to follow; none where there is nothing."""
    own = [view for view in views_for(user) if view in ("mine", *OF_ORGANISATION)]
    return next((view for view in own if assignments_of(view, user, region).exists()), "")


def assignments_of(view: str, user: Any, region: int) -> QuerySet[Assignment]:
    """One of the lists; what has no deadline yet comes last."""
    ours = visible_assignments(user, Assignment.objects.filter(region_id=region))
    listed = ours.filter(pk__in=_chosen(view, user, ours).values("pk")).select_related("counted_after")
    listed = listed.prefetch_related("co_executors")
    return listed.order_by(Coalesce("deadline", "held_on").desc(), "-held_on", "number")


def _chosen(view: str, user: Any, ours: QuerySet[Assignment]) -> QuerySet[Assignment]:
    on_control = ours.exclude(state=AssignmentState.OFF_CONTROL)
    match view:
        case "mine":
            return on_control.filter(assigned_to(user))
        case "made":
            return ours.filter(made_by=user.pk)
        case "organisation":
            return on_control.filter(of_organisation(user.organisation_id))
        case "raised":  # to the very end: whoever raised it sees its fate
            return ours.filter(raiser=user.organisation_id)
        case "archive":
            return ours.filter(state=AssignmentState.OFF_CONTROL)
    return on_control
