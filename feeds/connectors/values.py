"""Single values of a feed: dates, amounts, currencies, periods, places. None where unsure."""

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import Any
from urllib.parse import urljoin

from jobassist.language.places import get_place

MAX_AMOUNT = 1e9


def read_text(value: object) -> str | None:
    """Return a scalar as text on one line, HTML's own text untouched; None for anything else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    if isinstance(value, str):
        return mend_text(value).strip()
    return None


def mend_text(text: str) -> str:
    """Return a text that can be stored: a half of a character pair, which JSON may hold, replaced."""
    return (
        text
        if text.isascii()
        else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    )


# --- dates ------------------------------------------------------------------------------------

_DAY = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$|^(\d{4})年(\d{1,2})月(\d{1,2})[日号]?$")
# The day before the month, or after it: read only where one of them can be no month.
_YEAR_LAST = re.compile(r"^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_MOMENT = re.compile(
    r"^(\d{4})[-/年](\d{1,2})[-/月](\d{1,2})日?[T ]+(\d{1,2}:\d{2}(?::\d{2})?)(?:[.,](\d{1,9}))?\s*"
    r"(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?$",
    re.I,
)
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


def read_moment(value: object, *, form: str = "auto") -> str | None:
    """Return a day (2026-03-05) or a moment with its zone; None if it cannot be read for certain.

    `form` is auto, iso, epoch, epoch_ms, rfc822, or a strptime pattern. `auto` reads what has one
    meaning only: the year first, a month by its name, seconds or milliseconds by size, 31.12.2026;
    never 03/04/2026.
    """
    if isinstance(value, bool) or value is None:
        return None
    if "%" in form:
        return _read_pattern(str(value).strip(), form)
    text = str(value).strip()
    is_number = re.fullmatch(r"\d{9,14}(?:\.\d+)?", text)
    if form in ("epoch", "epoch_ms") or (form == "auto" and is_number):
        return _read_epoch(text, form=form)
    if form in ("auto", "iso") and (found := _read_iso(text)):
        return found
    if form in ("auto", "rfc822"):
        return _read_rfc822(text)
    return None


def _read_epoch(text: str, *, form: str) -> str | None:
    try:
        seconds = float(text)
    except ValueError:
        return None
    if form == "epoch_ms" or (form == "auto" and seconds > 1e11):
        seconds /= 1000
    if not isfinite(seconds) or not 6e8 < seconds < 4.2e9:
        return None
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def _read_iso(text: str) -> str | None:
    if day := _DAY.match(text) or _COMPACT.match(text):
        return _iso_day([int(part) for part in day.groups() if part])
    if last := _YEAR_LAST.match(text):
        one, two = int(last[1]), int(last[3])
        if one <= 12 and two <= 12 and one != two:
            return None
        day_first = one > 12 or one == two
        return _iso_day([int(last[4]), two if day_first else one, one if day_first else two])
    match = _MOMENT.match(text)
    if match is None:
        return None
    year, month, day_of, clock, _fraction, zone = match.groups()
    start = _iso_day([int(year), int(month), int(day_of)])
    if start is None:
        return None
    zone = (zone or "").upper()
    zone = {"Z": "+00:00", "UTC": "+00:00", "GMT": "+00:00"}.get(zone, zone)
    if zone and ":" not in zone:
        zone = f"{zone}:00" if len(zone) == 3 else f"{zone[:3]}:{zone[3:]}"
    hours, rest = clock.split(":", 1)
    rest = rest if len(rest) > 2 else f"{rest}:00"
    try:
        return datetime.fromisoformat(f"{start}T{int(hours):02d}:{rest}{zone}").isoformat()
    except ValueError:
        return None


def _iso_day(parts: list[int]) -> str | None:
    try:
        found = date(*parts)
    except ValueError:
        return None
    return found.isoformat() if _FIRST_YEAR <= found.year <= _LAST_YEAR else None


def _read_rfc822(text: str) -> str | None:
    if not re.search(r"[A-Za-z]{3}", text) or not re.search(r"\d{4}", text):
        return None
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return _read_named_month(text)
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        return None
    return found.isoformat() if re.search(r"\d:\d", text) else found.date().isoformat()


def _read_named_month(text: str) -> str | None:
    bare = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", text).replace(",", " ")
    bare = re.sub(r"^\s*(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?\s", "", bare, flags=re.I)
    for pattern in ("%B %d %Y", "%b %d %Y", "%d %B %Y", "%d %b %Y"):
        try:
            return datetime.strptime(" ".join(bare.split()), pattern).date().isoformat()  # noqa: DTZ007
        except ValueError:
            continue
    return None


def _read_pattern(text: str, pattern: str) -> str | None:
    try:
        found = datetime.strptime(text, pattern)  # noqa: DTZ007
    except ValueError:
        return None
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        return None
    has_clock = any(mark in pattern for mark in ("%H", "%I", "%X", "%c", "%T"))
    return found.isoformat() if has_clock else found.date().isoformat()


def last_moment(text: str) -> datetime:
    """Return the end of an ISO day, or the moment itself; without a zone it is UTC."""
    moment = datetime.fromisoformat(text)
    if len(text) == 10:
        moment += timedelta(days=1) - timedelta(seconds=1)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


# --- pay --------------------------------------------------------------------------------------

_PERIODS = {
    "hour": "hour", "hourly": "hour", "hr": "hour", "h": "hour", "hur": "hour", "时": "hour",
    "小时": "hour", "day": "day", "daily": "day", "d": "day", "天": "day", "日": "day",
    "week": "week", "weekly": "week", "wk": "week", "wee": "week", "w": "week", "周": "week",
    "month": "month", "monthly": "month", "mo": "month", "mon": "month", "m": "month", "月": "month",
    "year": "year", "yearly": "year", "yr": "year", "y": "year", "ann": "year", "annual": "year",
    "annually": "year", "annum": "year", "a": "year", "年": "year",
}  # fmt: skip
_SIGNS = {
    "¥": "CNY", "￥": "CNY", "RMB": "CNY", "元": "CNY", "人民币": "CNY", "US$": "USD", "£": "GBP",
    "€": "EUR", "₹": "INR",
}  # fmt: skip


def read_amount(value: object) -> float | None:
    """Return a number, or a text that is nothing but one ("50,000", "$ 60000.00", "80k")."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return float(value) if isfinite(value) and 0 <= value <= MAX_AMOUNT else None
    if not isinstance(value, str):
        return None
    text = value.strip().strip("$€£¥￥₹").strip()
    match = re.fullmatch(
        r"(\d{1,3}(?:[, '\u2019]\d{3})+|\d{1,2}(?:,\d{2})+,\d{3}|\d+)(\.\d+)?\s*(k)?", text, re.I
    )
    if match is None or (match[2] and len(match[2]) == 4 and re.fullmatch(r"\d{1,3}", match[1])):
        # 45.000 is forty-five, or forty-five thousand.
        return None
    amount = float(re.sub(r"\D", "", match[1]) + (match[2] or ""))
    amount *= 1000 if match[3] else 1
    return amount if amount <= MAX_AMOUNT else None


