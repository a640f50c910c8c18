"""What holds everywhere. The environment is read in these modules, once.

``dev`` and ``test`` give defaults for what ``production`` insists on.
"""

from typing import Any
from zoneinfo import available_timezones

from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.utils.functional import SimpleLazyObject

from . import logs
from .cache import *
from .cache import cache
from .correspondence import *
from .correspondence import anymail
from .database import DATABASE_DIRECT_URL as DATABASE_DIRECT_URL
from .database import DATABASE_POOL as DATABASE_POOL
from .database import MACHINES, WORKERS  # noqa: F401 - settings
from .database import POOLED as DATABASE_POOLED  # noqa: F401 - a setting
from .database import WATCHERS as WATCHERS
from .database import database as database
from .database import process_kind as process_kind
from .edge import *
from .environment import env
from .languages import LANGUAGES, LANGUAGES_BIDI  # noqa: F401 - a setting
from .machine import *
from .media import *
from .media import media
from .monitoring import *
from .search import *
from .web import *
from .web import BASE_DIR, VAR_DIR

PROJECT_DIR = BASE_DIR / "openheritage"

INSTALLED_APPS = [
    # Forgets what it has cached before others hear of a change.
    "openheritage",
    "home",
    "statement",
    "organisations",
    "ror",
    "journal",
    "events",
    "limits",
    "correspondence",
    "desk",
    "consents",
    "interest",
    "signatures",
    "register",
    "review",
    "members",
    "news",
    "stories",
    "resources",
    "documents",
    "images",
    "accounts",
    "glossary",
    "wording",
    "translations",
    "workbench",
    "renditions",
    "volunteers",
    "api",
    "backups",
    "edge",
    # Hears of a change after those that change more.
    "search",
    "wagtail_2fa",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "wagtail_localize",
    # Not wagtail_localize.locales: its form offers to fill a new language with
    # live copies of everything, which the routes make needless.
    "wagtail.locales",
    "wagtail.contrib.settings",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    # Takes receivers off that the admin has connected.
    "editing",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "openheritage.middleware.RequestIds",
    "django.middleware.security.SecurityMiddleware",
    "openheritage.static_files.StaticFiles",
    "openheritage.middleware.ContentSecurityPolicy",
    "openheritage.middleware.PublicCache",
    # What stands above asks neither database nor cache.
    "openheritage.measuring.Measured",
    "openheritage.middleware.Methods",
    "openheritage.middleware.WithoutDatabase",
    "correspondence.middleware.FromMails",
    "openheritage.middleware.Utf8Forms",
    "openheritage.capacity.Capacity",
    "openheritage.packing.Packing",
    "django.middleware.http.ConditionalGetMiddleware",
    "edge.middleware.NamesNobody",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "openheritage.middleware.LanguageFromPrefix",
    "django.middleware.common.CommonMiddleware",
    # Inside of what would first add a slash, for one step instead of two.
    "home.middleware.Redirects",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "openheritage.middleware.LineEnds",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.Attempts",
    "accounts.middleware.SecondFactor",
    "translations.reach.Reach",
    "translations.notes.Notes",
    "openheritage.admin_errors.IncompleteForms",
    # These know more of the same.
    "statement.publishing.Confirmations",
    "translations.publishing.Refusals",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "openheritage.urls"
WSGI_APPLICATION = "openheritage.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "openheritage.templatetags.site",
            ],
        },
    },
]

# Options of a select without a template for each.
FORM_RENDERER = "openheritage.options.FormRenderer"

# SQLite leaves out columns that an index only holds, which costs time and no more.
SILENCED_SYSTEM_CHECKS = ["models.W040"]

# A ``DATABASES`` entry past the pooler that stands between, if one does.
DATABASE_DIRECT: dict | None = None

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Staff -----------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["accounts.backends.LimitedBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    *(
        {"NAME": f"django.contrib.auth.password_validation.{name}"}
        for name in (
            "UserAttributeSimilarityValidator",
            "CommonPasswordValidator",
            "NumericPasswordValidator",
        )
    ),
    {"NAME": "accounts.passwords.TellOwner"},
]
WAGTAILADMIN_USER_PASSWORD_RESET_FORM = "accounts.forms.ResetForm"  # noqa: S105 - a class

# Whether those who decide, publish or see people need a second factor to enter the
# admin. A single page that shows personal data asks for it in any case.
SECOND_FACTOR_REQUIRED = True
# `RATE_RULES` counts codes. The devices' own count would let whoever has stolen a
# password shut the owner out, for longer each time.
OTP_TOTP_THROTTLE_FACTOR = 0
OTP_STATIC_THROTTLE_FACTOR = 0

# A working day; whoever does not ask to be remembered signs in for each session of
# their browser.
SESSION_COOKIE_AGE = 12 * 3600


CACHES = {"default": cache("")}

# Languages -------------------------------------------------------------------

