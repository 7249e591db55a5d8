"""Getting in touch: a draft, what the employer will see, a yes, and only then the record."""

import uuid
from typing import Any

from django.utils.translation import gettext as _

from chat.build_cards import (
    build_chip,
    build_message_preview,
    employer_name,
    safe_url,
)
from chat.connect_cards import build_connect_status
from chat.describe import join_words
from chat.dialogue.about import load_posting
from chat.dialogue.applications import show_standing
from chat.dialogue.reply import Reply
from chat.state import PendingMessage
from jobassist.errors import AppError
from jobs import search
from jobs.models import Posting
from jobs.services import check_alive
from recruiting.services import (
    MAX_MESSAGE,
    find_application,
    record_connection,
)
from resumes.models import Resume


def prepare(reply: Reply, posting: Posting, *, words: str = "") -> None:
    """Show the message and all that would be shared; or the employer's own way in."""
    state, context = reply.state, reply.context
    state.focus_id = posting.id
    alive = check_alive(posting.id, now=context.now)
    if not alive.is_open:
        reply.say(alive.words)
        reply.suggest(
            build_chip(_("More like this"), do="job", action="similar", job_id=str(posting.id))
        )
        return
    earlier = find_application(context.user, posting)
    if earlier is not None:
        reply.say(_("You have been in touch about this one already."))
        show_standing(reply, [earlier])
        return
    if posting.company_id is None:
        _go_outbound(reply, posting)
        return
    resume = context.resume
    has_resume = resume.confirmed_document is not None
    text = words.strip()[:MAX_MESSAGE] or draft_message(reply, posting, resume)
    state.pending = PendingMessage(
        posting_id=posting.id,
        text=text,
        share_resume=has_resume,
        resume_revision=resume.confirmed_revision,
    )
    show_draft(reply, posting)


def show_draft(reply: Reply, posting: Posting) -> None:
    """Show the pending draft and ask for the yes without which nothing leaves the house."""
    pending = reply.state.pending
    if pending is None:
        return
    shared = [_("This message")]
    if pending.share_resume:
        shared.append(_("Your confirmed résumé, with your contact details"))
    else:
        shared.append(_("No résumé: you have not confirmed one yet"))
    prompt_id = str(uuid.uuid4())
    reply.show(
        build_message_preview(posting, prompt_id=prompt_id, text=pending.text, shared=shared)
    )
    reply.ask(
        "message_preview.send",
        _("Shall I send this to %(employer)s?")
        % {"employer": employer_name(posting) or _("the employer")},
        schema={"type": "boolean"},
        reason="confirmation",
        skippable=False,
        with_card=False,
        prompt_id=prompt_id,
        chips=(
            build_chip(_("Send it"), do="message", action="send", prompt_id=prompt_id),
            build_chip(_("Change the text"), do="message", action="edit"),
            build_chip(_("Don't send"), do="message", action="discard"),
        ),
    )


def draft_message(reply: Reply, posting: Posting, resume: Resume) -> str:
    """Return a greeting made of what the person confirmed and the posting says, no more."""
    document: dict[str, Any] = resume.confirmed_document or {}
    name = (document.get("basics") or {}).get("name")
    met = [
        each
        for each in search.explain_match(posting, reply.state.criteria, document or None)
        if each.status == "met" and each.resume_pointer
    ]
    parts = [_("Hello, I am interested in “%(title)s”.") % {"title": posting.title}]
    positions = [each.get("position") for each in document.get("work", []) if each.get("position")]
    if positions:
        parts.append(_("I have worked as %(what)s.") % {"what": positions[0]})
    if met:
        parts.append(
            _("From your requirements I bring: %(what)s.")
            % {"what": join_words([each.text for each in met[:3]])}
        )
    parts.append(_("May I learn more about it?"))
    if name:
        parts.append(name)
    return "\n".join(parts)


