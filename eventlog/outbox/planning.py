"""What becomes of a notice that is due: told by these ways, told later, or not needed any more."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from eventlog.models import (
    Channel,
    Delivery,
    Dispatch,
    Notification,
    NotificationOptOut,
    NotificationSettings,
    Participant,
    Presence,
    PushSubscription,
)
from eventlog.models.notifications import QUIET_FROM, QUIET_UNTIL
from eventlog.outbox.kinds import group_of
from eventlog.outbox.quiet import quiet_until_when
from jobassist.accounts.models import Identity, User
from jobassist.accounts.time_zones import known_time_zones

AT_ONCE = 200
# Who is there is asked again after so long, and after the longer time has seen it on the screen.
LOOK_AGAIN = timedelta(seconds=60)
SEEN_AFTER = timedelta(minutes=10)
# A push is there at once; a mail only where it has not led anybody here.
MAIL_WAITS = timedelta(minutes=10)
TOO_OLD = timedelta(days=3)
CAP_WINDOW = timedelta(days=1)
CAPS = {Channel.EMAIL: 10, Channel.WEB_PUSH: 40, Channel.APP: 40}
_WHY = Notification.Skipped


@dataclass(frozen=True)
class Facts:
    """What is known of the people of a batch; nothing in it is an address."""

    read: Mapping[tuple[uuid.UUID, uuid.UUID], int]
    present: frozenset[uuid.UUID]
    quiet: Mapping[uuid.UUID, NotificationSettings]
    opted_out: Mapping[uuid.UUID, frozenset[tuple[str, str]]]
    targets: Mapping[uuid.UUID, Sequence[tuple[Channel, uuid.UUID]]]
    sent_lately: Mapping[tuple[uuid.UUID, str], int]

    def wants(self, user_id: uuid.UUID, *, channel: str, kind: str) -> bool:
        """Return whether a person has said no neither to the channel nor to the kind by it."""
        refused = self.opted_out.get(user_id, frozenset())
        return (channel, "") not in refused and (channel, kind) not in refused

    def is_read(self, notice: Notification) -> bool:
        """Return whether the person's read mark is at or past what the notice is about."""
        if notice.conversation_id is None or not notice.seq:
            return False
        return self.read.get((notice.user_id, notice.conversation_id), -1) >= notice.seq


@dataclass(frozen=True)
class Plan:
    """One of three: why it is not needed, when to look again, or by which ways it is told."""

    skipped: str = ""
    again_at: datetime | None = None
    channels: frozenset[str] = frozenset()


def plan_due(*, now: datetime, limit: int = AT_ONCE) -> int:
    """Turn notices that are due into deliveries; return how many notices were looked at.

    One transaction, whose rows nobody else claims; a bounded number of statements.
    """
    with transaction.atomic():
        due = list(
            Notification.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("user")
            .filter(state=Notification.State.PENDING)
            .filter(Q(send_after__isnull=True) | Q(send_after__lte=now))
            .order_by("send_after", "id")[:limit]
        )
        if not due:
            return 0
        facts = load_facts(due, now=now)
        told: dict[uuid.UUID, list[tuple[Notification, Plan]]] = defaultdict(list)
        for notice in due:
            plan = plan_notice(notice, facts=facts, now=now)
            if plan.channels:
                told[notice.user_id].append((notice, plan))
            elif plan.again_at is not None:
                notice.send_after = plan.again_at
            else:
                notice.state, notice.skipped = Notification.State.SKIPPED, plan.skipped
        _dispatch(told, facts=facts, now=now)
        Notification.objects.bulk_update(
            due, ["state", "skipped", "send_after", "sent_at", "dispatch"]
        )
    return len(due)


def plan_notice(notice: Notification, *, facts: Facts, now: datetime) -> Plan:
    """Return what is to become of one notice. Pure but for the rows it is given."""
    user = notice.user
    if not user.is_active or user.erased_at is not None:
        return Plan(skipped=_WHY.CLOSED)
    if facts.is_read(notice):
        return Plan(skipped=_WHY.READ)
    if now - notice.created_at > TOO_OLD:
        return Plan(skipped=_WHY.OLD)
    if user.id in facts.present:
        # It is on a screen of theirs. Should they leave without reading it, they are told.
        if now - notice.created_at > SEEN_AFTER:
            return Plan(skipped=_WHY.CONNECTED)
        return Plan(again_at=now + LOOK_AGAIN)
    targets = facts.targets.get(user.id, ())
    if not targets:
        return Plan(skipped=_WHY.NO_WAY)
    wanted = {
        channel
        for channel, _id in targets
        if facts.wants(user.id, channel=channel, kind=group_of(notice.kind))
    }
    if not wanted:
        return Plan(skipped=_WHY.OPTED_OUT)
    allowed = {c for c in wanted if facts.sent_lately.get((user.id, c), 0) < CAPS[Channel(c)]}
    if not allowed:
        return Plan(skipped=_WHY.CAPPED)
    quiet = facts.quiet.get(user.id)
    if quiet is None or quiet.is_quiet:
        end = quiet_until_when(
            now,
            zone=zone_of(user),
            quiet_from=quiet.quiet_from if quiet else QUIET_FROM,
            quiet_until=quiet.quiet_until if quiet else QUIET_UNTIL,
        )
        if end is not None:
            return Plan(again_at=end)
    return Plan(channels=frozenset(allowed))


