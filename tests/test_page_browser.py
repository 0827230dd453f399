"""The page in Debian's Chromium: asking, pressing, narrow, without script, by keyboard, by axe."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bot.chat import Front
from bot.commands import page as hosting
from bot.memory import Memory
from bot.settings import Settings
from bot.surfaces.http import Router, Server
from bot.surfaces.page.app import make_app
from tests.bot_fixtures import ROOT, bot

CHROMIUM = shutil.which("chromium")
AXE = ROOT / "tests" / "node" / "node_modules" / "axe-core" / "axe.min.js"
CI = os.environ.get("CI") == "true"
MISSING = not CHROMIUM or not AXE.exists()
HOW = "Chromium or axe-core is missing: run make setup-programs setup-node (Debian: apt-get install chromium)"
pytestmark = pytest.mark.skipif(MISSING and not CI, reason=HOW)
PATIENCE = 20_000  # milliseconds
PAGES = ["/", "/?q=RPAの進捗は？", "/?q=×の事業は？", "/?q=方針別の内訳", "/?q=which measures were rated ×",
         "/overview", "/measure/R2/30", "/department/R2/防災課", "/findings", "/nope"]  # fmt: skip
NARROW = {"width": 360, "height": 640}
# What may break the rules of the page, watched in the browser itself.
AXE_RUN = """async () => {
  const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"];
  const found = await axe.run(document, {runOnly: rules});
  return found.violations.filter((each) => ["serious", "critical"].includes(each.impact))
    .map((each) => `${each.id}: ${each.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    front = Front(bot(), Memory(tmp_path_factory.mktemp("page") / "state.db"))
    server = Server(Router({}, lambda: True, make_app(front)), "127.0.0.1", 0)
    server.start()
    yield server.address
    server.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert not MISSING, HOW
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.getuid() == 0 else []
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield chromium
        chromium.close()


class Window:
    """A new window; `faults` holds what its console says is wrong."""

    def __init__(self, browser: Browser, **options: object) -> None:
        self.context = browser.new_context(**{"locale": "ja-JP", **options})  # type: ignore[arg-type]
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)

    def __enter__(self) -> Window:
        return self

    def __exit__(self, *exception: object) -> None:
        self.context.close()

    def open(self, address: str, path: str = "/") -> Page:
        self.page.goto(address + quote(path, safe="/?=&:#"))
        return self.page


def test_ask_follow_up_and_press_a_choice(browser: Browser, address: str) -> None:
    with Window(browser) as window:
        page = window.open(address)
        page.get_by_label("質問を入力してください").fill("×の事業は？")
        page.get_by_role("button", name="質問する").click()
        expect(page.locator("article")).to_have_count(1, timeout=PATIENCE)
        expect(page.locator("#a1")).to_contain_text("7項目（7事業）")
        expect(page.locator("#a1")).to_be_focused()
        expect(page.get_by_role("status").first).to_have_text("答えが表示されました。")
        page.locator("#q").fill("そのうち防災課は？")
        page.locator("#q").press("Enter")
        expect(page.locator("#a2")).to_contain_text("1項目", timeout=PATIENCE)
        page.locator("#a1").get_by_role("button", name="生涯学習課").click()
        expect(page.locator("#a3")).to_contain_text("No.7", timeout=PATIENCE)
        page.locator("#a3").get_by_role("button", name="役に立った").click()
        expect(page.locator("#a3")).to_contain_text("ありがとうございます。", timeout=PATIENCE)
        page.reload()
        expect(page.locator("article")).to_have_count(3)
        assert window.faults == []


def test_suggestions_follow_what_is_typed(browser: Browser, address: str) -> None:
    with Window(browser) as window:
        page = window.open(address)
        with page.expect_response(lambda answer: "/suggest" in answer.url):
            page.locator("#q").press_sequentially("ふるさと")
        title = "ふるさと納税の返礼品制度とポータルサイトの利活用"
        expect(page.locator("#options option").first).to_have_attribute("value", title)


def test_a_permalink_is_answered_on_load(browser: Browser, address: str) -> None:
    with Window(browser) as window:
        page = window.open(address, "/?q=No.21")
        expect(page.locator("#a1")).to_contain_text("802,964,000")
        page.get_by_role("link", name="この答えへのリンク").click()
        expect(page.locator("#a1")).to_contain_text("802,964,000")


def test_without_script_everything_works(browser: Browser, address: str) -> None:
    with Window(browser, java_script_enabled=False) as window:
        page = window.open(address)
        page.locator("#q").fill("×の事業は？")
        page.locator("#q").press("Enter")
        page.wait_for_url("**/#a1")
        page.locator("#q").fill("そのうち防災課は？")
        page.get_by_role("button", name="質問する").click()
        page.wait_for_url("**/#a2")
        assert "1項目" in page.locator("#a2").inner_text()
        page.locator("#a2").get_by_role("button", name="を外す").first.click()
        page.wait_for_url("**/#a3")
        page.locator("#a3").get_by_role("button", name="違った").click()
        page.wait_for_url("**/#a3")
        assert "情報管理室" in page.locator("#a3 .told").inner_text()
        page.get_by_role("button", name="最初から").click()
        assert page.locator("article").count() == 0


def test_by_keyboard_alone(browser: Browser, address: str) -> None:
    with Window(browser) as window:
        page = window.open(address)
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
        for _ in range(40):
            if page.evaluate("document.activeElement.id") == "q":
                break
            page.keyboard.press("Tab")
        page.keyboard.type("×の事業は？")
        page.keyboard.press("Enter")
        expect(page.locator("#a1")).to_be_focused(timeout=PATIENCE)
        for _ in range(40):
            if page.evaluate("document.activeElement.textContent.trim()") == "防災課":
                break
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("#a2")).to_contain_text("No.4", timeout=PATIENCE)


@pytest.mark.parametrize("path", PAGES)
def test_on_a_phone_nothing_is_cut_off(path: str, browser: Browser, address: str) -> None:
    with Window(browser, viewport=NARROW, is_mobile=True, has_touch=True) as window:
        page = window.open(address, path)
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
        small = page.evaluate(
            """() => [...document.querySelectorAll("button, nav a, input")]
                 .filter((node) => node.offsetHeight > 0 && node.type !== "hidden" && node.offsetHeight < 35)
                 .map((node) => node.outerHTML)"""
        )
        assert small == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_serious(path: str, scheme: str, browser: Browser, address: str) -> None:
    # axe is our tool, not the page's: the page's own policy would not let it in.
    with Window(browser, color_scheme=scheme, bypass_csp=True) as window:
        page = window.open(address, path)
        page.add_script_tag(path=AXE)
        assert page.evaluate(AXE_RUN) == []


@pytest.mark.parametrize("path", PAGES[:-1])
def test_the_policy_stops_nothing_of_ours(path: str, browser: Browser, address: str) -> None:
    with Window(browser) as window:
        page = window.open(address, path)
        page.wait_for_load_state("networkidle")
        assert window.faults == []


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("site") / "katou.html"
    settings = Settings.read({"KATOU_STATE": str(path.parent / "state.db")})
    hosting.export_site(bot(), settings, str(path), "", "ja")
    return path


def test_the_file_that_is_carried_away_filters(browser: Browser, site: Path) -> None:
    with Window(browser, offline=True) as window:
        page = window.page
        page.goto(site.as_uri())
        items = bot().library.vocabulary.plan.items
        expect(page.locator(".entry:visible")).to_have_count(len(items))
        page.locator("#f-rating").select_option(label="× バツ")
        crosses = [item.id for item in items if item.rating.mark == "×"]
        expect(page.locator(".entry:visible")).to_have_count(len(crosses))
        page.locator("#f-owner").select_option("防災課")
        expect(page.locator(".entry:visible")).to_have_count(1)
        expect(page.locator("#f-count")).to_have_text("該当: 1 項目")
        page.get_by_role("button", name="条件を消す").click()
        page.get_by_role("searchbox", name="ことば").fill("ＲＰＡ")
        expect(page.locator("#i30-3")).to_be_visible()
        expect(page.locator("#i1-1")).to_be_hidden()
        assert window.faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_the_file(scheme: str, browser: Browser, site: Path) -> None:
    with Window(browser, color_scheme=scheme, bypass_csp=True) as window:
        window.page.goto(site.as_uri())
        window.page.add_script_tag(path=AXE)
        assert window.page.evaluate(AXE_RUN) == []


def test_the_file_is_readable_without_script_and_on_a_phone(browser: Browser, site: Path) -> None:
    with Window(browser, java_script_enabled=False, viewport=NARROW) as window:
        window.page.goto(site.as_uri())
        assert window.page.locator(".entry").count() == len(bot().library.vocabulary.plan.items)
        assert window.page.locator("#filter").is_hidden()
    with Window(browser, viewport=NARROW) as window:
        window.page.goto(site.as_uri())
        assert window.page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
