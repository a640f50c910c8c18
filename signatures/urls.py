"""Under a language's prefix; ``files`` holds what has no language."""

from django.urls import path

from .views import private, public, sign

urlpatterns = [
    path("sign/", sign.sign, name="sign"),
    path("sign/sent/", sign.sent, name="sign_sent"),
    path("sign/individuals/", sign.individuals, name="sign_individuals"),
    path("sign/link/", private.ask_for_link, name="sign_link"),
    path("signatories/", public.signatories, name="signatories"),
    path("signatories.csv", public.csv, name="signatories_csv"),
    path("signatories.json", public.json, name="signatories_json"),
    path("signatories.atom", public.atom, name="signatories_atom"),
    path("signatures/<str:reference>/", public.receipt, name="signature"),
    path("register/", public.register, name="register"),
    path("badge.svg", public.badge, name="badge"),
]
