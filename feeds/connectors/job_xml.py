"""The XML feeds that job sites ask employers for: Indeed's and LinkedIn's."""

import re

from lxml import etree

from .documents import child_text, find_elements, load_xml, local_name, raw_xml, xml_errors
from .items import (
    MAX_ITEMS,
    Problem,
    PulledItem,
    PulledPage,
    RowDraft,
    UnreadableFeed,
    drop_repeats,
)

_DIGITS = re.compile(r"\d")


def _jobs_of(data: bytes, *, name: str) -> tuple[list[etree._Element], tuple[Problem, ...], str]:
    root = load_xml(data)
    jobs = find_elements(root, "job")
    if not jobs and local_name(root).casefold() not in ("source", "jobs"):
        raise UnreadableFeed(
            "unexpected_shape",
            f"This is no {name} feed: no <job> in <{local_name(root)}>. For another XML declare a "
            "mapping.",
        )
    problems = [Problem("unreadable_value", "", detail) for detail in xml_errors(root)]
    if len(jobs) > MAX_ITEMS:
        problems.append(Problem("too_many_items", "", f"only the first {MAX_ITEMS} are read"))
    publisher = child_text(root, "publisher")
    return jobs[:MAX_ITEMS], tuple(problems), publisher


def read_indeed_xml(data: bytes, *, url: str = "", charset: str = "") -> PulledPage:
    """Read <source><job>… as Indeed (and many sites after it) asks for."""
    jobs, problems, _publisher = _jobs_of(data, name="Indeed XML")
    items = [_read_indeed(job, index) for index, job in enumerate(jobs)]
    return PulledPage(drop_repeats(items), problems=problems)


def _read_indeed(job: etree._Element, index: int) -> PulledItem:
    draft = RowDraft(index=index, pointer=f"/source/job/{index}", raw=raw_xml(job))
    # A requisition may stand in several places: the reference is what is unique.
    draft.put("id", child_text(job, "referencenumber", "reference", "requisitionid", "id"))
    draft.put("title", child_text(job, "title"))
    draft.put("company", child_text(job, "company", "sourcename"))
    draft.put("url", child_text(job, "url", "link"))
    draft.put_html("description", child_text(job, "description"))
    draft.put_address(
        city=child_text(job, "city"),
        region=child_text(job, "state", "region"),
        country=child_text(job, "country"),
    )
    if "city" not in draft.row:
        draft.put_places(child_text(job, "location"))
    mode = child_text(job, "remotetype", "remote").casefold()
    if mode and mode not in ("no", "false", "0"):
        if "hybrid" in mode:
            draft.put_list("tags", "Hybrid")
        elif "not" in mode or "onsite" in mode:
            draft.put_flag("remote", False)
        else:
            draft.put_flag("remote", True)
    draft.put("employment_type", child_text(job, "jobtype", "job_type", "employmenttype"))
    _put_salary(draft, job)
    draft.put("experience", child_text(job, "experience"))
    draft.put("education", child_text(job, "education"))
    draft.put_date("posted_at", child_text(job, "date", "dateposted"), at="/date")
    draft.put_date(
        "valid_through",
        child_text(job, "expirationdate", "expiration_date", "expires", "validthrough"),
        at="/expirationdate",
    )
    for part in re.split(r"\s*[,;|]\s*", child_text(job, "category")):
        draft.put_list("tags", part)
    return draft.finish()


def _put_salary(draft: RowDraft, job: etree._Element) -> None:
    found = next(iter(find_elements(job, "salary")), None)
    low = child_text(job, "salarymin", "salary_min", "minsalary")
    high = child_text(job, "salarymax", "salary_max", "maxsalary")
    currency = child_text(job, "salarycurrency", "salary_currency", "currency")
    period = child_text(job, "salaryperiod", "salary_period", "salarytype", "salary_type")
    if found is not None and len(found):
        low = low or child_text(found, "min", "minimum", "from")
        high = high or child_text(found, "max", "maximum", "to")
        currency = currency or child_text(found, "currency")
        period = period or child_text(found, "period", "type", "interval", "unit")
        words = ""
    else:
        words = child_text(job, "salary")
    draft.put_pay(low=low, high=high, currency=currency, period=period, words=words, at="/salary")


