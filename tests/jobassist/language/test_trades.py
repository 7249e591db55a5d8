"""Fields of work stand for the occupations in them, where they are asked for as work."""

import pytest

from jobassist.language.trades import families_of_field, find_fields


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("finance", "auditor"),
        ("厂里", "general-worker"),
        ("HR", "recruiter"),
        ("财务相关", "payroll"),
    ],
)
def test_a_field_holds_its_occupations(text: str, family: str) -> None:
    assert family in families_of_field(text)


def test_an_occupation_is_no_field() -> None:
    assert not families_of_field("staff nurse")
    assert "finance-manager" not in families_of_field("会计")


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("anything in supply chain or procurement", ["supply chain", "procurement"]),
        ("想找市场或者公关的工作", ["市场", "公关"]),
        ("I studied finance in Leeds", []),
        ("an industrial design placement", []),
    ],
)
def test_fields_are_found_where_work_is_asked_for(text: str, fields: list[str]) -> None:
    assert [hit.text for hit in find_fields(text)] == fields
