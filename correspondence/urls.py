from django.urls import path

from . import views

urlpatterns = [
    path("k/", views.private_code, name="private_code"),
    path("k/<str:token>/", views.private_link, name="private_link"),
]
