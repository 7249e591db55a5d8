"""What an earlier conversation had settled, taken up in a new one."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from chat import memory
from chat.dialogue.reply import Reply
from chat.turns.rows import read_state_before

# Earlier days of the week are called by their name.
_WEEK = 7


def take_up_search(reply: Reply) -> bool:
    """Begin with what the person is known to look for; False where nothing is known.

    What was asked, refused and seen in the latest remembered conversation stays so: nobody is
    asked the same twice, and "new" means not seen yet. Two queries.
    """
    context, state = reply.context, reply.state
    known, facts = memory.recall_criteria(context.user)
    if known.is_empty:
        return False
    state.criteria, state.is_return = known, True
    state.told_at = max(each.valid_from for each in facts).isoformat()
    before = read_state_before(context.conversation)
    state.asked = [each for each in before.asked if each.startswith("criteria.")]
    state.refused = [each for each in before.refused if each.startswith("criteria.")]
    state.avoid, state.is_pay_strict = before.avoid, before.is_pay_strict
    state.is_work_strict = before.is_work_strict
    state.seen_ids, state.shown = before.seen_ids, before.shown
    state.focus_id = before.focus_id
    return True


def describe_when(told_at: datetime, *, today: date, zone: ZoneInfo) -> str:
    """Return when something was said, as people say it: "yesterday", "on Tuesday"."""
    day = told_at.astimezone(zone).date()
    days = (today - day).days
    if days <= 0:
        return _("earlier today")
    if days == 1:
        return _("yesterday")
    if days < _WEEK:
        names = (
            _("on Monday"), _("on Tuesday"), _("on Wednesday"), _("on Thursday"),
            _("on Friday"), _("on Saturday"), _("on Sunday"),
        )  # fmt: skip
        return names[day.weekday()]
    return _("on %(day)d/%(month)d") % {"day": day.day, "month": day.month}


def say_because(reply: Reply) -> str:
    """Return the words by which the first round of a new conversation says why it knows.

    Empty afterwards: what was said once needs no reason again.
    """
    state, context = reply.state, reply.context
    if state.told_at is None:
        return ""
    when = describe_when(
        datetime.fromisoformat(state.told_at),
        today=context.today,
        zone=ZoneInfo(context.user.time_zone or "UTC"),
    )
    state.told_at = None
    return _("Because you told me %(when)s:") % {"when": when}
