"""Conversations with seekers in the admin: the company's own, live where scripts run."""

import uuid
from datetime import datetime
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from unfold.admin import ModelAdmin
from unfold.contrib.filters.admin import DropdownFilter

from jobassist.accounts.audit import record_act, record_look
from jobassist.accounts.companies import WRITERS, require_membership
from jobassist.accounts.models import Company, User
from jobassist.accounts.scoped_admin import CompanyScopedAdmin, user_of
from jobassist.errors import AppError, NotFound
from jobassist.language.text import Lang, detect_language
from jobassist.numbers import read_number
from jobs.models import Posting
from recruiting import services
from recruiting.beside import get_scribe
from recruiting.downloads import attach_file
from recruiting.models import Application, Report, Side, Thread
from recruiting.thread_texts import ask_to_share

FIELD = (
    "border border-base-200 bg-white rounded-default px-3 py-2 w-full text-sm "
    "dark:bg-base-900 dark:border-base-700"
)


REASONS = {
    Report.Reason.SCAM: gettext_lazy("A scam: money, codes, a false identity"),
    Report.Reason.SPAM: gettext_lazy("Spam"),
    Report.Reason.HARASSMENT: gettext_lazy("Harassment"),
    Report.Reason.DISCRIMINATION: gettext_lazy("Discrimination"),
    Report.Reason.OTHER: pgettext_lazy("why somebody is reported", "Something else"),
}


class MessageForm(forms.Form):
    """A message to a seeker; sent twice it is one, by its number."""

    frame_id = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("Message"),
        required=False,
        max_length=services.MAX_POST,
        widget=forms.Textarea(attrs={"rows": 4, "class": FIELD}),
    )
    file = forms.FileField(label=gettext_lazy("File (PDF, Word or text)"), required=False)


class GreetingForm(forms.Form):
    """The first words to somebody who allows to be found."""

    text = forms.CharField(
        label=gettext_lazy("Message"),
        max_length=services.MAX_GREETING,
        widget=forms.Textarea(attrs={"rows": 6, "class": FIELD}),
    )


