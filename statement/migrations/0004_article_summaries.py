"""What articles say in plain words; and processes hear of what they keep of it."""

import django.db.models.deletion
import modelsearch.index
import uuid
from django.db import migrations, models

from openheritage.telling import Tell


class Migration(migrations.Migration):

    dependencies = [
        ('statement', '0003_tell'),
        ('openheritage', '0003_tell'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='ArticleSummary',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('translation_key', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('live', models.BooleanField(default=True, editable=False, verbose_name='live')),
                ('has_unpublished_changes', models.BooleanField(default=False, editable=False, verbose_name='has unpublished changes')),
                ('first_published_at', models.DateTimeField(blank=True, db_index=True, null=True, verbose_name='first published at')),
                ('last_published_at', models.DateTimeField(editable=False, null=True, verbose_name='last published at')),
                ('go_live_at', models.DateTimeField(blank=True, null=True, verbose_name='go live date/time')),
                ('expire_at', models.DateTimeField(blank=True, null=True, verbose_name='expiry date/time')),
                ('expired', models.BooleanField(default=False, editable=False, verbose_name='expired')),
                ('article', models.CharField(max_length=36, verbose_name='article')),
                ('label', models.CharField(editable=False, max_length=3)),
                ('words_sha256', models.CharField(editable=False, max_length=64)),
                ('text', models.TextField(help_text='What the article says, for somebody in a hurry. An empty line begins a new paragraph. It is no part of the text that is signed.', max_length=600, verbose_name='in plain words')),
                ('latest_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision')),
                ('live_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='live revision')),
                ('locale', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.locale', verbose_name='locale')),
            ],
            options={
                'verbose_name': 'plain summary',
                'verbose_name_plural': 'plain summaries',
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('article', 'locale'), name='one_summary_of_an_article')],
                'unique_together': {('translation_key', 'locale')},
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        Tell('statement_articlesummary'),
    ]
