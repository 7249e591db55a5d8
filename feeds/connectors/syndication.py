"""RSS and Atom: any feed of postings, We Work Remotely's and Indeed's own habits known."""

import re
from urllib.parse import urlsplit

from lxml import etree

from jobassist.language.places import parse_location

from .documents import (
    child_text,
    element_text,
    find_elements,
    load_xml,
    local_name,
    raw_xml,
    xml_errors,
)
from .items import (
    MAX_ITEMS,
    NextPage,
    Problem,
    PulledItem,
    PulledPage,
    RowDraft,
    UnreadableFeed,
    drop_repeats,
)
from .values import join_url

# What plug-ins of career pages call these, with whatever prefix.
_COMPANY = ("company", "company_name", "companyname", "hiringorganization", "employer")
_CITY = ("location", "job_location", "joblocation", "city", "formattedlocation")
_TYPE = ("job_type", "jobtype", "employment_type", "employmenttype", "type")
_SALARY = ("salary", "compensation", "basesalary", "pay")
_UNTIL = (
    "expires_at",
    "expires",
    "expirationdate",
    "expiration_date",
    "validthrough",
    "closingdate",
)


def read_syndication(data: bytes, *, url: str = "", charset: str = "") -> PulledPage:
    """Read RSS 0.9–2.0 or Atom. A feed is a window on the newest, never the whole list."""
    root = load_xml(data)
    if local_name(root).casefold() not in ("rss", "feed", "rdf"):
        raise UnreadableFeed(
            "unexpected_shape",
            f"Neither RSS nor Atom: the document's root is <{local_name(root)}>.",
        )
    elements = find_elements(root, "item", "entry")
    home = _home_of(root) or url
    items = [_read_entry(element, i, home=home, root=root) for i, element in enumerate(elements)]
    problems = tuple(Problem("unreadable_value", "", detail) for detail in xml_errors(root))
    if len(elements) > MAX_ITEMS:
        problems += (Problem("too_many_items", "", f"only the first {MAX_ITEMS} are read"),)
    return PulledPage(drop_repeats(items[:MAX_ITEMS]), next=_next_of(root), problems=problems)


def _home_of(root: etree._Element) -> str:
    channel = next(iter(find_elements(root, "channel")), root)
    return child_text(channel, "link") or _link_of(channel)


def _next_of(root: etree._Element) -> NextPage | None:
    for link in root.iter("{http://www.w3.org/2005/Atom}link"):
        if link.get("rel") == "next" and link.get("href"):
            return NextPage(url=link.get("href"))
    return None


def _link_of(entry: etree._Element) -> str:
    """Return Atom's link to the page itself, else its first."""
    links = [child for child in entry if local_name(child) == "link" and child.get("href")]
    for link in links:
        if link.get("rel", "alternate") == "alternate":
            return str(link.get("href"))
    return str(links[0].get("href")) if links else ""


def _is_host(url: str, name: str) -> bool:
    try:
        host = (urlsplit(url).hostname or "").casefold()
    except ValueError:
        return False
    return bool(re.search(rf"(?:^|\.){name}\.[a-z.]+$", host))


def _read_entry(
    entry: etree._Element, index: int, *, home: str, root: etree._Element
) -> PulledItem:
    name = local_name(entry)
    draft = RowDraft(
        index=index,
        pointer=f"/{local_name(root)}/{'channel/' if name == 'item' else ''}{name}/{index}",
        raw=raw_xml(entry),
    )
    link = child_text(entry, "link") or _link_of(entry)
    guid = child_text(entry, "guid", "id")
    if not link and re.match(r"https?://", guid):
        link = guid
    if link and home.startswith("http"):
        link = join_url(home, link)
    draft.put("id", guid or link)
    draft.put("url", link)
    title = child_text(entry, "title")
    is_indeed = _is_host(link, "indeed")
    for key, names in (("company", _COMPANY), ("employment_type", _TYPE)):
        draft.put(key, child_text(entry, *names))
    if is_indeed:
        # Elsewhere `source` names the feed that an item was taken from.
        draft.put("company", child_text(entry, "source"))
        title = _read_indeed_title(draft, title)
    elif _is_host(link, "weworkremotely") or _is_host(home, "weworkremotely"):
        title = _read_wwr(draft, entry, title)
    draft.put("title", title)
    draft.put_html(
        "description",
        child_text(entry, "encoded") or child_text(entry, "content", "description", "summary"),
    )
    if "city" not in draft.row:
        draft.put_places(child_text(entry, *_CITY))
    if "city" not in draft.row:
        draft.put_address(
            region=child_text(entry, "state", "region"), country=child_text(entry, "country")
        )
    draft.put_flag(
        "remote", child_text(entry, "remote", "is_remote", "telecommuting"), at="/remote"
    )
    draft.put_pay(words=child_text(entry, *_SALARY), at="/salary")
    draft.put_date("posted_at", child_text(entry, "pubDate", "published", "date"), at="/pubDate")
    draft.put_date("valid_through", child_text(entry, *_UNTIL), at="/expires")
    for child in entry:
        if local_name(child) == "category":
            draft.put_list("tags", child.get("term") or element_text(child))
    skills = child_text(entry, "skills")
    draft.put_list("skills", [s.strip() for s in re.split(r"[,;|]", skills) if s.strip()])
    return draft.finish()


def _read_wwr(draft: RowDraft, entry: etree._Element, title: str) -> str:
    """Return the title without the company that We Work Remotely writes before it."""
    draft.put_flag("remote", True)
    draft.put_address(
        city=child_text(entry, "region"),
        region=child_text(entry, "state"),
        country=child_text(entry, "country"),
    )
    company, mark, rest = title.partition(": ")
    if mark and rest.strip() and "company" not in draft.row:
        draft.put("company", company)
        return rest.strip()
    return title


def _read_indeed_title(draft: RowDraft, title: str) -> str:
    """Return the title without company and place, which Indeed writes after it.

    "Title - Company - Place": a title may hold the mark too, so only what is certain is cut off.
    """
    parts = [part.strip() for part in title.split(" - ")]
    known = draft.row.get("company")
    if len(parts) > 1 and _is_place(parts[-1]) and (len(parts) > 2 or known):
        draft.put_places(parts.pop())
    if known and len(parts) > 1 and parts[-1].casefold() == str(known).casefold():
        parts.pop()
    elif not known and len(parts) == 2:
        draft.put("company", parts.pop())
    elif not known and len(parts) > 2:
        draft.warn("unclear_title", "which part is the company is not certain", field="company")
    return " - ".join(parts)


def _is_place(text: str) -> bool:
    location = parse_location(text)
    return not location.unknown and bool(location.places or location.is_remote)
