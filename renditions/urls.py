"""Public, under a language's prefix, beside ``statement.txt``."""

from django.urls import path

from . import certificates, pdf, stories, use, views
from .making import LARGE

urlpatterns = [
    path("statement.pdf", pdf.pdf, name="statement_pdf"),
    path("statement-large.pdf", pdf.pdf, {"kind": LARGE}, name="statement_pdf_large"),
    path("statement.json", views.json, name="statement_json"),
    path("statement.akn.xml", views.akoma_ntoso_file, name="statement_akn"),
    path("statement.epub", views.epub_file, name="statement_epub"),
    path("statement.md", views.markdown_file, name="statement_markdown"),
    path(
        "signatures/<str:reference>/certificate.pdf",
        certificates.certificate,
        name="certificate",
    ),
    path("stories/<slug:slug>.png", stories.story_png, name="story_png"),
    path("stories/<slug:slug>.pdf", stories.story_pdf, name="story_pdf"),
    path("statement/use/", use.use, name="statement_use"),
]
