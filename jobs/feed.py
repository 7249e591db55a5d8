"""Rows of a feed to postings, or a reason each; no database.

Two steps, because a feed mostly repeats itself: `parse_row` is cheap (shape, bounds, hash), and
`build_item` reads places, pay, skills and requirements out of a row that is new or changed.
"""

import gzip
import re
import unicodedata
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2b
from html import escape as html_escape
from html import unescape as html_unescape
from io import BufferedReader
from pathlib import Path
from typing import IO, Any, Literal, get_args

import nh3
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator, model_validator
from pydantic_core import (
    ErrorDetails,
    PydanticCustomError,
    PydanticSerializationError,
    from_json,
    to_json,
)

from jobassist.language.dates import parse_date
from jobassist.language.found import Found
from jobassist.language.links import drop_invisible
from jobassist.language.money import PER_YEAR, parse_salary
from jobassist.language.places import Place, parse_location
from jobassist.language.skills import Skill, canonical_skill, find_skills
from jobassist.language.text import detect_language, normalise
from jobassist.language.titles import parse_title
from jobassist.language.vocab import (
    find_seniority,
    find_work_modes,
    parse_education,
    parse_employment_type,
    parse_experience,
)

from .criteria import EducationLevel, EmploymentType, SalaryPeriod
from .embedding_text import build_hash, build_text
from .lexical import PostingText, build_terms
from .requirements import Demands, PostingRequirement, read_demands
from .traits import find_traits

# Part of every content hash: raised when rows must be read again because reading has changed.
READING_VERSION = 4

MAX_LINE_BYTES = 1_000_000
MAX_TITLE = 300
MAX_DESCRIPTION = 100_000
# Skills and demands are read out of so much of a description.
MAX_READ = 12_000
MAX_LOCATIONS = 20
MAX_SKILLS = 60
MAX_SKILL_KEYS = 60
MAX_TAGS = 60
MAX_EXTRA_CHARACTERS = 8_000
MAX_YEARLY_PAY = 1e9

ErrorCode = Literal[
    "bad_json",
    "bad_type",
    "missing_id",
    "missing_title",
    "duplicate_id",
    "bad_salary",
    "bad_date",
    "bad_url",
    "too_long",
    "truncated_file",
]


@dataclass(frozen=True, slots=True)
class FeedError:
    """Why a row was not taken. `path` is a JSON Pointer into the row, empty for all of it."""

    code: ErrorCode
    path: str
    detail: str


class FileUnreadable(Exception):
    """A file that cannot be read at all; the text is one line for a person."""


# --- lines ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file; `error` where the file itself broke off there."""

    number: int
    data: bytes
    error: FeedError | None = None


def read_lines(path: Path) -> Iterator[Line]:
    """Yield the lines of a JSON-lines file, gzipped or not, blank ones left out.

    Told apart by content, not by name. A gzip that breaks off ends with a line that says so.
    Raises FileUnreadable when there is nothing to read.
    """
    with _open(path) as raw:
        is_gzip = raw.peek(2)[:2] == b"\x1f\x8b"
        if not is_gzip and path.suffix == ".gz":
            raise FileUnreadable(f"{path}: not gzip, whatever its name says")
        stream: IO[bytes] = gzip.GzipFile(fileobj=raw) if is_gzip else raw  # type: ignore[assignment]
        yield from _lines_of(stream)


def _open(path: Path) -> BufferedReader:
    try:
        return path.open("rb")
    except OSError as error:
        raise FileUnreadable(f"{path}: {error.strerror or error}") from error


def _lines_of(stream: IO[bytes]) -> Iterator[Line]:
    number = 0
    while True:
        try:
            line = stream.readline(MAX_LINE_BYTES + 1)
            number += 1
            is_too_long = len(line) > MAX_LINE_BYTES
            while is_too_long and line and not line.endswith(b"\n"):
                line = stream.readline(MAX_LINE_BYTES)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            yield Line(number + 1, b"", FeedError("truncated_file", "", str(error)[:200]))
            return
        except OSError as error:
            raise FileUnreadable(str(error)) from error
        if is_too_long:
            detail = f"a line may have {MAX_LINE_BYTES} bytes"
            yield Line(number, b"", FeedError("too_long", "", detail))
            continue
        if not line:
            return
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if line.strip():
            yield Line(number, line)


