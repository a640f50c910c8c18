"""A Django view that does nothing, behind the same server: the measure of the rest."""

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

if not settings.configured:
    settings.configure(
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        SECRET_KEY="nothing to keep",  # noqa: S106 - signs nothing
    )
    django.setup()

urlpatterns = [path("", lambda request: HttpResponse("Hello"))]

application = get_wsgi_application()
