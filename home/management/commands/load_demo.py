from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core.management import (
    BaseCommand,
    CommandError,
    CommandParser,
    call_command,
)
from django.db import transaction
from django.db.models.signals import post_save
from modelsearch.index import get_indexed_models
from modelsearch.signal_handlers import (
    post_save_signal_handler,
    register_signal_handlers,
)
from wagtail.models import Locale, Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from consents.models import PrivacyNotice
from home import roles
from home.demo import pages, pictures, resources, signatures, stories
from home.demo.relations import looked_for_once
from home.demo.texts import LANGUAGES
from home.demo.translate import Original, key_index
from home.models import HomePage, SiteSettings
from members.models import MembersIndexPage
from news.models import NewsIndexPage
from openheritage import languages
from openheritage.memory import rarely_collecting
from openheritage.roles import EDITORS, MODERATORS, REVIEWERS
from resources.models import PressPage, ResourcesPage
from stories.models import StoriesIndexPage

PASSWORD = "open-heritage-demo"  # noqa: S105 - printed for everyone to use

LINKEDIN = "https://www.linkedin.com/company/creative-commons/"

# What each demo account may do, and the name it signs in with.
ACCOUNTS = {
    "editor": [EDITORS],
    "moderator": [EDITORS, MODERATORS],
    "translator": [roles.translators("fr")],
    "reviewer": [roles.translation_reviewers("fr"), REVIEWERS],
}


def welcome(address: str) -> str:
    """Where the site is, and how one signs in."""
    lines = [
        f"\nThe site:    {address}/",
        f"Its admin:   {address}/admin/",
        f"  sign in as {', '.join(ACCOUNTS)}",
        f"  password   {PASSWORD}",
        "  and a code from a device, which the admin helps to set up; its mail lies "
        "where all mail does"
        if settings.SECOND_FACTOR_REQUIRED
        else "  No second factor is asked for here: SECOND_FACTOR_REQUIRED=1 does.",
        "",
    ]
    return "\n".join(lines)


@contextmanager
def disable_search_index_auto_update() -> Iterator[None]:
    """Wagtail's own index is filled once, at the end."""
    for model in get_indexed_models():
        post_save.disconnect(post_save_signal_handler, sender=model)
    try:
        yield
    finally:
        register_signal_handlers()


class Command(BaseCommand):
    help = (
        "Loads the sample content in all languages, and demo accounts, into an "
        "empty site. Run again, it changes nothing. Never run it in production: "
        "the passwords are public."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--address",
            default="http://localhost:8000",
            help="the address under which the site is reached",
        )

        parser.add_argument(
            "--anyway",
            action="store_true",
            help="load it even where settings.DEMO forbids it, such as for measuring",
        )

    def handle(self, *, address: str, anyway: bool, **options: object) -> None:
        if not (settings.DEMO or anyway):
            raise CommandError("Not on these settings: the passwords are public.")
        address = address.rstrip("/")
        started = monotonic()
        home = HomePage.objects.get(locale=Locale.get_default())
        self.set_address(home, address)
        if home.get_children().exists():
            self.stdout.write("The sample content is there already.")
        else:
            with rarely_collecting(), looked_for_once():
                self.load(home)
            self.stdout.write(
                f"Sample content loaded in {monotonic() - started:.1f} seconds."
            )
        self.stdout.write(welcome(address))

    def set_address(self, home: HomePage, address: str) -> None:
        parts = urlsplit(address)
        Site.objects.update_or_create(
            is_default_site=True,
            defaults={
                "hostname": parts.hostname,
                "port": parts.port or 80,
                "site_name": "Open Heritage",
                "root_page": home,
            },
        )

    @transaction.atomic
    def load(self, home: HomePage) -> None:
        """All or nothing: whatever ends it, the next run begins anew."""
        with disable_reference_index_auto_update(), disable_search_index_auto_update():
            locales = [
                Locale.objects.get_or_create(language_code=code)[0]
                for code in LANGUAGES
            ]
            for locale in locales:
                languages.change(locale, to_open=True)
            self.say("pages in English")
            images = pages.make_images()
            ids = pages.make_pages(home)
            pictures.hang(home, images)
            pages.fill_pages(home, ids, images)
            index = StoriesIndexPage.objects.child_of(home).get()
            stories.make_stories(index, ids, images)
            resources.fill_pages(
                ResourcesPage.objects.child_of(home).get(),
                PressPage.objects.child_of(home).get(),
                ids,
                images,
            )
            resources.make_documents()
            topics = pages.make_topics()
            news = NewsIndexPage.objects.child_of(home).get()
            pages.make_news(news, ids, images, topics)
            pages.make_members(MembersIndexPage.objects.child_of(home).get())
            snippets = [pages.make_announcement(), *pages.make_summaries()]
            snippets += topics.values()
            tree = home.get_descendants(inclusive=True).order_by("path").specific()
            keys = key_index()
            originals = [Original(each, keys) for each in (*tree, *snippets)]
            for locale in locales[1:]:
                self.say(locale.language_code)
                for original in originals:
                    original.translate(locale)
            SiteSettings.objects.update_or_create(
                site=Site.objects.get(is_default_site=True),
                defaults={"linkedin_url": LINKEDIN},
            )
            PrivacyNotice.objects.update_or_create(
                pk=1, defaults={"page_id": ids["privacy"]}
            )
            pages.date_texts()
            self.say("signatures")
            signatures.make_signatures()
            self.make_accounts()
        self.say("indexes")
        call_command("rebuild_references_index", verbosity=0)
        call_command("update_index", verbosity=0)
        call_command("check_search", "--repair", verbosity=0)

    def make_accounts(self) -> None:
        # Hashing is slow on purpose, and they have the same.
        password = make_password(PASSWORD)
        for name, groups in ACCOUNTS.items():
            user, _created = get_user_model().objects.update_or_create(
                username=name,
                defaults={"email": f"{name}@example.org", "password": password},
            )
            user.groups.set(Group.objects.filter(name__in=groups))

    def say(self, what: str) -> None:
        self.stdout.write(f"  {what}")
        self.stdout.flush()
