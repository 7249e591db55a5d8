"""Skills across the languages: exact, and only where a word means the skill."""

import pytest

from jobassist.language.skills import (
    canonical_skill,
    display_skill,
    find_skills,
    get_skill,
    read_curated,
    same_skill,
)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("熟悉Java和MySQL", ["java", "mysql"]),
        ("精通 JavaScript、Vue、React", ["javascript", "vue", "react"]),
        ("C++/C#/.NET", ["cpp", "csharp", "dotnet"]),
        ("会Go语言", ["go"]),
        ("Go, Rust and Python", ["go", "rust", "python"]),
        ("R、Python、SQL", ["r-language", "python", "sql"]),
        ("c, c++ and java", ["c", "cpp", "java"]),
        ("用友金蝶都会", ["yonyou", "kingdee"]),
        ("有叉车证", ["forklift-licence"]),
        ("A2驾照,跑过长途", ["licence-a2"]),
        ("有C1驾照", ["licence-c1"]),
        ("護士資格證", ["nurse-licence"]),
        ("会做月子餐,会通乳", ["confinement-meals", "lactation"]),
        ("PS、AI、Figma", ["photoshop", "illustrator", "figma"]),
        ("node.js and TypeScript", ["nodejs", "typescript"]),
        ("Spring Boot microservices", ["spring-boot", "microservices"]),
        ("springboot 微服务", ["spring-boot", "microservices"]),
        ("counterbalance licence", ["forklift-licence"]),
        ("full clean driving licence", ["licence-c1"]),
        ("CSCS card and 18th edition", ["cscs", "electrician-low"]),
        ("enhanced DBS", ["dbs"]),
        ("Excel and PowerPoint", ["excel", "powerpoint"]),
        ("latte art", ["barista"]),
        ("level 2 food hygiene", ["food-hygiene-cert"]),
        ("NMC registered", ["nurse-licence"]),
        ("proficient in R", ["r-language"]),
        ("React developer", ["react"]),
        ("教师资格证、普通话二甲", ["teacher-licence", "putonghua-cert"]),
        ("会修空调", ["ac-repair"]),
        ("CPA持证", ["cpa"]),
        ("英语六级", ["cet6"]),
        ("氩弧焊", ["welding"]),
        ("PLC编程", ["plc"]),
        ("CDL A with hazmat", ["licence-a2", "hazmat"]),
        ("AWS, Docker, k8s", ["aws", "docker", "kubernetes"]),
        ("stock control and till work", ["stock-management", "cash-handling"]),
        ("machine-learning", ["machine-learning"]),
        ("problem solving", ["problem-solving"]),
    ],
)
def test_skill_is_found(text: str, keys: list[str]) -> None:
    found = find_skills(text)
    assert [f.value.key for f in found] == keys
    assert all(text[f.start : f.end] == f.text for f in found)


@pytest.mark.parametrize(
    "text",
    [
        "I want to go home",
        "section C",
        "Plan R",
        "give me your word",
        "spring is coming",
        "react quickly to change",
        "excel in a fast environment",
        "五险一金",
        "某保险公司",
        "销售额",
        "health insurance provided",
        "swift response",
        "ring me@python.org",
        "提供免费培训",
        "vitamin c",
        "in class 1",
    ],
)
def test_ordinary_word_is_no_skill(text: str) -> None:
    assert [f.value.key for f in find_skills(text)] == []


def test_java_is_not_javascript() -> None:
    assert [f.value.key for f in find_skills("JavaScript")] == ["javascript"]
    assert not same_skill("Java", "JavaScript")
    assert not same_skill("C", "C++")
    assert not same_skill("C#", "C++")


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("叉车证", "forklift licence"),
        ("叉车证", "counterbalance licence"),
        ("护士资格证", "RN license"),
        ("机器学习", "machine learning"),
        ("注册会计师", "CPA"),
        ("JS", "javascript"),
        ("React.js", "react"),
        ("k8s", "Kubernetes"),
        ("客户服务", "customer service"),
        ("驾照", "driving licence"),
        ("养老护理", "elderly care"),
        ("焊接", "welding"),
        ("报税", "tax returns"),
        ("急救证", "first aid"),
        ("Excel表格", "Microsoft Excel"),
        ("会计核算", "accounting"),
    ],
)
def test_one_skill_in_two_wordings(a: str, b: str) -> None:
    assert same_skill(a, b)


def test_canonical_and_display() -> None:
    skill = canonical_skill("熟练使用Excel")
    assert skill is not None
    assert skill.key == "excel"
    assert canonical_skill("C4D(入门)") == get_skill("cinema4d")
    assert canonical_skill("juggling chainsaws") is None
    forklift = get_skill("forklift-licence")
    assert forklift is not None
    assert display_skill(forklift, "zh") == "叉车证"
    assert display_skill(forklift, "en") == "forklift licence"


def test_the_table_is_bilingual_and_its_keys_are_unique() -> None:
    entries = read_curated()
    assert len(entries) >= 600
    assert len({e.key for e in entries}) == len(entries)
    assert all(e.chinese and e.english for e in entries)
