"""What a text says of the work somebody looks for or does, outside of any field."""

import re

from jobassist.language.text import split_sentences
from jobassist.language.titles import parse_title

from .reading import Draft, Reading

_WISH = re.compile(
    r"(?:^|[,，;；。\s])(?:现在?|目前|如今|因此|所以|本人|我|也|主要)*(?:就是|还是)?(?:想|希望|期望|求|寻求?|打算|准备|考虑|意向|有意|欲|愿意?|求职|诚求)"
    r"(?:能|要|再|继续|在|去|到|回|留|长期)*(?:找|寻|做|从事|应聘|谋|得到|换|转|来|留|[^,，。;；]{1,12}(?:找|做|发展|工作|上班|岗位|职位))"
    r"|(?:^|[,，;；。\s])(?:求职)?(?:目标|意向|期望|求职)\s*[:：]"
    r"|\b(?:looking (?:for|to)|seeking|(?:i )?(?:want|wish|hope|hoping|aim|aiming|plan|prefer)(?:s|ing)? (?:to|an?|for)?|(?:i'?d|would) (?:like|love|prefer)"
    r"|in search of|interested in|open to|keen (?:to|on)|available for|target(?:ing)? (?:role|position|job)s?|ideal(?:ly)?|next (?:role|step|position)|(?:career )?objective\s*:)",
    re.I,
)
# What was wanted then, or of others, is no wish.
_TOLD = re.compile(
    r"\b(?:was|were|had been|students?|clients?|customers?|users?|patients?) (?:looking|seeking|interested|open)",
    re.I,
)
MAX_CHARS = 400
LONG_CHARS = 30
_CLAUSE_END = re.compile(
    r"[,，。;；!！?？\n]|\.(?=\s|$)|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])"
)


def read_wish(reading: Reading, draft: Draft) -> None:
    """Keep the last such sentence, with those right before it that say so too."""
    found = [
        s
        for s in split_sentences(reading.text)
        if _WISH.search(s.value) and not _TOLD.search(s.value) and s.end - s.start <= MAX_CHARS
    ]
    label = draft.basics.one.get("label")
    if label is not None:
        # "求职意向: 会计": read already.
        found = [s for s in found if not s.start <= label.start < s.end]
    if not found:
        return
    start, end = found[-1].start, found[-1].end
    if end - start > LONG_CHARS:
        # Dictated without a stop: the wish alone, not all that was told around it.
        said = _WISH.search(reading.text, start, end)
        stop = _CLAUSE_END.search(reading.text, said.end() if said else start, end)
        start, end = said.start() if said else start, stop.start() if stop else end
        found = found[-1:]
    for sentence in reversed(found[:-1]):
        if start - sentence.end > 2 or end - sentence.start > MAX_CHARS:
            break
        start = sentence.start
    piece = reading.piece(start, end)
    if piece is not None:
        draft.wishes.put("wish", piece)


# What may stand before a title that opens an entry: a bullet, a date.
_BEFORE = re.compile(
    r"(?:[\W\d_年月日]|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*|present|now|current|since|to|from|至今|现在)*",
    re.I,
)


def read_trade(reading: Reading, draft: Draft, positions: list[str]) -> None:
    """Keep an occupation that opens a line and stands in no entry: of a job that was not read."""
    known = {title.family for p in positions if (title := parse_title(p))}
    for found in reading.titles:
        start = reading.text.rfind("\n", 0, found.start) + 1
        family = found.value.family
        if family is None or found.value.is_weak or family in known:
            continue
        if _BEFORE.fullmatch(reading.text, start, found.start):
            piece = reading.piece(found.start, found.end)
            if piece is not None:
                draft.wishes.put("trade", piece)
            return
