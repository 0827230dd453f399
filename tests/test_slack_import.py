"""A year loaded in Slack: a file dropped into a direct message, every step a button. An emulator answers."""

from __future__ import annotations

import os
import shutil
import stat
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from slack_sdk import WebClient

from bot import Bot
from bot.chat import Front
from bot.importing.dialogue import ImportDialogue
from bot.importing.orders import Press, Undo, read, year_in
from bot.memory import Memory
from bot.orders import NotFetchedError
from bot.surfaces.slack.access import SlackPolicy
from bot.surfaces.slack.files import fetch
from katou_index import __main__ as command
from katou_index import open_index
from katou_index.importing import history
from katou_index.plan import FiscalYear
from tests.bot_fixtures import index_path
from tests.invented import invented
from tests.sheets import ROOT, merged, truth
from tests.slack_driver import Driver
from tests.slack_emulator import SlackEmulator, block_faults
from tests.test_import_year import state
from tests.test_slack_cards import texts

R2, R3 = FiscalYear.from_code("R2"), FiscalYear.from_code("R3")
SAME, OTHER = ("同じ事業です", "同じ課です"), ("別の事業です", "別の課です")
Message = dict[str, Any]


@pytest.fixture(scope="module")
def emulator() -> Iterator[SlackEmulator]:
    with SlackEmulator() as running:
        yield running


class Office:
    """Alice of the ICT office in her direct message with the bot, over data of their own."""

    def __init__(self, emulator: SlackEmulator, folder: Path) -> None:
        self.emulator, self.folder = emulator, folder
        self.data = Path(shutil.copytree(ROOT / "data", folder / "data"))
        self.index = folder / "k.db"
        shutil.copy(index_path(), self.index)  # of the same data
        self.memory = Memory(folder / "state.db")
        self.alice = emulator.users["alice"]
        self.people = frozenset({self.alice})
        self.direct = str(emulator.client().conversations_open(users=self.alice)["channel"]["id"])
        self.start()

    def start(self) -> None:
        """The bot, anew over what is stored."""
        desk = ImportDialogue(self.memory, str(self.data), str(self.index))
        front = Front(Bot(open_index(self.index), memory=self.memory), self.memory, imports=desk)
        policy = SlackPolicy(office=self.people)
        self.driver = Driver(self.emulator, self.memory, policy, front)

    def restart(self) -> None:
        self.driver.close()
        self.start()

    @property
    def shelf(self) -> Path:
        return Path(f"{self.memory.path}.imports")

    def drop(self, path: Path, text: str = "", name: str = "", **changed: Any) -> Message:
        """Alice drops a file; what the bot answers."""
        alice = self.emulator.client(self.emulator.user_token)
        alice.files_upload_v2(  # the emulator hands out no file whose name is not ASCII
            channel=self.direct, file=str(path), filename="file", initial_comment=text or None
        )
        found = self.emulator.client().conversations_history(channel=self.direct, limit=20)["messages"]
        sent = next(m for m in found if m.get("files"))
        files = [{**file, "name": name or path.name, **changed} for file in sent["files"]]
        return self.hears({"text": text, "ts": sent["ts"], "subtype": "file_share", "files": files})

    def says(self, text: str) -> Message:
        """Alice writes in the direct message; what the bot answers."""
        return self.hears({"text": text, "ts": self.driver.say(text, channel=self.direct)})

    def hears(self, event: dict[str, Any]) -> Message:
        self.driver.event({"type": "message", "channel_type": "im", "channel": self.direct,
                           "user": self.alice, "event_ts": event["ts"], **event})  # fmt: skip
        self.driver.settle()
        return self.last()

    def last(self) -> Message:
        """The bot's latest message, sound in Slack's eyes."""
        found = self.emulator.client().conversations_history(channel=self.direct, limit=20)["messages"]
        message: Message = next(m for m in found if m.get("user") == self.emulator.bot_user_id)
        assert block_faults(message.get("blocks") or []) == []
        return message

    def press(self, message: Message, *labels: str) -> Message:
        """Alice presses the button with one of these labels; what the bot answers."""
        button = next(each for label in labels for each in buttons(message) if label == each["text"]["text"])
        self.driver.interact({
            "type": "block_actions", "channel": {"id": self.direct, "name": "directmessage"},
            "message": message, "container": {"type": "message", "channel_id": self.direct},
            "response_url": "http://127.0.0.1:9/none",
            "actions": [{**button, "action_ts": f"{os.urandom(4).hex()}", "block_id": "b"}],
        })  # fmt: skip
        self.driver.settle()
        return self.last()

    def decide(self, message: Message, other: str = "No.33") -> Message:
        """Answer every pair with the same, but one; the message that asks whether to apply it."""
        while labels(message) & {*SAME}:
            message = self.press(message, *(OTHER if other in head(message) else SAME))
        return message

    def years(self) -> tuple[FiscalYear, ...]:
        with open_index(self.index) as index:
            return index.years


