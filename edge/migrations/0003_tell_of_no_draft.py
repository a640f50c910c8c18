"""Whoever writes a draft, which is saved while they type, leaves what readers are given."""

from django.db import migrations

from openheritage.telling import TellNoMore, TellOf

# What saving a draft writes, whose it is, and what only the tree of the admin asks for.
OF_DRAFTS = ("draft_title", "has_unpublished_changes", "latest_revision_id")
OF_DRAFTS += ("latest_revision_created_at", "locked", "locked_at", "locked_by_id")
OF_DRAFTS += ("numchild",)
TEXTS = ("home_announcement", "news_topic", "resources_resource", "statement_articlesummary")


class Migration(migrations.Migration):
    dependencies = [
        ("edge", "0002_tell_pages"),
        ("home", "0014_url_path"),
        ("news", "0011_words_of_the_date"),
        ("openheritage", "0005_sitemap_files"),
        ("resources", "0003_empty_by_default"),
        ("statement", "0008_empty_by_default"),
    ]

    operations = [
        TellNoMore("wagtailcore_page", *TEXTS),
        # Of pages that nobody can read, nothing.
        TellOf("wagtailcore_page", "{row}.live", but=OF_DRAFTS),
        *(TellOf(table, "true", but=OF_DRAFTS) for table in TEXTS),
    ]
