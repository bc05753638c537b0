"""The figures of take-up: how often a measure was seen, applied for, paid and refused, and the money that came."""

from __future__ import annotations

from django.db.models import Case, F, QuerySet, Value, When
from django.db.models.functions import NullIf
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kadry.support.access import visible_take_ups
from kadry.support.bridge.titles import title_of
from kadry.support.enums import APPLIED_STATES, TakeUpState
from kadry.support.models import TakeUp
from kadry.trail.figures import Column, Measure, Source, Unit, figure

DECIDED_STATES = (TakeUpState.PAID, TakeUpState.REFUSED)
KOPECKS = 100.0


def take_ups() -> QuerySet[TakeUp]:
    """Take-ups as figures and lists show them: with the title of the measure, and the reason where there was a refusal."""
    shown = TakeUp.objects.select_related("employer__municipality", "origin__of")
    return shown.annotate(title=title_of("measure"), reason=NullIf("refusal", Value("")))


TAKE_UPS = Source(
    name=_("Measures seen and applied for"),
    sheet=_("Support measures"),
    rows=take_ups,
    visible=visible_take_ups,
    dimensions={
        "region": "employer__municipality__region__code",
        "municipality": "employer__municipality__slug",
        "employer": "employer_id",
        "industry": "employer__industry__slug",
        "cluster": "employer__memberships__cluster_id",
        "measure": "measure",
        "state": "state",
        "reason": "reason",
        "year": "seen_on__year",
        "applied_year": "applied_on__year",
    },
    own=frozenset({"employer"}),
    whose="employer_id",
    many=frozenset({"cluster"}),
    columns=(
        Column("employer", _("Employer"), "employer__short_name"),
        Column("measure", _("Measure"), "title"),
        Column("state", _("State"), "state"),
        Column("seen_on", _("Seen on"), "seen_on"),
        Column("applied_on", _("Applied on"), "applied_on"),
        Column("refusal", _("Why refused"), "refusal"),
    ),
    link=lambda take_up: reverse("support:application", args=[take_up.pk]),
)


def _one_if(states: tuple[TakeUpState, ...]) -> Case:
    return Case(When(state__in=states, then=1), default=0)


@figure(
    "support.seen",
    over=TAKE_UPS,
    unit=Unit.ITEMS,
    title=_("Measures shown to enterprises"),
    formula=_("number of take-ups: one for each measure an enterprise was shown, for each of its plans or days"),
)
def seen(take_ups: QuerySet) -> Measure:
    return Measure(take_ups)


@figure(
    "support.fitting",
    over=TAKE_UPS,
    unit=Unit.ITEMS,
    title=_("Measures that fitted"),
    formula=_("number of take-ups whose measure answered “yes” when it was seen; “cannot tell” is not a yes"),
)
def fitting(take_ups: QuerySet) -> Measure:
    return Measure(take_ups.filter(fits=True))


@figure(
    "support.applied",
    over=TAKE_UPS,
    unit=Unit.ITEMS,
    title=_("Measures applied for"),
    formula=_("number of take-ups that were applied for, whatever was decided since"),
)
def applied(take_ups: QuerySet) -> Measure:
    return Measure(take_ups.filter(state__in=APPLIED_STATES))


@figure(
    "support.paid",
    over=TAKE_UPS,
    unit=Unit.ITEMS,
    title=_("Applications paid"),
    formula=_("number of take-ups for which money came"),
)
def paid(take_ups: QuerySet) -> Measure:
    return Measure(take_ups.filter(state=TakeUpState.PAID))


@figure(
    "support.refused",
    over=TAKE_UPS,
    unit=Unit.ITEMS,
    title=_("Applications refused"),
    formula=_("number of take-ups that were applied for and refused"),
)
def refused(take_ups: QuerySet) -> Measure:
    return Measure(take_ups.filter(state=TakeUpState.REFUSED))


@figure(
    "support.paid_money",
    over=TAKE_UPS,
    unit=Unit.ROUBLES,
    title=_("Money received under measures"),
    formula=_("sum of the money received over take-ups that were paid: kopecks ÷ 100"),
)
def paid_money(take_ups: QuerySet) -> Measure:
    # The database adds binary fractions: right to the kopeck for ten thousand take-ups and a milliard roubles in all.
    return Measure(take_ups.filter(state=TakeUpState.PAID), adds=F("paid") / KOPECKS)


@figure(
    "support.take_up_rate",
    over=TAKE_UPS,
    unit=Unit.RATE,
    title=_("Share of the measures shown that were applied for"),
    formula=_("take-ups that were applied for, whatever was decided since ÷ all take-ups"),
)
def take_up_rate(take_ups: QuerySet) -> Measure:
    return Measure(take_ups, adds=_one_if(APPLIED_STATES), out_of=1)


@figure(
    "support.paid_rate",
    over=TAKE_UPS,
    unit=Unit.RATE,
    title=_("Share of the decided applications that were paid"),
    formula=_("take-ups for which money came ÷ take-ups that were paid or refused; what is not decided stands on neither side"),
)
def paid_rate(take_ups: QuerySet) -> Measure:
    return Measure(take_ups.filter(state__in=DECIDED_STATES), adds=_one_if((TakeUpState.PAID,)), out_of=1)
