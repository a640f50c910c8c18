from django.urls import path

from .views import contact

urlpatterns = [
    path("coalition/link/", contact.ask_for_link, name="member_link"),
]
