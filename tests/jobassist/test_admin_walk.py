"""Every page of an owner's and an operator's navigation, in a real browser, on a desk and a phone."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.chat.page_driver import House, open_browser, open_context
from tests.needs import needs
from tests.recruiting.journey_people import PASSWORD, RECRUITERS

pytestmark = [needs("chromium"), pytest.mark.slow]

OPERATOR = "ops@walk.example"
# Where pictures of the pages are left for somebody to look at.
PICTURES = os.environ.get("PICTURES", "")
DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
LINKS = "all => [...new Set(all.map(each => each.getAttribute('href')))]"
STANDING_OUT = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    house = House(tmp_path_factory.mktemp("walk"), ADMIN_SECOND_FACTOR="false")
    try:
        house.run("tests.recruiting.journey_people")
        house.run("tests.jobassist.walk_operator")
        yield house
    finally:
        house.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as browser:
        yield browser


class Walk:
    """Somebody at the admin site who looks at page after page; `troubles` are of all of them."""

    def __init__(self, browser: Browser, house: House, *, lang: str) -> None:
        self.context = open_context(
            browser, lang=lang, viewport=DESK, has_touch=False, is_mobile=False
        )
        self.page: Page = self.context.new_page()
        self.url = house.url.rstrip("/")
        self.troubles: list[str] = []
        self._here = ""
        self.page.on("pageerror", lambda error: self.note(f"error: {error}"))
        self.page.on("console", lambda said: self.note(said.text) if said.type == "error" else None)

    def note(self, trouble: str) -> None:
        self.troubles.append(f"{self._here}: {trouble}")

    def log_in(self, login: str) -> list[str]:
        """Return the addresses of the navigation."""
        self.page.goto(f"{self.url}/admin/login/")
        self.page.fill("input[name=username]", login)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.locator("form button[type=submit], form input[type=submit]").last.click()
        self.page.wait_for_selector("#nav-sidebar a[href]", state="attached")
        links: list[str] = self.page.eval_on_selector_all("#nav-sidebar a[href]", LINKS)
        return [link for link in links if link.startswith("/admin/") and "logout" not in link]

    def look(self, path: str) -> None:
        """Open a page wide, make it narrow, and note what is wrong with it."""
        self._here = path
        self.page.set_viewport_size(DESK)
        answer = self.page.goto(self.url + path)
        if answer is None or answer.status != 200:
            self.note("did not open")
        for size in (DESK, PHONE):
            self.page.set_viewport_size(size)
            self._here = f"{path} at {size['width']}"
            if (out := self.page.evaluate(STANDING_OUT)) > 0:
                self.note(f"{out} pixels stand out")
            if PICTURES:
                name = f"{path.strip('/').replace('/', '-')}-{size['width']}.png"
                self.page.screenshot(path=str(Path(PICTURES) / name))
        for broken in self.page.evaluate("window.broken"):
            self.note(broken)


@pytest.mark.parametrize("who", ["owner-zh", "owner-en", "operator"])
def test_no_page_of_the_navigation_fails_or_stands_out(
    house: House, browser: Browser, who: str
) -> None:
    walk = Walk(browser, house, lang="zh" if who == "owner-zh" else "en")
    login = OPERATOR if who == "operator" else RECRUITERS[who.removeprefix("owner-")][1]
    paths = walk.log_in(login)
    assert len(paths) > 15
    for path in paths:
        walk.look(path)
    if who.startswith("owner"):
        walk.look("/admin/jobs/posting/add/")
        walk.look("/admin/recruiting/seekeract/ask/")
        walk.look("/admin/jobs/posting/import/")
        # The theme's script follows each file that is chosen.
        sheet = {"name": "jobs.csv", "mimeType": "text/csv", "buffer": b"id,title\n1,Cook"}
        walk.page.locator("input[type=file]").set_input_files(sheet)  # type: ignore[arg-type]
        walk.page.locator("button[value=check]").click()
        walk.page.wait_for_selector("#import-counts")
    walk.context.close()
    assert walk.troubles == []
