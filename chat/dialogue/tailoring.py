"""The résumé for one posting: what goes first, said before it is printed so."""

from django.utils.translation import gettext as _

from chat.build_cards import build_chip
from chat.describe import join_words
from chat.dialogue import about, resume
from chat.dialogue.reply import Reply
from jobs.models import Posting
from resumes.tailoring import tailor_document

MOST_NAMED = 4


def tailor(reply: Reply, posting: Posting | None) -> None:
    """Say what of the résumé goes first for a posting: it is printed so with that posting."""
    if posting is None:
        about.ask_which(reply, action="detail")
        return
    document = reply.context.resume.document or {}
    if not document:
        resume.enter(reply)
        return
    reply.state.focus_id = posting.id
    made = tailor_document(document, title=posting.title, text=posting.description_text)
    if made.first:
        shown = [f"“{each[:60]}”" for each in made.first[:MOST_NAMED]]
        reply.say(
            _("For “%(title)s” your résumé begins with %(what)s; nothing is added or worded anew.")
            % {"title": posting.title, "what": join_words(shown)}
        )
    else:
        reply.say(
            _("For “%(title)s” your résumé stands in the right order already.")
            % {"title": posting.title}
        )
    reply.suggest(
        build_chip(_("Get in touch"), do="job", action="connect", job_id=str(posting.id)),
    )
    reply.recall_prompt()
