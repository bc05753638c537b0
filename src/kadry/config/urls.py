"""Addresses: each room under its own name, the first screen and the days at the root."""

from django.urls import include, path

from kadry.web import converters  # noqa: F401  registers the kinds of values in addresses

urlpatterns = [
    path("", include("kadry.desk.urls")),
    path("", include("kadry.trail.urls")),
    path("", include("kadry.people.urls")),
    path("", include("kadry.registry.urls")),
    path("imports/", include("kadry.exchange.urls")),
    path("needs/", include("kadry.demand.urls")),
    path("students/", include("kadry.training.urls")),
    path("places/", include("kadry.planning.urls")),
    path("practice/", include("kadry.placement.urls")),
    path("hires/", include("kadry.recruiting.urls")),
    path("outcomes/", include("kadry.outcomes.urls")),
    path("support/", include("kadry.support.urls")),
    path("experience/", include("kadry.experience.urls")),
    path("board/", include("kadry.board.urls")),
    path("gallery/", include("kadry.web.urls")),
]
