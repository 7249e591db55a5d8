"""English notes about oneself: names, posts, schools and lists are read by where they stand."""

import datetime
from typing import Any

import pytest

from resumes.fields import parse_answer, parse_fields
from resumes.pointers import MISSING, get_at

TODAY = datetime.date(2026, 11, 21)

READ: list[tuple[str, dict[str, Any]]] = [
    # Who it is, by what bears it out.
    (
        "baker at corner loaf since 2019. ilse vandermeer ilse.v@example.com",
        {"basics.name": "ilse vandermeer"},
    ),
    (
        "Tiler, ten years. Porcelain, wet rooms. Ruairi Quilty, Tralee, ph 0491 570 156",
        {"basics.name": "Ruairi Quilty", "basics.location.city": "Tralee"},
    ),
    ("Cook, Bramble House, Derby (Mar 2024 - now).", {"basics.name": MISSING}),
    # Where, whatever follows it; the post by its place before the employer.
    (
        "Second hand at Corvid Joinery in Exeter mostly stairs since May 2021.",
        {
            "work[0].position": "Second hand",
            "work[0].name": "Corvid Joinery",
            "work[0].location": "Exeter",
            "work[0].startDate": "2021-05",
        },
    ),
    (
        "Working in Saffron Ledger Pvt Ltd, Pune as Accounts Executive from July 2023 till date.",
        {
            "work[0].name": "Saffron Ledger Pvt Ltd",
            "work[0].location": "Pune",
            "work[0].position": "Accounts Executive",
        },
    ),
    (
        "I worked at Tesco in Ashford as a picker 2020 to 2022 and then at Asda same town same job.",
        {"work[1].name": "Asda", "work[1].position": "picker", "work[1].location": "Ashford"},
    ),
    (
        "Nurse. Band 6 on ICU at Whitmoor Hospital from 2019.",
        {"work[0].position": "Band 6 on ICU", "work[0].name": "Whitmoor Hospital"},
    ),
    # Schooling, beside a job and by itself; a level is schooling only where a school is named.
    (
        "pgce from ashby city uni 2019, english lit ba before that at lowford college",
        {"education[0].studyType": "pgce", "education[1].studyType": "ba"},
    ),
    (
        "Plasterer. level 3 plastering at Coleg Dyffryn.",
        {"education[0].institution": "Coleg Dyffryn", "education[0].studyType": "level 3"},
    ),
    ("Plasterer at Marlow Walls since 2020. NVQ level 2.", {"education": MISSING}),
    ("Warehouse associate, Ampler, 06/2023–present.", {"education": MISSING}),
    # Lists by their items, papers by how they end.
    (
        "Hairdresser at Curl Lane since 2020. do colour, balayage, bridal.",
        {"skills[0].name": "colour", "skills[2].name": "bridal"},
    ),
    (
        "Carer at Elm View since 2020. AHPRA registered, flu vax, NDIS check.",
        {"certificates[1].name": "flu vax", "certificates[2].name": "NDIS check"},
    ),
    (
        "Clerk. 6 years at Bray Council (2016 to 2019).",
        {"work[0].startDate": "2016", "work[0].summary": "6 years"},
    ),
    # Taken back, left out.
    (
        "Plumber. Keith Marl 07700 900111 actually use 07700 900112",
        {"basics.phone": "07700900112"},
    ),
    (
        "Line cook at Copper Spoon since 2022. also did a summer at a taco truck. dont put the taco truck actually",
        {"work[0].name": "Copper Spoon", "work[1]": MISSING, "work[0].highlights": MISSING},
    ),
    (
        "Clerk at Bray Foods, took a break then to look after my mum.",
        {"work[0].name": "Bray Foods", "work[0].highlights": MISSING},
    ),
]


@pytest.mark.parametrize(("text", "wanted"), READ, ids=[text[:24] for text, _w in READ])
def test_notes_are_read_by_where_words_stand(text: str, wanted: dict[str, Any]) -> None:
    found = parse_fields(text, today=TODAY)
    assert {path: get_at(found.document, path) for path in wanted} == wanted


def test_a_surname_joins_the_given_name_told_first() -> None:
    document = {"basics": {"name": "Bronagh"}}
    answer = parse_answer("basics.name", "Quillan", document=document, today=TODAY)
    assert [change.value for change in answer.changes] == ["Bronagh Quillan"]


def test_what_is_said_about_an_address_is_none_itself() -> None:
    document = {"basics": {"email": "ken@@example.com"}}
    answer = parse_answer("basics.email", "one @ only", document=document, today=TODAY)
    assert [change.value for change in answer.changes] == ["ken@example.com"]


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("worked for Northgate as a line feeder from 2017 till 2020", "line feeder"),
        ("Worked at Ocado as a CFC shunter from Sept 2016 till March 2020", "CFC shunter"),
        ("worked for Bakkavor as a family from 2017 till 2020", None),
        ("Worked at Asda as a result of a placement from 2016 till 2018", None),
    ],
)
def test_a_post_that_no_list_knows_is_read_behind_its_employer(text: str, position: str | None):
    work = parse_fields(text, today=TODAY).document["work"][0]
    assert work.get("position") == position
