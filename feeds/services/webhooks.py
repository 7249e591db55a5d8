"""Webhooks: set up, told of postings and applications, their log and its replay.

What is told of postings comes from the log of changes by a position per endpoint, which moves in
the transaction that stores the deliveries: a process that dies in between repeats or loses nothing.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from feeds.models import EventType, Partner, WebhookDelivery, WebhookEndpoint
from feeds.sealing import seal
from jobassist.accounts.companies import OWNERS, companies_of
from jobassist.accounts.models import Company, User
from jobassist.errors import AppError, NotFound
from jobassist.fetch import FetchFailed, check_url
from jobassist.signing import build_secret
from jobs.changes import Change, Position, current_position, read_changes

PING = "endpoint.ping"
# The log could not tell all since the endpoint was last told: it has to read the list anew.
RESYNC = "postings.resync"
MOST_ENDPOINTS = 20
SECRET_OVERLAP = timedelta(days=1)
_PAGE = 500
# One run tells an endpoint of so many pages; the rest waits for the next, others are not kept.
_MOST_PAGES = 20
_STATUS = WebhookEndpoint.Status


@dataclass(frozen=True, slots=True)
class Owner:
    """Who calls: a partner, or a person for the companies that they own."""

    partner: Partner | None = None
    company_ids: tuple[int, ...] = ()

    @property
    def endpoints(self) -> QuerySet[WebhookEndpoint]:
        """Return the owner's endpoints."""
        if self.partner is not None:
            return WebhookEndpoint.objects.filter(partner=self.partner)
        return WebhookEndpoint.objects.filter(company_id__in=self.company_ids)


def get_owner(*, partner: Partner | None = None, user: User | None = None) -> Owner:
    """Return whose webhooks a partner's key, or a person, may manage."""
    if partner is not None:
        return Owner(partner=partner)
    assert user is not None
    owned = companies_of(user, roles=OWNERS).order_by("id")
    return Owner(company_ids=tuple(owned.values_list("id", flat=True)))


@dataclass(frozen=True, slots=True)
class IssuedSecret:
    """An endpoint and its new secret, which is shown once."""

    endpoint: WebhookEndpoint
    secret: str


# --- setting up -------------------------------------------------------------------------------


def list_webhooks(owner: Owner) -> list[WebhookEndpoint]:
    """Return the owner's endpoints, oldest first. One query."""
    return list(owner.endpoints.order_by("created_at", "id"))


def get_webhook_for(owner: Owner, webhook_id: uuid.UUID) -> WebhookEndpoint:
    """Return one of the owner's endpoints or NotFound."""
    endpoint = owner.endpoints.filter(id=webhook_id).first()
    if endpoint is None:
        raise NotFound
    return endpoint


def create_webhook(
    owner: Owner,
    *,
    url: str,
    event_types: Sequence[str],
    source_keys: Sequence[str] = (),
    description: str = "",
    company_id: int | None = None,
    now: datetime,
) -> IssuedSecret:
    """Return a new endpoint and its secret; a ping is on its way, and only its answer switches it on."""
    if owner.partner is None and company_id not in owner.company_ids:
        raise NotFound
    company_id = None if owner.partner is not None else company_id
    _check(url=url, event_types=event_types, is_company=company_id is not None)
    secret = build_secret()
    position = current_position(now=now)
    with transaction.atomic():
        _lock_owner(owner.partner, company_id)
        if _count_held(owner.partner, company_id) >= MOST_ENDPOINTS:
            raise AppError(
                "too_many_webhooks",
                _("At most %(count)d webhooks.") % {"count": MOST_ENDPOINTS},
                status=409,
            )
        endpoint = WebhookEndpoint.objects.create(
            partner=owner.partner,
            company_id=company_id,
            url=url,
            description=description,
            event_types=list(dict.fromkeys(event_types)),
            source_keys=list(dict.fromkeys(source_keys)),
            secret=seal(secret),
            transaction_number=position.transaction_number,
            posting_id=position.posting_id,
            position_at=position.at,
            created_at=now,
        )
        ping_webhook(endpoint, now=now)
    return IssuedSecret(endpoint, secret)


