"""The second step of a log-in: codes of an app (TOTP), and backup codes for when it is gone.

The only writer of second factors. Secrets are sealed, backup codes hashed; both are shown once.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import pyotp
import segno
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from pyotp.exceptions import OTPVerificationError

from jobassist.errors import AppError
from jobassist.logs import get_logger
from jobassist.sealing import seal, unseal

from . import audit, limits, services
from .identifiers import mask_identifier
from .models import BackupCode, Identity, Membership, SecondFactor, User

ISSUER = "JobAssist"
BACKUP_CODES = 10
_BACKUP_LENGTH = 10
# Letters and digits that nobody takes for another on paper.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_PURPOSE = "second_factor"
# Clocks of phones run half a minute before or behind.
_WINDOW = 1

logger = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an app has to know, as a picture and as text."""

    secret: str
    svg: str


def is_required(user: User) -> bool:
    """Return whether the person has to have one, by the setting SECOND_FACTOR_FOR."""
    match settings.SECOND_FACTOR_FOR:
        case "nobody":
            return False
        case "companies":
            return Membership.objects.filter(user=user, company__is_active=True).exists()
        case _:
            return True


def find_factor(user: User) -> SecondFactor | None:
    """Return the person's factor; None when no app of theirs has proved itself."""
    return SecondFactor.objects.filter(user=user, confirmed_at__isnull=False).first()


def begin_enrolment(user: User) -> Enrolment:
    """Return what the person's app shall take up; the same until a code of it has come back."""
    with transaction.atomic():
        SecondFactor.objects.get_or_create(user=user)
        factor = SecondFactor.objects.select_for_update().get(user=user)
        secret = unseal(factor.pending_secret, purpose=_PURPOSE) if factor.pending_secret else None
        if secret is None:
            secret = pyotp.random_base32()
            factor.pending_secret = seal(secret, purpose=_PURPOSE)
            factor.save(update_fields=["pending_secret"])
    uri = pyotp.TOTP(secret).provisioning_uri(name=_name_account(user), issuer_name=ISSUER)
    svg = segno.make(uri, error="m").svg_inline(scale=4, border=2, dark="#000", light="#fff")
    return Enrolment(secret=secret, svg=svg)


def confirm_enrolment(user: User, *, code: str, now: datetime | None = None) -> list[str]:
    """Take up the app that shows `code`; returns new backup codes, to be shown this once.

    What the person holds open elsewhere ends. AppError "bad_code" when the code is not of the
    secret that was shown; 429 after too many tries.
    """
    now = now or timezone.now()
    limits.count_attempt(limits.SECOND_FACTOR_BY_USER, str(user.id), now=now)
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().filter(user=user).first()
        secret = (
            unseal(factor.pending_secret, purpose=_PURPOSE)
            if factor is not None and factor.pending_secret
            else None
        )
        step = _read_step(secret, code=code, now=now) if secret else None
        if factor is None or secret is None or step is None:
            raise bad_code()
        factor.sealed_secret = factor.pending_secret
        factor.pending_secret = ""
        factor.confirmed_at = now
        factor.last_step = step
        factor.save()
        codes = _replace_backup_codes(factor)
        services.raise_session_version(user)
        audit.record_own(user, action="second_factor_set", by=user, now=now)
    limits.forget_attempts(limits.SECOND_FACTOR_BY_USER, str(user.id))
    return codes


def check_new_app(user: User, *, code: str, now: datetime | None = None) -> None:
    """Make sure that the app which is being set up shows `code`; nothing of it is used up.

    Before a code of the app in use is asked for, which counts once. AppError as `confirm_enrolment`.
    """
    now = now or timezone.now()
    limits.count_attempt(limits.SECOND_FACTOR_BY_USER, str(user.id), now=now)
    factor = SecondFactor.objects.filter(user=user).exclude(pending_secret="").first()
    secret = unseal(factor.pending_secret, purpose=_PURPOSE) if factor is not None else None
    if not secret or _read_step(secret, code=code, now=now) is None:
        raise bad_code()


def demand(user: User, *, code: str) -> None:
    """Let whoever has a second factor go on with a code of it; one query for all others.

    AppError 401 "second_factor_needed" without a code, as `check_code` with a wrong one.
    """
    if find_factor(user) is None:
        return
    if not code:
        raise AppError(
            "second_factor_needed",
            _("This account asks for a code of your app too, or a backup code."),
            status=401,
        )
    check_code(user, code=code)


