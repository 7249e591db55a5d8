"""The page in a real browser, against a real server: the whole path, in both languages."""

import json
import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Browser, WebSocketRoute, expect

from tests.chat.page_driver import RESUMES, House, Visit, open_browser, open_context
from tests.needs import needs

pytestmark = [needs("chromium"), pytest.mark.slow]

WORDS = {
    "zh": SimpleNamespace(
        greeting="软件助手",
        resume="lin_xiaoyu_backend_zh.pdf",
        name="林小雨",
        phone="我的电话是13812345678",
        phone_read="13812345678",
        correct="我的名字写错了，应该叫林晓雨",
        wrong="林小雨",
        corrected="林晓雨",
        typo="林小语",
        enough="先到这里",
        undo="撤销上一次修改",
        whole="查看完整简历",
        confirmed="已确认",
        draft="上海 Python 后端，25k以上，不要外包",
        understood=("Python", "上海", "外包"),
        place="上海",
        work="Python|后端",
        seen="已经看过了",
        others="换一批",
        tenant=("青禾软件", "栖霞数据"),
        own_words="您好，我对这个职位很感兴趣，盼复。",
        thanks="谢谢",
        skip="跳过",
    ),
    "en": SimpleNamespace(
        greeting="software assistant",
        resume="sarah_okafor_nurse_en.docx",
        name="Sarah Okafor",
        phone="My phone number is +44 7700 900122",
        phone_read="7700900122",
        correct="My phone number is +44 7700 900123",
        wrong="+447700900122",
        corrected="+447700900123",
        typo="+447700900132",
        enough="That's enough for now",
        undo="Undo the last change",
        whole="Read the whole résumé",
        confirmed="Confirmed",
        draft="Staff nurse in Leeds, from £32k",
        understood=("nurse", "Leeds"),
        place="Leeds",
        work="nurse",
        seen="Seen it already",
        others="Show me others",
        tenant=("Fernhill Hospital", "Moorside Health"),
        own_words="Hello, I would like to hear more about this post.",
        thanks="Thank you",
        skip="Skip",
    ),
}

ANSWERS = (
    "When I worked on a surgical ward in Bradford two years ago a patient's drain stopped one night. I checked the line, called the registrar within three minutes and prepared the theatre list. He was back on the ward by morning and my manager used it to train six new nurses.",
    "At my last hospital our ward had nine falls in a month. I walked the bays with two colleagues every hour, moved the call bells and wrote a short checklist. Falls dropped to two the next month, and the other wards use the checklist now.",
    "Last winter a patient's daughter shouted at us because her mother had waited six hours for a bed. I took her to a quiet room, explained the delay and updated her every half hour. The bed came at nine, and she thanked the whole team.",
    "During my first year I once gave a tablet an hour late. I told the sister at once, watched the patient's blood pressure for four hours and wrote the incident report. Nothing came of it, and I set alarms for every round since then.",
    "On a night shift with three nurses for thirty patients I sorted them by need, took the eight sickest myself and paired our student with a senior colleague. All medicines were given on time and nobody was moved to intensive care.",
)


# So much of a chat is shown at once, at the least.
NEWEST = 20


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(tmp_path_factory.mktemp("page"))
    try:
        house.store_postings()
        yield house
    finally:
        house.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as browser:
        yield browser


def tell_reasons(visit: Visit) -> list[str]:
    """Return every line of every match in the newest round."""
    return visit.card("job_carousel").locator(".requirement-text").all_text_contents()


def expect_change(visit: Visit, *, before: str, after: str) -> None:
    """Expect a preview of that one change; where nothing is missing the whole one follows it."""
    change = visit.page.locator(".message[data-kind=resume_preview] .change")
    changed = change.filter(has=visit.page.locator(".before", has_text=before))
    expect(changed.filter(has=visit.page.locator(".after", has_text=after)).last).to_be_visible()


def end_questions(visit: Visit, label: str) -> None:
    """Say that it is enough, where the résumé has left anything to ask."""
    if any(label in chip for chip in visit.chips()):
        visit.tap_chip(label)


def pass_questions(visit: Visit, skip: str) -> None:
    """Leave open what would narrow the search, until jobs are shown."""
    for _ in range(6):
        if skip not in visit.chips():
            return
        visit.tap_chip(skip)


