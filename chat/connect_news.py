"""What a seeker is told of a contact: plain words and a card, where they reached out."""

import uuid

from django.utils import translation
from django.utils.translation import gettext as _

from chat import events
from chat.build_cards import build_chip, employer_name
from chat.cards import CHIP_LIMIT, Chip, ConnectStatus
from chat.connect_cards import NOTHING, build_connect_status, describe_time
from chat.dialogue.arranging import arranged_chips
from chat.language import Lang, django_locale, lang_of_locale
from chat.models import DialogueState, Turn
from chat.turns import load_state, to_event
from eventlog.models import Conversation, Event
from eventlog.services import (
    NewEvent,
    append_events,
    create_conversation,
    list_conversations,
    queue_notification,
)
from jobassist.accounts.models import User
from recruiting.hearing import Happened, News
from recruiting.models import Application, StageMove
from recruiting.services import Arranged, find_thread, list_arranged, tell_in_thread

# Of one contact; older ones say what was true when they were shown.
MOST_CARDS = 5
# A step forward is a later one of these.
_GOES_ON = ("applied", "answered", "interview", "offer")


def tell_seeker(news: News) -> None:
    """Tell the seeker in their conversation, and put the cards of the contact right.

    In the transaction of what happened. What the seeker did themselves is said where they did it.
    """
    application, user = news.application, news.application.seeker
    if user is None:
        return
    is_own = news.actor == StageMove.Actor.SEEKER
    conversation = _find_conversation(application, user, is_needed=not is_own)
    if conversation is None:
        return
    state = load_state(conversation)
    lang: Lang = state.lang or lang_of_locale(user.locale)
    now = news.at
    with translation.override(django_locale(lang)):
        arranged = list_arranged([application], now=now).get(application.id, NOTHING)
        card = build_connect_status(
            application, application.posting, arranged=arranged, time_zone=user.time_zone
        )
        new_events = _mend_cards(application, conversation, card)
        if not is_own:
            words = describe_news(news, time_zone=user.time_zone)
            _tell_in_thread(news, words)
            new_events.append(_item(words, lang=lang))
            if not new_events[:-1] or _waits_for_answer(news):
                new_events.append(_item(card, lang=lang))
            is_busy = Turn.objects.filter(
                conversation=conversation, state__in=(Turn.State.QUEUED, Turn.State.RUNNING)
            ).exists()
            if not is_busy:
                # A turn under way leaves its own chips, and its own state.
                chips = _chips(news, arranged, user)
                if state.open_prompt is not None and state.open_prompt.skippable:
                    prompt_id = state.open_prompt.prompt_id
                    chips.append(build_chip(_("Skip"), do="skip", prompt_id=prompt_id))
                new_events.append(to_event(events.SuggestionsSet(chips=chips[:CHIP_LIMIT])))
                state.arranging = str(application.id) if arranged.slots else None
                DialogueState.objects.update_or_create(
                    conversation=conversation, defaults={"data": state.model_dump(mode="json")}
                )
    append_events(conversation.id, new_events, now=now)
    if not is_own:
        queue_notification(
            user,
            # Times are a choice of their own: who wants no news still wants those.
            kind=f"{'interview' if news.what in _OF_TIMES else 'application'}.{news.to_kind or news.what}",
            conversation_id=conversation.id,
            object_id=str(application.id),
            now=now,
        )


_OF_TIMES = (Happened.SLOTS_OFFERED, Happened.SLOT_CANCELLED)


def _tell_in_thread(news: News, words: str) -> None:
    """Say where the two write to each other what became of the contact, to the seeker alone.

    Not that it was read or answered, which one sees there; nor what is answered with a tap in the
    chat alone.
    """
    is_seen = news.what == Happened.READ or news.to_kind in ("applied", "answered")
    if is_seen or _waits_for_answer(news):
        return
    thread = find_thread(news.application)
    if thread is not None:
        tell_in_thread(thread, words, now=news.at)


