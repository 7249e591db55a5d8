"""Rows that figures of postings and feeds are counted from."""

from django.db import models
from django.db.models import F, Q


class PostingSpan(models.Model):
    """A stretch of time in which a company's posting was open; a trigger's work (see the migration).

    A posting that is paused and published again has several; a draft has none.
    """

    posting = models.ForeignKey(
        "jobs.Posting", on_delete=models.CASCADE, related_name="spans", db_index=False
    )
    opened_at = models.DateTimeField()
    # None: open still.
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # A posting is open once at a time.
            models.UniqueConstraint(
                fields=["posting"], condition=Q(closed_at__isnull=True), name="span_one_open"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
                name="span_in_order",
            ),
        ]
        indexes = [
            # The spans of a company's postings, and when each was first published.
            models.Index(fields=["posting", "opened_at"], name="span_posting"),
        ]

    def __str__(self) -> str:
        return f"posting {self.posting_id} since {self.opened_at:%Y-%m-%d}"


class FeedTally(models.Model):
    """How many items a source sent in a quarter of an hour, and how many were refused.

    Of companies' own postings with their place; what cannot be read has none.
    """

    source = models.ForeignKey(
        "jobs.Source", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    # Every zone's days begin at a quarter of an hour.
    at = models.DateTimeField()
    family = models.CharField(max_length=80, blank=True)
    city = models.CharField(max_length=80, blank=True)
    country = models.CharField(max_length=2, blank=True)
    employment_type = models.CharField(max_length=10, blank=True)
    received = models.PositiveIntegerField()
    refused = models.PositiveIntegerField()

    class Meta:
        constraints = [
            # Also what a batch adds to.
            models.UniqueConstraint(
                fields=[
                    "source",
                    "at",
                    "company",
                    "family",
                    "city",
                    "country",
                    "employment_type",
                ],
                nulls_distinct=False,
                name="tally_once",
            ),
            models.CheckConstraint(
                condition=Q(refused__lte=F("received")), name="tally_refused_were_received"
            ),
        ]
        indexes = [
            # A company's feeds in a stretch of time.
            models.Index(
                fields=["company", "at"], name="tally_company", condition=Q(company__isnull=False)
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"source {self.source_id} {self.at:%Y-%m-%d %H:%M}"
