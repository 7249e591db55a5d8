"""Taking back the last change, of the search or of the résumé, whichever it was."""

from django.utils.translation import gettext as _

from chat.build_cards import build_chip, build_criteria_card
from chat.dialogue import find, resume
from chat.dialogue.reply import Reply


def undo(reply: Reply) -> None:
    """Take back the last change and show what stands now."""
    if reply.state.last_change == "resume":
        resume.undo(reply)
        return
    if not find.undo_criteria(reply):
        reply.say(_("There is nothing to take back."))
        reply.recall_prompt()
        return
    reply.say(_("Taken back."))
    reply.show(build_criteria_card(reply.state.criteria))
    reply.suggest(build_chip(_("Search now"), do="search"))
    reply.recall_prompt()
