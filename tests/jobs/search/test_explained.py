"""Explanations of many matches in both languages: every line stands on what both sides say.

`evidence.py` states the rules. A small invented set always runs; real postings where they are.
"""

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from jobs.criteria import Criteria
from jobs.feed import FeedError, ParsedRow, build_item, parse_row
from jobs.models import Posting
from jobs.requirements import MAX_REQUIREMENTS
from jobs.search import JobQuery, Requirement
from jobs.search.explain import explain
from jobs.search.need import kinship, read_need
from jobs.search.resume_facts import read_resume

from .evidence import find_faults
from .people import PEOPLE

TODAY = date(2026, 3, 1)
SHARED = Path(settings.BASE_DIR).parent / "shared" / "data" / "jobs"

INVENTED: dict[str, list[dict[str, Any]]] = {
    "zh": [
        {
            "title": "Java开发工程师",
            "description": "岗位职责：\n负责支付系统开发\n任职要求：\n1、本科及以上学历，计算机相关专业，3年以上Java开发经验；\n2、熟悉Spring Boot、MySQL，了解Kafka或RabbitMQ；\n3、英语六级以上；\n4、年龄35岁以下；\n5、有Kubernetes经验者优先。",
        },
        {"title": "前端开发", "experience": "3-5年", "education": "本科", "skills": ["Vue", "React"], "tags": ["五险一金", "35岁以下", "英语四级"]},
        {"title": "销售经理", "experience": "不限", "education": "大专", "description": "要求：5年以上工作经验，有驾照，能出差，会粤语优先"},
    ],
    "en": [
        {
            "title": "Software Engineer",
            "description": "Minimum qualifications:\n- Bachelor's degree in Computer Science or a related field\n- 5 years of experience in Java, Go or C++\n- Fluent in English and authorized to work in the US\nPreferred qualifications:\n- Experience with Kubernetes\n- Master's degree\n",
        },
        {"title": "Project Manager", "description": "You bring:\n- PMP and a driving licence\n- 8+ years of experience\n- Willingness to travel up to 50%\n- Must be at least 21 years of age\n"},
    ],
}  # fmt: skip


def read_rows(lang: str, *, thin: int, full: int) -> Iterator[dict[str, Any]]:
    """Yield real postings chosen by the hash of their id, some without a text."""
    path = SHARED / f"jobs_{lang}.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    rows = [row for row in rows if row.get("label_fraudulent") != 1]
    rows.sort(key=lambda row: hashlib.sha256(str(row["id"]).encode()).hexdigest())
    yield from [row for row in rows if row["description"]][:full]
    yield from [
        row for row in rows if not row["description"] and (row["skills"] or row["education"])
    ][:thin]


def build_posting(row: dict[str, Any], lang: str) -> Posting:
    """Return a posting as it would be stored, without a database."""
    parsed = parse_row({"id": "x", "lang": lang, **row})
    assert isinstance(parsed, ParsedRow), parsed
    item = build_item(parsed, today=TODAY)
    assert not isinstance(item, FeedError), item
    return Posting(
        title=item.title,
        title_key=item.title_key,
        family=item.family,
        lang=item.lang,
        description_text=item.description_text,
        requirements=[r.as_json() for r in item.requirements],
        experience_min=item.experience_min,
        experience_max=item.experience_max,
        experience_raw=item.experience_raw,
        education=item.education,
        education_raw=item.education_raw,
        skills=list(item.skills),
        skill_keys=list(item.skill_keys),
        tags=list(item.tags),
    )


def choose_person(title: str, lang: str) -> dict[str, Any]:
    """Return whose last work is nearest to a title."""
    return max(PEOPLE[lang], key=lambda person: kinship(person["work"][0]["position"], title))


def explain_to(posting: Posting, person: dict[str, Any]) -> tuple[Requirement, ...]:
    query = JobQuery(criteria=Criteria(), lang="zh" if posting.lang == "zh" else "en")
    need = replace(read_need(query, is_embedded=False), now=datetime(2026, 3, 1, tzinfo=UTC))
    facts = read_resume(person, today=TODAY)
    return explain(need, posting, resume=facts, max_demands=MAX_REQUIREMENTS)


def check(rows: list[dict[str, Any]], lang: str) -> int:
    """Return how many lines were checked; fails on any fault."""
    faults = []
    count = 0
    for row in rows:
        posting = build_posting(row, lang)
        person = choose_person(posting.title, lang)
        for line in explain_to(posting, person):
            count += 1
            faults += [
                (posting.title, line.text, line.status, fault)
                for fault in find_faults(posting, line, person, today=TODAY)
            ]
    assert faults == []
    return count


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_line_of_invented_postings_stands_on_both_sides(lang: str) -> None:
    rows = list(INVENTED[lang])
    assert check(rows, lang) >= 8


@pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared/data")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_line_of_real_postings_stands_on_both_sides(lang: str) -> None:
    rows = list(read_rows(lang, thin=15 if lang == "zh" else 0, full=30))
    assert check(rows, lang) > 100
