"""Ways to reach a person: e-mail, phone, profile; as typed, and whether it can be right."""

from dataclasses import dataclass
from typing import Literal

from .found import Found
from .text import TextLike


@dataclass(frozen=True, slots=True)
class Email:
    """`address` normalised where valid, else exactly as typed."""

    address: str
    is_valid: bool
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Phone:
    """`digits` with a leading + where one was given; `e164` when the number is possible.

    `is_partial` for what is too short to call (the last digits given as a correction).
    """

    digits: str
    e164: str | None
    region: str | None
    is_valid: bool
    is_partial: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """A link; `network` is github, linkedin, wechat, qq … or website."""

    url: str
    network: str
    username: str | None = None


Contact = Email | Phone | Profile
ContactKind = Literal["email", "phone", "profile"]


def find_emails(text: TextLike) -> list[Found[Email]]:
    """Return e-mail addresses, malformed ones as typed with the reason."""
    return []


def find_phones(text: TextLike, *, region: str | None = None) -> list[Found[Phone]]:
    """Return phone numbers: read as Chinese first, then as the region's."""
    return []


def find_profiles(text: TextLike) -> list[Found[Profile]]:
    """Return links and named accounts."""
    return []
