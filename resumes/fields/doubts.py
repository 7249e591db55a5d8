"""What in a document cannot be right, or not all at once."""

import itertools
import re
from dataclasses import dataclass
from datetime import date

from jobassist.language.contacts import find_emails, find_phones
from jobassist.language.vocab import find_experience

from .types import Document, Doubt

_ISO = re.compile(r"^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$")
_MAX_OVERLAPS = 2
_HIDDEN = re.compile(r"某")
# parcel hub, a hospital: what it is, not what it is called.
_STAND_IN = re.compile(
    r"(?:(?:an?|the|some|local|small|big) )?(?:[a-z]+ ){0,2}(?:hub|warehouse|shop|school|hospital|home|factory|site|nursery|restaurant|hotel|office|company|firm|agency|clinic|surgery|salon|garage|farm|pub|bar|cafe|supermarket)s?$"
)


@dataclass(frozen=True, slots=True)
class _When:
    """A date as the first and the last month it can mean, counted from year 0."""

    first: int
    last: int


def _when(value: object) -> _When | None:
    m = _ISO.match(str(value or ""))
    if not m or (m[2] and not 1 <= int(m[2]) <= 12):
        return None
    year = int(m[1]) * 12
    return _When(year + int(m[2]) - 1, year + int(m[2]) - 1) if m[2] else _When(year, year + 11)


def find_doubts(document: Document, *, today: date) -> tuple[Doubt, ...]:
    """Return malformed contacts, impossible and overlapping dates, claims that disagree.

    The first of a doubt's paths is the one to ask about. Most pressing first.
    """
    basics = document.get("basics") or {}
    out: list[Doubt] = []
    out += _contact_doubts(basics)
    now = today.year * 12 + today.month - 1
    for section in ("work", "volunteer", "projects", "education"):
        out += _order_doubts(document, section, now)
    out += _overlaps(document, now)
    out += _study_length(document)
    out += _claimed_years(document, today)
    out += _claimed_at_job(document)
    out += _unfinished(document)
    return tuple(out)


def _contact_doubts(basics: Document) -> list[Doubt]:
    out: list[Doubt] = []
    phone = str(basics.get("phone") or "")
    if phone and _phone_problem(phone):
        out.append(Doubt(("basics.phone",), "malformed", "phone_length"))
    email = str(basics.get("email") or "")
    if email:
        found = find_emails(email)
        shape = re.fullmatch(r"[^@\s,;]+@[^@\s,;]+\.[A-Za-z]{2,}", email) and ".." not in email
        valid = found[0].value.is_valid if found and found[0].text.strip() == email else bool(shape)
        if not (valid and shape):
            out.append(Doubt(("basics.email",), "malformed", "email_malformed"))
    return out


def _phone_problem(phone: str) -> bool:
    digits = re.sub(r"\D", "", phone)
    if re.match(r"(?:\+?86)?1[3-9]", re.sub(r"[^\d+]", "", phone)) and not phone.startswith("+1"):
        national = re.sub(r"^(?:\+?86)", "", re.sub(r"[^\d+]", "", phone))
        if len(national) == 11:
            return False
        # Ten digits may be an American number: 1xx is never an area code there.
        return True
    if re.match(r"(?:\+?44|0)7\d", re.sub(r"[^\d+]", "", phone)):
        # A British mobile number: eleven digits from the nought.
        return len(re.sub(r"^\+?44", "0", re.sub(r"[^\d+]", "", phone))) != 11
    found = find_phones(phone)
    if found and found[0].value.is_valid:
        return False
    return not 7 <= len(digits) <= 15


def _order_doubts(document: Document, section: str, now: int) -> list[Doubt]:
    out: list[Doubt] = []
    for i, entry in enumerate(document.get(section) or []):
        start, end = _when(entry.get("startDate")), _when(entry.get("endDate"))
        paths = (f"{section}[{i}].endDate", f"{section}[{i}].startDate")
        if start and end and end.last < start.first:
            out.append(Doubt(paths, "contradictory", "end_before_start"))
        elif start and start.first > now and section == "work":
            out.append(Doubt((paths[1],), "doubtful", "start_in_future"))
        elif end and end.first > now + 1 and section == "work":
            out.append(Doubt((paths[0],), "doubtful", "end_in_future"))
        elif start and start.last < (now - 75 * 12):
            out.append(Doubt((paths[1],), "doubtful", "too_long_ago"))
    return out


def _overlaps(document: Document, now: int) -> list[Doubt]:
    """Return jobs that overlap by months; many parallel posts are a way of working, no slip."""
    spans: list[tuple[_When, _When, int]] = []
    for i, entry in enumerate(document.get("work") or []):
        start, end = _when(entry.get("startDate")), _when(entry.get("endDate"))
        if start and end and end.last >= start.first:
            spans.append((start, end, i))
        elif start and not end and "endDate" not in entry:
            spans.append((start, _When(now, now), i))
    spans.sort(key=lambda s: (s[0].first, s[1].first))
    out: list[Doubt] = []
    for (_a, end_a, i), (start_b, end_b, j) in itertools.pairwise(spans):
        # Sure overlap: the later one begins before the earliest end the first can have.
        if end_a.first - start_b.last >= 2 and end_b.first > start_b.last:
            if "endDate" not in (document["work"][i]):
                continue
            paths = (f"work[{i}].endDate", f"work[{j}].startDate")
            out.append(Doubt(paths, "contradictory", "overlap"))
    return out if len(out) <= _MAX_OVERLAPS else []


