"""Who may read, tell and publish cases, and who may learn a contact. Default is no."""

from __future__ import annotations

from typing import Any

import rules
from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from kadry.experience.enums import CaseState
from kadry.experience.models import Case, ContactRequest, Paper
from kadry.people.access import is_auditor, is_coordinator, is_employer, is_operator, is_system, owns, signed_in
from kadry.registry.models import Organisation

keeps_cases = is_operator | is_system
sees_all_cases = keeps_cases | is_auditor
may_propose = is_operator | is_coordinator | is_employer
may_see_requests = signed_in
_of_organisation = is_coordinator | is_employer


@rules.predicate
def may_tell_for(user: Any, owner: Organisation | None) -> bool:
    """The operator for anybody, a college and an enterprise for themselves."""
    return keeps_cases(user) or (owner is not None and _of_organisation(user) and owns(user, owner.pk))


def _of(user: Any, prefix: str = "") -> Q:
    """The cases the user’s organisation tells or takes part in; ``prefix`` is the way to the case."""
    joined = Case.objects.filter(partners__organisation_id=user.organisation_id)
    return Q(**{f"{prefix}owner_id": user.organisation_id}) | Q(**{f"{prefix}pk__in": joined.values("pk")})


def works_in(user: Any, case: Case, among: QuerySet[Case] | None = None) -> bool:
    """Whether the user’s organisation is a partner of the case, as it stands in the table now."""
    cases = Case.objects.all() if among is None else among
    return _of_organisation(user) and cases.filter(_of(user), pk=case.pk).exists()


@rules.predicate
def may_change_case(user: Any, case: Case | None) -> bool:
    """The operator; a partner as long as the case is not published: what everybody reads was looked at."""
    if keeps_cases(user):
        return True
    return case is not None and works_in(user, case, Case.objects.exclude(state=CaseState.PUBLISHED))


@rules.predicate
def may_publish_case(user: Any, case: Case | None) -> bool:
    return keeps_cases(user)


@rules.predicate
def may_withdraw_case(user: Any, case: Case | None) -> bool:
    """The operator, and who tells it: nobody’s experience is shown against its will."""
    return may_tell_for(user, case.owner if case else None)


@rules.predicate
def may_change_paper(user: Any, paper: Paper | None) -> bool:
    return may_change_case(user, paper.case if paper else None)


@rules.predicate
def may_change_result(user: Any, result: Any) -> bool:
    return may_change_case(user, result.case if result else None)


@rules.predicate
def may_keep_result(user: Any, result: Any) -> bool:
    """Keeping a value changes no text: a partner may do so after publication too."""
    return keeps_cases(user) or (result is not None and works_in(user, result.case))


@rules.predicate
def may_ask_contact(user: Any, case: Case | None) -> bool:
    """Whoever is signed in, of a case everybody may read."""
    return signed_in(user) and case is not None and case.state == CaseState.PUBLISHED


@rules.predicate
def may_answer_contact(user: Any, request: ContactRequest | None) -> bool:
    """The owner of the case agrees or not; the operator writes down what was said by telephone."""
    return may_tell_for(user, request.case.owner if request else None)


def visible_cases(user: Any, cases: QuerySet) -> QuerySet:
    """Published cases are for everybody; the others for those who keep them, audit them or take part."""
    if sees_all_cases(user):
        return cases
    published = Q(state=CaseState.PUBLISHED)
    return cases.filter(published | _of(user)) if _of_organisation(user) else cases.filter(published)


def visible_costs(user: Any, costs: QuerySet) -> QuerySet:
    return costs.filter(case__in=visible_cases(user, Case.objects.all()))


def visible_requests(user: Any, requests: QuerySet) -> QuerySet:
    """One’s own, those for cases of one’s organisation; all of them for the operator and for nobody else."""
    if keeps_cases(user):
        return requests
    own = Q(by_id=user.pk)
    return requests.filter(own | _of(user, "case__")) if _of_organisation(user) else requests.filter(own)


def get_case_for(user: Any, pk: int) -> Case:
    """The case, or 404 where the user may not know it exists."""
    return get_object_or_404(visible_cases(user, Case.objects.of_region(settings.REGION).with_list_data()), pk=pk)


def get_own_case_for(user: Any, pk: int) -> Case:
    """The case if the user may change it, or 404."""
    case = get_case_for(user, pk)
    if not may_change_case(user, case):
        raise Http404
    return case


def get_paper_for(user: Any, case: int, pk: int) -> Paper:
    """The paper of a case the user may read, or 404."""
    return get_object_or_404(get_case_for(user, case).papers.select_related("case"), pk=pk)


def get_request_for(user: Any, pk: int) -> ContactRequest:
    """The request if the user may answer it, or 404."""
    found = get_object_or_404(visible_requests(user, ContactRequest.objects.select_related("case__owner")), pk=pk)
    if not may_answer_contact(user, found):
        raise Http404
    return found
