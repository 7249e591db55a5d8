"""Setting up a pulled feed in a real browser: preview, save, pull now, and what its health says."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from jobassist import local_postgres
from tests.chat.page_driver import open_browser
from tests.feeds.site import Site
from tests.jobassist.test_serve import ROOT, Served, find_free_port
from tests.needs import needs

pytestmark = [needs("chromium"), pytest.mark.slow]
MAIL, PASSWORD = "ops@example.com", "long enough 4 a test"
# Where pictures of the pages are left for somebody to look at.
PICTURES = os.environ.get("PICTURES", "")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[str]:
    """Return the address of a server that may pull from this machine, with an operator."""
    port = find_free_port()
    data_dir = tmp_path / "data"
    served = Served(data_dir, port=port, ALLOW_PRIVATE_FEEDS="true")
    try:
        served.wait_until_ready()
        subprocess.run(
            [sys.executable, "manage.py", "createsuperuser", "--noinput", "--email", MAIL],
            cwd=ROOT,
            env={
                "PATH": os.environ["PATH"],
                "DATA_DIR": str(data_dir),
                "DJANGO_SUPERUSER_PASSWORD": PASSWORD,
            },
            check=True,
            capture_output=True,
            timeout=120,
        )
        yield f"http://127.0.0.1:{port}"
    finally:
        if served.process.poll() is None:
            served.stop(signal.SIGTERM)
        local_postgres.stop(data_dir)


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


def test_preview_save_and_pull(desk: str, site: Site) -> None:
    jobs = [
        {
            "id": n, "role": f"Ferry Pilot {n}", "firm": "Tidewater", "where": "Oslo, Norway",
            "when": f"2026-10-{n:02d}", "text": f"<p>Pilot number {n}.</p>",
        }
        for n in range(1, 9)
    ]  # fmt: skip
    bad = {"id": 99, "firm": "<script>document.title='owned'</script>"}
    body = json.dumps({"result": [*jobs, bad]}).encode()
    site.answers["/jobs"] = (200, {"Content-Type": "application/json"}, body)
    mapping = {
        "items": "result",
        "fields": {"id": "id", "title": "role", "company": "firm", "city": "where", "posted_at": "when", "description": "text"},
        "is_complete": True,
    }  # fmt: skip
    with open_browser() as browser:
        context = browser.new_context(locale="en-GB", viewport={"width": 1400, "height": 900})
        page = context.new_page()
        troubles: list[str] = []
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.goto(f"{desk}/admin/feeds/pullsource/add/")
        page.fill("#id_username", MAIL)
        page.fill("#id_password", PASSWORD)
        page.locator("button[type=submit], input[type=submit]").first.click()
        page.fill("#id_name", "Tidewater")
        page.fill("#id_source_key", "tidewater")
        page.select_option("#id_connector", "mapping")
        page.fill("#id_urls", f"{site.url}/jobs")
        page.fill("#id_mapping", json.dumps(mapping))
        page.click("button[name=_preview]")
        preview = page.locator("#preview")
        expect(preview).to_contain_text("9 items read, 8 would become postings")
        expect(preview).to_contain_text("Ferry Pilot 3")
        expect(preview).to_contain_text("missing_title")
        expect(preview).to_contain_text("employment_type")
        assert page.input_value("#id_name") == "Tidewater"
        picture(page, "pull-preview-en")
        page.click("button[name=_save], input[name=_save]")
        page.get_by_role("link", name="show").click()
        page.get_by_role("button", name="Pull now").click()
        for _ in range(40):
            page.wait_for_timeout(500)
            page.reload()
            if page.locator("text=Last run").count() and page.locator("text=done").count():
                break
        health = page.locator("#health")
        expect(health).to_contain_text("missing_title")
        assert page.locator("#health svg rect").count() >= 2
        page.locator("#health details summary").first.click()
        expect(health).to_contain_text("document.title='owned'")
        assert page.title() != "owned"
        picture(page, "pull-health-en")
        health_url = page.url
        chinese = browser.new_context(
            locale="zh-CN",
            viewport={"width": 1400, "height": 900},
            storage_state=context.storage_state(),
        )
        page = chinese.new_page()
        # As the language switch of the site leaves it.
        chinese.add_cookies([{"name": "django_language", "value": "zh-hans", "url": desk}])
        page.goto(health_url)
        expect(page.locator("#health")).to_contain_text("最近一次")
        picture(page, "pull-health-zh")
        page.goto(f"{desk}/admin/feeds/pullsource/")
        expect(page.locator("#result_list")).to_contain_text("Tidewater")
        picture(page, "pull-list-zh")
        assert troubles == []
