"""Boards with a list of their own: SmartRecruiters, RemoteOK, Himalayas."""

from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from .applicant_systems import list_of, read_total
from .documents import load_json
from .items import (
    NextPage,
    PulledItem,
    PulledPage,
    RowDraft,
    UnreadableFeed,
    drop_repeats,
    refuse_item,
)
from .values import join_place, pick, pick_object, read_text


def _offset_after(document: dict[str, Any], *, url: str, count: int) -> int:
    said = document.get("offset")
    if not isinstance(said, int) or isinstance(said, bool):
        texts = parse_qs(urlsplit(url).query).get("offset", ["0"])
        said = int(texts[0]) if texts[0].isdigit() else 0
    return said + count


def read_smartrecruiters(data: bytes, *, url: str = "", charset: str = "") -> PulledPage:
    """Read api.smartrecruiters.com/v1/companies/COMPANY/postings, or one posting's own answer."""
    document = load_json(data, charset=charset)
    if isinstance(document, dict) and "jobAd" in document and "content" not in document:
        return PulledPage((_read_smart(document, 0, pointer=""),))
    postings = list_of(document, "content", name="SmartRecruiters")
    items = [_read_smart(job, i, pointer=f"/content/{i}") for i, job in enumerate(postings)]
    total = read_total(document, "totalFound")
    after = _offset_after(document, url=url, count=len(postings))
    has_more = bool(postings) and total is not None and after < total
    details = {
        index: str(job["ref"])
        for index, job in enumerate(postings)
        if isinstance(job, dict) and isinstance(job.get("ref"), str)
    }
    return PulledPage(
        drop_repeats(items),
        next=NextPage(parameters=(("offset", str(after)),)) if has_more else None,
        total=total,
        details=details,
    )


def _read_smart(job: Any, index: int, *, pointer: str) -> PulledItem:
    if not isinstance(job, dict):
        return refuse_item(index=index, pointer=pointer, value=job)
    draft = RowDraft(index=index, pointer=pointer, raw=job)
    if job.get("visibility") not in (None, "PUBLIC") or job.get("active") is False:
        draft.refuse("not_listed", "the source keeps this posting off its own list")
    draft.put("id", job.get("id"), at="/id")
    draft.put("title", job.get("name"), at="/name")
    draft.put("company", pick(job, "company", "name"), at="/company/name")
    draft.put("url", job.get("postingUrl") or job.get("applyUrl"), at="/postingUrl")
    owner, key = read_text(pick(job, "company", "identifier")), read_text(job.get("id"))
    if owner and key:
        # The list names only the address of its own API; people's pages stand here.
        draft.put(
            "url",
            f"https://jobs.smartrecruiters.com/{quote(owner, errors='replace')}/{quote(key, errors='replace')}",
        )
    sections = pick(job, "jobAd", "sections")
    if isinstance(sections, dict):
        known = ("companyDescription", "jobDescription", "qualifications", "additionalInformation")
        order = [name for name in known if name in sections]
        order += [name for name in sections if name not in order]
        draft.put_html("description", *(pick(sections, name, "text") for name in order))
    place = pick_object(job, "location")
    draft.put_places(
        read_text(place.get("fullLocation"))
        or join_place(
            city=place.get("city"), region=place.get("region"), country=place.get("country")
        )
    )
    draft.put_flag("remote", place.get("remote"), at="/location/remote")
    if place.get("hybrid") is True:
        draft.put_list("tags", "Hybrid")
    draft.put("employment_type", pick(job, "typeOfEmployment", "label"), at="/typeOfEmployment")
    draft.put("experience", pick(job, "experienceLevel", "label"), at="/experienceLevel")
    draft.put_date("posted_at", job.get("releasedDate"), at="/releasedDate")
    draft.put("lang", pick(job, "language", "code"), at="/language")
    draft.put("industry", pick(job, "industry", "label"), at="/industry")
    draft.put_list("tags", pick(job, "department", "label"), pick(job, "function", "label"))
    return draft.finish()


def read_remoteok(data: bytes, *, url: str = "", charset: str = "") -> PulledPage:
    """Read remoteok.com/api: a list whose first element is a legal notice."""
    document = load_json(data, charset=charset)
    if not isinstance(document, list):
        raise UnreadableFeed(
            "unexpected_shape", "This is no answer of RemoteOK: a list is expected."
        )
    items = [
        _read_remoteok(job, index)
        for index, job in enumerate(document)
        if not (isinstance(job, dict) and "legal" in job and "position" not in job)
    ]
    return PulledPage(drop_repeats(items))


def _read_remoteok(job: Any, index: int) -> PulledItem:
    at = f"/{index}"
    if not isinstance(job, dict):
        return refuse_item(index=index, pointer=at, value=job)
    draft = RowDraft(index=index, pointer=at, raw=job)
    draft.put("id", job.get("id") or job.get("slug"), at="/id")
    draft.put("title", job.get("position"), at="/position")
    draft.put("company", job.get("company"), at="/company")
    draft.put("url", job.get("url") or job.get("apply_url"), at="/url")
    draft.put_html("description", job.get("description"))
    draft.put_places(read_text(job.get("location")))
    # All there is on this board is remote.
    draft.put_flag("remote", True)
    draft.put_date("posted_at", job.get("date") or job.get("epoch"), at="/date")
    # Neither currency nor period is stated: the operator may, as a default of the source.
    draft.put_pay(low=job.get("salary_min"), high=job.get("salary_max"), at="/salary_min")
    draft.put_list("tags", job.get("tags"))
    return draft.finish()


def read_himalayas(data: bytes, *, url: str = "", charset: str = "") -> PulledPage:
    """Read himalayas.app/jobs/api: twenty a page, more than a hundred thousand in all."""
    document = load_json(data, charset=charset)
    jobs = list_of(document, "jobs", name="Himalayas")
    total = read_total(document, "totalCount")
    after = _offset_after(document, url=url, count=len(jobs))
    has_more = bool(jobs) and total is not None and after < total
    return PulledPage(
        drop_repeats([_read_himalayas(job, i) for i, job in enumerate(jobs)]),
        next=NextPage(parameters=(("offset", str(after)),)) if has_more else None,
        total=total,
    )


def _read_himalayas(job: Any, index: int) -> PulledItem:
    at = f"/jobs/{index}"
    if not isinstance(job, dict):
        return refuse_item(index=index, pointer=at, value=job)
    draft = RowDraft(index=index, pointer=at, raw=job)
    draft.put("id", job.get("guid") or job.get("applicationLink"), at="/guid")
    draft.put("title", job.get("title"), at="/title")
    draft.put("company", job.get("companyName"), at="/companyName")
    draft.put("url", job.get("applicationLink") or job.get("guid"), at="/applicationLink")
    draft.put_html("description", job.get("description") or job.get("excerpt"))
    places = job.get("locationRestrictions")
    for place in places if isinstance(places, list) else []:
        draft.put_places(read_text(pick(place, "name") if isinstance(place, dict) else place))
    # All there is on this board is remote.
    draft.put_flag("remote", True)
    draft.put("employment_type", job.get("employmentType"), at="/employmentType")
    draft.put_date("posted_at", job.get("pubDate"), at="/pubDate")
    draft.put_date("valid_through", job.get("expiryDate"), at="/expiryDate")
    draft.put_pay(
        low=job.get("minSalary"),
        high=job.get("maxSalary"),
        currency=job.get("currency"),
        period=job.get("salaryPeriod"),
        at="/minSalary",
    )
    draft.put_list("tags", job.get("seniority"), job.get("parentCategories"), job.get("categories"))
    return draft.finish()
