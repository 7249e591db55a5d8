"""HTTP shapes of people, sign-ins and ways in."""

from typing import Any

from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.utils.translation import gettext as _
from rest_framework import serializers

from jobassist.strict_fields import StrictCharField

from .locales import normalise_locale
from .models import RETENTION_DAYS_MAX, Identity, Membership, OneTimeCode, SignIn, User
from .services import Surroundings
from .time_zones import validate_time_zone

PASSWORD_MAX = 200


class LocaleField(serializers.CharField):
    """A language tag, put into its usual case."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=35, help_text="BCP 47, for example zh-CN or en-GB.", **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """Return the tag as it is stored."""
        text = super().to_internal_value(data)
        tag = normalise_locale(text)
        if tag is None:
            raise serializers.ValidationError(
                _("This is not a language tag such as zh-CN."), code="bad_locale"
            )
        return tag


class TimeZoneField(serializers.CharField):
    """An IANA name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=64, help_text="IANA name, for example Asia/Shanghai.", **kwargs)
        self.validators.append(validate_time_zone)


class PasswordField(serializers.CharField):
    """A password, spaces at its ends and all."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=PASSWORD_MAX,
            trim_whitespace=False,
            write_only=True,
            style={"input_type": "password"},
            **kwargs,
        )


class DeviceNameField(StrictCharField):
    """What the person calls the device, shown in the list of sign-ins."""

    def __init__(self) -> None:
        super().__init__(required=False, allow_blank=True, max_length=80, default="")


class SurroundingsSerializer(serializers.Serializer[Any]):
    """What a client says of itself."""

    locale = LocaleField(required=False, allow_blank=True, default="")
    time_zone = TimeZoneField(required=False, default="")
    device_name = DeviceNameField()

    def build_surroundings(self, *, accept_language: str) -> Surroundings:
        """Return the surroundings; a browser's own language stands in for one not given."""
        given = self.validated_data
        return Surroundings(
            locale=given["locale"] or accept_language,
            time_zone=given["time_zone"],
            device_name=given["device_name"],
        )


class GuestSerializer(SurroundingsSerializer):
    """A guest session; everything is optional."""


class AddressSerializer(serializers.Serializer[Any]):
    """Exactly one address: an e-mail or a phone number."""

    email = serializers.CharField(required=False, max_length=254)
    phone = serializers.CharField(
        required=False, max_length=40, help_text="With + and country code, or as dialled at home."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse both and neither."""
        if bool(attrs.get("email")) == bool(attrs.get("phone")):
            raise serializers.ValidationError(
                _("Give either an e-mail address or a phone number."), code="one_address"
            )
        return attrs


class RegisterSerializer(SurroundingsSerializer):
    """A new account, or the guest who asks turned into one."""

    email = serializers.CharField(max_length=254)
    password = PasswordField()
    display_name = StrictCharField(required=False, allow_blank=True, max_length=120, default="")


class SecondFactorField(serializers.CharField):
    """A code of the person's app, or a backup code, where the account has a second factor."""

    def __init__(self) -> None:
        super().__init__(
            default="",
            allow_blank=True,
            max_length=40,
            help_text="A code of your app, or a backup code, if the account has a second factor; "
            "without it the answer is 401 `second_factor_needed`.",
        )


class LoginSerializer(AddressSerializer):
    """Address and password."""

    password = PasswordField()
    second_factor_code = SecondFactorField()
    device_name = DeviceNameField()
    merge_guest = serializers.BooleanField(
        default=True,
        help_text="With a guest's token: take along what the guest has. False leaves it behind.",
    )


class RefreshSerializer(serializers.Serializer[Any]):
    """A refresh token, which counts once."""

    refresh = serializers.CharField(max_length=2000)
    request_id = serializers.CharField(
        required=False,
        allow_blank=True,
        default="",
        min_length=16,
        max_length=100,
        help_text=(
            "A random text of the client's own, kept with the refresh token until the answer is "
            "stored. The same token with the same request_id again gets new tokens again; without "
            "it a used token ends the sign-in."
        ),
    )


class TokenPairSerializer(serializers.Serializer[Any]):
    """What a client keeps."""

    access = serializers.CharField()
    refresh = serializers.CharField()
    user_id = serializers.UUIDField()
    sign_in_id = serializers.UUIDField()
    expires_in = serializers.IntegerField(help_text="Seconds until the access token ends.")


class IdentitySerializer(serializers.ModelSerializer[Identity]):
    """A way in, to its owner."""

    class Meta:
        model = Identity
        fields = ["id", "kind", "value", "is_verified", "verified_at", "created_at"]

    is_verified = serializers.BooleanField(read_only=True)


class RegistrationSerializer(TokenPairSerializer):
    """Tokens, and the address that a code was sent to."""

    identity = IdentitySerializer()


class TicketSerializer(serializers.Serializer[Any]):
    """A pass to open the socket once."""

    ticket = serializers.CharField()
    expires_in = serializers.IntegerField(help_text="Seconds.")


class SignInSerializer(serializers.ModelSerializer[SignIn]):
    """An open sign-in."""

    class Meta:
        model = SignIn
        fields = ["id", "device_name", "created_at", "last_used_at", "expires_at", "is_current"]

    is_current = serializers.SerializerMethodField()

    def get_is_current(self, sign_in: SignIn) -> bool:
        """Whether the request came from it."""
        return bool(sign_in.id == self.context["current_id"])


class SignInsQuerySerializer(serializers.Serializer[Any]):
    """Which sign-ins to end."""

    keep_current = serializers.BooleanField(default=False)


class SignInsSerializer(serializers.Serializer[Any]):
    """Every open sign-in."""

    sign_ins = SignInSerializer(many=True)


class IdentitiesSerializer(serializers.Serializer[Any]):
    """Every way in."""

    identities = IdentitySerializer(many=True)


class CodeRequestSerializer(AddressSerializer):
    """Where to send a code, and what for."""

    purpose = serializers.ChoiceField(choices=OneTimeCode.Purpose.choices)


class CodeSentSerializer(serializers.Serializer[Any]):
    """The same for every address, known or not."""

    expires_in = serializers.IntegerField(help_text="Seconds that a code is good for.")
    resend_in = serializers.IntegerField(help_text="Seconds until another one may be asked for.")


class CodeField(serializers.CharField):
    """Six digits, as typed."""

    def __init__(self) -> None:
        super().__init__(min_length=6, max_length=12)

    def to_internal_value(self, data: Any) -> str:
        """Return the digits: a phone's keyboard puts spaces and full-width digits among them."""
        text = "".join(super().to_internal_value(data).split())
        return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text)


