"""The one writer of model servers, and of what they ask for."""

import os
import socket
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from jobassist.logs import get_logger

from .models import Provider, ProviderClosure, ProviderPause

log = get_logger(__name__)

# Longer than this nobody is left alone on its own word: a header may say anything.
LONGEST_PAUSE = timedelta(minutes=10)
# After its time a server is on trial until it answers; a process may have died before that.
KEPT_CLOSURE = timedelta(hours=1)


def save_provider(provider: Provider, *, changed: Sequence[str], by: object = None) -> None:
    """Store a provider that was checked, and note in the log who, by id, changed which fields.

    What another address, or whoever had another key, asked for does not hold for this one.
    """
    is_new = provider.pk is None
    with transaction.atomic():
        provider.save()
        if {"base_url", "key_reference"}.intersection(changed):
            ProviderPause.objects.filter(slug=provider.slug).delete()
    _log(
        "provider.created" if is_new else "provider.changed",
        provider,
        by=by,
        fields=sorted(changed),
    )


def switch_provider(provider: Provider, *, is_enabled: bool, by: object = None) -> None:
    """Switch a provider on or off."""
    Provider.objects.filter(id=provider.id).update(is_enabled=is_enabled)
    _log("provider.switched_on" if is_enabled else "provider.switched_off", provider, by=by)


def delete_provider(provider: Provider, *, by: object = None) -> None:
    """Delete a provider; what was answered by it keeps its key."""
    _log("provider.deleted", provider, by=by)
    provider.delete()


def record_pause(slug: str, *, until: datetime, reason: str, now: datetime) -> None:
    """Have every process leave a server alone until then; the longest that was asked holds."""
    until = min(until, now + LONGEST_PAUSE)
    with transaction.atomic():
        _pause, is_new = ProviderPause.objects.get_or_create(
            slug=slug, defaults={"until": until, "reason": reason}
        )
        if not is_new:
            ProviderPause.objects.filter(slug=slug).update(
                until=Greatest(F("until"), until), reason=reason
            )


def record_closure(slug: str, *, until: datetime, reason: str, now: datetime) -> None:
    """Note that this process leaves a server alone, for whoever looks at the servers."""
    ProviderClosure.objects.update_or_create(
        slug=slug,
        process=name_process(),
        defaults={"until": until, "reason": reason[:20], "noted_at": now},
    )


def forget_closure(slug: str) -> None:
    """Note that a server has answered this process again."""
    ProviderClosure.objects.filter(slug=slug, process=name_process()).delete()


def name_process() -> str:
    """Return what this process is called where several are looked at."""
    return f"{socket.gethostname()[:80]}:{os.getpid()}"


def let_be_asked_again(provider: Provider, *, by: object = None, now: datetime) -> None:
    """Have every process ask a server again: what it asked for and what it failed are forgotten."""
    with transaction.atomic():
        ProviderPause.objects.filter(slug=provider.slug).delete()
        ProviderClosure.objects.filter(slug=provider.slug).delete()
        Provider.objects.filter(id=provider.id).update(asked_again_at=now)
    _log("provider.asked_again", provider, by=by)


def purge_closures(*, now: datetime) -> None:
    """Let go of what processes said of servers that they have not asked for long, or died."""
    ProviderClosure.objects.filter(until__lt=now - KEPT_CLOSURE).delete()


def _log(
    event: str, provider: Provider, *, by: object, fields: Sequence[str] | None = None
) -> None:
    log.info(
        event,
        provider=provider.slug,
        by=str(by) if by is not None else None,
        **({} if fields is None else {"fields": list(fields)}),
    )
