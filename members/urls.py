"""Under a language's prefix; what has none stands beside, in a file of its own."""

from django.urls import path

from .views import apply, open_data

urlpatterns = [
    path("apply/", apply.form, name="apply"),
    path("apply/sent/", apply.sent, name="apply_sent"),
    path("members.csv", open_data.csv, name="members_csv"),
    path("members.json", open_data.json, name="members_json"),
]
