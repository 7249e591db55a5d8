"""A `ChatModel` over all servers: which one answers, and what happens when it does not.

The only owner of retries. An answer is asked of two servers at most, and a turn tries again
once in all: whoever waits is answered by the rules sooner than by a third attempt.
"""

import asyncio
import secrets
import time
import uuid
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from typing import Any, Protocol

from django.utils import timezone

from jobassist.ai.chat_model import ChatModel, ModelError, ModelRefused, ModelUnavailable
from jobassist.ai.types import Finished, ModelRequest, ModelStep, StartOver, TextPart
from jobassist.db import run_in_db
from jobassist.logs import get_logger

from . import services
from .admission import LedgerMeter
from .breaker import Breaker
from .choice import rank_providers
from .full import ProviderFull
from .snapshot import Providers, providers
from .specs import ProviderSpec, Role

log = get_logger(__name__)

MOST_ATTEMPTS = 2
# Before the same server is asked once more, where there is no other.
PAUSE_SECONDS = 0.2
# What a server may ask for and still be waited for.
LONGEST_RETRY_AFTER_SECONDS = 1.0
# With less left of a turn another server would not come to its first word.
LEAST_SECONDS = 1.0
# A key that is refused, or a model that is not there, is not better a moment later.
REFUSED_SECONDS = 60.0
# Failures of which nobody writes a bill.
TURNED_AWAY = frozenset({"unreachable", "busy", "server_error"})


@dataclass(frozen=True, slots=True)
class Asker:
    """On whose account an answer is asked, and for which turn and conversation."""

    # What keeps going to the same server; "" for something that belongs to no conversation.
    key: str = ""
    user_id: uuid.UUID | None = None
    # The tenant that pays; None: the installation, which pays for seekers.
    company_id: int | None = None
    conversation_id: uuid.UUID | None = None
    turn_id: uuid.UUID | None = None
    # Told about how many seconds it takes, once, where it has to stand in line.
    tell: Callable[[float], None] | None = None


@dataclass(frozen=True, slots=True)
class Preference:
    """The server that is to be asked first, whatever its weight, and its model for talk."""

    provider: str
    model_name: str = ""


@dataclass(slots=True)
class TurnUse:
    """What one turn has asked of servers; grows with each answer."""

    attempts: int = 0
    # Why an answer had to be asked of another server, or again; the first reason.
    failover_reason: str = ""
    # From asking to the first word or tool call of the first answer.
    first_text_ms: int | None = None
    input_tokens: int = 0
    output_tokens: int = 0


class Reservation(Protocol):
    """What was set aside for one attempt."""

    async def settle(
        self,
        *,
        input_tokens: int | None,
        output_tokens: int | None,
        text_length: int,
        was_heard: bool = True,
    ) -> None:
        """Count what it really took; None where the server did not say. Called once.

        `was_heard` false: the server turned it away, or was never reached.
        """
        ...


class Meter(Protocol):
    """Counts what is asked of servers, and says when no more may be."""

    async def reserve(
        self, spec: ProviderSpec, request: ModelRequest, *, role: Role, asker: Asker
    ) -> Reservation:
        """Set aside what an attempt may take; raises ProviderFull."""
        ...

    async def wait(
        self, specs: Sequence[ProviderSpec], request: ModelRequest, *, role: Role, asker: Asker
    ) -> tuple[ProviderSpec, Reservation]:
        """Stand in line for the first of these that has room; raises ProviderFull."""
        ...


meter: Meter = LedgerMeter()


