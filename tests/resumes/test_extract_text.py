"""Files of every kind to text, in the order a person reads; hostile ones refused in time."""

import io
import json
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import docx
import pytest
from django.utils import translation

from resumes.extract_text import (
    CHILD,
    DEFAULT,
    ExtractedText,
    ExtractError,
    ExtractLimits,
    extract_text,
    warning_text,
)
from tests.resumes.hostile_files import (
    MACRO_TYPE,
    OLE_MARK,
    PNG,
    WORD_TYPE,
    build_docx,
    build_pdf,
    deflate_repeated,
    docx_bomb,
    docx_with_body,
    encrypt_pdf,
    lie_about_size,
    rewrite_zip,
    text_stream,
)

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "resumes"
SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
REAL_FILES = sorted((SHARED / "resumes" / "files").glob("*.*"))
HELLO = text_stream("Rosa Lindqvist", "Welder in Gothenburg since 2014")


def refusal(data: bytes, name: str, *, limits: ExtractLimits = DEFAULT) -> ExtractError:
    with pytest.raises(ExtractError) as caught:
        extract_text(data, filename=name, limits=limits)
    return caught.value


def in_order(text: str, *pieces: str) -> bool:
    at = 0
    for piece in pieces:
        at = text.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return True


# Hostile and broken files (FAULTS 22).


def bomb_pdf() -> bytes:
    return build_pdf([deflate_repeated(b" ", megabytes=400)], deflated=True)


def operator_bomb_pdf() -> bytes:
    return build_pdf([deflate_repeated(b"q Q 0 0 m 9 9 l S ", megabytes=60)], deflated=True)


def glyph_bomb_pdf() -> bytes:
    shown = b"BT /F1 9 Tf 50 700 Td (aaaaaaaaaaaaaaaaaaaa) Tj ET "
    return build_pdf([deflate_repeated(shown, megabytes=40)], deflated=True)


def xxe_docx() -> bytes:
    prolog = '<!DOCTYPE d [<!ENTITY secret SYSTEM "file:///etc/passwd">]>'
    return docx_with_body("<w:p><w:r><w:t>&secret;</w:t></w:r></w:p>", prolog=prolog)


def laughs_docx() -> bytes:
    entities = '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
    )
    return docx_with_body(
        "<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>", prolog=f"<!DOCTYPE d [{entities}]>"
    )


def macro_docx() -> bytes:
    def change(parts: dict[str, bytes]) -> None:
        types = parts["[Content_Types].xml"].decode()
        parts["[Content_Types].xml"] = types.replace(WORD_TYPE, MACRO_TYPE).encode()
        parts["word/vbaProject.bin"] = OLE_MARK + b"\x00" * 600

    return rewrite_zip(build_docx("Rosa Lindqvist"), change)


def hidden_macro_docx() -> bytes:
    def change(parts: dict[str, bytes]) -> None:
        parts["word/vbaProject.bin"] = OLE_MARK + b"\x00" * 600

    return rewrite_zip(build_docx("Rosa Lindqvist"), change)


def plain_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("holiday/photo.txt", "sun")
    return out.getvalue()


def odt() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", "<x/>")
    return out.getvalue()


def deep_json() -> bytes:
    return b'{"basics":' + b"[" * 100_000 + b"]" * 100_000 + b"}"


def deep_docx() -> bytes:
    return docx_with_body("<w:sdt>" * 2_000 + "</w:sdt>" * 2_000)


def lying_bomb_docx() -> bytes:
    return lie_about_size(docx_bomb(megabytes=400), part="word/document.xml", size=4_000)


