"""Small forms on the page of a case: a paper, a result, a question for the contact and its answer."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.forms import CharField, ChoiceField, FloatField, Form, RadioSelect, Textarea, TypedChoiceField
from django.utils.translation import gettext_lazy as _

from kadry.exchange.forms import PaperField
from kadry.experience.checking import without_contacts
from kadry.experience.forms import day_field
from kadry.experience.models import Case
from kadry.experience.papers import SHELF
from kadry.experience.results import subjects
from kadry.trail import figures
from kadry.trail.clock import today


class PaperForm(Form):
    title = CharField(label=_("What it is"), max_length=150, validators=[without_contacts])
    file = PaperField(SHELF, label=_("File"), hint=_("Everybody who reads the case can open it: no personal data."))


class ResultForm(Form):
    """A figure of the platform, of one of those who take part."""

    figure = ChoiceField(label=_("Which figure tells it"))
    of = ChoiceField(label=_("Of whom"), required=False)
    what_ru = CharField(
        label=_("What it is a result of, in Russian"),
        max_length=200,
        validators=[without_contacts],
        help_text=_("For example: students placed with the plant for practice"),
    )
    what_en = CharField(label=_("The same in English"), required=False, max_length=200, validators=[without_contacts])
    told = FloatField(
        label=_("What it was at the beginning"),
        required=False,
        min_value=0,
        help_text=_("If you know it; a share as a fraction, 0.6 for 60 %"),
    )
    told_on = day_field(label=_("On which day it was so"))

    def __init__(self, *args: Any, case: Case, region: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._region = region
        known = sorted(figures.all_figures(), key=lambda figure: str(figure.title))
        self.fields["figure"].choices = [("", "—"), *((figure.key, figure.title) for figure in known)]
        self.fields["of"].choices = subjects(case)

    def clean_told_on(self) -> Any:
        day = self.cleaned_data["told_on"]
        if day and day > today():
            raise ValidationError(_("This day has not come yet."))
        return day

    def clean(self) -> dict[str, Any]:
        """The figure and of whom it is must go together: a college’s places are not an enterprise’s."""
        given = super().clean() or {}
        if (given.get("told") is None) != (given.get("told_on") is None):
            raise ValidationError(_("What it was at the beginning and the day go together: give both or none."))
        if "figure" in given and "of" in given:
            given["scope"] = figures.Scope.parse(given.pop("of")).narrowed(region=self._region)
            self._check(given["figure"], given["scope"])
        return given

    def _check(self, key: str, scope: figures.Scope) -> None:
        try:
            figures.read(key, scope)
        except figures.SENSELESS:
            raise ValidationError(_("This figure is not counted of that. Choose another figure, or of whom it is.")) from None


class ContactForm(Form):
    why = CharField(
        label=_("What you want to ask"),
        max_length=500,
        widget=Textarea(attrs={"rows": 4}),
        help_text=_("The partners read it and decide. Your name and organisation are told to them"),
    )


class AnswerForm(Form):
    agreed = TypedChoiceField(
        label=_("Your answer"),
        choices=[("yes", _("yes, here is whom to talk to")), ("no", _("not now"))],
        coerce="yes".__eq__,
        widget=RadioSelect,
    )
    reply = CharField(
        label=_("The contact, or why not"),
        max_length=500,
        widget=Textarea(attrs={"rows": 3}),
        help_text=_("Only the asker reads it, beside the partners and the operator"),
    )
