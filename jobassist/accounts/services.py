"""Everything that writes people, ways in, sign-ins and tickets."""

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework_simplejwt.settings import api_settings

from jobassist.errors import AppError, NotFound
from jobassist.logs import get_logger

from . import limits, merging, tasks, tokens
from .identifiers import Identifier
from .locales import normalise_locale
from .models import (
    AttemptCount,
    Company,
    Device,
    Identity,
    Membership,
    OneTimeCode,
    SignIn,
    SocketTicket,
    User,
)
from .signals import sessions_ended
from .time_zones import default_time_zone, known_time_zones
from .tokens import TokenPair

TICKET_SECONDS = 60
IDENTITIES_MAX = 10
SIGN_INS_MAX = 50
# Unverified claims of one address whose password is tried; each costs a slow hash.
_CLAIMS_TRIED = 3
# How long after signing in a person without a password may set one.
_FRESH_SIGN_IN = timedelta(minutes=15)

logger = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a client says of itself when somebody starts on it."""

    locale: str = ""
    time_zone: str = ""
    device_name: str = ""


@dataclass(frozen=True, slots=True)
class Registration:
    """An account and what its client keeps; `is_new` is False for a repeated request."""

    tokens: TokenPair
    user: User
    identity: Identity
    is_new: bool


@dataclass(frozen=True, slots=True)
class Ticket:
    """A pass to open the socket once."""

    ticket: str
    expires_in: int


# --- Starting ---------------------------------------------------------------------------


def create_guest(
    surroundings: Surroundings = Surroundings(), *, network: str | None = None
) -> TokenPair:
    """Return tokens of a new guest; AppError 429 when the network opens too many."""
    limits.count_attempt(limits.guest_limit(), network)
    with transaction.atomic():
        user = User.objects.create_user(**_profile_of(surroundings))
        return open_sign_in(user, device_name=surroundings.device_name)


def register_account(
    identifier: Identifier,
    *,
    password: str,
    display_name: str = "",
    surroundings: Surroundings = Surroundings(),
    network: str | None = None,
) -> Registration:
    """Return a new account with its first sign-in; its address waits for verification.

    Says nothing of whether the address has an account already: whoever verifies it has it.
    """
    limits.count_attempt(limits.REGISTER_BY_NETWORK, network)
    limits.count_attempt(limits.CODE_BY_IDENTIFIER, identifier.subject)
    _check_password(password, display_name=display_name, identifier=identifier)
    # Before the transaction: hashing takes a third of a second of processor.
    password_hash = make_password(password)
    with transaction.atomic():
        user = User(
            is_guest=False,
            display_name=display_name,
            password=password_hash,
            **_profile_of(surroundings),
        )
        user.save()
        identity = _claim(user, identifier)
        tasks.defer_code(identity.id, OneTimeCode.Purpose.VERIFY)
        pair = open_sign_in(user, device_name=surroundings.device_name)
    return Registration(tokens=pair, user=user, identity=identity, is_new=True)


def upgrade_guest(
    guest: User,
    *,
    sign_in: SignIn,
    identifier: Identifier,
    password: str,
    display_name: str = "",
    surroundings: Surroundings = Surroundings(),
    network: str | None = None,
) -> Registration:
    """Return the guest turned into an account in place: same id, same sign-in, same rows.

    The same request again (its answer was lost) gets the same answer. AppError 409
    "already_registered" when the person has another account by now.
    """
    limits.count_attempt(limits.REGISTER_BY_NETWORK, network)
    limits.count_attempt(limits.CODE_BY_IDENTIFIER, identifier.subject)
    _check_password(
        password, display_name=display_name or guest.display_name, identifier=identifier
    )
    password_hash = make_password(password)
    with transaction.atomic():
        user = _lock_user(guest.id)
        if not user.is_guest:
            identity = user.identities.filter(
                kind=identifier.kind, value_normalised=identifier.normalised
            ).first()
            if identity is None or not user.check_password(password):
                raise AppError("already_registered", _("You already have an account."), status=409)
            return Registration(
                tokens=tokens.build_pair(user, _lock_open_sign_in(sign_in.id)),
                user=user,
                identity=identity,
                is_new=False,
            )
        user.is_guest = False
        user.password = password_hash
        user.display_name = display_name or user.display_name
        if surroundings.locale:
            user.locale = _profile_of(surroundings)["locale"]
        if surroundings.time_zone:
            user.time_zone = surroundings.time_zone
        user.save(update_fields=["is_guest", "password", "display_name", "locale", "time_zone"])
        identity = _claim(user, identifier)
        tasks.defer_code(identity.id, OneTimeCode.Purpose.VERIFY)
        pair = tokens.build_pair(user, _lock_open_sign_in(sign_in.id))
    return Registration(tokens=pair, user=user, identity=identity, is_new=True)


def create_account(
    identifier: Identifier,
    *,
    password: str,
    display_name: str = "",
    locale: str = "en",
    time_zone: str = "",
    now: datetime | None = None,
) -> User:
    """Return a new account whose address counts as verified: for those who vouch for it.

    No code, no limits, no rule for passwords: for commands, never for a request.
    """
    with transaction.atomic():
        user = User.objects.create_user(
            password=password,
            is_guest=False,
            display_name=display_name,
            **_profile_of(Surroundings(locale=locale, time_zone=time_zone)),
        )
        identity = _claim(user, identifier)
        verify_identity(user, identity.id, now=now or timezone.now())
    return user


# --- Signing in -------------------------------------------------------------------------


def sign_in(
    identifier: Identifier,
    *,
    password: str,
    guest: User | None = None,
    device_name: str = "",
    network: str | None = None,
) -> TokenPair:
    """Return tokens for the account that the address and password open.

    AppError 401 "bad_credentials" for any mismatch, 429 after too many. A `guest` who is
    signing in is merged into the account first.
    """
    user = check_password_login(identifier, password=password, network=network)
    return start_sign_in(user, guest=guest, device_name=device_name)


def start_sign_in(user: User, *, guest: User | None, device_name: str = "") -> TokenPair:
    """Return tokens for `user`, who has just shown who they are; merges `guest` into them."""
    with transaction.atomic():
        if guest is not None and guest.id != user.id:
            merge_guest(guest=guest, into=user)
        return open_sign_in(user, device_name=device_name)


def check_password_login(
    identifier: Identifier, *, password: str, network: str | None, is_verified_only: bool = False
) -> User:
    """Return the person whom address and password open, or AppError 401 or 429.

    Takes as long for an address that nobody has. Once somebody has verified an address
    only they log in by it.
    """
    subject = identifier.subject
    both = f"{subject}\x00{network or ''}"
    limits.count_attempt(limits.LOGIN_BY_NETWORK, network)
    limits.count_attempt(limits.LOGIN_BY_IDENTIFIER, subject)
    limits.count_attempt(limits.LOGIN_BY_BOTH, both)
    user = _match_password(identifier, password=password, is_verified_only=is_verified_only)
    if user is None:
        logger.info("login_failed", kind=str(identifier.kind))
        raise AppError(
            "bad_credentials", _("The address or the password is not right."), status=401
        )
    limits.take_back_attempt(limits.LOGIN_BY_NETWORK, network)
    limits.take_back_attempt(limits.LOGIN_BY_IDENTIFIER, subject)
    limits.forget_attempts(limits.LOGIN_BY_BOTH, both)
    return user


def _match_password(
    identifier: Identifier, *, password: str, is_verified_only: bool
) -> User | None:
    claims = list(
        Identity.objects.filter(
            kind=identifier.kind, value_normalised=identifier.normalised, user__is_active=True
        )
        .select_related("user")
        .order_by(F("verified_at").asc(nulls_last=True), "created_at")[:_CLAIMS_TRIED]
    )
    if is_verified_only or (claims and claims[0].is_verified):
        claims = [claim for claim in claims[:1] if claim.is_verified]
    for claim in claims:
        if claim.user.check_password(password):
            return claim.user
    if not claims:
        # The time that a wrong password takes, so that the clock tells nothing.
        make_password(password)
    return None


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
    _end(
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
    request_hash = _hash_secret(request_id) if request_id else ""
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
        _end(
            SignIn.objects.filter(id=found.id),
            user_id=found.user_id,
            reason=SignIn.EndReason.REUSED,
            now=now,
        )
    # Outside the block: raising inside would take the ending back.
    logger.warning("refresh_token_reused", sign_in_id=str(claims.sign_in_id))
    raise tokens.bad_token()


# --- Ending sign-ins --------------------------------------------------------------------


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
        ended = _end(
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
        ended = _end(sign_ins, user_id=user.id, reason=reason, now=now)
        raise_session_version(user)
    return len(ended)


def raise_session_version(user: User) -> None:
    """End every access token and admin session of the user; refresh tokens go on."""
    User.objects.filter(id=user.id).update(session_version=F("session_version") + 1)
    user.refresh_from_db(fields=["session_version"])


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


def is_session_valid(
    user_id: uuid.UUID,
    sign_in_id: uuid.UUID,
    session_version: int,
    *,
    now: datetime | None = None,
) -> bool:
    """Return whether an open socket may go on. One indexed query."""
    return SignIn.objects.filter(
        id=sign_in_id,
        user_id=user_id,
        ended_at__isnull=True,
        expires_at__gt=now or timezone.now(),
        user__is_active=True,
        user__session_version=session_version,
    ).exists()


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


def _end(
    sign_ins: QuerySet[SignIn], *, user_id: uuid.UUID, reason: SignIn.EndReason, now: datetime
) -> list[uuid.UUID]:
    ids = list(sign_ins.values_list("id", flat=True))
    if not ids:
        return []
    SignIn.objects.filter(id__in=ids, ended_at__isnull=True).update(ended_at=now, end_reason=reason)
    SocketTicket.objects.filter(sign_in_id__in=ids).delete()
    transaction.on_commit(
        lambda: sessions_ended.send(sender=SignIn, user_id=user_id, sign_in_ids=tuple(ids))
    )
    return ids


# --- Passwords --------------------------------------------------------------------------


def change_password(
    user: User, *, sign_in: SignIn, current_password: str, new_password: str
) -> TokenPair:
    """Return new tokens of this sign-in; every other one ends.

    Without a password so far (a person who signs in by codes) the sign-in must be fresh.
    """
    limits.count_attempt(limits.PASSWORD_BY_USER, str(user.id))
    if user.is_guest:
        raise AppError("not_registered", _("Create an account first."), status=409)
    if user.has_usable_password():
        if not user.check_password(current_password):
            raise AppError("bad_credentials", _("The current password is not right."), status=403)
    elif sign_in.created_at < timezone.now() - _FRESH_SIGN_IN:
        raise AppError(
            "sign_in_again", _("Please sign in again, then set the password."), status=403
        )
    _check_password(new_password, display_name=user.display_name)
    password_hash = make_password(new_password)
    with transaction.atomic():
        locked = _lock_user(user.id)
        set_password_hash(locked, password_hash, keep=sign_in)
        pair = tokens.build_pair(locked, _lock_open_sign_in(sign_in.id))
    limits.forget_attempts(limits.PASSWORD_BY_USER, str(user.id))
    return pair


def set_password_hash(user: User, password_hash: str, *, keep: SignIn | None = None) -> None:
    """Store a password made elsewhere and end every sign-in but `keep`. `user` is locked."""
    User.objects.filter(id=user.id).update(password=password_hash)
    user.password = password_hash
    end_all_sign_ins(user, keep=keep, reason=SignIn.EndReason.PASSWORD)


def build_password_hash(password: str, *, user: User) -> str:
    """Return the hash of an acceptable password; ValidationError says what is wrong with it."""
    _check_password(password, display_name=user.display_name)
    return make_password(password)


def _check_password(
    password: str, *, display_name: str = "", identifier: Identifier | None = None
) -> None:
    """Run Django's validators; a password too like the name or address is refused too."""

    # The validators read these attributes by name; a stored User has neither.
    person = User()
    person.first_name = display_name  # type: ignore[attr-defined]
    person.email = identifier.normalised if identifier else ""  # type: ignore[attr-defined]
    try:
        validate_password(password, user=person)
    except ValidationError as error:
        raise ValidationError({"password": error.error_list}) from None


