"""What an employer plans and has kept: each plan with what fits it today, and what became of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kadry.people.access import is_employer
from kadry.support import access, actions, queries
from kadry.support.bridge.answering import answer, seen
from kadry.support.bridge.titles import titles
from kadry.support.enums import TakeUpState, Topic
from kadry.support.forms import FactsForm, PlanForm
from kadry.support.models import Plan
from kadry.support.views.check import answer_context, facts_form, questions, subject_of, topic_of
from kadry.trail.clock import now, today
from kadry.trail.middleware import mark_personal
from kadry.web.page import page

GROUND = "entered here"
TONES = {TakeUpState.SEEN: "unknown", TakeUpState.APPLIED: "info", TakeUpState.PAID: "ok", TakeUpState.REFUSED: "late"}


@page(who=access.may_list_plans)
def plans(request: HttpRequest) -> HttpResponse:
    """Every plan the user may see, the newest first."""
    mark_personal(request)
    context = {
        "plans": queries.plans_for(request.user),
        "may_plan": access.may_plan(request.user),
        "own": is_employer(request.user),
    }
    return render(request, "support/plans.html", context)


@page(who=access.may_list_plans)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """A plan: what fits it today, with the law as it stands today."""
    mark_personal(request)
    shown = access.get_plan_for(request.user, pk)
    subject = queries.subject_of(shown, request.user)
    may_change = access.may_change_plan(request.user, shown)
    context = answer_context(request.user, Topic(shown.topic), subject, queries.facts_of(shown, request.user))
    context["hidden"].append(("title", shown.title))  # an answered question changes the plan, whose name stays
    own = {"plan": shown, "may_change": may_change, "taken": _taken(shown), "next_action": reverse("support:change", args=[pk])}
    return render(request, "support/plan.html", {**context, **own})


def _taken(plan: Plan) -> list[dict[str, Any]]:
    """How far each measure was taken up for a plan, with the page where the next step is written down."""
    names = titles()
    return [
        {
            "title": names.get(one.measure, one.measure),
            "state": one.get_state_display(),
            "tone": TONES[TakeUpState(one.state)],
            "url": reverse("support:application", args=[one.pk]),
        }
        for one in plan.take_ups.all()
    ]


@page(who=access.may_plan, methods=("POST",))
def keep(request: HttpRequest) -> HttpResponse:
    """Keep what was checked, and what it says of the enterprise, so that it need not be typed again."""
    subject = subject_of(request)
    topic = topic_of(request.GET.get("topic", ""), subject)
    if subject.employer is None or topic is None:
        messages.error(request, _("Say for which enterprise and what is planned; nothing was kept."))
        return redirect("support:check")
    form, title = facts_form(topic, data=request.POST), PlanForm(request.POST, auto_id="plan_%s")
    if not form.is_valid():
        return questions(request, topic, subject, form, status=400)
    if not title.is_valid():
        context = {**answer_context(request.user, topic, subject, form.facts), "plan_form": title}
        return render(request, "support/answer.html", context, status=400)
    kept = _keep(request, subject, topic, title.cleaned_data["title"], form)
    messages.success(request, _("The plan is kept."))
    return redirect("support:plan", pk=kept.pk)


def _keep(request: HttpRequest, subject: queries.Subject, topic: Topic, title: str, form: FactsForm) -> Plan:
    signed = {"by": request.user, "at": now(), "ground": GROUND}
    own = queries.own_facts(form.facts)
    if own:
        actions.profile_tell(employer=subject.employer, facts=own, **signed)
    shown = seen(answer(form.facts, topic, today()))
    return actions.plan_keep(
        employer=subject.employer, topic=topic, title=title, facts=form.facts, seen=shown, need=subject.need, **signed
    )


@page(who=access.may_plan, methods=("GET", "POST"))
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Other facts of a plan."""
    plan = access.get_own_plan_for(request.user, pk)
    subject, topic = queries.subject_of(plan, request.user), Topic(plan.topic)
    form = facts_form(topic, data=request.POST or None, known={**subject.facts, **plan.facts})
    title = PlanForm(request.POST or None, instance=plan, auto_id="plan_%s")
    if request.method == "POST" and form.is_valid() and title.is_valid():
        return _changed(request, plan, form, title.cleaned_data["title"])
    context = {"topic": topic, "subject": subject, "form": form, "plan": plan, "plan_form": title}
    return render(request, "support/change.html", context, status=400 if request.method == "POST" else 200)


def _changed(request: HttpRequest, plan: Plan, form: FactsForm, title: str) -> HttpResponse:
    signed = {"by": request.user, "at": now(), "ground": GROUND}
    own = queries.own_facts(form.facts)
    if own:
        actions.profile_tell(employer=plan.employer, facts=own, **signed)
    shown = seen(answer(form.facts, Topic(plan.topic), today()))
    actions.plan_change(plan=plan, title=title, facts=form.facts, seen=shown, **signed)
    messages.success(request, _("Done."))
    return redirect("support:plan", pk=plan.pk)


@page(who=access.may_plan, methods=("POST",))
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """It will not be done; what was applied for stays on record."""
    actions.plan_drop(plan=access.get_own_plan_for(request.user, pk), by=request.user, at=now(), ground=GROUND)
    messages.success(request, _("The plan is gone; what was applied for stays on record."))
    return redirect("support:plans")
