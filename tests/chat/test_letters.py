"""A letter claims what the résumé bears out, and names the employer it goes to and no other."""

from dataclasses import replace

import pytest

from chat.letters import Grounds, find_unfounded
from resumes.proposals import measure_nearness

EN = Grounds(
    own="Sarah Okafor\nStaff Nurse\nOld Infirmary\n2019-03\nRan the night shift on a stroke ward",
    posting="Ward Nurse\nNights on a stroke ward in Leeds. Ten years of experience with Epic.",
    employer="Leeds General",
    own_employers=("Old Infirmary",),
    others=("Harrogate Care", "York Clinic"),
)
ZH = Grounds(
    own="王芳\n质检员\n华星电子\n负责来料检验和出货检验",
    posting="品质检验员\n要求五年以上经验,熟悉ISO9001,两班倒",
    employer="东方仪表",
    own_employers=("华星电子",),
    others=("联创精工",),
)

LETTER = (
    "Dear Leeds General team,\nI am interested in the Ward Nurse post. At Old Infirmary I ran "
    "the night shift on a stroke ward. May I learn more?\nKind regards"
)


def check(letter, grounds):
    return find_unfounded(letter, grounds, near=measure_nearness)


@pytest.mark.parametrize(
    ("letter", "grounds"),
    [
        (LETTER, EN),
        ("您好,我对品质检验员很感兴趣。我在华星电子负责来料检验和出货检验。希望能进一步沟通。", ZH),
        ("Experienced on a stroke ward. Ran the night shift.", EN),
        ("Responsible for the night shift on a stroke ward.", EN),
        ("负责来料检验和出货检验。", ZH),
        ("有质检员和来料检验经验,希望加入东方仪表。", ZH),
        ("您好!贵公司的品质检验员岗位是两班倒吗?期待您的回复。", ZH),
    ],
)  # fmt: skip
def test_what_is_borne_out_may_be_shown(letter, grounds):
    assert check(letter, grounds) is None


@pytest.mark.parametrize(
    ("letter", "grounds", "why"),
    [
        # The previous letter's employer, and a previous employer of one's own.
        ("Dear Harrogate Care,\nI would like to apply.", EN, "Harrogate Care"),
        ("Dear Old Infirmary,\nI would like to join your team.", EN, "Old Infirmary"),
        ("您好,我想加入联创精工。", ZH, "联创精工"),
        ("尊敬的华星电子,我想应聘品质检验员。", ZH, "华星电子"),
        # What the posting asks for makes nobody able to do it.
        ("I have used Epic on a stroke ward.", EN, "Epic"),
        ("I have 15 years on a stroke ward.", EN, "15"),
        ("我熟悉ISO9001。", ZH, "ISO9001"),
        ("我有20年质检经验。", ZH, "20"),
        ("I speak fluent mandarin and fly helicopters.", EN, "bears this out"),
        # It is claimed as much where nobody says "I".
        ("Experienced with Epic.", EN, "Epic"),
        ("Ten years of experience with Epic.", EN, "Epic"),
        ("Highly skilled in Epic, keen to learn more.", EN, "Epic"),
        ("Proficient in underwater welding and baking.", EN, "bears this out"),
        ("Dear team, led a bakery of many.", EN, "bears this out"),
        ("熟悉ISO9001,五年以上经验。", ZH, "ISO9001"),
        ("您好,熟悉ISO9001,希望加入贵公司。", ZH, "ISO9001"),
        ("精通品质体系。", ZH, "bears this out"),
        ("有五年以上两班倒经验。", ZH, "bears this out"),
        ("五年以上品质管理经验。", ZH, "bears this out"),
        ("The pay of 99,000 suits me.", EN, "99000"),
    ],
)  # fmt: skip
def test_what_nothing_bears_out_is_refused(letter, grounds, why):
    wrong = check(letter, grounds)
    assert wrong is not None
    assert why in wrong


@pytest.mark.parametrize(
    ("letter", "grounds", "said", "other"),
    [
        ("Dear team, like Harrogate Care you care.", EN, "write to Harrogate Care", "Harrogate"),
        ("您好,我对品质检验员感兴趣,联创精工也是。", ZH, "给联创精工写封信", "联创精工"),
    ],
)
def test_an_employer_that_was_spoken_of_stands_in_no_letter_to_another(
    letter, grounds, said, other
):
    wrong = check(letter, replace(grounds, said=said))
    assert wrong is not None
    assert wrong.startswith("it names another employer")
    assert other in wrong


def test_what_was_said_bears_a_claim_out():
    assert check("I have used Epic for years.", replace(EN, said="I used Epic for years")) is None