def ends_alike(shown: list[tuple[str, str]], known: list[tuple[str, str]]) -> bool:
    """Whether the same stands at the end; what is older is read on asking."""
    length = min(len(shown), len(known))
    return length >= NEWEST and shown[-length:] == known[-length:]


def titles_of(visit: Visit) -> list[str]:
    return visit.card("job_carousel").locator(".card-job .card-title").all_text_contents()


def employers_of(visit: Visit) -> list[str]:
    return visit.card("job_carousel").locator(".facts li:first-child span").all_text_contents()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_person_gets_from_the_greeting_to_an_employer(
    house: House, browser: Browser, lang: str
) -> None:
    words = WORDS[lang]
    context = open_context(browser, lang=lang)
    visit = Visit(context, house.url).open()
    page = visit.page

    # The greeting: who speaks, and the doors there are.
    assert words.greeting in page.locator(".bubble").first.inner_text()
    assert page.get_attribute("html", "lang") == {"zh": "zh-hans", "en": "en"}[lang]
    assert visit.card("scene_menu").locator(".scene-tile").count() >= 3
    assert visit.chips()

    # A résumé, as a file and no word with it.
    with visit.turn():
        visit.attach(RESUMES / words.resume)
        visit.find("send").click()
    expect(page.locator(".attachment")).to_have_text(words.resume)
    preview = visit.card("resume_preview")
    expect(preview).to_contain_text(words.name)
    # Every change names the words it rests on.
    assert preview.locator(".change").count() == preview.locator(".change .quote").count() > 5
    expect(preview.locator(".band")).to_have_class(re.compile("band-warn"))

    # What it lacks, in words; then a correction in words.
    visit.say(words.phone)
    expect(visit.card("resume_preview")).to_contain_text(words.phone_read)
    visit.say(words.correct)
    expect_change(visit, before=words.wrong, after=words.corrected)

    # A correction by a tap on the card, taken back by a chip.
    phone = visit.card("resume_preview").locator(".change", has_text=words.corrected)
    phone.locator(".icon-button").click()
    visit.sheet().locator("input").fill(words.typo)
    with visit.turn():
        visit.sheet().locator("button[type=submit]").click()
    expect_change(visit, before=words.corrected, after=words.typo)
    end_questions(visit, words.enough)
    visit.tap_chip(words.undo)
    expect_change(visit, before=words.typo, after=words.corrected)
    end_questions(visit, words.enough)

    # The whole, read and confirmed.
    whole = visit.card("resume_preview")
    whole.locator("summary", has_text=words.whole).click()
    expect(whole.locator(".cv")).to_contain_text(words.corrected)
    visit.tap(whole, "confirm")
    expect(page.locator(".bubble").filter(has_text=words.confirmed)).to_be_visible()

    # A draft is understood before it is sent, and changes nothing.
    known = visit.list_items()
    visit.type(words.draft)
    expect(visit.find("preview")).to_be_visible()
    for part in words.understood:
        expect(visit.find("preview")).to_contain_text(re.compile(part, re.IGNORECASE))
    assert visit.list_items() == known
    with visit.turn():
        visit.send()
    pass_questions(visit, words.skip)

    # Jobs, each with its reasons, from both sides where there are both.
    expect(visit.card("criteria_card")).to_contain_text(words.place)
    first_round = titles_of(visit)
    assert len(first_round) >= 4
    assert all(re.search(words.work, title, re.IGNORECASE) for title in first_round)
    assert len(tell_reasons(visit)) >= 3 * len(first_round)
    visit.card("job_carousel").locator("details.more > summary").first.click()
    reason = visit.card("job_carousel").locator("details.more .requirement details").first
    reason.locator("summary").click()
    assert reason.locator("q").first.inner_text().strip()

    # "No, because": another round, without the one that was turned down.
    down = visit.card("job_carousel").locator(".card-job").first
    down_id = down.get_attribute("data-job")
    down.locator('[data-action="dismiss"]').click()
    with visit.turn():
        visit.sheet().get_by_role("button", name=words.seen).click()
    visit.tap_chip(words.others) if words.others in visit.chips() else None
    shown = visit.card("job_carousel").locator(".card-job")
    assert page.locator('.message[data-kind="job_carousel"]').count() >= 2
    assert down_id not in [card.get_attribute("data-job") for card in shown.all()]

    # A wish by a tap on the card of wishes.
    with visit.turn():
        visit.card("criteria_card").locator(".criterion-remove").last.click()

    # An employer who is here: the draft, put in one's own words, is sent after a yes.
    tenant = page.locator(".card-job", has_text=re.compile("|".join(words.tenant))).first
    visit.tap(tenant, "connect")
    draft = visit.card("message_preview")
    assert draft.locator(".shared .tag").count() == 2
    draft.locator('[data-action="edit"]').click()
    visit.sheet().locator("textarea").fill(words.own_words)
    with visit.turn():
        visit.sheet().locator("button[type=submit]").click()
    expect(visit.card("message_preview").locator(".draft")).to_have_text(words.own_words)
    visit.tap(visit.card("message_preview"), "send")
    status = visit.card("connect_status")
    assert status.locator(".steps [aria-current=step]").count() == 1

    # One who is not: their own page, and nothing is sent from here.
    stranger = page.locator(".card-job").filter(has_not_text=re.compile("|".join(words.tenant)))
    visit.tap(stranger.first, "connect")
    link = visit.card("connect_status").locator("a.out-link")
    assert (link.get_attribute("href") or "").startswith("https://jobs.example.com/")
    assert "noopener" in (link.get_attribute("rel") or "")

    # A reload loses nothing; a second tab shows the same, and hears what the first does.
    before = visit.list_items()
    chips = visit.chips()
    visit.check()
    page.reload()
    visit.wait_until_quiet()
    assert ends_alike(visit.list_items(), before)
    assert visit.chips() == chips
    other = Visit(context, house.url).open()
    assert ends_alike(other.list_items(), before)
    visit.say(words.thanks)
    last = visit.list_items()[-1]
    other.wait_for(lambda: last in other.list_items(), why="not heard elsewhere")
    other.wait_until_quiet()
    assert ends_alike(other.list_items(), visit.list_items())
    other.close()
    visit.close()
    context.close()


