"""Each stage by itself: however a message is typed or dictated, it says the same."""

from datetime import date

import pytest

from chat.understanding import Context, understand
from jobs.criteria import Criteria

TODAY = date(2026, 11, 21)


def said(text: str, **context):
    return understand(text, context=Context(**context), today=TODAY)


class TestTheWayOfTypingDoesNotMatter:
    @pytest.mark.parametrize(
        ("noisy", "plain"),
        [
            ("東莞　模具鉗工　７５００起", "东莞 模具钳工 7500起"),
            ("我想去臺中做護士", "我想去台中做护士"),
            ("🙏找个👩‍🍳面点师🍞 芜湖📍", "找个面点师 芜湖"),
            ("嗯那个就是我想找个，呃，面点师，芜湖的", "我想找个面点师,芜湖的"),
            (
                "um so like i'm looking for uh a joiner in Perth",
                "i'm looking for a joiner in Perth",
            ),
            ("ＪＯＩＮＥＲ　ｉｎ　Ｐｅｒｔｈ", "joiner in Perth"),
            ("joiner 🔨 in Perth!!!!", "joiner in Perth"),
            ("我我我想找保安保安[捂脸] 银川", "我想找保安 银川"),
        ],
    )
    def test_noise_changes_no_wish(self, noisy: str, plain: str):
        wanted = said(plain).criteria.set
        assert wanted["cities"]
        got = said(noisy).criteria.set
        assert {k: _plain(v) for k, v in got.items()} == {k: _plain(v) for k, v in wanted.items()}


def _plain(value: object) -> object:
    return [str(each).lower() for each in value] if isinstance(value, (list, tuple)) else value


class TestWhatIsTakenBackInTheSameBreathIsNoWish:
    @pytest.mark.parametrize(
        ("text", "key", "meant"),
        [
            ("nurse in Truro, no wait, Bodmin", "cities", ["Bodmin"]),
            ("a baker sorry a butcher in Truro", "titles", ["butcher"]),
            ("包头 说错了 鄂尔多斯 找电工", "cities", ["鄂尔多斯"]),
            ("找个出纳 哦不对 文员 包头", "titles", ["文员"]),
        ],
    )
    def test_the_last_word_counts(self, text: str, key: str, meant: list[str]):
        assert said(text).criteria.set[key] == meant

    def test_sorry_at_the_beginning_takes_nothing_back(self):
        assert said("sorry, baker in Truro").criteria.set["titles"] == ["baker"]


class TestWorkIsKnownByWhatOneDoes:
    @pytest.mark.parametrize(
        ("text", "title"),
        [
            ("在包头,修车的,想换个店", "修车"),
            ("我会打氩弧焊 包头有活吗", "打氩弧焊"),
            ("I cut hair, Truro", "cut hair"),
            ("anything in tiling or plastering round Truro", "tiling"),
            ("有叉车证 包头", "叉车"),
            ("有电工证,包头哪个物业要人", "电工"),
        ],
    )
    def test_an_activity_is_the_work_looked_for(self, text: str, title: str):
        assert title in said(text).criteria.set["titles"]

    def test_what_one_can_do_beside_an_occupation_is_a_skill(self):
        held = Criteria(titles=("新媒体运营",), cities=("包头",))
        found = said("再加个会剪辑的", criteria=held, last_cards=3)
        assert found.criteria.set["skills"] == ["剪辑"]
        assert "titles" not in found.criteria.set


class TestATownRightAfterTheWorkIsAPlace:
    @pytest.mark.parametrize(
        ("text", "city"),
        [("chef cork", "Cork"), ("welder reading £18/hr", "Reading"), ("cleaner newry", "Newry")],
    )
    def test_in_few_words(self, text: str, city: str):
        assert said(text).criteria.set["cities"] == [city]

    @pytest.mark.parametrize("text", ["waiter nice", "cleaner mobile", "sales manager home"])
    def test_a_word_that_is_more_a_word_is_none(self, text: str):
        assert "cities" not in said(text).criteria.set


class TestPayThatIsScoffedAtAsksForMore:
    @pytest.mark.parametrize(
        "text", ["2800?够交房租吗", "四千块打发叫花子呢", "9 quid an hour, you're joking"]
    )
    def test_without_an_amount(self, text: str):
        found = said(text, last_cards=3)
        assert found.intent == "reject_with_reason"
        assert found.criteria.relative == {"salary_min": "up"}
        assert "salary_min" not in found.criteria.set

    def test_a_small_figure_is_thousands_where_thousands_are_in_force(self):
        held = Criteria(titles=("analyst",), salary_min=70_000, salary_period="year")
        found = said("drop the pay to 62", criteria=held)
        assert (found.criteria.set["salary_min"], found.criteria.set["salary_period"]) == (
            62_000,
            "year",
        )


class TestAnAnswerIsNoOrderAndNoOtherField:
    @pytest.mark.parametrize("text", ["confirm my résumé", "确认简历", "save my cv"])
    def test_an_order_is_no_employer(self, text: str):
        found = said(text, open_prompt="resume.work[0].name", scene="resume")
        assert found.intent == "confirm"
        assert found.resume_values == {}

    @pytest.mark.parametrize("prompt", [None, "resume.work[0].endDate", "resume.work[0].name"])
    def test_a_date_put_right_is_the_date_it_names(self, prompt: str | None):
        found = said("Sorry, I started there in May 2017", open_prompt=prompt, scene="resume")
        assert found.resume_values == {"work[0].startDate": "2017-05"}

    @pytest.mark.parametrize("text", ["Save the Children", "Confirm Fashions Ltd"])
    def test_an_employer_may_begin_like_an_order(self, text: str):
        found = said(text, open_prompt="resume.work[0].name", scene="resume")
        assert found.resume_values == {"work[0].name": text}

    def test_a_year_in_two_figures_is_a_year_where_a_date_is_put_right(self):
        found = said("毕业年份写错了 应该是一七年", scene="resume")
        assert found.resume_values == {"education[0].endDate": "2017"}
