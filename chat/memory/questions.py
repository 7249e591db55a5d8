"""Questions about what the person said, and orders about remembering it; no database.

"What did I say about nights?", "我上周说的工资是多少?", "where did I want to work before Leeds?"
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from chat.understanding.told import weigh_speech
from jobassist.language.dates import find_dates
from jobassist.language.text import index_terms

from .concepts import find_concepts
from .values import ValueKind, kinds_asked

Order = Literal["off", "on"]
SHORTEST, LONGEST = 3, 300
# How likely a question must be one of the person's own words, by its meaning: to be answered, if
# only with "you haven't told me"; and to be answered where memory knows the answer.
PLAINLY_ASKED, PERHAPS_ASKED = 0.8, 0.5
# So likely that a word of jobs in it is no reason to doubt.
SURELY_ASKED = 0.9


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of memory. `is_explicit`: of what was said, or plainly of the person's own.

    `asks_whether`: whether it was said at all. `compares`: which of two came first.
    `asks_now`: how it stands, and whether it is still so. `kinds` are the kinds of values that would answer.

    `terms` are the words that tell what it is about; `since` and `until` bound when it was said;
    `before` is what the thing asked for came before; `wants_first` the oldest, `wants_all` the
    whole of it, `wants_when` the date.
    """

    text: str
    is_explicit: bool
    concepts: frozenset[str]
    terms: tuple[str, ...]
    since: date | None = None
    until: date | None = None
    before: str = ""
    wants_first: bool = False
    wants_all: bool = False
    wants_when: bool = False
    is_negative: bool = False
    asks_whether: bool = False
    kinds: frozenset[ValueKind] = frozenset()
    compares: bool = False
    asks_now: bool = False


