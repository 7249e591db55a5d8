"""The declared mapping: what is declared is read, what is not is missing."""

import json

import pytest

from feeds.connectors import UnreadableFeed, draft_mapping, parse_mapping, read_page
from feeds.connectors.documents import load_xml, xml_to_json
from feeds.connectors.values import read_amount, read_moment
from feeds.pulling import build_next


def read(document, mapping, **given):
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    return read_page(data, connector="mapping", mapping=parse_mapping(mapping), **given)


ZH = {
    "code": 0,
    "data": {
        "list": [
            {
                "positionId": 88,
                "positionName": "叉车司机",
                "brand": {"name": "远航物流"},
                "cities": [{"c": "苏州", "p": "江苏"}, {"c": "无锡", "p": "江苏"}],
                "pay": {"low": 6, "high": 8},
                "payText": "6-8K·13薪",
                "kind": 2,
                "wfh": "否",
                "published": 1790000000000,
                "until": "2026年12月31日",
                "labels": "五险一金|包住",
                "body": "<p>仓库装卸。</p>",
                "scale": "500人以上",
            },
            {"positionId": 89, "kind": 9, "published": "3月4日"},
        ]
    },
}
ZH_MAPPING = {
    "items": "data.list",
    "fields": {
        "id": "positionId",
        "title": "positionName",
        "company": "brand.name",
        "city": "cities[].c",
        "region": "cities[].p",
        "salary_raw": "payText",
        "employment_type": {"path": "kind", "values": {"1": "兼职", "2": "全职"}},
        "remote": "wfh",
        "posted_at": {"path": "published", "date": "epoch_ms"},
        "valid_through": "until",
        "tags": {"path": "labels", "split": "|"},
        "description": "body",
    },
    "constants": {"lang": "zh"},
    "extra": {"company_size": "scale"},
}


def test_json_is_read_as_declared():
    first, second = read(ZH, ZH_MAPPING).items
    assert first.row == {
        "id": "88", "title": "叉车司机", "company": "远航物流", "lang": "zh",
        "city": ["苏州, 江苏", "无锡, 江苏"], "salary_raw": "6-8K·13薪", "employment_type": "全职",
        "remote": False, "posted_at": "2026-09-21T14:13:20+00:00", "valid_through": "2026-12-31",
        "tags": ["五险一金", "包住"], "description": "<p>仓库装卸。</p>", "company_size": "500人以上",
    }  # fmt: skip
    assert first.missing == ("url",)
    assert (second.reject.code, second.reject.pointer) == ("missing_title", "/data/list/1")
    # A code that was not declared is no employment type; a date as declared is in milliseconds.
    assert {(p.code, p.field) for p in second.problems} == {
        ("unreadable_value", "employment_type"),
        ("unreadable_date", "posted_at"),
    }


def test_xml_is_read_by_element_paths():
    data = """<?xml version="1.0" encoding="iso-8859-1"?>
    <vacatures><vacature nr="5"><functie>Metselaar</functie><plaats>Zwolle</plaats>
      <loon min="2500" max="3000" per="maand"/><dagen>ma</dagen><datum>31-10-2026</datum></vacature></vacatures>
    """.encode("iso-8859-1")
    mapping = {
        "format": "xml",
        "items": "vacature",
        "lists": ["vacature", "dagen"],
        "fields": {
            "id": '"@nr"',
            "title": "functie",
            "city": "plaats",
            "salary_min": 'loon."@min"',
            "salary_max": 'loon."@max"',
            "salary_period": {"path": 'loon."@per"', "values": {"maand": "month"}},
            "tags": "dagen",
            "posted_at": {"path": "datum", "date": "%d-%m-%Y"},
        },
        "constants": {"country": "NL", "salary_currency": "EUR", "company": "Voorbeeld"},
    }
    (item,) = read(data, mapping).items
    assert item.row == {
        "id": "5", "title": "Metselaar", "city": "Zwolle, Netherlands", "company": "Voorbeeld",
        "salary_min": 2500.0, "salary_max": 3000.0, "salary_currency": "EUR",
        "salary_period": "month", "tags": ["ma"], "posted_at": "2026-10-31",
    }  # fmt: skip


def test_tables_and_json_lines_too():
    mapping = {"format": "csv", "fields": {"id": "Ref", "title": '"Job title"', "city": "Town"}}
    (item,) = read("Ref;Job title;Town\n1;Köchin;Graz\n".encode(), mapping).items
    assert item.row == {"id": "1", "title": "Köchin", "city": "Graz"}
    mapping = {"format": "ndjson", "fields": {"id": "i", "title": "t"}}
    page = read(b'{"i": 1, "t": "A"}\nnot json\n{"i": 2, "t": "B"}\n', mapping)
    assert [item.reject and item.reject.code for item in page.items] == [
        None,
        "not_an_object",
        None,
    ]


def test_constants_never_replace_what_an_item_says():
    mapping = {
        "fields": {"id": "id", "title": "t", "company": "c"},
        "constants": {"company": "Default", "salary_currency": "EUR", "salary_period": "year"},
    }
    first, second = read([{"id": 1, "t": "A", "c": "Own"}, {"id": 2, "t": "B"}], mapping).items
    assert first.row == {"id": "1", "title": "A", "company": "Own"}
    assert second.row["company"] == "Default"
    # Without pay there is no currency of it.
    assert "salary_currency" not in second.row


