"""A person at the chat page: a browser's tab that acts, waits for the answer, and notes troubles."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    WebSocket,
    sync_playwright,
)

from jobassist import local_postgres
from tests.jobassist.test_serve import ROOT, Served, find_free_port
from tests.needs import find_program

RESUMES = ROOT / "tests" / "data" / "resumes"

PHONE = {"width": 390, "height": 844}
WAIT_MS = 15_000.0
FLAGS = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--font-render-hinting=none")
LOCALES = {"zh": ("zh-CN", "Asia/Shanghai"), "en": ("en-GB", "Europe/London")}
# What a browser says of a line that is down; a test that takes it down expects it.
LINE_IS_DOWN = ("WebSocket connection to", "net::ERR_")
WATCH_POLICY = """
window.broken = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.broken.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""
# Nothing waits for the server, and everything that came is drawn.
IS_QUIET = """() => {
  const find = (role) => document.querySelector(`[data-role="${role}"]`);
  return document.body.dataset.line === "open" && find("stop").hidden
    && !document.querySelector('[data-streaming="true"], .thinking, .skeleton, [aria-busy="true"]');
}"""


class House:
    """The server under the page; it can be stopped and started again at the same address."""

    def __init__(self, folder: Path, *, has_demo: bool = False, **settings: str) -> None:
        self.data_dir = folder / "data"
        self.port = find_free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        self.has_demo = has_demo
        self.settings = settings
        self.served = self.start()

    def start(self) -> Served:
        self.served = Served(
            self.data_dir,
            port=self.port,
            has_tables=True,
            LOADS_DEMO=str(self.has_demo).lower(),
            **self.settings,
        )
        self.served.wait_until_ready()
        return self.served

    def stop(self) -> None:
        self.served.stop(signal.SIGTERM)

    def close(self) -> None:
        """Stop what was started, the database with it."""
        if self.served.process.poll() is None:
            self.stop()
        local_postgres.stop(self.data_dir)

    def store_postings(self) -> None:
        self.run("tests.chat.page_corpus")

    def run(self, module: str) -> None:
        """Run a module against this server's database."""
        done = subprocess.run(
            [sys.executable, "-m", module],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "DATA_DIR": str(self.data_dir)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3_000:]


@contextlib.contextmanager
def open_browser() -> Iterator[Browser]:
    """Start Debian's Chromium, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_program("chromium"), args=list(FLAGS)
        )
        try:
            yield browser
        finally:
            browser.close()


def open_context(browser: Browser, *, lang: str, **more: Any) -> BrowserContext:
    """Return a phone of its own, in a language: nothing is shared with another's."""
    locale, time_zone = LOCALES[lang]
    phone = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
    context = browser.new_context(**{**phone, "locale": locale, "timezone_id": time_zone, **more})
    context.set_default_timeout(WAIT_MS)
    context.add_init_script(WATCH_POLICY)
    return context


