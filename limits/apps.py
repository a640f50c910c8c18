from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class LimitsConfig(AppConfig):
    name = "limits"

    def ready(self) -> None:
        from openheritage import generations

        from . import rates, replaying
        from .models import Ban
        from .slots import fill_slots

        generations.BANS.follow(Ban)
        rates.BANS.follow(Ban)
        post_save.connect(replaying.write_banned, sender=Ban)
        post_delete.connect(replaying.write_ended, sender=Ban)
        replaying.register_kinds()
        fill_slots()
