"""Forms of the admin site about people."""

from typing import Any, cast

from django import forms
from django.contrib.auth.forms import UsernameField
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.forms import AdminOwnPasswordChangeForm, AuthenticationForm
from unfold.widgets import (
    BASE_INPUT_CLASSES,
    UnfoldAdminPasswordWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from jobassist.errors import AppError

from . import admission, audit, services
from .identifiers import parse_identifier
from .models import Identity, User
from .time_zones import NOT_CHOSEN, list_zones


class AdminLoginForm(AuthenticationForm):
    """The login form, asking for an e-mail address: Django's would ask for the id."""

    username = UsernameField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(
            attrs={
                "autofocus": True,
                "autocomplete": "username",
                "class": " ".join(BASE_INPUT_CLASSES),
            }
        ),
    )
    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _(
            "The address or the password is not right, or you belong to no company."
        ),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The base class writes the model's username field over these.
        self.fields["username"].label = _("E-mail")
        self.fields["username"].max_length = 254
        self.fields["username"].widget.attrs["maxlength"] = 254

    def confirm_login_allowed(self, user: AbstractBaseUser) -> None:
        """Let in operators and members of companies; others hear what a wrong password hears."""
        if not admission.may_use_admin(user):
            raise self.get_invalid_login_error()

    def clean(self) -> dict[str, Any] | None:
        """Check the address and the password; says so when there were too many tries."""
        try:
            cleaned: dict[str, Any] | None = super().clean()
        except AppError as error:
            self._record_failure(error.code)
            raise forms.ValidationError(str(error.message), code=error.code) from None
        except ValidationError:
            self._record_failure("bad_credentials")
            raise
        return cleaned

    def _record_failure(self, code: str) -> None:
        """Note a try at the account of somebody who uses the admin; addresses of others are not."""
        try:
            identifier = parse_identifier(email=self.cleaned_data.get("username") or "x")
        except AppError:
            return
        found = (
            Identity.objects.select_related("user")
            .filter(
                kind=identifier.kind,
                value_normalised=identifier.normalised,
                verified_at__isnull=False,
            )
            .first()
        )
        if found is not None and admission.may_use_admin(found.user):
            audit.record_failure(found.user, action="login_failed", detail=code)


class ProfileForm(forms.Form):
    """What one is called here, and whose clock the pages go by."""

    display_name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "name"}),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        widget=UnfoldAdminSelectWidget,
        help_text=_("Times and days on these pages go by it."),
    )

    def __init__(self, *args: Any, user: User, company_zone: str, **kwargs: Any) -> None:
        kwargs["initial"] = {"display_name": user.display_name, "time_zone": user.time_zone}
        super().__init__(*args, **kwargs)
        unchosen = _("As the company's (%(zone)s)") % {"zone": company_zone}
        field = cast("forms.ChoiceField", self.fields["time_zone"])
        field.choices = [(NOT_CHOSEN, unchosen), *list_zones(also=user.time_zone)]


class CodeForm(forms.Form):
    """A code of an app, or one of the backup codes."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=UnfoldAdminTextInputWidget(
            attrs={
                "autofocus": True,
                "autocomplete": "one-time-code",
                "inputmode": "text",
                "spellcheck": "false",
            }
        ),
    )


class SetUpForm(CodeForm):
    """The first code of a new app; with the old one's, where there is one."""

    current_code = forms.CharField(
        label=_("Code of the app you have used so far, or a backup code"),
        max_length=20,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    field_order = ["current_code", "code"]

    def __init__(self, *args: Any, has_factor: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code that the app shows now")
        if not has_factor:
            del self.fields["current_code"]


class JoinForm(forms.Form):
    """A new colleague: a name and a password."""

    display_name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "name", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
        help_text=_(
            "At least eight characters, and none that others use or that is like your name."
        ),
    )
    password_again = forms.CharField(
        label=_("Password again"),
        max_length=200,
        strip=False,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Check that both are the same."""
        given = super().clean() or self.cleaned_data
        if given.get("password") != given.get("password_again"):
            self.add_error("password_again", _("The two passwords are not the same."))
        return given


class OwnPasswordForm(AdminOwnPasswordChangeForm):
    """A new password for oneself; everything held open elsewhere ends."""

    def save(self, commit: bool = True) -> User:
        """Store the password through the service."""
        user: User = self.user
        password_hash = services.build_password_hash(self.cleaned_data["new_password1"], user=user)
        services.set_password_hash(user, password_hash)
        audit.record_own(user, action="password_changed", by=user)
        return user
