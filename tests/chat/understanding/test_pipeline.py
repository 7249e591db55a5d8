import time
from datetime import date

import pytest

from chat.understanding import Card, Context, understand
from jobs.criteria import Criteria

TODAY = date(2026, 11, 21)
SEARCH = Criteria(
    titles=("会计",), cities=("郑州",), salary_min=8000, salary_period="month", skills=("excel",)
)
JOBS_IN_LEEDS = Criteria(
    titles=("nurse",), cities=("Leeds", "York"), salary_min=30000, salary_period="year"
)


def said(text: str, **context):
    return understand(text, context=Context(**context), today=TODAY)


class TestAPromptDecidesWhatAShortAnswerMeans:
    def test_yes_confirms_what_was_asked(self):
        assert said("可以", open_prompt="resume_preview.confirm").intent == "confirm"
        assert said("go ahead", open_prompt="message_preview.send").intent == "confirm"

    def test_no_denies_what_was_asked(self):
        assert said("先别发", open_prompt="message_preview.send").intent == "deny"
        assert said("not yet", open_prompt="resume_preview.confirm").intent == "deny"

    def test_nothing_to_say_skips_a_field(self):
        assert said("没有", open_prompt="resume.certificates", scene="resume").intent == "skip"

    def test_a_bare_figure_is_pay_where_pay_was_asked(self):
        found = said("八千到一万", open_prompt="criteria.salary_min")
        assert found.intent == "refine"
        assert found.criteria.set["salary_min"] == 8000
        assert found.criteria.set["salary_max"] == 10000

    def test_an_unknown_word_is_an_occupation_where_one_was_asked(self):
        found = said("滴胶工艺师", open_prompt="criteria.titles", lang_hint="zh")
        assert found.criteria.set["titles"] == ["滴胶工艺师"]

    def test_another_fact_than_the_one_asked_for_is_taken_all_the_same(self):
        found = said(
            "my email is ann.fox@example.com", open_prompt="resume.basics.phone", scene="resume"
        )
        assert found.intent == "write_resume"
        assert found.resume_values == {"basics.email": "ann.fox@example.com"}


class TestAChangeIsHeldAgainstTheCriteriaInForce:
    def test_too_adds_a_city(self):
        found = said("洛阳也可以", criteria=SEARCH, last_cards=2)
        assert found.criteria.set["cities"] == ["郑州", "洛阳"]
        assert found.criteria.added["cities"] == ("洛阳",)

    def test_instead_replaces_a_city(self):
        found = said("make it Hull instead", criteria=JOBS_IN_LEEDS, last_cards=2)
        assert found.criteria.set["cities"] == ["Hull"]

    def test_not_this_but_that_replaces_and_refuses_nothing(self):
        found = said("不是郑州,是徐州", criteria=SEARCH)
        assert found.criteria.set == {"cities": ["徐州"]}

    def test_an_amount_more_is_added_to_the_pay_in_force(self):
        assert said("工资再加两千", criteria=SEARCH).criteria.set["salary_min"] == 10000
        assert said("add another 3k", criteria=JOBS_IN_LEEDS).criteria.set["salary_min"] == 33000

    def test_a_direction_without_amount_stays_a_direction(self):
        found = said("再高一点", criteria=SEARCH, last_cards=3)
        assert (found.criteria.set, found.criteria.relative) == ({}, {"salary_min": "up"})

    def test_a_key_is_taken_away(self):
        assert said("不限城市了", criteria=SEARCH).criteria.clear == ("cities",)
        assert said("drop the salary", criteria=JOBS_IN_LEEDS).criteria.clear == ("salary_min",)

    def test_one_of_several_values_is_taken_away(self):
        found = said("take York off", criteria=JOBS_IN_LEEDS, last_cards=3)
        assert found.criteria.set.get("cities") == ["Leeds"]

    def test_what_is_refused_is_no_longer_asked_for(self):
        found = said("nothing in York please", criteria=JOBS_IN_LEEDS, last_cards=3)
        assert found.criteria.set == {"exclude": ["York"], "cities": ["Leeds"]}

    def test_change_applies_to_criteria(self):
        change = said("洛阳也可以,工资不限", criteria=SEARCH).criteria
        assert change.apply_to(SEARCH).cities == ("郑州", "洛阳")
        assert change.apply_to(SEARCH).salary_min is None
        assert change.apply_to(SEARCH).titles == ("会计",)


class TestWhatOneWasIsNotWhatOneWants:
    def test_past_occupation_is_a_fact_and_the_wish_a_criterion(self):
        found = said("我在饿了么做过区域经理,现在想找个会计的工作")
        assert found.criteria.set["titles"] == ["会计"]
        assert found.resume_values["work[0].name"] == "饿了么"

    def test_own_occupation_is_the_wish_where_no_other_is_named(self):
        found = said("been a welder for ten years, anything in Sunderland?")
        assert found.criteria.set["titles"] == ["welder"]

    def test_talk_about_a_card_changes_no_criteria(self):
        assert not said("这家在上海哪里,要不要夜班", last_cards=2, criteria=SEARCH).criteria


