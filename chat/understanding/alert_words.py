"""What is to become of a standing search: 先暂停提醒, turn the Leeds alert back on."""

import re

from .types import Act

_NOUN = r"(?:提醒|推送|订阅|推荐提醒|定时(?:搜索|任务)|通知)"
_NOUN_EN = r"(?:alerts?|notifications?|digests?|standing (?:search(?:es)?|orders?)|saved search(?:es)?|(?:weekly|daily|monthly) (?:updates?|e-?mails?|list))"
_AGAIN_EN = r"(?:again|back on|on again)"

# With a word for it: meant wherever it is said. The first that fits counts.
_NAMED: tuple[tuple[Act, re.Pattern[str]], ...] = (
    ("list_alerts", re.compile(
        rf"(?:(?<!所)有|看|列|查).{{0,6}}(?:哪些|几个|什么)?{_NOUN}(?!我)|我(?:设|定|订)?(?:的|了)(?:哪些|几个|什么)?{_NOUN}$|{_NOUN}(?:列表|有哪些|都有什么)"
        rf"|\b(?:list|show|see|view|what|which)\b.{{0,12}}\b{_NOUN_EN}(?! to\b)|^(?:all )?my {_NOUN_EN}\W*$"
    )),
    ("resume_alert", re.compile(
        rf"(?:恢复|重新|继续|接着|(?<![别用要必])再)(?:打开|开启|开始|启动|开|发|推)?.{{0,10}}{_NOUN}|{_NOUN}.{{0,8}}(?:恢复|继续|重新|接着|再打开|打开吧)"
        rf"|\b(?:resume|unpause|un-pause|restart|reactivate|re-?enable)\b.{{0,24}}\b{_NOUN_EN}\b|\b(?:start|turn|switch|put)\b.{{0,24}}\b{_NOUN_EN}\b.{{0,8}}\b{_AGAIN_EN}\b|\bturn (?:back )?on\b.{{0,12}}\b{_NOUN_EN}\b"
    )),
    ("change_alert", re.compile(
        rf"{_NOUN}.{{0,12}}(?:改|换|挪|调|提前|推迟|移到)|(?:改|换|挪|调整?|修改|更改)(?:一?下)?.{{0,10}}{_NOUN}|{_NOUN}.{{0,6}}(?:频率|时间).{{0,8}}(?:改|换|调)"
        rf"|\b(?:change|move|switch|make|set|shift|edit|reschedule|update)\b.{{0,16}}\b{_NOUN_EN}\b.{{0,12}}\b(?:to|from|for|at|instead|daily|weekly|monthly|every|each|only|\d)|\b(?:change|edit|reschedule|adjust)\b.{{0,12}}\b{_NOUN_EN}\b"
    )),
    ("pause_alert", re.compile(
        rf"(?:暂停|先停|停(?:一)?停|暂时(?:关|停)).{{0,12}}{_NOUN}|{_NOUN}.{{0,8}}(?:暂停|暂时停|先(?:别|不要|停|关)|停(?:一|几|两)|停一停)"
        rf"|\b(?:pause|mute|suspend|snooze)\b.{{0,24}}\b{_NOUN_EN}\b|\b(?:hold|stop|keep|halt|freeze)\b.{{0,24}}\b{_NOUN_EN}\b.{{0,16}}\b(?:for (?:now|a|an|the|two|three|\d)|until|till|while)\b|\bno {_NOUN_EN} (?:until|till|for (?:a|now|the))\b|^\W*mute\b"
    )),
    ("delete_alert", re.compile(
        rf"(?:取消|删(?:掉|除|了)?|关(?:掉|闭)?|退订|停掉|不(?:用|要|需要)(?:再)?(?:给我)?(?:发|推)?|别再?(?:给我)?(?:发|推)?).{{0,10}}{_NOUN}(?!我(?:们)?(?:有|新|一))|{_NOUN}.{{0,8}}(?:取消|删|关掉|关闭|不要了|不用了|停掉|撤)|退订|(?:别|不(?:用|要))再(?:给我)?(?:提醒|推送|通知)我?"
        rf"|\b(?:cancel|delete|remove|stop|drop|scrap|end|kill|bin|ditch|turn off|switch off|get rid of)\b.{{0,28}}\b{_NOUN_EN}\b|\b(?:don'?t|do not|no longer) (?:want|need|send)\b.{{0,16}}\b{_NOUN_EN}\b|\bno more {_NOUN_EN}\b|\bunsubscribe\b"
    )),
)  # fmt: skip
# Bare words, where an alert is what is being talked about.
_BARE: tuple[tuple[Act, re.Pattern[str]], ...] = (
    ("change_alert", re.compile(
        r"^(?:那|还是|能不能|可以|帮我|请|麻烦)?.{0,10}(?:改|换|挪|调)(?:成|到|为|一下时间|个时间)|(?:时间|频率).{0,4}(?:改|换|调)|提前到|推迟到"
        r"|^(?:please |can you |could you |actually,? )?(?:change|move|switch|make|set|send|shift)\b.{0,20}\b(?:to|at|instead|daily|weekly|monthly|every|each|once)\b|\b(?:daily|weekly|monthly|every \w+|at \d+\s*(?:am|pm)?) instead\b"
    )),
    ("resume_alert", re.compile(
        r"^(?:可以)?(?:恢复|继续|接着|重新|再)(?:发|推|开|打开|开始|启动)?(?:吧|了|一下|它|这个|给我)*[!。.]*$|接着推|继续推|恢复推"
        r"|^(?:please |ok,? )?(?:resume|restart|unpause|carry on|continue|start (?:it|them|that)(?: up)?(?: again)?|turn (?:it|them|that) back on|go on)\b[^?]{0,16}$"
    )),
    ("pause_alert", re.compile(
        r"^(?:先|都|全部|请)?(?:暂停|停一?停|停(?:几|两|一)(?:天|周|下))|(?:这|最近|近期|过).{0,6}(?:先)?别(?:推|发)|先别(?:推|发)|先停"
        r"|^(?:please |can you |could you )?(?:pause|hold off|mute|snooze|suspend|stop (?:it|them|that|this) for)\b"
    )),
    ("delete_alert", re.compile(
        r"^(?:请|帮我|把|都|全部)?.{0,8}(?:删(?:掉|除|了)|取消(?:掉|了)?)|^不要了|^不用(?:再)?(?:推|发)?了|别再(?:推|发)"
        r"|^(?:please |can you |could you )?(?:delete|remove|cancel|drop|bin|scrap|get rid of)\b|\bstop sending\b|\bdon'?t need (?:it|that|this) any ?more\b"
    )),
)  # fmt: skip
# Before the order itself: "yes, delete them", 对，都删了.
_ASSENT = re.compile(
    r"^(?:(?:嗯+|好(?:的|吧|啊)?|行(?:吧)?|可以|对(?:的|啊)?|是(?:的|啊)?|没错|确定|确认|麻烦你?|那就|"
    r"yes+|yep|yeah|yup|sure|ok(?:ay)?|right|correct|absolutely|definitely|of course|please|go ahead(?: and)?|i'm sure|"
    r"do it|just|then|and)[\s,，。.!！;；]+|(?:嗯+|好的|对|是的|确定|确认|那就)(?=[都全删取停退把请帮]))+"
)
# Words that set one up, or are about other things than ours.
_SETS_UP = re.compile(
    r"(?:设|建|开|加|订|来)(?:置|立|个|一个|一下)+.{0,6}(?:提醒|推送|订阅)|提醒我(?!们)(?!.{0,4}(?:了|停))|\b(?:set(?:ting)? up|create|add|start|make)\b (?:me )?(?:an?|another|new) .{0,12}\balerts?\b|\balert me\b"
)
_ALL = re.compile(
    r"所有|全部|全都|都(?:给我)?(?:取消|删|停|关|暂停|恢复)|\b(?:all|every|both|everything)\b(?! (?:day|week|month|mon|tue|wed|thu|fri|sat|sun|morning|evening|fortnight))"
)


