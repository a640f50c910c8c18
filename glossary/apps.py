from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate, post_save


class GlossaryConfig(AppConfig):
    name = "glossary"

    def ready(self) -> None:
        from wagtail.models import Locale

        from . import beginnings, slots, terms
        from .models import Term

        # The last app with models, after the roles are made.
        last = apps.get_app_config("sessions")
        post_migrate.connect(beginnings.after_migrations, sender=last)
        post_save.connect(beginnings.after_saving_locale, sender=Locale)
        terms.GLOSSARIES.follow(Term)
        slots.fill_slots()
