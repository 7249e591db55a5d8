"""Interviews and offers: a time picked, cancelled or none that suits; a yes or no to an offer."""

import re
import uuid
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from chat.build_cards import build_chip, employer_name
from chat.cards import CHIP_LIMIT, Chip
from chat.connect_cards import build_connect_status, describe_time
from chat.dialogue.reply import Reply
from jobassist.accounts.models import User
from jobassist.errors import AppError, NotFound
from jobassist.language.text import normalise
from recruiting.models import Application, InterviewSlot
from recruiting.services import (
    Arranged,
    cancel_by_seeker,
    decide_offer,
    decline_slots,
    list_applications,
    list_arranged,
    pick_slot,
)

ACCEPT = "applications.offer.accept"
DECLINE = "applications.offer.decline"
CANCEL = "applications.interview.cancel"
MOST = 200
_ORDINALS = (
    r"第?[一1]个|\bfirst\b|\b(?:option|number) (?:1|one)\b|^1$",
    r"第?[二两2]个|\bsecond\b|\b(?:option|number) (?:2|two)\b|^2$",
    r"第?[三3]个|\bthird\b|\b(?:option|number) (?:3|three)\b|^3$",
    r"第?[四4]个|\bfourth\b|\b(?:option|number) (?:4|four)\b|^4$",
    r"第?[五5]个|\bfifth\b|\b(?:option|number) (?:5|five)\b|^5$",
    r"第?[六6]个|\bsixth\b|\b(?:option|number) (?:6|six)\b|^6$",
    r"第?[七7]个|\bseventh\b|\b(?:option|number) (?:7|seven)\b|^7$",
    r"第?[八8]个|\beighth\b|\b(?:option|number) (?:8|eight)\b|^8$",
)
_LAST = re.compile(r"最后一?个|\bthe last (?:one|time|slot)\b")
_WEEKDAYS = (
    r"(?:周|星期|礼拜)一|\bmon(?:day)?\b", r"(?:周|星期|礼拜)二|\btue(?:s|sday)?\b",
    r"(?:周|星期|礼拜)三|\bwed(?:nesday)?\b", r"(?:周|星期|礼拜)四|\bthu(?:rs|rsday)?\b",
    r"(?:周|星期|礼拜)五|\bfri(?:day)?\b", r"(?:周|星期|礼拜)六|\bsat(?:urday)?\b",
    r"(?:周|星期|礼拜)[日天]|\bsun(?:day)?\b",
)  # fmt: skip
_DAY = re.compile(r"(\d{1,2})\s*[日号]|\b(\d{1,2})(?:st|nd|rd|th)\b")
_CLOCK = re.compile(
    r"(?P<zh>上午|早上|中午|下午|晚上)?\s*(?P<hour>\d{1,2}|[一二两三四五六七八九十]{1,2})"
    r"(?:[:：](?P<minute>\d{2})\s*(?P<colon>am|pm)?|\s*[点时](?P<zhmin>半|\d{1,2}分?)?|\s*(?P<half>am|pm)\b)"
)
_HALVES = {"上午": 0, "早上": 0, "中午": 12, "下午": 12, "晚上": 12}
_NUMBERS = {
    "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
    "十": 10, "十一": 11, "十二": 12,
}  # fmt: skip
_NONE = re.compile(
    r"都不(?:行|合适|方便|可以)|没有?一?个?(?:合适|方便)的?|都没空|这几个时间都?不"
    r"|\bnone of (?:these|them|those)\b|\b(?:none|neither) (?:works?|suits?|fits?)\b|\bcan(?:'t|not) (?:do|make) any\b"
)
# Words that name a day for another reason.
_ELSE = re.compile(r"每|提醒|推送|\b(?:every|alerts?|remind|notify|jobs?|search)\b")
_CANCEL = re.compile(r"取消.{0,6}面试|面试.{0,6}(?:取消|去不了)|\bcancel\b.{0,20}\binterview\b")


def arranged_chips(application: Application, arranged: Arranged, user: User) -> list[Chip]:
    """Return what can be answered about a contact, a chip each."""
    named = {"application_id": str(application.id)}
    offer = arranged.offer
    if offer is not None and offer.state == offer.State.MADE:
        return [
            build_chip(label, do="applications", action=action, offer_id=str(offer.id), **named)
            for label, action in ((_("Accept the offer"), "accept"), (_("Decline it"), "decline"))
        ]
    if arranged.interview is not None:
        label = _("Cancel the interview")
        return [build_chip(label, do="applications", action="cancel_interview", **named)]
    chips = [
        build_chip(
            describe_time(each, time_zone=user.time_zone),
            do="applications",
            action="pick",
            slot_id=str(each.id),
            **named,
        )
        for each in arranged.slots[: CHIP_LIMIT - 2]
    ]
    if chips:
        label = _("None of these times")
        chips.append(build_chip(label, do="applications", action="none_fit", **named))
    return chips


