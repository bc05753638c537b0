"""A workbook comes in: checked, stored, taken back. Each in one transaction, each one event with its counts."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Model
from django.db.models.deletion import ProtectedError
from django.utils.translation import gettext as _

from kadry.exchange import storing
from kadry.exchange.access import may_change_import, may_import
from kadry.exchange.checking import Fault, SheetCheck, check_sheet
from kadry.exchange.enums import TRANSITIONS, ImportState
from kadry.exchange.kept import digest_of, keep
from kadry.exchange.kinds import Context
from kadry.exchange.models import Before, ExtraCells, Import, Problem, SheetImport
from kadry.exchange.reading import problems as reading
from kadry.exchange.reading.headings import Declared, Recognised, best_sheet, is_own_sheet
from kadry.exchange.reading.refusals import Refused
from kadry.exchange.reading.workbook import RawSheet, Workbook, open_workbook
from kadry.exchange.sheets import Sheet, all_sheets, find_sheet
from kadry.exchange.wording import cell_problem, missing_headings, unknown_sheet
from kadry.trail.action import action, event
from kadry.trail.models import Event

PROBLEMS_KEPT = 10_000  # of one sheet; the marked workbook names the rest's rows all the same


class CannotTakeBack(ValueError):
    """Something else stands on the rows of the import; ``words`` says what, in the reader's language."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class WrongImportState(ValueError):
    """The import is not in a state from which this can be done."""


@dataclass(frozen=True)
class Recognition:
    """A sheet of the file, what it was recognised as, and what it came near to."""

    raw: RawSheet
    sheet: Sheet | None
    found: Recognised | None
    candidates: tuple[str, ...]


@action(may=lambda by, data: may_import(by))
def workbook_take(*, data: bytes, filename: str, region: Any, dry: bool, by: Any, at: datetime, ground: str) -> Import:
    """Take a file in: check it and, unless ``dry``, store its good rows.

    A file that cannot be read at all is kept as refused with the reason. A dry run leaves only the report: how many rows
    would be new, changed or the same, and every problem.
    """
    started = time.monotonic()
    file = ContentFile(data)
    digest = digest_of(file)
    taken = Import.objects.create(
        filename=filename[:200],
        file=f"imports/{digest}",
        digest=digest,
        size=len(data),
        by=by,
        region=region,
        organisation_id=getattr(by, "organisation_id", None),
        at=at,
    )
    try:
        workbook = open_workbook(data, filename)
    except Refused as refused:
        taken.state, taken.refusal_en, taken.refusal_ru = ImportState.REFUSED, refused.text_en, refused.text_ru
    else:
        _take_sheets(taken, workbook, dry)
        taken.state = ImportState.CHECKED if dry else ImportState.STORED
    taken.seconds = time.monotonic() - started
    taken.save()
    keep(taken.file, file)
    event(taken, region=region.pk, state=taken.state, **_totals(taken))
    return taken


@action(may=may_change_import)
def workbook_store(*, taken: Import, by: Any, at: datetime, ground: str) -> Import:
    """Store the good rows of a checked file. What stood in the way when it was checked is looked at anew."""
    _require(taken, ImportState.STORED)
    with default_storage.open(taken.file) as file:
        workbook = open_workbook(file.read(), taken.filename)
    taken.sheets.all().delete()
    _take_sheets(taken, workbook, dry=False)
    taken.state = ImportState.STORED
    taken.save(update_fields=["state"])
    event(taken, **_totals(taken))
    return taken


@action(may=may_change_import)
def workbook_take_back(*, taken: Import, by: Any, at: datetime, ground: str) -> Import:
    """Undo an import whole: new rows go, changed rows become what they were. Raises CannotTakeBack, naming what stands on it."""
    _require(taken, ImportState.TAKEN_BACK)
    for origin in reversed(taken.sheets.exclude(kind="")):
        _take_back_sheet(origin)
    taken.state = ImportState.TAKEN_BACK
    taken.save(update_fields=["state"])
    event(taken, **_totals(taken))
    return taken


def _require(taken: Import, to: ImportState) -> None:
    taken.refresh_from_db(fields=["state"])  # another tab may have been quicker
    if to not in TRANSITIONS[ImportState(taken.state)]:
        raise WrongImportState(f"import {taken.pk} is {taken.state} and cannot become {to}.")


