"""What a guest takes along when signing in to an account that already exists.

The rule stands in docs/decisions; each app moves its own rows by the function it registers.
"""

from collections.abc import Callable

from .models import User

# (guest, into): moves every row of the guest to `into`. Runs inside the merge's transaction with
# both users locked, and once more later for what was being written: it must be safe to repeat.
MergeHook = Callable[[User, User], None]

_hooks: list[MergeHook] = []


def register(fn: MergeHook) -> MergeHook:
    """Make `fn(guest, into)` part of every merge; returns `fn`. Registering twice counts once."""
    if fn not in _hooks:
        _hooks.append(fn)
    return fn


def run_merge_hooks(guest: User, into: User) -> None:
    """Let every app move the guest's rows to `into`, in the order they registered."""
    for hook in _hooks:
        hook(guest, into)
