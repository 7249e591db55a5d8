"""A message while it streams: its words on their way to the devices that look on."""

import asyncio
import uuid
from collections.abc import Callable

from chat import events

# Words that stream are sent this often: nobody reads faster, and each frame costs every device.
DELTA_SECONDS = 0.05


class LiveText:
    """One message after the other; what of it devices have, and when they get the rest.

    `item_id` is None between messages. Nothing here is written: that is done when it is whole.
    """

    def __init__(self, send: Callable[[events.ServerData], None], *, lang: str) -> None:
        self._send = send
        self._lang = lang
        self.item_id: uuid.UUID | None = None
        self.text = ""
        self._sent = 0
        self._timer: asyncio.TimerHandle | None = None

    def begin(self, text: str) -> None:
        """Begin a message; its first words are sent at once."""
        self.item_id, self.text, self._sent = uuid.uuid4(), text, 0
        self._say_begun()
        self.flush()

    def add(self, text: str) -> None:
        """Go on with it; what comes within the same moment is sent together."""
        self.text += text
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(DELTA_SECONDS, self.flush)

    def flush(self) -> None:
        """Send the words that were not sent yet."""
        self.stop()
        offset, self._sent = self._sent, len(self.text)
        if offset < self._sent:
            words = self.text[offset:]
            self._send(events.ItemDelta(item_id=str(self.item_id), offset=offset, text=words))

    def say_again(self) -> None:
        """Send all of it from its beginning: a device came back in the middle."""
        if self.item_id is not None:
            self._say_begun()
            self._sent = 0
            self.flush()

    def stop(self) -> None:
        """Send nothing more by itself: what follows says how the message ends."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def forget(self) -> None:
        """Be between messages again."""
        self.stop()
        self.item_id, self.text, self._sent = None, "", 0

    def _say_begun(self) -> None:
        self._send(
            events.ItemAdded(
                item_id=str(self.item_id), role="assistant", kind="text", lang=self._lang
            )
        )
