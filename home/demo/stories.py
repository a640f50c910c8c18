"""The sample stories: a barrier each, and the parts of the Statement that name it."""

from images.models import CustomImage
from statement.models import StatementPage
from stories.models import StoriesIndexPage, StoryFramePage

from .fixed import add, publish
from .texts import english, numbered, rich

# In their order: (slug, labels of clauses and articles).
STORIES: list[tuple[str, list[str]]] = [
    ("fee", ["f", "i", "3", "13"]),
    ("watermark", ["f", "t", "5", "7"]),
    ("low-resolution", ["d", "q", "6", "12"]),
    ("claim", ["g", "h", "1", "2"]),
    ("unlisted", ["p", "u", "11", "15"]),
]


def make_stories(
    index: StoriesIndexPage, ids: dict[str, int], images: dict[str, CustomImage]
) -> None:
    """After the Statement is published. A story whose picture is missing has none."""
    parts = {label: pk for pk, label in StatementPage.objects.labels().items()}
    for slug, labels in STORIES:
        key = f"story.{slug}"
        blocks = [
            {"type": "paragraph", "value": rich([name], ids)}
            for name in numbered(f"{key}.p")
        ]
        image = images.get(f"story-{slug}")
        page = StoryFramePage(
            slug=slug,
            title=english(f"{key}.title"),
            summary=english(f"{key}.summary"),
            barrier=english(f"{key}.barrier"),
            example=english(f"{key}.example"),
            parts=[parts[label] for label in labels],
            image=image,
            image_alt=image.description if image else "",
            body=StoryFramePage.body.field.to_python(blocks),
        )
        publish(add(index, page))