def buttons(message: Message) -> list[dict[str, Any]]:
    return [each for block in message["blocks"] if block["type"] == "actions" for each in block["elements"]]


def labels(message: Message) -> set[str]:
    return {each["text"]["text"] for each in buttons(message)}


def said(message: Message) -> str:
    """All that a message says: its text, then its blocks."""
    return "\n".join((str(message["text"]), *texts(message.get("blocks") or [])))


def head(message: Message) -> str:
    """What is said above the preview."""
    return said(message).partition("取り込むと")[0]


@pytest.fixture
def office(emulator: SlackEmulator, tmp_path: Path) -> Iterator[Office]:
    made = Office(emulator, tmp_path)
    yield made
    made.driver.close()


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    merged(tmp_path / "R3評価.xlsx", invented())
    return tmp_path / "R3評価.xlsx"


# -- the whole way -------------------------------------------------------------------------------------------


def test_a_year_is_dropped_shown_asked_applied_asked_about_and_taken_back(
    office: Office, sheet: Path
) -> None:
    before = state(office.data)
    shown = office.drop(sheet)
    for text in (
        "事業 42、項目 58", "未記入 1件: 15-1 シート「評価」I20", "廃止: No.7 ", "まだ何も変えていません",
        "確かめたい組は、あと5件", "になりましたか",
    ):  # fmt: skip
        assert text in said(shown)
    assert "--" not in said(shown)
    assert labels(shown) == {"同じ事業です", "別の事業です", "取りやめ"}
    (kept,) = office.shelf.iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(office.shelf.stat().st_mode) == 0o700
    asked = office.decide(shown)
    assert "R3 として反映しますか" in said(asked)
    assert "名称変更: No.6 図書館システムの更新 → No.6 図書館電子サービスの拡充" in said(asked)
    assert state(office.data) == before
    done = office.press(asked, "反映")
    assert "R3 を反映しました" in said(done)
    assert "事業 42、項目 58（評価あり 56）" in said(done)
    assert office.years() == (R2, R3)
    assert list(office.shelf.iterdir()) == []
    with (office.data / "links.csv").open(encoding="utf-8") as rows:
        assert any(",alice," in row for row in rows)
    figures = office.press(done, "R3の評価の集計")
    assert "令和3年度" in said(figures)
    confirm = office.press(done, "取り込みを元に戻す")
    assert "R3評価.xlsx" in said(confirm)
    assert "（日本時間）" in said(confirm)
    assert office.years() == (R2, R3)
    undone = office.press(confirm, "元に戻す")
    assert "元に戻しました" in said(undone)
    assert office.years() == (R2,)
    assert state(office.data) == before
    assert "もう元に戻っている" in said(office.press(confirm, "元に戻す"))


def test_it_goes_on_after_a_restart(office: Office, sheet: Path) -> None:
    shown = office.drop(sheet, "令和３年度です")
    asked = office.press(shown, *SAME)
    office.restart()
    done = office.press(office.decide(asked), "反映")
    assert "R3 を反映しました" in said(done)


def test_a_button_pressed_twice_does_it_once(office: Office, sheet: Path) -> None:
    shown = office.drop(sheet)
    second = office.press(shown, *SAME)
    again = office.press(shown, *SAME)
    assert "前の段階" in said(again)
    assert "あと4件" in said(again)
    asked = office.decide(second)
    assert "R3 を反映しました" in said(office.press(asked, "反映"))
    assert "終わっている" in said(office.press(asked, "反映"))
    assert len([each for each in history.entries(office.data) if each.what == "import"]) == 1


def test_changed_data_is_shown_anew_before_it_is_applied(office: Office, sheet: Path, tmp_path: Path) -> None:
    asked = office.decide(office.drop(sheet))
    merged(tmp_path / "another.xlsx", [dict(each) for each in truth()])
    assert command.main(["import", str(tmp_path / "another.xlsx"), "--year", "R3", "--yes",
                         "--data", str(office.data)]) == 0  # fmt: skip
    anew = office.press(asked, "反映")
    assert "データが変わっていた" in said(anew)
    assert "今の R3 を置き換えます" in said(anew)
    assert len(history.entries(office.data)) == 1
    assert "R3 を反映しました" in said(office.press(office.decide(anew), "反映"))


def test_giving_up_leaves_nothing(office: Office, sheet: Path) -> None:
    before = state(office.data)
    assert "取りやめました" in said(office.press(office.drop(sheet), "取りやめ"))
    assert state(office.data) == before
    assert list(office.shelf.iterdir()) == []


