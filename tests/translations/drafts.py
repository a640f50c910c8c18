"""A page of five sentences, and their words in French."""

BODY = (
    "<p>One <b>bold</b> and <a href='https://example.org/'>link</a>.</p>"
    "<p>Write to %(name)s before {date}.</p><p>The last sentence.</p>"
)
TITLE = "A page and its file"
LINKED = 'One <b>bold</b> and <a id="a1">link</a>.'
FILLED = "Write to %(name)s before {date}."
LAST = "The last sentence."
FRENCH = {
    TITLE: "Une page et son fichier",
    "A summary": "Un résumé",
    LINKED: 'Un <a id="a1">lien</a> et du <b>gras</b>.',
    FILLED: "Écrivez à %(name)s avant {date}.",
    LAST: "La dernière phrase.",
}
