"""What each part of a spoken answer is about: the field asked for, or another."""

import re
from dataclasses import dataclass
from typing import Literal

from jobassist.language.contacts import find_emails, find_phones
from jobassist.language.titles import find_titles

Topic = Literal["name", "phone", "email", "city", "wish", "work", "study", "certificate", "ask", ""]

_CLAUSE_END = re.compile(
    r"[,，。;；!！\n]+|(?<=\w)\.(?=\s|$)|\s+(?=(?:and|but|also|plus)\s+(?:my\b|i\b|i'|in\s|now\b|call\b))|"
    r"(?<=[\u4e00-\u9fff\d])\s+(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])(?<!我)(?<!我的)(?<!本人)(?<!本人的)(?<!联系)"
    r"(?=(?:我叫|(?:(?:我|本人)的?)?(?:名字叫|现在住|(?:联系)?电话(?:号码)?是|手机号?(?:码)?是|邮箱(?:地址)?是)))",
    re.IGNORECASE,
)
# The first that fits is it: "I'd like to work in Leeds" is a wish before it is a place.
_SAYS: tuple[tuple[Topic, re.Pattern[str]], ...] = (
    (
        "ask",
        re.compile(
            r"(?i)[?？]\s*$|^(?:(?:but|and|sorry|hm+)[\s,]+)*(?:why\b|what (?:do|does|is|are|for)\b|how come|do (?:i|you)\b)|"
            r"^(?:为什么|为啥|干嘛|什么意思|啥意思|问这个)|(?:吗|干嘛|干什么|什么意思)$"
        ),
    ),
    (
        "name",
        re.compile(
            r"(?i)\b(?:my|the|full|first|last|sur) ?(?:(?:full|first|last|sur|given|family) ?)?name(?:'s| is\b| was\b| should\b| to\b)|"
            r"\bcall me\b|\bi(?:'m| am) called\b|"
            r"(?:我|本人)(?:就|是)?叫(?!了|过|的|外卖|车)|(?:名字|姓名)(?:是|叫|应该|写错|改|不|:)|(?:应该|改成|其实)叫|"
            r"^(?:我)?姓[\u4e00-\u9fff]$"
        ),
    ),
    (
        "phone",
        re.compile(
            r"(?i)\b(?:my|the) (?:phone|mobile|cell|number)\b.*\b(?:changed|new|wrong|different)\b|(?:手机|电话)号?(?:码)?(?:换|改|变|错|不对)"
        ),
    ),
    (
        "wish",
        re.compile(
            r"(?i)\b(?:i'?d|i would|would) (?:like|love|prefer|rather work)\b|\bwan(?:t|ting|na) (?:to )?(?:work|find|move|be|get|a job|job)\b|"
            r"\blooking (?:for|to)\b|\bseeking\b|\bhoping (?:for|to)\b|\bhope to\b|\bplan(?:ning)? to move\b|"
            r"想(?:去|到|在|找|要|换|回)|希望(?:能)?(?:去|到|在|找|回)|期望|打算(?:去|到|找|在|回)|意向|目标城市|求职|找(?:个|份|一份)?(?:[\u4e00-\u9fff]{0,6}的)?工作"
        ),
    ),
    (
        "work",
        re.compile(
            r"(?i)\bi(?:'ve|ve)? (?:have |had )?(?:been |just |also |used to )*(?:worked|work|working|drove|drive|ran|managed)\b|"
            r"\bworked (?:at|for|as|in)\b|\b(?:i was|i'?m|i am|i'?ve been|been) (?:working|employed|an? [\w -]+? (?:at|for|in|with|from|since|on)\b)|"
            r"(?:在|去|进|到|给|跟着?|帮)(?!家)[^,，。]{2,16}?(?:干|做|当(?!地)|上(?:着)?班|工作|打工|打杂|送|跑|开(?!发区)|教|卖|实习|站岗|看店)|"
            r"(?:干|做|当)(?:了|过|着)?[^,，。]{0,8}(?:年|个月)|(?:年|个月)(?:的)?[\u4e00-\u9fff]{2,6}(?:员|工|师)$"
        ),
    ),
    (
        "city",
        re.compile(
            r"(?i)\b(?:i|we)(?:'m| am|'ve| have)? (?:just |now |currently |still |recently )*(?:live|lived|living|based|located|staying|stay|reside|moved)\b|"
            r"\b(?:i'?m|i am) (?:now )?(?:in|from|near) (?-i:[A-Z])|\bmy (?:home |current )?(?:city|town|address) (?:is|was)\b|^(?:now |currently )?(?:living|based|live) in\b|\bmoved (?:to|from)\b|"
            r"(?:^|[我人家在现前常])(?:住在?|家住|现居|定居|坐标|居住在?)(?!院|宿)|(?:人|家)在|搬到"
        ),
    ),
    (
        "study",
        re.compile(
            r"(?i)\b(?:graduated|i studied|studying (?:at|for)|i went to (?:school|college|uni\w*)|my degree)\b|"
            r"^\W*(?:(?:i(?:'ve)?(?: only)?|only|just|have|got|did|do|no|not|never|an?|any|my|some|and|but|n't)\b\W*)*(?:degrees?|diploma|gcses?|[ao][ -]?levels?|college|uni(?:versity)?|high school)\b\W*(?:only|sorry|though|really|either)*\W*$|"
            r"^(?:我|也|就|只|是|有|都|而已)*(?:没有?(?:上|读|念|考)?过?(?:大学|学历|文凭|高中)|(?:念|读|上)(?:到|了|过|完)*(?:了)?(?:小学|初中|高中|中专)|(?:小学|初中|高中|中专|大专|本科)(?:文化|学历|文凭|没毕业)?)(?:而已|吧|的)?$|毕业|(?<![大中小同])学的是?|读的|在读|就读"
        ),
    ),
    (
        "certificate",
        re.compile(
            r"(?i)\bi(?:'ve| have)? (?:have|got|hold)? ?(?:an?|my) [\w ]{2,30}(?:licen[cs]e|certificate|ticket|registration)\b|"
            r"(?:有|持|考(?:了|过|下|到)|拿(?:了|到))[^,，。]{1,10}证"
        ),
    ),
)
# What each section asked for is itself about; a free text is about anything but whose it is.
_OWN: dict[str, frozenset[Topic]] = {
    "name": frozenset({"name"}),
    "phone": frozenset({"phone"}),
    "email": frozenset({"email"}),
    "city": frozenset({"city"}),
    "work": frozenset({"work"}),
    "volunteer": frozenset({"work"}),
    "projects": frozenset({"work"}),
    "education": frozenset({"study"}),
    "certificates": frozenset({"certificate", "study"}),
    "free": frozenset({"work", "study", "certificate", "wish"}),
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring clauses about one thing; `topic` is "" for what is asked."""

    topic: Topic
    start: int
    end: int


def split_topics(text: str, *, asked: str) -> list[Stretch]:
    """Return the stretches of an answer, those about something else under their topic."""
    own = _OWN.get(asked, frozenset())
    out: list[Stretch] = []
    at = 0
    for m in [*_CLAUSE_END.finditer(text), None]:
        end = m.start() if m else len(text)
        after = m.end() if m else len(text)
        if re.search(r"\w", text[at:end]):
            topic = _topic_of(text[at:end], asked=asked)
            is_long = len(text[at:end].split()) > 6 or len(text[at:end]) > 40
            if topic in own or (topic == "city" and asked == "free" and is_long):
                topic = ""
            if out and out[-1].topic == topic:
                out[-1] = Stretch(topic, out[-1].start, after)
            else:
                out.append(Stretch(topic, at, after))
        elif out:
            out[-1] = Stretch(out[-1].topic, out[-1].start, after)
        at = after
    return out


def _topic_of(clause: str, *, asked: str) -> Topic:
    if find_emails(clause):
        return "email"
    if asked != "phone" and any(not f.value.is_partial for f in find_phones(clause)):
        return "phone"
    for topic, pattern in _SAYS:
        if pattern.search(clause):
            return topic
    trade = re.match(
        r"(?i)\s*(?:i'?m|i am|i was|i've been)\s+(?:an?|the)\s+|\s*我(?:是|做|干)(?:个|一名|做)?",
        clause,
    )
    if trade and asked not in ("name", "free") and find_titles(clause):
        return "work"
    return ""


def says_work(text: str) -> bool:
    """Whether the words tell of a job in a sentence rather than name one."""
    return any(topic == "work" and pattern.search(text) for topic, pattern in _SAYS)
