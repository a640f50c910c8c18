"""What translators and language reviewers are told by mail."""

from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext_lazy as staff_
from django.utils.translation import ngettext as staff_n

from correspondence.emails import Mail, register_mail
from correspondence.models import Message
from openheritage.names import isolated, language_name, number
from openheritage.text import collapsed
from translations.models import Preference, State, Step
from translations.people import REVIEW, TRANSLATE, called, holds
from translations.waiting import first_unfinished

from .addresses import live_url, review_url, sentence_url
from .mails import KIND, Event, events_of

# The rest is on the page to which the mail leads.
SHOWN = 20
# Letters of a note; the whole of it is on that page.
NOTED = 300


def title_of(event: Event) -> str:
    instance = event.standing.translation.get_target_instance()
    return collapsed(getattr(instance, "draft_title", "") or str(instance))


def told(event: Event) -> str:
    """What happened, in a sentence."""
    step, standing = event.step, event.standing
    translation = standing.translation
    name = called(step.by) if step.by else ""
    values = {
        "title": isolated(title_of(event)),
        "language": isolated(language_name(translation.target_locale.language_code)),
        "name": isolated(name),
        "note": isolated(collapsed(step.note)[:NOTED]),
    }
    if step.state == State.READY:
        words = staff_("“%(title)s” (%(language)s) is ready for review, says %(name)s.")
        if not name:
            words = staff_("“%(title)s” (%(language)s) is ready for review.")
    elif step.state == State.APPROVED:
        words = staff_("“%(title)s” (%(language)s) is approved and can be published.")
    elif step.state == State.LIVE:
        words = staff_("“%(title)s” is published in %(language)s. Thank you!")
    elif step.note:
        words = staff_("“%(title)s” (%(language)s) was sent back: “%(note)s”")
    elif standing.is_live:
        words = staff_(
            "The original of “%(title)s” has changed: it needs a look in %(language)s."
        )
    else:
        words = staff_("“%(title)s” waits for translation into %(language)s.")
    return words % values


def address_of(event: Event) -> str:
    """One step from the work itself."""
    translation = event.standing.translation
    if event.step.state in (State.READY, State.APPROVED):
        return settings.WAGTAILADMIN_BASE_URL + review_url(translation)
    if event.step.state == State.LIVE:
        url = live_url(translation.get_target_instance())
        if url.startswith("http"):
            return url
        return settings.WAGTAILADMIN_BASE_URL + (url or reverse("workbench_waiting"))
    firsts = first_unfinished([translation])
    url = sentence_url(translation, firsts.get(translation.pk))
    return settings.WAGTAILADMIN_BASE_URL + url


@register_mail
class News(Mail):
    kind = KIND
    title = staff_("News for translators")
    about = "staff"
    template = "workbench/email/news.txt"
    is_counted = False

    def events(self, message: Message) -> list[Event]:
        """Those that are still true, of the languages that its reader still holds."""
        user = self.user(message)
        if user is None:
            return []
        steps = Step.objects.filter(pk__in=message.data.get("steps", []))
        return [
            event
            for event in events_of(steps.select_related("by"))
            if holds(
                user,
                event.standing.translation.target_locale,
                REVIEW
                if event.step.state in (State.READY, State.APPROVED)
                else TRANSLATE,
            )
        ]

    def user(self, message: Message) -> User | None:
        return User.objects.filter(pk=message.about_id, is_active=True).first()

    def recipient(self, message: Message) -> str | None:
        user = self.user(message)
        never = Preference.objects.filter(
            user=message.about_id, mails=Preference.Mails.NEVER
        )
        if user is None or not user.email or never or not self.events(message):
            return None
        return user.email

    def context(self, message: Message) -> dict:
        events = self.events(message)
        count = len(events)
        subject = told(events[0])
        if count > 1:
            subject = staff_n(
                "%(count)s translation has news",
                "%(count)s translations have news",
                count,
            ) % {"count": number(count)}
        rest = count - SHOWN
        return {
            "subject": subject,
            "rows": [(told(event), address_of(event)) for event in events[:SHOWN]],
            "rest": staff_n("and %(count)s more", "and %(count)s more", rest)
            % {"count": number(rest)}
            if rest > 0
            else "",
            "waiting_label": staff_("See all that waits for you"),
            "waiting_url": reverse("workbench_waiting"),
            "choose": staff_(
                "At once, once a day or never: choose how often we write, here:"
            ),
            "account_url": reverse("wagtailadmin_account"),
        }
