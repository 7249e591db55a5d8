"""How good an answer is, by three criteria that are told to the person. Pure but for the embedder.

Relevance: does it speak of what was asked? Concreteness: numbers, examples, what they did
themselves. Structure: a situation, what they did, what came of it. Words that were copied from
the question, the posting, the hint or an earlier answer are no answer, and are left out first.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from chat.understanding.slips import known_words
from jobassist.ai.embedder import get_bundled_embedder
from jobassist.language.skills import find_skills
from jobassist.language.text import index_terms, normalise, split_sentences

Flaw = Literal["empty", "short", "nonsense", "copied", "repeated", "off_topic", "long"]
Criterion = Literal["relevance", "concreteness", "structure"]
CRITERIA: tuple[Criterion, ...] = ("relevance", "concreteness", "structure")

MAX_READ = 4_000
# Words of an answer (a Chinese character is half a word): fewer say nothing, more lose a listener.
MIN_WORDS = 6
FULL_WORDS = 30
LONG_WORDS = 330
MOST_SENTENCES = 24
# From how much of it being there already a sentence counts as copied.
COPIED = 0.6
_WEIGHTS: dict[Criterion, float] = {"relevance": 0.36, "concreteness": 0.34, "structure": 0.3}

_HAN = re.compile(r"[\u4e00-\u9fff]")
_WORD = re.compile(r"[a-z][a-z'’-]*|\d+(?:[.,]\d+)*|[\u4e00-\u9fff]")
_ZH_NUMBER = r"[一二两三四五六七八九十百千万几半\d]+"
_NUMBERS = re.compile(
    r"[£$€¥]\s?\d[\d,.]*\s?[km]?|\d[\d,.]*\s?(?:%|percent|k\b|m\b|x\b)?"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|hundred|thousand|half|double[d]?|dozen|third|quarter)\b"
    rf"|{_ZH_NUMBER}(?:多)?(?:个|名|位|人|台|次|天|周|月|年|小时|分钟|秒|倍|成|家|单|件|万|元|块|份|套|条|层|班|床|斤|公里|页|例|桌|间|辆|笔|吨|种|轮|岁|级|%)|百分之{_ZH_NUMBER}|翻了?一?[番倍]|零(?:投诉|事故|差错|失误)",
    re.IGNORECASE,
)
_PAST = (
    r"(?:\w{2,}ed|built|led|wrote|ran|made|took|set|kept|got|found|taught|held|brought|began|went|gave|spoke|saw|cut|put|did|drove|grew|sold|won|dealt|"
    r"chose|drew|fed|fixed|knew|learnt|left|lost|met|paid|read|rebuilt|rewrote|said|sent|shot|showed|split|spent|stood|swept|told|thought|threw|understood|wore|came|caught|felt|laid|lent)"
)
_ACTIONS_EN = re.compile(
    rf"\bi(?:'ve| have| had|'d)?(?: \w+ly| also| then| first| always| personally| still| just| simply| usually)*,? {_PAST}\b"
    rf"|(?:^|[.;!?,]\s*|\band |\bthen |\bso |\bby )(?!(?:need|want|tired|bored|excited|interested|used|supposed)\b){_PAST} (?:the|a|an|my|our|their|each|every|all|up|with|it|them|him|her|that|to|out|down|two|three|four|\d+)\b"
    r"|\bmy (?:job|task|part|role|idea|solution|first step) was\b|\bi was (?:responsible|in charge|the one)\b",
    re.IGNORECASE,
)
_VERBS_ZH = (
    r"(?:负责|做了|做过|用了?|把|带着?|写|设计|组织|协调|联系|安排|检查|整理|处理|解决|建立?|优化|调整|培训|说服|跟进|主动|提出|提议|推动|搭建|分析|沟通|完成|发现|改[成进为了]?|重构|"
    r"排查|找到|拆|配合|统计|核对|测试|上线|引入|开发|记录|制定|换成|请|教|陪|给|告诉|问|查|修|装|送|搬|炒|擦|量|打电话|盘点|复核|对账|报|签|谈|卖|跑|画|学|考|先|再|当场|立刻|马上|定期|每天|每周|参与|主导|接手|值班|巡|护理|抢救|照顾|授课|备课)"
)
_ACTIONS_ZH = re.compile(
    rf"(?:我|本人)[^,。;!?]{{0,12}}?{_VERBS_ZH}|(?:^|[,。;!?\n]\s*)(?:然后|接着|于是|后来|最后|首先|先|再|同时|并且?|就)?{_VERBS_ZH}(?!的)[^,。;!?]{{2,}}"
)
_EXAMPLES = re.compile(
    r"\bfor (?:example|instance)\b|\bsuch as\b|\b(?:last|this) (?:year|month|week|summer|winter|spring|autumn|christmas)\b|\bone (?:time|day|night|morning|evening|shift|customer|patient|project)\b|\bonce\b"
    r"|\bat my (?:last|previous|current|old|first)\b|\bin (?:19|20)\d\d\b|\bwhen (?:i|we|our|the|a|my)\b|\bwhile i\b|\bduring\b|\bat [A-Z]\w+|\bthere was\b"
    r"|比如|例如|有一?次|有一?[天回年]|去年|前年|今年|上个?月|上周|那次|当时|那时|那年|之前在|以前在|在.{1,16}(?:时|的时候|期间|工作|上班|实习|那会儿?)|曾经|刚(?:来|入职|到)|第一次",
    re.IGNORECASE,
)
_SITUATIONS = re.compile(
    r"\bwhen (?:i|we|our|the|a|my|one|two|sales|stock)\b|\bwhile i\b|\bat my (?:last|previous|current|old|first)\b|\bin my (?:last|previous|current|first)\b|\b(?:last|this) (?:year|month|week|summer|winter|spring|autumn|christmas|job)\b|\bonce\b|\bone (?:time|day|night|morning|evening|shift|customer|patient|of)\b|\bthere was\b|\bin (?:19|20)\d\d\b|\bhad a (?:problem|customer|patient|client|project|deadline|case)\b"
    r"|\bat the time\b|\bwe (?:were|had)\b|\bthe (?:problem|challenge|situation|task|goal) was\b|\bkept (?:failing|breaking|running|coming)\b|\bwas (?:failing|slow|late|behind|upset|short|new|broken)\b|\bi work(?:ed)? (?:at|for|in|as|on)\b|\b(?:for|over) (?:\w+ )?(?:years?|months?)\b|\bduring\b"
    r"|有一?次|有一?[天回年]|去年|前年|今年|上个?月|上周|那次|当时|那时|之前|以前|在.{1,20}(?:时|的时候|期间|工作|上班|实习|做)|曾经|刚(?:来|入职|到)|第一次|遇到|碰到|出现|问题是|需要|要求|目标|任务|背景",
    re.IGNORECASE,
)
_RESULTS = re.compile(
    r"\bas a result\b|\bin the end\b|\bso (?:that|now|the|we|they|nobody|no one|it)\b|\bwhich (?:meant|saved|cut|led|brought|helped|reduced|increased|made)\b|\b(?:reduc|increas|improv|sav|doubl|halv|lower|rais|shorten|speed|eliminat|prevent|resolv|achiev|complet|finish|deliver)\w*\b.{0,40}\b(?:by|from|to|under|within|the|our|it|on time|\d)"
    r"|\b(?:went|fell|dropped|rose|grew|came down|were down|was down|is down) (?:from|to|by|up|down|back)\b|\bcut\b.{0,40}\b(?:by|from|to|in half|half)\b|\bthe (?:result|outcome)\b|\bsince then\b|\bafter(?:wards| that)\b|\bever since\b|\bno (?:more )?(?:complaints?|accidents?|incidents?|errors?|falls?)\b|\bthank(?:ed|s) (?:me|us)\b|\bpassed\b|\bwon\b|\bwent (?:live|well|home|smoothly)\b|\bon time\b|\bstill (?:use|uses|in use)\b|\bnow (?:uses?|takes?|runs?|everyone|the|we|it)\b|\bi learn(?:ed|t)\b|\bthey (?:signed|came back|stayed|were happy|kept|adopted)\b|\bmanag(?:ed|er (?:was|asked))\b|\bcalmed\b|\bsolved\b|\bfixed\b"
    r"|最后|最终|结果|后来|从此|之后|这样一?来|于是|终于|因此|使得?|让.{1,16}(?:了|少|快|高|满意|放心)|(?:提高|提升|降低|减少|增加|增长|缩短|节省|省下?|下降|上升|涨|降)(?:了|到|至|约|将近|近|一)|从.{1,14}(?:降|减|提|升|涨|增|缩|变)(?:低|少|高|到|短|成)?|没(?:有)?(?:再)?(?:出|投诉|发生|耽误)|零(?:投诉|事故|差错|失误)|按时|准时|顺利|成功|满意|表扬|感谢|好评|通过(?:了|验收|考核)|上线了|拿下|签(?:下|了)|恢复|出院|学会|明白了|解决了",
    re.IGNORECASE,
)
# A story of a working day: it may answer what it shares no word with.
_WORK = re.compile(
    r"\b(?:work(?:ed|ing)?|job|shifts?|customers?|clients?|patients?|guests?|pupils?|residents?|colleagues?|co-?workers?|managers?|boss|supervisor|team|shop|store|company|office|ward|kitchen|warehouse|school|class|projects?|orders?|stock|sales|machines?|site|depot|reports?|staff|owner|suppliers?|deadline|till|queue|delivery|deliveries|parcels?|budget|training|café|cafe|restaurant|hotel|factory|clinic|hospital)\b"
    r"|公司|客户|顾客|病人|患者|家属|同事|领导|主管|经理|老板|班长|组长|护士长|医生|团队|项目|店|车间|仓库|医院|病房|科室|学校|学生|家长|班级|订单|货|生产|设备|系统|值班|夜班|实习|上班|岗位|厂|工地|机器|随访|用药|护理|报表|需求|上线|供应商|库存|会议|培训",
    re.IGNORECASE,
)
# What says much of oneself and nothing that could be checked.
_HOLLOW = re.compile(
    r"\bi(?:'m| am) (?:a |an |very |really |always )*(?:hard[- ]?work\w*|team player|good|great|quick learner|fast learner|motivated|passionate|responsible|people person|perfectionist|flexible)\b|\bi (?:would|could|will|can|always|usually|think|believe|like|love|enjoy|try)\b"
    r"|我(?:比较|很|非常|是一?个|特别|挺|觉得|认为|相信|会努力|一定会?|喜欢|热爱|可以)|认真负责|吃苦耐劳|学习能力强|沟通能力强|团队精神|抗压能力",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Score:
    """An answer's score, 0 to 100 in all and by criterion, with the words it rests on.

    `flaw` names what was wrong with the answer as a whole, None where nothing was. `best` is the
    person's own sentence that says most, empty where none does. `lacks` the weakest criterion.
    """

    total: int
    relevance: int = 0
    concreteness: int = 0
    structure: int = 0
    flaw: Flaw | None = None
    best: str = ""
    has_result: bool = False
    has_numbers: bool = False
    has_actions: bool = False

    @property
    def lacks(self) -> Criterion:
        """The criterion that more words would help most."""
        return min(CRITERIA, key=lambda name: getattr(self, name))


def score_answer(
    answer: str,
    *,
    about: Sequence[str],
    given: Sequence[str] = (),
    earlier: Sequence[str] = (),
) -> Score:
    """Return how good an answer is.

    `about` are the texts it should speak of: the question, the demand behind it, the title.
    `given` is all that the person has been shown and could copy; `earlier` their other answers.
    One embedding of its sentences and one of what it should be about.
    """
    sentences = _split(answer[:MAX_READ])
    words = sum(_count_words(each) for each in sentences)
    if not words:
        return Score(0, flaw="empty")
    if words < MIN_WORDS:
        return Score(0, flaw="short")
    told = [each for each in sentences if not _is_noise(each)]
    if sum(map(_count_words, told)) < max(MIN_WORDS, words * 0.5):
        return Score(0, flaw="nonsense")
    fresh = _drop_copied(told, earlier)
    if sum(map(_count_words, fresh)) < max(MIN_WORDS, words * 0.4):
        return Score(0, flaw="repeated")
    own = _drop_copied(fresh, given)
    if sum(map(_count_words, own)) < max(MIN_WORDS, words * 0.4):
        return Score(2, flaw="copied")
    return _score(own, about=about)


def _score(sentences: Sequence[str], *, about: Sequence[str]) -> Score:
    text = "\n".join(sentences)
    words = sum(map(_count_words, sentences))
    relevance, near = _relevance(sentences, about)
    concreteness = _concreteness(text, words=words)
    structure = _structure(sentences, words=words)
    total = 100 * (
        _WEIGHTS["relevance"] * relevance
        + _WEIGHTS["concreteness"] * concreteness
        + _WEIGHTS["structure"] * structure
    )
    flaw: Flaw | None = None
    if relevance < 0.25:
        # However well told, it is no answer to this.
        total, flaw = min(total * relevance, 15), "off_topic"
    elif words > LONG_WORDS:
        total, flaw = min(total, 45), "long"
    return Score(
        round(total),
        round(100 * relevance),
        round(100 * concreteness),
        round(100 * structure),
        flaw,
        best=_best(sentences, near) if flaw is None else "",
        has_result=bool(_RESULTS.search(text)),
        has_numbers=bool(_NUMBERS.search(text)),
        has_actions=bool(_actions(text)),
    )


def _relevance(sentences: Sequence[str], about: Sequence[str]) -> tuple[float, list[float]]:
    """Return how much the answer speaks of what it should, and each sentence's nearness."""
    embedder = get_bundled_embedder()
    targets = np.asarray(embedder.embed_documents(list(about)))
    whole = " ".join(sentences)
    rows = np.asarray(embedder.embed_documents([whole[:600], *sentences[:MOST_SENTENCES]]))
    near = rows @ targets.T
    best = near.max(axis=1)
    # The whole against all of it, and the one sentence that comes nearest.
    nearness = 0.5 * float(best[0]) + 0.5 * float(best[1:].max())
    wanted = _terms(" ".join(about))
    shared = wanted & _terms(whole)
    overlap = min(len(shared), 4) / 4 if wanted else 0.0
    value = (nearness - 0.12) / 0.38 + 0.45 * overlap
    value = max(value, _as_work_story(whole))
    return float(min(max(value, 0.0), 1.0)), [float(each) for each in best[1:]]