HOSTILE = {
    "empty": (lambda: b"", "cv.pdf", "empty_file", None),
    "only zeros": (lambda: b"\x00" * 4_000, "cv.pdf", "empty_file", None),
    "50 MB": (lambda: b"%PDF-1.7\n" + b"0" * 50_000_000, "cv.pdf", "too_large", None),
    "locked pdf": (
        lambda: encrypt_pdf(build_pdf([HELLO]), password="x1", owner="x2"),
        "cv.pdf",
        "encrypted",
        "pdf",
    ),
    "locked docx": (
        lambda: OLE_MARK + b"\x00" * 512 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 512,
        "cv.docx",
        "encrypted",
        "docx",
    ),
    "10,000 pages": (
        lambda: build_pdf([HELLO] * 10_000), "cv.pdf", "too_many_pages", "pdf",
    ),
    "pdf bomb of spaces": (bomb_pdf, "cv.pdf", ("too_complex", "timed_out"), None),
    "pdf bomb of operators": (operator_bomb_pdf, "cv.pdf", ("too_complex", "timed_out"), None),
    "pdf bomb of glyphs": (glyph_bomb_pdf, "cv.pdf", ("too_complex", "timed_out"), None),
    "docx bomb": (lambda: docx_bomb(megabytes=900), "cv.docx", "too_complex", "docx"),
    "docx bomb that lies": (lying_bomb_docx, "cv.docx", ("damaged", "too_complex"), "docx"),
    "docx of deep nesting": (deep_docx, "cv.docx", ("too_complex", "damaged"), "docx"),
    "xxe": (xxe_docx, "cv.docx", "unsafe_xml", "docx"),
    "billion laughs": (laughs_docx, "cv.docx", ("unsafe_xml", "damaged"), "docx"),
    "docm": (macro_docx, "cv.docm", "macros", "docx"),
    "macro in a docx": (hidden_macro_docx, "cv.docx", "macros", "docx"),
    "cut pdf": (lambda: build_pdf([HELLO])[:150], "cv.pdf", "damaged", None),
    "cut docx": (lambda: build_docx("Rosa")[:9_000], "cv.docx", "damaged", "docx"),
    "png as pdf": (lambda: PNG, "cv.pdf", "unsupported_type", "image"),
    "zip as docx": (plain_zip, "cv.docx", "unsupported_type", "archive"),
    "odt": (odt, "cv.odt", "unsupported_type", "odt"),
    "old word": (lambda: OLE_MARK + b"\x00" * 2_000, "cv.doc", "unsupported_type", "doc"),
    "rtf": (lambda: b"{\\rtf1\\ansi Rosa}", "cv.doc", "unsupported_type", "rtf"),
    "program": (
        lambda: b"MZ\x90\x00\x03\x00\x00\x00\x04\x00" + b"\x00" * 900, "cv.pdf",
        "unsupported_type", "executable",
    ),
    "elf as txt": (lambda: b"\x7fELF\x02\x01\x01" + b"\x00" * 90, "cv.txt", "unsupported_type",
                   "executable"),
    "noise as txt": (lambda: bytes(range(256)) * 40, "cv.txt", "unsupported_type", "binary"),
    "deep json": (deep_json, "cv.json", "too_complex", "json"),
    "cut json": (lambda: b'{"basics": {"name": "Ro', "cv.json", "damaged", "json"),
    "other json": (lambda: b'{"invoice": 7}', "cv.json", "unsupported_type", "json"),
    "json with NaN": (lambda: b'{"basics": {"x": NaN}}', "cv.json", "damaged", "json"),
    "blank pdf": (lambda: build_pdf([b"", b""]), "cv.pdf", "no_text", "empty_pages"),
    "blank docx": (lambda: build_docx("", " "), "cv.docx", "no_text", "nothing"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_file_is_refused_in_time_with_what_to_do(case):
    build, name, codes, found = HOSTILE[case]
    data = build()
    started = time.monotonic()
    error = refusal(data, name)
    seconds = time.monotonic() - started
    assert error.code in (codes if isinstance(codes, tuple) else (codes,))
    assert seconds < 5
    if found is not None:
        assert error.extra.get("found") in (found, None)
    with translation.override("en"):
        english = str(error.message)
    with translation.override("zh-hans"):
        chinese = str(error.message)
    # Two sentences at least: what is wrong, and what to do.
    assert english.count(".") >= 2
    assert "{" not in english
    assert any("一" <= character <= "鿿" for character in chinese)
    assert "{" not in chinese


@pytest.mark.parametrize(
    "case",
    [
        "pdf bomb of spaces", "pdf bomb of operators", "pdf bomb of glyphs", "10,000 pages",
        "docx bomb that lies", "deep json",
    ],
)  # fmt: skip
def test_child_stays_below_256_mb(case, tmp_path):
    build = HOSTILE[case][0]
    given = tmp_path / "given"
    given.write_bytes(build())
    limits = {
        "max_pages": 30, "max_chars": 150_000, "seconds": 4, "output_bytes": 2_000_000,
        "memory_bytes": DEFAULT.memory_bytes,
    }  # fmt: skip
    # A small process starts the child: started from this one, its figure would be ours.
    code = (
        "import resource, subprocess, sys\n"
        "with open(sys.argv[1], 'rb') as given:\n"
        "    subprocess.run(sys.argv[2:], stdin=given, stdout=subprocess.DEVNULL, timeout=30)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
    )
    child = [sys.executable, "-I", str(CHILD), json.dumps(limits)]
    done = subprocess.run(
        [sys.executable, "-c", code, str(given), *child], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) * 1024 < 256_000_000


def test_worker_reads_the_next_file_after_a_bomb():
    refusal(bomb_pdf(), "cv.pdf")
    assert "Rosa Lindqvist" in extract_text(build_pdf([HELLO]), filename="cv.pdf").text


def test_xxe_gives_nothing_of_the_file_it_names():
    error = refusal(xxe_docx(), "cv.docx")
    assert "root:" not in str(error.message)
    assert error.extra == {"found": "docx"}


def test_child_that_hangs_is_killed(monkeypatch, tmp_path):
    hanging = tmp_path / "child.py"
    hanging.write_text("import time\nwhile True: time.sleep(9)\n")
    monkeypatch.setattr("resumes.extract_text.CHILD", hanging)
    started = time.monotonic()
    error = refusal(b"Rosa", "cv.txt", limits=ExtractLimits(seconds=1))
    assert error.code == "timed_out"
    assert time.monotonic() - started < 2.5


def test_child_gets_no_secret_from_the_environment(monkeypatch, tmp_path):
    telling = tmp_path / "child.py"
    telling.write_text(
        "import json, os\n"
        "print(json.dumps({'kind': 'txt', 'warnings': [], 'pages': [' '.join(os.environ)]}))\n"
    )
    monkeypatch.setattr("resumes.extract_text.CHILD", telling)
    monkeypatch.setenv("SECRET_KEY", "hush")
    assert "SECRET" not in extract_text(b"Rosa", filename="cv.txt").text


def test_child_that_dies_is_a_refusal(monkeypatch, tmp_path):
    dying = tmp_path / "child.py"
    dying.write_text("import os\nos._exit(3)\n")
    monkeypatch.setattr("resumes.extract_text.CHILD", dying)
    assert refusal(b"Rosa", "cv.txt").code == "damaged"


def test_too_many_at_once_are_told_so(monkeypatch):
    class Taken:
        def acquire(self, timeout: float) -> bool:
            return False

    monkeypatch.setattr("resumes.extract_text._children", Taken())
    error = refusal(b"Rosa", "cv.txt")
    assert (error.code, error.status) == ("busy", 503)


def test_child_opens_no_socket_and_writes_no_file():
    code = (
        "import sys, socket\n"
        f"sys.path.insert(0, {str(CHILD.parents[2])!r})\n"
        "from resumes.extraction.child import _forbid\n"
        "sys.addaudithook(_forbid)\n"
        "for deed in (socket.socket, lambda: open('/tmp/x-never', 'w')):\n"
        "    try: deed()\n"
        "    except PermissionError: print('refused')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["refused", "refused"]


def test_too_much_text_is_too_large():
    error = refusal(b"word " * 60_000, "cv.txt")
    assert (error.code, error.status) == ("too_large", 413)


# Names that say something else than the bytes.


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (build_pdf([HELLO]), "cv.txt", "pdf"),
        (build_docx("Rosa Lindqvist"), "cv.pdf", "docx"),
        (b"Rosa Lindqvist, welder", "cv.docx", "txt"),
        (b"<html><body><p>Rosa Lindqvist</p></body></html>", "cv.doc", "html"),
    ],
)
def test_wrong_extension_is_read_with_a_warning(data, name, kind):
    got = extract_text(data, filename=name)
    assert got.kind == kind
    assert got.warnings == ("wrong_extension",)
    assert "Rosa Lindqvist" in got.text
    assert str(warning_text("wrong_extension"))


def test_right_extension_is_not_warned_about():
    assert extract_text(build_pdf([HELLO]), filename="CV.PDF").warnings == ()


# Text files.

CHINESE = "姓名：陈晓雨\n求职意向：叉车司机\n2019年3月至今 苏州物流园，负责装卸、盘点与夜班调度。\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"]
)
def test_chinese_text_in_any_encoding(encoding):
    got = extract_text(CHINESE.encode(encoding), filename="简历.txt")
    assert got.text == CHINESE.strip()
    assert got.warnings == ()


