from django.urls import path

from kadry.planning import views

app_name = "planning"
urlpatterns = [
    path("", views.places, name="places"),
    path("<int:pk>/", views.row, name="row"),
    path("runs/<int:pk>/", views.run, name="run"),
    path("plans/<int:pk>/approve/", views.approve, name="approve"),
]