LANGUAGE_CODE = "en"
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
# What staff may choose. These two are names of the machine's, which browsers know not.
# It opens 600 files, for one form.
WAGTAIL_USER_TIME_ZONES = SimpleLazyObject(
    lambda: sorted(available_timezones() - {"Factory", "localtime"})
)
# Where the catalogues of openheritage/locale are compiled to.
LOCALE_PATHS = [VAR_DIR / "locale"]

# A translation goes live when somebody publishes it, never by itself.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
# Sentences outlive their page: what was translated is kept when it is deleted.
WAGTAILLOCALIZE_DISABLE_ON_DELETE = True

# Files -----------------------------------------------------------------------

STORAGES = {
    "default": media(""),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
# Where files lie on a disk, the server in front hands out the admin's thumbnails.
SERVE_MEDIA = False
# Through us, which knows who may read a document; not at an address of another server.
WAGTAILDOCS_SERVE_METHOD = "serve_view"

# Where the journal lies that a restore replays; without it there is none. And after how
# many days it forgets: longer than any backup is kept.
JOURNAL_DIR = env.str("JOURNAL_DIR", default="")
JOURNAL_DAYS = env.int("JOURNAL_DAYS", default=100)
# Where `manage.py backup` puts what it makes; named, its age is watched.
BACKUP_DIR = env.str("BACKUP_DIR", default="")
# Public keys of age (https://age-encryption.org), with which backups are encrypted.
BACKUP_RECIPIENT = env.list("BACKUP_RECIPIENT", default=[])
# Hours after which the last backup is too old.
BACKUP_HOURS = env.int("BACKUP_HOURS", default=26)

# Folders with typefaces (TTF, OTF) for scripts that the site has none for.
RENDITION_FONTS = env.list("RENDITION_FONTS", default=[])

# Whether ``load_demo`` may run: it makes accounts with a public password.
DEMO = False

# Wagtail ---------------------------------------------------------------------

# home/redirects.py makes them: for all languages, in the transaction of the change.
WAGTAILREDIRECTS_AUTO_CREATE = False

WAGTAIL_SITE_NAME = "Open Heritage"
# What readers see of pages that are open to some only.
# Where their forms lead if the way back that they were given is not on this site.
LOGIN_REDIRECT_URL = "/"
WAGTAIL_FRONTEND_LOGIN_TEMPLATE = "private.html"
WAGTAIL_PASSWORD_REQUIRED_TEMPLATE = "private.html"  # noqa: S105 - a template
WAGTAILIMAGES_IMAGE_MODEL = "images.CustomImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "images.forms.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
# Pictures are fetched from hosts that staff list, at this port, by certificates of this
# authority (a file; otherwise those that browsers trust), and from no network that is
# not public. No environment says otherwise: tests alone have a host of their own.
PICTURE_HOSTS_PORT = 443
PICTURE_HOSTS_CA = ""
PICTURE_HOSTS_NETWORKS: list[str] = []
# For all that one request of staff asks them: the server in front waits for 15.
PICTURE_HOSTS_SECONDS = 12.0
WAGTAILDOCS_DOCUMENT_FORM_BASE = "documents.forms.DocumentForm"
# By content too: documents/kinds.py.
WAGTAILDOCS_EXTENSIONS = [
    "csv",
    "docx",
    "epub",
    "odp",
    "ods",
    "odt",
    "pdf",
    "pptx",
    "txt",
    "xlsx",
]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database"},
}
# The admin asks nobody outside.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS = []
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {
            "features": ["bold", "italic", "ol", "ul", "link", "document-link"]
        },
    },
}

# What is sent with every response --------------------------------------------

# The path under which staff work; nothing below it is ever cached.
ADMIN_PREFIX = "/admin/"

# The path under which programs read what is public.
API_PREFIX = "/api/"

# Seconds that a browser or a proxy may show a public page without asking.
PUBLIC_MAX_AGE = 60

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        # No script of ours makes HTML of words, or code: browsers that know this rule
        # refuse it, whoever wrote the script.
        "require-trusted-types-for": ["'script'"],
        "trusted-types": [NONE],
    },
}

# Wagtail's admin writes inline scripts and styles (wagtail#1288).
ADMIN_CONTENT_SECURITY_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF, "data:"],
    "frame-src": [SELF],
    "object-src": [NONE],
    "form-action": [SELF],
    "base-uri": [SELF],
    "frame-ancestors": [SELF],
}

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
PERMISSIONS_POLICY = (
    "accelerometer=(), camera=(), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(), payment=(), usb=(), interest-cohort=()"
)

CSRF_FAILURE_VIEW = "openheritage.views.csrf_failure"
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="info@creativecommons.org")

# Larger requests are refused with 400 before any view sees them.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

LOGGING: dict[str, Any] = logs.of_site(process_kind())

ANYMAIL = anymail()
if ANYMAIL:
    INSTALLED_APPS = [*INSTALLED_APPS, "anymail"]
