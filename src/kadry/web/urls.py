from django.urls import path

from kadry.web import views

app_name = "web"
urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("how-it-works/", views.how, name="how"),
]