# What is not to be done, or was: "don't delete my alerts", 别取消推送, "why did you stop it?".
_VERB = r"(?:取消|删|关(?:掉|闭|了)|退订|停|暂停|撤)"
_VERB_EN = r"(?:cancel|delete|remove|stop|drop|scrap|end|kill|bin|ditch|turn(?:ing)? off|switch off|get rid of|unsubscribe|pause|mute|suspend|snooze|hold|halt|freeze)"
_KEPT = re.compile(
    rf"\b(?:don'?t|do not|never|didn'?t|did not|not to)(?: (?:want|wish|like|mean|ask|tell)(?: you)? to)?(?: (?:please|ever|just|you|dare|yet|now|actually|accidentally)){{0,2}} {_VERB_EN}\b[^,.;!?]*"
    rf"|\bwhy (?:did|have|do|are|would|was|were|has|is)\b[^,.;!?]*?\b(?:{_VERB_EN}|cancell?(?:ed|ing)|delet(?:ed|ing)|remov(?:ed|ing)|stopp(?:ed|ing)|dropp(?:ed|ing)|ended|paus(?:ed|ing)|turned off|switched off)\b[^,.;!?]*"
    rf"|(?:(?<![特区级分性])别|不要|不用|不必|不想|不许|不能|勿|没(?:有|让你|叫你|说要?)?)(?:再|给我|帮我|替我|你|都|先|随便|全|全部|要|把[^,，。;；!！?？]{{0,10}}?){{0,3}}{_VERB}[^,，。;；!！?？]*"
    rf"|(?:为什么|为啥|干嘛|凭什么|怎么(?:就|把|给))[^,，。;；!！?？]{{0,14}}?{_VERB}[^,，。;；!！?？]*"
)