# --- rows -------------------------------------------------------------------------------------

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def _clean(text: str) -> str:
    # What nobody sees splits words so that they are not found, or hides some of them.
    return drop_invisible(_CONTROL.sub("", text)).strip()


def _clean_line(text: str) -> str:
    return " ".join(_clean(text).split())


_LIMITS = {
    "id": 200,
    "source": 80,
    "lang": 20,
    "title": MAX_TITLE,
    "company": 200,
    "city": 400,
    "salary_raw": 200,
    "employment_type": 200,
    "experience": 400,
    "education": 400,
    "description": MAX_DESCRIPTION,
    "posted_at": 60,
    "valid_through": 60,
    "url": 1000,
}


def _fail(code: ErrorCode, detail: str) -> PydanticCustomError:
    return PydanticCustomError(code, "{detail}", {"detail": detail})


class FeedRow(BaseModel):
    """One posting as a feed states it: the row schema, bounded, nothing interpreted.

    Keys beyond the schema are kept in `model_extra`.
    """

    model_config = ConfigDict(extra="allow", frozen=True)

    id: str
    source: str | None = None
    lang: str | None = None
    title: str
    company: str | None = None
    city: str | tuple[str, ...] | None = None
    salary_min: float | None = None
    salary_max: float | None = None
    salary_currency: str | None = None
    salary_period: str | None = None
    salary_months: int | None = None
    salary_raw: str | None = None
    employment_type: str | None = None
    experience: str | None = None
    education: str | None = None
    skills: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    description: str | None = None
    posted_at: str | None = None
    valid_through: str | None = None
    url: str | None = None
    remote: bool | None = None
    telecommuting: bool | None = None
    direct_apply: bool | None = None

    @field_validator("id", mode="before")
    @classmethod
    def _read_id(cls, value: object) -> object:
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or not _clean_line(value):
            raise _fail("missing_id", "a row needs an id of its own, a text or a whole number")
        if _CONTROL.search(value):
            raise _fail("bad_type", "an id may hold no control characters")
        return cls._bounded(value, "id")

    @field_validator("title", mode="before")
    @classmethod
    def _read_title(cls, value: object) -> object:
        if value is not None and not isinstance(value, str):
            raise _fail("bad_type", "the title must be a text")
        text = _clean_line(_strip_tags(value)) if value else ""
        if not text:
            raise _fail("missing_title", "a row needs a title")
        return cls._bounded(text, "title")

    @field_validator(
        "source", "lang", "company", "salary_raw", "employment_type", "experience", "education",
        "posted_at", "valid_through", "url", mode="before",
    )  # fmt: skip
    @classmethod
    def _read_line(cls, value: object, info: Any) -> object:
        if value is None:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            raise _fail("bad_type", f"{info.field_name} must be a text")
        return cls._bounded(_clean_line(value), info.field_name) or None

    @field_validator("description", mode="before")
    @classmethod
    def _read_description(cls, value: object) -> object:
        if value is not None and not isinstance(value, str):
            raise _fail("bad_type", "the description must be a text")
        return cls._bounded(_clean(value), "description") or None if value else None

    @field_validator("city", mode="before")
    @classmethod
    def _read_city(cls, value: object) -> object:
        if value is None:
            return None
        if isinstance(value, str):
            return cls._bounded(_clean_line(value), "city") or None
        if isinstance(value, list) and all(isinstance(v, str) for v in value):
            return tuple(cls._bounded(_clean_line(v), "city") for v in value[:MAX_LOCATIONS] if v)
        raise _fail("bad_type", "city must be a text or a list of texts")

    @field_validator("skills", "tags", mode="before")
    @classmethod
    def _read_list(cls, value: object, info: Any) -> object:
        if value is None:
            return ()
        if isinstance(value, str):
            value = re.split(r"[,;、，；|\n]", value)
        if not isinstance(value, list) or any(not isinstance(v, str | None) for v in value):
            raise _fail("bad_type", f"{info.field_name} must be a list of texts")
        width, count = (120, MAX_SKILLS) if info.field_name == "skills" else (300, MAX_TAGS)
        texts = dict.fromkeys(_clean_line(v)[:width] for v in value if v)
        texts.pop("", None)
        return tuple(texts)[:count]

    @field_validator("salary_min", "salary_max", mode="before")
    @classmethod
    def _read_amount(cls, value: object, info: Any) -> object:
        if value is None or value == "":
            return None
        if isinstance(value, str):
            try:
                value = float(value.replace(",", "").strip())
            except ValueError:
                raise _fail("bad_salary", f"{info.field_name} must be a number") from None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _fail("bad_salary", f"{info.field_name} must be a number")
        if not 0 <= value <= MAX_YEARLY_PAY:
            raise _fail("bad_salary", f"{info.field_name} is out of range: {value}"[:120])
        return float(value)

    @field_validator("salary_currency", mode="before")
    @classmethod
    def _read_currency(cls, value: object) -> object:
        if value is None or value == "":
            return None
        text = value.strip().upper() if isinstance(value, str) else ""
        text = _CURRENCY_SIGNS.get(text, text)
        if not re.fullmatch(r"[A-Z]{3}", text):
            raise _fail("bad_salary", "salary_currency must be an ISO 4217 code")
        return text

    @field_validator("salary_period", mode="before")
    @classmethod
    def _read_period(cls, value: object) -> object:
        if value is None or value == "":
            return None
        text = _PERIODS.get(value.strip().casefold()) if isinstance(value, str) else None
        if text is None:
            raise _fail("bad_salary", "salary_period must be hour, day, week, month or year")
        return text

    @field_validator("salary_months", mode="before")
    @classmethod
    def _read_months(cls, value: object) -> object:
        if value is None or value == "":
            return None
        if isinstance(value, str) and value.strip().isdigit():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
            raise _fail("bad_salary", "salary_months must be a whole number")
        if not 1 <= value <= 36:
            raise _fail("bad_salary", f"salary_months is out of range: {value}"[:120])
        return int(value)

    @field_validator("remote", "telecommuting", "direct_apply", mode="before")
    @classmethod
    def _read_flag(cls, value: object, info: Any) -> object:
        if value is None or isinstance(value, bool):
            return value
        known = {"1": True, "0": False, "true": True, "false": False, "yes": True, "no": False}
        text = str(value).strip().casefold()
        if text not in known:
            raise _fail("bad_type", f"{info.field_name} must be true or false")
        return known[text]

    @model_validator(mode="after")
    def _check_order(self) -> "FeedRow":
        low, high = self.salary_min, self.salary_max
        if low is not None and high is not None and low > high:
            raise _fail("bad_salary", f"salary_min {low:g} is above salary_max {high:g}")
        return self

    @staticmethod
    def _bounded(text: str, name: str) -> str:
        if len(text) > _LIMITS[name]:
            raise _fail("too_long", f"{name} may have {_LIMITS[name]} characters, not {len(text)}")
        return text


