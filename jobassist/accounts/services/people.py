"""People: guests, accounts, guests who become accounts, and those who leave."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework_simplejwt.settings import api_settings

from jobassist.errors import AppError
from jobassist.logs import get_logger

from .. import limits, merging, tasks, tokens
from ..identifiers import Identifier
from ..locales import normalise_locale
from ..models import Company, Device, Identity, Membership, OneTimeCode, SignIn, User
from ..signals import sessions_ended
from ..time_zones import default_time_zone, known_time_zones
from ..tokens import TokenPair
from .sessions import end_sign_ins, lock_open_sign_in, lock_user, open_sign_in
from .ways_in import check_password, check_password_login, claim_address, verify_identity

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
    check_password(password, display_name=display_name, identifier=identifier)
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
        identity = claim_address(user, identifier)
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
    check_password(password, display_name=display_name or guest.display_name, identifier=identifier)
    password_hash = make_password(password)
    with transaction.atomic():
        user = lock_user(guest.id)
        if not user.is_guest:
            identity = user.identities.filter(
                kind=identifier.kind, value_normalised=identifier.normalised
            ).first()
            if identity is None or not user.check_password(password):
                raise AppError("already_registered", _("You already have an account."), status=409)
            return Registration(
                tokens=tokens.build_pair(user, lock_open_sign_in(sign_in.id)),
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
        identity = claim_address(user, identifier)
        tasks.defer_code(identity.id, OneTimeCode.Purpose.VERIFY)
        pair = tokens.build_pair(user, lock_open_sign_in(sign_in.id))
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

    No code, no limits, no rule for passwords: for commands, and for who came by a link in a mail.
    """
    with transaction.atomic():
        user = User.objects.create_user(
            password=password,
            is_guest=False,
            display_name=display_name,
            **_profile_of(Surroundings(locale=locale, time_zone=time_zone)),
        )
        identity = claim_address(user, identifier)
        verify_identity(user, identity.id, now=now or timezone.now())
    return user


def sign_in(
    identifier: Identifier,
    *,
    password: str,
    second_factor_code: str = "",
    guest: User | None = None,
    device_name: str = "",
    network: str | None = None,
) -> TokenPair:
    """Return tokens for the account that the address and password open.

    AppError 401 "bad_credentials" for any mismatch, 429 after too many; 401
    "second_factor_needed" and 400 "bad_code" where the account has a second factor. A `guest`
    who is signing in is merged into the account first.
    """
    user = check_password_login(identifier, password=password, network=network)
    return start_sign_in(
        user, second_factor_code=second_factor_code, guest=guest, device_name=device_name
    )


def start_sign_in(
    user: User, *, second_factor_code: str = "", guest: User | None, device_name: str = ""
) -> TokenPair:
    """Return tokens for `user`, who has just shown who they are; merges `guest` into them.

    Whoever has a second factor shows it here too: a token opens what the admin does.
    """
    from .. import audit, second_factor

    second_factor.demand(user, code=second_factor_code)
    if Membership.objects.filter(user=user, company__is_active=True).exists():
        audit.record_own(user, action="logged_in", by=user, detail="api")
    with transaction.atomic():
        if guest is not None and guest.id != user.id:
            merge_guest(guest=guest, into=user)
        return open_sign_in(user, device_name=device_name)


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
        end_sign_ins(
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
        from ..companies import leave_company

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
