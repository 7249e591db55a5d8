"""Reading memory back: by key, by meaning and by time. Reads only.

A question is answered from what was said, message by message: what was kept of a message tells
what it is about, and what nothing was kept of is read where it stands (`said`).
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import log

from chat.memory import vectors
from chat.memory.concepts import (
    BY_NAME,
    concepts_of_criterion,
    find_concepts,
    most_specific,
    with_parents,
)
from chat.memory.continuing import leans_back, moves_on, shares_head, shares_name
from chat.memory.questions import Question
from chat.memory.said import Said, day_of, may_be_quoted, read_said
from chat.memory.statements import says_change, topic_of
from chat.memory.values import ValueKind, find_kinds
from chat.models import Memory
from jobassist.accounts.models import User
from jobassist.language.text import index_terms, split_sentences

# A person's facts, superseded ones too; older ones are no longer asked.
MOST_READ = 600
QUOTES, QUOTES_OF_ALL = 3, 6
# A message of no more characters is quoted whole: its sentences explain each other.
WHOLE = 160
# How a message answers a question, in log-odds: a logistic regression over pairs of questions and
# messages of the people in benchmarks/data/long_memory, checked on people left out of it.
BIAS = -3.4
OF_MEANING, OF_STANDING_OUT, OF_RAREST = 1.5, 3.6, 1.05
OF_PRECISE, OF_CONCEPTS, OF_UNKNOWN = 0.2, 1.0, 0.9
OF_NO_KIND, OF_WHETHER, OF_EVERYTHING = 0.75, 1.6, 1.1
# How something stands now is answered by what changed in it.
OF_NOW = 0.7
# Of something else, where what is asked of was spoken of elsewhere, and where it was nowhere.
OF_ELSE, OF_NOTHING = 1.4, 0.6
# How near messages are to a question that is none of theirs; counted as so many of them.
USUAL, OF_USUAL = 0.13, 5
# Enough to be quoted by itself; where the person names the time at which they said it; and beside
# what is quoted.
ENOUGH, ENOUGH_THEN, ENOUGH_BESIDE = -1.6, -2.3, -2.6
# What is below it goes on about nothing.
LEAST = -4.2
# Enough to answer what may have been meant for something else.
STRONG = -0.7
# So far below the best: as good an answer, one beside it, one where all is wanted.
SAME, BESIDE, OF_ALL = 0.35, 1.4, 2.4
# A question of an age is answered by one, or not at all.
NEEDED: frozenset[ValueKind] = frozenset({"age"})
# A word that no more messages say names a thing of its own: who says it again goes on about it.
RARE = 4
# Of the rare words of two messages so many are the same.
GOES_ON = 0.15
# Of fewer messages a word is as rare as of so many.
FEW = 8
# Of so many sentences the meaning is weighed; then of what shares a word or came last.
MOST_WEIGHED = 120

# Beside another concept these say little: "what my husband does for work".
_VAGUE = frozenset({"work", "place", "experience", "likes", "friends", "hours"})


@dataclass(frozen=True, slots=True)
class Passage:
    """What was said at once, as it may be quoted, with the facts that were kept of it."""

    sentences: tuple[str, ...]
    at: datetime
    concepts: frozenset[str]
    facts: tuple[Memory, ...] = ()
    said: Said | None = None

    @property
    def text(self) -> str:
        """Return its words, and those of the values read off them."""
        return " ".join([*self.sentences, *(_value_words(each) for each in self.facts)])


@dataclass(frozen=True, slots=True)
class Recalled:
    """What answers a question: words to quote and when they were said, newest first.

    Empty: the person has not said it. `is_strong`: sure enough to answer what was not asked of
    memory in so many words. `has_newer`: the first one stands, the others stood before it.
    """

    quotes: tuple[tuple[datetime, str], ...] = ()
    is_strong: bool = False
    has_newer: bool = False


@dataclass(frozen=True, slots=True)
class Scored:
    passage: Passage
    words: str
    score: float
    hits: frozenset[str]
    terms: frozenset[str]
    rare: frozenset[str] = frozenset()

    @property
    def at(self) -> datetime:
        return self.passage.at


def read_history(user: User, *, limit: int = MOST_READ) -> list[Memory]:
    """Return what was ever remembered and not forgotten, newest first. One query."""
    return list(Memory.objects.filter(user=user).order_by("-valid_from", "key", "id")[:limit])


def recall_about(user: User, question: Question) -> Recalled:
    """Return the person's own words that answer a question, or nothing rather than a guess.

    Five queries. Of a time in which nothing was said, what stood then answers.
    """
    passages = [each for each in read_passages(user) if question.text not in each.sentences]
    inside = [each for each in passages if _is_in_window(each, user, question)]
    standing = [each for each in passages if _stood_in_window(each, user, question)]
    if not inside and not standing:
        return Recalled()
    weigh = Weigher(user, passages, question)
    if question.before:
        return _before(weigh(inside), question, user)
    weighed = weigh(inside)
    kept, is_strong = _choose(weighed, question, user)
    if not kept and question.since is not None and not question.wants_when:
        kept, is_strong = _choose(weigh(standing), question, user)
    is_of_a_time = question.since is not None or question.wants_first or question.wants_when
    if kept and not is_of_a_time:
        kept = _with_latest(kept, weighed, question)
    if kept and not question.wants_first and not question.wants_when:
        kept = _carry_on(kept, weighed, question, user)
    return _recalled(kept, is_strong=is_strong)


def read_passages(user: User) -> list[Passage]:
    """Return what the person said, newest first, with what was kept of it. Four queries."""
    history = read_history(user)
    said = read_said(user, history)
    found = [
        Passage(
            each.sentences,
            each.at,
            frozenset().union(
                with_parents(find_concepts(" ".join(each.sentences))),
                *(concepts_of(fact) for fact in each.facts),
            ),
            each.facts,
            each,
        )
        for each in said
    ]
    attached = {fact.id for each in said for fact in each.facts}
    found += [passage_of(each) for each in history if each.id not in attached]
    return sorted(found, key=lambda each: each.at, reverse=True)


def passage_of(fact: Memory) -> Passage:
    words = fact.words or _value_words(fact)
    sentences = [part.text.strip() for line in words.splitlines() for part in split_sentences(line)]
    return Passage(tuple(sentences or [words]), fact.valid_from, concepts_of(fact), (fact,))


class Weigher:
    """Weighs what was said against one question. One query when it is made."""

    def __init__(self, user: User, passages: Sequence[Passage], question: Question) -> None:
        self.question = question
        stored = vectors.read_nearness(user, question.text)
        self.words = {id(each): frozenset(index_terms(each.text)) for each in passages}
        self.shared = Counter(term for words in self.words.values() for term in words)
        self.terms = {
            id(each): _find_terms(each, self.words[id(each)], question) for each in passages
        }
        counts = Counter(term for found in self.terms.values() for term in found)
        many = max(len(passages), FEW)
        self.rarity = {each: log(1 + many / (1 + counts[each])) for each in question.terms}
        unknown = [each for each in question.terms if not counts[each]]
        self.unknown = len(unknown) / len(question.terms) if question.terms else 0.5
        telling = question.concepts - _VAGUE
        is_known = any(telling & each.concepts for each in passages)
        self.of_else = (OF_ELSE if is_known else OF_NOTHING) if telling else 0.0
        # What shares a word with the question first, then what was said last.
        ranked = sorted(passages, key=lambda each: not self.terms[id(each)])
        known = {fact.words for each in passages for fact in each.facts if fact.id in stored}
        texts = list(
            dict.fromkeys(one for each in ranked for one in each.sentences if one not in known)
        )[:MOST_WEIGHED]
        near = dict(zip(texts, vectors.weigh_texts(question.text, texts), strict=True))
        near |= {
            fact.words: stored[fact.id]
            for each in passages
            for fact in each.facts
            if fact.id in stored
        }
        self.near = near
        self.nearness = {
            id(each): max(
                [near.get(one, 0.0) for one in each.sentences]
                + [stored.get(fact.id, 0.0) for fact in each.facts]
            )
            for each in passages
        }
        self.usual = (sum(self.nearness.values()) + OF_USUAL * USUAL) / (len(passages) + OF_USUAL)

    def __call__(self, passages: Sequence[Passage]) -> list[Scored]:
        """Return what was said, weighed."""
        return [self._score(each) for each in passages]

    def _score(self, passage: Passage) -> Scored:
        """Return how well a passage answers, as log-odds."""
        question = self.question
        hits = frozenset(question.concepts & passage.concepts)
        precise = hits - _VAGUE
        near, found = self.nearness[id(passage)], self.terms[id(passage)]
        no_kind = bool(question.kinds) and not question.kinds & find_kinds(passage.text)
        score = (
            BIAS
            + OF_MEANING * near
            + OF_STANDING_OUT * (near - self.usual)
            + OF_RAREST * max((self.rarity[each] for each in found), default=0.0)
            + OF_PRECISE * min(2, len(precise))
            + OF_CONCEPTS * (len(hits) / len(question.concepts) if question.concepts else 0.0)
            + OF_UNKNOWN * self.unknown
            + OF_EVERYTHING * question.wants_all
            - OF_NO_KIND * no_kind
            - self.of_else * (not precise)
            - OF_WHETHER * question.asks_whether
            + OF_NOW * (question.asks_now and bool(precise) and says_change(passage.text))
        )
        rare = frozenset(
            each for each in self.words[id(passage)] if self.shared[each] <= RARE and len(each) > 1
        )
        return Scored(passage, self._quote(passage), score, hits, found, rare)

    def _quote(self, passage: Passage) -> str:
        """Return the words to quote: a short message whole, of a long one what speaks of it."""
        whole = " ".join(passage.sentences)
        if len(whole) <= WHOLE:
            return whole
        wanted = set(self.question.terms)
        return max(
            passage.sentences,
            key=lambda each: len(wanted & set(index_terms(each))) + self.near.get(each, 0.0),
        )


def _find_terms(passage: Passage, said: frozenset[str], question: Question) -> frozenset[str]:
    """Return the words of a question that a passage says."""
    lower = passage.text.lower()
    return frozenset(each for each in question.terms if each in said or _is_part(each, lower))


def _is_part(term: str, lower: str) -> bool:
    """Return whether a Chinese word is in a text that was cut into words elsewhere."""
    return "\u4e00" <= term[0] <= "\u9fff" and term in lower


def concepts_of(fact: Memory) -> frozenset[str]:
    """Return what a fact is about, with all that this is a kind of."""
    if fact.kind == Memory.Kind.CRITERION:
        return with_parents(concepts_of_criterion(fact.key))
    return with_parents(fact.concepts)


def _value_words(fact: Memory) -> str:
    value = fact.value
    if isinstance(value, list):
        return " ".join(str(each) for each in value)
    return str(value)


def _is_in_window(passage: Passage, user: User, question: Question) -> bool:
    if question.since is None or question.until is None:
        return True
    return question.since <= day_of(passage.at, user) <= question.until


def _stood_in_window(passage: Passage, user: User, question: Question) -> bool:
    """Return whether something said before was still so at a time that is asked of."""
    if question.since is None or question.until is None:
        return False
    if day_of(passage.at, user) > question.until:
        return False
    ended = [
        each.valid_to is not None and day_of(each.valid_to, user) <= question.since
        for each in passage.facts
    ]
    return not ended or not all(ended)


def _choose(scored: Sequence[Scored], question: Question, user: User) -> tuple[list[Scored], bool]:
    """Return what is to be quoted in its order, and whether it surely answers."""
    if question.kinds and question.kinds <= NEEDED and not question.wants_when:
        scored = [each for each in scored if question.kinds & find_kinds(each.passage.text)]
    ranked = _quotable(scored, user, enough=ENOUGH if question.since is None else ENOUGH_THEN)
    if not ranked:
        return [], False
    best = ranked[0]
    is_strong = best.score >= STRONG
    if question.wants_when:
        # The date of the thing itself; where two say it as well, the dates of both.
        kept = [each for each in ranked if each.score >= max(best.score - BESIDE, ENOUGH)][:QUOTES]
        kept = kept or [best]
        if len(kept) == 1:
            # What stands in its place may be what is meant: "when was my shoulder mended?"
            kept += [each for each in ranked if _took_its_place(each, best)][:1]
        return sorted(kept, key=lambda each: each.at), is_strong
    kept = _gather(ranked, best, question)
    is_oldest_first = question.wants_first and not question.compares
    kept.sort(key=lambda each: each.at, reverse=not is_oldest_first)
    if is_oldest_first and question.kinds:
        # Asked how much it was at first: the first that names an amount.
        named = [each for each in kept if question.kinds & find_kinds(each.passage.text)]
        kept = named or kept
    return (kept[:1] if is_oldest_first else kept), is_strong


def _quotable(scored: Sequence[Scored], user: User, *, enough: float) -> list[Scored]:
    """Return what may answer, the best first; nothing where nothing is enough by itself."""
    ranked = sorted(
        (each for each in scored if each.score >= LEAST),
        key=lambda each: (each.score, each.at),
        reverse=True,
    )
    found: list[Scored] = []
    for each in ranked:
        if not found and each.score < enough:
            break
        said = each.passage.said
        if said is None or may_be_quoted(said, user):
            found.append(each)
        if len(found) >= 2 * QUOTES_OF_ALL:
            break
    return found


def _gather(ranked: Sequence[Scored], best: Scored, question: Question) -> list[Scored]:
    """Return the best, how the same thing stood at other times, and what else was asked for."""
    kept = [best]
    limit = QUOTES_OF_ALL if question.wants_all or question.compares else QUOTES
    # "My exams and my equipment": of each the best.
    for wanted in question.concepts:
        fresh = [each for each in ranked if wanted in each.hits and each not in kept]
        if fresh and not any(each.hits == {wanted} for each in kept):
            kept.append(fresh[0])
    line = [each for each in ranked if _is_of_one_thing(each, best)]
    newest = max(line, key=lambda each: each.at)
    oldest = min(line, key=lambda each: each.at)
    for each in [newest, oldest] if question.wants_first else [newest]:
        if each not in kept:
            kept.append(each)
    if question.compares:
        # Of each of two that are named the one that says it best.
        named = [[each for each in ranked if term in each.terms] for term in question.terms]
        kept += [each[0] for each in named if each and each[0] not in kept]
    kept += [each for each in line if each not in kept][: max(0, limit - len(kept))]
    reach = OF_ALL if question.wants_all else BESIDE
    for each in ranked:
        if len(kept) >= limit:
            break
        if each not in kept and each.score >= max(best.score - reach, ENOUGH_BESIDE):
            kept.append(each)
    return kept


def _is_of_one_thing(one: Scored, best: Scored) -> bool:
    """Return whether one speaks of what the best answer does, at another time perhaps."""
    if _is_successor(one.passage, best.passage) or one is best:
        return True
    topics = [{topic_of(each.key) for each in it.passage.facts} for it in (one, best)]
    is_like = bool(topics[0] & topics[1] or one.hits & best.hits or one.terms & best.terms)
    goes_on = len(one.rare & best.rare) / max(1, min(len(one.rare), len(best.rare)))
    is_near = one.score >= min(best.score - OF_ALL, ENOUGH)
    return goes_on >= GOES_ON or (is_like and is_near)


def _took_its_place(one: Scored, best: Scored) -> bool:
    """Return whether something later tells of a change in what the best answer speaks of."""
    if _is_successor(one.passage, best.passage):
        return True
    is_later = one.at > best.at and says_change(one.passage.text)
    return is_later and bool(one.terms & best.terms)


def _is_successor(one: Passage, other: Passage) -> bool:
    """Return whether a fact of one stood in place of the other's, or the other way round."""
    ids = [{each.id for each in it.facts} for it in (one, other)]
    after = [{each.superseded_by_id for each in it.facts} for it in (one, other)]
    return bool(ids[0] & after[1] or ids[1] & after[0])