# --- Ways in ----------------------------------------------------------------------------


def add_identity(user: User, identifier: Identifier, *, network: str | None = None) -> Identity:
    """Return the new, unverified way in; a code to verify it is on its way."""
    limits.count_attempt(limits.CODE_BY_NETWORK, network)
    limits.count_attempt(limits.CODE_BY_IDENTIFIER, identifier.subject)
    with transaction.atomic():
        locked = _lock_user(user.id)
        existing = locked.identities.filter(
            kind=identifier.kind, value_normalised=identifier.normalised
        ).first()
        if existing is not None:
            return existing
        if locked.identities.count() >= IDENTITIES_MAX:
            raise AppError("too_many", _("No more addresses can be added."), status=409)
        identity = _claim(locked, identifier)
        tasks.defer_code(identity.id, OneTimeCode.Purpose.VERIFY)
    return identity


def remove_identity(user: User, identity_id: uuid.UUID) -> None:
    """Remove a way in; AppError 409 "last_way_in" when the person could not come back without."""
    with transaction.atomic():
        locked = _lock_user(user.id)
        identities = {found.id: found for found in locked.identities.all()}
        if identity_id not in identities:
            raise NotFound
        rest = [found for found in identities.values() if found.id != identity_id]
        is_way_in_left = any(found.is_verified for found in rest) or (
            bool(rest) and locked.has_usable_password() and not identities[identity_id].is_verified
        )
        # A guest comes back by the session on the device, never by an address.
        if not locked.is_guest and not is_way_in_left:
            raise AppError(
                "last_way_in",
                _("This is your only way to sign in. Add and verify another one first."),
                status=409,
            )
        identities[identity_id].delete()


