"""Every address under a language's prefix that leads to a page."""

from django.urls import re_path
from wagtail.urls import serve_pattern
from wagtail.urls import urlpatterns as wagtail_urlpatterns

from . import views

urlpatterns = [
    # The forms of pages that are open to some only.
    *[pattern for pattern in wagtail_urlpatterns if pattern.name != "wagtail_serve"],
    re_path(serve_pattern, views.page, name="wagtail_serve"),
]
