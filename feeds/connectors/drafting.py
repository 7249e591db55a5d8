"""A first mapping for a format nobody knows, by the names of its keys, for a person to look over."""

import re
from typing import Any

# Names that formats give to what a posting says, the commonest first.
_NAMES = {
    "id": ("id", "jobid", "job_id", "uuid", "guid", "reference", "ref", "referencenumber", "requisitionid", "req_id", "code", "number", "slug", "职位id", "编号", "职位编号"),
    "title": ("title", "jobtitle", "job_title", "position", "positionname", "name", "text", "role", "headline", "jobname", "职位", "职位名称", "岗位", "岗位名称"),
    "company": ("company", "companyname", "company_name", "employer", "employername", "organization", "organisation", "hiringorganization", "firm", "brandname", "公司", "公司名称", "企业名称"),
    "city": ("city", "location", "locations", "locationname", "joblocation", "cityname", "workplace", "place", "workcity", "town", "城市", "工作地点", "地点", "工作城市"),
    "region": ("region", "state", "province", "省份", "省"),
    "country": ("country", "countrycode", "country_code", "国家"),
    "url": ("url", "link", "joburl", "job_url", "detailurl", "applyurl", "apply_url", "applicationurl", "href", "absolute_url", "positionurl", "链接", "网址"),
    "description": ("description", "descriptionhtml", "jobdescription", "job_description", "body", "content", "details", "html", "summary", "responsibilities", "职位描述", "岗位职责", "描述", "职位详情", "工作内容"),
    "employment_type": ("employmenttype", "employment_type", "jobtype", "job_type", "contracttype", "contract_type", "schedule", "type", "worktype", "工作性质", "用工形式", "职位类型"),
    "salary_min": ("salarymin", "salary_min", "minsalary", "min_salary", "salaryfrom", "salary_from", "paymin", "最低薪资"),
    "salary_max": ("salarymax", "salary_max", "maxsalary", "max_salary", "salaryto", "salary_to", "paymax", "最高薪资"),
    "salary_currency": ("salarycurrency", "salary_currency", "currency", "currencycode", "币种"),
    "salary_period": ("salaryperiod", "salary_period", "计薪周期", "payperiod", "salaryinterval", "salary_interval", "salarytype", "per"),
    "salary_months": ("salarymonths", "salary_months", "薪数", "发薪月数"),
    "lang": ("lang", "language", "语言"),
    "salary_raw": ("salary", "salarytext", "salarydesc", "pay", "compensation", "wage", "薪资", "薪酬", "工资", "月薪"),
    "posted_at": ("postedat", "posted_at", "dateposted", "date_posted", "published", "publishedat", "published_at", "publishdate", "publishtime", "pubdate", "postingdate", "posted", "createdat", "created_at", "releasedate", "date", "发布时间", "发布日期"),
    "valid_through": ("validthrough", "valid_through", "expires", "expiresat", "expires_at", "expirydate", "expirationdate", "closingdate", "deadline", "applicationdeadline", "enddate", "截止日期", "有效期", "招聘截止", "截止时间"),
    "experience": ("experience", "experiencelevel", "experience_level", "workexperience", "workyear", "工作经验", "经验要求", "经验", "工作年限"),
    "education": ("education", "educationlevel", "degree", "学历", "学历要求"),
    "remote": ("remote", "isremote", "is_remote", "telecommuting", "远程"),
    "skills": ("skills", "skilllist", "requiredskills", "skill", "技能", "技能要求"),
    "tags": ("tags", "labels", "keywords", "department", "category", "categories", "部门", "标签", "福利"),
}  # fmt: skip


def draft_mapping(document: Any, *, form: str = "json") -> dict[str, Any] | None:
    """Return a first mapping for a document, by the names of its keys, to be looked over.

    None where no list of objects is in it. It is a proposal and never used by itself.
    """
    found = _find_lists(document, "", 0)
    if not found:
        return None
    path, items = max(found, key=lambda pair: _score(pair[1]) * 1000 + min(len(pair[1]), 999))
    if not _score(items):
        return None
    paths = _leaf_paths(items[:20])
    fields: dict[str, str] = {}
    for name, words in _NAMES.items():
        options = [
            (words.index(_fold_name(leaf)), leaf_path.count("."), leaf_path)
            for leaf_path, leaf in paths.items()
            if _fold_name(leaf) in words and leaf_path not in fields.values()
        ]
        if options:
            fields[name] = min(options)[2]
    if "salary_min" in fields or "salary_max" in fields:
        fields.pop("salary_raw", None)
    return {"format": form, "items": path, "fields": fields}


def _fold_name(name: str) -> str:
    return name.strip('"@').casefold().replace("-", "_").replace(" ", "").split(":")[-1]


def _find_lists(value: Any, path: str, depth: int) -> list[tuple[str, list[dict[str, Any]]]]:
    if depth > 6:
        return []
    found: list[tuple[str, list[dict[str, Any]]]] = []
    if isinstance(value, list):
        objects = [each for each in value if isinstance(each, dict)]
        if objects and len(objects) * 2 >= len(value):
            found.append((path, objects))
        return found
    if isinstance(value, dict):
        for key, each in value.items():
            found += _find_lists(each, f"{path}.{_quote(key)}" if path else _quote(key), depth + 1)
    return found


def _quote(key: str) -> str:
    quoted = key.replace("\\", "\\\\").replace('"', '\\"')
    return key if re.fullmatch(r"[A-Za-z_]\w*", key, re.ASCII) else f'"{quoted}"'


def _score(items: list[dict[str, Any]]) -> int:
    names = {_fold_name(leaf) for leaf in _leaf_paths(items[:5]).values()}
    has_title = bool(names & set(_NAMES["title"]))
    return sum(bool(names & set(words)) for words in _NAMES.values()) if has_title else 0


def _leaf_paths(items: list[dict[str, Any]]) -> dict[str, str]:
    """Return paths to what holds a value, each with the name that tells what it is."""
    found: dict[str, str] = {}

    def visit(value: Any, path: str, name: str, depth: int) -> None:
        if depth > 4 or value is None:
            return
        if isinstance(value, dict):
            for key, each in value.items():
                # company: {name: …} is the company.
                inner = (
                    name if _fold_name(key) in ("name", "label", "#text", "value") and name else key
                )
                visit(each, f"{path}.{_quote(key)}" if path else _quote(key), inner, depth + 1)
        elif isinstance(value, list):
            for each in value[:3]:
                if isinstance(each, dict):
                    visit(each, f"{path}[]", name, depth + 1)
                else:
                    found.setdefault(path, name)
        elif value != "":
            found.setdefault(path, name)

    for item in items:
        visit(item, "", "", 0)
    return found
