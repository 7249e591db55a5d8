"""A seeker and a company writing to each other: threads, greetings, and the ways to end them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Side(models.TextChoices):
    """Whose words or file something in a thread is."""

    SEEKER = "seeker"
    RECRUITER = "recruiter"


class Thread(models.Model):
    """A company's access to one conversation with one seeker about one posting.

    The words stand in the event log, in a conversation that the seeker owns; an erasure deletes
    that, and what is left here counts for nobody.
    """

    class State(models.TextChoices):
        OPEN = "open"
        # Withdrawn, or nobody is there any more.
        CLOSED = "closed"
        # By the seeker; neither side writes any more.
        BLOCKED = "blocked"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.OneToOneField(
        "eventlog.Conversation", on_delete=models.SET_NULL, null=True, related_name="thread"
    )
    application = models.OneToOneField(
        "recruiting.Application", on_delete=models.SET_NULL, null=True, related_name="thread"
    )
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="threads"
    )
    posting = models.ForeignKey("jobs.Posting", on_delete=models.PROTECT, related_name="+")
    # Null after an erasure: in nobody's view.
    seeker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="threads"
    )
    person_id = models.UUIDField()
    opened_by = models.CharField(max_length=9, choices=Side)
    state = models.CharField(max_length=7, choices=State, default=State.OPEN)
    # Who wrote last, and when: whose turn it is.
    last_side = models.CharField(max_length=9, choices=Side, blank=True)
    last_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        constraints = [
            # One place to write to each other about a posting; a closed one stays to be read.
            models.UniqueConstraint(
                fields=["seeker", "posting"],
                condition=~Q(state="closed"),
                name="thread_once_per_posting",
            ),
        ]
        indexes = [
            # A company's list, the newest first.
            models.Index(fields=["company", "-last_at"], name="thread_company_recent"),
            # A block ends all of a person's threads with a company.
            models.Index(fields=["person_id", "company"], name="thread_person"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.id}"


class ThreadPost(models.Model):
    """Who sent one message of a thread, and when; its words are in the event log.

    A recruiter's order is counted once by (sender, frame id), as a seeker's is by its frame.
    """

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="posts")
    side = models.CharField(max_length=9, choices=Side)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    item_id = models.UUIDField()
    seq = models.BigIntegerField()
    frame_id = models.UUIDField()
    # Tells a repeat from another message under the same id.
    body_hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sender", "frame_id"], name="thread_post_once"),
        ]
        indexes = [
            models.Index(fields=["thread", "at"], name="thread_post_order"),
        ]

    def __str__(self) -> str:
        return f"{self.side} #{self.seq}"


class ThreadFile(models.Model):
    """A file in a thread: a recruiter's own bytes, or a seeker's attachment as it was sent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="files")
    side = models.CharField(max_length=9, choices=Side)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    # The seeker's attachment, whose bytes stay theirs; a plain id, as it may be deleted.
    attachment_id = models.UUIDField(null=True)
    filename = models.CharField(max_length=255, blank=True)
    kind = models.CharField(max_length=12)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    # Null: uploaded, and not sent yet.
    item_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(side="recruiter", attachment_id__isnull=True)
                | Q(side="seeker", attachment_id__isnull=False),
                name="thread_file_of_one_side",
            ),
        ]
        indexes = [
            # What was uploaded and never sent.
            models.Index(
                fields=["created_at"],
                name="thread_file_unsent",
                condition=Q(item_id__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Greeting(models.Model):
    """A recruiter wrote first to somebody who allows to be found; once, until they answer."""

    class Status(models.TextChoices):
        SENT = "sent"
        ANSWERED = "answered"
        # Put aside by the seeker; to the company it looks like silence.
        IGNORED = "ignored"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.PROTECT, related_name="greetings"
    )
    posting = models.ForeignKey("jobs.Posting", on_delete=models.PROTECT, related_name="+")
    person_id = models.UUIDField()
    # Under which the company found them; nothing else of them is known to it.
    reference = models.CharField(max_length=40, blank=True)
    thread = models.OneToOneField(
        Thread, on_delete=models.SET_NULL, null=True, related_name="greeting"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    status = models.CharField(max_length=8, choices=Status, default=Status.SENT)
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # No second greeting about a posting, and none at all after silence.
            models.UniqueConstraint(
                fields=["company", "person_id"],
                condition=~Q(status="answered"),
                name="greeting_none_after_silence",
            ),
            models.UniqueConstraint(
                fields=["person_id", "posting"], name="greeting_once_per_posting"
            ),
        ]
        indexes = [
            # How many a company sent today, and about a posting.
            models.Index(fields=["company", "at"], name="greeting_company_day"),
            models.Index(fields=["posting", "at"], name="greeting_posting_day"),
        ]

    def __str__(self) -> str:
        return f"{self.status} {self.id}"


class Block(models.Model):
    """A seeker wants nothing from a company; without a company, no greetings from anybody."""

    person_id = models.UUIDField()
    company = models.ForeignKey(
        "accounts.Company", on_delete=models.CASCADE, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person_id", "company"], nulls_distinct=False, name="block_once"
            ),
        ]

    def __str__(self) -> str:
        return f"block {self.id}"


class Report(models.Model):
    """Somebody told the operators about what the other side of a thread wrote."""

    class Reason(models.TextChoices):
        SCAM = "scam"
        SPAM = "spam"
        HARASSMENT = "harassment"
        DISCRIMINATION = "discrimination"
        OTHER = "other"

    class State(models.TextChoices):
        OPEN = "open"
        UPHELD = "upheld"
        DISMISSED = "dismissed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    side = models.CharField(max_length=9, choices=Side)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    thread = models.ForeignKey(Thread, on_delete=models.SET_NULL, null=True, related_name="reports")
    company = models.ForeignKey("accounts.Company", on_delete=models.PROTECT, related_name="+")
    posting = models.ForeignKey("jobs.Posting", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=14, choices=Reason)
    # The reporter's words, and the messages reported as they stood; blank after an erasure.
    note = models.TextField(max_length=1000, blank=True)
    quoted = models.TextField(blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            # Told twice about one thread before anybody looked, it is one report.
            models.UniqueConstraint(
                fields=["reporter", "thread"],
                condition=Q(state="open"),
                name="report_open_once",
            ),
        ]
        indexes = [
            # What operators have to look at, the oldest first.
            models.Index(fields=["at"], name="report_open", condition=Q(state="open")),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.state}"