_CURRENCY_SIGNS = {
    "¥": "CNY",
    "￥": "CNY",
    "RMB": "CNY",
    "元": "CNY",
    "人民币": "CNY",
    "$": "USD",
    "US$": "USD",
    "£": "GBP",
    "€": "EUR",
    "₹": "INR",
}
_PERIODS = {
    **{p: p for p in (*PER_YEAR, "week")},
    "hourly": "hour",
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "yearly": "year",
    "annual": "year",
    "annually": "year",
    "annum": "year",
    "小时": "hour",
    "时": "hour",
    "天": "day",
    "日": "day",
    "周": "week",
    "月": "month",
    "年": "year",
}
_SALARY_FIELDS = ("salary_min", "salary_max", "salary_currency", "salary_period", "salary_months")


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """A row that keeps the schema, and the hash by which it is known to be unchanged."""

    row: FeedRow
    content_hash: str


def parse_row(data: bytes | str | Mapping[str, object]) -> ParsedRow | FeedError:
    """Return the row a line (or an object) holds, or the first reason not to take it."""
    found = parse_whole_row(data)
    return found if isinstance(found, ParsedRow) else found[0]


def parse_whole_row(data: bytes | str | Mapping[str, object]) -> ParsedRow | list[FeedError]:
    """Return the row a line (or an object) holds, or every reason not to take it.

    Broken pay is forgiven where `salary_raw` says the same thing readably; it is then read
    from there, because pay that is shown must never be a guess.
    """
    if isinstance(data, Mapping):
        raw: object = dict(data)
    else:
        try:
            raw = from_json(data, allow_inf_nan=False)
        except ValueError as error:
            return [FeedError("bad_json", "", str(error)[:200])]
    if not isinstance(raw, dict):
        detail = f"a row must be an object, not {type(raw).__name__}"
        return [FeedError("bad_json", "", detail)]
    if "id" not in raw and "external_id" in raw:
        raw["id"] = raw.pop("external_id")
    try:
        row = FeedRow.model_validate(raw)
    except ValidationError as error:
        problems = _errors_of(error)
        is_pay_alone = all(problem.code == "bad_salary" for problem in problems)
        if not is_pay_alone or not _is_pay_readable(raw.get("salary_raw")):
            return problems
        try:
            row = FeedRow.model_validate(
                {key: value for key, value in raw.items() if key not in _SALARY_FIELDS}
            )
        except ValidationError as again:
            return _errors_of(again)
    digest = blake2b(str(READING_VERSION).encode(), digest_size=16)
    # Of what is kept, not of the bytes: spelling JSON differently is no change.
    try:
        digest.update(to_json(row, exclude_none=True))
    except PydanticSerializationError:
        # The schema's own texts are cleaned; a key beyond it may still hold one.
        return [FeedError("bad_type", "", "a text holds half a character")]
    return ParsedRow(row, digest.hexdigest())