class RoutedChatModel:
    """The model of one turn: each answer by the conversation's server, or the next that can.

    `until` is the end of the turn, in the event loop's time: no attempt outlasts it. Without a
    `role` each request says which it needs. A `preference` holds while its server can answer.
    """

    def __init__(
        self,
        *,
        role: Role | None = None,
        asker: Asker = Asker(),
        until: float | None = None,
        preference: Preference | None = None,
        known: Providers = providers,
        build: Callable[[ProviderSpec, Role], ChatModel] | None = None,
    ) -> None:
        self._fixed_role = role
        self._role: Role = role or "large"
        self._asker = asker
        self._key = asker.key or secrets.token_hex(8)
        self._until = until
        self._preference = preference
        self._known = known
        self._build = build or build_model
        self._retries_left = MOST_ATTEMPTS - 1
        self._asked: ProviderSpec | None = None
        self.use = TurnUse()

    @property
    def provider(self) -> str:
        """The server that was asked last, or would be asked first."""
        spec = self._asked or next(iter(self._rank()), None)
        return spec.label if spec else ""

    @property
    def model_name(self) -> str:
        spec = self._asked or next(iter(self._rank()), None)
        return spec.model_for(self._role) if spec else ""

    async def stream(self, request: ModelRequest) -> AsyncGenerator[ModelStep, None]:
        """Yield the answer as it comes; `StartOver` where another server begins it anew.

        Raises ModelUnavailable or ModelRefused when no server gave it.
        """
        self._role = self._fixed_role or request.role
        await self._known.read_if_old()
        failed: ModelError | None = None
        refused_by: ProviderSpec | None = None
        tried: list[ProviderSpec] = []
        while True:
            spec, reserved = await self._reserve(request, tried=tried, failed=failed)
            tried.append(spec)
            has_text = False
            try:
                async with aclosing(self._attempt(spec, reserved, request)) as steps:
                    async for step in steps:
                        has_text = has_text or isinstance(step, TextPart)
                        yield step
            except ModelError as error:
                failed = error
            else:
                if refused_by is not None:
                    # Another server could answer it: it is not the request.
                    self._known.breaker_of(refused_by).fail()
                return
            reason = str(getattr(failed, "reason", "failed"))
            log.warning(
                "provider.failed",
                provider=spec.slug,
                reason=reason,
                turn_id=str(self._asker.turn_id or ""),
            )
            if not self._may_try_again(failed):
                raise failed
            if isinstance(failed, ModelRefused):
                refused_by = spec
            self._retries_left -= 1
            self.use.failover_reason = self.use.failover_reason or reason
            if has_text:
                yield StartOver(reason)

    def _rank(self) -> list[ProviderSpec]:
        ranked = rank_providers(self._known.list_for(self._role), key=self._key)
        wish = self._preference
        if wish is None:
            return ranked
        first = [each for each in ranked if each.slug == wish.provider]
        if wish.model_name:
            first = [replace(each, large_model=wish.model_name) for each in first]
        return [*first, *(each for each in ranked if each.slug != wish.provider)]

    def _may_try_again(self, failed: ModelError) -> bool:
        if not self._retries_left or self._seconds_left() < LEAST_SECONDS:
            return False
        # What one server's rules forbid to be said is not carried to the next.
        return not (isinstance(failed, ModelRefused) and failed.reason == "filtered")

    def _seconds_left(self) -> float:
        if self._until is None:
            return float("inf")
        return self._until - asyncio.get_running_loop().time()

    async def _reserve(
        self, request: ModelRequest, *, tried: list[ProviderSpec], failed: ModelError | None
    ) -> tuple[ProviderSpec, Reservation]:
        """Return the first server that may be asked, with what was set aside for it.

        Where all others are taken, one that failed a moment ago may be the last hope.
        """
        ranked = self._rank()
        if not ranked:
            raise failed or ModelRefused("not_allowed")
        waits: list[float] = []
        full: list[ProviderSpec] = []
        # Not so where servers are left alone because they fail: nobody stands in line there.
        is_busy = False
        for spec in ranked:
            if spec in tried:
                continue
            wait = self._known.seconds_until_free(spec)
            if wait > 0:
                waits.append(wait)
                is_busy = is_busy or self._known.has_asked_for_pause(spec)
                continue
            try:
                return spec, await meter.reserve(spec, request, role=self._role, asker=self._asker)
            except ProviderFull as error:
                if error.why == "budget":
                    raise ModelUnavailable(
                        error.why, retry_after_seconds=error.retry_after_seconds
                    ) from None
                waits.append(error.retry_after_seconds)
                full.append(spec)
        if failed is None and full:
            try:
                return await meter.wait(full, request, role=self._role, asker=self._asker)
            except ProviderFull as error:
                raise ModelUnavailable(
                    error.why, retry_after_seconds=error.retry_after_seconds
                ) from None
        if failed is None:
            reason: ModelUnavailable.Reason = "busy" if is_busy else "unreachable"
            raise ModelUnavailable(reason, retry_after_seconds=min(waits))
        pause = _pause_after(failed)
        again = tried[-1]
        if pause is None or self._known.seconds_until_free(again) > pause:
            raise failed
        await asyncio.sleep(pause)
        try:
            return again, await meter.reserve(again, request, role=self._role, asker=self._asker)
        except ProviderFull:
            raise failed from None

    async def _attempt(
        self, spec: ProviderSpec, reserved: Reservation, request: ModelRequest
    ) -> AsyncGenerator[ModelStep, None]:
        """Yield one server's answer, and note what it says about the server."""
        breaker = self._known.breaker_of(spec)
        is_probe = breaker.begin()
        self._asked = spec
        self.use.attempts += 1
        finished: Finished | None = None
        text_length = 0
        was_heard = True
        started = time.monotonic()
        try:
            model = self._build(spec, self._role)
            async with aclosing(model.stream(request)) as steps:
                while True:
                    # Not around the `yield`: only the server's own time counts.
                    async with asyncio.timeout_at(self._until):
                        step = await anext(steps, None)
                    if step is None:
                        break
                    if self.use.first_text_ms is None:
                        self.use.first_text_ms = int(1000 * (time.monotonic() - started))
                    if isinstance(step, TextPart):
                        text_length += len(step.text)
                    elif isinstance(step, Finished):
                        finished = step
                        breaker.succeed(is_probe=is_probe)
                        if is_probe:
                            await _share(services.forget_closure, spec.slug)
                        # Whoever reads on may take long, and the next trial is another's.
                        is_probe = False
                    yield step
        except TimeoutError:
            # The turn's own end, which says nothing about the server.
            raise ModelUnavailable("slow") from None
        except ModelUnavailable as error:
            was_heard = text_length > 0 or error.reason not in TURNED_AWAY
            await self._note_failure(spec, error, is_probe=is_probe)
            raise
        except ModelRefused as error:
            was_heard = text_length > 0
            if error.reason == "not_allowed":
                breaker.shut(REFUSED_SECONDS)
                await _note_closure(spec, breaker, error.reason)
            raise
        finally:
            breaker.let_go(is_probe=is_probe)
            self.use.input_tokens += (finished and finished.input_tokens) or 0
            self.use.output_tokens += (finished and finished.output_tokens) or 0
            await reserved.settle(
                input_tokens=finished.input_tokens if finished else None,
                output_tokens=finished.output_tokens if finished else None,
                text_length=text_length,
                was_heard=was_heard,
            )

    async def _note_failure(
        self, spec: ProviderSpec, error: ModelUnavailable, *, is_probe: bool
    ) -> None:
        breaker = self._known.breaker_of(spec)
        seconds = error.retry_after_seconds
        if seconds and seconds > LONGEST_RETRY_AFTER_SECONDS:
            now = timezone.now()
            breaker.leave_alone(min(seconds, services.LONGEST_PAUSE.total_seconds()))
            await _share(
                services.record_pause,
                spec.slug,
                until=now + timedelta(seconds=min(seconds, 86_400)),
                reason=error.reason,
                now=now,
            )
        elif breaker.fail(is_probe=is_probe):
            log.warning("provider.closed_off", provider=spec.slug, reason=error.reason)
            await _note_closure(spec, breaker, error.reason)


