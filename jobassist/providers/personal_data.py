"""What is kept of a person's calls of models: handed over, let go of, moved with a guest."""

from typing import Any

from jobassist.accounts import merging, personal_data
from jobassist.accounts.models import User

from . import ledger, spending


def register_hooks() -> None:
    """Take part in export, erasure and merging. Called once, when the app is ready."""
    personal_data.register("providers", export=export_uses, erase=ledger.forget_person)
    merging.register(ledger.move_person)


def export_uses(user: User) -> list[dict[str, Any]]:
    """Return by day and server how much of models a person's conversations took."""
    return [
        {
            "day": day.isoformat(),
            "provider": provider,
            "calls": cost.calls,
            "tokens_read": cost.input_tokens,
            "tokens_written": cost.output_tokens,
        }
        for day, provider, cost in spending.days_of_person(user)
    ]