def test_what_is_said_while_the_line_is_down_arrives_once(house: House, browser: Browser) -> None:
    context = open_context(browser, lang="en")
    visit = Visit(context, house.url).open()
    visit.say("Electrician in Leeds")
    before = visit.list_items()
    with visit.line_down():
        house.stop()
        banner = visit.find("banner")
        # Short breaks stay unseen; a longer one is said in words, with a way to try at once.
        expect(banner).to_be_visible(timeout=6_000)
        expect(banner.get_by_role("button")).to_be_visible()
        visit.type("from £30k")
        visit.send()
        expect(visit.page.locator(".message.from-user").last).to_contain_text("Sending")
        house.start()
        visit.wait_for(
            lambda: any(each["data"].get("text") == "from £30k" for each in visit.heard),
            why="the message did not come back from the log",
        )
        visit.wait_for(
            lambda: visit.heard[-1]["type"] != "turn.started", why="no answer after the break"
        )
        visit.wait_until_quiet()
    expect(banner).to_be_hidden()
    after = visit.list_items()
    assert after[: len(before)] == before
    assert [words for _item, words in after].count("from £30k") == 1
    assert "30k" in visit.card("criteria_card").inner_text()
    visit.close()
    context.close()


def test_an_offline_phone_says_so_and_comes_back(house: House, browser: Browser) -> None:
    context = open_context(browser, lang="zh")
    visit = Visit(context, house.url).open()
    before = visit.list_items()
    with visit.line_down():
        context.set_offline(True)
        # The network is away, and the socket notices when it is asked for a sign of life.
        expect(visit.find("banner")).to_contain_text("离线", timeout=12_000)
        visit.type("杭州 Python 后端")
        visit.send()
        with visit.turn():
            context.set_offline(False)
    expect(visit.find("banner")).to_be_hidden()
    words = [words for _item, words in visit.list_items()]
    assert visit.list_items()[: len(before)] == before
    assert words.count("杭州 Python 后端") == 1
    visit.close()
    context.close()


