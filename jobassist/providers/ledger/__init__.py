"""What calls of models may go, set aside before them and settled once after them; in rows.

The one writer of meters, calls, days and the line. Every function is one short transaction, and
nothing is locked while a model writes. Who asks locks a meter; who settles locks its calls, then
their days, then meters by key: nobody waits in a circle.
"""

from .line import (
    ALIVE_FOR,
    EXPIRES_AFTER,
    Let,
    ask_many,
    drop_place,
    leave_many,
    reserve,
    serve,
)
from .settling import expire, forget_person, move_person, purge, settle_many
from .types import Answer, Ask, Granted, InLine, Refused, Used

__all__ = [
    "ALIVE_FOR",
    "EXPIRES_AFTER",
    "Answer",
    "Ask",
    "Granted",
    "InLine",
    "Let",
    "Refused",
    "Used",
    "ask_many",
    "drop_place",
    "expire",
    "forget_person",
    "leave_many",
    "move_person",
    "purge",
    "reserve",
    "serve",
    "settle_many",
]
