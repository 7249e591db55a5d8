"""What calls of models were promised, what they cost, and who waits for one. Ids only, no words."""

import uuid
from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ProviderMeter(models.Model):
    """What is left of a server's minute: two buckets that fill steadily.

    Locked for one short transaction at a time. The row with the empty key is locked by whoever
    checks a budget.
    """

    provider = models.CharField(max_length=40, primary_key=True)
    # Below zero after a call larger than the bucket: it fills from there.
    requests_left = models.FloatField()
    tokens_left = models.FloatField()
    filled_at = models.DateTimeField()
    # What the buckets hold when they are full, by the limits at the last call; None: no limit.
    requests_held = models.FloatField(null=True)
    tokens_held = models.FloatField(null=True)
    # What calls have lately used of what was set aside for them.
    share_used = models.FloatField(default=0.7)

    def __str__(self) -> str:
        return f"{self.provider}: {self.requests_left:.0f}, {self.tokens_left:.0f} left"


class ModelUse(models.Model):
    """One call of a model: reserved before it, settled once after it."""

    class State(models.TextChoices):
        RESERVED = "reserved", _("under way")
        SETTLED = "settled", _("settled")
        # Nobody settled it in time: its process died. It counts as what was set aside.
        EXPIRED = "expired", _("never settled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # None once the person is erased; what was spent stays.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="model_uses",
        # Its index is the one by person and time below.
        db_index=False,
    )
    # The tenant that pays for it: of what a recruiter has drafted or translated. None: the
    # installation, which pays for seekers.
    company = models.ForeignKey(
        "accounts.Company",
        on_delete=models.SET_NULL,
        null=True,
        related_name="model_uses",
        verbose_name=_("company"),
        # Its index is the one of tenants' calls under way below.
        db_index=False,
    )
    conversation_id = models.UUIDField(null=True)
    turn_id = models.UUIDField(null=True)
    provider = models.CharField(_("provider"), max_length=40)
    model_name = models.CharField(_("model"), max_length=80)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.RESERVED)
    # Set aside at first: the input as counted, and the longest answer; then what was used.
    input_tokens = models.PositiveIntegerField(_("tokens read"))
    output_tokens = models.PositiveIntegerField(_("tokens written"))
    reserved_tokens = models.PositiveIntegerField()
    # Of a million tokens, when it was reserved.
    input_price = models.DecimalField(max_digits=12, decimal_places=6)
    output_price = models.DecimalField(max_digits=12, decimal_places=6)
    currency = models.CharField(_("currency"), max_length=3)
    # In the currency of the budgets: one of `currency`, and the cost.
    rate = models.DecimalField(max_digits=14, decimal_places=6)
    cost = models.DecimalField(_("cost"), max_digits=18, decimal_places=9)
    value = models.DecimalField(max_digits=18, decimal_places=9)
    # Until then the person has had their share of the server's minute.
    person_until = models.DateTimeField(null=True)
    # The same of its company.
    company_until = models.DateTimeField(null=True)
    reserved_at = models.DateTimeField(_("begun"))
    expires_at = models.DateTimeField()
    settled_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        verbose_name = _("model call")
        verbose_name_plural = _("model calls")
        indexes = [
            # What a person has had today, and lately.
            models.Index(fields=["user", "reserved_at"], name="modeluse_person"),
            models.Index(
                fields=["turn_id"], name="modeluse_turn", condition=Q(turn_id__isnull=False)
            ),
            models.Index(
                fields=["conversation_id"],
                name="modeluse_conversation",
                condition=Q(conversation_id__isnull=False),
            ),
            # What is under way at a server, and what nobody settled.
            models.Index(
                fields=["provider", "expires_at"],
                name="modeluse_reserved",
                condition=Q(state="reserved"),
            ),
            # What is let go of after a while.
            models.Index(fields=["reserved_at"], name="modeluse_age"),
            # What a tenant has had today.
            models.Index(
                fields=["company", "reserved_at"],
                name="modeluse_company",
                condition=Q(company__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="reserved") | Q(settled_at__isnull=False),
                name="modeluse_settled_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.id}"


class SpentByDay(models.Model):
    """What a day's settled calls of one model cost; days are UTC."""

    day = models.DateField(_("day"))
    provider = models.CharField(_("provider"), max_length=40)
    model_name = models.CharField(_("model"), max_length=80)
    currency = models.CharField(_("currency"), max_length=3)
    calls = models.PositiveIntegerField(_("calls"), default=0)
    input_tokens = models.PositiveBigIntegerField(_("tokens read"), default=0)
    output_tokens = models.PositiveBigIntegerField(_("tokens written"), default=0)
    cost = models.DecimalField(_("cost"), max_digits=18, decimal_places=9, default=Decimal(0))
    value = models.DecimalField(max_digits=18, decimal_places=9, default=Decimal(0))

    class Meta:
        verbose_name = _("model spending of a day")
        verbose_name_plural = _("model spending")
        ordering = ["-day", "provider", "model_name"]
        constraints = [
            # Settling adds to the row that is there.
            models.UniqueConstraint(
                fields=["day", "provider", "model_name", "currency"], name="spentbyday_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.provider}"


class CompanySpentByDay(models.Model):
    """Of a day's sums, what one company's recruiters had; days are UTC."""

    day = models.DateField(_("day"))
    company = models.ForeignKey(
        "accounts.Company",
        on_delete=models.CASCADE,
        related_name="model_days",
        verbose_name=_("company"),
    )
    currency = models.CharField(_("currency"), max_length=3)
    calls = models.PositiveIntegerField(_("calls"), default=0)
    input_tokens = models.PositiveBigIntegerField(_("tokens read"), default=0)
    output_tokens = models.PositiveBigIntegerField(_("tokens written"), default=0)
    cost = models.DecimalField(_("cost"), max_digits=18, decimal_places=9, default=Decimal(0))
    value = models.DecimalField(max_digits=18, decimal_places=9, default=Decimal(0))

    class Meta:
        verbose_name = _("company's model spending of a day")
        verbose_name_plural = _("model spending of companies")
        ordering = ["-day", "company"]
        constraints = [
            # Settling adds to the row that is there.
            models.UniqueConstraint(
                fields=["company", "day", "currency"], name="companyspentbyday_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.company_id}"


class CompanyBudget(models.Model):
    """What one company may spend on models, in place of what the settings allow each."""

    company = models.OneToOneField(
        "accounts.Company",
        on_delete=models.CASCADE,
        related_name="model_budget",
        verbose_name=_("company"),
    )
    # None: no limit.
    tokens_a_day = models.PositiveBigIntegerField(
        _("tokens a day"), null=True, blank=True, help_text=_("Empty: no limit. 0: none at all.")
    )
    a_day = models.DecimalField(
        _("money a day"),
        max_digits=12,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
        help_text=_("In the currency of the budgets. Empty: no limit."),
    )
    a_month = models.DecimalField(
        _("money a month"),
        max_digits=12,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
        help_text=_("In the currency of the budgets. Empty: no limit."),
    )
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    class Meta:
        verbose_name = _("company's model budget")
        verbose_name_plural = _("model budgets of companies")
        constraints = [
            # Less than nothing would be read as no limit somewhere.
            models.CheckConstraint(
                condition=(Q(a_day__isnull=True) | Q(a_day__gte=0))
                & (Q(a_month__isnull=True) | Q(a_month__gte=0)),
                name="companybudget_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return str(self.company_id)


class QueuePlace(models.Model):
    """A place in the line of a server whose minute is spent.

    Waiting: its turn stands by for a few seconds. Kept: its person was told when to come again,
    and comes before those who asked later.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        KEPT = "kept"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.CharField(max_length=40)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="queue_places"
    )
    state = models.CharField(max_length=7, choices=State)
    tokens = models.PositiveIntegerField()
    asked_at = models.DateTimeField()
    # The line's order: when it was asked, or later for who has just had much.
    rank_at = models.DateTimeField()
    # Until then the person has had their share of the server's minute, this call with it.
    person_until = models.DateTimeField()
    # Whose recruiter waits, and the same of it; None: a seeker.
    company = models.ForeignKey(
        "accounts.Company",
        on_delete=models.CASCADE,
        null=True,
        related_name="queue_places",
        # Few rows, read by server.
        db_index=False,
    )
    company_until = models.DateTimeField(null=True)
    # Its process says that it still waits; without that it is passed over.
    alive_until = models.DateTimeField()
    # When it was said to be their turn, and whether a kept place was claimed.
    due_at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Who asks again and again while the server is busy holds one place.
            models.UniqueConstraint(
                fields=["provider", "user"],
                condition=Q(state="kept", returned_at__isnull=True),
                name="queueplace_one_kept",
            ),
        ]
        indexes = [
            # The line.
            models.Index(
                fields=["provider", "rank_at"],
                name="queueplace_line",
                condition=Q(state="waiting"),
            ),
            # Who was told to come again, and what is let go of.
            models.Index(fields=["provider", "due_at"], name="queueplace_due"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.id}"


class BudgetAlarm(models.Model):
    """A budget that came near its end, the installation's or a company's; once a period each."""

    class Period(models.TextChoices):
        DAY = "day", _("day")
        MONTH = "month", _("month")

    class Unit(models.TextChoices):
        MONEY = "money", _("money")
        TOKENS = "tokens", _("tokens")

    # None: the installation's.
    company = models.ForeignKey(
        "accounts.Company",
        on_delete=models.CASCADE,
        null=True,
        related_name="budget_alarms",
        verbose_name=_("company"),
    )
    period = models.CharField(_("period"), max_length=5, choices=Period)
    unit = models.CharField(_("counted in"), max_length=6, choices=Unit)
    begins = models.DateField(_("begins"))
    percent = models.PositiveSmallIntegerField(_("percent"))
    spent = models.DecimalField(_("spent"), max_digits=20, decimal_places=4)
    budget = models.DecimalField(_("budget"), max_digits=20, decimal_places=4)
    raised_at = models.DateTimeField(_("raised"))

    class Meta:
        verbose_name = _("budget alarm")
        verbose_name_plural = _("budget alarms")
        ordering = ["-raised_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["period", "unit", "begins", "percent"],
                condition=Q(company__isnull=True),
                name="budgetalarm_once",
            ),
            models.UniqueConstraint(
                fields=["company", "period", "unit", "begins", "percent"],
                condition=Q(company__isnull=False),
                name="budgetalarm_once_a_company",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percent} % of a {self.period} from {self.begins}"
