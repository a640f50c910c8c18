"""Public, under a language's prefix, beside ``statement.txt``."""

from django.urls import path

from . import use, views

urlpatterns = [
    path("statement.json", views.json, name="statement_json"),
    path("statement.akn.xml", views.akoma_ntoso_file, name="statement_akn"),
    path("statement.epub", views.epub_file, name="statement_epub"),
    path("statement.md", views.markdown_file, name="statement_markdown"),
    path("statement/use/", use.use, name="statement_use"),
]
