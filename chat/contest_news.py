"""What a seeker is told when a person has answered the score they contested."""

import uuid

from django.utils import translation
from django.utils.translation import gettext as _

from chat import events
from chat.build_cards import employer_name
from chat.language import Lang, django_locale, lang_of_locale
from chat.turns import load_state, to_event
from eventlog.models import Conversation
from eventlog.services import (
    append_events,
    create_conversation,
    list_conversations,
    queue_notification,
)
from recruiting.models import ScoreContest


def tell_answer(contest: ScoreContest) -> None:
    """Tell the seeker where they contested it, else in their newest chat. In the open transaction."""
    user = contest.seeker
    conversation = Conversation.objects.filter(
        id__in=[contest.conversation_id], participants__user=user
    ).first()
    if conversation is None:
        chats = (
            each
            for each in list_conversations(user, limit=20)
            if each.kind == Conversation.Kind.ASSISTANT
        )
        conversation = next(chats, None) or create_conversation(
            user, scene=Conversation.Scene.APPLICATIONS
        )
    lang: Lang = load_state(conversation).lang or lang_of_locale(user.locale)
    assert contest.answered_at is not None
    with translation.override(django_locale(lang)):
        item_id = uuid.uuid4()
        done = events.ItemDone(
            item_id=str(item_id), role="system", kind="text", text=describe(contest), lang=lang
        )
        append_events(conversation.id, [to_event(done, item_id=item_id)], now=contest.answered_at)
    queue_notification(
        user,
        kind="contest.answered",
        conversation_id=conversation.id,
        object_id=str(contest.id),
        now=contest.answered_at,
    )


def describe(contest: ScoreContest) -> str:
    """Return in the active language what came of it, with the answer in the person's words."""
    said = {"title": contest.posting.title, "employer": employer_name(contest.posting)}
    if contest.outcome == ScoreContest.Outcome.CORRECTED:
        head = _(
            "You contested the score of “%(title)s”. A person has looked: it was wrong, and you "
            "are looked at without it. They write:"
        )
    else:
        head = _(
            "You contested the score of “%(title)s”. A person has looked: the score stands. They "
            "write:"
        )
    return f"{head % said}\n\n{contest.answer}"
