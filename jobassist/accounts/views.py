"""Signing in and out over HTTP: shapes in, one service call, shapes out."""

import uuid
from typing import Any

from django.utils.translation import get_language_from_request
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from jobassist.errors import AppError

from . import codes, limits, services
from .identifiers import Identifier, parse_identifier
from .models import OneTimeCode, SignIn, User
from .schema import refusals
from .serializers import (
    AddressSerializer,
    CodeConfirmSerializer,
    CodeRequestSerializer,
    CodeSentSerializer,
    GuestSerializer,
    IdentitiesSerializer,
    IdentitySerializer,
    LoginSerializer,
    PasswordChangeSerializer,
    PasswordResetSerializer,
    RefreshSerializer,
    RegisterSerializer,
    RegistrationSerializer,
    SignInsQuerySerializer,
    SignInsSerializer,
    TicketSerializer,
    TokenPairSerializer,
)

TAG = ["auth"]
TOKENS_EXAMPLE = OpenApiExample(
    "Tokens",
    value={
        "access": "eyJhbGciOi…",
        "refresh": "eyJhbGciOi…",
        "user_id": "5b0e6a52-6a3c-4c8e-9d0a-3f2f4d8f1c11",
        "sign_in_id": "0c7f6a0e-51d2-43cb-8c64-5a3f7b0a9d55",
        "expires_in": 900,
    },
    response_only=True,
)


def network_of_request(request: Request) -> str | None:
    """Return the network a request is counted under; proxies as NUM_PROXIES says."""
    return limits.network_of(BaseThrottle().get_ident(request) or "")


def signed_in_as(request: Request) -> tuple[User, SignIn]:
    """Return who is calling, on a view that lets nobody else in."""
    if isinstance(request.user, User) and isinstance(request.auth, SignIn):
        return request.user, request.auth
    raise NotAuthenticated


def guest_of(request: Request, *, is_wanted: bool = True) -> User | None:
    """Return the caller when they may be merged into the account they sign in to."""
    if is_wanted and isinstance(request.user, User) and services.is_mergeable(request.user):
        return request.user
    return None


def _locale_of(request: Request) -> str:
    if isinstance(request.user, User):
        return request.user.locale
    return "zh-CN" if get_language_from_request(request).startswith("zh") else "en"


def _identifier_of(request: Request, given: dict[str, Any]) -> Identifier:
    return parse_identifier(
        email=given.get("email", ""), phone=given.get("phone", ""), locale=_locale_of(request)
    )


class GuestView(APIView):
    """Starting without an account."""

    # A stale token in the request must not keep anybody from starting.
    authentication_classes: list[type] = []
    permission_classes = [AllowAny]

    @extend_schema(
        tags=TAG,
        operation_id="auth_guest",
        summary="Start as a guest",
        request=GuestSerializer,
        responses={201: TokenPairSerializer, **refusals(400, 429)},
        examples=[
            OpenApiExample(
                "A phone in China",
                value={"locale": "zh-CN", "time_zone": "Asia/Shanghai", "device_name": "Pixel 9"},
                request_only=True,
            ),
            TOKENS_EXAMPLE,
        ],
    )
    def post(self, request: Request) -> Response:
        """Open a guest session, which can become an account later with nothing lost."""
        given = GuestSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        pair = services.create_guest(
            given.build_surroundings(accept_language=_locale_of(request)),
            network=network_of_request(request),
        )
        return Response(TokenPairSerializer(pair).data, status=status.HTTP_201_CREATED)


