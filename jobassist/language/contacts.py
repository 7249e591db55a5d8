"""Ways to reach a person: e-mail, phone, profile; as typed, and whether it can be right."""

import re
from dataclasses import dataclass
from typing import Literal

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from .found import Found
from .numbers import parse_zh_number
from .text import TextLike, detect_language, normalise


@dataclass(frozen=True, slots=True)
class Email:
    """`address` normalised where valid, else exactly as typed, with the `problem` in a word.

    Problems: `two_at`, `no_at`, `no_dot`, `comma`, `space`, `bad_domain`, `invalid`.
    """

    address: str
    is_valid: bool
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Phone:
    """`digits` with a leading + where one was given; `e164` and `is_valid` when it can be dialled.

    `is_partial` for what is too short to call (the last digits given as a correction).
    `problem` is `too_short` or `too_long` for a number typed wrong.
    """

    digits: str
    e164: str | None
    region: str | None
    is_valid: bool
    is_partial: bool = False
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """A link or a named account; `network` is github, linkedin, wechat, qq … or website."""

    url: str
    network: str
    username: str | None = None


Contact = Email | Phone | Profile
ContactKind = Literal["email", "phone", "profile"]

# --- e-mail -----------------------------------------------------------------------------------

_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]{1,64}){0,6}"
_EMAIL_LIKE = re.compile(
    rf"(?<![A-Za-z0-9._%+-])(?:{_LOCAL})\.?\s?(?:@|\(at\)|\[at\])+\s?[A-Za-z0-9-]{{1,63}}(?:[.,。·][A-Za-z0-9-]{{1,63}}){{0,8}}(?:[.,][A-Za-z]{{2,}})?(?![A-Za-z0-9])",
)
_SPOKEN = re.compile(
    r"(?<![A-Za-z0-9])(?P<local>[A-Za-z0-9][A-Za-z0-9._-]{0,63}(?:\s(?:dot|点)\s[A-Za-z0-9_-]{1,64}){0,6})\s(?:at|艾特)\s(?P<domain>[A-Za-z0-9-]{1,63}(?:\s(?:dot|点)\s[A-Za-z0-9-]{1,63}){1,8})(?![A-Za-z0-9])",
    re.I,
)
_NO_AT = re.compile(
    r"(?:e-?mail|邮箱|mail|电子邮件)\s?(?:地址|address)?\s?(?:是|is|:)?\s?(?P<address>[A-Za-z0-9._-]{3,40}\.(?:com|cn|net|org|co\.uk|edu|ie|io))(?![A-Za-z0-9])",
    re.I,
)


def _check_email(typed: str) -> Email:
    address = re.sub(r"\s?(?:\(at\)|\[at\])\s?", "@", typed)
    if address.count("@") > 1:
        return Email(typed, False, "two_at")
    if "," in address or "。" in address or "·" in address:
        return Email(typed, False, "comma")
    if " " in address:
        return Email(typed, False, "space")
    domain = address.rsplit("@", 1)[-1]
    if "." not in domain:
        return Email(typed, False, "no_dot")
    try:
        checked = validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return Email(typed, False, "invalid")
    return Email(checked.normalized, True)


def find_emails(text: TextLike) -> list[Found[Email]]:
    """Return e-mail addresses, malformed ones as typed with what is wrong.

    "tomaszw at example dot com" is read as the address it spells.
    """
    normal = normalise(text)
    found: list[Found[Email]] = []
    for m in _EMAIL_LIKE.finditer(normal.text):
        typed = m[0].rstrip(".,")
        if re.fullmatch(r"@\w+", typed):
            continue
        a, b = normal.span(m.start(), m.start() + len(typed))
        # As typed: normalisation folds repeated signs, the person's slip must stay.
        original = normal.original[a:b]
        value = _check_email(original if original.count("@") > 1 else typed)
        found.append(Found(value, a, b, original))
    for m in _SPOKEN.finditer(normal.text):
        address = (
            re.sub(r"\s(?:dot|点)\s", ".", m["local"], flags=re.I)
            + "@"
            + re.sub(r"\s(?:dot|点)\s", ".", m["domain"], flags=re.I)
        )
        value = _check_email(address.lower())
        a, b = normal.span(*m.span())
        if value.is_valid and not any(a < f.end and f.start < b for f in found):
            found.append(Found(value, a, b, normal.original[a:b]))
    for m in _NO_AT.finditer(normal.text):
        a, b = normal.span(*m.span("address"))
        if not any(a < f.end and f.start < b for f in found):
            found.append(
                Found(Email(normal.original[a:b], False, "no_at"), a, b, normal.original[a:b])
            )
    found.sort(key=lambda f: f.start)
    return found


