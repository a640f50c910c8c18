"""The addresses of stories as files, and the links to them."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.template.context import Context
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from openheritage.furniture import content_language
from openheritage.names import bcp47, file_size
from openheritage.slots import render
from stories.models import StoryFramePage

from .models import StorySheet
from .serving import served
from .sheets import PDF, PNG, SheetFile


def file_view(kind: str) -> Callable[..., HttpResponse]:
    @require_safe
    def file(request: HttpRequest, slug: str) -> HttpResponse:
        """In the reader's language, or in the original's where it is not translated."""
        language = content_language()
        pages = StoryFramePage.objects.readable_in(language).filter(slug=slug)
        page = pages.select_related("image").first()
        if page is None:
            raise Http404
        name = f"{page.slug}-{bcp47(page.language)}"
        return served(request, SheetFile(page, kind), name, page.language)

    return file


story_png, story_pdf = file_view(PNG), file_view(PDF)


def downloads(context: Context) -> str:
    """With the size of what is there already."""
    page = context.get("page")
    if not isinstance(page, StoryFramePage) or not page.live:
        return ""
    made = StorySheet.objects.filter(page=page, due_at=None).exclude(key="")
    sizes = dict(made.values_list("kind", "size"))
    files = [
        {
            "label": label,
            "path": reverse(f"story_{kind}", args=[page.slug]),
            "size": file_size(sizes[kind]) if kind in sizes else "",
        }
        for kind, label in (
            (PNG, _("Picture to share (PNG)")),
            (PDF, _("Sheet to print (PDF)")),
        )
    ]
    return render(context, "renditions/slots/story_downloads.html", files=files)
