"""Partners and their keys: given, found, replaced, revoked."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from feeds.models import ApiKey, Partner, PartnerSource, Scope
from jobassist.errors import AppError, NotFound
from jobs import services as jobs_services
from jobs.models import Source

KEY_MARK = "jak_"
_KEY = re.compile(r"jak_[0-9a-f]{12}_[A-Za-z0-9_-]{43}")
# What replaces a key has to be rolled out before the old one ends.
ROTATION_OVERLAP = timedelta(days=7)
_LAST_USED_STEP = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A new key and its text, which is shown once and stored nowhere."""

    key: ApiKey
    text: str


def create_partner(
    name: str,
    *,
    items_per_day: int | None = None,
    requests_per_minute: int | None = None,
) -> Partner:
    """Return a new partner; limits that are not given are the ordinary ones."""
    limits = {"items_per_day": items_per_day, "requests_per_minute": requests_per_minute}
    given = {key: value for key, value in limits.items() if value is not None}
    return Partner.objects.create(name=name, **given)


def give_source(partner: Partner, *, key: str, name: str = "") -> Source:
    """Return the source of this key, now written by the partner; made when there is none.

    AppError `source_taken` (409) when another partner writes it, or it is no partner's kind.
    """
    with transaction.atomic():
        source = jobs_services.get_or_create_source(key, kind=Source.Kind.PARTNER, name=name)
        if source.kind != Source.Kind.PARTNER:
            raise AppError("source_taken", _("This source is filled in another way."), status=409)
        held, _is_new = PartnerSource.objects.get_or_create(
            source=source, defaults={"partner": partner}
        )
        if held.partner_id != partner.id:
            raise AppError("source_taken", _("Another partner writes this source."), status=409)
    return source


def is_source_free(key: str, *, partner: Partner) -> bool:
    """Return whether `give_source` would give the partner this source, or it is its own."""
    source = Source.objects.filter(key=key).select_related("written_by").first()
    if source is None:
        return True
    held = getattr(source, "written_by", None)
    return source.kind == Source.Kind.PARTNER and (held is None or held.partner_id == partner.pk)


def list_source_keys(partner: Partner) -> list[str]:
    """Return the keys of the sources that the partner writes."""
    found = PartnerSource.objects.filter(partner=partner).order_by("source__key")
    return list(found.values_list("source__key", flat=True))


def create_key(
    partner: Partner,
    *,
    scopes: Sequence[str],
    name: str = "",
    source_keys: Sequence[str] = (),
    expires_at: datetime | None = None,
    replaces: ApiKey | None = None,
) -> IssuedKey:
    """Return a new key of the partner's, with its text. AppError `bad_scope`, `bad_source`."""
    wanted = [scope for scope in Scope.values if scope in scopes]
    if not wanted or len(wanted) != len(set(scopes)):
        raise AppError("bad_scope", _("A key needs scopes, and only known ones."))
    if set(source_keys) - set(list_source_keys(partner)):
        raise AppError("bad_source", _("The partner does not write one of these sources."))
    prefix = f"{KEY_MARK}{secrets.token_hex(6)}"
    text = f"{prefix}_{secrets.token_urlsafe(32)}"
    key = ApiKey.objects.create(
        partner=partner,
        name=name,
        prefix=prefix,
        secret_hash=_hash(text),
        scopes=wanted,
        source_keys=sorted(set(source_keys)),
        expires_at=expires_at,
        replaces=replaces,
    )
    return IssuedKey(key, text)


def rotate_key(key: ApiKey, *, now: datetime, overlap: timedelta = ROTATION_OVERLAP) -> IssuedKey:
    """Return a key that may do what this one may; the old one ends after the overlap.

    AppError `key_ended` (409) for a key that no longer counts: make a new one instead.
    """
    with transaction.atomic():
        old = ApiKey.objects.select_for_update().select_related("partner").get(id=key.id)
        if old.revoked_at is not None or (old.expires_at is not None and old.expires_at <= now):
            raise AppError("key_ended", _("This key no longer counts."), status=409)
        new = create_key(
            old.partner,
            scopes=old.scopes,
            name=old.name,
            source_keys=old.source_keys,
            replaces=old,
        )
        ends_at = now + overlap
        if old.expires_at is None or old.expires_at > ends_at:
            ApiKey.objects.filter(id=old.id).update(expires_at=ends_at)
    return new


def revoke_key(key: ApiKey, *, now: datetime) -> bool:
    """End a key at once; return whether it still counted as not revoked."""
    return bool(ApiKey.objects.filter(id=key.id, revoked_at__isnull=True).update(revoked_at=now))


def find_key(text: str, *, now: datetime) -> ApiKey | None:
    """Return the key, with its partner, if it counts now; None else. One query.

    When it was last used is written once a minute.
    """
    if not _KEY.fullmatch(text):
        return None
    key = (
        ApiKey.objects.select_related("partner")
        .filter(
            Q(expires_at__isnull=True) | Q(expires_at__gt=now),
            prefix=text[: len(KEY_MARK) + 12],
            revoked_at__isnull=True,
            partner__is_active=True,
        )
        .first()
    )
    if key is None or not hmac.compare_digest(key.secret_hash, _hash(text)):
        return None
    if key.last_used_at is None or key.last_used_at < now - _LAST_USED_STEP:
        ApiKey.objects.filter(id=key.id).update(last_used_at=now)
    return key


def get_source_for(key: ApiKey, source_key: str) -> Source:
    """Return an active source that the key may write, or NotFound: others' look like none."""
    sources = Source.objects.filter(
        key=source_key, is_active=True, written_by__partner_id=key.partner_id
    )
    if key.source_keys and source_key not in key.source_keys:
        raise NotFound
    source = sources.first()
    if source is None:
        raise NotFound
    return source


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
