"""The page of one application: what a recruiter sees of a person, and what its forms do."""

import uuid
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from jobassist.accounts import audit
from jobassist.accounts.scoped_admin import user_of
from jobassist.numbers import read_number
from recruiting import services
from recruiting.models import (
    Application,
    ApplicationNote,
    DuplicateMerge,
    InterviewSlot,
    JobOffer,
    SlotOffer,
    Stage,
)

from .forms import MoveForm, NoteForm, OfferForm, SortForm, TimesForm

_Form = TypeVar("_Form", bound=forms.Form)


def build_context(request: HttpRequest, application: Application) -> dict[str, Any]:
    """Return what a recruiter sees of a person, which is put into the audit log."""
    company = application.company
    assert company is not None
    audit.record_look(
        user_of(request),
        company=company,
        action="looked",
        kind="application",
        object_id=application.id,
    )
    shared = services.read_shared(application)
    tags = application.tagged.order_by("tag__name").values_list("tag__name", flat=True)
    is_over = services.kind_of(application) == Stage.Kind.WITHDRAWN
    reasons = {each.code: str(each) for each in services.list_reasons(company.id)}
    return {
        "title": shared.name or services.pseudonym_of(application),
        "shared": shared,
        "thread": services.find_thread(application),
        "resume": describe_resume(shared.document or {}),
        "is_over": is_over,
        "reasons": reasons,
        "move_form": MoveForm(company.id, now_at=application.stage_id),
        "note_form": NoteForm(),
        "sort_form": SortForm(
            company.id,
            initial={
                "tags": ", ".join(tags),
                "assigned": str(application.assigned_to_id or ""),
            },
        ),
        "times_form": TimesForm(company),
        "offer_form": OfferForm(),
        "notes": ApplicationNote.objects.filter(application=application)
        .select_related("author")
        .order_by("-id")[:50],
        "slots": SlotOffer.objects.filter(application=application)
        .select_related("slot", "slot__picked_by")
        .order_by("slot__starts_at")[:50],
        "offer": services.find_offer(application),
        "duplicates": services.list_duplicates(application),
        "merges": services.list_merges(application),
    }


def act_on(request: HttpRequest, application: Application, what: str) -> str:
    """Do what one of the page's forms asks for; returns what to say of it."""
    me, now, company = user_of(request), timezone.now(), application.company
    assert company is not None
    match what:
        case "move":
            form = _valid(MoveForm(company.id, request.POST, now_at=application.stage_id))
            to = form.stages[form.cleaned_data["stage"]]
            services.move_application(
                application,
                to=to,
                by=me,
                reason=form.cleaned_data["reason"],
                is_reason_told=form.cleaned_data["tell_reason"],
                now=now,
            )
            return _("Moved to “%(stage)s”. The applicant has been told.") % {"stage": to.name}
        case "note":
            note = _valid(NoteForm(request.POST))
            services.add_note(application, text=note.cleaned_data["text"], by=me, now=now)
            return _("Noted. Only your company reads it.")
        case "sort":
            sort = _valid(SortForm(company.id, request.POST))
            services.set_tags(application, names=sort.tag_names(), by=me)
            chosen = sort.recruiters.get(sort.cleaned_data["assigned"])
            services.assign([application], to=chosen, by=me)
            return _("Saved.")
        case "times":
            times = _valid(TimesForm(company, request.POST))
            services.offer_slots(
                [application],
                starts=times.cleaned_data["starts"],
                minutes=times.cleaned_data["minutes"],
                time_zone=times.cleaned_data["time_zone"],
                place=times.cleaned_data["place"],
                by=me,
                now=now,
            )
            return _("The applicant can pick one of these times in the chat.")
        case "cancel_time":
            slot = (
                InterviewSlot.objects.select_related("picked_by")
                .filter(
                    company=company,
                    offers__application=application,
                    id=_uuid(request.POST.get("slot", "")),
                )
                .first()
            )
            if slot is None:
                raise Http404
            services.cancel_slot(slot, by=me, now=now)
            return _("It is taken back.")
        case "offer":
            words = _valid(OfferForm(request.POST))
            services.make_offer(application, text=words.cleaned_data["text"], by=me, now=now)
            return _("Offered. The applicant answers in the chat.")
        case "take_offer_back":
            offer = (
                JobOffer.objects.select_related("application")
                .filter(application=application, id=_uuid(request.POST.get("offer", "")))
                .first()
            )
            if offer is None:
                raise Http404
            services.take_offer_back(offer, by=me, now=now)
            return _("It is taken back.")
        case "merge":
            other = next(
                (
                    each
                    for each in services.list_duplicates(application)
                    if str(each.id) == request.POST.get("other")
                ),
                None,
            )
            if other is None:
                raise Http404
            services.merge_duplicate(application, other, by=me, now=now)
            return _("Merged. It can be undone here.")
        case "unmerge":
            merge = DuplicateMerge.objects.filter(
                kept=application, company=company, id=read_number(request.POST.get("merge", ""))
            ).first()
            if merge is None:
                raise Http404
            services.undo_merge(merge, by=me, now=now)
            return _("Two applications again.")
    raise Http404


def _valid(form: _Form) -> _Form:
    """Return a form that is right; raises what is wrong with it."""
    if not form.is_valid():
        name, errors = next(iter(form.errors.items()))
        label = form.fields[name].label if name in form.fields else ""
        raise ValidationError(f"{label}: {errors[0]}" if label else str(errors[0]))
    return form


def _uuid(given: str) -> uuid.UUID:
    try:
        return uuid.UUID(given)
    except ValueError:
        raise Http404 from None


def describe_resume(document: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """Return a shared résumé as headed lines, to read."""
    basics = document.get("basics") or {}
    parts: list[tuple[str, list[str]]] = [
        (_("Summary"), [str(basics[key]) for key in ("label", "summary") if basics.get(key)]),
        (
            _("Work so far"),
            [_line(each, "position", "name") for each in document.get("work") or []],
        ),
        (
            _("Studies"),
            [
                _line(each, "studyType", "area", "institution")
                for each in document.get("education") or []
            ],
        ),
        (
            _("Skills"),
            [
                ", ".join([str(each.get("name") or ""), *map(str, each.get("keywords") or [])])
                for each in document.get("skills") or []
            ],
        ),
        (
            _("Languages"),
            [_line(each, "language", "fluency") for each in document.get("languages") or []],
        ),
        (
            _("Certificates"),
            [_line(each, "name", "issuer") for each in document.get("certificates") or []],
        ),
        (_("Projects"), [_line(each, "name") for each in document.get("projects") or []]),
    ]
    return [(head, kept) for head, lines in parts if (kept := [each for each in lines if each])]


def _line(entry: dict[str, Any], *names: str) -> str:
    """Return an entry on one line, with its time and what is said of it."""
    said = " · ".join(str(entry[each]) for each in names if entry.get(each))
    start, end = entry.get("startDate"), entry.get("endDate")
    if start or end:
        said += f" ({start or '?'} – {end or _('today')})"
    highlights = [str(each) for each in entry.get("highlights") or []]
    summary = str(entry.get("summary") or entry.get("description") or "")
    more = " ".join(each for each in [summary, *highlights] if each)
    return f"{said}: {more}" if more else said
