"""A model of vectors has an index of its own, so that another's can be made beside it."""

from typing import Any

from django.db import migrations, models


def drop_shared_index_while_empty(apps: Any, schema_editor: Any) -> None:
    # Where there are vectors the shared index serves on; `rebuild_vectors` replaces it.
    embedding = apps.get_model("jobs", "PostingEmbedding")
    if not embedding.objects.exists():
        schema_editor.execute("DROP INDEX IF EXISTS embedding_hnsw")


class Migration(migrations.Migration):
    dependencies = [("jobs", "0003_posting_changes")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveIndex(model_name="postingembedding", name="embedding_hnsw")
            ],
        ),
        migrations.RunPython(drop_shared_index_while_empty, migrations.RunPython.noop),
        migrations.CreateModel(
            name="VectorModel",
            fields=[
                ("name", models.CharField(max_length=80, primary_key=True, serialize=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("building", "being made"),
                            ("in_use", "in use"),
                            ("retired", "to be deleted"),
                        ],
                        max_length=8,
                    ),
                ),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["building", "in_use"])),
                        fields=("state",),
                        name="vector_model_one_in_use",
                    )
                ],
            },
        ),
    ]
