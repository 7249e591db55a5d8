"""Wording by which people may not be chosen: what is found, and what only looks like it."""

import pytest

from jobs.quality import Draft, read_hints
from jobs.quality.wording import find_banned_wording

# What is asked, and by what it would choose people.
DEMANDS_ZH = {
    "限男性，能吃苦": "sex",
    "仅限女生": "sex",
    "只招女性": "sex",
    "性别：女": "sex",
    "性别要求：男": "sex",
    "要求男性，身体健康": "sex",
    "女性优先": "sex",
    "男生优先考虑": "sex",
    "优先考虑女性": "sex",
    "招聘女文员2名": "sex",
    "急招男司机": "sex",
    "谢绝女性应聘": "sex",
    "女生勿扰": "sex",
    "男，25-40岁": "sex",
    "35岁以下": "age",
    "年龄35周岁及以下": "age",
    "年龄18-35岁": "age",
    "20～28周岁": "age",
    "不超过40周岁": "age",
    "年龄在25到35之间": "age",
    "男女不限，18-45岁": "age",
    "语言不限 25-35岁": "age",
    "男女不限年龄:16一28岁": "age",
    "90后优先": "age",
    "年轻人优先": "age",
    "未婚优先": "family",
    "已婚已育优先": "family",
    "三年内无生育计划": "family",
    "婚姻状况：未婚": "family",
    "入职需做孕检": "family",
    "孕妇勿扰": "family",
    "本地户口优先": "origin",
    "限本地人": "origin",
    "须具有上海户籍": "origin",
    "外地人勿扰": "origin",
    "不招河南人": "origin",
    "东北人勿扰": "origin",
    "汉族优先": "race",
    "不招少数民族": "race",
    "无宗教信仰": "religion",
    "乙肝五项检查正常": "health",
    "体检乙肝两对半阴性": "health",
    "无乙肝携带": "health",
    "四肢健全": "disability",
    "无残疾": "disability",
    "残疾人勿扰": "disability",
    "五官端正，形象好": "looks",
    "形象气质佳": "looks",
    "身高165以上": "looks",
    "处女座勿扰": "sign",
    "属虎的不要": "sign",
    "只招985/211本科": "school",
    "非211勿投": "school",
    "限男性": "sex",
}
HARMLESS_ZH = [
    "性别不限，年龄不限",
    "男女不限",
    "男女均可",
    "年满18周岁以上，身体健康",
    "须年满十八周岁",
    "女装销售，有女装经验优先",
    "男装设计师",
    "负责女性用户的增长",
    "女士内衣导购",
    "女性健康产品经理",
    "五险一金，婚假，产假，生育津贴",
    "为女员工提供哺乳间",
    "单身公寓，结婚礼金",
    "维护公司品牌形象良好",
    "负责企业形象设计",
    "公司可协助落户北京户口",
    "熟悉户籍管理业务",
    "负责乙肝疫苗的推广",
    "残疾人优先",
    "星座运势文案撰写",
    "985/211优先",
    "公司平均年龄28岁",
    "服务3-12岁孩子及其家长",
    "面向18-35岁用户的产品",
    "60岁以下",
    "不得限定性别、年龄",
    "我们不因性别、民族、婚育而歧视任何人",
    "民族乐器教师",
    "公司成立于1985年",
    "缺陷管理和跟踪",
    "制度健全，氛围好",
    "驾龄3年以上",
    "年轻化团队，氛围好",
]
DEMANDS_EN = {
    "We are looking for a young and energetic team player.": "age",
    "Join our young, dynamic team.": "age",
    "Young candidates preferred.": "age",
    "Recent college graduates only.": "age",
    "Looking for recent graduates.": "age",
    "Must be under 35 years of age.": "age",
    "Age limit: 30": "age",
    "Aged 25-35.": "age",
    "We want digital natives.": "age",
    "No more than 5 years of experience.": "age",
    "Males only please.": "sex",
    "Female candidates preferred.": "sex",
    "We are seeking a female receptionist.": "sex",
    "Gender: male": "sex",
    "Looking for a handyman.": "sex",
    "The successful candidate must know that he will travel.": "sex",
    "Native English speaker required.": "origin",
    "English must be your mother tongue.": "origin",
    "No accent.": "origin",
    "Only UK citizens.": "origin",
    "Must be a US citizen.": "origin",
    "No foreigners.": "origin",
    "Caucasian only.": "race",
    "Must be a practising Christian.": "religion",
    "Must be single.": "family",
    "No family commitments.": "family",
    "Unmarried women only.": "family",
    "No wheelchair users.": "disability",
    "Must be able-bodied.": "disability",
    "No disabilities.": "disability",
    "Must be in excellent health.": "disability",
    "Must be attractive.": "looks",
    "Pleasant appearance.": "looks",
    "Please attach a recent photo.": "looks",
}
HARMLESS_EN = [
    "Work with young people in care.",
    "Supporting young adults with autism.",
    "Our young company is growing.",
    "Age UK Leeds is hiring.",
    "Must be at least 18 years old.",
    "You must be 21 years of age or older.",
    "Teach children aged 5-11 years old.",
    "Recent graduates welcome.",
    "Recent graduates are encouraged to apply.",
    "At least 5 years of experience.",
    "All qualified applicants will be considered regardless of sex, age, disability or marital status.",
    "We are an equal opportunity employer and welcome women and men of all ages.",
    "Women's clothing store, only in Leeds.",
    "You will report to the chairman.",
    "Postman, Jira and SQL.",
    "Salesmanship and workmanship matter.",
    "Waiter / waitress wanted.",
    "Native or fluent English.",
    "React Native and cloud native.",
    "Teach non-native speakers.",
    "Must have the right to work in the UK.",
    "Only US citizens and those authorized to work in the US.",
    "An attractive salary and benefits.",
    "Support a single point of contact.",
    "Health insurance and family leave.",
    "Care for patients with a disability.",
    "No medical experience needed.",
    "Church administrator for a Christian charity.",
]


