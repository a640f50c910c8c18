"""Under a language's prefix; the API itself stands beside, in a file of its own."""

from django.urls import path

from . import views

urlpatterns = [path("api/", views.about, name="api")]
