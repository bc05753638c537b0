from django.urls import path

from kadry.recruiting import views

app_name = "recruiting"
urlpatterns = [
    path("", views.hires, name="hires"),
    path("new/", views.record, name="record"),
    path("new/<int:pk>/", views.record_of, name="record_of"),
    path("<int:pk>/", views.hire, name="hire"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