def verify_identity(user: User, identity_id: uuid.UUID, *, now: datetime) -> Identity:
    """Record that the address is the user's; AppError 409 "identity_taken" if another's.

    Call it only after a code that was sent there has come back. A guest is one no longer.
    """
    with transaction.atomic():
        locked = _lock_user(user.id)
        identity = locked.identities.filter(id=identity_id).first()
        if identity is None:
            raise NotFound
        identity.verified_at = now
        try:
            with transaction.atomic():
                identity.save(update_fields=["verified_at"])
        except IntegrityError:
            # Whoever holds the mailbox may know: the code proved that they do.
            raise AppError(
                "identity_taken",
                _("Another account of yours has this address. Sign in to it with a code."),
                status=409,
            ) from None
        User.objects.filter(id=locked.id, is_guest=True).update(is_guest=False)
    return identity


def _claim(user: User, identifier: Identifier) -> Identity:
    return Identity.objects.create(
        user=user,
        kind=identifier.kind,
        value=identifier.value[:320],
        value_normalised=identifier.normalised,
    )


# --- Guests into accounts ---------------------------------------------------------------


def is_mergeable(user: User) -> bool:
    """Return whether what `user` has may move into the account they sign in to.

    A guest, or an account that nothing was ever proved about: no verified address,
    no company, no right in the admin.
    """
    if user.is_staff or user.is_superuser or not user.is_active:
        return False
    if user.is_guest:
        return True
    return not (
        user.identities.filter(verified_at__isnull=False).exists() or user.memberships.exists()
    )


