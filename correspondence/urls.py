from django.urls import path, re_path

from . import views

urlpatterns = [
    path("k/", views.private_code, name="private_code"),
    path("k/<str:token>/", views.private_link, name="private_link"),
    # With whatever a mail program made of it.
    re_path(r"^k/(?P<token>(?s:.+))$", views.private_link),
]
