"""A line of template as a page would write it, rendered and put in a form that compares."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup
from django.template import engines
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler


def rendered(source: str, **context: Any) -> str:
    """The HTML a page gets from this source."""
    compiled = CottonCompiler().process("{% load pictures %}" + source)
    return engines["django"].from_string(compiled).render(context, RequestFactory().get("/somewhere/?page=2"))


def tidy(html: str) -> str:
    """One element a line; white space and tokens of the moment left out."""
    soup = BeautifulSoup(html, "html.parser")
    for token in soup.find_all("input", {"name": "csrfmiddlewaretoken"}):
        token["value"] = "…"
    for text in soup.find_all(string=True):
        text.replace_with(" ".join(text.split(" ")) if not text.strip(" \n") else text)
    lines = (line.rstrip(" ") for line in soup.prettify().splitlines())
    return "\n".join(line for line in lines if line.strip(" "))
