"""A figure is chosen in three steps: which one, cut by what, and what that makes, read back before anything is saved."""

from __future__ import annotations

from typing import Any, Self

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from kadry.board import catalogue
from kadry.trail import dimensions, figures

OF = "of_"  # fields of the figure's dimensions are called of_municipality, of_year …


class FigureForm(forms.Form):
    """A figure with its cuts.

    The dimensions are asked for once the figure is chosen (``cut_for``), and nothing is saved before what it makes was
    read back (``read``).
    """

    figure = forms.ChoiceField(label=_("Figure"), error_messages={"required": _("Choose the figure.")})
    cut_for = forms.CharField(required=False, widget=forms.HiddenInput)
    read = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, region: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.region = region
        self.fields["figure"].choices = [("", "—"), *catalogue.figures_by_room()]
        self.chosen = self._chosen()
        if self.chosen:
            self._ask_for_cuts(self.chosen)

    def _chosen(self) -> figures.Figure | None:
        key = self.data.get("figure", "") if self.is_bound else self.initial.get("figure", "")
        try:
            return figures.find(key)
        except figures.UnknownFigure:
            return None

    def _ask_for_cuts(self, figure: figures.Figure) -> None:
        for dimension in catalogue.offered(figure, self.region):
            choices = [("", _("all")), *dimension.choices]
            self.fields[OF + dimension.name] = forms.ChoiceField(label=dimension.title, choices=choices, required=False)
        self.order_fields(["figure", *(name for name in self.fields if name.startswith(OF))])

    @property
    def is_cut(self) -> bool:
        """Whether the dimensions on the screen are those of the figure chosen."""
        return not self.chosen or self.data.get("cut_for", "") == self.chosen.key

    def asking_for_cuts(self) -> Self:
        """The same with the dimensions of the figure chosen; what was entered beside them is kept."""
        kept = {name: self.data.get(name, "") for name in self.base_fields}
        return type(self)(initial=kept | {"cut_for": self.chosen.key, "read": ""}, region=self.region)

    def clean(self) -> dict[str, Any]:
        """What the figure cannot be cut by is not silently left out."""
        told = super().clean()
        for name in sorted(set(self.data) - set(self.fields)):
            if name.startswith(OF) and self.data[name]:
                self.add_error("figure", _("The figure cannot be cut by “%(name)s”.") % {"name": name.removeprefix(OF)})
        return told

    @property
    def scope(self) -> figures.Scope:
        of = {name.removeprefix(OF): value for name, value in self.cleaned_data.items() if name.startswith(OF)}
        return figures.Scope.of(region=self.region, **of)

    @property
    def digest(self) -> str:
        """What has to be read back, in one line."""
        return f"{self.chosen.key}|{self.scope}"

    @property
    def is_read_back(self) -> bool:
        return self.cleaned_data["read"] == self.digest

    def reading_back(self) -> Self:
        """The same, to be sent once more when what it makes was read."""
        return type(self)(self.data.dict() | {"read": self.digest}, region=self.region)

    @cached_property
    def reading(self) -> figures.Reading:
        """What the figure comes to today."""
        return figures.read(self.chosen.key, self.scope)

    def sentence(self, user: Any) -> dict[str, Any]:
        """The figure in words with today's value, and what is to be known before it is saved."""
        [title] = dimensions.titles([self.reading], user)
        return {
            "title": title,
            "reading": figures.for_reader(user, self.reading),
            "is_few": figures.for_reader(AnonymousUser(), self.reading).few,
        }