_SAY = r"(?:say|said|tell|told|mention(?:ed)?|give|gave|given|ask(?:ed)?|talk(?:ed)? about|bring up|brought up|let you know|shared?)"
_EXPLICIT = re.compile(
    rf"\b(?:did|do|have|had|'?ve) i (?:ever |already |just |not )?{_SAY}\b|\bi(?:'?ve| have| had)? (?:ever |already )?{_SAY}\b(?=.*\?|.*$)|\bhave i not {_SAY}\b"
    r"|\bremind me (?:what|when|where|which|who|why|how|of|about|everything|again)\b|\b(?:do|can) you (?:still )?(?:remember|recall)\b|\bwhat (?:do|have) you (?:know|remember|recall|got|noted|kept|stored|have)\b|\bwhat'?s (?:in your (?:notes|memory)|on record)\b|\byou (?:know|remember) (?:about|of) (?:me|my)\b|\bdo you know (?:of|about|my|what|when|where|which|who|if|whether)\b"
    r"|我?(?:有没有|是不是|是否|都|曾经?|之前|上次|上周|以前)?(?:跟|和|同|给|对|向)?你?(?:说|讲|提|告诉|透露|交代|聊)(?:没(?:说|讲|提)|过|的|了|没|到过)|告诉(?:过|了)?你|跟你(?:说|讲|提)|(?:什么时候|哪一?天|几号|啥时候|何时|哪次)(?:跟你|和你|给你|同你)?(?:说|讲|提)|(?:你|还)(?:都)?记(?:得|了|着)|你(?:都)?(?:知道|了解|记录)|我(?:说|讲|提)没(?:说|讲|提)|提没提|说没说|让你|前后.{0,6}(?:怎么|说)|提醒我一?下"
)
_ASKS = re.compile(
    r"[?？]|^(?:and |so |ok |hey |hi |sorry |wait |by the way |btw )*(?:what|when|where|which|who|whose|why|how|did|do|does|have|has|is|am|are|was|were|can|could|should|would|remind|list|tell me|on what|in which|at what|for which)\b|\bremind me\b|[吗么呢嘛没]\s*[。?？!]*$|什么|啥|多少|哪|怎么|为何|几|谁|有没有|是不是|多(?:久|长|大|远)|还要不要|能不能|([\u4e00-\u9fff])[不没]\1"
)
_ENDS_ASKING = re.compile(r"[?？吗呢么][\s。!！]*$")
_TELL_ME = re.compile(
    r"\b(?:tell me|remind me|go over|list|give me) (?:again )?(?:what|everything|all|which|how|about|of|the)\b|(?:说说|讲讲|顺一[下遍]|(?:说|讲|数|理)一[下遍]|列一?下|回忆|总结|捋一?[遍下捋]|理一遍|过一遍)"
)
_OWN = re.compile(
    r"\b(?:i|i'?m|i'?d|i'?ve|my|mine|me|we|our)\b|我|咱",
)
# What has become of something, and what was done about it: of what was told, whatever it is.
_NARRATE = re.compile(
    r"[\u4e00-\u9fffa-z0-9]的?(?:事|情况|经过|过程|历史|来回).{0,8}(?:说说|讲讲|顺一[下遍]|[说讲理数]一[下遍]|捋捋|捋一?[遍下捋]|理一遍|过一遍|总结|回顾)"
    r"|(?:情况|经过|过程|进展|来龙去脉)[^吗么呢?？]{0,6}捋"
    r"|\b(?:run|walk|talk|take) me through (?:my|what i|all i|everything i)\b|\bcatch me up on my\b"
)
_STORY = re.compile(
    _NARRATE.pattern
    + r"|[\u4e00-\u9fffa-z0-9](?:那边|那家|那头|那事|那件事|的事).{0,6}(?:进展|怎么样了|怎么说的|到哪一步|后来|前后|什么结果|怎么个情况)"
    r"|\bdid i (?:send|apply|interview|give my)\b|\b(?:what happened|what came of it|what became of|the story|how did it go) (?:with|to|of|about|at)\b"
)
# Of jobs, cards and what the assistant can do: not of oneself.
_NOT_OF_ME = re.compile(
    r"\b(?:apply|applying|upload|cv|résumé|resume|qualif(?:y|ied) for|fit|match|suit|this|that (?:one|job)|these|those|it|they|them|the (?:first|second|third|last|job|role|company|employer|post)|recommend|should i|can i (?:get|see|have|use|ask|change|talk|speak|delete|add|edit)|could i (?:get|see|have)|do i (?:need (?:a|an|any|to|more|experience|my)|have to|get|qualify|fit)|would i|will i|shall i|how (?:do|can|should|would) i|what (?:can|should|could|do) i (?:do|say|write|need|have to)|jobs?|vacanc\w+|interview questions)\b"
    r"|投递|简历|匹配|适合|推荐|这(?:个|家|份|些|里)|那(?:个|份)(?!时)|第[一二三四五\d]|他们|该怎么|怎么(?:投|写|改|办|找|用|联系|申请)|应该|职位|岗位有|可以(?:投|看|问|改)吗|能(?:投|申请|去)吗"
)
_OF_JOBS = re.compile(
    r"\b(?:cv|résumé|resume|upload|apply|applying|recommend\w*|vacanc\w+|jobs|this (?:one|job|role)|that (?:one|job)|those|these(?! days)|the (?:first|second|third|fourth|last) (?:one|job|role|post)|the (?:job|post|role))\b"
    r"|投递|简历|推荐|这(?:个|家|份|些)(?!月|周|星期)|那(?:个|份)(?:工作|岗位|职位)|第[一二三四五六]个|岗位|职位"
)
_MY_JOB = re.compile(
    r"\b(?:my|the) (?:last|current|old|previous|present|first|former|own) (?:job|role|company|employer|post)\b|\bmy (?:jobs?|roles?|employers?|company)\b|(?:我|上一?|现在|目前|之前)(?:的|在的|份|家|个)*(?:工作|岗位|职位|公司)"
)
_ASIDE = re.compile(
    r"^\W*(?:which|what|how) (?:of )?(?:jobs?|roles?|one)\b|\b(?:did|have) (?:you|they) (?:tell|say|mention)\b"
)
_WHEN = re.compile(
    r"\bwhen (?:did|have|was it) (?:i|that i)\b|\b(?:on )?(?:what|which) (?:date|day) (?:did|was it)\b|\bhow long ago\b|\bwhen was it\b"
    r"|(?:什么时候|哪[一]?天|几号|啥时候|何时|哪[一]?次|几月几[号日]|多久(?:以前|之前)).{0,4}(?:跟|和|给|对|告诉|说|讲|提)|(?:说|讲|提|告诉).{0,12}是(?:什么时候|哪[一]?天|几号|啥时候)|是(?:什么时候|哪[一]?天|几号|啥时候).{0,3}(?:跟|说|讲|提|告诉)"
)
_WHETHER = re.compile(
    rf"^(?:and |so |ok |hey |hi |by the way |btw )*(?:did|have|had|haven't|didn't) i (?:ever |already |even )?{_SAY}\b|\bdo you know (?:if|whether|my|of|about)\b|\bdo you have (?:my|any)\b"
    r"|有没有(?:跟|和|给|对|向|说|提|讲|告诉)|是不是(?:跟|和|给|说|提|讲|告诉)|说没说|提没提|讲没讲|(?:说|提|讲|告诉|聊)(?:到|起)?(?:过|了)?.{0,12}(?:没有?|吗|没)[\s?？。]*$"
)
_FIRST = re.compile(
    r"\b(?:first|originally|at first|to begin with|initially|at the start|in the beginning|to start with|original)\b(?! aid)|最早|一开始|最开始|起初|当初|最初|开头|第一次|原来(?!如此)|本来"
)
_COMPARES = re.compile(
    r"\bwhich\b.*\b(?:first|earlier|before|later|last)\b.* or\b|\b(?:first|earlier)\b.*\bor\b"
    r"|(?:和|跟|与|还是).*(?:哪个|谁)?.{0,6}(?:在前|在先|先|早|在后).{0,8}(?:哪个|[?？]|$)"
)
_ALL = re.compile(
    r"\b(?:story|throughout|over (?:time|the months)|from start to finish|situation|what happened|all told|how many|all|everything|list|every|so far|anything|which (?!was\b|does\b|is\b|has\b)\w+s\b|what (?!was\b|does\b|is\b|has\b|this\b)\w+s\b|whole|how (?:has|have|did) .*\b(?:gone|go|going|been|chang\w+|worked out)\b|over the (?:months|year|weeks)|come of|both|know about|have i (?:said|told))\b|都|全部|所有|哪些|列|前后|一共|统统|从头到尾|情况|怎么变|一路|进展|到哪一步|几回|几次|后来|经过|来龙去脉|怎么回事"
)
_NOW = re.compile(
    r"\b(?:still|now|right now|these days|at the moment|at present|currently|any ?more)\b|现在|如今|目前|眼下|还(?=[^有是]).{1,12}(?:吗|么|不|没)"
)
_BEFORE = re.compile(
    r"\bbefore (?:i (?:said|changed|switched|moved|went|got|told you|wanted|asked for) (?:it |that )?(?:to |for |about |on )?)?(?P<en>[^?.,]+)"
    r"|(?P<zh>[^?？,，。]{1,14}?)(?:之前|以前)(?=.{0,4}(?:我|在|想|看|住|是|要|的|找|跟|说))"
)

