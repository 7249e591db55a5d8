"""Slips of spelling are put right only where one thing can have been meant."""

import pytest

from chat.repairing import find_nearest
from chat.tool_base import ToolRetry, parse_arguments
from chat.tools import TOOLS, RejectArguments, SearchArguments
from chat.writing_tools import RefArguments

KINDS = ("full_time", "part_time", "contract", "internship", "temporary")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("Full-Time", "full_time"),
        ("fulltime", "full_time"),
        ("part tiem", "part_time"),
        ("contracts", "contract"),
        ("temp", "temporary"),
        ("intern", "internship"),
        ("permanent", None),
        ("time", None),
        ("", None),
        ("全职", None),
    ],
)
def test_only_one_legal_value_may_be_near(word, meant):
    assert find_nearest(word, KINDS) == meant


@pytest.mark.parametrize(
    ("word", "meant"), [("searchJobs", "search_jobs"), ("show", None), ("send_mail", None)]
)
def test_a_tool_that_may_be_another_is_not_guessed(word, meant):
    assert find_nearest(word, TOOLS) == meant


def test_enumerations_and_refs_are_repaired_in_place():
    wishes = parse_arguments(
        SearchArguments, '{"employment_type": "Full Time", "salary_period": "yearly"}'
    )
    assert (wishes.employment_type, wishes.salary_period) == ("full_time", "year")
    assert parse_arguments(RefArguments, '{"ref": "job 2"}').ref == "J2"
    refused = parse_arguments(RejectArguments, '{"refs": ["[j1]"], "reason": "to_low_salary"}')
    assert (refused.refs, refused.reason) == (("J1",), "too_low_salary")


@pytest.mark.parametrize(
    "arguments",
    [
        '{"employment_type": "permanent"}',
        '{"employment_type": "fulltime", "salary_min": "a lot"}',
        '{"employment_type": "fulltime", "colour": "red"}',
        '{"titles": "nurse"}',
    ],
)
def test_what_is_not_plain_is_refused_whole(arguments):
    with pytest.raises(ToolRetry):
        parse_arguments(SearchArguments, arguments)
