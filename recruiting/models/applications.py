"""A seeker reached out to an employer."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


class Application(models.Model):
    """A seeker reached out: a greeting, an application, or a visit to the employer's own page."""

    class Kind(models.TextChoices):
        GREETING = "greeting"
        APPLICATION = "application"
        # The posting belongs to no company here: the seeker was shown the employer's link.
        OUTBOUND = "outbound"

    class Status(models.TextChoices):
        SENT = "sent"
        READ = "read"
        ANSWERED = "answered"
        WITHDRAWN = "withdrawn"
        CLOSED = "closed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Null after an erasure: counted, but in nobody's view.
    seeker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="applications",
    )
    person_id = models.UUIDField()
    posting = models.ForeignKey("jobs.Posting", on_delete=models.PROTECT, related_name="+")
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, null=True, related_name="applications"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    status = models.CharField(max_length=12, choices=Status, default=Status.SENT)
    message = models.TextField(blank=True)
    resume_id = models.UUIDField(null=True)
    resume_revision = models.PositiveIntegerField(null=True)
    conversation_id = models.UUIDField(null=True)
    round = models.PositiveIntegerField(default=0)
    # Where they reached out; engine, provider and prompt are of what showed the posting.
    # Null: from before this was kept.
    scene = models.CharField(max_length=16, null=True)
    language = models.CharField(max_length=16, null=True)
    engine = models.CharField(max_length=16, null=True)
    provider = models.CharField(max_length=40, null=True)
    prompt_version = models.CharField(max_length=40, null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            # One open contact per person and posting; a repeat returns the first.
            models.UniqueConstraint(
                fields=["seeker", "posting"],
                condition=~Q(status="withdrawn"),
                name="application_once_per_posting",
            ),
            models.CheckConstraint(
                condition=Q(kind="outbound") | Q(company__isnull=False),
                name="application_inside_has_company",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "-created_at"], name="application_company_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
