"""Which pictures there are for those who edit, and what is made for them to show.

A picture is a line in ``pictures``. What it shows is a page of the sample content, by
its address (``edit("news/letters")``), or something that ``prepare`` makes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page as Screen
from wagtail.models import Comment, Locale, Page, ReferenceIndex

from editing.tasks import go_on_looking_for_them, look_for_broken_links
from home.models import ContentPage
from images.credits import Licence
from images.models import CustomImage
from news.models import NewsIndexPage, NewsPage
from signatures.models import Signature
from tests.screenshots import Picture

EDITOR, MODERATOR = "editor", "moderator"


@dataclass(frozen=True)
class Made:
    # Submitted to moderators, with a comment.
    article: NewsPage
    # Shows the harbour, and lacks its creator.
    picture: CustomImage


def article(title: str, slug: str, summary: str, by: User) -> NewsPage:
    index = NewsIndexPage.objects.get(locale=Locale.get_default())
    page = NewsPage(title=title, slug=slug, summary=summary, live=False, owner=by)
    page.body = [
        ("paragraph", "<p>Nobody needs an account to look at them.</p>"),
    ]
    index.add_child(instance=page)
    page.save_revision(user=by)
    return page


def submitted(by: User) -> NewsPage:
    page = article(
        "Pictures of a lake",
        "lake",
        "Three libraries open their photographs of the lake for everybody.",
        by,
    )
    workflow = page.get_workflow()
    workflow.start(page, by)
    Comment.objects.create(
        page=page,
        user=User.objects.get(username=MODERATOR),
        text="Which lake is it? Say so here.",
        contentpath="summary",
    )
    return page


def scheduled(by: User) -> None:
    page = article(
        "Letters from the mountains",
        "letters",
        "A library reads out what travellers wrote home, and gives the words away.",
        by,
    )
    page.go_live_at = timezone.now() + timedelta(days=5)
    page.save_revision(user=by).publish()


def without_credit() -> CustomImage:
    file = ContentFile((settings.BASE_DIR / "home/demo/images/coast.png").read_bytes())
    return CustomImage.objects.create(
        title="The old harbour",
        file=ImageFile(file, name="old-harbour.png"),
        licence=Licence.CC_BY,
        description="Boats lie in a harbour below a hill.",
    )


def with_a_broken_link() -> None:
    page = ContentPage.objects.get(slug="join", locale=Locale.get_default())
    link = '<p>Read <a href="/en/guide/">the guide</a> before you begin.</p>'
    page.body.append(("paragraph", link))
    page.save_revision().publish()


def prepare() -> Made:
    by = User.objects.get(username=EDITOR)
    for name, first, last in (
        (EDITOR, "Amina", "Juma"),
        (MODERATOR, "Baraka", "Otieno"),
    ):
        User.objects.filter(username=name).update(first_name=first, last_name=last)
    made = Made(submitted(by), without_credit())
    scheduled(by)
    article("Maps of the coast", "maps", "An archive gives its maps away.", by)
    with_a_broken_link()
    look_for_broken_links()
    while go_on_looking_for_them():
        pass
    for page in ContentPage.objects.filter(locale=Locale.get_default()):
        ReferenceIndex.create_or_update_for_object(page)
    return made


def at(path: str) -> Page | None:
    """The original at an address: ``news/letters``."""
    home = Page.objects.get(depth=2, locale=Locale.get_default())
    below = f"{home.url_path}{path}/" if path else home.url_path
    return Page.objects.filter(url_path=below).first()


def of(name: str, path: str) -> str | None:
    page = at(path)
    return reverse(f"wagtailadmin_pages:{name}", args=[page.pk]) if page else None


def edit(path: str) -> str | None:
    return of("edit", path)


def pressed(name: str, role: str = "button") -> Callable[[Screen], object]:
    def press(screen: Screen) -> None:
        screen.get_by_role(role, name=name).first.click()
        screen.wait_for_timeout(400)

    return press


NAMES = ("editors-",)


def pictures(made: Made) -> list[Picture]:
    news = at("news")
    event = NewsPage.objects.filter(kind="event", locale=Locale.get_default()).first()
    signature = Signature.objects.filter(state="waiting").order_by("pk").first()
    return [
        Picture("editors-home", MODERATOR, reverse("wagtailadmin_home"), height=640),
        Picture("editors-drafts", EDITOR, reverse("wagtailadmin_home"), height=1190),
        Picture(
            "editors-pages",
            EDITOR,
            reverse("wagtailadmin_explore", args=[news.pk]) if news else None,
        ),
        Picture("editors-article", EDITOR, edit("news/maps"), height=1000),
        Picture(
            "editors-submit",
            EDITOR,
            edit("news/maps"),
            before=pressed("More actions"),
        ),
        Picture(
            "editors-comment",
            MODERATOR,
            edit("news/lake"),
            before=pressed("Toggle comments"),
            height=900,
        ),
        Picture(
            "editors-address",
            EDITOR,
            edit("join"),
            before=pressed("Promote", "tab"),
        ),
        Picture(
            "editors-event",
            EDITOR,
            edit(f"news/{event.slug}") if event else None,
            part="#panel-child-content-event-section",
            height=1400,
        ),
        Picture("editors-story", EDITOR, edit("stories/fee"), height=1000),
        Picture("editors-resources", EDITOR, edit("resources"), height=1000),
        Picture("editors-delete", MODERATOR, of("delete", "join")),
        Picture(
            "editors-picture",
            EDITOR,
            reverse("wagtailimages:edit", args=[made.picture.pk]),
            height=1000,
        ),
        Picture("editors-links", EDITOR, reverse("editing_broken_links")),
        Picture("editors-languages", MODERATOR, reverse("wagtaillocales:index")),
        Picture("editors-signatures", "reviewer", reverse("signatures_review:index")),
        Picture(
            "editors-signature",
            "reviewer",
            reverse("signatures_review:inspect", args=[signature.pk])
            if signature
            else None,
            height=1000,
        ),
    ]
