from django.urls import path

from kadry.training import views

app_name = "training"
urlpatterns = [
    path("", views.students, name="students"),
    path("<int:pk>/", views.student, name="student"),
]
