"""Two companies and two seekers at once, in real browsers: from a posting written to somebody hired."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.chat.page_driver import LOCALES, House, Visit, open_browser, open_context
from tests.needs import needs
from tests.recruiting.journey_people import PASSWORD, RECRUITERS

pytestmark = [needs("chromium"), pytest.mark.slow]

DESK = {"viewport": {"width": 1440, "height": 900}, "has_touch": False, "is_mobile": False}
WORDS = {
    "en": SimpleNamespace(
        title="Hydrotherapy Pool Attendant",
        city="Leeds",
        pay=("26000", "29000", "GBP", "year"),
        text="Duties:\n- Look after the pool and those who use it\n- Check the water every hour\n\n"
        "Requirements:\n- Pool lifeguard certificate\n- 1 year of experience\n\nBenefits:\n- Pension",
        need="hydrotherapy pool attendant in Leeds",
        greeting="Good morning, I have watched over a school pool for two years.",
        answer="Thank you for writing. Could you come and see the pool next week?",
        back="Gladly, any morning suits me.",
        place="Side entrance, first floor",
    ),
    "zh": SimpleNamespace(
        title="古籍修复技师",
        city="上海",
        pay=("12000", "16000", "CNY", "month"),
        text="岗位职责:\n- 修复古籍与书画\n- 记录每一道工序\n\n任职要求:\n- 2年以上修复经验\n- 细心耐心\n\n福利:\n- 五险一金",
        need="上海 古籍修复技师",
        greeting="您好,我在图书馆修过两年线装书,想和您聊聊。",
        answer="您好,看了您的介绍,下周方便过来看看工作室吗?",
        back="方便的,上午都可以。",
        place="二楼修复室",
    ),
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(tmp_path_factory.mktemp("journey"))
    try:
        house.run("tests.recruiting.journey_people")
        yield house
    finally:
        house.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as browser:
        yield browser


class Desk:
    """A recruiter at the admin site."""

    def __init__(self, browser: Browser, house: House, *, lang: str) -> None:
        self.context: BrowserContext = open_context(browser, lang=lang, **DESK)
        self.page: Page = self.context.new_page()
        self.url = f"{house.url}admin/"
        self.lang = lang
        self.troubles: list[str] = []
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))

    def open(self, path: str) -> None:
        self.page.goto(self.url + path)

    def log_in(self) -> None:
        self.open("")
        self.page.fill("input[name=username]", RECRUITERS[self.lang][1])
        self.page.fill("input[name=password]", PASSWORD)
        self.page.locator("form button[type=submit], form input[type=submit]").last.click()
        self.page.wait_for_url(re.compile(r"/admin/(?!login)"))

    def publish(self, words: SimpleNamespace) -> None:
        page = self.page
        self.open("jobs/posting/add/")
        page.fill("[name=title]", words.title)
        if page.locator("select[name=tenant]").count():
            page.select_option(
                "select[name=tenant]", index=page.locator("select[name=tenant] option").count() - 1
            )
        page.fill("[name=employer_name]", RECRUITERS[self.lang][0])
        page.fill("[name=city]", words.city)
        low, high, currency, period = words.pay
        page.fill("[name=salary_min]", low)
        page.fill("[name=salary_max]", high)
        page.select_option("[name=salary_currency]", currency)
        page.select_option("[name=salary_period]", period)
        page.select_option("[name=employment_type]", "full_time")
        page.fill("[name=description]", words.text)
        page.locator("[name=_publish]").click()
        expect(page.locator("body")).to_contain_text(words.title)

    def open_application(self, words: SimpleNamespace) -> None:
        self.open("recruiting/application/")
        self.page.locator("a[href*='/recruiting/application/'][href*='/change/']").first.click()
        expect(self.page.locator("body")).to_contain_text(words.title)

    def close(self) -> None:
        assert self.troubles == []
        self.context.close()


@pytest.fixture
def desks(house: House, browser: Browser) -> Iterator[dict[str, Desk]]:
    desks = {lang: Desk(browser, house, lang=lang) for lang in WORDS}
    yield desks
    for desk in desks.values():
        desk.close()


@pytest.fixture
def visits(house: House, browser: Browser) -> Iterator[dict[str, Visit]]:
    contexts = {lang: open_context(browser, lang=lang) for lang in WORDS}
    yield {lang: Visit(context, house.url) for lang, context in contexts.items()}
    for context in contexts.values():
        context.close()


def greet_employer(visit: Visit, words: SimpleNamespace) -> None:
    """Have a seeker find the posting and send its employer words of their own."""
    visit.open()
    visit.say(words.need)
    card = visit.page.locator(".card-job", has_text=words.title).first
    visit.tap(card, "connect")
    visit.card("message_preview").locator('[data-action="edit"]').click()
    visit.sheet().locator("textarea").fill(words.greeting)
    with visit.turn():
        visit.sheet().locator("button[type=submit]").click()
    visit.tap(visit.card("message_preview"), "send")
    expect(visit.card("connect_status")).to_be_visible()


def go_back(visit: Visit) -> None:
    """Go back to the conversation with the assistant."""
    visit.find("open-drawer").click()
    rows = visit.page.locator("[data-conversation]")
    names = "|".join(re.escape(name) for name, _email in RECRUITERS.values())
    rows.filter(has_not_text=re.compile(names)).last.click()
    visit.wait_until_quiet()


def test_from_a_posting_written_to_somebody_hired(
    desks: dict[str, Desk], visits: dict[str, Visit]
) -> None:
    for lang, desk in desks.items():
        desk.log_in()
        desk.publish(WORDS[lang])
    for lang, visit in visits.items():
        greet_employer(visit, WORDS[lang])
    applications = {}
    for lang, desk in desks.items():
        words = WORDS[lang]
        desk.open_application(words)
        expect(desk.page.locator("body")).to_contain_text(words.greeting)
        applications[lang] = desk.page.url
        # The two write to each other; what is written comes by itself.
        desk.page.locator("form[action*='/thread/open/'] button").click()
        expect(desk.page.locator("[data-part=items]")).to_contain_text(words.greeting)
        desk.page.fill("[name=text]", words.answer)
        desk.page.locator("button[name=act][value=send]").click()
        expect(desk.page.locator("[data-part=items]")).to_contain_text(words.answer)
    for lang, visit in visits.items():
        words = WORDS[lang]
        visit.card("connect_status").locator('[data-action="open"]').click()
        bubble = visit.page.locator(".bubble", has_text=words.answer)
        expect(bubble).to_be_visible()
        visit.type(words.back)
        visit.send()
        expect(desks[lang].page.locator("[data-part=items]")).to_contain_text(words.back)
    # Nothing of one company is anywhere in the other's pages.
    for lang, other in (("en", "zh"), ("zh", "en")):
        answer = desks[lang].page.request.get(applications[other])
        assert answer.status == 404
        assert WORDS[other].greeting not in answer.text()
        for path in ("recruiting/application/", "recruiting/thread/", "jobs/posting/"):
            desks[lang].open(path)
            assert WORDS[other].title not in desks[lang].page.content()
    starts = (datetime.now(UTC).date() + timedelta(days=7)).isoformat()
    for lang, desk in desks.items():
        words = WORDS[lang]
        desk.page.goto(applications[lang])
        desk.page.fill("[name=start_0]", f"{starts}T10:00")
        desk.page.fill("[name=start_1]", f"{starts}T14:30")
        desk.page.fill("[name=place]", words.place)
        times = desk.page.locator("form", has=desk.page.locator("input[name=do][value=times]"))
        times.locator("button[type=submit]").click()
        # The seeker is told where the application began, and picks by a tap.
        visit = visits[lang]
        go_back(visit)
        expect(visit.page.locator(".bubble", has_text=words.place).last).to_be_visible()
        zone = ZoneInfo(desk.page.input_value("[name=time_zone]") or "UTC")
        offered = datetime.fromisoformat(f"{starts}T10:00").replace(tzinfo=zone)
        clock = f"{offered.astimezone(ZoneInfo(LOCALES[lang][1])):%H:%M}"
        chip = visit.page.locator(".chip").first
        expect(chip).to_contain_text(clock)
        with visit.turn():
            chip.click()
        # On the seeker's own clock, whatever the recruiter's was.
        settled = "已约定" if lang == "zh" else "Settled"
        expect(visit.page.locator(".bubble", has_text=settled).last).to_contain_text(clock)
        desk.page.reload()
        expect(desk.page.locator("a[href$='.ics']").first).to_be_visible()
    for lang, desk in desks.items():
        words = WORDS[lang]
        options = desk.page.locator("select[name=stage] option")
        labels = options.all_inner_texts()
        hired = next(each for each in labels if each in ("Hired", "已录用"))
        desk.page.select_option("select[name=stage]", label=hired)
        move = desk.page.locator("form", has=desk.page.locator("input[name=do][value=move]"))
        move.locator("button[type=submit]").click()
        visit = visits[lang]
        told = "已录用你担任" if lang == "zh" else "has taken you on for"
        expect(visit.page.locator(".bubble", has_text=told).last).to_contain_text(words.title)
        visit.check()
