"""Child processes that never outlive the process that made them."""

import os
import threading
import time

LOOK_SECONDS = 1.0


def exit_with_parent() -> None:
    """End this process soon after its parent is gone, however the parent ended.

    To be called in the child, as a pool's initializer. A parent killed with -9 tells
    nobody; and the kernel's own signal for it fires when the thread that started the child
    ends, which in a pool is long before the process does. So the child looks.
    """
    parent = os.getppid()
    threading.Thread(target=_watch, args=(parent,), name="exit-with-parent", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    os._exit(1)