def act_on(
    reply: Reply, action: str, *, application_id: str, slot_id: str = "", offer_id: str = ""
) -> None:
    """Do what a tap on a contact's card, or on a chip under it, asks for."""
    application = _find(reply, application_id)
    if application is None:
        reply.say(_("That contact was withdrawn before, or is not yours."))
        return
    match action:
        case "pick":
            _pick(reply, application, slot_id)
        case "none_fit":
            _decline_times(reply, application)
        case "cancel_interview":
            _ask_to_cancel(reply, application)
        case _:
            _ask_about_offer(reply, application, offer_id, accepts=action == "accept")


def take_words(reply: Reply, text: str) -> bool:
    """Take words that pick one of the times shown last, or say that none suits; else False."""
    plain = normalise(text).lower.strip(" .。!！")
    shown = reply.state.arranging
    if shown is None or reply.state.open_prompt is not None:
        return False
    is_cancel = _CANCEL.search(plain) is not None
    if len(plain) > 60 or _ELSE.search(plain) or not (is_cancel or _is_about_times(plain)):
        # Something else is talked about now: "the second one" means that from here on.
        reply.state.arranging = None
        return False
    application = _find(reply, shown)
    if application is None:
        return False
    arranged = list_arranged([application], now=reply.context.now).get(application.id)
    if arranged is None:
        return False
    if is_cancel and arranged.interview is not None:
        _ask_to_cancel(reply, application)
        return True
    if not arranged.slots:
        return False
    if _NONE.search(plain):
        _decline_times(reply, application)
        return True
    meant = find_meant(plain, list(arranged.slots), time_zone=reply.context.user.time_zone)
    if len(meant) == 1:
        _pick(reply, application, str(meant[0].id))
        return True
    if meant:
        reply.say(_("Which of these times do you mean?"))
        reply.suggest(
            *arranged_chips(application, Arranged(slots=tuple(meant)), reply.context.user)
        )
        return True
    reply.say(_("That time was not offered. These are the times:"))
    _show(reply, application)
    return True


def find_meant(plain: str, slots: list[InterviewSlot], *, time_zone: str) -> list[InterviewSlot]:
    """Return the times that words can mean, on the person's clock; by place in the list, or by time."""
    for number, ordinal in enumerate(_ORDINALS):
        if re.search(ordinal, plain):
            return slots[number : number + 1]
    if _LAST.search(plain):
        return slots[-1:]
    zone = ZoneInfo(time_zone or "UTC")
    meant = slots
    days = {n for n, each in enumerate(_WEEKDAYS) if re.search(each, plain)}
    if days:
        meant = [each for each in meant if each.starts_at.astimezone(zone).weekday() in days]
    if found := _DAY.search(plain):
        day = int(found.group(1) or found.group(2))
        meant = [each for each in meant if each.starts_at.astimezone(zone).day == day]
    if found := _CLOCK.search(plain):
        hours, minute = _read_clock(found)
        meant = [
            each
            for each in meant
            if (at := each.starts_at.astimezone(zone)).hour in hours
            and (minute is None or at.minute == minute)
        ]
    return meant


def _read_clock(found: re.Match[str]) -> tuple[set[int], int | None]:
    """Return the hours of the day that are meant (two where no half was said), and the minute."""
    said = found["hour"]
    hour = int(said) if said.isdecimal() else _NUMBERS.get(said, 99)
    minute: int | None = int(found["minute"]) if found["minute"] else None
    if found["zhmin"]:
        minute = 30 if found["zhmin"] == "半" else int(found["zhmin"].rstrip("分"))
    half = found["half"] or found["colon"]
    if half:
        return {hour % 12 + (12 if half == "pm" else 0)}, minute
    if found["zh"]:
        shift = _HALVES[found["zh"]]
        return {hour % 12 + shift if hour <= 12 else hour}, minute
    return ({hour, hour + 12} if hour < 12 else {hour}), minute


def _is_about_times(plain: str) -> bool:
    return bool(
        _NONE.search(plain)
        or _LAST.search(plain)
        or _DAY.search(plain)
        or _CLOCK.search(plain)
        or any(re.search(each, plain) for each in (*_ORDINALS, *_WEEKDAYS))
    )


def decide(reply: Reply, path: str, *, is_yes: bool) -> None:
    """Act on the yes or no to what was asked about an offer or an interview."""
    wanted, reply.state.deciding = reply.state.deciding, None
    reply.close_prompt("answered" if is_yes else "cancelled")
    if not is_yes or not wanted:
        reply.say(_("All right, it stays as it is."))
    elif path == CANCEL:
        _cancel(reply, wanted)
    else:
        _decide_offer(reply, wanted, accepts=path == ACCEPT)
    reply.suggest(build_chip(_("My applications"), do="scene", scene="applications"))