class TurnFilter(DropdownFilter):
    """By who has to answer."""

    title = gettext_lazy("waits for")
    parameter_name = "turn"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return both sides."""
        return [("ours", _("you")), ("theirs", _("the candidate"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Thread]) -> QuerySet[Thread]:
        """Return the threads that wait for that side."""
        if self.value() == "ours":
            return services.our_turn(queryset)
        if self.value() == "theirs":
            return queryset.filter(state=Thread.State.OPEN, last_side=Side.RECRUITER)
        return queryset


def _page_in_touch(posting: Posting, person: User) -> str | None:
    """Return the page where a company is in touch with somebody about a posting. Two queries."""
    greeting = services.find_greeting(posting, person)
    if greeting is not None and greeting.thread_id is not None:
        return reverse("admin:recruiting_thread_change", args=[greeting.thread_id])
    application = services.find_application(person, posting)
    if application is not None:
        return reverse("admin:recruiting_application_change", args=[application.id])
    return None


@admin.register(Thread)
class ThreadAdmin(CompanyScopedAdmin):
    """Who a company writes with; the words are for owners and recruiters, not for viewers."""

    list_display = ["who", "job", "whose_turn", "stands", "latest"]
    list_filter = [TurnFilter]
    list_select_related = ["posting", "company"]
    ordering = ["-last_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Thread]:
        """Leave out the threads of people who are gone."""
        rows: QuerySet[Thread] = super().get_queryset(request)
        return rows.filter(seeker__isnull=False, conversation__isnull=False)

    @admin.display(description=gettext_lazy("with"))
    def who(self, thread: Thread) -> str:
        """Return a name that tells nobody's identity: a list is no place for names."""
        return services.pseudonym_of(thread)

    @admin.display(description=gettext_lazy("posting"), ordering="posting")
    def job(self, thread: Thread) -> str:
        """Return what it is about."""
        return thread.posting.title

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def stands(self, thread: Thread) -> str:
        """Return whether somebody may still write; a block is the seeker's own affair."""
        return (
            pgettext("a conversation", "open") if thread.state == Thread.State.OPEN else _("ended")
        )

    @admin.display(description=gettext_lazy("latest message"), ordering="last_at")
    def latest(self, thread: Thread) -> datetime | None:
        """Return when somebody wrote last."""
        return thread.last_at

    @admin.display(description=gettext_lazy("waits for"), ordering="last_side")
    def whose_turn(self, thread: Thread) -> str | None:
        """Return who has to answer."""
        if thread.state != Thread.State.OPEN:
            return None
        return _("you") if thread.last_side == Side.SEEKER else _("the candidate")

    def get_urls(self) -> list[URLPattern]:
        """Add files, the first opening, and greetings."""
        view = self.admin_site.admin_view
        return [
            path(
                "<uuid:thread_id>/files/<uuid:file_id>",
                view(self.download),
                name="recruiting_thread_file",
            ),
            path(
                "open/<uuid:application_id>", view(self.open_thread), name="recruiting_thread_open"
            ),
            path(
                "greet/<int:posting_id>/<str:reference>",
                view(self.greet),
                name="recruiting_thread_greet",
            ),
            *super().get_urls(),
        ]

    # --- a thread -------------------------------------------------------------------------

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show a thread and take what is written on its page."""
        user = user_of(request)
        thread = self._get(user, object_id)
        form = MessageForm(initial={"frame_id": uuid.uuid4()})
        beside: dict[str, str] = {}
        if request.method == "POST":
            form = MessageForm(request.POST, request.FILES)
            try:
                done, beside = self._act(request, thread, form)
            except AppError as error:
                messages.error(request, str(error.message))
                done = False
            if done:
                return HttpResponseRedirect(request.path)
            text = beside.get("draft") or request.POST.get("text", "")
            form = MessageForm(initial={"frame_id": uuid.uuid4(), "text": text})
        before = request.GET.get("before", "")
        page = services.read_thread(user, thread.id, before_seq=read_number(before) or None)
        record_look(
            user, company=thread.company, action="looked", kind="thread", object_id=thread.id
        )
        services.mark_thread_read(user, thread.id, seq=page.head_seq, now=timezone.now())
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": services.name_seeker(thread),
            "thread": thread,
            "application": thread.application,
            "shared": services.list_shared(thread),
            "page": page,
            "items": [_show_item(each) for each in page.frames if each["type"] == "item.done"],
            "form": form,
            "beside": beside,
            "reasons": REASONS.items(),
            "media": self.media,
        }
        return TemplateResponse(request, "recruiting/thread.html", context)

    def _get(self, user: User, thread_id: str | uuid.UUID) -> Thread:
        """Return a thread of the person's company; 404 for any other, 403 for a viewer."""
        try:
            return services.get_thread_of(user, thread_id)
        except NotFound as error:
            raise Http404 from error
        except AppError as error:
            raise PermissionDenied from error

    def _act(
        self, request: HttpRequest, thread: Thread, form: MessageForm
    ) -> tuple[bool, dict[str, str]]:
        """Do what a button asks for; returns whether the page starts afresh, and what to show."""
        user, now = user_of(request), timezone.now()
        act = request.POST.get("act", "send")
        if act == "draft":
            return False, {"draft": get_scribe().draft(thread, by=user)}
        if act in ("translate_theirs", "translate_mine"):
            return False, self._translate(user, thread, request, is_mine=act == "translate_mine")
        if act == "report":
            services.report_thread(
                user,
                thread,
                side=Side.RECRUITER,
                reason=request.POST.get("reason", ""),
                note=request.POST.get("note", ""),
                now=now,
            )
            messages.success(request, _("Reported. Somebody will look at it."))
            return True, {}
        if not form.is_valid():
            for errors in form.errors.values():
                messages.error(request, str(errors[0]))
            return False, {}
        if act in ("ask_resume", "ask_contact"):
            what: services.What = "resume" if act == "ask_resume" else "contact"
            services.post_to_thread(
                thread,
                sender=user,
                side=Side.RECRUITER,
                text=ask_to_share(what, lang=services.seeker_language(thread)),
                frame_id=form.cleaned_data["frame_id"],
                now=now,
            )
            return True, {}
        file = cast(UploadedFile | None, form.cleaned_data["file"])
        file_ids = []
        if file is not None:
            file_ids = [services.upload_file(thread, sender=user, file=file, now=now).id]
        services.post_to_thread(
            thread,
            sender=user,
            side=Side.RECRUITER,
            text=form.cleaned_data["text"],
            frame_id=form.cleaned_data["frame_id"],
            file_ids=file_ids,
            now=now,
        )
        return True, {}

    def _translate(
        self, user: User, thread: Thread, request: HttpRequest, *, is_mine: bool
    ) -> dict[str, str]:
        """Return a text and its translation, both to be shown; or why there is none."""
        original = request.POST.get("text", "")[: services.MAX_POST]
        if not is_mine:
            page = services.read_thread(user, thread.id)
            theirs = [
                each["data"].get("text")
                for each in page.frames
                if each["type"] == "item.done" and each["data"].get("role") == "user"
            ]
            original = next((each for each in reversed(theirs) if each), "")
        if not original:
            return {"notice": _("There is nothing to translate yet.")}
        to: Lang = "en" if detect_language(original) == "zh" else "zh"
        translated = get_scribe().translate(original, to=to, thread=thread, by=user)
        if translated is None:
            return {"notice": get_scribe().say_unavailable()}
        return {"original": original, "translated": translated}

    def download(
        self, request: HttpRequest, thread_id: uuid.UUID, file_id: uuid.UUID
    ) -> FileResponse:
        """Return a file of a thread, to be saved and never shown as a page."""
        user = user_of(request)
        thread = self._get(user, thread_id)
        try:
            if not services.may_see_file(thread, file_id):
                raise NotFound
            row, place = services.get_file(thread, file_id)
        except NotFound as error:
            raise Http404 from error
        record_look(
            user, company=thread.company, action="downloaded", kind="thread", object_id=thread.id
        )
        return attach_file(place, name=row.filename, type_=services.TYPES.get(row.kind))

    # --- beginnings -----------------------------------------------------------------------

    def open_thread(self, request: HttpRequest, application_id: uuid.UUID) -> HttpResponse:
        """Open the thread of a contact, and go there."""
        if request.method != "POST":
            raise Http404
        user = user_of(request)
        application = Application.objects.filter(
            id=application_id, company__isnull=False, seeker__isnull=False
        ).first()
        if application is None or application.company_id is None:
            raise Http404
        self._require_writer(user, application.company_id)
        try:
            thread = services.open_thread(application, now=timezone.now())
        except AppError as error:
            messages.error(request, str(error.message))
            return HttpResponseRedirect(reverse("admin:recruiting_thread_changelist"))
        return HttpResponseRedirect(reverse("admin:recruiting_thread_change", args=[thread.id]))

    def greet(self, request: HttpRequest, posting_id: int, reference: str) -> HttpResponse:
        """Write first to somebody of a candidate list, once."""
        from recruiting.candidates import get_person_of_reference

        user = user_of(request)
        posting = Posting.objects.filter(id=posting_id, company__isnull=False).first()
        if posting is None or posting.company_id is None:
            raise Http404
        self._require_writer(user, posting.company_id)
        company = Company.objects.get(id=posting.company_id)
        try:
            person = get_person_of_reference(company, posting, reference)
        except NotFound as error:
            raise Http404 from error
        if page := _page_in_touch(posting, person):
            # Refused anyway: before a word is written, and with the way to what there is.
            messages.info(request, _("You are in touch with this person about this posting."))
            return HttpResponseRedirect(page)
        form = GreetingForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                greeting = services.greet(
                    company,
                    posting,
                    reference=reference,
                    by=user,
                    text=form.cleaned_data["text"],
                    now=timezone.now(),
                )
            except NotFound as error:
                raise Http404 from error
            except AppError as error:
                messages.error(request, str(error.message))
            else:
                record_act(
                    user, company=company, action="greeted", kind="thread",
                    object_id=greeting.thread_id or "",
                )  # fmt: skip
                return HttpResponseRedirect(
                    reverse("admin:recruiting_thread_change", args=[greeting.thread_id])
                )
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Write first"),
            "posting": posting,
            "form": form,
            "media": self.media,
        }
        return TemplateResponse(request, "recruiting/greet.html", context)

    def _require_writer(self, user: User, company_id: int) -> None:
        try:
            require_membership(user, company_id, roles=WRITERS)
        except NotFound as error:
            raise Http404 from error
        except AppError as error:
            raise PermissionDenied from error


