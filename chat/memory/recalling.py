"""Reading memory back: by key, by meaning and by time. Reads only."""

import re
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import log
from zoneinfo import ZoneInfo

from chat.memory import vectors
from chat.memory.concepts import (
    BY_NAME,
    concepts_of_criterion,
    find_concepts,
    most_specific,
    with_parents,
)
from chat.memory.questions import Question, read_topic, says_no
from chat.memory.statements import topic_of
from chat.memory.values import ValueKind, find_kinds
from chat.models import Memory
from jobassist.accounts.models import User
from jobassist.language.text import index_terms, split_sentences

# A person's facts, superseded ones too; older ones are no longer asked.
MOST_READ = 600
QUOTES, QUOTES_OF_ALL = 3, 6
# How a fact answers a question, in log-odds: a logistic regression over pairs of questions and
# facts of the development people in benchmarks/data/long_memory.
BIAS = -1.8
OF_CONCEPTS, OF_PRECISE, OF_WORDS, OF_MEANING = 1.6, 0.3, 0.8, 4.0
OF_KIND, OF_NO_KIND, OF_ELSE, OF_DENIAL = 0.8, 0.8, 1.4, 0.3
# What is below it is about something else.
LEAST = -3.0
# Enough to be quoted: to a question of how things are, and to one of whether it was said at all.
ENOUGH, ENOUGH_IF_SAID = -1.3, -0.5
# Enough to answer what may have been meant for something else.
STRONG = 0.4
# So far below the best: as good an answer, one beside it, one where all is wanted.
SAME, BESIDE, OF_ALL = 0.35, 1.4, 2.4
# In a story so much of what a question names.
OF_STORY = 0.3
# A question of an amount or an age is answered by one, or not at all.
NEEDED: frozenset[ValueKind] = frozenset({"money", "age"})
# Of what the search keeps so many messages are weighed by meaning.
MOST_WISHES = 16


# Beside another concept these say little: "what my husband does for work".
_VAGUE = frozenset({"work", "place", "experience", "likes", "friends", "hours"})


@dataclass(frozen=True, slots=True)
class Recalled:
    """What answers a question: facts, newest first, with the words to quote of each.

    Empty: the person has not said it. `is_strong`: sure enough to answer what was not asked of
    memory in so many words. `has_newer`: the first one stands, the others stood before it.
    """

    quotes: tuple[tuple[Memory, str], ...] = ()
    is_strong: bool = False
    has_newer: bool = False


@dataclass(frozen=True, slots=True)
class _Scored:
    fact: Memory
    words: str
    score: float
    hits: frozenset[str]
    lexical: float = 0.0


def read_history(user: User, *, limit: int = MOST_READ) -> list[Memory]:
    """Return what was ever remembered and not forgotten, newest first. One query."""
    return list(Memory.objects.filter(user=user).order_by("-valid_from", "key", "id")[:limit])


def recall_about(user: User, question: Question) -> Recalled:
    """Return the person's own words that answer a question, or nothing rather than a guess.

    Two queries: all facts, and their nearness to the question. Of a time in which nothing was
    said, what stood then answers.
    """
    history = read_history(user)
    facts = [each for each in history if _is_in_window(each, user, question)]
    standing = [each for each in history if _stood_in_window(each, user, question)]
    if not facts and not standing:
        return Recalled()
    weigh = _Weigher(user, history, question)
    if question.before:
        return _before(weigh(facts), facts, question)
    recalled = _choose(weigh(facts), question)
    if not recalled.quotes and question.since is not None and not question.wants_when:
        recalled = _choose(weigh(standing), question)
    is_of_a_time = question.since is not None or question.wants_first or question.wants_when
    return recalled if is_of_a_time else _with_latest(recalled, facts, question)


