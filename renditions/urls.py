"""Public, under a language's prefix, beside ``statement.txt``."""

from django.urls import URLPattern, path

from . import views
from .making import LARGE

urlpatterns: list[URLPattern] = [
    path("statement.pdf", views.pdf, name="statement_pdf"),
    path(
        "statement-large.pdf",
        views.pdf,
        {"kind": LARGE},
        name="statement_pdf_large",
    ),
]
