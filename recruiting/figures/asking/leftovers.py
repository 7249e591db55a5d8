"""Words of a question that nothing explains: no query may pass over what might be a name."""

import re

from jobassist.language.lexicon import segmenter
from resumes.fields.words import EN_GIVEN_NAMES, ZH_SURNAMES, ZH_TWO_SURNAMES

from .plain_words import PLAIN, PLAIN_ZH, STOP_ZH

_HAN_RUN = re.compile("[\u4e00-\u9fff]+")
_FIRM = re.compile(
    r"(?:局|集团|厂|院|店|社|校|馆|银行|公司|中心|传媒|科技|股份|实业|制造|电子|汽车|重工|地产)$"
)
_TRADE = re.compile(r"(?:师|员|工|生|长|手|匠|司机|医|护|教练|主播|模特|顾问|助理|秘书|保姆|月嫂)$")
_SOURCE = re.compile(r"(?:网|招聘|直聘|人才|平台|同步|导入|对接|接口|表格?|内推|代理|中介)$")
_IN_EN = re.compile(
    r"(?<![a-z])(?P<how>in|around|near|for|by|via|through)\s+(?:the |our |all |any )?(?P<n>[a-z][a-z'-]{2,}(?: [a-z][a-z'-]{2,})?)(?![a-z'-])"
)
# What employers do in such questions: 上个月收了多少简历, 在招几个人.
_DOES_AS_FIRMS = re.compile(
    r"(?:那边|他们|家)?(?:(?:上个?|这个?|本)(?:季度|月|周|星期|礼拜)|最近|近期|今年|去年|今天|昨天|这几天|现在|目前|(?:\d+|[一二三十]+)月份?)?(?:一共|总共|共|大概|都|也|又|还)*(?:收|招|录|在招|发|挂|开|面|进)(?:聘|到|了|出|出去|上|来)*(?:多少|几|啥|什么|人)"
)
# Days that nobody can tell: since the merger, 新学期以来.
_NO_TIME = re.compile(
    r"(?<![a-z])(?:since|during|throughout)\s+(?:(?:the|our|last|this)\s+)?[a-z]{3,}(?![a-z'\x01])|[\u4e00-\u9fff]{2,}(?:以来|那段时间|那阵子)"
)
_EXTRA = frozenset(
    """general detail details brief short particular addition comparison reference context instance example contrast present decline response scratch practice
    fact parallel order advance return theory principle process progress terms respect regard relation relevance interest curiosity planning review meeting slides
    deck report boss ceo management finance budget presentation me slide excel email meetings hand chance means virtue rota season summer winter spring autumn fall holiday holidays
    excluding including except without neither nor but and or not sure simplicity clarity good better""".split()
)


def is_person(name: str) -> bool:
    """Return whether this looks like a Chinese person's name."""
    if len(name) not in (2, 3, 4) or _FIRM.search(name):
        return False
    if name[:2] in ZH_TWO_SURNAMES:
        return len(name) > 2
    return name[0] in ZH_SURNAMES and len(name) < 4


def is_plain(word: str) -> bool:
    """Return whether an English word of such questions is never a name."""
    return word in PLAIN or word in _EXTRA


def list_unexplained(rest: str) -> list[str]:
    """Return the words that neither are plain nor were explained; `rest` as for `find_leftover`."""
    words = [word for word in re.findall(r"[a-z][a-z'-]{2,}", rest) if not is_plain(word)]
    for run in _HAN_RUN.findall(rest):
        words += [
            word
            for word in segmenter().cut(run, False)
            if word not in PLAIN_ZH and STOP_ZH.sub("", word)
        ]
    return words


def find_leftover(rest: str, text: str) -> tuple[str, int, int] | None:
    """Return the first unexplained words as (dimension, start, end).

    `rest` is the text with everything explained blanked. The dimension is "company" for somebody else's firm and
    empty where no dimension fits.
    """
    if time := _NO_TIME.search(rest):
        words_said = time[0].split()
        if words_said[-1] not in PLAIN and words_said[-1] not in _EXTRA:
            return "", time.start(), time.end()
    for run in _HAN_RUN.finditer(rest):
        start = run.start()
        spans: list[tuple[int, int]] = []
        for word in segmenter().cut(run[0], False):
            end = start + len(word)
            if word not in PLAIN_ZH and STOP_ZH.sub("", word):
                if spans and spans[-1][1] == start:
                    spans[-1] = (spans[-1][0], end)
                else:
                    spans.append((start, end))
            start = end
        for a, b in spans:
            if b - a >= 2 and (dimension := _dimension_zh(text, a, b)) is not None:
                return dimension, a, b
    for m in _IN_EN.finditer(rest):
        words = m["n"].split()
        if words[0] in PLAIN or words[0] in _EXTRA or words[0].endswith(("ing", "-style")):
            continue
        end = m.start("n") + len(words[0])
        if len(words) > 1 and words[1] not in PLAIN and words[1] not in _EXTRA:
            end = m.end("n")
        if rest[end : end + 1] == "\x01" or rest[end : end + 2] == "'s":
            continue
        how = m["how"]
        if how == "by" and words[0] not in EN_GIVEN_NAMES:
            continue
        kind = {"for": "occupation", "by": "recruiter", "via": "source", "through": "source"}
        return kind.get(how, "city"), m.start("n"), end
    return None


def _dimension_zh(text: str, start: int, end: int) -> str | None:
    """Return the dimension of a leftover, "company", "" where none fits, None for a plain word."""
    name = text[start:end]
    is_word = len(list(segmenter().cut(name, False))) == 1
    after = text[end : end + 4]
    if _FIRM.search(name):
        return "company"
    if re.match(r"(?:这个?|的)?(?:渠道|来源|接口|同步)", after) or _SOURCE.search(name):
        return "source"
    if _TRADE.search(name):
        return "occupation"
    if re.search(r"[市县州镇区岛港山江阳海城川河湖]$", name):
        return "city"
    if is_person(name) and (not is_word or (len(name) == 2 and _is_named_there(text, start, end))):
        return "recruiter"
    if re.search(r"[多几]少?条|推送|推了|同步|导入|入库", text):
        return "source"
    if is_word and not _is_named_there(text, start, end):
        return None
    if len(name) > 2 and not _is_kept(text, start) and _DOES_AS_FIRMS.match(text[end:]):
        return "company"
    return "city" if len(name) <= 3 else ""


def _is_kept(text: str, start: int) -> bool:
    """Return whether a name is said to be where something was: 在, 从, 给."""
    return text[max(0, start - 1) : start] in tuple("在从给到往向")


def _is_named_there(text: str, start: int, end: int) -> bool:
    """Return whether a word stands where names do: it begins the question, as 下海的投递."""
    return not re.search(r"\w", text[:start]) and bool(
        re.match(r"的|这边|那边|地区|有|上周|上个?月|本|这|今|去年|昨|最近", text[end:])
    )