class TestCardsAndReasons:
    def test_card_is_named_by_its_employer(self):
        found = said(
            "apply to the Barclays one",
            last_cards=2,
            cards=(Card("Clerk", "Leeds Council", "Leeds"), Card("Teller", "Barclays", "York")),
        )
        assert (found.intent, found.card_ref) == ("connect", 1)

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("第二个太远了", "wrong_city"),
            ("工资太低了,不去", "too_low_salary"),
            ("way too junior for me", "wrong_seniority"),
            ("I've already applied to that one", "already_seen"),
            ("no, that's an agency", "excluded"),
            ("这个已经下架了", "expired"),
        ],
    )
    def test_reason_of_a_refusal(self, text: str, reason: str):
        found = said(text, last_cards=3)
        assert found.intent == "reject_with_reason"
        assert found.reject_reason == reason


class TestWhatIsSaidCanBeCited:
    def test_every_criterion_has_the_words_it_came_from(self):
        text = "上海 Python后端,25k 以上,不要外包"
        found = said(text)
        for key, spans in found.criteria.spans.items():
            for span in spans:
                assert text[span.start : span.end] == span.text, key
        assert found.criteria.spans["exclude"][0].text == "外包"

    def test_a_slip_is_reported_and_used(self):
        found = said("accountent in Leeds")
        assert found.criteria.set["titles"] == ["accountant"]
        assert found.corrections[0].before == "accountent"
        assert found.corrected_text == "accountant in Leeds"

    def test_why_an_intent_was_chosen_can_be_seen(self):
        kinds = {e.kind for e in said("不要外包", last_cards=3).evidence}
        assert {"cue", "context", "slots"} <= kinds


class TestOddMessages:
    @pytest.mark.parametrize(
        "text", ["", " ", "\n", "。。。", "🤔", "[", "\\", "a", "的", "1", "??"]
    )
    def test_next_to_nothing_is_still_understood_as_something(self, text: str):
        assert said(text).confidence > 0

    def test_thumbs_up_confirms(self):
        assert said("👍", open_prompt="criteria.confirm").intent == "confirm"

    def test_a_pasted_wall_of_text_takes_a_bounded_time(self):
        started = time.process_time()
        said("我以前在工厂做过普工,不要外包 no agencies 25k 上海 " * 3000)
        assert time.process_time() - started < 8

    def test_same_message_gives_the_same_understanding(self):
        assert said("成都 厨师 8k") == said("成都 厨师 8k")

    def test_a_message_costs_less_than_15_ms_in_the_middle(self):
        texts = [f"杭州 {n}k 以上的产品经理,不要外包" for n in range(10, 40)]
        texts += [f"nurse in Leeds, at least {n}k, no nights" for n in range(20, 50)]
        said("warm up 热身")
        spent = []
        for text in texts:
            started = time.process_time()
            said(text)
            spent.append(time.process_time() - started)
        assert sorted(spent)[len(spent) // 2] < 0.015


class TestTheResumeInWords:
    @pytest.mark.parametrize(
        "text", ["按我的简历找工作", "find jobs that fit my résumé", "jobs for my cv"]
    )
    def test_search_by_the_resume_names_no_occupation(self, text: str):
        found = said(text)
        assert (found.intent, found.act) == ("find_jobs", "match_resume")
        assert "titles" not in found.criteria.set

    @pytest.mark.parametrize(
        "text", ["No, my name is Sara Okafor", "Please change my name to Sara Okafor"]
    )
    def test_a_sentence_about_another_field_is_not_the_value_asked_for(self, text: str):
        found = said(text, open_prompt="resume.basics.location.city", scene="resume")
        assert found.resume_values == {"basics.name": "Sara Okafor"}

    def test_wrong_is_no_name(self):
        found = said(
            "My name is wrong, it should be Sara Okafor",
            open_prompt="resume.certificates[0].date",
            scene="resume",
        )
        assert found.intent == "correct_field"
        assert found.resume_values == {"basics.name": "Sara Okafor"}

    @pytest.mark.parametrize("text", ["tell me about the first one", "说说第一个"])
    def test_asking_about_a_card_does_not_apply_to_it(self, text: str):
        found = said(text, last_cards=3)
        assert (found.intent, found.card_ref) == ("ask_about_job", 0)


class TestTheAssistantIsNoKindOfWork:
    @pytest.mark.parametrize(
        "text",
        [
            "I hate this stupid app",
            "hate your bot, it's rubbish",
            "this thing is useless",
            "讨厌你们这个破系统",
            "这破软件真垃圾",
            "烦死了",
        ],
    )
    def test_anger_at_it_is_a_complaint_and_excludes_nothing(self, text):
        found = said(text, last_cards=3, scene="find", criteria=SEARCH)
        assert found.intent == "complaint"
        assert not found.criteria.set

    @pytest.mark.parametrize(
        ("text", "refused"), [("I can't stand call centres", "call centres"), ("不要客服", "客服")]
    )
    def test_anger_at_a_kind_of_work_excludes_it(self, text, refused):
        found = said(text, last_cards=3, scene="find", criteria=SEARCH)
        assert found.criteria.set["exclude"] == [refused]


class TestWhoIsAskedAboutTheResumeMaySeeIt:
    @pytest.mark.parametrize(
        "text", ["给我看看", "看看写成啥样了", "show me", "let me see it", "can I have a look?"]
    )
    def test_a_look_is_no_answer(self, text):
        found = said(text, open_prompt="resume.basics.location.city", scene="resume")
        assert found.act == "show_resume"
        assert not found.resume

    def test_a_look_at_jobs_stays_one(self):
        assert said("show me", last_cards=3, criteria=SEARCH).act != "show_resume"
