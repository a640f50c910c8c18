"""What members’ contacts ask for, and the page on which staff decide on it."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import linebreaksbr
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as staff_now
from django.utils.translation import gettext_lazy as staff_
from django.views.decorators.cache import never_cache
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.views import generic
from wagtail.images import get_image_model

from desk.decisions import Decision, DecisionForm
from desk.pages import DecisionView
from desk.records import details, history, mails
from desk.sections import Section, link, website
from desk.viewsets import LimitedViewSet
from events.deeds import ChangedError, NotNowError
from openheritage.names import language_name_here
from openheritage.templatetags.site import language_attributes
from openheritage.words import Words, moment
from statement.differences import Change

from . import changing, contacting, standing
from .models import MemberPage, ProfileChange, Refusal
from .views.logo import logo_response

State = ProfileChange.State

LABELS: dict[str, Words] = {
    "sentence": staff_("One sentence"),
    "description": staff_("Description"),
    "website": staff_("Website"),
    "links": staff_("Other addresses"),
}
HISTORY: dict[str, Words] = {
    "asked for": staff_("asked for"),
    "asked for anew": staff_("asked for anew"),
    "asked to leave": staff_("asked to leave"),
    "withdrawn": staff_("taken back by the contact"),
    "accepted": staff_("accepted"),
    "declined": staff_("declined"),
    "taken back": staff_("decision taken back"),
}


class SeenForm(DecisionForm):
    """What is decided on is what was shown."""

    row: ProfileChange

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = changing.seen(self.row)


class AcceptForm(SeenForm):
    is_published = forms.BooleanField(
        required=False,
        label=staff_("Publish it now"),
        help_text=staff_("Otherwise it waits in the drafts of the pages."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["is_published"] = standing.is_clean(pages_of(self.row))


class LeaveForm(SeenForm):
    left_on = forms.DateField(
        label=staff_("Left on"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["left_on"] = timezone.localdate().isoformat()

    def clean_left_on(self) -> date:
        day: date = self.cleaned_data["left_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(staff_("This day is still ahead."))
        return day


class DeclineForm(SeenForm):
    reason = forms.ChoiceField(choices=Refusal.choices, label=staff_("Reason"))
    words = forms.CharField(
        required=False,
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=staff_("Words to the contact"),
        help_text=staff_("In their language, if you can. They are mailed as they are."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("reason") == Refusal.OTHER and not data.get("words", "").strip():
            self.add_error("words", staff_("Give the reason."))
        return data


def pages_of(change: ProfileChange) -> list[MemberPage]:
    """The pages that it would be written to, as far as there are any."""
    original = contacting.page_of(change.member_key)
    return standing.pages_of(original, change.language) if original else []


def accept(change: ProfileChange, actor: AbstractBaseUser, form: Any) -> None:
    data = form.cleaned_data
    changing.accept(
        change,
        actor,
        was=data["seen"],
        is_published=data.get("is_published", False),
        left_on=data.get("left_on"),
    )


def decline(change: ProfileChange, actor: AbstractBaseUser, form: Any) -> None:
    data = form.cleaned_data
    reason, words = data["reason"], data["words"].strip()
    changing.decline(change, actor, was=data["seen"], reason=reason, words=words)


def undo(change: ProfileChange, actor: AbstractBaseUser, form: Any) -> None:
    changing.undo(change, actor)


def as_now(act: Any) -> Any:
    """What was changed meanwhile is not decided on, and said as the desk says it."""

    def acting(change: ProfileChange, actor: AbstractBaseUser, form: Any) -> None:
        try:
            act(change, actor, form)
        except ChangedError as error:
            raise NotNowError from error

    return acting


DECISIONS = [
    Decision(
        "accept",
        staff_("Accept"),
        staff_("The change is accepted."),
        (State.WAITING,),
        as_now(accept),
        AcceptForm,
        fits=lambda change: not change.is_leave and bool(pages_of(change)),
    ),
    Decision(
        "leave",
        staff_("Confirm that they leave"),
        staff_("The organisation is a former member."),
        (State.WAITING,),
        as_now(accept),
        LeaveForm,
        is_serious=True,
        fits=lambda change: change.is_leave and bool(pages_of(change)),
    ),
    Decision(
        "decline",
        staff_("Decline"),
        staff_("The change is declined."),
        (State.WAITING,),
        as_now(decline),
        DeclineForm,
        is_serious=True,
        is_folded=True,
    ),
    Decision(
        "undo",
        staff_("Take the decision back"),
        staff_("It waits for a decision again."),
        (State.ACCEPTED, State.DECLINED),
        as_now(undo),
        note=staff_(
            "What stood there before comes back, unless it was changed since. The "
            "contact is told."
        ),
        is_folded=True,
    ),
]


class InspectView(DecisionView):
    page_title = staff_("Change of a profile")
    decisions = DECISIONS

    def get_object(self, queryset: models.QuerySet | None = None) -> ProfileChange:
        rows = ProfileChange.objects.select_related("contact")
        return get_object_or_404(rows, pk=self.pk)

    @cached_property
    def now(self) -> dict[str, Any]:
        return standing.now(self.object.member_key, self.object.language) or {}

    def facts(self) -> list[Section | None]:
        change = self.object
        return [self.what(), *self.differences(), self.logo() if change.logo else None]

    def what(self) -> Section:
        change = self.object
        pages = pages_of(change)
        note = ""
        if not pages:
            note = staff_now("This member has no page any more.")
        elif any(page.has_unpublished_changes for page in pages if page.live):
            note = staff_now(
                "A page of this member has changes that nobody has published: what you "
                "accept is added to them. Look at them before you publish."
            )
        return Section(
            "change",
            staff_("Leaving") if change.is_leave else staff_("Change of a profile"),
            note=note,
            rows=[
                (staff_("Member"), change.name),
                (staff_("State"), change.get_state_display()),
                (staff_("Language"), language_name_here(change.language)),
                (staff_("Note"), linebreaksbr(change.note)),
                (staff_("Received"), moment(change.created_at)),
                (staff_("Decided"), moment(change.decided_at)),
            ],
            links=[
                (
                    f"{page.title} ({language_name_here(page.language)})",
                    reverse("wagtailadmin_pages:edit", args=[page.pk]),
                )
                for page in pages
            ],
        )

    def differences(self) -> list[Section]:
        change = self.object
        return [
            self.difference(name, change.wanted[name], change.before.get(name))
            for name in LABELS
            if name in change.wanted
        ] + ([self.without_logo()] if change.wanted.get("logo") is False else [])

    def difference(self, name: str, wanted: Any, before: Any) -> Section:
        now = self.now.get(name, before)
        note = ""
        if self.object.state == State.WAITING and now != before:
            note = staff_now(
                "This has been changed since the contact asked: compared with what "
                "stands there now."
            )
        compared = now if self.object.state == State.WAITING else before
        rows: list[tuple[Words, Any]] = []
        if name == "links":
            rows = [
                (staff_("Now"), " ".join(compared or [])),
                (staff_("Wanted"), " ".join(wanted)),
            ]
        elif name == "website":
            rows = [
                (staff_("Now"), website(compared or "")),
                (staff_("Wanted"), website(wanted)),
            ]
        else:
            rows = [(staff_("Change"), self.compared(compared or "", wanted))]
        return Section(name, LABELS[name], note=note, rows=rows)

    def compared(self, old: str, new: str) -> SafeString:
        attributes = language_attributes(self.object.language)
        html = Change("", old, new).html
        # Line breaks are all that paragraphs have here.
        return format_html("<div{}>{}</div>", attributes, linebreaksbr(html))

    def logo(self) -> Section:
        address = reverse("profile_changes:logo", args=[self.object.pk])
        picture = format_html('<img src="{}" alt="" width="256">', address)
        before = get_image_model().objects.filter(pk=self.now.get("logo")).first()
        return Section(
            "logo",
            staff_("Logo"),
            note=staff_now("They say that we may show it."),
            rows=[
                (staff_("Wanted"), picture),
                (
                    staff_("Now"),
                    link(reverse("wagtailimages:edit", args=[before.pk]), before.title)
                    if before
                    else "",
                ),
            ],
        )

    def without_logo(self) -> Section:
        return Section(
            "logo", staff_("Logo"), rows=[(staff_("Wanted"), staff_("No logo"))]
        )

    def to_decide(self) -> list[Section | None]:
        return [*self.decision_sections(self.decisions)]

    def records(self) -> list[Section | None]:
        change = self.object
        found = history(changing.SUBJECT, change.pk, HISTORY, details)
        about = mails(contacting.SUBJECT, change.contact_id) if change.contact else None
        return [about, found]


class LogoView(generic.InspectView):
    """The file that was sent, for who decides on it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return logo_response(self.object.logo)


