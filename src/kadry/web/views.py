"""The gallery of components and the page that says how the platform works."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kadry.web import specimens
from kadry.web.page import anyone, page


@page(who=anyone)
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component with long names and with nothing, and what it takes."""
    return render(request, "web/gallery.html", specimens.everything(request))


@page(who=anyone)
def how(request: HttpRequest) -> HttpResponse:
    """How a number comes about, in a page."""
    return render(request, "web/how.html")