# --- phone ------------------------------------------------------------------------------------

# 13700002266 2018.7-2020.5: a year with its month or end is no more of the number; the second
# half of 010 2019-5566 is.
TIME_BEHIND = (
    r"\s+(?:19|20)\d\d\s?"
    r"(?:[./-]\s?(?:0?[1-9]|1[0-2])(?!\d)|年|[~—–]|至今|-\s?(?:19|20)\d\d(?!\d)|-\s?(?:至今|now|present))"
)
_PHONE_LIKE = re.compile(
    rf"(?<![\d.,$£€¥A-Za-z_-])\(?\+?\(?\d(?:(?!{TIME_BEHIND})[\s().-]{{0,2}}\d){{5,16}}(?![\d])"
)
_SPOKEN_DIGITS = re.compile(r"[零〇一二三四五六七八九幺]{7,12}")
_EN_DIGITS = re.compile(
    r"(?:(?:oh|zero|one|two|three|four|five|six|seven|eight|nine|double|triple)[\s,-]+){6,14}(?:oh|zero|one|two|three|four|five|six|seven|eight|nine)(?![a-z])",
    re.I,
)
_EN_DIGIT = {
    w: str(i) for i, w in enumerate("zero one two three four five six seven eight nine".split())
} | {"oh": "0"}
_CUE = re.compile(
    r"(?:电话|手机|联系方式|联系电话|号码|微信|tel|phone|mobile|mob|cell|call|text me|whatsapp|contact|^m|\bm|\bt|\bp|number)(?:号码?|号| me on| me at| number| no\.?)?\s?(?:是|为|is|:|：)?\s*$",
    re.I,
)
_PARTIAL = re.compile(
    r"(?:尾号|后四位|最后四位|末四位|后面?四位|last (?:four|4)(?: digits)?|ends? (?:in|with)|ending (?:in|with)?)\s?(?:是|应该是|为|are|is|:)?\s?(?P<digits>\d{3,6})",
    re.I,
)
_DATE_LIKE = re.compile(
    r"^\(?(?:(?:19|20)\d\d[\s.\-/]+\d{1,2}([\s.\-/]+(?:19|20)?\d{1,4})?([\s.\-/]+\d{1,2})?|(?:19|20)\d{2}\s?-\s?(?:19|20)\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}.*|\d{1,2}\s?-\s?\d{1,2}[./]\d+|(?:19|20)\d{6})$"
)


def _likely_region(bare: str) -> str:
    """Return whose number this is by its shape, where the text is English and no region is known."""
    if re.fullmatch(r"08[3-9]\d{7}", bare):
        return "IE"
    return "GB" if bare.startswith("0") else "US"


