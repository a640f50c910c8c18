"""Before Wagtail's own, at the same addresses."""

from django.urls import path, reverse_lazy
from django.views.generic import RedirectView

urlpatterns = [
    # The new password is chosen behind a private link, which stands in no log.
    path(
        "password_reset/confirm/<uidb64>/<token>/",
        RedirectView.as_view(url=reverse_lazy("wagtailadmin_password_reset")),
    ),
]
