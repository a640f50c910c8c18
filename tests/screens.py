"""Which pictures there are for translators, and what is made for them to show."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.contrib.auth.models import Group, User
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import Translation
from wagtail_localize.operations import translate_object

from accounts.invitations import INVITE, invite
from correspondence import links
from home.management.commands.load_demo import PASSWORD
from home.models import ContentPage
from home.roles import translation_reviewers, translators
from news.models import NewsIndexPage, NewsPage
from tests.screenshots import Picture
from translations.saving import store

LANGUAGE = "sw"
TRANSLATOR, REVIEWER = "amina", "baraka"

# Somebody has begun to translate it.
ARTICLE = {
    "title": "A reading room without walls",
    "summary": "Three libraries open their photographs of the lake for everybody.",
    "body": [
        ("heading", "What you will find"),
        (
            "paragraph",
            "<p>More than <b>4,000 photographs</b> tell of life at the lake since "
            "1920.</p><p>Nobody needs an account to look at them.</p>",
        ),
    ],
}
WORDS = [
    "Chumba cha kusomea kisicho na kuta",
    "Maktaba tatu zinafungua picha zao za ziwa kwa kila mtu.",
]


@dataclass(frozen=True)
class Made:
    invitation: str
    article: Translation
    stale: Translation


def account(name: str, first: str, last: str, group: str) -> User:
    user = User.objects.create_user(
        name, f"{name}@example.org", PASSWORD, first_name=first, last_name=last
    )
    user.groups.set(Group.objects.filter(name=group))
    return user


def translation_of(page: NewsPage | ContentPage) -> Translation:
    return Translation.objects.get(
        source__object_id=page.translation_key,
        target_locale__language_code=LANGUAGE,
    )


def begun(by: User) -> Translation:
    index = NewsIndexPage.objects.get(locale=Locale.get_default())
    page = index.add_child(instance=NewsPage(slug="reading-room", **ARTICLE))
    page.save_revision().publish()
    translate_object(page, [Locale.objects.get(language_code=LANGUAGE)])
    translation = translation_of(page)
    segments = translation.source.stringsegment_set.order_by("order")
    for segment, words in zip(segments, WORDS, strict=False):
        store(segment, translation, words, by)
    return translation


def gone_stale() -> Translation:
    page = ContentPage.objects.get(slug="background", locale=Locale.get_default())
    page.title = "Background and history"
    page.save_revision().publish()
    return translation_of(page)


def invitation() -> str:
    moderator = User.objects.get(username="moderator")
    group = Group.objects.get(name=translators(LANGUAGE))
    row, _mail = invite("guest@example.org", [group], "en", by=moderator)
    return urlsplit(links.make(INVITE, row.pk, "en").url).path


def prepare() -> Made:
    invited = invitation()
    amina = account(TRANSLATOR, "Amina", "Juma", translators(LANGUAGE))
    account(REVIEWER, "Baraka", "Otieno", translation_reviewers(LANGUAGE))
    return Made(invited, begun(amina), gone_stale())


def pictures(made: Made) -> list[Picture]:
    article = reverse("workbench_edit", args=[made.article.pk])
    return [
        Picture("invited", "", made.invitation, height=900),
        Picture("waiting", TRANSLATOR, reverse("wagtailadmin_home")),
        Picture("editor", TRANSLATOR, article, height=820),
        Picture("stale", TRANSLATOR, reverse("workbench_edit", args=[made.stale.pk])),
        Picture("matrix", REVIEWER, reverse("workbench_matrix")),
        Picture("untranslated", "", "/sw/news/reading-room/"),
    ]
