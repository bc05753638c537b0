"""A case of enterprise and college working together: who, what, what it cost, what came of it, and who may be asked."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kadry.exchange.enums import PaperKind
from kadry.exchange.models import Imported
from kadry.experience.checking import known_forms, without_contacts
from kadry.experience.enums import CaseState, CooperationForm, PartnerPart, RequestState
from kadry.reference.models import Industry, Municipality, Programme, Region, in_language
from kadry.registry.enums import MoneySource
from kadry.registry.models import Organisation

# The texts of a case are for everybody: they name organisations, and no telephone or e-mail. A paper is what a partner
# put into it and may be signed; a request is somebody’s words, and its reply somebody’s telephone.
PERSONAL: dict[str, tuple[str, ...]] = {
    "Case": (),
    "Partner": (),
    "CaseProgramme": (),
    "Cost": (),
    "Result": (),
    "Paper": ("title", "file"),
    "ContactRequest": ("by", "why", "reply"),
}


class CaseQuerySet(models.QuerySet):
    def of_region(self, code: str) -> CaseQuerySet:
        return self.filter(region__code=code)

    def published(self) -> CaseQuerySet:
        return self.filter(state=CaseState.PUBLISHED)

    def with_list_data(self) -> CaseQuerySet:
        """What a list of cases shows, in as many queries for a hundred as for one."""
        return self.select_related("owner", "industry", "municipality", "origin__of").prefetch_related(
            "partners__organisation", "programmes"
        )


class Case(Imported):
    """``owner`` tells the case and answers for it; ``lemmas`` is the text of the case as the search reads it."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="told_cases")
    title_ru = models.CharField(max_length=200, validators=[without_contacts])
    title_en = models.CharField(max_length=200, blank=True, validators=[without_contacts])
    summary_ru = models.TextField(max_length=4000, validators=[without_contacts])
    summary_en = models.TextField(max_length=4000, blank=True, validators=[without_contacts])
    forms = models.CharField(max_length=80, validators=[known_forms], help_text="values of CooperationForm, comma between them")
    industry = models.ForeignKey(Industry, on_delete=models.PROTECT, related_name="cases")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="cases")
    programmes = models.ManyToManyField(Programme, through="CaseProgramme", related_name="cases")
    begins = models.DateField(null=True, blank=True, help_text="empty: not known since when")
    ends = models.DateField(null=True, blank=True, help_text="empty: it goes on")
    state = models.CharField(max_length=9, choices=CaseState, default=CaseState.DRAFT)
    source = models.CharField(
        max_length=300, blank=True, validators=[without_contacts], help_text="where it was published, if it was"
    )
    is_example = models.BooleanField(default=False, help_text="the text is an example, written for a demo")
    # Written behind the back of every workbook: a default that is called tells the exchange not to take it for handwork.
    lemmas = models.TextField(default=str, blank=True, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-begins", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "title_ru"],
                name="one_case_a_title",
                violation_error_message=_("A case of this title is already told; give yours another one."),
            ),
            models.CheckConstraint(
                name="case_ends_after_it_begins",
                condition=Q(begins=None) | Q(ends=None) | Q(ends__gte=F("begins")),
                violation_error_message=_("It cannot end before it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"

    @property
    def title(self) -> str:
        return in_language(self.title_ru, self.title_en)

    @property
    def summary(self) -> str:
        return in_language(self.summary_ru, self.summary_en)

    @property
    def form_list(self) -> list[CooperationForm]:
        return [CooperationForm(form) for form in self.forms.split(",") if form]


class Partner(Imported):
    """An organisation takes part in a case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="partnerships")
    part = models.CharField(max_length=10, choices=PartnerPart)

    class Meta:
        ordering = ["case", "part", "id"]
        constraints = [models.UniqueConstraint(fields=["case", "organisation"], name="one_partner_a_case")]

    def __str__(self) -> str:
        return f"{self.organisation} in case {self.case_id}"


class CaseProgramme(Imported):
    """A case concerns a programme."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="case_programmes")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["case", "programme"]
        constraints = [models.UniqueConstraint(fields=["case", "programme"], name="one_programme_a_case")]

    def __str__(self) -> str:
        return f"{self.programme_id} in case {self.case_id}"


class Cost(Imported):
    """What one source put into a case, as money or as property by its value."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="costs")
    source = models.CharField(max_length=10, choices=MoneySource)
    in_kind = models.BooleanField(default=False, help_text="property, work or rent by its value")
    roubles = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["case", "source", "in_kind"]
        constraints = [models.UniqueConstraint(fields=["case", "source", "in_kind"], name="one_cost_a_source")]

    def __str__(self) -> str:
        return f"{self.source} in case {self.case_id}"

    @property
    def as_what(self) -> str:
        return gettext("property by its value") if self.in_kind else gettext("money")


class Result(Imported):
    """A figure that tells what came of a case. Its history is the freezes of that figure and scope.

    ``told`` is what it was when the case began, as the partners tell it: it was not counted here.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="results")
    figure = models.CharField(max_length=60, help_text="key of the figure")
    scope = models.CharField(max_length=300, help_text="scope of the figure, canonical")
    what_ru = models.CharField(max_length=200, validators=[without_contacts], help_text="what it is a result of, in words")
    what_en = models.CharField(max_length=200, blank=True, validators=[without_contacts])
    told = models.FloatField(null=True, blank=True)
    told_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["case", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "figure", "scope"],
                name="one_result_a_figure",
                violation_error_message=_("This figure is already among the results of the case."),
            ),
            models.CheckConstraint(
                name="told_on_a_day",
                condition=Q(told=None, told_on=None) | Q(told__isnull=False, told_on__isnull=False),
                violation_error_message=_("What it was at the beginning and the day go together."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.figure} of case {self.case_id}"

    @property
    def what(self) -> str:
        return in_language(self.what_ru, self.what_en)


class Paper(models.Model):
    """A file of a case: an order, a plan of the workshop, a presentation."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="papers")
    title = models.CharField(max_length=150, validators=[without_contacts])
    kind = models.CharField(max_length=4, choices=PaperKind)
    file = models.CharField(max_length=200, help_text="where the file itself is kept, below the files folder")
    size = models.PositiveIntegerField(help_text="bytes")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["case", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "file"],
                name="one_paper_a_file",
                violation_error_message=_("This very file is already among the papers of the case."),
            )
        ]

    def __str__(self) -> str:
        return f"paper {self.pk} of case {self.case_id}"


class ContactRequest(models.Model):
    """Somebody wants to talk to those who did it. ``reply`` is the contact once the owner agreed, else why not."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="requests")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="for which the asker works"
    )
    why = models.TextField(max_length=500)
    state = models.CharField(max_length=8, choices=RequestState, default=RequestState.ASKED)
    reply = models.TextField(max_length=500, blank=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "by"],
                condition=Q(state=RequestState.ASKED),
                name="one_open_request",
                violation_error_message=_("You have already asked; the answer will stand here."),
            ),
            models.CheckConstraint(
                name="replied_when_answered",
                condition=Q(state=RequestState.ASKED, reply="", answered_at=None)
                | (~Q(state=RequestState.ASKED) & ~Q(reply="") & Q(answered_at__isnull=False)),
                violation_error_message=_("An answered request has its reply and its day, and only an answered one."),
            ),
        ]

    def __str__(self) -> str:
        return f"request {self.pk} for case {self.case_id}"