@pytest.mark.parametrize(("words", "ground"), [*DEMANDS_ZH.items(), *DEMANDS_EN.items()])
def test_a_demand_is_found_with_its_words(words: str, ground: str) -> None:
    found = find_banned_wording(Draft(title="x", description=words))
    assert ground in {each.ban.ground for each in found}
    for each in found:
        assert words[each.start : each.end] == each.quote


@pytest.mark.parametrize("words", [*HARMLESS_ZH, *HARMLESS_EN])
def test_what_demands_nothing_is_left_alone(words: str) -> None:
    assert find_banned_wording(Draft(title="x", description=words)) == ()


@pytest.mark.parametrize("words", [*HARMLESS_ZH[:12], *HARMLESS_EN[:8]])
def test_a_demand_beside_harmless_words_is_still_found(words: str) -> None:
    is_zh = "\u4e00" < words[0] <= "\u9fff"
    text = f"{words}\n仅限女生\n{words}" if is_zh else f"{words}\nMales only.\n{words}"
    found = find_banned_wording(Draft(title="x", description=text))
    assert [each.quote for each in found] == ["仅限女生" if is_zh else "Males only"]


@pytest.mark.parametrize("title", ["Salesman", "前台(女)", "Waitress", "男司机", "诚聘女秘书"])
def test_a_title_of_one_sex_is_found(title: str) -> None:
    assert {each.ban.ground for each in find_banned_wording(Draft(title=title))} == {"sex"}


@pytest.mark.parametrize(
    "title", ["Salesperson", "前台", "女装导购", "Waiter/Waitress", "妇产科护士"]
)
def test_a_title_for_all_is_left_alone(title: str) -> None:
    assert find_banned_wording(Draft(title=title)) == ()


def test_what_the_work_itself_may_need_is_for_a_person_to_say() -> None:
    def level(title: str, text: str) -> str:
        (found,) = find_banned_wording(Draft(title=title, description=text))
        return found.level

    assert level("行政", "仅限女性") == "unlawful"
    assert level("女生宿舍宿管", "仅限女性") == "check"
    assert level("Receptionist", "Females only.") == "unlawful"
    assert level("Support worker, women's refuge", "Females only.") == "check"
    assert level("Analyst", "Must be a US citizen.") == "unlawful"
    assert level("Analyst", "Must be a US citizen.\nSecret clearance.") == "check"
    assert level("Accountant", "Must be a Christian.") == "unlawful"
    assert level("Parish priest", "Must be a Christian.") == "check"


@pytest.mark.parametrize(
    ("country", "words", "law"),
    [
        ("CN", "仅限男性", "art. 43"),
        ("CN", "Males only", "art. 43"),
        ("GB", "Males only", "Equality Act 2010"),
        ("US", "Males only", "Title VII"),
        ("", "Males only", "Equality Act 2010"),
        ("", "三年内无生育计划", "art. 43"),
        ("US", "under 35 years of age", "29 USC 623"),
        ("CN", "乙肝五项检查正常", "art. 30"),
        ("CN", "四肢健全", "Disabled Persons, art. 38"),
        ("DE", "No wheelchair users", "Equality Act"),
    ],
)
def test_the_law_is_the_one_of_the_place_of_work(country: str, words: str, law: str) -> None:
    hint = next(
        each
        for each in read_hints(Draft(title="x", description=words, country=country))
        if each.ground
    )
    assert any(law in each for each in hint.laws)
    assert hint.instead


def test_traditional_and_full_width_words_are_read_too() -> None:
    for words in ("限男性", "限　男性", "限男性，３５歲以下", "僅限女性"):
        assert find_banned_wording(Draft(title="x", description=words)), words


def test_a_very_long_text_is_read_in_no_time_and_bounded() -> None:
    text = "年龄" * 20_000 + "男" * 20_000 + "young " * 5_000
    assert len(read_hints(Draft(title="x" * 5_000, description=text))) <= 40