def _as_work_story(text: str) -> float:
    """Return how far a story is to the point merely by being one of the person's own work."""
    if not _actions(text) or not (_SITUATIONS.search(text) or _RESULTS.search(text)):
        return 0.0
    return 0.18 * min(len({each.lower() for each in _WORK.findall(text)}), 3)


def _concreteness(text: str, *, words: float) -> float:
    numbers = len(_NUMBERS.findall(text))
    actions = _actions(text)
    examples = len(_EXAMPLES.findall(text))
    named = len({each.value.key for each in find_skills(text)}) + len(
        re.findall(r"(?<=[a-z,] )[A-Z][a-z]{2,}|《[^》]+》", text)
    )
    value = (
        0.3 * min(numbers, 2) / 2
        + 0.4 * min(actions, 3) / 3
        + 0.2 * min(examples, 2) / 2
        + 0.1 * min(named, 2) / 2
    )
    hollow = len(_HOLLOW.findall(text))
    if hollow and not numbers and actions < 2:
        value *= 0.5
    # A few true words are not yet a story; very many with little in them are none either.
    value *= min(1.0, words / FULL_WORDS + 0.15)
    if words > 150:
        value *= max(0.6, min(1.0, (numbers + actions + examples) * 18 / words))
    return min(value, 1.0)


