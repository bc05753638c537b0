"""Numbers, days and units as a Russian and as an English reader expect them."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from kadry.web.specimens import reading
from kadry.web.templatetags import words

NBSP = "\xa0"


@pytest.mark.parametrize(("language", "said"), [("ru", f"21{NBSP}марта{NBSP}2024{NBSP}г."), ("en", f"21{NBSP}March{NBSP}2024")])
def test_day(language, said):
    with translation.override(language):
        assert words.day(date(2024, 3, 21)) == said
        assert words.day(None) == words.day("") == "—"


@pytest.mark.parametrize(("language", "number", "share"), [("ru", f"−6{NBSP}214", f"82,5{NBSP}%"), ("en", "−6,214", "82.5%")])
def test_number_and_share(language, number, share):
    with translation.override(language):
        assert words.number(-6214) == number
        assert words.share(0.8246) == share
        assert words.number(None) == words.share(None) == "—"


def test_a_count_without_a_unit_ends_with_no_space():
    assert words.amount(12, "items") == "12"


@pytest.mark.parametrize(
    ("plain", "glued"),
    [
        ("место в колледже", f"место в{NBSP}колледже"),
        ("и с ним", f"и{NBSP}с{NBSP}ним"),
        ("Колледж № 32", f"Колледж №{NBSP}32"),
        ("Иванов — студент", f"Иванов{NBSP}— студент"),
        ("ГАПОУ МО «Колледж»", "ГАПОУ МО «Колледж»"),
        ("6 214 мест", f"6{NBSP}214{NBSP}мест"),
    ],
)
def test_glue(plain, glued):
    assert words.glue(plain) == glued


def test_glue_escapes():
    assert words.glue("<b> в лес") == f"&lt;b&gt; в{NBSP}лес"


def test_what_a_reading_says(language):
    assert words.said(reading("x", None, missing="no sheet")).kind == "missing"
    assert words.said(reading("x", None, few=True)).kind == "few"
    assert words.said(reading("x", 0)).kind == "value"
    assert words.said(reading("x", 0.0, "rate", count=3, low=0.0, high=0.7)).kind == "rate"
    assert not words.cannot_tell(reading("x", 0))
    assert words.cannot_tell(reading("x", None, missing="no sheet"))