def _show_item(frame: dict[str, Any]) -> dict[str, Any]:
    """Return what the page shows of a message."""
    data = frame["data"]
    return {
        "seq": frame["seq"],
        "item_id": data.get("item_id"),
        "is_ours": data.get("role") == "recruiter",
        "is_house": data.get("role") in ("system", "assistant"),
        "is_withheld": bool(data.get("withheld")),
        "text": data.get("text") or "",
        "files": data.get("attachments") or [],
        "at": parse_datetime(frame["at"]),
    }


@admin.register(Report)
class ReportAdmin(ModelAdmin):
    """What people told of others' messages; for operators, who decide."""

    list_display = ["reason", "side", "company", "state", "at", "settled_at"]
    list_filter = ["state", "reason", "side"]
    list_select_related = ["company"]
    ordering = ["-at"]
    actions = ["uphold", "dismiss"]
    fields = ["reason", "side", "company", "posting", "note", "quoted", "state", "at"]
    readonly_fields = fields
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They come from the people concerned."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """They are settled, not deleted."""
        return False

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show a report; that somebody read it is recorded."""
        report = self.get_object(request, object_id)
        if report is not None and self.has_view_permission(request, report):
            record_look(
                user_of(request),
                company=report.company,
                action="looked",
                kind="report",
                object_id=report.id,
            )
        return cast(HttpResponse, super().change_view(request, object_id, form_url, extra_context))

    @admin.action(
        description=gettext_lazy("Right: something is to be done"), permissions=["change"]
    )
    def uphold(self, request: HttpRequest, queryset: QuerySet[Report]) -> None:
        """Settle the chosen ones as true."""
        self._settle(request, queryset, is_upheld=True)

    @admin.action(description=gettext_lazy("Nothing wrong with it"), permissions=["change"])
    def dismiss(self, request: HttpRequest, queryset: QuerySet[Report]) -> None:
        """Settle the chosen ones as unfounded."""
        self._settle(request, queryset, is_upheld=False)

    def _settle(self, request: HttpRequest, queryset: QuerySet[Report], *, is_upheld: bool) -> None:
        for report in queryset.filter(state=Report.State.OPEN):
            services.settle_report(
                report, by=user_of(request), is_upheld=is_upheld, now=timezone.now()
            )
