"""A company's stages and reasons in the admin: members look, owners change them."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from jobassist.accounts.companies import OWNERS
from jobassist.accounts.scoped_admin import (
    CompanyScopedAdmin,
    companies_in_view,
    memberships_in_view,
)
from jobassist.errors import AppError
from recruiting import services
from recruiting.models import MoveReason, Stage


class _Refused(Exception):
    """A service did not store what a form asked for, and says why."""


class OwnedAdmin(CompanyScopedAdmin):
    """Rows of a company that its owners change; nobody deletes them, moves name them."""

    list_select_related = ["company"]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the form and store it; a refusal is said instead of success, and nothing is kept."""
        try:
            answer: HttpResponse = super().changeform_view(
                request, object_id, form_url, extra_context
            )
        except _Refused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        return answer

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """Keep a row with its company."""
        return ["company"] if obj is not None else []

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField | None:
        """Offer the companies that the person owns."""
        if db_field.name == "company":
            kwargs["queryset"] = companies_in_view(request, roles=OWNERS)
        field: forms.ModelChoiceField | None = super().formfield_for_foreignkey(
            db_field, request, **kwargs
        )
        return field

    def _owns(self, request: HttpRequest, obj: Any = None) -> bool:
        if not self._is_let_in(request):
            return False
        # Of what the request has read already: the navigation asks it for each page.
        owned = {m.company_id for m in memberships_in_view(request) if m.role in OWNERS}
        return bool(owned) if obj is None else obj.company_id in owned

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Owners add."""
        return self._owns(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Owners change what is their company's."""
        return self._owns(request, obj)

    def has_steer_permission(self, request: HttpRequest) -> bool:
        """Owners run the actions."""
        return self._owns(request)

    def owned(self, request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the chosen rows that the person owns, whatever the page sent."""
        return rows.filter(company__in=companies_in_view(request, roles=OWNERS))


@admin.register(Stage)
class StageAdmin(OwnedAdmin):
    """The columns of the board, in order; each is counted as one of the stages of figures."""

    list_display = ["name", "kind", "company", "is_active"]
    list_filter = ["kind", "is_active"]
    ordering = ["company", "position", "id"]
    sortable_by: list[str] = []
    fields = ["company", "name", "kind"]
    actions = ["move_left", "move_right", "retire", "use_again"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Stage]:
        """Return the stages of the own companies, which get theirs here if they have none yet."""
        for company in companies_in_view(request, roles=OWNERS)[:20]:
            services.list_stages(company.id)
        return super().get_queryset(request)

    def save_model(self, request: HttpRequest, obj: Stage, form: ModelForm, change: bool) -> None:
        """Store it by the service, which keeps one of each kind."""
        try:
            if change:
                before = Stage.objects.get(id=obj.id)
                services.change_stage(before, name=obj.name, kind=obj.kind)
            else:
                obj.pk = services.add_stage(obj.company_id, name=obj.name, kind=obj.kind).pk
        except AppError as error:
            raise _Refused(str(error.message)) from error

    @admin.action(description=_("Move to the left"), permissions=["steer"])
    def move_left(self, request: HttpRequest, queryset: QuerySet[Stage]) -> None:
        """Put stages one place to the left."""
        for stage in self.owned(request, queryset).order_by("position", "id"):
            services.move_stage(stage, step=-1)

    @admin.action(description=_("Move to the right"), permissions=["steer"])
    def move_right(self, request: HttpRequest, queryset: QuerySet[Stage]) -> None:
        """Put stages one place to the right."""
        for stage in self.owned(request, queryset).order_by("-position", "-id"):
            services.move_stage(stage, step=1)

    @admin.action(description=_("Retire"), permissions=["steer"])
    def retire(self, request: HttpRequest, queryset: QuerySet[Stage]) -> None:
        """Take empty stages out of use."""
        self._each(request, queryset, services.retire_stage)

    @admin.action(description=_("Use again"), permissions=["steer"])
    def use_again(self, request: HttpRequest, queryset: QuerySet[Stage]) -> None:
        """Take retired stages into use."""
        self._each(request, queryset, services.take_stage_back)

    def _each(self, request: HttpRequest, queryset: QuerySet[Stage], service: Any) -> None:
        for stage in self.owned(request, queryset):
            try:
                service(stage)
            except AppError as error:
                self.message_user(request, f"{stage.name}: {error.message}", messages.ERROR)


@admin.register(MoveReason)
class MoveReasonAdmin(OwnedAdmin):
    """Why people are moved, in both languages: the applicant may read the other one."""

    list_display = ["label_en", "label_zh", "code", "company", "is_active"]
    list_filter = ["is_active"]
    ordering = ["company", "id"]
    sortable_by: list[str] = []
    fields = ["company", "label_en", "label_zh", "is_active"]

    def save_model(
        self, request: HttpRequest, obj: MoveReason, form: ModelForm, change: bool
    ) -> None:
        """Store it by the service, which gives it its code."""
        try:
            if change:
                services.change_reason(obj)
            else:
                obj.pk = services.add_reason(
                    obj.company_id, label_en=obj.label_en, label_zh=obj.label_zh
                ).pk
        except AppError as error:
            raise _Refused(str(error.message)) from error
