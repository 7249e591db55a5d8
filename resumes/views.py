"""Résumés over HTTP: shapes in, one service call, shapes out."""

import re
import uuid
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
)
from rest_framework import status
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from jobassist.accounts import limits
from jobassist.accounts.limits import Limit
from jobassist.accounts.schema import refusals
from jobassist.accounts.views import signed_in_as
from jobassist.errors import AppError
from jobs.search import get_posting

from . import services
from .models import Resume
from .pdf import Lang, render_resume_pdf
from .serializers import (
    AnswerSerializer,
    AttachmentSerializer,
    ConfirmSerializer,
    IntakeSerializer,
    MissingListSerializer,
    OperationSerializer,
    PreviewSerializer,
    ResumeCreateSerializer,
    ResumeDetailSerializer,
    ResumeSerializer,
    ResumesSerializer,
    UndoSerializer,
    UploadSerializer,
)
from .tailoring import tailor_document

TAG = ["résumés"]
UPLOAD_BY_USER = Limit("resume.upload", 30, limits.HOUR)
PDF_BY_USER = Limit("resume.pdf", 120, limits.HOUR)
INTAKE_BY_USER = Limit("resume.intake", 120, limits.HOUR)

_IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description='The revision that was looked at, as the ETag says it: `"7"`.',
)


class JSONPatchParser(JSONParser):
    """RFC 6902's own media type."""

    media_type = "application/json-patch+json"


def form_source(request: Request) -> services.Source:
    """Return the source of values typed into a form or sent by a program."""
    user, _sign_in = signed_in_as(request)
    return services.Source(kind="form", ref=str(user.id))


def _answer(preview: services.Preview, *, code: int = status.HTTP_200_OK) -> Response:
    return Response(
        preview.model_dump(mode="json"), status=code, headers={"ETag": f'"{preview.revision}"'}
    )


def _revision_of(request: Request) -> int | None:
    """Return the revision that If-Match names, None without the header."""
    header = request.headers.get("If-Match")
    if header is None or header.strip() == "*":
        return None
    m = re.fullmatch(r'\s*(?:W/)?"?(\d{1,9})"?\s*', header)
    if not m:
        raise AppError("bad_if_match", _("If-Match must name a revision."))
    return int(m[1])


class ResumesView(APIView):
    """A person's résumés."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="resumes_list",
        summary="Your résumés, newest first",
        responses={200: ResumesSerializer, **refusals(401)},
    )
    def get(self, request: Request) -> Response:
        """Return all of them, without their documents."""
        user, _sign_in = signed_in_as(request)
        rows = services.list_resumes(user)
        return Response({"resumes": ResumeSerializer(rows, many=True).data})

    @extend_schema(
        tags=TAG,
        operation_id="resumes_create",
        summary="A new résumé, which becomes the current one",
        request=ResumeCreateSerializer,
        responses={
            201: PreviewSerializer,
            **refusals(400, 401, 409, s409="too_many_resumes"),
        },
    )
    def post(self, request: Request) -> Response:
        """Open one, with the document of a JSON Resume when one is given."""
        user, _sign_in = signed_in_as(request)
        form = ResumeCreateSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        resume = services.create_resume(user, title=form.validated_data["title"])
        document = form.validated_data.get("document")
        if document:
            preview = services.intake_json_resume(
                resume, document=document, source=form_source(request)
            )
        else:
            preview = services.build_preview(resume)
        return _answer(preview, code=status.HTTP_201_CREATED)


class IntakeView(APIView):
    """Words or a file into the résumé."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="resumes_intake",
        summary="Read a text or an uploaded file into a résumé",
        request=IntakeSerializer,
        responses={200: PreviewSerializer, **refusals(400, 401, 404, 409, 429)},
        examples=[
            OpenApiExample(
                "One sentence",
                value={"text": "I've been a staff nurse at Elm Ward since 2019"},
                request_only=True,
            )
        ],
    )
    def post(self, request: Request) -> Response:
        """Merge what it says; nothing that is already there is lost."""
        user, _sign_in = signed_in_as(request)
        form = IntakeSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        limits.count_attempt(INTAKE_BY_USER, str(user.id))
        given = form.validated_data
        attachment = None
        if "attachment_id" in given:
            attachment = services.get_attachment_for(user, given["attachment_id"])
        resume = (
            services.get_resume_for(user, given["resume_id"])
            if "resume_id" in given
            else services.current_resume(user)
        )
        if attachment is not None:
            return _answer(services.intake_attachment(resume, attachment=attachment))
        return _answer(
            services.intake_text(resume, text=given["text"], source=form_source(request))
        )