class RegisterView(APIView):
    """Making an account."""

    permission_classes = [AllowAny]

    @extend_schema(
        tags=TAG,
        operation_id="auth_register",
        summary="Make an account, or turn the calling guest into one",
        request=RegisterSerializer,
        responses={
            201: RegistrationSerializer,
            200: RegistrationSerializer,
            **refusals(400, 401, 409, 429, s409="already_registered"),
        },
        examples=[
            OpenApiExample(
                "E-mail and password",
                value={"email": "lin@example.com", "password": "a long one of your own"},
                request_only=True,
            )
        ],
    )
    def post(self, request: Request) -> Response:
        """Make an account; a guest's token keeps the guest's id and everything they have.

        A code to verify the address is sent. The answer is the same whether or not the
        address has an account. 200 instead of 201 for the same request again.
        """
        given = RegisterSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        data = given.validated_data
        identifier = _identifier_of(request, data)
        if isinstance(request.user, User):
            user, sign_in = signed_in_as(request)
            made = services.upgrade_guest(
                user,
                sign_in=sign_in,
                identifier=identifier,
                password=data["password"],
                display_name=data["display_name"],
                surroundings=given.build_surroundings(accept_language=""),
                network=network_of_request(request),
            )
        else:
            made = services.register_account(
                identifier,
                password=data["password"],
                display_name=data["display_name"],
                surroundings=given.build_surroundings(accept_language=_locale_of(request)),
                network=network_of_request(request),
            )
        body = {
            **TokenPairSerializer(made.tokens).data,
            "identity": IdentitySerializer(made.identity).data,
        }
        return Response(body, status=status.HTTP_201_CREATED if made.is_new else status.HTTP_200_OK)


class LoginView(APIView):
    """Signing in by password."""

    permission_classes = [AllowAny]

    @extend_schema(
        tags=TAG,
        operation_id="auth_login",
        summary="Sign in",
        request=LoginSerializer,
        responses={
            200: TokenPairSerializer,
            **refusals(400, 401, 429, s401="bad_credentials", s429="too_many_attempts"),
        },
        examples=[
            OpenApiExample(
                "By e-mail",
                value={"email": "lin@example.com", "password": "a long one of your own"},
                request_only=True,
            ),
            TOKENS_EXAMPLE,
        ],
    )
    def post(self, request: Request) -> Response:
        """Sign in by address and password; a guest's token takes the guest's things along."""
        given = LoginSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        data = given.validated_data
        pair = services.sign_in(
            _identifier_of(request, data),
            password=data["password"],
            second_factor_code=data["second_factor_code"],
            guest=guest_of(request, is_wanted=data["merge_guest"]),
            device_name=data["device_name"],
            network=network_of_request(request),
        )
        return Response(TokenPairSerializer(pair).data)


class RefreshView(APIView):
    """Staying signed in."""

    authentication_classes: list[type] = []
    permission_classes = [AllowAny]

    @extend_schema(
        tags=TAG,
        operation_id="auth_refresh",
        summary="New tokens for a refresh token, which counts once",
        request=RefreshSerializer,
        responses={200: TokenPairSerializer, **refusals(400, 401, s401="bad_token")},
        examples=[
            OpenApiExample(
                "With a request id",
                value={"refresh": "eyJhbGciOi…", "request_id": "f7c1c1f0b7d94a7e8f0a"},
                request_only=True,
            ),
            TOKENS_EXAMPLE,
        ],
    )
    def post(self, request: Request) -> Response:
        """Return new tokens. A used refresh token ends the sign-in, tokens and sockets included."""
        given = RefreshSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        data = given.validated_data
        pair = services.refresh(data["refresh"], request_id=data["request_id"])
        return Response(TokenPairSerializer(pair).data)


class LogoutView(APIView):
    """Signing out here."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="auth_logout",
        summary="End this sign-in",
        request=None,
        responses={204: None, **refusals(401)},
    )
    def post(self, request: Request) -> Response:
        """End this sign-in at once: its access tokens, refresh token and open sockets."""
        user, sign_in = signed_in_as(request)
        services.end_sign_in(user, sign_in.id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class SignInsView(APIView):
    """Where a person is signed in."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="auth_sign_ins_list",
        summary="Where you are signed in",
        responses={200: SignInsSerializer, **refusals(401)},
    )
    def get(self, request: Request) -> Response:
        """List open sign-ins, the latest used first."""
        user, current = signed_in_as(request)
        found = SignInsSerializer(
            {"sign_ins": services.open_sign_ins(user)}, context={"current_id": current.id}
        )
        return Response(found.data)

    @extend_schema(
        tags=TAG,
        operation_id="auth_sign_ins_end_all",
        summary="Sign out everywhere",
        parameters=[OpenApiParameter("keep_current", bool, description="Leave this sign-in open.")],
        request=None,
        responses={204: None, **refusals(400, 401)},
    )
    def delete(self, request: Request) -> Response:
        """End every sign-in; with keep_current all but this one (refresh its token then)."""
        user, current = signed_in_as(request)
        query = SignInsQuerySerializer(data=request.query_params)
        query.is_valid(raise_exception=True)
        services.end_all_sign_ins(
            user, keep=current if query.validated_data["keep_current"] else None
        )
        return Response(status=status.HTTP_204_NO_CONTENT)


