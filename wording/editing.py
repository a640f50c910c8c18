"""One message of the site: its words, and how they came to be."""

import json
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext as staff_

from openheritage import slots
from openheritage.names import bcp47, direction
from openheritage.slots import Slot

from . import compiled, preview
from .entries import Entry, State, follower
from .held import is_held
from .judge import faults_of, number_of_forms
from .messages import Message, template
from .models import Change
from .plurals import plurals_of
from .saving import ConflictError, RefusedError, current_forms, store, take_back, tidy
from .saving import undo as undo_change
from .screens import InLanguage, chosen, readable, state_words

# As many older words are shown.
# In letters, at the width of a tablet.
A_LINE = 38
HISTORY = 20
MOST_FORMS = 10


def rows(*texts: str) -> int:
    """So that a text is read whole where it stands beside its original."""
    return min(10, 1 + max(len(text) for text in texts) // A_LINE)


class EditView(InLanguage):
    template_name = "wording/edit.html"

    @cached_property
    def entry(self) -> Entry:
        digest = self.kwargs["digest"]
        found = [each for each in self.entries if each.message.digest == digest]
        if not found:
            message = template().get(digest)
            if message and is_held(message, self.code):
                return Entry(message, State.SHIPPED, self.shipped(message))
            raise Http404
        return found[0]

    @property
    def message(self) -> Message:
        return self.entry.message

    @cached_property
    def plurals(self) -> Any:
        return plurals_of(self.code)

    @property
    def is_held(self) -> bool:
        return is_held(self.message, self.code)

    @property
    def is_gone(self) -> bool:
        return self.entry.state == State.STALE

    def shipped(self, message: Message) -> list[str]:
        return compiled.forms_in(self.code, self.plurals.number).get(message.key, [])

    @property
    def query(self) -> dict[str, str]:
        wanted = {name: self.request.GET.get(name, "") for name in ("show", "q")}
        return {name: text for name, text in wanted.items() if text}

    def address(self, message: Message, **more: str) -> str:
        url = reverse("wording_edit", args=[self.code, message.digest])
        query = urlencode({**self.query, **more})
        return f"{url}?{query}" if query else url

    @cached_property
    def neighbours(self) -> tuple[Message | None, Message | None]:
        """Of those that the filter leaves; this one may not be among them any more."""
        order = [entry.message.digest for entry in self.entries]
        left = chosen(self.entries, **self.filter())
        here = order.index(self.message.digest) if self.message.digest in order else 0
        places = {digest: at for at, digest in enumerate(order)}
        before = [one for one in left if places[one.message.digest] < here]
        after = [one for one in left if places[one.message.digest] > here]
        return (
            before[-1].message if before else None,
            after[0].message if after else None,
        )

    def filter(self) -> dict[str, str]:
        return {"show": self.query.get("show", ""), "query": self.query.get("q", "")}

    def given(self) -> list[str]:
        """What the fields hold at first."""
        number = number_of_forms(self.message, self.plurals)
        forms = list(self.entry.given)
        if origin := self.request.GET.get("from"):
            old = [one for one in self.entries if one.message.digest == origin]
            forms = list(old[0].given) if old else forms
        return (forms + [""] * number)[:number]

    def posted(self) -> list[str]:
        number = number_of_forms(self.message, self.plurals)
        data = self.request.POST
        return [data.get(f"form-{at}", "") for at in range(min(number, MOST_FORMS))]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        action = request.POST.get("action", "save")
        if self.is_held:
            notices.error(request, self.held_words())
            return redirect(request.get_full_path())
        actions = {
            "back": self.take_back,
            "undo": self.undo,
            "preview": self.preview,
            "save": self.save,
        }
        if action not in actions or (self.is_gone and action != "back"):
            raise Http404
        return actions[action]()

    @staticmethod
    def held_words() -> str:
        return staff_(
            "What people agree to is kept in versions: change it under Consent texts."
        )

    def seen(self) -> list[str] | None:
        try:
            seen = json.loads(self.request.POST.get("seen", ""))
        except ValueError:
            return None
        return seen if isinstance(seen, list) else None

    def save(self) -> HttpResponse:
        forms, request = self.posted(), self.request
        try:
            is_new = store(
                self.locale, self.message, forms, self.user, seen=self.seen()
            )
        except ConflictError as conflict:
            words = staff_(
                "Somebody else has given other words in the meantime. Yours are below, "
                "not saved; theirs are beside them."
            )
            notices.error(request, words)
            return self.answer(
                forms=forms, theirs=conflict.current or self.shipped(self.message)
            )
        except RefusedError as refusal:
            notices.error(request, staff_("Not saved: see below what is wrong."))
            return self.answer(forms=forms, faults=refusal.faults)
        if is_new:
            notices.success(
                request, staff_("Saved. It is shown everywhere within a minute.")
            )
        following = self.neighbours[1]
        if is_new and any(self.doubts(forms).values()):
            # Pressed once more, the button leads on.
            notices.warning(request, staff_("Look once more at what is said below."))
            following = None
        return redirect(self.address(following or self.message))

    def doubts(self, forms: list[str]) -> dict[int, list[str]]:
        """What seems wrong with forms that may stand; a person may know better."""
        message, found = self.message, {}
        for at, text in enumerate(forms):
            is_one = message.plural and self.plurals.numbers[at] == [1]
            original = message.words if is_one else message.plural or message.words
            asked = slots.answers(Slot.DOUBTS, original, text, self.code)
            found[at] = [words for some in asked for words in some] if text else []
        return found

    def take_back(self) -> HttpResponse:
        take_back(self.locale, self.message, self.user)
        if self.is_gone:
            notices.success(self.request, staff_("Removed."))
            return redirect(self.list_url)
        notices.success(self.request, staff_("The words of the catalogue hold again."))
        return redirect(self.address(self.message))

    def undo(self) -> HttpResponse:
        pk = self.request.POST.get("change", "")
        changes = Change.objects.filter(
            locale=self.locale, digest=self.message.digest
        ).select_related("locale")
        change = get_object_or_404(changes, pk=int(pk) if pk.isdecimal() else 0)
        try:
            undo_change(change, self.user)
        except RefusedError:
            notices.error(
                self.request, staff_("These words do not fit the message any more.")
            )
        else:
            notices.success(self.request, staff_("What was said before is said again."))
        return redirect(self.address(self.message))

    def preview(self) -> HttpResponse:
        forms = tidy(self.message, self.posted(), self.plurals)
        if faults := faults_of(self.message, forms, self.plurals):
            notices.error(self.request, staff_("Not shown: see below what is wrong."))
            return self.answer(forms=forms, faults=faults)
        shown = preview.show(self.message, forms, self.code, self.request)
        if shown is None:
            notices.warning(
                self.request,
                staff_(
                    "It stands on none of the pages that can be shown here: in a mail, "
                    "perhaps, or after a form."
                ),
            )
            return self.answer(forms=forms)
        return HttpResponse(shown.response.content, shown.response["Content-Type"])

    def fields(self, forms: list[str], faults: dict[int, list[str]]) -> list[dict]:
        message, plurals = self.message, self.plurals
        doubts = self.doubts(forms) if self.entry.is_used and not faults else {}
        return [
            {
                "name": f"form-{at}",
                "label": plurals.label(at) if message.plural else staff_("Translation"),
                "text": forms[at] if at < len(forms) else "",
                "faults": faults.get(at, []),
                "doubts": doubts.get(at, []),
                "rows": rows(message.words, *forms[at : at + 1]),
            }
            for at in range(number_of_forms(message, plurals))
        ]

    def readable(self, forms: list[str]) -> list[str]:
        return [readable(text, self.code) for text in forms]

    def history(self) -> list[dict]:
        changes = Change.objects.filter(
            locale=self.locale, digest=self.message.digest
        ).select_related("by")[:HISTORY]
        how = {
            Change.TYPED: staff_("written here"),
            Change.FILE: staff_("from a file"),
            Change.UNDONE: staff_("taken back"),
        }
        return [
            {
                "pk": change.pk,
                "at": change.at,
                "by": change.by.get_full_name() or change.by.get_username()
                if change.by
                else "",
                "how": how.get(change.how, ""),
                "forms": self.readable(change.forms),
            }
            for change in changes
        ]

    def get_context_data(
        self,
        forms: list[str] | None = None,
        faults: dict[int, list[str]] | None = None,
        theirs: list[str] | None = None,
        **kwargs: Any,
    ) -> dict[str, Any]:
        message = self.message
        before, after = self.neighbours
        next_of_kin = follower(self.entry) if self.is_gone else None
        shipped = self.shipped(message)
        return super().get_context_data(**kwargs) | {
            "message": message,
            "originals": message.english,
            "english": settings.LANGUAGE_CODE,
            "code": self.code,
            "tag": bcp47(self.code),
            "direction": direction(self.code),
            "state": state_words(self.entry),
            "is_open": not self.is_held and not self.is_gone,
            "held": self.held_words() if self.is_held else "",
            "is_gone": self.is_gone,
            "gone_forms": self.readable(self.entry.given) if self.is_gone else [],
            "follower": next_of_kin,
            "follower_url": self.address(next_of_kin, **{"from": message.digest})
            if next_of_kin
            else "",
            "fields": self.fields(forms or self.given(), faults or {}),
            "seen": json.dumps(current_forms(self.locale, message)),
            "shipped": self.readable(shipped) if self.entry.word else [],
            "theirs": self.readable(theirs or []),
            "can_go_back": bool(self.entry.word),
            "before": self.address(before) if before else "",
            "after": self.address(after) if after else "",
            "history": self.history(),
            "labels": self.labels(),
        }

    def labels(self) -> dict[str, str]:
        return {
            "original": staff_("Original"),
            "context": staff_("Context"),
            "notes": staff_("Notes"),
            "files": staff_("Where it stands"),
            "save": staff_("Save, and on to the next"),
            "preview": staff_("Preview on a page"),
            "before": staff_("Previous"),
            "after": staff_("Next"),
            "list": staff_("Back to the list"),
            "shipped": staff_("In the catalogue"),
            "theirs": staff_("What somebody else gave"),
            "back": staff_("Take back what was given here"),
            "remove": staff_("Remove"),
            "history": staff_("What was said before"),
            "undo": staff_("Undo"),
            "nothing": staff_("nothing given here"),
            "follower": staff_("The site says this by now:"),
            "use": staff_("Begin with the old words"),
            "old": staff_("The old words"),
        }

    def get_page_title(self) -> str:
        return Truncator(self.message.words).chars(60)
