"""Job boards of applicant tracking systems: Greenhouse, Lever, Ashby, Workable, Recruitee."""

from typing import Any

from .documents import load_json
from .items import PulledItem, PulledPage, RowDraft, UnreadableFeed, drop_repeats, refuse_item
from .values import join_place, objects, pick, pick_object, read_text


def list_of(document: Any, key: str, *, name: str) -> list[Any]:
    """Return the list of postings under a key; UnreadableFeed where it is none."""
    found = document.get(key) if isinstance(document, dict) else None
    if not isinstance(found, list):
        raise UnreadableFeed(
            "unexpected_shape",
            f"This is no answer of {name}: a list is expected under “{key}”. Look at the address, "
            "or declare a mapping.",
        )
    return found


def read_greenhouse(data: bytes, *, url: str = "", charset: str = "") -> PulledPage:
    """Read boards-api.greenhouse.io/v1/boards/BOARD/jobs?content=true."""
    document = load_json(data, charset=charset)
    jobs = list_of(document, "jobs", name="Greenhouse")
    items = [_read_greenhouse(job, index) for index, job in enumerate(jobs)]
    return PulledPage(drop_repeats(items), total=read_total(document, "meta", "total"))


def read_total(document: Any, *keys: str) -> int | None:
    """Return a count that the source states."""
    found = pick(document, *keys)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def _read_greenhouse(job: Any, index: int) -> PulledItem:
    at = f"/jobs/{index}"
    if not isinstance(job, dict):
        return refuse_item(index=index, pointer=at, value=job)
    draft = RowDraft(index=index, pointer=at, raw=job)
    draft.put("id", job.get("id"), at="/id")
    draft.put("title", job.get("title"), at="/title")
    draft.put("company", job.get("company_name"), at="/company_name")
    draft.put("lang", job.get("language"), at="/language")
    draft.put("url", job.get("absolute_url"), at="/absolute_url")
    draft.put_html("description", job.get("content"))
    draft.put_places(read_text(pick(job, "location", "name")))
    if "city" not in draft.row:
        draft.put_places(*(read_text(o.get("name")) for o in objects(job.get("offices"))))
    # `updated_at` moves with every edit: it is not the day of posting.
    draft.put_date("posted_at", job.get("first_published"), at="/first_published")
    draft.put_date("valid_through", job.get("application_deadline"), at="/application_deadline")
    for pay in objects(job.get("pay_input_ranges"))[:1]:
        draft.put_pay(
            low=_from_cents(pay.get("min_cents")),
            high=_from_cents(pay.get("max_cents")),
            currency=pay.get("currency_type"),
            period=_period_in(pay.get("title")),
            at="/pay_input_ranges/0",
        )
    for field in objects(job.get("metadata")):
        name = str(field.get("name") or "").casefold()
        if name in ("employment type", "time type", "job type", "commitment"):
            draft.put("employment_type", field.get("value"), at="/metadata")
        elif name in ("workplace type", "remote", "work mode", "location type"):
            draft.put_list("tags", field.get("value"))
    draft.put_list("tags", *(d.get("name") for d in objects(job.get("departments"))))
    return draft.finish()


def _from_cents(value: object) -> float | None:
    return value / 100 if isinstance(value, int | float) and not isinstance(value, bool) else None


def _period_in(title: object) -> str | None:
    words = str(title or "").casefold()
    for word, period in (
        ("hour", "hour"),
        ("month", "month"),
        ("annual", "year"),
        ("year", "year"),
    ):
        if word in words:
            return period
    return None


def read_lever(data: bytes, *, url: str = "", charset: str = "") -> PulledPage:
    """Read api.lever.co/v0/postings/SITE?mode=json: a bare list."""
    document = load_json(data, charset=charset)
    if not isinstance(document, list):
        raise UnreadableFeed(
            "unexpected_shape", "This is no answer of Lever: a list of postings is expected."
        )
    return PulledPage(drop_repeats([_read_lever(job, i) for i, job in enumerate(document)]))


