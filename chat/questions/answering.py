"""An answer to a question about a posting: the row's words, sentences of its text, or nothing.

Pure but for the embedder. A quote stands in the posting letter for letter; what is not there is
never concluded from what is.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from jobassist.ai.embedder import get_bundled_embedder
from jobassist.language.skills import find_skills
from jobassist.language.text import index_terms, normalise, split_sentences
from jobs.requirements import split_sections

from .topics import MAX_QUESTION, Topic, find_topics

MOST_TOPICS = 3
MOST_SENTENCES = 80
MOST_QUOTES = 2
# Of a whole section (what one would do, what is asked for).
MOST_LINES = 5
QUOTE_LIMIT = 300
# A sentence that shares a telling word with the question answers it when it is as near as this;
MIN_NEAR = 0.3
# one that shares none, as is usual across languages, only when it is as near as this.
MIN_NEAR_UNSHARED = 0.62
# What a telling word shared with the question is worth beside nearness in meaning.
SHARED = 0.25

# Of one topic, things that must not be taken for one another: a forklift's licence is no car's.
_KINDS: Mapping[str, tuple[str, ...]] = {
    "licence": (
        r"驾照|驾驶证|开车|会车|[ABC][12]照|\bdriv|clean licen",
        r"叉车|forklift",
        r"教师|教资|teach",
        r"护士|护理|\bnmc\b|nurs",
        r"电工|焊|electric|weld|18th",
        r"会计|注会|cpa|account|acca",
        r"保安|消防|\bsia\b|security",
        r"厨师|食品|卫生|hygiene|food",
        r"ipaf|高空",
        r"健康证",
    ),
    "allowance": (
        r"夜|night",
        r"高温|heat",
        r"雨|雪|天气|rain|weather",
        r"餐|饭|meal|lunch",
        r"住|房|housing|rent",
        r"交通|车|油|travel|transport|mileage",
        r"话费|通讯|phone",
        r"叉车|证",
    ),
    "languages": (
        r"英语|英文|[四六八]级|雅思|托福|english|spoken",
        r"日语|japanese",
        r"韩语|korean",
        r"德语|german",
        r"法语|french",
        r"西班牙语|spanish",
        r"普通话|中文|mandarin|chinese",
        r"粤语|cantonese",
    ),
    "education": (r"专业|\bmajor|\bfield\b|\bsubject\b|degree in\b|quantitative|which degree",),
    "equipment": (r"电脑|laptop|macbook|computer", r"车|\bcar\b|\bvan\b|vehicle|\bbike\b", r"手机|phone", r"tool|工具"),
    "holiday_time": (r"过年|春节|christmas", r"寒暑假|school", r"国庆|法定|bank|public"),
    "bonus": (
        r"年终|年底|双薪|year[- ]end|christmas|annual",
        r"全勤|attendance",
        r"绩效|performance",
        r"季度|quarter",
        r"sign[- ]?(?:on|ing)|joining|welcome|入职奖|签约",
        r"推荐|referral",
    ),
}  # fmt: skip
_KIND_RES = {
    name: tuple(re.compile(kind, re.IGNORECASE) for kind in kinds) for name, kinds in _KINDS.items()
}
# Words of questions that tell nothing of what is asked about.
_SKILL = "skill:"
_PLAIN = frozenset(
    "office home job work role post position company employer place need want get take give have offer provide know tell ask long much many "
    "ok okay possible allowed sort kind people person year month week day time really actually without still also "
    "工作 职位 岗位 公司 单位 这个 那个 需要 可以 能 有没有 怎么样 多少 什么 吗 呢 要求 提供 他们 你们 这边 那边 请问 想问 情况 方面 一下 可能 是不是 没有 做过 行不行 能不能".split()
)
_HEADING = re.compile(
    r"^(?:.{0,40}[:：]|[\u4e00-\u9fff]{0,4}(?:描述|职责|要求|内容|介绍|资格|条件|福利|待遇|福利待遇)|(?:what )?(?:you|we)(?: will|'ll)?(?: do| offer| bring| need)?|(?:the |our |about )?(?:role|us|team|benefits|requirements|qualifications|responsibilities|duties|job)(?: \w+)?)\s*$",
    re.IGNORECASE,
)
_OPEN = frozenset({"experience", "years", "demands"})
_BULLET = re.compile(r"^(?:[-–—*•●▪◆■·>]\s*)+")
_SEVERAL = re.compile(r"\band\b|\bor\b|[,，、;；]|和|跟|还有|以及|[?？].*\S.*[?？]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a posting says on one topic; `topic` is None where the question names none we know."""

    topic: Topic | None
    fact: str = ""
    quotes: tuple[str, ...] = ()

    @property
    def is_stated(self) -> bool:
        """Whether the posting says anything on it."""
        return bool(self.fact or self.quotes)


@dataclass(frozen=True, slots=True)
class PostingAnswer:
    """What a posting says to a question, topic by topic, and on which it says nothing."""

    findings: tuple[Finding, ...]

    @property
    def stated(self) -> tuple[Finding, ...]:
        """The topics on which the posting says something."""
        return tuple(each for each in self.findings if each.is_stated)

    @property
    def lacking(self) -> tuple[Finding, ...]:
        """The topics on which it says nothing."""
        return tuple(each for each in self.findings if not each.is_stated)

    @property
    def quotes(self) -> tuple[str, ...]:
        """All quotes, none twice."""
        return tuple(dict.fromkeys(quote for each in self.findings for quote in each.quotes))


