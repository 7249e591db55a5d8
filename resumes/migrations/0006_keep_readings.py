"""Keeps the readings of the résumés that are confirmed already.

It may be stopped and run again: what is kept is passed over.
"""

from django.db import migrations, transaction

BATCH = 200


def keep_readings(apps, _schema_editor):
    from resumes.readings import build_reading_row

    resume = apps.get_model("resumes", "Resume")
    reading = apps.get_model("resumes", "ResumeReading")
    names = [field.attname for field in reading._meta.concrete_fields]
    rows = resume.objects.filter(
        deleted_at=None, confirmed_document__isnull=False, reading__isnull=True
    ).order_by("id")
    last = None
    while True:
        with transaction.atomic():
            # Who is being changed, erased or confirmed at this moment is read anew when it counts.
            free = (rows.filter(id__gt=last) if last else rows).select_for_update(
                of=("self",), no_key=True, skip_locked=True
            )
            batch = list(free[:BATCH])
            made = []
            for each in batch:
                titles = list(each.roles.order_by("order").values_list("title", "titles"))
                row = build_reading_row(each, titles=titles)
                made.append(reading(**{name: getattr(row, name) for name in names}))
            reading.objects.bulk_create(made, ignore_conflicts=True)
        if not batch:
            return
        last = batch[-1].id


class Migration(migrations.Migration):
    # A batch at a time: nobody waits for all of it.
    atomic = False

    dependencies = [("resumes", "0005_resume_readings")]

    operations = [migrations.RunPython(keep_readings, migrations.RunPython.noop)]
