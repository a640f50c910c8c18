from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "register"

    def ready(self) -> None:
        from openheritage import health
        from openheritage.signals import public_changed
        from signatures.models import Signature

        from . import chain, replaying
        from .signals import append_change
        from .slots import fill_slots

        public_changed.connect(append_change, sender=Signature)
        replaying.register_kinds()
        health.register("register", chain.in_a_word)
        fill_slots()
