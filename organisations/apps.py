from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "organisations"

    def ready(self) -> None:
        from openheritage.signals import public_changed

        from . import given, slots
        from .models import CountryName

        public_changed.connect(given.forget, sender=CountryName)
        slots.fill_slots()