class CodeConfirmSerializer(AddressSerializer):
    """A code brought back."""

    purpose = serializers.ChoiceField(choices=["verify", "login"])
    code = CodeField()
    second_factor_code = SecondFactorField()
    device_name = DeviceNameField()
    merge_guest = serializers.BooleanField(default=True)


class PasswordResetSerializer(AddressSerializer):
    """A code of purpose `reset`, and the new password."""

    code = CodeField()
    password = PasswordField()


class PasswordChangeSerializer(serializers.Serializer[Any]):
    """The password now and the one to come."""

    current_password = PasswordField(required=False, allow_blank=True, default="")
    new_password = PasswordField()


class CompanyRoleSerializer(serializers.Serializer[Any]):
    """A company that the person acts for."""

    company_id = serializers.IntegerField()
    name = serializers.CharField()
    role = serializers.ChoiceField(choices=Membership.Role.choices)


class MeSerializer(serializers.ModelSerializer[User]):
    """A person, to themselves."""

    class Meta:
        model = User
        fields = [
            "user_id",
            "is_guest",
            "display_name",
            "locale",
            "time_zone",
            "retention_days",
            "created_at",
            "identities",
            "companies",
        ]

    user_id = serializers.UUIDField(source="id", read_only=True)
    identities = IdentitySerializer(many=True, read_only=True)
    companies = serializers.SerializerMethodField()

    def get_companies(self, user: User) -> list[dict[str, Any]]:
        """Return the companies that the view loaded."""
        return [
            {"company_id": company.id, "name": company.name, "role": str(role)}
            for company, role in self.context["companies"]
        ]


class MeChangeSerializer(serializers.Serializer[Any]):
    """What a person changes about themselves; what is left out stays."""

    display_name = StrictCharField(
        required=False,
        allow_blank=True,
        validators=[MaxLengthValidator(120), ProhibitNullCharactersValidator()],
    )
    locale = LocaleField(required=False)
    time_zone = TimeZoneField(required=False)
    retention_days = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=RETENTION_DAYS_MAX,
        help_text="Days after which a conversation is deleted; null (the default) keeps them.",
    )


class EraseSerializer(serializers.Serializer[Any]):
    """The word that says it is meant."""

    confirm = serializers.ChoiceField(choices=["erase"], help_text="The word `erase`.")
