"""What is taken out of a recruiter's words before a seeker reads them, and what to warn of. Pure.

A company writes to somebody who hopes for work: a link leads where nobody has looked, and who asks
for money, codes or another way to talk is seldom an employer. Words are kept; a warning stands
beside them, seen by the seeker alone.
"""

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from jobassist.language.links import find_links, show_plainly
from jobassist.language.text import normalise

Danger = Literal["money", "secret", "elsewhere", "link"]

# What an employer never needs before somebody works there. Without the fullwidth and traditional
# forms: `normalise` has folded those.
_MONEY = (
    r"押金|保证金|定金|订金|诚意金|入职费|培训费|报名费|服装费|工装费|建档费|材料费|体检费|中介费|介绍费|手续费|解冻费|激活费"
    r"|培训贷|招转培|先(?:交|付|缴|垫)(?:钱|款|费|一?笔|\d)|垫付|垫资|刷单|刷信誉|转账给|转(?:给|到)我|打款(?:给|到)"
    r"|(?:交|付|缴纳?|支付|转|汇|打)(?:给我们?|到我们?)?\d+(?:\.\d+)?(?:元|块|rmb)|办(?:一?张)?(?:银行卡|信用卡)|充值"
    r"|\b(?:security|refundable|upfront|training|starter kit|registration|processing|application|visa|equipment|admin(?:istration)?)"
    r" (?:deposit|fee|payment|charge)s?\b"
    r"|\b(?:pay|send|transfer|wire|deposit)\b.{0,30}\b(?:deposit|fee|money|funds|[$£€]\s?\d|\d+\s?(?:usd|gbp|eur|dollars|pounds|euros))"
    r"|[$£€]\s?\d[\d,.]*\s(?:deposit|fee|upfront)\b|\bpay (?:a|the|your) (?:small )?(?:deposit|fee)\b"
    r"|\bgift ?cards?\b|\bbitcoin\b|\busdt\b|\bcrypto(?:currency)? (?:wallet|payment|transfer)|\bwestern union\b|\bmoneygram\b"
    r"|\bcash (?:this|the|a) (?:check|cheque)\b"
)
_PROOF = (
    r"(?:短信|手机|登录|动态)?验证码|(?:银行卡|支付|登录|微信|支付宝)(?:密码|账号和密码)|银行卡(?:号|照片|正反面)|身份证(?:正反面|照片|原件|号)"
    r"|人脸识别|(?:扫|点)(?:一下)?(?:这个|下面的|以下)?(?:二维码|链接)(?:登录|验证)"
    r"|\b(?:verification|one[- ]time|security|sms|login|2fa) (?:code|pin|password)s?\b|\botp\b"
    r"|\b(?:bank|account|routing|card|cvv|social security|passport) (?:number|details|login|password|pin)s?\b|\bssn\b"
    r"|\b(?:photo|picture|scan|copy) of your (?:id|passport|driver'?s licen[cs]e|bank card|debit card|credit card)\b"
    r"|\b(?:log ?in|sign ?in|verify your (?:account|identity))\b.{0,40}\b(?:link|here|below|page|code)\b"
)
_ELSEWHERE = (
    r"(?:加|添加|联系|私聊?|搜)(?:一下|下)?(?:我的?|我们的?|hr的?)?(?:微信|微|v信|vx|wx|qq|扣扣|企鹅|飞机|纸飞机|电报)|微信号|vx[::]|qq(?:号|群|[::]?\s?\d{5,})"
    r"|下载.{0,12}(?:app|软件|客户端).{0,12}(?:联系|面试|聊)"
    r"|\b(?:whatsapp|telegram|wechat|signal|viber|line id|kik|snapchat)\b"
    r"|\b(?:text|message|contact|reach) me (?:on|at|via)\b.{0,40}(?:\+?\d[\d\s-]{7,}|gmail|outlook|yahoo|hotmail)"
)
_SIGNS: tuple[tuple[Danger, re.Pattern[str]], ...] = (
    ("money", re.compile(_MONEY, re.IGNORECASE)),
    ("secret", re.compile(_PROOF, re.IGNORECASE)),
    ("elsewhere", re.compile(_ELSEWHERE, re.IGNORECASE)),
)
# "We never ask for a deposit" warns of nothing. Looked for in the same sentence, before the sign
# or right behind it.
_DENIED_BEFORE = re.compile(
    r"(?:不(?:会|用|需要?|必|得|收取?|要求|向)|无需|无须|没有|从不|绝不|免(?:收|交)?|谨防|警惕|勿|不要|别|凡是?|任何(?:要求|以))[^,,。;;!!??]{0,14}$"
    # Who pays is who writes.
    r"|\b(?:we|company|employer|they|role|job)(?:'ll| will| also| can| do| does| may)?\s*$"
    r"|\b(?:no|never|not|don'?t|doesn'?t|won'?t|without|free of|beware(?: of)?|nobody|avoid|refuse|if anyone)\b[^.;!?]{0,40}$",
    re.IGNORECASE,
)
_DENIED_BEHIND = re.compile(
    r"^[^,,。;;!!??]{0,6}(?:全免|免费|由公司(?:承担|支付|报销)|公司(?:承担|报销|出)|我们(?:承担|报销))"
    r"|^[^.;!?]{0,20}\b(?:(?:is|are) (?:not|never) (?:needed|required|asked)|(?:is|are) (?:free|paid|covered|waived)|"
    r"(?:covered|paid|reimbursed) by (?:us|the company))\b",
    re.IGNORECASE,
)
# What is said between letters to pass by: 微/信, 押 金, W.h.a.t.s.A.p.p.
_BETWEEN_HAN = re.compile(r"(?<=[\u4e00-\u9fff])[\s*·._/\\|、+-]{1,3}(?=[\u4e00-\u9fff])")
_BETWEEN_LATIN = re.compile(r"(?<![^\W_])((?:[^\W\d_][\s*·._/\\|-]{1,2}){3,}[^\W\d_])(?![^\W_])")


