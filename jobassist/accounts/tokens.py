"""Access and refresh tokens: signed by simplejwt, tied to a `SignIn` row.

Neither is stored. A token carries the id of its sign-in, so ending the row ends every
token that came from it; `rotation` tells the newest refresh token from used ones.
"""

import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.settings import api_settings
from rest_framework_simplejwt.tokens import AccessToken, RefreshToken, Token

from jobassist.errors import AppError

from .models import SignIn, User

SIGN_IN_CLAIM = "sid"
SESSION_CLAIM = "ver"
ROTATION_CLAIM = "rot"


@dataclass(frozen=True, slots=True)
class TokenPair:
    """What a client keeps after signing in."""

    access: str
    refresh: str
    user_id: uuid.UUID
    sign_in_id: uuid.UUID
    expires_in: int


@dataclass(frozen=True, slots=True)
class RefreshClaims:
    """What a refresh token says, its signature and date being right."""

    user_id: uuid.UUID
    sign_in_id: uuid.UUID
    rotation: int


@dataclass(frozen=True, slots=True)
class AccessClaims:
    """What an access token says, its signature and date being right."""

    user_id: uuid.UUID
    sign_in_id: uuid.UUID
    session_version: int


def build_pair(user: User, sign_in: SignIn) -> TokenPair:
    """Return tokens for the sign-in as it stands now."""
    access = AccessToken()
    access[api_settings.USER_ID_CLAIM] = str(user.id)
    access[SIGN_IN_CLAIM] = str(sign_in.id)
    access[SESSION_CLAIM] = user.session_version
    refresh = RefreshToken()
    refresh[api_settings.USER_ID_CLAIM] = str(user.id)
    refresh[SIGN_IN_CLAIM] = str(sign_in.id)
    refresh[ROTATION_CLAIM] = sign_in.rotation
    return TokenPair(
        access=str(access),
        refresh=str(refresh),
        user_id=user.id,
        sign_in_id=sign_in.id,
        expires_in=int(access.lifetime.total_seconds()),
    )


def read_refresh(token: str) -> RefreshClaims:
    """Return the claims of a refresh token, or raise AppError("bad_token", 401)."""
    try:
        parsed = RefreshToken(token)  # type: ignore[arg-type]
        return RefreshClaims(
            user_id=uuid.UUID(parsed[api_settings.USER_ID_CLAIM]),
            sign_in_id=uuid.UUID(parsed[SIGN_IN_CLAIM]),
            rotation=int(parsed[ROTATION_CLAIM]),
        )
    except (TokenError, KeyError, ValueError, TypeError, AttributeError):
        raise bad_token() from None


def read_access_claims(token: Token) -> AccessClaims | None:
    """Return the claims of a checked access token; None when it is not one of ours."""
    try:
        return AccessClaims(
            user_id=uuid.UUID(token[api_settings.USER_ID_CLAIM]),
            sign_in_id=uuid.UUID(token[SIGN_IN_CLAIM]),
            session_version=int(token[SESSION_CLAIM]),
        )
    except (KeyError, ValueError, TypeError, AttributeError):
        return None


def bad_token() -> AppError:
    """Return the one answer to every refresh token that does not count."""
    return AppError("bad_token", _("Please sign in again."), status=401)
