"""Background work about model servers: what was never settled, what is old, who hears of alarms."""

from decimal import Decimal

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from jobassist.accounts.models import Identity
from jobassist.fetch import FetchFailed
from jobassist.logs import get_logger
from jobassist.webhooks import post_signed

from . import ledger, services
from .models import BudgetAlarm

log = get_logger(__name__)

MOST_MAILS = 20


def defer_alarm(alarm_id: int) -> None:
    """Have an alarm mailed, and posted where somebody listens, once the transaction commits."""
    tell_alarm.defer(alarm_id=alarm_id)
    if settings.MODEL_ALARM_WEBHOOK_URL:
        post_alarm.defer(alarm_id=alarm_id)


@app.task(name="providers.tell_alarm", retry=RetryStrategy(max_attempts=5, exponential_wait=5))
def tell_alarm(alarm_id: int) -> None:
    """Mail a budget's alarm to those who look after the installation."""
    alarm = BudgetAlarm.objects.filter(id=alarm_id).select_related("company").first()
    addresses = list_alarm_addresses()
    if alarm is None or not addresses:
        return
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("%(percent)s %% of the model budget of this %(period)s are spent") % {
            "percent": alarm.percent,
            "period": alarm.get_period_display(),
        }
        if alarm.company is not None:
            # A line break would make no header, and the alarm would never be mailed.
            name = " ".join(alarm.company.name.split())[:80]
            subject = f"{name}: {subject}"
        unit = (
            settings.MODEL_BUDGET_CURRENCY
            if alarm.unit == BudgetAlarm.Unit.MONEY
            else alarm.get_unit_display()
        )
        text = _(
            "%(spent)s of %(budget)s %(unit)s since %(begins)s. At 100 %% people are answered "
            "without a model until the period ends."
        )
        if alarm.company is not None:
            text = _(
                "%(spent)s of %(budget)s %(unit)s since %(begins)s. At 100 %% the company's "
                "recruiters are served without a model until the period ends; nobody else is."
            )
        text %= {
            "spent": _write_out(alarm.spent),
            "budget": _write_out(alarm.budget),
            "unit": unit,
            "begins": alarm.begins.isoformat(),
        }
    send_mail(subject, text, None, addresses)


class NotTaken(Exception):
    """The receiver of alarms did not say that it has one; another try is due."""


@app.task(name="providers.post_alarm", retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def post_alarm(alarm_id: int) -> None:
    """Post a budget's alarm, signed, to where the operators listen; raises until it is taken."""
    alarm = BudgetAlarm.objects.filter(id=alarm_id).select_related("company").first()
    if alarm is None or not settings.MODEL_ALARM_WEBHOOK_URL:
        return
    is_money = alarm.unit == BudgetAlarm.Unit.MONEY
    payload = {
        "type": "budget.alarm",
        "timestamp": alarm.raised_at.isoformat(),
        "data": {
            # None: the installation's budget.
            "company": (
                {"id": alarm.company.id, "name": alarm.company.name} if alarm.company else None
            ),
            "period": alarm.period,
            "begins": alarm.begins.isoformat(),
            "percent": alarm.percent,
            "counted_in": alarm.unit,
            "currency": settings.MODEL_BUDGET_CURRENCY if is_money else None,
            "spent": _write_out(alarm.spent),
            "budget": _write_out(alarm.budget),
        },
    }
    try:
        answer = post_signed(
            settings.MODEL_ALARM_WEBHOOK_URL,
            payload,
            message_id=f"msg_budget_alarm_{alarm.pk}",
            sent_at=timezone.now(),
            secret_texts=[settings.MODEL_ALARM_WEBHOOK_SECRET],
            # Whoever runs the server names it, and may well run it in the house.
            allows_private=True,
        )
    except FetchFailed as error:
        raise NotTaken(error.code) from None
    if not 200 <= answer.status < 300:
        raise NotTaken(str(answer.status))


def _write_out(amount: Decimal) -> str:
    """Return an amount without empty places, and never as 1E+3."""
    return f"{amount.normalize():f}"


def list_alarm_addresses() -> list[str]:
    """Return who hears of alarms: those that the settings name, else verified superusers."""
    if settings.MODEL_ALARM_EMAILS:
        return list(settings.MODEL_ALARM_EMAILS)
    found = Identity.objects.filter(
        kind=Identity.Kind.EMAIL,
        verified_at__isnull=False,
        user__is_superuser=True,
        user__is_active=True,
    )
    return list(found.order_by("value").values_list("value", flat=True)[:MOST_MAILS])


@app.periodic(cron="* * * * *")
@app.task(name="providers.expire_uses", queueing_lock="providers.expire_uses", pass_context=False)
def expire_uses(timestamp: int) -> None:
    """Settle the calls that a dead process left."""
    expired = ledger.expire(now=timezone.now())
    if expired:
        log.warning("model_uses_expired", count=expired)


@app.periodic(cron="27 3 * * *")
@app.task(name="providers.purge_uses", queueing_lock="providers.purge_uses", pass_context=False)
def purge_uses(timestamp: int) -> None:
    """Let go of calls and places that are older than they are kept."""
    now = timezone.now()
    ledger.purge(now=now)
    services.purge_closures(now=now)
