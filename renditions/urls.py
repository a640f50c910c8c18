"""Public, under a language's prefix, beside ``statement.txt``."""

from django.urls import URLPattern, path

from . import pdf
from .making import LARGE

urlpatterns: list[URLPattern] = [
    path("statement.pdf", pdf.pdf, name="statement_pdf"),
    path(
        "statement-large.pdf",
        pdf.pdf,
        {"kind": LARGE},
        name="statement_pdf_large",
    ),
]