async def _note_closure(spec: ProviderSpec, breaker: Breaker, reason: str) -> None:
    now = timezone.now()
    until = now + timedelta(seconds=breaker.seconds_left)
    await _share(services.record_closure, spec.slug, until=until, reason=reason, now=now)


async def _share(note: Callable[..., None], slug: str, **about: Any) -> None:
    """Have something of a server written down for others; the answer does not depend on it."""
    try:
        await run_in_db(note, slug, **about)
    except Exception as lost:
        # The others find out for themselves.
        log.warning("provider.not_shared", error=type(lost).__name__)


def _pause_after(failed: ModelError) -> float | None:
    """Return how long to wait before the same server is asked again; None: not at all."""
    if not isinstance(failed, ModelUnavailable) or failed.reason == "slow":
        return None
    pause = failed.retry_after_seconds or PAUSE_SECONDS
    return pause if pause <= LONGEST_RETRY_AFTER_SECONDS else None


def build_model(spec: ProviderSpec, role: Role) -> ChatModel:
    """Return the client of one server and one model. Its SDK is imported at the first call."""
    return _build_model(spec, spec.model_for(role))


@lru_cache(maxsize=64)
def _build_model(spec: ProviderSpec, model_name: str) -> ChatModel:
    from jobassist.ai.openai_chat import OpenAIChatModel

    return OpenAIChatModel(
        api_key=spec.api_key,
        base_url=spec.base_url,
        model_name=model_name,
        connect_seconds=spec.connect_seconds,
        timeout_seconds=spec.first_text_seconds,
        stall_seconds=spec.stall_seconds,
    )
