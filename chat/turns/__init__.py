"""Orders and turns in rows: taken into the log, claimed, answered, ended. No socket, no model.

One running turn a conversation (a partial unique constraint), with a lease and a
fence: whoever lost the lease holds an old fence and can write nothing more.
"""

from chat.turns.orders import (
    LONGEST_QUIET,
    QUIET,
    Locked,
    Order,
    Submitted,
    hash_body,
    open_first,
    purge_frames,
    submit,
    submit_many,
)
from chat.turns.rows import (
    LEASE,
    ClaimedTurn,
    TextSoFar,
    load_state,
    read_history,
    text_so_far,
    texts_so_far,
    to_event,
)
from chat.turns.running import (
    Ended,
    Ending,
    append_for,
    begin_write,
    cancel_reason,
    claim,
    expire,
    finish,
    finish_many,
    keep_many,
    renew,
)

__all__ = [
    "LEASE",
    "LONGEST_QUIET",
    "QUIET",
    "ClaimedTurn",
    "Ended",
    "Ending",
    "Locked",
    "Order",
    "Submitted",
    "TextSoFar",
    "append_for",
    "begin_write",
    "cancel_reason",
    "claim",
    "expire",
    "finish",
    "finish_many",
    "hash_body",
    "keep_many",
    "load_state",
    "open_first",
    "purge_frames",
    "read_history",
    "renew",
    "submit",
    "submit_many",
    "text_so_far",
    "texts_so_far",
    "to_event",
]
