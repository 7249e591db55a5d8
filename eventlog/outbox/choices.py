"""What a person wants to be told, by which way and when; and where their devices are reached."""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from eventlog.models import (
    Channel,
    NotificationOptOut,
    NotificationSettings,
    PushSubscription,
)
from eventlog.outbox.kinds import KINDS, NoticeKind
from eventlog.outbox.senders.web_push import application_server_key, is_subscription_key
from jobassist.accounts.models import Identity, Membership, SignIn, User
from jobassist.errors import AppError, NotFound
from jobassist.fetch import FetchFailed, check_url

MOST_SUBSCRIPTIONS = 20
MAX_ADDRESS = 1_000
# Makers of browsers answer here and nowhere else.
_PORTS = (None, 443)


@dataclass(frozen=True, slots=True)
class Choices:
    """A person's settings of notices, as they stand."""

    quiet: NotificationSettings
    opted_out: frozenset[tuple[str, str]]
    kinds: tuple[NoticeKind, ...]
    has_mail: bool
    subscriptions: tuple[PushSubscription, ...]

    def is_on(self, channel: str, kind: str = "") -> bool:
        """Return whether a channel, or a kind by it, is wanted."""
        return (channel, kind) not in self.opted_out


def available_channels() -> dict[str, bool]:
    """Return which ways this installation has at all."""
    return {
        Channel.EMAIL: True,
        Channel.WEB_PUSH: application_server_key() is not None,
        Channel.APP: bool(settings.PUSH_GATEWAY_URL and settings.PUSH_GATEWAY_SECRET),
    }


def get_choices(user: User) -> Choices:
    """Return a person's settings; those that nobody has touched are the usual ones. Five queries."""
    quiet = NotificationSettings.objects.filter(user=user).first()
    acts_for_company = Membership.objects.filter(user=user).exists()
    return Choices(
        quiet=quiet or NotificationSettings(user=user),
        opted_out=frozenset(
            NotificationOptOut.objects.filter(user=user).values_list("channel", "kind")
        ),
        kinds=tuple(
            kind for kind in KINDS.values() if acts_for_company or not kind.is_for_companies
        ),
        has_mail=Identity.objects.filter(
            user=user, kind=Identity.Kind.EMAIL, verified_at__isnull=False
        ).exists(),
        subscriptions=tuple(list_subscriptions(user)),
    )


def change_choices(
    user: User,
    *,
    quiet: Mapping[str, Any],
    channels: Mapping[str, bool],
    kinds: Mapping[str, Mapping[str, bool]],
    now: datetime,
) -> None:
    """Change what is given; what is left out stays. AppError "bad_quiet_hours" for none at all."""
    with transaction.atomic():
        if quiet:
            row = NotificationSettings.objects.select_for_update().filter(user=user).first()
            row = row or NotificationSettings(user=user)
            for name, value in quiet.items():
                setattr(row, name, value)
            check_quiet(row.quiet_from, row.quiet_until)
            NotificationSettings.objects.update_or_create(
                user=user,
                defaults={
                    "is_quiet": row.is_quiet,
                    "quiet_from": row.quiet_from,
                    "quiet_until": row.quiet_until,
                },
            )
        for channel, is_on in channels.items():
            set_wanted(user.id, channel=channel, is_on=is_on, now=now)
        for kind, by_channel in kinds.items():
            for channel, is_on in by_channel.items():
                set_wanted(user.id, channel=channel, kind=kind, is_on=is_on, now=now)


def check_quiet(quiet_from: time, quiet_until: time) -> None:
    """Raise AppError where the quiet hours would be none, or all."""
    if quiet_from == quiet_until:
        raise AppError(
            "bad_quiet_hours",
            _("Quiet hours begin and end at different times; switch them off to have none."),
        )


def set_wanted(
    user_id: uuid.UUID, *, channel: str, kind: str = "", is_on: bool, now: datetime
) -> None:
    """Have a person told by a channel, or of one kind by it, or not any more."""
    if is_on:
        NotificationOptOut.objects.filter(user_id=user_id, channel=channel, kind=kind).delete()
    else:
        NotificationOptOut.objects.get_or_create(
            user_id=user_id, channel=channel, kind=kind, defaults={"at": now}
        )


def set_mail_by_link(user_id: uuid.UUID, *, is_on: bool, now: datetime) -> bool:
    """Switch the mails of notices off, or on again, for whoever holds a link of theirs.

    False where the person is no more.
    """
    if not User.objects.filter(id=user_id, erased_at__isnull=True).exists():
        return False
    set_wanted(user_id, channel=Channel.EMAIL, is_on=is_on, now=now)
    return True


def list_subscriptions(user: User) -> list[PushSubscription]:
    """Return where the person's signed-in devices are reached, the newest first. One query."""
    return list(
        PushSubscription.objects.filter(user=user, sign_in__ended_at__isnull=True).order_by(
            "-created_at"
        )
    )


def subscribe(
    user: User,
    sign_in: SignIn,
    *,
    platform: str,
    address: str,
    p256dh: str = "",
    auth: str = "",
    name: str = "",
    now: datetime,
) -> PushSubscription:
    """Return where this device is reached from now on.

    An address belongs to one person: whoever signs in on a device takes it over, and the one
    before is told there no more. AppError for an address that nobody can be reached at.
    """
    if platform == PushSubscription.Platform.WEB:
        _check_browser(address, p256dh=p256dh, auth=auth)
    with transaction.atomic():
        # One of a person's at a time: the oldest go when there are too many.
        User.objects.select_for_update(no_key=True).get(id=user.id)
        key = hashlib.sha256(address.encode()).hexdigest()
        values = {
            "user": user,
            "sign_in": sign_in,
            "platform": platform,
            "address": address,
            "p256dh": p256dh,
            "auth": auth,
            "name": name,
            "failures": 0,
        }
        subscription, is_new = PushSubscription.objects.update_or_create(
            address_hash=key, defaults=values, create_defaults={**values, "created_at": now}
        )
        if is_new:
            kept = PushSubscription.objects.filter(user=user).order_by("-created_at", "-id")
            ids = list(kept.values_list("id", flat=True)[:MOST_SUBSCRIPTIONS])
            PushSubscription.objects.filter(user=user).exclude(id__in=ids).delete()
    return subscription


def unsubscribe(user: User, subscription_id: uuid.UUID) -> None:
    """Tell this device no more; NotFound for another's."""
    gone, _by_model = PushSubscription.objects.filter(user=user, id=subscription_id).delete()
    if not gone:
        raise NotFound


def _check_browser(address: str, *, p256dh: str, auth: str) -> None:
    try:
        parsed = check_url(address, allows_private=settings.ALLOW_PRIVATE_FEEDS)
    except FetchFailed as error:
        # Not the detail: it would tell what names lead to here.
        raise AppError("bad_address", _("No browser is reached at this address.")) from error
    is_usual = parsed.scheme == "https" and parsed.port in _PORTS
    if not (is_usual or settings.ALLOW_PRIVATE_FEEDS):
        raise AppError("bad_address", _("No browser is reached at this address."))
    if not is_subscription_key(p256dh, auth):
        raise AppError("bad_keys", _("These are no keys of a browser's subscription."))
