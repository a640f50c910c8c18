from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext_lazy as staff_


class RenditionsConfig(AppConfig):
    name = "renditions"

    def ready(self) -> None:
        from wagtail.signals import page_published, page_unpublished

        from images.models import CustomImage
        from openheritage import health
        from openheritage.signals import languages_changed, public_changed
        from signatures.models import Signature
        from translations.models import Status
        from wording.models import Edition

        from . import models, signals, slots, state

        page_published.connect(signals.page_changed)
        page_unpublished.connect(signals.page_changed)
        for signal in (post_save, post_delete):
            signal.connect(signals.changed, sender=Status)
        # Its words and its file are on the sheets of stories.
        post_save.connect(signals.changed, sender=CustomImage)
        languages_changed.connect(signals.changed)
        public_changed.connect(signals.changed, sender=Edition)
        public_changed.connect(signals.signature_changed, sender=Signature)
        for model in (models.Rendition, models.Certificate, models.StorySheet):
            post_delete.connect(signals.row_deleted, sender=model)

        health.observe(
            "renditions",
            state.look,
            questions=state.questions,
            label=staff_("Files that are made"),
            advice=staff_("The home page names those that fail; does the worker run?"),
            has_panel=True,
        )
        slots.fill_slots()