@dataclass(frozen=True)
class Screened:
    """A message as it may be shown, and what to warn its reader of, the worst first."""

    text: str
    warnings: tuple[Danger, ...]


def screen_message(text: str, *, removed: str, own_host: str) -> Screened:
    """Return a recruiter's words with links replaced by `removed`, and what they ask for."""
    plain = show_plainly(text)
    spans = [(a, b) for a, b in find_links(plain) if not _leads_to(plain[a:b], own_host)]
    warnings = find_warnings(plain)
    parts, at = [], 0
    for start, end in spans:
        parts += [plain[at:start], removed]
        at = end
    shown = "".join([*parts, plain[at:]])
    return Screened(shown, (*warnings, "link") if spans else warnings)


def find_warnings(text: str) -> tuple[Danger, ...]:
    """Return what a message asks for that no employer needs; a denial asks for nothing."""
    lower = normalise(text).lower
    whole = _BETWEEN_LATIN.sub(
        lambda found: re.sub(r"[\W_]", "", found[1]), _BETWEEN_HAN.sub("", lower)
    )
    return tuple(kind for kind, sign in _SIGNS if _is_asked(sign, lower) or _is_asked(sign, whole))


def _is_asked(sign: re.Pattern[str], text: str) -> bool:
    return any(
        not _DENIED_BEFORE.search(text[max(0, found.start() - 60) : found.start()])
        and not _DENIED_BEHIND.search(text[found.end() : found.end() + 40])
        for found in sign.finditer(text)
    )


def _leads_to(words: str, host: str) -> bool:
    try:
        found = urlsplit(words if "//" in words else f"//{words}")
    except ValueError:
        return False
    return found.scheme in ("", "http", "https") and bool(host) and found.netloc == host
