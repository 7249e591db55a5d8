"""Cards from loaded rows. No queries: a hit comes with its employer and locations."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chat.cards import (
    ACTION_LIMIT,
    BODY_LIMIT,
    LABEL_LIMIT,
    TITLE_LIMIT,
    Action,
    BaseSalary,
    CarouselData,
    Chip,
    CriteriaCard,
    CriteriaData,
    FieldPrompt,
    FieldPromptData,
    JobCard,
    JobCarousel,
    JobData,
    JobDetail,
    JobDetailData,
    Liveness,
    Match,
    MemoryCard,
    MemoryData,
    MessagePreview,
    MessagePreviewData,
    MissingField,
    Organization,
    Place,
    Requirement,
    ResumeChange,
    ResumeData,
    ResumePreview,
    SceneEntry,
    SceneMenu,
    SceneMenuData,
    clip,
)
from chat.describe import (
    describe_criteria,
    describe_employment,
    describe_field,
    describe_pay,
    join_words,
)
from chat.fitting import fit, take_fitting
from chat.state import OpenPrompt
from jobs.criteria import Criteria
from jobs.models import Posting
from jobs.search import JobHit, display_region
from jobs.search import Requirement as JobRequirement
from resumes.services import Preview

WORDS_LIMIT = 240
DETAIL_LINES = 12


def dismiss_labels() -> dict[str, str]:
    """Return the reasons for "not this one", as a person says them."""
    return {
        "wrong_role": _("Not this kind of work"),
        "wrong_seniority": _("Wrong level"),
        "wrong_city": _("Wrong place"),
        "wrong_employment_type": _("Wrong kind of contract"),
        "too_low_salary": _("Pays too little"),
        "excluded": _("Has something I refuse"),
        "already_seen": _("Seen it already"),
        "expired": _("No longer open"),
        "other": _("Another reason"),
    }


def build_action(
    action_id: str, label: str, *, style: str | None = None, payload: dict[str, Any] | None = None
) -> Action:
    """Return an action with its label within the limit."""
    return Action(
        id=action_id,
        label=clip(label, LABEL_LIMIT),
        style=style,
        payload=payload or {},
    )


def build_chip(label: str, **postback: Any) -> Chip:
    """Return a chip; `postback` is what code understands when it is tapped."""
    return Chip(
        id="-".join(str(each) for each in postback.values())[:60] or "chip",
        label=clip(label, LABEL_LIMIT),
        postback=postback,
    )


def employer_name(posting: Posting) -> str | None:
    """Return the displayed hiringOrganization, None where the posting names none."""
    return posting.employer.name if posting.employer is not None else None


def place_names(posting: Posting) -> list[str]:
    """Return the places of work in short words, as the posting's rows have them."""
    names: list[str] = []
    for location in posting.locations.all():
        name = "·".join(each for each in (location.city, location.district) if each)
        names.append(name or location.raw)
    return names


def safe_url(url: str) -> str | None:
    """Return a web address, None for anything else."""
    return url if url and urlsplit(url).scheme in ("http", "https") else None


def pay_words(posting: Posting) -> str:
    """Return a posting's pay in words; "pay not stated" where it says nothing."""
    words = describe_pay(
        posting.salary_min,
        posting.salary_max,
        currency=posting.salary_currency,
        period=posting.salary_period,
    )
    if words and posting.salary_months and posting.salary_months > 12:
        words += _(" × %(months)g months") % {"months": posting.salary_months}
    return words or posting.salary_raw or _("pay not stated")


