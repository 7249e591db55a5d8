"""Who is calling: the access token's sign-in, still open."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework_simplejwt.authentication import JWTAuthentication

if TYPE_CHECKING:
    from .models import SignIn, User


class BearerAuthentication(JWTAuthentication):
    """Checks the token's signature and, by one query, that its sign-in has not ended.

    `request.user` is the person, `request.auth` their `SignIn`.
    """

    def authenticate(self, request: Request) -> "tuple[User, SignIn] | None":  # type: ignore[override]
        """Return person and sign-in; None without a token; 401 for one that does not count."""
        # Here, since REST framework imports this class while `jobassist.errors` is being imported.
        from . import on_their_clock, services, tokens

        header = self.get_header(request)
        raw_token = self.get_raw_token(header) if header is not None else None
        if raw_token is None:
            return None
        claims = tokens.read_access_claims(self.get_validated_token(raw_token))
        sign_in = services.find_session(claims) if claims is not None else None
        if sign_in is None:
            raise AuthenticationFailed(_("Please sign in again."), code="session_ended")
        on_their_clock.activate_for_caller(request._request, sign_in.user)
        return sign_in.user, sign_in
