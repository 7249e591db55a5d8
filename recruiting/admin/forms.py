"""Forms of the pipeline's pages; choices are the company's own."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from jobassist.accounts.models import Company
from jobassist.accounts.time_zones import validate_time_zone
from recruiting.models import Stage
from recruiting.services import MAX_OFFER, list_reasons, list_recruiters, list_stages

TIMES = 4


class MoveForm(forms.Form):
    """Where to, and why; the seeker reads the reason only if that is chosen."""

    stage = forms.TypedChoiceField(label=_("To stage"), coerce=int, widget=UnfoldAdminSelectWidget)
    reason = forms.ChoiceField(label=_("Reason"), required=False, widget=UnfoldAdminSelectWidget)
    tell_reason = forms.BooleanField(
        label=_("The applicant reads the reason"), required=False, widget=UnfoldBooleanWidget
    )

    def __init__(self, company_id: int, *args: Any, now_at: int | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        stages = [each for each in list_stages(company_id) if each.kind != Stage.Kind.WITHDRAWN]
        self.stages = {each.id: each for each in stages}
        self.fields["stage"].choices = [  # type: ignore[attr-defined]
            (each.id, each.name) for each in stages if each.id != now_at
        ]
        self.fields["reason"].choices = [  # type: ignore[attr-defined]
            ("", "–"),
            *((each.code, str(each)) for each in list_reasons(company_id)),
        ]


class NoteForm(forms.Form):
    """A note among recruiters."""

    text = forms.CharField(
        label=_("Note"), max_length=4_000, widget=UnfoldAdminTextareaWidget(attrs={"rows": 3})
    )


class TagForm(forms.Form):
    """Words that a company sorts its contacts by."""

    tags = forms.CharField(
        label=_("Tags, with commas between"), max_length=500, widget=UnfoldAdminTextInputWidget
    )

    def tag_names(self) -> list[str]:
        """Return the tags that were written."""
        said = self.cleaned_data["tags"].replace("，", ",").replace("、", ",")
        return [each.strip() for each in said.split(",") if each.strip()]


class SortForm(TagForm):
    """Tags, and who does it."""

    assigned = forms.ChoiceField(
        label=_("Assigned to"), required=False, widget=UnfoldAdminSelectWidget
    )

    def __init__(self, company_id: int, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["tags"].required = False
        self.recruiters = {str(each.id): each for each in list_recruiters(company_id)}
        self.fields["assigned"].choices = [  # type: ignore[attr-defined]
            ("", _("Nobody")),
            *((key, each.display_name or str(each)) for key, each in self.recruiters.items()),
        ]


class TimesForm(forms.Form):
    """Times for an interview, on the clock of one zone."""

    minutes = forms.IntegerField(
        label=_("Minutes"), initial=45, min_value=5, max_value=480,
        widget=UnfoldAdminIntegerFieldWidget,
    )  # fmt: skip
    time_zone = forms.CharField(
        label=_("Time zone"), max_length=64, validators=[validate_time_zone],
        widget=UnfoldAdminTextInputWidget,
    )  # fmt: skip
    place = forms.CharField(
        label=_("Place, or link to the call"), max_length=300, required=False,
        widget=UnfoldAdminTextInputWidget,
    )  # fmt: skip

    def __init__(self, company: Company, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].initial = company.time_zone
        for number in range(TIMES):
            self.fields[f"start_{number}"] = forms.CharField(
                label=_("Time %(number)d") % {"number": number + 1},
                required=number == 0,
                max_length=16,
                widget=UnfoldAdminTextInputWidget(attrs={"type": "datetime-local"}),
            )

    def clean(self) -> dict[str, Any]:
        """Read the times on the clock that was named."""
        given = super().clean() or self.cleaned_data
        zone = str(given.get("time_zone") or "")
        starts = []
        for number in range(TIMES if zone else 0):
            said = given.get(f"start_{number}")
            if not said:
                continue
            try:
                starts.append(datetime.fromisoformat(said).replace(tzinfo=ZoneInfo(zone)))
            except ValueError:
                self.add_error(f"start_{number}", _("Write a day and a time."))
        given["starts"] = starts
        return given


class OfferForm(forms.Form):
    """The words of an offer."""

    text = forms.CharField(
        label=_("What you offer"),
        max_length=MAX_OFFER,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 5}),
    )
