"""Addresses without a language, for machines."""

from django.urls import path

from .views import public

urlpatterns = [
    path("count.json", public.count, name="count"),
    path("signatories.schema.json", public.schema, name="signatories_schema"),
    path("register.jsonl", public.register_file, name="register_file"),
]