class Teller:
    """A server that writes an answer slowly and loses the line in the middle of it."""

    conversation_id = "0b5c1f0e-0000-4000-8000-000000000001"
    turn_id = "0b5c1f0e-0000-4000-8000-000000000002"
    item_id = "0b5c1f0e-0000-4000-8000-000000000003"
    text = "您好，这里有 3 个职位 🙂 都在上海。"
    at = "2026-11-22T08:00:00Z"

    def __init__(self) -> None:
        self.cursors: list[list[dict[str, Any]]] = []
        self.socket: WebSocketRoute | None = None

    def open(self, socket: WebSocketRoute) -> None:
        self.socket = socket
        socket.on_message(self.hear)

    def tell(self, kind: str, data: dict[str, Any], **more: Any) -> None:
        assert self.socket is not None
        frame = {"v": 1, "type": kind, "at": self.at, "data": data, **more}
        self.socket.send(json.dumps(frame))

    def tell_here(self, kind: str, data: dict[str, Any], **more: Any) -> None:
        place = {"conversation_id": self.conversation_id, "turn_id": self.turn_id}
        self.tell(kind, data, **place, **more)

    def hear(self, message: str | bytes) -> None:
        frame = json.loads(message)
        if frame["type"] == "hello":
            self.cursors.append(frame["data"]["resume"])
            self.welcome(is_back=len(self.cursors) > 1)
        elif frame["type"] == "conversation.open":
            self.tell("ack", {"ref": frame["id"], "status": "accepted"})
            self.resync()
        elif frame["type"] == "read.mark":
            self.tell("ack", {"ref": frame["id"], "status": "accepted"})

    def welcome(self, *, is_back: bool) -> None:
        head = {"conversation_id": self.conversation_id, "epoch": "e1", "head_seq": 1}
        told = {**head, "recovered": is_back, "kind": "assistant", "scene": "find", "title": ""}
        self.tell(
            "welcome",
            {
                "user_id": "u",
                "cards": [],
                "heartbeat_seconds": 25,
                "conversations": [told],
                "me": {"epoch": "m", "head_seq": 0, "recovered": is_back},
                "persona": {"name": "小麦", "avatar": "mai", "mood": "calm", "scene": "find"},
            },
        )
        if is_back:
            # The text so far from its start, then on from where it is.
            item = {"item_id": self.item_id, "role": "assistant", "kind": "text"}
            self.tell_here("item.added", item)
            self.tell_delta(0, 14)
            self.tell_delta(14, None)
            self.tell_here("item.done", {**item, "text": self.text}, seq=2, epoch="e1")
            self.tell_here("turn.finished", {"outcome": "completed"}, seq=3, epoch="e1")

    def resync(self) -> None:
        self.tell(
            "resync",
            {
                "conversation_id": self.conversation_id,
                "epoch": "e1",
                "head_seq": 0,
                "state": {"scene": "find", "kind": "assistant"},
                "items": [],
                "has_more": False,
            },
            conversation_id=self.conversation_id,
        )
        self.tell_here("turn.started", {}, seq=1, epoch="e1")
        self.tell_here("item.added", {"item_id": self.item_id, "role": "assistant", "kind": "text"})
        self.tell_delta(0, 7)

    def tell_delta(self, start: int, end: int | None) -> None:
        # Offsets count code points, as Python's strings do.
        data = {"item_id": self.item_id, "offset": start, "text": self.text[start:end]}
        self.tell_here("item.delta", data)


def test_an_answer_goes_on_after_the_line_was_lost_in_the_middle(
    house: House, browser: Browser
) -> None:
    context = open_context(browser, lang="zh")
    teller = Teller()
    visit = Visit(context, house.url)
    visit.page.route_web_socket(re.compile("/ws/v1/chat"), teller.open)
    visit.page.goto(house.url)
    bubble = visit.page.locator(".message.from-assistant .bubble")
    expect(bubble).to_have_text(teller.text[:7])
    expect(visit.find("stop")).to_be_visible()
    assert teller.socket is not None
    teller.socket.close(code=1012)
    expect(bubble).to_have_text(teller.text)
    expect(visit.find("stop")).to_be_hidden()
    assert visit.page.locator(".message").count() == 1
    assert {"conversation_id": teller.conversation_id, "epoch": "e1", "after_seq": 1} in (
        teller.cursors[1]
    )
    visit.check()
    context.close()


