"""Seekers for `recruiter.py`: 100,000 résumés by a seed, from the taxonomies, in both languages.

Titles are those of ESCO, O*NET and the Chinese classification of occupations, each with skills of
its own out of ESCO's digital skills, the gazetteer and our table; what people have of them, their
years, degrees, cities and wishes vary. Cities follow Zipf's law, as in the peer's data. Roles are
read out of the documents by the project's own reader, and each distinct text of a role is
embedded once, by the embedder in use; both are kept.
"""

import csv
import gzip
import io
import json
import random
import re
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

SEED = 20
CITIES = 200
ZIPF = 1.05
TODAY = date(2026, 11, 1)
# Vectors are kept in pieces, so that a run that was stopped goes on.
PIECE = 4_096
DEGREES = {
    "zh": ("高中", "大专", "本科", "硕士", "博士"),
    "en": ("High school", "Associate degree", "Bachelor", "Master", "PhD"),
}
DEGREE_SHARES = (18, 27, 38, 15, 2)


def log(text: str) -> None:
    """Say how far the work is, on standard error: the last line of standard output is JSON."""
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def read_rows(path: Path, *, delimiter: str = ",") -> Iterator[dict[str, str]]:
    """Yield the rows of a packed table."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(io.StringIO(stream.read()), delimiter=delimiter)


def read_titles(folder: Path) -> dict[str, dict[str, str]]:
    """Return occupations' names by language, as a person would write them, each with its group."""
    english: dict[str, str] = {}
    for row in read_rows(folder / "esco_occupations_en.csv.gz"):
        for name in [row["preferredLabel"], *row["altLabels"].splitlines()[:3]]:
            if 3 < len(name.strip()) <= 60:
                english.setdefault(name.strip(), row["iscoGroup"][:3])
    for row in read_rows(folder / "onet_29_2_occupation_data.tsv.gz", delimiter="\t"):
        if len(row["Title"]) <= 60 and "All Other" not in row["Title"]:
            english.setdefault(row["Title"], row["O*NET-SOC Code"][:4])
    chinese: dict[str, str] = {}
    for row in read_rows(folder / "csco2022_occupations_zh.csv.gz"):
        if row["level"] != "4":
            continue
        for name in (row["name"], *re.split("[、，|]", row["alias"] or "")):
            name = re.sub("人员$|（.*", "", name).strip()
            if 2 <= len(name) <= 14:
                chinese.setdefault(name, row["code"][:7])
    return {"en": english, "zh": chinese}


def read_skills(folder: Path) -> dict[str, list[str]]:
    """Return names of skills by language."""
    from jobassist.language.skills import read_curated

    with gzip.open(folder / "skill_gazetteer_en.json.gz", "rt", encoding="utf-8") as stream:
        mined = [name for name in json.load(stream) if re.fullmatch(r"[a-z][a-z +#-]{3,28}", name)]
    digital = [
        row["preferredLabel"]
        for row in read_rows(folder / "esco_digitalSkillsCollection_en.csv.gz")
        if len(row["preferredLabel"]) <= 40
    ]
    curated = read_curated()
    tasks = [
        part
        for row in read_rows(folder / "csco2022_occupations_zh.csv.gz")
        for part in re.split(r"[\d.]+|[，、；。]", row["tasks"])
        if 4 <= len(part.strip()) <= 12
    ]
    return {
        "en": sorted({*digital, *mined, *(n for e in curated for n in e.english[:1])}),
        "zh": sorted({*(t.strip() for t in tasks), *(n for e in curated for n in e.chinese[:1])}),
    }


def read_cities() -> list[tuple[str, str]]:
    """Return (language, name) of the largest cities of China, Britain and America, by turns."""
    from jobassist.language.places import _gazetteer

    places = sorted(
        (p for p in _gazetteer().places.values() if p.kind == "city"), key=lambda p: -p.population
    )
    found: dict[str, list[str]] = {"zh": [], "en": []}
    for place in places:
        lang = {"CN": "zh", "GB": "en", "US": "en"}.get(place.country)
        name = place.name_zh if lang == "zh" else place.name_en
        if lang and name and name not in found[lang] and len(found[lang]) < CITIES // 2:
            found[lang].append(name)
    return [
        (lang, name)
        for pair in zip(found["zh"], found["en"], strict=True)
        for lang, name in zip(("zh", "en"), pair, strict=True)
    ]