class SignInView(APIView):
    """One sign-in."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="auth_sign_ins_end",
        summary="End one sign-in",
        responses={204: None, **refusals(401, 404)},
    )
    def delete(self, request: Request, sign_in_id: uuid.UUID) -> Response:
        """End one of your sign-ins, here or on another device."""
        user, _current = signed_in_as(request)
        services.end_sign_in(user, sign_in_id, reason=SignIn.EndReason.REVOKED)
        return Response(status=status.HTTP_204_NO_CONTENT)


class CodesView(APIView):
    """Having a code sent."""

    permission_classes = [AllowAny]

    @extend_schema(
        tags=TAG,
        operation_id="auth_codes_send",
        summary="Send a one-time code",
        request=CodeRequestSerializer,
        responses={
            202: CodeSentSerializer,
            **refusals(400, 401, 429, s429="too_many_attempts"),
        },
        examples=[
            OpenApiExample(
                "To sign in",
                value={"purpose": "login", "email": "lin@example.com"},
                request_only=True,
            )
        ],
    )
    def post(self, request: Request) -> Response:
        """Send a code to an address, if it may have one. The answer tells nothing of that.

        `verify` is for an address of your own and needs your token; `login` and `reset`
        reach verified addresses only.
        """
        given = CodeRequestSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        purpose = OneTimeCode.Purpose(given.validated_data["purpose"])
        codes.request_code(
            _identifier_of(request, given.validated_data),
            purpose=purpose,
            user=_user_for(request, purpose=purpose),
            network=network_of_request(request),
        )
        sent = {"expires_in": codes.CODE_MINUTES * 60, "resend_in": codes.RESEND_SECONDS}
        return Response(CodeSentSerializer(sent).data, status=status.HTTP_202_ACCEPTED)


class CodeConfirmView(APIView):
    """Bringing a code back."""

    permission_classes = [AllowAny]

    @extend_schema(
        tags=TAG,
        operation_id="auth_codes_confirm",
        summary="Verify an address, or sign in, by a code",
        request=CodeConfirmSerializer,
        responses={
            200: TokenPairSerializer,
            204: None,
            **refusals(400, 401, 409, 429, s400="bad_code", s409="identity_taken"),
        },
        examples=[
            OpenApiExample(
                "Verify",
                value={"purpose": "verify", "email": "lin@example.com", "code": "482913"},
                request_only=True,
            ),
            TOKENS_EXAMPLE,
        ],
    )
    def post(self, request: Request) -> Response:
        """Bring a code back: `login` answers with tokens, `verify` with 204."""
        given = CodeConfirmSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        data = given.validated_data
        identifier = _identifier_of(request, data)
        network = network_of_request(request)
        purpose = OneTimeCode.Purpose(data["purpose"])
        user = _user_for(request, purpose=purpose)
        if user is not None:
            codes.confirm_verification(identifier, code=data["code"], user=user, network=network)
            return Response(status=status.HTTP_204_NO_CONTENT)
        pair = codes.confirm_login(
            identifier,
            code=data["code"],
            second_factor_code=data["second_factor_code"],
            guest=guest_of(request, is_wanted=data["merge_guest"]),
            device_name=data["device_name"],
            network=network,
        )
        return Response(TokenPairSerializer(pair).data)


class PasswordResetView(APIView):
    """Getting back in."""

    authentication_classes: list[type] = []
    permission_classes = [AllowAny]

    @extend_schema(
        tags=TAG,
        operation_id="auth_password_reset",
        summary="Set a new password by a code",
        request=PasswordResetSerializer,
        responses={204: None, **refusals(400, 429, s400="bad_code")},
    )
    def post(self, request: Request) -> Response:
        """Set a new password by a code of purpose `reset`; every sign-in ends."""
        given = PasswordResetSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        data = given.validated_data
        codes.reset_password(
            _identifier_of(request, data),
            code=data["code"],
            password=data["password"],
            network=network_of_request(request),
        )
        return Response(status=status.HTTP_204_NO_CONTENT)


class PasswordChangeView(APIView):
    """Another password."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="auth_password_change",
        summary="Change the password",
        request=PasswordChangeSerializer,
        responses={
            200: TokenPairSerializer,
            **refusals(400, 401, 403, 409, 429, s403="bad_credentials, sign_in_again"),
        },
    )
    def post(self, request: Request) -> Response:
        """Change the password: every other sign-in ends, and this one gets new tokens."""
        user, sign_in = signed_in_as(request)
        given = PasswordChangeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        pair = services.change_password(user, sign_in=sign_in, **given.validated_data)
        return Response(TokenPairSerializer(pair).data)


