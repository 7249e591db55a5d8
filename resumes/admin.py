"""Résumés in the admin site, masked: how far they are, nothing of what they say."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from .models import Attachment, Resume
from .pointers import leaves_of


class ReadOnlyAdmin(ModelAdmin):
    """To look at only."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody writes another person's résumé."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nor changes it."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """A person deletes their own; erasure goes through their account."""
        return False


@admin.register(Resume)
class ResumeAdmin(ReadOnlyAdmin):
    """How many values, revisions and roles a résumé has; no words of it."""

    list_display = ["id", "owner_id", "lang", "values", "revision", "confirmed_revision", "roles"]
    list_filter = ["lang", "is_current"]
    search_fields = ["=id", "=owner__id"]
    ordering = ["-updated_at"]
    fields = [
        "id",
        "owner_id",
        "lang",
        "values",
        "sections",
        "open_doubts",
        "revision",
        "confirmed_revision",
        "confirmed_at",
        "is_current",
        "created_at",
        "updated_at",
    ]
    readonly_fields = fields
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Resume]:
        """Return the rows with their counts. One query a page."""
        rows: QuerySet[Resume] = super().get_queryset(request)
        return rows.annotate(role_count=Count("roles"))

    @admin.display(description=_("values"))
    def values(self, resume: Resume) -> int:
        """Return how many values the document has."""
        return sum(1 for _leaf in leaves_of(resume.document))

    @admin.display(description=_("sections"))
    def sections(self, resume: Resume) -> str:
        """Return how many entries each section has."""
        return ", ".join(
            f"{name}: {len(part) if isinstance(part, list) else 1}"
            for name, part in resume.document.items()
        )

    @admin.display(description=_("open doubts"))
    def open_doubts(self, resume: Resume) -> int:
        """Return how many doubts the texts left."""
        return len(resume.doubts)

    @admin.display(description=_("roles"))
    def roles(self, resume: Resume) -> int:
        """Return how many roles matching reads."""
        return int(getattr(resume, "role_count", 0))


@admin.register(Attachment)
class AttachmentAdmin(ReadOnlyAdmin):
    """Files by kind and size; neither name nor text."""

    list_display = ["id", "owner_id", "kind", "size", "pages", "created_at"]
    list_filter = ["kind"]
    search_fields = ["=id", "=owner__id"]
    ordering = ["-created_at"]
    fields = ["id", "owner_id", "kind", "size", "pages", "created_at"]
    readonly_fields = fields
    show_full_result_count = False
