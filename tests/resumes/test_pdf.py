"""A résumé printed: all of it, nothing else, in both languages, whatever its words are."""

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
import typst
from pypdf import PdfReader

from resumes.extract_text import extract_text
from resumes.pdf import TEMPLATE, _fonts, render_resume_pdf

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "resumes"

FULL = {
    "basics": {
        "name": "Rosa Lindqvist",
        "label": "Industrial welder",
        "email": "rosa@example.com",
        "phone": "+46 70 123 45 67",
        "url": "https://www.rosa.example.com/",
        "summary": "Twelve years of TIG and MAG welding.\nHappy on night shifts.",
        "location": {"city": "Borås", "region": "Västra Götaland", "countryCode": "SE"},
        "profiles": [{"network": "GitHub", "username": "rosal", "url": "https://example.com/r"}],
    },
    "work": [
        {
            "name": "Göta Yard",
            "position": "Lead welder",
            "location": "Gothenburg",
            "startDate": "2019-03",
            "highlights": ["Led a crew of six", "Cut rework from 8 % to 3 %"],
            "summary": "Hull sections.",
        },
        {"name": "Borås Steel", "position": "Welder", "startDate": "2014", "endDate": "2019-02-28"},
    ],
    "volunteer": [{"organization": "Repair Café", "position": "Fixer", "startDate": "2020"}],
    "education": [
        {
            "institution": "Borås College",
            "studyType": "Diploma",
            "area": "Welding",
            "startDate": "2011",
            "endDate": "2013",
            "score": "Pass with merit",
            "courses": ["Metallurgy", "Drawing"],
        }
    ],
    "awards": [{"title": "Safest crew", "awarder": "Göta Yard", "date": "2022-12"}],
    "certificates": [{"name": "EN ISO 9606-1", "issuer": "DNV", "date": "2021-05-17"}],
    "publications": [{"name": "Cold welds", "publisher": "Steel Weekly", "releaseDate": "2023"}],
    "skills": [
        {"name": "Welding", "level": "Expert", "keywords": ["TIG", "MAG"]},
        {"name": "Crane driving"},
    ],
    "languages": [{"language": "Swedish", "fluency": "Native"}],
    "interests": [{"name": "Sailing", "keywords": ["Dinghies"]}],
    "references": [{"name": "Ulf Berg", "reference": "Reliable in every weather."}],
    "projects": [{"name": "Boat trailer", "description": "Built from scrap.", "roles": ["Maker"]}],
}

HEADINGS = {
    "en": [
        "Summary", "Experience", "Projects", "Education", "Skills", "Certificates", "Awards",
        "Publications", "Volunteering", "Languages", "Interests", "References",
    ],
    "zh": [
        "个人简介", "工作经历", "项目经历", "教育背景", "专业技能", "证书", "荣誉奖项",
        "论文与出版", "志愿经历", "语言能力", "兴趣爱好", "推荐人",
    ],
}  # fmt: skip


def printed(document, lang="en", **options):
    data = render_resume_pdf(document, lang=lang, **options)
    return extract_text(data, filename="cv.pdf").text


def bare(text):
    return re.sub(r"\s", "", text)


def leaves(value):
    match value:
        case dict():
            for key, inner in value.items():
                if key not in ("url", "startDate", "endDate", "date", "releaseDate"):
                    yield from leaves(inner)
        case list():
            for inner in value:
                yield from leaves(inner)
        case _:
            yield str(value)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_word_of_every_section_is_printed_once_in_its_place(lang):
    text = printed(FULL, lang)
    for words in leaves(FULL):
        for line in words.split("\n"):
            assert bare(line) in bare(text)
    assert [line for line in text.split("\n") if line in HEADINGS[lang]] == HEADINGS[lang]


def test_nothing_but_headings_is_added():
    document = {"basics": {"name": "Rosa Lindqvist"}, "skills": [{"name": "TIG"}]}
    assert printed(document).split() == ["Rosa", "Lindqvist", "Skills", "TIG"]


def test_empty_sections_are_left_out():
    document = {
        "basics": {"name": "Rosa Lindqvist", "summary": " ", "profiles": []},
        "work": [],
        "education": [{}, {"institution": None}],
        "skills": [{"name": ""}],
        "awards": "none",
    }
    assert printed(document) == "Rosa Lindqvist"


def test_empty_document_still_makes_a_page():
    assert len(PdfReader(io.BytesIO(render_resume_pdf({}, lang="zh"))).pages) == 1


@pytest.mark.parametrize(
    ("lang", "given", "shown"),
    [
        ("en", {"startDate": "2019", "endDate": "2021"}, "2019 – 2021"),
        ("en", {"startDate": "2019-03", "endDate": "2021-12-31"}, "Mar 2019 – 31 Dec 2021"),
        ("zh", {"startDate": "2019", "endDate": "2021"}, "2019年 – 2021年"),
        ("zh", {"startDate": "2019-03", "endDate": "2021-12-31"}, "2019年3月 – 2021年12月31日"),
        ("en", {"startDate": "2019-03"}, "from Mar 2019"),
        ("zh", {"startDate": "2019-03"}, "2019年3月起"),
        ("en", {"endDate": "2019"}, "until 2019"),
        ("zh", {"endDate": "2019"}, "至2019年"),
        ("en", {"startDate": "the spring"}, "from the spring"),
        ("zh", {"startDate": "2020-13"}, "2020-13起"),
    ],
)
def test_dates_are_as_precise_as_they_were_given(lang, given, shown):
    text = printed({"work": [{"name": "Göta Yard", **given}]}, lang)
    assert bare(text).endswith(bare(f"Göta Yard {shown}"))


