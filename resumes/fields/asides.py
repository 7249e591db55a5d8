"""What is said beside an answer: what to take out of the résumé again, and orders to the assistant."""

import re
from dataclasses import dataclass

from jobassist.language.text import normalise

from .types import Document, FieldChange

_ORDER = re.compile(
    r"(?i)^\W*(?:(?:please|ok(?:ay)?|yes|can (?:you|i|we)|could you|just|now|let'?s|let me|i (?:want|would like|'d like) to|i'?ll)[\s,]+)*"
    r"(?:confirm|show|see|view|check|print|download|export|save|preview|finish|submit|undo|delete|open)\s+(?:me\s+)?(?:(?:all|my|the|this|that|whole|last)\s+)*(?:résumé|resume|cv|pdf|changes?)(?:\s+(?:now|please|again|as (?:a )?pdf))*\W*$"
    r"|^\W*(?:请|帮我|给我|我要|我想|可以|好的?|那就|先|现在|直接)*(?:确认|查看|看看|看一下|看下|显示|打印|下载|导出|保存|预览|提交|撤销)(?:一下|下)?(?:我的|这份|整份|全部)*(?:简历|履历|pdf|修改)(?:吧|了|呗|啊)*\W*$"
)
_TAKE_OUT_EN = re.compile(
    r"(?i)(?:\b(?:oh|and|also|please|pls|can you|could you|btw|by the way|actually|just)\b[\s,]*)*\b(?:drop|remove|delete|scrap|lose|take (?:out|off|away)|leave (?:out|off)|do(?: not|n'?t) (?:put|include|mention|write|list))\s+"
    r"(?:(?:the|my|that|any mention of|anything about)\s+)*(?P<x>[^,.;!?\n]{2,40}?)(?:\s+(?:bit|part|thing|line|off|out|please|pls|too|though|from (?:it|there|my (?:cv|resume))))*\s*(?=[,.;!?\n]|$)"
)
_TAKE_OUT_ZH = re.compile(
    r"(?:对了|还有|另外|哦|顺便|麻烦)?[,，]?(?:请|帮我)?(?:(?:把|将)?(?P<x>[^,，。;；!！\s把将]{2,16}?)(?:这个|那个|[这那][条段句项]|的)?(?:去掉|删掉|删了|删除|拿掉|划掉|撤掉|别写|不要写|不写)(?:吧|了|啦)*"
    r"|(?:去掉|删掉|删除|拿掉|别写|不要写|别提|不要提)(?P<y>[^,，。;；!！\s]{2,16}?)(?:了|吧|啦)*)(?=[,，。;；!！\s]|$)"
)
_KEYS = {
    "skills": "name",
    "certificates": "name",
    "languages": "language",
    "awards": "title",
    "interests": "name",
    "projects": "name",
    "volunteer": "organization",
    "work": "name",
}


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What to take out, and where in the answer that was said."""

    change: FieldChange
    start: int
    end: int


def is_order(text: str) -> bool:
    """Whether the words tell the assistant to do something with the résumé and hold no fact."""
    return _ORDER.match(normalise(text).text.strip()) is not None


def find_withdrawals(text: str, document: Document) -> list[Withdrawal]:
    """Return what the words take back of what stands in the document, last entries first.

    "Drop the typing speed", 把驾照那条去掉. What matches nothing there is none.
    """
    out: list[Withdrawal] = []
    for pattern in (_TAKE_OUT_EN, _TAKE_OUT_ZH):
        for m in pattern.finditer(text):
            what = m["x"] or (m.groupdict().get("y") or "")
            path = _meant(what, document)
            if path is not None and all(w.change.path != path for w in out):
                out.append(Withdrawal(FieldChange("remove", path), m.start(), m.end()))
    return sorted(
        out, key=lambda w: [int(n) for n in re.findall(r"\d+", w.change.path)], reverse=True
    )


def _meant(what: str, document: Document) -> str | None:
    """Return the pointer of the value that is most like the words, None where nothing is."""
    wanted = _parts(what)
    if not wanted:
        return None
    best: tuple[float, str] | None = None
    for path, value in _candidates(document):
        have = _parts(value)
        share = len(wanted & have) / len(wanted)
        if share >= 0.5 and (best is None or share > best[0]):
            best = (share, path)
    return best[1] if best else None


def _candidates(document: Document) -> list[tuple[str, str]]:
    out: list[tuple[str, str]] = []
    for section, key in _KEYS.items():
        for i, entry in enumerate(document.get(section) or []):
            out.append((f"/{section}/{i}", str(entry.get(key) or "")))
            for n, line in enumerate(entry.get("highlights") or []):
                out.append((f"/{section}/{i}/highlights/{n}", str(line)))
    basics = document.get("basics") or {}
    names = {
        "email": "email e-mail 邮箱 邮件",
        "phone": "phone number 电话 手机",
        "url": "website portfolio 网站",
    }
    out += [(f"/basics/{k}", words) for k, words in names.items() if basics.get(k)]
    if basics.get("summary"):
        out.append(("/basics/summary", f"{basics['summary']} summary 自我评价"))
    return out


def _parts(text: str) -> set[str]:
    """Return what words are compared by: stems of Latin words, pairs of Chinese characters."""
    folded = text.casefold()
    latin = {w[:5] for w in re.findall(r"[a-zà-ÿ][a-zà-ÿ'+#-]+", folded) if len(w) > 2}
    latin -= {"the", "and", "from", "licen"} if len(latin) > 1 else set()
    runs = re.findall(r"[\u4e00-\u9fff]{2,}", folded)
    return latin | {run[i : i + 2] for run in runs for i in range(len(run) - 1)}
