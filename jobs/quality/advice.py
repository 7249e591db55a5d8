"""What is said of each hint, and what to write instead."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# By what a person would be chosen: what is wrong with it, and what to write instead.
GROUNDS: dict[str, tuple[str | Promise, str | Promise]] = {
    "sex": (
        _("This chooses people by their sex."),
        _("Leave it out. If the work is heavy, say what is lifted and how often."),
    ),
    "age": (
        _("This chooses people by their age."),
        _("Leave it out. Say what the person must be able to do; a legal minimum of 16, 18 or 21 may stand."),
    ),
    "family": (
        _("This chooses people by marriage, pregnancy or children."),
        _("Leave it out, and do not ask in the interview. Say which hours or journeys the work has."),
    ),
    "origin": (
        _("This chooses people by where they come from."),
        _("Leave it out. Say which level of a language, which permit or which knowledge of the place is needed."),
    ),
    "race": (
        _("This chooses people by race or ethnic group."),
        _("Leave it out. If a language is needed, name it and its level."),
    ),
    "religion": (
        _("This chooses people by their faith."),
        _("Leave it out, unless the post is one of a faith's own; then say so and why."),
    ),
    "health": (
        _("This chooses people by an illness."),
        _("Leave it out. Where the State asks for a health certificate, ask for that."),
    ),
    "disability": (
        _("This shuts out people with a disability."),
        _("Say what the work consists of, and that you make adjustments."),
    ),
    "looks": (
        _("This chooses people by their looks."),
        _("Leave it out. Say how staff are to be dressed, or how they are to meet customers."),
    ),
    "sign": (
        _("This chooses people by something that has nothing to do with the work."),
        _("Leave it out."),
    ),
    "school": (
        _("This takes people of certain schools only."),
        _("Say which knowledge is needed; a school may be welcome, not a condition."),
    ),
}  # fmt: skip
# More exact than what is said of the ground.
WORDINGS: dict[str, tuple[str | Promise, str | Promise]] = {
    "en_sexed_title": (
        _("This name of a job speaks of one sex."),
        _("Use one for all: salesperson, supervisor, technician, waiting staff, cleaner, chair."),
    ),
    "en_he_will": (
        _("The candidate is spoken of as one sex."),
        _("Write “you” or “they”."),
    ),
    "en_native_speaker": (
        _("This asks for a mother tongue, not for how well somebody speaks."),
        _("Write “fluent” or a level, such as C1."),
    ),
    "en_nationality": (
        _("This asks for a nationality, not for the right to work."),
        _("Write “must have the right to work in …”. Name the law if one asks for citizenship."),
    ),
    "en_recent_graduate": (
        _("This leaves out people with more years behind them."),
        _("Write “entry level” or “graduates welcome”, and no upper limit of years."),
    ),
}
NEEDED = _("Lawful only where the work itself needs it; then say why in the posting.")

FACTS: dict[str, tuple[str | Promise, str | Promise]] = {
    "pay_missing": (
        _("The pay is not stated."),
        _("State a range. Many people search with a least pay, and find no posting without one."),
    ),
    "pay_vague": (
        _("The pay is stated in words that say nothing."),
        _("State a range, even a wide one."),
    ),
    "pay_wide": (
        _("The most is more than %(times)s times the least: people read it as “not stated”."),
        _("Narrow it, or split the posting by level."),
    ),
    "pay_unclear": (
        _("Per hour, day, month or year, and in which currency?"),
        _("Say both, or the pay cannot be compared and is not found."),
    ),
    "title_vague": (
        _("The title does not say which work it is."),
        _("Name the occupation as people search for it: “Night-shift nurse”, “后端开发工程师”."),
    ),
    "title_hype": (
        _("Nobody searches for this word."),
        _("Name the occupation as people search for it."),
    ),
    "title_long": (_("The title is long and is cut on a phone."), _("Keep to the work, the level and one particular.")),
    "title_pay": (
        _("The title praises rather than names the work."),
        _("Move pay and benefits to their fields."),
    ),
    "shouting": (_("It shouts."), _("Write in ordinary letters, with one exclamation mark at most.")),
    "place_missing": (
        _("No place of work is stated."),
        _("Name the city, or tick “remote”."),
    ),
    "place_unknown": (
        _("Nobody knows this place: %(place)s."),
        _("Name the city as maps do, with its region where there are several."),
    ),
    "text_missing": (_("There is no description."), _("Say what the person does in a day, and what they must bring.")),
    "text_short": (
        _("The description is short: people cannot tell whether they fit."),
        _("Say what the person does in a day, what they must bring, the hours and the team."),
    ),
    "text_wall": (
        _("A wall of text: %(count)s characters without a break."),
        _("Break it into tasks, requirements and what you offer, one thing a line."),
    ),
    "text_long": (_("The description is very long."), _("Say first what matters; the rest can go.")),
    "requirements_missing": (
        _("It does not say what somebody must bring."),
        _("Add a heading “Requirements” and three to six lines below it."),
    ),
    "requirements_many": (
        _("It makes %(count)s demands: good people turn away, women first."),
        _("Keep what the work cannot do without; mark the rest as welcome."),
    ),
    "contract_missing": (
        _("Full-time, part-time, a placement, for a time? It does not say."),
        _("Choose the kind of employment: people filter by it."),
    ),
    "contact_data": (
        _("Contact data in the text is seen by everybody and by robots."),
        _("Leave it out: people reach you from the card, and you see who wrote."),
    ),
    "link": (
        _("A link in the text leads people away, and past what protects them."),
        _("Put the address of the posting into its own field."),
    ),
    "end_missing": (
        _("It has no last day, and may stand when the place is long filled."),
        _("Give it a last day; it can be moved."),
    ),
}  # fmt: skip
HELD = _("Published like this it is held back: %(reason)s")
NOTED = _("This puts people off: %(reason)s")