def _study_length(document: Document) -> list[Doubt]:
    out: list[Doubt] = []
    for i, entry in enumerate(document.get("education") or []):
        study = str(entry.get("studyType") or "")
        start, end = _when(entry.get("startDate")), _when(entry.get("endDate"))
        if not start or not end or end.last < start.first:
            continue
        longest = end.last - start.first + 1
        paths = (f"education[{i}].endDate", f"education[{i}].startDate")
        # A Chinese bachelor's takes four years; one taken on top of college takes two.
        if "本科" in study and "专升本" not in study:
            years = end.last // 12 - start.first // 12
            if years < 4:
                out.append(Doubt(paths, "contradictory", "study_too_short"))
        if longest > 12 * 12:
            out.append(Doubt(paths, "doubtful", "study_too_long"))
    return out


def _claimed_years(document: Document, today: date) -> list[Doubt]:
    """Return a claim of years in the summary that the jobs' dates do not bear out."""
    summary = str((document.get("basics") or {}).get("summary") or "")
    starts = [
        (when, i)
        for i, e in enumerate(document.get("work") or [])
        if (when := _when(e.get("startDate")))
    ]
    if not summary or not starts:
        return []
    claims = [f.value for f in find_experience(summary) if f.value.min_years]
    if not claims:
        return []
    if any(not e.get("startDate") for e in document["work"]):
        # An entry without dates may hold the years that are missing.
        return []
    first, index = min(starts, key=lambda s: s[0].first)
    now = today.year * 12 + today.month
    at_most = (now - first.first) / 12
    at_least = (now - first.last) / 12
    claim = max(claims, key=lambda c: c.min_years or 0)
    years = claim.min_years or 0
    paths = ("basics.summary", f"work[{index}].startDate")
    if years > at_most + (1.5 if claim.is_about and claim.max_years is None else 0.25):
        return [Doubt(paths, "contradictory", "years_mismatch")]
    if (
        claim.max_years is not None
        and not claim.is_about
        and claim.max_years < at_least - 0.75
        and _is_one_trade(document)
    ):
        return [Doubt(paths, "doubtful", "years_mismatch")]
    return []


def _claimed_at_job(document: Document) -> list[Doubt]:
    """Return years claimed at one job that its own dates do not hold."""
    out: list[Doubt] = []
    for i, entry in enumerate(document.get("work") or []):
        start, end = _when(entry.get("startDate")), _when(entry.get("endDate"))
        claims = [
            f.value for f in find_experience(str(entry.get("summary") or "")) if f.value.min_years
        ]
        if not start or not end or not claims or end.last < start.first:
            continue
        longest = (end.last - start.first + 1) / 12
        if (claims[0].min_years or 0) > longest + (1 if claims[0].is_about else 0.5):
            paths = (f"work[{i}].endDate", f"work[{i}].startDate", f"work[{i}].summary")
            out.append(Doubt(paths, "contradictory", "years_at_job"))
    return out


def _is_one_trade(document: Document) -> bool:
    """Return whether the jobs name one trade only, so that years in all are years of it."""
    positions = {str(e.get("position") or "") for e in document["work"]}
    positions.discard("")
    return len(positions) <= 1


def _unfinished(document: Document) -> list[Doubt]:
    """Return values that stand in for others: an initial, a hidden employer."""
    out: list[Doubt] = []
    name = str((document.get("basics") or {}).get("name") or "")
    if re.search(r"(?:^|\s)[A-Z]\.?$", name):
        out.append(Doubt(("basics.name",), "doubtful", "only_initial"))
    elif re.fullmatch(r"[A-ZÀ-Þ][a-zà-ÿ'’-]+", name):
        out.append(Doubt(("basics.name",), "doubtful", "only_initial"))
    elif re.fullmatch(r"[\u4e00-\u9fff](?:先生|女士|小姐|师傅|某|某某)?", name):
        out.append(Doubt(("basics.name",), "doubtful", "only_surname"))
    for i, entry in enumerate(document.get("work") or []):
        if _HIDDEN.search(name := str(entry.get("name") or "")) or _STAND_IN.match(name):
            out.append(Doubt((f"work[{i}].name",), "doubtful", "employer_hidden"))
    for i, entry in enumerate(document.get("certificates") or []):
        if re.fullmatch(r"(?i)level \d|nvq(?: level \d)?", str(entry.get("name") or "")):
            out.append(Doubt((f"certificates[{i}].name",), "doubtful", "certificate_in_what"))
    return out
