"""schema.org JobPosting out of a page's JSON-LD, however it is nested, or its microdata."""

import codecs
import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from .documents import MAX_DEPTH, decode_text, drop_surrogates
from .items import (
    MAX_ITEMS,
    Problem,
    PulledItem,
    PulledPage,
    RowDraft,
    UnreadableFeed,
    drop_repeats,
)
from .microdata import find_microdata
from .values import country_name, join_place, join_url, read_amount, read_text

_CDATA = re.compile(r"^\s*(?://\s*)?<!\[CDATA\[|(?://\s*)?\]\]>\s*$|^\s*<!--|-->\s*$")
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")


def read_json_ld(data: bytes, *, url: str = "", charset: str = "") -> PulledPage:
    """Read every JobPosting of a page, or of a bare JSON-LD document.

    `url` is where the page was found: an item without an address of its own has that one, if it
    is alone on its page.
    """
    head = data.lstrip()[:1]
    blocks: list[Any] = []
    problems: list[Problem] = []
    if head in (b"{", b"["):
        _load_block(decode_text(data, charset=charset), 0, blocks, problems)
        if problems:
            raise UnreadableFeed("bad_json", problems[0].detail)
        found = _postings(blocks)
    else:
        root = _load_html(data, charset=charset)
        url = _base_of(root, url)
        for index, script in enumerate(root.iter("script")):
            if "ld+json" in (script.get("type") or "").casefold():
                _load_block(script.text or "", index, blocks, problems)
        found = _postings(blocks)
        if not found:
            found = find_microdata(root)
    items = [
        _read_posting(posting, index, url=url, is_alone=len(found) == 1)
        for index, posting in enumerate(found)
    ]
    return PulledPage(drop_repeats(items), problems=tuple(problems))


