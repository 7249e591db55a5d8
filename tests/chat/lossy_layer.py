"""A channel layer that loses messages and says nothing of it, as every layer may.

For `CHANGES` of `tests.web_process`: `LOSES_MESSAGES` puts it in the real one's place.
"""

import json
import random
from typing import Any

from channels_redis.pubsub import RedisPubSubLoopLayer

SHARE = 0.15
LOSES_MESSAGES = json.dumps(
    {
        "channels_redis.pubsub:RedisPubSubLoopLayer.group_send": (
            f"__import__({__name__!r}, fromlist=['group_send']).group_send"
        )
    }
)
_group_send = RedisPubSubLoopLayer.group_send


async def group_send(self: RedisPubSubLoopLayer, group: str, message: dict[str, Any]) -> None:
    """Send a message to a group, or to nobody."""
    if random.random() >= SHARE:
        await _group_send(self, group, message)
