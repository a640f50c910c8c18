"""What the page before publication says, in words and with its buttons."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as staff_

from desk.sections import Action, Section
from openheritage.locales import language_of
from openheritage.names import bcp47, day, direction, language_name_here
from openheritage.pages import SitePage
from openheritage.text import collapsed

from .differences import Change
from .outcome import Following, Outcome

PUBLISH, CORRIGENDUM = "publish", "corrigendum"


class NoteForm(forms.Form):
    note = forms.CharField(max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    def clean_note(self) -> str:
        return collapsed(self.cleaned_data["note"])

    def __init__(self, data: Any = None, *, language: str) -> None:
        super().__init__(data)
        self.fields["note"].label = staff_("What is corrected")
        self.fields["note"].help_text = staff_(
            "One sentence for the public, in this language: %(language)s."
        ) % {"language": language_name_here(language)}
        self.fields["note"].widget.attrs |= {
            "lang": bcp47(language),
            "dir": direction(language),
        }


def named(languages: list[Following]) -> str:
    """How many languages, and which."""
    names = [language_name_here(language_of(row.locale.pk)) for row in languages]
    return f"{len(names)}: {', '.join(names)}" if names else ""


def label_of(change: Change) -> str:
    if change.label.isdigit():
        return staff_("Article %(number)s") % {"number": change.label}
    if change.label:
        return staff_("Clause %(letter)s") % {"letter": change.label}
    return staff_("Title, opening or heading")


class Telling:
    """For a view that knows the page and where its editor is."""

    note_form: NoteForm | None = None

    @cached_property
    def page(self) -> SitePage:
        raise NotImplementedError

    @property
    def edit_url(self) -> str:
        raise NotImplementedError

    @property
    def is_scheduled(self) -> bool:
        raise NotImplementedError

    def sections(self, outcome: Outcome) -> list[Section]:
        sections = [self.summary(outcome)]
        if changes := outcome.changes:
            language = self.page.language
            html = '<div lang="{}" dir="{}">{}</div>'
            rows = [
                (
                    label_of(change),
                    format_html(
                        html, bcp47(language), direction(language), change.html
                    ),
                )
                for change in changes
            ]
            sections.append(Section("changes", staff_("What changes"), rows=rows))
        if outcome.makes_corrigendum:
            return [*sections, self.corrigendum(outcome)]
        sections.append(self.plain(outcome))
        if outcome.is_original and outcome.last and outcome.is_reworded:
            sections.append(self.corrigendum(outcome))
        return sections

    def summary(self, outcome: Outcome) -> Section:
        rows: list[tuple[str, Any]] = []
        if outcome.last:
            now = staff_("version %(number)s, published on %(date)s")
            number, date = outcome.last.version.number, outcome.last.published_at
            rows.append(
                (staff_("Now"), now % {"number": number, "date": day(date.date())})
            )
        rows += outcome.signed
        if outcome.is_original and outcome.is_reworded:
            rows.append(
                (staff_("Translations that follow it"), named(outcome.falling_behind))
            )
            rows.append((staff_("Behind already"), named(outcome.behind)))
        if before := outcome.seen_before:
            words = staff_("version %(number)s had exactly these words")
            rows.append(
                (staff_("Seen before"), words % {"number": before.version.number})
            )
        if self.is_scheduled:
            at = timezone.localtime(self.page.go_live_at)
            rows.append((staff_("Goes live"), f"{day(at.date())}, {at:%H:%M %Z}"))
        return Section(
            "summary",
            str(self.page),
            note=self.note(outcome),
            rows=rows,
            links=[(staff_("Back to the page: what you wrote is kept"), self.edit_url)],
        )

    def note(self, outcome: Outcome) -> str:
        if outcome.is_original and not outcome.makes_text:
            return staff_(
                "The words that are signed have not changed. No version and no text is "
                "made; everything else on the page is published."
            )
        if outcome.is_original:
            return staff_(
                "The words that are signed are new. Whoever has signed keeps the text "
                "that they signed."
            )
        if outcome.version is None:
            return staff_("The original is not published: no text is kept.")
        if not outcome.makes_text:
            words = staff_(
                "The words have not changed and follow version %(number)s as before. "
                "No text is made; everything else on the page is published."
            )
        elif outcome.makes_corrigendum:
            words = staff_(
                "The words are new, for version %(number)s, which this translation "
                "follows already. They are kept beside the old ones. Whoever has "
                "signed keeps the text that they signed."
            )
        else:
            words = staff_(
                "This translation will follow version %(number)s, and its words are "
                "kept. Whoever has signed keeps the text that they signed."
            )
        return words % {"number": outcome.version.number}

    def action(self, name: str, label: str, outcome: Outcome, **more: Any) -> Action:
        return Action(name, label, hidden={"seen": outcome.seen}, **more)

    def plain(self, outcome: Outcome) -> Section:
        label, note = staff_("Publish"), ""
        if outcome.is_original and outcome.makes_text:
            number = outcome.next_number
            label = staff_("Publish version %(number)s") % {"number": number}
        if outcome.is_original and outcome.last and outcome.makes_text:
            note = staff_(
                "For words that say something else. From then on organisations sign "
                "the new version. These languages fall behind and say so to their "
                "readers until they are translated: %(languages)s."
            ) % {"languages": named(outcome.falling_behind) or "0"}
        return Section(
            "publish", label, note=note, actions=[self.action(PUBLISH, label, outcome)]
        )

    def corrigendum(self, outcome: Outcome) -> Section:
        title = staff_("Publish a corrigendum")
        if outcome.is_original and not outcome.has_same_parts:
            note = staff_(
                "Not possible: a clause or an article comes, goes or moves. That is a "
                "new version."
            )
            return Section("corrigendum", title, note=note)
        note = staff_(
            "For a slip that changes nothing in what the words say. The text gets its "
            "own digest under the same version and is listed with its date, its "
            "difference and your sentence."
        )
        if outcome.is_original:
            note = staff_(
                "For a slip that changes nothing in what the words say. The text gets "
                "its own digest under the same version and is listed with its date, "
                "its difference and your sentence. No translation falls behind; if "
                "one has the same slip, correct it there."
            )
        form = self.note_form or NoteForm(language=self.page.language)
        label = title
        if outcome.version:
            label = staff_("Publish a corrigendum to version %(number)s") % {
                "number": outcome.version.number
            }
        action = self.action(CORRIGENDUM, label, outcome, form=form)
        return Section("corrigendum", title, note=note, actions=[action])
