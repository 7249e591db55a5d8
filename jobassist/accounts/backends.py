"""Logging in to the admin site: by a verified e-mail address and the password."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from jobassist.errors import AppError

from . import services
from .identifiers import parse_identifier
from .limits import network_of
from .models import User


class IdentityBackend(ModelBackend):
    """Finds the person by identity; permissions are Django's own."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **credentials: Any,
    ) -> User | None:
        """Return the person, or None. AppError 429 when there were too many tries."""
        if not username or not password:
            return None
        try:
            identifier = parse_identifier(email=username)
        except AppError:
            return None
        network = network_of(request.META.get("REMOTE_ADDR", "")) if request else None
        try:
            return services.check_password_login(
                identifier, password=password, network=network, is_verified_only=True
            )
        except AppError as error:
            if error.code == "bad_credentials":
                return None
            raise

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Return whether an operator has a right: who is not staff has none, whatever is stored."""
        return bool(getattr(user_obj, "is_staff", False)) and super().has_perm(user_obj, perm, obj)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Return whether an operator has any right in an app."""
        return bool(getattr(user_obj, "is_staff", False)) and super().has_module_perms(
            user_obj, app_label
        )
