"""A year loaded on the page by the office: a real server, a real sheet, forms as without a script."""

from __future__ import annotations

import http.client
import re
import shutil
import time
from base64 import b64encode
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bot import Bot
from bot.chat import Front
from bot.commands.page import page
from bot.importing.dialogue import ImportDialogue
from bot.memory import Memory
from bot.settings import Settings
from bot.surfaces.http import LARGEST_BODY, Router, Server
from bot.surfaces.page.access import MOST_FAILURES, Door, PageKeys
from bot.surfaces.page.app import make_app
from katou_index import __main__ as command
from katou_index import open_index
from katou_index.errors import KatouError
from katou_index.plan import FiscalYear
from tests.bot_fixtures import index_path
from tests.invented import invented
from tests.sheets import ROOT, merged
from tests.test_import_year import state

R2, R3 = FiscalYear.from_code("R2"), FiscalYear.from_code("R3")
PASSWORD, OFFICE = "correct horse", "battery staple"
KEYS = PageKeys(password=PASSWORD, office_password=OFFICE)
BY_PROXY = PageKeys(
    user_header="X-Remote-User", proxies=frozenset({"127.0.0.1"}), office=frozenset({"tanaka"})
)
Answer = tuple[int, dict[str, str], str]


class Browser:
    """Follows redirects and looks again where a page says so, as a browser does without a script."""

    def __init__(self, server: Server, **headers: str) -> None:
        self.port, self.headers = server.port, headers
        self.origin = f"http://127.0.0.1:{server.port}"

    def send(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, body or None, {**self.headers, **headers})
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        connection.close()
        return answer.status, dict(answer.getheaders()), text

    def get(self, path: str = "/import?lang=ja") -> str:
        until = time.monotonic() + 60
        status, headers, text = self.send("GET", path)
        while "Refresh" in headers and time.monotonic() < until:
            assert "読んでいます" in text
            status, headers, text = self.send("GET", path)
        assert status == 200, text
        ElementTree.fromstring(text)  # well-formed
        return text

    def form(self, path: str, fields: dict[str, str], file: tuple[str, bytes] | None = None) -> Answer:
        parts = [f'--bb\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
                 for name, value in fields.items()]  # fmt: skip
        if file:
            head = f'--bb\r\nContent-Disposition: form-data; name="file"; filename="{file[0]}"\r\n\r\n'
            parts.append(head.encode() + file[1] + b"\r\n")
        kind = {"Content-Type": "multipart/form-data; boundary=bb", "Origin": self.origin}
        return self.send("POST", path, b"".join(parts) + b"--bb--\r\n", **kind)

    def load(self, path: Path, note: str = "", by: str = "山田") -> str:
        """A file sent by the form; the page with what it would bring."""
        fields = {"note": note, "by": by, "lang": "ja"}
        status, headers, _ = self.form("/import", fields, (path.name, path.read_bytes()))
        assert status == 303
        return self.get(headers["Location"])

    def press(self, shown: str, *labels: str) -> str:
        """A button of a page with one of these labels; the page that comes."""
        found = next(buttons(shown)[label] for label in labels if label in buttons(shown))
        by = re.search(r'name="by" value="([^"]*)"', shown)
        return self.step(found, unescape(by[1]) if by else "")

    def step(self, text: str, by: str = "") -> str:
        status, headers, _ = self.form("/import/step", {"q": text, "by": by, "lang": "ja"})
        assert status == 303
        return self.get(headers["Location"])


def basic(password: str) -> dict[str, str]:
    return {"Authorization": f"Basic {b64encode(f'x:{password}'.encode()).decode()}"}


def buttons(shown: str) -> dict[str, str]:
    """Label → what it asks."""
    found = re.findall(r'<button class="choice" name="q" value="([^"]*)">(.*?)</button>', shown, re.S)
    return {unescape(re.sub("<[^>]+>", "", label)).strip(): unescape(value) for value, label in found}


class City:
    """Data of their own, and servers over them."""

    def __init__(self, folder: Path) -> None:
        self.data = Path(shutil.copytree(ROOT / "data", folder / "data"))
        self.index = folder / "k.db"
        shutil.copy(index_path(), self.index)  # of the same data
        self.memory = Memory(folder / "state.db")
        self.servers: list[Server] = []
        self.shelf = Path(f"{self.memory.path}.imports")

    def serve(self, keys: PageKeys = KEYS) -> Server:
        """One more process, over what is stored."""
        desk = ImportDialogue(self.memory, str(self.data), str(self.index))
        front = Front(Bot(open_index(self.index), memory=self.memory), self.memory, imports=desk)
        self.servers.append(Server(Router({}, lambda: True, make_app(front, keys=keys)), "127.0.0.1", 0))
        self.servers[-1].start()
        return self.servers[-1]

    def years(self) -> tuple[FiscalYear, ...]:
        with open_index(self.index) as index:
            return index.years

    def close(self) -> None:
        for each in self.servers:
            each.close()


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    made = City(tmp_path)
    yield made
    made.close()


