"""What a posting demands is held against what a résumé shows, clause by clause, both languages."""

from datetime import date
from typing import Any

import pytest

from jobs.criteria import Criteria
from jobs.requirements import read_demands
from jobs.search import JobQuery
from jobs.search.judge import judge_demand
from jobs.search.need import read_need
from jobs.search.resume_facts import read_resume

TODAY = date(2026, 3, 1)

ZH: dict[str, Any] = {
    "work": [
        {"position": "护士", "name": "某医院", "startDate": "2019-01", "endDate": "2024-01"},
        {"position": "货车司机", "startDate": "2015-01", "endDate": "2018-12"},
    ],
    "education": [{"studyType": "大专", "area": "护理学"}],
    "skills": [{"name": "静脉穿刺"}, {"name": "Excel"}],
    "certificates": [{"name": "护士执业证书"}, {"name": "B2驾照"}, {"name": "CET-6"}],
    "languages": [{"language": "普通话", "fluency": "母语"}],
}
EN: dict[str, Any] = {
    "work": [{"position": "Data Analyst", "startDate": "2019-01", "endDate": "2024-01"}],
    "education": [{"studyType": "Bachelor", "area": "Economics"}],
    "skills": [{"name": "Python"}, {"name": "SQL"}],
    "certificates": [{"name": "PMP"}, {"name": "Certified Payroll Professional Certification"}],
    "languages": [
        {"language": "English", "fluency": "Native"},
        {"language": "German", "fluency": "Basic"},
    ],
}


def judge(text: str, resume: Any, *, title: str = "X") -> list[tuple[str, str, str | None]]:
    heading = "任职要求：" if any("\u4e00" <= c <= "\u9fff" for c in text) else "Requirements:"
    whole = f"{heading}\n{text}"
    need = read_need(JobQuery(criteria=Criteria()))
    out: list[tuple[str, str, str | None]] = []
    for demand in read_demands(whole).requirements:
        words = whole[demand.start : demand.end]
        status, pointer = judge_demand(
            need,
            demand,
            words,
            resume=read_resume(resume, today=TODAY),
            wished=(),
            posting_title=title,
        )
        out.append((words, status, pointer))
    return out


@pytest.mark.parametrize(
    ("text", "resume", "verdicts"),
    [
        # Licences, by what they allow and by what they are called.
        ("持有护士资格证", ZH, [("met", "/certificates/0/name")]),
        ("持有C1驾照", ZH, [("met", "/certificates/1/name")]),
        ("持有A2驾照", ZH, [("missing", None)]),
        ("大学英语四级以上", ZH, [("met", "/certificates/2/name")]),
        ("PMP required", EN, [("met", "/certificates/0/name")]),
        ("CPA required", EN, [("missing", None)]),
        ("Payroll Professional Certification", EN, [("met", "/certificates/1/name")]),
        # What is welcome is never missing.
        ("持有PMP证书者优先", ZH, [("unknown", None)]),
        ("CPA preferred", EN, [("unknown", None)]),
        # Degrees and their subjects.
        ("大专及以上学历，护理专业", ZH, [("met", "/education/0/studyType")]),
        ("本科及以上学历，护理专业", ZH, [("partly", "/education/0/area")]),
        ("Bachelor's degree in Economics", EN, [("met", "/education/0/studyType")]),
        ("Bachelor's degree in Nursing", EN, [("partly", "/education/0/studyType")]),
        (
            "Bachelor's degree in Nursing or a related field",
            EN,
            [("partly", "/education/0/studyType")],
        ),
        # Languages by level.
        ("普通话流利", ZH, [("met", "/languages/0/language")]),
        ("日语流利", ZH, [("unknown", None)]),
        ("Fluent German", EN, [("partly", "/languages/1/language")]),
        # Any of, all of.
        ("Python or Java, and SQL", EN, [("met", "/skills/0/name")]),
        ("Python, Java and SQL", EN, [("partly", "/skills/0/name")]),
        # Age, sex and family are nobody's judgement, whatever the résumé says.
        ("年龄18-35岁，男性优先", ZH, [("unknown", None), ("unknown", None)]),
        ("限女性", ZH, [("unknown", None)]),
        # No years of work.
        ("Must be at least 18 years of age", EN, [("unknown", None)]),
        ("能接受夜班", ZH, [("unknown", None)]),
        ("Legally authorized to work in the US", EN, [("unknown", None)]),
        # A sentence with several demands has a verdict for each.
        (
            "大专以上学历，8年以上护士工作经验，英语六级",
            ZH,
            [
                ("met", "/education/0/studyType"),
                ("partly", "/work/0"),
                ("met", "/certificates/2/name"),
            ],
        ),
    ],
)
def test_a_demand(text: str, resume: Any, verdicts: list[tuple[str, str | None]]) -> None:
    assert [(status, pointer) for _words, status, pointer in judge(text, resume)] == verdicts


@pytest.mark.parametrize("resume", [ZH, EN, None])
@pytest.mark.parametrize("text", ["年龄35岁以下", "性别男", "已婚已育优先", "aged 18-30 only"])
def test_age_sex_and_family_are_marked_as_such(text: str, resume: Any) -> None:
    (demand,) = read_demands(f"任职要求：\n{text}").requirements
    assert demand.is_protected
    assert [status for _w, status, _p in judge(text, resume)] == ["unknown"]


def test_years_of_age_are_no_years_of_work() -> None:
    assert read_demands("Requirements:\n- At least 21 years of age").experience_min is None
    assert read_demands("任职要求：\n1、年龄25-45岁\n2、3年以上经验").experience_min == 3
