"""Lets a posting find people: by the vectors of their roles and by how employers write these."""

import pgvector.django.indexes
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    # Writes go on while the indexes are built.
    atomic = False

    dependencies = [("resumes", "0001_initial")]

    operations = [
        AddIndexConcurrently(
            model_name="resumerole",
            index=pgvector.django.indexes.HnswIndex(
                ef_construction=64,
                fields=["vector"],
                m=16,
                name="resumerole_hnsw",
                opclasses=["halfvec_cosine_ops"],
            ),
        ),
        AddIndexConcurrently(
            model_name="resumerole",
            index=GinIndex(fields=["titles"], name="resumerole_titles"),
        ),
    ]
