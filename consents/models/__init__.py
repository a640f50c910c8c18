from .notice import Ground, PrivacyNotice, PrivacyPage, privacy_page
from .wordings import Consent, ConsentText, ConsentWording, give_consents

__all__ = [
    "Consent",
    "ConsentText",
    "ConsentWording",
    "Ground",
    "PrivacyNotice",
    "PrivacyPage",
    "give_consents",
    "privacy_page",
]
