"""What a person types to be recognised by: e-mail addresses and phone numbers, made comparable."""

from dataclasses import dataclass

import email_validator
import phonenumbers
from django.utils.translation import gettext as _

from jobassist.errors import AppError

from .locales import region_of
from .models import Identity

# Wherever "the locale's region" is not said: where an English number most likely is from.
_FALLBACK_REGIONS = ("GB", "US")
_MOBILE = frozenset(
    {
        phonenumbers.PhoneNumberType.MOBILE,
        phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
    }
)


@dataclass(frozen=True, slots=True)
class Identifier:
    """An address as typed and as compared."""

    kind: Identity.Kind
    value: str
    normalised: str

    @property
    def subject(self) -> str:
        """What attempts are counted under."""
        return f"{self.kind}:{self.normalised}"


def normalise_email(text: str) -> str:
    """Return the address as it is compared, or raise AppError("bad_email").

    Lower case throughout: no provider in use tells two people apart by case alone.
    """
    try:
        checked = email_validator.validate_email(
            text.strip(), check_deliverability=False, test_environment=False
        )
    except email_validator.EmailNotValidError:
        raise AppError("bad_email", _("This is not a valid e-mail address.")) from None
    return checked.normalized.lower()


def normalise_phone(text: str, *, locale: str = "") -> str:
    """Return the number as E.164, or raise AppError("bad_phone").

    Without a country code: a Chinese mobile number first, then one of the locale's
    region, then a Chinese fixed line (020 is Guangzhou as well as London).
    """
    region = region_of(locale)
    regions = [region] if region else _FALLBACK_REGIONS
    for candidate, kinds in [("CN", _MOBILE), *((one, None) for one in regions), ("CN", None)]:
        try:
            number = phonenumbers.parse(text.strip(), candidate)
        except phonenumbers.NumberParseException:
            continue
        if not phonenumbers.is_valid_number(number) or number.extension is not None:
            continue
        if kinds is None or phonenumbers.number_type(number) in kinds:
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    raise AppError("bad_phone", _("This is not a valid phone number."))


def parse_identifier(*, email: str = "", phone: str = "", locale: str = "") -> Identifier:
    """Return the one address given; AppError when it is malformed."""
    if email:
        return Identifier(Identity.Kind.EMAIL, email.strip(), normalise_email(email))
    return Identifier(Identity.Kind.PHONE, phone.strip(), normalise_phone(phone, locale=locale))


def mask_identifier(value: str) -> str:
    """Return `value` so that its owner recognises it and nobody else learns it."""
    name, at, domain = value.rpartition("@")
    if at:
        return f"{name[:1]}***@{domain[:1]}***"
    return f"{value[:3]}***{value[-2:]}" if len(value) > 7 else "***"
