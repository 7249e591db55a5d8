"""What the house says in threads, and drafts by rules: of what the asking side may see, no more."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import override

from jobassist.accounts.locales import django_language
from jobassist.language.text import detect_language, normalise
from recruiting.models import Side, Thread

_TIME = re.compile(
    r"面试|时间|方便|有空|几点|哪天|什么时候|约|电话聊|到岗|入职"
    r"|\binterview|\bavailab|\bwhen\b|\btime\b|\bschedule|\bcall\b|\bmeet|\bstart\b|\bnotice period",
    re.IGNORECASE,
)
_PAPERS = re.compile(
    r"简历|作品|证书|资料|材料|发(?:一份|我)|\bcv\b|\bresum|\bportfolio|\bcertificate|\breferences?\b|\bsend (?:me|us|over)\b",
    re.IGNORECASE,
)
_NO = re.compile(
    r"遗憾|不合适|不匹配|已招满|感谢.{0,12}(?:关注|投递).{0,20}(?:但|不过)"
    r"|\bunfortunately|\bregret|\bnot (?:be )?(?:moving|proceeding|a fit)|\bfilled\b",
    re.IGNORECASE,
)
_PAY = re.compile(
    r"工资|薪资|薪水|待遇|多少钱|底薪|月薪|时薪|\bpay\b|\bsalar|\bwage|\brate\b|\bcompensation",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"地点|在哪|地址|远程|通勤|居家|\bwhere\b|\blocat|\bremote|\bhybrid|\bcommut|\boffice",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"[??]|吗|呢|请问|能否|是否|\b(?:could|can|would|do|does|is|are|may) (?:you|i|we|it|the)\b",
    re.IGNORECASE,
)


_RESUME = re.compile(r"简历|履历|\bcv\b|\br[eé]sum[eé]s?\b|\bcurriculum vitae\b", re.IGNORECASE)
# Of the reader's own, and asked for: a company's own number or a project's name is none of it.
_NAME = re.compile(
    r"(?:您|你)的?(?:真实|具体)?(?:姓名|名字|全名|真名|联系方式|联系电话|电话号码|电话|手机号?|邮箱)"
    r"|怎么称呼|如何称呼|贵姓|(?:留|发|给)(?:一?下|一?个|我们?)+(?:联系方式|联系电话|电话|手机号?|邮箱)"
    r"|\byour (?:\w+ ){0,2}(?:name|contact (?:details|info\w*)|phone number|e-?mail address)\b"
    r"|\bwhat (?:should|may|can|do) (?:i|we) call you\b",
    re.IGNORECASE,
)
_NOT_ASKED = re.compile(
    r"(?:不要|别|请勿|不用|无需|不必)[^,。!?]{0,8}(?:发|给|留|透露|告诉|提供)"
    r"|\b(?:don'?t|do not|never|no need to)\b(?: \w+){0,3} (?:send|share|give|tell|post)\b",
    re.IGNORECASE,
)


def find_asked(text: str) -> tuple[Literal["resume", "contact"], ...]:
    """Return what a company's words speak of that a seeker may want to share; for an offer only."""
    plain = normalise(text).lower
    found: list[Literal["resume", "contact"]] = []
    if _RESUME.search(plain):
        found.append("resume")
    if _NAME.search(plain) and not _NOT_ASKED.search(plain):
        found.append("contact")
    return tuple(found)


def ask_to_share(what: Literal["resume", "contact"], *, lang: str) -> str:
    """Return the words in which a company asks, in the seeker's language."""
    with override(django_language(lang)):
        if what == "resume":
            return _("Would you share your résumé with us? You see first what we would get.")
        return _(
            "Would you tell us your name and contact details? You see first what we would get."
        )


@dataclass(frozen=True)
class Line:
    """One message of a thread as a side may see it, oldest first in a list."""

    side: Side
    text: str


def hello_words(thread: Thread, *, is_greeting: bool) -> str:
    """Return what a seeker is told as a thread begins, in the language that is active."""
    names = {"company": thread.company.name, "title": thread.posting.title}
    if is_greeting:
        return (
            _(
                "%(company)s writes to you about “%(title)s”. They see skills from your résumé, not "
                "your name. If you answer, they can read what you write here; your name, résumé and "
                "contact stay hidden until you share them. You can leave it, block or report them."
            )
            % names
        )
    return (
        _(
            "Here you write with %(company)s about “%(title)s”. I keep out of it; ask me for a draft "
            "or a translation when you want one."
        )
        % names
    )


def draft_by_rules(thread: Thread, lines: Sequence[Line], *, side: Side, is_remote: bool) -> str:
    """Return a plain answer to the other side's last words, in their language."""
    other = next((each.text for each in reversed(lines) if each.side != side), "")
    lang = detect_language(other or thread.posting.title)
    with override(django_language(lang)):
        if side == Side.SEEKER:
            return _answer_as_seeker(thread, other)
        return _answer_as_recruiter(thread, other, is_remote=is_remote)


def _answer_as_seeker(thread: Thread, other: str) -> str:
    plain = normalise(other).lower
    title = {"title": thread.posting.title}
    if not plain:
        return _("Hello, I would like to hear more about “%(title)s”. When would suit you?") % title
    parts = [_("Hello, and thank you for your message.")]
    if _NO.search(plain):
        parts.append(
            _("I am sorry that it did not work out, and would be glad to hear of other openings.")
        )
        return " ".join(parts)
    if _TIME.search(plain):
        parts.append(_("I am free on … at … . Would that suit you?"))
    if _PAPERS.search(plain):
        parts.append(_("I can send it here; which papers do you need?"))
    if len(parts) == 1:
        parts.append(
            _("About your question: … .") if _ASKS.search(plain) else _("That sounds good to me.")
        )
        parts.append(_("Could you tell me what the next step is?"))
    return " ".join(parts)


def _answer_as_recruiter(thread: Thread, other: str, *, is_remote: bool) -> str:
    plain = normalise(other).lower
    posting = thread.posting
    parts = [_("Hello, and thank you for your interest in “%(title)s”.") % {"title": posting.title}]
    if _PAY.search(plain):
        said = posting.salary_raw if hasattr(posting, "salary_raw") else ""
        parts.append(
            _("The posting says about pay: %(pay)s.") % {"pay": said}
            if said
            else _("About pay I would like to talk to you: … .")
        )
    if _PLACE.search(plain):
        parts.append(_("It can be done remotely.") if is_remote else _("The place of work is … ."))
    if _TIME.search(plain):
        parts.append(_("We could talk on … at … . Would that suit you?"))
    if len(parts) == 1:
        parts.append(
            _("To your question: … .")
            if _ASKS.search(plain)
            else _("We would like to get to know you. When would you have time for a short talk?")
        )
    return " ".join(parts)