def build_job_data(
    posting: Posting, *, match: Match | None = None, is_short: bool = False
) -> JobData:
    """Return a posting in schema.org's names, every value from its row."""
    places = [
        Place(
            city=each.city or None,
            district=each.district or None,
            region=display_region(each),
            country=each.country or None,
        )
        if (each.city or each.region or each.country)
        else Place(city=each.raw)
        for each in posting.locations.all()
    ]
    employer = employer_name(posting)
    has_pay = any((posting.salary_min, posting.salary_max, posting.salary_raw))
    return JobData(
        job_id=str(posting.id),
        title=posting.title,
        hiringOrganization=Organization(name=employer) if employer else None,
        jobLocation=places[:3] if is_short else places,
        jobLocationType="TELECOMMUTE" if posting.is_remote else None,
        employmentType=posting.employment_type,
        baseSalary=BaseSalary(
            min=posting.salary_min,
            max=posting.salary_max,
            currency=posting.salary_currency,
            period=posting.salary_period,
            months=posting.salary_months,
            raw=posting.salary_raw or None,
        )
        if has_pay
        else None,
        skills=list(posting.skills[:8] if is_short else posting.skills),
        datePosted=posting.date_posted.isoformat() if posting.date_posted else None,
        validThrough=posting.valid_through.isoformat() if posting.valid_through else None,
        liveness=Liveness(
            status=posting.status if posting.status not in ("draft", "held") else "unknown",
            checked_at=(
                posting.liveness_checked_at.isoformat() if posting.liveness_checked_at else None
            ),
        ),
        match=match,
        url=safe_url(posting.url),
        directApply=posting.direct_apply,
    )


def build_requirement(
    requirement: JobRequirement, posting: Posting, *, document: Mapping[str, Any] | None
) -> Requirement:
    """Return one line of a match with the words that both sides' evidence points at."""
    words = None
    if requirement.posting_span is not None:
        start, end = requirement.posting_span
        words = clip(posting.description_text[start:end], WORDS_LIMIT)
    return Requirement(
        text=requirement.text,
        status=requirement.status,
        criterion=requirement.criterion,
        resume_pointer=requirement.resume_pointer,
        resume_words=_words_at(document, requirement.resume_pointer),
        posting_span=requirement.posting_span,
        posting_pointer=requirement.posting_pointer,
        posting_words=words,
    )


def _words_at(document: Mapping[str, Any] | None, pointer: str | None) -> str | None:
    if document is None or not pointer:
        return None
    value: Any = document
    for part in pointer.lstrip("/").split("/"):
        try:
            value = value[int(part)] if isinstance(value, list) else value[part]
        except (KeyError, IndexError, ValueError, TypeError):
            return None
    if isinstance(value, dict):
        value = _role_words(value) or value.get("name") or value.get("studyType")
    return clip(str(value), WORDS_LIMIT) if value not in (None, "", [], {}) else None


def _role_words(entry: Mapping[str, Any]) -> str | None:
    """Return a role with its employer and period, None for what is no role."""
    said = [str(entry[key]) for key in ("position", "name") if entry.get(key)]
    start, end = entry.get("startDate"), entry.get("endDate")
    if "position" not in entry or not said or not start:
        return None
    period = f"{start} – {end}" if end else _("%(start)s to now") % {"start": start}
    return f"{', '.join(said)} ({period})"


def build_match(hit: JobHit, *, document: Mapping[str, Any] | None) -> Match:
    """Return the match of a hit, requirement by requirement."""
    return Match(
        score=round(hit.score, 3),
        band=hit.band,
        requirements=[
            build_requirement(each, hit.posting, document=document) for each in hit.requirements
        ],
    )


def job_line(posting: Posting) -> str:
    """Return a posting in one line of plain text."""
    where = join_words(place_names(posting)[:3]) or (_("remote") if posting.is_remote else "")
    parts = [posting.title, employer_name(posting), where, pay_words(posting)]
    if posting.employment_type and posting.employment_type != "full_time":
        parts.append(describe_employment(posting.employment_type))
    return " · ".join(each for each in parts if each)


def dismiss_action(job_id: str) -> Action:
    """Return the "not this one" action, with the reasons to choose from."""
    return build_action(
        "dismiss",
        _("Not this one"),
        payload={
            "job_id": job_id,
            "reasons": [
                {"id": reason, "label": label} for reason, label in dismiss_labels().items()
            ],
        },
    )


def build_job_card(hit: JobHit, *, document: Mapping[str, Any] | None) -> JobCard:
    """Return the card of one hit."""
    return build_posting_card(hit.posting, match=build_match(hit, document=document))


def build_posting_card(posting: Posting, *, match: Match | None) -> JobCard:
    """Return a posting's card; without a match as whoever writes it looks at it."""
    data = build_job_data(posting, match=match, is_short=True)
    return JobCard(
        fallback_text=clip(job_line(posting), BODY_LIMIT),
        title=clip(posting.title, TITLE_LIMIT),
        data=data,
        actions=[
            build_action(
                "connect", _("Get in touch"), style="primary", payload={"job_id": data.job_id}
            ),
            build_action("detail", _("Details"), payload={"job_id": data.job_id}),
            build_action(
                "save", pgettext("a job for later", "Save"), payload={"job_id": data.job_id}
            ),
            dismiss_action(data.job_id),
        ],
    )