def test_a_page_that_other_devices_replaced_waits_to_be_used_again(
    house: House, browser: Browser
) -> None:
    context = open_context(browser, lang="zh")
    teller = Teller()
    visit = Visit(context, house.url)
    visit.page.route_web_socket(re.compile("/ws/v1/chat"), teller.open)
    visit.page.goto(house.url)
    bubble = visit.page.locator(".message.from-assistant .bubble")
    expect(bubble).to_have_text(teller.text[:7])
    assert teller.socket is not None
    teller.socket.close(code=4409)
    banner = visit.find("banner")
    expect(banner).to_contain_text("其他多台设备")
    # To come back by itself would only replace another one.
    visit.page.wait_for_timeout(2_500)
    assert len(teller.cursors) == 1
    banner.get_by_role("button", name="在这里继续").click()
    expect(bubble).to_have_text(teller.text)
    expect(banner).to_be_hidden()
    assert len(teller.cursors) == 2
    visit.check()
    context.close()


def test_where_sockets_are_blocked_the_page_talks_over_streams(
    house: House, browser: Browser
) -> None:
    context = open_context(browser, lang="zh")
    visit = Visit(context, house.url)
    page = visit.page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
    page.route_web_socket(re.compile("/ws/v1/chat"), lambda socket: socket.close(code=1011))
    visit.open()
    visit.type("上海 Python 后端,每月两万以上,全职")
    visit.send()
    expect(visit.card("criteria_card")).to_contain_text("上海")
    visit.wait_until_quiet()
    assert titles_of(visit)
    known = visit.list_items()
    with visit.line_down():
        page.reload()
        visit.wait_until_quiet()
        expect(visit.card("criteria_card")).to_contain_text("上海")
    assert visit.list_items() == known
    streams = [each for each in asked if re.search(r"GET .*/conversations/[^/]+/events", each)]
    assert len(streams) >= 2
    assert visit.heard == []
    # Who somebody is stands in no address.
    assert not any("token" in each or "ticket=" in each for each in asked)
    visit.close()
    context.close()


def test_typing_is_shown_while_it_is_news(house: House, browser: Browser) -> None:
    context = open_context(browser, lang="zh")
    teller = Teller()
    visit = Visit(context, house.url)
    visit.page.route_web_socket(re.compile("/ws/v1/chat"), teller.open)
    visit.page.goto(house.url)
    expect(visit.page.locator(".message.from-assistant .bubble")).to_be_visible()
    teller.tell_here("typing", {"by": "company", "name": "Acme"})
    expect(visit.page.locator(".typing")).to_be_visible()
    expect(visit.page.locator(".typing")).to_be_hidden(timeout=9_000)
    visit.check()
    context.close()


def test_a_person_keeps_leaves_and_erases_what_is_theirs(house: House, browser: Browser) -> None:
    context = open_context(browser, lang="en", accept_downloads=True)
    visit = Visit(context, house.url).open()
    page = visit.page
    with visit.turn():
        visit.attach(RESUMES / "priya_nair_analyst_en.pdf")
        visit.find("send").click()
    end_questions(visit, "That's enough for now")

    # The résumé as a file.
    with page.expect_download() as coming:
        visit.card("resume_preview").get_by_role("button", name="PDF English").click()
    assert coming.value.path().read_bytes().startswith(b"%PDF-")

    # A second conversation, renamed and deleted; the first stands.
    kept = visit.list_items()
    first = visit.list_conversations()
    visit.find("open-drawer").click()
    visit.open_another()
    assert len(visit.list_conversations()) == 2
    visit.find("open-drawer").click()
    page.locator(".conversation.is-active .icon-button").click()
    visit.sheet().get_by_role("button", name="Rename").click()
    visit.sheet().locator("input").fill("Second thoughts")
    visit.sheet().locator("button[type=submit]").click()
    expect(page.locator(".conversation.is-active .conversation-title")).to_have_text(
        "Second thoughts"
    )
    page.locator(".conversation.is-active .icon-button").click()
    visit.sheet().get_by_role("button", name="Delete").click()
    visit.sheet().locator(".button.danger").click()
    visit.wait_for(lambda: visit.list_conversations() == first, why="not deleted")
    if page.locator(".drawer.open").count():
        visit.find("close-drawer").click()
    visit.wait_until_quiet()
    assert visit.list_items() == kept

    # Everything as one file.
    visit.find("account").click()
    with page.expect_download() as coming:
        visit.sheet().get_by_role("button", name="Download my data").click()
    export = json.loads(coming.value.path().read_text(encoding="utf-8"))
    assert "Priya Nair" in json.dumps(export, ensure_ascii=False)

    # A guest who signs up keeps everything, and finds it again after signing out and in.
    email = f"priya{house.port}@example.com"
    visit.choose_in_menu("Sign in or create an account")
    visit.sheet().get_by_role("tab", name="Create account").click()
    fill_in(visit, email=email)
    visit.wait_until_quiet()
    assert visit.list_items() == kept
    visit.choose_in_menu("Sign out")
    visit.wait_for(
        lambda: visit.list_items() != kept and visit.list_items() != [], why="no new guest came"
    )
    visit.wait_until_quiet()
    assert visit.page.locator(".attachment").count() == 0
    visit.choose_in_menu("Sign in or create an account")
    fill_in(visit, email=email)
    visit.wait_for(lambda: first[0] in visit.list_conversations(), why="the chat is not there")
    open_conversation(visit, first[0])
    assert visit.list_items() == kept

    # And is gone when they say so.
    visit.choose_in_menu("Delete me and my data")
    visit.sheet().locator(".button.danger").click()
    visit.wait_for(lambda: first[0] not in visit.list_conversations(), why="not erased")
    visit.wait_until_quiet()
    assert visit.page.locator(".attachment").count() == 0
    visit.choose_in_menu("Sign in or create an account")
    with visit.line_down():
        fill_in(visit, email=email, is_over=False)
        expect(visit.sheet().locator(".field-error")).to_be_visible()
        visit.page.keyboard.press("Escape")
        forget_refusals(visit)
    visit.close()
    context.close()


