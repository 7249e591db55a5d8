"""Write the sample résumés beside this file again. Run from the project's folder, in its .venv."""

import io
import json
from pathlib import Path
from typing import Any

import docx
import typst
from docx.shared import Pt
from PIL import Image

HERE = Path(__file__).parent
PEOPLE = json.loads((HERE / "people.json").read_text("utf-8"))


def fonts() -> typst.Fonts:
    """Return the fonts that come with the set-up."""
    from importlib.resources import files

    packages = ("manimgx_fonts_cjk", "manimgx_fonts")
    return typst.Fonts(
        include_system_fonts=False, font_paths=[str(files(package)) for package in packages]
    )


def typeset(layout: str, person: str, **options: str) -> bytes:
    """Return a person's PDF in one of the layouts."""
    # Its overloads differ by the literal format; ours comes from the options.
    compile_any: Any = typst.compile
    return bytes(
        compile_any(
            HERE / "layouts" / f"{layout}.typ",
            root=HERE / "layouts",
            font_paths=fonts(),
            ignore_system_fonts=True,
            sys_inputs={"person": json.dumps(PEOPLE[person], ensure_ascii=False), **options},
            format=options.get("format", "pdf"),
            ppi=110.0,
        )
    )


def scan(layout: str, person: str, **options: str) -> bytes:
    """Return a PDF whose page is a picture of the layout, as a copier makes it."""
    picture = Image.open(io.BytesIO(typeset(layout, person, format="png", **options)))
    out = io.BytesIO()
    picture.convert("L").save(out, "PDF", resolution=110, quality=55)
    return out.getvalue()


def nurse() -> bytes:
    """Return an English DOCX with headings, lists and the name in the page header."""
    document = docx.Document()
    document.styles["Normal"].font.size = Pt(10.5)
    document.sections[0].header.paragraphs[0].text = "Sarah Okafor, RN"
    document.add_paragraph("Registered Nurse, Stroke and Rehabilitation")
    document.add_paragraph("Phone: 07700 900111 | sarah.okafor@example.com | Leeds LS7")
    document.add_heading("Personal statement", 1)
    document.add_paragraph(
        "Registered nurse with nine years on acute stroke wards. Calm on nights, thorough in "
        "handover, and happiest when a patient walks out of the door."
    )
    document.add_heading("Employment", 1)
    for employer, role, dates, points in (
        (
            "St Brannock's Hospital, Leeds",
            "Senior Staff Nurse, Acute Stroke Unit",
            "April 2019 – present",
            [
                "Lead a team of eight on nights in a 24-bed unit",
                "Cut falls by 31% with a new turning round, since adopted by three wards",
                "Mentor for student nurses; 12 signed off so far",
            ],
        ),
        (
            "Harrow Lane Hospital, Bradford",
            "Staff Nurse, Rehabilitation",
            "September 2015 – March 2019",
            ["Primary nurse for six to eight patients", "Ran the weekly family clinic"],
        ),
    ):
        document.add_heading(employer, 2)
        document.add_paragraph(f"{role}\t{dates}")
        for point in points:
            document.add_paragraph(point, style="List Bullet")
    document.add_heading("Education and registration", 1)
    document.add_paragraph("BSc (Hons) Adult Nursing, University of Bradford, 2012 – 2015")
    document.add_paragraph("NMC registered since 2015; Immediate Life Support (2024)")
    document.add_heading("Languages", 1)
    document.add_paragraph("English (native), Igbo (fluent)")
    return saved(document)


def forklift_driver() -> bytes:
    """Return a Chinese DOCX with a table for what is asked on a form."""
    document = docx.Document()
    document.add_heading("个人简历", 0)
    rows = [
        ("姓名", "何军", "出生年份", "1988"),
        ("手机", "13800005791", "现居", "江苏苏州"),
        ("求职意向", "叉车司机 / 仓库主管", "期望月薪", "7000-9000 元"),
    ]
    table = document.add_table(rows=0, cols=4, style="Table Grid")
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_heading("工作经历", 1)
    for employer, role, dates, points in (
        (
            "苏州园区捷运仓储有限公司",
            "叉车司机、夜班组长",
            "2019年3月 - 至今",
            ["驾驶 3 吨平衡重叉车与前移式叉车，日均装卸 260 托", "带 6 人夜班组，两年零工伤"],
        ),
        (
            "昆山恒达电子厂",
            "仓库管理员",
            "2012年6月 - 2019年2月",
            ["收发料、盘点，账物相符率 99.6%", "参与上线 WMS 扫码系统"],
        ),
    ):
        document.add_paragraph(f"{dates}  {employer}  {role}")
        for point in points:
            document.add_paragraph(point, style="List Bullet")
    document.add_heading("教育", 1)
    document.add_paragraph("2004年9月 - 2007年6月 徐州市铜山职业中专 机电专业 中专")
    document.add_heading("证书", 1)
    document.add_paragraph("特种设备作业人员证（N1 叉车），2018年10月")
    return saved(document)


