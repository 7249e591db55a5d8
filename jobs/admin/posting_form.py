"""The form in which recruiters write their own postings, and what it says while they do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminDecimalFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldAdminURLInputWidget,
    UnfoldBooleanSwitchWidget,
)

from jobassist.accounts.models import Company
from jobs.models import Posting
from jobs.own_postings import (
    Row,
    RowRefused,
    build_draft,
    build_unstored,
    build_version,
    explain_error,
    is_seen_when_saved,
    read_own_row,
)
from jobs.posting_pages import get_card
from jobs.quality import Hint, read_hints

EMPLOYMENT = [
    ("", _("not said")),
    ("full_time", _("full-time")),
    ("part_time", _("part-time")),
    ("contract", _("contract")),
    ("internship", _("internship")),
    ("temporary", _("temporary")),
]
PERIODS = [
    ("", "–"),
    ("month", _("a month")),
    ("year", _("a year")),
    ("day", _("a day")),
    ("hour", _("an hour")),
]
CURRENCIES = ("CNY", "GBP", "USD", "EUR", "HKD", "SGD", "AUD", "CAD", "JPY", "CHF", "INR")
LANGUAGES = [("", _("as it is written")), ("zh", _("Chinese")), ("en", _("English"))]
# The form's field for a row's key, where they are named differently.
_FIELDS = {"company": "employer_name", "external_id": "title", "id": "title", "posted_at": None}
_TEXTS = ("title", "lang", "experience", "education", "url")


@dataclass(frozen=True, slots=True)
class Reading:
    """What is said of a posting as it stands in the form: hints, the card, and what is wrong."""

    hints: tuple[Hint, ...] = ()
    card: dict[str, Any] | None = None
    card_url: str = ""

    @property
    def forbidden(self) -> tuple[Hint, ...]:
        """The hints that name a statute."""
        return tuple(hint for hint in self.hints if hint.level == "unlawful")


def _find_usual_pay(company_id: int | None) -> tuple[str, str]:
    """Return the currency and the period of the company's latest pay; else the reader's guess."""
    if company_id is not None:
        paid = Posting.objects.filter(
            company_id=company_id, salary_currency__isnull=False, salary_period__isnull=False
        )
        latest = paid.order_by("-id").values_list("salary_currency", "salary_period").first()
        if latest is not None:
            return str(latest[0]), str(latest[1])
    return ("CNY" if (get_language() or "").startswith("zh") else ""), "month"


class PostingForm(forms.ModelForm):
    """A posting as a recruiter writes it; it becomes a row, read as a feed's is."""

    title = forms.CharField(label=_("Title"), max_length=300, widget=UnfoldAdminTextInputWidget)
    tenant = forms.ModelChoiceField(
        label=_("Company"), queryset=Company.objects.none(), widget=UnfoldAdminSelectWidget
    )
    employer_name = forms.CharField(
        label=_("Employer as shown"),
        max_length=200,
        widget=UnfoldAdminTextInputWidget,
    )
    city = forms.CharField(
        label=_("Places of work"),
        required=False,
        max_length=2_000,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        help_text=_("One a line."),
    )
    remote = forms.BooleanField(
        label=_("Fully remote"), required=False, widget=UnfoldBooleanSwitchWidget
    )
    employment_type = forms.ChoiceField(
        label=_("Kind of employment"),
        required=False,
        choices=EMPLOYMENT,
        widget=UnfoldAdminSelectWidget,
    )
    salary_min = forms.FloatField(
        label=_("Pay from"), required=False, min_value=0, widget=UnfoldAdminDecimalFieldWidget
    )
    salary_max = forms.FloatField(
        label=_("Pay to"), required=False, min_value=0, widget=UnfoldAdminDecimalFieldWidget
    )
    salary_currency = forms.ChoiceField(
        label=_("Currency"),
        required=False,
        choices=[("", "–"), *((code, code) for code in CURRENCIES)],
        widget=UnfoldAdminSelectWidget,
    )
    salary_period = forms.ChoiceField(
        label=_("Paid per"), required=False, choices=PERIODS, widget=UnfoldAdminSelectWidget
    )
    salary_months = forms.IntegerField(
        label=_("Months paid a year"),
        required=False,
        min_value=1,
        max_value=36,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text=_("Such as 13 where a 13th month is sure."),
    )
    experience = forms.CharField(
        label=_("Experience asked for"),
        required=False,
        max_length=120,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Such as “2 years”; empty: as the description says."),
    )
    education = forms.CharField(
        label=_("Education asked for"),
        required=False,
        max_length=120,
        widget=UnfoldAdminTextInputWidget,
    )
    skills = forms.CharField(
        label=_("Skills"),
        required=False,
        max_length=2_000,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Commas between them."),
    )
    tags = forms.CharField(
        label=_("Benefits"),
        required=False,
        max_length=2_000,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("Commas between them."),
    )
    description = forms.CharField(
        label=_("Description"),
        required=False,
        max_length=100_000,
        strip=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 18}),
        help_text=_(
            "What the person does, what they must bring, what you offer; one thing a line."
        ),
    )
    valid_through = forms.DateField(
        label=_("Open until"), required=False, widget=UnfoldAdminSingleDateWidget
    )
    url = forms.URLField(
        label=_("Page of your own"),
        required=False,
        max_length=1_000,
        assume_scheme="https",
        widget=UnfoldAdminURLInputWidget,
        help_text=_("Empty: people reach you through the card."),
    )
    lang = forms.ChoiceField(
        label=_("Language of the posting"),
        required=False,
        choices=LANGUAGES,
        widget=UnfoldAdminSelectWidget,
    )
    is_lawful = forms.BooleanField(
        label=_("The work itself needs what is marked as forbidden, and the law allows it here"),
        required=False,
        widget=UnfoldBooleanSwitchWidget,
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    # Set by the admin page: who may write for which company, and what is being pressed.
    companies: Any = None

    class Meta:
        model = Posting
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_new = self.instance._state.adding
        self.stored_row: Row = {} if is_new else read_own_row(self.instance)
        self.reading = Reading()
        self.refusals: list[str] = []
        companies = self.companies if self.companies is not None else Company.objects.none()
        tenant: Any = self.fields.get("tenant")
        if tenant is not None:
            tenant.queryset = companies
            if not is_new:
                self.fields.pop("tenant")
            elif "tenant" not in self.initial and (first := companies.first()):
                self.initial["tenant"] = first.pk
                self.initial.setdefault("employer_name", first.name)
        if is_new:
            currency_then, period_then = _find_usual_pay(self.initial.get("tenant"))
            self.initial.setdefault("salary_currency", currency_then)
            self.initial.setdefault("salary_period", period_then)
        else:
            self.initial = {**read_initial(self.instance, self.stored_row), "seen": ""}
            self.initial["seen"] = build_version(self.instance)
        currency: Any = self.fields.get("salary_currency")
        told = self.initial.get("salary_currency")
        if currency is not None and told and told not in CURRENCIES:
            currency.choices = [*currency.choices, (told, told)]

    def _post_clean(self) -> None:
        """Leave the row in the table alone: the service writes it."""

    def clean(self) -> dict[str, Any]:
        """Read the posting as it would be stored; what is wrong with it stands at its field."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not given.get("title"):
            return given
        try:
            self.reading = read_posting(self.build_row(), now=timezone.now())
        except RowRefused as refused:
            self.refusals = [explain_error(error) for error in refused.errors]
            for error in refused.errors:
                name = error.path.lstrip("/").split("/")[0]
                field = _FIELDS.get(name, name)
                self.add_error(field if field in self.fields else None, explain_error(error))
        seen = given.get("seen")
        if seen and not self.instance._state.adding and seen != build_version(self.instance):
            raise forms.ValidationError(
                _("Somebody else has changed this posting in the meantime. Load it again.")
            )
        if self.is_seen and self.reading.forbidden and not given.get("is_lawful"):
            self.add_error(
                "is_lawful",
                _(
                    "Some words choose people by what the law forbids; see the notes. Change them, "
                    "or say here that the work itself needs it. You can save it as a draft as it is."
                )
                if self.instance._state.adding or not is_seen_when_saved(self.instance)
                else _(
                    "Some words choose people by what the law forbids; see the notes. Change them, "
                    "or say here that the work itself needs it: people see what you save."
                ),
            )
        return given

    @property
    def is_seen(self) -> bool:
        """Whether people will see what is being saved."""
        is_new = self.instance._state.adding
        return "_publish" in self.data or (not is_new and is_seen_when_saved(self.instance))

    def build_row(self) -> Row:
        """Return the row of what was typed, over what the posting already says besides."""
        return build_row(self.cleaned_data, stored=self.stored_row)


def read_initial(posting: Posting, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the form shows of a stored posting: as it was written, pay as it was read."""
    city = row.get("city") or []
    shown: dict[str, Any] = {name: row.get(name) or "" for name in _TEXTS}
    return {
        **shown,
        "lang": row.get("lang") or "",
        "employer_name": row.get("company") or (posting.employer.name if posting.employer else ""),
        "city": city if isinstance(city, str) else "\n".join(city),
        "remote": posting.is_remote,
        "employment_type": posting.employment_type or "",
        "salary_min": _tell(posting.salary_min),
        "salary_max": _tell(posting.salary_max),
        "salary_currency": posting.salary_currency or "",
        "salary_period": posting.salary_period or "",
        "salary_months": posting.salary_months,
        "skills": ", ".join(posting.skills),
        "tags": ", ".join(posting.tags),
        "description": row.get("description") or "",
        "valid_through": timezone.localtime(posting.valid_through).date()
        if posting.valid_through
        else None,
    }


def build_row(given: Mapping[str, Any], *, stored: Mapping[str, Any]) -> Row:
    """Return a row of the form's values; what the form does not show is kept."""
    row = dict(stored)
    places = [line.strip() for line in (given.get("city") or "").splitlines() if line.strip()]
    has_pay = given.get("salary_min") is not None or given.get("salary_max") is not None
    until: date | None = given.get("valid_through")
    row |= {
        **{name: given.get(name) or None for name in _TEXTS},
        "company": given.get("employer_name") or None,
        "city": places or None,
        "remote": True if given.get("remote") else None,
        "telecommuting": None,
        "employment_type": given.get("employment_type") or None,
        "salary_min": given.get("salary_min"),
        "salary_max": given.get("salary_max"),
        "salary_currency": (given.get("salary_currency") or None) if has_pay else None,
        "salary_period": (given.get("salary_period") or None) if has_pay else None,
        "salary_months": given.get("salary_months") if has_pay else None,
        # Words of an import that the figures now replace.
        "salary_raw": None if has_pay else row.get("salary_raw"),
        "skills": _split(given.get("skills")),
        "tags": _split(given.get("tags")),
        "description": (given.get("description") or "").replace("\r\n", "\n") or None,
        "valid_through": until.isoformat() if until else None,
        # There is no page of the employer's own: the card leads to them.
        "direct_apply": True if not given.get("url") else None,
    }
    return {key: value for key, value in row.items() if value not in (None, "", [])}


def _tell(amount: float | None) -> float | int | None:
    return int(amount) if amount is not None and amount.is_integer() else amount


def _split(text: str | None) -> list[str]:
    for mark in ("，", "、", ";", "；", "\n"):
        text = (text or "").replace(mark, ",")
    return [part.strip() for part in (text or "").split(",") if part.strip()]


def read_posting(row: Mapping[str, Any], *, now: datetime) -> Reading:
    """Return hints and the seekers' card of a row. RowRefused with all that is wrong with it."""
    item, posting = build_unstored(row, now=now)
    preview = get_card()
    return Reading(
        hints=read_hints(build_draft(row, item)),
        card=preview.build(posting) if preview else None,
        card_url=preview.url_name if preview else "",
    )
