"""What was sent to employers: to whom, what, when, what came back, and taking it back."""

import re
import uuid
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chat.build_cards import build_chip, employer_name
from chat.connect_cards import NOTHING, build_connect_status
from chat.describe import join_words
from chat.dialogue import arranging, scenes
from chat.dialogue.arranging import arranged_chips
from chat.dialogue.postbacks import Applications
from chat.dialogue.reply import Reply
from chat.state import State
from jobassist.errors import AppError
from jobassist.language.text import normalise
from recruiting.models import Application, Side
from recruiting.services import (
    kind_of,
    list_applications,
    list_arranged,
    open_thread,
    withdraw_application,
)

A_PAGE = 5
MOST = 200
WITHDRAW = "applications.withdraw.confirm"
_TAKE_BACK = re.compile(
    r"撤回|撤销|撤掉|收回|取消|不投了|\bwithdraw\b|\btake back\b|\bcancel\b|\bretract\b|\bpull (?:my|out)\b",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"申请|投递|应聘|简历|联系|招呼|给.{1,20}的(?:消息|信)|\bapplications?\b|\bmessage\b|\bgreeting\b|\bapplied\b|\bcv\b",
    re.IGNORECASE,
)
_STATUS = re.compile(
    r"回复|回信|回音|回我|有消息|看了(?:没|吗)|已读|进展|结果(?:如何|怎么样|呢)|怎么样了"
    r"|\b(?:repl(?:y|ied)|answer(?:ed)?|respond(?:ed)?|heard back|get back|got back|read (?:my|it)|any news|status)\b",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"(?:投递|申请|应聘)的?(?:记录|进度|列表|情况)|(?:投|申请)过(?:哪些|的|什么)|联系过(?:哪些|谁|的)"
    r"|\bmy applications\b|\b(?:have|did) i (?:appl(?:y|ied)|contact(?:ed)?)\b|\bi(?:'ve| have) applied (?:to|for)\b",
    re.IGNORECASE,
)
_ORDINALS = (
    r"第?[一1]个|\bfirst\b", r"第?[二两2]个|\bsecond\b", r"第?[三3]个|\bthird\b", r"第?[四4]个|\bfourth\b", r"第?[五5]个|\bfifth\b",
)  # fmt: skip


def enter(reply: Reply, *, after: int = 0) -> None:
    """Show whom the person wrote to and where each contact stands, newest first."""
    reply.enter("applications")
    everything = list_applications(reply.context.user, limit=MOST)
    if not everything:
        reply.say(_("You have not been in touch with anybody yet."))
        reply.suggest(build_chip(_("Find a job"), do="scene", scene="find"))
        return
    if after == 0:
        reply.say(_sum_up(everything))
    page = everything[after : after + A_PAGE]
    show_standing(reply, page)
    if len(everything) > after + A_PAGE:
        reply.suggest(
            build_chip(_("Older ones"), do="applications", action="more", after=after + A_PAGE)
        )
    if any(_is_open(each) for each in page):
        reply.say(_("You can take one back: say “withdraw the first” or the employer's name."))
    reply.suggest(build_chip(_("Back to my search"), do="scene", scene="find"))


def show_standing(reply: Reply, applications: Sequence[Application]) -> None:
    """Show where contacts stand, with the times and offers that wait for an answer."""
    arranged = list_arranged(applications, now=reply.context.now)
    for each in applications:
        card = build_connect_status(
            each,
            each.posting,
            arranged=arranged.get(each.id, NOTHING),
            time_zone=reply.context.user.time_zone,
        )
        reply.show(card)
    waiting = [each for each in applications if arranged.get(each.id, NOTHING).slots]
    reply.state.arranging = str(waiting[0].id) if len(waiting) == 1 else None
    for each in applications:
        reply.suggest(*arranged_chips(each, arranged.get(each.id, NOTHING), reply.context.user))


