"""The page in Debian's Chromium: asking, pressing, narrow, without script, by keyboard, by axe."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from benchmarks import page_app
from bot.chat import Front
from bot.commands import page as hosting
from bot.importing.dialogue import ImportDialogue
from bot.memory import Memory
from bot.settings import Settings
from bot.surfaces.http import Router, Server
from bot.surfaces.page.access import PageKeys
from bot.surfaces.page.app import make_app
from katou_index.plan import Status
from tests.bot_fixtures import ROOT, bot
from tests.worlds import bot_of_three_years

CHROMIUM = shutil.which("chromium")
AXE = ROOT / "tests" / "node" / "node_modules" / "axe-core" / "axe.min.js"
CI = os.environ.get("CI") == "true"
MISSING = not CHROMIUM or not AXE.exists()
HOW = "Chromium or axe-core is missing: run make setup-programs setup-node (Debian: apt-get install chromium)"
pytestmark = pytest.mark.skipif(MISSING and not CI, reason=HOW)
PATIENCE = 20_000  # milliseconds
PAGES = ["/", "/?q=RPAの進捗は？", "/?q=×の事業は？", "/?q=方針別の内訳", "/?q=which measures were rated ×",
         "/?q=防災課と税務課を比べて", "/overview", "/measure/R2/30", "/department/R2/防災課", "/findings",
         "/measure/R2/42", "/nope"]  # fmt: skip
YEARS = ["/overview", "/measure/R3/30", "/department/R3/商工観光課", "/findings?year=R2", "/?q=No.4の推移",
         "/?q=R2とR3を比べて"]  # fmt: skip
OFFICE = "a password of the office"
NARROW = {"width": 360, "height": 640}
LARGE_TEXT = "document.documentElement.style.fontSize = '200%'"
# What may break the rules of the page, watched in the browser itself.
AXE_RUN = """async () => {
  for (const folded of document.querySelectorAll("details")) folded.open = true;
  const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const found = await axe.run(document, {runOnly: rules});
  return found.violations.filter((each) => ["serious", "critical"].includes(each.impact))
    .map((each) => `${each.id}: ${each.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
}"""


# Controls lower than 44 px; a link within a sentence is as high as its line, a row is pressed as a whole.
SMALL_TARGETS = """() => [...document.querySelectorAll("a, button, input, summary")]
  .filter((node) => node.offsetParent && node.type !== "hidden")
  .filter((node) => !node.closest(".row .id, .lines li, .notes, h3, .skip"))
  .filter((node) => !node.closest("svg") && node.getBoundingClientRect().height < 44)
  .map((node) => node.outerHTML.slice(0, 160))
  .concat([...document.querySelectorAll(".row")].filter((row) => row.offsetParent && row.offsetHeight < 44)
    .map((row) => row.outerHTML.slice(0, 160)))"""
# What has the focus and lies, all of it or a part, below the bar at the bottom.
OBSCURED = """() => {
  const node = document.activeElement, bar = document.querySelector(".asking.below");
  if (!bar || bar.contains(node) || node.matches("main, article")) return [];
  const own = node.getBoundingClientRect(), top = bar.getBoundingClientRect().top;
  return own.bottom > top + 1 && own.top < innerHeight ? [node.outerHTML.slice(0, 160)] : [];
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    front = Front(bot(), Memory(tmp_path_factory.mktemp("page") / "state.db"))
    server = Server(Router({}, lambda: True, make_app(front)), "127.0.0.1", 0)
    server.start()
    yield server.address
    server.close()


@pytest.fixture
def address_of_office(tmp_path: Path) -> Iterator[str]:
    """Where a sheet can be loaded, by whoever knows the office's password."""
    memory = Memory(tmp_path / "state.db")
    desk = ImportDialogue(memory, str(ROOT / "data"), str(tmp_path / "katou.db"))
    front = Front(bot(), memory, imports=desk)
    keys = PageKeys(office_password=OFFICE)
    server = Server(Router({}, lambda: True, make_app(front, keys=keys)), "127.0.0.1", 0)
    server.start()
    yield server.address
    server.close()


@pytest.fixture(scope="module")
def address_of_three_years(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    front = Front(bot_of_three_years(), Memory(tmp_path_factory.mktemp("years") / "state.db"))
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
        _profiles.clear()
        chromium.close()


_profiles: dict[str, BrowserContext] = {}  # by the options of their windows; of the browser that runs


class Window:
    """A new window, without cookies; `faults` holds what its console says is wrong.

    Windows of the same options have one profile after another: making one took a second of a processor.
    """

    def __init__(self, browser: Browser, **options: object) -> None:
        self.options = repr(sorted(options.items()))
        if self.options not in _profiles:
            made = browser.new_context(**{"locale": "ja-JP", **options})  # type: ignore[arg-type]
            _profiles[self.options] = made
        self.context = _profiles[self.options]
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)

    def __enter__(self) -> Window:
        return self

    def __exit__(self, kind: object, *exception: object) -> None:
        if kind is not None:  # nobody knows what is left in it
            del _profiles[self.options]
            self.context.close()
            return
        for page in self.context.pages:
            page.close()
        self.context.clear_cookies()

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
        expect(page.locator("#q")).to_be_focused()  # the next question can be typed at once
        expect(page.locator("#a1 .asked")).to_be_in_viewport()
        told = page.get_by_role("status").first
        expect(told).to_have_text(re.compile("^答えが表示されました。 × バツは7項目"))
        expect(page).to_have_title(re.compile(r"^×の事業は？ \| "))
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


def test_opening_is_small_and_its_first_question_is_answered(browser: Browser, address: str) -> None:
    """How soon is measured by benchmarks/page_app.py; that it measures an answer is held here."""
    size, _, answered = page_app.once(browser, address, 1, "×の事業は？")
    assert size <= page_app.LARGEST
    assert answered > 0


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
        expect(page.locator("#a1")).to_be_visible(timeout=PATIENCE)
        expect(page.locator("#q")).to_be_focused()
        for _ in range(40):
            if page.evaluate("document.activeElement.textContent.trim()") == "防災課":
                break
            page.keyboard.press("Shift+Tab")
        page.keyboard.press("Enter")
        expect(page.locator("#a2")).to_contain_text("No.4", timeout=PATIENCE)


@pytest.mark.parametrize("path", PAGES)
def test_on_a_phone_nothing_is_cut_off(path: str, browser: Browser, address: str) -> None:
    with Window(browser, viewport=NARROW, is_mobile=True, has_touch=True) as window:
        page = window.open(address, path)
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
        assert page.evaluate(SMALL_TARGETS) == []


@pytest.mark.parametrize("path", PAGES)
def test_with_text_of_twice_the_size_nothing_is_cut_off(path: str, browser: Browser, address: str) -> None:
    with Window(browser, viewport={"width": 640, "height": 800}) as window:
        page = window.open(address, path)
        page.evaluate(LARGE_TEXT)
        assert page.evaluate("document.documentElement.scrollWidth") <= 640
        page.set_viewport_size(NARROW)
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
        if path == "/":  # there is room to see what is typed
            assert page.evaluate("document.getElementById('q').offsetWidth") > NARROW["width"] / 2
        page.set_viewport_size({"width": 320, "height": 640})  # 1280 at 400 %
        page.evaluate("document.documentElement.style.fontSize = ''")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_bars_grow_with_the_text_and_no_rating_is_wider_than_the_card(browser: Browser, address: str) -> None:
    with Window(browser, viewport=NARROW) as window:
        page = window.open(address, "/?q=breakdown by policy")
        before = page.locator(".bar").first.bounding_box()
        page.evaluate(LARGE_TEXT)
        after = page.locator(".bar").first.bounding_box()
        assert before
        assert after
        assert after["height"] > 1.4 * before["height"]
        size = "getComputedStyle(document.querySelector('.bar text')).fontSize"
        assert float(page.evaluate(size).removesuffix("px")) > 20
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
        # Margins do not grow with the text: most of a phone's width is left to the words.
        assert page.evaluate("document.querySelector('.headline').clientWidth") > 0.75 * NARROW["width"]


def test_on_a_phone_a_long_name_of_a_bar_leaves_its_count_beside_it(browser: Browser, address: str) -> None:
    with Window(browser, viewport=NARROW) as window:
        page = window.open(address, "/?q=×が多い課")
        long = page.locator(".barrow .name", has_text="まちづくり創造課情報推進室")
        name, count = long.locator("a").bounding_box(), long.locator(".count").bounding_box()
        assert name
        assert count
        assert count["x"] >= name["x"] + name["width"]
        assert count["y"] < name["y"] + name["height"]


BROKEN_NAMES = """() => {
  document.querySelectorAll("details").forEach(each => each.open = true);
  const words = new Intl.Segmenter("ja", { granularity: "word" }), broken = [];
  for (const text of [...document.querySelectorAll("tr > :first-child")].map(cell => cell.firstChild)) {
    for (const word of words.segment(text?.data ?? "")) {
      const range = document.createRange();
      range.setStart(text, word.index); range.setEnd(text, word.index + word.segment.length);
      const lines = new Set([...range.getClientRects()].map(box => Math.round(box.top)));
      if (lines.size > 1) broken.push(word.segment);
    }
  }
  const wide = [...document.querySelectorAll(".scroll")].filter(box => box.scrollWidth > box.clientWidth);
  return [document.querySelectorAll("table").length > 0, broken, wide.length];
}"""


@pytest.mark.parametrize("path", ["/?q=方針別の内訳", "/?q=取組ごとの件数を表で", "/overview"])
@pytest.mark.parametrize("width", [320, 360])
def test_on_a_phone_a_table_breaks_no_name_within_a_word_and_fits(
    path: str, width: int, browser: Browser, address: str
) -> None:
    """A name stands above its figures there; to whoever hears the page it is a table all the same."""
    with Window(browser, viewport={"width": width, "height": 800}) as window:
        page = window.open(address, path)
        assert page.evaluate(BROKEN_NAMES) == [True, [], 0]
        nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
        assert {"table", "row", "rowheader", "columnheader"} <= {each["role"]["value"] for each in nodes}


def test_on_a_phone_a_long_count_of_a_bar_leaves_its_name_in_a_line(
    browser: Browser, address_of_three_years: str
) -> None:
    with Window(browser, viewport=NARROW) as window:
        page = window.open(address_of_three_years, "/?q=R2とR3を比べて")
        for row in page.locator(".barrow .name").all():
            name, count = row.locator("> :first-child").bounding_box(), row.locator(".count").bounding_box()
            assert name
            assert count
            assert name["height"] < 30  # 令和2年度（2020年度）
            assert count["y"] >= name["y"] + name["height"] - 1


def test_on_a_phone_how_it_was_read_stands_below_the_year(browser: Browser, address: str) -> None:
    for width, below in ((360, True), (768, False)):
        with Window(browser, viewport={"width": width, "height": 640}) as window:
            page = window.open(address, "/?q=×の事業は？")
            expect(page.locator(".between").first).to_be_visible(visible=not below)
            reading, scope = page.locator(".reading").bounding_box(), page.locator(".scope p").bounding_box()
            assert reading
            assert scope
            assert (reading["y"] > scope["y"] + 10) is below


def test_grounds_of_ratings_in_a_headline_never_touch(browser: Browser, address: str) -> None:
    with Window(browser, viewport=NARROW) as window:
        page = window.open(address, "/?q=方針別の内訳")
        boxes = [each.bounding_box() for each in page.locator(".headline .rating").all()]
        lines = sorted({(round(box["y"]), round(box["y"] + box["height"])) for box in boxes if box})
        assert len(lines) > 1
        assert all(upper[1] < lower[0] for upper, lower in pairwise(lines))


@pytest.mark.parametrize("text", [100, 200])
def test_the_form_of_an_import_fits_a_phone(text: int, browser: Browser, address_of_office: str) -> None:
    signed_in = {"username": "office", "password": OFFICE}
    with Window(browser, viewport=NARROW, http_credentials=signed_in) as window:
        page = window.open(address_of_office, "/import")
        page.evaluate("size => { document.documentElement.style.fontSize = `${size}%` }", text)
        assert page.locator("input[type=file]").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


@pytest.mark.parametrize("size", [NARROW, {"width": 1280, "height": 720}])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_focused_hides_behind_the_bar(
    path: str, size: dict[str, int], browser: Browser, address: str
) -> None:
    with Window(browser, viewport=size, reduced_motion="reduce") as window:
        page = window.open(address, path)
        hidden = []
        for _ in range(120):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement === document.body"):
                break
            hidden += page.evaluate(OBSCURED)
        assert hidden == []


def test_on_a_phone_the_whole_row_is_pressed(browser: Browser, address: str) -> None:
    with Window(browser, viewport=NARROW, is_mobile=True, has_touch=True) as window:
        page = window.open(address, "/?q=×の事業は？")
        row = page.locator(".row").first
        place = row.bounding_box()
        assert place
        row.tap(position={"x": place["width"] - 12, "y": place["height"] - 12})
        page.wait_for_url("**/measure/R2/2#i2-1")


def test_on_a_phone_the_whole_row_of_the_overview_is_pressed(browser: Browser, address: str) -> None:
    with Window(browser, viewport=NARROW, is_mobile=True, has_touch=True) as window:
        page = window.open(address, "/overview")
        page.locator(".measures li", has_text="No.21").locator(".badge").scroll_into_view_if_needed()
        box = page.locator(".measures li", has_text="No.21").locator(".badge").bounding_box()
        assert box
        page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_url("**/measure/R2/21")


def test_on_a_phone_the_answer_takes_the_focus(browser: Browser, address: str) -> None:
    with Window(browser, viewport=NARROW, is_mobile=True, has_touch=True) as window:
        page = window.open(address)
        page.locator("#q").fill("×の事業は？")
        page.locator("#q").press("Enter")
        expect(page.locator("#a1")).to_be_focused(timeout=PATIENCE)  # no keyboard over the answer


def test_rows_are_columns_where_there_is_room(browser: Browser, address: str) -> None:
    with Window(browser, viewport={"width": 768, "height": 900}) as window:
        page = window.open(address, "/?q=×の事業は？")
        for part in ("id", "rate", "owner", "what"):
            lefts = page.locator(f".row:visible .{part}").evaluate_all("all => all.map((n) => n.offsetLeft)")
            assert len(lefts) > 1
            assert len(set(lefts)) == 1, part
        page.set_viewport_size(NARROW)
        tops = (
            page.locator(".row")
            .first.locator(".id, .rate, .what")
            .evaluate_all("all => all.map((n) => n.getBoundingClientRect().top)")
        )
        assert tops[2] > max(tops[:2])  # what it is about stands below


def test_the_field_stands_under_the_heading_and_then_below_the_answers(
    browser: Browser, address: str
) -> None:
    with Window(browser, viewport=NARROW) as window:
        page = window.open(address)
        heading, field = page.locator("h1").bounding_box(), page.locator("#q").bounding_box()
        assert heading
        assert field
        assert 0 < field["y"] - (heading["y"] + heading["height"]) < 40
        page.locator("#q").fill("No.21")
        page.locator("#q").press("Enter")
        expect(page.locator(".asking.below #q")).to_be_visible(timeout=PATIENCE)
        place = page.locator(".asking").bounding_box()
        assert place
        assert abs(place["y"] + place["height"] - NARROW["height"]) < 2


def test_findings_are_read_on_a_phone(browser: Browser, address: str) -> None:
    with Window(browser, viewport=NARROW) as window:
        page = window.open(address, "/findings")
        assert page.locator("details[open]").count() == 1
        assert page.locator("details[open] .s-open").count() == 1
        shown = page.locator(".finding:visible")
        found = bot().index.findings(bot().index.years[-1])
        assert shown.count() == sum(each.status is Status.OPEN for each in found)
        assert shown.evaluate_all("all => all.every((n) => n.scrollWidth <= n.clientWidth + 1)")
        folded = page.locator("details:not([open]) .finding[id]").first.get_attribute("id")
        window.open(address, "/measure/R2/1")
        window.open(address, f"/findings#{folded}")
        expect(page.locator(f"#{folded}")).to_be_visible()  # a link to a line unfolds it


def test_what_is_printed_is_unfolded(browser: Browser, address: str) -> None:
    with Window(browser) as window:
        page = window.open(address, "/?q=△の事業は？")
        assert page.locator(".row:visible").count() < 11
        page.emulate_media(media="print")
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        assert page.locator(".row:visible").count() == 11
        assert page.locator(".asking, .feedback, .save").locator("visible=true").count() == 0


def test_on_paper_bars_stand_two_and_two_and_a_chart_fits_below_its_headline(
    browser: Browser, address: str
) -> None:
    with Window(browser, viewport={"width": 740, "height": 1000}) as window:
        page = window.open(address, "/?q=課別の内訳")
        page.emulate_media(media="print")
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        bars = page.locator(".more .barrow")
        first, second = bars.nth(0).bounding_box(), bars.nth(1).bounding_box()
        assert first
        assert second
        assert first["y"] == second["y"]
        expect(page.locator(".twin").first).to_be_hidden()  # the bars say the same numbers
    with Window(browser, viewport={"width": 740, "height": 1000}) as window:
        page = window.open(address, "/?q=方針別の内訳を図にして")
        page.emulate_media(media="print")
        picture = page.locator(".picture").bounding_box()
        assert picture
        assert picture["y"] + picture["height"] < 1000


def test_on_paper_each_finding_stands_under_what_became_of_it(browser: Browser, address: str) -> None:
    with Window(browser) as window:
        page = window.open(address, "/findings")
        page.emulate_media(media="print")
        expect(page.get_by_text("要確認", exact=True)).to_be_visible()
        window.open(address, "/overview")
        page.emulate_media(media="print")
        expect(page.get_by_text("帯の区切りを選ぶと")).to_be_hidden()


def test_it_can_be_installed(browser: Browser, address: str) -> None:
    with Window(browser) as window:
        page = window.open(address)
        browser_itself = window.context.new_cdp_session(page)
        assert browser_itself.send("Page.getAppManifest")["errors"] == []
        found = browser_itself.send("Page.getInstallabilityErrors")["installabilityErrors"]
        # A window of a test is a private one, which never installs.
        assert [each["errorId"] for each in found if each["errorId"] != "in-incognito"] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_serious(path: str, scheme: str, browser: Browser, address: str) -> None:
    # axe is our tool, not the page's: the page's own policy would not let it in.
    with Window(browser, color_scheme=scheme, bypass_csp=True) as window:
        page = window.open(address, path)
        page.add_script_tag(path=AXE)
        assert page.evaluate(AXE_RUN) == []


@pytest.mark.parametrize("path", YEARS)
def test_over_years_axe_finds_nothing_and_nothing_is_small(
    path: str, browser: Browser, address_of_three_years: str
) -> None:
    with Window(browser, viewport=NARROW, bypass_csp=True) as window:
        page = window.open(address_of_three_years, path)
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
        assert page.evaluate(SMALL_TARGETS) == []
        page.add_script_tag(path=AXE)
        assert page.evaluate(AXE_RUN) == []


@pytest.mark.parametrize("path", PAGES[:-2])
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