def _structure(sentences: Sequence[str], *, words: float) -> float:
    text = "\n".join(sentences)
    situation, result = _SITUATIONS.search(text), None
    for found in _RESULTS.finditer(text):
        result = found
    actions = _actions(text)
    value = 0.28 * bool(situation) + 0.32 * min(actions, 2) / 2 + 0.3 * bool(result)
    if situation and result and actions and situation.start() < result.start():
        value += 0.1
    return min(value * min(1.0, words / FULL_WORDS + 0.15), 1.0)


def _actions(text: str) -> int:
    lower = text.lower()
    if _HAN.search(text):
        return len(_ACTIONS_ZH.findall(text)) + len(_ACTIONS_EN.findall(lower))
    return len(_ACTIONS_EN.findall(lower))


def _best(sentences: Sequence[str], near: Sequence[float]) -> str:
    """Return the sentence that shows most: what was done, in figures, on the subject."""

    def weigh(index: int) -> float:
        each = sentences[index]
        return (
            2 * min(_actions(each), 2)
            + 2 * bool(_NUMBERS.search(each))
            + bool(_RESULTS.search(each))
            + (near[index] if index < len(near) else 0.0)
        )

    return sentences[max(range(len(sentences)), key=weigh)]


# --- what is no answer -------------------------------------------------------------------------