def read_currency(value: object) -> str | None:
    """Return an ISO 4217 code. A bare $ may be many a dollar, so it is none."""
    text = value.strip().upper() if isinstance(value, str) else ""
    text = _SIGNS.get(text, text)
    return text if re.fullmatch(r"[A-Z]{3}", text) else None


def read_period(value: object) -> str | None:
    """Return hour, day, week, month or year out of "HOUR", "per-year-salary", "1 YEAR", "Annual"."""
    text = value.casefold() if isinstance(value, str) else ""
    if text.strip() in _PERIODS:
        return _PERIODS[text.strip()]
    if "bi-week" in text or "biweek" in text or "semi" in text or "fortnight" in text:
        return None
    if re.search(r"(?<!\d)(?:[2-9]|1\d)\s", text):
        return None
    words = re.findall(r"[a-z]+|[小时天日周月年]+", text)
    found = {_PERIODS[w] for w in words if w in _PERIODS and (len(w) > 1 or not w.isascii())}
    return found.pop() if len(found) == 1 else None


# --- the rest ---------------------------------------------------------------------------------

_YES = {"1", "true", "yes", "y", "是"}
_NO = {"0", "false", "no", "n", "否"}


def read_flag(value: object) -> bool | None:
    """Return true or false, or None for anything that says neither."""
    if isinstance(value, bool):
        return value
    text = str(value).strip().casefold() if isinstance(value, str | int) else ""
    return True if text in _YES else False if text in _NO else None


def country_name(value: object) -> str:
    """Return a country's name for its ISO code; a name stays as written."""
    text = read_text(value) or ""
    if re.fullmatch(r"[A-Za-z]{2}", text):
        place = get_place(text.casefold())
        if place is not None and place.kind == "country" and place.name_en:
            return place.name_en
    return text


def join_place(*, city: object = None, region: object = None, country: object = None) -> str:
    """Return "Frankfurt, Hessen, Germany" of what is there, each part once."""
    parts: dict[str, None] = {}
    for part in (read_text(city), read_text(region), country_name(country)):
        text = " ".join((part or "").split()).strip(" ,")
        if text and text.casefold() not in {known.casefold() for known in parts}:
            parts[text] = None
    return ", ".join(parts)


def join_url(base: str, url: str) -> str:
    """Return an address as seen from its page, an empty text where it is none."""
    try:
        return urljoin(base, url)
    except ValueError:
        return ""


def pick(value: Any, *keys: str) -> Any:
    """Return the value under a chain of keys, None where one is missing."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def pick_object(value: Any, *keys: str) -> dict[str, Any]:
    """Return the object under a chain of keys, an empty one where there is none."""
    found = pick(value, *keys)
    return found if isinstance(found, dict) else {}


def objects(value: object) -> list[dict[str, Any]]:
    """Return the objects of a list; of anything else, none."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