def _is_pay_readable(raw: object) -> bool:
    if not isinstance(raw, str) or not raw.strip():
        return False
    salary = parse_salary(raw[:200], is_posting=True)
    return salary is not None and salary.min is not None


def _errors_of(error: ValidationError) -> list[FeedError]:
    return [_read_problem(each) for each in error.errors(include_url=False, include_input=False)]


def _read_problem(problem: ErrorDetails) -> FeedError:
    path = "".join(f"/{part}" for part in problem["loc"] if part != "str")
    code = problem["type"]
    if code == "missing":
        return FeedError(
            "missing_id" if path == "/id" else "missing_title", path, "the key is missing"
        )
    if code in get_args(ErrorCode):
        if code == "bad_salary" and not path:
            path = "/salary_min"
        return FeedError(code, path, problem["msg"])  # type: ignore[arg-type]
    return FeedError("bad_type", path, problem["msg"])


# --- items ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FeedLocation:
    """One place of work; without a key where nobody knows the name."""

    raw: str
    place: Place | None


@dataclass(frozen=True, slots=True)
class FeedPay:
    """Pay as stated and, within its currency, comparable."""

    min: float | None = None
    max: float | None = None
    currency: str | None = None
    period: SalaryPeriod | None = None
    months: int | None = None
    raw: str = ""

    @property
    def yearly(self) -> tuple[float | None, float | None]:
        """(min, max) a year without bonus months; (None, None) where it cannot be compared."""
        if self.currency is None or self.period is None:
            return None, None
        factor = PER_YEAR[self.period]
        return (
            None if self.min is None else self.min * factor,
            None if self.max is None else self.max * factor,
        )