def change_webhook(
    owner: Owner, webhook_id: uuid.UUID, *, changes: Mapping[str, Any], now: datetime
) -> WebhookEndpoint:
    """Return the endpoint with other values. At a new address, or switched on again, it is pinged.

    An endpoint that was paused is told what it has missed, as far as the log reaches.
    """
    with transaction.atomic():
        endpoint = owner.endpoints.select_for_update().filter(id=webhook_id).first()
        if endpoint is None:
            raise NotFound
        moves = changes.get("url", endpoint.url) != endpoint.url
        for name in ("url", "description", "event_types", "source_keys"):
            if name in changes:
                setattr(endpoint, name, changes[name])
        _check(
            url=endpoint.url,
            event_types=endpoint.event_types,
            is_company=endpoint.company_id is not None,
        )
        wants_on = changes.get("is_active")
        needs_ping = moves or (wants_on is True and endpoint.status != _STATUS.ACTIVE)
        if wants_on is False:
            endpoint.status = _STATUS.PAUSED
        elif needs_ping and (wants_on is True or endpoint.status != _STATUS.PAUSED):
            endpoint.status, endpoint.failing_since = _STATUS.PENDING, None
            endpoint.failures, endpoint.retry_at = 0, None
            ping_webhook(endpoint, now=now)
        endpoint.save(
            update_fields=[
                "url", "description", "event_types", "source_keys", "status", "failing_since",
                "failures", "retry_at",
            ]
        )  # fmt: skip
    return endpoint


def delete_webhook(owner: Owner, webhook_id: uuid.UUID) -> None:
    """Delete an endpoint and its log."""
    get_webhook_for(owner, webhook_id).delete()


def rotate_secret(owner: Owner, webhook_id: uuid.UUID, *, now: datetime) -> IssuedSecret:
    """Return the endpoint with a new secret; for a day the old one signs beside it."""
    secret = build_secret()
    with transaction.atomic():
        endpoint = owner.endpoints.select_for_update().filter(id=webhook_id).first()
        if endpoint is None:
            raise NotFound
        endpoint.old_secret, endpoint.old_secret_until = endpoint.secret, now + SECRET_OVERLAP
        endpoint.secret = seal(secret)
        endpoint.save(update_fields=["secret", "old_secret", "old_secret_until"])
    return IssuedSecret(endpoint, secret)


def ping_webhook(endpoint: WebhookEndpoint, *, now: datetime) -> WebhookDelivery:
    """Ask the endpoint whether it listens; a good answer switches it on. Returns the ping."""
    [delivery] = _store(endpoint, [(PING, {"webhook_id": str(endpoint.id)})], now=now)
    return delivery


def _check(*, url: str, event_types: Sequence[str], is_company: bool) -> None:
    try:
        parsed = check_url(url, allows_private=settings.ALLOW_PRIVATE_FEEDS)
    except FetchFailed as error:
        raise AppError("bad_url", error.detail) from error
    if parsed.scheme != "https" and not settings.ALLOW_PRIVATE_FEEDS:
        raise AppError("bad_url", _("The address must begin with https://."))
    if not is_company and any(each.startswith("application.") for each in event_types):
        raise AppError(
            "not_for_partners", _("Only companies are told of applications."), status=422
        )


def _count_held(partner: Partner | None, company_id: int | None) -> int:
    if partner is not None:
        return WebhookEndpoint.objects.filter(partner=partner).count()
    return WebhookEndpoint.objects.filter(company_id__in=[company_id]).count()


def _lock_owner(partner: Partner | None, company_id: int | None) -> None:
    """Let two of one owner's new endpoints be counted one after the other."""
    if partner is not None:
        Partner.objects.select_for_update(no_key=True).get(id=partner.id)
    else:
        Company.objects.select_for_update(no_key=True).get(id__in=[company_id])


# --- what is told -----------------------------------------------------------------------------


