"""Under a language's prefix, and, for machines, without one."""

from django.urls import path

from . import views
from .receipt import receipt

urlpatterns = [
    path("signatories/", views.signatories, name="signatories"),
    path("signatories.csv", views.csv, name="signatories_csv"),
    path("signatories.json", views.json, name="signatories_json"),
    path("signatories.atom", views.atom, name="signatories_atom"),
    path("signatures/<str:reference>/", receipt, name="signature"),
    path("register/", views.register, name="register"),
    path("badge.svg", views.badge, name="badge"),
]

without_language = [
    path("count.json", views.count, name="count"),
    path("signatories.schema.json", views.schema, name="signatories_schema"),
    path("register.jsonl", views.register_file, name="register_file"),
]
