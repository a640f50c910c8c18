"""A decision of staff on one row: when it is offered, what it asks, what it does."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.db import models

from .sections import Words


class DecisionForm(forms.Form):
    """Beside its data, every form of a decision knows the row that it is about."""

    def __init__(
        self, data: dict | None = None, *, row: models.Model, prefix: str
    ) -> None:
        self.row = row
        super().__init__(data, prefix=prefix)


@dataclass(frozen=True)
class Decision:
    name: str
    label: Words
    # What is said when it is done.
    done: Words
    states: tuple[str, ...]
    act: Callable[[Any, AbstractBaseUser, Any], object]
    form_class: type[DecisionForm] = DecisionForm
    note: Words = ""
    is_serious: bool = False
    # Offered, but not what is usually done.
    is_folded: bool = False
    # Beside its state, what else has to be so.
    fits: Callable[[Any], bool] = lambda row: True

    def is_open(self, row: Any) -> bool:
        return row.state in self.states and self.fits(row)
