"""Forms of the admin site about people."""

from typing import Any

from django import forms
from django.contrib.auth.forms import UsernameField
from django.utils.translation import gettext_lazy as _
from unfold.forms import AuthenticationForm
from unfold.widgets import BASE_INPUT_CLASSES

from jobassist.errors import AppError


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
        "invalid_login": _("The address or the password is not right, or it is not for staff."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The base class writes the model's username field over these.
        self.fields["username"].label = _("E-mail")
        self.fields["username"].max_length = 254
        self.fields["username"].widget.attrs["maxlength"] = 254

    def clean(self) -> dict[str, Any] | None:
        """Check the address and the password; says so when there were too many tries."""
        try:
            cleaned: dict[str, Any] | None = super().clean()
        except AppError as error:
            raise forms.ValidationError(str(error.message), code=error.code) from None
        return cleaned
