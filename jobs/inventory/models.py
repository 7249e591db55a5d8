"""What was found about postings: why one is held back, and which are one opening."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class PostingHold(models.Model):
    """One finding about a posting's content: held back, or only noted, with the evidence.

    The newest of a posting counts. Content that changes is judged again; content that was
    released stays released.
    """

    class Kind(models.TextChoices):
        SCAM = "scam", _("looks like a scam")
        ADVERTORIAL = "advertorial", _("looks like advertising")

    class State(models.TextChoices):
        HELD = "held", _("held back")
        NOTED = "noted", _("noted, shown")
        RELEASED = "released", _("released")
        CONFIRMED = "confirmed", _("confirmed")
        LAPSED = "lapsed", _("over: the posting changed")

    class Appeal(models.TextChoices):
        NONE = "none", _("none")
        OPEN = "open", _("waiting for an answer")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")

    posting = models.ForeignKey(
        "jobs.Posting",
        on_delete=models.CASCADE,
        related_name="holds",
        db_index=False,
        verbose_name=_("posting"),
    )
    kind = models.CharField(_("kind"), max_length=11, choices=Kind)
    state = models.CharField(_("state"), max_length=9, choices=State)
    # The code of the weightiest signal, as jobs/inventory/reasons.py words it.
    reason = models.CharField(_("reason"), max_length=40)
    score = models.FloatField(_("score"))
    # [{code, field, start, end, quote, weight}], weightiest first, as jobs/inventory/judge.py.
    signals = models.JSONField(default=list)
    rule_version = models.CharField(_("version of the rules"), max_length=20)
    # Of what was judged: the same content is judged once.
    text_hash = models.CharField(max_length=32)
    created_at = models.DateTimeField(_("since"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    appeal = models.CharField(_("appeal"), max_length=8, choices=Appeal, default=Appeal.NONE)
    appeal_text = models.TextField(_("appeal text"), max_length=2000, blank=True)
    appealed_at = models.DateTimeField(_("appealed"), null=True, blank=True)
    appealed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("appealed by"),
    )

    class Meta:
        verbose_name = _("held posting")
        verbose_name_plural = _("held postings")
        constraints = [
            # One standing finding a posting; also how its newest is found.
            models.UniqueConstraint(
                fields=["posting"], condition=~Q(state="lapsed"), name="hold_one_standing"
            ),
            # Who released or confirmed has a time, who has not decided has none.
            models.CheckConstraint(
                condition=Q(state__in=["released", "confirmed"], decided_at__isnull=False)
                | (~Q(state__in=["released", "confirmed"])),
                name="hold_decided_has_time",
            ),
            models.CheckConstraint(
                condition=Q(appeal="none") | Q(appealed_at__isnull=False),
                name="hold_appeal_has_time",
            ),
        ]
        indexes = [
            # The operators' list: what waits, appeals first.
            models.Index(
                F("appealed_at").desc(nulls_last=True), F("id").desc(), name="hold_waiting"
            ),
            # A posting's history.
            models.Index(fields=["posting", "-id"], name="hold_of_posting"),
        ]

    def __str__(self) -> str:
        return f"{self.posting_id}: {self.reason} ({self.state})"


class PostingPrint(models.Model):
    """What tells whether two postings are one opening. Taken after the posting is stored.

    A posting without a print, or with one of older content, is merely not compared yet.
    """

    posting = models.OneToOneField(
        "jobs.Posting", on_delete=models.CASCADE, primary_key=True, related_name="print"
    )
    # The posting's content_hash at the time.
    content_hash = models.CharField(max_length=32)
    # Equal for postings of one employer, title and place; empty where the employer is unknown
    # and there is no text to tell by.
    opening_key = models.CharField(max_length=32, blank=True)
    # Equal for postings of one employer and title, wherever.
    family_key = models.CharField(max_length=32, blank=True)
    # Distinct pieces of text; below jobs.inventory.prints.THIN there is too little to compare.
    pieces = models.PositiveIntegerField(default=0)
    # MinHash of the text, and its bands by which near-equal texts meet.
    signature = models.BinaryField(null=True)
    bands = ArrayField(models.IntegerField(), default=list)
    # The lowest id of postings that are one opening posted again, or one text under several
    # names; empty: alone.
    repost_group = models.BigIntegerField(null=True)
    copy_group = models.BigIntegerField(null=True)
    is_agency = models.BooleanField(default=False)
    # When the first of the repost group was posted: its age counts from there.
    first_posted_on = models.DateField(null=True)

    class Meta:
        indexes = [
            # link_duplicates: postings of one employer, title and place.
            models.Index(
                fields=["opening_key"], name="print_opening", condition=~Q(opening_key="")
            ),
            # link_duplicates: near-equal texts, by any band.
            GinIndex(fields=["bands"], name="print_bands"),
            # A group's members.
            models.Index(
                fields=["repost_group"],
                name="print_reposts",
                condition=Q(repost_group__isnull=False),
            ),
            models.Index(
                fields=["copy_group"], name="print_copies", condition=Q(copy_group__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"print of {self.posting_id}"
