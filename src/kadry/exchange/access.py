"""Who may bring workbooks in, and who may see what came of them."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from kadry.exchange.models import Import
from kadry.people.access import is_auditor, is_coordinator, is_employer, is_operator, is_system

may_import = is_operator | is_coordinator | is_employer | is_system
may_see_imports = may_import | is_auditor


@rules.predicate
def may_change_import(user: Any, subject: Import | None) -> bool:
    """The operator, and whoever brought the file in."""
    return is_operator(user) or is_system(user) or (subject is not None and subject.by_id == user.pk and may_import(user))


def visible_imports(user: Any) -> QuerySet[Import]:
    """All of the region's for operator and auditor, the organisation's own for the others."""
    imports = Import.objects.filter(region_id=user.region_id) if user.region_id else Import.objects.all()
    if (is_operator | is_auditor | is_system)(user):
        return imports
    if (is_coordinator | is_employer)(user):
        return imports.filter(organisation_id=user.organisation_id)
    return imports.none()


def get_import_for(user: Any, pk: int) -> Import:
    return get_object_or_404(visible_imports(user), pk=pk)
