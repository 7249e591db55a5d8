"""A proposed value rests on the words it names, or it is refused; a paraphrase is doubtful."""

import pytest

from resumes.grounding import NotGrounded, check_value
from resumes.proposals import Given, Proposal, check_proposals
from resumes.services import Source

SOURCE = Source(kind="message", ref="m1")


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("/work/-", {"name": "Leeds General", "position": "Staff Nurse", "startDate": "2019-03"},
         "staff nurse at Leeds General since March 2019"),
        ("/work/-", {"name": "华星电子", "position": "质检员"}, "在华星电子干了两年质检员"),
        ("/skills/-", {"name": "Excel"}, "I know excel and word"),
        ("/skills/-", {"name": "Python"}, "I never learned Java, but I use Python"),
        ("/skills/-", {"name": "C++"}, "I write C++ daily"),
        ("/work/0/startDate", "2019", "since March 2019"),
        ("/work/0/endDate", "2019-05", "19年5月走的"),
        ("/work/0/highlights/-", "Never missed a shift", "I never missed a shift"),
        ("/education/0", {"institution": "郑州大学", "endDate": "2018"}, "18年郑州大学毕业"),
        ("/work/0/highlights/-", "Supervised five nurses at night", "supervised five nurses at night"),
        ("/work/0/summary", "I ran the night shift.", "i ran the night shift, mostly"),
    ],
)  # fmt: skip
def test_what_was_given_is_sure(path, value, words):
    assert check_value(path, value, words=words) is False


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("/work/0/highlights/-", "Handled customer complaints", "dealt with angry customers"),
        ("/work/0/summary", "Cared for elderly residents and gave medication",
         "looked after the old people in the home, handed out their pills"),
        ("/work/0/highlights/0", "负责仓库货物的收发与盘点", "我就是在库房收货发货,月底点数"),
    ],
)  # fmt: skip
def test_a_paraphrase_is_doubtful(path, value, words):
    assert check_value(path, value, words=words) is True


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("/work/-", {"name": "Google"}, "I worked for a search firm"),
        ("/work/0/position", "Senior Staff Nurse", "staff nurse"),
        ("/work/0/startDate", "2018-03", "since March 2019"),
        ("/work/0/startDate", "2019-04", "since March 2019"),
        ("/work/0/summary", "Raised sales by 40%", "I raised sales a lot"),
        ("/work/0/summary", "Ran wards with Epic", "I ran wards"),
        ("/work/0/summary", "Won a national prize for painting", "I nursed on a ward"),
        ("/work/0/summary", "Award-winning nurse", "I am a nurse"),
        ("/work/0/summary", "Managed the hospital's budget", "I nursed on a ward at the hospital"),
        ("/work/0/summary", "获得全国优秀员工称号", "我在厂里做质检"),
        ("/education/0/studyType", "硕士", "本科毕业"),
        ("/skills/-", {"name": "Python", "level": "expert"}, "a bit of python"),
        ("/basics/phone", "13800138000", "my number is 13800138001"),
        ("/work/0/position", "Team Leader", "I was never a Team Leader"),
        ("/skills/-", {"name": "Python"}, "I have never used Python"),
        ("/skills/-", {"name": "英语"}, "不会说英语"),
        ("/skills/-", {"name": "会说英语"}, "不会说英语"),
        ("/work/0/summary", "Certified electrician work", "No certificate, did electrician work"),
        ("/work/0/summary", "Managed the shop and the stock", "I worked in the shop and the stock"),
        ("/work/0/summary", "Sales grew by 20%", "sales grew by the year, 20 years"),
        ("/work/0/startDate", "2019-05", "5 years until 2019"),
        ("/work/0/name", None, "anything"),
    ],
)  # fmt: skip
def test_what_was_not_given_is_refused(path, value, words):
    with pytest.raises(NotGrounded):
        check_value(path, value, words=words)


def test_words_that_nobody_gave_bear_nothing_out():
    given = [Given("I was a nurse in Leeds", SOURCE)]
    with pytest.raises(NotGrounded, match="nobody gave"):
        check_proposals(
            [Proposal("add", "/work/-", {"position": "Baker"}, "I was a baker")], given=given
        )


def test_a_change_carries_the_words_and_where_they_stand():
    given = [Given("Well, I was a nurse in Leeds", SOURCE)]
    (change,) = check_proposals(
        [Proposal("add", "/work/-", {"position": "nurse"}, "I was a nurse")], given=given
    )
    assert change.source is not None
    assert (change.source.ref, change.source.words) == ("m1", "I was a nurse")
    assert (change.source.start, change.source.end) == (6, 19)
    assert change.source.is_doubtful is None


def test_a_whole_section_cannot_be_removed():
    given = [Given("take my jobs out", SOURCE)]
    with pytest.raises(NotGrounded):
        check_proposals([Proposal("remove", "/work", None, "take my jobs out")], given=given)