def _go_outbound(reply: Reply, posting: Posting) -> None:
    """Record the visit and show the employer's own page; nothing is shared."""
    context = reply.context
    context.begin_write()
    application, _is_new = record_connection(
        context.user,
        posting,
        message="",
        resume_id=None,
        resume_revision=None,
        conversation_id=context.conversation.id,
        round_number=reply.state.round,
        now=context.now,
        scene=context.conversation.scene,
        language=context.lang,
    )
    if safe_url(posting.url):
        reply.say(_("This employer takes applications on its own page; the link is on the card."))
    else:
        reply.say(
            _("The posting gives no way to apply here; ask %(employer)s directly.")
            % {"employer": employer_name(posting) or _("the employer")}
        )
    reply.show(build_connect_status(application, posting))
    reply.suggest(build_chip(_("Show me others"), do="more"))
    if context.resume.confirmed_document is None:
        reply.suggest(build_chip(_("Write my résumé"), do="scene", scene="resume"))


def send_shown(reply: Reply, *, prompt_id: str | None) -> None:
    """Send the draft of the preview that was tapped; an older one shows what is pending now."""
    prompt = reply.state.open_prompt
    is_this = prompt is not None and prompt.prompt_id == prompt_id
    pending = reply.state.pending
    if is_this or pending is None:
        send(reply)
        return
    posting = load_posting(pending.posting_id)
    if posting is None:
        discard(reply)
        return
    show_draft(reply, posting)


def send(reply: Reply) -> None:
    """Send the pending draft: the person has said yes to exactly this."""
    context, state = reply.context, reply.state
    pending = state.pending
    if pending is None:
        reply.say(_("There is no message waiting to be sent."))
        return
    posting = load_posting(pending.posting_id)
    resume = context.resume if pending.share_resume else None
    if posting is not None and resume and resume.confirmed_revision != pending.resume_revision:
        reply.say(_("Your résumé has changed since; this is what would be sent now."))
        pending.resume_revision = resume.confirmed_revision
        show_draft(reply, posting)
        return
    reply.close_prompt("answered")
    state.pending = None
    if posting is None:
        # Held back or removed since: what the person is told, and that nothing left the house.
        reply.say(check_alive(pending.posting_id, now=context.now).words)
        reply.say(_("Nothing was sent."))
        reply.suggest(build_chip(_("Show me others"), do="more"))
        return
    context.begin_write()
    try:
        application, is_new = record_connection(
            context.user,
            posting,
            message=pending.text,
            resume_id=resume.id if resume else None,
            resume_revision=resume.confirmed_revision if resume else None,
            conversation_id=context.conversation.id,
            round_number=state.round,
            now=context.now,
            scene=context.conversation.scene,
            language=context.lang,
        )
    except AppError as error:
        reply.say(str(error.message))
        reply.suggest(
            build_chip(_("More like this"), do="job", action="similar", job_id=str(posting.id))
        )
        return
    if is_new:
        reply.say(
            _("Sent to %(employer)s. I will tell you here when they read or answer it.")
            % {"employer": employer_name(posting) or _("the employer")}
        )
    else:
        reply.say(_("You have been in touch about this one already."))
    reply.show(build_connect_status(application, posting))
    reply.suggest(
        build_chip(_("Show me others"), do="more"),
        build_chip(_("My applications"), do="scene", scene="applications"),
    )


def discard(reply: Reply) -> None:
    """Drop the draft; nothing was sent."""
    reply.state.pending = None
    reply.close_prompt("cancelled")
    reply.say(_("Nothing was sent."))
    reply.suggest(build_chip(_("Show me others"), do="more"))


def ask_edit(reply: Reply) -> None:
    """Ask for the person's own wording; the next message replaces the draft."""
    if reply.state.pending is None:
        reply.say(_("There is no message waiting to be sent."))
        return
    reply.ask(
        "message_preview.edit",
        _("Write the message as you want it."),
        schema={"type": "string", "minLength": 1, "maxLength": MAX_MESSAGE},
        skippable=False,
        chips=(build_chip(_("Don't send"), do="message", action="discard"),),
    )


def replace_draft(reply: Reply, text: str) -> None:
    """Take the person's own wording as the draft and show it again."""
    state = reply.state
    if state.pending is None:
        return
    posting = load_posting(state.pending.posting_id)
    if posting is None:
        discard(reply)
        return
    state.pending = state.pending.model_copy(update={"text": text.strip()[:MAX_MESSAGE]})
    reply.close_prompt("answered")
    show_draft(reply, posting)
