"""The chat page: a shell of markup; everything it shows arrives over the protocol."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, get_language_info
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.generic import TemplateView
from django.views.i18n import JavaScriptCatalog

from jobassist.ai.chat_model import is_vision_configured
from jobassist.ai.speech import is_speech_configured

# Words of the page's modules, from chat/locale/*/LC_MESSAGES/djangojs.po.
catalogue = JavaScriptCatalog.as_view(domain="djangojs", packages=["chat"])


def build_policy(*, host: str, ancestors: str = "'none'") -> str:
    """Return the page's Content-Security-Policy: own files only, nothing inline, no HTML strings.

    The socket is named by host, because older Safari does not count it as 'self'.
    """
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "font-src 'self'",
            f"connect-src 'self' ws://{host} wss://{host}",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            f"frame-ancestors {ancestors}",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


class ChatPage(TemplateView):
    """The reference client of `jobchat.v1`, at `/`. No query and no session."""

    template_name = "chat/page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the modules need before they can ask: addresses and languages."""
        context = super().get_context_data(**kwargs)
        context["takes_pictures"] = is_vision_configured()
        context["config"] = {
            "api": "/api/v1",
            "socket": "/ws/v1/chat",
            "voice": is_speech_configured(),
            "language": get_language(),
            "languageCookie": settings.LANGUAGE_COOKIE_NAME,
            "languages": [
                {"code": code, "name": get_language_info(code)["name_local"]}
                for code, _name in settings.LANGUAGES
            ],
        }
        return context

    def render_to_response(self, context: dict[str, Any], **response_kwargs: Any) -> HttpResponse:
        """Return the page under its policy."""
        response = super().render_to_response(context, **response_kwargs)
        response["Content-Security-Policy"] = build_policy(host=self.request.get_host())
        response["Referrer-Policy"] = "same-origin"
        response["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(self)"
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response


@method_decorator(xframe_options_sameorigin, name="dispatch")
class CardFrame(TemplateView):
    """An empty page that draws one card it is handed by the page around it, at `/page/card`.

    It asks nobody for anything and holds nothing: the card comes from a page of ours alone.
    """

    template_name = "chat/card_frame.html"

    def render_to_response(self, context: dict[str, Any], **response_kwargs: Any) -> HttpResponse:
        """Return the page under its policy."""
        response = super().render_to_response(context, **response_kwargs)
        response["Content-Security-Policy"] = build_policy(
            host=self.request.get_host(), ancestors="'self'"
        )
        response["Referrer-Policy"] = "same-origin"
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response
