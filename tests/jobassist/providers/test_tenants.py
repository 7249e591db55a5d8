"""What companies spend on models: counted apart, bounded apart; and alarms that are posted."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from decimal import Decimal

import pytest

from jobassist.providers import budgets, ledger, tasks
from jobassist.providers.ledger import Granted, InLine, Refused, Used
from jobassist.providers.models import BudgetAlarm, CompanyBudget, CompanySpentByDay, SpentByDay
from tests.factories import make_company, make_guest, make_user
from tests.jobassist.providers.test_ledger import (
    NORTH,
    NOW,
    OPEN,
    ask_one,
    make_ask,
    spend_the_minute,
)

# --- tenants ----------------------------------------------------------------------------------------


def spend_as(company, *, tokens, now=NOW, settles=True):
    """Return the answer to a call that a company's recruiter makes, settled in full if let go."""
    ask = make_ask(OPEN, tokens=tokens, user=make_user(), company_id=company.id)
    answer = ask_one(ask, now=now)
    if isinstance(answer, Granted) and settles:
        ledger.settle_many([Used(ask.id, ask.input_tokens, ask.output_tokens)], now=now)
    return answer


@pytest.mark.django_db
def test_a_companys_budget_stops_that_company_and_nobody_else(settings):
    settings.MODEL_TOKENS_PER_COMPANY_DAY = 2_500
    ours, theirs = make_company(), make_company()
    assert isinstance(spend_as(ours, tokens=1_000), Granted)
    # Under way counts like spent.
    assert isinstance(spend_as(ours, tokens=1_000, settles=False), Granted)
    refused = spend_as(ours, tokens=1_000)
    assert isinstance(refused, Refused)
    assert refused.why == "company_budget"
    # Until midnight, UTC.
    assert refused.seconds == 14.5 * 3600
    assert isinstance(spend_as(theirs, tokens=1_000), Granted)
    # Seekers are the installation's.
    assert isinstance(ask_one(make_ask(OPEN, tokens=9_000, user=make_guest())), Granted)
    assert isinstance(spend_as(ours, tokens=1_000, now=NOW + timedelta(hours=15)), Granted)


@pytest.mark.django_db
def test_two_calls_of_a_company_at_once_do_not_both_find_the_last_of_it(settings):
    settings.MODEL_TOKENS_PER_COMPANY_DAY = 1_500
    company = make_company()
    asks = [make_ask(OPEN, tokens=1_000, company_id=company.id) for _each in range(2)]
    answers = ledger.ask_many(asks, now=NOW)
    assert [isinstance(each, Granted) for each in answers] == [True, False]


@pytest.mark.django_db
def test_a_row_of_its_own_holds_in_place_of_the_settings(settings):
    settings.MODEL_TOKENS_PER_COMPANY_DAY = 10
    rich, none = make_company(), make_company()
    CompanyBudget.objects.create(company=rich, a_month=Decimal("0.0100"))
    CompanyBudget.objects.create(company=none, tokens_a_day=0)
    assert isinstance(spend_as(rich, tokens=9_000), Granted)
    assert isinstance(spend_as(none, tokens=200), Refused)
    dear = make_ask(NORTH, tokens=4_500, company_id=rich.id)
    refused = ask_one(dear)
    assert isinstance(refused, Refused)
    # Until the month ends.
    assert refused.seconds > 24 * 3600


@pytest.mark.django_db
def test_what_a_company_spent_is_part_of_the_day_and_stands_by_itself():
    ours, theirs = make_company(), make_company()
    for company, tokens in ((ours, 1_000), (ours, 500), (theirs, 700)):
        spend_as(company, tokens=tokens)
    plain = make_ask(OPEN, tokens=300, user=make_guest())
    ask_one(plain)
    ledger.settle_many([Used(plain.id, 200, 100)], now=NOW)
    sums = {
        row.company_id: (row.calls, row.input_tokens + row.output_tokens)
        for row in CompanySpentByDay.objects.all()
    }
    assert sums == {ours.id: (2, 1_500), theirs.id: (1, 700)}
    day = SpentByDay.objects.get()
    assert (day.calls, day.input_tokens + day.output_tokens) == (4, 2_500)


