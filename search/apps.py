from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as staff_


class SearchConfig(AppConfig):
    name = "search"

    def ready(self) -> None:
        from wagtail.documents import get_document_model
        from wagtail.models import (
            Collection,
            CollectionViewRestriction,
            Locale,
            Page,
            PageViewRestriction,
        )
        from wagtail.signals import (
            page_published,
            page_slug_changed,
            page_unpublished,
            post_page_move,
        )

        from openheritage import health, proofs
        from openheritage.generations import SEARCH
        from openheritage.models import Language
        from openheritage.signals import languages_changed, public_changed
        from organisations.models import CountryName, Organisation
        from resources.models import Edition, Resource, ResourcesPage
        from signatures.models import Signature
        from statement.models import ArticleSummary
        from wording.models import Edition as Words

        from . import proving, results, signals, slots, sources, spelling, state
        from .models import Entry, Promotion, Word

        SEARCH.follow(Entry, Promotion, Word)
        sources.PAGES.follow(Page, PageViewRestriction, Locale, Language)
        sources.DOCUMENTS.follow(Resource, Edition, get_document_model(), Collection)
        sources.DOCUMENTS.follow(CollectionViewRestriction)
        results.PROMOTED.follow(Promotion, Page, Locale)
        spelling.PRESENT.follow(Word)
        page_published.connect(signals.page_changed)
        page_unpublished.connect(signals.page_changed)
        post_delete.connect(signals.page_changed, sender=Page)
        post_page_move.connect(signals.tree_changed)
        page_slug_changed.connect(signals.tree_changed)
        for signal in (post_save, post_delete):
            signal.connect(signals.restriction_changed, sender=PageViewRestriction)
            signal.connect(signals.documents_changed, sender=PageViewRestriction)
            signal.connect(signals.summary_changed, sender=ArticleSummary)
            signal.connect(signals.resource_changed, sender=Resource)
            for model in (CollectionViewRestriction, get_document_model()):
                signal.connect(signals.documents_changed, sender=model)
        for signal in (page_published, page_unpublished, post_page_move):
            signal.connect(signals.documents_changed, sender=ResourcesPage)
        page_slug_changed.connect(signals.documents_changed, sender=ResourcesPage)
        post_delete.connect(signals.documents_changed, sender=ResourcesPage)
        languages_changed.connect(signals.languages_changed)
        public_changed.connect(signals.organisation_changed, sender=Organisation)
        public_changed.connect(signals.signature_changed, sender=Signature)
        public_changed.connect(signals.country_changed, sender=CountryName)
        public_changed.connect(signals.words_changed, sender=Words)

        health.observe(
            "search",
            state.look,
            questions=state.questions,
            label=staff_("Search"),
            advice=staff_("Do the search server and the worker run?"),
            has_panel=True,
        )
        proofs.register(
            "check_search",
            proving.prove,
            seconds=proofs.DAY,
            label=staff_("Check of the search table"),
        )
        slots.fill_slots()