def find_meant(user: User, words: str) -> list[Memory]:
    """Return the current facts that words name for forgetting, the likeliest first."""
    question = read_topic(words)
    facts = list(Memory.objects.filter(user=user, valid_to__isnull=True).order_by("-valid_from"))
    scored = [each for each in _Weigher(user, facts, question)(facts) if each.score >= ENOUGH]
    scored.sort(key=lambda each: -each.score)
    return [each.fact for each in scored if each.score >= scored[0].score - SAME]


class _Weigher:
    """Weighs facts against one question. One query when it is made."""

    def __init__(self, user: User, history: Sequence[Memory], question: Question) -> None:
        self.question = question
        self.nearness = vectors.read_nearness(user, question.text)
        wishes = [each for each in history if each.id not in self.nearness and each.words]
        texts = list(dict.fromkeys(each.words for each in wishes))[:MOST_WISHES]
        near = dict(zip(texts, vectors.weigh_texts(question.text, texts), strict=True))
        self.nearness |= {each.id: near.get(each.words, 0.0) for each in wishes}
        said = {each.words or _value_words(each) for each in history}
        counts = Counter(term for text in said for term in set(index_terms(text)))
        self.rarity = {each: log(1 + len(said) / (1 + counts[each])) for each in question.terms}

    def __call__(self, facts: Sequence[Memory]) -> list[_Scored]:
        """Return the facts that may answer, weighed."""
        weighed = (_score(each, self.question, self.nearness, self.rarity) for each in facts)
        return [each for each in weighed if each is not None]


def concepts_of(fact: Memory) -> frozenset[str]:
    """Return what a fact is about, with all that this is a kind of."""
    if fact.kind == Memory.Kind.CRITERION:
        return with_parents(concepts_of_criterion(fact.key))
    return with_parents(fact.concepts)


def _is_in_window(fact: Memory, user: User, question: Question) -> bool:
    if question.since is None or question.until is None:
        return True
    return question.since <= day_of(fact, user) <= question.until


def _stood_in_window(fact: Memory, user: User, question: Question) -> bool:
    """Return whether something said before was still so at a time that is asked of."""
    if question.since is None or question.until is None:
        return False
    ended = fact.valid_to and fact.valid_to.astimezone(ZoneInfo(user.time_zone or "UTC")).date()
    return day_of(fact, user) <= question.until and (ended is None or ended > question.since)


def day_of(fact: Memory, user: User) -> date:
    """Return the day on which the person said it, where they are."""
    return fact.valid_from.astimezone(ZoneInfo(user.time_zone or "UTC")).date()


def _score(
    fact: Memory, question: Question, nearness: dict[uuid.UUID, float], rarity: dict[str, float]
) -> _Scored | None:
    """Return how well a fact answers, as log-odds; None where it is about something else."""
    words = _quote(fact, question)
    about = concepts_of(fact)
    hits = [each for each in question.concepts if each in about]
    precise = [each for each in hits if _is_telling(each)]
    telling = [each for each in question.concepts if _is_telling(each)]
    lexical = _share_of_terms(fact, words, question, rarity)
    near = nearness.get(fact.id, 0.0)
    kind = bool(question.kinds & find_kinds(words))
    is_denied = question.is_negative and says_no(words.lower())
    score = (
        BIAS
        + OF_CONCEPTS * (len(hits) / len(question.concepts) if question.concepts else 0.0)
        + OF_PRECISE * min(2, len(precise))
        + OF_WORDS * lexical
        + OF_MEANING * max(0.0, near)
        + OF_KIND * kind
        - OF_NO_KIND * (bool(question.kinds) and not kind)
        - OF_ELSE * (bool(telling) and not precise)
        + OF_DENIAL * is_denied
    )
    return _Scored(fact, words, score, frozenset(hits), lexical) if score >= LEAST else None


def _share_of_terms(
    fact: Memory, words: str, question: Question, rarity: dict[str, float]
) -> float:
    """Return the share of a question's words that a fact says, the telling ones counting more."""
    said = {*index_terms(words), *index_terms(_value_words(fact))}
    lower = words.lower()
    weights = {each: rarity.get(each, 1.0) for each in question.terms}
    total = sum(weights.values())
    shared = sum(
        weight for each, weight in weights.items() if each in said or _is_part(each, lower)
    )
    return shared / total if total else 0.0


