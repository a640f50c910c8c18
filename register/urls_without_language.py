"""For machines, which read no language."""

from django.urls import path

from . import views

urlpatterns = [
    path("count.json", views.count, name="count"),
    path("signatories.schema.json", views.schema, name="signatories_schema"),
    path("register.jsonl", views.register_file, name="register_file"),
]
