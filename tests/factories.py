"""Rows to test with: plain functions, each taking what should differ. Invented people only."""

import itertools
from typing import Any

from django.utils import timezone

from jobassist.accounts.companies import set_role
from jobassist.accounts.models import Company, Identity, Membership, User

_numbers = itertools.count(1)

PASSWORD = "correct horse 7 battery"


def make_user(
    *, email: str | None = None, password: str = PASSWORD, is_verified: bool = True, **changes: Any
) -> User:
    """Return a person with an account, who logs in by a verified e-mail address."""
    number = next(_numbers)
    fields: dict[str, Any] = {
        "is_guest": False,
        "display_name": f"Person {number}",
        "last_seen_at": timezone.now(),
        **changes,
    }
    user = User.objects.create_user(password=password, **fields)
    address = email or f"person{number}@example.com"
    Identity.objects.create(
        user=user,
        kind=Identity.Kind.EMAIL,
        value=address,
        value_normalised=address.lower(),
        verified_at=timezone.now() if is_verified else None,
    )
    return user


def make_guest(**changes: Any) -> User:
    """Return somebody who has just come."""
    return User.objects.create_user(**{"last_seen_at": timezone.now(), **changes})


def make_company(*, owner: User | None = None, name: str = "", **changes: Any) -> Company:
    """Return a company; with an owner when one is given."""
    company = Company.objects.create(name=name or f"Company {next(_numbers)}", **changes)
    if owner is not None:
        set_role(company, user=owner, role=Membership.Role.OWNER)
    return company
