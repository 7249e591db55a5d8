"""Readers of other people's feeds: bytes to rows of the posting schema, and what they lack.

Pure: no network, no database. What a format does not state stays missing and is named; no
reader invents a company, a place, pay or a date.
"""

from .detect import detect_format
from .drafting import draft_mapping
from .items import Problem, PulledItem, PulledPage, UnreadableFeed, fill_defaults, merge_detail
from .mapping import Mapping, parse_mapping
from .registry import CONNECTORS, MAPPING, Connector, read_page

__all__ = [
    "CONNECTORS",
    "MAPPING",
    "Connector",
    "Mapping",
    "Problem",
    "PulledItem",
    "PulledPage",
    "UnreadableFeed",
    "detect_format",
    "draft_mapping",
    "fill_defaults",
    "merge_detail",
    "parse_mapping",
    "read_page",
]
