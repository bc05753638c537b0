from django.urls import path

from kadry.board import views

app_name = "board"
urlpatterns = [
    path("", views.latest, name="decisions"),
    path("meeting/<isodate:held_on>/", views.execution, name="execution"),
    path("assignments/<int:pk>/", views.assignment, name="assignment"),
    path("assignments/<int:pk>/<str:step>/", views.step, name="step"),
    path("check/", views.check, name="check"),
]
