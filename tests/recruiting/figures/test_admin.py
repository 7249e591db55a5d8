"""Pages of figures: each company its own, every number a link to rows that exist."""

import json
import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from jobassist.accounts.models import AuditEntry, User
from recruiting.figures.types import parse_query
from tests.factories import make_user
from tests.recruiting.figures.week import FROM, TO, Week, build_week

pytestmark = pytest.mark.django_db


@pytest.fixture
def week(db: None) -> Week:
    return build_week()


def desk_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="jobassist.accounts.backends.IdentityBackend")
    return client


def listed() -> str:
    return reverse("admin:recruiting_seekeract_changelist")


def test_every_number_of_a_page_leads_to_as_many_rows(week):
    desk = desk_of(week.viewer)
    said = {"measures": ["shown", "connected"], "dimension": "posting", "first": FROM, "last": TO}
    page = desk.get(listed(), said)
    assert page.status_code == 200, page.content[:500]
    links = re.findall(
        r'href="([^"]*figures?[^"]*rows[^"]*|[^"]*/rows/[^"]*)">(\d+)<', page.content.decode()
    )
    assert sorted(int(number) for _url, number in links) == [1, 2, 3, 4]
    for url, number in links:
        rows = desk.get(unescape(url))
        assert rows.status_code == 200
        assert rows.content.decode().count("<tr>") == int(number) + 1
    assert AuditEntry.objects.filter(kind="figures", actor_id=week.viewer.pk).count() == 4


@pytest.mark.parametrize("who", ["viewer", "owner", "operator"])
def test_pages_of_figures_open_and_name_no_seeker(week, who):
    user = make_user(is_staff=True, is_superuser=True) if who == "operator" else getattr(week, who)
    desk = desk_of(user)
    for url in (listed(), reverse("admin:recruiting_figures_funnel")):
        for query in ({}, {"by": "posting"}, {"first": FROM, "last": TO}):
            page = desk.get(url, query)
            assert page.status_code == 200
            text = page.content.decode()
            assert "Ben" not in re.sub(r"<[^>]*>", "", text)
    funnel = desk.get(reverse("admin:recruiting_figures_funnel"), {"first": FROM, "last": TO})
    # The installation holds the other company's pairs too.
    assert funnel.context["total"][0].text == ("7" if who == "operator" else "4")
    for cell in funnel.context["total"]:
        assert desk.get(cell.url).status_code == 200


def test_a_companys_pages_show_nothing_of_another(week):
    desk = desk_of(week.stranger)
    for query in ({"company": week.company.pk}, {"company": "all"}, {"company": "x"}):
        for url in (
            listed(),
            reverse("admin:recruiting_figures_funnel"),
            reverse("admin:recruiting_figures_rows"),
            reverse("admin:recruiting_figures_funnel_rows"),
        ):
            said = {**query, "q": '{"measures": ["shown"]}', "step": "shown"}
            assert desk.get(url, said).status_code == 404, (url, query)
    own = desk.get(listed(), {"measures": ["shown"], "dimension": "city"}).content.decode()
    assert "上海" not in own
    assert desk_of(make_user(is_staff=True)).get(listed()).status_code == 403
    assert Client().get(listed()).status_code == 302


def test_there_is_no_page_of_what_one_person_did(week):
    from recruiting.models import SeekerAct

    act = SeekerAct.objects.filter(posting=week.nurse)[0]
    for name in ("change", "history", "delete"):
        url = reverse(f"admin:recruiting_seekeract_{name}", args=[act.pk])
        assert desk_of(week.owner).get(url).status_code in (403, 404)


def test_what_cannot_be_counted_is_said_on_the_page(week):
    desk = desk_of(week.owner)
    page = desk.get(
        listed(), {"measures": ["shown"], "dimension": "stage"}, HTTP_ACCEPT_LANGUAGE="en"
    )
    assert "cannot be counted by" in page.content.decode()
    broken = desk.get(listed(), {"q": "{"})
    assert broken.status_code == 200
    for query in ({"q": "{"}, {"q": '{"measures": ["shown"]}', "cell": "[1]"}, {}):
        assert desk.get(reverse("admin:recruiting_figures_rows"), query).status_code == 404


def test_the_file_is_the_pages_table(week):
    desk = desk_of(week.owner)
    said = {"measures": ["shown"], "dimension": "posting", "first": FROM, "last": TO}
    page = desk.get(listed(), said)
    data = desk.get(page.context["csv_url"]).content.decode("utf-8-sig")
    assert "夜班护士,4" in data
    funnel = desk.get(reverse("admin:recruiting_figures_funnel"), {"first": FROM, "last": TO})
    assert ",4,4,3,2,1,1" in desk.get(funnel.context["csv_url"]).content.decode("utf-8-sig")


def test_a_page_costs_the_same_however_long_the_table(week, django_assert_max_num_queries):
    desk = desk_of(week.owner)
    desk.get(listed())
    with django_assert_max_num_queries(25):
        desk.get(listed(), {"measures": ["shown", "connected"], "dimension": "day"})


def test_figures_before_lead_to_their_rows_too(week):
    desk = desk_of(week.viewer)
    said = {"measures": ["connected"], "first": "2026-11-09", "last": "2026-11-15"}
    for dimension, expected in (("day", [1, 1, 1]), ("posting", [1, 2]), ("", [3])):
        page = desk.get(listed(), {**said, "dimension": dimension, "compare_to": "previous_period"})
        cells = [cell for line in page.context["lines"] for cell in line["cells"]]
        before = [cell for cell in cells if cell.before_url]
        assert sorted(int(cell.before) for cell in before) == expected
        for cell in before:
            rows = desk.get(cell.before_url)
            assert rows.content.decode().count("<tr>") == int(cell.before) + 1
            assert cell.before_url.replace("&", "&amp;") in page.content.decode()


def test_what_the_form_has_no_field_for_is_kept(week):
    query = {
        "measures": ["shown", "opened"],
        "dimensions": ["city", "engine", "scene", "language"],
        "filters": {"dimension": "city", "op": "eq", "value": "上海"},
        "date_range": {"from": FROM, "to": TO},
        "order_by": [{"by": "opened", "dir": "desc"}],
        "limit": 2,
        "chart": "table",
    }
    desk = desk_of(week.viewer)
    page = desk.get(listed(), {"q": json.dumps(query)})
    text = page.content.decode()
    # What is asked for stands there in words.
    assert "上海" in re.sub(r"<[^>]*>", "", text)
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text))
    sent = {
        **{name: unescape(value) for name, value in hidden.items()},
        **{name: page.context["form"].initial[name] for name in page.context["form"].initial},
    }
    assert desk.get(listed(), sent).context["table"].query == parse_query(query)
    # An order by a figure that was taken out goes with it.
    fewer = desk.get(listed(), {**sent, "measures": ["shown"]}).context["table"].query
    assert (fewer.measures, fewer.order_by, fewer.limit) == (("shown",), (), 2)
    for junk in ("[", "[1]", '{"order_by": [3]}', '{"order_by": 3}', '{"dimensions": 3}'):
        assert desk.get(listed(), {**sent, "kept": junk}).status_code == 200


def test_rows_of_the_funnel_lead_back_to_the_same_days(week):
    desk = desk_of(week.viewer)
    funnel = reverse("admin:recruiting_figures_funnel")
    page = desk.get(funnel, {"first": FROM, "last": TO, "by": "posting"})
    back = desk.get(page.context["lines"][0]["cells"][0].url).context["back_url"]
    assert desk.get(back).context["lines"] == page.context["lines"]