@dataclass(frozen=True, slots=True)
class FeedItem:
    """A posting ready to be stored: facts read, nothing guessed."""

    external_id: str
    content_hash: str
    embedding_hash: str
    lang: Literal["zh", "en"]
    title: str
    title_key: str
    family: str
    group: str
    seniority: str
    employer: str | None
    description_html: str
    description_text: str
    locations: tuple[FeedLocation, ...]
    place_keys: tuple[str, ...]
    is_remote: bool
    is_hybrid: bool
    eligible_countries: tuple[str, ...]
    employment_type: EmploymentType | None
    experience_min: float | None
    experience_max: float | None
    experience_raw: str
    education: EducationLevel | None
    education_raw: str
    skills: tuple[str, ...]
    skill_keys: tuple[str, ...]
    tags: tuple[str, ...]
    traits: tuple[str, ...]
    requirements: tuple[PostingRequirement, ...]
    head_text: str
    pay: FeedPay
    date_posted: date | None
    valid_through: datetime | None
    url: str
    direct_apply: bool
    extra: Mapping[str, Any]
    terms: Mapping[int, float] = field(repr=False)
    telling_terms: Mapping[int, float] = field(repr=False)


def list_item_errors(parsed: ParsedRow, *, today: date) -> list[FeedError]:
    """Return every reason for which `build_item` would not trust the row."""
    row = parsed.row
    read = (
        _read_url(row.url),
        _read_date(row.posted_at, "/posted_at", today=today),
        _read_valid_through(row.valid_through, today=today),
    )
    return [each for each in read if isinstance(each, FeedError)]


def build_item(parsed: ParsedRow, *, today: date) -> FeedItem | FeedError:
    """Return the posting a row describes, or the reason not to trust it.

    Costs a millisecond or several: only for rows that are new or changed.
    """
    row = parsed.row
    url = _read_url(row.url)
    if isinstance(url, FeedError):
        return url
    date_posted = _read_date(row.posted_at, "/posted_at", today=today)
    if isinstance(date_posted, FeedError):
        return date_posted
    valid_through = _read_valid_through(row.valid_through, today=today)
    if isinstance(valid_through, FeedError):
        return valid_through

    html, text = build_description(row.description or "")
    lang = _read_lang(row.lang, f"{row.title}\n{text[:500]}")
    title = parse_title(row.title)
    cities = (row.city,) if isinstance(row.city, str) else (row.city or ())
    locations, is_remote, is_hybrid = _read_locations(cities, lang=lang)
    # Only where the row says so of itself: a text may praise "remote teams".
    modes = {m.value for m in find_work_modes("\n".join((row.title, *row.tags)))}
    is_remote = bool(row.remote or row.telecommuting) or is_remote or "remote" in modes
    is_hybrid = (is_hybrid or "hybrid" in modes) and not (row.remote or row.telecommuting)
    if is_hybrid:
        is_remote = False
    country = next((x.place.country for x in locations if x.place), None)
    pay = _read_pay(row, lang=lang, country=country)
    employment_type = _read_employment_type(row)
    skills = find_skills(text[:MAX_READ])
    demands = read_demands(text, skills=skills)
    experience = _read_experience(row, demands)
    education = _read_education(row, demands)
    skill_keys = _read_skill_keys(row, skills)
    head = normalise(" \n".join((row.title, row.company or "", *row.tags, *cities))).lower
    seniority = title.seniority if title and title.seniority else ""
    family = (title.family or "") if title else ""
    posting_text = PostingText(
        title=row.title,
        family=family,
        skills=row.skills,
        skill_keys=skill_keys,
        tags=row.tags,
        body=text,
        title_key=build_title_key(row.title),
    )
    terms, telling = build_terms(posting_text)
    return FeedItem(
        external_id=row.id,
        content_hash=parsed.content_hash,
        embedding_hash=build_hash(
            build_text(title=row.title, skills=row.skills, skill_keys=skill_keys, body=text)
        ),
        lang=lang,
        title=row.title,
        title_key=posting_text.title_key,
        family=family,
        group=(title.group or "") if title else "",
        seniority=seniority,
        employer=row.company,
        description_html=html,
        description_text=text,
        locations=locations,
        place_keys=_place_keys(locations),
        is_remote=is_remote,
        is_hybrid=is_hybrid,
        eligible_countries=tuple(
            dict.fromkeys(
                x.place.country for x in locations if x.place and x.place.kind == "country"
            )
        )
        if is_remote
        else (),
        employment_type=employment_type,
        experience_min=experience[0],
        experience_max=experience[1],
        experience_raw=(row.experience or "")[:120],
        education=education,
        education_raw=(row.education or "")[:120],
        skills=row.skills,
        skill_keys=skill_keys,
        tags=row.tags,
        traits=find_traits("\n".join((row.title, *row.tags, row.company or "", text))),
        requirements=demands.requirements,
        head_text=head,
        pay=pay,
        date_posted=date_posted,
        valid_through=valid_through,
        url=url,
        direct_apply=bool(row.direct_apply),
        extra=_read_extra(row),
        terms=terms,
        telling_terms=telling,
    )