def _store(
    endpoint: WebhookEndpoint, events: Sequence[tuple[str, dict[str, Any]]], *, now: datetime
) -> list[WebhookDelivery]:
    """Store events for an endpoint, numbered; the caller's transaction keeps both or neither."""
    if not events:
        return []
    WebhookEndpoint.objects.filter(id=endpoint.id).update(sequence=F("sequence") + len(events))
    endpoint.refresh_from_db(fields=["sequence"])
    first = endpoint.sequence - len(events) + 1
    stored = [
        WebhookDelivery(
            endpoint=endpoint,
            sequence=number,
            event_type=event_type,
            payload={
                "type": event_type,
                "timestamp": now.isoformat(),
                "sequence": number,
                "data": data,
            },
            next_try_at=now,
            created_at=now,
        )
        for number, (event_type, data) in enumerate(events, start=first)
    ]
    made = WebhookDelivery.objects.bulk_create(stored)
    defer_delivery()
    return made


def defer_delivery() -> None:
    """Have what is due sent once the open transaction stands; every minute it is looked for anyway."""
    from feeds import tasks

    transaction.on_commit(tasks.defer_delivery, robust=True)


def announce_application(
    company_id: int | None,
    *,
    event_type: str,
    application_id: uuid.UUID,
    posting_id: int,
    kind: str,
    status: str,
    stage: str,
    now: datetime,
) -> None:
    """Tell a company's webhooks of an application, in the transaction that makes it so.

    Ids and states only: who it is, and what was written, is read where consent is looked at.
    """
    if company_id is None:
        return
    endpoints = WebhookEndpoint.objects.filter(
        company_id=company_id, event_types__contains=[event_type]
    ).exclude(status=_STATUS.PENDING)
    data = {
        "application_id": str(application_id),
        "posting_id": posting_id,
        "kind": kind,
        "status": status,
        "stage": stage,
    }
    for endpoint in endpoints.order_by("id"):
        _store(endpoint, [(event_type, data)], now=now)


def tell_postings(*, now: datetime) -> int:
    """Store what has changed of postings for every endpoint that is told; return how many events."""
    told = [each.value for each in EventType if each.value.startswith("posting.")]
    waiting = WebhookEndpoint.objects.filter(status=_STATUS.ACTIVE, event_types__overlap=told)
    count = 0
    for endpoint_id in list(waiting.order_by("position_at").values_list("id", flat=True)):
        for _page in range(_MOST_PAGES):
            stored, has_more = _tell_page(endpoint_id, now=now)
            count += stored
            if not has_more:
                break
    return count


def _tell_page(endpoint_id: uuid.UUID, *, now: datetime) -> tuple[int, bool]:
    with transaction.atomic():
        endpoint = (
            WebhookEndpoint.objects.select_for_update(skip_locked=True)
            .filter(id=endpoint_id, status=_STATUS.ACTIVE)
            .first()
        )
        # Gone, switched off, or told by another worker at this moment.
        if endpoint is None:
            return 0, False
        position = Position(
            endpoint.transaction_number,
            endpoint.posting_id,
            endpoint.position_at,
            endpoint.since_number,
        )
        try:
            page = read_changes(position, now=now, limit=_PAGE, with_postings=False)
        except AppError as error:
            if error.code != "sync_token_expired":
                raise
            position, has_more = current_position(now=now), False
            events: list[tuple[str, dict[str, Any]]] = [(RESYNC, {})]
        else:
            position, has_more = page.position, page.has_more
            events = [
                (f"posting.{change.kind}", _build_posting_data(change))
                for change in page.changes
                if _is_told(change, endpoint)
            ]
        _store(endpoint, events, now=now)
        WebhookEndpoint.objects.filter(id=endpoint_id).update(
            transaction_number=position.transaction_number,
            posting_id=position.posting_id,
            position_at=position.at,
            since_number=position.since,
        )
        return len(events), has_more


def _is_told(change: Change, endpoint: WebhookEndpoint) -> bool:
    if f"posting.{change.kind}" not in endpoint.event_types:
        return False
    return not endpoint.source_keys or change.source in endpoint.source_keys


def _build_posting_data(change: Change) -> dict[str, Any]:
    return {
        "posting_id": change.posting_id,
        "source": change.source,
        "external_id": change.external_id,
        "changed_at": change.changed_at.isoformat(),
    }