def zone_of(user: User) -> ZoneInfo:
    """Return where a person lives; UTC for a zone that is no more."""
    return ZoneInfo(user.time_zone if user.time_zone in known_time_zones() else "UTC")


def load_facts(notices: Sequence[Notification], *, now: datetime) -> Facts:
    """Return what is known of these people. Seven queries however many."""
    people = {each.user_id for each in notices}
    conversations = {each.conversation_id for each in notices if each.conversation_id}
    targets: dict[uuid.UUID, list[tuple[Channel, uuid.UUID]]] = defaultdict(list)
    for subscription in (
        live_subscriptions(now=now).filter(user_id__in=people).order_by("created_at")
    ):
        is_web = subscription.platform == PushSubscription.Platform.WEB
        channel = Channel.WEB_PUSH if is_web else Channel.APP
        targets[subscription.user_id].append((channel, subscription.id))
    # Of several, the last named counts: the address that somebody has had longest.
    mails: dict[uuid.UUID, uuid.UUID] = dict(
        Identity.objects.filter(
            user_id__in=people, kind=Identity.Kind.EMAIL, verified_at__isnull=False
        )
        .order_by("-created_at")
        .values_list("user_id", "id")
    )
    for user_id, identity_id in mails.items():
        targets[user_id].append((Channel.EMAIL, identity_id))
    refused: dict[uuid.UUID, set[tuple[str, str]]] = defaultdict(set)
    for opt_out in NotificationOptOut.objects.filter(user_id__in=people):
        refused[opt_out.user_id].add((opt_out.channel, opt_out.kind))
    sent = (
        Dispatch.objects.filter(user_id__in=people, created_at__gt=now - CAP_WINDOW)
        .values("user_id", "deliveries__channel")
        # A person with five browsers was told once.
        .annotate(count=Count("id", distinct=True))
        .order_by()
    )
    return Facts(
        read={
            (user_id, conversation_id): seq
            for user_id, conversation_id, seq in Participant.objects.filter(
                user_id__in=people, conversation_id__in=conversations
            ).values_list("user_id", "conversation_id", "last_read_seq")
        },
        present=frozenset(
            Presence.objects.filter(user_id__in=people, until__gt=now).values_list(
                "user_id", flat=True
            )
        ),
        quiet=NotificationSettings.objects.in_bulk(people),
        opted_out={user_id: frozenset(found) for user_id, found in refused.items()},
        targets=targets,
        sent_lately={
            (row["user_id"], row["deliveries__channel"]): row["count"]
            for row in sent
            if row["deliveries__channel"]
        },
    )


def live_subscriptions(*, now: datetime) -> QuerySet[PushSubscription]:
    """Return the subscriptions of devices that are still signed in. Lazy."""
    return PushSubscription.objects.filter(
        sign_in__ended_at__isnull=True, sign_in__expires_at__gt=now, user__is_active=True
    )


def _dispatch(
    told: Mapping[uuid.UUID, Sequence[tuple[Notification, Plan]]], *, facts: Facts, now: datetime
) -> None:
    """Store for each person one dispatch, with a delivery to each of their addresses."""
    dispatches, deliveries = [], []
    for user_id, planned in told.items():
        dispatch = Dispatch(user_id=user_id, created_at=now)
        dispatches.append(dispatch)
        channels = frozenset().union(*(plan.channels for _notice, plan in planned))
        for channel, target_id in facts.targets[user_id]:
            if channel not in channels:
                continue
            waits = MAIL_WAITS if channel == Channel.EMAIL else timedelta()
            deliveries.append(
                Delivery(
                    dispatch=dispatch,
                    channel=channel,
                    target_id=target_id,
                    next_try_at=now + waits,
                    created_at=now,
                )
            )
        for notice, _plan in planned:
            notice.state, notice.sent_at, notice.dispatch = Notification.State.SENT, now, dispatch
    Dispatch.objects.bulk_create(dispatches)
    Delivery.objects.bulk_create(deliveries)
