"""Background work about model servers: what was never settled, what is old, who hears of alarms."""

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from jobassist.accounts.models import Identity
from jobassist.logs import get_logger

from . import ledger
from .models import BudgetAlarm

log = get_logger(__name__)

MOST_MAILS = 20


def defer_alarm(alarm_id: int) -> None:
    """Have an alarm mailed once the transaction commits."""
    tell_alarm.defer(alarm_id=alarm_id)


@app.task(name="providers.tell_alarm", retry=RetryStrategy(max_attempts=5, exponential_wait=5))
def tell_alarm(alarm_id: int) -> None:
    """Mail a budget's alarm to those who look after the installation."""
    alarm = BudgetAlarm.objects.filter(id=alarm_id).first()
    addresses = list_alarm_addresses()
    if alarm is None or not addresses:
        return
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("%(percent)s %% of the model budget of this %(period)s are spent") % {
            "percent": alarm.percent,
            "period": alarm.get_period_display(),
        }
        unit = (
            settings.MODEL_BUDGET_CURRENCY
            if alarm.unit == BudgetAlarm.Unit.MONEY
            else alarm.get_unit_display()
        )
        text = _(
            "%(spent)s of %(budget)s %(unit)s since %(begins)s. At 100 %% people are answered "
            "without a model until the period ends."
        ) % {
            "spent": alarm.spent.normalize(),
            "budget": alarm.budget.normalize(),
            "unit": unit,
            "begins": alarm.begins.isoformat(),
        }
    send_mail(subject, text, None, addresses)


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
    ledger.purge(now=timezone.now())