def test_what_nobody_finishes_is_gone_after_a_day(
    office: Office, sheet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = office.drop(sheet)
    monkeypatch.setattr("bot.memory.imports.KEPT", -1.0)
    office.restart()
    with office.memory.transaction():  # after all that was to be done at the start
        pass
    assert list(office.shelf.iterdir()) == []
    assert "もう一度送って" in said(office.press(shown, *SAME))


# -- the year, and what stops --------------------------------------------------------------------------------


def without_year(path: Path) -> None:
    merged(path, truth())
    book = load_workbook(path)
    sheet = book.worksheets[0]
    sheet["A1"] = "評価表（試験用にR2から作ったもの）"
    sheet["F3"] = "取組内容"
    book.save(path)


def test_a_year_that_nobody_said_is_asked(office: Office, tmp_path: Path) -> None:
    without_year(tmp_path / "評価.xlsx")
    shown = office.drop(tmp_path / "評価.xlsx")
    assert "どの年度" in said(shown)
    assert labels(shown) == {"R3 令和3年度", "R2 令和2年度", "取りやめ"}
    assert "R3 として反映しますか" in said(office.press(shown, "R3 令和3年度"))


def test_another_year_stops_and_asks(office: Office, sheet: Path) -> None:
    shown = office.drop(sheet, "R4です")
    assert "★ 年度が違います: 見出しは 令和3年度、指定は 令和4年度" in head(shown)
    assert labels(shown) == {"それでも続ける", "取りやめ"}
    assert "になりましたか" in said(office.press(shown, "それでも続ける"))


def test_half_filled_and_a_third_gone_stop(office: Office, tmp_path: Path) -> None:
    records = [dict(record) for record in truth() if int(record["事業No."]) <= 27]
    for record in records[:20]:
        record["評価"] = ""
    merged(tmp_path / "r3.xlsx", records)
    shown = office.drop(tmp_path / "r3.xlsx")
    assert "評価の半分より多くが未記入です" in head(shown)
    assert "3分の1以上がなくなっています" in head(shown)


def test_the_same_file_again_changes_nothing(office: Office, sheet: Path) -> None:
    office.press(office.decide(office.drop(sheet)), "反映")
    assert "何も変わりません" in said(office.drop(sheet))


# -- corrections ---------------------------------------------------------------------------------------------


def export(office: Office, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The office's export with one rating changed."""
    monkeypatch.setenv("KATOU_INDEX", str(office.index))
    assert command.main(["export", "--year", "R2", "--format", "xlsx", "--out", str(path)]) == 0
    book = load_workbook(path)
    sheet = book["項目"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    row = next(r for r in sheet.iter_rows(min_row=2) if r[columns["事業No."] - 1].value == 21)
    row[columns["評価"] - 1].value = "○"
    book.save(path)


def test_an_edited_export_becomes_corrections_with_reason_and_name(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(office, tmp_path / "R2.xlsx", monkeypatch)
    shown = office.drop(tmp_path / "R2.xlsx")
    assert "◎ → ○" in said(shown)
    assert "訂正の理由を" in said(shown)
    asked = office.says("担当課に確かめました")
    assert "理由: 担当課に確かめました" in said(asked)
    assert "訂正者: alice" in said(asked)
    better = office.press(asked, "理由を書き直す")
    assert "訂正の理由を" in said(better)
    done = office.press(office.says("商工観光課の報告による"), "反映")
    assert "訂正 1件" in said(done)
    rows = (office.data / "r2" / "corrections.csv").read_text(encoding="utf-8")
    assert "R2,21,1,評価,◎,○,商工観光課の報告による,alice," in rows
    assert "訂正あり" in said(office.says("No.21"))


# -- who, where, what ----------------------------------------------------------------------------------------


def test_only_the_office_and_only_directly(office: Office, sheet: Path) -> None:
    office.people = frozenset({"U0NOBODY"})
    office.restart()
    told = office.drop(sheet)
    assert told["text"] == "評価表の取り込みは、情報管理室だけができます。"
    assert "情報管理室だけ" in said(office.says("取り込みを元に戻して"))
    office.people = frozenset({office.alice})
    office.restart()
    answers = office.driver.ask("取り込みを元に戻して")
    assert "ダイレクトメッセージで" in said(answers[0])
    assert not office.shelf.exists()


def test_a_picture_beside_a_question_is_no_sheet(office: Office, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"x")
    assert "No.21" in said(office.drop(tmp_path / "a.png", "No.21"))
    assert "save as .xlsx" in said(office.drop(tmp_path / "a.png"))


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [(b"abc", "../../etc/r3.xlsx", "is not an .xlsx"), (b"PK\x03\x04 broken", "r3.xlsx", "broken"),
     (b"", "r3.csv", ""), (b"x", "r3.xlsm", "macros")],
)  # fmt: skip
def test_a_file_that_is_none_is_told_in_one_sentence(
    content: bytes, name: str, says: str, office: Office, tmp_path: Path
) -> None:
    path = tmp_path / "file"
    path.write_bytes(content or b" ")
    before = state(office.data)
    told = office.drop(path, "R3", name=name)["text"]
    assert says in told
    assert ".imports" not in told
    assert state(office.data) == before
    assert not office.shelf.exists() or list(office.shelf.iterdir()) == []
    assert not (tmp_path.parent / "etc").exists()


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/x", "https://files.slack.com@evil.example/x", "file:///etc/passwd",
            "https://files.slack.com.evil.example/x", "http://files.slack.com/x"],
)  # fmt: skip
def test_only_slacks_own_addresses_are_asked(office: Office, sheet: Path, url: str) -> None:
    told = office.drop(sheet, url_private_download=url, url_private=url)
    assert "このチャットに置かれたファイルではありません" in said(told)


Answer = Callable[[BaseHTTPRequestHandler], None]


@pytest.fixture
def served() -> Iterator[Callable[[Answer], WebClient]]:
    """A client whose API, and so its files, lie on a server that answers so."""
    servers = []

    def serve(answer: Answer) -> WebClient:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                answer(self)

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever).start()
        servers.append(server)
        return WebClient("xoxb-x", base_url=f"http://127.0.0.1:{server.server_port}/api/")

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def sends(kind: str, content: bytes, *, length: bool = True, status: int = 200, to: str = "") -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Content-Type", kind)
        if to:
            request.send_header("Location", to)
        if length:
            request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        request.wfile.write(content)

    return answer


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (sends("application/octet-stream", b"x" * 2000), "size"),
        (sends("application/octet-stream", b"x" * 2000, length=False), "size"),
        (sends("text/html", b"<html>"), "scope"),
        (sends("text/plain", b"", status=302, to="http://127.0.0.1:9/"), "scope"),
        (sends("text/plain", b"", status=403), "scope"),
        (sends("text/plain", b"", status=404), "gone"),
        (lambda request: request.connection.close(), "gone"),
    ],
)
def test_a_download_that_fails_says_why(
    answer: Answer, why: str, served: Callable[[Answer], WebClient], tmp_path: Path
) -> None:
    client = served(answer)
    url = client.base_url.replace("/api/", "/files-pri/T1-F1/download/r3.xlsx")
    with pytest.raises(NotFetchedError) as told:
        fetch(client, {"id": "F1", "url_private_download": url}, str(tmp_path / "f"), 1000)
    assert told.value.why == why


