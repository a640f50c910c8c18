"""Outbox and suppression list in the admin. None shows an address."""

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as staff_
from django.utils.translation import ngettext as staff_n
from django.views.generic import FormView
from django_filters import ChoiceFilter
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from events.models import Event
from events.viewsets import AddView, RemoveView
from openheritage.locales import locale_ids
from openheritage.names import language_name_here
from openheritage.words import Words, moment

from . import brake, outbox
from .emails import Subject, can_find_reader, kinds, subjects, title_of
from .errors import in_words
from .forms import AddressForm, SuppressionForm
from .models import Message, Suppression


class FormPage(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):
    """A form of its own below a listing."""

    template_name = "wagtailadmin/generic/form.html"
    permission_policy = None
    index_url_name = ""
    page_title: Words = ""
    header_icon = ""
    submit_button_label: Words = ""

    def get_context_data(self, **kwargs: Any) -> dict:
        return super().get_context_data(
            action_url=self.request.path,
            submit_button_label=self.submit_button_label,
            submit_button_active_label=self.submit_button_label,
            **kwargs,
        )


# Outbox ----------------------------------------------------------------------


class MessageFilterSet(WagtailFilterSet):
    kind = ChoiceFilter(
        label=staff_("Mail"),
        choices=lambda: sorted(
            ((kind, title_of(kind)) for kind in kinds()), key=lambda pair: str(pair[1])
        ),
    )
    language = ChoiceFilter(
        label=staff_("Language"),
        choices=lambda: [(code, language_name_here(code)) for code in locale_ids()],
    )

    class Meta:
        model = Message
        fields = ["state", "kind", "language"]


class SubjectColumn(Column):
    """The organisation, and the page that decides about it."""

    cell_template_name = "correspondence/subject_cell.html"

    def get_value(self, instance: Message) -> Subject | None:
        return getattr(instance, "subject", None)


class ButtonsColumn(Column):
    cell_template_name = "correspondence/buttons_cell.html"

    def get_value(self, instance: Message) -> list[tuple[Words, str]]:
        return getattr(instance, "buttons", [])


class OutboxIndexView(generic.IndexView):
    resend_url_name = None
    dismiss_url_name = None
    release_url_name = None

    @cached_property
    def held(self) -> int:
        """Mails that the brake holds."""
        return brake.held()

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.held or not self.user_has_permission("change"):
            return []
        url = reverse(self.release_url_name)
        return [HeaderButton(staff_("Let them leave"), url=url, icon_name="mail")]

    def get_page_subtitle(self) -> str:
        if not self.held:
            return ""
        words = staff_n(
            "%(number)s mail is held: too many have left in the last hour",
            "%(number)s mails are held: too many have left in the last hour",
            self.held,
        )
        return words % {"number": self.held}

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict:
        context = super().get_context_data(*args, **kwargs)
        rows = list(context["object_list"])
        found = subjects(rows)
        for row in rows:
            row.subject = found.get((row.about, row.about_id))
            row.buttons = self.buttons(row)
        return context

    def buttons(self, message: Message) -> list[tuple[Words, str]]:
        """In sight, since they are what this page is for."""
        if not self.user_has_permission("change"):
            return []
        here: list[tuple[Words, str]] = []
        if can_find_reader(message):
            resend = reverse(self.resend_url_name, args=[message.pk])
            here.append((staff_("Send again"), resend))
        if message.state == Message.State.FAILED:
            done = reverse(self.dismiss_url_name, args=[message.pk])
            here.append((staff_("Done with"), done))
        return here


class ResendView(FormPage):
    """Asks before a mail leaves again; only the form's POST sends it."""

    permission_required = "change"
    form_class = forms.Form
    page_title = staff_("Send again")
    submit_button_label = staff_("Send again")
    verb = "resent"
    act = staticmethod(outbox.resend)
    done = staff_("The mail leaves in a moment.")

    def why_not(self) -> Words:
        if not can_find_reader(self.message):
            return staff_(
                "Whom the mail was for is forgotten by now: they can ask for another."
            )
        return staff_("The mail is just being sent.")

    def get_page_subtitle(self) -> str:
        found = subjects([self.message])
        about = found.get((self.message.about, self.message.about_id))
        title = title_of(self.message.kind)
        return f"{title} – {about.name}" if about else str(title)

    def dispatch(
        self, request: HttpRequest, *args: Any, pk: int, **kwargs: Any
    ) -> HttpResponseBase:
        self.message = get_object_or_404(Message, pk=pk)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        with transaction.atomic():
            is_done = self.act(self.message)
            if is_done:
                Event.objects.record(
                    self.verb, "mail", self.message.pk, actor=self.request.user
                )
        if is_done:
            messages.success(self.request, self.done)
        else:
            messages.warning(self.request, self.why_not())
        return redirect(self.index_url_name)


class ReleaseView(FormPage):
    """Asks before all that the brake holds leaves at once."""

    permission_required = "change"
    form_class = forms.Form
    page_title = staff_("Let them leave")
    submit_button_label = staff_("Let them leave")

    def get_page_subtitle(self) -> str:
        number = brake.held()
        words = staff_n(
            "%(number)s mail that strangers caused",
            "%(number)s mails that strangers caused",
            number,
        )
        return words % {"number": number}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        with transaction.atomic():
            trip = brake.release()
            Event.objects.record("released", "brake", trip.pk, actor=self.request.user)
        messages.success(self.request, staff_("The mails leave in a moment."))
        return redirect(self.index_url_name)