_MARK_OFF = re.compile(
    r"\b(?<!\bi )(?<!\bwe )(?:don'?t|do not|please don'?t|never) (?:remember|keep|store|save|record|log|note|memori[sz]e)\b.{0,12}\b(?:(?:this|our|the|today'?s) (?:chat|conversation|talk|discussion|session)|anything (?:from|in|i say|we say)|what (?:i|we) (?:say|talk|discuss)|any of (?:this|it))\b|\b(?<!\bi )(?<!\bwe )(?:don'?t|do not) (?:remember|record|memori[sz]e) this\W*$|\bforget (?:everything|all|anything|whatever) (?:i|we) (?:say|tell you|talk about) (?:in this|in here|here|today|now)\b|\bnothing (?:i|we) (?:say|tell you|talk about)\b.{0,24}\b(?:kept|saved|stored|remembered|recorded)\b|\bkeep (?:this|our) (?:chat|conversation|talk) private\b|(?:^\W*|\b(?:this|that|it|it's|that's|here|everything|all|we|we're|strictly|chat|conversation|go|going|stays?)(?: (?:is|are|be|should|stays?|please|all|say|go|just|was|strictly)){0,3} )off the record\b(?! \w*(?:interview|brief|meeting))|^\W*(?:please |go |switch to |use |turn on ){0,2}incognito\b|(?:^|[.,;!?-] ?|\b(?:please|can you|could you|let's|ok|okay|just) )keep (?:this|it|all this) (?:between us|private|out of (?:your )?memory)\b|\b(?:stop|no) remembering (?:this|what|things|anything)\b|\bthis (?:chat|conversation|stays)\b.{0,20}\b(?:not|shouldn'?t|don'?t|stays)\b.{0,12}\b(?:remember\w*|saved?|kept|between us|private|stored)\b|\bturn (?:off|memory off)\b.{0,8}\bmemory\b|\bmemory off\b"
    r"|(?:这次|这回|今天|现在|接下来|下面|以下|本次|这段|这场|这个对话|咱们?|我们)?.{0,6}(?:聊|说|讲|谈|对话|内容|会话)的?.{0,6}(?:(?<![特级性区分])别|不要|不用|不必|不许|勿)(?:再|都|给我)?(?:记|存|保存|保留|录)(?:录|住|忆|下来?|进去|起来|[进到在](?:你的)?记忆里?|着|了)*[吧哦啊呀哈哟]?(?=\W|$)|(?:(?<![特级性区分])别|不要|不用|不许)(?:记(?:住|录|下|忆)?|保存|存)(?:[这本](?:次|段|场|回|个?(?:对话|会话|聊天)|些?(?:话|内容|对话))|(?:今天|我们|咱们|接下来|下面).{0,6}(?:聊|对话|说|会话))|(?:(?<![特级性区分])别|不要|不用|不许)(?:给我)?(?:记录?|保存|存|留)(?:下|住)?(?:我|咱)(?:说|讲|聊|刚才说|今天说)的|(?:(?<![特级性区分])别|不要|不用|甭)(?:再)?把(?:我|咱)?(?:们)?(?:这次|今天|刚才|现在|接下来)?(?:说|聊|讲|谈)的?(?:话|东西|内容)?(?:都)?(?:记|存|留|录)|(?:这次|今天|这回)的(?:都)?(?:(?<![特级性区分])别|不要|不用)(?:记|存|留|保存)|(?:聊天|对话)(?:记录|内容)(?:(?<![特级性区分])别|不要|不用)(?:留|存|记|保存)|无痕(?:模式|聊天|对话)|^无痕\W*$|关(?:闭|掉)记忆|阅后即焚"
)
_MARK_ON = re.compile(
    r"\byou (?:can|may) (?:(?:start|begin) )?(?:remember|keep|save|store)(?:ing)?(?: (?:things|it|what (?:i|we) say))?(?: (?:this|our|the) (?:chat|conversation)| again| now)+\W*$|\b(?:start|resume) remembering\b|\bback on the record\b|\bturn (?:on (?:your |the )?memory|(?:your |the )?memory (?:back )?on)\b|\bremember this (?:chat|conversation)\b"
    r"|(?:可以|开始|恢复|接着|继续)(?:重新|再)?记(?:了|住|忆|录)?(?:吧|了)?(?:这|接下来|下面)?.{0,6}(?:聊|说|对话|内容)?.{0,3}$|打开记忆|恢复记忆|这次(?:聊|说)的?(?:可以|能)记"
)
# What is refused is neither order: "please don't turn memory back on", 别关掉记忆.
_NOT_ON = re.compile(
    r"(?:\b(?:not|never|no need to|cannot|stop|without)|n't)\b[^.,;!?]*\b(?:remember\w*|keep|save|store|record|memory)\b|(?:[不勿甭没]|(?<![特区级分性])别)[^,，。;；!！?？]{0,6}(?:记|打开|恢复)"
)
_NOT_OFF = re.compile(
    r"(?:\b(?:not|never|no need to|cannot)|n't)\b[^.,;!?]{0,24}\b(?:turn(?:ing)?|switch(?:ing)?)\b[^.,;!?]{0,24}\boff\b|(?:[不勿甭没]|(?<![特区级分性])别)[^,，。;；!！?？]{0,6}关(?:闭|掉|了)?(?:你的)?记忆"
)
# A longer message tells of other things, as a CV does that speaks of records.
LONGEST_ORDER = 80
_EVERYTHING = re.compile(
    r"\b(?:everything|all (?:of )?(?:it|that|this|my data|you know|the (?:facts|notes|things))|all about me|whole memory|my (?:whole )?memory|all memories|anything you)\b|全(?:部|都)|所有|一切|统统|清空|(?:关于)?我的(?:一切|信息|资料|记忆)(?!里)|都(?:忘|删|清)"
)

