"""Standing searches and voice notes in a real browser, against a real server and recogniser."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.chat.page_driver import FLAGS, House, Visit, open_context
from tests.fake_model_server import Hears, ServerInThread, Status
from tests.jobassist.test_serve import ROOT
from tests.needs import find_program, needs

pytestmark = [needs("chromium"), pytest.mark.slow]

# A tone in place of a microphone, and nobody is asked for leave.
FAKE_MICROPHONE = (
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)
WORDS = {
    "zh": SimpleNamespace(
        order="每周五给我新的上海 Python 职位",
        when="每周五 09:00",
        city="上海",
        title="Python后端开发工程师",
        found="新出了",
        paused="已暂停",
        resume="恢复",
        words_resume="恢复提醒",
        running="运行中",
        gone="已删除",
        heard="我想找上海的皮森工作",
        before="皮森",
        after="Python",
        speak="说话",
        menu="提醒",
    ),
    "en": SimpleNamespace(
        order="every Friday at 8 send me new nursing jobs in Leeds",
        when="every Friday at 08:00",
        city="Leeds",
        title="Staff Nurse",
        found="new job",
        paused="Paused",
        resume="Resume",
        words_resume="turn the alert back on",
        running="Running",
        gone="Deleted",
        heard="I am looking for a nurce job in Leeds",
        before="nurce",
        after="nurse",
        speak="Speak",
        menu="Alerts",
    ),
}


@pytest.fixture(scope="module")
def recogniser() -> Iterator[ServerInThread]:
    with ServerInThread(Hears("")) as running:
        yield running


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, recogniser: ServerInThread) -> Iterator[House]:
    house = House(
        tmp_path_factory.mktemp("alerts"),
        TRANSCRIPTION_MODEL="whisper-1",
        TRANSCRIPTION_BASE_URL=recogniser.base_url,
    )
    try:
        house.store_postings()
        yield house
    finally:
        house.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_program("chromium"), args=[*FLAGS, *FAKE_MICROPHONE]
        )
        try:
            yield browser
        finally:
            browser.close()


def fire(house: House, *, days: int, city: str, title: str) -> int:
    """Store a posting and let so many days pass; returns how many alerts showed something."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.chat.fire_alerts", str(days), city, title],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(house.data_dir)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3_000:]
    return int(done.stdout.split()[-1])


def keep_picture(visit: Visit, name: str) -> None:
    """Keep a picture of the page where the environment names a folder for them."""
    folder = os.environ.get("PAGE_PICTURES")
    if folder:
        visit.page.screenshot(path=Path(folder) / f"{name}.png", animations="disabled")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_search_that_runs_by_itself_is_made_fires_rests_and_goes(
    house: House, browser: Browser, lang: str
) -> None:
    words = WORDS[lang]
    context = open_context(browser, lang=lang)
    visit = Visit(context, house.url).open()
    page = visit.page

    visit.say(words.order)
    card = visit.card("alert_card")
    expect(card).to_contain_text(words.when)
    expect(card).to_contain_text(words.running)
    keep_picture(visit, f"alert-made-{lang}-390")

    # A week later, while nobody looks: it is there when the person comes back. Another process
    # than the server's ran it, whose bell does not ring here.
    assert fire(house, days=8, city=words.city, title=words.title) >= 1
    visit.open()
    expect(page.locator(".message.from-assistant .bubble").last).to_contain_text(words.found)
    expect(page.locator(".message .card", has_text=words.title).first).to_be_visible()
    assert visit.cards("alert_card").count() == 2
    visit.wait_until_quiet()
    keep_picture(visit, f"alert-fired-{lang}-390")

    # Paused by a tap: the card on the screen says so; resumed by words.
    card = visit.card("alert_card")
    visit.tap(card, "pause")
    expect(visit.card("alert_card")).to_contain_text(words.paused)
    keep_picture(visit, f"alert-paused-{lang}-390")
    visit.say(words.words_resume)
    expect(visit.card("alert_card")).to_contain_text(words.running)

    # There by the menu of scenes, and deleted after a question.
    page.set_viewport_size({"width": 1280, "height": 900})
    visit.find("scene").click()
    with visit.turn():
        visit.sheet().get_by_role("button", name=words.menu).click()
    keep_picture(visit, f"alert-scene-{lang}-1280")
    with visit.turn():
        visit.card("alert_card").locator('[data-action="delete"]').click()
        visit.sheet().locator("button.danger, button.is-danger").last.click()
    expect(visit.card("alert_card")).to_contain_text(words.gone)
    visit.close()
    context.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_spoken_is_put_right_by_a_tap_before_it_is_sent(
    house: House, browser: Browser, recogniser: ServerInThread, lang: str
) -> None:
    words = WORDS[lang]
    recogniser.server.script = (Hears(words.heard),)
    recogniser.server.requests.clear()
    context = open_context(browser, lang=lang)
    visit = Visit(context, house.url).open()
    page = visit.page
    before = visit.list_items()

    microphone = visit.find("mic")
    expect(microphone).to_have_attribute("aria-label", words.speak)
    microphone.click()
    expect(microphone).to_have_attribute("aria-pressed", "true")
    page.wait_for_timeout(900)
    keep_picture(visit, f"voice-recording-{lang}-390")
    microphone.click()
    expect(page.locator("#text")).to_have_value(words.heard)
    assert visit.list_items() == before
    sent = recogniser.server.requests[0].body
    assert sent["language"] == lang
    assert sent["file"][0] == "note.webm"
    assert len(sent["file"][1]) > 500

    # A draft: looked at, put right by a tap, and sent by the person.
    slip = page.locator(".correction").filter(has_text=words.before)
    expect(slip).to_contain_text(words.after)
    keep_picture(visit, f"voice-draft-{lang}-390")
    slip.click()
    assert words.before not in page.input_value("#text")
    with visit.turn():
        visit.send()
    assert visit.card("job_carousel").count() or visit.card("field_prompt").count()

    # Words that do not come are said so, and what was typed stays.
    recogniser.server.script = (Status(500),)
    visit.type("abc")
    microphone.click()
    page.wait_for_timeout(700)
    microphone.click()
    expect(page.locator(".toast")).to_be_visible()
    # The browser tells of it as well.
    visit.troubles = [each for each in visit.troubles if "503" not in each]
    assert page.input_value("#text") == "abc"
    visit.close()
    context.close()
