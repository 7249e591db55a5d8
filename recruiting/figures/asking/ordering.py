"""In which order rows are wanted, and how many."""

import re

from . import words as w
from .drafts import Draft
from .period_words import number_of
from .reading import Reading, Token

_LESS_IS_BETTER = {"hours_to_first_answer"}
_MORE_IS_WORSE = {"dismissed", "withdrawn", "feed_rejected"}


def read_order(reading: Reading, draft: Draft) -> None:
    text = reading.text
    tops, mosts = reading.of("top"), reading.of("most")
    direction: str | None = None
    at = -1
    is_quality = False
    for t in reading.of("measure"):
        # "When are people most active?"
        if t.value == "seekers_active" and (m := w.MOST.search(reading.text[t.start : t.end])):
            mosts = [*mosts, Token("most", m, t.start, t.end)]
    for t in _nearest_first(mosts, reading):
        m = t.value
        direction = "desc" if m["desc"] or m["deschz"] or m["desc1"] else "asc"
        is_quality = bool(re.search(r"best|worst|top|bottom|好|差|垫底|冠军|第一", m[0]))
        if re.search(r"fast|quick|soon|prompt|快|及时", m[0]):
            direction = "asc"
        at = t.start
        break
    for t in tops:
        m = t.value
        number = m["n"] or m["n2"] or m["n3"] or m["nzh"] or m["nzh2"]
        draft.limit = number_of(number)
        word = m["top"] or m["top2"] or m["top3"] or m["topzh"] or "top"
        if direction is None:
            direction = (
                "asc"
                if re.fullmatch(
                    r"bottom|worst|lowest|least|weakest|shortest|quietest|smallest|fastest|quickest|last|倒数前?|后|末|.*[少低差快短小].*|垫底的?",
                    word,
                )
                else "desc"
            )
            is_quality = bool(
                re.search(r"best|worst|top|bottom|leading|first|last|前|头|倒数|后|末|好|差", word)
            )
            at = t.start
    first = draft.measures[0] if draft.measures else None
    if reading.of("asc"):
        direction, is_quality, at = (
            "asc",
            bool(re.search(r"best|worst|差|好", reading.of("asc")[0].value[0])),
            reading.of("asc")[0].start,
        )
    elif reading.of("desc") and direction is None:
        direction, is_quality, at = (
            "desc",
            bool(re.search(r"best|worst|差|好", reading.of("desc")[0].value[0])),
            reading.of("desc")[0].start,
        )
    by = _order_measure(reading, draft, at)
    subject = by or first
    if (
        is_quality
        and subject in _LESS_IS_BETTER | _MORE_IS_WORSE
        and direction
        and not re.search(r"first [^a-z]*$|排", text[max(0, at - 2) : at])
    ):
        direction = "asc" if direction == "desc" else "desc"
    if direction is None:
        if reading.of("rank") or w.SORT_BY.search(text):
            draft.order = (by, "desc") if (draft.dimensions or by) else None
        return
    draft.order = (by, direction)
    if draft.limit is None and mosts:
        draft.limit = _limit(reading, draft, mosts[0])


def _nearest_first(mosts: list[Token], reading: Reading) -> list[Token]:
    """Return superlatives, that of the measure first: 最不受欢迎(被划掉最多)."""
    spans = [(t.start, t.end) for t in reading.of("measure")]
    if len(mosts) < 2 or not spans:
        return mosts
    return sorted(mosts, key=lambda t: min(min(abs(t.start - b), abs(a - t.end)) for a, b in spans))


def _order_measure(reading: Reading, draft: Draft, at: int) -> str | None:
    """Return the measure that rows are ordered by where there are several."""
    if len(draft.measures) < 2:
        return draft.measures[0] if draft.measures else None
    tokens = [
        t for t in reading.of("measure") if (t.value in draft.measures or t.value == "answer")
    ]
    if m := list(w.SORT_BY.finditer(reading.text)):
        later = [t for t in tokens if t.start >= m[-1].end()]
        if later:
            return str({"answer": "answered"}.get(later[0].value, later[0].value))
    if at < 0 or not tokens:
        return None
    nearest = min(tokens, key=lambda t: min(abs(t.start - at), abs(t.end - at)))
    return str({"answer": "answered"}.get(nearest.value, nearest.value))


_MANY = re.compile(
    r"哪些|哪几|(?<![a-z])(?:which|what|the) (?:\w+ )?(?:cities|recruiters|sources|channels|occupations|postings|jobs|ads|countries|scenes|languages|engines|days|weeks|months|hours|towns|places|professions|reasons|roles|people|adverts|listings|feeds|weekdays|trades|colleagues)(?![a-z])|(?<![a-z])(?:cities|recruiters|sources|channels|occupations|postings|countries|reasons) (?:with|that|where|by)"
)


def _limit(reading: Reading, draft: Draft, most: Token) -> int | None:
    text = reading.text
    m = re.search(
        r"最[多少高低大小好差快慢长短久]的?(?:前)?(\d+|[一二两三四五六七八九十]+)(?:个|位|名|家|条|天|周)",
        text,
    ) or re.search(r"(?:哪|前)(\d+|[二两三四五六七八九十]+)(?:个|位|名|家|条|天|周)", text)
    if m:
        return number_of(m[1])
    for t in reading.of("dim", "time"):
        if m := re.search(
            r"(?<![a-z\d])(\d{1,2}|two|three|four|five|six|seven|eight|nine|ten) (?:\w+ )?$|(\d+|[二两三四五六七八九十]+)(?:个|位|名|家|条|座)?$",
            text[max(0, t.start - 16) : t.start],
        ):
            return number_of(m[1] or m[2])
    if reading.of("asc", "desc", "rank") or _MANY.search(text):
        return None
    if not draft.dimensions:
        return None
    return 1
