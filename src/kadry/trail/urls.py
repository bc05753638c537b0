from django.urls import path

from kadry.trail import views

app_name = "trail"
urlpatterns = [
    path("figures/", views.figure_list, name="figures"),
    path("figures/<str:key>", views.figure, name="figure"),
]
