"""Sign-ins, their tokens and the socket's tickets: opening, renewing, ending."""

import hashlib
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework_simplejwt.settings import api_settings

from jobassist.errors import AppError, NotFound
from jobassist.logs import get_logger
from jobassist.many_rows import uuid_array

from .. import limits, tokens
from ..models import AttemptCount, OneTimeCode, SignIn, SocketTicket, User
from ..signals import sessions_ended
from ..tokens import TokenPair

TICKET_SECONDS = 60
SIGN_INS_MAX = 50

logger = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Ticket:
    """A pass to open the socket once."""

    ticket: str
    expires_in: int


def open_sign_in(user: User, *, device_name: str = "", now: datetime | None = None) -> TokenPair:
    """Return tokens of a new sign-in of `user`; the oldest ends when there are too many."""
    now = now or timezone.now()
    found = SignIn.objects.create(
        user=user,
        device_name=device_name[:80],
        last_used_at=now,
        expires_at=now + api_settings.REFRESH_TOKEN_LIFETIME,
    )
    User.objects.filter(id=user.id).update(last_seen_at=now)
    surplus = open_sign_ins(user, now=now).values_list("id", flat=True)[SIGN_INS_MAX:]
    end_sign_ins(
        SignIn.objects.filter(id__in=list(surplus)),
        user_id=user.id,
        reason=SignIn.EndReason.REVOKED,
        now=now,
    )
    return tokens.build_pair(user, found)


def refresh(token: str, *, request_id: str = "", now: datetime | None = None) -> TokenPair:
    """Return new tokens for a refresh token, which counts once.

    A used one ends the whole sign-in: either its owner or a thief holds a copy, and
    nobody can tell which. The exception is a retry: the same `request_id` (a random text of the
    client's own) as the call that used the token, while its successor is still unused. So an
    answer lost on the way costs nobody their session.
    """
    now = now or timezone.now()
    claims = tokens.read_refresh(token)
    request_hash = hash_secret(request_id) if request_id else ""
    with transaction.atomic():
        found = (
            SignIn.objects.select_for_update(of=("self",), no_key=True)
            .select_related("user")
            .filter(id=claims.sign_in_id, user_id=claims.user_id)
            .first()
        )
        if found is None or found.ended_at is not None or found.expires_at <= now:
            raise tokens.bad_token()
        if not found.user.is_active:
            raise tokens.bad_token()
        if claims.rotation == found.rotation:
            found.rotation += 1
            found.request_hash = request_hash
            found.last_used_at = now
            found.expires_at = now + api_settings.REFRESH_TOKEN_LIFETIME
            found.save(update_fields=["rotation", "request_hash", "last_used_at", "expires_at"])
            User.objects.filter(id=found.user_id).update(last_seen_at=now)
            return tokens.build_pair(found.user, found)
        is_retry = (
            claims.rotation == found.rotation - 1
            and request_hash != ""
            and secrets.compare_digest(request_hash, found.request_hash)
        )
        if is_retry:
            return tokens.build_pair(found.user, found)
        end_sign_ins(
            SignIn.objects.filter(id=found.id),
            user_id=found.user_id,
            reason=SignIn.EndReason.REUSED,
            now=now,
        )
    # Outside the block: raising inside would take the ending back.
    logger.warning("refresh_token_reused", sign_in_id=str(claims.sign_in_id))
    raise tokens.bad_token()


def open_sign_ins(user: User, *, now: datetime | None = None) -> QuerySet[SignIn]:
    """Return the user's sign-ins that still count, latest first."""
    return SignIn.objects.filter(
        user=user, ended_at__isnull=True, expires_at__gt=now or timezone.now()
    ).order_by("-last_used_at", "-id")


def end_sign_in(
    user: User,
    sign_in_id: uuid.UUID,
    *,
    reason: SignIn.EndReason = SignIn.EndReason.LOGOUT,
    now: datetime | None = None,
) -> None:
    """End one sign-in of the user; NotFound when it is not theirs or not open."""
    now = now or timezone.now()
    with transaction.atomic():
        ended = end_sign_ins(
            open_sign_ins(user, now=now).filter(id=sign_in_id).order_by(),
            user_id=user.id,
            reason=reason,
            now=now,
        )
    if not ended:
        raise NotFound


