"""About one job: the deep read, why it fits, and comparisons."""

from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from chat.build_cards import (
    build_chip,
    build_job_detail,
    build_requirement,
    job_line,
)
from chat.cards import Match, Requirement
from chat.describe import join_words
from chat.dialogue.find import run_search, show_hits
from chat.dialogue.querying import build_query
from chat.dialogue.reply import Reply
from chat.recording import build_place
from chat.state import LastNote
from jobassist.errors import NotFound
from jobs import search
from jobs.models import Posting
from jobs.requirements import split_sections
from recruiting.services import record_note

MARKS = {"met": "✓", "partly": "~", "missing": "✗", "unknown": "?"}


def load_posting(posting_id: int) -> Posting | None:
    """Return a posting that may be shown, None where it is gone or was never public."""
    try:
        return search.get_posting(posting_id)
    except NotFound:
        return None


def find_posting(reply: Reply, *, card_refs: Sequence[int] = ()) -> Posting | None:
    """Return the posting that is talked about: the one named, in focus, or the only one shown."""
    state = reply.state
    for ref in card_refs:
        if -len(state.shown) <= ref < len(state.shown):
            return load_posting(state.shown[ref].posting_id)
    if state.focus_id is not None:
        return load_posting(state.focus_id)
    if len(state.shown) == 1:
        return load_posting(state.shown[0].posting_id)
    return None


def ask_which(reply: Reply, *, action: str) -> None:
    """Ask which of the shown jobs is meant, as chips that do it at once."""
    shown = reply.state.shown
    if not shown:
        reply.say(_("There is no job on the table yet. Tell me what you are looking for."))
        return
    reply.say(_("Which one do you mean?"))
    reply.suggest(
        *(
            build_chip(f"{n}. {each.title}", do="job", action=action, job_id=str(each.posting_id))
            for n, each in enumerate(shown, start=1)
        )
    )


def say_how_many(reply: Reply, *, action: str) -> None:
    """Say how many jobs are on the table where one beyond them was named, and offer those."""
    shown = reply.state.shown
    if len(shown) > 1:
        reply.say(_("There are only %(n)d jobs on the table.") % {"n": len(shown)})
        ask_which(reply, action=action)
        return
    reply.say(_("There is only one job on the table: “%(title)s”.") % {"title": shown[0].title})
    reply.suggest(
        build_chip(_("That one"), do="job", action=action, job_id=str(shown[0].posting_id)),
        build_chip(_("Show me others"), do="more"),
    )


def show_detail(reply: Reply, posting: Posting) -> None:
    """Show the deep read of a posting."""
    reply.state.focus_id = posting.id
    sections = split_sections(posting.description_text)
    document = reply.context.resume.confirmed_document
    lines = explain(reply, posting)
    match = None
    if lines:
        # Score and band are those of the round it was shown in; alone it is not ranked.
        shown = next((e for e in reply.state.shown if e.posting_id == posting.id), None)
        match = Match(
            score=shown.score if shown else None,
            band=shown.band if shown else None,
            requirements=[build_requirement(each, posting, document=document) for each in lines],
        )
    reply.show(
        build_job_detail(
            posting,
            match=match,
            duties=sections.get("duties", ()),
            requirements=sections.get("demands", ()),
            benefits=sections.get("offers", ()),
            ask_next=[_("Is overtime mentioned?"), _("What does it pay?"), _("Where is it?")],
        )
    )
    reply.suggest(
        build_chip(_("Get in touch"), do="job", action="connect", job_id=str(posting.id)),
        build_chip(_("Ask about this job"), do="job", action="ask", job_id=str(posting.id)),
        build_chip(
            _("Practise the interview"), do="job", action="practise", job_id=str(posting.id)
        ),
        build_chip(_("Why this job"), do="job", action="explain", job_id=str(posting.id)),
        build_chip(_("More like this"), do="job", action="similar", job_id=str(posting.id)),
    )


def explain(reply: Reply, posting: Posting) -> tuple[search.Requirement, ...]:
    """Return requirement by requirement how the posting fits this person."""
    document = reply.context.resume.confirmed_document
    return search.explain_match(posting, reply.state.criteria, document)


def find_costs(reply: Reply, posting: Posting) -> tuple[search.Shortfall, ...]:
    """Return what keeps a job from ranking higher in the search as it stands, dearest first."""
    if not reply.state.criteria.titles:
        return ()
    hit = search.match_posting(build_query(reply, with_seen=True), posting)
    return hit.shortfalls if hit else ()


