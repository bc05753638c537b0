from django.urls import path

from kadry.demand import views

app_name = "demand"
urlpatterns = [
    path("", views.need_list, name="needs"),
    path("new/", views.declare, name="declare"),
    path("<int:pk>/", views.need, name="need"),
    path("<int:pk>/confirm/", views.confirm, name="confirm"),
    path("<int:pk>/change/", views.change, name="change"),
    path("<int:pk>/close/", views.close, name="close"),
    path("<int:pk>/reopen/", views.reopen, name="reopen"),
]
