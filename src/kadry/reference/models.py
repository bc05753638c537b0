"""Classifiers. Each row says where it was seen and when; an old code leads to its successor."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import get_language

PERSONAL: dict[str, tuple[str, ...]] = dict.fromkeys(
    ("Region", "Municipality", "Industry", "Programme", "ProgrammeIndustry", "Occupation", "Activity"), ()
)


class Sourced(models.Model):
    """A fact with its source and the day it was seen."""

    source = models.CharField(max_length=300, blank=True)
    as_of = models.DateField(null=True)

    class Meta:
        abstract = True


class InForce(models.QuerySet):
    """Rows that hold on a day."""

    def on(self, day: date) -> InForce:
        return self.exclude(valid_to__lt=day)


def in_language(russian: str, english: str) -> str:
    """The text of the reader's language; the Russian one where there is no English."""
    return russian if not english or (get_language() or "ru").startswith("ru") else english


class Bilingual:
    """Something with a Russian and an English name; ``name`` is the one of the reader's language."""

    name_ru: str
    name_en: str

    @property
    def name(self) -> str:
        return in_language(self.name_ru, self.name_en)

    def __str__(self) -> str:
        return self.name


class MunicipalityQuerySet(models.QuerySet):
    """Of the mergers some have no known date: what tells a current municipality is that nothing succeeded it."""

    def current(self) -> MunicipalityQuerySet:
        return self.filter(successor=None)


class Region(Bilingual, models.Model):
    """A region of the federation; ``code`` is the constitutional one (50 for Moscow oblast)."""

    code = models.CharField(max_length=2, unique=True)
    name_ru = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)

    class Meta:
        ordering = ["code"]


class Municipality(Bilingual, Sourced):
    """A municipality, its centre and its cell on the schematic tile map."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="municipalities")
    slug = models.SlugField(max_length=60)
    name_ru = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    kind = models.CharField(max_length=60, blank=True)
    oktmo = models.CharField(max_length=8, blank=True)
    centre = models.CharField(max_length=100, blank=True)
    latitude = models.FloatField(null=True, help_text="degrees north, WGS 84")
    longitude = models.FloatField(null=True, help_text="degrees east, WGS 84")
    tile_column = models.PositiveSmallIntegerField(null=True)
    tile_row = models.PositiveSmallIntegerField(null=True)
    valid_to = models.DateField(null=True)
    successor = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        ordering = ["name_ru"]
        constraints = [models.UniqueConstraint(fields=["region", "slug"], name="one_municipality_a_slug")]


class Industry(Bilingual, Sourced):
    """An industry of the federal project."""

    slug = models.SlugField(max_length=60, unique=True)
    name_ru = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    cluster_type = models.CharField(max_length=10, help_text="OPC or OK")

    class Meta:
        ordering = ["name_ru"]


class Programme(Sourced):
    """An educational programme of secondary vocational education by its federal standard's code."""

    code = models.CharField(max_length=8, unique=True)
    name = models.CharField(max_length=250)
    level = models.CharField(max_length=12, help_text="profession or speciality")
    group_code = models.CharField(max_length=8)
    group_name = models.CharField(max_length=250, blank=True)
    qualifications = models.CharField(max_length=1000, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    successor = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="replaced")
    industries = models.ManyToManyField(Industry, through="ProgrammeIndustry", related_name="programmes")

    objects = InForce.as_manager()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ProgrammeIndustry(Sourced):
    """A programme serves an industry from a date."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE)
    industry = models.ForeignKey(Industry, on_delete=models.CASCADE)
    valid_from = models.DateField(null=True)

    class Meta:
        ordering = ["programme", "industry"]
        constraints = [models.UniqueConstraint(fields=["programme", "industry"], name="programme_serves_industry_once")]

    def __str__(self) -> str:
        return f"{self.programme_id} → {self.industry_id}"


class Occupation(Sourced):
    """An occupation of ОКЗ or a worker's trade of ОКПДТР."""

    scheme = models.CharField(max_length=8, help_text="OKZ or OKPDTR")
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=250)

    class Meta:
        ordering = ["scheme", "code"]
        constraints = [models.UniqueConstraint(fields=["scheme", "code"], name="one_occupation_a_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Activity(models.Model):
    """A kind of economic activity, ОКВЭД 2."""

    code = models.CharField(max_length=8, unique=True)
    section = models.CharField(max_length=1)
    name = models.CharField(max_length=500)

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "activities"

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