def end_all_sign_ins(
    user: User,
    *,
    keep: SignIn | None = None,
    reason: SignIn.EndReason = SignIn.EndReason.REVOKED,
    now: datetime | None = None,
) -> int:
    """End every sign-in of the user but `keep`; returns how many ended.

    Admin sessions end too, and so do access tokens of `keep`: its refresh token goes on.
    """
    now = now or timezone.now()
    with transaction.atomic():
        sign_ins = SignIn.objects.filter(user=user, ended_at__isnull=True)
        if keep is not None:
            sign_ins = sign_ins.exclude(id=keep.id)
        ended = end_sign_ins(sign_ins, user_id=user.id, reason=reason, now=now)
        raise_session_version(user)
    return len(ended)


def raise_session_version(user: User) -> None:
    """End every access token and admin session of the user; refresh tokens go on."""
    User.objects.filter(id=user.id).update(session_version=F("session_version") + 1)
    user.refresh_from_db(fields=["session_version"])
    user_id = user.id
    # A changed role reaches open sockets at once, not at their next order.
    transaction.on_commit(
        lambda: sessions_ended.send(sender=SignIn, user_id=user_id, sign_in_ids=None)
    )


def set_active(user: User, *, is_active: bool) -> None:
    """Let a person in again, or keep them out at once, open sockets included."""
    with transaction.atomic():
        locked = User.objects.select_for_update(no_key=True).get(id=user.id)
        if locked.erased_at is not None or locked.merged_into_id is not None:
            raise NotFound
        User.objects.filter(id=user.id).update(is_active=is_active)
        if not is_active:
            end_all_sign_ins(user, reason=SignIn.EndReason.BANNED)
        user.is_active = is_active
    logger.info("user_active_set", user_id=str(user.id), is_active=is_active)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """What a socket remembers of who opened it, to ask whether it may go on."""

    user_id: uuid.UUID
    sign_in_id: uuid.UUID
    session_version: int


