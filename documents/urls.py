from django.urls import include, re_path
from wagtail.documents import urls

from . import sending

urlpatterns = [
    # Before Wagtail's own, which keeps the name.
    re_path(r"^(\d+)/(.*)$", sending.document),
    re_path("", include(urls)),
]