class DismissView(ResendView):
    """Asks before a mail that failed counts as failing no more."""

    page_title = staff_("Done with")
    submit_button_label = staff_("Done with")
    verb = "dismissed"
    act = staticmethod(outbox.dismiss)
    done = staff_("The mail no longer counts as failing.")

    def why_not(self) -> Words:
        return staff_("The mail has not failed.")


def when(message: Message) -> str:
    if message.state == Message.State.WAITING:
        due = {"time": moment(message.next_attempt_at)}
        return str(staff_("due %(time)s")) % due
    return moment(message.sent_at)


class OutboxViewSet(ModelViewSet):
    model = Message
    name = "outbox"
    icon = "mail"
    menu_label = staff_("Outbox")
    menu_order = 100
    index_view_class = OutboxIndexView
    list_display = [
        Column("kind", label=staff_("Mail"), accessor=lambda row: title_of(row.kind)),
        SubjectColumn("subject", label=staff_("About")),
        StatusTagColumn(
            "get_state_display",
            label=staff_("State"),
            sort_key="state",
            primary=lambda row: row.state == Message.State.FAILED,
        ),
        ButtonsColumn("buttons", label=staff_("Actions")),
        Column(
            "error",
            label=staff_("What went wrong"),
            accessor=lambda row: in_words(row.error),
        ),
        Column("when", label=staff_("Sent, or due"), accessor=when),
        Column(
            "language",
            label=staff_("Language"),
            accessor=lambda row: language_name_here(row.language),
        ),
        Column(
            "created_at",
            label=staff_("Created"),
            accessor=lambda row: moment(row.created_at),
            sort_key="created_at",
        ),
    ]
    filterset_class = MessageFilterSet
    list_per_page = 50
    ordering = ["-created_at"]
    # Nobody writes a mail by hand, changes one or makes one unsent.
    form_fields = []
    add_to_reference_index = False
    copy_view_enabled = False

    def get_common_view_kwargs(self, **kwargs: Any) -> dict:
        none = ["add", "edit", "delete", "history", "usage"]
        return super().get_common_view_kwargs(
            **{f"{name}_url_name": None for name in none},
            resend_url_name=self.get_url_name("resend"),
            dismiss_url_name=self.get_url_name("dismiss"),
            release_url_name=self.get_url_name("release"),
            **kwargs,
        )

    def get_urlpatterns(self) -> list:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("resend/<int:pk>/", self.construct_view(ResendView), name="resend"),
            path("release/", self.construct_view(ReleaseView), name="release"),
            path("dismiss/<int:pk>/", self.construct_view(DismissView), name="dismiss"),
        ]

    def register_admin_url_finder(self) -> None:
        """There is no page to edit a mail."""


# Suppression list ------------------------------------------------------------


class SuppressionIndexView(generic.IndexView):
    lookup_url_name = None

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        lookup = HeaderButton(
            staff_("Look up an address"),
            url=reverse(self.lookup_url_name),
            icon_name="search",
        )
        return [*super().header_buttons, lookup]


class LookupView(FormPage):
    """Tells whether an address is on the list. By POST: it stands in no URL."""

    any_permission_required = ["add", "change", "delete", "view"]
    form_class = AddressForm
    page_title = staff_("Look up an address")
    submit_button_label = staff_("Look up")

    def form_valid(self, form: AddressForm) -> HttpResponse:
        key = form.cleaned_data["address"]
        found = Suppression.objects.filter(key=key).first()
        if found:
            answer = staff_("This address is on the list as %(key)s: %(reason)s.") % {
                "key": found,
                "reason": found.get_reason_display(),
            }
            messages.warning(self.request, answer)
        else:
            messages.success(self.request, staff_("This address is not on the list."))
        return self.render_to_response(self.get_context_data(form=AddressForm()))


class SuppressionViewSet(ModelViewSet):
    model = Suppression
    name = "suppressions"
    icon = "cross"
    menu_label = staff_("Suppression list")
    menu_order = 300
    index_view_class = SuppressionIndexView
    add_view_class = AddView
    delete_view_class = RemoveView
    list_display = ["__str__", "reason", "created_at"]
    list_filter = ["reason"]
    add_to_reference_index = False
    copy_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[SuppressionForm]:
        return SuppressionForm

    def get_common_view_kwargs(self, **kwargs: Any) -> dict:
        return super().get_common_view_kwargs(
            **{f"{name}_url_name": None for name in ("edit", "history", "usage")},
            lookup_url_name=self.get_url_name("lookup"),
            **kwargs,
        )

    def get_urlpatterns(self) -> list:
        wanted = {"index", "index_results", "add", "delete"}
        return [
            *(url for url in super().get_urlpatterns() if url.name in wanted),
            path("lookup/", self.construct_view(LookupView), name="lookup"),
        ]

    def register_admin_url_finder(self) -> None:
        """There is no page to edit a hash."""


class CorrespondenceViewSetGroup(ViewSetGroup):
    items = (OutboxViewSet, SuppressionViewSet)
    menu_label = staff_("Correspondence")
    menu_icon = "mail"
    menu_order = 280