@pytest.fixture
def office(city: City) -> Browser:
    return Browser(city.serve(), **basic(OFFICE))


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    merged(tmp_path / "R3評価.xlsx", invented())
    return tmp_path / "R3評価.xlsx"


def decided(office: Browser, shown: str) -> str:
    """Answer every pair with the same, but one; the page that asks whether to apply it."""
    while "同じ事業です" in buttons(shown) or "同じ課です" in buttons(shown):
        head = shown.partition("取り込むと")[0]
        other = "No.33" in head
        shown = office.press(
            shown, *(("別の事業です", "別の課です") if other else ("同じ事業です", "同じ課です"))
        )
    return shown


def test_a_year_is_sent_shown_asked_applied_listed_and_taken_back(
    city: City, office: Browser, sheet: Path
) -> None:
    before = state(city.data)
    assert 'href="/import"' in office.get("/?lang=ja").replace("?lang=ja", "")
    shown = office.load(sheet)
    for text in ("事業 42、項目 58", "廃止: ", "まだ何も変えていません", "確かめたい組は、あと5件"):
        assert text in shown
    assert {"同じ事業です", "別の事業です", "取りやめ"} <= buttons(shown).keys()
    asked = decided(office, shown)
    assert "R3 として反映しますか" in asked
    assert state(city.data) == before
    done = office.press(asked, "反映")
    assert "R3 を反映しました" in done
    assert "R3評価.xlsx｜取り込み｜反映済み" in re.sub("<[^>]+>", "", done)
    assert city.years() == (R2, R3)
    assert list(city.shelf.iterdir()) == []
    assert ",山田," in (city.data / "links.csv").read_text(encoding="utf-8")
    status, headers, _ = office.form("/import/step", {"q": buttons(done)["R3の評価の集計"]})
    assert (status, headers["Location"][:4]) == (303, "/?q=")  # a question is asked as one
    assert "令和3年度" in office.get(headers["Location"])
    confirm = office.press(done, "取り込みを元に戻す")
    undone = office.press(confirm, "元に戻す")
    assert "元に戻しました" in undone
    assert city.years() == (R2,)
    assert state(city.data) == before


def test_after_a_restart_it_is_offered_to_go_on(city: City, office: Browser, sheet: Path) -> None:
    shown = office.load(sheet)
    other = Browser(city.serve(), **basic(OFFICE))
    begun = other.get()
    assert "途中の取り込みがあります" in begun
    assert "事業 42、項目 58" in other.press(begun, "続きを見る: R3評価.xlsx（R3）")
    assert "前の段階" not in office.press(shown, "取りやめ")
    assert "途中の取り込み" not in Browser(city.serve(), **basic(OFFICE)).get()


def test_an_edited_export_is_corrected_with_a_reason_that_is_written(
    city: City, office: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from openpyxl import load_workbook

    edited = tmp_path / "R2.xlsx"
    monkeypatch.setenv("KATOU_INDEX", str(city.index))
    assert command.main(["export", "--year", "R2", "--format", "xlsx", "--out", str(edited)]) == 0
    book = load_workbook(edited)
    rows = book.worksheets[0]
    column = next(cell.column for cell in rows[1] if cell.value == "取組結果")
    rows.cell(2, column).value = "直した文"
    book.save(edited)
    wanting = office.load(edited, "R2")
    assert "この理由で進む" in wanting
    asking = office.step("担当課から連絡があった", "山田")
    assert "訂正者: 山田" in asking
    assert "R2 に訂正 1件を加えました" in office.press(asking, "反映")
    assert "直した文" in (city.data / "r2" / "corrections.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("R3.xlsm", b"x", "R3.xlsm"),
        ("../../etc/R3.xlsx", b"abc", "R3.xlsx"),
        ("R3.xlsx", b"PK\x03\x04 broken", "R3.xlsx"),
        ("R3.csv", b"", "R3.csv"),
    ],
)
def test_a_file_that_is_none_is_told(
    office: Browser, city: City, name: str, content: bytes, told: str
) -> None:
    status, headers, _ = office.form("/import", {"note": "R3", "by": "x"}, (name, content))
    assert status == 303
    assert told in office.get(headers["Location"])
    assert not [each for each in city.shelf.glob("*") if each.suffix != ".part"]
    assert city.years() == (R2,)


