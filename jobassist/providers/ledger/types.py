"""What the ledger is asked, and what it answers. No I/O."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from jobassist.providers.meters import Quota


@dataclass(frozen=True)
class Ask:
    """A call that wants to go. `input_tokens` as counted, `output_tokens` the longest answer."""

    quota: Quota
    model_name: str
    input_tokens: int
    output_tokens: int
    user_id: uuid.UUID | None = None
    # The tenant that pays; None: the installation.
    company_id: int | None = None
    conversation_id: uuid.UUID | None = None
    turn_id: uuid.UUID | None = None
    # Of a turn that was let in before: it does not stand in line again from the end.
    rank_at: datetime | None = None
    may_wait: bool = True
    id: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def tokens(self) -> int:
        """Return what is set aside."""
        return self.input_tokens + self.output_tokens


@dataclass(frozen=True)
class Granted:
    """It may go now; what it used has to be settled. `rank_at` None: there was no line."""

    rank_at: datetime | None


@dataclass(frozen=True)
class InLine:
    """It waits, about so long; `serve` says when it may go. 0: as was said before."""

    seconds: float


@dataclass(frozen=True)
class Refused:
    """It may not go: come again after so long. `why` the minute, or whose budget."""

    seconds: float
    why: Literal["minute", "person_budget", "company_budget", "budget"]


Answer = Granted | InLine | Refused


@dataclass(frozen=True)
class Used:
    """What a call used: as the server said, or by our count where it said nothing."""

    id: uuid.UUID
    input_tokens: int
    output_tokens: int
