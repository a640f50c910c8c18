from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "organisations"

    def ready(self) -> None:
        from openheritage import locales, names

        from . import slots
        from .models import CountryName

        # They are asked for together.
        for facts in (locales.KNOWN, names.GIVEN):
            facts.follow(CountryName)
        slots.fill_slots()
