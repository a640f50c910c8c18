from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"

    def ready(self) -> None:
        from openheritage import health

        from . import promotions, signals, slots, state

        signals.connect()
        promotions.connect()
        health.register("search", state.in_a_word)
        slots.fill_slots()