def _check_phone(
    digits: str, *, region: str | None, has_cue: bool, is_chinese: bool = True
) -> Phone | None:
    """Return the phone the digits make, None when they are more likely something else."""
    bare = digits.lstrip("+")
    if region is None and not is_chinese and not re.fullmatch(r"(?:86)?1[3-9]\d{8,9}", bare):
        region = _likely_region(bare)
    regions = ["CN"] + ([region] if region and region != "CN" else [])
    if digits.startswith("+"):
        regions = regions[:1]
    if (
        not (re.fullmatch(r"1[3-9]\d{9}", bare) or digits.startswith("+") or bare.startswith("86"))
        and region
        and region != "CN"
    ):
        # A Chinese landline reading must not win over the locale's own numbers.
        regions = [region, "CN"]
    for one in regions:
        if one in ("GB", "IE") and digits[0] not in "0+":
            # Without its trunk 0 it is some other number.
            continue
        if one == "CN" and not is_chinese and not re.fullmatch(r"\+?(?:86)?1[3-9]\d{9}", digits):
            continue
        try:
            parsed = phonenumbers.parse(digits, one)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            if (
                one == "CN"
                and not digits.startswith("+")
                and not has_cue
                and not re.fullmatch(r"(?:86)?1[3-9]\d{9}|0\d{9,11}", bare)
            ):
                continue
            e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
            return Phone(digits, e164, phonenumbers.region_code_for_number(parsed), True)
    if re.fullmatch(r"1[3-9]\d{8}", bare) or (re.fullmatch(r"1[3-9]\d{7}", bare) and has_cue):
        return Phone(digits, None, "CN", False, problem="too_short")
    if re.fullmatch(r"1[3-9]\d{10,11}", bare):
        return Phone(digits, None, "CN", False, problem="too_long")
    if (
        digits.startswith("+")
        or re.fullmatch(r"0\d{8,11}", bare)
        or (re.fullmatch(r"\d{10}", bare) and bare[0] in "23456789")
    ):
        # Right in shape though no plan assigns it (555-0100, numbers kept for drama): not for us
        # to doubt.
        for one in [*regions[1:], _likely_region(bare)] if not is_chinese else regions:
            try:
                parsed = phonenumbers.parse(digits, one)
            except phonenumbers.NumberParseException:
                continue
            if phonenumbers.is_possible_number(parsed):
                e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
                return Phone(
                    digits,
                    e164,
                    one if not digits.startswith("+") else None,
                    True,
                )
    if has_cue and 7 <= len(bare) <= 15:
        return Phone(digits, None, region, False, problem="too_short" if len(bare) < 10 else None)
    return None


def find_phones(text: TextLike, *, region: str | None = None) -> list[Found[Phone]]:
    """Return phone numbers: mobile numbers of China first, then as the region's.

    Digits read out (一八六零…, "oh seven seven…") count. A number with a digit too few or too many
    is returned with its problem. Years, dates, pay and ID numbers are not phones.
    """
    normal = normalise(text)
    is_chinese = (
        detect_language(normal, default="en" if region and region != "CN" else "zh") == "zh"
    )
    found: list[Found[Phone]] = []

    def add(value: Phone | None, start: int, end: int) -> None:
        a, b = normal.span(start, end)
        if value is not None and not any(a < f.end and f.start < b for f in found):
            found.append(Found(value, a, b, normal.original[a:b]))

    for m in _PARTIAL.finditer(normal.text):
        add(Phone(m["digits"], None, None, False, is_partial=True), *m.span("digits"))
    for m in _PHONE_LIKE.finditer(normal.text):
        typed = m[0].strip()
        digits = ("+" if typed.lstrip("(").startswith("+") else "") + re.sub(r"\D", "", typed)
        if digits.startswith("00") and len(digits) > 11:
            digits = "+" + digits[2:]
        if digits.startswith("+440"):
            digits = "+44" + digits[4:]
        has_cue = bool(_CUE.search(normal.lower[max(0, m.start() - 18) : m.start()]))
        if _DATE_LIKE.match(typed) and not has_cue:
            continue
        if (
            re.match(r"\s?(?:元|块|k\b|万|年(?!\d)|%)", normal.text[m.end() : m.end() + 8])
            or len(digits.lstrip("+")) > 15
        ):
            continue
        if re.fullmatch(r"[1-9]\d{2,6}\s?-\s?[1-9]\d{2,6}", typed) and not has_cue:
            # 8000-12000 is pay.
            continue
        if len(digits) == 18 or re.search(
            r"(?:身份证|证号|编号|no\.|qq)[:： ]*$", normal.lower[max(0, m.start() - 8) : m.start()]
        ):
            continue
        if re.search(r"\d\s-\s\d", typed) and not has_cue and len(digits) < 10:
            continue
        end = m.start() + len(m[0].rstrip())
        add(
            _check_phone(digits, region=region, has_cue=has_cue, is_chinese=is_chinese),
            m.start(),
            end,
        )
    for m in _SPOKEN_DIGITS.finditer(normal.text):
        number = "".join(str(int(parse_zh_number(c) or 0)) for c in m[0])
        if len(number) >= 10:
            add(_check_phone(number, region=region, has_cue=True, is_chinese=is_chinese), *m.span())
    for m in _EN_DIGITS.finditer(normal.text):
        spoken: list[str] = []
        repeat = 1
        for word in re.split(r"[\s,-]+", m[0].lower()):
            if word in ("double", "triple"):
                repeat = 2 if word == "double" else 3
                continue
            spoken.append(_EN_DIGIT[word] * repeat)
            repeat = 1
        number = "".join(spoken)
        if len(number) >= 9:
            add(_check_phone(number, region=region, has_cue=True, is_chinese=is_chinese), *m.span())
    found.sort(key=lambda f: f.start)
    return found


