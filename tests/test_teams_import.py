"""A year loaded in Teams: a file sent in the personal chat, every step a button. A connector answers."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from bot import Bot
from bot.chat import Front
from bot.importing.dialogue import ImportDialogue
from bot.memory import Memory
from bot.orders import NotFetchedError
from bot.surfaces.teams.access import TeamsPolicy, may_fetch_from, may_send_to
from bot.surfaces.teams.files import fetch
from katou_index import open_index
from katou_index.plan import FiscalYear
from tests.bot_fixtures import index_path
from tests.invented import invented
from tests.sheets import ROOT, merged
from tests.teams_connector import TENANT, Connector
from tests.teams_driver import ALICE_ID, GROUP, PERSONAL, Driver, card_of, words
from tests.test_import_year import state

R2, R3 = FiscalYear.from_code("R2"), FiscalYear.from_code("R3")
LOCAL = frozenset({"127.0.0.1"})
SAME, OTHER = ("同じ事業です", "同じ課です"), ("別の事業です", "別の課です")
Message = dict[str, Any]


class Drive:
    """Where Teams puts files: each path gives a body, an address to go on to, or a status. A real server."""

    def __init__(self) -> None:
        self.holds: dict[str, bytes | str | int] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        drive = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                drive.asked.append((self.path, dict(self.headers)))
                held = drive.holds.get(self.path, 404)
                body = held if isinstance(held, bytes) else b""
                self.send_response(200 if isinstance(held, bytes) else 302 if isinstance(held, str) else held)
                if isinstance(held, str):
                    self.send_header("Location", held)
                self.end_headers()  # no length: it is counted while it arrives
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        return Handler


@pytest.fixture
def drive() -> Iterator[Drive]:
    made = Drive()
    yield made
    made.close()


class Office:
    """Alice of the ICT office in her personal chat with the bot, over data of their own."""

    def __init__(self, drive: Drive, folder: Path, office: frozenset[str] = frozenset({ALICE_ID})) -> None:
        self.drive, self.folder = drive, folder
        self.data = Path(shutil.copytree(ROOT / "data", folder / "data"))
        self.index = folder / "k.db"
        shutil.copy(index_path(), self.index)  # of the same data
        memory = Memory(folder / "state.db")
        self.connector = Connector()
        desk = ImportDialogue(memory, str(self.data), str(self.index))
        front = Front(Bot(open_index(self.index), memory=memory), memory, imports=desk)
        policy = TeamsPolicy(frozenset({TENANT}), hosts=LOCAL, files=LOCAL, office=office)
        self.driver = Driver(self.connector, memory, policy, front=front)
        self.shelf = Path(f"{memory.path}.imports")

    def close(self) -> None:
        self.driver.close()
        self.connector.close()

    def send(
        self, path: Path, text: str = "", chat: str = PERSONAL, name: str = "", address: str = ""
    ) -> list[Message]:
        """Alice sends a file; the messages that come."""
        self.drive.holds["/file?tempauth=1"] = path.read_bytes()
        before = len(self.connector.calls)
        self.driver.hear(self.driver.message(text, chat, attachments=[
            {"contentType": "text/html", "content": "<p>R3</p>"},
            {"contentType": "application/vnd.microsoft.teams.file.download.info", "name": name or path.name,
             "contentUrl": "https://city-my.sharepoint.com/personal/alice/Documents/x.xlsx",
             "content": {"downloadUrl": address or f"{self.drive.url}/file?tempauth=1", "fileType": "xlsx",
                         "uniqueId": "1150D938-8870-4044-9F2C-5BBDEBA70C9D"}},
        ]))  # fmt: skip
        return [body for _, _, body in self.connector.calls[before:]]

    def press(self, messages: list[Message], *labels: str) -> list[Message]:
        """Alice presses the button with one of these labels; the messages that come."""
        found = next(each for label in labels for each in buttons(messages) if each["title"] == label)
        before = len(self.connector.calls)
        answer = self.driver.press(found["data"])
        assert answer["type"] == "application/vnd.microsoft.activity.message"  # the card stays as it is
        assert "次のメッセージ" in answer["value"]
        return [body for _, _, body in self.connector.calls[before:]]

    def decide(self, messages: list[Message], other: str = "No.33") -> list[Message]:
        """Answer every pair with the same, but one; the messages that ask whether to apply it."""
        while labels(messages) & {*SAME}:
            messages = self.press(messages, *(OTHER if other in asked(messages) else SAME))
        return messages

    def years(self) -> tuple[FiscalYear, ...]:
        with open_index(self.index) as index:
            return index.years


def buttons(messages: list[Message]) -> list[dict[str, Any]]:
    return [each for message in messages for each in card_of(message).get("actions") or ()]


def labels(messages: list[Message]) -> set[str]:
    return {each["title"] for each in buttons(messages)}


def said(messages: list[Message]) -> str:
    return "\n".join(words(card_of(message)) for message in messages)


def asked(messages: list[Message]) -> str:
    return said(messages).partition("取り込むと")[0]


@pytest.fixture
def office(drive: Drive, tmp_path: Path) -> Iterator[Office]:
    made = Office(drive, tmp_path)
    yield made
    made.close()


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    merged(tmp_path / "R3評価.xlsx", invented())
    return tmp_path / "R3評価.xlsx"


def test_a_year_is_sent_shown_asked_applied_and_taken_back(office: Office, sheet: Path) -> None:
    before = state(office.data)
    told, *shown = office.send(sheet)
    assert "R3評価.xlsx を受け取りました" in said([told])
    for text in ("事業 42、項目 58", "廃止: No.7 ", "まだ何も変えていません", "確かめたい組は、あと5件"):
        assert text in said(shown)
    assert labels(shown) == {"同じ事業です", "別の事業です", "取りやめ"}
    assert "Authorization" not in office.drive.asked[0][1]
    done = office.decide(shown)
    assert "R3 として反映しますか" in said(done)
    assert state(office.data) == before
    done = office.press(done, "反映")
    assert "R3 を反映しました" in said(done)
    assert office.years() == (R2, R3)
    assert list(office.shelf.iterdir()) == []
    assert ",Alice," in (office.data / "links.csv").read_text(encoding="utf-8")
    history = office.driver.ask("取り込みの履歴")
    assert "R3評価.xlsx" in said(history)
    assert "反映済み" in said(history)
    confirm = office.press(done, "取り込みを元に戻す")
    assert "R3評価.xlsx" in said(confirm)
    undone = office.press(confirm, "元に戻す")
    assert "元に戻しました" in said(undone)
    assert office.years() == (R2,)
    assert state(office.data) == before


def test_a_client_that_knows_no_execute_goes_the_same_way(office: Office, sheet: Path) -> None:
    _, *shown = office.send(sheet)
    found = next(each for each in buttons(shown) if each["title"] == "取りやめ")
    before = len(office.connector.calls)
    data = found["fallback"]["data"]
    office.driver.hear(office.driver.activity("message", value=data, replyToId="1700000000001"))
    (given_up,) = [body for _, _, body in office.connector.calls[before:]]
    assert "取りやめました" in said([given_up])
    assert office.connector.posts("PUT") == []  # the preview stays where it is


def test_an_edited_export_is_corrected_with_a_reason_from_the_next_message(
    office: Office, tmp_path: Path
) -> None:
    from openpyxl import load_workbook

    from katou_index import __main__ as command

    edited = tmp_path / "R2.xlsx"
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("KATOU_INDEX", str(office.index))
        assert command.main(["export", "--year", "R2", "--format", "xlsx", "--out", str(edited)]) == 0
    book = load_workbook(edited)
    rows = book.worksheets[0]
    column = next(cell.column for cell in rows[1] if cell.value == "取組結果")
    rows.cell(2, column).value = "直した文"
    book.save(edited)
    wanting = office.send(edited, "R2です")
    assert "訂正の理由を、1行で書いて送ってください" in said(wanting)
    asking = office.driver.ask("担当課から連絡があった")
    assert "訂正者: Alice" in said(asking)
    assert "R2 に訂正 1件を加えました" in said(office.press(asking, "反映"))
    assert "｜訂正｜反映済み" in said(office.driver.ask("取り込みの履歴"))
    assert "直した文" in (office.data / "r2" / "corrections.csv").read_text(encoding="utf-8")


def test_only_the_office_and_only_in_its_own_chat(drive: Drive, tmp_path: Path, sheet: Path) -> None:
    stranger = Office(drive, tmp_path, frozenset({"somebody else"}))
    assert "だけができます" in said(stranger.send(sheet))
    stranger.close()
    shutil.rmtree(tmp_path / "data")
    office = Office(drive, tmp_path)
    assert "ダイレクトメッセージ" in said(office.send(sheet, "R3", GROUP))
    office.close()
    assert drive.asked == []  # nothing was fetched
    assert not office.shelf.exists() or list(office.shelf.iterdir()) == []


@pytest.mark.parametrize("name", ["R3.xlsm", "R3.docx", "R3"])
def test_what_is_no_sheet_is_told_and_not_fetched(office: Office, sheet: Path, name: str) -> None:
    told = said(office.send(sheet, name=name))
    assert name in told
    assert office.drive.asked == []


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/x.xlsx", "http://169.254.169.254/latest", "file:///etc/passwd", "", "https://",
     "https://a@127.0.0.1/x", "http://[::1"],
)  # fmt: skip
def test_a_file_elsewhere_is_not_fetched(office: Office, sheet: Path, address: str) -> None:
    told = said(office.send(sheet, address=address or " "))
    assert "このチャットに置かれたファイルではありません" in told
    assert office.drive.asked == []


def test_an_address_that_sends_elsewhere_is_not_followed(drive: Drive, tmp_path: Path) -> None:
    out, other = tmp_path / "out", Drive()
    other.holds["/x"] = b"elsewhere"
    drive.holds |= {"/here": b"sheet", "/on": "/here", "/away": f"http://localhost:{other.url[-5:]}/x",
                    "/round": "/round"}  # fmt: skip
    fetch(f"{drive.url}/on", LOCAL, str(out), 100)
    assert out.read_bytes() == b"sheet"
    for path, why in (("/away", "place"), ("/round", "gone"), ("/none", "gone")):
        with pytest.raises(NotFetchedError) as told:
            fetch(f"{drive.url}{path}", LOCAL, str(out), 100)
        assert told.value.why == why
    assert other.asked == []
    other.close()
    with pytest.raises(NotFetchedError) as told:
        fetch(f"{drive.url}/here", LOCAL, str(out), 4)
    assert told.value.why == "size"
    drive.close()
    with pytest.raises(NotFetchedError) as told:
        fetch(f"{drive.url}/here", LOCAL, str(out), 100)
    assert told.value.why == "gone"


def test_hosts_of_files_are_those_that_are_listed() -> None:
    listed = frozenset({"*.sharepoint.com"})
    assert may_fetch_from(
        "https://city-my.sharepoint.com/personal/a/download.aspx?UniqueId=1&tempauth=x", listed
    )
    for address in (
        "http://city-my.sharepoint.com/x", "https://sharepoint.com.evil.example/x", "https://sharepoint.com/x",
        "https://evil.example/?https://city.sharepoint.com/", "https://u@city.sharepoint.com/x",
    ):  # fmt: skip
        assert not may_fetch_from(address, listed)
    assert not may_send_to("https://city.sharepoint.com/?x=1", listed)
