from django.template.context import Context

from openheritage.furniture import content_language
from openheritage.roles import EDITORS, MODERATORS, Right
from openheritage.slots import Slot, fill, render

from .models import NewsPage, Topic

# On the page of an organisation; the list of news has all.
MOST = 6


def organisation_news(context: Context) -> str:
    """What names it, in the reader’s language first. One query."""
    language = content_language()
    news = NewsPage.objects.for_list(language).naming(context["organisation"])
    found = list(news.own_first(language)[:MOST])
    return render(context, "news/slots/organisation_news.html", news=found)


def rights() -> list[Right]:
    return [
        Right(Topic, ("add", "change", "view"), (EDITORS, MODERATORS)),
        Right(Topic, ("publish", "delete"), (MODERATORS,)),
    ]


def fill_slots() -> None:
    fill(Slot.RIGHTS, rights)
    fill(Slot.ORGANISATION_NEWS, organisation_news)
