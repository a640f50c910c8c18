from django.urls import path

from . import views

urlpatterns = [
    path("organisations/suggest/", views.suggest, name="suggest_organisation"),
]