def answer_question(question: str, *, text: str, facts: Mapping[str, str]) -> PostingAnswer:
    """Return what a posting says to a question, in any language of the two.

    `facts` are the row's own values in words, by the topics' fields. Costs one embedding of the
    question and one of the candidate sentences, none where nothing comes into question.
    """
    asked = normalise(question[:MAX_QUESTION]).lower
    topics = find_topics(asked)[:MOST_TOPICS]
    lines = _Lines(text, asked)
    if not topics:
        return PostingAnswer((Finding(None, quotes=lines.find_like()),))
    findings = [_find(topic, lines, facts=facts, text=text) for topic in topics]
    if any(each.is_stated for each in findings) and not _SEVERAL.search(asked):
        # One thing was asked: words of the question that fit a second topic are no second question.
        findings = [each for each in findings if each.is_stated]
    return PostingAnswer(tuple(findings))


def _find(topic: Topic, lines: "_Lines", *, facts: Mapping[str, str], text: str) -> Finding:
    fact = facts.get(topic.field or "", "")
    if topic.section:
        part = [
            each for each in split_sections(text).get(topic.section, ()) if not _HEADING.match(each)
        ]
        if part:
            lined = [each[:QUOTE_LIMIT] for each in part[:MOST_LINES]]
            return Finding(topic, fact, tuple(each for each in lined if each in text))
    # "Without Tableau", 不会插画能去吗: what has a name is looked for by its name.
    quotes: tuple[str, ...] = (
        lines.find_naming() if topic.name in _OPEN else ()
    ) or lines.find_said(topic)
    if topic.name == "employer" and fact:
        quotes = lines.find_named(fact) or quotes
    if not quotes and not fact and topic.is_general:
        quotes = lines.find_like()
    return Finding(topic, fact, quotes)


class _Lines:
    """The sentences of a posting, against one question."""

    def __init__(self, text: str, asked: str) -> None:
        self._asked = asked
        self._sentences = [
            (words, part.value)
            for part in split_sentences(text)
            if not is_heading(words := _BULLET.sub("", part.text.strip()))
        ][:MOST_SENTENCES]
        self._terms = telling_terms(asked)
        self._named = {term for term in self._terms if term.startswith(_SKILL)}
        self._query: np.ndarray | None = None

    def find_said(self, topic: Topic) -> tuple[str, ...]:
        """Return the sentences that speak of a topic, the two that come nearest."""
        kinds = [kind for kind in _KIND_RES.get(topic.name, ()) if kind.search(self._asked)]
        candidates = [
            (words, plain)
            for words, plain in self._sentences
            if topic.said.search(plain) and (not kinds or any(kind.search(plain) for kind in kinds))
        ]
        return self._best(candidates, floor=-1.0)

    def find_named(self, name: str) -> tuple[str, ...]:
        """Return what the posting says of its employer by name, one sentence."""
        name = normalise(name).lower
        found = [words for words, plain in self._sentences if name in plain.lower()]
        return tuple(each[:QUOTE_LIMIT] for each in found[:1])

    def find_naming(self) -> tuple[str, ...]:
        """Return the sentences that name a skill which the question names."""
        found = [each for each in self._sentences if self._named & telling_terms(each[1].lower())]
        return self._best(found, floor=-1.0)

    def find_like(self) -> tuple[str, ...]:
        """Return the sentences that answer a question of no known topic; none when in doubt."""
        if not self._terms:
            return ()
        if self._named:
            # What is asked about has a name: only sentences that name it can answer.
            return self.find_naming()
        shared = [each for each in self._sentences if self._shares(each[1])]
        if shared:
            return self._best(shared, floor=MIN_NEAR)
        return self._best(self._sentences, floor=MIN_NEAR_UNSHARED)

    def _shares(self, plain: str) -> int:
        return len(self._terms & telling_terms(plain.lower()))

    def _best(self, candidates: Sequence[tuple[str, str]], *, floor: float) -> tuple[str, ...]:
        if not candidates:
            return ()
        if len(candidates) == 1 and floor < 0:
            return (candidates[0][0][:QUOTE_LIMIT],)
        embedder = get_bundled_embedder()
        if self._query is None:
            self._query = embedder.embed_queries([self._asked])[0]
        near = (
            np.asarray(embedder.embed_documents([plain for _, plain in candidates])) @ self._query
        )
        shared = np.array([min(self._shares(plain), 2) for _, plain in candidates])
        order = np.argsort(-(near + SHARED * shared))[:MOST_QUOTES]
        if len(order) > 1 and shared[order[0]] > shared[order[1]]:
            order = order[:1]
        # In the posting's own order, so that two sentences read as they stand there.
        return tuple(
            candidates[index][0][:QUOTE_LIMIT] for index in sorted(order) if near[index] >= floor
        )


def telling_terms(lower: str) -> set[str]:
    """Return the words of a text that tell what it is about, and the skills it names."""
    terms = {term for term in index_terms(lower) if term not in _PLAIN and len(term) > 1}
    return terms | {f"{_SKILL}{each.value.key}" for each in find_skills(lower)}


def is_heading(line: str) -> bool:
    """Return whether a line only names what comes after it."""
    is_latin_title = line.isascii() and line.istitle() and len(line) < 40
    return len(line) <= 3 or is_latin_title or bool(_HEADING.match(line))