def test_nothing_chosen_is_told(office: Browser) -> None:
    office.form("/import", {"note": "", "by": "x"})
    assert "ファイルは1つずつ" in office.get()


# -- who may -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/import"), ("POST", "/import"), ("POST", "/import/step"), ("GET", "/import/step")],
)
def test_who_is_not_of_the_office_is_refused(city: City, method: str, path: str) -> None:
    server = city.serve()
    own = {"Origin": f"http://127.0.0.1:{server.port}"}
    staff = Browser(server, **basic(PASSWORD))
    status, headers, _ = staff.send(method, path, **own)
    assert (status, headers["Www-Authenticate"][:5]) == (401, "Basic")
    assert staff.send("GET", "/")[0] == 200
    assert Browser(server).send(method, path, **own)[0] == 401
    unset = Browser(city.serve(PageKeys(password=PASSWORD)), **basic(PASSWORD))
    status, _, told = unset.send(method, path, Origin=unset.origin)
    assert status == 403
    assert "KATOU_PAGE_OFFICE_PASSWORD" in told
    assert 'href="/import' not in unset.get("/")


def test_people_whom_a_proxy_names(city: City, sheet: Path) -> None:
    server = city.serve(BY_PROXY)
    tanaka, suzuki = (Browser(server, **{"X-Remote-User": name}) for name in ("Tanaka", "suzuki"))
    assert suzuki.send("GET", "/")[0] == 200
    assert 'href="/import' not in suzuki.send("GET", "/")[2]
    status, _, told = suzuki.send("GET", "/import?lang=ja")
    assert status == 403
    assert "だけができます" in told
    shown = tanaka.load(sheet)
    assert 'name="by"' not in shown
    assert "R3 を反映しました" in tanaka.press(decided(tanaka, shown), "反映")
    assert ",Tanaka," in (city.data / "links.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
def test_a_page_elsewhere_sends_nothing(office: Browser, city: City, sheet: Path, origin: str) -> None:
    office.origin = origin
    assert office.form("/import", {"by": "x"}, (sheet.name, sheet.read_bytes()))[0] == 403
    assert office.form("/import/step", {"q": "取り込みを元に戻して"})[0] == 403
    assert not list(city.shelf.glob("*"))


def test_large_files_are_taken_from_the_office_alone(office: Browser, city: City) -> None:
    server = city.servers[-1]
    large = ("R3.csv", b"x" * (LARGEST_BODY * 2))
    assert office.form("/import", {"note": "R3", "by": "x"}, large)[0] == 303
    assert "R3.csv" in office.get()
    staff = Browser(server, **basic(PASSWORD))
    assert _refused_at_its_headers(staff, "/import", 2 * LARGEST_BODY)
    assert _refused_at_its_headers(Browser(server), "/import", 2 * LARGEST_BODY)
    assert _refused_at_its_headers(office, "/ask", 2 * LARGEST_BODY)
    assert _refused_at_its_headers(office, "/import", 110 << 20)


def _refused_at_its_headers(browser: Browser, path: str, length: int) -> bool:
    """Whether a request is refused before any of its body is sent."""
    connection = http.client.HTTPConnection("127.0.0.1", browser.port, timeout=20)
    connection.putrequest("POST", path)
    for name, value in {**browser.headers, "Origin": browser.origin, "Content-Length": str(length)}.items():
        connection.putheader(name, value)
    connection.endheaders()
    status = connection.getresponse().status
    connection.close()
    return status == 413


def test_guessing_by_large_requests_is_slowed_down_too() -> None:
    door = Door(KEYS, "127.0.0.1")
    from werkzeug.datastructures import Headers

    refusals = [
        door.office_refusal("10.0.0.9", Headers(), ("x", "wrong"), 1.0) for _ in range(MOST_FAILURES + 1)
    ]
    assert refusals == [401] * MOST_FAILURES + [429]
    assert door.office_refusal("10.0.0.9", Headers(), ("x", OFFICE), 2.0) == 429
    assert door.office_refusal("10.0.0.8", Headers(), ("x", OFFICE), 2.0) is None


def test_the_two_passwords_are_not_the_same(tmp_path: Path) -> None:
    settings = Settings.read({
        "KATOU_PAGE_PASSWORD": PASSWORD, "KATOU_PAGE_OFFICE_PASSWORD": PASSWORD,
        "KATOU_STATE": str(tmp_path / "s.db"),
    })  # fmt: skip
    with pytest.raises(KatouError, match="KATOU_PAGE_OFFICE_PASSWORD"):
        page(Front(None, Memory(tmp_path / "s.db")), settings, "ja", "127.0.0.1", alone=True)  # type: ignore[arg-type]
