"""Documents as Wagtail sends them, without what no program can read.

Wagtail's sendfile writes ``Content-Encoding: None`` (since wagtail#3903), and its view
an empty ETag where a document has no hash, so that all of those are one. When both are
mended there, this file and the address in ``urls.py`` can go, but for the charset.
"""

from django.http import Http404, HttpRequest, HttpResponse
from wagtail.documents.views.serve import serve

NO_HASH = '""'


def document(request: HttpRequest, document_id: str, filename: str) -> HttpResponse:
    if NO_HASH in request.META.get("HTTP_IF_NONE_MATCH", ""):
        del request.META["HTTP_IF_NONE_MATCH"]
    try:
        response: HttpResponse = serve(request, document_id, filename)
    except FileNotFoundError:
        # Of a file on a disk Wagtail says so itself.
        raise Http404 from None
    if response.get("ETag") == NO_HASH:
        del response["ETag"]
    if response.get("Content-Encoding") == "None":
        del response["Content-Encoding"]
        # As until now the file goes out as it is, with its length: most documents are
        # compressed in themselves.
        request.META.pop("HTTP_ACCEPT_ENCODING", None)
    # kinds.py takes texts in UTF-8; one in UTF-16 says so by its first letters.
    kind = response.get("Content-Type", "")
    if kind.startswith("text/") and "charset" not in kind:
        response["Content-Type"] = f"{kind}; charset=utf-8"
    return response
