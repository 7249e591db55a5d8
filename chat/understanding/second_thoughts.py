"""What is put right in the same breath: "Leeds, no wait, York", 找个司机 哦不 保安."""

import re

from .reading import Reading
from .slots import Item

# Said between what was wrong and what is right; at the very beginning it answers something else.
_MARKER = re.compile(
    r"(?<=[^\s,.;!?-])[\s,.;!?-]++(?:oh |er |ah |hang on |hold on )?(?:no,? wait|wait,? no|wait|sorry|scratch that|actually(?: no)?|or rather|make that|correction|oops|my bad|no,? no|nope)\b(?: (?:it'?s|i meant?|make (?:it|that)|rather))?"
    r"|(?<=[\u4e00-\u9fff\w])[\s,.。!?]*+(?:(?:哦|噢|啊|呃|诶)[,\s]?不(?:对|是)?|不对不?对?(?![劲头等口])|说错了?|打错了?|口误|写错了?|讲错了?)(?:[,了啊\s]|应该|是)*"
)


def find_second_thought(reading: Reading) -> tuple[int, int] | None:
    """Return where the person takes back what was said just before, None where nowhere."""
    markers = list(_MARKER.finditer(reading.lower))
    return markers[-1].span() if markers else None


def keep_meant(items: list[Item], marker: tuple[int, int]) -> list[Item]:
    """Return the items without the one taken back: the last before, if another comes after."""
    start, end = marker
    before = [item for item in items if item[2] <= start]
    after = [item for item in items if item[1] >= end]
    if not before or not after:
        return items
    revoked = max(before, key=lambda item: item[2])
    return [item for item in items if item is not revoked]