# --- reading the parts ------------------------------------------------------------------------

_TAGS = {
    "p", "br", "ul", "ol", "li", "b", "strong", "i", "em", "u", "h1", "h2", "h3", "h4", "h5", "h6",
    "div", "span", "a", "table", "thead", "tbody", "tr", "td", "th", "blockquote", "hr", "pre", "code",
}  # fmt: skip
_LOOKS_LIKE_HTML = re.compile(
    r"<(?:/?(?:p|br|ul|ol|li|b|strong|i|em|u|h[1-6]|div|span|a|table|tr|td|img|script|style|iframe|font|section)\b[^<>]*)>",
    re.I,
)
_ESCAPED_HTML = re.compile(r"&lt;/?(?:p|br|ul|ol|li|strong|div|span|h[1-6])\b", re.I)
_BLOCK = re.compile(
    r"</?(?:p|br|ul|ol|li|h[1-6]|div|tr|table|blockquote|hr|pre|section)\b[^>]*>", re.I
)
_ESCAPED_TWICE = re.compile(r"&amp;(\w{2,8}|#\d{1,6}|#x[0-9a-fA-F]{1,5});")
_ANY_TAG = re.compile(r"<[^<>]*>")


def _strip_tags(value: str) -> str:
    if not _LOOKS_LIKE_HTML.search(value):
        return value
    return html_unescape(nh3.clean(value, tags=set()))


