"""What seekers did with what they were shown: append-only, what figures are counted from."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SeekerAct(models.Model):
    """One thing a seeker did, once and for good (a trigger refuses updates).

    The state (what is saved now) is `PostingNote`. Carries the person's random id and no foreign
    key, so that after an erasure it is a number about nobody.
    """

    class Kind(models.TextChoices):
        # A turn of the person's own: the only act about no posting.
        WROTE = "wrote"
        OPENED = "opened"
        SAVED = "saved"
        DISMISSED = "dismissed"

    person_id = models.UUIDField()
    # No index of its own: the one below opens with it.
    posting = models.ForeignKey(
        "jobs.Posting", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=12, choices=Kind)
    reason = models.CharField(max_length=32, blank=True)
    conversation_id = models.UUIDField(null=True)
    round = models.PositiveIntegerField(default=0)
    # Where the person was; engine, provider and prompt are of what showed the posting.
    scene = models.CharField(max_length=16, blank=True)
    engine = models.CharField(max_length=16, blank=True)
    provider = models.CharField(max_length=40, blank=True)
    prompt_version = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=16, blank=True)
    at = models.DateTimeField()

    class Meta:
        # The admin's page of these is the page of figures.
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="wrote", posting__isnull=True)
                | (~Q(kind="wrote") & Q(posting__isnull=False)),
                name="act_names_posting",
            ),
        ]
        indexes = [
            # Figures of a company: its postings' acts in a stretch of time.
            models.Index(
                fields=["posting", "at"], name="act_posting", condition=Q(posting__isnull=False)
            ),
            # Who came back, and what one person did.
            models.Index(fields=["person_id", "at"], name="act_person"),
            # The installation, a stretch of time.
            models.Index(fields=["at"], name="act_at"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} posting {self.posting_id}"