_ZH_RANGES: tuple[tuple[re.Pattern[str], int, int], ...] = (
    (re.compile(r"昨天|昨晚|\byesterday\b"), 1, 1),
    (re.compile(r"前天|\bday before yesterday\b"), 2, 2),
    (re.compile(r"今天|刚才|刚刚|\btoday\b|\bearlier\b(?! (?:this|in))"), 0, 0),
    (re.compile(r"前几天|这几天|\b(?:a few|few|couple of) days ago\b|\bother day\b"), 7, 1),
)
_LAST_WEEK = re.compile(r"上(?:个)?(?:周|星期|礼拜)(?![一二三四五六日天])|\blast week\b")
_THIS_WEEK = re.compile(r"(?:这|本)(?:个)?(?:周|星期|礼拜)(?![一二三四五六日天])|\bthis week\b")
_LAST_MONTH = re.compile(r"上(?:个)?月(?!初)|\blast month\b")
_THIS_MONTH = re.compile(r"(?:这|本)个?月|\bthis month\b")
_WEEKS_AGO = re.compile(
    r"\b(?P<en>a|two|three|four|\d+) weeks? ago\b|(?P<zh>[一两二三四\d]+)(?:个)?(?:周|星期|礼拜)(?:前|之前|以前)"
)
_MONTHS_AGO = re.compile(
    r"\b(?P<en>a|two|three|four|five|six|\d+) months? ago\b|(?P<zh>[一两二三四五六\d]+)个月(?:前|之前|以前)"
)
_WEEKDAY = re.compile(
    r"\b(?:on|last) (?P<en>monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b|上(?:个)?(?:周|星期|礼拜)(?P<zh>[一二三四五六日天])"
)
_MONTH = re.compile(
    r"\b(?:in|back in|from|during|of) (?P<en>january|february|march|april|may|june|july|august|september|october|november|december)\b|(?P<zh>十[一二]|[一二三四五六七八九十]|1[0-2]|[1-9])月(?:份|的时候|里|时|我|你|说|那)"
)
_NUMBERS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}  # fmt: skip
_EN_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_EN_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")  # fmt: skip
_ZH_MONTHS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_NOISE = frozenset(
    "say said tell told mention mentioned rememb remember know give gave given ask asked remind talk ever "
    "whether thing things anything everything much long date day last first original now current currently back "
    "befor want wanted got get have had did list far note noted kept month week ago august september october "
    "november june juli may matter kind sort one know you'v moment still also let call minut "
    "january februari march april decemb septemb octob novemb "
    "wa were am about me month's week's anyth everyth someth name called look lookin looking "
    "说 讲 提 告诉 记得 知道 什么 多少 哪里 哪个 哪些 哪天 时候 上周 上次 之前 以前 现在 一开始 开始 最早 当初 怎么 是不是 有没有 没有 "
    "关于 前后 跟你 说过 讲过 提过 这个 那个 事情 情况 方面 什么样 是哪 几号 哪一 一天 怎么样 为什么 最近 上个月 月份 目前 分别 当时 "
    "是什么 是多少 什么时候 哪儿 有什 接受 要求 你说 给你 让你 我的 告诉你 多久 几点".split()
)