def test_a_download_carries_the_token_and_arrives(
    served: Callable[[Answer], WebClient], tmp_path: Path
) -> None:
    asked = []

    def answer(request: BaseHTTPRequestHandler) -> None:
        asked.append(request.headers["Authorization"])
        sends("application/octet-stream", b"abc")(request)

    client = served(answer)
    url = client.base_url.replace("/api/", "/files-pri/T1-F1/r3.xlsx")
    fetch(client, {"id": "F1", "url_private_download": url}, str(tmp_path / "f"), 1000)
    assert (tmp_path / "f").read_bytes() == b"abc"
    assert asked == ["Bearer xoxb-x"]


# -- orders --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("取り込み 4-2: 同じです", Press(4, 2, "same", "ja")),
        ("import 4-2: apply it", Press(4, 2, "apply", "en")),
        ("取り込み 4-0: R3", Press(4, 0, "R3", "ja")),
        ("取り込み 4-0: だめ", None),
        ("取り込みを元に戻して", Undo("", False, "ja")),
        ("取込みを取り消してください", Undo("", False, "ja")),
        ("undo the import", Undo("", False, "en")),
        ("取り込みを元に戻して 確定 20261122T0-r3 それでも", Undo("20261122T0-r3", True, "ja")),
        ("農家台帳の取り込みの状況は？", None),
        ("RPAの取り込みを教えて", None),
    ],
)
def test_orders_are_read(text: str, order: Press | Undo | None) -> None:
    assert read(text) == order


@pytest.mark.parametrize(
    ("text", "year"),
    [("R3です", "R3"), ("令和３年度の評価表", "R3"), ("2021年度", "R3"), ("r3とR2", None), ("", None),
     ("AR3", None), ("令和3年度（R3）", "R3")],
)  # fmt: skip
def test_the_year_is_read_from_what_is_said(text: str, year: str | None) -> None:
    found = year_in(text)
    assert (found.code if found else None) == year