class ChangeFilterSet(WagtailFilterSet):
    state = django_filters.MultipleChoiceFilter(
        choices=State.choices,
        label=staff_("State"),
        widget=forms.CheckboxSelectMultiple,
    )
    kind = django_filters.ChoiceFilter(
        choices=ProfileChange.Kind.choices,
        label=staff_("Kind"),
        widget=forms.RadioSelect,
        empty_label=staff_("All"),
    )

    class Meta:
        model = ProfileChange
        fields: list[str] = []


class IndexView(generic.IndexView):
    def get_base_queryset(self) -> models.QuerySet:
        return ProfileChange.objects.defer("logo", "wanted", "before", "replaced")

    def order_queryset(self, queryset: models.QuerySet) -> models.QuerySet:
        if self.ordering:
            return queryset.order_by(self.ordering, "-pk")
        waiting = models.When(state=State.WAITING, then="created_at")
        first = models.Case(waiting, default=None).asc(nulls_last=True)
        return queryset.order_by(first, "-created_at", "-pk")


class ProfileChangeViewSet(LimitedViewSet):
    model = ProfileChange
    name = "profile_changes"
    url_prefix = "profile-changes"
    icon = "edit"
    menu_label = staff_("Changes of profiles")
    menu_order = 237
    actions = ("view", "change")
    pages = ("index", "index_results", "inspect")
    index_view_class = IndexView
    inspect_view_class = InspectView
    filterset_class = ChangeFilterSet
    search_fields = ["name"]
    list_display = [
        "name",
        Column("get_kind_display", label=staff_("Kind"), sort_key="kind"),
        Column(
            "language",
            label=staff_("Language"),
            accessor=lambda row: language_name_here(row.language),
        ),
        StatusTagColumn(
            "get_state_display",
            label=staff_("State"),
            sort_key="state",
            primary=lambda row: row.state == State.WAITING,
        ),
        Column(
            "created_at",
            label=staff_("Received"),
            accessor=lambda row: moment(row.created_at),
            sort_key="created_at",
        ),
    ]

    def get_urlpatterns(self) -> list:
        logo = never_cache(
            self.construct_view(LogoView, **self.get_inspect_view_kwargs())
        )
        return [
            *super().get_urlpatterns(),
            path("logo/<str:pk>/", logo, name="logo"),
        ]
