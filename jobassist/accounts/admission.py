"""Who is let into the admin site: password, then second factor, then a session that does not last.

Between the two steps nobody is signed in: the session only remembers who is on the way.
"""

import time
import uuid
from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.crypto import constant_time_compare

from . import audit, second_factor
from .locales import django_language
from .models import Membership, User

BACKEND = "jobassist.accounts.backends.IdentityBackend"
# What the session keeps.
ON_THE_WAY = "login_on_the_way"
FACTOR_SHOWN = "second_factor_shown"
SINCE = "signed_in_since"
RENEWED = "session_renewed"
# Seconds.
ON_THE_WAY_FOR = 600
RENEW_EVERY = 600
# A session in use is renewed, but not for ever.
LONGEST = 7 * 24 * 3600


def may_use_admin(user: Any) -> bool:
    """Return whether the admin is for this person at all: operators, members of open companies."""
    if not isinstance(user, User) or not user.is_active:
        return False
    return user.is_staff or has_company(user)


def has_company(user: User) -> bool:
    """Return whether the person acts for an open company."""
    return Membership.objects.filter(user=user, company__is_active=True).exists()


def is_admitted(request: HttpRequest) -> bool:
    """Return whether this session may see the admin. Asked for every page: two queries at most."""
    from .scoped_admin import all_memberships

    user = request.user
    if not isinstance(user, User) or not user.is_active:
        return False
    if not user.is_staff and (user.is_superuser or not all_memberships(request)):
        return False
    if request.session.get(FACTOR_SHOWN):
        return True
    kept: bool | None = getattr(request, "_needs_factor", None)
    if kept is None:
        kept = needs_factor(user)
        request._needs_factor = kept  # type: ignore[attr-defined]
    return not kept


def needs_factor(user: User) -> bool:
    """Return whether a password alone does not open the admin to this person."""
    return second_factor.find_factor(user) is not None or second_factor.is_required(user)


def begin(request: HttpRequest, user: User, *, next_url: str) -> None:
    """Remember who has shown a password, for ten minutes. Nobody is signed in by that."""
    request.session.flush()
    request.session[ON_THE_WAY] = {
        "user_id": str(user.id),
        # A password or role that changes meanwhile ends it.
        "hash": user.get_session_auth_hash(),
        "at": time.time(),
        "next": next_url,
    }


def find_on_the_way(request: HttpRequest) -> User | None:
    """Return who has shown a password and not yet a second factor; None when nobody has."""
    kept = request.session.get(ON_THE_WAY)
    if not isinstance(kept, dict) or kept["at"] < time.time() - ON_THE_WAY_FOR:
        return None
    user = User.objects.filter(id=uuid.UUID(kept["user_id"]), is_active=True).first()
    if user is None or not constant_time_compare(kept["hash"], user.get_session_auth_hash()):
        return None
    return user if may_use_admin(user) else None


def next_of(request: HttpRequest) -> str:
    """Return where somebody on the way wanted to go; empty when nowhere."""
    kept = request.session.get(ON_THE_WAY)
    return str(kept["next"]) if isinstance(kept, dict) else ""


def complete(request: HttpRequest, user: User, *, way: str) -> None:
    """Sign the person in: a new session, which remembers whether a second factor was shown.

    `way` is "password", "app" or "backup".
    """
    login(request, user, backend=BACKEND)
    request.session.pop(ON_THE_WAY, None)
    request.session[FACTOR_SHOWN] = way != "password"
    request.session[SINCE] = request.session[RENEWED] = int(time.time())
    audit.record_own(user, action="logged_in", by=user, detail=way)


def keep_signed_in(request: HttpRequest, user: User, *, has_shown_factor: bool) -> None:
    """Go on in this session after a change that ended all others of the person."""
    since = request.session.get(SINCE, int(time.time()))
    login(request, user, backend=BACKEND)
    request.session[FACTOR_SHOWN] = has_shown_factor
    request.session[SINCE] = since
    request.session[RENEWED] = int(time.time())


def renew(request: HttpRequest) -> bool:
    """Put off the session's end, as it is used; returns False when it has lasted long enough."""
    now = int(time.time())
    since = request.session.setdefault(SINCE, now)
    if now - since > LONGEST:
        logout(request)
        return False
    if now - request.session.get(RENEWED, 0) > RENEW_EVERY:
        request.session[RENEWED] = now
    return True


def speak_to(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Show pages in the person's own language from now on, unless they chose one here."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        language = django_language(user.locale)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
        translation.activate(language)