def find_order(text: str) -> Order | None:
    """Return whether the person wants this conversation not remembered ("off"), or again ("on")."""
    lower = " ".join(text.lower().replace("’", "'").split())
    if len(lower) > LONGEST_ORDER:
        return None
    if _MARK_OFF.search(lower) and not _NOT_OFF.search(lower):
        return "off"
    return "on" if _MARK_ON.search(lower) and not _NOT_ON.search(lower) else None


def asks_for_everything(text: str) -> bool:
    """Return whether all that is remembered is meant, not one thing."""
    return bool(_EVERYTHING.search(text.lower()))


def read_question(text: str, *, today: date, is_doubtful: bool = False) -> Question | None:
    """Return what a message asks of memory, None where it asks nothing of the person's own words.

    `is_doubtful`: any question is read, also one that names neither the person nor their words.
    """
    lower = " ".join(text.lower().replace("’", "'").split())
    if not SHORTEST <= len(lower) <= LONGEST or not any(
        each.search(lower) for each in (_ASKS, _TELL_ME, _NARRATE)
    ):
        return None
    shares = weigh_speech(" ".join(text.split()))
    asked = shares["asked"]
    is_plain = _ENDS_ASKING.search(lower) or _NARRATE.search(lower)
    if shares["told"] > max(asked, shares["other"]) and not is_plain:
        # 哪天都能排: words of a question in news of oneself.
        return None
    if is_doubtful:
        return _build_question(text, lower, is_explicit=False, today=today)
    is_explicit = bool(_EXPLICIT.search(lower)) and not _ASIDE.search(lower)
    is_explicit = is_explicit or bool(_STORY.search(lower))
    if not is_explicit and asked < SURELY_ASKED and _OF_JOBS.search(_MY_JOB.sub(" ", lower)):
        return None
    is_explicit = is_explicit or asked >= PLAINLY_ASKED
    if not is_explicit and asked < PERHAPS_ASKED:
        if not _OWN.search(lower) or _NOT_OF_ME.search(_MY_JOB.sub(" ", lower)):
            return None
    return _build_question(text, lower, is_explicit=is_explicit, today=today)


