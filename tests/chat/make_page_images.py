"""The pictures of `docs/images`, taken on the demo data:

.venv/bin/python -m tests.chat.make_page_images [FOLDER]
"""

import os
import sys
import tempfile
from pathlib import Path

# The tests' own settings, so that whoever takes the pictures need not have any.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

from playwright.sync_api import Browser, Locator, expect

from tests.chat.page_driver import RESUMES, House, Visit, open_browser, open_context
from tests.jobassist.test_serve import ROOT


class Album:
    """A folder of pictures."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def take(self, visit: Visit, name: str, *, top: Locator | None = None) -> None:
        """Take the screen, with `top` at its upper edge if one is given."""
        if top is not None:
            top.evaluate(
                """(node) => {
                  const scroller = document.querySelector('[data-role="scroller"]');
                  const at = node.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
                  scroller.scrollTo({ top: scroller.scrollTop + at - 12, behavior: "instant" });
                }"""
            )
        visit.page.wait_for_timeout(400)
        visit.page.screenshot(path=self.folder / f"{name}.png", animations="disabled")
        print(self.folder / f"{name}.png")


def take_chinese(album: Album, browser: Browser, url: str) -> None:
    """Take the path of a backend developer in Shanghai."""
    context = open_context(browser, lang="zh", reduced_motion="reduce")
    visit = Visit(context, url).open()
    album.take(visit, "greeting")
    with visit.turn():
        visit.attach(RESUMES / "lin_xiaoyu_backend_zh.pdf")
        visit.find("send").click()
    album.take(visit, "resume-preview", top=visit.page.locator(".message.from-user").last)
    album.take(visit, "field-prompt", top=visit.card("field_prompt").locator("xpath=.."))
    visit.tap_chip("先到这里")
    visit.tap(visit.card("resume_preview"), "confirm")
    visit.type("上海 Python 后端，20k以上，不要外包")
    expect(visit.find("preview")).to_be_visible()
    album.take(visit, "draft-understood")
    with visit.turn():
        visit.send()
    album.take(visit, "criteria-and-jobs", top=visit.page.locator(".message.from-user").last)
    jobs = visit.card("job_carousel")
    card = jobs.locator(".card-job").first
    card.locator("details.more > summary").click()
    card.locator("details.more .requirement details > summary").first.click()
    album.take(visit, "match-reasons", top=jobs)
    card.locator('[data-action="dismiss"]').click()
    album.take(visit, "dismiss-reasons")
    visit.page.keyboard.press("Escape")
    visit.page.emulate_media(color_scheme="dark")
    album.take(visit, "dark", top=visit.card("criteria_card"))
    visit.page.emulate_media(color_scheme="light")
    for at in range(jobs.locator(".card-job").count()):
        visit.tap(jobs.locator(".card-job").nth(at), "connect")
        if visit.cards("message_preview").count():
            break
    album.take(visit, "message-preview", top=visit.card("message_preview").locator("xpath=.."))
    visit.close()
    context.close()


def take_english(album: Album, browser: Browser, url: str) -> None:
    """Take the path of somebody who looks for work in a warehouse in Leeds."""
    context = open_context(browser, lang="en", reduced_motion="reduce")
    visit = Visit(context, url).open()
    visit.say("Warehouse work in Leeds, full time")
    album.take(visit, "english-jobs", top=visit.page.locator(".message.from-user").last)
    visit.tap(visit.page.locator(".card-job").first, "detail")
    album.take(visit, "english-detail", top=visit.card("job_detail").locator("xpath=.."))
    visit.close()
    context.close()


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images"
    with tempfile.TemporaryDirectory() as temporary:
        house = House(Path(temporary), has_demo=True)
        try:
            with open_browser() as browser:
                take_chinese(Album(folder), browser, house.url)
                take_english(Album(folder), browser, house.url)
        finally:
            house.close()


if __name__ == "__main__":
    main()