def merge_guest(*, guest: User, into: User, now: datetime | None = None) -> bool:
    """Move everything of `guest` to `into` and close the guest; False when there was nothing to.

    The rule is in docs/decisions ("What a guest takes along"). A second pass a little later
    takes along what was being written meanwhile.
    """
    now = now or timezone.now()
    with transaction.atomic():
        # In id order, so that two merges at once wait for each other instead of deadlocking.
        people = {
            user.id: user
            for user in User.objects.select_for_update(no_key=True)
            .filter(id__in=[guest.id, into.id])
            .order_by("id")
        }
        source, target = people.get(guest.id), people.get(into.id)
        if source is None or target is None or source.id == target.id:
            return False
        if not target.is_active or not is_mergeable(source):
            return False
        merging.run_merge_hooks(source, target)
        _end(
            SignIn.objects.filter(user=source, ended_at__isnull=True),
            user_id=source.id,
            reason=SignIn.EndReason.MERGED,
            now=now,
        )
        if source.display_name and not target.display_name:
            User.objects.filter(id=target.id).update(display_name=source.display_name)
        source.identities.all().delete()
        # One that is merged itself, and those merged into it, lead straight to the account.
        User.objects.filter(merged_into=source).update(merged_into=target)
        User.objects.filter(id=source.id).update(
            display_name="",
            is_guest=True,
            is_active=False,
            merged_into=target,
            password=make_password(None),
            session_version=F("session_version") + 1,
            retention_days=None,
        )
        tasks.defer_second_merge(source.id)
    logger.info("guest_merged", guest_id=str(guest.id), user_id=str(into.id))
    return True


