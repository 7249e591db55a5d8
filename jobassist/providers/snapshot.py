"""The servers as this process knows them: read anew every two seconds, never on the event loop."""

import asyncio
import contextlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from jobassist.db import run_in_db
from jobassist.logs import get_logger

from .breaker import Breaker
from .keys import MissingKey
from .models import Provider, ProviderPause
from .specs import ProviderSpec, Role, build_spec, environment_specs

log = get_logger(__name__)

READ_SECONDS = 2.0
# Older than this it is read before an answer is asked: a change holds within five seconds.
OLDEST_SECONDS = 4.0
WAIT_SECONDS = 1.0
MOST_BREAKERS = 100


@dataclass(frozen=True, slots=True)
class Rows:
    """What was read: those switched on, who asked to be left alone, and whether there are any."""

    specs: tuple[ProviderSpec, ...] = ()
    pauses: Mapping[str, datetime] = field(default_factory=dict)
    has_rows: bool = False
    # Why a server that is switched on cannot be asked, by its slug.
    faults: Mapping[str, str] = field(default_factory=dict)
    # When somebody said that a server may be asked again, by its slug.
    asked_again: Mapping[str, datetime] = field(default_factory=dict)


def read_rows(*, now: datetime) -> Rows:
    """Return the servers as their rows say. Two queries, and the files of their keys."""
    rows = list(Provider.objects.order_by("slug"))
    specs: list[ProviderSpec] = []
    faults: dict[str, str] = {}
    for row in rows:
        if not row.is_enabled:
            continue
        try:
            specs.append(build_spec(row))
        except MissingKey as missing:
            faults[row.slug] = str(missing)
    pauses = dict(ProviderPause.objects.filter(until__gt=now).values_list("slug", "until"))
    asked_again = {row.slug: row.asked_again_at for row in rows if row.asked_again_at is not None}
    return Rows(tuple(specs), pauses, bool(rows), faults, asked_again)


class Providers:
    """The servers of this process, with what it has seen of each."""

    def __init__(self) -> None:
        self._rows = Rows()
        self._read_at: float | None = None
        self._is_reading = False
        self._was_lost = False
        self._breakers: dict[tuple[str, str, str], Breaker] = {}
        self._task: asyncio.Task[None] | None = None

    def list_specs(self) -> tuple[ProviderSpec, ...]:
        """Return the servers that are switched on, as last read. No I/O."""
        return self._rows.specs if self._rows.has_rows else environment_specs()

    def list_for(self, role: Role) -> list[ProviderSpec]:
        """Return those that have a model for a role. No I/O."""
        return [each for each in self.list_specs() if each.model_for(role)]

    def breaker_of(self, spec: ProviderSpec) -> Breaker:
        """Return what this process has seen of a server at this address, with this key."""
        known = (spec.slug, spec.base_url, spec.api_key)
        breaker = self._breakers.get(known)
        if breaker is None:
            if len(self._breakers) >= MOST_BREAKERS:
                self._breakers.clear()
            breaker = self._breakers[known] = Breaker()
        return breaker

    def seconds_until_free(self, spec: ProviderSpec) -> float:
        """Return how long a server is to be left alone, 0 if it may be asked."""
        breaker = self.breaker_of(spec)
        left = max(self._seconds_of_pause(spec), breaker.seconds_left)
        if left <= 0 and not breaker.may_be_asked:
            # Somebody is just trying it out.
            return 1.0
        return max(0.0, left)

    def has_asked_for_pause(self, spec: ProviderSpec) -> bool:
        """Return whether a server itself asked to be left alone for now."""
        return self._seconds_of_pause(spec) > 0 or self.breaker_of(spec).was_asked_for

    def _seconds_of_pause(self, spec: ProviderSpec) -> float:
        until = self._rows.pauses.get(spec.slug)
        return (until - timezone.now()).total_seconds() if until else 0.0

    async def read(self) -> None:
        """Read the rows now. What was known stays where the database is away."""
        self._is_reading = True
        try:
            rows = await run_in_db(read_rows, now=timezone.now())
        except Exception as error:
            if not self._was_lost:
                log.warning("providers.not_read", error=type(error).__name__)
            self._was_lost = True
            return
        finally:
            self._is_reading = False
        self._was_lost = False
        if rows.faults != self._rows.faults:
            for slug, fault in rows.faults.items():
                log.warning("provider.has_no_key", provider=slug, fault=fault)
        for slug, at in rows.asked_again.items():
            if at != self._rows.asked_again.get(slug):
                self._ask_again(slug)
        self._rows, self._read_at = rows, time.monotonic()

    def _ask_again(self, slug: str) -> None:
        for (known, _base_url, _api_key), breaker in self._breakers.items():
            if known == slug:
                breaker.reset()

    async def read_if_old(self) -> None:
        """Read the rows if what is known may no longer hold; costs nothing where it does.

        In the web process a task reads; elsewhere each answer that is asked sees to it.
        """
        age = None if self._read_at is None else time.monotonic() - self._read_at
        if self._is_reading or (age is not None and age < OLDEST_SECONDS):
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(WAIT_SECONDS):
                await self.read()

    async def start(self) -> None:
        """Begin reading, every two seconds; the first time before anybody is answered."""
        await self.read_if_old()
        self._task = asyncio.create_task(self._read_forever(), name="providers")

    async def stop(self) -> None:
        """Read no more."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _read_forever(self) -> None:
        while True:
            await asyncio.sleep(READ_SECONDS)
            await self.read()

    def forget(self) -> None:
        """Know nothing: for tests, whose rows come and go."""
        self._rows, self._read_at, self._breakers = Rows(), None, {}


providers = Providers()