def test_traditional_chinese_in_big5():
    text = "姓名：陳曉雨\n學歷：國立大學資訊工程學系\n工作經驗：軟體工程師，負責後端開發與維護\n"
    assert extract_text(text.encode("big5"), filename="cv.txt").text == text.strip()


def test_mixed_gb18030_with_much_english():
    text = "Lin Xiaoyu 林小雨\nPython / Django / PostgreSQL\n2019-2023 某某科技 backend engineer\n"
    assert extract_text(text.encode("gb18030"), filename="cv.txt").text == text.strip()


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "latin-1"])
def test_western_accents(encoding):
    text = "Résumé of Søren Müller-Núñez\nChef pâtissier à Orléans, depuis février 2018\n"
    assert extract_text(text.encode(encoding), filename="cv.txt").text == text.strip()


def test_windows_quotes_are_not_taken_for_chinese():
    text = "Rosa’s “best” work – 5 years at O’Hara’s"
    assert extract_text(text.encode("cp1252"), filename="cv.txt").text == text


def test_markdown_keeps_its_marks():
    got = extract_text(b"# Rosa\n\n- welder\n", filename="cv.md")
    assert (got.kind, got.text) == ("md", "# Rosa\n\n- welder")


def test_prose_that_begins_with_a_brace_is_text():
    assert extract_text(b"{Rosa} welder", filename="cv.txt").kind == "txt"