class ResumeView(APIView):
    """One résumé."""

    permission_classes = [IsAuthenticated]
    parser_classes = [JSONPatchParser, JSONParser]

    @extend_schema(
        tags=TAG,
        operation_id="resumes_read",
        summary="A résumé with where each value came from",
        responses={200: ResumeDetailSerializer, **refusals(401, 404)},
    )
    def get(self, request: Request, resume_id: uuid.UUID) -> Response:
        """Return the document, its sources, and changes since the last confirmation."""
        resume = _resume(request, resume_id)
        preview = services.build_preview(resume)
        body = {
            **preview.model_dump(mode="json"),
            "title": resume.title,
            "lang": resume.lang,
            "sources": resume.sources,
        }
        return Response(body, headers={"ETag": f'"{resume.revision}"'})

    @extend_schema(
        tags=TAG,
        operation_id="resumes_change",
        summary="Change values by JSON Patch",
        parameters=[_IF_MATCH],
        request={
            "application/json-patch+json": OperationSerializer(many=True),
            "application/json": OperationSerializer(many=True),
        },
        responses={
            200: PreviewSerializer,
            **refusals(400, 401, 404, 409, s409="revision_moved, test_failed"),
        },
        examples=[
            OpenApiExample(
                "Put a date right",
                value=[{"op": "replace", "path": "/work/0/endDate", "value": "2023-07"}],
                request_only=True,
            )
        ],
    )
    def patch(self, request: Request, resume_id: uuid.UUID) -> Response:
        """Apply all operations or none."""
        resume = _resume(request, resume_id)
        form = OperationSerializer(data=request.data, many=True)
        form.is_valid(raise_exception=True)
        changes = [services.Change.model_validate(dict(c)) for c in form.validated_data]
        return _answer(
            services.apply_changes(
                resume,
                changes=changes,
                source=form_source(request),
                revision=_revision_of(request),
            )
        )

    @extend_schema(
        tags=TAG,
        operation_id="resumes_delete",
        summary="Delete a résumé for good",
        responses={204: None, **refusals(401, 404)},
    )
    def delete(self, request: Request, resume_id: uuid.UUID) -> Response:
        """Delete the document, its history and what matching read from it."""
        services.delete_resume(_resume(request, resume_id))
        return Response(status=status.HTTP_204_NO_CONTENT)


class MissingView(APIView):
    """What to ask."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="resumes_missing",
        summary="What is missing, doubtful or contradictory, most useful first",
        responses={200: MissingListSerializer, **refusals(401, 404)},
    )
    def get(self, request: Request, resume_id: uuid.UUID) -> Response:
        """Return at most eight questions."""
        preview = services.build_preview(_resume(request, resume_id), changes=())
        return Response({"missing": preview.model_dump(mode="json")["missing"]})


class AnswersView(APIView):
    """Answers to questions."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="resumes_answer",
        summary="Answer a question",
        request=AnswerSerializer,
        responses={
            200: PreviewSerializer,
            **refusals(400, 401, 404, 409, s400="invalid, bad_answer", s409="revision_moved"),
        },
        examples=[
            OpenApiExample(
                "In words",
                value={"path": "resume.work[0].endDate", "text": "last June"},
                request_only=True,
            )
        ],
    )
    def post(self, request: Request, resume_id: uuid.UUID) -> Response:
        """Apply an answer; `outcome` says how it was taken."""
        resume = _resume(request, resume_id)
        form = AnswerSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        given: dict[str, Any] = form.validated_data
        if given["skip"]:
            return _answer(services.skip_question(resume, path=given["path"]))
        return _answer(
            services.apply_answer(
                resume,
                path=given["path"],
                text=given.get("text"),
                value=given.get("value"),
                source=form_source(request),
                revision=given.get("revision"),
            )
        )


class ConfirmView(APIView):
    """Confirmation."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="resumes_confirm",
        summary="Say that a revision is right; from then on it is what matches",
        request=ConfirmSerializer,
        responses={
            200: PreviewSerializer,
            **refusals(400, 401, 404, 409, s409="revision_moved, empty_resume"),
        },
    )
    def post(self, request: Request, resume_id: uuid.UUID) -> Response:
        """Confirm exactly the revision that was looked at."""
        resume = _resume(request, resume_id)
        form = ConfirmSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        return _answer(services.confirm_resume(resume, revision=form.validated_data["revision"]))


class UndoView(APIView):
    """Undo."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="resumes_undo",
        summary="Take back the last changes, or one field's last change",
        request=UndoSerializer,
        responses={
            200: PreviewSerializer,
            **refusals(400, 401, 404, 409, s409="nothing_to_undo, revision_moved"),
        },
    )
    def post(self, request: Request, resume_id: uuid.UUID) -> Response:
        """Undo; an undo is a revision of its own."""
        resume = _resume(request, resume_id)
        form = UndoSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        given = form.validated_data
        return _answer(
            services.undo(
                resume,
                steps=given["steps"],
                path=given.get("path"),
                revision=given.get("revision"),
            )
        )


