"""What a message says of the person that is worth keeping, in their own words; no database.

A statement is a sentence about themselves that stays true after the turn: not a question, not an
order, not an opinion of a posting. Nothing is rewritten, so nothing can be invented.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal

from chat.understanding.told import weigh_speech
from jobassist.language.text import index_terms, split_sentences

from .concepts import BY_NAME, CONCEPTS, PRIVATE, find_concepts, most_specific
from .values import find_kinds

MOST = 6
SHORTEST, LONGEST = 3, 300
# A whole CV is for the résumé, not for memory.
LONGEST_MESSAGE = 1_200
SURE, LIKELY = 0.9, 0.6
# How likely it must be by meaning that words tell of the person, where no pattern says so.
TOLD = 0.5
# So likely an order or talk beside the matter, that nobody's word makes it a fact.
NOT_TOLD = 0.97

Kind = Literal["constraint", "preference", "circumstance"]


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence worth keeping. `key` is equal where a newer one stands in place of an older.

    `says_change`: it takes back or moves on something said before. `is_told`: by its meaning too
    it tells of the person.
    """

    words: str
    key: str
    kind: Kind
    concepts: frozenset[str]
    confidence: float
    says_change: bool
    is_wish: bool = False
    is_self: bool = True
    is_told: bool = False


