"""Standing searches for tests, and what was recorded of them."""

from datetime import datetime
from typing import Any

from chat.alerts import services
from chat.alerts.timing import Plan
from chat.models import Alert
from eventlog.models import Conversation, Event
from jobassist.accounts.models import User
from jobs.criteria import Criteria

NURSES = Criteria(titles=("nurse",), cities=("Leeds",))


def make_alert(
    user: User, conversation: Conversation | None, *, plan: Plan, now: datetime, **changes: Any
) -> Alert:
    """Return a person's standing search for nurses in Leeds, or for what is said instead."""
    values: dict[str, Any] = {"criteria": NURSES, "lang": "en"} | changes
    alert, _is_new = services.create_alert(
        user, conversation=conversation, plan=plan, now=now, **values
    )
    return alert


def data_of(event: Event | None) -> dict[str, Any]:
    """Return what an event says; there has to be one, and not erased."""
    assert event is not None
    assert event.data is not None
    return event.data
