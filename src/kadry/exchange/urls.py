from django.urls import path

from kadry.exchange import views

app_name = "exchange"
urlpatterns = [
    path("", views.imports, name="imports"),
    path("<int:pk>/", views.one, name="import"),
    path("<int:pk>/store/", views.store, name="store"),
    path("<int:pk>/take-back/", views.take_back, name="take_back"),
    path("<int:pk>/marked.xlsx", views.marked, name="marked"),
    path("blank/<str:key>.xlsx", views.blank, name="blank"),
]