def saved(document: docx.document.Document) -> bytes:
    """Return the document's bytes."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


NANNY = """姓名：唐丽
电话：13800006802
现居：长沙市雨花区
求职意向：月嫂 / 育婴师，住家，期望月薪 9000-12000 元

【工作经历】
2019年5月至今　长沙悦亲家政服务有限公司　月嫂
　　服务 46 个家庭，其中双胞胎 5 家；擅长月子餐、黄疸护理和哺乳指导。
2014年3月-2019年4月　长沙市开福区小太阳托育园　保育员
　　带 1.5-3 岁小班，每班 18 人。

【证书】
高级育婴师（2020年）、母婴护理师（2019年）、健康证

【教育】
2005年-2008年　湖南省浏阳市职业中专　幼儿教育
"""

DRIVER = """DANIEL REYES
El Paso, Texas | (915) 555-0148 | d.reyes@example.com

SUMMARY
CDL Class A driver, 11 years over the road and regional, 1.2 million
miles without a preventable accident. Looking for home-weekly work.

EXPERIENCE
Regional driver, Mesa Verde Freight, El Paso TX
06/2017 - Present
* Dry van and reefer, 48 states, 2,600 miles a week
* Trained nine new drivers

OTR driver, Prairie Link Logistics, Joliet IL
02/2014 - 05/2017
* Long haul, mostly I-80 and I-40

EDUCATION
Diploma, Ysleta High School, 2009
CDL training, Border Truck Academy, 2013

LICENSES
CDL A; Hazmat, tanker and doubles endorsements; TWIC (2022)

LANGUAGES
Spanish (native), English (fluent)
"""

CHEF = """# Ingrid Solheim

**Sous chef** · Bristol · <ingrid.solheim@example.com> · 07700 900987

## Experience

### Sous chef, The Tidal Table, Bristol
*March 2020 – now*

- Runs a line of six, 120 covers on a Saturday
- Brought food cost from 34% to 28% without a smaller plate

### Chef de partie, Hotel Fjordhagen, Bergen
*2015 – 2020*

- Fish and sauces

## Education

- Trade certificate in cookery, Årstad School, Bergen, 2015

## Certificates

- Level 3 Food Safety, 2021

## Languages

Norwegian (native), English (fluent), some French
"""

ENGINEER = {
    "basics": {
        "name": "Mateo Álvarez",
        "label": "Mechanical engineer",
        "email": "mateo.alvarez@example.com",
        "phone": "+34 600 000 135",
        "location": {"city": "Zaragoza", "countryCode": "ES"},
        "summary": "Designs packaging machines that can be cleaned in ten minutes.",
    },
    "work": [
        {
            "name": "Envasa Norte",
            "position": "Design engineer",
            "startDate": "2019-02",
            "highlights": ["Cut change-over time from 50 to 12 minutes", "Two patents filed"],
        }
    ],
    "education": [
        {
            "institution": "Universidad de Zaragoza",
            "area": "Mechanical engineering",
            "studyType": "Bachelor",
            "startDate": "2013",
            "endDate": "2017",
        }
    ],
    "skills": [{"name": "CAD", "keywords": ["SolidWorks", "Inventor"]}, {"name": "FEA"}],
    "languages": [
        {"language": "Spanish", "fluency": "Native"},
        {"language": "English", "fluency": "C1"},
    ],
}


def main() -> None:
    """Write every sample."""
    english = json.dumps(ENGINEER, ensure_ascii=False, indent=2) + "\n"
    for name, content in {
        "lin_xiaoyu_backend_zh.pdf": typeset("two_columns", "lin", side="left"),
        "zhou_min_accountant_zh.pdf": typeset("form", "zhou"),
        "qin_yue_teacher_zh.pdf": typeset("right_dates", "qin"),
        "he_jun_forklift_zh.docx": forklift_driver(),
        "tang_li_nanny_zh.txt": NANNY.replace("\n", "\r\n").encode("gb18030"),
        "priya_nair_analyst_en.pdf": typeset("two_columns", "priya", side="right"),
        "tom_brannigan_electrician_en.pdf": typeset("margin_dates", "tom"),
        "sarah_okafor_nurse_en.docx": nurse(),
        "daniel_reyes_driver_en.txt": DRIVER.encode(),
        "ingrid_solheim_chef_en.md": CHEF.encode(),
        "mateo_alvarez_engineer_en.json": english.encode(),
        "scan_without_text_zh.pdf": scan("right_dates", "qin"),
        "scan_without_text_en.pdf": scan("margin_dates", "tom"),
    }.items():
        (HERE / name).write_bytes(content)


if __name__ == "__main__":
    main()
