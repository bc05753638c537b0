"""Cases like yours: the panel the pages of needs, colleges, clusters and employers show."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kadry.experience.alike import alike, subject_of
from kadry.people.access import anyone
from kadry.reference.queries import served_region
from kadry.web.page import page


@page(who=anyone)
def like(request: HttpRequest) -> HttpResponse:
    """``?need=5``, ``?college=``, ``?cluster=`` or ``?employer=``: a fragment for htmx, else a page of its own."""
    region = served_region().code
    found = alike(subject_of(request.GET, request.user, region), region)
    template = "experience/like.html" if request.htmx else "experience/like_page.html"
    context = {"others": [one for one in found if not one.is_own], "own": [one for one in found if one.is_own]}
    return render(request, template, context)