def fill_in(visit: Visit, *, email: str, is_over: bool = True) -> None:
    """Give e-mail and password in the sheet."""
    sheet = visit.sheet()
    sheet.locator("input[type=email]").fill(email)
    sheet.locator("input[type=password]").fill("a long pass phrase 7")
    sheet.locator("button[type=submit]").click()
    if is_over:
        expect(visit.page.locator("dialog.sheet")).to_have_count(0)


def open_conversation(visit: Visit, conversation_id: str) -> None:
    """Open a conversation from the list."""
    visit.find("open-drawer").click()
    visit.page.locator(f'[data-conversation="{conversation_id}"]').click()
    visit.wait_until_quiet()


def forget_refusals(visit: Visit) -> None:
    """Forgive what a browser says of a request that the server refused on purpose."""
    visit.troubles[:] = [each for each in visit.troubles if "status of 4" not in each]


def name_focus(visit: Visit) -> str:
    """Return what has the focus, as a person would name it."""
    name: str = visit.page.evaluate(
        """() => {
          const at = document.activeElement;
          return at.getAttribute("aria-label") || at.id || at.innerText.trim() || at.tagName;
        }"""
    )
    return name


def test_everything_is_reached_and_done_by_keyboard(house: House, browser: Browser) -> None:
    context = open_context(browser, lang="en", has_touch=False, is_mobile=False)
    visit = Visit(context, house.url).open()
    page = visit.page
    keys = page.keyboard

    # From the top: the way past the rest first, and it leads to the input.
    keys.press("Tab")
    assert name_focus(visit) == "Skip to the input"
    keys.press("Enter")
    assert name_focus(visit) == "text"
    keys.type("Staff nurse in Leeds, from £32k")
    with visit.turn():
        keys.press("Enter")
    assert name_focus(visit) == "text"

    # Back from the input: to the chips, and from one to a sheet that keeps the focus.
    keys.press("Shift+Tab")
    keys.press("Shift+Tab")
    assert page.evaluate("document.activeElement.closest('.chips, .dock-row') !== null")
    dismiss = page.locator('.card-job [data-action="dismiss"]').first
    dismiss.focus()
    keys.press("Enter")
    expect(visit.sheet()).to_be_visible()
    for _ in range(14):
        keys.press("Tab")
        inside = page.evaluate(
            "document.activeElement === document.body || "
            "document.activeElement.closest('dialog') !== null"
        )
        assert inside, name_focus(visit)
    keys.press("Escape")
    expect(page.locator("dialog.sheet")).to_have_count(0)
    # The focus is given back to where it was.
    assert page.evaluate("document.activeElement.dataset.action") == "dismiss"

    # The carousel turns by its buttons, a match opens by Enter, the drawer closes by Escape.
    page.get_by_role("button", name="Next job").first.focus()
    keys.press("Enter")
    visit.wait_for(
        lambda: page.locator(".carousel-count").first.inner_text().startswith("2"),
        why="the next job did not come",
    )
    more = page.locator("details.more > summary").first
    more.focus()
    keys.press("Enter")
    assert page.locator("details.more[open]").count() == 1
    visit.find("open-drawer").focus()
    keys.press("Enter")
    assert name_focus(visit) == "Close"
    # What lies under an open drawer cannot be reached.
    assert page.evaluate("document.querySelector('[data-role=main]').inert")
    keys.press("Escape")
    assert name_focus(visit) == "Conversations"

    # A question is answered without a mouse.
    visit.find("scene").focus()
    keys.press("Enter")
    visit.sheet().get_by_role("button", name="My résumé").focus()
    with visit.turn():
        keys.press("Enter")
    field = page.locator(".card-field-prompt .field").last
    field.focus()
    keys.type("Staff Nurse at Fernhill Hospital since 2020")
    with visit.turn():
        keys.press("Enter")
    expect(visit.card("resume_preview")).to_be_visible()
    visit.close()
    context.close()