def _pick(reply: Reply, application: Application, slot_id: str) -> None:
    reply.context.begin_write()
    try:
        slot = pick_slot(reply.context.user, application.id, _parse(slot_id), now=reply.context.now)
    except AppError as error:
        reply.say(str(error.message))
        _show(reply, application)
        return
    reply.say(
        _("Settled: %(time)s (%(zone)s) with %(employer)s. I have told them.")
        % {
            "time": describe_time(slot, time_zone=reply.context.user.time_zone),
            "zone": reply.context.user.time_zone or "UTC",
            "employer": employer_name(application.posting) or _("the employer"),
        }
    )
    if slot.place:
        reply.say(_("Place: %(place)s") % {"place": slot.place})
    _show(reply, application)
    reply.suggest(
        build_chip(
            _("Practise an interview"),
            do="job",
            action="practise",
            job_id=str(application.posting_id),
        )
    )


def _decline_times(reply: Reply, application: Application) -> None:
    reply.context.begin_write()
    if decline_slots(reply.context.user, application.id, now=reply.context.now):
        reply.say(_("I have told them that none of these times suits. They can suggest others."))
    else:
        reply.say(_("There are no times open any more."))


def _ask_to_cancel(reply: Reply, application: Application) -> None:
    arranged = list_arranged([application], now=reply.context.now).get(application.id)
    if arranged is None or arranged.interview is None:
        reply.say(_("There is no interview to cancel."))
        return
    time = describe_time(arranged.interview, time_zone=reply.context.user.time_zone)
    _ask(
        reply,
        CANCEL,
        _("Cancel the interview on %(time)s?") % {"time": time},
        about=str(application.id),
        yes=_("Yes, cancel it"),
        no=_("No, keep it"),
    )


def _cancel(reply: Reply, application_id: str) -> None:
    reply.context.begin_write()
    application = _find(reply, application_id)
    try:
        cancel_by_seeker(reply.context.user, _parse(application_id), now=reply.context.now)
    except NotFound:
        reply.say(_("There is no interview to cancel."))
        return
    reply.say(_("Cancelled. I have told them."))
    if application is not None:
        _show(reply, application)


def _ask_about_offer(
    reply: Reply, application: Application, offer_id: str, *, accepts: bool
) -> None:
    employer = employer_name(application.posting) or _("the employer")
    question = (
        _("Accept the offer of %(employer)s?")
        if accepts
        else _("Decline the offer of %(employer)s?")
    )
    _ask(
        reply,
        ACCEPT if accepts else DECLINE,
        question % {"employer": employer},
        about=offer_id,
        yes=_("Yes, accept it") if accepts else _("Yes, decline it"),
        no=_("Not yet"),
    )


def _decide_offer(reply: Reply, offer_id: str, *, accepts: bool) -> None:
    reply.context.begin_write()
    try:
        offer = decide_offer(
            reply.context.user, _parse(offer_id), accepts=accepts, now=reply.context.now
        )
    except AppError as error:
        reply.say(str(error.message))
        return
    if accepts:
        reply.say(_("I have told them that you accept. What comes next, they will tell you."))
    else:
        reply.say(_("I have told them that you decline."))
    _show(reply, offer.application)


def _ask(reply: Reply, path: str, question: str, *, about: str, yes: str, no: str) -> None:
    reply.state.deciding = about
    prompt_id = str(uuid.uuid4())
    reply.ask(
        path,
        question,
        schema={"type": "boolean"},
        reason="confirmation",
        skippable=False,
        with_card=False,
        prompt_id=prompt_id,
        chips=(
            build_chip(yes, do="answer", prompt_id=prompt_id, value=True),
            build_chip(no, do="answer", prompt_id=prompt_id, value=False),
        ),
    )


def _show(reply: Reply, application: Application) -> None:
    """Show where the contact stands now, with what there is to answer."""
    found = _find(reply, str(application.id))
    if found is None:
        return
    arranged = list_arranged([found], now=reply.context.now).get(found.id, Arranged())
    reply.show(
        build_connect_status(
            found, found.posting, arranged=arranged, time_zone=reply.context.user.time_zone
        )
    )
    reply.suggest(*arranged_chips(found, arranged, reply.context.user))
    reply.state.arranging = str(found.id)


def _find(reply: Reply, application_id: str) -> Application | None:
    """Return the person's own contact of this id, open or not."""
    return next(
        (
            each
            for each in list_applications(reply.context.user, limit=MOST)
            if str(each.id) == application_id
        ),
        None,
    )


def _parse(given: str) -> uuid.UUID:
    try:
        return uuid.UUID(given)
    except ValueError:
        return uuid.UUID(int=0)