# --- alarms by webhook ------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_companys_alarm_names_it_and_is_raised_once_by_what_it_spent(settings, mailoutbox):
    settings.MODEL_TOKENS_PER_COMPANY_DAY = 2_500
    settings.MODEL_ALARM_EMAILS = ["ops@example.com"]
    ours, theirs, none = make_company(), make_company(), make_company()
    CompanyBudget.objects.create(company=none, tokens_a_day=0)
    for _each in range(2):
        spend_as(ours, tokens=1_000)
        spend_as(theirs, tokens=500)
        # Who may have none at all is refused, and that is no news.
        assert isinstance(spend_as(none, tokens=200), Refused)
    alarm = BudgetAlarm.objects.get()
    assert (alarm.company, alarm.period, alarm.unit, alarm.percent) == (ours, "day", "tokens", 80)
    assert (int(alarm.spent), int(alarm.budget)) == (2_000, 2_500)
    for _each in range(2):
        assert isinstance(spend_as(ours, tokens=1_000), Refused)
    assert set(BudgetAlarm.objects.values_list("company_id", "percent")) == {
        (ours.id, 80),
        (ours.id, 100),
    }
    tasks.tell_alarm(alarm.pk)
    (mail,) = mailoutbox
    assert mail.subject.startswith(f"{ours.name}: 80 %")
    assert "nobody else" in mail.body
    # Next month its own.
    later = NOW + timedelta(days=40)
    for _each in range(2):
        spend_as(ours, tokens=1_000, now=later)
    assert BudgetAlarm.objects.filter(company=ours, percent=80).count() == 2


@pytest.mark.django_db
def test_a_companys_alarm_and_the_installations_stand_side_by_side(settings):
    settings.MODEL_TOKENS_PER_DAY = 1_000
    settings.MODEL_TOKENS_PER_COMPANY_DAY = 1_000
    company = make_company()
    spend_as(company, tokens=900)
    assert set(BudgetAlarm.objects.values_list("company_id", "percent")) == {
        (None, 80),
        (company.id, 80),
    }


@pytest.mark.django_db
def test_alarms_are_stored_in_one_order_whatever_called_for_them_first():
    """Two that store the same in two orders would wait for each other."""
    companies = [make_company(), make_company()]
    due = [
        BudgetAlarm(
            company=company, period="day", unit=unit, begins=NOW.date(), percent=percent,
            spent=9, budget=10, raised_at=NOW,
        )
        for percent in (100, 80)
        for unit in ("tokens", "money")
        for company in (*companies[::-1], None)
    ]  # fmt: skip
    assert len(budgets.raise_new(due)) == 12
    stored = BudgetAlarm.objects.order_by("id").values_list("company_id", "unit", "percent")
    assert list(stored) == sorted(stored, key=lambda each: (each[0] or 0, *each[1:]))
    assert budgets.raise_new(due[::-1]) == []


@pytest.mark.django_db
def test_an_alarm_of_a_company_whose_name_has_a_line_break_is_mailed(settings, mailoutbox):
    settings.MODEL_ALARM_EMAILS = ["ops@example.com"]
    alarm = BudgetAlarm.objects.create(
        company=make_company(name="Harbour\r\nBcc: all@example.com"), period="day", unit="tokens",
        begins=NOW.date(), percent=80, spent=8, budget=10, raised_at=NOW,
    )  # fmt: skip
    tasks.tell_alarm(alarm.pk)
    (mail,) = mailoutbox
    assert mail.subject.startswith("Harbour Bcc: all@example.com: 80 %")


# --- the minute ------------------------------------------------------------------------------------


def make_recruiters_ask(company, *, tokens=1_000):
    return make_ask(tokens=tokens, user=make_user(), company_id=company.id)


def let_through(waiting, *, since=NOW, seconds=30.0):
    """Return the calls that are let through in that time, in order, as their processes ask on."""
    went = []
    for n in range(int(seconds * 10)):
        moment = since + timedelta(seconds=n / 10)
        left = [each for each in waiting if each not in went]
        answers = ledger.serve((), left, now=moment)
        went += sorted(
            (each for each in left if isinstance(answers[each.id], Granted)),
            key=lambda each: waiting.index(each),
        )
        done = [Used(each.id, each.input_tokens, each.output_tokens) for each in went]
        ledger.settle_many(done, now=moment)
    return went


@pytest.mark.django_db
def test_a_company_of_many_does_not_take_the_minute_from_others(settings):
    settings.MODEL_QUEUE_SECONDS = 60
    big, small = make_company(), make_company()
    spend_the_minute()
    # Forty recruiters at once, none of whom has had much.
    flood = [make_recruiters_ask(big) for _each in range(40)]
    told = ledger.ask_many(flood, now=NOW)
    assert all(isinstance(each, InLine) for each in told)
    later = NOW + timedelta(seconds=1)
    others = [make_ask(user=make_guest()) for _each in range(8)]
    others += [make_recruiters_ask(small) for _each in range(2)]
    ledger.ask_many(others, now=later)
    went = let_through([*flood, *others], since=later, seconds=16)
    # A little more than the time of eleven calls: all of the others', and of the company's the
    # first, which stood there before them.
    assert set(others) <= set(went[:12])
    assert [each for each in went[:12] if each in flood] == flood[: 12 - len(others)]


