"""What staff say of the processing of personal data: who is responsible, and where
readers find more."""

from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.models import Page

from openheritage.facts import Facts
from openheritage.furniture import content_language
from openheritage.locales import language_of, locale_ids
from openheritage.pages import path_in, restricted


class Ground(models.TextChoices):
    """On what a processing rests: Article 6(1) of the GDPR, and laws like it."""

    CONSENT = "consent", _("Your consent")
    INTEREST = "interest", _("Our legitimate interest")
    TASK = "task", _("A task in the public interest")


@register_setting(icon="lock", order=110)
class PrivacyNotice(BaseGenericSetting):
    """Names and addresses have no language; words of choices are in the catalogues."""

    is_draft = models.BooleanField(
        default=True,
        verbose_name=staff_("draft"),
        help_text=staff_(
            "Readers are told so. Take it away when the programme’s lawyers have "
            "approved what is said here and on the page."
        ),
    )
    page = models.ForeignKey(
        Page,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=staff_("privacy page"),
        help_text=staff_(
            "Consents lead to it, in the reader’s language. While it is not public "
            "they lead nowhere; what is kept can be read in the form all the same."
        ),
    )
    controller = models.CharField(
        max_length=200,
        default="Creative Commons",
        verbose_name=staff_("who is responsible"),
        help_text=staff_("The legal person that decides what is kept, and why."),
    )
    address = models.TextField(
        blank=True,
        verbose_name=staff_("its postal address"),
    )
    email = models.EmailField(
        blank=True,
        verbose_name=staff_("e-mail for questions about data"),
        help_text=staff_("Empty: the contact address of the site."),
    )
    signing_ground = models.CharField(
        max_length=10,
        choices=Ground,
        default=Ground.CONSENT,
        verbose_name=staff_("ground: what signatories tell us"),
    )
    protection_ground = models.CharField(
        max_length=10,
        choices=Ground,
        default=Ground.INTEREST,
        verbose_name=staff_("ground: what protects the form against misuse"),
    )
    authority_name = models.CharField(
        max_length=200,
        blank=True,
        verbose_name=staff_("authority"),
        help_text=staff_(
            "To which people can complain. Empty: the one where they live or work."
        ),
    )
    authority_url = models.URLField(
        blank=True,
        default="https://www.edpb.europa.eu/about-edpb/about-edpb/members_en",
        verbose_name=staff_("authority: address"),
        help_text=staff_("Its website, or a list of all authorities."),
    )

    panels = [
        HelpPanel(
            staff_(
                "How long data is kept is no text: the tables of the page count it "
                "from the settings of the site."
            )
        ),
        FieldPanel("is_draft"),
        FieldPanel("page"),
        MultiFieldPanel(
            ["controller", "address", "email"], heading=staff_("Who is responsible")
        ),
        MultiFieldPanel(
            ["signing_ground", "protection_ground"], heading=staff_("Grounds")
        ),
        MultiFieldPanel(
            ["authority_name", "authority_url"], heading=staff_("Complaints")
        ),
    ]

    class Meta:
        verbose_name = staff_("privacy notice")

    @classmethod
    def current(cls) -> "PrivacyNotice":
        """The row, or the defaults; reading it never writes, unlike Wagtail's."""
        return cls.objects.first() or cls()


@dataclass(frozen=True)
class PrivacyPage:
    path: str
    title: str
    # Of its words, which may be the original's.
    language: str


PRIVACY_PAGE: Facts[str, PrivacyPage | None] = Facts("where the privacy page is")


def privacy_page() -> PrivacyPage | None:
    """What readers find under their prefix; ``None`` if it is not public."""
    language = content_language()
    return PRIVACY_PAGE.of(language, lambda: ask_privacy_page(language))


def ask_privacy_page(language: str) -> PrivacyPage | None:
    ids = locale_ids()
    chosen = PrivacyNotice.objects.order_by().values("page__translation_key")
    pages = Page.objects.live().filter(
        ~restricted(),
        translation_key__in=chosen,
        locale_id__in=[ids[language], ids[settings.LANGUAGE_CODE]],
    )
    found = {page.locale_id: page for page in pages}
    shown = found.get(ids[language]) or found.get(ids[settings.LANGUAGE_CODE])
    if shown is None:
        return None
    return PrivacyPage(
        path=path_in(language, shown.url_path),
        title=shown.title,
        language=language_of(shown.locale_id),
    )