def test_character_that_no_font_has_does_not_withhold_the_rest():
    text = printed({"basics": {"name": "Rosa \U00012000 Lindqvist"}})
    assert text.startswith("Rosa")
    assert text.endswith("Lindqvist")


@pytest.mark.parametrize(("lang", "now"), [("en", "present"), ("zh", "至今")])
def test_a_missing_end_is_no_claim_to_be_still_there(lang, now):
    document = {"work": [{"name": "A Yard", "startDate": "2019"}]}
    assert now not in printed(document, lang)
    assert now in printed(document, lang, ongoing=frozenset({"/work/0"}))


HOSTILE_TEXT = [
    '#panic("x")',
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.3.0"',
    '#image("http://127.0.0.1:9/x.png")',
    "*bold* _italic_ `raw` $x^2$ @label <label>",
    "= heading",
    "- item",
    "/* comment */ // line",
    "\\u{1F600} \\ #{ ] )",
    '"}]}',
]


@pytest.mark.parametrize("words", HOSTILE_TEXT)
def test_markup_in_a_resume_is_only_text(words):
    text = printed({"basics": {"name": words, "summary": words}, "skills": [{"name": words}]})
    assert bare(text).count(bare(words)) == 3


def test_template_reads_no_file_and_no_package():
    source = TEMPLATE.read_text("utf-8")
    assert not re.search(r"#?(read|include|import|plugin|eval|image)\b\s*[(\"@]", source)


@pytest.mark.parametrize(
    ("url", "is_linked"),
    [
        ("https://example.com/rosa", True),
        ("rosa.example.com", True),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("data:text/html,x", False),
    ],
)
def test_only_web_addresses_become_links(url, is_linked):
    data = render_resume_pdf({"basics": {"name": "Rosa", "url": url}}, lang="en")
    page = PdfReader(io.BytesIO(data)).pages[0]
    links = [note.get_object()["/A"].get("/URI", "") for note in page.get("/Annots", [])]
    assert (len(links) == 1) is is_linked


def test_scripts_and_emoji_have_glyphs():
    words = [
        "𠮷野家 龘",
        "繁體中文",
        "ひらがな",
        "한국어",
        "Ελληνικά",
        "Кириллица",
        "Việt Nam",
        "🚀",
        "ไทย",
    ]
    text = printed({"basics": {"name": "Rosa"}, "skills": [{"name": word} for word in words]})
    for word in words:
        assert bare(word) in bare(text)


def test_invisible_direction_marks_and_controls_are_dropped():
    text = printed({"basics": {"name": "Rosa\u202e\u0007 Lindqvist\u2066"}})
    assert text == "Rosa Lindqvist"


def test_long_resume_breaks_pages_with_every_line_and_numbers():
    points = [f"第 {n} 项工作：负责仓库装卸、盘点与夜班调度，三年无事故。" for n in range(150)]
    document = {
        "basics": {"name": "陈晓雨"},
        "work": [{"name": "苏州物流园", "highlights": points}],
    }
    data = render_resume_pdf(document, lang="zh")
    pages = len(PdfReader(io.BytesIO(data)).pages)
    assert pages >= 3
    text = extract_text(data, filename="cv.pdf").text
    assert all(bare(point) in bare(text) for point in points)
    last = PdfReader(io.BytesIO(data)).pages[-1].extract_text()
    assert f"{pages} / {pages}" in last


def test_word_wider_than_the_page_stays_whole_in_the_text():
    word = "https://example.com/" + "abcdefghij" * 30
    document = {"basics": {"name": "Rosa", "summary": f"See {word} please"}}
    data = render_resume_pdf(document, lang="en")
    assert bare(word) in bare(extract_text(data, filename="cv.pdf").text)
    for page in PdfReader(io.BytesIO(data)).pages:
        found: list[float] = []
        page.extract_text(visitor_text=lambda text, cm, tm, *_, found=found: found.append(tm[4]))
        assert max(found) < 595


def test_file_is_tagged_titled_and_in_its_language():
    reader = PdfReader(io.BytesIO(render_resume_pdf(FULL, lang="zh")))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith("zh")
    assert reader.metadata is not None
    assert reader.metadata.title == "Rosa Lindqvist – 简历"
    assert "/StructTreeRoot" in root


def test_same_document_gives_the_same_text_in_both_languages():
    without = {**FULL, "work": [], "education": [], "volunteer": [], "projects": []}
    english, chinese = printed(without, "en"), printed(without, "zh")
    assert "EN ISO 9606-1" in english
    assert "17 May 2021" in english
    assert "2021年5月17日" in chinese
    assert "Welding (Expert)\tTIG, MAG" in english
    assert "TIG、MAG" in chinese


def test_fonts_come_with_the_set_up_alone():
    warnings = typst.compile_with_warnings(
        TEMPLATE,
        root=TEMPLATE.parent,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={
            "resume": json.dumps(
                {
                    "lang": "zh",
                    "name": "林",
                    "title": "x",
                    "label": "",
                    "contacts": [],
                    "sections": [],
                }
            )
        },
    )[1]
    assert warnings == []