def test_lookalike_and_invisible_characters_are_folded():
    text = "⼯作经历 ⻓沙\u200b　Ｐｙｔｈｏｎ ﬁnance\u00adcontrol 13８00"
    got = extract_text(text.encode(), filename="cv.txt").text
    assert got == "工作经历 长沙 Python financecontrol 13800"


def test_emoji_survive():
    assert extract_text("👩‍🔧 Rosa 🚀".encode(), filename="a.txt").text == "👩‍🔧 Rosa 🚀"


# PDF.


def test_page_offsets_point_at_the_pages():
    pages = [text_stream(f"Page number {n} of Rosa Lindqvist") for n in (1, 2, 3)]
    got = extract_text(build_pdf(pages), filename="cv.pdf")
    assert got.pages == 3
    starts = [got.text[offset:].split(" of")[0] for offset in got.page_offsets]
    assert starts == ["Page number 1", "Page number 2", "Page number 3"]


def test_page_listed_ten_thousand_times_is_read_once():
    got = extract_text(build_pdf([HELLO], kids_repeat=10_000), filename="cv.pdf")
    assert (got.pages, got.text.count("Rosa")) == (1, 1)


def test_pdf_with_only_an_owner_password_is_read():
    data = encrypt_pdf(build_pdf([HELLO]), password="", owner="x2")
    assert "Rosa Lindqvist" in extract_text(data, filename="cv.pdf").text


