from django.db import models
from django.db.models import Max, OuterRef, Subquery
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.ui.tables import Column, LocaleColumn
from wagtail.admin.views import generic

from desk.viewsets import LimitedViewSet

from .models import ConsentText, ConsentWording


class IndexView(generic.IndexView):
    def get_base_queryset(self) -> models.QuerySet:
        number = (
            ConsentWording.objects.filter(
                form=OuterRef("form"),
                purpose=OuterRef("purpose"),
                locale=OuterRef("locale"),
            )
            .order_by()
            .values("purpose")
            .annotate(newest=Max("number"))
            .values("newest")
        )
        rows = ConsentText.objects.select_related("locale")
        return rows.annotate(number=Subquery(number))


class ConsentTextViewSet(LimitedViewSet):
    """Texts by form, purpose and language; saving other words makes a version."""

    model = ConsentText
    name = "consent_texts"
    url_prefix = "consent-texts"
    icon = "clipboard-list"
    menu_order = 234
    actions = ("view", "change")
    pages = ("index", "index_results", "edit")
    index_view_class = IndexView
    list_display = [
        "__str__",
        LocaleColumn(),
        Column("number", label=staff_("Version")),
        Column("text", label=staff_("Text")),
    ]
    list_filter = ["form", "purpose"]
    ordering = ["locale__language_code", "form", "purpose"]
