from django.urls import path

from .views import apply

urlpatterns = [
    path("apply/", apply.form, name="apply"),
    path("apply/sent/", apply.sent, name="apply_sent"),
]
