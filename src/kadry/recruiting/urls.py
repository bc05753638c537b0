from django.urls import path

from kadry.recruiting import views

app_name = "recruiting"
urlpatterns = [
    path("", views.hires, name="hires"),
]
