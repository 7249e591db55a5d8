"""A free-text answer to one question about the résumé, and what it changes."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from jobassist.language.contacts import find_emails, find_phones, find_profiles
from jobassist.language.dates import (
    DateRange,
    PartialDate,
    find_date_ranges,
    find_dates,
    parse_date,
)
from jobassist.language.denials import is_denied
from jobassist.language.found import Found
from jobassist.language.places import Place
from jobassist.language.text import normalise
from jobassist.language.titles import find_titles
from jobassist.language.vocab import find_experience

from ..pointers import MISSING, get_at, to_dotted, to_pointer, tokens_of
from .asides import Withdrawal, find_withdrawals, is_order
from .cells import title_score
from .merge import merge_changes
from .parse import parse_fields
from .reading import Entry, Piece, Reading
from .schools import read_school_parts
from .topics import Topic, says_work, split_topics
from .types import Document, FieldChange, ParsedAnswer, ParsedResume, Span
from .words import looks_like_zh_name, zh_org_pattern

_FILLER = re.compile(
    r"^(?:(?:uh+|um+|er+m?|oh|ok(?:ay)?|sure|yeah|yes|yep|so|well|hm+|its|it's|it is|it was|that was|that's|thats|that is|that would be|would be|fair(?: enough)?|say|just|"
    r"i think|i guess|maybe|probably|roughly|about|around|sorry|actually|please put|put|write|嗯+|啊|呃|哦+|噢|好的?|行|那就?|就是|就写|就填|写|填|应该是|应该|大概(?:是)?|好像(?:是)?|可能(?:是)?|是|我的?|吧|呗)(?:[\s,，.。:：!！…]+|(?=[\u4e00-\u9fff\d])))+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:[\s,，。.!！~]+|吧|呗|啊|呢|哈|嘛|哦|了吧|就行|就好|就可以了?|这样|(?i:\bsorry|\blol|\bplease|\bpls|\bthanks?(?: you)?(?: (?:a lot|so much|very much))?|\bcheers|\bi think|\bi guess|\bbasically|\bor so|\bish)|谢谢(?:你|您|啦|了)?)+$"
)
_REFUSED = re.compile(
    r"(?i)^(?:(?:i(?:'d| would)?|id|no|nah|please|let'?s|let me|can we|just|um+|sorry|ok|嗯|我|还是|这个|这|先|就|那)[\s,，]*)*"
    r"(?:skip(?: (?:it|that|this))?|pass|next(?: (?:one|question))?|(?:rather|prefer) (?:not|leave)\b.*|(?:do ?n[o']?t|dont|won'?t|not) (?:want|wanna|like|do|put|use|share|say|give|need|going|feel|add|include)\b.*|"
    r"no(?:pe)?|nah|none|n/?a|no thanks?(?: you)?|none (?:really|at all|yet|sorry|to speak of)|not (?:yet|really)|nothing(?: (?:special|much|really|else|to add|comes to mind))?|not (?:applicable|needed|now|at the moment)|leave (?:it|that)(?: (?:out|blank|off|empty))?|private|later|never mind|nvm|"
    r"(?:i )?have(?:n'?t| not| no)(?: got)?\b.{0,40}|(?:i )?do ?n[o']?t have\b.{0,40}|no (?:e-?mail|phone|website|portfolio|degree|certificates?|address)\b.*|"
    r"跳过|略过?|过|下一[题个]|(?:不|没)(?:太)?(?:想|愿意|方便|用|需要|要|必要)(?:填|说|写|留|透露|提供|公开|给|了)?.{0,8}|没(?:有)?(?:啥|什么)(?:特别|好写|可写|值得|好说|突出|亮点|成绩)?的?.{0,4}|(?:先)?空着|没得|没读完.{0,4}别写了|(?:会|我会)?(?:晚点|晚些|稍后|过会儿?|明天|过后)(?:时候)?(?:再|我再|会)?(?:给|发|补|说|告诉|填|提供|报)你?.{0,4}|不填|不说|不写|不留|先不.{0,6}|不告诉.*|算了|保密|没有?(?:了|啊|呢|的|吧)?|没.{0,6}(?:作品集|邮箱|证书?|学历|网站|主页|手机)|无|暂无|暂时不.*|以后再说|等会.*|回头再说|待会.*|别写|不必|免了)[\s.。!！,，]*(?:吧|了|呗|啊|哈|谢谢|thanks?|please|sorry)*[\s.。!！]*$"
)
_CAME = re.compile(
    r"(?i)入职|进的|进去|来的|开始|起(?:$|[,，。])|\b(?:started|joined|began|since)\b"
)
_WENT = re.compile(
    r"(?i)走的|走了|离职|离开|辞[的了职]|不干|没干|不做了|\b(?:left|finished|quit|ended|stopped|laid off)\b"
)
# "O levels... actually leave that": what was begun is taken back.
_LEFT_AFTER_ALL = re.compile(
    r"(?i)\b(?:actually|no|sorry|hm+|wait)[\s,]+(?:leave|skip|forget|scratch|drop) (?:that|it|this)(?: (?:out|one))?\W*$|(?:算了|还是)(?:别|不|先不)(?:写|填|说)了?(?:吧)?\W*$"
)
_UNKNOWN = re.compile(
    r"(?i)(?:\bi?\s*(?:do ?n[o']?t|dont|cannot|can'?t|couldn'?t)\s+(?:know|remember|recall|say(?: exactly)?)\b|\bdunno\b|\bno (?:idea|clue)\b|\bnot (?:so |really |too |quite )?sure\b|\bforg[eo]t(?:ten)?\b|\bunsure\b|\bidk\b|\bhaven'?t (?:counted|thought)\b|\bno record\b|\bnever (?:counted|thought)\b|"
    r"不(?:太|大)?(?:知道|清楚|记得|确定|晓得|了解)|记不(?:得|清|住|太清)|忘(?:了|记了)|想不起|说不(?:好|清|准|上来)|没(?:想过|数过|算过|注意|印象|统计)|不好说|你先看着弄|随便|看着办)"
)
_KEPT = re.compile(
    r"(?i)^(?:(?:yes|yep|yeah|no)[\s,，]*)?(?:(?:that'?s|it'?s|it is|that is|this is|is) )?(?:right|correct|fine|true|accurate|as it is|ok(?:ay)? as (?:it )?is|good)(?: as it is)?[\s.!]*$|^(?:yes|yep|yeah|correct|exactly)[\s.!]*$|(?:^|[,，;；.] *)(?:the )?dates? (?:is|are) (?:right|correct|fine)\W*$|(?:日期|时间)(?:都)?(?:没错|是对的|对的)\W*$|^(?:no )?leave it(?: as (?:it )?is)?$|^(?:嗯|对|是)?[,，\s]*(?:没错|对的?|是的?|正确|没问题|就是这样|就这样|不用改|没写错|是对的|都对)[\s。!！,，吧的了]*$"
)
_STILL = re.compile(
    r"(?i)\b(?:still (?:there|here|working|am|do(?:ing)?(?: it)?|at it|employed|going|with them)|to (?:the )?present|present|current(?:ly)?(?: (?:there|working))?|ongoing|until now|till now|to date|now)\b|还在(?:干|做|职|那|这|上班|跑|教|里)?|在职|至今|到现在|现在还|没走|没离职|没辞|一直在|目前(?:还)?在"
)
_CORRECTION = re.compile(
    r"(?i)(?:(?<![,，.。;；\s])[,，.。;；\s]++|^)(?:不对|不是|错了|哦不|啊不|等等|更正|反正|no wait|wait no|no,? sorry|sorry,? no|actually|i mean|make that|rather|scratch that|correction)[,，.。:：\s]*+(?=\S)"
)
_WRONG = re.compile(
    r"(?:我)?(?:写|打|说|记|填)错(?:了|字)?|打字错误|笔误|(?i:\b(?:typo|my mistake|my bad|i (?:typed|wrote|got) (?:it|that) wrong)\b)"
)
_POST_LEAD = re.compile(
    r"(?i)(?:i (?:was|am|worked as|work as)|i'm\b|as\b|an?\b|the\b)\s*(?:(?:an?|the)\s+)?|(?:我)?(?:在(?:那|这)[里儿边]?)?(?:做|当|是|干)(?!.*的$)"
)
_HOLDS = re.compile(
    r"(?:我)?(?:还|也)?(?:有|持有?|考(?:了|过|到|下)|拿(?:了|到))(?:个|一个)?|(?i:i(?:'ve)? (?:got|have got|have|hold)\s+(?:(?:an?|my)\s+)?)"
)
_NOT_THERE = re.compile(
    r"(?i)(?:\b(?:not(?: in)?|no longer(?: in)?|n't(?: live)?(?: in)?|left|from|out of)|不是|不在|不住在?|没在|离开|老家|籍贯|户口)(?:是|在|:)?\s*$"
)
_MOVED_TO = re.compile(
    r"(?i)(?:\bmoved to|\bnow in|\bliving in|搬到了?|搬去了?|现在(?:在|住在?))\s*$"
)
_AT_HOME = re.compile(
    r"(?i)(?:(?:i|we)(?:'m| am| do)?\s+)?(?:(?:just|now|currently|still)\s+)*(?:(?:live|living|based|located|staying|stay|moved|reside)\s+)?(?:in|to|at|near|out in|over in|from)\s+(?:the\s+)?|"
    r"(?:my (?:city|town|home town|address) is|it's|its)\s+|(?:我|人|家|现在|目前|就|常)*(?:住在?|居住在|现居|定居|坐标|在)"
)
_NO_TOWN_ZH = re.compile(
    r"[我你他她的了吗呢吧]|什么|怎么|为啥|为何|不|没|有|叫|姓|名|工作|电话|手机|证|干|做|找|要|想|知道|随便|都行|可以|老家|家里|外地"
)
_NO_TOWN_EN = re.compile(
    r"(?i)\b(?:i|i'm|my|me|you|your|it|is|are|am|was|do|does|don't|what|why|who|how|when|name|phone|email|job|work|want|need|"
    r"like|please|can|can't|have|got|not|no|yes|this|that|change|wrong|looking|any|anywhere|everywhere|somewhere|here|there)\b"
)
_EXPIRY = re.compile(
    r"(?i)到期|有效期|过期|复审|年审|还有.{0,4}(?:年|月)|到\s*\d|\b(?:ran out|runs out|expire[sd]?|expir(?:y|ing)|valid (?:until|till|to|through)|until|till|renew(?:al|ed)? (?:due|in)|good until|up in)\b"
)
# An example sent back as it is; "um... 2019" is an answer.
_PLACEHOLDER = re.compile(r"^\W*(?:…|\.\.\.)\W*$|(?:^|\s)(?:…|\.\.\.)(?=\s|%|，|,|$)|___")
_MAIL_LEAD = re.compile(
    r"(?i)it|its|is|my|e?mail|mail|to|use|me|on|at|the|try|address|so|just|ok|okay|yes|yeah|sure"
)
# A trade where a name is asked for: 装空调的, 是个焊工, "I do nails", roofer.
_TRADE = re.compile(
    r"(?:我|俺|本人)?(?:是|就是)?(?P<zh>(?:做|干|搞|开|装|修|跑|送|卖|教|带|当|焊|刷|贴|搬|看|管|扫|剪|烧|炒|画|写|弄|种|养|护|洗|理|安装|维修)[\u4e00-\u9fff]{1,10})的$"
    r"|(?:我|俺|本人)?(?:是|就是|做|当)(?:一?个|一?名|一?位)?(?P<is>[\u4e00-\u9fff]{2,8})$"
    r"|(?i:(?:i(?:'m| am| do| work as| used to be)? )?(?:an? )?(?P<en>[a-z][a-z -]{2,30}))$"
)
# A clause that says which name to write: …,叫顺达电子; …,就写宝成吧.
_NAMED_LAST = re.compile(
    r"[,，。;；\s](?:名字)?(?:叫做?|就?(?:写|填|算|用)(?:成)?|是叫)(?!不|没|忘|出|上|我|自己)(?P<n>[\u4e00-\u9fffA-Za-z0-9]{2,20}?)(?:吧|就行|就好|好了|得了)?$"
)
_NO_EMPLOYER_NAME = re.compile(
    r"(?:没(?:有)?(?:名字|名|牌子|招牌|挂牌)|名字?(?:也|都)?(?:不|没|忘)|(?:就|只)是?(?:个|一个|一家)[\u4e00-\u9fff]{1,8}$)"
)
# A field of a few words; of a longer answer to it the beginning is read.
_SHORT = frozenset({"name", "label", "email", "phone", "city", "url"})
MAX_SHORT = 1000
_CANNOT_NAME = re.compile(r"(?:写|叫|说)不(?:上|出)|自己填")
_NEVER_STUDIED = re.compile(
    r"(?:我|也|都)*(?:没(?:有)?|不曾|从没)(?:上|读|念|考)(?:过|上|成)(?:什么|几天|多少)?(?:大学|高中|学|书|本科|大专|研究生)?[,，。\s]*"
)
_NEVER_STUDIED_EN = re.compile(
    r"(?i)\b(?:i\s+)?(?:(?:did\s?n['’]?t|did not|have\s?n['’]?t|never)\s+(?:ever\s+)?(?:go|gone|went|been|attend(?:ed)?|get|got|make|made|finish(?:ed)?)\b)[^,.;]*\b(?:uni(?:versity)?|college|school|degree)\b[,.;\s]*"
)
# An answer that turns down what stands there before it gives another: "No, Beth".
_NO_FIRST = re.compile(r"(?i)(?:no|nope|nah)\b\s*[,，.;:]+\s*|不[,，]\s*")
_NO_NAME_ZH = re.compile(r"[不没填]|自己|叫我|吧$")
_UNABLE = re.compile(
    r"(?i)\s*(?:i\s+)?(?:can['’]?t|cannot|can not|do\s?n['’]?t|do not|never)\s+(?:really\s+)?(?:know|use|used|speak|do|drive|code|cook|learn\w*)\b|\s*我?(?:也|都|还)?(?:不(?:太|怎么)?(?:会|懂|能|熟)|没(?:有)?(?:用|学)过)"
)
_DATE_FIELDS = frozenset({"startDate", "endDate", "date", "releaseDate"})
_ZH_SURNAME = re.compile(r"(?:我)?姓(?P<s>[\u4e00-\u9fff])(?![\u4e00-\u9fff]*名)")
_SPELLED = re.compile(r"(?i)\b(?:with|spelt|spelled)\b.*$|\bnot\s+[A-Za-z'’-]+.*$")
_CJK = re.compile(r"[\u4e00-\u9fff]")
_NUMBER_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20}  # fmt: skip
_ZH_NUMBERS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10, "十一": 11, "十二": 12, "十五": 15, "二十": 20}  # fmt: skip


def parse_answer(
    path: str, text: str, *, today: date, document: Document | None = None
) -> ParsedAnswer:
    """Return the changes an answer makes to the field asked for, or to others it mentions.

    `path` is dotted, with or without `resume.`. Handles refusals ("rather not"), not knowing,
    "it's right as it is", corrections of something else and withdrawals. Spans are into `text`.
    """
    if is_order(text):
        return ParsedAnswer()
    if _LEFT_AFTER_ALL.search(text):
        return ParsedAnswer(refused=True)
    names = [each for each in tokens_of(path) if isinstance(each, str)] or [""]
    if names[-1] in _SHORT or names[-1] in _DATE_FIELDS:
        text = text[:MAX_SHORT]
    if names[-1] == "name" and _CANNOT_NAME.search(text):
        return ParsedAnswer(dont_know=True)
    if names[0] == "skills" and all(
        _UNABLE.match(each) for each in re.split(r"[,，、;；]", text) if each.strip()
    ):
        return ParsedAnswer(refused=True)
    taken_out = find_withdrawals(text, document or {})
    if taken_out:
        return _without(path, text, taken_out, today=today, document=document or {})
    answer = _Answer(path, text, today=today, document=document or {})
    stretches = split_topics(answer.text, asked=answer.asks)
    about = [s for s in stretches if not s.topic and not _is_aside(answer.text[s.start : s.end])]
    if len(about) == len(stretches):
        return answer.parse()
    changes: list[FieldChange] = []
    for s in stretches:
        if s.topic:
            part = answer.part(s.start, s.end, path=_PATHS.get(s.topic))
            changes += _moved(part.changes_about(s.topic), by=answer.norm.span(s.start, s.end)[0])
    if not about and not changes:
        return answer.parse()
    if not about:
        return ParsedAnswer(changes=tuple(changes))
    own = _read_together(answer, [(s.start, s.end) for s in about])
    return replace(own, changes=(*own.changes, *changes))


def _without(
    path: str, text: str, taken_out: list[Withdrawal], *, today: date, document: Document
) -> ParsedAnswer:
    """Return the answer without what it takes back, which goes last so that places still hold."""
    rest = text
    for each in taken_out:
        # Spaces for what was said, so that spans stay true.
        rest = rest[: each.start] + " " * (each.end - each.start) + rest[each.end :]
    gone = tuple(each.change for each in taken_out)
    if not re.search(r"\w", rest):
        return ParsedAnswer(changes=gone)
    own = parse_answer(path, rest, today=today, document=document)
    return replace(own, changes=(*own.changes, *gone))


def _read_together(answer: "_Answer", stretches: list[tuple[int, int]]) -> ParsedAnswer:
    """Return what the parts of an answer about the field asked for say together.

    Lists take the items of every part and a running text all its sentences; a plain value is the
    first that was given, unless a later part puts it right.
    """
    read: list[ParsedAnswer] = []
    changes: list[FieldChange] = []
    for start, end in stretches:
        if read:
            start = _JOINT.match(answer.text, start, end).end()  # type: ignore[union-attr]
        part = answer.part(start, end)
        read.append(part.parse())
        for change in _moved(read[-1].changes, by=answer.norm.span(start, end)[0]):
            _add_change(changes, change, puts_right=_CORRECTION.match(part.text) is not None)
    told = next((r for r in read if r.changes), None)
    own = told or next((r for r in read if r != ParsedAnswer()), read[0])
    return replace(own, changes=tuple(changes))


# What ties a later part of an answer to the one before.
_JOINT = re.compile(
    r"(?i)(?:[\s,，.。;；、]|(?:and|also|plus)\b(?=[\s,])|还有|以及|另外|此外|同时(?=[,，]))*"
)
_RUNNING = re.compile(r"/(?:summary|description)$")


def _add_change(changes: list[FieldChange], change: FieldChange, *, puts_right: bool) -> None:
    """Add a change to those of earlier parts, which did not know of one another."""
    before = next((c for c in changes if c.path == change.path), None)
    if before is None or change.path.endswith("/-"):
        if not any(c.path == change.path and c.value == change.value for c in changes):
            changes.append(change)
        return
    i = changes.index(before)
    list_path, _, last = change.path.rpartition("/")
    if isinstance(before.value, list) and isinstance(change.value, list):
        spans = dict(before.spans)
        values = list(before.value)
        for n, value in enumerate(change.value):
            if value not in values:
                under = f"/{n}"
                spans |= {
                    f"/{len(values)}{p[len(under) :]}": span
                    for p, span in change.spans.items()
                    if p == under or p.startswith(f"{under}/")
                }
                values.append(value)
        changes[i] = replace(before, value=values, spans=spans)
    elif last.isdigit() and change.op == "add":
        items = [c for c in changes if re.fullmatch(rf"{re.escape(list_path)}/\d+", c.path)]
        if all(c.value != change.value for c in items):
            free = max(int(c.path.rpartition("/")[2]) for c in items) + 1
            changes.append(replace(change, path=f"{list_path}/{free}"))
    elif _RUNNING.search(change.path) and "" in before.spans and "" in change.spans:
        changes[i] = _run_on(before, change)
    elif puts_right:
        changes[i] = change


def _run_on(before: FieldChange, after: FieldChange) -> FieldChange:
    """Return the change of a text to sentences that stand apart in the answer."""
    a, b = str(before.value), str(after.value)
    stop = "" if re.search(r"[.。!！?？]$", a) else "。" if _CJK.search(a[-1:]) else "."
    gap = "" if _CJK.search(a[-1:]) or "。" in a[-1:] else " "
    span = Span(before.spans[""].start, after.spans[""].end)
    return replace(before, value=a + stop + gap + b, spans={"": span}, joins=True)


_PATHS = {
    "name": "basics.name",
    "phone": "basics.phone",
    "email": "basics.email",
    "city": "basics.location.city",
}


def _moved(changes: Iterable[FieldChange], *, by: int) -> list[FieldChange]:
    """Return the changes of a part of a text with spans into the whole."""
    return [
        replace(c, spans={p: Span(s.start + by, s.end + by) for p, s in c.spans.items()})
        for c in changes
    ]


def _is_aside(words: str) -> bool:
    return _ASIDE.fullmatch(words) is not None


# A yes, a no, a sorry or a thank-you beside something else answers nothing.
_ASIDE = re.compile(
    r"(?i)(?:\W|\b(?:no|nope|nah|yes|yeah|ok(?:ay)?|sorry|wait|hi|hello|please|well|actually|and|but|also|thanks?(?: (?:you|a lot|so much))?|cheers|bye|"
    r"that(?:'s| is| will be| should be) (?:it|all|everything)|nothing else)\b|不是|不对|不|错了|好的?|嗯|你好|您好|哦|对了|等等|另外|谢谢(?:你|您|啦|了)?|麻烦(?:你|您)?了?|就这些|就这样|没(?:有)?别的|没了)*"
)


class _Answer:
    """One answer being read."""

    def __init__(self, path: str, text: str, *, today: date, document: Document) -> None:
        self.path = to_dotted(path)
        self.steps = tokens_of(path)
        self.pointer = to_pointer(self.steps)
        self.leaf = next((str(s) for s in reversed(self.steps) if not isinstance(s, int)), "")
        self.section = str(self.steps[0]) if self.steps else ""
        self.norm = normalise(text)
        self.text = self.norm.text
        self.today = today
        self.document = document
        self.have = get_at(document, self.steps)

    @property
    def asks(self) -> str:
        """What the question is about, as topics are named."""
        if self.section == "basics":
            return {"location": "city", "summary": "free"}.get(self.leaf, self.leaf)
        is_free = self.leaf in ("highlights", "summary", "description") or self.leaf in _DATE_FIELDS
        return "free" if is_free else self.section

    def part(self, start: int, end: int, *, path: str | None = None) -> "_Answer":
        """Return the reading of a part of the answer alone, as one to `path` if given."""
        a, b = self.norm.span(start, end)
        words = self.norm.original[a:b]
        return _Answer(path or self.path, words, today=self.today, document=self.document)

    def changes_about(self, topic: Topic) -> list[FieldChange]:
        """Return what the words change, being about something that was not asked."""
        if topic == "wish":
            return self._wished_city()
        if topic == "ask":
            return []
        return list(self.parse().changes) if topic in _PATHS else self._other_changes()

    def parse(self) -> ParsedAnswer:
        """Return the reading of the answer."""
        words = self.text.strip()
        if not words or _PLACEHOLDER.search(words):
            return ParsedAnswer()
        if self.leaf in _DATE_FIELDS:
            # "Still there" and dates come before "no": 没走, 不记得了,大概2019年.
            return self._date_answer()
        if _REFUSED.match(words) and not self._is_content(words):
            return ParsedAnswer(refused=True)
        if self.have is not MISSING and _KEPT.match(words):
            return ParsedAnswer(kept=True)
        unknown = _UNKNOWN.search(words)
        if unknown and (unknown.start() <= 6 or len(words) - len(unknown[0]) <= 4):
            return ParsedAnswer(dont_know=True)
        changes = [c for c in self._field_changes() if not self._is_lacking(c)]
        if changes:
            return ParsedAnswer(changes=tuple(changes))
        other = self._other_changes()
        if other:
            refused = bool(
                re.search(
                    r"(?i)等会|回头|以后|先不|没有|\bno\b|n'?t\b|haven'?t|later|without", words[:24]
                )
            )
            return ParsedAnswer(changes=tuple(other), refused=refused)
        if unknown:
            return ParsedAnswer(dont_know=True)
        return ParsedAnswer()

    # -- helpers ----------------------------------------------------------------------------------

    def _is_content(self, words: str) -> bool:
        """Whether what looks like "no" is the value itself (studyType: none of the kind)."""
        if self.leaf == "studyType":
            return (
                bool(re.search(r"初中|小学|高中|没(?:上|读)|(?i:no degree)", words))
                and "没有" not in words
            )
        return False

    def _is_lacking(self, change: FieldChange) -> bool:
        """Whether a degree is named as one that somebody has not got: "no A levels"."""
        span = change.spans.get("")
        if span is None or not change.path.endswith("/studyType") or _CJK.search(self.text):
            return False
        return is_denied(self.norm.original, span.start)

    def _span(self, start: int, end: int) -> Span:
        a, b = self.norm.span(start, end)
        return Span(a, b)

    def _original(self, start: int, end: int) -> str:
        a, b = self.norm.span(start, end)
        return re.sub(r"\s+", " ", self.norm.original[a:b]).strip()

    def _put(
        self, pointer: str, value: Any, start: int, end: int, *, joins: bool = False
    ) -> FieldChange:
        there = get_at(self.document, pointer)
        op: Any = "add" if there is MISSING else "replace"
        return FieldChange(op, pointer, value, {"": self._span(start, end)}, joins)

    def _here(self, value: Any, start: int, end: int, *, joins: bool = False) -> list[FieldChange]:
        if self.have == value:
            return []
        return [self._put(self.pointer, value, start, end, joins=joins)]

    def _core(self) -> tuple[int, int]:
        """Return where the answer's content stands, without the words around it."""
        start, end = 0, len(self.text)
        for m in _CORRECTION.finditer(self.text):
            # What comes after "no wait" is what counts.
            if m.end() < end and m.start() > 0:
                start = m.end()
        wrong = _WRONG.search(self.text, start, end)
        if wrong:
            if wrong.start() - start <= 2:
                start = wrong.end()
            elif end - wrong.end() <= 2:
                end = wrong.start()
        while start < end and self.text[start] in " \t\n,，。.;；:：、":
            start += 1
        lead = _FILLER.match(self.text[start:end])
        if lead and lead.end() < end - start:
            start += lead.end()
        tail = _TAIL.search(self.text, start, end)
        if tail and tail.start() > start and tail.end() == end:
            end = tail.start()
        while start < end and self.text[start] in " \t\n,，:：":
            start += 1
        while end > start and self.text[end - 1] in " \t\n,，。;；":
            end -= 1
        return start, end

    # -- fields -----------------------------------------------------------------------------------

    def _field_changes(self) -> list[FieldChange]:
        if self.section == "basics":
            match self.leaf:
                case "name":
                    return self._name()
                case "phone":
                    return self._phone()
                case "email":
                    return self._email()
                case "city" | "location":
                    return self._city()
                case "url":
                    return self._url()
                case "summary":
                    return self._summary()
        if self.section == "work" and self.asks == "work" and says_work(self.text.strip()):
            return self._job_told()
        if self.section == "work" and self.leaf == "name":
            return self._employer()
        if self.section == "education":
            return self._school()
        if self.section == "certificates" and self.leaf == "name":
            return self._certificate()
        if self.leaf in ("highlights", "keywords", "courses"):
            return self._highlight()
        if self.section == "skills":
            return self._skills()
        return self._plain()

    def _plain(self) -> list[FieldChange]:
        start, end = self._core()
        if start >= end:
            return []
        if self.section == "work" and self.leaf == "position":
            lead = _POST_LEAD.match(self.text[start:end])
            if lead and lead.end() < end - start:
                start += lead.end()
            comma = re.search(r"呗|吧[,，]", self.text[start:end])
            if comma:
                end = start + comma.start()
        value = self._original(start, end)
        return self._here(value, start, end) if value and len(value) <= 300 else []

    def _trade(self) -> list[FieldChange]:
        """Return what one does, said where one's name was asked: 我是装空调的, "roofer"."""
        m = _TRADE.match(self.text.strip(" \n.。!！"))
        lead = len(self.text) - len(self.text.lstrip())
        if m is None:
            return []
        group = next((g for g in ("zh", "is", "en") if m[g]), "zh")
        start, end = (at + lead for at in m.span(group))
        said = self.text[start:end]
        if looks_like_zh_name(said) and not find_titles(said):
            return []
        if group != "zh" and not any(t.text.strip() == said.strip() for t in find_titles(said)):
            return []
        return [self._put("/basics/label", self._original(start, end), start, end)]

    def _name(self) -> list[FieldChange]:
        text = self.text
        have = self.have if isinstance(self.have, str) else ""
        surname = _ZH_SURNAME.search(text)
        if surname and have and _CJK.search(have):
            value = surname["s"] + have[1:]
            return self._here(value, *surname.span("s"), joins=True)
        # 靳老四,大名靳国栋: the name on papers is the name.
        m = re.search(
            r"(?:大名|真名|本名|学名|身份证上)(?:是|叫|写的)*\s*(?P<n>[\u4e00-\u9fff·]{2,4})", text
        )
        if m is None:
            called = re.finditer(
                r"(?<![不没])(?:叫|名字是|姓名[:：]?|全名(?:是)?)\s*(?P<n>(?!我|不|没|自己)[\u4e00-\u9fff·]{2,4})",
                text,
            )
            m = next(iter(called), None)
        if m:
            return self._here(self._original(*m.span("n")), *m.span("n"))
        if "叫我" in text:
            # 叫我小慧,崔慧
            said = re.finditer(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,4}(?![\u4e00-\u9fff])", text)
            whole = [t for t in said if looks_like_zh_name(t[0]) and not re.match("[老小阿]", t[0])]
            if len(whole) == 1:
                return self._here(self._original(*whole[0].span()), *whole[0].span())
        m = re.search(
            r"(?i)\b(?:name(?:'s| is| to| should be|,? it should be)|called|call me|i'm|i am|it'?s)\s+(?P<n>[^\W\d_][\w'’.-]*(?:\s+[^\W\d_][\w'’.-]*){0,3})",
            text,
        )
        tokens = [
            t for t in re.finditer(r"[\u4e00-\u9fff·]{2,8}", text) if looks_like_zh_name(t[0])
        ]
        full = [t for t in tokens if not re.match(r"[老小阿]", t[0]) and len(t[0]) >= 2]
        if (
            not m
            and len(tokens) > 1
            and len(full) == 1
            and re.fullmatch(r"[\u4e00-\u9fff·\s,，]+", text.strip())
        ):
            # 老刘 刘长河: how one is called, then the name.
            return self._here(self._original(*full[0].span()), *full[0].span())
        if not (m and m[0].lower().startswith(("name", "call"))) and (trade := self._trade()):
            return trade
        start, end = m.span("n") if m else self._core()
        no = _NO_FIRST.match(text, start, end)
        start = no.end() if no else start
        spelled = _SPELLED.search(text, start, end)
        if spelled and spelled.start() > start:
            end = spelled.start()
        comma = re.search(r"[,，;；(（。]|\s-\s", text[start:end])
        if comma and comma.start() >= 2:
            end = start + comma.start()
        while end > start and text[end - 1] in " .,":
            end -= 1
        value = self._original(start, end)
        if not value or len(value) > 60 or re.search(r"\d|@|^(?i:an?|the)\s", value):
            return []
        if _CJK.search(value):
            if (
                len(value) > 6
                or _NO_NAME_ZH.search(value)
                or not (looks_like_zh_name(value) or len(value) <= 4)
            ):
                return []
            return self._here(value, start, end)
        if len(value.split()) > 4 or not re.fullmatch(r"[^\W\d_]['\w’. -]*", value):
            return []
        initial = re.search(r"(?:^|\s)(?P<i>[A-Z])\.?$", have)
        if initial and " " not in value and value[0].upper() == initial["i"]:
            return self._here(have[: initial.start("i")] + value, start, end, joins=True)
        if re.fullmatch(r"[A-ZÀ-Þ][\w'’-]+", have) and re.fullmatch(r"[A-ZÀ-Þ][\w'’-]+", value):
            one, other = set(have.casefold()), set(value.casefold())
            is_same = have[0] == value[0] and 2 * len(one & other) >= len(one | other)
            a, b = have.casefold(), value.casefold()
            is_same = is_same or a.startswith(b) or b.startswith(a)
            is_bare = text.strip(" .,!") == value
            if is_bare and not is_same:
                # Asked for the whole name, who gave the first one gives the other.
                return self._here(f"{have} {value}", start, end, joins=True)
        if have and " " in have and " " not in value:
            # One word puts right the part of the name that it is most like.
            return self._here(_replace_part(have, value, text), start, end, joins=True)
        return self._here(value, start, end)

    def _phone(self) -> list[FieldChange]:
        found = find_phones(self.text)
        whole = [
            f
            for f in found
            if not f.value.is_partial and len(re.sub(r"\D", "", f.value.digits)) >= 7
        ]
        have = self.have if isinstance(self.have, str) else ""
        mobile = re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", self.text)
        if mobile and not any(f.value.is_valid for f in whole):
            return self._here(mobile[0], *mobile.span())
        if whole:
            f = next((w for w in reversed(whole) if w.value.is_valid), whole[-1])
            return self._here(f.value.digits, f.start, f.end)
        tail = re.search(
            r"(?:(?:last|final)\b[^\d]*|(?:后|末|尾号?)[^\d]{0,6})(?P<d>\d{2,6})", self.text
        )
        digits = re.sub(r"\D", "", have)
        if tail and len(digits) > len(tail["d"]):
            value = have[: len(have) - len(tail["d"])] + tail["d"]
            return self._here(value, *tail.span("d"), joins=True)
        if found and not have:
            f = found[-1]
            return self._here(f.value.digits, f.start, f.end)
        return []

    def _email(self) -> list[FieldChange]:
        found = find_emails(self.text)
        if found and isinstance(self.have, str) and not found[-1].value.is_valid:
            # One @ only: about the address, none itself.
            fixed = _repair_email(self.have, self.text)
            if fixed != self.have:
                return self._here(fixed, *self._core(), joins=True)
        if found:
            f = found[-1]
            # Spelled apart: joanna k at example dot com.
            apart = re.search(r"(?i)(?<![a-z0-9])(?P<w>[a-z0-9]{2,}) $", self.text[: f.start])
            spelled = "@" not in self.text[f.start : f.end]
            local = f.value.address.split("@")[0]
            if spelled and len(local) == 1 and apart and not _MAIL_LEAD.fullmatch(apart["w"]):
                whole = f"{apart['w']}{f.value.address}"
                return self._here(whole, apart.start("w"), f.end, joins=True)
            return self._here(f.value.address, f.start, f.end)
        have = self.have if isinstance(self.have, str) else ""
        if have and "@" in have:
            start, end = self._core()
            fixed = _repair_email(have, self.text)
            if fixed != have:
                return self._here(fixed, start, end, joins=True)
        return []

    def _city(self) -> list[FieldChange]:
        reading = Reading(self.text, today=self.today)
        places = [f for f in reading.places if f.value.kind in ("city", "district", "region")]
        lived = [f for f in places if not _NOT_THERE.search(self.text[: f.start])]
        base = [s for s in self.steps if s not in ("city", "location")]
        pointer = to_pointer([*base, "location", "city"])
        if lived:
            moved = [f for f in lived if _MOVED_TO.search(self.text[: f.start])]
            cities = [f for f in moved or lived if f.value.kind == "city"]
            start, end = self._city_words(cities[0] if cities else (moved or lived)[-1])
        else:
            start, end = self._core()
            lead = _AT_HOME.match(self.text, start, end)
            if places and not lead:
                # Where they are from, and no more.
                return []
            start = lead.end() if lead else start
            time = re.search(
                r"(?i)\s+(?:last|this|in|since|from|a|about|now|\d)\b", self.text[start:end]
            )
            end = start + time.start() if time else end
            tail = re.search(r"(?:那边|这边|附近|一带|本地|这里|那里|人)$", self.text[start:end])
            end -= len(tail[0]) if tail and end - start - len(tail[0]) >= 2 else 0
            if not self._can_be_town(start, end):
                return []
        value = self._original(start, end)
        value = value[:-1] if value.endswith("市") and len(value) > 2 else value
        if not value or get_at(self.document, pointer) == value:
            return []
        return [self._put(pointer, value, start, end)]

    def _city_words(self, f: Found[Place]) -> tuple[int, int]:
        """Return where the city's own name stands in what was found."""
        name = f.value.city
        at = f.text.casefold().rfind(name.casefold()) if name else -1
        return (f.start + at, f.start + at + len(name or "")) if at >= 0 else (f.start, f.end)

    def _can_be_town(self, start: int, end: int) -> bool:
        """Whether words that no list of places has can be the name of one all the same."""
        words = self.text[start:end]
        if re.search(r"[\d?？@,，、]", words) or find_titles(words):
            return False
        if _CJK.search(words):
            ends = re.search(r"[市县区镇乡村街庄屯旗州盟湾港城]$", words)
            return 2 <= len(words) <= (8 if ends else 4) and not _NO_TOWN_ZH.search(words)
        return 1 <= len(words.split()) <= 4 and not _NO_TOWN_EN.search(words)

    def _wished_city(self) -> list[FieldChange]:
        """Keep where the person wants to work among the wishes; it is no fact about them."""
        reading = Reading(self.text, today=self.today)
        found = [f for f in reading.places if f.value.kind in ("city", "district", "region")]
        pointer = "/meta/jobassist/desiredCity"
        if not found or re.search(r"(?i)不(?:想|希望|打算)|n't\b|\bnot\b", self.text):
            return []
        value = self._original(found[0].start, found[-1].end)
        if get_at(self.document, pointer) == value:
            return []
        return [self._put(pointer, value, found[0].start, found[-1].end)]

    def _url(self) -> list[FieldChange]:
        found = find_profiles(self.text)
        if found:
            f = found[0]
            return self._here(f.value.url, f.start, f.end)
        m = re.search(r"(?:https?://)?[\w-]+(?:\.[\w-]+)+(?:/\S*)?", self.text)
        if m and "@" not in self.text:
            return self._here(m[0], *m.span())
        return []

    def _summary(self) -> list[FieldChange]:
        start, end = self._core()
        have = self.have if isinstance(self.have, str) else ""
        words = self.text[start:end]
        years = _years_said(words)
        if have and years and len(words) <= 24:
            claims = [f for f in find_experience(have) if f.value.min_years]
            if claims:
                f = claims[0]
                unit = "年" if _CJK.search(f.text) else " years"
                value = (
                    have[: f.start] + re.sub(r"^.*$", f"{years[0]}{unit}", f.text) + have[f.end :]
                )
                return self._here(value, start + years[1], start + years[2], joins=True)
        value = self._original(start, end)
        return self._here(value, start, end) if value else []

    def _job_told(self) -> list[FieldChange]:
        """Read a sentence about the job asked for: what it says goes to that entry's fields."""
        parsed = parse_fields(self.norm.original, today=self.today)
        jobs = parsed.document.get("work") or []
        if self.leaf == "position" and not any("position" in job for job in jobs):
            lead = _POST_LEAD.match(self.text.strip())
            if lead and len(self.text.strip()) - lead.end() <= 12:
                # 我在那里做分拣: the post is what is left.
                return self._plain()
        index = next((i for i, job in enumerate(jobs) if self.leaf in job), 0)
        if not jobs or len(self.steps) < 2 or not isinstance(self.steps[1], int):
            return merge_changes(self.document, parsed)
        base = to_pointer(self.steps[:2])
        out: list[FieldChange] = []
        for key, value in jobs[index].items():
            there = get_at(self.document, f"{base}/{key}")
            if there is not MISSING and (key != self.leaf or there == value):
                continue
            at = f"/work/{index}/{key}"
            spans = {
                p[len(at) :]: span
                for p, span in parsed.sources.items()
                if p == at or p.startswith(f"{at}/")
            }
            op: Any = "add" if there is MISSING else "replace"
            out.append(FieldChange(op, f"{base}/{key}", value, spans))
        return out + merge_changes(self.document, _without_job(parsed, index))

    def _employer(self) -> list[FieldChange]:
        start, end = self._core()
        text = self.text
        if _NO_EMPLOYER_NAME.match(text[start:end]):
            return []
        named = _NAMED_LAST.search(text, start, end)
        if named:
            # 立讯的代工厂,叫顺达电子; 叫宝成还是啥的,就写宝成吧: what comes last is the name.
            return self._rename(self._original(*named.span("n")), *named.span("n"))
        if self._is_post(start, end):
            return self._post_instead(start, end)
        hidden = re.search(
            r"[,，\s]*(?:别|不要|不用|不)写(?:名字?|公司名|全名)?.*$|(?i:[,;]?\s*(?:do ?n[o']?t|dont) (?:put|write|name).*$)",
            text[start:end],
        )
        if hidden and hidden.start() > 0:
            end = start + hidden.start()
        out: list[FieldChange] = []
        m = re.search(
            r"(?P<x>[^,，。;；]*?)(?:那个盘|那个工地|那个项目)?[,，]\s*(?P<o>[\u4e00-\u9fff]{2,12}?)的?$",
            text[start:end],
        )
        if m and _CJK.search(text) and re.search(r"那个|这个|那家", m["x"]):
            a, b = start + m.start("o"), start + m.end("o")
            out += self._rename(self._original(a, b), a, b)
            reading = Reading(text, today=self.today)
            places = [f for f in reading.places if f.end <= a]
            if (
                places
                and get_at(self.document, to_pointer([*self.steps[:-1], "location"])) is MISSING
            ):
                p = places[0]
                stop = re.compile(r"[\u4e00-\u9fff]*?(?=那个|这个|那边|的|,)").match(text, p.end)
                q = stop.end() if stop else p.end
                where = to_pointer([*self.steps[:-1], "location"])
                out.append(self._put(where, self._original(p.start, q), p.start, q))
            return out
        parsed = parse_fields(text, today=self.today)
        jobs = [e for e in parsed.document.get("work", []) if e.get("name")]
        index = parsed.document.get("work", []).index(jobs[0]) if jobs else 0
        tail = re.search(
            r"(?i)\s+(?:on|in|at|near|off|over in|down)\s+(?:the\s+)?[A-Z][\w .'-]+$|\s+[\u4e00-\u9fff]{2,6}(?:那个?点|那边|这边|店|分店)?$",
            text[start:end],
        )
        if tail and tail.start() >= 2:
            a, b = start + tail.start(), start + tail.end()
            reading = Reading(text, today=self.today)
            places = [f for f in reading.places if a <= f.start and f.end <= b]
            where = to_pointer([*self.steps[:-1], "location"])
            out += self._rename(self._original(start, a), start, a)
            if places and get_at(self.document, where) is MISSING:
                p = places[0]
                out.append(self._put(where, self._original(p.start, p.end), p.start, p.end))
            return out
        if jobs and len(text) > 30:
            span = parsed.sources[f"/work/{index}/name"]
            change = FieldChange(
                "add" if self.have is MISSING else "replace",
                self.pointer,
                jobs[0]["name"],
                {"": span},
            )
            return [change]
        lead = re.match(
            r"(?i)(?:at|for|with|in|it was|called|it's called|the name is|名字叫|叫|在)\s*",
            text[start:end],
        )
        if lead and lead.end() < end - start:
            start += lead.end()
        value = self._original(start, end)
        if not value or len(value) > 80:
            return []
        return self._rename(value, start, end)

    def _is_post(self, start: int, end: int) -> bool:
        """Whether the words name an occupation and no employer: 就是质检员, 保安."""
        words = self.text[start:end]
        if not _CJK.search(words) or len(words) > 10:
            return False
        return title_score(Reading(self.text, today=self.today), start, end) >= 0.6 and (
            not zh_org_pattern().fullmatch(words)
            or any(t.text == words for t in find_titles(words))
        )

    def _post_instead(self, start: int, end: int) -> list[FieldChange]:
        """Return the post where it is still open: an occupation is nobody's name."""
        pointer = to_pointer([*self.steps[:-1], "position"])
        if get_at(self.document, pointer) is not MISSING:
            return []
        return [self._put(pointer, self._original(start, end), start, end)]

    def _rename(self, value: str, start: int, end: int) -> list[FieldChange]:
        """Name the employer of this entry, and of others that had the same stand-in."""
        if not self.steps or len(self.steps) < 3:
            return self._here(value, start, end)
        out = self._here(value, start, end)
        old = self.have
        for i, entry in enumerate(self.document.get("work") or []):
            if i != self.steps[1] and old is not MISSING and entry.get("name") == old:
                out.append(self._put(f"/work/{i}/name", value, start, end))
        return out

    def _school(self) -> list[FieldChange]:
        index = self.steps[1] if len(self.steps) > 1 and isinstance(self.steps[1], int) else 0
        start, end = self._core()
        if re.search(r"(?i)\bself[- ]?taught|自学", self.text):
            return []
        never = _NEVER_STUDIED.search(self.text) or _NEVER_STUDIED_EN.search(self.text)
        if never:
            # 没上过大学,高中毕业,07年: what was never begun is no school.
            rest = self.text[: never.start()] + " " * len(never[0]) + self.text[never.end() :]
            if not re.search(r"\w", rest):
                return []
            own = _Answer(self.path, rest, today=self.today, document=self.document)
            return _moved(own._school(), by=0)
        reading = Reading(self.text, today=self.today)
        entry = Entry()
        put = re.search(
            r"[,，;；]\s*(?:就|还是|那就)?(?:写|填|算)(?:成|个|上)?(?=[\u4e00-\u9fff]{2})",
            self.text,
        )
        if put:
            # 高中没念完,写初中: what to write is what counts.
            start = put.end()
        before = re.search(
            r"^(?P<a>[\u4e00-\u9fff]{2,10}?)(?:专业)?(?=本科|大专|专科|中专|硕士|博士)",
            self.text[start:end],
        )
        if before and not re.search(
            r"自考|函授|成人|统招|全日制|在职|大学|学院|毕业|学历|我|是", before["a"]
        ):
            # 护理本科
            entry.put("area", reading.piece(start + before.start("a"), start + before.end("a")))
        called = re.search(
            r"(?:叫做?|名字是|名叫)(?P<n>[\u4e00-\u9fff]{3,14})(?=$|[,，。;；\s])", self.text
        )
        if called:
            # 长沙的一个职校,叫湘中职院
            entry.put("institution", reading.piece(*called.span("n")))
        read_school_parts(reading, entry, start if put else 0, len(self.text))
        school = entry.one.get("institution")
        if school is not None and re.search(r"一[个所家]|某|什么", school.value):
            # 辽宁的一个学校 names none.
            del entry.one["institution"]
        self._loose_school(reading, entry, start, end)
        if self.leaf not in entry.one and len(self.text[start:end]) <= 60:
            free = [p for p in entry.one.values() if p.start < end and start < p.end]
            if not free:
                piece = reading.piece(start, end)
                if piece is not None:
                    entry.put(self.leaf, piece)
        for key, when in _school_times(self.text, self.today):
            entry.put(key, when)
        out: list[FieldChange] = []
        base = to_pointer(["education", index])
        for key, piece in entry.one.items():
            value = (
                self._original(piece.start, piece.end)
                if key in ("area", "studyType")
                else piece.value
            )
            change = self._put(f"{base}/{key}", value, piece.start, piece.end)
            if get_at(self.document, change.path) != value:
                out.append(change)
        return out

    def _loose_school(self, reading: Reading, entry: Entry, start: int, end: int) -> None:
        """Take the parts between commas that no pattern named: BSc nursing, Bradford."""
        if "studyType" not in entry.one:
            return
        study = entry.one["studyType"]
        for m in re.finditer(r"[^,，。;；]+", self.text[start:end]):
            a, b = start + m.start(), start + m.end()
            if a <= study.start < b or re.search(r"\d", m[0]):
                continue
            piece = reading.piece(a, b)
            if piece is None or any(p.start < b and a < p.end for p in entry.one.values()):
                continue
            words = piece.value
            if _CJK.search(words):
                words = re.sub(r"专业$", "", words)
                if re.match(r"叫|名字", words) or re.search(r"一[个所家]", words):
                    continue
                if re.search(r"自考|函授|成人|统招|全日制|在职|毕业|没有?|未", words):
                    continue
                entry.put("area", Piece(words, piece.start, piece.start + len(words)))
            elif words[:1].isupper() and len(words.split()) <= 4:
                entry.put("institution", piece)

    def _certificate(self) -> list[FieldChange]:
        start, end = self._core()
        lead = _HOLDS.match(self.text, start, end)
        start = lead.end() if lead and lead.end() < end else start
        value = self._original(start, end)
        if not value:
            return []
        have = self.have if isinstance(self.have, str) else ""
        if re.fullmatch(r"(?i)level \d|nvq(?: level \d)?", have) and not re.search(
            r"(?i)level", value
        ):
            value = re.sub(r"(?i)^(?:in|it'?s in)\s+", "", value)
            return self._here(f"{have} {value}", start, end, joins=True)
        if self.have is MISSING:
            index = len(self.document.get("certificates") or [])
            out = []
            parts = list(
                re.finditer(
                    r"(?<![A-Za-z])(?!和|及|and\b)[^,，、;；\s](?:[^,，、;；]*?[^,，、;；\s])?(?=\s*(?:[,，、;；]|$|\band\b)|(?<=证)\s*[\s和及])",
                    self.text[start:end],
                )
            )
            for n, m in enumerate(parts[:6]):
                a, b = start + m.start(), start + m.end()
                out.append(
                    FieldChange(
                        "add",
                        f"/certificates/{index + n}",
                        {"name": self._original(a, b)},
                        {"/name": self._span(a, b)},
                    )
                )
            return out
        return self._here(value, start, end)

    def _highlight(self) -> list[FieldChange]:
        start, end = self._core()
        text = self.text
        tail = re.search(
            r"[,，.]?\s*(?:没(?:有)?别的了?|(?:别的)?没(?:什么|啥)了|就这些了?|(?i:nothing else|that'?s (?:it|all|about it))|没(?:有)?(?:细|具体|仔细)?(?:数|算|统计)过?|不太?(?:清楚|确定|记得).*|(?i:not sure exactly|i think|give or take|or thereabouts))$",
            text[start:end],
        )
        if tail and tail.start() > 0:
            end = start + tail.start()
        inner = re.search(r"(?:吧|呗|啊)$", text[start:end])
        if inner and inner.start() > 0:
            end = start + inner.start()
        loose = re.search(r"(?:吧|呗)(?=没|[,，])", text[start:end])
        if loose:
            end = start + loose.start()
        lead = re.match(
            r"(?i)(?:i've|ive|i)\s+(?:also\s+)?(?=[a-z])|我(?=[\u4e00-\u9fff])", text[start:end]
        )
        if lead:
            start += lead.end()
        value = self._original(start, end)
        if len(re.sub(r"[\W_]", "", value)) < 3:
            return []
        pointer = to_pointer(
            [s for s in self.steps if not (isinstance(s, int) and s is self.steps[-1])]
        )
        there = get_at(self.document, pointer)
        if isinstance(there, list):
            if value in there:
                return []
            return [FieldChange("add", f"{pointer}/-", value, {"": self._span(start, end)})]
        return [FieldChange("add", pointer, [value], {"/0": self._span(start, end)})]

    def _skills(self) -> list[FieldChange]:
        start, end = self._core()
        out: list[FieldChange] = []
        have = self.document.get("skills") or []
        known = {str(s.get("name", "")).casefold() for s in have}
        lead = re.match(
            r"(?i)(?:i (?:can|know)\b(?!['’]t)|会(?:用|使)?|熟悉)\s*", self.text[start:end]
        )
        start += lead.end() if lead else 0
        index = len(have)
        for m in re.finditer(
            r"(?i)(?<![^,，、;；])(?:\s*(?:and\s|以及|还有))?(?P<v>[^,，、;；]+)",
            self.text[start:end],
        ):
            a, b = start + m.start("v"), start + m.end("v")
            value = self._original(a, b)
            if _UNABLE.match(value) or is_denied(self.text, a):
                continue
            if value and value.casefold() not in known and len(value) <= 60:
                known.add(value.casefold())
                out.append(
                    FieldChange(
                        "add", f"/skills/{index}", {"name": value}, {"/name": self._span(a, b)}
                    )
                )
                index += 1
        return out

    # -- dates ------------------------------------------------------------------------------------

    def _date_answer(self) -> ParsedAnswer:
        words = self.text.strip()
        if self.section == "certificates" and _EXPIRY.search(words):
            # When it runs out is not when it was got: nothing to put there, nothing to ask again.
            return ParsedAnswer(dont_know=True)
        if self.leaf == "endDate" and _STILL.search(words) and not _clean_dates(words, self.today):
            gone = (FieldChange("remove", self.pointer),) if self.have is not MISSING else ()
            return ParsedAnswer(changes=gone, kept=True)
        start = 0
        for m in _CORRECTION.finditer(self.text):
            if m.start() > 0 and _clean_dates(self.text[m.end() :], self.today):
                start = m.end()
        changes = self._dates(start)
        if changes:
            return ParsedAnswer(changes=tuple(changes))
        if self.have is not MISSING and _KEPT.match(words):
            return ParsedAnswer(kept=True)
        if _UNKNOWN.search(words):
            return ParsedAnswer(dont_know=True)
        if _REFUSED.match(words):
            return ParsedAnswer(refused=True)
        other = [c for c in self._other_changes() if c.path != "/basics/summary"]
        return ParsedAnswer(changes=tuple(other))

    def _dates(self, start: int) -> list[FieldChange]:
        # 毕业就去了,2019: the comma groups no digits.
        text = re.sub(r"(?<=[^\d\s])[,，](?=(?:19|20)\d\d)", ";", self.text[start:])
        base = self.steps[:-1]
        out: list[FieldChange] = []
        named = self._named_dates(start)
        if named:
            return named
        ranges = [
            r
            for r in find_date_ranges(text, today=self.today)
            if r.value.start and r.value.end or r.value.is_current
        ]
        if ranges and self.leaf in ("startDate", "endDate"):
            r: Found[DateRange] = ranges[-1]
            until = self._until_entry(start + r.end)
            for key, when in (("startDate", r.value.start), ("endDate", r.value.end)):
                if when is not None and when.iso:
                    pointer = to_pointer([*base, key])
                    if get_at(self.document, pointer) != when.iso:
                        out.append(self._put(pointer, when.iso, start + r.start, start + r.end))
            return out + until
        found = [d for d in find_dates(text, today=self.today) if d.value.iso]
        if not found:
            short = re.search(
                r"(?<!\d)(?P<y>\d\d)年(?!前|多|来|半|经验|了)(?:(?P<m>\d{1,2})月)?", text
            )
            year = Reading(text, today=self.today).full_year(short["y"]) if short else None
            if short and year:
                month = (
                    f"-{int(short['m']):02d}" if short["m"] and 1 <= int(short["m"]) <= 12 else ""
                )
                return self._here(f"{year}{month}", start + short.start(), start + short.end())
            whole = parse_date(text, today=self.today)
            if whole is not None and whole.iso:
                a, b = start, len(self.text)
                return self._here(whole.iso, a, b)
            return []
        best = found[-1]
        if re.search(r"那一?年|那会儿?|当年", text) and not any(
            d.value.is_relative and "年" in d.text or re.search(r"\d{2}|[零一二]{2}", d.text)
            for d in found
        ):
            # 疫情那年,三月: which year is not said.
            return []
        iso = self._joined_parts(found, text) or best.value.iso or ""
        is_joined = iso != best.value.iso
        other = self._other_end(text)
        if other:
            # Asked since when, told until when: 去年6月走的.
            at = (start if is_joined else start + best.start, start + best.end)
            there = get_at(self.document, other)
            return [] if there == iso else [self._put(other, iso, *at)]
        out += self._here(iso, start if is_joined else start + best.start, start + best.end)
        if self.leaf == "startDate":
            out += self._until_entry(start + best.end)
        return out

    def _other_end(self, text: str) -> str | None:
        """Return the pointer of the other end of the job when the words are about that alone."""
        came, went = _CAME.search(text), _WENT.search(text)
        if self.section not in ("work", "volunteer") or bool(came) == bool(went):
            return None
        meant = "startDate" if came else "endDate"
        is_other = self.leaf in ("startDate", "endDate") and self.leaf != meant
        return to_pointer([*self.steps[:-1], meant]) if is_other else None

    def _joined_parts(self, found: list[Found[PartialDate]], text: str) -> str | None:
        """Return year and month said apart: 23年秋天,九月吧; easter this year so april."""
        last = found[-1]
        spoken = re.search(r"(?<!\d)(?P<y>(?:19|20)?\d\d)年", text[: last.start])
        if spoken and last.value.month and not re.search(r"\d{2,4}年|[今去前明]年", last.text):
            # 22年开春吧,三月: the year was said before the month.
            short = int(spoken["y"])
            year_said = short if short > 99 else 2000 + short
            if year_said <= self.today.year:
                return f"{year_said:04d}-{last.value.month:02d}"
        if len(found) < 2:
            return None
        year, month = found[-2].value, found[-1].value
        if year.year and not year.month and month.month and not month.day:
            said = text[found[-1].start : found[-1].end]
            if not re.search(r"\d{4}|\d{2}年|去年|今年|前年|(?i:last|this|next)", said):
                return f"{year.year:04d}-{month.month:02d}"
        return None

    def _named_dates(self, start: int) -> list[FieldChange]:
        """Read a date by another entry's: 毕业那年7月, straight after college in September."""
        text = self.text[start:]
        m = re.search(
            r"毕业(?:那年|当年|的那年)(?:的)?\s*(?P<m>\d{1,2}|[一二三四五六七八九十]{1,2})月|(?i:the (?:year|summer) i graduated)",
            text,
        )
        if not m:
            return []
        ends = [str(e["endDate"]) for e in self.document.get("education") or [] if e.get("endDate")]
        if not ends:
            return []
        year = max(ends)[:4]
        month = m.groupdict().get("m")
        number = int(month) if month and month.isdigit() else _ZH_NUMBERS.get(month or "", 0)
        value = f"{year}-{number:02d}" if 1 <= number <= 12 else year
        return self._here(value, start + m.start(), start + m.end(), joins=True)

    def _until_entry(self, at: int) -> list[FieldChange]:
        """Read "… till the Quillbase job" as an end: when that job began."""
        m = re.compile(
            r"(?i)\s*(?:,\s*)?(?:till|until|to|up to|到|直到)\s*(?:i (?:started|joined|went to)\s+|the\s+)?(?P<n>[\w\u4e00-\u9fff&' .-]{2,40}?)(?:\s+(?:job|one|role|started|began)|那边|入职|开始|$)"
        ).match(self.text, at)
        if not m:
            return []
        name = m["n"].casefold().strip()
        base = self.steps[:-1]
        for i, entry in enumerate(self.document.get("work") or []):
            known = str(entry.get("name") or "").casefold()
            if (
                i != self.steps[1]
                and known
                and (known in name or name in known)
                and entry.get("startDate")
            ):
                pointer = to_pointer([*base, "endDate"])
                if get_at(self.document, pointer) is MISSING:
                    return [self._put(pointer, entry["startDate"], m.start(), m.end(), joins=True)]
        return []

    # -- something else ---------------------------------------------------------------------------

    def _other_changes(self) -> list[FieldChange]:
        """Return what the words say about other fields than the one asked for."""
        if len(self.text) < 6:
            return []
        parsed = parse_fields(self.norm.original, today=self.today)
        changes = merge_changes(self.document, parsed)
        if self.leaf in ("name", "phone", "email", "city", "url", "studyType", "institution"):
            # 没电话,微信…: an aside to a short question sums nobody up.
            changes = [c for c in changes if c.path != "/basics/summary"]
        return changes


