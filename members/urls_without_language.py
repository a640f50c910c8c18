"""For machines, which read no language."""

from django.urls import path

from .views import open_data

urlpatterns = [
    path("members.schema.json", open_data.schema, name="members_schema"),
]
