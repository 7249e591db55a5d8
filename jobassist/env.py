"""Settings from the environment, each checked when the program starts.

A value that cannot be read raises `BadEnvironment`, whose text is one line for the
person who set it: which variable, what it must look like. The value itself is not
repeated, since it may be a secret.
"""

import os
from decimal import Decimal, InvalidOperation
from pathlib import Path
from zoneinfo import available_timezones

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off"})


class BadEnvironment(Exception):
    """A variable of the environment that start-up cannot go on with."""


def env_str(name: str, *, default: str = "", choices: tuple[str, ...] = ()) -> str:
    """Return the variable without surrounding spaces; an empty one counts as not set."""
    text = os.environ.get(name, "").strip() or default
    if choices and text not in choices:
        raise BadEnvironment(f"{name} must be one of {', '.join(choices)}.")
    return text


def env_time_zone(name: str, *, default: str) -> str:
    """Return the variable as the name of a time zone."""
    zone = env_str(name, default=default)
    # Looked up in the list: ZoneInfo opens a file by the name it is given.
    if zone not in available_timezones():
        raise BadEnvironment(f"{name} must be a time zone such as Asia/Shanghai or UTC.")
    return zone


def env_bool(name: str, *, default: bool) -> bool:
    """Return the variable as true or false; anything but the usual words stops start-up."""
    word = env_str(name).lower()
    if not word:
        return default
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise BadEnvironment(f"{name} must be true or false (also 1/0, yes/no, on/off).")


def env_int(
    name: str, *, default: int, minimum: int | None = None, maximum: int | None = None
) -> int:
    """Return the variable as a whole number within its limits."""
    text = env_str(name)
    if not text:
        return default
    try:
        number = int(text)
    except ValueError:
        raise BadEnvironment(f"{name} must be a whole number.") from None
    too_small = minimum is not None and number < minimum
    too_large = maximum is not None and number > maximum
    if too_small or too_large:
        lowest = "" if minimum is None else f" from {minimum}"
        highest = "" if maximum is None else f" up to {maximum}"
        raise BadEnvironment(f"{name} must be a whole number{lowest}{highest}.")
    return number


def env_decimal(name: str, *, default: Decimal, minimum: int | None = None) -> Decimal:
    """Return the variable as an exact decimal number, money for instance."""
    text = env_str(name)
    if not text:
        return default
    number = _read_decimal(text)
    if number is None or (minimum is not None and number < minimum):
        lowest = "" if minimum is None else f" from {minimum}"
        raise BadEnvironment(f"{name} must be a number such as 12.50{lowest}.")
    return number


def env_rates(name: str) -> dict[str, Decimal]:
    """Return the variable as numbers by name: `CNY=0.14, EUR=1.08`."""
    rates = {}
    for part in env_list(name):
        currency, _sign, text = part.partition("=")
        number = _read_decimal(text)
        if not currency.strip() or number is None or number <= 0:
            raise BadEnvironment(f"{name} must look like CNY=0.14, EUR=1.08.")
        rates[currency.strip().upper()] = number
    return rates


def _read_decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def env_list(name: str, *, default: tuple[str, ...] = ()) -> list[str]:
    """Return the variable's comma-separated parts, without empty ones."""
    parts = [part.strip() for part in env_str(name).split(",")]
    return [part for part in parts if part] or list(default)


def env_secret(name: str, *, default: str = "") -> str:
    """Return a secret from the variable, or from the file that NAME_FILE names.

    Container platforms mount secrets as files; a file named there must be readable and
    not empty, and naming both is refused, since one of them would silently lose.
    """
    value = env_str(name)
    file_name = env_str(f"{name}_FILE")
    if not file_name:
        return value or default
    if value:
        raise BadEnvironment(f"Set {name} or {name}_FILE, not both.")
    try:
        secret = Path(file_name).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise BadEnvironment(f"{name}_FILE names a file that cannot be read.") from None
    if not secret:
        raise BadEnvironment(f"{name}_FILE names an empty file.")
    return secret
