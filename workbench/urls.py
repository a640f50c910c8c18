"""Public, under a language's prefix; the addresses of staff are in their hooks."""

from django.urls import path

from . import languages, thanks

urlpatterns = [
    path("thanks/", thanks.thanks, name="thanks"),
    path("languages/", languages.languages, name="languages"),
]
