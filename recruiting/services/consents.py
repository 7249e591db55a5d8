"""What a seeker allows a company: read when something is about to be shown, never copied."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from jobassist.accounts.models import Company, User
from jobassist.errors import AppError
from recruiting.models import Consent

CONSENT_WORDING = "connect/1"


DISCOVERY_WORDING = "discovery/1"
# Of the preview inside a thread.
SHARING_WORDING = "sharing/1"


def withdraw_consents(chosen: QuerySet[Consent], *, now: datetime) -> None:
    """Take back whatever of these consents still stands. Two statements."""
    key = ("person_id", "company_id", "posting_id", "scope")
    newest = chosen.order_by(*key, "-id").distinct(*key)
    Consent.objects.bulk_create(
        [
            Consent(
                person_id=each.person_id,
                company_id=each.company_id,
                posting_id=each.posting_id,
                scope=each.scope,
                action=Consent.Action.WITHDRAWN,
                wording_version=CONSENT_WORDING,
                at=now,
            )
            for each in newest
            if each.action == Consent.Action.GRANTED
        ]
    )


def has_consent(person_id: uuid.UUID, *, company_id: int, posting_id: int, scope: str) -> bool:
    """Return whether the newest word of this person to this company is yes. One query."""
    newest = (
        Consent.objects.filter(
            person_id=person_id, company_id=company_id, posting_id=posting_id, scope=scope
        )
        .order_by("-id")
        .values_list("action", flat=True)
        .first()
    )
    return newest == Consent.Action.GRANTED


@dataclass(frozen=True)
class Discoverability:
    """Whether companies may find a person, and which may not although others may."""

    is_discoverable: bool
    hidden_from: tuple[int, ...]


def get_discoverability(user: User) -> Discoverability:
    """Return what this person allows: nothing until they say so. One query."""
    newest = (
        Consent.objects.filter(person_id=user.id, scope=Consent.Scope.DISCOVERY)
        .order_by("company_id", "-id")
        .distinct("company_id")
        .values_list("company_id", "action")
    )
    said: dict[int | None, str] = dict(newest)
    return Discoverability(
        is_discoverable=said.get(None) == Consent.Action.GRANTED,
        hidden_from=tuple(
            sorted(
                company_id
                for company_id, action in said.items()
                if company_id is not None and action == Consent.Action.WITHDRAWN
            )
        ),
    )


def set_discoverability(
    user: User,
    *,
    is_discoverable: bool,
    hidden_from: Collection[int] | None = None,
    now: datetime,
) -> Discoverability:
    """Let companies find this person, or no longer; `hidden_from` are companies that may not.

    None leaves those as they are. Only what changes is written.
    """
    if is_discoverable and user.is_guest:
        raise AppError(
            "not_registered", _("Create an account first; then companies can find you."), status=409
        )
    with transaction.atomic():
        # One change at a time, so that the newest row is the last word.
        User.objects.select_for_update(no_key=True).get(id=user.id)
        before = get_discoverability(user)
        hidden = set(before.hidden_from if hidden_from is None else hidden_from)
        known = set(Company.objects.filter(id__in=hidden).values_list("id", flat=True))
        if hidden - known:
            raise AppError("unknown_company", _("There is no such company."), status=400)
        changes: list[tuple[int | None, bool]] = []
        if before.is_discoverable != is_discoverable:
            changes.append((None, is_discoverable))
        changes += [(each, False) for each in sorted(hidden - set(before.hidden_from))]
        changes += [(each, True) for each in sorted(set(before.hidden_from) - hidden)]
        Consent.objects.bulk_create(
            [
                Consent(
                    person_id=user.id,
                    company_id=company_id,
                    scope=Consent.Scope.DISCOVERY,
                    action=Consent.Action.GRANTED if is_yes else Consent.Action.WITHDRAWN,
                    wording_version=DISCOVERY_WORDING,
                    at=now,
                )
                for company_id, is_yes in changes
            ]
        )
    return get_discoverability(user)