# --- profiles ---------------------------------------------------------------------------------

_URL = re.compile(
    r"(?<![@\w.])(?:https?://[^\s,，。;)）\u4e00-\u9fff]+|(?:www\.)?[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,4}\.(?:com|cn|net|org|io|dev|me|co\.uk|ie|app|ai|edu|uk)(?:/[^\s,，。;)）\u4e00-\u9fff]*)?)(?![\w@])",
    re.I,
)
_NETWORKS = (
    ("github.com", "github"), ("gitee.com", "gitee"), ("gitlab.com", "gitlab"), ("linkedin.com", "linkedin"), ("behance.net", "behance"),
    ("dribbble.com", "dribbble"), ("zhihu.com", "zhihu"), ("csdn.net", "csdn"), ("juejin.cn", "juejin"), ("stackoverflow.com", "stackoverflow"),
    ("twitter.com", "twitter"), ("x.com", "twitter"), ("instagram.com", "instagram"), ("zcool.com.cn", "zcool"), ("kaggle.com", "kaggle"),
    ("bilibili.com", "bilibili"), ("medium.com", "medium"),
)  # fmt: skip
_ACCOUNT = re.compile(
    r"(?P<network>微信号?|wechat|weixin|vx|qq|github|linkedin|whatsapp|telegram|小红书|抖音)\s?(?:id|号|账号|用户名)?\s?(?:是|is|[:：/])\s?@?(?P<name>[A-Za-z0-9_.-]{3,40})(?![\w@])",
    re.I,
)
_ACCOUNT_NAMES = {
    "微信": "wechat",
    "微信号": "wechat",
    "weixin": "wechat",
    "vx": "wechat",
    "小红书": "xiaohongshu",
    "抖音": "douyin",
}
# Names with a dot that are no sites.
_NOT_SITE = re.compile(
    r"^(?:node\.js|asp\.net|vb\.net|vue\.js|next\.js|ado\.net|socket\.io|paint\.net|[a-z]{1,2}\.(?:me|ai|io|co|uk))$",
    re.I,
)


def find_profiles(text: TextLike) -> list[Found[Profile]]:
    """Return links and named accounts (微信:abc123, github.com/name). E-mails are not sites."""
    normal = normalise(text)
    found: list[Found[Profile]] = []
    emails = [m.span() for p in (_EMAIL_LIKE, _NO_AT) for m in p.finditer(normal.text)]

    def add(value: Profile, start: int, end: int) -> None:
        a, b = normal.span(start, end)
        if not any(a < f.end and f.start < b for f in found):
            found.append(Found(value, a, b, normal.original[a:b]))

    for m in _URL.finditer(normal.text):
        typed = m[0].rstrip(".")
        if _NOT_SITE.match(typed) or any(s < m.end() and m.start() < e for s, e in emails):
            continue
        url = typed if typed.lower().startswith("http") else f"https://{typed}"
        host = re.sub(r"^https?://(?:www\.)?", "", url.lower()).split("/")[0]
        network = next(
            (name for domain, name in _NETWORKS if host == domain or host.endswith("." + domain)),
            "website",
        )
        path = re.sub(r"^https?://[^/]+/?", "", url).strip("/").split("?")[0]
        username = path.split("/")[-1] if network != "website" and path else None
        add(Profile(url, network, username), m.start(), m.start() + len(typed))
    for m in _ACCOUNT.finditer(normal.text):
        label = m["network"].lower()
        add(Profile(m["name"], _ACCOUNT_NAMES.get(label, label), m["name"]), *m.span())
    found.sort(key=lambda f: f.start)
    return found
