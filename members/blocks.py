"""The parts of the Statement of Commitment. Plain text only, as the Statement's."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as staff_

from statement.blocks import ArticleBlock, LabelledBlock, Signed


class PromiseBlock(ArticleBlock):
    class Meta:
        icon = "list-ol"
        label = staff_("Article")
        label_format = "{label}. {title}"
        template = "members/blocks/promise.html"


class CommitmentBlock(LabelledBlock):
    """Opening, headings and articles, in the order of the text."""

    article = PromiseBlock()

    def signed(self, labels: set[str]) -> Signed:
        """Nothing until somebody has accepted one of its texts."""
        from statement.models import StatementText

        from .models import Application, CommitmentPage

        accepted = StatementText.objects.filter(
            Exists(Application.objects.filter(text=OuterRef("pk")))
        )
        given = accepted.labels_among(labels)
        if given is None:
            return Signed()
        return Signed(kept=CommitmentPage.objects.labels(), given=given)