def _is_telling(concept: str) -> bool:
    return concept not in _VAGUE


def _is_part(term: str, lower: str) -> bool:
    """Return whether a Chinese word is in a text that was cut into words elsewhere."""
    return len(term) > 1 and "\u4e00" <= term[0] <= "\u9fff" and term in lower


def _value_words(fact: Memory) -> str:
    value = fact.value
    if isinstance(value, list):
        return " ".join(str(each) for each in value)
    return str(value)


def _quote(fact: Memory, question: Question) -> str:
    """Return the words to quote: of a long message the sentence that speaks of it."""
    words = fact.words or _value_words(fact)
    if fact.kind != Memory.Kind.CRITERION or len(words) <= 80:
        return words
    sentences = [part.text.strip() for line in words.splitlines() for part in split_sentences(line)]
    said = {*question.terms, *index_terms(_value_words(fact))}
    return max(
        sentences or [words],
        key=lambda each: len(said & set(index_terms(each))),
    )


def _choose(scored: Sequence[_Scored], question: Question) -> Recalled:
    enough = ENOUGH_IF_SAID if question.asks_whether else ENOUGH
    if question.kinds and question.kinds <= NEEDED and not question.wants_when:
        scored = [each for each in scored if question.kinds & find_kinds(each.words)]
    if not any(each.score >= enough for each in scored):
        return Recalled()
    best = max(scored, key=lambda each: (each.score, each.fact.valid_from))
    limit = QUOTES_OF_ALL if question.wants_all else QUOTES
    if question.wants_when:
        # The date of the thing itself: the one that says it best, and first said so.
        kept = [each for each in scored if each.score >= best.score - SAME]
        kept = sorted(kept, key=lambda each: each.fact.valid_from)[:1]
    else:
        kept = _gather(scored, best, question, limit=limit)
        kept.sort(key=lambda each: each.fact.valid_from, reverse=not question.wants_first)
    if question.wants_first:
        kept = kept[:1]
    quotes = _distinct((each.fact, each.words) for each in kept)[:limit]
    return Recalled(
        tuple(quotes),
        is_strong=best.score >= STRONG,
        has_newer=len(quotes) > 1 and _is_line([fact for fact, _words in quotes]),
    )


def _with_latest(recalled: Recalled, facts: Sequence[Memory], question: Question) -> Recalled:
    """Return an answer with what now stands in place of the newest that is quoted."""
    if not recalled.quotes:
        return recalled
    by_id = {each.id: each for each in facts}
    latest = recalled.quotes[0][0]
    while latest.superseded_by_id in by_id:
        latest = by_id[latest.superseded_by_id]
    if any(latest.id == fact.id for fact, _words in recalled.quotes):
        return recalled
    quotes = _distinct([(latest, _quote(latest, question)), *recalled.quotes])
    return replace(recalled, quotes=tuple(quotes), has_newer=len(quotes) > 1)


def _gather(
    scored: Sequence[_Scored], best: _Scored, question: Question, *, limit: int
) -> list[_Scored]:
    """Return the best, how the same thing stood at other times, and what else was asked for."""
    kept = {best.fact.id: best}
    ranked = sorted(scored, key=lambda each: -each.score)
    # "My exams and my equipment": of each the best.
    for wanted in question.concepts:
        fresh = [each for each in ranked if wanted in each.hits and each.fact.id not in kept]
        if fresh and not any(each.hits == {wanted} for each in kept.values()):
            kept[fresh[0].fact.id] = fresh[0]
    topic = topic_of(best.fact.key)
    reach = OF_ALL if question.wants_all else BESIDE
    line = [
        each
        for each in ranked
        if _is_of(each, best)
        or (
            each.score >= best.score - OF_ALL
            and (topic_of(each.fact.key) == topic or each.hits & best.hits)
        )
    ]
    if line:
        newest = max(line, key=lambda each: each.fact.valid_from)
        kept.setdefault(newest.fact.id, newest)
        if question.wants_first:
            oldest = min(line, key=lambda each: each.fact.valid_from)
            kept.setdefault(oldest.fact.id, oldest)
    for each in ranked:
        if len(kept) >= limit:
            break
        is_near = each.score >= best.score - reach and (each in line or question.wants_all)
        # The whole story is wherever its telling words are.
        if is_near or (question.wants_all and each.lexical >= OF_STORY):
            kept.setdefault(each.fact.id, each)
    return list(kept.values())