_QUESTION = re.compile(
    r"[?？]\s*$|[吗么呢嘛]\s*[。!！]?$|^(?:what|when|where|which|who|whose|why|how|is|are|was|were|do|does|did|can|could|would|will|shall|should|have you|has|any)\b(?!'|n't| not\b)"
    r"|(?:什么|啥|多少|哪[些个里儿天家种]?|怎么样?|为何|几[点号个天家岁]).{0,12}$|有没有|能不能|可不可以|是不是|要不要|会不会|说没说|提没提|([\u4e00-\u9fff])[不没]\1|(?:有|能|会|可以|包|管|给)[^,，。]{1,10}[不没]\s*$"
)
# Opinions of what was shown, orders to the assistant, and talk about the talk.
_ABOUT_SHOWN = re.compile(
    r"\b(?:th(?:is|at|ese|ose) (?:one|job|role|post|posting|company|place)|the (?:first|second|third|fourth|last|other) (?:one|job|role)?|(?:first|second|third|last) one|number (?:one|two|three|\d))\b"
    r"|这(?:个|家|份|些)|那(?:个|份|些)(?:工作|岗位|职位|公司)?|第[一二三四五六\d]个|最后(?:一)?个"
)
_ORDER = re.compile(
    r"^(?:please |pls |can you |could you |just |so |ok |okay |then |now |and )*(?:show|find|search|send|give|tell|list|compare|apply|save|open|stop|start|go|undo|skip|help|forget|delete|remove|erase|wipe|try|look|get|see|write|fix|change|make it|set|remind|add|let'?s|put|pause|resume|restart|notify|alert|switch)\b"
    r"|^(?:请|麻烦|那就|就|你)?(?:帮我|替我|帮忙)(?!记)"
    r"|^(?:请|麻烦|那就|就|你)?(?:帮我|给我|替我|麻烦你?)?(?:找(?!了)|搜|推荐|看看|换|投递|发给|打开|对比|比较|导出|删|忘|别记|取消|开始|继续|停|改成|来点|来几个|恢复|暂停|提醒|推送|通知|换成|改为)"
)
# What has been changed, though it begins as an order would: 改成三周了, 换到周五了.
_REPORT = re.compile(
    r"^(?:又|也|都|已经|后来|现在|刚)?(?:改|换|推|调|挪|停|取消|恢复)[^吧吗么呢嘛?？]*了[。.!！~]*$"
)
_WISH = re.compile(
    r"\b(?:looking for|look for|after (?:a |an |some )?\w+ ?\w* (?:work|job)|want (?:a|some|to find|to work|to get)|(?:need|want|seeking|hunting for) (?:a |an |some |any )?(?:\w+ ){0,3}(?:jobs?|work|roles?|position|gig|shifts?)|interested in|any (?:jobs|work))\b"
    r"|(?<!不)(?:想|要|在|来|准备|打算)(?:找|换|应聘|做)|(?<!不)(?:想|要|准备|打算)(?:在|去|到|回)[^,，。;；]{1,8}?(?:找|应聘|做|干|上班|工作|发展)|找(?:个|份|点|一).{0,14}(?:活|工作|岗|职位|机会)|求(?:职|推荐)|(?<!不)想(?:看|去)|改看|不看了|换成"
)
_FILLER = re.compile(
    r"^(?:ok(?:ay)?|yes|yeah|yep|no|nope|nah|sure|thanks?.*|thank you.*|cheers|ta|great|good|fine|cool|nice|perfect|right|hmm+|sup|yo|hi+|hiya|hello.*|hey.*|morning|good (?:morning|evening|afternoon).*|evening|alright|back again|me again|still looking.*|sorry|bye|i (?:see|guess|understand|don'?t (?:know|mind|care|understand)|am not sure|'?m not sure|'?ll think.*|like (?:it|that)|don'?t like (?:it|that))|"
    r"i'?m (?:back|here|sorry|ready|sure|not sure|fine|good|ok(?:ay)?|looking.*|just (?:looking|browsing)))(?:[ ,]+(?:sorry|thanks|mate|you|that|this|it|what you mean|any of (?:it|this)))*\W*$"
    r"|^(?:好的?|嗯+|行|可以|谢谢.*|多谢|不用了?|没事|你好.*|您好|哈+|在吗|你?在不|又来啦.*|对|是的?|不是|知道了|明白了?|算了|再见|拜拜|我(?:知道|明白|懂)了?|我不知道|我不清楚|我再想想|我看看|我考虑(?:一下|下)?)[\s。!！~]*$"
)
_SECRET = re.compile(
    r"(?<!\d)1[3-9]\d{9}(?!\d)|\b\d{15}(?:\d{2}[\dx])?\b|[\w.+-]+@[\w-]+\.\w+|\b(?:password|passcode|pin is)\b|密码|\b[a-z]{2} ?\d{2} ?\d{2} ?\d{2} ?[a-d]\b|(?:passport|护照|身份证)[^\d\n]{0,24}(?:\d[ -]?){6}|(?<!\d)(?:\d[ -]?){6,12}[^\d\n]{0,16}(?:passport|护照|身份证)|\+?\d[\d\s()-]{9,}\d",
    re.IGNORECASE,
)
_SELF = re.compile(
    r"\b(?:i|i'?m|im|i'?ve|ive|i'?d|i'?ll|me|my|mine|we|we'?re|we'?ve|our|us|myself)\b|我|咱|俺|本人|自己|家里"
)
# A lasting state of oneself in words that no concept knows.
_STATE = re.compile(
    r"\b(?:i|we)(?:'?m| am|'?ve| have| had|'?d| would| was| were| own| keep| use| used| hate| love| prefer| can(?:'?t|not)?| could(?:n'?t)?| don'?t| do not| won'?t| will not| never| always| only| also| work(?:ed)?| live| speak| play| sing| need| passed| got| started| moved| left| quit)\b|\b(?:my|our) [\w' -]{2,40}(?:is|are|was|were|has|have|'s|needs?|starts?|started|ends?|lives?|works?|worked|got|goes|gone|can'?t|won'?t|isn'?t|aren'?t|comes?)\b"
    r"|\bim \w+"
    r"|我(?:家|妈|爸|老[婆公]|爱人|女|男|儿|孩|公司|们|的)?.{0,6}(?:是|有|在|会|不|没|只|能|可以|得|要|想|怕|信|用|每|当|做|住|喜欢|讨厌|最|习惯|已经|刚|马上|下个?月|目前|现在|以前|之前|今年|明年|曾|也|都|还|受|被|需要|同意)"
)
_CONSTRAINT = re.compile(
    r"\b(?:can'?t|cannot|can not|couldn'?t|won'?t|unable|not able|no good|only (?:do|work|free|available|between|on|after|before)|have to|must|need to|needs? to|never|out of the question|is out|are out|no more than|at most|tops|max(?:imum)?|rule[sd]? out|allerg\w+|no go|don'?t drive|not allowed|got to)\b"
    r"|不能|不了|不行|不可以|没法|无法|只能|必须|得(?:有|在|回|去|请|照)|最多|不(?:会|要|接受|去|上|考虑)|过敏|以内|以下不|少了不|才行|非.{1,8}不"
)
_PREFERENCE = re.compile(
    r"\b(?:prefer\w*|like|love|enjoy|hate|dislike|rather|ideally|fancy|keen|can'?t stand|would like|happy to|ok(?:ay)? with|want)\b|喜欢|讨厌|最好|希望|宁愿|不想|受不了|愿意|想要|更想|倾向|接受|无所谓"
)
_CHANGE = re.compile(
    r"\b(?:now|no longer|not any ?more|any ?more|actually|instead|changed?|moved|again|since|lapsed|expired|sorted|gone|not .{0,12} any more|used to|these days|turned out|after all|scratch that|back to|fine now|in the end|already|agreed|passed|finished|done|down to|up to|sold|split up|broke up|packed (?:it )?in|given up|gave up|stopped|switched|swapped|came back|come back|took me on|bumped|went up|gone up|dropped|got rid of|taken over|took over|cancelled|died|passed away|left|quit|got my .{2,20} back|back with|back at|gone over to|turned down|fell through|joined|redundant|laid off|sacked|let go)\b"
    r"|现在|已经|不再|改(?:成|到|为|看|做)|换(?:成|到|了)|搬到|又|终于|不用|可以了|也(?:能|可以|行)|好了|过了|没(?:要|了)|取消|到期|提到|涨到|降到|升|完了|同意|松口|康复|走了|分手|断了|停了|卖了|被偷|丢了|黄了|调(?:到|去|回)|转(?:到|成|去)|涨了|了[,，]|了[!！。~]*$"
)


