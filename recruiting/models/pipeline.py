"""Where a company's contacts stand: its stages, what moved when, and what people agreed on."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jobassist.accounts.time_zones import validate_time_zone
from jobassist.active_language import active_lang


class Stage(models.Model):
    """A column of a company's pipeline; its kind is what figures count."""

    class Kind(models.TextChoices):
        APPLIED = "applied", _("Applied")
        ANSWERED = "answered", _("Answered")
        INTERVIEW = "interview", _("Interview")
        OFFER = "offer", _("Offer")
        HIRED = "hired", _("Hired")
        REJECTED = "rejected", _("Rejected")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    company = models.ForeignKey(
        "accounts.Company",
        on_delete=models.PROTECT,
        related_name="stages",
        verbose_name=_("company"),
    )
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("counted as"), max_length=12, choices=Kind)
    position = models.PositiveSmallIntegerField(_("place in the order"))
    # Retired, not deleted: moves of the past name it.
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ["company_id", "position", "id"]
        constraints = [
            # Two columns of one name could not be told apart on the board.
            models.UniqueConstraint(
                fields=["company", "name"],
                condition=Q(is_active=True),
                name="stage_name_once_in_use",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MoveReason(models.Model):
    """A company's own list of why people are moved; the code is what is counted."""

    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="+", verbose_name=_("company")
    )
    code = models.SlugField(_("code"), max_length=40)
    # In both languages: the seeker may read the other one than the recruiter.
    label_en = models.CharField(_("in English"), max_length=120)
    label_zh = models.CharField(_("in Chinese"), max_length=120)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("reason")
        verbose_name_plural = _("reasons")
        ordering = ["company_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["company", "code"], name="movereason_code_once"),
        ]

    def __str__(self) -> str:
        return self.label_zh if active_lang() == "zh" else self.label_en


class StageMove(models.Model):
    """One move of one contact. Append-only (a trigger refuses updates): figures count it."""

    class Actor(models.TextChoices):
        SEEKER = "seeker", _("Applicant")
        RECRUITER = "recruiter", _("Recruiter")
        SYSTEM = "system", _("System")

    application = models.ForeignKey(
        "recruiting.Application", on_delete=models.PROTECT, related_name="moves"
    )
    company = models.ForeignKey("accounts.Company", on_delete=models.PROTECT, related_name="+")
    from_stage = models.ForeignKey(Stage, on_delete=models.PROTECT, null=True, related_name="+")
    to_stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="+")
    from_kind = models.CharField(max_length=12, choices=Stage.Kind)
    to_kind = models.CharField(max_length=12, choices=Stage.Kind)
    # Of the company; a seeker is told by `actor` alone, so that nothing here names one.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    actor = models.CharField(max_length=12, choices=Actor)
    reason = models.CharField(max_length=40, blank=True)
    # Whether the recruiter chose that the seeker reads the reason.
    is_reason_told = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            # What became of one contact.
            models.Index(fields=["application", "-id"], name="stagemove_application"),
            # A company's interviews, offers and hires of a period.
            models.Index(fields=["company", "to_kind", "at"], name="stagemove_figures"),
        ]
        constraints = [
            # Nobody is turned down, or taken on, by a machine.
            models.CheckConstraint(
                condition=~Q(to_kind__in=["rejected", "hired", "offer"])
                | Q(actor="recruiter", by__isnull=False),
                name="stagemove_decided_by_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_kind} → {self.to_kind}"


class ApplicationNote(models.Model):
    """What recruiters tell each other about a contact; never shown to the seeker's side."""

    application = models.ForeignKey(
        "recruiting.Application", on_delete=models.CASCADE, related_name="notes"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=4_000)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["application", "-id"], name="applicationnote_application")]

    def __str__(self) -> str:
        return f"note {self.pk}"


class Tag(models.Model):
    """A word that a company sorts its contacts by."""

    company = models.ForeignKey("accounts.Company", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["company", "name"], name="tag_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ApplicationTag(models.Model):
    """A contact has a tag."""

    application = models.ForeignKey(
        "recruiting.Application", on_delete=models.CASCADE, related_name="tagged"
    )
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="tagged")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "tag"], name="applicationtag_once"),
        ]

    def __str__(self) -> str:
        return f"{self.tag_id}"


class InterviewSlot(models.Model):
    """A time that a recruiter offers to one or several contacts; the first to pick it has it."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        PICKED = "picked", _("Picked")
        CANCELLED = "cancelled", _("Cancelled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company = models.ForeignKey("accounts.Company", on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    # As the recruiter gave the time; the seeker reads it in their own zone.
    time_zone = models.CharField(max_length=64, validators=[validate_time_zone])
    # An address or a link to a call.
    place = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    picked_by = models.ForeignKey(
        "recruiting.Application", on_delete=models.PROTECT, null=True, related_name="interviews"
    )
    cancelled_by = models.CharField(max_length=12, choices=StageMove.Actor, blank=True)
    # RFC 5545: counts changes, so that a calendar takes the newest file.
    sequence = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("interview")
        verbose_name_plural = _("interviews")
        indexes = [
            # What is coming up for a company.
            models.Index(fields=["company", "starts_at"], name="interviewslot_company"),
        ]
        constraints = [
            # One interview ahead of each contact: another is picked instead of it.
            models.UniqueConstraint(
                fields=["picked_by"],
                condition=Q(state="picked"),
                name="interviewslot_one_picked",
            ),
            models.CheckConstraint(
                condition=Q(state="picked", picked_by__isnull=False)
                | Q(state="open", picked_by__isnull=True)
                | Q(state="cancelled"),
                name="interviewslot_picked_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="interviewslot_has_length"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.id}"


class SlotOffer(models.Model):
    """A time was offered to a contact."""

    slot = models.ForeignKey(InterviewSlot, on_delete=models.CASCADE, related_name="offers")
    application = models.ForeignKey(
        "recruiting.Application", on_delete=models.CASCADE, related_name="slot_offers"
    )
    # The seeker said that none of the times suits.
    declined_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "slot"], name="slotoffer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.slot_id}"


class JobOffer(models.Model):
    """A company offers the work, in words; the seeker says yes or no."""

    class State(models.TextChoices):
        MADE = "made", _("Made")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        TAKEN_BACK = "taken_back", _("Taken back")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(
        "recruiting.Application", on_delete=models.PROTECT, related_name="offers"
    )
    text = models.TextField(max_length=2_000)
    state = models.CharField(max_length=12, choices=State, default=State.MADE)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # A yes is a yes to one text.
            models.UniqueConstraint(
                fields=["application"], condition=Q(state="made"), name="joboffer_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.id}"


class DuplicateMerge(models.Model):
    """A recruiter confirmed that two contacts about one posting are one person's."""

    company = models.ForeignKey("accounts.Company", on_delete=models.PROTECT, related_name="+")
    kept = models.ForeignKey(
        "recruiting.Application", on_delete=models.PROTECT, related_name="merges"
    )
    merged = models.ForeignKey("recruiting.Application", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at__isnull=True), name="duplicatemerge_once"
            ),
            models.CheckConstraint(condition=~Q(kept=F("merged")), name="duplicatemerge_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.merged_id} into {self.kept_id}"