def _without_job(parsed: ParsedResume, index: int) -> ParsedResume:
    """Return the reading without one of its jobs, the sources of later ones moved up."""
    document = {**parsed.document, "work": list(parsed.document["work"])}
    del document["work"][index]
    sources: dict[str, Span] = {}
    for pointer, span in parsed.sources.items():
        m = re.match(r"/work/(\d+)(/.*)", pointer)
        if m and int(m[1]) == index:
            continue
        at = int(m[1]) - (int(m[1]) > index) if m else 0
        sources[f"/work/{at}{m[2]}" if m else pointer] = span
    return ParsedResume(document, sources, parsed.doubts, parsed.lang)


def _clean_dates(words: str, today: date) -> list[Found[PartialDate]]:
    return [d for d in find_dates(words, today=today) if d.value.iso]


def _school_times(text: str, today: date) -> list[tuple[str, Piece]]:
    """Return a school's dates said in an answer: a span, or when it was finished."""
    ranges = [r for r in find_date_ranges(text, today=today) if r.value.start and r.value.end]
    out: list[tuple[str, Piece]] = []
    if ranges:
        r = ranges[0]
        for key, when in (("startDate", r.value.start), ("endDate", r.value.end)):
            if when is not None and when.iso:
                out.append((key, Piece(when.iso, r.start, r.end)))
        return out
    for d in find_dates(text, today=today):
        if d.value.iso:
            begins = re.search(
                r"入学|考上|(?i:started|since|enrolled)", text[max(0, d.start - 12) : d.end + 6]
            )
            out.append(("startDate" if begins else "endDate", Piece(d.value.iso, d.start, d.end)))
            break
    return out