def find_statements(text: str, *, is_answer: bool = False) -> list[Statement]:
    """Return what a message says of the person that is worth keeping, at most six.

    `is_answer`: the message answers a question of the résumé; then only what a résumé has no
    place for is taken.
    """
    if len(text) > LONGEST_MESSAGE:
        return []
    found = []
    for words in _sentences(text):
        statement = _read(words, is_answer=is_answer)
        if statement is None and len(parts := _CLAUSE.split(words)) > 1:
            # "Let's raise it, I won't move for less": an order, and then a statement.
            rest = words[words.index(parts[1]) :]
            statement = _read(rest, is_answer=is_answer) if len(rest) >= SHORTEST else None
        if statement is not None:
            found.append(statement)
    return found[:MOST]


def says_change(text: str) -> bool:
    """Return whether words take back or move on something: "now", "sold", 改成, 了."""
    return bool(_CHANGE.search(text.lower().replace("’", "'")))


def is_passing(words: str) -> bool:
    """Return whether words tell nothing to come back to: a question, an order, a yes, a secret."""
    lower = words.lower().replace("’", "'")
    is_order = _ORDER.search(lower) and not _REPORT.match(lower)
    if is_order:
        # "Put in for the depot": an order by its first word alone.
        is_order = weigh_speech(words)["told"] < TOLD
    return bool(
        not lower.strip(_EDGES + ".。!！?？~") or _FILLER.match(lower) or asks(lower) or is_order
        or _SECRET.search(words)
    )  # fmt: skip


def asks(lower: str) -> bool:
    """Return whether words are a question; 哪天都行 asks nothing."""
    return bool(_QUESTION.search(_ANY.sub(" ", lower)))


_ANY = re.compile(r"(?:哪[个些里儿天种家]?|什么|啥|谁|怎么|几点|多少)[\u4e00-\u9fff]{0,3}?[都也]")


def covers(statements: Collection[Statement], text: str) -> bool:
    """Return whether a message says nothing but these statements, and a greeting perhaps."""
    rest = [each for each in _sentences(text) if not _FILLER.match(each.lower())]
    kept = sum(len(each.words) for each in statements)
    is_all = all(any(_is_within(each, one.words) for one in statements) for each in rest)
    return bool(statements) and is_all and kept >= MOST_OF_IT * sum(len(each) for each in rest)


def _is_within(sentence: str, words: str) -> bool:
    return sentence.strip(_EDGES) in words or words in sentence


_EDGES = " ,，;；、"
_CLAUSE = re.compile(r"[,，;；]\s*|\s[-–—]\s")
MOST_OF_IT = 0.6


def _sentences(text: str) -> list[str]:
    sentences = []
    for line in text.splitlines():
        sentences += [part.text.strip() for part in split_sentences(line)]
    return [each for each in sentences if SHORTEST <= len(each) <= LONGEST]


def _read(words: str, *, is_answer: bool) -> Statement | None:
    lower = words.lower().replace("’", "'")
    plain = re.sub(
        r"^(?:hi|hiya|hello|hey|oh|so|and|but|well|also|btw|ok|good morning|morning|你好|您好|哦|对了|另外|还有)[,，.!！:：\s]+",
        "",
        lower,
    )
    if not plain.strip(_EDGES + ".。!！?？~") or _FILLER.match(plain) or _SECRET.search(words):
        return None
    told = weigh_speech(words)["told"]
    is_report = bool(_REPORT.match(plain)) and told >= TOLD
    if asks(plain) or (_ORDER.search(plain) and not is_report):
        return None
    concepts = find_concepts(lower)
    lasting = {each for each in concepts if BY_NAME[each].is_lasting}
    is_self = bool(_SELF.search(lower))
    if _ABOUT_SHOWN.search(plain) and not is_self:
        return None
    is_wish = bool(_WISH.search(plain))
    if is_wish and not (lasting - _OF_A_SEARCH):
        return None
    is_limit = bool(_CONSTRAINT.search(plain))
    # Chinese leaves out who it is that would rather not.
    is_taste = bool(_PREFERENCE.search(plain))
    is_amount = "pay" in concepts and bool(re.search(r"\d", plain))
    if is_answer and not (lasting & _OUTSIDE_A_RESUME or is_self or (is_taste and concepts)):
        return None
    if lasting and (is_self or is_limit or is_taste or is_amount or not lasting <= _OF_A_SEARCH):
        confidence = SURE if is_self or is_limit or is_taste else LIKELY
    elif is_taste and concepts & {"dislikes", "likes"} and len(index_terms(plain)) >= 2:
        confidence = LIKELY
    elif is_self and _STATE.search(lower) and len(index_terms(plain)) >= 2:
        if _ABOUT_SHOWN.search(plain):
            return None
        confidence = LIKELY
    elif told >= TOLD and not is_answer and not is_wish and _says_something(plain):
        # 房子租到城西了: of oneself though nobody is named, and in words that no list has.
        if _ABOUT_SHOWN.search(plain):
            return None
        confidence = LIKELY
    else:
        return None
    return _state(
        words, plain, concepts, confidence=confidence, is_wish=is_wish, is_self=is_self, told=told
    )


