"""A résumé as a PDF that a person would send: one call, no network, nothing added.

Every word on it stands in the document; what the document leaves open stays open.
"""

from __future__ import annotations

import functools
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import typst
from django.utils import translation
from django.utils.translation import pgettext

Lang = Literal["zh", "en"]

TEMPLATE = Path(__file__).parent / "typst" / "resume.typ"
FONT_PACKAGES = ("manimgx_fonts_cjk", "manimgx_fonts")
# So that no document keeps a worker busy; far above what a person's résumé has.
MAX_ENTRIES = 200
MAX_TEXT = 20_000

_LOCALES: dict[Lang, str] = {"zh": "zh-hans", "en": "en"}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:T.*)?")
_SAFE_ADDRESS = re.compile(r"(https?://[^\s<>\"]+|mailto:[^\s<>\"]+@[^\s<>\"]+|tel:\+?[\d-]+)")


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    # Where a click leads; empty for none.
    url: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class _Entry:
    title: str
    dates: str = ""
    url: str = ""
    details: tuple[_Piece, ...] = ()
    texts: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    keywords: str = ""
    # Details beside the title: for what is told in one line.
    is_short: bool = False

    @property
    def has_body(self) -> bool:
        return bool(self.texts or self.points or self.keywords)


@dataclass(frozen=True, slots=True)
class _Section:
    title: str
    texts: tuple[str, ...] = ()
    entries: tuple[_Entry, ...] = ()
    rows: tuple[_Row, ...] = ()
    # Names without more to say about them, in one line.
    tail: str = ""


def render_resume_pdf(
    document: Mapping[str, Any], *, lang: Lang, ongoing: frozenset[str] = frozenset()
) -> bytes:
    """Return the JSON Resume as a tagged PDF, its headings and dates in `lang`.

    The person's own words are not translated. `ongoing` names the entries that are said to last
    until now, by JSON Pointer ("/work/0"): an end that is merely missing claims nothing.
    Blocks for some 50 to 300 ms.
    """
    with translation.override(_LOCALES[lang]):
        data = _build_data(document, lang=lang, ongoing=ongoing)
    return _compile(data)


def _compile(data: Mapping[str, Any]) -> bytes:
    try:
        return _typeset(data, standard="ua-1")
    except typst.TypstError:
        # A character that no font has is no reason to withhold a person's résumé: the tags stay,
        # only the promise to keep the whole standard goes.
        return _typeset(data, standard=None)


def _typeset(data: Mapping[str, Any], *, standard: Literal["ua-1"] | None) -> bytes:
    # The data travels as one string, parsed by the template; no part of it becomes its source.
    return bytes(
        typst.compile(
            TEMPLATE,
            root=TEMPLATE.parent,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"resume": json.dumps(data, ensure_ascii=False)},
            format="pdf",
            pdf_standards=standard,
        )
    )


@functools.cache
def _fonts() -> typst.Fonts:
    """Return the fonts of the set-up; the machine's own never change how a résumé looks."""
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(files(package)) for package in FONT_PACKAGES],
    )


def _build_data(
    document: Mapping[str, Any], *, lang: Lang, ongoing: frozenset[str]
) -> dict[str, Any]:
    """Return what the template lays out: strings only, in order, nothing empty."""
    writer = _Writer(document, lang=lang, ongoing=ongoing)
    basics = writer.basics
    name = _text(basics.get("name"))
    word = pgettext("printed resume", "Résumé")
    sections = [section for section in writer.sections() if _is_filled(section)]
    return {
        "lang": lang,
        "name": name,
        "title": f"{name} – {word}" if name else word,
        "label": _text(basics.get("label")),
        "contacts": [asdict(piece) for piece in writer.contacts()],
        "sections": [_plain_section(section) for section in sections],
    }


def _plain_section(section: _Section) -> dict[str, Any]:
    plain = asdict(section)
    for entry, shown in zip(section.entries, plain["entries"], strict=True):
        shown["has-body"] = entry.has_body
        shown["is-short"] = shown.pop("is_short")
    return plain


def _is_filled(section: _Section) -> bool:
    return bool(section.texts or section.entries or section.rows or section.tail)


