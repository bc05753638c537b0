from django.urls import path

from kadry.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.first, name="first"),
    path("day/", views.day, name="day"),
    path("trace/<int:pk>/", views.trace, name="trace"),
    path("employers/<int:pk>/", views.employer, name="employer"),
    path("colleges/<int:pk>/", views.college, name="college"),
    path("clusters/<int:pk>/", views.cluster, name="cluster"),
    path("published/", views.published, name="published"),
    path("runs/", views.runs, name="runs"),
    path("events/", views.events, name="events"),
]
