"""The people who speak for members, for data keepers with a second factor."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic

from desk.pages import signed_in
from desk.records import history, mails
from desk.sections import Action, Section, table
from desk.two_factor import SecondFactorMixin
from desk.viewsets import LimitedViewSet
from events.deeds import NotNowError
from events.models import Event
from openheritage.fields import Mailbox
from openheritage.forms import set_choices
from openheritage.locales import locale_ids, open_locales
from openheritage.names import language_name_here
from openheritage.words import Words, moment

from . import contacting, retention
from .contact_history import WORDS, more
from .models import Contact, MemberPage


def looked(request: HttpRequest, people: Iterable[Contact], where: str) -> None:
    """Recorded, as each look at a signatory is."""
    Event.objects.bulk_create(
        Event(
            verb="looked",
            about=contacting.SUBJECT,
            about_id=person.pk,
            actor=signed_in(request),
            data={"in": where},
        )
        for person in people
    )


def with_names(rows: models.QuerySet) -> models.QuerySet:
    """Each with what it speaks for, in one query."""
    pages = MemberPage.objects.filter(translation_key=OuterRef("member_key"))
    title = models.Subquery(pages.order_by("pk").values("title")[:1])
    return rows.annotate(member_title=title).select_related("application")


def about(contact: Any) -> str:
    if contact.member_title:
        return contact.member_title
    return contact.application.name if contact.application else ""


def role(contact: Contact) -> Words:
    if not contact.is_current:
        return staff_("named as successor")
    if contact.member_key is None:
        return staff_("applies")
    if contact.ended_at:
        return staff_("spoke for a former member")
    return staff_("speaks for the member")


class IndexView(SecondFactorMixin, generic.IndexView):
    add_item_label = staff_("Name a contact")

    def get_base_queryset(self) -> models.QuerySet:
        return with_names(Contact.objects.all())

    def search_queryset(self, queryset: models.QuerySet) -> models.QuerySet:
        """By organisation: a search stands in the address, where no person may be
        named."""
        if not self.is_searching:
            return queryset
        query = self.search_query
        return queryset.filter(
            models.Q(member_title__icontains=query)
            | models.Q(application__name__icontains=query)
        )

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict:
        context = super().get_context_data(*args, **kwargs)
        looked(self.request, context["object_list"], "list")
        return context


class NewContactForm(WagtailAdminModelForm):
    member: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=MemberPage.objects.none(),
        label=staff_("Member"),
        help_text=staff_("Members whom somebody speaks for are not offered."),
    )
    email = Mailbox(
        label=staff_("E-mail"),
        help_text=staff_(
            "We mail them a private link. They say who they are, and agree, when they "
            "open it."
        ),
    )
    language = forms.ChoiceField(label=staff_("Language in which we write"))

    class Meta:
        model = Contact
        fields = ("email", "language")

    field_order = ("member", "email", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        member = self.fields["member"]
        if isinstance(member, forms.ModelChoiceField):
            member.queryset = without_contact()
        languages = [(code, language_name_here(code)) for code in open_locales()]
        set_choices(self, "language", languages)


def without_contact() -> models.QuerySet:
    """Members whom nobody speaks for, by their originals."""
    source = locale_ids()[settings.LANGUAGE_CODE]
    known = Contact.objects.filter(member_key=OuterRef("translation_key"))
    rows = MemberPage.objects.filter(locale_id=source, left_on=None)
    return rows.filter(~Exists(known)).order_by("title")


class AddView(SecondFactorMixin, generic.CreateView):
    """Staff name somebody for a member; they are asked for their consent by mail."""

    page_title = staff_("Name a contact")

    def save_instance(self) -> Contact:
        data = self.form.cleaned_data
        return contacting.add(
            data["member"],
            email=data["email"],
            language=data["language"],
            actor=signed_in(self.request),
        )

    def form_valid(self, form: NewContactForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except (NotNowError, IntegrityError):
            form.add_error("member", staff_("Somebody speaks for this member already."))
            return self.form_invalid(form)

    def get_success_buttons(self) -> list:
        return []


class InspectView(SecondFactorMixin, generic.InspectView):
    template_name = "desk/sections.html"
    page_title = staff_("Contact data")

    def get_object(self, queryset: models.QuerySet | None = None) -> Contact:
        return get_object_or_404(with_names(Contact.objects.all()), pk=self.pk)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.user_has_permission("delete"):
            raise PermissionDenied
        action, contact = request.POST.get("action"), self.object
        actor = signed_in(request)
        if action == "erase":
            retention.erase_key(contact.address_key, actor)
            messages.success(request, staff_("The person is erased."))
            return redirect(self.index_url_name)
        if action != "send" or not contact.is_current or contact.member_key is None:
            raise Http404
        contacting.send_link(contact, actor)
        messages.success(request, staff_("The private link is on its way."))
        return redirect(request.path)

    def get_fields_context(self) -> list:
        return []  # sections instead

    def get_context_data(self, **kwargs: Any) -> dict:
        looked(self.request, [self.object], "page")
        found = [self.person(), self.consents(), *self.actions()]
        found += [
            each
            for each in (
                mails(contacting.SUBJECT, self.object.pk),
                history(contacting.SUBJECT, self.object.pk, WORDS, more),
            )
            if each
        ]
        return super().get_context_data(**kwargs) | {"sections": found}

    def person(self) -> Section:
        person = self.object
        return Section(
            "person",
            staff_("Person"),
            rows=[
                (staff_("Organisation"), about(person)),
                (staff_("Role"), role(person)),
                (staff_("Name"), person.name),
                (staff_("Job title"), person.job_title),
                (staff_("E-mail"), person.email),
                (staff_("Language"), language_name_here(person.language)),
                (staff_("Since"), moment(person.created_at)),
            ],
        )

    def consents(self) -> Section:
        rows = self.object.consents.select_related("wording").order_by("pk")
        return Section(
            "consents",
            staff_("Consents"),
            table=table(
                rows,
                (staff_("Purpose"), lambda row: row.wording.about.label),
                (staff_("Version"), lambda row: row.wording.number),
                (
                    staff_("Language"),
                    lambda row: language_name_here(row.wording.language),
                ),
                (staff_("Words"), lambda row: row.wording.text),
                (staff_("Given"), lambda row: moment(row.given_at)),
            ),
        )

    def actions(self) -> list[Section]:
        if not self.user_has_permission("delete"):
            return []
        note = staff_(
            "Forgets this person in all that they apply and speak for, with what they "
            "have asked for. What is public stays."
        )
        erase = Action("erase", staff_("Erase the person"), note=note, is_serious=True)
        found = [Section("erase", staff_("Erase"), actions=[erase])]
        if self.object.is_current and self.object.member_key:
            send = Action("send", staff_("Mail them a new private link"), is_minor=True)
            found.insert(0, Section("send", staff_("Private link"), actions=[send]))
        return found


class ContactViewSet(LimitedViewSet):
    model = Contact
    name = "contact_data"
    url_prefix = "contact-data"
    icon = "user"
    menu_order = 238
    actions = ("view", "add", "delete")
    pages = ("index", "index_results", "add", "inspect")
    index_view_class = IndexView
    add_view_class = AddView
    inspect_view_class = InspectView
    # Each row that is shown is recorded.
    list_per_page = 20
    search_fields = ["application__name"]
    list_display = [
        "name",
        Column("about", label=staff_("Organisation"), accessor=about),
        Column("role", label=staff_("Role"), accessor=role),
        Column("created_at", label=staff_("Since"), sort_key="created_at"),
    ]
    ordering = "-created_at"

    def get_form_class(self, for_update: bool = False) -> type[NewContactForm]:
        return NewContactForm
