"""Cases: the list with its search, one of them, telling and changing it, publishing and withdrawing it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kadry.exchange.listing import listing
from kadry.experience import access, actions, queries, results, search
from kadry.experience.enums import TRANSITIONS, CaseState, RequestState
from kadry.experience.forms import CaseForm
from kadry.experience.forms_beside import ContactForm, PaperForm, ResultForm
from kadry.experience.models import Case
from kadry.experience.tables import CaseFilter, CaseTable
from kadry.people.access import anyone, is_operator
from kadry.reference.queries import served_region
from kadry.registry.models import Organisation, OrganisationQuerySet
from kadry.trail.action import Forbidden
from kadry.trail.clock import now
from kadry.trail.middleware import mark_personal
from kadry.web.page import page

GROUND = "entered here"
TONES = {RequestState.ASKED: "info", RequestState.ANSWERED: "ok", RequestState.REFUSED: "unknown"}


@page(who=anyone)
def listed(request: HttpRequest) -> HttpResponse:
    """The cases the user may read, narrowed by words and filters, as cards."""
    region = served_region().code
    query = request.GET.get("q", "")
    known = queries.cases_for(request.user, region)
    answer = listing(
        request,
        "experience/cases.html",
        rows=known,
        table=CaseTable,
        filters=CaseFilter,
        context={
            "query": query.strip(),
            "summary": queries.summary(region),
            "may_propose": access.may_propose(request.user),
            "may_see_requests": access.may_see_requests(request.user),
        },
    )
    return _as_cards(answer, known, query, request.user)


def _as_cards(answer: Any, known: Any, query: str, user: Any) -> HttpResponse:
    """A page of the list as cards; a file stays as it is."""
    if (context := getattr(answer, "context_data", None)) is not None:
        shown = [row.record for row in context["table"].page.object_list]
        context["cards"] = queries.cards(shown, query, user)
        context["asked"] = search.asked(query)
        context["unmet"] = search.unmet(known, query) if not shown else []
    return answer


@page(who=anyone)
def shown(request: HttpRequest, pk: int) -> HttpResponse:
    """One case: who with whom, how long, what it cost, what came of it, papers, whom to ask."""
    return case_page(request, access.get_case_for(request.user, pk))


def case_page(request: HttpRequest, case: Case, **sent: Any) -> HttpResponse:
    """The page of a case; ``sent`` are forms that were wrong and keep what was typed."""
    asked = queries.own_requests(request.user, case)
    if asked:
        mark_personal(request)
    context = {
        "case": case,
        "own_requests": [(one, TONES[RequestState(one.state)]) for one in asked],
        **_told(case, request.user),
        **_to_do(case, request.user, waits=any(one.state == RequestState.ASKED for one in asked)),
    }
    return render(request, "experience/case.html", context | sent, status=400 if sent else 200)


def _told(case: Case, user: Any) -> dict[str, Any]:
    """What everybody reads of a case. Money of one that is not published counts in no figure yet."""
    region, published = served_region().code, case.state == CaseState.PUBLISHED
    return {
        "partners": queries.partners_of(case),
        "clusters": queries.clusters_of(case),
        "cost": queries.cost_of(case, region) if published else None,
        "costs": queries.costs_of(case, region) if published else [],
        "costs_told": [] if published else queries.costs_told(case),
        "results": results.told(case, user),
    }


def _to_do(case: Case, user: Any, *, waits: bool) -> dict[str, Any]:
    """What this user may do; a partner need not ask itself, nor anybody twice."""
    may_change, is_partner = access.may_change_case(user, case), access.works_in(user, case)
    may_ask = access.may_ask_contact(user, case) and not is_partner and not waits
    return {
        "is_partner": is_partner,
        "may_change": may_change,
        "may_keep": access.keeps_cases(user) or is_partner,
        "steps": _steps(user, case),
        "history": queries.history_of(case) if is_partner or access.sees_all_cases(user) else [],
        "paper_form": PaperForm(auto_id="paper_%s") if may_change else None,
        "result_form": ResultForm(case=case, region=served_region().code, auto_id="result_%s") if may_change else None,
        "contact_form": ContactForm(auto_id="contact_%s") if may_ask else None,
    }


def _steps(user: Any, case: Case) -> list[CaseState]:
    """Where the user may move the case from where it stands."""
    may = {CaseState.PUBLISHED: access.may_publish_case, CaseState.WITHDRAWN: access.may_withdraw_case}
    return [to for to in may if to in TRANSITIONS[CaseState(case.state)] and may[to](user, case)]


@page(who=access.may_propose, methods=("GET", "POST"))
def propose(request: HttpRequest) -> HttpResponse:
    """Tell a case. The operator publishes it."""
    region = served_region()
    form = CaseForm(request.POST or None, owners=_owners(request.user, region.code), region=region.code)
    if request.method == "POST" and form.is_valid():
        made = _try(form, lambda facts: actions.case_propose(region=region, by=request.user, at=now(), **facts))
        if made is not None:
            messages.success(request, _("The case is written down. Papers and results can be added now."))
            return redirect("experience:case", pk=made.pk)
    return render(request, "experience/tell.html", {"form": form, "case": None}, status=400 if form.errors else 200)


@page(who=access.may_propose, methods=("GET", "POST"))
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another text of a case."""
    case = access.get_own_case_for(request.user, pk)
    region = served_region().code
    form = CaseForm(request.POST or None, owners=_owners(request.user, region, case), region=region, case=case)
    if request.method == "POST" and form.is_valid():
        made = _try(form, lambda facts: actions.case_change(case=case, by=request.user, at=now(), **facts))
        if made is not None:
            messages.success(request, _("Done."))
            return redirect("experience:case", pk=pk)
    return render(request, "experience/tell.html", {"form": form, "case": case}, status=400 if form.errors else 200)


def _owners(user: Any, region: str, case: Case | None = None) -> OrganisationQuerySet:
    """Whose case the user may tell; whose a case is that stands already only the operator changes."""
    known = Organisation.objects.of_region(region)
    return known if is_operator(user) else known.filter(pk=case.owner_id if case else user.organisation_id)


def _try(form: CaseForm, act: Callable[[dict[str, Any]], Case]) -> Case | None:
    """What the case itself objects to is told on the form."""
    try:
        return act(form.facts)
    except ValidationError as error:
        form.add_error(None, error.messages)
    except Forbidden:
        form.add_error(None, _("The case was published meanwhile: now only the operator changes it. Nothing was changed."))
    return None


@page(who=is_operator, methods=("POST",))
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody may read it from now on."""
    return _move(request, pk, access.may_publish_case, actions.case_publish, _("The case is published."))


@page(who=access.may_propose, methods=("POST",))
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """It is shown no longer."""
    return _move(request, pk, access.may_withdraw_case, actions.case_withdraw, _("The case is withdrawn; nothing of it is lost."))


def _move(request: HttpRequest, pk: int, may: Any, act: Callable[..., Case], done: str) -> HttpResponse:
    case = access.get_case_for(request.user, pk)
    if not may(request.user, case):
        raise Http404
    try:
        act(case=case, by=request.user, at=now(), ground=GROUND)
    except actions.WrongState:
        messages.error(request, _("The case has moved on meanwhile; nothing was changed."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return redirect("experience:case", pk=pk)
