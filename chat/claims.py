"""What a model says was done, held against what it can do. Pure but for the question of rows.

A model's tools prepare; sending, confirming and a standing search take the person's own yes, which
code hears. A sentence that says one of these is done is therefore wrong unless a row says so.
"""

import re
import uuid
from typing import Literal

from chat.models import Alert
from jobassist.accounts.models import User
from recruiting.services import list_applications
from resumes.services import current_resume

Claim = Literal["sent", "confirmed", "alert"]

_CLAIMS: tuple[tuple[Claim, re.Pattern[str]], ...] = (
    (
        "sent",
        re.compile(
            r"(?:已经?|都|全部?|刚刚?|帮[你您]|替[你您]|给[他她对]方?|批量)[^。!?！？\n,，]{0,10}?"
            r"(?:投递|投出|投了|申请|报名|发送|发出|发过去|发给|寄出|打过?招呼|问好|联系)[^。!?！？\n,，吗么没]{0,6}?(?:了|过|成功|完成|完毕|出去|(?=[。!！]|$))"
            r"|(?:投递|发送|申请|报名)(?:成功|完成|完毕)|^(?:已|都)?(?:发|投)(?:过去|出去|好|完)了"
            r"|(?:简历|消息|招呼|申请|报名)(?:已经?|都)?(?:发|投|送|寄|打)(?:了|过去|出去|好|完|给)"
        ),
    ),
    (
        "sent",
        re.compile(
            r"(?:\b(?:i|we)(?:'ve|’ve| have| just| already)*|\b(?:already|successfully|just)|^|[.!?,;:\n]\s*(?:done|all set|great)?[\s,:—-]*)\s*"
            r"(?:\w+ly )?(?:applied (?:to|for|on)|sent (?:it|them|your|the|an?|off|out|over|hello)|submitted|messaged|greeted|contacted|emailed|e-mailed|forwarded|shared your)\b"
            r"|\b(?:your|the|all) (?:application|applications|r[eé]sum[eé]|cv|message|greeting|details|profile|data)s?(?: \w+){0,3} (?:has|have|is|are|was|were|'s)(?: now| already)?(?: been)? (?:sent|submitted|delivered|forwarded|shared)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "confirmed",
        re.compile(
            r"简历[^。!?！？\n]{0,8}(?:已经?|都)[^。!?！？\n]{0,4}(?:确认|发布|公开|生效|上线)"
            r"|(?:已经?|帮[你您])[^。!?！？\n,，]{0,8}(?:确认|发布|公开)[^。!?！？\n]{0,4}简历"
            r"|按[你您]的?确认[,，]?已(?:经)?发布"
        ),
    ),
    (
        "confirmed",
        re.compile(
            r"\b(?:r[eé]sum[eé]|cv|profile|revision)(?: \w+){0,3} (?:has|have|is|was|'s)(?: now| already)?(?: been)? (?:confirmed|published|made public|live)\b"
            r"|\b(?:i|we)(?:'ve|’ve| have| just| already)* (?:confirmed|published) (?:your|the)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "alert",
        re.compile(
            r"(?:已经?|帮[你您]|给[你您])[^。!?！？\n,，]{0,6}(?:设置?|开启?|建|创建|订阅)[^。!?！？\n]{0,8}(?:提醒|订阅|推送)"
            r"|\b(?:i|we)(?:'ve|’ve| have| just| already)* (?:set up|created|scheduled|turned on) [^.!?\n]{0,30}\balerts?\b"
            r"|\balerts?(?: \w+){0,3} (?:has|have|is|are|was|were)(?: now)?(?: been)? (?:set|created|scheduled|active|on)\b",
            re.IGNORECASE,
        ),
    ),
)  # fmt: skip
# Words of somebody who has not done it: asks, offers, denies, tells of another time.
_NOT_SAID = re.compile(
    r"[吗么呢]\s*[?？]?$|没有?|未(?!来)|不(?!锈)|如果|(?<![高中初优平相])等|之后|以后|(?<!人)才|可以|(?<![智功性节])能(?!源)|要不要|要我|是否|需要|将|(?<![社机])会(?![计议展员所])|再|(?<!申)请"
    r"|\b(?:before|once|if|not|never|nothing|will|would|can(?:not)?|could|may|shall|should|until|unless|when|want|let me|ready to|then)\b|n['’]t\b|['’]ll\b|\?\s*$",
    re.IGNORECASE,
)
# What stands before a clause, or after it, and holds for it too.
_CONDITION = re.compile(
    r"如果|要是|假如|只要|一旦|等[你您他她对]|[你您].{0,8}(?:之后|以后|后)\W*$|^\W*(?:if|once|before|until|unless|when|as soon as)\b",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"^\W*(?:还是|或者|好[吗么]|行[吗么]|可以[吗么]|好不好|行不行|怎么样|\b(?:or|shall i|okay\?|ok\?))",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[,，;；:：、—]")
_NEXT = re.compile(r"[,，;；:：、—]|\b(?:and|but|so)\b", re.IGNORECASE)
_BEGINS = re.compile(r"\b(?:but|and (?=(?:i|we)\b))", re.IGNORECASE)
_SENTENCE = re.compile(r"[^。!?！？.\n]*[。!?！？.\n]?")


def find_claims(text: str) -> set[Claim]:
    """Return what a text says was done, sentence by sentence."""
    found: set[Claim] = set()
    for sentence in _SENTENCE.findall(text[:6_000]):
        words = sentence.strip()
        for claim, pattern in _CLAIMS:
            if any(_is_said(words, *match.span()) for match in pattern.finditer(words)):
                found.add(claim)
    return found


def _is_said(words: str, start: int, end: int) -> bool:
    """Return whether what stands there is said to be so, going by its own clause.

    "Please wait" after it denies nothing; "if you like" before it does.
    """
    start += len(words[start:end]) - len(words[start:end].lstrip(" ,，;；:：—-\n"))
    breaks = [*_BREAK.finditer(words, 0, start), *_BEGINS.finditer(words, 0, start)]
    begin = max((each.end() for each in breaks), default=0)
    after = _NEXT.search(words, end)
    stop = after.start() if after else len(words)
    if _NOT_SAID.search(words[begin:stop].strip()) or _CONDITION.search(words[:begin]):
        return False
    return after is None or not _TAG.search(words[after.start() :])


def list_unfounded(user: User, claims: set[Claim], *, conversation_id: uuid.UUID) -> set[Claim]:
    """Return the claims that no row of the person bears out. One query a claim."""
    unfounded = set()
    for claim in claims:
        match claim:
            case "sent":
                sent = list_applications(user)
                is_so = any(each.conversation_id == conversation_id for each in sent)
            case "confirmed":
                resume = current_resume(user)
                is_so = bool(resume.revision) and resume.confirmed_revision == resume.revision
            case "alert":
                is_so = Alert.objects.filter(user=user).exists()
        if not is_so:
            unfounded.add(claim)
    return unfounded
