from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as staff_
from wagtail import hooks
from wagtail.models import Page

from .models import PrivacyNotice
from .viewsets import ConsentTextViewSet


@hooks.register("register_admin_viewset")
def register_viewsets() -> ConsentTextViewSet:
    return ConsentTextViewSet()


@hooks.register("after_unpublish_page")
@hooks.register("before_delete_page")
def tell_of_consents(request: HttpRequest, page: Page) -> None:
    """Once the privacy page is not public, and before it is deleted."""
    chosen = PrivacyNotice.objects.filter(page__translation_key=page.translation_key)
    is_asked = not page.live or request.method == "GET"
    if is_asked and chosen.exists():
        messages.warning(
            request,
            staff_(
                "Who signs agrees to what this page says, and is led to it. Without it "
                "in their language they read it in the original’s, or not at all."
            ),
        )