def move_devices(guest: User, into: User) -> None:
    """Let the account have the guest's devices, so that notifications go on."""
    Device.objects.filter(user=guest).update(user=into)


# --- Tickets ----------------------------------------------------------------------------


def issue_ticket(user: User, sign_in: SignIn, *, now: datetime | None = None) -> Ticket:
    """Return a pass that opens one socket within a minute; only its hash is kept."""
    limits.count_attempt(limits.TICKET_BY_USER, str(user.id), now=now)
    now = now or timezone.now()
    ticket = secrets.token_urlsafe(32)
    SocketTicket.objects.create(
        ticket_hash=_hash_secret(ticket),
        user=user,
        sign_in=sign_in,
        expires_at=now + timedelta(seconds=TICKET_SECONDS),
    )
    return Ticket(ticket=ticket, expires_in=TICKET_SECONDS)


def redeem_ticket(ticket: str, *, now: datetime | None = None) -> tuple[User, SignIn]:
    """Return whose socket the ticket opens, once; AppError 401 "bad_ticket" otherwise.

    Of two that come with it at the same moment one is let in.
    """
    now = now or timezone.now()
    ticket_hash = _hash_secret(ticket[:200])
    used = SocketTicket.objects.filter(
        ticket_hash=ticket_hash, used_at__isnull=True, expires_at__gt=now
    ).update(used_at=now)
    sign_in = (
        SignIn.objects.select_related("user")
        .filter(
            socket_tickets__ticket_hash=ticket_hash,
            ended_at__isnull=True,
            expires_at__gt=now,
            user__is_active=True,
        )
        .first()
        if used
        else None
    )
    if sign_in is None:
        raise AppError(
            "bad_ticket",
            _("This ticket is used, too old or not ours. Ask for another."),
            status=401,
        )
    return sign_in.user, sign_in


# --- Profile and leaving ----------------------------------------------------------------


def update_profile(user: User, *, changes: dict[str, object]) -> User:
    """Store checked changes of name, language, time zone and retention; returns the user."""
    allowed = {"display_name", "locale", "time_zone", "retention_days"}
    fields = sorted(allowed & changes.keys())
    for field in fields:
        setattr(user, field, changes[field])
    if fields:
        user.save(update_fields=fields)
    return user