_LINKEDIN_TYPES = {
    "FULL_TIME": "full-time", "PART_TIME": "part-time", "CONTRACT": "contract",
    "INTERNSHIP": "internship", "TEMPORARY": "temporary", "VOLUNTEER": "volunteer",
}  # fmt: skip


def read_linkedin_xml(data: bytes, *, url: str = "", charset: str = "") -> PulledPage:
    """Read <source><job> with <partnerJobId>, as LinkedIn asks for."""
    jobs, problems, _publisher = _jobs_of(data, name="LinkedIn XML")
    items = [_read_linkedin(job, index) for index, job in enumerate(jobs)]
    return PulledPage(drop_repeats(items), problems=problems)


def _read_linkedin(job: etree._Element, index: int) -> PulledItem:
    draft = RowDraft(index=index, pointer=f"/source/job/{index}", raw=raw_xml(job))
    draft.put("id", child_text(job, "partnerJobId", "jobId", "id"))
    draft.put("title", child_text(job, "title"))
    draft.put("company", child_text(job, "company"))
    draft.put("url", child_text(job, "applyUrl", "url"))
    draft.put_html("description", child_text(job, "description"))
    draft.put_places(child_text(job, "location"))
    if "city" not in draft.row:
        draft.put_address(
            city=child_text(job, "city"),
            region=child_text(job, "state"),
            country=child_text(job, "country"),
        )
    for place in find_elements(job, "alternateLocation"):
        draft.put_places(
            child_text(place, "location") or ("" if len(place) else (place.text or ""))
        )
    modes = {
        (mode.text or "").strip().casefold()
        for holder in find_elements(job, "workplaceTypes", "workplaceType")
        for mode in (holder, *holder)
    }
    modes.discard("")
    if modes == {"remote"}:
        draft.put_flag("remote", True)
    elif modes & {"on-site", "onsite"} and "remote" not in modes:
        draft.put_flag("remote", False)
    if "hybrid" in modes:
        draft.put_list("tags", "Hybrid")
    kind = child_text(job, "jobtype", "employmentStatus")
    draft.put("employment_type", _LINKEDIN_TYPES.get(kind.upper(), kind))
    draft.put("experience", child_text(job, "experienceLevel").replace("_", " ").lower())
    draft.put_list(
        "skills",
        [s.text or "" for s in find_elements(job, "skill") if not len(s)],
    )
    for salary in find_elements(job, "salary"):
        _put_linkedin_salary(draft, salary)
    draft.put_date("posted_at", child_text(job, "listDate", "postedDate"), at="/listDate")
    draft.put_date("valid_through", child_text(job, "expirationDate"), at="/expirationDate")
    for element in find_elements(job, "industry", "jobFunction", "category"):
        if not len(element):
            draft.put_list("tags", element.text or "")
    return draft.finish()


def _put_linkedin_salary(draft: RowDraft, salary: etree._Element) -> None:
    kind = child_text(salary, "type").upper()
    if kind and kind not in ("BASE_SALARY", "BASE"):
        return
    low = next(iter(find_elements(salary, "lowEnd")), None)
    high = next(iter(find_elements(salary, "highEnd")), None)
    currencies = {
        child_text(end, "currencyCode").upper() for end in (low, high) if end is not None
    } - {""}
    if len(currencies) > 1:
        draft.warn("unreadable_pay", f"two currencies: {sorted(currencies)}", at="/salaries")
        return
    draft.put_pay(
        low="" if low is None else child_text(low, "amount"),
        high="" if high is None else child_text(high, "amount"),
        currency=next(iter(currencies), ""),
        period=child_text(salary, "period"),
        words=(salary.text or "").strip()
        if not len(salary) and _DIGITS.search(salary.text or "")
        else None,
        at="/salaries",
    )