def find_valid_sessions(
    sessions: Sequence[OpenSession], *, now: datetime | None = None
) -> set[OpenSession]:
    """Return those of these that may go on: signed in, not banned, no role changed. One query."""
    # Asked for every order, so without the ORM, which takes three times as long.
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT w.n FROM unnest(%s::uuid[], %s::uuid[], %s::int[]) WITH ORDINALITY
                 AS w(user_id, sign_in_id, session_version, n)
            JOIN accounts_signin s ON s.id = w.sign_in_id AND s.user_id = w.user_id
            JOIN accounts_user u ON u.id = w.user_id
            WHERE s.ended_at IS NULL AND s.expires_at > %s
              AND u.is_active AND u.session_version = w.session_version
            """,
            [
                uuid_array(each.user_id for each in sessions),
                uuid_array(each.sign_in_id for each in sessions),
                [each.session_version for each in sessions],
                now or timezone.now(),
            ],
        )
        return {sessions[n - 1] for (n,) in cursor.fetchall()}


def find_session(claims: tokens.AccessClaims, *, now: datetime | None = None) -> SignIn | None:
    """Return the open sign-in that an access token came from, its user loaded. One query."""
    return (
        SignIn.objects.select_related("user")
        .filter(
            id=claims.sign_in_id,
            user_id=claims.user_id,
            ended_at__isnull=True,
            expires_at__gt=now or timezone.now(),
            user__is_active=True,
            user__session_version=claims.session_version,
        )
        .first()
    )


def issue_ticket(user: User, sign_in: SignIn, *, now: datetime | None = None) -> Ticket:
    """Return a pass that opens one socket within a minute; only its hash is kept."""
    limits.count_attempt(limits.TICKET_BY_USER, str(user.id), now=now)
    now = now or timezone.now()
    ticket = secrets.token_urlsafe(32)
    SocketTicket.objects.create(
        ticket_hash=hash_secret(ticket),
        user=user,
        sign_in=sign_in,
        expires_at=now + timedelta(seconds=TICKET_SECONDS),
    )
    return Ticket(ticket=ticket, expires_in=TICKET_SECONDS)


def redeem_ticket(ticket: str, *, now: datetime | None = None) -> tuple[User, SignIn]:
    """Return whose socket the ticket opens, once; AppError 401 "bad_ticket" otherwise.

    Of two that come with it at the same moment one is let in.
    """
    (sign_in,) = redeem_tickets([ticket], now=now)
    if sign_in is None:
        raise bad_ticket()
    return sign_in.user, sign_in


def bad_ticket() -> AppError:
    """Return the one answer to every ticket that opens nothing."""
    # Lazy: tickets of people of both languages are redeemed together.
    message = gettext_lazy("This ticket is used, too old or not ours. Ask for another.")
    return AppError("bad_ticket", message, status=401)


def redeem_tickets(tickets: Sequence[str], *, now: datetime | None = None) -> list[SignIn | None]:
    """Return the sign-in, its user loaded, that each ticket stands for; None where it opens none.

    Each counts once, within this call too. Two queries.
    """
    now = now or timezone.now()
    hashes = [hash_secret(each[:200]) for each in tickets]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_socketticket SET used_at = %s WHERE ticket_hash = ANY(%s)"
            " AND used_at IS NULL AND expires_at > %s RETURNING ticket_hash, sign_in_id",
            [now, hashes, now],
        )
        used = dict(cursor.fetchall())
    sign_ins = SignIn.objects.select_related("user").filter(
        id__in=set(used.values()), ended_at__isnull=True, expires_at__gt=now, user__is_active=True
    )
    found = {each.id: each for each in sign_ins} if used else {}
    # The first in line takes it.
    return [found.get(used.pop(each, None)) for each in hashes]


def purge_sign_in_leftovers(*, now: datetime) -> int:
    """Delete what no longer opens anything: old tickets, codes, counts and ended sign-ins."""
    long_ago = now - timedelta(days=90)
    removed = SocketTicket.objects.filter(expires_at__lt=now).delete()[0]
    removed += OneTimeCode.objects.filter(expires_at__lt=now).delete()[0]
    removed += AttemptCount.objects.filter(window_ends_at__lt=now).delete()[0]
    # Kept for a while: a person looking for who was there, a reused token telling its story.
    done = Q(ended_at__lt=long_ago) | Q(expires_at__lt=long_ago)
    return removed + SignIn.objects.filter(done).delete()[0]


def lock_user(user_id: uuid.UUID) -> User:
    """Return the open user, locked until the transaction ends; AppError 401 when closed by now."""
    user = User.objects.select_for_update(no_key=True).filter(id=user_id, is_active=True).first()
    if user is None:
        raise AppError("session_ended", _("Please sign in again."), status=401)
    return user


def lock_open_sign_in(sign_in_id: uuid.UUID) -> SignIn:
    """Return the sign-in, locked until the transaction ends; AppError 401 when ended by now."""
    found = (
        SignIn.objects.select_for_update(no_key=True)
        .filter(id=sign_in_id, ended_at__isnull=True)
        .first()
    )
    if found is None:
        raise AppError("session_ended", _("Please sign in again."), status=401)
    return found


def end_sign_ins(
    sign_ins: QuerySet[SignIn], *, user_id: uuid.UUID, reason: SignIn.EndReason, now: datetime
) -> list[uuid.UUID]:
    """End the given sign-ins of one user; returns their ids. Tells `sessions_ended` on commit."""
    ids = list(sign_ins.values_list("id", flat=True))
    if not ids:
        return []
    SignIn.objects.filter(id__in=ids, ended_at__isnull=True).update(ended_at=now, end_reason=reason)
    SocketTicket.objects.filter(sign_in_id__in=ids).delete()
    transaction.on_commit(
        lambda: sessions_ended.send(sender=SignIn, user_id=user_id, sign_in_ids=tuple(ids))
    )
    return ids


def hash_secret(secret: str) -> str:
    """Return how a ticket or request id is kept."""
    # Plain SHA-256 is enough for 256 random bits; short codes use a keyed hash (codes.py).
    return hashlib.sha256(secret.encode()).hexdigest()
