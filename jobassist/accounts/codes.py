"""One-time codes: sent to an address, brought back once, within ten minutes.

A code is made where it is sent (in the background task), so it stands in no queue and no row:
only its keyed hash is kept, and a task carries the identity's id alone.
"""

import hmac
import secrets
import sys
import uuid
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from jobassist.errors import AppError
from jobassist.logs import get_logger

from . import limits, services, tasks
from .identifiers import Identifier, mask_identifier
from .locales import django_language
from .models import Identity, OneTimeCode, User
from .tokens import TokenPair

CODE_MINUTES = 10
CODE_DIGITS = 6
ATTEMPTS_MAX = 5
RESEND_SECONDS = limits.CODE_EVERY.seconds

Purpose = OneTimeCode.Purpose

logger = get_logger(__name__)


class CodeSender(Protocol):
    """Brings a code to an address; the setting ONE_TIME_CODE_SENDER names the class.

    An exception means that it was not sent: the task tries again with a new code.
    """

    def send(self, *, kind: str, address: str, subject: str, text: str, code: str) -> None:
        """Send `text`, in the person's language, which contains `code`."""
        ...


class ConsoleSender:
    """Prints the code: for a machine on which nothing can be sent. The address stays masked."""

    def send(self, *, kind: str, address: str, subject: str, text: str, code: str) -> None:
        """Print one line to the terminal, not to the log."""
        print(f"One-time code for {mask_identifier(address)}: {code}", file=sys.stderr, flush=True)


class EmailSender:
    """Sends by the mail server that the settings name; phone numbers need another sender."""

    def send(self, *, kind: str, address: str, subject: str, text: str, code: str) -> None:
        """Send one mail, or raise."""
        if kind != Identity.Kind.EMAIL:
            raise AppError("cannot_send", "This sender reaches e-mail addresses only.", status=500)
        send_mail(subject, text, None, [address])


def request_code(
    identifier: Identifier, *, purpose: Purpose, user: User | None, network: str | None = None
) -> None:
    """Have a code sent, if the address may receive one for `purpose`.

    The caller learns nothing: same limits, same work, no result, whether the address
    has an account or not. To log in or reset, the address must be verified; to verify,
    it must be an address of `user`'s own.
    """
    subject = identifier.subject
    limits.count_attempt(limits.CODE_BY_NETWORK, network)
    limits.count_attempt(limits.CODE_EVERY, f"{purpose}\x00{subject}")
    limits.count_attempt(limits.CODE_BY_IDENTIFIER, subject)
    identity = _find_identity(identifier, purpose=purpose, user=user)
    # A task for nobody, too: an answer that took one insert less would tell.
    tasks.defer_code(identity.id if identity else None, purpose)


def send_code(
    identity_id: uuid.UUID, *, purpose: Purpose, now: datetime | None = None
) -> OneTimeCode | None:
    """Make a code, store its hash in place of the last one and send it. For the task."""
    now = now or timezone.now()
    identity = (
        Identity.objects.select_related("user").filter(id=identity_id, user__is_active=True).first()
    )
    if identity is None or (purpose != Purpose.VERIFY and not identity.is_verified):
        return None
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    stored, _created = OneTimeCode.objects.update_or_create(
        identity=identity,
        purpose=purpose,
        defaults={
            "code_hash": _hash_code(identity.id, purpose=purpose, code=code),
            "attempts": 0,
            "sent_at": now,
            "expires_at": now + timedelta(minutes=CODE_MINUTES),
            "used_at": None,
        },
    )
    with translation.override(django_language(identity.user.locale)):
        subject, text = _build_message(purpose, code=code)
        # Outside any transaction: this waits for a mail server.
        build_sender().send(
            kind=identity.kind,
            address=identity.value_normalised,
            subject=subject,
            text=text,
            code=code,
        )
    logger.info("code_sent", identity_id=str(identity.id), purpose=str(purpose))
    return stored


def build_sender() -> CodeSender:
    """Return the sender that the settings name."""
    sender: CodeSender = import_string(settings.ONE_TIME_CODE_SENDER)()
    return sender


def confirm_verification(
    identifier: Identifier, *, code: str, user: User, network: str | None = None
) -> Identity:
    """Return the user's address, now verified; AppError "bad_code" or 409 "identity_taken"."""
    now = timezone.now()
    with _CountedTry(identifier, network=network):
        identity = _use_code(
            _find_identity(identifier, purpose=Purpose.VERIFY, user=user),
            purpose=Purpose.VERIFY,
            code=code,
            now=now,
        )
    return services.verify_identity(user, identity.id, now=now)