class ResumeFileView(APIView):
    """A résumé as a file to send."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="resumes_pdf",
        summary="The résumé as a PDF",
        parameters=[
            OpenApiParameter(
                "lang",
                enum=["zh", "en"],
                description="Language of headings and dates; the request's without it.",
            ),
            OpenApiParameter(
                "posting",
                OpenApiTypes.INT,
                description="What this posting asks for comes first; nothing else is changed.",
            ),
        ],
        responses={
            (200, "application/pdf"): OpenApiTypes.BINARY,
            **refusals(400, 401, 404, 409, 429, s409="empty_resume"),
        },
    )
    def get(self, request: Request, resume_id: uuid.UUID) -> HttpResponse:
        """Return the PDF; what is there is printed, nothing is added."""
        user, _sign_in = signed_in_as(request)
        resume = _resume(request, resume_id)
        lang = request.query_params.get("lang") or default_lang()
        if lang not in ("zh", "en"):
            raise AppError("bad_lang", _("lang must be zh or en."))
        if not resume.document:
            raise AppError("empty_resume", _("There is nothing in the résumé yet."), status=409)
        # What is costly, the fitting too, comes after the count.
        limits.count_attempt(PDF_BY_USER, str(user.id))
        document = resume.document
        wanted = request.query_params.get("posting")
        if wanted is not None:
            # 404 for one that is gone or was never public.
            posting = get_posting(int(wanted) if wanted.isdecimal() and len(wanted) < 19 else 0)
            made = tailor_document(document, title=posting.title, text=posting.description_text)
            document = made.document
        chosen: Lang = "zh" if lang == "zh" else "en"
        return HttpResponse(
            render_resume_pdf(document, lang=chosen),
            content_type="application/pdf",
            headers={
                "Content-Disposition": f'inline; filename="resume-{chosen}.pdf"',
                "Cache-Control": "private, no-store",
            },
        )


class ResumeJSONView(APIView):
    """A résumé as JSON Resume."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="resumes_json",
        summary="The résumé as a JSON Resume document",
        responses={200: OpenApiResponse(OpenApiTypes.OBJECT), **refusals(401, 404)},
    )
    def get(self, request: Request, resume_id: uuid.UUID) -> Response:
        """Return the document alone."""
        return Response(
            _resume(request, resume_id).document, headers={"Cache-Control": "private, no-store"}
        )


class AttachmentsView(APIView):
    """Files."""

    permission_classes = [IsAuthenticated]
    parser_classes = [MultiPartParser]

    @extend_schema(
        tags=TAG,
        operation_id="attachments_create",
        summary="Upload a résumé as a file: PDF, DOCX, text, Markdown, HTML, JSON Resume",
        request={"multipart/form-data": UploadSerializer},
        responses={
            201: AttachmentSerializer,
            **refusals(400, 401, 409, 429, s400="invalid, no_text, encrypted, too_many_pages …"),
        },
    )
    def post(self, request: Request) -> Response:
        """Read the file in a limited child; a refusal says what to do instead."""
        user, _sign_in = signed_in_as(request)
        limits.count_attempt(UPLOAD_BY_USER, str(user.id))
        form = UploadSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        attachment = services.upload_resume(user, file=form.validated_data["file"])
        return Response(AttachmentSerializer(attachment).data, status=status.HTTP_201_CREATED)


class AttachmentView(APIView):
    """One file."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="attachments_read",
        summary="Facts about a file",
        responses={200: AttachmentSerializer, **refusals(401, 404)},
    )
    def get(self, request: Request, attachment_id: uuid.UUID) -> Response:
        """Return what is known of the file."""
        user, _sign_in = signed_in_as(request)
        attachment = services.get_attachment_for(user, attachment_id)
        return Response(AttachmentSerializer(attachment).data)

    @extend_schema(
        tags=TAG,
        operation_id="attachments_delete",
        summary="Delete a file with its text",
        responses={204: None, **refusals(401, 404)},
    )
    def delete(self, request: Request, attachment_id: uuid.UUID) -> Response:
        """Delete it; what was read into a résumé stays there."""
        user, _sign_in = signed_in_as(request)
        services.delete_attachments([services.get_attachment_for(user, attachment_id)])
        return Response(status=status.HTTP_204_NO_CONTENT)


def default_lang() -> str:
    """Return the short code of the request's language."""
    return "zh" if (get_language() or "en").startswith("zh") else "en"


def _resume(request: Request, resume_id: uuid.UUID) -> Resume:
    user, _sign_in = signed_in_as(request)
    return services.get_resume_for(user, resume_id)
