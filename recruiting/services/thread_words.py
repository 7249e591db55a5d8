"""A company's words on their way to a seeker: links out, warnings beside them."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from jobassist.accounts.locales import django_language
from recruiting.models import Thread
from recruiting.screening import Danger, screen_message

from .threads import tell_in_thread


def screen_words(thread: Thread, text: str) -> tuple[str, tuple[Danger, ...]]:
    """Return a company's words as they go into the log, and what to warn the seeker of."""
    if thread.seeker is None:
        return text, ()
    with override(django_language(thread.seeker.locale)):
        screened = screen_message(
            text, removed=_("[link removed]"), own_host=urlsplit(settings.PUBLIC_URL).netloc
        )
    return screened.text, screened.warnings


def warn_seeker(thread: Thread, warnings: Sequence[Danger], *, now: datetime) -> None:
    """Say beside a company's words what no employer asks for, to the seeker alone."""
    if not warnings or thread.seeker is None:
        return
    with override(django_language(thread.seeker.locale)):
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
    tell_in_thread(thread, text, now=now)
