"""The parts of the Statement of Commitment. Plain text only, as the Statement's."""

from django.utils.translation import gettext_lazy as staff_

from statement.blocks import ArticleBlock, LabelledBlock


class PromiseBlock(ArticleBlock):
    class Meta:
        icon = "list-ol"
        label = staff_("Article")
        label_format = "{label}. {title}"
        template = "members/blocks/promise.html"


class CommitmentBlock(LabelledBlock):
    """Opening, headings and articles, in the order of the text."""

    document = "commitment"
    article = PromiseBlock()
