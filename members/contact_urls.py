from django.urls import path

from .views import contact

urlpatterns = [
    path("profile-link/", contact.ask_for_link, name="member_link"),
]
