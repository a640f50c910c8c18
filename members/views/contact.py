from django.http import Http404, HttpRequest, HttpResponse

from correspondence.models import Link


def manage(request: HttpRequest, link: Link) -> HttpResponse:
    raise Http404


succeed = expired = manage