def test_pdf_with_rubbish_before_its_mark_is_read():
    data = b"\r\n\r\n" + build_pdf([HELLO])
    assert "Rosa Lindqvist" in extract_text(data, filename="cv.pdf").text


def test_words_broken_by_the_paper_are_whole_again():
    lines = [
        "Rosa led the migration of the payments platform and its docu-",
        "mentation, wrote the end-to-",
        "end tests and trained four new colleagues in the shop with",
        "care. She speaks Swedish.",
    ]
    text = extract_text(build_pdf([text_stream(*lines)]), filename="cv.pdf").text
    assert "its documentation, wrote" in text
    assert "end-to-end tests" in text or "end-to-\nend tests" in text
    assert "the shop with care." in text


def test_text_printed_twice_for_boldness_is_read_once():
    once = b"BT /F1 11 Tf %s 780 Td (Rosa Lindqvist) Tj ET "
    twice = once % b"60" + once % b"60.3"
    assert extract_text(build_pdf([twice]), filename="cv.pdf").text == "Rosa Lindqvist"


# DOCX.


def test_docx_gives_header_table_list_and_link_in_order():
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Rosa Lindqvist"
    document.add_heading("Experience")
    document.add_paragraph("Welder at the yard", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        [*table.rows[0].cells, *table.rows[1].cells], ["Name", "Rosa", "Town", "Borås"], strict=True
    ):
        cell.text = text
    document.add_paragraph("After the table")
    out = io.BytesIO()
    document.save(out)
    text = extract_text(out.getvalue(), filename="cv.docx").text
    assert in_order(
        text, "Rosa Lindqvist", "Experience", "• Welder at the yard", "Name\tRosa", "Town\tBorås",
        "After the table",
    )  # fmt: skip


def test_docx_text_box_is_read_once():
    box = "<w:txbxContent><w:p><w:r><w:t>Phone 0700</w:t></w:r></w:p></w:txbxContent>"
    body = (
        "<w:p><w:r><mc:AlternateContent>"
        f'<mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp>'
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>Rosa</w:t></w:r></w:p>"
    )
    text = extract_text(docx_with_body(body), filename="cv.docx").text
    assert text.count("Phone 0700") == 1
    assert "Rosa" in text


def test_docx_tracked_changes_are_read_as_accepted():
    body = (
        "<w:p><w:r><w:t>Rosa </w:t></w:r><w:ins><w:r><w:t>Lindqvist</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>Lindkvist</w:delText></w:r></w:del></w:p>"
    )
    got = extract_text(docx_with_body(body), filename="cv.docx")
    assert got.text == "Rosa Lindqvist"
    assert got.warnings == ("tracked_changes",)


def test_docx_content_control_and_nested_table_are_read():
    inner = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>inner</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    body = (
        "<w:sdt><w:sdtContent><w:p><w:r><w:t>Rosa</w:t></w:r></w:p></w:sdtContent></w:sdt>"
        f"<w:tbl><w:tr><w:tc>{inner}<w:p/></w:tc><w:tc><w:p><w:r><w:t>right</w:t></w:r></w:p>"
        "</w:tc></w:tr></w:tbl>"
    )
    assert extract_text(docx_with_body(body), filename="cv.docx").text == "Rosa\ninner\tright"


# Web pages.


