"""What was shown to whom, why in that order, and what they made of it.

Impressions and decision records are append-only (a trigger refuses updates): they are what
figures and audits are counted from. They carry the person's random id, not a foreign key,
so that after an erasure they are numbers about nobody.
"""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Impression(models.Model):
    """One posting shown to one seeker, once: the base of every rate."""

    person_id = models.UUIDField()
    posting = models.ForeignKey("jobs.Posting", on_delete=models.PROTECT, related_name="+")
    conversation_id = models.UUIDField(null=True)
    turn_id = models.UUIDField(null=True)
    item_id = models.UUIDField(null=True)
    round = models.PositiveIntegerField()
    rank = models.PositiveSmallIntegerField()
    score = models.FloatField()
    scene = models.CharField(max_length=16)
    engine = models.CharField(max_length=16)
    provider = models.CharField(max_length=40, blank=True)
    prompt_version = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=16)
    shown_at = models.DateTimeField()

    class Meta:
        indexes = [
            # "What has this person seen in this conversation", and rounds a person.
            models.Index(fields=["person_id", "shown_at"], name="impression_person"),
            # The funnel of a posting.
            models.Index(fields=["posting", "shown_at"], name="impression_posting"),
            # Figures of the installation, a stretch of time.
            models.Index(fields=["shown_at"], name="impression_shown_at"),
        ]

    def __str__(self) -> str:
        return f"posting {self.posting_id} in round {self.round}"


class DecisionRecord(models.Model):
    """Why a ranking looked as it did: inputs, versions and features, by pseudonym."""

    class Kind(models.TextChoices):
        POSTINGS_FOR_SEEKER = "postings_for_seeker"
        SEEKERS_FOR_POSTING = "seekers_for_posting"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=24, choices=Kind)
    person_id = models.UUIDField(null=True)
    posting = models.ForeignKey(
        "jobs.Posting", on_delete=models.PROTECT, null=True, related_name="+"
    )
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, null=True, related_name="+"
    )
    conversation_id = models.UUIDField(null=True)
    turn_id = models.UUIDField(null=True)
    engine = models.CharField(max_length=16)
    provider = models.CharField(max_length=40, blank=True)
    prompt_version = models.CharField(max_length=40, blank=True)
    embedder = models.CharField(max_length=80, blank=True)
    ranking_version = models.CharField(max_length=40)
    # Coded criteria and features only; never a person's words.
    inputs = models.JSONField(default=dict)
    results = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("decision record")
        verbose_name_plural = _("decision records")
        indexes = [
            models.Index(fields=["person_id", "at"], name="decision_person"),
            models.Index(fields=["company", "at"], name="decision_company"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class PostingNote(models.Model):
    """What a seeker thinks of one posting: saved, or dismissed with a reason."""

    class Kind(models.TextChoices):
        SAVED = "saved"
        DISMISSED = "dismissed"

    seeker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="posting_notes"
    )
    posting = models.ForeignKey("jobs.Posting", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    reason = models.CharField(max_length=32, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seeker", "posting", "kind"], name="posting_note_once_per_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} posting {self.posting_id}"
