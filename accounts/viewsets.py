"""Invitations and accounts, for those who manage them within their rank."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import HeaderButton

from correspondence.models import Message
from desk.decisions import Decision, DecisionForm
from desk.pages import DecisionView, signed_in
from desk.records import history, mails
from desk.sections import Section
from desk.viewsets import LimitedViewSet
from events.deeds import NotNowError
from openheritage.names import language_name

from . import invitations, managing
from .forms import GroupsForm, InvitationForm, limit_groups
from .models import Account, Invitation
from .ranks import Rank


def group_names(row: Account) -> str:
    return ", ".join(sorted(group.name for group in row.groups.all()))


class WithinRankMixin(generic.base.WagtailAdminTemplateMixin):
    """Rows above one's own rank are neither listed nor found."""

    read_at_once = ["groups"]

    def is_within(self, rank: Rank, row: Model) -> bool:
        raise NotImplementedError

    def get_base_queryset(self) -> QuerySet:
        rank = Rank(signed_in(self.request))
        rows = self.model._default_manager.prefetch_related(*self.read_at_once)
        return rows.filter(pk__in=[row.pk for row in rows if self.is_within(rank, row)])

    def get_object(self, queryset: QuerySet | None = None) -> Model:
        return get_object_or_404(self.get_base_queryset(), pk=self.kwargs["pk"])


# Invitations -------------------------------------------------------------------


class InviteView(generic.CreateView):
    page_title = staff_("Invite somebody")
    submit_button_label = staff_("Send the invitation")

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"for_user": signed_in(self.request)}

    def form_valid(self, form: InvitationForm) -> HttpResponse:
        data = form.cleaned_data
        try:
            _invitation, message = invitations.invite(
                data["address"],
                list(data["groups"]),
                data["language"],
                by=signed_in(self.request),
            )
        except NotNowError:
            form.add_error(None, staff_("Somebody was faster: look at the lists."))
            return self.form_invalid(form)
        say_whether_sent(self.request, message)
        return redirect(self.index_url_name)


def say_whether_sent(request: HttpRequest, message: Message | None) -> None:
    if message is None:
        words = staff_("No mail leaves: this address has had too many already.")
        messages.warning(request, words)
    elif message.state == Message.State.DROPPED:
        words = staff_("No mail leaves: this address is on the suppression list.")
        messages.warning(request, words)
    else:
        messages.success(request, staff_("The invitation is on its way."))


class GivableMixin(WithinRankMixin):
    def is_within(self, rank: Rank, row: Model) -> bool:
        return isinstance(row, Invitation) and rank.may_give_all(row.groups.all())


class InvitationsView(GivableMixin, generic.IndexView):
    add_item_label = staff_("Invite somebody")


class InvitationView(GivableMixin, DecisionView):
    decisions = [
        Decision(
            "again",
            staff_("Send again"),
            staff_("There is a new link; the older one has ended."),
            ("open", "expired"),
            lambda row, user, form: invitations.send_again(row, cast(User, user)),
            note=staff_("With a new link; older ones open nothing any more."),
        ),
        Decision(
            "take_back",
            staff_("Take back"),
            staff_("The invitation is taken back, and the address deleted."),
            ("open", "expired"),
            lambda row, user, form: invitations.take_back(row, cast(User, user)),
            is_serious=True,
        ),
    ]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        action = request.POST.get("action")
        if response.status_code == 302 and action == "take_back":
            return redirect(self.index_url_name)
        if response.status_code == 302 and action == "again":
            found = Message.objects.about(invitations.ABOUT, self.object.pk)
            say_whether_sent(request, found.first())
        return response

    def facts(self) -> list[Section | None]:
        row: Invitation = self.object
        return [
            Section(
                "facts",
                staff_("Invitation"),
                rows=[
                    (staff_("Mail address"), row.address),
                    (staff_("Groups"), row.group_names),
                    (staff_("Language"), language_name(row.language)),
                    (staff_("Invited by"), row.invited_by.get_username()),
                    (staff_("Open until"), row.expires_at),
                ],
            ),
        ]

    def to_decide(self) -> list[Section | None]:
        return [*self.decision_sections(self.decisions)]

    def records(self) -> list[Section | None]:
        return [
            mails(invitations.ABOUT, self.object.pk),
            history(invitations.ABOUT, self.object.pk),
        ]


