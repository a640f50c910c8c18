from collections.abc import Callable
from html import unescape

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from openheritage.keeping import FOR_CDN

from . import names


class NamesNobody:
    """What says that a CDN may hold it for a day is looked through before it leaves.

    A view knows what it shows by itself, and not what staff have written: the page
    about privacy names who runs the site, who may be a member.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if FOR_CDN in response and self.names_somebody(response):
            del response[FOR_CDN]
        return response

    @staticmethod
    def names_somebody(response: HttpResponse) -> bool:
        if response.streaming:
            return True
        try:
            return names.are_in(unescape(response.text))
        except (DatabaseError, UnicodeDecodeError):
            # What is no text (a book, a document) cannot be looked through.
            return True
