"""For machines, which read no language."""

from django.urls import path

from . import views

urlpatterns = [
    path("statement.schema.json", views.schema, name="statement_schema"),
    path("akn/xz/statement/<path:rest>", views.named, name="statement_named"),
]