def describe_news(news: News, *, time_zone: str) -> str:
    """Return in the active language what happened, as one would say it to a person."""
    posting = news.application.posting
    said = {
        "employer": employer_name(posting) or _("The employer"),
        "title": posting.title,
        "zone": time_zone or "UTC",
    }
    match news.what:
        case Happened.READ:
            return _("%(employer)s has read what you sent about “%(title)s”.") % said
        case Happened.SLOTS_OFFERED:
            lines = [
                f"{number}. {describe_time(slot, time_zone=time_zone)}"
                + (f" · {slot.place}" if slot.place else "")
                for number, slot in enumerate(news.slots, start=1)
            ]
            head = _(
                "%(employer)s suggests these times for an interview about “%(title)s”, in your "
                "time (%(zone)s):"
            )
            return "\n".join([head % said, *lines, _("Tap one, or say which.")])
        case Happened.SLOT_CANCELLED:
            time = describe_time(news.slots[0], time_zone=time_zone)
            words = _(
                "%(employer)s has had to cancel the interview about “%(title)s” on %(time)s. "
                "Your application stands as it did."
            )
            return words % {**said, "time": time}
        case Happened.OFFER_MADE:
            words = _("Good news: %(employer)s offers you the job “%(title)s”. They write:") % said
            text = news.offer.text if news.offer is not None else ""
            return f"{words}\n\n{text}\n\n" + _("Take the time you need, then accept or decline.")
        case Happened.OFFER_TAKEN_BACK:
            return _("%(employer)s has taken back its offer of the job “%(title)s”.") % said
        case _:
            return _describe_move(news, said)


def _describe_move(news: News, said: dict[str, str]) -> str:
    order = list(_GOES_ON)
    is_back = (
        news.to_kind in order
        and news.from_kind in order
        and order.index(news.to_kind) < order.index(news.from_kind)
    )
    if news.from_kind == news.to_kind:
        return _("%(employer)s has taken your application for “%(title)s” to another step.") % said
    if news.from_kind in ("rejected", "hired") and news.to_kind in order:
        return _("%(employer)s has taken up your application for “%(title)s” again.") % said
    if is_back:
        return (
            _("%(employer)s has put your application for “%(title)s” one step back. It goes on.")
            % said
        )
    words = {
        "applied": _("%(employer)s is looking at your application for “%(title)s”."),
        "answered": _("%(employer)s has answered you about “%(title)s”."),
        "interview": _(
            "Good news: %(employer)s would like to get to know you in an interview about “%(title)s”."
        ),
        "offer": _("Good news: %(employer)s wants to offer you the job “%(title)s”."),
        "hired": _("Congratulations! %(employer)s has taken you on for “%(title)s”."),
        "rejected": _(
            "%(employer)s has decided not to go on with your application for “%(title)s”. Thank "
            "you for the time you gave it; one no says little about you. I can look for more."
        ),
    }[news.to_kind] % said
    if news.reason is not None:
        reason = news.reason[1 if translation.get_language() == "zh-hans" else 0]
        words += "\n" + _("The reason they give: %(reason)s") % {"reason": reason}
    return words


def _chips(news: News, arranged: Arranged, user: User) -> list[Chip]:
    chips = arranged_chips(news.application, arranged, user)
    if news.to_kind == "rejected":
        job = str(news.application.posting_id)
        chips.append(build_chip(_("More like this"), do="job", action="similar", job_id=job))
    chips.append(build_chip(_("My applications"), do="scene", scene="applications"))
    return chips


def _waits_for_answer(news: News) -> bool:
    return news.what in (Happened.SLOTS_OFFERED, Happened.OFFER_MADE)


def _find_conversation(
    application: Application, user: User, *, is_needed: bool
) -> Conversation | None:
    """Return where they reached out; when that is gone the newest chat, or a new one."""
    found = Conversation.objects.filter(
        id__in=[application.conversation_id], participants__user=user
    ).first()
    if found is not None or not is_needed:
        return found
    for each in list_conversations(user, limit=20):
        if each.kind == Conversation.Kind.ASSISTANT:
            return each
    return create_conversation(user, scene=Conversation.Scene.APPLICATIONS)


def _mend_cards(
    application: Application, conversation: Conversation, card: ConnectStatus
) -> list[NewEvent]:
    """Return the change of each card of this contact that the conversation shows, newest first."""
    shown = (
        Event.objects.filter(
            conversation=conversation,
            type="item.done",
            erased_at=None,
            data__card__kind=card.kind,
            data__card__data__application_id=str(application.id),
        )
        .order_by("-seq")
        .values_list("item_id", flat=True)[:MOST_CARDS]
    )
    value = card.model_dump(mode="json", exclude_none=True)
    return [
        to_event(
            events.ItemUpdated(
                item_id=str(item_id),
                card_kind=card.kind,
                patch=[events.PatchAdd(op="replace", path="/card", value=value)],
            ),
            item_id=item_id,
        )
        for item_id in shown
        if item_id is not None
    ]


def _item(said: str | ConnectStatus, *, lang: Lang) -> NewEvent:
    item_id = uuid.uuid4()
    if isinstance(said, str):
        done = events.ItemDone(
            item_id=str(item_id), role="system", kind="text", text=said, lang=lang
        )
    else:
        done = events.ItemDone(
            item_id=str(item_id), role="system", kind="card", card=said, lang=lang
        )
    return to_event(done, item_id=item_id)
