"""Partners, the sources they write, and the keys they call with."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """What a key may do."""

    POSTINGS_READ = "postings:read", _("read postings and their changes")
    POSTINGS_WRITE = "postings:write", _("write postings of its sources")
    WEBHOOKS_MANAGE = "webhooks:manage", _("set up webhooks")


class Partner(models.Model):
    """Somebody who pushes postings to us or reads ours by machine.

    The limits are the partner's, not a key's: a second key while one is replaced doubles nothing.
    """

    name = models.CharField(_("name"), max_length=200, unique=True)
    is_active = models.BooleanField(_("active"), default=True)
    items_per_day = models.PositiveIntegerField(_("items a day"), default=1_000_000)
    requests_per_minute = models.PositiveIntegerField(_("requests a minute"), default=600)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        constraints = [
            models.CheckConstraint(condition=Q(requests_per_minute__gt=0), name="partner_may_call"),
        ]

    def __str__(self) -> str:
        return self.name


class PartnerSource(models.Model):
    """A source of postings that a partner writes; a source has one writer."""

    source = models.OneToOneField(
        "jobs.Source",
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="written_by",
        verbose_name=_("source"),
    )
    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="sources", verbose_name=_("partner")
    )

    class Meta:
        verbose_name = _("source of a partner")
        verbose_name_plural = _("sources of partners")

    def __str__(self) -> str:
        return f"{self.source_id} of {self.partner_id}"


class ApiKey(models.Model):
    """A key of a partner's. What it is, is kept as a hash; `prefix` tells keys apart.

    Replacing a key leaves the old one good for a while (`expires_at`), so both count.
    """

    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="keys", verbose_name=_("partner")
    )
    name = models.CharField(_("name"), max_length=100, blank=True)
    prefix = models.CharField(_("begins with"), max_length=20, unique=True)
    # SHA-256 of the whole key, whose 256 random bits no dictionary holds.
    secret_hash = models.CharField(max_length=64)
    scopes = ArrayField(
        models.CharField(max_length=20, choices=Scope), default=list, verbose_name=_("may")
    )
    # Keys of sources; empty: all that the partner writes.
    source_keys = ArrayField(
        models.SlugField(max_length=80),
        default=list,
        blank=True,
        verbose_name=_("only for the sources"),
    )
    replaces = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("replaces"),
    )
    created_at = models.DateTimeField(_("since"), auto_now_add=True)
    expires_at = models.DateTimeField(_("good until"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    # To the minute.
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        constraints = [
            # A key that may do nothing, or what nobody knows, is a mistake.
            models.CheckConstraint(
                condition=Q(scopes__len__gt=0) & Q(scopes__contained_by=Scope.values),
                name="api_key_known_scopes",
            ),
            models.CheckConstraint(condition=~Q(secret_hash=""), name="api_key_has_hash"),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("id")),
                name="api_key_replaces_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}…"


class PartnerUsage(models.Model):
    """What a partner has used of its limits: requests of this minute, items of this day."""

    partner = models.OneToOneField(
        Partner, on_delete=models.CASCADE, primary_key=True, related_name="usage"
    )
    minute_at = models.DateTimeField()
    requests = models.PositiveIntegerField(default=0)
    day = models.DateField()
    items = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"usage of {self.partner_id}"
