"""Names of cities that were heard right and written wrong: 上还, 沈镇, lead's, card if."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from jobassist.language.lexicon import segmenter
from jobassist.language.places import find_places
from jobassist.language.titles import find_titles

DATA = Path(__file__).parent / "data"

# What stands before a place of work; at the beginning of a thought it needs no word.
_BEFORE_ZH = re.compile(
    r"(?:(?:^|[,。!?;、\s])(?:我|人|家)?|在|去|到|来|回|往|离开?|坐标|人在|base|地点|城市|换成?|改成?|还是|或者?|和|想)$"
)
_AFTER_ZH = re.compile(
    r"^(?:$|[,。!?;、\s\da-z]|市|这边|那边|附近|本地|周边|有|找|做|当|干|上班|工作|招|的|地区|或|和|还是|也|都|吧|就|哪|那)"
)


def find_heard_cities_zh(lower: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, city) where other characters of the same sounds stand for a city."""
    sounds, cities = _sounds(), _cities_by_sound()
    words = [(a, b) for _, a, b in segmenter().tokenize(lower, hmm=False)]
    for size in (3, 2):
        for start in range(len(lower) - size + 1):
            end = start + size
            piece = lower[start:end]
            city = cities.get("|".join(sounds.get(c, "?") for c in piece))
            if city is None or city == piece:
                continue
            if not _BEFORE_ZH.search(lower[:start]):
                continue
            if not _AFTER_ZH.match(lower[end:]) and not _opens_with_work(lower[end:]):
                continue
            # A word of its own, or cut out of others (晚上|还, 新|进程), was meant as it is.
            if any(b - a > 1 and a < end and start < b for a, b in words):
                continue
            if find_places(piece, lang="zh"):
                continue
            yield start, end, city


def _opens_with_work(words: str) -> bool:
    titles = find_titles(words[:12], lang="zh")
    return bool(titles) and words.startswith(titles[0].text.lower())


@lru_cache(maxsize=1)
def _sounds() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in _read_lines("sounds_zh.txt"):
        sound, _, chars = line.partition(" ")
        for char in chars:
            found.setdefault(char, sound.rstrip("2"))
    return found


@lru_cache(maxsize=1)
def _cities_by_sound() -> dict[str, str]:
    names = [name for line in _read_lines("cities_heard.txt") for name in line.split()]
    return {"|".join(_sounds().get(c, "!") for c in name): name for name in names}


def _read_lines(name: str) -> list[str]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


# Words that sound like a town: only right after "in" and the like, and before what may follow one.
_TOWNS_EN = {
    "leads": "Leeds", "lead's": "Leeds", "leed's": "Leeds", "bristle": "Bristol", "darby": "Derby", "card if": "Cardiff",
    "ply mouth": "Plymouth", "ports mouth": "Portsmouth", "south hampton": "Southampton", "man chester": "Manchester",
    "liver pool": "Liverpool", "birming ham": "Birmingham", "notting ham": "Nottingham", "new castle": "Newcastle",
    "bell fast": "Belfast", "belle fast": "Belfast", "glass go": "Glasgow", "glass cow": "Glasgow", "swan sea": "Swansea",
    "swans sea": "Swansea", "chef field": "Sheffield", "shef field": "Sheffield", "brad ford": "Bradford",
    "nor witch": "Norwich", "nor ridge": "Norwich", "ex etter": "Exeter", "lie cester": "Leicester",
    "glow ster": "Gloucester", "gloster": "Gloucester", "wuster": "Worcester", "salsbury": "Salisbury", "brighten": "Brighton",
    "aber deen": "Aberdeen", "dun dee": "Dundee", "ed in borough": "Edinburgh", "edinborough": "Edinburgh", "edinboro": "Edinburgh",
    "dub lin": "Dublin", "gal way": "Galway", "lime rick": "Limerick", "boss ton": "Boston", "hue stun": "Houston",
    "see attle": "Seattle", "den ver": "Denver", "port land": "Portland", "fee nicks": "Phoenix", "fenix": "Phoenix",
    "detroyt": "Detroit", "toe ronto": "Toronto", "van coover": "Vancouver", "otta wa": "Ottawa", "mel burn": "Melbourne",
    "mel bourne": "Melbourne", "sid knee": "Sydney", "sydny": "Sydney", "bris bane": "Brisbane", "awk land": "Auckland",
    "oak land": "Oakland", "singa pore": "Singapore", "mill walkie": "Milwaukee", "tallahasse": "Tallahassee",
    "cinci natty": "Cincinnati", "pitts burgh": "Pittsburgh", "san dee ago": "San Diego",
}  # fmt: skip
_HEARD_EN = re.compile(
    r"\b(?:in|near|around|round|outside|from|to|at|based in|area of|or)\s+(?P<t>"
    + "|".join(sorted(map(re.escape, _TOWNS_EN), key=len, reverse=True))
    + r")(?=\s*(?:$|[,.;!?]|\b(?:or|and|area|please|pls|for|paying|with|full|part|asap|at|on|days?|nights?|mornings?|evenings?|weekends?|around|about|thanks|i|is|works?|would|too|as|min|from|jobs?)\b|[£$€\d]))"
)


def find_heard_cities_en(lower: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, city) where words stand for a town that sounds like them."""
    for m in _HEARD_EN.finditer(lower):
        yield m.start("t"), m.end("t"), _TOWNS_EN[m["t"]]
