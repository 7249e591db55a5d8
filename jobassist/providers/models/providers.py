"""Model servers as operators write them down, and which of them asked to be left alone."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jobassist.providers.addresses import validate_base_url
from jobassist.providers.keys import validate_key_reference


class Provider(models.Model):
    """A model server. Every process sees a change within five seconds.

    While there are rows, even switched off, the server of the environment is not asked.
    """

    # What turns and the ledger call it; stays as it is when the name changes.
    slug = models.SlugField(
        _("key"),
        max_length=40,
        unique=True,
        help_text=_("Small letters, digits and hyphens; written on every turn, so it stays."),
    )
    name = models.CharField(_("name"), max_length=80)
    base_url = models.CharField(
        _("address"),
        max_length=300,
        validators=[validate_base_url],
        help_text=_("With the version in it: https://api.example.com/v1."),
    )
    # Where the key is, never the key.
    key_reference = models.CharField(
        _("where its key is"),
        max_length=100,
        blank=True,
        validators=[validate_key_reference],
        help_text=_(
            "A variable of the environment such as NORTH_API_KEY, or file:north_api_key for a file "
            "in MODEL_KEYS_DIR. Never the key itself. Empty: the server wants none."
        ),
    )
    large_model = models.CharField(
        _("large model"), max_length=80, blank=True, help_text=_("Open talk.")
    )
    small_model = models.CharField(
        _("small model"),
        max_length=80,
        blank=True,
        help_text=_("Extraction and phrasing. Empty: the large one."),
    )
    vision_model = models.CharField(
        _("model for pictures"), max_length=80, blank=True, help_text=_("Empty: no pictures.")
    )
    transcription_model = models.CharField(
        _("model for speech"), max_length=80, blank=True, help_text=_("Empty: no speech.")
    )
    weight = models.PositiveIntegerField(
        _("weight"),
        default=100,
        validators=[MaxValueValidator(10_000)],
        help_text=_("Its share of the conversations. 0: only where no other can answer."),
    )
    # None: as many as come.
    requests_per_minute = models.PositiveIntegerField(
        _("requests a minute"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    tokens_per_minute = models.PositiveIntegerField(
        _("tokens a minute"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    input_price = models.DecimalField(
        _("price of a million tokens read"),
        max_digits=12,
        decimal_places=6,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0))],
    )
    output_price = models.DecimalField(
        _("price of a million tokens written"),
        max_digits=12,
        decimal_places=6,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0))],
    )
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    connect_seconds = models.FloatField(
        _("seconds to connect"),
        default=0.8,
        validators=[MinValueValidator(0.1), MaxValueValidator(10)],
    )
    first_text_seconds = models.FloatField(
        _("seconds to the first text"),
        default=10.0,
        validators=[MinValueValidator(0.5), MaxValueValidator(110)],
    )
    stall_seconds = models.FloatField(
        _("seconds between two pieces"),
        default=8.0,
        validators=[MinValueValidator(0.5), MaxValueValidator(60)],
    )
    is_enabled = models.BooleanField(
        _("on"), default=True, help_text=_("Off: nobody is sent there from a few seconds on.")
    )
    # When an operator last said that it may be asked again: processes forget what they held
    # against it before.
    asked_again_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    class Meta:
        verbose_name = _("model provider")
        verbose_name_plural = _("model providers")
        ordering = ["slug"]
        constraints = [
            # The name under which the server of the environment is counted.
            models.CheckConstraint(
                condition=~Q(slug="environment"), name="provider_slug_not_reserved"
            ),
            # A server without any model could be chosen for nothing.
            models.CheckConstraint(
                condition=~Q(
                    large_model="", small_model="", vision_model="", transcription_model=""
                ),
                name="provider_has_a_model",
            ),
            models.CheckConstraint(
                condition=Q(input_price__gte=0, output_price__gte=0),
                name="provider_prices_not_negative",
            ),
            # Zero would end every answer before it began.
            models.CheckConstraint(
                condition=Q(connect_seconds__gt=0, first_text_seconds__gt=0, stall_seconds__gt=0),
                name="provider_waits_are_positive",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProviderPause(models.Model):
    """Until when a server asked to be left alone: known to every process.

    By its slug, since the server of the environment has no row.
    """

    slug = models.CharField(max_length=40, primary_key=True)
    until = models.DateTimeField()
    reason = models.CharField(max_length=20)

    def __str__(self) -> str:
        return f"{self.slug} until {self.until:%H:%M:%S}"


class ProviderClosure(models.Model):
    """Until when one process leaves a server alone because it failed: for people to look at.

    Each process decides by what it has seen itself; nobody decides by these rows.
    """

    slug = models.CharField(max_length=40)
    # Host and number, as the system names them.
    process = models.CharField(max_length=100)
    until = models.DateTimeField()
    reason = models.CharField(max_length=20)
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            # What a process says of a server last.
            models.UniqueConstraint(fields=["slug", "process"], name="providerclosure_once"),
        ]

    def __str__(self) -> str:
        return f"{self.slug} until {self.until:%H:%M:%S}"
