from django.urls import path

from kadry.support.views import catalogue, check, papers, plans, take_up

app_name = "support"
urlpatterns = [
    path("", catalogue.measures, name="measures"),
    path("measures/<slug:key>/", catalogue.measure, name="measure"),
    path("compare/", catalogue.compare, name="compare"),
    path("check/", check.check, name="check"),
    path("beside/", check.beside, name="beside"),
    path("papers/", papers.papers, name="papers"),
    path("dates/", papers.dates, name="dates"),
    path("calendar/", papers.calendar, name="calendar"),
    path("plans/", plans.plans, name="plans"),
    path("plans/new/", plans.keep, name="keep"),
    path("plans/side-by-side/", papers.side_by_side, name="side_by_side"),
    path("plans/<int:pk>/", plans.plan, name="plan"),
    path("plans/<int:pk>/change/", plans.change, name="change"),
    path("plans/<int:pk>/drop/", plans.drop, name="drop"),
    path("take-up/", take_up.region, name="take_up"),
    path("applications/", take_up.listed, name="take_ups"),
    path("applications/<int:pk>/", take_up.shown, name="application"),
    path("applications/<int:pk>/<slug:step>/", take_up.step, name="application_step"),
]
