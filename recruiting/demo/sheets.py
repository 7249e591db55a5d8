"""The sheets of invented occupations, employers and companies, read into shapes."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

Lang = Literal["zh", "en"]

FOLDER = Path(__file__).parent
LANGS: tuple[Lang, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class DemoEmployer:
    """An employer that does not exist: `slug` is its host under .example."""

    name: str
    slug: str
    blurb: str


@dataclass(frozen=True, slots=True)
class DemoCompany:
    """A tenant with two logins; its key is its source's key and its mail domain."""

    key: str
    name: str
    locale: str
    time_zone: str
    blurb: str
    owner: str
    recruiter: str


@dataclass(frozen=True, slots=True)
class DemoApplicant:
    """Somebody who wrote to a company `days` ago; `says` are the messages after the first.

    A line of `says` begins with "<" where the company says it, with ">" where the person does.
    """

    key: str
    lang: Lang
    company: str
    posting: str
    days: int
    stage: str
    is_discoverable: bool
    message: str
    says: tuple[str, ...]
    note: str
    cv: str

    @property
    def name(self) -> str:
        """The first line of the CV."""
        return self.cv.strip().splitlines()[0]


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening, in the words of an advertisement; a line of a sheet is one for each place."""

    title: str
    place: str
    pay: str
    experience: str
    education: str
    tags: tuple[str, ...]

    @property
    def company_key(self) -> str | None:
        """The tenant that advertises it itself, None where an outside employer does."""
        return self._tag_after("@")

    @property
    def employer_slug(self) -> str | None:
        """The outside employer that advertises it, None where any of the trade may."""
        return self._tag_after("=")

    def _tag_after(self, sign: str) -> str | None:
        return next((tag[1:] for tag in self.tags if tag.startswith(sign)), None)


@dataclass(frozen=True, slots=True)
class Line:
    """A duty or a need; `level` says for whom: "+" the experienced, "-" beginners."""

    text: str
    level: Literal["", "+", "-"]


@dataclass(frozen=True, slots=True)
class Occupation:
    """What one kind of work is about, in one language."""

    key: str
    lang: Lang
    trades: tuple[str, ...]
    perks: str
    field: str
    degree: str
    skills: tuple[str, ...]
    openings: tuple[Opening, ...]
    duties: tuple[Line, ...]
    needs: tuple[Line, ...]


@cache
def read_occupations() -> tuple[Occupation, ...]:
    """Return all occupations, Chinese first, in the order of the sheets."""
    found: list[Occupation] = []
    for lang in LANGS:
        for kind in ("office", "service", "manual"):
            for key, sheet in _load(f"{lang}_{kind}").items():
                found.append(_build_occupation(key, sheet, lang=lang))
    return tuple(found)


@cache
def read_employers(lang: Lang) -> dict[str, tuple[DemoEmployer, ...]]:
    """Return the outside employers of a language, by trade."""
    return {
        trade: tuple(DemoEmployer(*_cells(line)) for line in _lines(block))
        for trade, block in _load(f"employers_{lang}").items()
    }


@cache
def read_perks(lang: Lang) -> dict[str, tuple[str, ...]]:
    """Return what employers offer, by kind of work."""
    return {kind: tuple(_lines(block)) for kind, block in _load("perks")[lang].items()}


@cache
def read_companies() -> tuple[DemoCompany, ...]:
    """Return the five companies that have logins."""
    return tuple(DemoCompany(key=key, **sheet) for key, sheet in _load("companies").items())


@cache
def read_applicants() -> tuple[DemoApplicant, ...]:
    """Return the people who wrote to a company, in the order of the sheet."""
    return tuple(
        DemoApplicant(key=key, **{**sheet, "says": tuple(sheet["says"])})
        for key, sheet in _load("applicants").items()
    )


def read_cv(lang: Lang) -> str:
    """Return the invented CV of the seeker of a language."""
    return (FOLDER / f"cv_{lang}.txt").read_text(encoding="utf-8")


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _lines(block: str) -> list[str]:
    return [line.strip() for line in block.splitlines() if line.strip()]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")]


def _build_occupation(key: str, sheet: dict[str, Any], *, lang: Lang) -> Occupation:
    openings: list[Opening] = []
    for line in _lines(sheet["openings"]):
        title, place, pay, experience, education, tags = _cells(line)
        found = tuple(tag.strip() for tag in tags.split(",") if tag.strip())
        openings += [
            Opening(title, where.strip(), pay, experience, education, found)
            for where in place.split("/")
        ]
    return Occupation(
        key=key,
        lang=lang,
        trades=tuple(sheet["trades"]),
        perks=sheet["perks"],
        field=sheet["field"],
        degree=sheet.get("degree", ""),
        skills=tuple(skill.strip() for skill in sheet["skills"].split(",")),
        openings=tuple(openings),
        duties=tuple(_build_line(line) for line in _lines(sheet["duties"])),
        needs=tuple(_build_line(line) for line in _lines(sheet["needs"])),
    )


def _build_line(text: str) -> Line:
    if text[0] in "+-":
        return Line(text[1:].strip(), "+" if text[0] == "+" else "-")
    return Line(text, "")