def strip_kept(lower: str) -> str:
    """Return words without what they say is not to be ended, or ask why it was."""
    return _KEPT.sub(" ", lower.replace("’", "'")).strip(" ,，")


def find_alert_act(lower: str, *, is_near: bool) -> Act | None:
    """Return what is to become of an alert, None where nothing is said of one.

    `is_near`: an alert is what is being talked about, so that a bare "pause" is enough.
    """
    act = _find_act(lower, is_near=is_near)
    if act not in ("delete_alert", "pause_alert"):
        return act
    rest = strip_kept(lower)
    if rest == lower:
        return act
    # "Don't delete my alerts" shows that they are there; "don't pause it, delete it" ends it.
    return _find_act(rest, is_near=True) or "list_alerts"


def _find_act(lower: str, *, is_near: bool) -> Act | None:
    for act, pattern in _NAMED:
        if pattern.search(lower) and (
            act in ("delete_alert", "resume_alert") or not _SETS_UP.search(lower)
        ):
            return act
    if is_near and len(lower) <= 60 and not _SETS_UP.search(lower):
        bare = _ASSENT.sub("", lower)
        for act, pattern in _BARE:
            if pattern.search(bare):
                return act
    return None


def is_setting_up(lower: str) -> bool:
    """Return whether words order a new alert."""
    return _SETS_UP.search(lower) is not None


def is_about_all(lower: str) -> bool:
    """Return whether all alerts are meant."""
    return _ALL.search(lower) is not None


# What frames the wish in an order for an alert; the rest is the wish itself.
_FRAME = re.compile(
    r"(?:以后|今后|往后)?(?:一旦|只要|一)有|有(?:了)?新的?|(?:如果|要是|假如)有|(?:请|麻烦)?(?:随时|马上|立刻|立马|第一时间|及时)?(?:就)?(?:给我|跟我|和我|向我|帮我|替我)?(?:设|建|开|加|订|来)?(?:置|立)?(?:一?个|一?份|一下)?(?:推送|推给我|推一下|推|通知我?|提醒我?|订阅|告诉我?|喊我?|叫我?|知会我?|发(?:给)?我?|汇总|盯着点?|留意)(?:一下|一声|一次|一份|几个|一些|吧)?|说一?声|看看|有没有|给我|新出的?|新的"
    r"|\b(?:(?:please |can you |could you )?(?:set up|create|add|start|make) (?:me )?(?:an?|another) (?:\w+ )?(?:alert|notification|search|digest)s?(?: for)?|(?:alert|notify|tell|ping|text|message|email|e-mail|send|remind|show|give) me(?: know)?(?: about| of| the| a list of| any)?|let me know(?: about| of)?|keep me posted (?:on|about)|keep an eye (?:out )?(?:on|for)|watch for|look for|i want|i'?d like|as soon as (?:there'?s|there is|there are|you (?:find|see|get))?(?: anything| something| one| any)?(?: for)?|the (?:moment|minute|second)|when(?:ever)?|if (?:there'?s|there is|there are)?|comes? up|turns? up|pops? up|is posted|new|anything|something|digest(?: of)?|(?:weekly|daily|monthly) (?:list|updates?|e-?mails?)(?: of| on| about)?|and tell me)\b",
    re.IGNORECASE,
)


def strip_alert_words(text: str, span: tuple[int, int] | None = None) -> str:
    """Return what an order for an alert looks for, without when and how it is to be told.

    `span` is where its schedule stands. Offsets are not kept.
    """
    start, end = span or (0, 0)
    bare = _FRAME.sub(" ", f"{text[:start]} {text[end:]}")
    return re.sub(r"[\s,，。;；:：、!！]+", " ", bare).strip(" .就都")