def test_html_gives_what_is_seen():
    page = (
        "<!DOCTYPE html><html><head><title>x</title><style>p{color:red}</style></head><body>"
        "<script>alert(1)</script><h1>Rosa&nbsp;Lindqvist</h1><p style='display:none'>ignore</p>"
        "<table><tr><td>Town</td><td>Borås</td></tr></table><ul><li>welding<li>cutting</ul>"
    )
    got = extract_text(page.encode(), filename="cv.html")
    assert got.kind == "html"
    assert in_order(got.text, "Rosa Lindqvist", "Town\tBorås", "• welding", "• cutting")
    assert "alert" not in got.text
    assert "ignore" not in got.text


def test_html_in_gb2312_named_doc():
    page = "<html><head><meta charset=gb2312></head><body><p>姓名：陈晓雨</p></body></html>"
    got = extract_text(page.encode("gb18030"), filename="简历.doc")
    assert got.text == "姓名：陈晓雨"


# JSON Resume.


def test_json_resume_is_given_back_without_blank_values():
    document = {"basics": {"name": "Rosa", "phone": "", "label": None}, "work": [{"name": "Yard"}]}
    got = extract_text(json.dumps(document).encode(), filename="cv.json")
    assert got.kind == "json_resume"
    assert got.json_resume == {"basics": {"name": "Rosa"}, "work": [{"name": "Yard"}]}
    assert "Rosa" in got.text


def test_json_resume_errors_name_the_place():
    document = {
        "basics": {"name": 7},
        "work": [{"name": "Yard", "startDate": "2020"}, {"startDate": "March 2021"}],
        "skills": {"name": "welding"},
    }
    error = refusal(json.dumps(document).encode(), "cv.json")
    assert error.code == "invalid_json_resume"
    with translation.override("en"):
        found = {item["pointer"]: str(item["detail"]) for item in error.extra["errors"]}
    assert found == {
        "/basics/name": "must be text.",
        "/work/1/startDate": "must be a date such as 2021, 2021-06 or 2021-06-30.",
        "/skills": "must be a list.",
    }


def test_broken_json_names_line_and_column():
    error = refusal(b'{"basics": {\n  "name": "Rosa",,\n}}', "cv.json")
    assert (error.extra["line"], error.code) == (2, "damaged")


# Layouts: the samples are laid out in ways that people's own résumés are.

LAYOUTS = {
    "lin_xiaoyu_backend_zh.pdf": [
        "林小雨", "专业技能", "Python / Go\n", "Docker、Kubernetes\n", "证书", "lin.xiaoyu@example.com\n",
        "个人简介", "重视代码质量与线上稳定性，带过五人小组", "工作经历",
        "云杉数科（上海）有限公司\t2021.07 - 至今\n", "线上回滚时间从四十分钟缩短到三分钟。",
        "领航物流科技有限公司\t2018.03", "教育背景", "华东理工大学",
    ],
    "priya_nair_analyst_en.pdf": [
        "Priya Nair", "Profile", "messy tables into decisions that shop managers can act on", "Experience",
        "Northgate Retail Group\tMay 2021 – Present\n", "within two quarters.\n", "the new cut-off times.",
        "BSc Mathematics", "Skills", "A/B testing\n", "Languages", "Certificates",
    ],
    "zhou_min_accountant_zh.pdf": [
        "姓名\t周敏\t性别\t女\n", "求职意向\t总账会计\t期望城市\t青岛\n", "工作经历",
        "2016.05 - 至今 青岛海悦外贸有限公司 总账会计\n", "连续七年审计无调整；主导上线",
        "2012.07 - 2016.04", "专业证书", "专业技能\t用友、金蝶",
    ],
    "qin_yue_teacher_zh.pdf": [
        "秦悦", "成都市锦江区青禾中学\t语文教师、班主任\t2017年9月 – 2025年7月\n", "• 组织校园读书会",
        "四川师范大学\t汉语言文学 本科\t2012年9月 – 2016年6月\n",
    ],
    "tom_brannigan_electrician_en.pdf": [
        "Tom Brannigan", "Work history", "Mar 2016 – now\tAire Valley Electrical, Approved electrician\n",
        "no failed inspection since 2018.", "2012 – 2016\tKirkstall Build & Fit", "Training",
        "2010 – 2012\tLeeds City College", "Tickets", "2019\t18th Edition",
    ],
    "he_jun_forklift_zh.docx": [
        "姓名\t何军\t出生年份\t1988\n", "工作经历", "• 带 6 人夜班组，两年零工伤", "特种设备作业人员证",
    ],
    "sarah_okafor_nurse_en.docx": [
        "Sarah Okafor, RN\n", "Personal statement", "Senior Staff Nurse, Acute Stroke Unit\tApril 2019",
        "• Cut falls by 31%", "Igbo (fluent)",
    ],
    "tang_li_nanny_zh.txt": ["姓名：唐丽\n", "2019年5月至今 长沙悦亲家政服务有限公司 月嫂\n", "幼儿教育"],
    "daniel_reyes_driver_en.txt": ["DANIEL REYES\n", "06/2017 - Present\n", "Spanish (native)"],
    "ingrid_solheim_chef_en.md": ["# Ingrid Solheim\n", "### Sous chef, The Tidal Table"],
}  # fmt: skip


