"""The words of a text as they are hashed and signed."""

from unicodedata import normalize

from wagtail.blocks import StreamValue

from openheritage.text import collapsed

from .blocks import paragraphs


def canonical_text(title: str, body: StreamValue) -> str:
    """The words and labels of a text as they are hashed and signed.

    UTF-8, NFC, white space collapsed, one line per paragraph: label, tab,
    text. The title, the opening and section headings have no label. Lines end
    in LF, the last one too.
    """
    lines = [("", title)]
    for part in body:
        if part.block_type == "heading":
            lines.append(("", part.value))
        elif part.block_type == "opening":
            lines += [("", text) for text in paragraphs(part.value)]
        else:
            label = part.value["label"]
            if part.block_type == "article":
                lines.append((label, part.value["title"]))
            lines += [(label, text) for text in part.value.paragraphs]
    return "".join(
        f"{label}\t{collapsed(normalize('NFC', text))}\n" for label, text in lines
    )
