"""People, their ways in, their sign-ins, and the companies they act for."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from ..locales import validate_locale
from ..time_zones import validate_time_zone

RETENTION_DAYS_MAX = 3650


class UserManager(BaseUserManager["User"]):
    """Creates users. A user has no name to log in by: that is an `Identity`."""

    def create_user(self, *, password: str | None = None, **fields: Any) -> "User":
        """Return a saved user; without a password, one who cannot log in by password."""
        user = self.model(**fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, *, email: str, password: str | None = None, **fields: Any) -> "User":
        """Return a staff user with every permission and `email` as a verified way in."""
        from ..identifiers import normalise_email

        normalised = normalise_email(email)
        with transaction.atomic(using=self._db):
            user = self.create_user(
                password=password, is_guest=False, is_staff=True, is_superuser=True, **fields
            )
            Identity.objects.using(self._db).create(
                user=user,
                kind=Identity.Kind.EMAIL,
                value=email,
                value_normalised=normalised,
                verified_at=timezone.now(),
            )
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person: a guest, an account, or the empty stub that an erased or merged one leaves."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    is_guest = models.BooleanField(_("guest"), default=True)
    display_name = models.CharField(_("name"), max_length=120, blank=True)
    # BCP 47, as the wire writes it: zh-CN, en, en-GB.
    locale = models.CharField(
        _("language"), max_length=35, default="en", validators=[validate_locale]
    )
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="UTC", validators=[validate_time_zone]
    )
    is_staff = models.BooleanField(
        _("staff"), default=False, help_text=_("May enter the admin site.")
    )
    is_active = models.BooleanField(_("active"), default=True)
    # Part of every access token and admin session: raising it ends them all at once.
    session_version = models.PositiveIntegerField(default=1, editable=False)
    # None: conversations are kept until the person deletes them (the default).
    retention_days = models.PositiveSmallIntegerField(
        _("days conversations are kept"), null=True, blank=True
    )
    # A guest whose rows now belong to this account.
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="merged_guests",
    )
    created_at = models.DateTimeField(_("since"), auto_now_add=True)
    last_seen_at = models.DateTimeField(_("last seen"), null=True, blank=True, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = UserManager()

    # Nobody types an id: people log in by an identity (see backends.py).
    USERNAME_FIELD = "id"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            # What an erased person leaves is an id: no words, no way back in, no rights.
            models.CheckConstraint(
                name="user_erased_is_empty",
                condition=Q(erased_at__isnull=True)
                | Q(display_name="", is_active=False, is_staff=False, is_superuser=False),
            ),
            # Ten years at most; longer is "kept", which is null.
            models.CheckConstraint(
                name="user_retention_days_range",
                condition=Q(retention_days__isnull=True)
                | Q(retention_days__gte=1, retention_days__lte=RETENTION_DAYS_MAX),
            ),
            # A merged guest is closed for good.
            models.CheckConstraint(
                name="user_merged_is_closed",
                condition=Q(merged_into__isnull=True) | Q(is_guest=True, is_active=False),
            ),
        ]
        indexes = [
            # The nightly purge: those who asked for less than forever.
            models.Index(
                fields=["id"], name="user_with_retention", condition=Q(retention_days__isnull=False)
            ),
            # The nightly purge: open guests, the longest unseen first.
            models.Index(
                fields=["last_seen_at"],
                name="user_guest_last_seen",
                condition=Q(is_guest=True, is_active=True),
            ),
        ]

    def __str__(self) -> str:
        # No name: the admin's history keeps this text for ever, and logs repeat it.
        return str(self.id)[:8]

    def get_username(self) -> str:
        """Return what the admin site calls the person."""
        return self.display_name or str(self)

    def natural_key(self) -> tuple[str]:
        """Return the id: nothing else names one person."""
        return (str(self.id),)

    def get_full_name(self) -> str:
        """Return the display name; the admin greets with it."""
        return self.display_name

    def get_short_name(self) -> str:
        """Return the display name."""
        return self.display_name

    def get_session_auth_hash(self) -> str:
        """Return what an admin session is checked against: password and session version."""
        return salted_hmac(
            "jobassist.accounts.session",
            f"{self.password}:{self.session_version}:{self.is_active}",
            algorithm="sha256",
        ).hexdigest()


class Identity(models.Model):
    """One way to reach or recognise a person; only a verified one proves anything."""

    class Kind(models.TextChoices):
        EMAIL = "email", _("e-mail")
        PHONE = "phone", _("phone")
        OIDC = "oidc", _("other provider")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="identities"
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    # As the person typed it.
    value = models.CharField(_("value"), max_length=320)
    # As it is compared: lower-case e-mail, E.164 phone, "issuer|subject".
    value_normalised = models.CharField(max_length=320, editable=False)
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("way in")
        verbose_name_plural = _("ways in")
        constraints = [
            # Only a verified address belongs to one person. Were unverified ones unique too,
            # anybody could lock a stranger out by typing the stranger's address first, and
            # the refusal would tell whether an address has an account.
            models.UniqueConstraint(
                fields=["kind", "value_normalised"],
                condition=Q(verified_at__isnull=False),
                name="identity_verified_once",
            ),
            models.UniqueConstraint(
                fields=["user", "kind", "value_normalised"], name="identity_once_per_user"
            ),
        ]
        indexes = [
            # Login: whoever claims this address.
            models.Index(fields=["kind", "value_normalised"], name="identity_lookup"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {str(self.id)[:8]}"

    @property
    def is_verified(self) -> bool:
        """Whether the person has shown that it is theirs."""
        return self.verified_at is not None


class Company(models.Model):
    """A tenant: the postings, candidates and figures that its members share.

    Not the employer a posting displays; a verified claim links the two, never a name.
    """

    name = models.CharField(_("name"), max_length=200)
    website = models.URLField(_("website"), blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="UTC", validators=[validate_time_zone]
    )
    locale = models.CharField(
        _("language"), max_length=35, default="en", validators=[validate_locale]
    )
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        constraints = [
            models.CheckConstraint(name="company_has_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person acting for a company, and how far."""

    class Role(models.TextChoices):
        OWNER = "owner", _("owner")
        RECRUITER = "recruiter", _("recruiter")
        VIEWER = "viewer", _("viewer")

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=12, choices=Role)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            # One role a company: two would leave open which one counts.
            models.UniqueConstraint(fields=["company", "user"], name="membership_once"),
            models.CheckConstraint(
                name="membership_role_known", condition=Q(role__in=["owner", "recruiter", "viewer"])
            ),
        ]

    def __str__(self) -> str:
        # No name: the admin keeps this text in its own history.
        return str(self.get_role_display())


