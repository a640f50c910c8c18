from typing import Any

from wagtail.admin.forms.pages import CopyForm


class WithoutAlias(CopyForm):
    """Routes serve what is not translated; a page that mirrors another has no place."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("alias", None)
