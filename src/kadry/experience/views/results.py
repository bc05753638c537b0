"""Results of a case: a figure is named, kept as it stands, taken away."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from kadry.experience import access, actions
from kadry.experience.forms_beside import ResultForm
from kadry.experience.models import Result
from kadry.experience.views.cases import GROUND, case_page
from kadry.reference.queries import served_region
from kadry.trail.clock import now
from kadry.trail.figures import SENSELESS
from kadry.web.page import page


@page(who=access.may_propose, methods=("POST",))
def add(request: HttpRequest, pk: int) -> HttpResponse:
    case = access.get_own_case_for(request.user, pk)
    form = ResultForm(request.POST, case=case, region=served_region().code, auto_id="result_%s")
    if form.is_valid():
        try:
            actions.result_add(case=case, by=request.user, at=now(), ground=GROUND, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("The figure stands with the case, and today’s value is kept."))
            return redirect("experience:case", pk=pk)
    return case_page(request, case, result_form=form)


@page(who=access.may_propose, methods=("POST",))
def keep(request: HttpRequest, pk: int, result: int) -> HttpResponse:
    """Keep today’s value."""
    found = _get(request, pk, result)
    if not access.may_keep_result(request.user, found):
        raise Http404
    try:
        actions.result_freeze(result=found, by=request.user, at=now(), ground=GROUND)
    except SENSELESS:
        messages.error(request, _("This figure is no longer counted; nothing was kept."))
    else:
        messages.success(request, _("Today’s value is kept."))
    return redirect("experience:case", pk=pk)


@page(who=access.may_propose, methods=("POST",))
def remove(request: HttpRequest, pk: int, result: int) -> HttpResponse:
    found = _get(request, pk, result)
    if not access.may_change_result(request.user, found):
        raise Http404
    actions.result_remove(result=found, by=request.user, at=now(), ground=GROUND)
    messages.success(request, _("The figure no longer stands with the case."))
    return redirect("experience:case", pk=pk)


def _get(request: HttpRequest, pk: int, result: int) -> Result:
    return get_object_or_404(access.get_case_for(request.user, pk).results.select_related("case"), pk=result)
