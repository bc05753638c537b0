"""What came of a measure, as somebody writes it down: applied for, paid, refused. Each on a day, with how it is known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import polars as pl
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kadry.demand.forms import Ground
from kadry.exchange.reading import values
from kadry.support.enums import RefusalReason
from kadry.support.models import TakeUp
from kadry.trail.clock import today
from kadry.web.templatetags.words import day as day_words

Bound = tuple[date | None, str | Promise]
MOST = 10**13  # kopecks; more than that is a slip of zeros


class Roubles(forms.CharField):
    """A sum as people write it and workbooks are read: «40 639,50» → 4063950 kopecks."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value: Any) -> int | None:
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        kopecks = values.kopecks(pl.Series([text], dtype=pl.String)).values[0]
        if kopecks is None:
            raise forms.ValidationError(_("This is not a sum in roubles. Write it as 40 639,50."))
        if not 0 < kopecks <= MOST:
            raise forms.ValidationError(_("The sum is nothing or too large: check the digits."))
        return kopecks


class DayForm(Ground):
    """A day on which something happened: not before what came first, and not in the future."""

    on = forms.DateField(label=_("On which day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    field_order = ("on", "amount", "reason", "ground")

    def __init__(self, *args: Any, take_up: TakeUp, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.take_up = take_up
        self.fields["on"].initial = today()

    def bounds(self) -> Iterator[Bound]:
        """Each day before which this cannot have happened (None: there is none), and why not; each step names its own."""
        return iter(())

    def clean_on(self) -> date:
        on = self.cleaned_data["on"]
        if on > today():
            raise forms.ValidationError(_("This day has not come yet. Write the day on which it happened."))
        for earliest, says in self.bounds():
            if earliest and on < earliest:
                raise forms.ValidationError(says, params={"day": day_words(earliest)})
        return on


class ApplyForm(DayForm):
    """The employer applied; after a refusal, once more."""

    def bounds(self) -> Iterator[Bound]:
        yield self.take_up.seen_on, _("The measure was seen only on %(day)s; the application came then or later.")
        yield self.take_up.decided_on, _("The last application was refused on %(day)s; a new one came then or later.")


class RefuseForm(DayForm):
    """The application was refused."""

    reason = forms.ChoiceField(label=_("Why it was refused"), choices=[("", "—"), *RefusalReason.choices])

    def bounds(self) -> Iterator[Bound]:
        yield self.take_up.applied_on, _("It was applied for only on %(day)s; the decision came then or later.")


class PayForm(DayForm):
    """Money came: one tranche."""

    amount = Roubles(label=_("How much came, roubles"), help_text=_("One tranche, as the bank shows it: 40 639,50"))

    def bounds(self) -> Iterator[Bound]:
        yield self.take_up.applied_on, _("It was applied for only on %(day)s; the money came then or later.")
        last = max((one.on for one in self.take_up.payments.all()), default=None)
        following = last and last + timedelta(days=1)
        yield following, _("An earlier tranche is written down already; the next came on %(day)s or later.")
