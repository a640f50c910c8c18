"""Processes hear of whatever public pages are made of (openheritage/page_cache.py)."""

from django.conf import settings
from django.db import migrations

from openheritage.telling import Tell, TellOf


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("consents", "0004_tell"),
        ("documents", "0001_facts"),
        ("edge", "0001_initial"),
        ("home", "0013_empty_by_default"),
        ("members", "0012_empty_by_default"),
        ("news", "0011_words_of_the_date"),
        ("openheritage", "0003_tell"),
        ("organisations", "0004_kept_names"),
        ("register", "0002_count_samples"),
        ("renditions", "0002_files_of_signatures_and_stories"),
        ("resources", "0003_empty_by_default"),
        ("signatures", "0004_that_was_not_us"),
        ("translations", "0007_tell"),
        ("volunteers", "0002_reports"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
        ("wording", "0002_tell"),
    ]

    operations = [
        Tell(
            "consents_consenttext",
            "documents_filefacts",
            "home_contentpage",
            "home_homepage",
            "members_memberpage",
            "members_membersindexpage",
            "news_filedunder",
            "news_namedorganisation",
            "news_newsindexpage",
            "news_newspage",
            "news_topic",
            "organisations_organisation",
            "register_count",
            "register_counting",
            "register_registerentry",
            "renditions_notice",
            "renditions_rendition",
            "renditions_storysheet",
            "resources_coverage",
            "resources_edition",
            "resources_kitpicture",
            "resources_presspage",
            "resources_presspicture",
            "resources_reading",
            "resources_resource",
            "resources_resourcespage",
            "translations_preference",
            "translations_step",
            "translations_tally",
            "wagtailcore_collection",
            "wagtailcore_collectionviewrestriction",
            "wagtaildocs_document",
            "wagtailredirects_redirect",
            "wording_word",
        ),
        TellOf(
            "signatures_signature", "{row}.was_public OR {row}.state IN ('published', 'merged')"
        ),
        # A statement that deletes none of them, as with each signature that was never
        # confirmed, says nothing.
        TellOf("register_registerfacts", "true"),
        # A person's name shows when a sentence of theirs is accepted.
        TellOf("volunteers_sentence", "{row}.state IN ('accepted', 'changed')"),
        TellOf("volunteers_offer", "{row}.state = 'reviewed'", "UPDATE DELETE"),
        TellOf("volunteers_volunteer", "{row}.is_thanked", "UPDATE DELETE"),
        # Whoever has left is not thanked; that somebody has signed in changes nothing.
        TellOf("auth_user", "NOT {row}.is_active"),
    ]
