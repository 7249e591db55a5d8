"""Who may ask a model now, who waits for it and who is told to come again; over `ledger`'s rows.

A process holds no count of its own: two that ask at the same moment ask the same rows.
"""

import asyncio
import uuid
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings

from jobassist.ai.tokens import count_request
from jobassist.ai.types import ModelRequest
from jobassist.batching import Batcher
from jobassist.db import run_in_db
from jobassist.logs import get_logger
from jobassist.loops import PerLoop

from . import budgets, ledger
from .full import ProviderFull
from .ledger import Answer, Ask, Granted, InLine, Refused, Used
from .meters import Quota
from .specs import ProviderSpec, Role

if TYPE_CHECKING:
    from .routing import Asker

log = get_logger(__name__)

# How often a process looks whether those who wait in it may go.
TICK_SECONDS = 0.1
# A line that moves slower than was said is given up at last.
PATIENCE = 1.5
STOP_SECONDS = 3.0
MOST_TURNS = 10_000
# Characters that a token holds where nobody counted: too few rather than too many.
CHARACTERS_A_TOKEN = 2

Tell = Callable[[float], None]


class Full(Exception):
    """A call may not go: come again after so long. `why` the minute, or whose budget."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.why)
        self.refused = refused


@dataclass
class _Calls:
    """The calls of one event loop."""

    waiting: dict[uuid.UUID, tuple[Ask, "asyncio.Future[Granted]"]] = field(default_factory=dict)
    ticker: "asyncio.Task[None] | None" = None
    background: "set[asyncio.Task[Any]]" = field(default_factory=set)
    # Where turns under way stood in the line: their next call stands there too.
    ranks: OrderedDict[uuid.UUID, datetime] = field(default_factory=OrderedDict)


class Admission:
    """The calls of this process that wait, go and end.

    Each event loop has its own: a background task may run one beside the server's.
    """

    def __init__(self) -> None:
        self._asks: Batcher[Ask, Answer] = Batcher(ledger.ask_many)
        self._settles: Batcher[Used, bool] = Batcher(ledger.settle_many)
        self._leaves: Batcher[Ask, Refused] = Batcher(ledger.leave_many)
        self._of_loop: PerLoop[_Calls] = PerLoop(_Calls)

    async def admit(self, ask: Ask) -> "Admitted":
        """Return a call that may go now, which has to be settled; raises Full."""
        return await self._admit(ask, may_wait=False, tell=None)

    async def wait(self, asks: Sequence[Ask], *, tell: Tell | None = None) -> "Admitted":
        """Return a call when it may go; raises Full where that would take too long.

        They are one question to several servers that have no room now: it stands in the line of
        the one that has room first. Says by `tell` about how many seconds it takes.
        """
        soonest, least = asks[0], float("inf")
        for ask in asks if len(asks) > 1 else ():
            answer = await self._ask(replace(ask, may_wait=False))
            if isinstance(answer, Granted):
                return self._let_go(ask, answer)
            if answer.seconds < least:
                soonest, least = ask, answer.seconds
        # Not the key that was refused.
        return await self._admit(replace(soonest, id=uuid.uuid4()), may_wait=True, tell=tell)

    async def _admit(self, ask: Ask, *, may_wait: bool, tell: Tell | None) -> "Admitted":
        ranks = self._of_loop.get().ranks
        rank_at = ranks.get(ask.turn_id) if ask.turn_id is not None else None
        ask = replace(ask, rank_at=rank_at, may_wait=may_wait)
        answer = await self._ask(ask)
        if isinstance(answer, InLine):
            answer = await self._wait(ask, answer, tell=tell)
        if isinstance(answer, Refused):
            raise Full(answer)
        return self._let_go(ask, answer)

    async def _ask(self, ask: Ask) -> Answer:
        if not _is_asked_first(ask):
            # Nothing can refuse it, so it is written down beside the call and not before it.
            return Granted(None)
        asking = asyncio.create_task(self._asks.ask(ask))
        try:
            return await asyncio.shield(asking)
        except asyncio.CancelledError:
            # It may be let through or get a place a moment after its turn was cancelled.
            self._soon(self._withdraw(ask, asking))
            raise

    def _let_go(self, ask: Ask, granted: Granted) -> "Admitted":
        if not _is_asked_first(ask):
            return Admitted(self, ask, self._soon(self._asks.ask(ask)))
        if ask.turn_id is not None and granted.rank_at is not None:
            ranks = self._of_loop.get().ranks
            ranks[ask.turn_id] = granted.rank_at
            while len(ranks) > MOST_TURNS:
                ranks.popitem(last=False)
        return Admitted(self, ask, None)

    async def _wait(self, ask: Ask, told: InLine, *, tell: Tell | None) -> Granted | Refused:
        if tell is not None:
            tell(told.seconds)
        calls = self._of_loop.get()
        future: asyncio.Future[Granted] = asyncio.get_running_loop().create_future()
        calls.waiting[ask.id] = (ask, future)
        if calls.ticker is None or calls.ticker.done():
            calls.ticker = asyncio.create_task(self._tick_while_waiting(calls))
        try:
            async with asyncio.timeout(max(1.0, settings.MODEL_QUEUE_SECONDS * PATIENCE)):
                return await asyncio.shield(future)
        except TimeoutError:
            pass
        except asyncio.CancelledError:
            calls.waiting.pop(ask.id, None)
            self._soon(self._withdraw(ask))
            raise
        calls.waiting.pop(ask.id, None)
        if future.done() and not future.cancelled():
            return future.result()
        refused = await self._leaves.ask(ask)
        log.info("model.line_left", provider=ask.quota.provider, seconds=round(refused.seconds))
        return refused

    async def _tick_while_waiting(self, calls: _Calls) -> None:
        while calls.waiting:
            await asyncio.sleep(TICK_SECONDS)
            by_provider: dict[str, list[Ask]] = {}
            for ask, _future in calls.waiting.values():
                by_provider.setdefault(ask.quota.provider, []).append(ask)
            for asks in by_provider.values():
                try:
                    answers = await run_in_db(ledger.serve, (), asks)
                except Exception as error:
                    # Those who wait give up in time by themselves.
                    log.warning("model.line_not_served", error=type(error).__name__)
                    continue
                for id_, answer in answers.items():
                    if isinstance(answer, Granted):
                        self._grant(calls, id_, answer)

    def _grant(self, calls: _Calls, id_: uuid.UUID, granted: Granted) -> None:
        ask, future = calls.waiting.pop(id_, (None, None))
        if future is None or future.done():
            # Given up while the answer was on its way: what was set aside goes back.
            self._soon(self._settles.ask(Used(id_, 0, 0)))
            return
        assert ask is not None
        future.set_result(granted)

    async def _withdraw(self, ask: Ask, asking: "asyncio.Task[Answer] | None" = None) -> None:
        if asking is not None:
            # What is not written down yet could not be taken back.
            await asyncio.gather(asking, return_exceptions=True)
        await run_in_db(ledger.drop_place, ask.id)
        await self._settles.ask(Used(ask.id, 0, 0))

    def _soon(self, work: Coroutine[Any, Any, Any]) -> "asyncio.Task[Any]":
        background = self._of_loop.get().background
        task = asyncio.create_task(work)
        background.add(task)
        task.add_done_callback(background.discard)
        task.add_done_callback(_note_lost)
        return task

    async def settled(self) -> None:
        """Wait until everything that ended in this event loop is written down."""
        background = self._of_loop.get().background
        while background:
            await asyncio.wait(list(background))

    async def stop(self) -> None:
        """Write down what has ended, for the end of the process."""
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_SECONDS):
                await self.settled()


@dataclass
class Admitted:
    """A call that may go; `settle` it once, whatever becomes of it."""

    _admission: Admission
    ask: Ask
    # Written down meanwhile.
    _reserving: "asyncio.Task[Any] | None"
    _is_settled: bool = False

    def settle(
        self,
        *,
        input_tokens: int | None,
        output_tokens: int | None,
        text_length: int = 0,
        was_heard: bool = True,
    ) -> None:
        """Have it written down what the call used, soon; again is nothing.

        None where the server did not say: the input as we count it then, and the text that came.
        `was_heard` false: the server turned it away, or was never reached.
        """
        if self._is_settled:
            return
        self._is_settled = True
        if not was_heard and input_tokens is None:
            used = Used(self.ask.id, 0, 0)
        else:
            used = Used(
                self.ask.id,
                self.ask.input_tokens if input_tokens is None else input_tokens,
                -(-text_length // CHARACTERS_A_TOKEN) if output_tokens is None else output_tokens,
            )
        self._admission._soon(self._settle(used))

    async def _settle(self, used: Used) -> None:
        if self._reserving is not None:
            await asyncio.wait([self._reserving])
        await self._admission._settles.ask(used)


def _note_lost(task: "asyncio.Task[Any]") -> None:
    if not task.cancelled() and task.exception() is not None:
        # It expires as what was set aside.
        log.warning("model.not_settled", error=type(task.exception()).__name__)


def _is_asked_first(ask: Ask) -> bool:
    """Return whether anything could refuse a call."""
    allowed = budgets.read_budgets()
    # What a company may spend may stand in a row, which nobody reads here.
    return (
        ask.quota.is_limited
        or allowed.has_person
        or allowed.has_installation
        or ask.company_id is not None
    )


admission = Admission()


class LedgerMeter:
    """What routing asks before and after each attempt, answered by the ledger."""

    async def reserve(
        self, spec: ProviderSpec, request: ModelRequest, *, role: Role, asker: "Asker"
    ) -> "LedgerReservation":
        """Set aside what an attempt may take; raises ProviderFull."""
        try:
            return LedgerReservation(await admission.admit(build_ask(spec, request, role, asker)))
        except Full as full:
            raise _translate(full) from None

    async def wait(
        self, specs: Sequence[ProviderSpec], request: ModelRequest, *, role: Role, asker: "Asker"
    ) -> "tuple[ProviderSpec, LedgerReservation]":
        """Stand in line for the first of these that has room; raises ProviderFull."""
        asks = [build_ask(each, request, role, asker) for each in specs]
        try:
            admitted = await admission.wait(asks, tell=asker.tell)
        except Full as full:
            raise _translate(full) from None
        spec = next(each for each in specs if each.slug == admitted.ask.quota.provider)
        return spec, LedgerReservation(admitted)


@dataclass(frozen=True)
class LedgerReservation:
    """What was set aside for one attempt."""

    admitted: Admitted

    async def settle(
        self,
        *,
        input_tokens: int | None,
        output_tokens: int | None,
        text_length: int,
        was_heard: bool = True,
    ) -> None:
        """Have it written down what the attempt took; does not wait for it."""
        self.admitted.settle(
            input_tokens=input_tokens,
            output_tokens=output_tokens,
            text_length=text_length,
            was_heard=was_heard,
        )


def build_ask(spec: ProviderSpec, request: ModelRequest, role: Role, asker: "Asker") -> Ask:
    """Return the question whether a request may go to a server."""
    read, written = count_request(request), request.max_tokens
    return Ask(
        Quota(
            provider=spec.slug,
            requests_per_minute=spec.requests_per_minute,
            tokens_per_minute=spec.tokens_per_minute,
            input_price=spec.input_price,
            output_price=spec.output_price,
            currency=spec.currency,
        ),
        spec.model_for(role),
        input_tokens=read,
        output_tokens=written,
        user_id=asker.user_id,
        company_id=asker.company_id,
        conversation_id=asker.conversation_id,
        turn_id=asker.turn_id,
    )


def _translate(full: Full) -> ProviderFull:
    refused = full.refused
    return ProviderFull(
        retry_after_seconds=refused.seconds,
        why="busy" if refused.why == "minute" else "budget",
    )
