"""What in a posting's own words speaks against it: named signals with the words as evidence; pure.

A pattern says what is asked or promised, never a topic: an ordinary employer writes of fees too,
to say that there are none. So a match is dropped where its own clause denies it or warns of it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from jobassist.language.text import NormalisedText, normalise
from jobs.inventory.signal_words import ADVERTORIAL_RULES, SCAM_RULES, Rule

# Longer texts say it in their first part or not at all; bounds the work of one posting.
MAX_READ = 20_000
MAX_QUOTE = 160

Field = Literal["title", "description", "tags", "salary"]
Kind = Literal["scam", "advertorial"]


@dataclass(frozen=True, slots=True)
class PostingText:
    """What the signals are read from: a posting as stored, or an item about to be."""

    title: str
    description: str = ""
    tags: tuple[str, ...] = ()
    salary_raw: str = ""
    salary_min: float | None = None
    salary_max: float | None = None
    salary_yearly_min: float | None = None
    salary_yearly_max: float | None = None
    salary_currency: str | None = None


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing found: `quote` is text[start:end] of `field`, so that it can be shown."""

    code: str
    kind: Kind
    field: Field
    start: int
    end: int
    quote: str


_CLAUSE_END = re.compile(r"[。！!？?\n;；]|\.(?=\s|[A-Z]|$)")
_DENIED_ZH = re.compile(
    r"(?:不|无|免|未|勿|没|非|拒绝?|严禁|禁止|杜绝|零)[^，,。]{0,8}$|"
    r"(?:不会?|绝不|从不|均不|概不|不得|不予|禁止|严禁|拒绝|无需|无须|免)(?:向(?:您|你|应聘者|求职者|候选人|任何人))?(?:以任何(?:名义|形式|理由))?"
    r"(?:收取?|收费|缴纳?|交|支付|要求)[^。]{0,30}$"
)
_DENIED_EN = re.compile(
    r"\b(?:no|not|never|without|won't|don't|doesn't|cannot|can't|isn't|aren't|nor|neither|avoid|zero|"
    r"free (?:from|of)|will not|do not|does not|must not)\b[^.;!?]{0,60}$"
)
_DENIED_AFTER = re.compile(
    r"^[^，,。.;!?]{0,6}(?:均?不收|全免|免费|为零|:? ?无\b)|"
    r"^[^.;!?]{0,20}\b(?:is|are) (?:not|never) (?:required|charged|asked|needed)"
)
_WARNS = re.compile(
    r"谨防|警惕|小心|当心|提防|凡是?|如遇|若遇|如有.{0,6}(?:要求|收取)|名义|诈骗|骗子|被骗|骗局|举报|一律(?:别|不)|坑|勿信|别信|切勿|让你|叫你|"
    r"\b(?:scams?|scammers?|fraud(?:sters?|ulent)?|phishing|beware|impersonat\w+|legitimate (?:employers?|companies)|"
    r"if (?:you are|you're|anyone|someone)(?: ever)? ask|report (?:it|them)|suspicious)\b"
)


def read_signals(posting: PostingText) -> tuple[Signal, ...]:
    """Return every signal once, at its first mention, in no order of weight."""
    texts: list[tuple[Field, NormalisedText]] = [("title", normalise(posting.title[:400]))]
    if posting.description:
        texts.append(("description", normalise(posting.description[:MAX_READ])))
    if posting.tags:
        texts.append(("tags", normalise("\n".join(posting.tags)[:2_000])))
    if posting.salary_raw:
        texts.append(("salary", normalise(posting.salary_raw[:200])))
    found: dict[str, Signal] = {}
    for kind, rules in _RULES:
        for rule in rules:
            signal = _find(rule, kind, texts)
            if signal is not None:
                found[rule.code] = signal
    for signal in _read_figures(posting, texts):
        found.setdefault(signal.code, signal)
    return tuple(found.values())


