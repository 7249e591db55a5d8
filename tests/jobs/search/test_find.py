"""search_jobs: the right work, in the right place, for the right pay, and nothing else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jobassist.ai.embedder import EmbedderUnavailable, Vectors, get_embedder
from jobassist.errors import NotFound
from jobs import services
from jobs.criteria import Criteria
from jobs.models import Posting, PostingEmbedding
from jobs.search import (
    Avoid,
    JobQuery,
    count_fitting_of_each,
    get_posting,
    need,
    search_jobs,
    similar_jobs,
)
from tests.factories import make_postings
from tests.jobs.search.conftest import find
from tests.jobs.search.corpus import en, zh

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("path")]

Market = dict[str, Posting]


# --- the work ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "first", "never"),
    [
        ("Python后端", {"py-pudong", "py-beijing", "py-suzhou"}, {"fe-shanghai", "fe-london"}),
        ("前端", {"fe-shanghai"}, {"py-pudong", "java-xuhui", "be-london"}),
        ("frontend developer", {"fe-london"}, {"be-london", "py-london", "java-xuhui"}),
        ("护士", {"nurse-zh"}, {"cook-zh", "teacher-zh", "sales-zh"}),
        ("nurse", {"nurse-leeds", "nurse-york"}, {"cook-leeds", "driver-leeds"}),
        ("司机", {"driver-zh"}, {"sales-zh", "cook-zh"}),
        ("accountant", {"accountant-london"}, {"barista-leeds", "sales-zh"}),
        ("语文老师", {"teacher-zh"}, {"nurse-zh", "sales-zh"}),
    ],
)
def test_the_work_named_comes_first_and_other_work_never(
    market: Market, title: str, first: set[str], never: set[str]
) -> None:
    found = find(titles=(title,))
    assert set(found[: len(first)]) == first
    assert not never & set(found)


@pytest.mark.parametrize(
    ("title", "city", "wanted"),
    [
        ("Python backend", "Shanghai", "py-pudong"),
        ("nurse", "Shanghai", "nurse-zh"),
        ("后端工程师", "London", "be-london"),
        ("护士", "Leeds", "nurse-leeds"),
        ("truck driver", "Guangzhou", "driver-zh"),
    ],
)
def test_a_wish_in_one_language_finds_postings_in_the_other(
    market: Market, title: str, city: str, wanted: str
) -> None:
    assert find(titles=(title,), cities=(city,))[0] == wanted


def test_nothing_is_better_than_something_else(market: Market) -> None:
    result = search_jobs(JobQuery(criteria=Criteria(titles=("牙医",))))
    assert result.hits == []
    assert result.fitting == 0


def test_roles_beside_the_criteria_widen_the_search(market: Market) -> None:
    found = find(cities=("Leeds",), query={"roles": ("nurse", "barista")})
    assert set(found) == {"nurse-leeds", "barista-leeds"}


def test_given_role_vectors_are_used(market: Market) -> None:
    vectors = get_embedder().embed_queries(["Registered Nurse"])
    found = find(titles=("nurse",), query={"role_vectors": np.asarray(vectors)})
    assert set(found[:2]) == {"nurse-leeds", "nurse-york"}


def test_plain_words_are_searched_where_no_criteria_say_more(market: Market) -> None:
    assert find(query={"text": "我想在医院当护士"})[0] == "nurse-zh"


def test_an_occupation_no_lexicon_knows_is_found_by_its_words(market: Market) -> None:
    make_postings([en("odd", "Quokka Whisperer", "Leeds"), en("even", "Llama Groomer", "Leeds")])
    assert find(titles=("quokka whisperer",)) == ["odd"]


def test_a_posting_without_a_vector_yet_is_found_by_its_words(market: Market) -> None:
    PostingEmbedding.objects.all().delete()
    assert find(titles=("护士",), cities=("上海",)) == ["nurse-zh"]


def test_without_any_wish_the_newest_come_first(market: Market) -> None:
    make_postings([en("new", "Beekeeper", "Leeds", posted_at=timezone.now().date().isoformat())])
    assert find()[0] == "new"


def test_skills_alone_find_what_names_them(market: Market) -> None:
    make_postings([en("k8s", "Engineer", "Leeds", skills=["Kubernetes", "Terraform"])])
    assert find(skills=("Kubernetes", "Terraform")) == ["k8s"]


def test_skills_rank_within_an_occupation(market: Market) -> None:
    make_postings(
        [
            zh("plain", "后端开发工程师", "成都", skills=["PHP"]),
            zh("skilled", "后端开发工程师", "成都", skills=["Redis", "Kafka"]),
        ]
    )
    found = find(titles=("后端开发",), skills=("Kafka", "Redis"), cities=("成都",))
    assert found == ["skilled", "plain"]


# --- the place --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("city", "wanted"),
    [
        ("上海", {"py-pudong", "py-shanghai"}),
        ("浦东", {"py-pudong"}),
        ("上海浦东新区", {"py-pudong"}),
        ("Shanghai", {"py-pudong", "py-shanghai"}),
        ("江苏", {"py-suzhou"}),
        ("苏州", {"py-suzhou"}),
        ("中国", {"py-pudong", "py-shanghai", "py-beijing", "py-suzhou"}),
        ("重庆", set()),
    ],
)
def test_a_place_holds_what_lies_in_it(market: Market, city: str, wanted: set[str]) -> None:
    found = find(titles=("Python",), cities=(city,))
    assert {x for x in found if x.startswith("py-")} == wanted


def test_several_places_are_any_of_them(market: Market) -> None:
    assert set(find(titles=("nurse",), cities=("Leeds", "York"))) == {"nurse-leeds", "nurse-york"}


def test_a_place_nobody_knows_is_found_by_its_name(market: Market) -> None:
    make_postings([en("x1", "Barista", "Xyzzyville"), en("x2", "Barista", "Plughton")])
    assert find(titles=("barista",), cities=("Xyzzyville",)) == ["x1"]
    assert find(titles=("barista",), cities=("xyzzyville",)) == ["x1"]
    assert find(titles=("barista",), cities=("100%",)) == []


def test_remote_work(market: Market) -> None:
    make_postings(
        [
            en("remote", "Python Developer", "Remote", telecommuting=True),
            en("hybrid", "Python Developer", "London", tags=["Hybrid working"]),
        ]
    )
    assert find(titles=("python developer",), remote=True) == ["remote"]
    assert "remote" not in find(titles=("python developer",), remote=False)


# --- the pay ----------------------------------------------------------------------------------


def test_a_pay_floor_leaves_out_what_surely_pays_less(market: Market) -> None:
    found = find(titles=("Python",), cities=("上海",), salary_min=31000, salary_period="month")
    assert "py-pudong" in found
    assert "py-shanghai" not in found


def test_all_above_the_floor_ranks_before_partly(market: Market) -> None:
    make_postings(
        [
            zh("sure", "测试工程师", "西安", "20-25K"),
            zh("maybe", "测试工程师", "西安", "12-22K"),
            zh("unsaid", "测试工程师", "西安", None),
            zh("less", "测试工程师", "西安", "8-12K"),
        ]
    )
    found = find(titles=("测试工程师",), cities=("西安",), salary_min=20000, currency="CNY")
    assert found == ["sure", "maybe", "unsaid"]


def test_bonus_months_do_not_lift_a_monthly_wish(market: Market) -> None:
    make_postings([zh("b", "测试工程师", "西安", "15-18K·16薪")])
    assert find(titles=("测试",), cities=("西安",), salary_min=20000, salary_period="month") == []


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        ({"salary_min": 30, "salary_period": "hour", "currency": "GBP"}, True),
        ({"salary_min": 62_000, "salary_period": "year", "currency": "GBP"}, True),
        ({"salary_min": 10_000, "salary_period": "month", "currency": "GBP"}, False),
        # Another currency is not compared, in either direction.
        ({"salary_min": 900_000, "salary_period": "year", "currency": "CNY"}, True),
    ],
)
def test_pay_is_compared_by_the_year_within_a_currency(
    market: Market, wish: dict[str, Any], found: bool
) -> None:
    assert ("py-london" in find(titles=("python developer",), **wish)) is found


def test_a_wish_without_a_currency_takes_that_of_its_place(market: Market) -> None:
    assert "py-london" not in find(titles=("python",), cities=("London",), salary_min=90_000)
    assert "py-london" in find(titles=("python",), cities=("London",), salary_min=70_000)


# --- the rest of the wishes -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("full_time", {"full", "unsaid"}),
        ("part_time", {"part"}),
        ("internship", set()),
    ],
)
def test_employment_type(market: Market, kind: str, wanted: set[str]) -> None:
    make_postings(
        [
            zh("full", "收银员", "武汉", employment_type="全职"),
            zh("part", "收银员", "武汉", employment_type="兼职"),
            zh("unsaid", "收银员", "武汉"),
        ]
    )
    assert set(find(titles=("收银员",), cities=("武汉",), employment_type=kind)) == wanted


def test_far_too_many_years_rank_last_and_are_said(market: Market) -> None:
    make_postings(
        [
            zh("ten", "数据分析师", "成都", experience="10年以上"),
            zh("one", "数据分析师", "成都", experience="1-3年"),
            zh("any", "数据分析师", "成都", experience="经验不限"),
        ]
    )
    query = JobQuery(
        criteria=Criteria(titles=("数据分析师",), cities=("成都",), experience_years=1)
    )
    hits = search_jobs(query).hits
    assert [h.posting.external_id for h in hits][-1] == "ten"
    assert hits[-1].band != "strong"
    assert hits[-1].score < 0.8 * hits[0].score
    said = {r.criterion: r.status for r in hits[-1].requirements}
    assert said["experience_years"] == "missing"


def test_a_level_nobody_asked_for_ranks_last(market: Market) -> None:
    make_postings(
        [
            zh("boss", "会计总监", "西安"),
            zh("plain", "会计", "西安"),
            zh("intern", "会计实习生", "西安"),
        ]
    )
    found = find(titles=("会计",), cities=("西安",), experience_years=3)
    assert found[0] == "plain"


def test_a_higher_degree_than_ones_own_ranks_last(market: Market) -> None:
    make_postings(
        [
            zh("phd", "算法工程师", "杭州", education="博士"),
            zh("ba", "算法工程师", "杭州", education="本科"),
        ]
    )
    assert find(titles=("算法工程师",), cities=("杭州",), education="bachelor") == ["ba", "phd"]


def test_a_resume_speaks_where_the_wishes_are_silent(market: Market) -> None:
    make_postings(
        [
            zh("phd", "算法工程师", "杭州", education="博士", experience="10年以上"),
            zh("ba", "算法工程师", "杭州", education="本科", experience="1-3年"),
        ]
    )
    resume = {
        "education": [{"studyType": "本科"}],
        "work": [{"startDate": "2022-01", "endDate": "2024-06"}],
    }
    wishes = Criteria(titles=("算法工程师",), cities=("杭州",))
    hits = search_jobs(JobQuery(criteria=wishes, resume_document=resume)).hits
    assert [h.posting.external_id for h in hits] == ["ba", "phd"]
    assert hits[1].band != "strong"
    statuses = {r.criterion: r.status for r in hits[1].requirements}
    assert statuses["education"] == statuses["experience_years"] == "missing"


@pytest.mark.parametrize(
    ("word", "text", "is_left_out"),
    [
        ("外包", "本岗位为外包性质。", True),
        ("外包", "需驻场甲方办公。", True),
        ("外包", "非外包，自有产品团队。", False),
        ("驻场", "人力外派至客户现场办公。", True),
        ("夜班", "需要三班倒。", True),
        ("夜班", "不上夜班。", False),
        ("办卡", "主要工作：推荐顾客办卡。", True),
        ("办卡", "主要工作：接待顾客。", False),
        ("agency", "Our client is looking for a person like you.", True),
        ("agency", "No agencies, please.", False),
        ("driving licence", "You need a driving licence.", True),
        ("driving licence", "No driving licence needed; driving is not part of it.", False),
        ("own car", "You look after your own day. A car park is behind the house.", False),
        ("crypto", "We build crypto wallets.", True),
        ("ad", "You lead a team.", False),
    ],
)
def test_an_excluded_word(market: Market, word: str, text: str, is_left_out: bool) -> None:
    make_postings([zh("x", "收银员", "武汉", description=text)])
    found = find(titles=("收银员",), cities=("武汉",), exclude=(word,))
    assert ("x" not in found) is is_left_out


def test_who_denies_an_excluded_word_is_asked_once_and_never_shown_against_its_words(
    market: Market,
) -> None:
    wish = JobQuery(criteria=Criteria(titles=("收银员",), cities=("武汉",), exclude=("办卡",)))
    make_postings([zh("x", "收银员", "武汉", description="不需要办卡。")])

    def seek(**changes: Any) -> tuple[set[str], int]:
        with CaptureQueriesContext(connection) as asked:
            result = search_jobs(replace(wish, **changes))
        statements = sum("p.content_hash" in each["sql"] for each in asked)
        return {hit.posting.external_id for hit in result.hits}, statements

    assert seek() == ({"x"}, 1)
    assert seek() == ({"x"}, 0)
    # Judged once only: asked anew.
    assert seek(stored_after=datetime(2000, 1, 1, tzinfo=UTC)) == ({"x"}, 1)
    assert seek(criteria=wish.criteria.model_copy(update={"cities": ()}))[1] == 1
    make_postings([zh("x", "收银员", "武汉", description="主要工作：推荐顾客办卡。")])
    assert seek() == (set(), 0)


def test_an_excluded_city_company_or_occupation(market: Market) -> None:
    assert "py-beijing" not in find(titles=("Python",), exclude=("北京",))
    assert "py-pudong" not in find(titles=("Python",), exclude=("浦江数科",))
    assert not {"java-xuhui"} & set(find(titles=("后端开发", "Python"), exclude=("Java",)))


@pytest.mark.parametrize("word", ["(", "%", "\\", "'; --", "a|b", "[", "*", "🙂"])
def test_signs_in_wishes_are_only_text(market: Market, word: str) -> None:
    find(titles=("护士", word), cities=("上海", word), skills=(word,), exclude=(word,))


# --- what may be shown ------------------------------------------------------------------------


def test_only_open_postings_are_found(market: Market) -> None:
    now = timezone.now()
    moves = [services.pause_postings, services.expire_postings, services.remove_postings]
    for move in moves:
        assert find(titles=("护士",), cities=("上海",)) == ["nurse-zh"]
        move([market["nurse-zh"].id], now=now)
        assert find(titles=("护士",), cities=("上海",)) == []
        Posting.objects.filter(id=market["nurse-zh"].id).update(status="active")
    end = datetime(2030, 1, 1, tzinfo=UTC)
    Posting.objects.filter(id=market["nurse-zh"].id).update(valid_through=end)
    before, after = end - timedelta(hours=1), end + timedelta(hours=1)
    assert find(titles=("护士",), cities=("上海",), query={"now": before}) == ["nurse-zh"]
    assert find(titles=("护士",), cities=("上海",), query={"now": after}) == []


def test_what_was_seen_is_not_shown_again(market: Market) -> None:
    seen = frozenset({market["nurse-leeds"].id})
    found = find(titles=("nurse",), query={"exclude_posting_ids": seen})
    assert "nurse-leeds" not in found
    assert "nurse-york" in found


def test_what_was_turned_down_changes_the_next_round(market: Market) -> None:
    def again(avoid: Avoid) -> list[str]:
        return find(titles=("Python",), query={"avoid": (avoid,)})

    employer = market["py-pudong"].employer_id
    assert "py-pudong" not in again(Avoid(employer_id=employer))
    assert "py-beijing" not in again(Avoid(place_key="cn/北京"))
    assert "py-shanghai" not in again(Avoid(title="Python开发工程师"))
    assert again(Avoid()) == find(titles=("Python",))


def test_never_fewer_than_there_are(market: Market) -> None:
    make_postings([zh(f"g{i}", "收银员", "武汉", company=f"店{i % 3}") for i in range(14)])
    for limit in (1, 5, 10, 14, 50):
        found = find(titles=("收银员",), query={"limit": limit})
        assert len(found) == min(limit, 14)
        assert len(set(found)) == len(found)
    assert find(titles=("收银员",), query={"limit": 0}) == []


def test_one_employer_does_not_fill_the_page(market: Market) -> None:
    rows = [zh(f"big{i}", "收银员", "武汉", company="大店", skills=["收银"]) for i in range(8)]
    rows += [zh(f"small{i}", "收银员", "武汉", company=f"小店{i}") for i in range(3)]
    make_postings(rows)
    found = find(titles=("收银员",), query={"limit": 6})
    assert sum(x.startswith("small") for x in found) >= 2


# --- cost -------------------------------------------------------------------------------------


def test_the_number_of_queries_does_not_depend_on_the_hits(
    market: Market, path: str, django_assert_num_queries: Any
) -> None:
    make_postings([zh(f"g{i}", "收银员", "武汉") for i in range(20)])
    criteria = Criteria(titles=("收银员",), salary_min=1)
    search_jobs(JobQuery(criteria=criteria))
    # Candidates, duplicates, postings, locations.
    for limit in (1, 20):
        with django_assert_num_queries(4):
            hits = search_jobs(JobQuery(criteria=criteria, limit=limit)).hits
            for hit in hits:
                assert hit.posting.employer
                assert [x.city for x in hit.posting.locations.all()]
                assert hit.posting.source.key


def test_counts_of_several_searches_are_what_each_would_find(
    market: Market, path: str, django_assert_num_queries: Any
) -> None:
    wishes = Criteria(titles=("护士",), cities=("上海",), salary_min=9000)
    queries = [
        JobQuery(criteria=wishes.model_copy(update=change), limit=0)
        for change in (
            {},
            {"cities": ()},
            {"salary_min": None},
            {"titles": (), "skills": ("Python",), "cities": ()},
            {"titles": ("Barista",), "cities": ("Leeds",), "salary_min": None},
            {"titles": (), "cities": ("重庆",)},
        )
    ]
    expected = [search_jobs(query).fitting for query in queries]
    assert any(expected)
    assert count_fitting_of_each(queries) == expected
    if path == "exact":
        with django_assert_num_queries(1):
            count_fitting_of_each(queries)


# --- sisters ----------------------------------------------------------------------------------


def test_similar_jobs_are_of_the_same_work_and_place_without_itself(market: Market) -> None:
    hits = similar_jobs(market["py-pudong"].id).hits
    found = [h.posting.external_id for h in hits]
    assert found[0] == "py-shanghai"
    assert not {"py-pudong", "py-beijing", "nurse-zh", "fe-shanghai"} & set(found)


def test_near_misses_follow_only_where_asked_for(market: Market) -> None:
    criteria = Criteria(titles=("Python 后端",), cities=("上海",))
    strict = search_jobs(JobQuery(criteria=criteria)).hits
    filled = search_jobs(JobQuery(criteria=criteria, fill=True)).hits
    assert not any(hit.is_near_miss for hit in strict)
    missed = [hit for hit in filled if hit.is_near_miss]
    assert "py-beijing" in {hit.posting.external_id for hit in missed}
    assert {hit.band for hit in missed} == {"possible"}
    refused = criteria.model_copy(update={"exclude": ("北京",)})
    found = search_jobs(JobQuery(criteria=refused, fill=True)).hits
    assert "py-beijing" not in {hit.posting.external_id for hit in found}


def test_similar_jobs_of_a_title_with_signs_in_it_or_as_long_as_may_be(market: Market) -> None:
    for title in ("\U0001f469\u200d\u2695\ufe0f Nurse", "Nurse " + "x" * 294):
        Posting.objects.filter(id=market["nurse-leeds"].id).update(title=title)
        found = similar_jobs(market["nurse-leeds"].id).hits
        assert market["nurse-leeds"].id not in [hit.posting.id for hit in found]


def test_a_posting_that_was_open_can_be_read_a_draft_cannot(market: Market) -> None:
    posting = market["nurse-zh"]
    services.expire_postings([posting.id], now=timezone.now())
    assert get_posting(posting.id).status == "expired"
    Posting.objects.filter(id=posting.id).update(status="draft")
    with pytest.raises(NotFound):
        get_posting(posting.id)
    with pytest.raises(NotFound):
        get_posting(10**12)


# --- without an embedder ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wish", "first"),
    [
        ({"titles": ("护士",), "cities": ("上海",)}, "nurse-zh"),
        ({"titles": ("nurse",), "cities": ("Leeds",)}, "nurse-leeds"),
    ],
)
def test_words_find_what_fits_while_the_embedder_is_down(
    market: Market, monkeypatch: pytest.MonkeyPatch, wish: dict[str, Any], first: str
) -> None:
    class Down:
        model_name = get_embedder().model_name

        def embed_queries(self, texts: list[str]) -> Vectors:
            raise EmbedderUnavailable("the embeddings server did not answer")

    monkeypatch.setattr(need, "get_embedder", Down)
    found = find(**wish)
    assert found[:1] == [first]