def _totals(taken: Import) -> dict[str, int]:
    sheets = list(taken.sheets.all())
    return {name: sum(getattr(sheet, name) for sheet in sheets) for name in ("rows", "created", "changed", "same", "faulty")}


def _take_sheets(taken: Import, workbook: Workbook, dry: bool) -> None:
    """Check and store every sheet, those referred to before those that refer. A dry run stores and undoes.

    Undoing keeps the counts true when one sheet of the file refers to another's new rows.
    """
    recognised = [_recognise(raw, taken.by) for raw in workbook.sheets if raw.cells.height and not is_own_sheet(raw)]
    order = {sheet.key: position for position, sheet in enumerate(all_sheets())}
    recognised.sort(key=lambda one: order[one.sheet.key] if one.sheet else -1)
    reports = []
    with transaction.atomic():
        context = Context(taken.region_id, taken.by)
        for one in recognised:
            reports.append(_take_sheet(taken, one, context))
        if dry:
            transaction.set_rollback(True)
    if dry:
        for origin, problems, extra in reports:
            origin.pk = None
            origin.save(force_insert=True)
            _write_report(origin, problems, extra)


def _recognise(raw: RawSheet, by: Any) -> Recognition:
    allowed = {sheet.key: sheet for sheet in all_sheets() if sheet.may(by)}
    declared = {key: Declared(sheet.names, sheet.headings, sheet.required) for key, sheet in allowed.items()}
    best = best_sheet(raw, declared)
    near = tuple(allowed[key].names[0] for key, _ in best.candidates)
    return Recognition(raw, allowed.get(best.key or ""), best.recognised, near)


Report = tuple[SheetImport, list[Problem], list[ExtraCells]]


def _take_sheet(taken: Import, one: Recognition, context: Context) -> Report:
    origin = SheetImport(of=taken, name=one.raw.name[:100])
    if one.sheet is None or one.found is None:
        # A sheet that resembles nothing (a title page, notes) is shown as left alone; a near miss is a problem.
        return _left_alone(origin, [unknown_sheet(one.raw.name, one.candidates)] if one.candidates else [])
    origin.kind, origin.heading_row = one.sheet.key, one.found.heading_row
    origin.extra_columns = list(one.found.extra)
    if one.found.missing:
        return _left_alone(origin, missing_headings(one.raw.name, one.sheet, one.found))
    origin.save()
    check = check_sheet(one.sheet, one.raw, one.found, context)
    difference = storing.differences(one.sheet, check.good)
    storing.store(one.sheet, origin, check.good, difference)
    # The next sheet may refer to the rows this one brought.
    context.forget(one.sheet.model)
    check.faults += _objections(one.sheet, check, difference)
    origin.rows, origin.faulty = len(check.rows), len(check.faulty_positions)
    origin.created, origin.changed, origin.same = len(difference.new), len(difference.changed), difference.same
    origin.save()
    problems, extra = _problems(one, check), _extra_cells(one, check)
    _write_report(origin, problems, extra)
    return origin, problems, extra


def _left_alone(origin: SheetImport, problems: list[reading.Problem]) -> Report:
    """A sheet nobody can take: said why, nothing of it stored."""
    origin.save()
    kept = [_kept(problem) for problem in problems]
    _write_report(origin, kept, [])
    return origin, kept, []


def _objections(sheet: Sheet, check: SheetCheck, difference: storing.Difference) -> list[Fault]:
    """Rows whose change the room itself objects to."""
    positions = {row: position for position, row in enumerate(check.rows)}
    return [
        Fault(positions[check.good.rows[at]], objection.key, objection.finding) for at, objection in difference.objections.items()
    ]


def _write_report(origin: SheetImport, problems: list[Problem], extra: list[ExtraCells]) -> None:
    for row in (*problems, *extra):
        row.pk, row.of = None, origin
    Problem.objects.bulk_create(problems, batch_size=1000)
    ExtraCells.objects.bulk_create(extra, batch_size=1000)


def _problems(one: Recognition, check: SheetCheck) -> list[Problem]:
    """Each fault in words, at its cell."""
    assert one.sheet is not None and one.found is not None
    faults = sorted(check.faults, key=lambda fault: (fault.position, fault.key))[:PROBLEMS_KEPT]
    return [_kept(cell_problem(fault, check, one.raw.name, one.sheet, one.found)) for fault in faults]


