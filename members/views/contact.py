from django.http import HttpRequest, HttpResponse, Http404

from correspondence.models import Link


def manage(request: HttpRequest, link: Link) -> HttpResponse:
    raise Http404


succeed = expired = manage