def close_erased_user(user: User, *, now: datetime) -> None:
    """Leave of a person a row that says nothing: every word, right and way in is gone.

    AppError 409 "last_owner" while a company with other members has no other owner.
    """
    for membership in list(user.memberships.select_related("company")):
        from .companies import leave_company

        leave_company(membership)
    user.groups.clear()
    user.user_permissions.clear()
    User.objects.filter(id=user.id).update(
        display_name="",
        locale="en",
        time_zone="UTC",
        retention_days=None,
        password=make_password(None),
        last_login=None,
        last_seen_at=None,
        is_guest=True,
        is_staff=False,
        is_superuser=False,
        is_active=False,
        session_version=F("session_version") + 1,
        erased_at=now,
    )
    user_id = user.id
    transaction.on_commit(
        lambda: sessions_ended.send(sender=SignIn, user_id=user_id, sign_in_ids=None)
    )
    logger.info("user_erased", user_id=str(user_id))


def purge_sign_in_leftovers(*, now: datetime) -> int:
    """Delete what no longer opens anything: old tickets, codes, counts and ended sign-ins."""
    long_ago = now - timedelta(days=90)
    removed = SocketTicket.objects.filter(expires_at__lt=now).delete()[0]
    removed += OneTimeCode.objects.filter(expires_at__lt=now).delete()[0]
    removed += AttemptCount.objects.filter(window_ends_at__lt=now).delete()[0]
    # Kept for a while: a person looking for who was there, a reused token telling its story.
    done = Q(ended_at__lt=long_ago) | Q(expires_at__lt=long_ago)
    return removed + SignIn.objects.filter(done).delete()[0]


def unreachable_guests(*, now: datetime) -> QuerySet[User]:
    """Return guests whose session ran out a month ago: nobody can come back to what they left."""
    unseen_since = now - api_settings.REFRESH_TOKEN_LIFETIME - timedelta(days=30)
    live = SignIn.objects.filter(
        user=OuterRef("pk"), ended_at__isnull=True, expires_at__gt=now - timedelta(days=30)
    )
    return (
        User.objects.filter(is_guest=True, is_active=True, last_seen_at__lt=unseen_since)
        .filter(~Exists(live))
        .order_by("last_seen_at")
    )


# --- Shared -----------------------------------------------------------------------------


def companies_and_roles(user: User) -> list[tuple[Company, Membership.Role]]:
    """Return the companies a person acts for, with the role in each. One query."""
    memberships = (
        Membership.objects.filter(user=user, company__is_active=True)
        .select_related("company")
        .order_by("company__name", "company_id")
    )
    return [(found.company, Membership.Role(found.role)) for found in memberships]


def _profile_of(surroundings: Surroundings) -> dict[str, str]:
    locale = normalise_locale(surroundings.locale) or "en"
    zone = surroundings.time_zone
    return {
        "locale": locale,
        "time_zone": zone if zone in known_time_zones() else default_time_zone(locale),
    }


def _lock_user(user_id: uuid.UUID) -> User:
    user = User.objects.select_for_update(no_key=True).filter(id=user_id, is_active=True).first()
    if user is None:
        raise AppError("session_ended", _("Please sign in again."), status=401)
    return user


def _lock_open_sign_in(sign_in_id: uuid.UUID) -> SignIn:
    found = (
        SignIn.objects.select_for_update(no_key=True)
        .filter(id=sign_in_id, ended_at__isnull=True)
        .first()
    )
    if found is None:
        raise AppError("session_ended", _("Please sign in again."), status=401)
    return found


def _hash_secret(secret: str) -> str:
    # Plain SHA-256 is enough for 256 random bits; short codes use a keyed hash (codes.py).
    return hashlib.sha256(secret.encode()).hexdigest()
