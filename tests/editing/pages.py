"""Pages that lead to others."""

from home.models import ContentPage


def text(*links):
    return "<p>" + " ".join(f"<a {link}>words</a>" for link in links) + "</p>"


def with_links(home, slug, *links):
    page = ContentPage(title=slug.title(), slug=slug, lead="A lead")
    page.body = [("paragraph", text(*links))]
    home.add_child(instance=page)
    page.save_revision().publish()
    return ContentPage.objects.get(pk=page.pk)
