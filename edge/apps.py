from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as staff_


class EdgeConfig(AppConfig):
    name = "edge"

    def ready(self) -> None:
        from wagtail.contrib.redirects.models import Redirect
        from wagtail.images import get_image_model
        from wagtail.models import Locale, Page, PageViewRestriction, Site
        from wagtail.signals import (
            page_published,
            page_slug_changed,
            page_unpublished,
            post_page_move,
        )

        from consents.models import ConsentText, ConsentWording, PrivacyNotice
        from documents.models import FileFacts
        from home.models import Announcement, SiteSettings
        from news.models import Topic
        from openheritage import health
        from openheritage.models import Language
        from openheritage.signals import (
            languages_changed,
            public_changed,
            thanked_changed,
            totals_changed,
        )
        from organisations.models import CountryName, Organisation
        from resources.models import Resource
        from signatures.models import Signature
        from statement.models import ArticleSummary, Plan
        from translations.models import Preference, Status
        from wording.models import Edition

        from . import checks, signals, state  # noqa: F401 - a check registers itself

        for signal in (page_published, page_unpublished, page_slug_changed):
            signal.connect(signals.anything_changed)
        post_page_move.connect(signals.anything_changed)
        post_delete.connect(signals.page_deleted, sender=Page)
        languages_changed.connect(signals.language_changed)
        for sender in (Organisation, CountryName, Edition):
            public_changed.connect(signals.anything_changed, sender=sender)
        public_changed.connect(signals.signature_changed, sender=Signature)
        totals_changed.connect(signals.views_changed)
        thanked_changed.connect(signals.views_changed)
        for signal in (post_save, post_delete):
            for model in (
                *(Locale, Language, Site, PageViewRestriction, Redirect),
                *(Announcement, SiteSettings, get_image_model(), Plan),
                *(ArticleSummary, Topic, Resource, FileFacts),
                *(ConsentText, ConsentWording, PrivacyNotice, Status),
            ):
                signal.connect(signals.anything_changed, sender=model)
            signal.connect(signals.views_changed, sender=Preference)
        self.follow_pages()
        health.observe(
            "edge",
            state.look,
            questions=state.questions,
            label=staff_("The server in front"),
            advice=staff_("It hears of no changes: is EDGE_URL right, does nginx run?"),
        )

    @staticmethod
    def follow_pages() -> None:
        """Of what many change by themselves, so that it leaves other pages alone."""
        from django.contrib.auth import get_user_model
        from wagtail_localize import models as localize

        from openheritage.generations import REGISTER, TRANSLATORS
        from organisations.models import Organisation
        from register.models import Count, Counting, RegisterEntry, RegisterFacts
        from signatures.models import Signature
        from translations.models import Preference, Status, Step, Tally

        REGISTER.follow(Signature, Organisation)
        REGISTER.follow(Count, Counting, RegisterEntry, RegisterFacts)
        TRANSLATORS.follow(localize.StringSegment, localize.StringTranslation)
        TRANSLATORS.follow(localize.Translation, localize.TranslationSource)
        TRANSLATORS.follow(Preference, Status, Step, Tally, get_user_model())
