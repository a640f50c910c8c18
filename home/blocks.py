"""What a text page alone can hold: facts that write themselves, counted from code."""

from django.utils.translation import gettext_lazy as staff_
from wagtail import blocks

from openheritage.blocks import BodyBlock


class KeptBlock(blocks.StaticBlock):
    class Meta:
        icon = "list-ul"
        label = staff_("What signing keeps")
        admin_text = staff_(
            "A table of everything that is kept about signatures and signatories: why, "
            "on what ground, how long, who sees it. It writes itself, in each language."
        )
        template = "signatures/blocks/kept.html"


class ResponsibleBlock(blocks.StaticBlock):
    class Meta:
        icon = "lock"
        label = staff_("Who is responsible for data")
        admin_text = staff_(
            "Name, contact, grounds and authority, as they stand in Settings → Privacy "
            "notice. While that is a draft, readers are told so."
        )
        template = "consents/blocks/responsible.html"


class JoiningBlock(blocks.StaticBlock):
    class Meta:
        icon = "list-ol"
        label = staff_("How to join the Coalition")
        admin_text = staff_(
            "The steps of an application, how long each takes, and the links to the "
            "Statement of Commitment and to the form. It writes itself, in each "
            "language."
        )
        template = "members/blocks/joining.html"


class ContactsBlock(blocks.StaticBlock):
    class Meta:
        icon = "mail"
        label = staff_("Addresses of the site")
        admin_text = staff_(
            "Whom to write to about what, as it stands in Settings → Addresses and, "
            "for personal data, in Settings → Privacy notice. Where no address stands "
            "nothing is shown."
        )
        template = "home/blocks/contacts.html"


class TextBlock(BodyBlock):
    kept = KeptBlock()
    responsible = ResponsibleBlock()
    joining = JoiningBlock()
    contacts = ContactsBlock()
