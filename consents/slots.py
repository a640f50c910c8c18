from django.urls import reverse
from django.utils.translation import gettext as staff_
from wagtail.models import Locale, Page

from openheritage.languages import Check, Use
from openheritage.roles import MODERATORS, REVIEWERS, Right
from openheritage.slots import Slot, fill

from .models import Consent, ConsentText, PrivacyNotice
from .own import has_own_texts
from .purposes import FORMS


def rights() -> list[Right]:
    return [
        Right(ConsentText, ("view",), (MODERATORS, REVIEWERS)),
        Right(ConsentText, ("change",), (MODERATORS,)),
        Right(PrivacyNotice, ("change",), (MODERATORS,)),
    ]


def language_checks(locale: Locale) -> list[Check]:
    return [*text_checks(locale), page_check(locale)]


def page_check(locale: Locale) -> Check:
    """Whether those who sign can read the privacy page in their language."""
    label = staff_("Privacy page")
    chosen = PrivacyNotice.objects.values("page__translation_key")
    pages = Page.objects.filter(translation_key__in=chosen)
    if not pages.exists():
        url = reverse("wagtailsettings:edit", args=["consents", "privacynotice"])
        words = staff_("None is chosen: consents lead nowhere.")
        return Check(label, False, words, url=url)
    here = pages.filter(locale=locale).first()
    if here is None or not here.live:
        words = staff_("In the original's words: consents lead there.")
        original = pages.filter(locale=Locale.get_default()).first()
        url = ""
        if here:
            url = reverse("wagtailadmin_pages:edit", args=[here.pk])
        elif original:
            name = "wagtail_localize:submit_page_translation"
            url = reverse(name, args=[original.pk])
        return Check(label, False, words, url=url)
    url = reverse("wagtailadmin_pages:edit", args=[here.pk])
    return Check(label, True, staff_("In the words of this language."), url=url)


def text_checks(locale: Locale) -> list[Check]:
    """The texts come with the language; in its own words only where its catalogue has
    them, or somebody wrote them."""
    texts = {
        (row.form, row.purpose): row.text
        for row in ConsentText.objects.filter(locale=locale)
    }
    wanted = {(form, name) for form, purposes in FORMS.items() for name in purposes}
    url, label = reverse("consent_texts:index"), staff_("Consent texts")
    if not wanted <= {*texts}:
        words = staff_("Some are missing.")
        return [Check(label, False, words, is_necessary=True, url=url)]
    if locale != Locale.get_default() and not has_own_texts(locale.language_code):
        words = staff_("In the original's words: write them in this language.")
        return [Check(label, False, words, url=url)]
    return [Check(label, True, staff_("In the words of this language."), url=url)]


def language_uses(locale: Locale) -> list[Use]:
    given = Consent.objects.filter(wording__locale=locale).count()
    return [Use(staff_("consents given in its words"), given)]


def fill_slots() -> None:
    fill(Slot.RIGHTS, rights)
    fill(Slot.LANGUAGE_CHECKS, language_checks)
    fill(Slot.LANGUAGE_USES, language_uses)