class Device(models.Model):
    """A phone or browser of a person: where a notification may go."""

    class Kind(models.TextChoices):
        IOS = "ios"
        ANDROID = "android"
        WEB = "web"
        OTHER = "other"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="devices"
    )
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.OTHER)
    name = models.CharField(max_length=80, blank=True)
    push_token = models.CharField(max_length=512, null=True, blank=True)
    locale = models.CharField(max_length=35, default="en", validators=[validate_locale])
    created_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        constraints = [
            # A token names one installed app: a second row would notify its last owner too.
            models.UniqueConstraint(fields=["push_token"], name="device_push_token_once"),
            models.CheckConstraint(
                name="device_push_token_not_empty",
                condition=Q(push_token__isnull=True) | ~Q(push_token=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {str(self.id)[:8]}"


class SignIn(models.Model):
    """One sign-in on one device: the family of refresh tokens that grew from it.

    Holds no address of the network it came from.
    """

    class EndReason(models.TextChoices):
        LOGOUT = "logout"
        REVOKED = "revoked"
        REUSED = "reused"
        PASSWORD = "password"  # noqa: S105
        MERGED = "merged"
        BANNED = "banned"
        ERASED = "erased"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sign_ins"
    )
    device = models.ForeignKey(
        Device, on_delete=models.SET_NULL, null=True, blank=True, related_name="sign_ins"
    )
    device_name = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField()
    # Pushed on at each refresh.
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=12, choices=EndReason, blank=True)
    # The refresh token that counts carries this number; a lower one has been used before.
    rotation = models.PositiveIntegerField(default=0)
    # Hash of the request id of the last refresh: its repeat is a retry, not a theft.
    request_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        constraints = [
            models.CheckConstraint(
                name="sign_in_end_has_reason",
                condition=Q(ended_at__isnull=True, end_reason="")
                | (Q(ended_at__isnull=False) & ~Q(end_reason="")),
            ),
        ]
        indexes = [
            # GET /auth/sign-ins: a person's open ones, latest first.
            models.Index(
                fields=["user", "-last_used_at"],
                name="sign_in_open",
                condition=Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class OneTimeCode(models.Model):
    """The newest code sent to an identity for a purpose; only its keyed hash is kept."""

    class Purpose(models.TextChoices):
        VERIFY = "verify"
        LOGIN = "login"
        RESET = "reset"

    identity = models.ForeignKey(Identity, on_delete=models.CASCADE, related_name="codes")
    purpose = models.CharField(max_length=8, choices=Purpose)
    code_hash = models.CharField(max_length=64)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # A new code replaces the old: guesses cannot be spread over several.
            models.UniqueConstraint(fields=["identity", "purpose"], name="code_newest_only"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} for {self.identity_id}"


class SocketTicket(models.Model):
    """A one-minute pass to open the socket once, tied to the sign-in that asked for it."""

    ticket_hash = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="socket_tickets"
    )
    sign_in = models.ForeignKey(SignIn, on_delete=models.CASCADE, related_name="socket_tickets")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            # The purge of spent tickets.
            models.Index(fields=["expires_at"], name="ticket_expiry"),
        ]

    def __str__(self) -> str:
        return f"ticket of {self.sign_in_id}"


class AttemptCount(models.Model):
    """How often something limited was tried in the current window.

    In the database, so that several processes count together. The key is a keyed hash
    of what is limited (an address, an identifier): no personal data stands here.
    """

    key = models.CharField(max_length=64, primary_key=True)
    count = models.PositiveIntegerField()
    window_ends_at = models.DateTimeField()

    class Meta:
        indexes = [
            # The purge of past windows.
            models.Index(fields=["window_ends_at"], name="attempt_window_end"),
        ]

    def __str__(self) -> str:
        return f"{self.count} until {self.window_ends_at:%H:%M:%S}"
