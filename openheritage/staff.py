"""Those who work in the admin."""

from django.contrib.auth.models import AbstractBaseUser
from wagtail.users.models import UserProfile

from .locales import nearest


def mail_language(user: AbstractBaseUser) -> str:
    """The language of the site that is nearest to the one of their admin."""
    profile = UserProfile.objects.filter(user=user).first()
    return nearest(profile.preferred_language if profile else "") or "en"
