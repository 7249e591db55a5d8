"""Which sentences of a posting answer a question. Pure but for the embedder."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from jobassist.ai.embedder import get_embedder
from jobassist.language.text import index_terms, split_sentences

MOST_SENTENCES = 80
MOST_QUOTES = 2
# Of a whole section (what one would do, what is asked for).
MOST_LINES = 5
QUOTE_LIMIT = 300
# Below this a sentence that only shares a word with the question does not answer it.
NEAR = 0.45


# The parts of a posting that answer a question by themselves.
Part = Literal["demands", "duties", "offers", "about"]


@dataclass(frozen=True, slots=True)
class Topic:
    """Something people ask about: how it is asked and how postings say it.

    Or the row's field, or the part of the posting, that is about nothing else.
    """

    name: str
    pattern: re.Pattern[str]
    field: str | None = None
    section: Part | None = None


def _topic(
    name: str, words: str, *, field: str | None = None, section: Part | None = None
) -> Topic:
    return Topic(name, re.compile(words, re.IGNORECASE), field, section)


# The finer topics come first: "sick pay" is not "pay".
TOPICS: tuple[Topic, ...] = (
    _topic("overtime", r"加班|996|大小周|调休|\bovertime\b|\bextra hours\b"),
    _topic("weekend", r"双休|单休|周末|周[六日]|做五休二|休息日|\bweekends?\b|\bsaturdays?\b|\bsundays?\b"),
    _topic("nights", r"夜班|晚班|通宵|\bnights?\b(?! club)"),
    _topic("shifts", r"倒班|轮班|排班|几班|早班|两班|三班|\bshifts?\b|\brota\b|\brotating\b"),
    _topic(
        "hours",
        r"几点|工时|上班时间|工作时间|朝九|小时/?天|每天.{0,4}小时|\bworking hours\b|\bhours\b"
        r"|\bschedule\b|\bstart time\b|\bflexi",
    ),
    _topic("housing", r"包住|住宿|宿舍|住房|房补|\baccommodation\b|\bhousing\b|\blive[- ]in\b"),
    _topic("meals", r"包吃|食宿|餐补|工作餐|食堂|伙食|\bmeals?\b|\blunch(?:es)?\b|\bfood\b"),
    _topic(
        "insurance",
        r"五险|社保|公积金|六险|保险|\binsurance\b|\bhealth ?care\b|\bmedical\b|\bdental\b|\bpension\b"
        r"|\b401\(?k\)?\b",
    ),
    _topic("leave", r"年假|带薪假|产假|病假|\bholidays?\b|\bannual leave\b|\bvacation\b|\bpto\b|\bsick\b"),
    _topic("visa", r"签证|工作许可|工签|\bvisas?\b|\bsponsor|\bwork permit\b|\bright to work\b"),
    _topic("relocation", r"搬家|异地|落户|户口|\brelocat"),
    _topic("bonus", r"奖金|年终|提成|绩效|分红|期权|股票|\bbonus(?:es)?\b|\bcommission\b|\bequity\b|\bstock\b"),
    _topic("travel", r"出差|驻外|\btravel(?:ling|ing)?\b|\bbusiness trips?\b"),
    _topic("probation", r"试用期|转正|\bprobation"),
    _topic("training", r"培训|带教|带薪学|\btraining\b|\bmentor|\bshadowing\b|\blearning\b"),
    _topic("progress", r"晋升|发展空间|升职|涨薪|\bpromotion\b|\bprogression\b|\bcareer (?:path|growth)\b"),
    _topic("age", r"年龄|岁|\bage\b|\byears old\b"),
    _topic("licence", r"驾照|驾驶证|证书|持证|上岗证|\blicen[cs]es?\b|\bcertificat|\bregistration\b|\bnmc\b"),
    _topic("languages", r"英语|外语|日语|普通话|粤语|\benglish\b|\blanguages?\b|\bbilingual\b|\bmandarin\b"),
    _topic("start", r"入职时间|什么时候(?:上班|入职|开始)|到岗|\bstart date\b|\bwhen (?:does|do|would|can) .*start"),
    _topic("team", r"团队|多少人|带人|汇报|\bteam\b|\breport(?:s|ing)? to\b|\bcolleagues\b"),
    _topic("remote", r"远程|在家|居家|\bremote(?:ly)?\b|\bwork from home\b|\bwfh\b|\bhybrid\b|\bon[- ]?site\b", field="remote"),
    _topic("pay", r"工资|薪|待遇|多少钱|底薪|\bpay\b|\bsalary\b|\bwages?\b|\bhow much\b|\brate\b", field="pay"),
    _topic("experience", r"经验|几年|应届|\bexperience\b|\bhow many years\b|\bentry[- ]level\b|\bgraduates?\b", field="experience"),
    _topic("education", r"学历|本科|大专|文凭|毕业|\bdegree\b|\beducation\b|\bdiploma\b", field="education"),
    _topic(
        "employment",
        r"全职|兼职|合同|外包|派遣|编制|\bfull[- ]?time\b|\bpart[- ]?time\b|\bcontract\b|\bpermanent\b"
        r"|\bagency\b",
        field="employment",
    ),
    _topic("place", r"在哪|地点|地址|位置|哪里|哪个区|通勤|地铁|\bwhere\b|\blocation\b|\baddress\b|\boffice\b|\bcommut", field="place"),
    _topic(
        "demands",
        r"技能|要会|技术栈|任职要求|要求(?:是|有)?(?:什么|哪些)|什么要求|\bskills?\b|\btech stack\b|\brequire|\bqualif"
        r"|\bwhat (?:do|would) i need\b|\bwhat (?:are they|do they) (?:looking for|want|ask)",
        field="skills",
        section="demands",
    ),
    _topic(
        "benefits",
        r"福利|好处|\bbenefits?\b|\bperks?\b|\bwhat do they offer\b|\bon offer\b",
        section="offers",
    ),
    _topic(
        "employer",
        r"什么公司|哪家|公司.{0,6}(?:规模|做什么|怎么样)|\bwhich company\b|\bemployer\b|\bthe company\b"
        r"|\bwho (?:are they|is hiring)\b",
        field="employer",
        section="about",
    ),
    _topic(
        "duties",
        r"做什么|做些什么|干什么|干(?:嘛|啥)|职责|日常|工作内容|\bdut(?:y|ies)\b|\bresponsibilit|\btasks?\b"
        r"|\bday[- ]to[- ]day\b|\bwhat\b.*\b(?:do|doing|involves?|entails?|about)\b\W*$",
        section="duties",
    ),
    _topic("date", r"什么时候发|发布|还在招|截止|\bposted\b|\bstill open\b|\bdeadline\b|\bclosing date\b", field="date"),
)  # fmt: skip
_HEADING = re.compile(
    r"^(?:.{0,40}[:：]|[\u4e00-\u9fff]{0,4}(?:描述|职责|要求|内容|介绍|资格|条件|福利)|(?:what )?you(?: will|'ll)(?: do)?)\s*$",
    re.IGNORECASE,
)


def topic_of(question: str) -> Topic | None:
    """Return what is asked about, None where no topic is named."""
    return next((topic for topic in TOPICS if topic.pattern.search(question)), None)


def find_quotes(
    text: str, *, question: str, topic: Topic | None, part: Sequence[str] = ()
) -> list[str]:
    """Return sentences of the posting that answer, word for word; [] if none does.

    Two at most, or the first few of the `part` that is about what was asked. A sentence
    counts when it speaks of the very topic asked about; without a known topic, when it
    shares a telling word with the question and is near to it in meaning.
    """
    lines = [each for each in part if not _HEADING.match(each)]
    if lines:
        return [each[:QUOTE_LIMIT] for each in lines[:MOST_LINES]]
    sentences = _sentences(text)
    if topic is not None:
        candidates = [each for each in sentences if topic.pattern.search(each)]
    else:
        asked = set(index_terms(question))
        candidates = [each for each in sentences if asked & set(index_terms(each))]
    if not candidates:
        return []
    embedder = get_embedder()
    near = np.asarray(embedder.embed_documents(candidates)) @ embedder.embed_queries([question])[0]
    floor = -1.0 if topic is not None else NEAR
    chosen = [index for index in np.argsort(-near)[:MOST_QUOTES] if near[index] >= floor]
    # In the posting's own order, so that two sentences read as they stand there.
    return [candidates[index][:QUOTE_LIMIT] for index in sorted(chosen)]


def _sentences(text: str) -> list[str]:
    found = [part.text.strip() for line in text.splitlines() for part in split_sentences(line)]
    return [each for each in found if not _is_heading(each)][:MOST_SENTENCES]


def _is_heading(line: str) -> bool:
    """Return whether a line only names what comes after it."""
    return len(line) <= 3 or bool(_HEADING.match(line)) or line.istitle() and len(line) < 40
