"""What staff fill in for an article. Which of it belongs to its kind, the style sheet
of the admin shows; whatever holds something, or is wrong, is seen in any case."""

import re
from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils.translation import gettext as staff_now
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel

from openheritage.pages import Picture, PictureForm
from statement.pointing import PointsAtParts

from .occasions import Kind, Occasion, zones
from .problems import problems

COMMAS = re.compile(r"\s*[,;،؛、，；\n]\s*")


def names(text: str) -> list[str]:
    return [name for name in COMMAS.split(text.strip()) if name]


def zone_choices() -> list[tuple[str, str]]:
    return [(name, name.replace("_", " ")) for name in zones()]


class ZoneSelect(forms.Select):
    """The list of zones is long, and asked for when it is shown."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs, choices=zone_choices())


CONTENT = [
    MultiFieldPanel(["date", "kind", "authors"], heading=staff_("About")),
    MultiFieldPanel(
        [
            FieldRowPanel(["event_date", "begins_at"]),
            FieldRowPanel(["event_end_date", "ends_at"]),
            "place",
            "online_url",
            "registration_url",
            "event_state",
        ],
        heading=staff_("Event"),
        classname="for-kind for-event",
    ),
    MultiFieldPanel(
        [FieldRowPanel(["deadline", "deadline_time"])],
        heading=staff_("Deadline"),
        classname="for-kind for-opportunity",
    ),
    MultiFieldPanel(
        [FieldPanel("zone", widget=ZoneSelect)],
        heading=staff_("Time zone"),
        classname="for-kind for-event for-opportunity",
    ),
    FieldPanel("summary"),
    Picture.picture_panel,
    FieldPanel("body"),
    InlinePanel(
        "filed",
        heading=staff_("Topics"),
        label=staff_("topic"),
        help_text=staff_("Readers choose by them, and follow them."),
    ),
    PointsAtParts.parts_panel,
    InlinePanel(
        "named",
        heading=staff_("Organisations"),
        label=staff_("organisation"),
        help_text=staff_(
            "Those that it is about. They stand below the text, and it stands on "
            "the page of each that is a member."
        ),
    ),
]


class NewsPageForm(PictureForm):
    def clean(self) -> dict:
        data = super().clean()
        kind = data.get("kind", "")
        strange = {
            Kind.EVENT: Occasion.OF_EVENTS,
            Kind.OPPORTUNITY: Occasion.OF_OPPORTUNITIES,
        }
        for owner, fields in strange.items():
            for name in fields if kind != owner else ():
                if data.get(name) and self.fields[name].has_changed(
                    getattr(self.instance, name), data[name]
                ):
                    self.add_error(name, words_for_another(owner))
        # A draft may still wait for it.
        if not self.is_deferred_validation:
            fields = ("date", *Occasion.OF_CALENDARS, *Occasion.OF_OPPORTUNITIES)
            said = SimpleNamespace(**{name: data.get(name) for name in fields})
            for name, words in problems(said):
                if name not in self.errors:
                    self.add_error(name, words)
        return data


def words_for_another(kind: Kind) -> str:
    if kind == Kind.EVENT:
        return staff_now("Only events have it: choose that kind, or empty it.")
    return staff_now("Only opportunities have it: choose that kind, or empty it.")
