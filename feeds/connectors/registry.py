"""Every connector by its name: what it reads, where a board's list is, what a full list means."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote

from .applicant_systems import (
    read_ashby,
    read_greenhouse,
    read_lever,
    read_recruitee,
    read_workable,
)
from .boards import read_himalayas, read_remoteok, read_smartrecruiters
from .detect import detect_format
from .items import PulledPage, UnreadableFeed
from .job_xml import read_indeed_xml, read_linkedin_xml
from .json_ld import read_json_ld
from .mapping import Mapping, read_mapped
from .syndication import read_syndication


class Reader(Protocol):
    """Reads one document."""

    def __call__(self, data: bytes, *, url: str = "", charset: str = "") -> PulledPage: ...


@dataclass(frozen=True, slots=True)
class Connector:
    """A format. `list_url` gives the address of a board by its name, where it has boards.

    `is_complete`: its pages together are all there is, so what is missing has ended.
    """

    name: str
    label: str
    read: Reader
    list_url: Callable[[str], str] | None = None
    is_complete: bool = False
    has_details: bool = False


def _template(pattern: str) -> Callable[[str], str]:
    return lambda board: pattern.format(quote(board.strip(), safe=""))


_ALL = (
    Connector(
        "greenhouse",
        "Greenhouse",
        read_greenhouse,
        _template("https://boards-api.greenhouse.io/v1/boards/{}/jobs?content=true"),
        is_complete=True,
    ),
    Connector(
        "lever",
        "Lever",
        read_lever,
        _template("https://api.lever.co/v0/postings/{}?mode=json"),
        is_complete=True,
    ),
    Connector(
        "ashby",
        "Ashby",
        read_ashby,
        _template("https://api.ashbyhq.com/posting-api/job-board/{}?includeCompensation=true"),
        is_complete=True,
    ),
    Connector(
        "workable",
        "Workable",
        read_workable,
        _template("https://apply.workable.com/api/v1/widget/accounts/{}?details=true"),
        is_complete=True,
    ),
    Connector(
        "smartrecruiters",
        "SmartRecruiters",
        read_smartrecruiters,
        _template("https://api.smartrecruiters.com/v1/companies/{}/postings?limit=100&offset=0"),
        is_complete=True,
        has_details=True,
    ),
    Connector(
        "recruitee",
        "Recruitee",
        read_recruitee,
        _template("https://{}.recruitee.com/api/offers/"),
        is_complete=True,
    ),
    Connector("remoteok", "RemoteOK", read_remoteok, lambda _board: "https://remoteok.com/api"),
    Connector(
        "himalayas",
        "Himalayas",
        read_himalayas,
        lambda _board: "https://himalayas.app/jobs/api?limit=20&offset=0",
    ),
    Connector("rss", "RSS / Atom", read_syndication),
    Connector("indeed_xml", "Indeed XML", read_indeed_xml, is_complete=True),
    Connector("linkedin_xml", "LinkedIn XML", read_linkedin_xml, is_complete=True),
    Connector("json_ld", "schema.org JobPosting (JSON-LD)", read_json_ld),
)
CONNECTORS = {connector.name: connector for connector in _ALL}
MAPPING = "mapping"


def read_page(
    data: bytes,
    *,
    connector: str,
    mapping: Mapping | None = None,
    url: str = "",
    charset: str = "",
) -> PulledPage:
    """Return what a document holds, read by a connector, by `mapping`, or by `auto`."""
    if mapping is not None or connector == MAPPING:
        if mapping is None:
            raise UnreadableFeed("bad_mapping", "The mapping is not given.")
        return read_mapped(data, mapping=mapping, url=url, charset=charset)
    if connector == "auto":
        connector = detect_format(data, charset=charset)
    if connector not in CONNECTORS:
        names = ", ".join(("auto", *CONNECTORS, MAPPING))
        raise UnreadableFeed("unknown_connector", f"No connector “{connector}”; there are {names}.")
    return CONNECTORS[connector].read(data, url=url, charset=charset)
