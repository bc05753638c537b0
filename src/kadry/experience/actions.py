"""What can be done to a case, its papers, its results and the requests for its contact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _

from kadry.exchange.papers import discard
from kadry.experience import access, asking, policy
from kadry.experience.enums import REQUEST_TRANSITIONS, TRANSITIONS, CaseState, PartnerPart, RequestState
from kadry.experience.models import Case, CaseProgramme, ContactRequest, Cost, Paper, Partner, Result
from kadry.experience.papers import SHELF
from kadry.experience.search import column_of
from kadry.people.actions import messages_write, system_user
from kadry.people.models import Message
from kadry.reference.models import Programme, Region
from kadry.registry.models import Organisation
from kadry.trail import figures
from kadry.trail.action import Forbidden, action, event
from kadry.trail.actions import figure_freeze
from kadry.trail.models import FrozenFigure

Costs = Mapping[tuple[str, bool], int]  # (source, whether in kind) → roubles


class WrongState(ValueError):
    """The case or the request cannot move to that state from where it stands."""


def _move(case: Case, to: CaseState) -> None:
    case.refresh_from_db(from_queryset=Case.objects.select_for_update())
    if to not in TRANSITIONS[CaseState(case.state)]:
        raise WrongState(f"case {case.pk} is {case.state} and cannot become {to}.")
    case.state = to


def _write(case: Case, partners: Iterable[Organisation], programmes: Iterable[Programme], costs: Costs) -> None:
    """The case with all that belongs to it, and the words it is found by. Its owner is always a partner."""
    case.full_clean()
    case.save()
    case.partners.all().delete()
    case.case_programmes.all().delete()
    case.costs.all().delete()
    for one in dict.fromkeys([case.owner, *partners]):
        Partner.objects.create(case=case, organisation=one, part=PartnerPart.of(one.kind))
    CaseProgramme.objects.bulk_create(CaseProgramme(case=case, programme=one) for one in dict.fromkeys(programmes))
    put_in = [(source, in_kind, roubles) for (source, in_kind), roubles in costs.items() if roubles]
    Cost.objects.bulk_create(Cost(case=case, source=one, in_kind=in_kind, roubles=roubles) for one, in_kind, roubles in put_in)
    case.lemmas = column_of(Case.objects.with_list_data().get(pk=case.pk))
    case.save(update_fields=["lemmas"])


@action(may=access.may_tell_for)
def case_propose(
    *,
    owner: Organisation,
    region: Region,
    partners: Iterable[Organisation],
    programmes: Iterable[Programme] = (),
    costs: Costs | None = None,
    by: Any,
    at: datetime,
    ground: str,
    **fields: Any,
) -> Case:
    """A new case, for the operator to publish."""
    case = Case(owner=owner, region=region, **fields)
    _write(case, partners, programmes, costs or {})
    event(case, owner=owner.pk, partners=case.partners.count())
    return case


def _still_open_to(by: Any, case: Case) -> None:
    """It may have been published since the caller saw it: then what everybody reads is not a partner's to change."""
    case.refresh_from_db(fields=["state"], from_queryset=Case.objects.select_for_update())
    if not access.may_change_case(by, case):
        raise Forbidden(f"{by} may not change case {case.pk} any more.")


@action(may=access.may_change_case)
def case_change(
    *,
    case: Case,
    partners: Iterable[Organisation],
    programmes: Iterable[Programme],
    costs: Costs,
    by: Any,
    at: datetime,
    ground: str,
    **fields: Any,
) -> Case:
    """Another text, other partners, programmes or costs. The state is not touched, whatever the caller saw of it."""
    _still_open_to(by, case)
    before = {name: getattr(case, name) for name in fields}
    for name, value in fields.items():
        setattr(case, name, value)
    _write(case, partners, programmes, costs)
    event(case, changed=sorted(name for name, value in before.items() if value != getattr(case, name)))
    return case


@action(may=access.may_publish_case)
def case_publish(*, case: Case, by: Any, at: datetime, ground: str) -> Case:
    """Everybody may read it from now on. A text with somebody’s telephone is not published."""
    _move(case, CaseState.PUBLISHED)
    case.full_clean()
    case.save(update_fields=["state"])
    event(case, owner=case.owner_id)
    return case


@action(may=access.may_withdraw_case)
def case_withdraw(*, case: Case, by: Any, at: datetime, ground: str) -> Case:
    """It is shown no longer; nothing of it is lost."""
    _move(case, CaseState.WITHDRAWN)
    case.save(update_fields=["state"])
    event(case, owner=case.owner_id)
    return case


