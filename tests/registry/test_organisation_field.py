"""One organisation of many, typed: by ИНН, by its name, by a part of it, and what is said where that is not enough."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.core.exceptions import ValidationError

from kadry.registry import fields
from kadry.registry.fields import TypedOrganisation, named, organisation_field, typed
from kadry.registry.models import Organisation
from tests.factories import employer, town

INN = "5001000012"


@pytest.fixture
def works(region):
    """Two of one name in two towns, one with an ИНН, one whose name is the beginning of another's."""
    return {
        "rubin": employer(name="Авиационная корпорация «Рубин»", short_name="АК «Рубин»", inn=INN),
        "here": employer(name="ООО «Сталь» (здесь)", short_name="ООО «Сталь»"),
        "there": employer(name="ООО «Сталь» (там)", short_name="ООО «Сталь»", municipality=town("mytishchi")),
        "short": employer(name="Вектор", short_name="Вектор"),
        "long": employer(name="Вектор-Запад", short_name="Вектор-Запад"),
    }


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (INN, "rubin"),
        (f"АК «Рубин», {INN}", "rubin"),
        ("рубин", "rubin"),
        ("корпорация рубин", "rubin"),
        ("АВИАЦИОННАЯ КОРПОРАЦИЯ «РУБИН»", "rubin"),
        ("Вектор", "short"),
        ("вектор-з", "long"),
        ("ООО «Сталь», Балашиха", "here"),
        ("ООО «Сталь», Мытищи", "there"),
    ],
)
def test_what_is_typed_names_one(works, text, meant):
    assert named(text, Organisation.objects.all()) == works[meant]


def test_what_the_line_shows_leads_back_to_the_same_organisation(works):
    for one in works.values():
        assert named(typed(one), Organisation.objects.all()) == one


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Нет такого", "«Нет такого» здесь не значится"),
        ("7707083893", "«7707083893» здесь не значится"),
        (".*", "«.*» здесь не значится"),
        (",", "«,» здесь не значится"),
        ("ООО «Сталь»", "«ООО «Сталь»» подходит к нескольким: ООО «Сталь», Балашиха; ООО «Сталь», Мытищи"),
    ],
)
def test_what_names_none_or_several_is_told_with_what_fits(works, text, says):
    with pytest.raises(ValidationError, match=re.escape(says)):
        named(text, Organisation.objects.all())


def test_a_name_is_looked_for_among_those_that_may_be_chosen(works):
    with pytest.raises(ValidationError, match="не значится"):
        named("рубин", Organisation.objects.exclude(pk=works["rubin"].pk))


def test_a_few_are_listed_and_many_are_typed(works, monkeypatch):
    assert isinstance(organisation_field(Organisation.objects.all()), forms.ModelChoiceField)
    monkeypatch.setattr(fields, "LISTED", 2)
    assert isinstance(organisation_field(Organisation.objects.all()), TypedOrganisation)


@pytest.fixture
def form(works):
    class Asking(forms.Form):
        employer = TypedOrganisation(Organisation.objects.all(), kind="employer", label="Employer")

    return Asking


def test_a_link_fills_the_line_with_a_name(form, works):
    assert "АК «Рубин», 5001000012" in str(form(initial={"employer": works["rubin"].pk})["employer"])


def test_what_was_typed_stays_beside_its_error(form):
    asked = form({"employer": '"><script>'})
    assert not asked.is_valid()
    assert "&quot;&gt;&lt;script&gt;" in str(asked["employer"])


def test_an_empty_line_is_asked_for(form):
    assert form({"employer": "  "}).errors["employer"] == ["Обязательное поле."]
