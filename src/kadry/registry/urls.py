from django.urls import path

from kadry.registry import views

app_name = "registry"
urlpatterns = [
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/offered/", views.offered, name="offered"),
    path("clusters/", views.clusters, name="clusters"),
]