def _build_question(text: str, lower: str, *, is_explicit: bool, today: date) -> Question:
    since, until = find_window(lower, today=today)
    before = _find_before(lower)
    concepts = find_concepts(_without_frame(lower, before))
    return Question(
        text=text,
        is_explicit=is_explicit,
        concepts=concepts,
        terms=_terms(_without_frame(lower, before)),
        since=since,
        until=until,
        before=before,
        wants_first=bool(_FIRST.search(lower)),
        wants_all=bool(_ALL.search(lower)),
        wants_when=bool(_WHEN.search(lower)),
        is_negative=says_no(lower),
        asks_whether=bool(_WHETHER.search(lower)),
        kinds=kinds_asked(lower),
        compares=bool(_COMPARES.search(lower)),
        asks_now=bool(_NOW.search(lower)),
    )


def asks_of_memory(text: str, *, today: date) -> bool:
    """Return whether a message asks what was said, and so tells nothing itself."""
    question = read_question(text, today=today)
    return question is not None and question.is_explicit


def read_topic(words: str) -> Question:
    """Return what is meant by the words of something to forget."""
    lower = words.lower().replace("’", "'")[:LONGEST]
    return Question(words, True, find_concepts(lower), _terms(lower))


def says_no(lower: str) -> bool:
    """Return whether words deny something: "can't do nights", 不能住家."""
    return bool(_NEGATION.search(lower))


_NEGATION = re.compile(
    r"\b(?:not|no|never|won'?t|can'?t|cannot|don'?t|didn'?t (?:want|like)|couldn'?t|isn'?t|out)\b|不(?!是|错|好意思)|没法|别"
)


def _find_before(lower: str) -> str:
    match = _BEFORE.search(lower)
    if match is None:
        return ""
    said = (match["en"] or match["zh"] or "").strip()
    if match["zh"]:
        said = re.sub(
            r"^(?:那|在|我|把|说|想|要|去|看|改成|改到|改看|换成|换到|搬到)+(?=.)", "", said
        )
    if match["zh"] and _MONTH.search(said + "我"):
        return ""
    if said in _NOBODY:
        # 我以前干什么的: before nothing in particular.
        return ""
    return re.sub(r"^(?:that|then|now|it)\b", "", said).strip()


_NOBODY = frozenset("我 你 他 她 咱 俺 我们 i me".split())


def _without_frame(lower: str, before: str) -> str:
    """Return a question without the words that only frame it, for what it is about."""
    if before:
        lower = lower.replace(before, " ")
    lower = re.sub(
        rf"\b(?:did|do|have|had) i (?:ever |already |just )?{_SAY}\b(?: you)?(?: (?:about|that|of|anything about))?"
        rf"|\bi(?:'?ve| have)? (?:ever |already )?{_SAY}\b(?: you)?(?: about)?|\b(?:what|when|where) (?:was|were) i\b(?= (?:told|said))|\bremind me\b|\bdo you (?:remember|know)\b|\b(?:what|how) (?:day|date) did\b|\bon what date\b",
        " ",
        lower,
    )
    lower = re.sub(
        r"(?:我)?(?:有没有|是不是|什么时候|哪一?天|几号|啥时候)?(?:跟|和|给|对|向)你(?:说|讲|提|告诉)?(?:过|的|了|没)?|告诉(?:过|了)?你(?:的)?|说没说过?|提没提过?|前后是?怎么说的|是怎么说的|让你怎么",
        " ",
        lower,
    )
    for pattern in (_LAST_WEEK, _LAST_MONTH, _WEEKS_AGO, _MONTHS_AGO, _WEEKDAY_SAID, _MONTH, _WHEN):
        lower = pattern.sub(" ", lower)
    return " ".join(lower.split())