class People:
    """Draws documents: the same ones for the same seed."""

    def __init__(self, folder: Path, *, seed: int = SEED) -> None:
        self.rng = random.Random(seed)
        groups = read_titles(folder)
        self.group = {title: group for named in groups.values() for title, group in named.items()}
        self.titles = {lang: sorted(named) for lang, named in groups.items()}
        self.skills = read_skills(folder)
        self.cities = read_cities()
        self.shares = [1 / (n + 1) ** ZIPF for n in range(len(self.cities))]
        # Some occupations have many people, most have few.
        self.ranks = {
            lang: [1 / (n + 20) ** 0.8 for n in range(len(names))]
            for lang, names in self.titles.items()
        }
        for names in self.titles.values():
            random.Random(seed).shuffle(names)

    def skills_of(self, title: str, lang: str) -> list[str]:
        """Return a dozen skills that go with a title: of those of its group, always the same."""
        groups = random.Random(f"{lang}:{self.group[title]}").sample(self.skills[lang], 30)
        return random.Random(title).sample(groups, 12)

    def draw(self, number: int) -> dict[str, Any]:
        """Return one person's document, their language and the city they look in."""
        rng = self.rng
        (place,) = rng.choices(range(len(self.cities)), self.shares)
        lang, city = self.cities[place]
        count = rng.choices((1, 2, 3), (62, 30, 8))[0]
        titles = rng.choices(self.titles[lang], self.ranks[lang], k=count)
        pool = self.skills_of(titles[0], lang)
        skills = rng.sample(pool, rng.randint(2, 6))
        work, year, month = [], 2026, rng.randint(1, 10)
        for position, title in enumerate(titles):
            months = rng.choice((6, 12, 18, 24, 36, 48, 60, 84, 120))
            end = year * 12 + month
            start = end - months
            entry = {
                "name": f"{'公司' if lang == 'zh' else 'Company'} {rng.randint(1, 9999)}",
                "position": title,
                "startDate": f"{start // 12}-{start % 12 + 1:02d}",
                "highlights": [("负责" if lang == "zh" else "Responsible for ") + rng.choice(pool)],
            }
            if position or rng.random() < 0.3:
                entry["endDate"] = f"{end // 12}-{end % 12 + 1:02d}"
            work.append(entry)
            year, month = divmod(start - rng.choice((0, 1, 3)), 12)
        said: dict[str, str] = {}
        if rng.random() < 0.7:
            said["desiredCity"] = city
        if rng.random() < 0.6:
            said["expectedSalary"] = (
                f"{rng.randint(4, 40)}k" if lang == "zh" else f"{rng.randint(20, 120)}k a year"
            )
        (degree,) = rng.choices(DEGREES[lang], DEGREE_SHARES)
        document: dict[str, Any] = {
            "basics": {"name": f"Person {number}", "location": {"city": city}},
            "work": work,
            "skills": [{"name": name} for name in skills],
            "education": [{"studyType": degree}],
        }
        if said:
            document["meta"] = {"jobassist": said}
        return {"number": number, "lang": lang, "place": place, "document": document}


def prepare(folder: Path, *, data: Path, count: int, seed: int = SEED) -> None:
    """Write the people with their roles, and the vectors of all that is distinct in them."""
    from jobassist.ai.embedder import get_embedder
    from resumes.matching import roles_of

    folder.mkdir(parents=True, exist_ok=True)
    people = folder / "people.jsonl.gz"
    if not people.exists():
        drawn = People(data / "taxonomies", seed=seed)
        partial = folder / "people.partial"
        with gzip.open(partial, "wt", encoding="utf-8", compresslevel=3) as stream:
            for number in range(count):
                person = drawn.draw(number)
                person["roles"] = [
                    {
                        "title": role.title[:200],
                        "titles": list(role.titles),
                        "skills": list(role.skills),
                        "skill_keys": list(role.skill_keys),
                        "seniority": role.seniority or "",
                        "years": role.years,
                        "place": role.place[:200],
                        "text": role.text_to_embed(),
                    }
                    for role in roles_of(person["document"], today=TODAY)
                ]
                stream.write(json.dumps(person, ensure_ascii=False) + "\n")
                if number % 10_000 == 0:
                    log(f"{number} résumés")
        partial.rename(people)
    texts = list(dict.fromkeys(r["text"] for p in read_people(folder) for r in p["roles"]))
    embedder = get_embedder()
    log(f"{len(texts)} distinct texts to embed by {embedder.model_name}")
    for start in range(0, len(texts), PIECE):
        piece = folder / f"vectors-{start // PIECE:04d}.npy"
        if piece.exists():
            continue
        part = texts[start : start + PIECE]
        rows = np.concatenate(
            [embedder.embed_documents(part[at : at + 256]) for at in range(0, len(part), 256)]
        )
        partial = folder / "piece.partial.npy"
        np.save(partial, rows.astype(np.float16))
        partial.rename(piece)
        log(f"{min(start + PIECE, len(texts))} texts embedded")


def read_people(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the people in order."""
    with gzip.open(folder / "people.jsonl.gz", "rt", encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


def read_vectors(folder: Path) -> dict[str, np.ndarray]:
    """Return the vector of each distinct text."""
    texts = list(dict.fromkeys(r["text"] for p in read_people(folder) for r in p["roles"]))
    rows = np.concatenate([np.load(piece) for piece in sorted(folder.glob("vectors-*.npy"))])
    return dict(zip(texts, rows, strict=True))
