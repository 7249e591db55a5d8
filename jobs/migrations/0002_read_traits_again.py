"""Reads what stored postings say of themselves again: more traits are known than at their import."""

from typing import Any

from django.db import migrations, transaction

BATCH = 500


def read_traits_again(apps: Any, _schema_editor: Any) -> None:
    from jobs.traits import find_traits

    posting = apps.get_model("jobs", "Posting")
    rows = posting.objects.order_by("id").select_related("employer")
    rows = rows.only("title", "tags", "traits", "description_text", "employer__name")
    last = 0
    while True:
        # A batch at a time, each locked while it is read: imports go on beside it.
        with transaction.atomic():
            batch = list(rows.select_for_update(of=("self",)).filter(id__gt=last)[:BATCH])
            if not batch:
                return
            last = batch[-1].id
            changed = []
            for each in batch:
                employer = each.employer.name if each.employer else ""
                text = "\n".join((each.title, *each.tags, employer, each.description_text))
                traits = list(find_traits(text))
                if traits != each.traits:
                    each.traits = traits
                    changed.append(each)
            posting.objects.bulk_update(changed, ["traits"])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("jobs", "0001_initial")]

    operations = [migrations.RunPython(read_traits_again, migrations.RunPython.noop)]
