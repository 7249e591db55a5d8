"""A company's words on their way to a seeker: links out, warnings beside them."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from eventlog.models import Conversation
from eventlog.services import append_events
from jobassist.accounts.locales import django_language
from jobassist.accounts.models import User
from recruiting.models import Application, Thread
from recruiting.screening import Danger, screen_message

from .threads import build_item, find_thread, tell_in_thread


def screen_words(thread: Thread, text: str) -> tuple[str, tuple[Danger, ...]]:
    """Return a company's words as they go into the log, and what to warn the seeker of."""
    return screen_for(thread.seeker, text)


def screen_for(seeker: User | None, text: str) -> tuple[str, tuple[Danger, ...]]:
    """Return a company's words as this seeker may read them, and what to warn of."""
    if seeker is None:
        return text, ()
    with override(django_language(seeker.locale)):
        screened = screen_message(
            text, removed=_("[link removed]"), own_host=urlsplit(settings.PUBLIC_URL).netloc
        )
    return screened.text, screened.warnings


def warn_seeker(thread: Thread, warnings: Sequence[Danger], *, now: datetime) -> None:
    """Say beside a company's words what no employer asks for, to the seeker alone."""
    if warnings and thread.seeker is not None:
        tell_in_thread(thread, _word_warnings(thread.seeker, warnings), now=now)


def warn_of_contact(application: Application, warnings: Sequence[Danger], *, now: datetime) -> None:
    """Say the same beside an offer or a time: in the thread, else where the contact began.

    Inside the caller's transaction, the contact locked.
    """
    if not warnings or application.seeker is None:
        return
    thread = find_thread(application)
    conversation_id = thread.conversation_id if thread else application.conversation_id
    if conversation_id is None or not Conversation.objects.filter(id=conversation_id).exists():
        # Deleted by the seeker.
        return
    text = _word_warnings(application.seeker, warnings)
    append_events(conversation_id, [build_item(role="system", text=text, is_private=True)], now=now)


def _word_warnings(seeker: User, warnings: Sequence[Danger]) -> str:
    with override(django_language(seeker.locale)):
        said = {
            "money": _(
                "Careful: this message speaks of money you would pay. No serious employer asks for "
                "a deposit or a fee before you start. Pay nothing."
            ),
            "secret": _(
                "Careful: this message asks for codes, bank details or papers. Give nobody a "
                "verification code; show papers only when you start work."
            ),
            "elsewhere": _(
                "Careful: this message wants to talk somewhere else. There nobody can help you, and "
                "nothing can be reported. You may stay here."
            ),
            "link": _("I took a link out of this message: I do not know where it leads."),
        }
        text = "\n".join(said[each] for each in warnings)
        if tuple(warnings) != ("link",):
            text += "\n" + _("You can block this company or report the message.")
    return text
