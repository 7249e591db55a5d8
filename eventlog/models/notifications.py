"""The outbox towards closed apps: what kind of thing happened, never its content.

A notice waits until it is due, is told together with what else is due for the same person
(a dispatch), and goes to each of the person's addresses on its own (a delivery).
"""

import datetime
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

QUIET_FROM = datetime.time(22)
QUIET_UNTIL = datetime.time(8)


class Channel(models.TextChoices):
    """How a notice travels."""

    EMAIL = "email", _("e-mail")
    WEB_PUSH = "web_push", _("browser notification")
    APP = "app", _("app notification")


class Dispatch(models.Model):
    """What one person is told at once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="dispatches"
    )
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            # How many a person was told lately; and what is old enough to be forgotten.
            models.Index(fields=["user", "created_at"], name="dispatch_person"),
            models.Index(fields=["created_at"], name="dispatch_age"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Notification(models.Model):
    """One thing that happened, or several of a burst: what kind and where, never its content."""

    class State(models.TextChoices):
        PENDING = "pending", _("waiting")
        # On its way by at least one channel.
        SENT = "sent", _("told")
        SKIPPED = "skipped", _("not needed")
        FAILED = "failed", _("failed")

    class Skipped(models.TextChoices):
        READ = "read", _("read meanwhile")
        CONNECTED = "connected", _("was there")
        OPTED_OUT = "opted_out", _("not wanted")
        NO_WAY = "no_way", _("no address")
        CAPPED = "capped", _("too many that day")
        CLOSED = "closed", _("account closed")
        OLD = "old", _("too old")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    kind = models.CharField(_("kind"), max_length=40)
    locale = models.CharField(max_length=16, default="en")
    conversation_id = models.UUIDField(null=True, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    # What a burst has in common: a conversation, or an object.
    topic = models.CharField(max_length=80, blank=True)
    count = models.PositiveIntegerField(_("of a burst"), default=1)
    # The newest event that it is about: read when the person's mark is there.
    seq = models.BigIntegerField(default=0)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PENDING)
    skipped = models.CharField(_("why not"), max_length=12, choices=Skipped, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    send_after = models.DateTimeField(_("due"), null=True, blank=True)
    sent_at = models.DateTimeField(_("told"), null=True, blank=True)
    dispatch = models.ForeignKey(
        Dispatch, on_delete=models.CASCADE, null=True, blank=True, related_name="notifications"
    )

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            # The sender's claim: what is due.
            models.Index(
                fields=["send_after"], name="notification_due", condition=Q(state="pending")
            ),
            # When the same was told last.
            models.Index(
                fields=["user", "kind", "topic", "-sent_at"],
                name="notification_told",
                condition=Q(state="sent"),
            ),
        ]
        constraints = [
            # A burst becomes one notice that counts.
            models.UniqueConstraint(
                fields=["user", "kind", "topic"],
                condition=Q(state="pending"),
                name="notification_one_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class PushSubscription(models.Model):
    """Where a device of a person can be reached while the app is closed: a browser or an app.

    Belongs to the sign-in it was made in: whoever signs out there is not told there any more.
    """

    class Platform(models.TextChoices):
        WEB = "web"
        IOS = "ios"
        ANDROID = "android"
        OTHER = "other"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="push_subscriptions"
    )
    sign_in = models.ForeignKey("accounts.SignIn", on_delete=models.CASCADE, related_name="+")
    platform = models.CharField(max_length=8, choices=Platform)
    # A browser's address at its maker's, or the token of an app.
    address = models.TextField()
    address_hash = models.CharField(max_length=64, unique=True)
    # What a browser's notices are sealed with; empty for an app.
    p256dh = models.CharField(max_length=120, blank=True)
    auth = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=80, blank=True)
    failures = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    succeeded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user", "created_at"], name="push_subscription_person")]
        constraints = [
            # A browser cannot be told anything without its keys, and an app has none.
            models.CheckConstraint(
                name="push_subscription_keys_of_web",
                condition=Q(platform="web", p256dh__gt="", auth__gt="")
                | (~Q(platform="web") & Q(p256dh="", auth="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.platform} {str(self.id)[:8]}"


class Delivery(models.Model):
    """A dispatch on its way to one address; sent at most once, tried again while it fails."""

    class State(models.TextChoices):
        PENDING = "pending", _("waiting")
        SENT = "sent", _("sent")
        SKIPPED = "skipped", _("not needed")
        FAILED = "failed", _("failed")
        # The address is no more.
        GONE = "gone", _("address gone")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    # The identity or subscription; its address is read when it is sent.
    target_id = models.UUIDField()
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next try"), null=True, blank=True)
    response_status = models.PositiveSmallIntegerField(_("answer"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=40, blank=True)
    created_at = models.DateTimeField(_("created"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("delivery of notices")
        verbose_name_plural = _("deliveries of notices")
        constraints = [
            # One sender tells one address once.
            models.UniqueConstraint(
                fields=["dispatch", "channel", "target_id"], name="notice_delivery_once"
            ),
            # What waits has a time, and what is finished has none.
            models.CheckConstraint(
                name="delivery_waiting_has_time",
                condition=Q(state="pending", next_try_at__isnull=False)
                | (~Q(state="pending") & Q(next_try_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"], name="notice_delivery_due", condition=Q(state="pending")
            ),
            # The operators' page of failures.
            models.Index(
                fields=["-created_at"], name="notice_delivery_failed", condition=Q(state="failed")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"


class NotificationSettings(models.Model):
    """When a person is left alone, on the clock where they live."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="notification_settings",
    )
    is_quiet = models.BooleanField(default=True)
    quiet_from = models.TimeField(default=QUIET_FROM)
    quiet_until = models.TimeField(default=QUIET_UNTIL)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            # From a time until the same time would be always, or never.
            models.CheckConstraint(
                name="notification_quiet_hours_differ",
                condition=~Q(quiet_from=F("quiet_until")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.user_id)


class NotificationOptOut(models.Model):
    """A kind of notice that a person does not want by a channel; no kind: nothing by it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notification_opt_outs"
    )
    channel = models.CharField(max_length=8, choices=Channel)
    kind = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "channel", "kind"], name="notification_opt_out_once"
            ),
        ]

    def __str__(self) -> str:
        return f"no {self.kind or 'notices'} by {self.channel}"


class Presence(models.Model):
    """Until when a person counts as there: a socket of theirs was open a moment ago."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    until = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.user_id)
