"""Criteria and pay in words, in the active language. Pure but for the catalogue."""

import math
from collections.abc import Sequence
from typing import Any

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from chat.alerts.timing import Plan
from jobs.criteria import Criteria

_SYMBOLS = {"CNY": "¥", "GBP": "£", "USD": "$", "EUR": "€", "JPY": "¥", "HKD": "HK$"}


def is_chinese() -> bool:
    """Return whether the active catalogue is Chinese: for separators and number words."""
    return (get_language() or "").startswith("zh")


def join_words(words: list[str] | tuple[str, ...], *, last: str | None = None) -> str:
    """Return a list as people write it: 甲、乙 or "a, b and c" (`last` replaces "and")."""
    words = [each for each in words if each]
    if is_chinese():
        return "、".join(words)
    if len(words) < 2:
        return "".join(words)
    joint = last or _("and")
    return f"{', '.join(words[:-1])} {joint} {words[-1]}"


def describe_wait(seconds: float) -> str:
    """Return a wait as people say it: rounded up, minutes from two on."""
    if seconds <= 10:
        count = max(1, math.ceil(seconds))
    else:
        count = math.ceil(seconds / 5) * 5
    if count < 120:
        return ngettext("%(count)d second", "%(count)d seconds", count) % {"count": count}
    count = math.ceil(seconds / 60)
    if count < 120:
        return ngettext("%(count)d minute", "%(count)d minutes", count) % {"count": count}
    count = math.ceil(seconds / 3600)
    return ngettext("%(count)d hour", "%(count)d hours", count) % {"count": count}


def describe_period(period: str | None) -> str:
    """Return "a month" and its like."""
    names = {
        "hour": _("an hour"),
        "day": _("a day"),
        "week": _("a week"),
        "month": _("a month"),
        "year": _("a year"),
    }
    return names.get(period or "", "")


def describe_amount(amount: float, *, currency: str | None) -> str:
    """Return an amount without needless digits: ¥25,000, £28,000, 25,000."""
    number = f"{amount:,.2f}".rstrip("0").rstrip(".")
    symbol = _SYMBOLS.get(currency or "")
    if symbol:
        return f"{symbol}{number}"
    return f"{number} {currency}" if currency else number


def describe_pay(
    low: float | None, high: float | None, *, currency: str | None, period: str | None
) -> str:
    """Return pay as a range, a floor or a ceiling, per period; empty where nothing is known."""
    amount = ""
    if low is not None and high is not None and low != high:
        amount = f"{describe_amount(low, currency=currency)}–{describe_amount(high, currency=None)}"
    elif low is not None and high == low:
        amount = describe_amount(low, currency=currency)
    elif low is not None:
        amount = _("from %(amount)s") % {"amount": describe_amount(low, currency=currency)}
    elif high is not None:
        amount = _("up to %(amount)s") % {"amount": describe_amount(high, currency=currency)}
    unit = describe_period(period) if amount else ""
    return _("%(amount)s %(unit)s") % {"amount": amount, "unit": unit} if unit else amount


def describe_employment(value: str | None) -> str:
    """Return an employment type in words."""
    names = {
        "full_time": _("full time"),
        "part_time": _("part time"),
        "contract": _("contract"),
        "internship": _("internship"),
        "temporary": _("temporary"),
    }
    return names.get(value or "", "")


def describe_education(value: str | None) -> str:
    """Return an education level in words."""
    names = {
        "none": _("no degree needed"),
        "high_school": _("high school"),
        "associate": _("college diploma"),
        "bachelor": _("bachelor's degree"),
        "master": _("master's degree"),
        "doctor": _("doctorate"),
    }
    return names.get(value or "", "")


def describe_criterion(key: str, value: Any, *, criteria: Criteria | None = None) -> str:
    """Return one wish in words; amounts take currency and period from `criteria` if given."""
    match key:
        case "cities":
            where = join_words([str(each) for each in value], last=_("or"))
            if criteria is not None and criteria.within_km:
                where = _("near %(place)s (%(km)g km)") % {
                    "place": where,
                    "km": criteria.within_km,
                }
            if criteria is not None and criteria.remote_or_city and criteria.remote:
                where = _("%(place)s or remote") % {"place": where}
            return where
        case "titles" | "skills":
            return join_words([str(each) for each in value], last=_("or"))
        case "conditions":
            return join_words([str(each) for each in value])
        case "employers":
            return _("at %(employer)s") % {
                "employer": join_words([str(each) for each in value], last=_("or"))
            }
        case "within_km":
            return _("within %(km)g km") % {"km": value}
        case "remote_or_city":
            return _("there or remote") if value else ""
        case "pay_stated":
            return _("pay stated") if value else ""
        case "exclude":
            return _("not %(what)s") % {
                "what": join_words([str(each) for each in value], last=_("or"))
            }
        case "remote":
            return _("remote") if value else _("on site")
        case "salary_min" | "salary_max":
            is_floor = key == "salary_min"
            return describe_pay(
                value if is_floor else None,
                None if is_floor else value,
                currency=criteria.currency if criteria else None,
                period=criteria.salary_period if criteria else None,
            )
        case "employment_type":
            return describe_employment(value)
        case "experience_years":
            if not value:
                return _("no experience")
            return _("%(years)g years of experience") % {"years": value}
        case "education":
            return describe_education(value)
        case "salary_period":
            return describe_period(value)
        case _:
            return str(value)


