from django.urls import path

from . import views

urlpatterns = [
    path("statement.txt", views.text_view("statement"), name="statement_text"),
    path("statement/beside/", views.choose_beside, name="statement_beside_choice"),
    path("statement/beside/<str:other>/", views.beside, name="statement_beside"),
    path(
        "statement/beside/<str:other>/<str:third>/",
        views.beside,
        name="statement_beside",
    ),
    path(
        "statement/changes/", views.changes_view("statement"), name="statement_changes"
    ),
]