def build_jobs(
    hits: Sequence[JobHit],
    *,
    document: Mapping[str, Any] | None,
    round_number: int,
    reason: str | None = None,
) -> JobCard | JobCarousel:
    """Return one card for one hit, a carousel for more (ten at most)."""
    cards = [build_job_card(hit, document=document) for hit in hits[:10]]
    if len(cards) == 1:
        return cards[0]
    return JobCarousel(
        fallback_text=clip(
            "\n".join(f"{n}. {card.fallback_text}" for n, card in enumerate(cards, start=1)),
            BODY_LIMIT,
        ),
        title=clip(_("%(count)d jobs for you") % {"count": len(cards)}, TITLE_LIMIT),
        data=CarouselData(jobs=cards, round=round_number, reason=reason),
    )


def build_criteria_card(criteria: Criteria) -> CriteriaCard:
    """Return what is being searched for, editable."""
    words = describe_criteria(criteria)
    return CriteriaCard(
        fallback_text=clip(_("Looking for: %(what)s") % {"what": words or "…"}, BODY_LIMIT),
        title=_("What I am looking for"),
        data=CriteriaData.model_validate(criteria.model_dump(mode="json")),
        actions=[
            build_action("search", _("Search"), style="primary"),
            build_action("edit", _("Change")),
            build_action("clear", _("Start over")),
        ],
    )


def build_job_detail(
    posting: Posting,
    *,
    match: Match | None,
    duties: Sequence[str],
    requirements: Sequence[str],
    benefits: Sequence[str],
    ask_next: Sequence[str],
) -> JobDetail:
    """Return the deep read of a posting: its own lines, sorted by what they are about."""
    data = build_job_data(posting, match=match)
    job = {"job_id": data.job_id}
    return JobDetail(
        fallback_text=clip(f"{job_line(posting)}\n{posting.description_text}", BODY_LIMIT),
        title=clip(posting.title, TITLE_LIMIT),
        body=clip(job_line(posting), BODY_LIMIT),
        data=JobDetailData(
            job=data,
            duties=[clip(each, WORDS_LIMIT * 2) for each in duties[:DETAIL_LINES]],
            requirements=[clip(each, WORDS_LIMIT * 2) for each in requirements[:DETAIL_LINES]],
            benefits=[clip(each, WORDS_LIMIT * 2) for each in benefits[:DETAIL_LINES]],
            company=employer_name(posting),
            text=clip(posting.description_text, 8_000),
            ask_next=list(ask_next),
        ),
        actions=[
            build_action("connect", _("Get in touch"), style="primary", payload=job),
            build_action("explain", _("Why this job"), payload=job),
            build_action("similar", _("More like this"), payload=job),
            dismiss_action(data.job_id),
        ],
    )


def build_resume_preview(preview: Preview) -> ResumePreview:
    """Return the résumé as it would be confirmed, with what just changed and from which words."""
    changes = [
        ResumeChange(
            op=each.op,
            path=each.path,
            before=each.before,
            after=each.after,
            source=clip(each.source.words, WORDS_LIMIT) if each.source else None,
            is_doubtful=each.source.from_picture if each.source else None,
        )
        for each in preview.changes
    ]
    missing = [
        MissingField(path=each.path, reason=each.reason, question=each.question)
        for each in preview.missing
    ]
    lines = [
        f"{'+' if each.after is not None else '-'} {describe_field(each.path)}: "
        f"{each.after if each.after is not None else each.before}"
        + (f" ({_('please check')})" if each.is_doubtful else "")
        for each in changes
    ]
    whole = {
        "resume": preview.document,
        "changes": [each.model_dump(mode="json") for each in changes],
        "missing": [each.model_dump(mode="json") for each in missing],
    }
    shown = fit(whole)
    is_cut = shown is not whole
    return ResumePreview(
        fallback_text=clip("\n".join([_("Your résumé so far"), *lines]), BODY_LIMIT),
        title=_("Your résumé"),
        body=_("Long parts are shortened here; nothing of them is lost.") if is_cut else None,
        data=ResumeData(
            resume_id=str(preview.resume_id),
            revision=preview.revision,
            confirmed_revision=preview.confirmed_revision,
            completeness=preview.completeness,
            # Said only where it is so: what is confirmed is always the whole.
            is_cut=True if is_cut else None,
            **shown,
        ),
        actions=[
            build_action(
                "confirm",
                _("Confirm"),
                style="primary",
                payload={"resume_id": str(preview.resume_id), "revision": preview.revision},
            ),
            build_action("edit", _("Change something")),
            build_action("undo", _("Undo")),
            build_action("discard", _("Discard"), style="danger"),
        ],
    )