class _Writer:
    """Turns one document's parts into what is printed."""

    def __init__(self, document: Mapping[str, Any], *, lang: Lang, ongoing: frozenset[str]) -> None:
        self.document = document
        self.lang = lang
        self.ongoing = ongoing
        basics = document.get("basics")
        self.basics: Mapping[str, Any] = basics if isinstance(basics, Mapping) else {}

    def contacts(self) -> list[_Piece]:
        """Return the line under the name: how and where the person can be reached."""
        basics = self.basics
        phone, mail = _text(basics.get("phone")), _text(basics.get("email"))
        found = [
            _Piece(phone, _address("tel:" + re.sub(r"[^\d+]", "", phone)) if phone else ""),
            _Piece(mail, _address(f"mailto:{mail}")),
            _Piece(self._place(basics.get("location"))),
            _link(_text(basics.get("url"))),
        ]
        for profile in _entries(basics.get("profiles")):
            network, user = _text(profile.get("network")), _text(profile.get("username"))
            url = _text(profile.get("url"))
            shown = " ".join(part for part in (network, user or _bare(url)) if part)
            found.append(_Piece(shown, _address(url)))
        return [piece for piece in found if piece.text]

    def sections(self) -> Iterable[_Section]:
        """Return every section, also those with nothing in them."""
        yield _Section(
            pgettext("printed resume", "Summary"), texts=_paragraphs(self.basics.get("summary"))
        )
        yield _Section(
            pgettext("printed resume", "Experience"), entries=self._listed("work", self._work)
        )
        yield _Section(
            pgettext("printed resume", "Projects"), entries=self._listed("projects", self._project)
        )
        yield _Section(
            pgettext("printed resume", "Education"), entries=self._listed("education", self._study)
        )
        yield self._named(pgettext("printed resume", "Skills"), "skills", "level")
        yield _Section(
            pgettext("printed resume", "Certificates"),
            entries=self._listed("certificates", self._certificate),
        )
        yield _Section(
            pgettext("printed resume", "Awards"), entries=self._listed("awards", self._award)
        )
        yield _Section(
            pgettext("printed resume", "Publications"),
            entries=self._listed("publications", self._publication),
        )
        yield _Section(
            pgettext("printed resume", "Volunteering"),
            entries=self._listed("volunteer", self._volunteer),
        )
        yield _Section(pgettext("printed resume", "Languages"), rows=self._languages())
        yield self._named(pgettext("printed resume", "Interests"), "interests", "")
        yield _Section(
            pgettext("printed resume", "References"),
            entries=self._listed("references", self._reference),
        )

    def _listed(self, section: str, build: Any) -> tuple[_Entry, ...]:
        found = []
        for index, item in enumerate(_entries(self.document.get(section))):
            entry = build(item, f"/{section}/{index}")
            if entry.title or entry.dates or entry.details or entry.has_body:
                found.append(_with_title(entry))
        return tuple(found)

    def _work(self, item: Mapping[str, Any], pointer: str) -> _Entry:
        return _Entry(
            title=_text(item.get("name")),
            dates=self._span(item, pointer),
            url=_address(item.get("url")),
            details=_details(
                item.get("position"), self._place(item.get("location")), item.get("description")
            ),
            texts=_paragraphs(item.get("summary")),
            points=_strings(item.get("highlights")),
        )

    def _volunteer(self, item: Mapping[str, Any], pointer: str) -> _Entry:
        return _Entry(
            title=_text(item.get("organization")),
            dates=self._span(item, pointer),
            url=_address(item.get("url")),
            details=_details(item.get("position")),
            texts=_paragraphs(item.get("summary")),
            points=_strings(item.get("highlights")),
        )

    def _project(self, item: Mapping[str, Any], pointer: str) -> _Entry:
        return _Entry(
            title=_text(item.get("name")),
            dates=self._span(item, pointer),
            url=_address(item.get("url")),
            details=_details(*_strings(item.get("roles")), item.get("entity"), item.get("type")),
            texts=_paragraphs(item.get("description")),
            points=_strings(item.get("highlights")),
            keywords=self._joined(_strings(item.get("keywords"))),
        )

    def _study(self, item: Mapping[str, Any], pointer: str) -> _Entry:
        score = _text(item.get("score"))
        courses = _strings(item.get("courses"))
        return _Entry(
            title=_text(item.get("institution")),
            dates=self._span(item, pointer),
            url=_address(item.get("url")),
            details=_details(
                item.get("studyType"),
                item.get("area"),
                pgettext("printed resume", "Score: {score}").format(score=score) if score else "",
            ),
            keywords=(
                pgettext("printed resume", "Courses: {courses}").format(
                    courses=self._joined(courses)
                )
                if courses
                else ""
            ),
        )

    def _certificate(self, item: Mapping[str, Any], pointer: str) -> _Entry:
        return _Entry(
            title=_text(item.get("name")),
            dates=self._date(item.get("date")),
            url=_address(item.get("url")),
            details=_details(item.get("issuer")),
            is_short=True,
        )

    def _award(self, item: Mapping[str, Any], pointer: str) -> _Entry:
        return _Entry(
            title=_text(item.get("title")),
            dates=self._date(item.get("date")),
            details=_details(item.get("awarder")),
            is_short=True,
            texts=_paragraphs(item.get("summary")),
        )

    def _publication(self, item: Mapping[str, Any], pointer: str) -> _Entry:
        return _Entry(
            title=_text(item.get("name")),
            dates=self._date(item.get("releaseDate")),
            url=_address(item.get("url")),
            details=_details(item.get("publisher")),
            is_short=True,
            texts=_paragraphs(item.get("summary")),
        )

    def _reference(self, item: Mapping[str, Any], pointer: str) -> _Entry:
        return _Entry(title=_text(item.get("name")), texts=_paragraphs(item.get("reference")))

    def _named(self, title: str, section: str, level: str) -> _Section:
        """Return a section of names with keywords; names that stand alone share one line."""
        rows: list[_Row] = []
        alone: list[str] = []
        for item in _entries(self.document.get(section)):
            name = _text(item.get("name"))
            grade = _text(item.get(level)) if level else ""
            words = self._joined(_strings(item.get("keywords")))
            if name and grade and words:
                label = pgettext("label", "{name} ({level})").format(name=name, level=grade)
                rows.append(_Row(label, words))
            elif words or (name and grade):
                rows.append(_Row(name, words or grade))
            elif name:
                alone.append(name)
        return _Section(title, rows=tuple(rows), tail=self._joined(alone))

    def _languages(self) -> tuple[_Row, ...]:
        return tuple(
            _Row(_text(item.get("language")), _text(item.get("fluency")))
            for item in _entries(self.document.get("languages"))
            if _text(item.get("language")) or _text(item.get("fluency"))
        )

    def _joined(self, words: Sequence[str]) -> str:
        return pgettext("list", ", ").join(words)

    def _place(self, location: Any) -> str:
        """Return a place in the order of the language: 浙江省 杭州市, or Leeds, England, GB."""
        if not isinstance(location, Mapping):
            return _text(location)
        names = [
            _text(location.get(key))
            for key in ("address", "city", "region", "postalCode", "countryCode")
        ]
        address, city, region, postal, country = names
        if self.lang == "zh":
            parts = [country, region, city if city != region else "", address, postal]
            return " ".join(part for part in parts if part)
        parts = [address, city, region if region != city else "", postal, country]
        return ", ".join(part for part in parts if part)

    def _date(self, value: Any) -> str:
        """Return a date as precise as it was given; anything else as it was written."""
        written = _text(value)
        match = _DATE.fullmatch(written)
        if match is None:
            return written
        year, month, day = match.groups()
        if month is None or not 1 <= int(month) <= 12:
            return f"{year}年" if self.lang == "zh" and month is None else written
        if self.lang == "zh":
            return f"{year}年{int(month)}月" + (f"{int(day)}日" if day else "")
        return (f"{int(day)} " if day else "") + f"{_MONTHS[int(month) - 1]} {year}"

    def _span(self, item: Mapping[str, Any], pointer: str) -> str:
        start, end = self._date(item.get("startDate")), self._date(item.get("endDate"))
        if not end and pointer in self.ongoing:
            end = pgettext("date", "present")
        if start and end:
            return start if start == end else f"{start} – {end}"
        if start:
            return pgettext("date", "from {start}").format(start=start)
        if end and not pointer.startswith("/education"):
            return pgettext("date", "until {end}").format(end=end)
        return end


