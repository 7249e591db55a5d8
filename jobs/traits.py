"""What people refuse by name and postings say of themselves: outsourcing, agency, nights; pure.

A trait is set only where the wording is sure, so that excluding 外包 also drops 驻场 and 外派,
and "no agencies please" does not make a posting an agency's.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from jobassist.language.text import normalise


@dataclass(frozen=True, slots=True)
class Trait:
    """`words` in a posting give the trait; `asked` are the words by which people refuse it."""

    key: str
    words: re.Pattern[str]
    asked: re.Pattern[str]


def _trait(key: str, words: str, asked: str) -> Trait:
    return Trait(key, re.compile(words), re.compile(rf"^(?:{asked})$"))


TRAITS: tuple[Trait, ...] = (
    _trait(
        "outsourcing",
        r"外包|外派|驻场|派驻(?:客户|甲方)|客户现场(?:办公|驻|开发)|人力外派|劳务外派|项目外派|od岗|"
        r"staff augmentation|body ?shop|outsourc(?:ed|ing) (?:role|position|project|company|engineer)|"
        r"on[- ]?site at (?:the |our )?clients?\b|client[- ]site (?:based|contractor)|\bit outsourcing\b",
        r"(?:人力|软件|项目|it)?外包(?:公司|岗|岗位|项目|性质|类)?|外派|驻场|od|"
        r"outsourc(?:ing|ed|e)(?: compan(?:y|ies)| roles?| jobs?| firms?)?|body ?shops?|staff augmentation",
    ),
    _trait(
        "agency",
        r"劳务派遣|派遣(?:制|员工|岗|至|到)|第三方(?:派遣|合同|签约)|人力资源公司(?:代|签)|猎头(?:职位|代招)|代招|中介(?:费|公司)|"
        r"(?:on behalf of|for) (?:our|a|their) (?:\w+ ){0,2}client|our client (?:is|are|has|have|seeks?|needs?|wants?|requires?)|"
        r"via (?:an?|our|the) (?:\w+ )?agency|through (?:an?|our|the) (?:\w+ )?(?:staffing |recruitment |temp |employment )?agency|"
        r"agency (?:worker|staff|shift|placement|assignment|contract|role|nurse|work)\b|temp(?:orary)? agency|"
        r"(?:staffing|recruitment|employment|temp) agency|staffing (?:firm|company|partner)|umbrella company",
        r"(?:劳务)?派遣(?:制|工|公司|岗)?|中介|劳务公司|劳务|猎头|第三方|"
        r"(?:staffing |recruitment |temp |employment )?agenc(?:y|ies)(?: work| jobs?| roles?| shifts?)?|"
        r"recruiters?|staffing(?: firms?| compan(?:y|ies))?|umbrella(?: compan(?:y|ies))?",
    ),
    _trait(
        "night_shift",
        r"夜班|晚班|大夜|上夜|通宵|两班倒|三班倒|倒班|"
        r"night[- ]?shifts?|\bnights\b|overnight (?:shift|work)|graveyard shift|(?:rotating|rotational) shifts?|night (?:work|duty|duties)",
        r"(?:上|值|大)?夜班|晚班|通宵|夜间工作|night[- ]?shifts?|nights?|night work|overnights?|graveyard(?: shifts?)?",
    ),
    _trait(
        "rotating_shift",
        r"倒班|两班倒|三班倒|轮班|四班三|三班两|翻班|"
        r"(?:rotating|rotational|alternating) shifts?|shift rotation|(?:2|3|two|three)[- ]shift (?:system|pattern)",
        r"倒班|轮班|两班倒|三班倒|翻班|(?:rotating|rotational) shifts?|shift[- ]?work|shifts",
    ),
    _trait(
        "weekend",
        r"单休|大小周|周末(?:上班|需|值班|加班|轮)|月休[2-5]天|"
        r"weekend (?:work|shifts?|hours|availability|cover)|work(?:ing)? (?:on )?(?:some |alternate |every )?weekends",
        r"单休|大小周|周末(?:上班|加班|工作)?|weekend(?:s)?(?: work| shifts?)?|working weekends",
    ),
    _trait(
        "overtime",
        r"996|007|大小周|(?:经常|长期|高强度|接受|能?适应)加班|加班(?:多|严重|文化)|"
        r"(?:frequent|mandatory|compulsory|regular|heavy) overtime|overtime (?:is )?(?:required|expected|mandatory)",
        r"996|007|加班(?:多|严重)?|高强度|大小周|overtime|long hours|crunch",
    ),
    _trait(
        "commission_only",
        r"无底薪|纯提成|无责任?底薪为?0|commission[- ]only|100% commission|uncapped commission only|self[- ]employed commission|\bmlm\b|multi[- ]level",
        r"无底薪|纯提成|commission[- ]only|100% commission|mlm|pyramid(?: schemes?)?",
    ),
    _trait(
        "travel",
        r"(?:经常|频繁|长期|常年|能?适应|接受|短期|需要?)出差|出差(?:频繁|较多|多)|"
        r"(?:frequent|extensive|regular|heavy|significant) travel|travel (?:up to )?\d{1,3} ?%|travel (?:is )?required|willing(?:ness)? to travel|must travel",
        r"出差(?:多|频繁)?|经常出差|长期出差|travel(?:l?ing)?|business trips?|frequent travel",
    ),
    _trait(
        "cold_calling",
        r"电话销售|电销|陌拜|陌生拜访|扫楼|打电话推销|电话营销|cold[- ]?call(?:s|ing)?|telemarket(?:er|ing)|telesales|door[- ]to[- ]door",
        r"电话销售|电销|陌拜|打电话|电话营销|cold[- ]?call(?:s|ing)?|telemarketing|telesales|door[- ]to[- ]door",
    ),
)  # fmt: skip

# Said shortly before a trait's word, these take it away.
_DENIED_BEFORE = re.compile(
    r"(?:不|无|没有|非|免|拒绝|谢绝|杜绝|勿|不是|不用|不需要?|无需|不上|无须|不做|不含|不招)(?:任何|接受|安排|存在|属于|是|做|搞|上|需要|用|要|招|扰)?[^,。;!?，；]{0,4}$|"
    r"\b(?:no|not|non|never|without|isn't|aren't|don't|doesn't|nor|zero)\b[\s-]*(?:an?|any|the|through|via|of|for|with|work|accept(?:ing)?|use|be|require[sd]?|need(?:ed)?)?[^.;,!?]{0,18}$"
)  # fmt: skip
_DENIED_AFTER = re.compile(
    r"^(?:请?勿扰|勿投|免谈|(?:please )?(?:do not|don't) (?:apply|contact)|(?:[^.;,!?]{0,12})\b(?:not required|no need|please refrain|勿))"
)


def find_traits(text: str) -> tuple[str, ...]:
    """Return the keys of the traits a posting's text claims, denials left out."""
    lower = normalise(text).lower
    found: list[str] = []
    for trait in TRAITS:
        for match in trait.words.finditer(lower):
            before = lower[max(0, match.start() - 30) : match.start()]
            after = lower[match.end() : match.end() + 30]
            if not _DENIED_BEFORE.search(before) and not _DENIED_AFTER.search(after):
                found.append(trait.key)
                break
    return tuple(found)


@lru_cache(maxsize=1024)
def trait_refused(word: str) -> str | None:
    """Return the trait that an excluded word names, None where it names none."""
    wanted = normalise(word).lower.strip()
    for trait in TRAITS:
        if trait.asked.match(wanted):
            return trait.key
    return None


def is_said(word: str, text: str) -> bool:
    """Return whether an excluded word stands in the text and is not denied there.

    English words count whole (`ad` is not in `lead`), with their plural.
    """
    wanted, lower = normalise(word).lower.strip(), text.lower()
    if not wanted:
        return False
    pattern = re.escape(wanted)
    if wanted[0].isascii() and wanted[0].isalnum():
        pattern = rf"(?<![a-z0-9]){pattern}"
    if wanted[-1].isascii() and wanted[-1].isalnum():
        pattern = rf"{pattern}(?:s|es)?(?![a-z0-9])"
    for match in re.finditer(pattern, lower):
        before = lower[max(0, match.start() - 30) : match.start()]
        after = lower[match.end() : match.end() + 30]
        if not _DENIED_BEFORE.search(before) and not _DENIED_AFTER.search(after):
            return True
    return False
