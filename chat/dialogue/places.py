"""Places that no gazetteer knows: searched as written, and said to be unknown. Pure."""

import re

from jobassist.language.places import find_places
from jobassist.language.skills import find_skills
from jobassist.language.text import Lang
from jobassist.language.titles import find_titles

_ZH = re.compile(
    r"(?:想?去|在|到|来)(?P<place>[\u4e00-\u9fff]{2,6}?)(?:那边|那里|附近)?"
    r"(?:找|工作|上班|当|做|干|打工|发展|就业|的工作)"
)
_EN = re.compile(
    r"\b(?:in|near|around|on)\s+(?P<place>[A-Z][\w'’-]{2,}(?:[ -][A-Z][\w'’-]+){0,2})(?!\w)"
)
# What stands where a place stands, and is none.
_NO_PLACE = re.compile(
    r"^(?:家|家里|公司|工厂|医院|学校|国外|海外|外地|附近|网上|线上|互联网|大厂|国企|外企|私企|这里|那里|那边|这边|"
    r"本地|当地|老家|哪里|哪儿|哪个|什么|一线|二线|城市|大城市|小城市|农村|室内|室外|户外|白天|晚上|周末|平时|以前|之前|现在|"
    r"电商|教育|金融|餐厅|酒店|超市|工地|仓库|银行|政府|机关|事业|.*班|.*(?:公司|行业|单位|企业|医院|学校|机构|平台|部门|期间|时间|方面|岗位).*)$"
)
_NO_PLACE_EN = re.compile(
    r"^(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|English|Chinese|Mandarin|French|German|"
    r"Spanish|Christmas|IT|HR|Excel|Office|My|The|This|That|Person)\b"
)


def find_framed_name(text: str, *, lang: Lang) -> str | None:
    """Return the name after "go to", as in 想去浦江公交上班, unless it is a place or a kind."""
    match = _ZH.search(text) if lang == "zh" else None
    if match is None or _NO_PLACE.match(match["place"]):
        return None
    name = match["place"]
    if any(hit.end - hit.start == len(name) for hit in find_places(name)):
        return None
    return None if find_titles(name) or find_skills(name, lang=lang) else name


def find_unknown_place(text: str, *, lang: Lang) -> str | None:
    """Return a word that stands where a place would, and that no gazetteer knows; None else."""
    if find_places(text):
        return None
    match = (_ZH if lang == "zh" else _EN).search(text)
    if match is None:
        return None
    name = match["place"]
    if _NO_PLACE.match(name) or _NO_PLACE_EN.match(name):
        return None
    if find_titles(name) or find_skills(name, lang=lang):
        return None
    return name
