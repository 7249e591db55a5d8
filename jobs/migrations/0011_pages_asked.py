"""Tells when a posting's page was asked from when the posting was seen open."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0010_vectors_beside_words")]

    operations = [
        migrations.AddField(
            model_name="posting",
            name="page_checked_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