def _load_html(data: bytes, *, charset: str) -> etree._Element:
    parser = lxml_html.HTMLParser(encoding=_charset_of(data, charset), remove_comments=False)
    try:
        root = lxml_html.document_fromstring(drop_surrogates(data), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise UnreadableFeed("bad_html", f"No page that can be read: {error}"[:300]) from error
    return root


def _charset_of(data: bytes, said: str) -> str | None:
    meta = re.search(rb"charset\s*=\s*[\"']?([\w-]+)", data[:4000], re.I)
    for name in (said, meta[1].decode("ascii", "replace") if meta else ""):
        try:
            if name:
                return codecs.lookup(name).name
        except LookupError:
            continue
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _base_of(root: etree._Element, url: str) -> str:
    for base in root.iter("base"):
        if base.get("href"):
            return join_url(url, str(base.get("href")))
    return url


def _load_block(
    text: str, index: int, blocks: list[Any], problems: list[Problem]
) -> None:  # fmt: skip
    text = _CDATA.sub("", _CDATA.sub("", text.strip())).strip().rstrip(";")
    if not text:
        return
    # Pages break lines within strings, leave a last comma, or escape the whole as HTML.
    for attempt in (text, _TRAILING_COMMA.sub("", text), unescape_html_json(text)):
        try:
            blocks.append(json.loads(attempt, strict=False))
        except RecursionError:
            problems.append(Problem("bad_json", f"/script/{index}", "nested too deeply"))
            return
        except ValueError as error:
            first = str(error)
        else:
            return
    problems.append(
        Problem("bad_json", f"/script/{index}", f"JSON-LD that is no JSON: {first}"[:300])
    )


def unescape_html_json(text: str) -> str:
    """Return JSON whose quotes were escaped for HTML."""
    return (
        text.replace("&quot;", '"').replace("&amp;", "&")
        if text[1:].lstrip().startswith("&quot;")
        else text
    )


# --- finding ----------------------------------------------------------------------------------


def _walk(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > MAX_DEPTH:
        return
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from _walk(each, depth + 1)
    elif isinstance(value, list):
        for each in value:
            yield from _walk(each, depth + 1)


def types_of(node: dict[str, Any]) -> set[str]:
    """Return a node's types without what they are prefixed with."""
    said = node.get("@type", node.get("type"))
    said = said if isinstance(said, list) else [said]
    return {re.split(r"[/#:]", each)[-1] for each in said if isinstance(each, str)}


def _postings(blocks: list[Any]) -> list[dict[str, Any]]:
    by_id: dict[str, dict[str, Any]] = {}
    nodes = [node for block in blocks for node in _walk(block)]
    for node in nodes:
        key = node.get("@id")
        if isinstance(key, str) and len(node) > len(by_id.get(key, {"@id": ""})):
            by_id[key] = node
    found: list[dict[str, Any]] = []
    for node in nodes:
        if "JobPosting" in types_of(node) and len(node) > 2:
            found.append(_plain(node, by_id))
            if len(found) >= MAX_ITEMS:
                break
    return found


def _plain(node: dict[str, Any], by_id: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return a node with references followed, "@value"s unwrapped and prefixes cut off."""

    def plain(value: Any, depth: int) -> Any:
        if depth > 12:
            return None
        if isinstance(value, list):
            return [plain(each, depth + 1) for each in value[:200]]
        if not isinstance(value, dict):
            return value
        if "@value" in value:
            return value["@value"]
        if set(value) == {"@list"} or set(value) == {"@set"}:
            return plain(next(iter(value.values())), depth + 1)
        key = value.get("@id")
        if len(value) == 1 and isinstance(key, str) and key in by_id and len(by_id[key]) > 1:
            value = by_id[key]
        return {_bare(name): plain(each, depth + 1) for name, each in value.items()}

    found = plain(node, 0)
    assert isinstance(found, dict)
    return found


def _bare(name: str) -> str:
    return name if name.startswith("@") else re.split(r"[/#]|(?<=schema):", name)[-1]


# --- reading ----------------------------------------------------------------------------------


def _all(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _name(value: Any) -> str:
    """Return the first text or name among values."""
    for each in _all(value):
        if isinstance(each, dict):
            each = each.get("name") or each.get("legalName") or each.get("value")
            each = _all(each)[0] if _all(each) else None
        text = read_text(each)
        if text:
            return text
    return ""


def _read_posting(posting: dict[str, Any], index: int, *, url: str, is_alone: bool) -> PulledItem:
    draft = RowDraft(index=index, pointer=f"/JobPosting/{index}", raw=posting)
    own = _name(posting.get("url"))
    link = join_url(url, own) if own else (url if is_alone else "")
    if link.startswith(("http://", "https://")):
        draft.put("url", link)
    draft.put("id", _identifier(posting))
    draft.put("id", draft.row.get("url"))
    draft.put("title", _plain_text(_name(posting.get("title")) or _name(posting.get("name"))))
    draft.put("company", _plain_text(_name(posting.get("hiringOrganization"))))
    draft.put_html(
        "description",
        _name(posting.get("description")),
        *(_name(posting.get(k)) for k in ("responsibilities", "qualifications", "jobBenefits")),
    )
    _put_places(draft, posting)
    types = [read_text(each) for each in _all(posting.get("employmentType"))]
    draft.put("employment_type", ", ".join(t for t in types if t))
    _put_salary(draft, posting)
    draft.put("experience", _experience(posting.get("experienceRequirements")))
    draft.put("education", _education(posting.get("educationRequirements")))
    draft.put_date("posted_at", _name(posting.get("datePosted")), at="/datePosted")
    draft.put_date("valid_through", _name(posting.get("validThrough")), at="/validThrough")
    draft.put_flag("direct_apply", _first(posting.get("directApply")), at="/directApply")
    for each in _all(posting.get("skills")):
        text = _name(each)
        draft.put_list("skills", [s.strip() for s in re.split(r"[,;、，；|\n]", text) if s.strip()])
    draft.put("industry", _name(posting.get("industry")), at="/industry")
    draft.put("work_hours", _name(posting.get("workHours")), at="/workHours")
    for each in _all(posting.get("occupationalCategory")):
        draft.put_list("tags", _name(each))
    return draft.finish()


def _plain_text(text: str) -> str:
    return unescape(text).strip() if "&" in text else text


def _first(value: Any) -> Any:
    found = _all(value)
    return found[0] if found else None


def _identifier(posting: dict[str, Any]) -> str:
    for each in _all(posting.get("identifier")):
        value = each.get("value") or each.get("@id") if isinstance(each, dict) else each
        text = read_text(_first(value))
        if text:
            return text
    return ""


def _put_places(draft: RowDraft, posting: dict[str, Any]) -> None:
    is_remote = False
    for kind in _all(posting.get("jobLocationType")):
        is_remote = is_remote or "TELECOMMUTE" in str(kind).upper() or "REMOTE" in str(kind).upper()
    for place in _all(posting.get("jobLocation")):
        text = _place_text(place)
        if text.upper() == "TELECOMMUTE":
            is_remote = True
        else:
            draft.put_places(text)
    applicants = [_region_name(r) for r in _all(posting.get("applicantLocationRequirements"))]
    applicants = [name for name in applicants if name]
    if is_remote:
        draft.put_flag("remote", True)
        # Where one may live is where remote work is done.
        draft.put_places(*applicants)
    draft.put("applicant_location", "; ".join(applicants))


def _region_name(value: Any) -> str:
    if isinstance(value, dict):
        inner = value.get("address")
        if isinstance(inner, dict) and not value.get("name"):
            return _place_text(value)
        return country_name(_name(value))
    return country_name(value)


def _place_text(place: Any) -> str:
    if not isinstance(place, dict):
        return read_text(place) or ""
    address = _first(place.get("address"))
    if isinstance(address, str):
        return address.strip()
    if not isinstance(address, dict):
        is_address = any(k in place for k in ("addressLocality", "addressCountry", "addressRegion"))
        if not is_address:
            return _name(place.get("name"))
        address = place
    text = join_place(
        city=_name(address.get("addressLocality")),
        region=_name(address.get("addressRegion")),
        country=_name(address.get("addressCountry")),
    )
    return text or _name(place.get("name")) or _name(address.get("name"))


def _put_salary(draft: RowDraft, posting: dict[str, Any]) -> None:
    salary = _first(posting.get("baseSalary"))
    currency = _name(posting.get("salaryCurrency"))
    if salary is None:
        return
    if not isinstance(salary, dict):
        _put_amount(draft, salary, currency=currency, period="")
        return
    currency = _name(salary.get("currency")) or _name(salary.get("priceCurrency")) or currency
    period = _unit_of(salary)
    value = _first(salary.get("value"))
    if isinstance(value, dict):
        currency = currency or _name(value.get("currency"))
        period = _unit_of(value) or period
        salary = value
        value = _first(value.get("value"))
    low, high = _first(salary.get("minValue")), _first(salary.get("maxValue"))
    if low is None and high is None:
        low, high = _first(salary.get("minPrice")), _first(salary.get("maxPrice"))
    if low is None and high is None:
        if value is None:
            value = _first(salary.get("price"))
        _put_amount(draft, value, currency=currency, period=period)
        return
    draft.put_pay(low=low, high=high, currency=currency, period=period, at="/baseSalary")


def _unit_of(value: dict[str, Any]) -> str:
    return (
        _name(value.get("unitText"))
        or _name(value.get("unitCode"))
        or _name(value.get("duration")).replace("P1Y", "year").replace("P1M", "month")
    )


def _put_amount(draft: RowDraft, value: Any, *, currency: str, period: str) -> None:
    if value is None:
        return
    if read_amount(value) is not None:
        draft.put_pay(low=value, high=value, currency=currency, period=period, at="/baseSalary")
        return
    text = read_text(value) or ""
    bounds = re.fullmatch(r"\D{0,4}(\d[\d,.]*)\s*(?:-|–|~|to|至)\s*\D{0,4}(\d[\d,.]*)\s*", text)
    if bounds and read_amount(bounds[1]) and read_amount(bounds[2]):
        draft.put_pay(
            low=bounds[1],
            high=bounds[2],
            currency=currency,
            period=period,
            words=text,
            at="/baseSalary",
        )
    else:
        draft.put_pay(words=text, at="/baseSalary")


def _experience(value: Any) -> str:
    for each in _all(value):
        if isinstance(each, dict):
            months = read_amount(_first(each.get("monthsOfExperience")))
            if months:
                return f"{months / 12:g} years" if months >= 12 else f"{months:g} months"
        text = _name(each) or (_name(each.get("description")) if isinstance(each, dict) else "")
        if text and text != "no requirements":
            return text[:400]
    return ""


def _education(value: Any) -> str:
    texts: list[str] = []
    for each in _all(value):
        if isinstance(each, dict):
            each = each.get("credentialCategory") or each.get("name") or each.get("description")
        text = _name(each)
        if text and text != "no requirements" and text not in texts:
            texts.append(text)
    return ", ".join(texts)[:400]
