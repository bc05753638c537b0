from django.urls import path

from kadry.outcomes import views

app_name = "outcomes"
urlpatterns = [
    path("", views.region, name="region"),
    path("cluster/<int:pk>/", views.cluster, name="cluster"),
]