def say_why(reply: Reply, posting: Posting) -> None:
    """Say why a job was shown, line by line with its evidence, and what speaks against it."""
    reply.state.focus_id = posting.id
    document = reply.context.resume.confirmed_document
    lines = [
        build_requirement(each, posting, document=document) for each in explain(reply, posting)
    ]
    if not lines:
        reply.say(
            _("“%(title)s” states no requirements, and you have not told me your wishes yet.")
            % {"title": posting.title}
        )
        return
    reply.say(_("“%(title)s”, point by point:") % {"title": posting.title})
    reply.say("\n".join(_line(each) for each in lines))
    against = [each.text for each in lines if each.status == "missing"]
    unknown = [each.text for each in lines if each.status == "unknown"]
    if against:
        reply.say(_("What speaks against it: %(what)s.") % {"what": join_words(against[:4])})
    costs = [each.text for each in find_costs(reply, posting)]
    if costs:
        reply.say(_("What keeps it from ranking higher: %(what)s.") % {"what": "; ".join(costs)})
    if unknown and document is None:
        reply.say(_("With your résumé I could tell more of these."))
        reply.suggest(build_chip(_("Write my résumé"), do="scene", scene="resume"))
    reply.suggest(
        build_chip(_("Get in touch"), do="job", action="connect", job_id=str(posting.id)),
        build_chip(_("Details"), do="job", action="detail", job_id=str(posting.id)),
        build_chip(_("Show me others"), do="more"),
    )


def _line(each: Requirement) -> str:
    proof = [
        _("posting: “%(words)s”") % {"words": each.posting_words} if each.posting_words else "",
        _("résumé: “%(words)s”") % {"words": each.resume_words} if each.resume_words else "",
    ]
    words = "; ".join(part for part in proof if part and each.text not in part)
    return f"{MARKS[each.status]} {each.text}" + (f" ({words})" if words else "")


def compare(reply: Reply, postings: Sequence[Posting]) -> None:
    """Put jobs side by side on what the person cares about; every value is the posting's."""
    criteria = reply.state.criteria
    document = reply.context.resume.confirmed_document
    scores: list[tuple[float, Posting]] = []
    for n, posting in enumerate(postings, start=1):
        lines = search.explain_match(posting, criteria, document)
        met = [each for each in lines if each.status == "met"]
        missing = [each.text for each in lines if each.status == "missing"]
        words = [f"{n}. {job_line(posting)}"]
        for label, value in (
            (_("Experience"), posting.experience_raw),
            (_("Education"), posting.education_raw),
            (_("Skills"), join_words(posting.skills[:6])),
        ):
            if value:
                words.append(f"   {label}: {value}")
        if lines:
            words.append(
                "   " + _("%(met)d of %(all)d points met") % {"met": len(met), "all": len(lines)}
            )
        if missing:
            words.append("   " + _("Not met: %(what)s") % {"what": join_words(missing[:3])})
        reply.say("\n".join(words))
        scores.append((len(met) / len(lines) if lines else 0.0, posting))
    best_score, best = max(scores, key=lambda each: each[0])
    if sum(1 for score, _posting in scores if score == best_score) == 1:
        reply.say(_("By your wishes, “%(title)s” fits better.") % {"title": best.title})
        reply.state.focus_id = best.id
    else:
        reply.say(_("By your wishes they fit equally well."))
    reply.suggest(
        *(
            build_chip(
                _("Contact no. %(n)d") % {"n": n},
                do="job",
                action="connect",
                job_id=str(posting.id),
            )
            for n, posting in enumerate(postings, start=1)
        )
    )


def show_similar(reply: Reply, posting: Posting) -> None:
    """Show a round of jobs like this one."""
    state = reply.state
    query = build_query(reply)
    hits = search.similar_jobs(posting.id, replace(query, fill=True)).hits
    near = [hit for hit in hits if not hit.is_near_miss]
    if not hits:
        reply.say(_("There is nothing open that is much like “%(t)s”.") % {"t": posting.title})
        run_search(reply, is_more=True)
        return
    state.round += 1
    if near:
        reply.say(_("Like “%(title)s”:") % {"title": posting.title})
    else:
        reply.say(
            _("Nothing like “%(title)s” is open there; the same work elsewhere, or for less:")
            % {"title": posting.title}
        )
    show_hits(reply, near or hits, query=query)
    reply.suggest(build_chip(_("Show me others"), do="more"))


def save(reply: Reply, posting: Posting) -> None:
    """Keep a job for later."""
    reply.context.begin_write()
    record_note(
        reply.context.user,
        posting,
        kind="saved",
        now=reply.context.now,
        acted_in=build_place(reply.context),
    )
    reply.state.last_change = "note"
    reply.state.last_note = LastNote(posting_ids=[posting.id], kind="saved", title=posting.title)
    reply.say(_("Saved: “%(title)s”.") % {"title": posting.title})
    reply.suggest(
        build_chip(_("Get in touch"), do="job", action="connect", job_id=str(posting.id)),
        build_chip(_("Show me others"), do="more"),
    )
