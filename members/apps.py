from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"

    def ready(self) -> None:
        from wagtail.models import Locale, Page, PageViewRestriction

        from .commitment import IS_THERE
        from .models import CommitmentPage
        from .slots import fill_slots

        IS_THERE.follow(CommitmentPage, Page, Locale, PageViewRestriction)
        fill_slots()
