"""All hints about a posting as it is written, gravest first; pure, a few milliseconds."""

import re
from collections.abc import Iterator

from jobassist.language.contacts import find_emails, find_phones
from jobassist.language.links import find_links
from jobassist.language.text import normalise
from jobassist.language.titles import parse_title
from jobs.inventory.judge import judge
from jobs.inventory.reasons import explain_reason
from jobs.inventory.signals import PostingText
from jobs.requirements import read_demands

from .advice import FACTS, GROUNDS, HELD, NEEDED, NOTED, WORDINGS
from .laws import list_laws
from .types import LEVELS, Draft, Field, Hint, Level
from .wording import Finding, find_banned_wording

MAX_HINTS = 40
# From so many times the least on, a range says nothing.
WIDE = {"zh": 2.5, "en": 1.8}
MANY_DEMANDS = 12
_LONGEST_TITLE = {"zh": 40, "en": 90}
_SHORT = {"zh": 80, "en": 300}
_LONG = {"zh": 5_000, "en": 10_000}
_WALL = {"zh": 320, "en": 900}
_VAGUE_PAY = re.compile(
    r"面议|面谈|电议|详谈|从优|优厚|可观|不封顶|负?责?面试(?:时)?谈|\b(?:negotiable|competitive|doe|tbd|tbc|attractive|"
    r"commensurate|market rate|depends?)\b"
)
_VAGUE_TITLE = re.compile(
    r"(?:诚聘|诚招|急聘|急招|招聘|高薪|直招|招人|招工|长期|大量|若干|各类|多岗位|多个|岗位|职位|人员|员工|职员|工作人员|人才|精英|英才|伙伴|"
    r"小伙伴|团队|成员|工作|兼职|全职|工人|工|[\s!,。/+·:-])+|"
    r"(?:(?:various|multiple|several|many|all|general|open|new|great|exciting|urgent|immediate|hiring|now|we are|join our|join us|team|"
    r"staff|member|members|employee|employees|worker|workers|helper|helpers|person|people|position|positions|role|roles|job|jobs|"
    r"opportunity|opportunities|vacancy|vacancies|work|wanted|needed|associate|full[- ]time|part[- ]time)[\s!,./&+:-]*)+"
)
_HYPE = re.compile(
    r"\b(?:rock ?stars?|ninjas?|gurus?|wizards?|superstars?|jedi|unicorns?|hackers? extraordinaire|evangelist extraordinaire|"
    r"badass|warriors?|heroes|hero)\b|大神|大咖|大牛|高手|达人|精英|英才|合伙人(?!关系|律师)|王者|战神"
)
_NO_HYPE = re.compile(r"销售精英|guitar hero|evangelism|法律|律师|会计师事务所")
_TITLE_ADS = re.compile(
    r"月薪|年薪|月入|日结|日薪|底薪|包吃|包住|五险|双休|不加班|高薪|急招|急聘|\d+\s*[-~]\s*\d+\s*[kK万元]|\d{4,}\s*元|"
    r"[$£€]\s?\d|\bper (?:hour|year|month)\b|\bimmediate start\b|\bhigh pay\b|\bno experience\b|\burgent\w*\b|\bamazing\b|"
    r"\bapply now\b|\bhiring now\b|\bstart (?:today|now|immediately)\b"
)
_MESSENGER = re.compile(
    r"(?:微信|薇信|威信|\bv信|\bvx\b|\bwx\b|加v|wechat|whats ?app|telegram|\bqq\b|扣扣)\s*(?:号|群|id)?\s*[:：]?\s*[a-z0-9_-]{5,}"
)
_BANGS = re.compile(r"!{2,}|![^!]{0,60}![^!]{0,60}!")


def read_hints(draft: Draft) -> tuple[Hint, ...]:
    """Return what to mend: what a law forbids, then what is doubtful, then what would help."""
    found = [
        *(_say_wording(each, draft) for each in find_banned_wording(draft)),
        *_read_signals(draft),
        *_read_title(draft),
        *_read_pay(draft),
        *_read_place(draft),
        *_read_text(draft),
        *_read_contacts(draft),
        *_read_rest(draft),
    ]
    found.sort(key=lambda hint: LEVELS.index(hint.level))
    return tuple(found[:MAX_HINTS])


def _say_wording(finding: Finding, draft: Draft) -> Hint:
    ban = finding.ban
    text, instead = WORDINGS.get(ban.code) or GROUNDS[ban.ground]
    words = str(text)
    if finding.level == "check" and ban.level == "unlawful":
        words = f"{words} {NEEDED}"
    return Hint(
        code=ban.code,
        level=finding.level,
        field=finding.field,
        text=words,
        instead=str(instead),
        ground=ban.ground,
        laws=list_laws(ban.ground, country=draft.country, lang=ban.lang),
        start=finding.start,
        end=finding.end,
        quote=finding.quote,
    )


def _hint(code: str, field: Field, *, level: Level = "improve", **said: object) -> Hint:
    text, instead = FACTS[code]
    return Hint(code, level, field, str(text) % said if said else str(text), str(instead))


def _at(hint: Hint, original: str, start: int, end: int) -> Hint:
    return Hint(
        hint.code, hint.level, hint.field, hint.text, hint.instead, None, (), start, end,
        original[start:end],
    )  # fmt: skip


