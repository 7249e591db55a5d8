"""Holds what postings are held against: confirmed résumés as they were read."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("resumes", "0004_picture_attachments")]

    operations = [
        migrations.CreateModel(
            name="ResumeReading",
            fields=[
                (
                    "resume",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="reading",
                        serialize=False,
                        to="resumes.resume",
                    ),
                ),
                ("revision", models.PositiveIntegerField()),
                ("version", models.PositiveSmallIntegerField()),
                ("text", models.TextField()),
            ],
        ),
    ]
