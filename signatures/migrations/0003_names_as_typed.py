"""What names are ordered, found and told apart by is computed anew.

Two open signatures of one mailbox whose names are the same only now both stay; the
older one is in the way of the next.
"""

import secrets

from django.db import migrations, models

import openheritage.kept
import organisations.models

BATCH = 500
CLOSED = ("rejected", "withdrawn", "disowned", "merged")


def in_batches(rows, write):
    batch = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            write(batch)
            batch = []
    if batch:
        write(batch)


def keep(apps, schema_editor):
    from openheritage.matching import kept_words, sort_key

    Signature = apps.get_model("signatures", "Signature")

    def write(rows):
        for row in rows:
            row.sort_name = sort_key(row.name_latin or row.name)[:255]
            row.search_name = kept_words(row.name, row.name_latin)[:1200]
        Signature.objects.bulk_update(rows, ["sort_name", "search_name"])

    rows = Signature.objects.only("name", "name_latin").order_by("pk")
    in_batches(rows.iterator(chunk_size=BATCH), write)


def tell_apart(apps, schema_editor):
    from signatures.models.signature import duplicate_key

    Signature = apps.get_model("signatures", "Signature")
    Signatory = apps.get_model("signatures", "Signatory")
    current = Signatory.objects.filter(is_current=True).order_by("-pk")
    addresses = dict(current.values_list("signature", "email"))
    taken, changed = set(), []
    rows = Signature.objects.select_related("text__version").order_by("pk")
    for row in rows.iterator(chunk_size=BATCH):
        address = addresses.get(row.pk, "")
        if not address and row.source == "web":
            # It may be in nobody's way any more.
            continue
        try:
            key = duplicate_key(row.text.version, address, row.name, row.country)
        except ValueError:
            continue
        if row.state not in CLOSED:
            if key in taken:
                key = ""
            taken.add(key)
        if key != row.duplicate_key:
            changed.append((row.pk, key))

    # First none of them is in another's way.
    def let_go(pairs):
        rows = [
            Signature(pk=pk, duplicate_key=secrets.token_hex(32)) for pk, _key in pairs
        ]
        Signature.objects.bulk_update(rows, ["duplicate_key"])

    def take(pairs):
        rows = [Signature(pk=pk, duplicate_key=key) for pk, key in pairs if key]
        Signature.objects.bulk_update(rows, ["duplicate_key"])

    in_batches(changed, let_go)
    in_batches(changed, take)


class Migration(migrations.Migration):
    dependencies = [("signatures", "0002_trigram")]

    operations = [
        migrations.AlterField(
            model_name="signature",
            name="country",
            field=models.CharField(
                choices=organisations.models.country_choices,
                max_length=2,
                verbose_name="country or territory",
            ),
        ),
        migrations.AlterField(
            model_name="signature",
            name="search_name",
            field=models.CharField(editable=False, max_length=1200),
        ),
        migrations.AlterField(
            model_name="signature",
            name="sort_name",
            field=openheritage.kept.SortKey(editable=False, max_length=255),
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
        migrations.RunPython(tell_apart, migrations.RunPython.noop),
    ]
