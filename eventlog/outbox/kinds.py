"""What a notice can be about, and the words for it. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """A kind of notice: what the settings call it, and what is said of so many."""

    code: str
    label: str | Promise
    say: Callable[[int], str]
    # Offered to whoever acts for a company; the others to everybody.
    is_for_companies: bool = False


def _kinds() -> tuple[NoticeKind, ...]:
    return (
        NoticeKind(
            "thread.message",
            _("Messages from a recruiter or a candidate"),
            lambda count: ngettext(
                "You have a new message.", "You have %(count)d new messages.", count
            ),
        ),
        NoticeKind(
            "thread.greeting",
            _("Greetings from recruiters"),
            lambda count: ngettext(
                "A recruiter has greeted you.",
                "Recruiters have greeted you %(count)d times.",
                count,
            ),
        ),
        NoticeKind(
            "application",
            _("News of your applications"),
            lambda count: ngettext(
                "There is news of your application.",
                "There are %(count)d news of your applications.",
                count,
            ),
        ),
        NoticeKind(
            "interview",
            _("Times for an interview, and changes to them"),
            lambda count: ngettext(
                "Something about an interview waits for you.",
                "%(count)d things about interviews wait for you.",
                count,
            ),
        ),
        NoticeKind(
            "alert.found",
            _("New jobs of your saved searches"),
            lambda count: ngettext(
                "A saved search has found something new.",
                "Your saved searches have found something new %(count)d times.",
                count,
            ),
        ),
        NoticeKind(
            "contest.answered",
            _("Answers when you contested a score"),
            lambda count: ngettext(
                "A person has answered the score you contested.",
                "%(count)d scores you contested have been answered by a person.",
                count,
            ),
        ),
        NoticeKind(
            "company.application",
            _("Somebody reached out to your company"),
            lambda count: ngettext(
                "Somebody has reached out to your company.",
                "%(count)d people have reached out to your company.",
                count,
            ),
            is_for_companies=True,
        ),
        NoticeKind(
            "offer",
            _("Answers to your offers"),
            lambda count: ngettext(
                "An offer of yours has been answered.",
                "%(count)d offers of yours have been answered.",
                count,
            ),
            is_for_companies=True,
        ),
        NoticeKind(
            "contest.received",
            _("Somebody contests a score at your company"),
            lambda count: ngettext(
                "Somebody contests a score, and waits for a person's answer.",
                "%(count)d scores are contested and wait for a person's answer.",
                count,
            ),
            is_for_companies=True,
        ),
    )


KINDS: dict[str, NoticeKind] = {each.code: each for each in _kinds()}


def group_of(kind: str) -> str:
    """Return the kind that the settings name: `application` of `application.interview`.

    Only this leaves: that it was an offer, or a refusal, is content.
    """
    parts = kind.split(".")
    for length in range(len(parts), 0, -1):
        if (known := ".".join(parts[:length])) in KINDS:
            return known
    return "other"


def say_notice(kind: str, count: int) -> str:
    """Return one sentence about so many of a kind, in the active language; no content."""
    known = KINDS.get(kind)
    if known is None:
        text = ngettext("There is news for you.", "There are %(count)d news for you.", count)
    else:
        text = known.say(count)
    return text % {"count": count} if "%(" in text else text
