from django.urls import path

from .views import private, sign

urlpatterns = [
    path("sign/", sign.sign, name="sign"),
    path("sign/sent/", sign.sent, name="sign_sent"),
    path("sign/individuals/", sign.individuals, name="sign_individuals"),
    path("sign/link/", private.ask_for_link, name="sign_link"),
]
