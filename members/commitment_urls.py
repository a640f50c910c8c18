from django.urls import path

from statement.views import changes_view, text_view

urlpatterns = [
    path("commitment.txt", text_view("commitment"), name="commitment_text"),
    path("commitment/changes/", changes_view("commitment"), name="commitment_changes"),
]