def _split(text: str) -> list[str]:
    return [each.text.strip() for each in split_sentences(text) if each.text.strip()]


def _count_words(text: str) -> float:
    return sum(0.5 if _HAN.match(each) else 1.0 for each in _WORD.findall(normalise(text).lower))


def _is_noise(sentence: str) -> bool:
    """Return whether a sentence is keys hit at random, one word over and over, or no words."""
    lower = normalise(sentence).lower
    han = _HAN.findall(lower)
    words = re.findall(r"[a-z][a-z'’-]*", lower)
    if len(han) >= len(words):
        if len(han) < 3:
            return len(words) < 2
        terms = index_terms(lower)
        is_scattered = len(han) >= 8 and sum(len(each) > 1 for each in terms) < len(han) / 12
        return len(set(han)) < len(han) * 0.35 or is_scattered
    known = sum(_is_word(each) for each in words)
    return known < len(words) * 0.5 or len(words) > 5 and len(set(words)) < len(words) * 0.34


def _is_word(word: str) -> bool:
    if word in _SMALL or "'" in word or "’" in word:
        return True
    stems = (word, word.rstrip("s"), word.removesuffix("ed"), word.removesuffix("d"))
    listed = known_words()
    return len(word) > 4 and any(each in listed for each in stems) or _is_likely(word)


