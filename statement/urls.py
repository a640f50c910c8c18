from django.urls import path

from . import views

urlpatterns = [
    path("statement.txt", views.text, name="statement_text"),
    path("statement/changes/", views.changes, name="statement_changes"),
]
