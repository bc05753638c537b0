from django.urls import path

from kadry.placement import views

app_name = "placement"
urlpatterns = [
    path("", views.places, name="places"),
    path("campaign/<int:pk>/", views.campaign, name="campaign"),
    path("unplaced/", views.unplaced, name="unplaced"),
    path("student/<int:pk>/", views.student, name="student"),
    path("minors/", views.minors, name="minors"),
]