def _sum_up(applications: list[Application]) -> str:
    inside = [each for each in applications if each.kind != Application.Kind.OUTBOUND]
    counts = [
        (_("answered"), sum(each.status == "answered" for each in inside)),
        (_("read"), sum(each.status == "read" for each in inside)),
        (_("sent, not read yet"), sum(each.status == "sent" for each in inside)),
        (_("withdrawn"), sum(each.status == "withdrawn" for each in inside)),
        (_("closed"), sum(each.status == "closed" for each in inside)),
        (_("on the employer's own page"), len(applications) - len(inside)),
    ]
    words = ngettext(
        "You have been in touch about one job:",
        "You have been in touch about %(count)d jobs:",
        len(applications),
    ) % {"count": len(applications)}
    return words + " " + join_words([f"{count} {name}" for name, count in counts if count]) + _(".")


def take_tap(reply: Reply, tap: Applications) -> None:
    """Do what a chip under the applications asks for."""
    if tap.action == "more":
        enter(reply, after=tap.after)
        return
    if tap.action != "withdraw":
        arranging.act_on(
            reply,
            tap.action,
            application_id=tap.application_id,
            slot_id=tap.slot_id,
            offer_id=tap.offer_id,
        )
        return
    chosen = next((each for each in _open_ones(reply) if str(each.id) == tap.application_id), None)
    if chosen is None:
        reply.say(_("That contact was withdrawn before, or is not yours."))
    else:
        _ask_to_withdraw(reply, chosen)


def is_wanted(state: State, *, scene: str, text: str) -> bool:
    """Return whether words ask for the contacts or to withdraw one, whatever there is of them."""
    plain = normalise(text).lower
    if state.open_prompt is not None or len(plain) > 120:
        return False
    is_here = scene == "applications"
    takes_back = _TAKE_BACK.search(plain) and (is_here or _CONTACT.search(plain))
    return bool(takes_back or (_LIST.search(plain) and len(plain) <= 60))


def take_words(reply: Reply, text: str) -> bool:
    """Take words that ask for the contacts, for news of one or to withdraw one; else False."""
    plain = normalise(text).lower
    is_here = reply.context.conversation.scene == "applications"
    if reply.state.open_prompt is not None or len(plain) > 120:
        return False
    if _TAKE_BACK.search(plain) and (is_here or _CONTACT.search(plain)):
        return _take_withdrawal(reply, plain, is_here=is_here)
    if _LIST.search(plain) and len(plain) <= 60:
        scenes.leave(reply, to="applications")
        enter(reply)
        return True
    if _STATUS.search(plain):
        named = _named(list_applications(reply.context.user, limit=MOST), plain)
        if len(named) == 1:
            _say_status(reply, named[0])
            return True
    return False


def _take_withdrawal(reply: Reply, plain: str, *, is_here: bool) -> bool:
    candidates = _open_ones(reply)
    if not candidates:
        if is_here:
            reply.say(_("There is nothing that could be withdrawn."))
        return is_here
    named = _named(candidates, plain)
    for number, ordinal in enumerate(_ORDINALS if is_here and not named else ()):
        if re.search(ordinal, plain) and number < len(candidates):
            named = [candidates[number]]
            break
    if len(named) == 1 or len(candidates) == 1:
        _ask_to_withdraw(reply, (named or candidates)[0])
        return True
    reply.say(_("Which one shall I withdraw?"))
    reply.suggest(
        *(
            build_chip(
                employer_name(each.posting) or each.posting.title,
                do="applications",
                action="withdraw",
                application_id=str(each.id),
            )
            for each in (named or candidates)[:A_PAGE]
        )
    )
    return True


def _ask_to_withdraw(reply: Reply, application: Application) -> None:
    reply.state.withdrawing = str(application.id)
    show_standing(reply, [application])
    reply.ask(
        WITHDRAW,
        _(
            "Take back what you sent to %(employer)s? They will no longer see your message or résumé."
        )
        % {"employer": employer_name(application.posting) or _("the employer")},
        schema={"type": "boolean"},
        reason="confirmation",
        skippable=False,
        with_card=False,
    )
    prompt = reply.state.open_prompt
    if prompt is not None:
        reply.suggest(
            build_chip(_("Yes, withdraw"), do="answer", prompt_id=prompt.prompt_id, value=True),
            build_chip(_("No, keep it"), do="answer", prompt_id=prompt.prompt_id, value=False),
        )


def decide(reply: Reply, *, is_yes: bool) -> None:
    """Act on the yes or no to taking a contact back."""
    wanted, reply.state.withdrawing = reply.state.withdrawing, None
    reply.close_prompt("answered" if is_yes else "cancelled")
    if is_yes and wanted:
        withdraw(reply, wanted)
    else:
        reply.say(_("All right, it stays as it is."))
    reply.suggest(build_chip(_("My applications"), do="scene", scene="applications"))


