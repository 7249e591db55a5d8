"""Makes the title head's vectors of the titles that have the bundled encoder's own.

The old rows stay for processes of the version before; `heal_missing` deletes them.
"""

from typing import Any

import numpy as np
from django.db import migrations

BATCH = 1_000


def lift_titles(apps: Any, _schema_editor: Any) -> None:
    from jobassist.ai.offline_embedder import OfflineEmbedder
    from jobassist.ai.title_encoder import TITLE_MODEL, lift_titles

    titles = apps.get_model("jobs", "TitleEmbedding")
    plain = OfflineEmbedder.model_name
    last = 0
    while True:
        batch = list(titles.objects.filter(model=plain, id__gt=last).order_by("id")[:BATCH])
        if not batch:
            return
        last = batch[-1].id
        old = np.stack([_array(row.vector) for row in batch])
        titles.objects.bulk_create(
            [
                titles(model=TITLE_MODEL, title_key=row.title_key, vector=vector)
                for row, vector in zip(batch, lift_titles(old, model=plain).tolist(), strict=True)
            ],
            ignore_conflicts=True,
        )


def _array(vector: object) -> np.ndarray:
    to_numpy = getattr(vector, "to_numpy", None)
    return np.asarray(to_numpy() if to_numpy else vector, dtype=np.float32)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("jobs", "0006_honest_inventory")]

    operations = [migrations.RunPython(lift_titles, migrations.RunPython.noop)]