def _with_latest(kept: list[Scored], scored: Sequence[Scored], question: Question) -> list[Scored]:
    """Return an answer with what now stands in place of the newest that is quoted."""
    by_fact = {fact.id: each for each in scored for fact in each.passage.facts}
    latest, seen = kept[0], {id(kept[0].passage)}
    while True:
        later = [
            by_fact[fact.superseded_by_id]
            for fact in latest.passage.facts
            if fact.superseded_by_id in by_fact
            # Of several wishes in one message the one that is asked of.
            and (fact.kind != Memory.Kind.CRITERION or concepts_of(fact) & question.concepts)
        ]
        if not later or id(later[0].passage) in seen:
            break
        latest = later[0]
        seen.add(id(latest.passage))
    if any(latest.passage is each.passage for each in kept):
        return kept
    return [latest, *kept]


def _carry_on(
    kept: list[Scored], scored: Sequence[Scored], question: Question, user: User
) -> list[Scored]:
    """Return an answer with how the thing it names went on, in words that share little with it."""
    best = max(kept, key=lambda each: each.score)
    newest = max(kept, key=lambda each: each.at)
    limit = QUOTES_OF_ALL if question.wants_all else QUOTES
    quoted = {id(each.passage) for each in kept}
    others = sorted(
        (each for each in scored if id(each.passage) not in quoted),
        key=lambda each: each.at,
        reverse=True,
    )
    named = [
        each
        for each in others
        if (question.wants_all or each.at > newest.at)
        and shares_name(each.passage.text, best.passage.text)
    ]
    moved = [
        each
        for each in others
        if each.at > newest.at
        and (
            moves_on(newest.passage.concepts, each.passage.text, each.passage.concepts)
            or (each.hits - _VAGUE and each.score >= ENOUGH_BESIDE)
            or (
                question.asks_now
                and any(
                    shares_head(question.text, one.passage.text, each.passage.text) for one in kept
                )
            )
        )
    ]
    added: list[Scored] = []
    for each in [*(named if question.wants_all else named[:1]), *moved[:1]]:
        if each not in added and (
            each.passage.said is None or may_be_quoted(each.passage.said, user)
        ):
            added.append(each)
    likeliest = sorted(kept, key=lambda each: -each.score)
    found = [*likeliest[: max(1, limit - len(added))], *added[: limit - 1]]
    after = _said_after(best, scored)
    if after is not None and after not in found and leans_back(after.passage.text):
        found.append(after)
    return sorted(found, key=lambda each: each.at, reverse=True)