def _replace_part(have: str, value: str, text: str) -> str:
    """Return the name with the part put right that the new word stands for."""
    parts = have.split()
    denied = re.search(r"(?i)\bnot\s+([A-Za-z'’-]+)", text)
    if denied:
        for i, part in enumerate(parts):
            if part.casefold() == denied[1].casefold():
                return " ".join([*parts[:i], value, *parts[i + 1 :]])
    if re.search(r"(?i)surname|last name|family name", text):
        return " ".join([*parts[:-1], value])

    def likeness(part: str) -> float:
        a, b = set(part.casefold()), set(value.casefold())
        return len(a & b) / max(1, len(a | b)) + (part[:1].casefold() == value[:1].casefold())

    best = max(range(len(parts)), key=lambda i: likeness(parts[i]))
    if likeness(parts[best]) < 0.6:
        return value
    return " ".join([*parts[:best], value, *parts[best + 1 :]])


def _repair_email(have: str, said: str) -> str:
    """Return the address put right by what is said about it: just one at, it's a dot."""
    fixed = have
    if re.search(
        r"(?i)\b(?:just |only )?(?:one|1|a single)\s*(?:at|@)|extra @|一个(?:@|艾特)|多(?:打|写|了)了?(?:一)?个@",
        said,
    ):
        fixed = re.sub(r"@{2,}", "@", fixed)
    if re.search(
        r"(?i)\bdot\b|full stop|not a comma|是点|逗号(?:是|应该|改|错)|点(?:不是|com)", said
    ):
        fixed = re.sub(r"[,，](?=\w+$)", ".", fixed)
        fixed = re.sub(r"\.{2,}", ".", fixed)
    m = re.search(r"(?i)\b(?P<n>[\w-]+\.(?:com|net|org|cn|ie|co\.uk|io))\b", said)
    if m and "@" in fixed:
        fixed = fixed.split("@")[0] + "@" + m["n"]
    return fixed


def _years_said(words: str) -> tuple[int, int, int] | None:
    """Return (years, start, end) of the number in a short answer."""
    m = re.search(r"\d{1,2}", words)
    if m:
        return int(m[0]), m.start(), m.end()
    for table in (_NUMBER_WORDS, _ZH_NUMBERS):
        hits = [(words.casefold().rfind(k), k) for k in table if k in words.casefold()]
        hits = [(i, k) for i, k in hits if i >= 0]
        if hits:
            i, k = max(hits, key=lambda h: (len(h[1]), h[0]))
            return table[k], i, i + len(k)
    return None
