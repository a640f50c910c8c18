from django.urls import path

from .views import pages, private, sent, sign

urlpatterns = [
    path("sign/", sign.sign, name="sign"),
    path(
        "sign/organisation/",
        sign.step,
        {"here": pages.ORGANISATION},
        name="sign_organisation",
    ),
    path("sign/you/", sign.step, {"here": pages.PERSON}, name="sign_person"),
    path("sign/check/", sign.step, {"here": pages.CHECK}, name="sign_check"),
    path("sign/sent/", sent.sent, name="sign_sent"),
    path("sign/individuals/", sign.individuals, name="sign_individuals"),
    path("sign/link/", private.ask_for_link, name="sign_link"),
]
