"""A seeker reached out to an employer."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


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
    # Where it stands in the company's pipeline. Null for visits to an employer's own page, and
    # for contacts of before there were stages: those stand where their status says.
    stage = models.ForeignKey(
        "recruiting.Stage", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        db_index=False,
    )
    # When somebody of the company first answered, in words or by a move.
    answered_at = models.DateTimeField(null=True)
    # The contact of the same person that a recruiter keeps instead of this one.
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
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
            # A column of the board; the list by stage.
            models.Index(fields=["company", "stage", "-created_at"], name="application_stage"),
            # The list of a posting, and its columns.
            models.Index(fields=["posting", "stage", "-created_at"], name="application_posting"),
            # What one recruiter has to do.
            models.Index(
                fields=["assigned_to", "-created_at"],
                name="application_assigned",
                condition=Q(assigned_to__isnull=False),
            ),
            # What else was merged into one.
            models.Index(
                fields=["merged_into"],
                name="application_merged",
                condition=Q(merged_into__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