def _is_likely(word: str) -> bool:
    """Return whether an unlisted word could be one: it is spoken in syllables."""
    vowels = len(re.findall(r"[aeiouy]", word))
    return (
        len(word) > 2
        and 0.2 <= vowels / len(word) <= 0.7
        and not re.search(
            r"[^aeiouy]{4}|(.)\1\1|[jkqvxz]{2}|asd|sdf|dfg|jkl|hjk|qwe|wer$|zxc", word
        )
    )


def _shingles(text: str) -> set[str]:
    lower = normalise(text).lower
    units = _WORD.findall(lower)
    size = 3
    if len(units) <= size:
        return {" ".join(units)} if units else set()
    return {" ".join(units[i : i + size]) for i in range(len(units) - size + 1)}


def _drop_copied(sentences: Sequence[str], sources: Sequence[str]) -> list[str]:
    """Return the sentences that are not mostly there already, in a source or earlier among these."""
    known = set().union(*(_shingles(each) for each in sources)) if sources else set()
    kept = []
    for each in sentences:
        mine = _shingles(each)
        if mine and len(mine & known) < len(mine) * COPIED:
            kept.append(each)
        known |= mine
    return kept


def _terms(text: str) -> set[str]:
    lower = normalise(text).lower
    terms = {each for each in index_terms(lower) if len(each) > 1 and each not in _ASKING}
    return terms | {f"skill:{each.value.key}" for each in find_skills(lower)}


# Words of interviewers, which an answer may use without being one.
_SMALL = frozenset(
    "a i an am as at be by do go he if in is it me my no of on or so to up us we the and but for was had has her him his our out she "
    "who why you all any are can did end get got job let man new not now off old one own put ran saw set too two use way yes".split()
)
_ASKING = frozenset(
    "tell time example experience situation job work role use show describe ask posting year like come thing people way did "
    "经验 工作 经历 岗位 要求 例子 情况 一次 说说 讲讲 职位 公司 时候 熟悉 具备 能力 以上 相关".split()
)