def build_field_prompt(prompt: OpenPrompt) -> FieldPrompt:
    """Return an open question as a card."""
    schema = prompt.answer_schema
    kind = "text"
    if prompt.reason == "confirmation":
        kind = "confirm"
    elif schema.get("type") == "array":
        kind = "choices"
    elif "enum" in schema:
        kind = "choice"
    elif schema.get("type") in ("number", "integer"):
        kind = "number"
    elif schema.get("format") in ("date", "year-month", "partial-date"):
        kind = "date"
    return FieldPrompt(
        fallback_text=clip(prompt.question, BODY_LIMIT),
        title=clip(prompt.question, TITLE_LIMIT),
        data=FieldPromptData(
            prompt_id=prompt.prompt_id,
            path=prompt.path,
            question=prompt.question,
            input=kind,
            answer_schema=schema,
            examples=prompt.examples,
            skippable=prompt.skippable,
        ),
        actions=[build_action("skip", _("Skip"), payload={"prompt_id": prompt.prompt_id})]
        if prompt.skippable
        else [],
    )


def build_scene_menu(*, current: str) -> SceneMenu:
    """Return the doors that lead somewhere."""
    entries = [
        SceneEntry(scene="find", label=_("Find a job"), hint=_("Say what you want to do")),
        SceneEntry(scene="resume", label=_("Write my résumé"), hint=_("Talk, paste or upload")),
        SceneEntry(
            scene="interview", label=_("Practise an interview"), hint=_("Questions, and a meter")
        ),
        SceneEntry(scene="applications", label=_("My applications"), hint=_("Whom you wrote to")),
        SceneEntry(
            scene="alerts", label=_("My alerts"), hint=_("New jobs that come by themselves")
        ),
        SceneEntry(
            scene="ask", label=_("Ask about a job"), hint=_("Answers from the posting itself")
        ),
    ]
    return SceneMenu(
        fallback_text=join_words([each.label for each in entries]),
        title=_("What shall we do?"),
        data=SceneMenuData(current=current, scenes=entries),
        actions=[
            build_action("enter", each.label, payload={"scene": each.scene})
            for each in entries[:ACTION_LIMIT]
        ],
    )


def build_memory_card(facts: MemoryData) -> MemoryCard:
    """Return what is remembered, to edit or forget: the newest that fit into a card."""
    lines = [each.text for each in facts.facts]
    return MemoryCard(
        fallback_text=clip("\n".join(lines), BODY_LIMIT) or _("Nothing is remembered."),
        title=_("What I remember"),
        data=MemoryData(facts=take_fitting(facts.facts)),
        actions=[build_action("edit", _("Change")), build_action("forget", _("Forget"))],
    )


def build_message_preview(
    posting: Posting, *, prompt_id: str, text: str, shared: Sequence[str]
) -> MessagePreview:
    """Return a draft to an employer and everything that goes with it."""
    to = employer_name(posting) or _("the employer")
    job = {"job_id": str(posting.id)}
    return MessagePreview(
        fallback_text=clip(text or job_line(posting), BODY_LIMIT),
        title=clip(_("To %(employer)s") % {"employer": to}, TITLE_LIMIT),
        body=clip(text, BODY_LIMIT) if text else None,
        data=MessagePreviewData(
            prompt_id=prompt_id,
            job_id=str(posting.id),
            to=to,
            text=text,
            shared=list(shared),
            url=safe_url(posting.url),
        ),
        actions=[
            build_action("send", _("Send"), style="primary", payload=job),
            build_action("edit", _("Change"), payload=job),
            build_action("discard", _("Don't send"), payload=job),
        ],
    )
