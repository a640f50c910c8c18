"""Under a language's prefix; what has none stands beside, in a file of its own."""

from django.urls import path

from . import views
from .receipt import receipt

urlpatterns = [
    path("signatories/", views.signatories, name="signatories"),
    path("signatories.csv", views.csv, name="signatories_csv"),
    path("signatories.json", views.json, name="signatories_json"),
    path("signatories.atom", views.atom, name="signatories_atom"),
    path("signatures/<str:reference>/", receipt, name="signature"),
    path("register/", views.register, name="register"),
    path("badge.svg", views.badge, name="badge"),
]