def _read_signals(draft: Draft) -> Iterator[Hint]:
    """Yield what the stored posting would be held back or noted for, by the same rules."""
    verdict = judge(
        PostingText(
            title=draft.title,
            description=draft.description,
            tags=draft.tags,
            salary_raw=draft.salary_raw,
            salary_min=draft.salary_min,
            salary_max=draft.salary_max,
            salary_currency=draft.salary_currency,
        )
    )
    if verdict.state == "clear":
        return
    words = HELD if verdict.state == "held" else NOTED
    for signal in verdict.signals[:4]:
        field: Field = "pay" if signal.field == "salary" else signal.field
        yield Hint(
            code=signal.code,
            level="check" if verdict.state == "held" else "improve",
            field=field,
            text=str(words) % {"reason": explain_reason(signal.code)},
            start=signal.start,
            end=signal.end,
            quote=signal.quote,
        )


def _read_title(draft: Draft) -> Iterator[Hint]:
    title = draft.title.strip()
    if not title:
        return
    normal = normalise(draft.title)
    bare = normal.lower.strip()
    parsed = parse_title(title)
    if _VAGUE_TITLE.fullmatch(bare) and (parsed is None or not parsed.family):
        yield _hint("title_vague", "title")
    hype = _HYPE.search(normal.lower)
    if hype and not _NO_HYPE.search(normal.lower):
        yield _at(_hint("title_hype", "title"), draft.title, *normal.span(*hype.span()))
    if praise := _TITLE_ADS.search(normal.lower):
        yield _at(_hint("title_pay", "title"), draft.title, *normal.span(*praise.span()))
    if len(title) > _LONGEST_TITLE[draft.lang]:
        yield _hint("title_long", "title")
    letters = re.findall(r"[^\W\d_]", title)
    words = re.findall(r"[A-Z]{4,}", title)
    if len(words) >= 2 and all(x.isupper() for x in letters):
        yield _at(_hint("shouting", "title"), draft.title, 0, len(draft.title))
    elif bangs := re.search(r"[!！]{2,}", draft.title):
        yield _at(_hint("shouting", "title"), draft.title, *bangs.span())


def _read_pay(draft: Draft) -> Iterator[Hint]:
    low, high = draft.salary_min, draft.salary_max
    if not low and not high:
        is_vague = bool(_VAGUE_PAY.search(normalise(draft.salary_raw).lower))
        yield _hint("pay_vague" if is_vague else "pay_missing", "pay")
        return
    if not draft.salary_currency or not draft.salary_period:
        yield _hint("pay_unclear", "pay")
    if low and high and high / low > WIDE[draft.lang]:
        yield _hint("pay_wide", "pay", times=f"{WIDE[draft.lang]:g}")


def _read_place(draft: Draft) -> Iterator[Hint]:
    for place in draft.unknown_places[:3]:
        yield _hint("place_unknown", "city", place=place)
    if not draft.has_place and not draft.unknown_places and not draft.is_remote:
        yield _hint("place_missing", "city")


def _read_text(draft: Draft) -> Iterator[Hint]:
    text = draft.description.strip()
    if not text:
        yield _hint("text_missing", "description")
        return
    length = len(re.sub(r"\s+", " ", text))
    if length < _SHORT[draft.lang]:
        yield _hint("text_short", "description")
    if length > _LONG[draft.lang]:
        yield _hint("text_long", "description")
    for block in re.finditer(r"[^\n]+", draft.description):
        if len(block[0].strip()) > _WALL[draft.lang]:
            hint = _hint("text_wall", "description", count=len(block[0].strip()))
            yield _at(hint, draft.description, block.start(), min(block.end(), block.start() + 60))
            break
    if bangs := _BANGS.search(normalise(draft.description).text):
        normal = normalise(draft.description)
        yield _at(_hint("shouting", "description"), draft.description, *normal.span(*bangs.span()))
    demands = read_demands(draft.description).requirements
    needed = [each for each in demands if not each.is_preferred]
    said = draft.experience or draft.education or draft.skills
    if not demands and not said:
        yield _hint("requirements_missing", "description")
    elif len(needed) > MANY_DEMANDS:
        yield _hint("requirements_many", "description", count=len(needed))


def _read_contacts(draft: Draft) -> Iterator[Hint]:
    for field, text in (("title", draft.title), ("description", draft.description)):
        spans = [(each.start, each.end) for each in find_emails(text)]
        spans += [(each.start, each.end) for each in find_phones(text)]
        normal = normalise(text)
        spans += [normal.span(*each.span()) for each in _MESSENGER.finditer(normal.lower)]
        taken: list[tuple[int, int]] = []
        for start, end in sorted(spans)[:6]:
            if any(a < end and start < b for a, b in taken):
                continue
            taken.append((start, end))
            yield _at(_hint("contact_data", field), text, start, end)  # type: ignore[arg-type]
        for start, end in find_links(text)[:6]:
            if not any(a < end and start < b for a, b in taken):
                yield _at(_hint("link", field), text, start, end)  # type: ignore[arg-type]


def _read_rest(draft: Draft) -> Iterator[Hint]:
    if not draft.employment_type:
        yield _hint("contract_missing", "employment_type")
    if not draft.has_end:
        yield _hint("end_missing", "valid_through")