def _read_lever(job: Any, index: int) -> PulledItem:
    at = f"/{index}"
    if not isinstance(job, dict):
        return refuse_item(index=index, pointer=at, value=job)
    draft = RowDraft(index=index, pointer=at, raw=job)
    draft.put("id", job.get("id"), at="/id")
    draft.put("title", job.get("text"), at="/text")
    draft.put("url", job.get("hostedUrl") or job.get("applyUrl"), at="/hostedUrl")
    sections = [
        f"<h3>{s['text']}</h3><ul>{s.get('content') or ''}</ul>"
        for s in objects(job.get("lists"))
        if isinstance(s.get("text"), str)
    ]
    draft.put_html(
        "description",
        job.get("description") or job.get("descriptionPlain"),
        job.get("descriptionBody"),
        *sections,
        job.get("additional") or job.get("additionalPlain"),
    )
    categories = pick_object(job, "categories")
    places = categories.get("allLocations")
    draft.put_places(read_text(categories.get("location")))
    if isinstance(places, list):
        draft.put_places(*(read_text(place) for place in places))
    if "city" not in draft.row:
        draft.put_address(country=job.get("country"))
    draft.put("employment_type", categories.get("commitment"), at="/categories/commitment")
    _put_mode(draft, job.get("workplaceType"))
    draft.put_date("posted_at", job.get("createdAt"), at="/createdAt", form="epoch_ms")
    pay = pick_object(job, "salaryRange")
    draft.put_pay(
        low=pay.get("min"),
        high=pay.get("max"),
        currency=pay.get("currency"),
        period=pay.get("interval"),
        words=job.get("salaryDescriptionPlain") or job.get("salaryDescription"),
        at="/salaryRange",
    )
    draft.put_list("tags", categories.get("department"), categories.get("team"))
    return draft.finish()


def _put_mode(draft: RowDraft, mode: object) -> None:
    word = str(mode or "").casefold().replace("-", "").replace("_", "").replace(" ", "")
    if word == "remote":
        draft.put_flag("remote", True)
    elif word in ("onsite", "hybrid"):
        draft.put_flag("remote", False)
    if word == "hybrid":
        draft.put_list("tags", "Hybrid")


def read_ashby(data: bytes, *, url: str = "", charset: str = "") -> PulledPage:
    """Read api.ashbyhq.com/posting-api/job-board/BOARD?includeCompensation=true."""
    jobs = list_of(load_json(data, charset=charset), "jobs", name="Ashby")
    return PulledPage(drop_repeats([_read_ashby(job, i) for i, job in enumerate(jobs)]))


def _read_ashby(job: Any, index: int) -> PulledItem:
    at = f"/jobs/{index}"
    if not isinstance(job, dict):
        return refuse_item(index=index, pointer=at, value=job)
    draft = RowDraft(index=index, pointer=at, raw=job)
    if job.get("isListed") is False:
        draft.refuse("not_listed", "the source keeps this posting off its own list")
    draft.put("id", job.get("id"), at="/id")
    draft.put("title", job.get("title"), at="/title")
    draft.put("url", job.get("jobUrl") or job.get("applyUrl"), at="/jobUrl")
    draft.put_html("description", job.get("descriptionHtml") or job.get("descriptionPlain"))
    for place in (job, *objects(job.get("secondaryLocations"))):
        address = pick(place, "address", "postalAddress") or {}
        if isinstance(address, dict) and address.get("addressLocality"):
            draft.put_address(
                city=address.get("addressLocality"),
                region=address.get("addressRegion"),
                country=address.get("addressCountry"),
            )
        else:
            draft.put_places(read_text(place.get("location")))
    draft.put("employment_type", job.get("employmentType"), at="/employmentType")
    draft.put_flag("remote", job.get("isRemote"), at="/isRemote")
    if str(job.get("workplaceType") or "").casefold() == "hybrid":
        # isRemote is true for hybrid work too.
        draft.row["remote"] = False
    _put_mode(draft, job.get("workplaceType"))
    draft.put_date("posted_at", job.get("publishedAt"), at="/publishedAt")
    _put_ashby_pay(draft, job.get("compensation"))
    draft.put_list("tags", job.get("department"), job.get("team"))
    return draft.finish()


def _put_ashby_pay(draft: RowDraft, pay: object) -> None:
    if not isinstance(pay, dict):
        return
    words = (
        pay.get("scrapeableCompensationSalarySummary") or pay.get("compensationTierSummary")
    )  # fmt: skip
    for part in objects(pay.get("summaryComponents")):
        if str(part.get("compensationType") or "").casefold() == "salary":
            draft.put_pay(
                low=part.get("minValue"),
                high=part.get("maxValue"),
                currency=part.get("currencyCode"),
                period=part.get("interval"),
                words=words,
                at="/compensation",
            )
    draft.put_pay(words=words, at="/compensation")


