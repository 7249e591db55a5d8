"""Invented people of several trades in both languages, as confirmed résumés. Nobody real."""

from typing import Any


def _work(title: str, start: str, end: str | None, *lines: str) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "name": "Acme",
        "position": title,
        "startDate": start,
        "highlights": list(lines),
    }
    return entry | ({"endDate": end} if end else {})


def _person(
    work: list[dict[str, Any]],
    degree: tuple[str, str],
    skills: str,
    *,
    certificates: str = "",
    languages: tuple[tuple[str, str], ...] = (),
) -> dict[str, Any]:
    return {
        "basics": {"name": "Test Person"},
        "work": work,
        "education": [{"institution": "A school", "studyType": degree[0], "area": degree[1]}],
        "skills": [{"name": each.strip()} for each in skills.split(",")],
        "certificates": [{"name": each.strip()} for each in certificates.split(",") if each],
        "languages": [{"language": name, "fluency": level} for name, level in languages],
    }


PEOPLE: dict[str, list[dict[str, Any]]] = {
    "zh": [
        _person(
            [
                _work("Java开发工程师", "2019-03", None, "用Spring Boot和MySQL开发订单系统"),
                _work("Java实习生", "2018-06", "2019-02"),
            ],
            ("本科", "计算机科学与技术"),
            "Java, Spring Boot, MySQL, Redis, Linux",
            certificates="CET-6",
            languages=(("英语", "良好"),),
        ),
        _person(
            [_work("大数据开发工程师", "2020-07", None, "维护Hadoop集群，用Spark和Hive做离线数仓")],
            ("硕士", "软件工程"),
            "Hadoop, Spark, Hive, Python, SQL, Linux",
            certificates="CET-4",
        ),
        _person(
            [
                _work("数据分析师", "2022-01", "2024-01", "用SQL和Excel做运营报表"),
                _work("会计", "2017-07", "2021-12", "总账与税务申报"),
            ],
            ("本科", "会计学"),
            "SQL, Excel, Tableau",
            certificates="初级会计证",
        ),
        _person(
            [_work("销售经理", "2016-05", None, "带8人团队开发华东渠道客户")],
            ("大专", "市场营销"),
            "客户开发, 商务谈判, Excel",
            certificates="C1驾照",
        ),
        _person(
            [_work("前端开发工程师", "2021-04", None, "Vue和TypeScript开发管理后台")],
            ("大专", "数字媒体艺术设计"),
            "JavaScript, Vue, HTML, CSS",
        ),
        _person(
            [
                _work("产品经理", "2018-01", None, "负责B端SaaS产品规划，撰写PRD"),
                _work("测试工程师", "2015-07", "2017-12"),
            ],
            ("本科", "信息管理与信息系统"),
            "Axure, 需求分析, SQL",
            certificates="PMP",
            languages=(("英语", "流利"),),
        ),
    ],
    "en": [
        _person(
            [
                _work(
                    "Software Engineer",
                    "2019-01",
                    None,
                    "Built services in Java and Python on Google Cloud",
                ),
                _work("Junior Developer", "2016-09", "2018-12"),
            ],
            ("Bachelor", "Computer Science"),
            "Java, Python, SQL, Linux, Kubernetes",
            languages=(("English", "Native"),),
        ),
        _person(
            [
                _work("Data Scientist", "2021-02", None, "Forecast demand with Python and SQL"),
                _work("Research Assistant", "2018-09", "2020-12"),
            ],
            ("Master", "Statistics"),
            "Python, R, SQL, Tableau, Machine Learning",
            languages=(("English", "Fluent"), ("Mandarin", "Native")),
        ),
        _person(
            [_work("Account Manager", "2015-03", None, "Grew advertising accounts by 40 %")],
            ("Bachelor", "Marketing"),
            "Salesforce, Negotiation, Excel",
            languages=(("English", "Native"), ("Spanish", "Basic")),
        ),
        _person(
            [
                _work(
                    "Project Manager", "2014-01", "2024-06", "Delivered data centre builds on time"
                )
            ],
            ("Bachelor", "Civil Engineering"),
            "Project Management, MS Project, Excel",
            certificates="PMP",
        ),
        _person(
            [_work("Administrative Assistant", "2022-05", None, "Scheduled meetings and travel")],
            ("High School", ""),
            "Microsoft Office, Excel",
            certificates="Driving licence",
        ),
        _person(
            [
                _work("Data Analyst", "2022-01", None, "Dashboards in Tableau"),
                _work("Biologist", "2015-01", "2021-12", "Ran lab assays"),
            ],
            ("PhD", "Biology"),
            "SQL, Tableau, Excel, Python",
        ),
    ],
}