_RULES: tuple[tuple[Kind, tuple[Rule, ...]], ...] = (
    ("scam", SCAM_RULES),
    ("advertorial", ADVERTORIAL_RULES),
)


def _find(rule: Rule, kind: Kind, texts: list[tuple[Field, NormalisedText]]) -> Signal | None:
    for field, text in texts:
        if field not in rule.fields:
            continue
        # A look for plain words first: a hundred times quicker than the pattern.
        if not any(word in text.lower for word in rule.triggers):
            continue
        for match in rule.pattern.finditer(text.lower):
            if rule.is_guarded and _is_denied(text.lower, match.start(), match.end()):
                continue
            if rule.least > 1 and not _stands_often(rule, text.lower):
                break
            start, end = text.span(match.start(), min(match.end(), match.start() + MAX_QUOTE))
            return Signal(rule.code, kind, field, start, end, text.original[start:end])
    return None


def _stands_often(rule: Rule, lower: str) -> bool:
    return len({m.group(0) for m in rule.pattern.finditer(lower)}) >= rule.least


def _is_denied(lower: str, start: int, end: int) -> bool:
    """Return whether the clause around a match says the contrary, or warns of it."""
    before = lower[max(0, start - 90) : start]
    ends = list(_CLAUSE_END.finditer(before))
    if ends:
        before = before[ends[-1].end() :]
    after = lower[end : end + 60]
    stop = _CLAUSE_END.search(after)
    if stop:
        after = after[: stop.start()]
    if _WARNS.search(before) or _WARNS.search(after):
        return True
    return bool(
        _DENIED_ZH.search(before) or _DENIED_EN.search(before) or _DENIED_AFTER.search(after)
    )


# --- figures ----------------------------------------------------------------------------------

# A range whose ends are so far apart was never meant.
_ABSURD_RATIO = 20.0
# Yearly pay from which unskilled work is paid far above what it is worth.
_HIGH_FOR_SIMPLE = {"USD": 52_000, "GBP": 42_000, "EUR": 48_000, "AUD": 75_000, "CAD": 65_000,
                    "CNY": 300_000, "HKD": 480_000, "SGD": 72_000}  # fmt: skip
_SIMPLE_WORK = re.compile(
    r"data entry|typist|typing|envelope|mail ?room|office (?:assistant|clerk)|receptionist|file clerk|"
    r"打字|录入|抄写|手工|兼职(?:客服|助理)|点赞|网络兼职|在家"
)
_MAIL = re.compile(
    r"[\w.+-]{1,64}@(?:gmail|hotmail|outlook|yahoo|aol|icloud|protonmail|proton|qq|163|126|sina|foxmail)\.\w{2,4}"
)
_BANGS = re.compile(r"[!！]{2,}|[!！][^!！]{0,80}[!！][^!！]{0,80}[!！]")


def _read_figures(
    posting: PostingText, texts: list[tuple[Field, NormalisedText]]
) -> Iterator[Signal]:
    title = texts[0][1]
    low, high = posting.salary_min, posting.salary_max
    pay = posting.salary_raw
    if low and high and high / low >= _ABSURD_RATIO and low >= 1:
        yield Signal("pay_range_absurd", "scam", "salary", 0, len(pay), pay)
    bound = _HIGH_FOR_SIMPLE.get(posting.salary_currency or "")
    least = posting.salary_yearly_min or posting.salary_yearly_max
    simple = _SIMPLE_WORK.search(title.lower)
    if bound and least and least >= bound and simple:
        yield Signal("pay_high_for_work", "scam", "salary", 0, len(pay), pay)
    for field, text in texts:
        if field not in ("title", "description"):
            continue
        if "@" in text.lower and (mail := _MAIL.search(text.lower)):
            start, end = text.span(*mail.span())
            yield Signal("free_mail", "scam", field, start, end, text.original[start:end])
        if bangs := _BANGS.search(text.text):
            start, end = text.span(*bangs.span())
            end = min(end, start + MAX_QUOTE)
            yield Signal("shouting", "scam", field, start, end, text.original[start:end])