class Visit:
    """One tab."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.page: Page = context.new_page()
        self.url = url
        self.troubles: list[str] = []
        self.heard: list[dict[str, Any]] = []
        self.said: list[dict[str, Any]] = []
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.troubles.append(f"uncaught: {error}"))
        self.page.on("websocket", self._listen)

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.troubles.append(f"{message.type}: {message.text}")

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda text: self.heard.append(json.loads(text)))
        socket.on("framesent", lambda text: self.said.append(json.loads(text)))

    def open(self) -> "Visit":
        """Load the page and wait until somebody has been greeted."""
        self.page.goto(self.url)
        self.page.locator(".message").first.wait_for()
        self.wait_until_quiet()
        return self

    def close(self) -> None:
        """Close the tab; nothing may have gone wrong in it that nobody expected."""
        self.check()
        self.page.close()

    def check(self) -> None:
        """Fail if the page said an error, broke its policy, or was told one by the server."""
        assert self.troubles == []
        assert self.page.evaluate("window.broken") == []
        errors = [each["data"] for each in self.heard if each["type"] == "error"]
        # The server's last word to a sign-in that the person has ended.
        assert [each for each in errors if each["code"] != "session_ended"] == []

    # --- waiting ----------------------------------------------------------------------

    def wait_until_quiet(self) -> None:
        self.page.wait_for_function(IS_QUIET)
        self.wait_for_frames()
        self.page.wait_for_function(IS_QUIET)

    def wait_for_frames(self) -> None:
        """Wait for two frames: what has just been folded is drawn in the next."""
        self.page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )

    def wait_for(self, is_true: Callable[[], bool], *, why: str) -> None:
        for _ in range(int(WAIT_MS / 50)):
            if is_true():
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(why)

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Do something that is answered, and wait for the answer's end."""
        before = self.count_heard("turn.finished")
        yield
        self.wait_for(
            lambda: self.count_heard("turn.finished") > before, why="no turn finished for this"
        )
        last = [each for each in self.heard if each["type"] == "turn.finished"][-1]
        assert last["data"]["outcome"] == "completed", last["data"]
        self.wait_until_quiet()

    def open_another(self) -> None:
        """Open a new conversation and wait for its greeting, which a fresh copy may hold already."""
        known = self.list_conversations()
        self.find("new").click()
        self.wait_for(lambda: self.list_conversations() != known, why="no conversation opened")
        self.wait_for(lambda: len(self.list_items()) >= 2, why="nobody greeted")
        self.wait_until_quiet()

    @contextlib.contextmanager
    def line_down(self) -> Iterator[None]:
        """Forgive what a browser says of a line that a test has cut."""
        known = len(self.troubles)
        yield
        self.troubles[known:] = [
            each
            for each in self.troubles[known:]
            if not any(words in each for words in LINE_IS_DOWN)
        ]

    def count_heard(self, kind: str) -> int:
        return sum(each["type"] == kind for each in self.heard)

    # --- acting -----------------------------------------------------------------------

    def find(self, role: str) -> Locator:
        return self.page.locator(f'[data-role="{role}"]')

    def type(self, text: str) -> None:
        self.page.fill("#text", text)

    def send(self) -> None:
        self.page.press("#text", "Enter")

    def say(self, text: str) -> None:
        """Type, send, and wait for the whole answer."""
        with self.turn():
            self.type(text)
            self.send()

    def tap_chip(self, *labels: str) -> None:
        """Tap the first chip there is of those named, and wait for the answer."""
        for label in labels:
            chip = self.page.locator(".chip").filter(has_text=label)
            if chip.count():
                with self.turn():
                    chip.first.click()
                return
        raise AssertionError(f"none of {labels} among {self.chips()}")

    def tap(self, card: Locator, action: str) -> None:
        """Tap an action of a card that is answered at once."""
        with self.turn():
            card.locator(f'[data-action="{action}"]').click()

    def attach(self, *files: Path) -> None:
        """Choose files and wait until they are up."""
        self.find("file-input").set_input_files(list(files))
        self.page.locator(".file.is-done").nth(len(files) - 1).wait_for()

    def choose_in_menu(self, label: str) -> None:
        """Open the person's menu and tap an entry."""
        self.find("account").click()
        self.sheet().get_by_role("button", name=label).click()

    # --- reading ----------------------------------------------------------------------

    def sheet(self) -> Locator:
        return self.page.locator("dialog.sheet").last

    def cards(self, kind: str) -> Locator:
        return self.page.locator(f'.message[data-kind="{kind}"] > .card')

    def card(self, kind: str) -> Locator:
        """Return the newest card of a kind; a carousel is no card of its own."""
        if kind == "job_carousel":
            return self.page.locator('.message[data-kind="job_carousel"]').last
        return self.cards(kind).last

    def chips(self) -> list[str]:
        return self.page.locator(".chip").all_inner_texts()

    def last_words(self) -> str:
        """Return the assistant's newest words."""
        return self.page.locator(".message.from-assistant .bubble").last.inner_text()

    def list_items(self) -> list[tuple[str, str]]:
        """Return every message in view as (item id, what it says), in order."""
        found: list[list[str]] = self.page.evaluate(
            """() => [...document.querySelectorAll(".message")].map((row) => [
              row.dataset.item,
              row.dataset.kind ?? [...row.querySelectorAll(".bubble, .attachment")].map((part) => part.innerText).join("|"),
            ])"""
        )
        return [(item, words) for item, words in found]

    def list_conversations(self) -> list[str]:
        """Return the ids in the list of conversations, newest first."""
        found: list[str] = self.page.evaluate(
            "() => [...document.querySelectorAll('[data-conversation]')].map((row) => row.dataset.conversation)"
        )
        return found
