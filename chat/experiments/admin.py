"""Experiments in the admin: their arms, and what became of each arm's people."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from chat.experiments import change_running, measure_arms
from chat.models import Experiment, ExperimentArm
from jobassist.providers.models import Provider


class ArmForm(forms.ModelForm):
    """An arm; a server that is not there is named before anybody is sent to it."""

    class Meta:
        model = ExperimentArm
        fields = ["key", "weight", "provider", "model_name", "wording"]
        widgets = {"wording": forms.Textarea(attrs={"rows": 3})}

    def clean(self) -> dict[str, Any]:
        """Check the server's key, and that a model is named with the server that has it."""
        given = super().clean() or self.cleaned_data
        provider = given.get("provider")
        if provider and not Provider.objects.filter(slug=provider).exists():
            self.add_error("provider", _("There is no server with this key."))
        if given.get("model_name") and not provider:
            self.add_error("model_name", _("Name the server that has this model, too."))
        return given


class ArmFormSet(BaseInlineFormSet):
    """The arms of one experiment: two at least, or nothing is compared."""

    def clean(self) -> None:
        """Ask for two arms that people come to."""
        super().clean()
        kept = [f.cleaned_data for f in self.forms if f.is_valid() and f.cleaned_data]
        kept = [each for each in kept if not each.get("DELETE") and each.get("weight")]
        if not any(self.errors) and len(kept) < 2:
            raise forms.ValidationError(_("Give at least two arms with a weight above 0."))


class ArmInline(TabularInline):
    """The arms, which stay as they are once somebody is in them; weights may change."""

    model = ExperimentArm
    form = ArmForm
    formset = ArmFormSet
    extra = 0
    min_num = 2

    def get_readonly_fields(self, request: HttpRequest, obj: Experiment | None = None) -> list[str]:
        """Keep what people's answers already came from."""
        return ["key", "provider", "model_name", "wording"] if _has_people(obj) else []

    def has_delete_permission(self, request: HttpRequest, obj: Experiment | None = None) -> bool:
        """Allow it until somebody is in an arm."""
        return not _has_people(obj) and super().has_delete_permission(request, obj)


def _has_people(experiment: Experiment | None) -> bool:
    return experiment is not None and experiment.people.exists()


@admin.register(Experiment)
class ExperimentAdmin(ModelAdmin):
    """Comparisons of servers, models and wordings; one runs at a time."""

    list_display = ["name", "key", "is_running", "created_at", "ended_at"]
    search_fields = ["name", "key"]
    ordering = ["-created_at"]
    inlines = [ArmInline]
    actions = ["start", "end"]
    fields = ["name", "key", "is_running", "created_at", "ended_at", "figures"]
    readonly_fields = ["is_running", "created_at", "ended_at", "figures"]

    def get_readonly_fields(self, request: HttpRequest, obj: Experiment | None = None) -> list[str]:
        """Keep the key that stands on turns."""
        return [*self.readonly_fields, *(["key"] if _has_people(obj) else [])]

    @admin.display(description=_("What became of the people"))
    def figures(self, experiment: Experiment) -> SafeString:
        """Return a table of the arms; each figure with its 95 % interval."""
        rows = measure_arms(experiment, now=timezone.now()) if experiment.pk else []
        return render_to_string("chat/experiment_figures.html", {"arms": rows})

    @admin.action(description=_("Start (ends the one that runs)"), permissions=["change"])
    def start(self, request: HttpRequest, queryset: QuerySet[Experiment]) -> None:
        """Let people come to the arms of the chosen experiment."""
        if queryset.count() != 1:
            self.message_user(request, _("Choose one experiment."), messages.ERROR)
            return
        change_running(queryset.get(), is_running=True, now=timezone.now())

    @admin.action(description=_("End"), permissions=["change"])
    def end(self, request: HttpRequest, queryset: QuerySet[Experiment]) -> None:
        """Answer everybody as before; what became of people so far stays."""
        for experiment in queryset.filter(is_running=True):
            change_running(experiment, is_running=False, now=timezone.now())
