"""Ways in: addresses and passwords, what each opens and how they change."""

import uuid
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from jobassist.errors import AppError, NotFound
from jobassist.logs import get_logger

from .. import limits, tasks, tokens
from ..identifiers import Identifier
from ..models import Identity, OneTimeCode, SignIn, User
from ..tokens import TokenPair
from .sessions import end_all_sign_ins, lock_open_sign_in, lock_user

IDENTITIES_MAX = 10
# Unverified claims of one address whose password is tried; each costs a slow hash.
_CLAIMS_TRIED = 3
# How long after signing in a person without a password may set one.
_FRESH_SIGN_IN = timedelta(minutes=15)

logger = get_logger(__name__)


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
    check_password(new_password, display_name=user.display_name)
    password_hash = make_password(new_password)
    with transaction.atomic():
        locked = lock_user(user.id)
        set_password_hash(locked, password_hash, keep=sign_in)
        pair = tokens.build_pair(locked, lock_open_sign_in(sign_in.id))
    limits.forget_attempts(limits.PASSWORD_BY_USER, str(user.id))
    return pair


def set_password_hash(user: User, password_hash: str, *, keep: SignIn | None = None) -> None:
    """Store a password made elsewhere and end every sign-in but `keep`. `user` is locked."""
    User.objects.filter(id=user.id).update(password=password_hash)
    user.password = password_hash
    end_all_sign_ins(user, keep=keep, reason=SignIn.EndReason.PASSWORD)


def build_password_hash(password: str, *, user: User) -> str:
    """Return the hash of an acceptable password; ValidationError says what is wrong with it."""
    check_password(password, display_name=user.display_name)
    return make_password(password)


def check_password(
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


def add_identity(user: User, identifier: Identifier, *, network: str | None = None) -> Identity:
    """Return the new, unverified way in; a code to verify it is on its way."""
    limits.count_attempt(limits.CODE_BY_NETWORK, network)
    limits.count_attempt(limits.CODE_BY_IDENTIFIER, identifier.subject)
    with transaction.atomic():
        locked = lock_user(user.id)
        existing = locked.identities.filter(
            kind=identifier.kind, value_normalised=identifier.normalised
        ).first()
        if existing is not None:
            return existing
        if locked.identities.count() >= IDENTITIES_MAX:
            raise AppError("too_many", _("No more addresses can be added."), status=409)
        identity = claim_address(locked, identifier)
        tasks.defer_code(identity.id, OneTimeCode.Purpose.VERIFY)
    return identity


def remove_identity(user: User, identity_id: uuid.UUID) -> None:
    """Remove a way in; AppError 409 "last_way_in" when the person could not come back without."""
    with transaction.atomic():
        locked = lock_user(user.id)
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
        locked = lock_user(user.id)
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


def claim_address(user: User, identifier: Identifier) -> Identity:
    """Return the address as an unverified way in of `user`."""
    return Identity.objects.create(
        user=user,
        kind=identifier.kind,
        value=identifier.value[:320],
        value_normalised=identifier.normalised,
    )
