"""Everything kept about a person: how it is handed over, erased and let go after a while.

Each app registers its part in `AppConfig.ready`; nothing here knows their tables.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from .models import User

ExportPart = dict[str, Any] | list[Any]

# Erased from the left of the import order to the right, so that rows go before what they point at;
# accounts goes last.
_ORDER = ("chat", "recruiting", "feeds", "resumes", "jobs", "eventlog")


@dataclass(frozen=True)
class PersonalData:
    """One app's part of what is kept about a person."""

    app: str
    export: Callable[[User], ExportPart]
    erase: Callable[[User], None]
    purge: Callable[[User, datetime], int] | None


_registered: dict[str, PersonalData] = {}


def register(
    app: str,
    *,
    export: Callable[[User], ExportPart],
    erase: Callable[[User], None],
    purge: Callable[[User, datetime], int] | None = None,
) -> None:
    """Make `app` part of export, erasure and retention.

    `export(user)` returns plain values that JSON can carry.
    `erase(user)` removes every personal word of theirs, vectors included. It runs inside one
    transaction with all the others, may run a second time, and deletes files on commit. Rows that
    must stay (append-only figures) keep the user's id only, which no longer names anybody.
    `purge(user, before)` removes conversations, and what came of them, last touched before an
    instant, and returns how many.
    """
    _registered[app] = PersonalData(app=app, export=export, erase=erase, purge=purge)


def registered_apps() -> tuple[str, ...]:
    """Return the names of the apps that hold personal data, in the order of erasure."""
    return tuple(sorted(_registered, key=_rank))


def _rank(app: str) -> tuple[int, str]:
    if app == "accounts":
        return (len(_ORDER) + 1, app)
    return (_ORDER.index(app) if app in _ORDER else len(_ORDER), app)


def export_person(user: User) -> dict[str, Any]:
    """Return everything registered about `user`, one key an app."""
    parts = {app: _registered[app].export(user) for app in reversed(registered_apps())}
    return {
        "format": "jobassist.export.1",
        "exported_at": timezone.now().isoformat(),
        "user_id": str(user.id),
        **parts,
    }


def erase_person(user: User, *, now: datetime | None = None) -> None:
    """Remove the person: sign-ins end, every app erases, an empty stub keeps the id.

    All or nothing. A second pass a little later takes what a turn or task that was
    already running wrote in the meantime.
    """
    from . import services, tasks

    with transaction.atomic():
        # Not the stronger lock: it would make every row that points at the person wait, and a
        # writer holding a conversation that this needs would be a deadlock.
        people = User.objects.select_for_update(no_key=True).order_by("id")
        locked = people.get(pk=user.pk)
        for guest in people.filter(merged_into=locked):
            run_erasure(guest)
        run_erasure(locked)
        services.close_erased_user(locked, now=now or timezone.now())
        tasks.defer_second_erasure(locked.pk)


def run_erasure(user: User) -> None:
    """Run every app's erasure for `user` in one transaction, in order; safe to repeat."""
    with transaction.atomic():
        for app in registered_apps():
            _registered[app].erase(user)


def purge_person(user: User, *, before: datetime) -> int:
    """Remove the user's conversations, and what came of them, last touched before an instant."""
    removed = 0
    with transaction.atomic():
        for app in registered_apps():
            purge = _registered[app].purge
            if purge is not None:
                removed += purge(user, before)
    return removed