def _is_of(one: _Scored, other: _Scored) -> bool:
    """Return whether one stood in place of the other."""
    return other.fact.id == one.fact.superseded_by_id or one.fact.id == other.fact.superseded_by_id


def _is_line(facts: Sequence[Memory]) -> bool:
    """Return whether facts are one thing as it changed, the newest first."""
    return facts[0].valid_to is None and all(each.valid_to is not None for each in facts[1:])


def _before(scored: Sequence[_Scored], facts: Sequence[Memory], question: Question) -> Recalled:
    """Return what stood before the thing that "before" names."""
    anchor = _find_anchor(facts, question)
    if anchor is None:
        return _choose(scored, question)
    topic = topic_of(anchor.key)
    earlier = [
        each
        for each in facts
        if each.valid_from < anchor.valid_from
        and (
            topic_of(each.key) == topic
            or _share(each, anchor)
            or bool(concepts_of(each) & question.concepts)
        )
    ]
    scores = {each.fact.id: each.score for each in scored}
    best = max((scores.get(each.id, LEAST) for each in earlier), default=LEAST)
    # The last one before it, of those that speak of what is asked.
    earlier.sort(
        key=lambda each: (
            topic_of(each.key) == topic,
            scores.get(each.id, LEAST) >= best - SAME,
            each.valid_from,
        ),
        reverse=True,
    )
    if not earlier:
        return Recalled()
    first = earlier[0]
    return Recalled(((first, _quote(first, question)),), is_strong=True)


def _share(one: Memory, other: Memory) -> bool:
    return bool(
        {
            each
            for each in most_specific(one.concepts) & most_specific(other.concepts)
            if BY_NAME[each].is_lasting
        }
    )


def _find_anchor(facts: Sequence[Memory], question: Question) -> Memory | None:
    """Return the newest fact that says what "before" names."""
    named = question.before.lower()
    # 升A2 is one word to nobody but the one who said it so.
    parts = re.findall(r"[a-z0-9+#.]+|[\u4e00-\u9fff]{2,}", named)
    terms = {*index_terms(named), *parts} or {named}
    meant = find_concepts(named)
    wanted = with_parents(question.concepts)
    best: tuple[float, Memory] | None = None
    for fact in facts:
        value = _value_words(fact).lower()
        words = f"{fact.words} {value}".lower()
        said = set(index_terms(words))
        hits = sum(each in said or each in words for each in terms)
        hits = hits or bool(meant & set(fact.concepts))
        if not hits:
            continue
        # A wish whose value it is comes before a fact that only mentions it.
        weight = hits / len(terms)
        weight += 1.0 if any(each in value for each in terms) else 0.0
        weight += 1.0 if concepts_of(fact) & wanted else 0.0
        if best is None or weight > best[0]:
            best = (weight, fact)
    return best[1] if best else None


def _distinct(quotes: Iterable[tuple[Memory, str]]) -> list[tuple[Memory, str]]:
    """Return quotes without those that say the same words again."""
    found: list[tuple[Memory, str]] = []
    for fact, words in quotes:
        plain = re.sub(r"\W+", "", words.lower())
        if all(plain != re.sub(r"\W+", "", known.lower()) for _fact, known in found):
            found.append((fact, words))
    return found
