from django.urls import path

from kadry.people import views

app_name = "people"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("enter/<str:role>/", views.enter, name="enter"),
    path("outbox/", views.outbox, name="outbox"),
    path("language/", views.language, name="language"),
]
