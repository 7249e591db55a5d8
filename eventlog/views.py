"""What reaches a closed app, over HTTP: settings, devices, and the link at the end of a mail."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import status
from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from eventlog.outbox import choices
from eventlog.outbox.unsubscribing import read_token
from eventlog.serializers import (
    NotificationsChangeSerializer,
    NotificationsSerializer,
    PushSubscribeSerializer,
    PushSubscriptionPageSerializer,
    PushSubscriptionSerializer,
    build_settings,
)
from jobassist.accounts import limits
from jobassist.accounts.models import SignIn, User

TAG = ["notifications"]
SUBSCRIBE_BY_USER = limits.Limit("push_subscription.user", 60, limits.HOUR)
# A page without anything but its own style.
POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


class PersonView(APIView):
    """For whoever is signed in, about themselves."""

    permission_classes = [IsAuthenticated]

    def signed_in(self) -> tuple[User, SignIn]:
        """Return who is calling."""
        user, sign_in = self.request.user, self.request.auth
        if not isinstance(user, User) or not isinstance(sign_in, SignIn):
            raise NotAuthenticated
        return user, sign_in


class NotificationsView(PersonView):
    """The caller's settings."""

    @extend_schema(
        tags=TAG,
        operation_id="notifications_read",
        summary="What you are told while the app is closed",
        responses={200: NotificationsSerializer},
    )
    def get(self, request: Request) -> Response:
        """Return quiet hours, ways and kinds; what you never touched is as usual."""
        user, _sign_in = self.signed_in()
        return self._answer(user)

    @extend_schema(
        tags=TAG,
        operation_id="notifications_change",
        summary="Change what you are told, how and when",
        request=NotificationsChangeSerializer,
        responses={200: NotificationsSerializer},
        examples=[
            OpenApiExample(
                "No mails of messages, and a longer night",
                value={
                    "quiet_hours": {"begin": "21:00", "end": "09:00"},
                    "kinds": {"thread.message": {"email": False}},
                },
                request_only=True,
            )
        ],
    )
    def patch(self, request: Request) -> Response:
        """Change what is given; what is left out stays."""
        user, _sign_in = self.signed_in()
        given = NotificationsChangeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        changes = given.validated_data
        choices.change_choices(
            user,
            quiet=changes.get("quiet_hours", {}),
            channels=changes.get("channels", {}),
            kinds=changes.get("kinds", {}),
            now=timezone.now(),
        )
        return self._answer(user)

    def _answer(self, user: User) -> Response:
        settings = build_settings(choices.get_choices(user), time_zone=user.time_zone)
        return Response(NotificationsSerializer(settings).data)


class PushSubscriptionsView(PersonView):
    """Where the caller's devices are reached."""

    @extend_schema(
        tags=TAG,
        operation_id="push_subscriptions_list",
        summary="Devices that are told things",
        responses={200: PushSubscriptionPageSerializer},
    )
    def get(self, request: Request) -> Response:
        """Return your devices, without their addresses."""
        user, _sign_in = self.signed_in()
        rows = choices.list_subscriptions(user)
        return Response(PushSubscriptionPageSerializer({"results": rows}).data)

    @extend_schema(
        tags=TAG,
        operation_id="push_subscriptions_create",
        summary="Have this device told things",
        request=PushSubscribeSerializer,
        responses={201: PushSubscriptionSerializer},
    )
    def post(self, request: Request) -> Response:
        """Register a browser's subscription or an app's token; the same again changes nothing.

        It ends when you sign out on the device.
        """
        user, sign_in = self.signed_in()
        limits.count_attempt(SUBSCRIBE_BY_USER, str(user.id))
        given = PushSubscribeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        said = given.validated_data
        is_web = said["platform"] == "web"
        keys = said["keys"] if is_web else {"p256dh": "", "auth": ""}
        subscription = choices.subscribe(
            user,
            sign_in,
            platform=said["platform"],
            address=said["endpoint"] if is_web else said["token"],
            p256dh=keys["p256dh"].rstrip("="),
            auth=keys["auth"].rstrip("="),
            name=said["name"],
            now=timezone.now(),
        )
        return Response(
            PushSubscriptionSerializer(subscription).data, status=status.HTTP_201_CREATED
        )


class PushSubscriptionView(PersonView):
    """One of the caller's devices."""

    @extend_schema(
        tags=TAG,
        operation_id="push_subscriptions_delete",
        summary="Tell a device no more",
        responses={204: None},
    )
    def delete(self, request: Request, subscription_id: uuid.UUID) -> Response:
        """Forget where the device is reached."""
        user, _sign_in = self.signed_in()
        choices.unsubscribe(user, subscription_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


@method_decorator(csrf_exempt, name="dispatch")
class UnsubscribePage(View):
    """The link of a mail: a page with a button, and one click of a mail program (RFC 8058).

    The link itself is what allows it, so nobody signs in, and no page of another site can guess it.
    """

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Show the button. Nothing changes: programs that look at links open this, too."""
        return self._page(request, token, state="ask" if read_token(token) else "bad")

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Switch the mails off, or on again by the page's other button."""
        user_id = read_token(token)
        is_on = request.POST.get("again") == "1"
        if user_id is None or not choices.set_mail_by_link(
            user_id, is_on=is_on, now=timezone.now()
        ):
            return self._page(request, token, state="bad")
        return self._page(request, token, state="on" if is_on else "off")

    def _page(self, request: HttpRequest, token: str, *, state: str) -> HttpResponse:
        page = render(
            request,
            "eventlog/unsubscribe.html",
            {"state": state, "token": token},
            status=404 if state == "bad" else 200,
        )
        page["Content-Security-Policy"] = POLICY
        page["Referrer-Policy"] = "no-referrer"
        page["Cache-Control"] = "no-store"
        page["X-Robots-Tag"] = "noindex"
        return page
