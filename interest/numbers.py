"""How many individuals want to hear of what: no person is on this page."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.forms import Media
from django.utils.translation import gettext_lazy as staff_
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from desk.sections import Section, table
from openheritage.names import language_name_here
from openheritage.words import Words

from .models import Subscriber, Topic

State = Subscriber.State


class SectionsPage(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    template_name = "desk/sections.html"
    permission_policy = None
    header_icon = "mail"
    _show_breadcrumbs = True

    def sections(self) -> list[Section]:
        raise NotImplementedError

    def get_breadcrumbs_items(self) -> list[dict]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict:
        return super().get_context_data(**kwargs) | {
            "sections": self.sections(),
            "media": Media(),
        }


class NumbersView(SectionsPage):
    permission_required = "count"
    page_title = staff_("Interested individuals: numbers")

    def sections(self) -> list[Section]:
        states: Counter[str] = Counter()
        topics: Counter[str] = Counter()
        languages: Counter[str] = Counter()
        asked = 0
        rows = Subscriber.objects.values_list("state", "topics", "language", "asked_at")
        for state, chosen, language, asked_at in rows.iterator():
            states[state] += 1
            if state == State.CONFIRMED:
                topics.update({*chosen})
                languages[language] += 1
                asked += asked_at is not None
        by_topic = [(topic.label, topics[topic.value]) for topic in Topic]
        by_language = [
            (language_name_here(code), number)
            for code, number in languages.most_common()
        ]
        return [
            Section(
                "all",
                staff_("All"),
                rows=[
                    (staff_("Confirmed"), states[State.CONFIRMED]),
                    (staff_("… of them asked whether to go on"), asked),
                    (staff_("Not confirmed yet"), states[State.UNCONFIRMED]),
                    (staff_("In quarantine"), states[State.QUARANTINED]),
                ],
            ),
            counted("topics", staff_("By topic"), staff_("Topic"), by_topic),
            counted(
                "languages", staff_("By language"), staff_("Language"), by_language
            ),
        ]


def counted(
    name: str, title: Words, label: Words, rows: Sequence[tuple[Words, int]]
) -> Section:
    found = table(
        rows,
        (label, lambda row: row[0]),
        (staff_("Confirmed"), lambda row: row[1]),
    )
    return Section(name, title, table=found)
