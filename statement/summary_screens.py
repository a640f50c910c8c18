"""Where staff write summaries, and see which of them have to be looked at."""

from functools import cached_property
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as staff_
from wagtail.admin.panels import FieldPanel, ObjectList, PublishingPanel
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn
from wagtail.models import Page
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from openheritage.locales import language_of, locale_ids
from openheritage.schedule_forms import ScheduledForm

from .models import StatementPage
from .summaries import ArticleSummary
from .summary_standing import Article, articles, outdated, standing, write_for


class SummaryForm(ScheduledForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = articles()
        field = self.fields.get("article")
        if field is None:
            return
        choices = [(part, each.name) for part, each in self.known.items()]
        if self.instance.pk:
            # An article that has gone is still named.
            if self.instance.article not in self.known:
                choices.append((self.instance.article, self.instance.label))
            field.disabled = True
            field.help_text = standing(self.instance, self.known)
        self.fields["article"] = forms.ChoiceField(
            choices=[("", "---------"), *choices],
            label=field.label,
            help_text=field.help_text,
            disabled=field.disabled,
        )

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        source = locale_ids()[settings.LANGUAGE_CODE]
        if not self.instance.pk and self.instance.locale_id not in (None, source):
            raise ValidationError(
                staff_(
                    "A summary is written in the language of record first, and then "
                    "submitted for translation."
                )
            )
        part = cleaned.get("article")
        others = ArticleSummary.objects.exclude(pk=self.instance.pk)
        others = others.filter(article=part, locale_id=self.instance.locale_id)
        if part and others.exists():
            self.add_error("article", staff_("This article has a summary already."))
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()
        # Whoever saves it has the article's present words before them.
        article = self.known.get(self.cleaned_data.get("article", ""))
        if article is not None:
            write_for(self.instance, article)


class ArticleColumn(Column):
    """The article's title as it is today, and what is to be looked at."""

    cell_template_name = "statement/admin/summary_cell.html"

    @cached_property
    def known(self) -> dict[str, Article]:
        return articles()

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict:
        context = super().get_cell_context_data(instance, parent_context)
        context["standing"] = standing(instance, self.known)
        return context

    def get_value(self, instance: Any) -> str:
        article = self.known.get(instance.article)
        return article.title if article else ""


class SummaryIndexView(IndexView):
    def get_base_queryset(self) -> QuerySet[ArticleSummary]:
        """In the order of the Statement; what has lost its article comes first, since
        somebody has to look at it. Translations where they are asked for."""
        places = [
            When(article=part, then=Value(place))
            for place, part in enumerate(articles(), start=1)
        ]
        rows: QuerySet[ArticleSummary] = super().get_base_queryset()
        if not self.request.GET.get("locale"):
            rows = rows.filter(locale_id=locale_ids()[settings.LANGUAGE_CODE])
        if not places:
            return rows
        place = Case(*places, default=Value(0), output_field=IntegerField())
        return rows.annotate(place=place).order_by("place", "pk")

    @cached_property
    def columns(self) -> list[Column]:
        # A column keeps what it has asked for no longer than one answer.
        choice, title, *others = super().columns
        article = ArticleColumn("title", label=staff_("Article"))
        return [choice, title, article, *others]


class SummaryViewSet(SnippetViewSet):
    model = ArticleSummary
    icon = "openquote"
    menu_order = 262
    add_to_admin_menu = True
    index_view_class = SummaryIndexView
    list_display = ["__str__", LiveStatusTagColumn()]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [FieldPanel("article"), FieldPanel("text"), PublishingPanel()],
        base_form_class=SummaryForm,
    )


def tell_outdated(request: HttpRequest, page: Page) -> None:
    """After the Statement was published: which summaries are to be looked at."""
    if not isinstance(page, StatementPage):
        return
    if language_of(page.locale_id) != settings.LANGUAGE_CODE:
        return
    found = outdated()
    if not found or not request.user.has_perm("statement.change_articlesummary"):
        return
    words = staff_(
        "These summaries were written for other words of their articles: %(articles)s."
    )
    messages.warning(
        request,
        words % {"articles": ", ".join(row.label for row in found)},
    )


def list_address() -> str:
    return reverse("wagtailsnippets_statement_articlesummary:list")
