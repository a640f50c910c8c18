from django.apps import AppConfig


class EditingConfig(AppConfig):
    name = "editing"

    def ready(self) -> None:
        from wagtail.signals import published, unpublished

        from . import checking, slots

        published.connect(checking.look_again)
        unpublished.connect(checking.forget)
        slots.fill_slots()