def confirm_login(
    identifier: Identifier,
    *,
    code: str,
    second_factor_code: str = "",
    guest: User | None = None,
    device_name: str = "",
    network: str | None = None,
) -> TokenPair:
    """Return tokens for the person whose verified address the code was sent to.

    The second factor is asked for after the code, which is spent: before it, anybody could
    learn who has one.
    """
    with _CountedTry(identifier, network=network):
        identity = _use_code(
            _find_identity(identifier, purpose=Purpose.LOGIN, user=None),
            purpose=Purpose.LOGIN,
            code=code,
            now=timezone.now(),
        )
    return services.start_sign_in(
        identity.user,
        second_factor_code=second_factor_code,
        guest=guest,
        device_name=device_name,
    )


def reset_password(
    identifier: Identifier, *, code: str, password: str, network: str | None = None
) -> None:
    """Set a new password for whoever holds the verified address; every sign-in ends.

    An unacceptable password is refused before the code is spent.
    """
    with _CountedTry(identifier, network=network):
        identity = _check_code(
            _find_identity(identifier, purpose=Purpose.RESET, user=None),
            purpose=Purpose.RESET,
            code=code,
            now=timezone.now(),
        )
    password_hash = services.build_password_hash(password, user=identity.user)
    with transaction.atomic():
        _spend_code(identity, purpose=Purpose.RESET, code=code, now=timezone.now())
        user = User.objects.select_for_update(no_key=True).get(id=identity.user_id)
        services.set_password_hash(user, password_hash)


def _find_identity(
    identifier: Identifier, *, purpose: Purpose, user: User | None
) -> Identity | None:
    found = Identity.objects.select_related("user").filter(
        kind=identifier.kind, value_normalised=identifier.normalised, user__is_active=True
    )
    if purpose == Purpose.VERIFY:
        return found.filter(user=user, verified_at__isnull=True).first() if user else None
    return found.filter(verified_at__isnull=False).first()


class _CountedTry:
    """Counts tries against an address and a network before, and takes them back on success."""

    def __init__(self, identifier: Identifier, *, network: str | None) -> None:
        self.subject = identifier.subject
        self.network = network

    def __enter__(self) -> None:
        limits.count_attempt(limits.CONFIRM_BY_NETWORK, self.network)
        limits.count_attempt(limits.CONFIRM_BY_IDENTIFIER, self.subject)

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if kind is None:
            limits.take_back_attempt(limits.CONFIRM_BY_NETWORK, self.network)
            limits.take_back_attempt(limits.CONFIRM_BY_IDENTIFIER, self.subject)


def _use_code(identity: Identity | None, *, purpose: Purpose, code: str, now: datetime) -> Identity:
    found = _check_code(identity, purpose=purpose, code=code, now=now)
    _spend_code(found, purpose=purpose, code=code, now=now)
    return found


def _check_code(
    identity: Identity | None, *, purpose: Purpose, code: str, now: datetime
) -> Identity:
    """Count a guess at the newest code and raise AppError("bad_code") unless it is right."""
    if identity is None:
        raise _bad_code()
    # Counted first, in one statement: guesses sent at once cannot share a number.
    counted = OneTimeCode.objects.filter(
        identity=identity,
        purpose=purpose,
        used_at__isnull=True,
        expires_at__gt=now,
        attempts__lt=ATTEMPTS_MAX,
    ).update(attempts=F("attempts") + 1)
    stored = OneTimeCode.objects.filter(identity=identity, purpose=purpose).first()
    offered = _hash_code(identity.id, purpose=purpose, code=code)
    if not counted or stored is None or not hmac.compare_digest(stored.code_hash, offered):
        raise _bad_code()
    return identity


def _spend_code(identity: Identity, *, purpose: Purpose, code: str, now: datetime) -> None:
    spent = OneTimeCode.objects.filter(
        identity=identity,
        purpose=purpose,
        code_hash=_hash_code(identity.id, purpose=purpose, code=code),
        used_at__isnull=True,
        expires_at__gt=now,
    ).update(used_at=now)
    if not spent:
        raise _bad_code()


def _hash_code(identity_id: uuid.UUID, *, purpose: Purpose, code: str) -> str:
    # Keyed: a million codes are tried in a second by whoever has the table alone.
    text = f"{identity_id}\x00{purpose}\x00{code.strip()}"
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), sha256).hexdigest()


def _bad_code() -> AppError:
    return AppError("bad_code", _("This code is wrong, used or too old. Ask for a new one."))


def _build_message(purpose: Purpose, *, code: str) -> tuple[str, str]:
    subjects = {
        Purpose.VERIFY: _("Confirm your address"),
        Purpose.LOGIN: _("Your sign-in code"),
        Purpose.RESET: _("Set a new password"),
    }
    text = _(
        "Your JobAssist code is %(code)s. It is good for %(minutes)s minutes. "
        "If you did not ask for it, ignore this message and give the code to nobody."
    ) % {"code": code, "minutes": CODE_MINUTES}
    return f"{subjects[purpose]} – JobAssist", text