def describe_criteria(criteria: Criteria) -> str:
    """Return the whole search as one line, empty when nothing was said."""
    parts: list[str] = []
    values = criteria.model_dump()
    for key in (
        "titles",
        "skills",
        "employers",
        "cities",
        "remote",
        "employment_type",
        "experience_years",
        "education",
        "conditions",
        "pay_stated",
        "exclude",
    ):
        value = values[key]
        if key == "remote" and criteria.remote_or_city and criteria.cities:
            continue
        if value not in (None, (), []):
            parts.append(describe_criterion(key, value, criteria=criteria))
    pay = describe_pay(
        criteria.salary_min,
        criteria.salary_max,
        currency=criteria.currency,
        period=criteria.salary_period,
    )
    if pay:
        parts.insert(min(3, len(parts)), pay)
    return " · ".join(parts)


def describe_weekdays(days: Sequence[int]) -> str:
    """Return days of the week in words."""
    names = (
        pgettext("of a schedule", "Monday"),
        pgettext("of a schedule", "Tuesday"),
        pgettext("of a schedule", "Wednesday"),
        pgettext("of a schedule", "Thursday"),
        pgettext("of a schedule", "Friday"),
        pgettext("of a schedule", "Saturday"),
        pgettext("of a schedule", "Sunday"),
    )
    return join_words([names[each] for each in days])


def describe_plan(plan: Plan) -> str:
    """Return when a standing search runs, in words."""
    if plan.frequency == "instant":
        return _("as soon as there is something new")
    when = {
        "daily": _("every day"),
        "weekdays": _("every weekday"),
        "weekly": _("every %(days)s"),
        "biweekly": _("every other %(days)s"),
        "monthly": _("on day %(day)s of each month"),
    }[plan.frequency]
    if plan.frequency == "monthly" and (plan.day or 0) == 31:
        when = _("on the last day of each month")
    values = {"days": describe_weekdays(plan.weekdays), "day": plan.day}
    return _("%(when)s at %(time)s") % {
        "when": when % values,
        "time": f"{plan.hour or 0:02d}:{plan.minute or 0:02d}",
    }


def describe_field(pointer: str) -> str:
    """Return what a place in a résumé is called: /work/0/name is "Work 1, employer"."""
    steps = [step for step in pointer.split("/") if step]
    sections = {
        "work": _("Work"),
        "education": _("Education"),
        "skills": _("Skill"),
        "languages": _("Language"),
        "certificates": _("Certificate"),
        "projects": _("Project"),
        "awards": _("Award"),
        "volunteer": _("Volunteering"),
        "publications": _("Publication"),
        "interests": _("Interest"),
        "references": _("Reference"),
        "meta": _("Wishes"),
    }
    leaves = {
        "name": _("full name"),
        "label": _("profession"),
        "email": _("e-mail"),
        "phone": _("phone"),
        "url": _("web page"),
        "summary": _("summary"),
        "city": _("city"),
        "position": _("position"),
        "location": _("place"),
        "startDate": _("from"),
        "endDate": _("until"),
        "highlights": _("achievement"),
        "institution": _("school"),
        "area": _("subject"),
        "studyType": _("degree"),
        "score": _("grade"),
        "level": _("level"),
        "keywords": _("keyword"),
        "language": _("language"),
        "fluency": _("fluency"),
        "date": _("date"),
        "issuer": _("issued by"),
    }
    names = [step for step in steps if not step.isdecimal()]
    leaf = next((step for step in reversed(names) if step in leaves), names[-1] if names else "")
    word = leaves.get(leaf, leaf)
    section = sections.get(steps[0]) if steps else None
    if section is None:
        return word
    if steps[0] == "work" and leaf == "name":
        word = _("employer")
    number = f" {int(steps[1]) + 1}" if len(steps) > 1 and steps[1].isdecimal() else ""
    if leaf in ("name", "language") and steps[0] != "work":
        # A skill's name is the skill.
        return f"{section}{number}"
    return _("%(section)s%(number)s, %(field)s") % {
        "section": section,
        "number": number,
        "field": word,
    }