def _said_after(one: Scored, scored: Sequence[Scored]) -> Scored | None:
    """Return what was said right after something, in the same conversation."""
    said = one.passage.said
    if said is None:
        return None
    later = [
        each
        for each in scored
        if each.passage.said is not None
        and each.passage.said.conversation_id == said.conversation_id
        and each.at > one.at
    ]
    return min(later, key=lambda each: each.at, default=None)


def _recalled(kept: Sequence[Scored], *, is_strong: bool) -> Recalled:
    facts = [each.passage.facts for each in kept]
    has_newer = (
        len(kept) > 1
        and any(each.valid_to is None for each in facts[0])
        and all(one and all(each.valid_to is not None for each in one) for one in facts[1:])
    )
    return Recalled(tuple(_distinct((each.at, each.words) for each in kept)), is_strong, has_newer)


def _before(scored: Sequence[Scored], question: Question, user: User) -> Recalled:
    """Return what stood before the thing that "before" names."""
    anchor = _find_anchor([each.passage for each in scored], question)
    if anchor is None:
        kept, is_strong = _choose(scored, question, user)
        return _recalled(kept, is_strong=is_strong)
    topics = {topic_of(each.key) for each in anchor.facts}
    earlier = [
        each
        for each in scored
        if each.at < anchor.at
        and (
            topics & {topic_of(fact.key) for fact in each.passage.facts}
            or _share(each.passage, anchor)
            or each.hits
            or each.score >= ENOUGH
        )
    ]
    best = max((each.score for each in earlier), default=0.0)
    # The last one before it, of those that speak of what is asked.
    earlier.sort(
        key=lambda each: (
            bool(topics & {topic_of(fact.key) for fact in each.passage.facts}),
            each.score >= best - SAME,
            each.at,
        ),
        reverse=True,
    )
    for each in earlier:
        if each.passage.said is None or may_be_quoted(each.passage.said, user):
            later = [one for one in earlier if one.at > each.at and _is_of_one_thing(one, each)]
            last = max(later, key=lambda one: one.at, default=each)
            return _recalled([last] if last is each else [last, each], is_strong=True)
    return Recalled()


