"""The address of a document has the name of its file: one that was handed out once
leads to the file that is there now, as those of pages do."""

from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import AbstractDocument

KEPT = "_address_before"


def path_of(document: AbstractDocument) -> str:
    # As rows of redirects write it.
    return str(Redirect.normalise_path(document.url)) if document.file else ""


def remember_address(
    instance: AbstractDocument, raw: bool = False, **kwargs: object
) -> None:
    if raw or instance.pk is None:
        return
    before = type(instance)._default_manager.filter(pk=instance.pk).first()
    vars(instance)[KEPT] = path_of(before) if before else ""


def keep_address(instance: AbstractDocument, **kwargs: object) -> None:
    before, now = vars(instance).pop(KEPT, ""), path_of(instance)
    if not before or not now or before == now:
        return
    rows = Redirect.objects.filter(site=None)
    rows.filter(old_path__in=(before, now)).delete()
    rows.filter(redirect_link=before, automatically_created=True).update(
        redirect_link=now
    )
    if max(len(before), len(now)) <= Redirect._meta.get_field("old_path").max_length:
        # The name may come back with another file.
        facts = {"automatically_created": True, "is_permanent": False}
        rows.create(old_path=before, redirect_link=now, **facts)


def forget_addresses(instance: AbstractDocument, **kwargs: object) -> None:
    mine = Redirect.objects.filter(site=None, automatically_created=True)
    mine.filter(redirect_link=path_of(instance)).delete()
