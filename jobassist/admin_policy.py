"""What browsers may load and run on the admin's pages."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase


def build_policy(*, host: str) -> str:
    """Return the admin's Content-Security-Policy: own files only, no script in a page.

    'unsafe-eval' is Alpine's, which the pages' theme is made with and which evaluates what stands
    in attributes; an injected script element or handler does not run. Styles are written into
    pages by the theme and by htmx. The socket is named by host, because older Safari does not
    count it as 'self'.
    """
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self' 'unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self'",
            # The seekers' card of a posting, drawn by the page they see it on.
            "frame-src 'self'",
            f"connect-src 'self' ws://{host} wss://{host}",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


class AdminPolicyMiddleware:
    """Sends the policy with every page of the admin, the login's too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        match = request.resolver_match
        if match is not None and "admin" in match.namespaces:
            response.headers.setdefault(
                "Content-Security-Policy", build_policy(host=request.get_host())
            )
            response.headers.setdefault(
                "Permissions-Policy", "camera=(), geolocation=(), microphone=()"
            )
        return response