def _kept(problem: reading.Problem) -> Problem:
    return Problem(
        row=problem.row,
        column=problem.column_letter or "",
        heading=problem.heading[:200],
        value=problem.value[:300],
        code=problem.code,
        what_ru=problem.ru[:500],
        what_en=problem.en[:500],
        cure_ru=problem.cure_ru[:500],
        cure_en=problem.cure_en[:500],
    )


def _extra_cells(one: Recognition, check: SheetCheck) -> list[ExtraCells]:
    """Columns nobody asked for are kept aside with their row, for rows where they hold anything."""
    assert one.found is not None
    columns = {name: one.raw.cells[:, index].to_list() for name, index in one.found.extra.items()}
    if not columns:
        return []
    kept = []
    for row in check.rows:
        values = {name: cells[row - one.raw.first_row] for name, cells in columns.items()}
        if any(values.values()):
            kept.append(ExtraCells(row=row, values=values))
    return kept


def _take_back_sheet(origin: SheetImport) -> None:
    """Restore what the sheet changed, delete what it made, unless something else stands on it."""
    sheet = find_sheet(origin.kind)
    model = sheet.model
    befores = list(origin.before.all())
    _refuse_if_touched(origin, sheet, befores)
    for before in befores:
        row = model._base_manager.get(pk=before.object_id)
        if sheet.guard(_held(row), before.values):
            raise _worked_on(origin, 1)
        for name, value in before.values.items():
            field = model._meta.get_field(name.removesuffix("_id") if name == "origin_id" else name)
            setattr(row, name, value if name == "origin_id" else field.to_python(value))
        row.save(update_fields=[name.removesuffix("_id") if name == "origin_id" else name for name in before.values])
    try:
        _, deleted = model._base_manager.filter(origin=origin).delete()
    except ProtectedError as error:
        standing = next(iter(error.protected_objects))
        raise _stood_on(origin, standing._meta.label, standing.pk) from error
    for label, number in deleted.items():
        if label != model._meta.label and number:
            raise _stood_on(origin, label, f"× {number}")


def _held(row: Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def _refuse_if_touched(origin: SheetImport, sheet: Sheet, befores: list[Before]) -> None:
    """A row changed by a later import, or by a person, is not this import's alone any more."""
    model = sheet.model
    mine = set(model._base_manager.filter(origin=origin).values_list("pk", flat=True))
    if later := origin.created + origin.changed - len(mine):
        raise CannotTakeBack(
            _("%(rows)s rows of “%(sheet)s” were changed by a later import. Take that one back first.")
            % {"rows": later, "sheet": origin.name}
        )
    own = Event.objects.filter(name__startswith="exchange.", subject="exchange.import", subject_id=origin.of_id).first()
    since = own.pk if own else 0
    touched = Event.objects.filter(subject=model._meta.label_lower, pk__gt=since).values_list("subject_id", flat=True)
    made = model._base_manager.filter(origin=origin).exclude(pk__in=[before.object_id for before in befores])
    untouched = _untouched(sheet)
    written = made.exclude(**untouched).values_list("pk", flat=True) if untouched else ()
    if by_hand := mine & {*touched, *written}:
        raise _worked_on(origin, len(by_hand))


def _untouched(sheet: Sheet) -> dict[str, Any]:
    """What a row the sheet made holds in the fields the sheet does not bring, as long as nobody writes into it."""
    brought = {*(column.key for column in sheet.columns), *sheet.fixed, "origin", "origin_row"}
    others = [field for field in sheet.model._meta.concrete_fields if not field.primary_key and field.name not in brought]
    return {field.attname: field.get_default() for field in others if not callable(field.default)}


def _worked_on(origin: SheetImport, rows: int) -> CannotTakeBack:
    return CannotTakeBack(
        _("%(rows)s rows of “%(sheet)s” were worked on since; the import stays.") % {"rows": rows, "sheet": origin.name}
    )


def _stood_on(origin: SheetImport, what: str, which: object) -> CannotTakeBack:
    return CannotTakeBack(
        _("Rows of other sheets stand on “%(sheet)s” (%(what)s %(pk)s, for one). Take those back first.")
        % {"sheet": origin.name, "what": what, "pk": which}
    )
