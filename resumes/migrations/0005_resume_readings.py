"""Keeps what postings are held against: confirmed résumés as they were read."""

import django.db.models.deletion
from django.db import migrations, models

BATCH = 200


def keep_readings(apps, _schema_editor):
    from resumes.readings import build_reading_row

    resume = apps.get_model("resumes", "Resume")
    reading = apps.get_model("resumes", "ResumeReading")
    names = [field.attname for field in reading._meta.concrete_fields]
    rows = resume.objects.filter(deleted_at=None, confirmed_document__isnull=False).order_by("id")
    last = None
    while batch := list((rows.filter(id__gt=last) if last else rows)[:BATCH]):
        last = batch[-1].id
        made = []
        for each in batch:
            titles = list(each.roles.order_by("order").values_list("title", "titles"))
            row = build_reading_row(each, titles=titles)
            made.append(reading(**{name: getattr(row, name) for name in names}))
        # Somebody may confirm theirs at this moment, and it is kept then.
        reading.objects.bulk_create(made, ignore_conflicts=True)


class Migration(migrations.Migration):
    # Writes go on while the rows are written.
    atomic = False

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
        migrations.RunPython(keep_readings, migrations.RunPython.noop),
    ]