def read_workable(data: bytes, *, url: str = "", charset: str = "") -> PulledPage:
    """Read apply.workable.com/api/v1/widget/accounts/ACCOUNT?details=true."""
    document = load_json(data, charset=charset)
    jobs = list_of(document, "jobs", name="Workable")
    company = document.get("name")
    return PulledPage(drop_repeats([_read_workable(job, i, company) for i, job in enumerate(jobs)]))


def _read_workable(job: Any, index: int, company: object) -> PulledItem:
    at = f"/jobs/{index}"
    if not isinstance(job, dict):
        return refuse_item(index=index, pointer=at, value=job)
    draft = RowDraft(index=index, pointer=at, raw=job)
    draft.put("id", job.get("shortcode") or job.get("id"), at="/shortcode")
    draft.put("title", job.get("title"), at="/title")
    draft.put("company", company)
    draft.put("url", job.get("url") or job.get("shortlink"), at="/url")
    draft.put_html(
        "description", job.get("description"), job.get("requirements"), job.get("benefits")
    )
    for place in objects(job.get("locations")):
        if not place.get("hidden"):
            draft.put_address(
                city=place.get("city"), region=place.get("region"), country=place.get("country")
            )
    if "city" not in draft.row and not objects(job.get("locations")):
        draft.put_address(city=job.get("city"), region=job.get("state"), country=job.get("country"))
    draft.put("employment_type", job.get("employment_type"), at="/employment_type")
    draft.put("experience", job.get("experience"), at="/experience")
    draft.put("education", job.get("education"), at="/education")
    draft.put_flag("remote", job.get("telecommuting"), at="/telecommuting")
    _put_mode(draft, job.get("workplace_type") or job.get("workplace"))
    draft.put_date("posted_at", job.get("published_on"), at="/published_on")
    draft.put_date("posted_at", job.get("created_at"), at="/created_at")
    pay = pick_object(job, "salary")
    draft.put_pay(
        low=pay.get("salary_from"),
        high=pay.get("salary_to"),
        currency=pay.get("salary_currency"),
        period=pay.get("salary_period"),
        at="/salary",
    )
    draft.put("industry", job.get("industry"), at="/industry")
    draft.put_list("tags", job.get("department"), job.get("function"))
    return draft.finish()


def read_recruitee(data: bytes, *, url: str = "", charset: str = "") -> PulledPage:
    """Read COMPANY.recruitee.com/api/offers/."""
    offers = list_of(load_json(data, charset=charset), "offers", name="Recruitee")
    return PulledPage(drop_repeats([_read_recruitee(job, i) for i, job in enumerate(offers)]))


def _read_recruitee(job: Any, index: int) -> PulledItem:
    at = f"/offers/{index}"
    if not isinstance(job, dict):
        return refuse_item(index=index, pointer=at, value=job)
    draft = RowDraft(index=index, pointer=at, raw=job)
    if job.get("status") not in (None, "published"):
        draft.refuse("not_listed", f"the source's own state is “{job['status']!s:.40}”")
    draft.put("id", job.get("id"), at="/id")
    draft.put("title", job.get("title"), at="/title")
    draft.put("company", job.get("company_name"), at="/company_name")
    draft.put("url", job.get("careers_url"), at="/careers_url")
    draft.put_html("description", job.get("description"), job.get("requirements"))
    for place in objects(job.get("locations")):
        draft.put_address(
            city=place.get("city"), region=place.get("state"), country=place.get("country")
        )
    if "city" not in draft.row:
        draft.put_places(
            join_place(
                city=job.get("city"), region=job.get("state_name"), country=job.get("country")
            )
            or read_text(job.get("location"))
        )
    code = read_text(job.get("employment_type_code"))
    draft.put("employment_type", code, at="/employment_type_code")
    draft.put("education", _words_of(job.get("education_code")), at="/education_code")
    draft.put("experience", _words_of(job.get("experience_code")), at="/experience_code")
    draft.put_flag("remote", job.get("remote"), at="/remote")
    if job.get("hybrid") is True:
        draft.put_list("tags", "Hybrid")
    draft.put_date("posted_at", job.get("published_at"), at="/published_at")
    draft.put_date("valid_through", job.get("close_at"), at="/close_at")
    pay = pick_object(job, "salary")
    draft.put_pay(
        low=pay.get("min"),
        high=pay.get("max"),
        currency=pay.get("currency"),
        period=pay.get("period"),
        at="/salary",
    )
    draft.put_list("tags", job.get("department"), job.get("tags"))
    return draft.finish()


def _words_of(code: object) -> str | None:
    text = read_text(code)
    return None if text is None else text.replace("_", " ")
