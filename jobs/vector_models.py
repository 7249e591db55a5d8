"""Vectors by model: of postings, of titles, and which model's are compared."""

from django.db import models
from django.db.models import Q
from pgvector.django import HalfVectorField

EMBEDDING_DIMENSIONS = 512


class PostingEmbedding(models.Model):
    """A posting's vector by one model. Never compare vectors of different models."""

    posting = models.ForeignKey(
        "jobs.Posting", on_delete=models.CASCADE, related_name="embeddings", db_index=False
    )
    model = models.CharField(max_length=80)
    # The posting's embedding_hash at the time: where they differ the vector is stale.
    content_hash = models.CharField(max_length=32)
    vector = HalfVectorField(dimensions=EMBEDDING_DIMENSIONS)
    embedded_at = models.DateTimeField()

    class Meta:
        constraints = [
            # One vector a model; also the join from a posting to its vector.
            models.UniqueConstraint(fields=["posting", "model"], name="embedding_once_per_model"),
        ]
        # search_jobs walks an index over one model's vectors; jobs/vectors.py builds it.

    def __str__(self) -> str:
        return f"{self.posting_id} by {self.model}"


class VectorModel(models.Model):
    """A model whose vectors are kept: the one in use, one being made beside it, or one to delete.

    No row at all: the model of the settings is in use.
    """

    class State(models.TextChoices):
        BUILDING = "building", "being made"
        IN_USE = "in_use", "in use"
        RETIRED = "retired", "to be deleted"

    name = models.CharField(max_length=80, primary_key=True)
    state = models.CharField(max_length=8, choices=State)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            # Searches compare vectors of one model only, all processes the same; one change a time.
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state__in=["building", "in_use"]),
                name="vector_model_one_in_use",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"


class TitleEmbedding(models.Model):
    """The vector of a title alone, shared by all postings of that title.

    Tells like occupations from unlike ones where the lexicon knows neither.
    """

    model = models.CharField(max_length=80)
    title_key = models.CharField(max_length=300)
    vector = HalfVectorField(dimensions=EMBEDDING_DIMENSIONS)

    class Meta:
        constraints = [
            # Also how search reads the vectors of its candidates' titles.
            models.UniqueConstraint(fields=["title_key", "model"], name="title_embedding_once"),
        ]

    def __str__(self) -> str:
        return self.title_key
