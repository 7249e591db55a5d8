"""How a company weighs candidates for one of its postings, and what its people say of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jobs.models import Posting


class PostingWeights(models.Model):
    """What counts for one posting: a factor a feature, and demands nobody may lack.

    No row: everything counts as it does for seekers.
    """

    posting = models.OneToOneField(
        "jobs.Posting", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    company = models.ForeignKey("accounts.Company", on_delete=models.CASCADE, related_name="+")
    # Feature -> factor, as recruiting.candidates.weights bounds them.
    factors = models.JSONField(default=dict)
    # Keys of the posting's demands; null: those that the posting itself does not call welcome.
    must_haves = models.JSONField(null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "posting weights"

    def __str__(self) -> str:
        return f"weights of posting {self.posting_id}"


class CandidateMark(models.Model):
    """A person of a company overrode the order: pinned somebody, put them aside, shortlisted them.

    The newest row per (posting, person) is the state; older ones tell who thought otherwise.
    The person is named by id alone, and gone with them.
    """

    class Kind(models.TextChoices):
        PINNED = "pinned"
        SHORTLISTED = "shortlisted"
        NOT_NOW = "not_now"
        CLEARED = "cleared"

    company = models.ForeignKey("accounts.Company", on_delete=models.CASCADE, related_name="+")
    posting = models.ForeignKey("jobs.Posting", on_delete=models.CASCADE, related_name="+")
    person_id = models.UUIDField()
    kind = models.CharField(max_length=12, choices=Kind)
    # Why, in the words of who decided; for their company alone.
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        indexes = [
            # The state of a posting's candidates: newest row first.
            models.Index(fields=["posting", "person_id", "-id"], name="candidatemark_state"),
            # What goes with a person.
            models.Index(fields=["person_id"], name="candidatemark_person"),
        ]
        constraints = [
            # Somebody is put aside for a reason that can be read later.
            models.CheckConstraint(
                condition=~Q(kind="not_now") | ~Q(note=""), name="candidatemark_aside_has_note"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for posting {self.posting_id}"


class CandidatePosting(Posting):
    """A posting as that for which candidates are looked for: for their page in the admin."""

    class Meta:
        proxy = True
        verbose_name = _("candidates of a posting")
        verbose_name_plural = _("candidates")