LIST_UNNAMED = """() => [...document.querySelectorAll("button, a[href], input, textarea, summary, [role=button]")]
  .filter((part) => {
    if (part.type === "hidden" || part.type === "file") return false;
    const labelled = (part.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent ?? "").join("");
    const name = part.getAttribute("aria-label") || labelled || part.textContent || [...(part.labels ?? [])].map((label) => label.textContent).join("");
    return !name.trim();
  })
  .map((part) => part.outerHTML.slice(0, 160))"""

# Every text in view against what lies behind it, as WCAG 2.2 counts (1.4.3).
LIST_FAINT = """() => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const cache = new Map();
  const read = (color) => {
    if (!cache.has(color)) {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = color;
      pen.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
      cache.set(color, [r, g, b, a / 255]);
    }
    return cache.get(color);
  };
  const over = (top, below, alpha = top[3]) => [0, 1, 2].map((i) => top[i] * alpha + below[i] * (1 - alpha)).concat(1);
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) layers.push(read(getComputedStyle(at).backgroundColor));
    return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255, 1]);
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || element.closest(".visually-hidden, script, noscript, :disabled, .skip-link")) continue;
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const style = getComputedStyle(element);
    const behind = ground(element);
    let alpha = 1;
    for (let at = element; at; at = at.parentElement) alpha *= Number(getComputedStyle(at).opacity);
    const ink = read(style.color);
    const seen = over(ink, behind, ink[3] * alpha);
    const [high, low] = [light(seen), light(behind)].sort((x, y) => y - x);
    const ratio = (high + 0.05) / (low + 0.05);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (isLarge ? 3 : 4.5)) found.push(`${ratio.toFixed(2)} ${element.className} "${walker.currentNode.textContent.trim().slice(0, 30)}"`);
  }
  return [...new Set(found)];
}"""

