"""Where partners and companies are told of what happens, and what each was told."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class EventType(models.TextChoices):
    """What a webhook tells of. `application.*` goes to companies only."""

    POSTING_CREATED = "posting.created", _("a posting was opened")
    POSTING_UPDATED = "posting.updated", _("a posting has changed")
    POSTING_EXPIRED = "posting.expired", _("a posting was closed")
    APPLICATION_CREATED = "application.created", _("somebody got in touch")
    APPLICATION_UPDATED = "application.updated", _("a contact has changed")
    APPLICATION_WITHDRAWN = "application.withdrawn", _("somebody took a contact back")


class WebhookEndpoint(models.Model):
    """An address that events are posted to: a partner's or a company's.

    `transaction_number`, `posting_id`, `position_at` and `since_number` are how far it has been
    told of postings (`jobs.changes`); `sequence` numbers what it is told.
    """

    class Status(models.TextChoices):
        # Asked whether it listens, and has not answered yet: told of nothing.
        PENDING = "pending", _("not confirmed")
        ACTIVE = "active", _("active")
        PAUSED = "paused", _("paused")
        DISABLED = "disabled", _("switched off after failures")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partner = models.ForeignKey(
        "feeds.Partner",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="webhooks",
        verbose_name=_("partner"),
    )
    company = models.ForeignKey(
        "accounts.Company",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="webhooks",
        verbose_name=_("company"),
    )
    url = models.URLField(_("address"), max_length=1000)
    description = models.CharField(_("description"), max_length=200, blank=True)
    event_types = ArrayField(
        models.CharField(max_length=24, choices=EventType), verbose_name=_("tells of")
    )
    # Keys of sources; empty: postings of all.
    source_keys = ArrayField(
        models.SlugField(max_length=80),
        default=list,
        blank=True,
        verbose_name=_("only of the sources"),
    )
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.PENDING)
    # Sealed by the secret key (feeds/sealing.py): a signature needs the secret itself.
    secret = models.TextField()
    # After a rotation both sign until then.
    old_secret = models.TextField(blank=True)
    old_secret_until = models.DateTimeField(null=True, blank=True)
    sequence = models.BigIntegerField(default=0)
    transaction_number = models.BigIntegerField(default=0)
    posting_id = models.BigIntegerField(default=0)
    position_at = models.DateTimeField()
    since_number = models.BigIntegerField(null=True)
    # Failures since the last good answer; nothing is sent before `retry_at`.
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    retry_at = models.DateTimeField(null=True, blank=True)
    failing_since = models.DateTimeField(_("failing since"), null=True, blank=True)
    succeeded_at = models.DateTimeField(_("last answered well"), null=True, blank=True)
    created_at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        constraints = [
            models.CheckConstraint(
                condition=Q(partner__isnull=True) ^ Q(company__isnull=True),
                name="webhook_one_owner",
            ),
            models.CheckConstraint(
                condition=Q(event_types__len__gt=0)
                & Q(event_types__contained_by=EventType.values),
                name="webhook_known_events",
            ),
            # Applications are the company's own; no partner is told of them.
            models.CheckConstraint(
                condition=Q(company__isnull=False)
                | ~Q(
                    event_types__overlap=[
                        "application.created", "application.updated", "application.withdrawn",
                    ]
                ),
                name="webhook_applications_company_only",
            ),
            models.CheckConstraint(
                condition=Q(old_secret="") | Q(old_secret_until__isnull=False),
                name="webhook_old_secret_ends",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.id)


class WebhookDelivery(models.Model):
    """One event for one endpoint, and how telling it went. Holds ids and states, nothing of a person."""

    class Status(models.TextChoices):
        PENDING = "pending", _("to be sent")
        DELIVERED = "delivered", _("delivered")
        FAILED = "failed", _("given up")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    endpoint = models.ForeignKey(
        WebhookEndpoint,
        on_delete=models.CASCADE,
        related_name="deliveries",
        db_index=False,
        verbose_name=_("webhook"),
    )
    sequence = models.BigIntegerField(_("number"))
    event_type = models.CharField(_("event"), max_length=24)
    payload = models.JSONField()
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.PENDING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next attempt"), null=True, blank=True)
    # Of the last attempt.
    response_status = models.PositiveSmallIntegerField(_("answer"), null=True, blank=True)
    milliseconds = models.PositiveIntegerField(null=True, blank=True)
    error = models.CharField(_("error"), max_length=40, blank=True)
    # Each attempt: when, what was answered, how long it took.
    log = models.JSONField(default=list)
    created_at = models.DateTimeField(_("since"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            # Also the order of the log, a page at a time.
            models.UniqueConstraint(
                fields=["endpoint", "sequence"], name="delivery_numbered_per_endpoint"
            ),
            models.CheckConstraint(
                condition=(Q(status="pending") & Q(next_try_at__isnull=False))
                | (~Q(status="pending") & Q(next_try_at__isnull=True)),
                name="delivery_pending_has_next_try",
            ),
        ]
        indexes = [
            # claim_due: an endpoint's due deliveries, oldest first.
            models.Index(
                fields=["endpoint", "next_try_at"],
                name="delivery_due",
                condition=Q(status="pending"),
            ),
            # prune_deliveries.
            models.Index(F("created_at"), name="delivery_age"),
        ]

    def __str__(self) -> str:
        return f"{self.event_type} {self.sequence}"