@pytest.mark.parametrize(
    ("pagination", "document", "url", "expected"),
    [
        ({"kind": "next_link", "path": "links.next"}, {"links": {"next": "?p=3"}}, "https://e.com/j?p=2", "https://e.com/j?p=3"),
        ({"kind": "next_link", "path": "links.next"}, {"links": {"next": None}}, "https://e.com/j", None),
        ({"kind": "cursor", "parameter": "c", "path": "meta.cur"}, {"meta": {"cur": "a b"}}, "https://e.com/j?c=x&k=1", "https://e.com/j?k=1&c=a+b"),
        ({"kind": "page", "parameter": "page"}, {}, "https://e.com/j", "https://e.com/j?page=2"),
        ({"kind": "page", "parameter": "page", "start": 0}, {}, "https://e.com/j?page=4", "https://e.com/j?page=5"),
        ({"kind": "page", "parameter": "page", "size": 2}, {}, "https://e.com/j", None),
        ({"kind": "offset", "parameter": "from", "total": "n"}, {"n": 2}, "https://e.com/j?from=1", None),
        ({"kind": "offset", "parameter": "from", "total": "n"}, {"n": 3}, "https://e.com/j?from=1", "https://e.com/j?from=2"),
    ],
)  # fmt: skip
def test_pages(pagination, document, url, expected):
    mapping = {"items": "jobs", "fields": {"id": "id", "title": "t"}, "pagination": pagination}
    page = read({"jobs": [{"id": 1, "t": "A"}], **document}, mapping, url=url)
    assert (build_next(url, page.next) if page.next else None) == expected


@pytest.mark.parametrize(
    ("mapping", "says"),
    [
        ({}, "/fields"),
        ({"fields": {"id": "id"}}, "title"),
        ({"fields": {"id": "id", "title": "a["}}, "JMESPath"),
        ({"fields": {"id": "id", "title": "t", "wage": "w"}}, "salary_min"),
        ({"fields": {"id": "id", "title": "t"}, "pagination": {"kind": "page"}}, "parameter"),
        ({"fields": {"id": "id", "title": "t"}, "itmes": "x"}, "itmes"),
        ("text", "/"),
    ],
)
def test_a_wrong_mapping_says_where(mapping, says):
    with pytest.raises(UnreadableFeed) as error:
        parse_mapping(mapping)
    assert error.value.code == "bad_mapping"
    assert says in error.value.detail


def test_a_path_that_finds_no_list_says_what_there_is():
    with pytest.raises(UnreadableFeed) as error:
        read(ZH, {**ZH_MAPPING, "items": "data.jobs"})
    assert error.value.code == "no_items"
    assert "code, data" in error.value.detail


def test_an_expression_that_fails_on_an_item_is_named_there():
    mapping = {"fields": {"id": "id", "title": "t", "city": "join(', ', places)"}}
    (item,) = read([{"id": 1, "t": "A", "places": 3}], mapping).items
    assert item.reject is None
    assert [(p.code, p.field) for p in item.problems] == [("mapping_failed", "city")]
    assert "city" in item.missing


def test_draft_names_what_it_recognises_and_can_be_used():
    draft = draft_mapping(ZH)
    assert draft is not None
    assert draft["items"] == "data.list"
    assert draft["fields"]["title"] == "positionName"
    parse_mapping({**draft, "fields": {"id": "positionId", **draft["fields"]}})
    xml = load_xml(
        b"<jobs><job><id>1</id><title>A</title><location>Kyoto</location></job><job><id>2</id><title>B</title></job></jobs>"
    )
    assert draft_mapping(xml_to_json(xml), form="xml") == {
        "format": "xml",
        "items": "job",
        "fields": {"id": "id", "title": "title", "city": "location"},
    }


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-1-5", "2026-01-05"),
        ("2026年10月1日 08:30", "2026-10-01T08:30:00"),
        ("2026-10-01T08:00:00.123+0000", "2026-10-01T08:00:00+00:00"),
        ("Thu, 01 Oct 2026 08:00:00 EST", "2026-10-01T08:00:00-05:00"),
        ("Thu, 1 Oct 2026", "2026-10-01"),
        ("Oct 1st, 2026", "2026-10-01"),
        (20261001, "2026-10-01"),
        (1790000000, "2026-09-21T14:13:20+00:00"),
        ("1790000000000", "2026-09-21T14:13:20+00:00"),
        ("31.12.2026", "2026-12-31"),
        ("12/31/2026", "2026-12-31"),
        ("01/10/2026", None),
        ("October 2026", None),
        ("2026-02-30", None),
        ("today", None),
        (5, None),
        (True, None),
    ],
)
def test_dates_with_one_meaning_are_read(value, expected):
    assert read_moment(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("50,000", 50000), ("$ 60000.00", 60000), ("80k", 80000), ("1,50,000", 150000), ("50'000", 50000),
        ("45.000", None), ("45,5", None), ("-5", None), ("10-20", None), (True, None), (float("nan"), None),
    ],
)  # fmt: skip
def test_amounts_with_one_meaning_are_read(value, expected):
    assert read_amount(value) == expected
