"""Taking back the last change, of the search or of the résumé, whichever it was."""

from django.utils.translation import gettext as _

from chat.build_cards import build_chip, build_criteria_card
from chat.dialogue import resume
from chat.dialogue.criteria import undo_criteria
from chat.dialogue.reply import Reply
from recruiting.services import forget_note


def undo(reply: Reply) -> None:
    """Take back the last change and show what stands now."""
    if reply.state.last_change == "resume":
        resume.undo(reply)
        return
    if reply.state.last_change == "note" and _undo_note(reply):
        return
    if not undo_criteria(reply):
        reply.say(_("There is nothing to take back."))
        reply.recall_prompt()
        return
    reply.say(_("Taken back."))
    reply.show(build_criteria_card(reply.state.criteria))
    reply.suggest(build_chip(_("Search now"), do="search"))
    reply.recall_prompt()


def _undo_note(reply: Reply) -> bool:
    """Take back what was saved or dismissed last; False where it is gone already."""
    state, context = reply.state, reply.context
    note, state.last_note, state.last_change = state.last_note, None, None
    if note is None:
        return False
    context.begin_write()
    gone = [
        posting_id
        for posting_id in note.posting_ids
        if forget_note(context.user, posting_id, kind=note.kind)
    ]
    if not gone:
        return False
    state.avoid = [each for each in state.avoid if each.posting_id not in gone]
    if note.kind == "saved":
        reply.say(_("No longer saved: “%(title)s”.") % {"title": note.title})
    else:
        reply.say(_("Taken back: “%(title)s” may be shown again.") % {"title": note.title})
    reply.suggest(build_chip(_("Search now"), do="search"))
    return True
