from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0005_tell_commitment'),
        ('members', '0005_contacts_and_changes'),
    ]

    operations = []