# A colour on its way from one theme to the other is neither's.
KEEP_STILL = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("*, *::before, *::after { transition: none !important; animation: none !important; }");
  document.adoptedStyleSheets = [sheet];
}"""

LIST_CUT = """() => {
  const found = [];
  if (document.documentElement.scrollWidth > innerWidth) found.push(`page is ${document.documentElement.scrollWidth} wide`);
  for (const part of document.querySelectorAll("button, .card-title, .band, .tag, .chip, dt, dd, summary")) {
    if (!part.checkVisibility() || part.closest(".visually-hidden")) continue;
    const isCut = getComputedStyle(part).overflowX !== "visible" && part.scrollWidth > part.clientWidth + 1;
    const box = part.getBoundingClientRect();
    const isOut = !part.closest(".carousel-track, .chips, .drawer") && (box.right > innerWidth + 1 || box.left < -1);
    if (isCut || isOut) found.push(`${isCut ? "cut" : "out"}: ${part.className} "${part.textContent.trim().slice(0, 40)}"`);
  }
  return [...new Set(found)];
}"""

LIST_SMALL = """() => [...document.querySelectorAll("button, summary, a[href], input, textarea")]
  .filter((part) => part.checkVisibility() && !part.closest(".visually-hidden") && !part.classList.contains("skip-link"))
  .map((part) => [part.getBoundingClientRect(), part])
  .filter(([box]) => box.width < 24 || box.height < 24)
  .map(([box, part]) => `${box.width}x${box.height} ${part.className}`)"""


def check_looks(visit: Visit, *, where: str) -> None:
    """Fail if a control has no name or is too small, a text is faint or something is cut."""
    assert visit.page.evaluate(LIST_UNNAMED) == [], where
    for theme in ("dark", "light"):
        visit.page.emulate_media(color_scheme=theme)
        assert visit.page.evaluate(LIST_FAINT) == [], f"{where}, {theme}"
    assert visit.page.evaluate(LIST_CUT) == [], where
    # WCAG 2.2, 2.5.8: a target of 24 by 24.
    assert visit.page.evaluate(LIST_SMALL) == [], where


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everything_has_a_name_and_can_be_read(house: House, browser: Browser, lang: str) -> None:
    words = WORDS[lang]
    context = open_context(browser, lang=lang)
    visit = Visit(context, house.url).open()
    visit.page.evaluate(KEEP_STILL)
    check_looks(visit, where="greeting")
    live = visit.find("live")
    assert live.get_attribute("aria-live") == "polite"
    visit.say(words.draft)
    check_looks(visit, where="jobs")
    # What arrived whole was read out, the cards among it.
    assert words.place in live.inner_text()
    visit.tap(visit.page.locator(".card-job").first, "detail")
    check_looks(visit, where="detail")
    tenant = visit.page.locator(".card-job", has_text=re.compile("|".join(words.tenant))).first
    visit.tap(tenant, "connect")
    check_looks(visit, where="message preview")
    visit.tap(visit.card("message_preview"), "discard")
    with visit.turn():
        visit.attach(RESUMES / words.resume)
        visit.find("send").click()
    check_looks(visit, where="résumé preview and question")
    visit.type(words.phone)
    expect(visit.find("preview")).to_be_visible()
    check_looks(visit, where="draft understood")
    visit.page.locator('.card-job [data-action="dismiss"]').first.click()
    check_looks(visit, where="reasons")
    visit.page.keyboard.press("Escape")
    visit.find("account").click()
    check_looks(visit, where="menu")
    visit.page.keyboard.press("Escape")
    visit.find("open-drawer").click()
    check_looks(visit, where="conversations")
    visit.close()
    context.close()


def switch_to(visit: Visit, label: str) -> None:
    visit.find("scene").click()
    with visit.turn():
        visit.sheet().get_by_role("button", name=label).click()


def test_search_is_where_it_was_after_a_look_at_the_resume(house: House, browser: Browser) -> None:
    context = open_context(browser, lang="zh")
    visit = Visit(context, house.url).open()
    visit.say("我想找份工作")
    question = visit.card("field_prompt").locator(".card-title").inner_text()
    switch_to(visit, "简历")
    expect(visit.page.locator("body")).to_have_attribute("data-scene", "resume")
    before = visit.cards("field_prompt").count()
    switch_to(visit, "找工作")
    expect(visit.page.locator("body")).to_have_attribute("data-scene", "find")
    assert question in visit.last_words()
    assert visit.cards("field_prompt").count() == before
    visit.close()
    context.close()


def test_interview_is_left_come_back_to_and_won(house: House, browser: Browser) -> None:
    context = open_context(browser, lang="en")
    visit = Visit(context, house.url).open()
    visit.say("practise an interview for staff nurse")
    expect(visit.page.locator("body")).to_have_attribute("data-scene", "interview")
    expect(visit.card("field_prompt")).to_be_visible()
    visit.say(ANSWERS[0])
    meter = visit.card("interview_score").get_by_role("meter")
    assert int(meter.get_attribute("aria-valuenow") or 0) > 40
    switch_to(visit, "Applications")
    switch_to(visit, "Interview")
    assert "question 2 of 6" in visit.last_words()
    for answer in ANSWERS[1:]:
        visit.say(answer)
        if visit.card("interview_score").locator(".band-good").count():
            break
    card = visit.card("interview_score")
    expect(card.locator(".band-good")).to_have_text("Won")
    expect(card.locator(".gauge-bar.is-won")).to_be_visible()
    assert "Keep this one" in visit.last_words()
    # Nothing of the card is wider than the phone.
    assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    visit.close()
    context.close()
