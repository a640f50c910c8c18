"""The screen where staff bring a picture from an institution: an address, a choice if
there are several, and the form of a picture, filled in."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as staff_
from django.utils.translation import gettext_lazy as staff_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.images.forms import get_image_form
from wagtail.images.permissions import permission_policy
from wagtail.images.utils import find_image_duplicates
from wagtail.log_actions import log

from . import looking
from .credits import licence_name
from .fetching import fetching
from .found import LENGTHS, Found
from .models import CustomImage, PictureHost
from .pinned import FetchError

SALT = "images.elsewhere"
# Seconds in which a form that was filled in is taken.
KEPT = 24 * 3600
# So many of several are shown at once, each with a small picture.
SHOWN = 12
# What is said there is not changed on the way here: it can be later, by hand.
GIVEN = ("licence", "licence_version", "source")


class AddressForm(forms.Form):
    address = forms.CharField(
        max_length=2000,
        label=staff_lazy("Address"),
        help_text=staff_lazy(
            "Of a IIIF manifest, or of the page of a file on Wikimedia Commons."
        ),
        widget=forms.URLInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )


def picture_form(facts: dict[str, Any], user: Any, *args: Any, **kwargs: Any) -> Any:
    """The form of a picture, with what was found; ``file`` comes with the upload."""
    instance = CustomImage(
        uploaded_by_user=user,
        words=facts["words"],
        **{name: facts[name] for name in (*LENGTHS, *GIVEN)},
    )
    made: Any = get_image_form(CustomImage)
    form = made(*args, instance=instance, user=user, **kwargs)
    # The form of a new picture leaves it empty, for Wagtail's is a file's name.
    form.initial["title"] = facts["title"]
    form.most_bytes = form.fields["file"].max_upload_size or looking.MOST_PICTURE
    for name in GIVEN:
        form.fields[name].disabled = True
    # As it will be shown, its version included.
    shown = licence_name(facts["licence"], facts["licence_version"])
    form.fields["licence"].choices = [(facts["licence"], shown)]
    form.fields["licence_version"].widget = forms.HiddenInput()
    if not form.files:
        del form.fields["file"]
    return form


class ElsewhereView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "images/admin/elsewhere.html"
    header_icon = "download"

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        if not permission_policy.user_has_permission(request.user, "add"):
            raise PermissionDenied
        self.shown: dict[str, Any] = {"form": AddressForm()}
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return staff_("From an institution")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        listing = {"url": reverse("wagtailimages:index"), "label": staff_("Images")}
        here = {"url": "", "label": self.get_page_title()}
        return [*self.breadcrumbs_items, listing, here]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "found" in request.POST:
            return self.store(request)
        form = AddressForm(request.POST)
        self.shown = {"form": form}
        if form.is_valid():
            try:
                self.look(form.cleaned_data["address"], request)
            except FetchError as error:
                form.add_error("address", str(error))
        return self.get(request, *args, **kwargs)

    # Looking, choosing.

    def look(self, address: str, request: HttpRequest) -> None:
        with fetching() as fetcher:
            found = looking.at(fetcher, address)
            chosen = [one for one in found if one.key == request.POST.get("picture")]
            if chosen or len(found) == 1:
                one = (chosen or found)[0]
                if not one.terms:
                    raise FetchError(one.refusal)
                preview = looking.preview(fetcher, one.where, looking.PREVIEW)
                self.fill_in(one, preview, request)
                return
            first = start(request.POST.get("from", ""), len(found))
            some = found[first : first + SHOWN]
            previews = looking.previews(fetcher, some)
        self.offer(found, first, list(zip(some, previews, strict=True)), address)

    def offer(
        self,
        found: Sequence[Found],
        first: int,
        some: list[tuple[Found, str]],
        address: str,
    ) -> None:
        last = first + len(some)
        self.shown |= {
            "offered": some,
            "address": address,
            "earlier": str(max(0, first - SHOWN)) if first else "",
            "later": str(last) if last < len(found) else "",
            "offer_label": staff_(
                "There are %(number)s pictures. These are %(first)s to %(last)s: "
                "choose one."
            )
            % {"number": len(found), "first": first + 1, "last": last},
        }

    def fill_in(self, one: Found, preview: str, request: HttpRequest) -> None:
        facts = one.facts() | {"preview": preview, "notes": one.notes}
        self.shown |= {
            "picture": picture_form(facts, request.user),
            "found": signing.dumps(facts, salt=SALT, compress=True),
            "facts": facts,
        }

    # Storing.

    def store(self, request: HttpRequest) -> HttpResponse:
        try:
            facts = signing.loads(request.POST["found"], salt=SALT, max_age=KEPT)
        except signing.BadSignature:
            waited = staff_(
                "This form has waited for too long. Give the address once more."
            )
            messages.error(request, waited)
            return self.get(request)
        form = picture_form(facts, request.user, request.POST)
        if form.is_valid():
            try:
                form = self.with_file(form, facts, request)
            except FetchError as error:
                form.add_error(None, str(error))
            else:
                if form.is_valid():
                    return self.stored(form.save(), request)
                tell_of_file(form)
        self.shown = {"form": AddressForm(), "picture": form, "facts": facts}
        self.shown["found"] = request.POST["found"]
        return self.get(request)

    def with_file(self, form: Any, facts: dict[str, Any], request: HttpRequest) -> Any:
        with fetching() as fetcher:
            data, address = looking.fetched(fetcher, facts, form.most_bytes)
        files = {"file": looking.upload(data, address)}
        return picture_form(facts, request.user, request.POST, files)

    def stored(self, image: CustomImage, request: HttpRequest) -> HttpResponse:
        log(instance=image, action="wagtail.create")
        messages.success(
            request,
            staff_("The picture “%(title)s” is stored, with its credit.")
            % {"title": image.title},
        )
        same = find_image_duplicates(image, request.user, permission_policy).first()
        if same:
            messages.warning(
                request,
                staff_("The same picture was here already: “%(title)s”.")
                % {"title": same.title},
            )
        return redirect("wagtailimages:edit", image.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return (
            super().get_context_data(**kwargs)
            | self.shown
            | {
                "intro": staff_(
                    "Paste the address of a IIIF manifest or of a file on Wikimedia "
                    "Commons. The picture comes with its title, creator, date, "
                    "institution, licence and source, if its licence lets us show it."
                ),
                "hosts_label": staff_("Hosts that pictures are fetched from"),
                "hosts": PictureHost.objects.all(),
                "look_label": staff_("Look"),
                "choose_label": staff_("Choose"),
                "earlier_label": staff_("Earlier ones"),
                "later_label": staff_("Later ones"),
                "no_preview": staff_("no preview"),
                "summary_label": staff_("The institution says of it:"),
                "store_label": staff_("Fetch and store"),
                "storing_label": staff_("Fetching…"),
                "other_label": staff_("Give another address"),
                "languages_note": staff_(
                    "Words in other languages that the institution gives are kept too."
                ),
            }
        )


def tell_of_file(form: Any) -> None:
    """Nobody chose the file here: what is wrong with it stands above the fields."""
    for words in form.errors.pop("file", []):
        form.add_error(None, words)
    form.fields.pop("file", None)


def start(text: str, length: int) -> int:
    """The first to be shown, of what a button sent."""
    number = int(text) if text.isdecimal() and len(text) < 6 else 0
    return number - number % SHOWN if number < length else 0
