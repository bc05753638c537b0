"""Who takes part: organisations, their sites, clusters, the money put in; and what sources have published of them."""

from __future__ import annotations

from django.db import models

from kadry.exchange.models import Imported
from kadry.reference.models import Industry, Municipality, Region, in_language
from kadry.registry.enums import (
    Agreement,
    ClusterRole,
    ClusterType,
    EvidenceStatus,
    MoneySource,
    OrganisationKind,
    PublishedUnit,
    Qualifier,
)

PERSONAL: dict[str, tuple[str, ...]] = dict.fromkeys(
    ("Organisation", "Site", "Cluster", "ClusterMember", "Contribution", "Published"), ()
)


class OrganisationQuerySet(models.QuerySet):
    """Organisations of a region, by kind."""

    def of_region(self, code: str) -> OrganisationQuerySet:
        return self.filter(municipality__region__code=code)

    def colleges(self) -> OrganisationQuerySet:
        return self.filter(kind=OrganisationKind.COLLEGE)

    def employers(self) -> OrganisationQuerySet:
        return self.filter(kind=OrganisationKind.EMPLOYER)


class Organisation(Imported):
    """A legal entity of the region. ``is_invented`` marks those that exist in a demo only."""

    kind = models.CharField(max_length=10, choices=OrganisationKind)
    name = models.CharField(max_length=300)
    short_name = models.CharField(max_length=120)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="organisations")
    inn = models.CharField(max_length=12, blank=True, help_text="taxpayer's number; empty where no source gives it")
    ogrn = models.CharField(max_length=15, blank=True)
    activity = models.CharField(max_length=8, blank=True, help_text="main ОКВЭД 2")
    industry = models.ForeignKey(Industry, null=True, on_delete=models.PROTECT)
    staff = models.PositiveIntegerField(null=True, help_text="average number of workers")
    is_invented = models.BooleanField(default=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["short_name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "name"], name="one_organisation_a_name"),
            models.UniqueConstraint(fields=["inn"], condition=~models.Q(inn=""), name="one_organisation_an_inn"),
        ]

    def __str__(self) -> str:
        return self.short_name


class Site(Imported):
    """Where an organisation works or teaches."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="sites")
    name = models.CharField(max_length=150)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="sites")
    address = models.CharField(max_length=250, blank=True)

    class Meta:
        ordering = ["organisation", "name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="one_site_a_name")]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.name}"


class Cluster(Imported):
    """A cluster of the federal project: colleges and enterprises of one industry round a base college."""

    name = models.CharField(max_length=150, unique=True)
    industry = models.ForeignKey(Industry, on_delete=models.PROTECT, related_name="clusters")
    type = models.CharField(max_length=8, choices=ClusterType, blank=True)
    year_opened = models.PositiveSmallIntegerField()
    base_college = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="led_clusters")
    grantee = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="granted_clusters")
    is_invented = models.BooleanField(default=False)

    class Meta:
        ordering = ["year_opened", "name"]

    def __str__(self) -> str:
        return self.name


class ClusterMember(Imported):
    """An organisation takes part in a cluster, in a role."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="members")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=8, choices=ClusterRole)

    class Meta:
        ordering = ["cluster", "role", "organisation"]
        constraints = [models.UniqueConstraint(fields=["cluster", "organisation", "role"], name="one_membership_a_role")]

    def __str__(self) -> str:
        return f"{self.organisation} in {self.cluster}"


class Contribution(Imported):
    """A line of the co-financing ledger: promised and confirmed money, or property by its value, in roubles."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="contributions")
    source = models.CharField(max_length=10, choices=MoneySource)
    year = models.PositiveSmallIntegerField()
    promised = models.PositiveBigIntegerField(help_text="roubles")
    confirmed = models.PositiveBigIntegerField(default=0, help_text="roubles")
    status = models.CharField(max_length=10, choices=EvidenceStatus, default=EvidenceStatus.NONE)
    document = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["cluster", "year", "source"]
        constraints = [
            models.UniqueConstraint(fields=["cluster", "source", "year"], name="one_ledger_line"),
            models.CheckConstraint(
                name="confirmed_only_with_evidence",
                condition=models.Q(confirmed=0) | models.Q(status=EvidenceStatus.ACCEPTED),
                violation_error_message="Money counts as confirmed only when its evidence was accepted.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cluster} {self.year} {self.source}"


class Published(Imported):
    """A number a source has published, and the figure that counts the same here, if there is one."""

    TOLERANCE = 0.05  # what «about» forgives, as a share of the published number

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    key = models.SlugField(max_length=60)
    what_ru = models.CharField(max_length=200)
    what_en = models.CharField(max_length=200, blank=True)
    figure = models.CharField(max_length=60, blank=True, help_text="key of the figure that counts the same; empty: none does")
    scope = models.CharField(max_length=300, blank=True, help_text="canonical scope of the figure")
    value = models.FloatField(help_text="of a share its percents")
    qualifier = models.CharField(max_length=10, choices=Qualifier, default=Qualifier.EXACT)
    unit = models.CharField(max_length=10, choices=PublishedUnit)
    source = models.CharField(max_length=300)
    as_of = models.DateField()

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "published"
        constraints = [models.UniqueConstraint(fields=["region", "key", "scope"], name="one_published_number_a_scope")]

    def __str__(self) -> str:
        return f"{self.key}: {self.qualifier} {self.value:g} {self.unit}"

    @property
    def what(self) -> str:
        return in_language(self.what_ru, self.what_en)

    def agreement(self, counted: float | None) -> Agreement:
        """Whether what is counted, in the published unit, agrees with what is published; None cannot be compared."""
        if counted is None:
            return Agreement.CANNOT_TELL
        agrees = {
            Qualifier.EXACT: round(counted, 2) == round(self.value, 2),
            Qualifier.AT_LEAST: counted >= self.value,
            Qualifier.ABOUT: abs(counted - self.value) <= self.TOLERANCE * abs(self.value),
        }
        return Agreement.AGREES if agrees[Qualifier(self.qualifier)] else Agreement.DIFFERS