@action(may=access.may_change_case)
def paper_add(*, case: Case, title: str, upload: File, by: Any, at: datetime, ground: str) -> Paper:
    """A file of the case. Raises NotAPaper, or ValidationError where there are enough papers or this one stands there."""
    _still_open_to(by, case)
    if case.papers.count() >= policy.PAPERS_OF_A_CASE:
        raise ValidationError(_("A case has at most %(most)s papers. Take one away first.") % {"most": policy.PAPERS_OF_A_CASE})
    taken = SHELF.take(upload)
    paper = Paper(case=case, title=title, kind=taken.kind, file=taken.name, size=taken.size, added_at=at)
    paper.full_clean()
    paper.save()
    taken.keep()
    event(case, paper=paper.pk, kind=taken.kind, bytes=paper.size)
    return paper


@action(may=access.may_change_paper)
def paper_remove(*, paper: Paper, by: Any, at: datetime, ground: str) -> int:
    """The paper goes, and its file with it unless another paper of any room is the same. Returns the paper’s number."""
    number, file = paper.pk, paper.file
    event(paper.case, paper=number)
    paper.delete()
    discard([file])
    return number


@action(may=access.may_change_case)
def result_add(
    *,
    case: Case,
    figure: str,
    scope: figures.Scope,
    what_ru: str,
    what_en: str = "",
    told: float | None = None,
    told_on: date | None = None,
    by: Any,
    at: datetime,
    ground: str,
) -> Result:
    """A figure that tells what came of the case; it is kept as it stands today.

    Raises ValidationError for a figure of somebody's own business that ``by`` may not read.
    """
    _still_open_to(by, case)
    reading = figures.read(figure, scope)
    if figures.is_closed_to(by, reading):
        raise ValidationError(_("This figure is told only to those whose business it is. Choose another one."))
    result = Result(case=case, figure=figure, scope=str(scope), what_ru=what_ru, what_en=what_en, told=told, told_on=told_on)
    result.full_clean()
    result.save()
    figure_freeze(reading=reading, by=by, at=at, ground=ground)
    event(case, result=result.pk, figure=figure)
    return result


@action(may=access.may_keep_result)
def result_freeze(*, result: Result, by: Any, at: datetime, ground: str) -> FrozenFigure:
    """Keep the figure as it stands today; its history is what was kept."""
    reading = figures.read(result.figure, figures.Scope.parse(result.scope))
    frozen = figure_freeze(reading=reading, by=by, at=at, ground=ground)
    event(result.case, result=result.pk, figure=result.figure)
    return frozen


@action(may=access.may_change_result)
def result_remove(*, result: Result, by: Any, at: datetime, ground: str) -> int:
    """The figure tells nothing of this case; what was kept of it stays kept. Returns the result’s number."""
    number = result.pk
    event(result.case, result=number, figure=result.figure)
    result.delete()
    return number


@action(may=access.may_ask_contact)
def contact_ask(*, case: Case, why: str, by: Any, at: datetime, ground: str) -> ContactRequest:
    """Ask the owner of a case for somebody to talk to. Raises ValidationError where a request still waits."""
    asked = ContactRequest(case=case, by=by, organisation_id=by.organisation_id, why=why, asked_at=at)
    asked.full_clean()
    asked.save()
    _tell([asking.asked(asked)], asked, at=at, ground=ground)
    event(asked, case=case.pk)
    return asked


def _tell(messages: Sequence[Message], request: ContactRequest, **signed: Any) -> None:
    """The house itself writes: who asks and who answers may not write to others."""
    messages_write(messages=messages, region=request.case.region_id, by=system_user(), **signed)


@action(may=access.may_answer_contact)
def contact_answer(*, request: ContactRequest, agreed: bool, reply: str, by: Any, at: datetime, ground: str) -> ContactRequest:
    """Tell the contact, or say why not. What was told is read by the asker alone, beside those who answer."""
    request.refresh_from_db(from_queryset=ContactRequest.objects.select_for_update())
    to = RequestState.ANSWERED if agreed else RequestState.REFUSED
    if to not in REQUEST_TRANSITIONS[RequestState(request.state)]:
        raise WrongState(f"request {request.pk} is {request.state} and cannot become {to}.")
    request.state, request.reply, request.answered_at = to, reply, at
    request.full_clean()
    request.save()
    _tell(asking.answered(request), request, at=at, ground=ground)
    event(request, case=request.case_id, agreed=agreed)
    return request
