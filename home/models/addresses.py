"""Addresses that staff set: where readers write to, and where links lead."""

from django.db import models
from django.forms import Textarea
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.images import get_image_model_string


@register_setting(icon="globe", order=100)
class SiteSettings(BaseSiteSetting):
    """Addresses that staff may change; nothing here is translated."""

    contact_email = models.EmailField(
        default="info@creativecommons.org",
        verbose_name=staff_("contact address"),
    )
    press_email = models.EmailField(
        blank=True,
        default="",
        db_default="",
        verbose_name=staff_("address for the press"),
    )
    accessibility_email = models.EmailField(
        blank=True,
        default="",
        db_default="",
        verbose_name=staff_("address for what somebody cannot use"),
    )
    postal_address = models.TextField(
        blank=True,
        default="",
        db_default="",
        max_length=500,
        verbose_name=staff_("postal address"),
    )
    donation_url = models.URLField(
        blank=True,
        default="https://creativecommons.org/donate/",
        verbose_name=staff_("donations"),
    )
    linkedin_url = models.URLField(
        blank=True,
        verbose_name="LinkedIn",
    )
    programme_url = models.URLField(
        blank=True,
        default="https://creativecommons.org/",
        verbose_name=staff_("who runs the programme: address"),
    )
    funder_name = models.CharField(
        max_length=100,
        blank=True,
        default="Arcadia",
        verbose_name=staff_("funder: name"),
    )
    share_image = models.ForeignKey(
        get_image_model_string(),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=staff_("picture"),
    )
    funder_url = models.URLField(
        blank=True,
        default="https://arcadiafund.org.uk/",
        verbose_name=staff_("funder: address"),
    )

    panels = [
        MultiFieldPanel(
            [
                FieldPanel(
                    "contact_email",
                    help_text=staff_(
                        "“Write to us” at the foot of every page, and on the page of "
                        "contacts."
                    ),
                ),
                FieldPanel(
                    "press_email",
                    help_text=staff_("On the page of contacts. Empty: not shown."),
                ),
                FieldPanel(
                    "accessibility_email",
                    help_text=staff_(
                        "For readers whom something on the site stops. On the page of "
                        "contacts. Empty: not shown."
                    ),
                ),
                FieldPanel(
                    "postal_address",
                    help_text=staff_("On the page of contacts. Empty: not shown."),
                    widget=Textarea(attrs={"rows": 4}),
                ),
                FieldPanel(
                    "donation_url",
                    help_text=staff_(
                        "“Donate” at the foot of every page, and where an announcement "
                        "without an address leads. Empty: neither is shown."
                    ),
                ),
                FieldPanel(
                    "linkedin_url",
                    help_text=staff_(
                        "The page of the programme on LinkedIn, at the foot of every "
                        "page. Empty: no link."
                    ),
                ),
            ],
            heading=staff_("Addresses"),
        ),
        MultiFieldPanel(
            [
                FieldPanel(
                    "programme_url",
                    help_text=staff_("Its website. No page shows it today."),
                ),
                FieldPanel(
                    "funder_name",
                    help_text=staff_(
                        "Named at the foot of every page. Empty: nobody is."
                    ),
                ),
                FieldPanel(
                    "funder_url",
                    help_text=staff_("The funder's website, where the name leads."),
                ),
            ],
            heading=staff_("Partners"),
        ),
        MultiFieldPanel(
            [
                FieldPanel(
                    "share_image",
                    help_text=staff_(
                        "What others show of a page without a picture of its own when "
                        "somebody shares it, cropped to 1200 by 630. Empty: the site’s "
                        "drawn card, in the language of the page."
                    ),
                ),
            ],
            heading=staff_("Shared pages"),
        ),
    ]

    class Meta:
        verbose_name = staff_("addresses")

    @classmethod
    def current(cls) -> "SiteSettings":
        """The settings of the site, or the defaults; one query, unlike Wagtail's."""
        return cls.objects.filter(site__is_default_site=True).first() or cls()
