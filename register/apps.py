from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "register"

    def ready(self) -> None:
        from openheritage.signals import public_changed
        from signatures.models import Signature

        from .signals import append_change
        from .slots import fill_slots

        public_changed.connect(append_change, sender=Signature)
        fill_slots()