_WEEKDAY_SAID = re.compile(
    r"\blast (?:mon|tues|wednes|thurs|fri|satur|sun)day\b|上(?:个)?(?:周|星期|礼拜)[一二三四五六日天]"
)


def _terms(lower: str) -> tuple[str, ...]:
    words = dict.fromkeys(each for each in index_terms(lower) if each not in _NOISE)
    longer = tuple(each for each in words if len(each) > 1)
    # 我的脚, 我多高: one character is all that is named.
    return longer or tuple(
        each for each in re.findall(r"[\u4e00-\u9fff]", lower) if each not in _PARTICLES
    )


_PARTICLES = frozenset(
    "我你他她它咱俺您的了吗呢吧啊呀哦是在有没不都些么什怎哪几多少个说提讲记得知道过跟和给对这那里儿来去着还要会能可以就也又再谁为何时候现样点下上"
)


def find_window(lower: str, *, today: date) -> tuple[date | None, date | None]:
    """Return since and until when something was said, None where no time is named."""
    for pattern, farthest, nearest in _ZH_RANGES:
        if pattern.search(lower):
            return today - timedelta(days=farthest), today - timedelta(days=nearest)
    monday = today - timedelta(days=today.weekday())
    if match := _WEEKDAY.search(lower):
        if match["zh"]:
            wanted = "一二三四五六日".index(match["zh"].replace("天", "日"))
            day = monday - timedelta(days=7 - wanted)
        else:
            wanted = _EN_DAYS.index(match["en"])
            is_said = re.search(rf"\b{_SAY}\b.{{0,30}}\b(?:on|last) {match['en']}", lower)
            if not is_said:
                return None, None
            day = today - timedelta(days=(today.weekday() - wanted) % 7 or 7)
        return day, day
    if _LAST_WEEK.search(lower):
        # "Last week" is said loosely: the seven days before today belong to it.
        return monday - timedelta(days=7), max(
            monday - timedelta(days=1), today - timedelta(days=5)
        )
    if _THIS_WEEK.search(lower):
        return monday, today
    first = today.replace(day=1)
    if _LAST_MONTH.search(lower):
        end = first - timedelta(days=1)
        return end.replace(day=1), end
    if _THIS_MONTH.search(lower):
        return first, today
    if match := _WEEKS_AGO.search(lower):
        middle = today - timedelta(weeks=_number(match["en"] or match["zh"]))
        return middle - timedelta(days=5), middle + timedelta(days=5)
    if match := _MONTHS_AGO.search(lower):
        middle = today - timedelta(days=30 * _number(match["en"] or match["zh"]))
        return middle - timedelta(days=20), middle + timedelta(days=20)
    if match := _MONTH.search(lower):
        return _month_window(match, today=today)
    return _date_window(lower, today=today)


def _month_window(match: re.Match[str], *, today: date) -> tuple[date, date]:
    if match["en"]:
        month = _EN_MONTHS.index(match["en"]) + 1
    else:
        said = match["zh"]
        month = int(said) if said.isdigit() else _ZH_MONTHS.index(said) + 1
    year = today.year if month <= today.month else today.year - 1
    start = date(year, month, 1)
    end = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return start, end


def _date_window(lower: str, *, today: date) -> tuple[date | None, date | None]:
    """A day that was named: "on 3 November", "11月3号"."""
    for found in find_dates(lower, today=today):
        day = found.value
        if day.is_valid and day.year and day.month and day.day:
            exact = date(day.year, day.month, day.day)
            return (exact, exact) if exact <= today else (None, None)
    return None, None


def _number(said: str) -> int:
    """Return how many; of more than three digits so many that nobody had said anything yet."""
    if said.isdigit():
        return int(said) if len(said) <= 3 else 999
    return _NUMBERS.get(said, 1)
