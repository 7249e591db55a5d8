"""What was forgotten is known by hashes of one person's own, so that nobody else can guess it."""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils.crypto import salted_hmac

BATCH = 500


def key_hashes(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put each person's own hash in place of a bare one; run again it finds none."""
    forgotten: Any = apps.get_model("chat", "ForgottenFact")
    bare = forgotten.objects.exclude(value_hash__startswith="k")
    while rows := list(bare.order_by("id")[:BATCH]):
        for row in rows:
            salt = f"forgotten_value:{row.hashed_for or row.user_id}"
            keyed = salted_hmac(salt, row.value_hash, algorithm="sha256")
            row.value_hash = "k" + keyed.hexdigest()[:63]
        rows = drop_twins(forgotten, rows)
        forgotten.objects.bulk_update(rows, ["value_hash"])


def drop_twins(forgotten: Any, rows: list[Any]) -> list[Any]:
    """Return the rows that nobody wrote keyed meanwhile; of the others the later time is kept."""
    twins = {
        (each.user_id, each.key, each.value_hash): each
        for each in forgotten.objects.filter(
            user__in=[each.user_id for each in rows],
            value_hash__in=[each.value_hash for each in rows],
        )
    }
    left = []
    for row in rows:
        twin = twins.get((row.user_id, row.key, row.value_hash))
        if twin is None:
            left.append(row)
            continue
        forgotten.objects.filter(id=twin.id, at__lt=row.at).update(at=row.at)
        forgotten.objects.filter(id=row.id).delete()
    return left


class Migration(migrations.Migration):
    # A batch at a time, so that nobody who has something forgotten meanwhile waits for long.
    atomic = False

    dependencies = [("chat", "0010_experiments")]

    operations = [
        # There is no way back from a keyed hash. Without it what was forgotten is still known by
        # its words and keys; only the same note, word for word, is not.
        migrations.RunPython(key_hashes, migrations.RunPython.noop),
    ]
