"""Requests for the contact of a case: asked, read by those concerned, answered."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kadry.experience import access, actions, queries
from kadry.experience.enums import RequestState
from kadry.experience.forms_beside import AnswerForm, ContactForm
from kadry.experience.models import ContactRequest
from kadry.experience.views.cases import GROUND, TONES, case_page
from kadry.people.access import may_see_messages
from kadry.reference.queries import served_region
from kadry.trail.clock import now
from kadry.trail.middleware import mark_personal
from kadry.web.page import page

REQUESTS_A_PAGE = 20


@page(who=access.may_see_requests, methods=("POST",))
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    case = access.get_case_for(request.user, pk)
    if not access.may_ask_contact(request.user, case):
        raise Http404
    form = ContactForm(request.POST, auto_id="contact_%s")
    if form.is_valid():
        try:
            actions.contact_ask(case=case, by=request.user, at=now(), ground=GROUND, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("The request is sent. The answer will stand on this page."))
            return redirect("experience:case", pk=pk)
    return case_page(request, case, contact_form=form)


@page(who=access.may_see_requests)
def listed(request: HttpRequest) -> HttpResponse:
    """Requests the user sent or may answer, those that wait first."""
    return _page(request)


@page(who=access.may_propose, methods=("POST",))
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell the contact, or say why not."""
    found = access.get_request_for(request.user, pk)
    form = AnswerForm(request.POST, auto_id=f"answer{pk}_%s")
    if not form.is_valid():
        return _page(request, {pk: form})
    try:
        actions.contact_answer(request=found, by=request.user, at=now(), ground=GROUND, **form.cleaned_data)
    except actions.WrongState:
        messages.error(request, _("This request was answered meanwhile; nothing was changed."))
    else:
        messages.success(request, _("The answer is written down; the asker can read it."))
    return redirect("experience:contacts")


def _page(request: HttpRequest, sent: dict[int, AnswerForm] | None = None) -> HttpResponse:
    mark_personal(request)
    found = queries.requests_for(request.user, served_region().code)
    part = Paginator(found, REQUESTS_A_PAGE).get_page(request.GET.get("page"))
    lines = [(one, TONES[RequestState(one.state)], (sent or {}).get(one.pk) or _form(request, one)) for one in part]
    context = {"part": part, "lines": lines, "has_outbox": may_see_messages(request.user)}
    return render(request, "experience/contacts.html", context, status=400 if sent else 200)


def _form(request: HttpRequest, one: ContactRequest) -> AnswerForm | None:
    """The form of a request that waits for this user."""
    waits = one.state == RequestState.ASKED and access.may_answer_contact(request.user, one)
    return AnswerForm(auto_id=f"answer{one.pk}_%s") if waits else None
