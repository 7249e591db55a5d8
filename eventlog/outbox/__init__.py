"""What reaches a closed app: notices by e-mail, to browsers and, over a gateway, to apps.

Whoever makes something happen calls `notify` in the same transaction. Nothing of what was said
or done leaves: a kind, ids and a count.
"""

from .kinds import KINDS, NoticeKind
from .notices import forget_notices, notify
from .presence import note_present

__all__ = ["KINDS", "NoticeKind", "forget_notices", "note_present", "notify"]