def _with_title(entry: _Entry) -> _Entry:
    """Return the entry with a first detail as its title where it has none of its own."""
    if entry.title or not entry.details:
        return entry
    first, *rest = entry.details
    return _Entry(
        title=first.text,
        dates=entry.dates,
        url=entry.url,
        details=tuple(rest),
        texts=entry.texts,
        points=entry.points,
        keywords=entry.keywords,
        is_short=entry.is_short,
    )


def _text(value: Any) -> str:
    """Return a value as one line that any font can be asked to show; "" for what is no text."""
    return " ".join(_clean(value).split())


def _clean(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = unicodedata.normalize("NFC", str(value)[:MAX_TEXT])
    # Controls print as boxes, and direction marks could make a line read as what it is not.
    return "".join(
        character
        for character in text
        if character in "\n\t\u200c\u200d"
        or unicodedata.category(character) not in ("Cc", "Cf", "Cs")
    )


def _paragraphs(value: Any) -> tuple[str, ...]:
    lines = (" ".join(line.split()) for line in _clean(value).split("\n"))
    return tuple(line for line in lines if line)


def _entries(value: Any) -> list[Mapping[str, Any]]:
    """Return a section's entries in place: what is no object counts, empty, to keep the order."""
    if not isinstance(value, list):
        return []
    return [item if isinstance(item, Mapping) else {} for item in value[:MAX_ENTRIES]]


def _strings(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        return ()
    return tuple(text for item in value[:MAX_ENTRIES] if (text := _text(item)))


def _details(*values: Any) -> tuple[_Piece, ...]:
    return tuple(_Piece(text) for value in values if (text := _text(value)))


def _link(url: str) -> _Piece:
    return _Piece(_bare(url), _address(url))


def _bare(url: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", url).rstrip("/")


def _address(value: Any) -> str:
    """Return what a click may open: a web page, a mail, a phone; "" for any other scheme."""
    url = _text(value)
    if re.match(r"(www\.)?[\w-]+(\.[\w-]+)+(/|$)", url) and "@" not in url:
        url = f"https://{url}"
    return url if _SAFE_ADDRESS.fullmatch(url) else ""