def build_description(raw: str) -> tuple[str, str]:
    """Return (safe HTML, plain text) of a description in HTML or plain text.

    The HTML holds no image, script, style or event; links go out without a referrer. The text is
    what requirement spans point into.
    """
    if not raw:
        return "", ""
    # Feeds escape what was escaped already: "Oil &amp;amp; Gas".
    raw = _ESCAPED_TWICE.sub(r"&\1;", raw)
    if _ESCAPED_HTML.search(raw) and not _LOOKS_LIKE_HTML.search(raw):
        raw = html_unescape(raw)
    if _LOOKS_LIKE_HTML.search(raw):
        html = nh3.clean(
            raw,
            tags=_TAGS,
            attributes={"a": {"href"}},
            url_schemes={"http", "https", "mailto"},
            link_rel="nofollow noopener noreferrer",
            strip_comments=True,
        )
        text = html_unescape(_ANY_TAG.sub("", _BLOCK.sub("\n", html)))
    else:
        text = raw = html_unescape(raw)
        paragraphs = [p.strip() for p in re.split(r"\n\s*\n", raw) if p.strip()]
        html = "".join(
            f"<p>{'<br>'.join(html_escape(x, quote=False) for x in p.splitlines())}</p>"
            for p in paragraphs
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    text = re.sub(r"[ \t]+", " ", text)
    text = re.sub(r" ?\n ?", "\n", text)
    return html, re.sub(r"\n{3,}", "\n\n", text).strip()


def _read_lang(said: str | None, text: str) -> Literal["zh", "en"]:
    code = (said or "").casefold()
    if code.startswith("zh"):
        return "zh"
    if code.startswith("en"):
        return "en"
    return detect_language(text)


def _read_url(url: str | None) -> str | FeedError:
    if not url:
        return ""
    if re.match(r"^[\w.-]+\.[a-z]{2,}(?:[/:?]|$)", url, re.I) and "://" not in url:
        url = f"https://{url}"
    if not re.match(r"^https?://[^\s/]+", url, re.I) or re.search(r"\s", url):
        return FeedError("bad_url", "/url", "the link must be http or https")
    return url


def _read_date(said: str | None, path: str, *, today: date) -> date | FeedError | None:
    if not said:
        return None
    iso = re.match(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)", said)
    if iso:
        try:
            found = date(*map(int, iso.groups()))
        except ValueError:
            return FeedError("bad_date", path, f"no such day: {said}")
    else:
        partial = parse_date(said, today=today)
        if partial is None or partial.year is None:
            # Words ("just posted") say nothing that could mislead; digits that nobody can read may.
            if len(re.findall(r"\d", said)) < 4:
                return None
            return FeedError("bad_date", path, f"not a date: {said}")
        try:
            found = date(partial.year, partial.month or 1, partial.day or 1)
        except ValueError:
            return FeedError("bad_date", path, f"no such day: {said}")
    if path == "/posted_at" and (found > today + timedelta(days=2) or found.year < 1990):
        return FeedError("bad_date", path, f"out of range: {said}")
    return found


def _read_valid_through(said: str | None, *, today: date) -> datetime | FeedError | None:
    if not said:
        return None
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        day = _read_date(said, "/valid_through", today=today)
        if day is None:
            return FeedError("bad_date", "/valid_through", f"not a date: {said}")
        if isinstance(day, FeedError):
            return day
        moment = datetime.combine(day, time.min)
    if len(said) <= 10:
        # A day without an hour lasts to its end.
        moment = datetime.combine(moment.date(), time(23, 59, 59))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _read_locations(
    cities: tuple[str, ...], *, lang: Literal["zh", "en"]
) -> tuple[tuple[FeedLocation, ...], bool, bool]:
    found: dict[str, FeedLocation] = {}
    is_remote = is_hybrid = False
    for raw in cities:
        location = parse_location(raw, lang=lang)
        is_remote = is_remote or location.is_remote
        is_hybrid = is_hybrid or location.is_hybrid
        for place in location.places:
            found.setdefault(place.key, FeedLocation(raw[:200], place))
        for unknown in location.unknown:
            name = _clean_line(unknown)[:150]
            if name:
                found.setdefault(f"raw/{name.casefold()}", FeedLocation(name, None))
    return tuple(found.values())[:MAX_LOCATIONS], is_remote, is_hybrid


def _place_keys(locations: tuple[FeedLocation, ...]) -> tuple[str, ...]:
    keys: dict[str, None] = {}
    for location in locations:
        if location.place is None:
            keys[build_raw_place_key(location.raw)] = None
            continue
        parts = location.place.key.split("/")
        for end in range(1, len(parts) + 1):
            keys["/".join(parts[:end])] = None
    return tuple(key[:160] for key in keys)


def build_raw_place_key(name: str) -> str:
    """Return the key under which a place that no lexicon knows is filtered."""
    return f"raw/{normalise(name).lower.strip()}"[:160]


def _read_pay(row: FeedRow, *, lang: str, country: str | None) -> FeedPay:
    raw = row.salary_raw or ""
    said = parse_salary(raw, is_posting=True) if raw else None
    low, high = row.salary_min, row.salary_max
    if low == 0 and high:
        low = None
    if not low and not high:
        low = high = None
    currency, period, months = row.salary_currency, row.salary_period, row.salary_months
    if low is None and high is None:
        if said is None or (said.min is None and said.max is None):
            return FeedPay(raw=raw)
        low, high, period = said.min, said.max, said.period
        months = months or said.months
    if said is not None:
        currency = currency or said.currency
        months = months or said.months
        if period is None and (said.min or said.max):
            period = said.period
    if currency is None and country is not None:
        currency = _CURRENCY_OF_COUNTRY.get(country)
    if currency is None and lang == "zh" and country is None:
        currency = "CNY"
    if period == "week":
        low, high, period = (
            None if low is None else low * 52,
            None if high is None else high * 52,
            "year",
        )
    return FeedPay(low, high, currency, period, months, raw)  # type: ignore[arg-type]


_EURO = (
    "IE", "DE", "FR", "ES", "IT", "NL", "BE", "AT", "FI", "PT", "GR", "LU", "EE", "LV", "LT",
    "SK", "SI", "MT", "CY", "HR",
)  # fmt: skip
_CURRENCY_OF_COUNTRY = {
    "CN": "CNY", "HK": "HKD", "MO": "MOP", "TW": "TWD", "US": "USD", "GB": "GBP", "CA": "CAD",
    "AU": "AUD", "NZ": "NZD", "IN": "INR", "SG": "SGD", "JP": "JPY", "CH": "CHF",
    **dict.fromkeys(_EURO, "EUR"),
}  # fmt: skip


def currency_of_country(country: str) -> str | None:
    """Return the currency that pay without a sign is in there."""
    return _CURRENCY_OF_COUNTRY.get(country)


_INTERNSHIP = re.compile(r"\d\s*天/周|实习|\bintern(?:ship)?s?\b", re.I)


def _read_employment_type(row: FeedRow) -> EmploymentType | None:
    if row.employment_type:
        found = parse_employment_type(row.employment_type)
        if found:
            return found
    if row.experience and _INTERNSHIP.search(row.experience):
        return "internship"
    if found := parse_employment_type(row.title):
        return found
    for tag in row.tags:
        if len(tag) <= 20 and (found := parse_employment_type(tag)):
            return found
    return None


def _read_experience(row: FeedRow, demands: Demands) -> tuple[float | None, float | None]:
    found = parse_experience(row.experience) if row.experience else None
    if found is None:
        return demands.experience_min, None
    if found.is_any or found.min_years is None:
        return 0.0, None
    low, high = found.min_years, found.max_years
    if high is not None and high <= low:
        high = None
    return min(low, 60.0), None if high is None else min(high, 70.0)


def _read_education(row: FeedRow, demands: Demands) -> EducationLevel | None:
    found = parse_education(row.education) if row.education else None
    return demands.education if found is None else found.level


def _read_skill_keys(row: FeedRow, described: list[Found[Skill]]) -> tuple[str, ...]:
    keys: dict[str, None] = {}
    for skill in row.skills:
        known = canonical_skill(skill)
        if known:
            keys[known.key] = None
    for found in (*find_skills("\n".join((row.title, *row.skills, *row.tags))), *described):
        if found.value.kind != "trait":
            keys[found.value.key] = None
    return tuple(key[:80] for key in keys)[:MAX_SKILL_KEYS]


_BRACKETED = re.compile(r"[(（\[【<《{][^)）\]】>》}]{0,60}[)）\]】>》}]")
_CODE = re.compile(
    r"(?:^|(?<=[\s_/-]))(?:#\s*\w+|(?:req|job|ref|jr|j|id)?[-#]?\d{4,}\w*)(?=$|[\s,;/])", re.I
)


def build_title_key(title: str) -> str:
    """Return what equal openings' titles share: no brackets, numbers of a file, level or case."""
    text = unicodedata.normalize("NFKC", title)
    bare = _CODE.sub(" ", _BRACKETED.sub(" ", text))
    for found in reversed(find_seniority(bare)):
        cut = bare[: found.start] + " " + bare[found.end :]
        if len(re.sub(r"\W", "", cut)) >= 2:
            bare = cut
    key = normalise(" ".join(re.sub(r"[^\w+#./&-]+", " ", bare).split())).lower.strip(" -/.&_")
    return (key or normalise(text).lower)[:300]


def _read_extra(row: FeedRow) -> dict[str, Any]:
    """Return the keys beyond the schema, small scalars only."""
    kept: dict[str, Any] = {}
    room = MAX_EXTRA_CHARACTERS
    for key, value in (row.model_extra or {}).items():
        if not isinstance(value, str | int | float | bool) or value == "":
            continue
        if isinstance(value, str):
            value = _clean(value)[:2000]
        room -= len(key) + len(str(value))
        if room < 0 or len(kept) >= 30:
            break
        kept[_clean_line(key)[:80]] = value
    return kept
