"""Keeps the words of cases in step with what workbooks bring: their rows pass by every model and every action."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from kadry.exchange.enums import ImportState
from kadry.exchange.models import Import
from kadry.experience.models import Case
from kadry.experience.search import column_of

# Sheets whose rows stand in the text of a case: its own, and the organisations it names.
SHEETS = ("cases", "case_partners", "case_programmes", "colleges", "employers")


def index(cases: QuerySet[Case]) -> int:
    """Compute the words of these cases anew; writes those that changed and returns how many they were."""
    changed = []
    for case in cases.with_list_data():
        if (lemmas := column_of(case)) != case.lemmas:
            case.lemmas = lemmas
            changed.append(case)
    Case.objects.bulk_update(changed, ["lemmas"], batch_size=200)
    return len(changed)


def index_import(sender: type[Import], instance: Import, **kwargs: Any) -> None:
    """A workbook was stored or taken back: what it brought of cases becomes searchable, within the same transaction."""
    if instance.state in (ImportState.STORED, ImportState.TAKEN_BACK) and instance.sheets.filter(kind__in=SHEETS).exists():
        index(Case.objects.filter(region_id=instance.region_id))
