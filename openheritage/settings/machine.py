"""A machine that drafts translations. None, unless the environment names one."""

from django.core.exceptions import ImproperlyConfigured

from .environment import env


def machine() -> dict | None:
    """What localize calls ``WAGTAILLOCALIZE_MACHINE_TRANSLATOR``."""
    name = env.str("MACHINE_TRANSLATOR", "").lower()
    # Seconds that it may take for a request of some thousand letters.
    options = {"TIMEOUT": env.int("MACHINE_TRANSLATOR_TIMEOUT", 30)}
    if not name:
        return None
    if name == "libretranslate":
        options |= {
            "LIBRETRANSLATE_URL": env.str("LIBRETRANSLATE_URL").rstrip("/"),
            "API_KEY": env.str("LIBRETRANSLATE_API_KEY", ""),
        }
        return {"CLASS": "translations.translators.Libre", "OPTIONS": options}
    if name == "deepl":
        options |= {
            "AUTH_KEY": env.str("DEEPL_AUTH_KEY"),
            # Only for another address than the one that the key belongs to.
            "URL": env.str("DEEPL_URL", ""),
        }
        return {"CLASS": "translations.translators.DeepL", "OPTIONS": options}
    raise ImproperlyConfigured(
        f"MACHINE_TRANSLATOR is “{name}”; it may be libretranslate or deepl."
    )


WAGTAILLOCALIZE_MACHINE_TRANSLATOR = machine()