@pytest.mark.parametrize("name", LAYOUTS)
def test_sample_is_read_in_order(name):
    got = extract_text((SAMPLES / name).read_bytes(), filename=name)
    assert got.warnings == ()
    at = 0
    for piece in LAYOUTS[name]:
        found = got.text.find(piece, at)
        assert found >= 0, piece
        at = found + len(piece)


@pytest.mark.parametrize("name", ["scan_without_text_zh.pdf", "scan_without_text_en.pdf"])
def test_picture_of_a_page_is_told_to_be_one(name):
    error = refusal((SAMPLES / name).read_bytes(), name)
    assert (error.code, error.extra["found"]) == ("no_text", "pictures")


def test_sample_json_resume_is_valid():
    name = "mateo_alvarez_engineer_en.json"
    got = extract_text((SAMPLES / name).read_bytes(), filename=name)
    assert got.json_resume is not None
    assert got.json_resume["basics"]["name"] == "Mateo Álvarez"


# Real files, where they are to be had.


@pytest.mark.skipif(not REAL_FILES, reason="needs ../shared/data/resumes/files")
@pytest.mark.parametrize("path", REAL_FILES, ids=lambda path: path.name)
def test_real_file_gives_text_or_says_it_is_a_picture(path):
    if "image_only" in path.name:
        error = refusal(path.read_bytes(), path.name)
        assert (error.code, error.extra["found"]) == ("no_text", "pictures")
        return
    got = extract_text(path.read_bytes(), filename=path.name)
    assert len(got.text) > 150
    assert got.warnings == ()


@pytest.mark.skipif(not REAL_FILES, reason="needs ../shared/data/resumes/files")
@pytest.mark.parametrize(
    ("name", "pieces"),
    [
        (
            "en_jr_new_grad_two_column.pdf",
            ["Maya Okonkwo", "\nmaya.okonkwo@example.com\n", "Skills", "Python, TypeScript, Java",
             "Igbo Conversational", "Summary", "distributed systems and machine learning.",
             "three on-call teams\n", "Education"],
        ),
        (
            "zh_02_table.pdf",
            ["姓名\t测试候选人184\t手机\t13800000002", "城市\t深圳", "教育\t1949", "财务科长"],
        ),
        (
            "zh_03_two_column.pdf",
            ["联系方式\n13800000003\n", "杭州", "副经理", "教育背景", "EMBA、高级", "工作经历"],
        ),
    ],
)  # fmt: skip
def test_real_layouts_are_read_in_order(name, pieces):
    path = SHARED / "resumes" / "files" / name
    assert in_order(extract_text(path.read_bytes(), filename=name).text, *pieces)


def test_result_is_typed():
    got = extract_text(b"Rosa", filename="cv.txt")
    assert got == ExtractedText(text="Rosa", kind="txt")