def _share(one: Passage, other: Passage) -> bool:
    return bool(
        {
            each
            for each in most_specific(one.concepts) & most_specific(other.concepts)
            if BY_NAME[each].is_lasting
        }
    )


def _find_anchor(passages: Sequence[Passage], question: Question) -> Passage | None:
    """Return the newest passage that says what "before" names."""
    named = question.before.lower()
    # 升A2 is one word to nobody but the one who said it so.
    parts = re.findall(r"[a-z0-9+#.]+|[\u4e00-\u9fff]{2,}", named)
    terms = {*index_terms(named), *parts} or {named}
    meant = find_concepts(named)
    wanted = with_parents(question.concepts)
    best: tuple[float, Passage] | None = None
    for passage in passages:
        values = " ".join(_value_words(each) for each in passage.facts).lower()
        words = passage.text.lower()
        said = set(index_terms(words))
        hits = sum(each in said or each in words for each in terms)
        hits = hits or bool(meant & passage.concepts)
        if not hits:
            continue
        # A wish whose value it is comes before a fact that only mentions it.
        weight = hits / len(terms)
        weight += 1.0 if any(each in values for each in terms) else 0.0
        weight += 1.0 if passage.concepts & wanted else 0.0
        if best is None or weight > best[0]:
            best = (weight, passage)
    return best[1] if best else None


def plain_of(words: str) -> str:
    """Return words as two texts are compared: without case, spaces and punctuation."""
    return re.sub(r"\W+", "", words.lower())


def _distinct(quotes: Iterable[tuple[datetime, str]]) -> list[tuple[datetime, str]]:
    """Return quotes without those that say the same words again."""
    found: list[tuple[datetime, str]] = []
    for at, words in quotes:
        if all(plain_of(words) != plain_of(known) for _at, known in found):
            found.append((at, words))
    return found