class InvitationViewSet(LimitedViewSet):
    model = Invitation
    name = "invitations"
    icon = "mail"
    menu_label = staff_("Invitations")
    menu_order = 611
    add_to_admin_menu = False
    add_to_settings_menu = True
    actions = ("view", "add", "change")
    pages = ("index", "index_results", "add", "inspect")
    index_view_class = InvitationsView
    add_view_class = InviteView
    inspect_view_class = InvitationView
    ordering = ["-created_at"]
    list_display = [
        "address",
        Column("groups", label=staff_("Groups"), accessor="group_names"),
        "invited_by",
        "expires_at",
    ]

    def get_form_class(self, for_update: bool = False) -> type[InvitationForm]:
        return InvitationForm


# Accounts ----------------------------------------------------------------------


class ManageableMixin(WithinRankMixin):
    read_at_once = ["groups", "user_permissions"]

    def is_within(self, rank: Rank, row: Model) -> bool:
        return isinstance(row, Account) and rank.may_manage(row)


class AccountsView(ManageableMixin, generic.IndexView):
    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        if not signed_in(self.request).has_perm("accounts.add_invitation"):
            return super().header_buttons
        invite = HeaderButton(
            staff_("Invite somebody"), url=reverse("invitations:add"), icon_name="mail"
        )
        return [*super().header_buttons, invite]


class AccountView(ManageableMixin, DecisionView):
    decisions = [
        Decision(
            "groups",
            staff_("Change the groups"),
            staff_("The groups are changed."),
            ("active", "inactive"),
            lambda row, user, form: managing.set_groups(
                row, form.cleaned_data["groups"], cast(User, user)
            ),
            GroupsForm,
        ),
        Decision(
            "deactivate",
            staff_("Deactivate"),
            staff_("The account is deactivated: nobody signs in with it."),
            ("active",),
            lambda row, user, form: managing.set_active(row, False, cast(User, user)),
            note=staff_("Ends all sessions at once. What the person did stays theirs."),
            is_serious=True,
        ),
        Decision(
            "activate",
            staff_("Activate"),
            staff_("The account is active again."),
            ("inactive",),
            lambda row, user, form: managing.set_active(row, True, cast(User, user)),
        ),
    ]

    def make_form(self, decision: Decision, data: dict | None = None) -> DecisionForm:
        form = super().make_form(decision, data)
        if isinstance(form, GroupsForm):
            limit_groups(form, signed_in(self.request))
        return form

    def facts(self) -> list[Section | None]:
        row: Account = self.object
        return [
            Section(
                "facts",
                row.get_username(),
                rows=[
                    (staff_("Name"), row.get_full_name()),
                    (staff_("Mail address"), row.email),
                    (staff_("Groups"), group_names(row)),
                    (
                        staff_("Active"),
                        staff_("yes") if row.is_active else staff_("no"),
                    ),
                ],
            ),
        ]

    def to_decide(self) -> list[Section | None]:
        return [*self.decision_sections(self.decisions)]

    def records(self) -> list[Section | None]:
        return [history("account", self.object.pk)]


class AccountViewSet(LimitedViewSet):
    model = Account
    name = "accounts"
    icon = "user"
    menu_label = staff_("Accounts")
    menu_order = 610
    add_to_admin_menu = False
    add_to_settings_menu = True
    actions = ("view", "change")
    pages = ("index", "index_results", "inspect")
    index_view_class = AccountsView
    inspect_view_class = AccountView
    search_fields = ["username", "first_name", "last_name", "email"]
    list_display = [
        "username",
        Column("name", label=staff_("Name"), accessor="get_full_name"),
        Column("email", label=staff_("Mail address"), accessor="email"),
        Column("groups", label=staff_("Groups"), accessor=group_names),
        BooleanColumn("is_active", label=staff_("Active")),
    ]