class IdentitiesView(APIView):
    """A person's ways in."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="auth_identities_list",
        summary="Your ways in",
        responses={200: IdentitiesSerializer, **refusals(401)},
    )
    def get(self, request: Request) -> Response:
        """List your addresses, the oldest first."""
        user, _sign_in = signed_in_as(request)
        found = {"identities": user.identities.order_by("created_at", "id")}
        return Response(IdentitiesSerializer(found).data)

    @extend_schema(
        tags=TAG,
        operation_id="auth_identities_add",
        summary="Add an address",
        request=AddressSerializer,
        responses={201: IdentitySerializer, **refusals(400, 401, 409, 429, s409="too_many")},
        examples=[
            OpenApiExample("A phone", value={"phone": "13800138000"}, request_only=True),
        ],
    )
    def post(self, request: Request) -> Response:
        """Add an address of yours; a code to verify it is sent."""
        user, _sign_in = signed_in_as(request)
        given = AddressSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        identity = services.add_identity(
            user,
            _identifier_of(request, given.validated_data),
            network=network_of_request(request),
        )
        return Response(IdentitySerializer(identity).data, status=status.HTTP_201_CREATED)


class IdentityView(APIView):
    """One way in."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="auth_identities_remove",
        summary="Remove an address",
        responses={204: None, **refusals(401, 404, 409, s409="last_way_in")},
    )
    def delete(self, request: Request, identity_id: uuid.UUID) -> Response:
        """Remove an address of yours, unless it is the last way to sign in."""
        user, _sign_in = signed_in_as(request)
        services.remove_identity(user, identity_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class SocketTicketView(APIView):
    """The way to the socket."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        tags=TAG,
        operation_id="auth_ws_ticket",
        summary="A ticket to open the socket",
        request=None,
        responses={200: TicketSerializer, **refusals(401, 429)},
        examples=[
            OpenApiExample(
                "Ticket",
                value={"ticket": "q0Yy…", "expires_in": 60},
                response_only=True,
            )
        ],
    )
    def post(self, request: Request) -> Response:
        """Return a ticket for the first frame on `/ws/v1/chat`; good once, for a minute."""
        user, sign_in = signed_in_as(request)
        return Response(TicketSerializer(services.issue_ticket(user, sign_in)).data)


def _user_for(request: Request, *, purpose: OneTimeCode.Purpose) -> User | None:
    """Return whose address is to be verified, or None for a purpose that needs nobody."""
    if purpose != OneTimeCode.Purpose.VERIFY:
        return None
    if not isinstance(request.user, User):
        raise AppError("not_authenticated", _("Please sign in."), status=401)
    return request.user
