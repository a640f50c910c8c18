from django.urls import path

from .views import public

urlpatterns = [
    path("interest/", public.form, name="interest"),
    path("interest/sent/", public.sent, name="interest_sent"),
]
