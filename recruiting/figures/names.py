"""Names of what figures are grouped by: occupations in words, texts in the form they are compared."""

import re
import unicodedata
from functools import cache

from django.utils.translation import gettext as _

from jobassist.language.text import Lang
from jobassist.language.titles import read_families

_SPACE = re.compile(r"\s+")


def compared(text: str) -> str:
    """Return the form in which two texts are the same: NFKC, lower case, single spaces."""
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", text)).strip().lower()


def compared_in_sql(expression: str) -> str:
    """Return the same of a column, in SQL."""
    return rf"lower(btrim(regexp_replace(normalize({expression}, NFKC), '\s+', ' ', 'g')))"


@cache
def _families() -> dict[str, tuple[str, str]]:
    """Return of each occupation its first Chinese and English name."""
    return {
        each.key: (
            next((name for name in each.chinese if name), each.key),
            next((name for name in each.english if name), each.key),
        )
        for each in read_families()
    }


@cache
def _family_names() -> dict[str, frozenset[str]]:
    """Return every name that an occupation goes by, in the form that is compared."""
    return {
        each.key: frozenset(compared(name) for name in (each.key, *each.chinese, *each.english))
        for each in read_families()
    }


def occupation_name(key: str, *, lang: Lang) -> str:
    """Return an occupation in words; a key that nobody knows as it is."""
    found = _families().get(key)
    if found is None:
        return key
    return found[0] if lang == "zh" else found[1]


def find_occupations(said: str, *, is_part: bool = False) -> list[str]:
    """Return the keys of the occupations that go by a name, or by one that holds it."""
    words = compared(said)
    if not words:
        return []
    if is_part:
        # What is shown is looked in; nobody sees the other names.
        return [
            key
            for key, names in _families().items()
            if any(words in compared(name) for name in names)
        ]
    shown = [key for key, names in _families().items() if words in map(compared, names)]
    return shown or [key for key, names in _family_names().items() if words in names] or [said]


def name_measure(measure: str) -> str:
    """Return what a measure is called, for a person."""
    names = {
        "postings_active": _("Open postings"),
        "postings_new": _("New postings"),
        "seekers_active": _("Active seekers"),
        "rounds_per_person": _("Rounds per person"),
        "shown": _("Shown"),
        "opened": _("Opened"),
        "saved": _("Saved"),
        "dismissed": _("Dismissed"),
        "connected": _("Applications"),
        "connection_rate": _("Connection rate"),
        "answered": _("Answered applications"),
        "answer_rate": _("Answer rate"),
        "hours_to_first_answer": _("Hours to first answer"),
        "greeted": _("Greetings sent"),
        "interviews": _("Interviews"),
        "offers": _("Job offers"),
        "hires": _("Hires"),
        "withdrawn": _("Withdrawals"),
        "feed_items": _("Feed items received"),
        "feed_rejected": _("Feed items refused"),
        "people_shown": _("People shown a job"),
        "people_connected": _("People who applied"),
    }
    return names[measure]


def explain_measure(measure: str) -> str:
    """Return what a measure counts, in a sentence."""
    words = {
        "postings_active": _("Postings that were open at the end of the last day."),
        "postings_new": _("Postings by the day they were first published."),
        "seekers_active": _("People who wrote in the chat and met these postings there."),
        "rounds_per_person": _("Rounds of recommendations that a person saw, on average."),
        "shown": _("Cards of postings that people saw."),
        "opened": _("Times the details of a posting were opened."),
        "saved": _("Bookmarks set."),
        "dismissed": _("Times somebody said “not for me”."),
        "connected": _("First contacts, one per person and posting."),
        "connection_rate": _("People who got in touch, divided by people who were shown a job."),
        "answered": _("Of the applications made then, those that a recruiter has answered."),
        "answer_rate": _("Answered applications divided by all applications made then."),
        "hours_to_first_answer": _("Median hours from an application to its first answer."),
        "greeted": _("Greetings that recruiters sent to candidates."),
        "interviews": _("Applications that came to the interview stage then."),
        "offers": _("Applications that came to the offer stage then."),
        "hires": _("Applications that were marked as hired then."),
        "withdrawn": _("Applications that the applicant took back then."),
        "feed_items": _("Items that your feeds and imports sent."),
        "feed_rejected": _("Items of feeds and imports that were refused."),
    }
    return words[measure]


def name_funnel_step(step: str) -> str:
    """Return what a step from a card to a hire is called, for a person."""
    names = {
        "shown": _("Shown"),
        "opened": _("Opened"),
        "connected": _("Applied"),
        "answered": _("Answered"),
        "interview": _("Interview"),
        "hired": _("Hired"),
    }
    return names[step]


def name_dimension(dimension: str) -> str:
    """Return what a dimension is called, for a person."""
    names = {
        "day": _("Day"),
        "week": _("Week"),
        "month": _("Month"),
        "weekday": _("Weekday"),
        "hour": _("Hour"),
        "posting": _("Posting"),
        "occupation": _("Occupation"),
        "city": _("City"),
        "country": _("Country"),
        "employment_type": _("Employment type"),
        "source": _("Source"),
        "recruiter": _("Recruiter"),
        "stage": _("Stage"),
        "scene": _("Scene"),
        "engine": _("Engine"),
        "language": _("Language"),
        "dismiss_reason": _("Reason"),
        "provider": _("Model server"),
        "prompt_version": _("Prompt version"),
    }
    return names[dimension]


def name_value(dimension: str, value: str | int) -> str:
    """Return a value of a dimension in words, as it is where it is a name or a date."""
    if value == "":
        return _("(not known)")
    text = str(value)
    match dimension:
        case "weekday":
            days = [
                _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"),
                _("Saturday"), _("Sunday"),
            ]  # fmt: skip
            return days[int(value) - 1]
        case "hour":
            return f"{int(value):02}:00"
        case "employment_type":
            return {
                "full_time": _("Full-time"),
                "part_time": _("Part-time"),
                "contract": _("Contract"),
                "internship": _("Internship"),
                "temporary": _("Temporary"),
            }.get(text, text)
        case "stage":
            return {
                "applied": _("Applied"),
                "answered": _("Answered"),
                "interview": _("Interview"),
                "offer": _("Offer"),
                "hired": _("Hired"),
                "rejected": _("Rejected"),
                "withdrawn": _("Withdrawn"),
            }.get(text, text)
        case "scene":
            return {
                "find": _("Finding a job"),
                "resume": _("Writing the résumé"),
                "interview": _("Interview practice"),
                "applications": _("Applications"),
                "alerts": _("Job alerts"),
                "ask": _("Asking about a job"),
            }.get(text, text)
        case "engine":
            return {"rules": _("Rules"), "llm": _("Language model")}.get(text, text)
        case "language":
            return {"zh": _("Chinese"), "en": _("English")}.get(text, text)
        case "dismiss_reason":
            return {
                "wrong_role": _("Other kind of work"),
                "wrong_seniority": _("Wrong level"),
                "wrong_city": _("Wrong place"),
                "wrong_employment_type": _("Wrong employment type"),
                "too_low_salary": _("Pay too low"),
                "excluded": _("Something ruled out"),
                "already_seen": _("Seen before"),
                "expired": _("Closed already"),
                "other": _("Other reason"),
            }.get(text, text)
        case _:
            return text