@pytest.mark.django_db
def test_what_nobody_else_waits_for_is_a_companys_to_borrow(settings):
    settings.MODEL_QUEUE_SECONDS = 60
    company = make_company()
    spend_the_minute()
    asks = [make_recruiters_ask(company) for _each in range(20)]
    told = ledger.ask_many(asks, now=NOW)
    # Told by what is left of the minute, and not by what it has had.
    assert max(each.seconds for each in told if isinstance(each, InLine)) < 30
    assert len(let_through(asks, seconds=26)) == len(asks)


@pytest.mark.django_db
def test_recruiters_who_gave_up_waiting_are_told_as_when_they_came(settings):
    settings.MODEL_QUEUE_SECONDS = 60
    company = make_company()
    spend_the_minute()
    asks = [make_recruiters_ask(company) for _each in range(20)]
    told = ledger.ask_many(asks, now=NOW)
    left = ledger.leave_many(asks, now=NOW + timedelta(seconds=1))
    # A company's share sets back who others wait beside, and nobody does.
    for came, went in zip(told, left, strict=True):
        assert isinstance(came, InLine)
        assert isinstance(went, Refused)
        assert went.seconds <= came.seconds


@pytest.mark.django_db
def test_a_company_of_many_does_not_fill_the_line(settings):
    settings.MODEL_QUEUE_SECONDS, settings.MODEL_QUEUE_LENGTH = 60, 10
    company = make_company()
    spend_the_minute()
    flood = [make_recruiters_ask(company) for _each in range(15)]
    told = ledger.ask_many(flood, now=NOW)
    assert sum(isinstance(each, InLine) for each in told) == 10
    seekers = [make_ask(user=make_guest()) for _each in range(9)]
    told = ledger.ask_many(seekers, now=NOW + timedelta(seconds=1))
    # Behind the one recruiter within the share; the next seekers find the line full.
    assert all(isinstance(each, InLine) for each in told)
    more = [make_ask(user=make_guest()) for _each in range(2)]
    told = ledger.ask_many(more, now=NOW + timedelta(seconds=1.1))
    assert all(isinstance(each, Refused) for each in told)


@pytest.mark.django_db
def test_a_share_is_what_the_settings_say(settings):
    settings.MODEL_QUEUE_SECONDS = 60
    settings.MODEL_COMPANY_SHARE = 1.0
    company = make_company()
    spend_the_minute()
    flood = [make_recruiters_ask(company) for _each in range(5)]
    ledger.ask_many(flood, now=NOW)
    other = make_ask(user=make_guest())
    ledger.ask_many([other], now=NOW + timedelta(seconds=6))
    assert let_through([*flood, other], since=NOW + timedelta(seconds=6), seconds=12)[-1] == other


@pytest.mark.django_db
def test_an_alarm_is_posted_signed_and_again_until_it_is_taken(settings, receiver):
    settings.MODEL_TOKENS_PER_DAY = 1_000
    settings.MODEL_ALARM_WEBHOOK_URL = receiver.url
    settings.MODEL_ALARM_WEBHOOK_SECRET = f"whsec_{base64.b64encode(b'k' * 32).decode()}"
    ask = make_ask(tokens=900)
    ask_one(ask)
    ledger.settle_many([Used(ask.id, 800, 90)], now=NOW)
    alarm = BudgetAlarm.objects.get()
    receiver.status = 500
    with pytest.raises(tasks.NotTaken):
        tasks.post_alarm(alarm.pk)
    receiver.status = 204
    tasks.post_alarm(alarm.pk)
    (first, _body), (headers, body) = receiver.got
    assert headers["webhook-id"] == first["webhook-id"]
    signed = b".".join(
        [headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body]
    )
    digest = base64.b64encode(hmac.new(b"k" * 32, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{digest}"
    said = json.loads(body)
    assert said["type"] == "budget.alarm"
    assert said["data"] == {
        "company": None, "period": "day", "begins": "2026-11-02", "percent": 80, "counted_in": "tokens",
        "currency": None, "spent": "890", "budget": "1000",
    }  # fmt: skip