def check_code(user: User, *, code: str, now: datetime | None = None) -> str:
    """Return how the person proved themselves, "app" or "backup"; each code counts once.

    AppError "bad_code", 429 after too many tries.
    """
    now = now or timezone.now()
    limits.count_attempt(limits.SECOND_FACTOR_BY_USER, str(user.id), now=now)
    way = _use_code(user, code=code, now=now)
    if way is None:
        logger.info("second_factor_failed", user_id=str(user.id))
        audit.record_failure(user, action="second_factor_failed", now=now)
        raise bad_code()
    limits.forget_attempts(limits.SECOND_FACTOR_BY_USER, str(user.id))
    return way


def _use_code(user: User, *, code: str, now: datetime) -> str | None:
    typed = "".join(code.split()).replace("-", "").lower()
    with transaction.atomic():
        factor = (
            SecondFactor.objects.select_for_update()
            .filter(user=user, confirmed_at__isnull=False)
            .first()
        )
        if factor is None:
            return None
        secret = unseal(factor.sealed_secret, purpose=_PURPOSE)
        step = _read_step(secret, code=typed, now=now) if secret else None
        if step is not None and step > factor.last_step:
            factor.last_step = step
            factor.save(update_fields=["last_step"])
            return "app"
        spent = BackupCode.objects.filter(
            factor=factor, code_hash=_hash_code(factor, typed), used_at__isnull=True
        ).update(used_at=now)
        return "backup" if spent else None


def renew_backup_codes(user: User) -> list[str]:
    """Return new backup codes, to be shown this once; the old ones are good no more."""
    with transaction.atomic():
        factor = (
            SecondFactor.objects.select_for_update()
            .filter(user=user, confirmed_at__isnull=False)
            .first()
        )
        if factor is None:
            raise AppError("no_second_factor", _("Set up two-factor login first."), status=409)
        codes = _replace_backup_codes(factor)
        audit.record_own(user, action="backup_codes_renewed", by=user)
    return codes


def count_backup_codes(user: User) -> int:
    """Return how many backup codes are left."""
    return BackupCode.objects.filter(factor__user=user, used_at__isnull=True).count()


def remove_factor(user: User, *, by: User | None) -> None:
    """Forget the person's factor, as when a phone is lost; what they hold open ends.

    The caller has made sure that `by` may: the person by a code, an owner, an operator, or
    (None) whoever is at the server.
    """
    with transaction.atomic():
        removed, _each = SecondFactor.objects.filter(user=user).delete()
        if removed:
            services.raise_session_version(user)
            audit.record_own(user, action="second_factor_removed", by=by)


def bad_code() -> AppError:
    """Return the one answer to a code that is wrong, used or too old."""
    return AppError("bad_code", _("This code is wrong, used or too old. Look for the next one."))


def _read_step(secret: str, *, code: str, now: datetime) -> int | None:
    """Return the half minute that a code belongs to; None when it is of none near `now`."""
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(
            "".join(code.split()), for_time=now, valid_window=_WINDOW
        )
    except OTPVerificationError:
        return None


def _replace_backup_codes(factor: SecondFactor) -> list[str]:
    codes = [
        "".join(secrets.choice(_LETTERS) for _n in range(_BACKUP_LENGTH))
        for _each in range(BACKUP_CODES)
    ]
    BackupCode.objects.filter(factor=factor).delete()
    BackupCode.objects.bulk_create(
        BackupCode(factor=factor, code_hash=_hash_code(factor, each)) for each in codes
    )
    half = _BACKUP_LENGTH // 2
    return [f"{each[:half]}-{each[half:]}" for each in codes]


def _hash_code(factor: SecondFactor, code: str) -> str:
    # Keyed, and of this person: equal codes of two people do not look alike.
    text = f"backup\x00{factor.user_id}\x00{code}"
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), sha256).hexdigest()


def _name_account(user: User) -> str:
    """Return what the app calls the account: the address, masked; phones are looked at by others."""
    found = Identity.objects.filter(
        user=user, kind=Identity.Kind.EMAIL, verified_at__isnull=False
    ).first()
    return mask_identifier(found.value_normalised) if found else str(user)
