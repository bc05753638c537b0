"""Pages of the exchange: send workbooks in, see what would change, store, get them back marked, take an import back."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kadry.exchange import access, actions
from kadry.exchange.blank import blank_workbook
from kadry.exchange.enums import ImportState
from kadry.exchange.forms import UploadForm
from kadry.exchange.queries import problems_of, reading_problems
from kadry.exchange.reading.marking import mark
from kadry.exchange.sheets import all_sheets
from kadry.reference.queries import served_region
from kadry.trail.clock import now
from kadry.trail.middleware import mark_personal
from kadry.web.page import page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PROBLEMS_A_PAGE = 50


@page(who=access.may_see_imports, methods=("GET", "POST"))
def imports(request: HttpRequest) -> HttpResponse:
    """What came in, and the form to send more."""
    may_send = access.may_import(request.user)
    form = UploadForm(request.POST or None, request.FILES or None) if may_send else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid():
            return _take_files(request, form)
    return render(
        request,
        "exchange/imports.html",
        {
            "form": form,
            "sheets": [sheet for sheet in all_sheets() if sheet.may(request.user)],
            "part": Paginator(access.visible_imports(request.user).prefetch_related("sheets"), 20).get_page(
                request.GET.get("page")
            ),
        },
        status=400 if form is not None and form.errors else 200,
    )


def _take_files(request: HttpRequest, form: UploadForm) -> HttpResponse:
    taken = [
        actions.workbook_take(
            data=file.read(),
            filename=file.name,
            region=served_region(),
            dry=True,
            by=request.user,
            at=now(),
            ground="sent in through the page",
        )
        for file in form.cleaned_data["files"]
    ]
    if len(taken) == 1:
        return redirect("exchange:import", pk=taken[0].pk)
    messages.info(request, _("The files were checked. Open each to store it."))
    return redirect("exchange:imports")


@page(who=access.may_see_imports)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One file: what would change, what is wrong and how to mend it."""
    taken = access.get_import_for(request.user, pk)
    part = Paginator(problems_of(taken), PROBLEMS_A_PAGE).get_page(request.GET.get("page"))
    if part.object_list:
        mark_personal(request)
    titles = {sheet.key: sheet.title for sheet in all_sheets()}
    return render(
        request,
        "exchange/import.html",
        {
            "import": taken,
            "refusal": taken.refusal_ru if get_language() == "ru" else taken.refusal_en,
            "sheets": [(sheet, titles.get(sheet.kind)) for sheet in taken.sheets.all()],
            "part": part,
            "may_change": access.may_change_import(request.user, taken),
        },
    )


@page(who=access.may_import, methods=("POST",))
def store(request: HttpRequest, pk: int) -> HttpResponse:
    return _change(request, pk, actions.workbook_store, _("The good rows are stored."))


@page(who=access.may_import, methods=("POST",))
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    return _change(request, pk, actions.workbook_take_back, _("The import was taken back; everything is as it was before it."))


def _change(request: HttpRequest, pk: int, act, done: str) -> HttpResponse:
    taken = access.get_import_for(request.user, pk)
    if not access.may_change_import(request.user, taken):
        raise Http404
    try:
        act(taken=taken, by=request.user, at=now(), ground="asked for on the page")
    except actions.WrongImportState:
        messages.error(request, _("The import has moved on meanwhile; nothing was done."))
    except actions.CannotTakeBack as reason:
        messages.error(request, reason.words)
    else:
        messages.success(request, done)
    return redirect("exchange:import", pk=pk)


@page(who=access.may_see_imports)
def marked(request: HttpRequest, pk: int) -> HttpResponse:
    """The workbook itself, with marks beside the cells; ``?only=faulty`` keeps the faulty rows alone."""
    taken = access.get_import_for(request.user, pk)
    if taken.state == ImportState.REFUSED:
        raise Http404
    mark_personal(request)
    with default_storage.open(taken.file) as kept:
        data = mark(
            kept.read(),
            taken.filename,
            reading_problems(taken),
            language=get_language() or "ru",
            bad_rows_only=request.GET.get("only") == "faulty",
        )
    return _file(data, f"marked-{taken.pk}.xlsx")


@page(who=access.may_import)
def blank(request: HttpRequest, key: str) -> HttpResponse:
    """An empty workbook with the headings of one sheet and what belongs into each column."""
    sheet = next((sheet for sheet in all_sheets() if sheet.key == key and sheet.may(request.user)), None)
    if sheet is None:
        raise Http404
    return _file(blank_workbook(sheet), f"{key}.xlsx")


def _file(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
