"""Papers of a case: added, opened, taken away. A paper opens only here, never by where it is kept."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from kadry.exchange import papers
from kadry.experience import access, actions
from kadry.experience.forms_beside import PaperForm
from kadry.experience.views.cases import GROUND, case_page
from kadry.people.access import anyone
from kadry.trail.clock import now
from kadry.trail.middleware import mark_personal
from kadry.web.page import page


@page(who=access.may_propose, methods=("POST",))
def add(request: HttpRequest, pk: int) -> HttpResponse:
    case = access.get_own_case_for(request.user, pk)
    form = PaperForm(request.POST, request.FILES, auto_id="paper_%s")
    if form.is_valid():
        title, upload = form.cleaned_data["title"], form.cleaned_data["file"]
        try:
            actions.paper_add(case=case, title=title, upload=upload, by=request.user, at=now(), ground=GROUND)
        except ValidationError as error:
            form.add_error("file", error.messages)
        else:
            messages.success(request, _("The paper stands with the case."))
            return redirect("experience:case", pk=pk)
    return case_page(request, case, paper_form=form)


@page(who=anyone)
def shown(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    """The file itself, to be kept by the browser and not run in it."""
    found = access.get_paper_for(request.user, pk, paper)
    response = papers.response(found.file, found.kind, found.title)
    mark_personal(request)
    return response


@page(who=access.may_propose, methods=("POST",))
def remove(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    found = access.get_paper_for(request.user, pk, paper)
    if not access.may_change_paper(request.user, found):
        raise Http404
    actions.paper_remove(paper=found, by=request.user, at=now(), ground=GROUND)
    messages.success(request, _("The paper is gone."))
    return redirect("experience:case", pk=pk)
