"""What a seeker allows a company to see. Append-only, as audits are counted from it."""

from django.db import models
from django.db.models import Q


class Consent(models.Model):
    """A seeker allowed, or took back, that a company sees something of theirs.

    The newest row per (person, company, posting, scope) is the state; it is read
    when something is about to be shown, never copied. To be found (`discovery`) is allowed to
    all companies at once, by a row without one, and may be taken back for a single company.
    """

    class Scope(models.TextChoices):
        RESUME = "resume"
        CONTACT = "contact"
        MESSAGE = "message"
        # To be found, without a name, by companies whose postings fit.
        DISCOVERY = "discovery"

    class Action(models.TextChoices):
        GRANTED = "granted"
        WITHDRAWN = "withdrawn"

    person_id = models.UUIDField()
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, null=True, related_name="+"
    )
    posting = models.ForeignKey(
        "jobs.Posting", on_delete=models.PROTECT, null=True, related_name="+"
    )
    scope = models.CharField(max_length=12, choices=Scope)
    action = models.CharField(max_length=12, choices=Action)
    resume_id = models.UUIDField(null=True)
    resume_revision = models.PositiveIntegerField(null=True)
    wording_version = models.CharField(max_length=40)
    conversation_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            # The state of a consent: newest row first.
            models.Index(
                fields=["person_id", "company", "posting", "scope", "-id"], name="consent_state"
            ),
        ]
        constraints = [
            # Nothing of a person goes to every company but that somebody like them is looking.
            models.CheckConstraint(
                condition=Q(company__isnull=False) | Q(scope="discovery", posting__isnull=True),
                name="consent_names_company",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.action}"
