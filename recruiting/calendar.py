"""An interview as a calendar file (RFC 5545). Pure: from loaded rows."""

from datetime import datetime

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from recruiting.models import InterviewSlot

CONTENT_TYPE = "text/calendar; charset=utf-8"


def build_calendar(slot: InterviewSlot, *, now: datetime) -> bytes:
    """Return the file of a picked time, or of its cancellation; its posting must be loaded.

    The same for both sides: it names the posting and the company, and nobody.
    """
    application = slot.picked_by
    assert application is not None
    is_cancelled = slot.state == InterviewSlot.State.CANCELLED
    calendar = Calendar()
    calendar.add("prodid", "-//JobAssist//Interviews//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_cancelled else "PUBLISH")
    event = Event()
    # A time given back and picked by another is another event.
    event.add("uid", f"{slot.id}.{application.id}@jobassist")
    event.add("dtstamp", now)
    event.add("last-modified", slot.updated_at)
    event.add("sequence", slot.sequence)
    event.add("dtstart", slot.starts_at)
    event.add("dtend", slot.ends_at)
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    summary = _("Interview: %(title)s (%(company)s)") % {
        "title": application.posting.title,
        "company": slot.company.name,
    }
    event.add("summary", summary)
    if slot.place:
        event.add("location", slot.place)
    calendar.add_component(event)
    return bytes(calendar.to_ical())