def _says_something(plain: str) -> bool:
    """Return whether words tell more than a name: two of them, or a value that has changed."""
    return len(index_terms(plain)) >= 2 or bool(find_kinds(plain) and _CHANGE.search(plain))


def build_statement(words: str, *, confidence: float) -> Statement | None:
    """Return words that somebody else found worth keeping, None where they are not of the person.

    An order, a question, a secret, and what tells of nobody are never kept, whoever proposes it.
    """
    lower = words.lower().replace("’", "'")
    is_order = _FILLER.match(lower) or asks(lower) or _ORDER.search(lower)
    if is_order or _SECRET.search(words) or not SHORTEST <= len(words.strip(_EDGES)) <= LONGEST:
        return None
    concepts = find_concepts(lower)
    shares = weigh_speech(words)
    is_self = bool(_SELF.search(lower))
    is_about_shown = bool(_ABOUT_SHOWN.search(lower))
    is_lasting = any(BY_NAME[each].is_lasting for each in concepts)
    is_of_oneself = is_self or is_lasting or shares["told"] >= TOLD
    if not is_of_oneself or is_about_shown or shares["other"] >= NOT_TOLD:
        return None
    return _state(
        words, lower, concepts, confidence=confidence, is_wish=bool(_WISH.search(lower)),
        is_self=is_self, told=shares["told"],
    )  # fmt: skip


def _state(
    words: str,
    plain: str,
    concepts: frozenset[str],
    *,
    confidence: float,
    is_wish: bool,
    is_self: bool,
    told: float,
) -> Statement:
    return Statement(
        words=words.strip(_EDGES),
        key=key_of(concepts, words),
        kind=_kind_of(plain),
        concepts=concepts,
        confidence=confidence,
        says_change=says_change(plain),
        is_wish=is_wish,
        is_self=is_self,
        is_told=told >= TOLD,
    )


# What an answer to a question of the résumé may tell beside it.
_OUTSIDE_A_RESUME = PRIVATE - {"studies", "hobby"} | frozenset(
    "applied interview_time nights shifts weekends overtime leaving start notice pay car travel_time "
    "business_travel visa debt contact non_compete".split()
)
# What the search keeps itself, where it is said as a wish.
_OF_A_SEARCH = frozenset(
    "place remote work pay tools experience work_pattern school_kind likes hours start shifts nights "
    "weekends avoided_firm dislikes studies public_transport van".split()
)


def _kind_of(lower: str) -> Kind:
    if _CONSTRAINT.search(lower):
        return "constraint"
    return "preference" if _PREFERENCE.search(lower) else "circumstance"


def key_of(concepts: Collection[str], words: str) -> str:
    """Return the key of a statement: of a thing one has one of, its name; else one of its own."""
    specific = sorted(most_specific(concepts))
    single = [each.name for each in CONCEPTS if each.is_single and each.name in specific]
    if single:
        return single[0]
    strong = [each for each in specific if BY_NAME[each].is_lasting] or specific
    topic = strong[0] if strong else "about_me"
    digest = blake2b(" ".join(sorted(set(index_terms(words)))).encode(), digest_size=4)
    return f"{topic}.{digest.hexdigest()}"


def topic_of(key: str) -> str:
    """Return what a key is about, without what makes it one of many."""
    return key if key.startswith("criteria.") else key.split(".")[0]


def is_renewed(
    older: Collection[str], older_terms: Collection[str], newer: Statement, newer_terms: set[str]
) -> bool:
    """Return whether a statement moves on from an older one of its kind.

    They must speak of the same particular thing, and the newer one of a change.
    """
    if not newer.says_change:
        return False
    shared = {
        each
        for each in most_specific(older) & most_specific(newer.concepts)
        if BY_NAME[each].is_lasting and BY_NAME[each].parent
    }
    overlap = len(set(older_terms) & newer_terms) / max(
        1, min(len(set(older_terms)), len(newer_terms))
    )
    return bool(shared) and (
        overlap >= 0.2 or len(most_specific(older) ^ most_specific(newer.concepts)) <= 1
    )
