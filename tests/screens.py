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
from translations.models import State
from translations.saving import store
from translations.steps import say

LANGUAGE = "sw"
TRANSLATOR, REVIEWER = "amina", "baraka"

NAMES = ("invited", "waiting", "editor", "stale", "review", "matrix")

# Somebody has begun to translate it.
ARTICLE = {
    "title": "A reading room without walls",
    "summary": "Three libraries open their photographs of the lake for everybody.",
    "body": [
        ("heading", "What you will find"),
        (
            "paragraph",
            (
                "<p>More than <b>4,000 photographs</b> tell of life at the lake since "
                "1920.</p><p>Nobody needs an account to look at them.</p>"
            ),
        ),
    ],
}
WORDS = [
    "Chumba cha kusomea kisicho na kuta",
    "Maktaba tatu zinafungua picha zao za ziwa kwa kila mtu.",
]


# And this one is ready.
READY = {
    "title": "Drawings of a harbour",
    "summary": "A museum lets everybody use 300 drawings of its old harbour.",
    "body": [("paragraph", "<p>They were made <b>before 1930</b>.</p>")],
}
READY_WORDS = [
    "Michoro ya bandari",
    "Makumbusho yaruhusu kila mtu kutumia michoro 300 ya bandari yake ya zamani.",
    "Ilichorwa <b>kabla ya 1930</b>.",
]


@dataclass(frozen=True)
class Made:
    invitation: str
    article: Translation
    ready: Translation
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


def begun(by: User, slug: str, facts: dict, texts: list[str]) -> Translation:
    index = NewsIndexPage.objects.get(locale=Locale.get_default())
    page = index.add_child(instance=NewsPage(slug=slug, **facts))
    page.save_revision().publish()
    translate_object(page, [Locale.objects.get(language_code=LANGUAGE)])
    translation = translation_of(page)
    segments = translation.source.stringsegment_set.order_by("order")
    for segment, words in zip(segments, texts, strict=False):
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
    article = begun(amina, "reading-room", ARTICLE, WORDS)
    ready = begun(amina, "harbour", READY, READY_WORDS)
    say(ready, State.READY, amina)
    return Made(invited, article, ready, gone_stale())


def pictures(made: Made) -> list[Picture]:
    def editor(translation: Translation) -> str:
        return reverse("workbench_edit", args=[translation.pk])

    review = reverse("workbench_review", args=[made.ready.pk])
    return [
        Picture("invited", "", made.invitation, height=900),
        Picture("waiting", TRANSLATOR, reverse("workbench_waiting")),
        Picture("editor", TRANSLATOR, editor(made.article), height=900),
        Picture("stale", TRANSLATOR, editor(made.stale)),
        Picture("review", REVIEWER, review, height=900),
        Picture("matrix", REVIEWER, reverse("workbench_matrix")),
    ]