def withdraw(reply: Reply, application_id: str) -> None:
    """Take a contact back, with what was shared."""
    reply.context.begin_write()
    try:
        wanted = uuid.UUID(application_id)
    except ValueError:
        wanted = uuid.UUID(int=0)
    if withdraw_application(reply.context.user, wanted, now=reply.context.now):
        reply.say(_("Withdrawn. The employer no longer sees your message or résumé."))
    else:
        reply.say(_("That contact was withdrawn before, or is not yours."))


def open_conversation(reply: Reply, application_id: str) -> None:
    """Open the conversation with the recruiter about one of the person's contacts."""
    chosen = next((each for each in _open_ones(reply) if str(each.id) == application_id), None)
    if chosen is None:
        reply.say(_("That contact was withdrawn before, or is not yours."))
        return
    reply.context.begin_write()
    try:
        open_thread(chosen, side=Side.SEEKER, now=reply.context.now)
    except AppError as error:
        # Blocked by themselves, or ended meanwhile.
        reply.say(str(error.message))
        return
    reply.say(
        _("Your conversation with %(employer)s is open; you find it in your list.")
        % {"employer": employer_name(chosen.posting) or _("the employer")}
    )


def _say_status(reply: Reply, application: Application) -> None:
    name = employer_name(application.posting) or _("the employer")
    words = {
        "sent": _("%(employer)s has not read it yet; you sent it on %(day)s."),
        "read": _("%(employer)s has read it and not answered yet; you sent it on %(day)s."),
        "answered": _("%(employer)s has answered; you sent it on %(day)s."),
        "withdrawn": _("You took back what you sent to %(employer)s on %(day)s."),
        "closed": _("%(employer)s has closed it; you sent it on %(day)s."),
    }
    if application.kind == Application.Kind.OUTBOUND:
        said = _("%(employer)s takes applications on its own page; what came of it shows there.")
    else:
        said = _stages().get(kind_of(application)) or words[application.status]
    zone = ZoneInfo(reply.context.user.time_zone or "UTC")
    day = date_format(application.created_at.astimezone(zone), "MONTH_DAY_FORMAT")
    reply.say(said % {"employer": name, "day": day})
    show_standing(reply, [application])
    reply.suggest(build_chip(_("My applications"), do="scene", scene="applications"))


def _stages() -> dict[str, str]:
    """Return what is said of contacts that have gone farther than an answer."""
    return {
        "interview": _("%(employer)s has you down for an interview; you sent it on %(day)s."),
        "offer": _("%(employer)s wants to offer you the job; you sent it on %(day)s."),
        "hired": _("%(employer)s has taken you on; you sent it on %(day)s."),
        "rejected": _("%(employer)s has decided not to go on with it; you sent it on %(day)s."),
    }


def _open_ones(reply: Reply) -> list[Application]:
    return [each for each in list_applications(reply.context.user, limit=MOST) if _is_open(each)]


def _is_open(application: Application) -> bool:
    is_outbound = application.kind == Application.Kind.OUTBOUND
    return not is_outbound and application.status not in ("withdrawn", "closed")


def _named(applications: list[Application], plain: str) -> list[Application]:
    """Return the contacts whose employer or title the words name; employers first."""
    by_employer = [each for each in applications if _mentions(plain, employer_name(each.posting))]
    return by_employer or [each for each in applications if _mentions(plain, each.posting.title)]


def _mentions(plain: str, name: str | None) -> bool:
    lower = normalise(name or "").lower
    if len(lower) < 2:
        return False
    if lower in plain:
        return True
    if re.search(r"[\u4e00-\u9fff]", lower):
        core = re.sub(r"股份|有限|责任|公司|集团|科技|网络|软件|信息|\s", "", lower)
        return len(core) >= 2 and core in plain
    words = [each for each in re.findall(r"[a-z]{3,}", lower) if each not in _LEGAL]
    return bool(words) and re.search(rf"\b{re.escape(words[0])}\b", plain) is not None


_LEGAL = frozenset("ltd inc llc plc the limited company group and".split())
