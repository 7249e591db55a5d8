"""What partners push: answers kept for requests sent again, and full snapshots of a source."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .partners import Partner


class IdempotentAnswer(models.Model):
    """The answer to a request with an `Idempotency-Key`, given again for a day.

    Without a status it is still being worked on, until `lease_ends_at`.
    """

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="answers")
    # Method and path.
    route = models.CharField(max_length=400)
    key = models.CharField(max_length=255)
    body_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(blank=True)
    lease_ends_at = models.DateTimeField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            # Two requests at once: one works, the other is told so.
            models.UniqueConstraint(fields=["partner", "route", "key"], name="answer_once"),
        ]
        indexes = [models.Index(fields=["created_at"], name="answer_age")]

    def __str__(self) -> str:
        return f"{self.route} {self.status or '…'}"


class Snapshot(models.Model):
    """All that a source has, sent in parts; what is missing from a sound one has ended."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        WAITING = "waiting", _("waits for a person")
        EXPIRING = "expiring", _("ending what is missing")
        CLOSED = "closed", _("closed")
        DISCARDED = "discarded", _("discarded")
        ABORTED = "aborted", _("aborted")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.ForeignKey(
        "jobs.Source", on_delete=models.PROTECT, related_name="snapshots", verbose_name=_("source")
    )
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField(_("opened"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    # As the partner counts, said on closing.
    expected_count = models.PositiveIntegerField(_("items announced"), null=True, blank=True)
    # As we count, on closing: different ids, those of them that were not taken, and what the
    # source has open that was not among them.
    seen_count = models.PositiveIntegerField(_("items received"), default=0)
    rejected_count = models.PositiveIntegerField(_("items rejected"), default=0)
    missing_count = models.PositiveIntegerField(_("postings missing"), default=0)
    expired_count = models.PositiveIntegerField(_("postings ended"), default=0)
    # Codes of what looked wrong: feeds/services/snapshots.py.
    reasons = models.JSONField(_("reasons to wait"), default=list, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        constraints = [
            # Two half snapshots of one source are none.
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(state="open"),
                name="snapshot_one_open",
            ),
        ]
        indexes = [models.Index(fields=["source", "-opened_at"], name="snapshot_newest")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.opened_at:%Y-%m-%d %H:%M}"


class SnapshotItem(models.Model):
    """An id that a snapshot holds; one that was not taken is in the source all the same."""

    pk = models.CompositePrimaryKey("snapshot", "external_id")
    snapshot = models.ForeignKey(
        Snapshot, on_delete=models.CASCADE, related_name="items", db_index=False
    )
    external_id = models.CharField(max_length=200)
    is_rejected = models.BooleanField()

    def __str__(self) -> str:
        return self.external_id
