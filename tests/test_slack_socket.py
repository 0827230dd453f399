"""Socket Mode: envelopes in, acknowledged at once, one answer each; commands, buttons, troubles."""

from __future__ import annotations

import io
import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from slack_bolt.adapter.socket_mode import SocketModeHandler

from bot.chat import Front
from bot.memory import Memory
from bot.surfaces.slack.access import SlackPolicy
from bot.surfaces.slack.app import Slack, SlackKeys, watch
from bot.weekly.dialogue import WeeklyDialogue
from bot.weekly.service import WeeklyService
from tests.bot_fixtures import ROOT, bot
from tests.slack_emulator import block_faults
from tests.socket_mode import SocketModeServer
from tests.state_files import held


class Connected:
    """The bot over a socket."""

    def __init__(self, server: SocketModeServer, memory: Memory) -> None:
        self.server, self.memory = server, memory
        policy = SlackPolicy(office=frozenset({"UOFFICE"}))
        self.kit = WeeklyService(bot(), memory, str(ROOT / "data"))
        self.slack = Slack(
            Front(bot(), memory, "https://plan.example/", WeeklyDialogue(self.kit)),
            memory,
            SlackKeys("xoxb-1", server.api_url, app_token="xapp-1"),
            policy,
        )
        self.handler = SocketModeHandler(self.slack.app, "xapp-1", concurrency=16)
        self.handler.connect()  # type: ignore[no-untyped-call]
        assert server.until(lambda: server.connections == 1)
        self._count = 0

    def close(self) -> None:
        self.handler.close()  # type: ignore[no-untyped-call]
        self.slack.close()

    def envelope(self, kind: str, payload: dict[str, Any], **more: Any) -> str:
        self._count += 1
        name = f"e{self._count}"
        self.server.send(
            {"type": kind, "envelope_id": name, "payload": payload, "accepts_response_payload": True, **more}
        )
        return name

    def event(self, event: dict[str, Any], **more: Any) -> str:
        bot = {"team_id": "T1", "user_id": "UBOT", "is_bot": True}
        payload = {"type": "event_callback", "team_id": "T1", "event_id": f"Ev{self._count}", "event": event}
        return self.envelope("events_api", {**payload, "authorizations": [bot]}, **more)

    def direct(self, text: str, ts: str, user: str = "U1", **more: Any) -> str:
        event = {"type": "message", "channel_type": "im", "channel": "D1", "user": user, "text": text}
        return self.event({**event, "ts": ts, "event_ts": ts}, **more)

    def command(self, text: str, user: str = "U1") -> None:
        payload = {"command": "/plan", "text": text, "user_id": user, "channel_id": "C1", "team_id": "T1"}
        url = self.server.response_url
        self.envelope("slash_commands", {**payload, "response_url": url, "trigger_id": "1.1"})

    def press(self, action: dict[str, Any], **more: Any) -> None:
        action = {"type": "button", "block_id": "b", "action_ts": "9.1", **action}
        self.interact({"type": "block_actions", "channel": {"id": "C1"}, "actions": [action], **more})

    def interact(self, payload: dict[str, Any]) -> None:
        base = {"team": {"id": "T1"}, "user": {"id": "U1"}, "trigger_id": "1.2"}
        self.envelope("interactive", {**base, "response_url": self.server.response_url, **payload})


def whole(message: dict[str, Any]) -> str:
    """All that a message says: its text and its blocks."""
    return f"{message.get('text')} {json.dumps(message.get('blocks'), ensure_ascii=False)}"


@pytest.fixture
def server() -> Iterator[SocketModeServer]:
    with SocketModeServer() as running:
        yield running


@pytest.fixture
def slack(server: SocketModeServer, tmp_path: Path) -> Iterator[Connected]:
    connected = Connected(server, Memory(tmp_path / "state.db"))
    yield connected
    connected.close()


def test_a_direct_message_is_answered_and_acknowledged(slack: Connected, server: SocketModeServer) -> None:
    name = slack.direct("No.21", "1.0")
    assert server.until(lambda: len(server.posted) == 2)
    assert server.until(lambda: name in server.acknowledged)
    assert server.posted[0]["text"].startswith("◎ 二重丸です（No.21")
    assert "802,964,000円" in whole(server.posted[1])  # what stands under "more", in a thread below
    assert server.posted[1]["thread_ts"]
    assert server.posted[0]["unfurl_links"] in (False, "0", "false")


def test_a_redelivered_envelope_is_answered_once(slack: Connected, server: SocketModeServer) -> None:
    slack.direct("No.21", "1.0")
    slack.direct("No.21", "1.0", retry_attempt=1, retry_reason="timeout")
    slack.direct("No.22", "2.0")
    assert server.until(lambda: len(server.acknowledged) == 3)
    assert server.until(lambda: len(server.posted) >= 4)
    slack.slack.workers.shutdown(wait=True)
    assert len(server.posted) == 4  # two answers, each with its rest


def test_after_a_disconnect_it_comes_back(slack: Connected, server: SocketModeServer) -> None:
    server.disconnect()
    assert server.until(lambda: server.connections == 2)
    slack.direct("No.21", "3.0")
    assert server.until(lambda: len(server.posted) >= 1)


def test_a_lost_connection_is_logged_once_and_that_it_is_back(caplog: pytest.LogCaptureFixture) -> None:
    ended = threading.Event()
    states = [True, False, False, True, True]

    def is_connected() -> bool:
        state = states.pop(0)
        if not states:
            ended.set()
        return state

    watch(is_connected, ended, every=0)
    told = [record.getMessage() for record in caplog.records]
    assert told == ["the connection to Slack is lost; trying again", "connected to Slack again"]


def test_an_answer_carries_a_link_that_asks_again(slack: Connected, server: SocketModeServer) -> None:
    slack.direct("最初から", "0.5")  # what other tests asked is no part of this conversation
    assert server.until(lambda: len(server.posted) == 1)
    slack.direct("防災課の×は", "1.0")
    assert server.until(lambda: len(server.posted) == 2)
    slack.direct("そのうち防災課は？", "2.0")
    assert server.until(lambda: len(server.posted) == 3)
    assert "https://plan.example/?q=%E9%98%B2%E7%81%BD%E8%AA%B2%E3%81%AE%C3%97%E3%81%AF" in str(server.posted)


def test_a_slash_command_is_answered_privately_and_can_be_shared(
    slack: Connected, server: SocketModeServer
) -> None:
    slack.command("RPAの進捗は？")
    assert server.until(lambda: len(server.private) == 2)
    answer = server.private[0]
    assert answer["response_type"] == "ephemeral"
    assert "○ 丸" in answer["text"]
    assert block_faults(answer["blocks"]) == []
    share = next(
        element
        for block in answer["blocks"] if block["type"] == "actions"
        for element in block["elements"] if element["action_id"] == "share"
    )  # fmt: skip
    assert server.posted == []
    slack.press(share, container={"is_ephemeral": True, "channel_id": "C1"})
    assert server.until(lambda: len(server.posted) == 2)
    assert server.posted[0]["channel"] == "C1"
    assert "No.30 項目3" in whole(server.posted[0])
    assert server.until(lambda: len(server.private) == 3)
    assert server.private[2]["delete_original"] is True


def test_a_file_of_a_private_answer_goes_to_the_direct_message(
    slack: Connected, server: SocketModeServer
) -> None:
    slack.command("防災課の△をExcelで")
    assert server.until(lambda: len(server.private) >= 1)
    assert "防災課_三角_R2.xlsx はダイレクトメッセージに送りました" in whole(server.private[0])
    (file,) = server.files.values()
    assert (file["filename"], file["put"]["channel_id"]) == ("防災課_三角_R2.xlsx", "DU1")
    book = load_workbook(io.BytesIO(file["bytes"]))
    assert [row[3].value for row in book["項目"].iter_rows(min_row=2)] == [1, 3]


def test_a_picture_carries_its_numbers_as_text(slack: Connected, server: SocketModeServer) -> None:
    slack.direct("評価の集計を図にして", "1.0")
    assert server.until(lambda: any("put" in file for file in server.files.values()))
    (file,) = server.files.values()
    assert file["bytes"].startswith(b"\x89PNG")
    assert "① 安全・安心の推進: ◎ 二重丸 0、○ 丸 2（33.3%）、△ 三角 2（33.3%）、× バツ 2" in file["alt_txt"]
    cells = re.findall(r'"raw_text", "text": "([^"]*)"', whole(server.posted[0]))
    row = cells.index("① 安全・安心の推進")
    assert cells[row + 1 : row + 5] == ["0", "2", "2", "2"]


@pytest.mark.parametrize(
    ("refused", "told"),
    [((200, "missing_scope"), "files:write"), ((200, "not_in_channel"), "入っていません"),
     ((200, "file_uploads_disabled"), "もう一度お尋ねください"), ((500, "fatal_error"), "届いたかどうか")],
)  # fmt: skip
def test_a_file_that_slack_does_not_take_is_told_and_not_sent_again(
    slack: Connected, server: SocketModeServer, refused: tuple[int, str], told: str
) -> None:
    server.refuse_files.append(refused)
    slack.direct("△の項目をExcelで", "1.0")
    assert server.until(lambda: len(server.posted) == 3)  # the answer, its rest, the word about the file
    assert '"text": "No.3"' in whole(server.posted[0])
    assert "三角_R2.xlsx を送れませんでした" in whole(server.posted[2])
    assert told in whole(server.posted[2])
    assert len(server.files) == 1


def test_a_file_whose_receipt_is_lost_is_there_once(slack: Connected, server: SocketModeServer) -> None:
    server.refuse_files.append((500, "arrived"))
    slack.direct("△の項目をExcelで", "1.0")
    slack.direct("No.21", "2.0")
    assert server.until(lambda: len(server.posted) == 4)
    slack.slack.workers.shutdown(wait=True)
    assert len(server.files) == 1
    assert not any("送れません" in each["text"] for each in server.posted)


def test_a_link_knows_its_data(slack: Connected, server: SocketModeServer) -> None:
    slack.direct("×の事業のリンク", "1.0")
    assert server.until(lambda: len(server.posted) >= 1)
    assert f"&v={bot().index.version}" in whole(server.posted[0]).replace("&amp;", "&")


def test_a_choice_in_a_private_answer_replaces_it(slack: Connected, server: SocketModeServer) -> None:
    slack.press(
        {"action_id": "ask:0", "value": "No.21"}, container={"is_ephemeral": True, "channel_id": "C1"}
    )
    assert server.until(lambda: len(server.private) >= 1)
    assert server.private[0]["replace_original"] is True
    assert "◎ 二重丸" in whole(server.private[0])


def test_a_choice_below_a_message_is_answered_in_its_thread(
    slack: Connected, server: SocketModeServer
) -> None:
    slack.press({"action_id": "ask:0", "value": "No.21"}, message={"ts": "5.0", "thread_ts": "4.0"},
                container={"type": "message", "channel_id": "C1"})  # fmt: skip
    assert server.until(lambda: len(server.posted) >= 1)
    assert server.posted[0]["thread_ts"] == "4.0"


def test_only_the_office_sees_what_was_not_found(slack: Connected, server: SocketModeServer) -> None:
    slack.direct("量子コンピュータは", "6.0")
    assert server.until(lambda: len(server.posted) >= 1)
    slack.command("未回答")
    assert server.until(lambda: len(server.private) >= 1)
    assert "情報管理室" in whole(server.private[0])
    slack.command("未回答", user="UOFFICE")
    assert server.until(lambda: len(server.private) == 2)


def test_what_did_not_help_is_noted_without_a_name(slack: Connected, server: SocketModeServer) -> None:
    slack.press({"type": "feedback_buttons", "action_id": "feedback", "value": "negative:クラウドは"},
                message={"ts": "5.0"}, container={"channel_id": "C1"})  # fmt: skip
    assert server.until(lambda: len(server.acknowledged) == 1)
    slack.slack.listeners.shutdown(wait=True)
    slack.slack.workers.shutdown(wait=True)
    (group,) = slack.memory.missed()
    assert (group.kind, group.text) == ("correction", "クラウドは")
    with slack.memory.transaction() as connection:
        assert "U1" not in json.dumps(connection.execute("select * from missed").fetchall())


def test_a_workflow_step_answers(slack: Connected, server: SocketModeServer) -> None:
    step = {"type": "function_executed", "function": {"callback_id": "ask_plan"}, "event_ts": "1.0"}
    inputs = {"question": "No.21", "person": "U1"}
    about = {"inputs": inputs, "function_execution_id": "Fx1", "bot_access_token": "xwfp-1"}
    slack.event({**step, **about})
    assert server.until(lambda: len(server.completed) == 1)
    assert "802,964,000円" in json.loads(server.completed[0]["outputs"])["answer"]


def test_the_search_form_opens_suggests_and_answers_directly(
    slack: Connected, server: SocketModeServer
) -> None:
    slack.interact({"type": "shortcut", "callback_id": "search_plan"})
    assert server.until(lambda: len(server.views) == 1)
    view = server.views[0]["view"]
    assert block_faults(view["blocks"]) == []
    assert [block["block_id"] for block in view["blocks"]] == ["topic", "department", "rating", "year"]
    chosen = {"department": "防災課", "rating": "×"}
    values = {
        name: {
            name: {
                "type": "static_select",
                "selected_option": {"value": chosen[name]} if name in chosen else None,
            }
        }
        for name in ("topic", "department", "rating", "year")
    }
    filled = {"id": "V1", "callback_id": "search_plan", "type": "modal", "state": {"values": values}}
    slack.interact({"type": "view_submission", "view": filled})
    assert server.until(lambda: len(server.posted) >= 1)
    assert server.posted[0]["channel"] == "DU1"
    assert "No.4 項目1" in whole(server.posted[0])


def test_app_home_shows_my_department_once_it_is_chosen(slack: Connected, server: SocketModeServer) -> None:
    slack.event({"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "home", "event_ts": "1.0"})
    assert server.until(lambda: len(server.views) == 1)
    assert "課を選ぶと" in json.dumps(server.views[0], ensure_ascii=False)
    option = {"text": {"type": "plain_text", "text": "防災課"}, "value": "防災課"}
    slack.press(
        {"type": "static_select", "action_id": "home_department", "selected_option": option}, channel=None
    )
    assert server.until(lambda: len(server.views) == 2)
    blocks = server.views[1]["view"]["blocks"]
    assert block_faults(blocks) == []
    shown = json.dumps(blocks, ensure_ascii=False)
    assert "Wi-Fi環境の運用及び活用研究" in shown
    assert "41事業" in shown
    assert "U1" not in Path(slack.memory.path).read_bytes().decode("latin-1")


def test_nothing_is_shared_with_a_channel_that_strangers_may_read(
    slack: Connected, server: SocketModeServer
) -> None:
    """A private channel that the bot is not in: whether it is shared with others cannot be seen."""
    server.unseen.add("C1")
    slack.command("×の事業は？")
    assert server.until(lambda: len(server.private) >= 1)
    buttons = [e for block in server.private[0]["blocks"] for e in block.get("elements", [])]
    share = next(each for each in buttons if each.get("action_id") == "share")
    slack.press(share, container={"is_ephemeral": True, "channel_id": "C1"})
    assert server.until(lambda: len(server.acknowledged) == 2)
    slack.slack.close()
    assert [each for each in server.private if each.get("response_type") == "in_channel"] == []
    assert all("No.7" not in each["text"] for each in server.posted)


def test_what_was_seen_is_what_is_shared(slack: Connected, server: SocketModeServer) -> None:
    """Even where the answer hung on the one before it."""
    slack.command("×の事業は？")
    assert server.until(lambda: len(server.private) == 1)
    slack.command("そのうち防災課は？")
    assert server.until(lambda: len(server.private) == 2)
    buttons = [e for block in server.private[1]["blocks"] for e in block.get("elements", [])]
    share = next(each for each in buttons if each.get("action_id") == "share")
    slack.press(share, container={"is_ephemeral": True, "channel_id": "C1"})
    assert server.until(lambda: len(server.posted) >= 1)
    assert server.posted[0]["text"] == server.private[1]["text"]
    assert "No.4 項目1" in server.posted[0]["text"]
    assert "Wi-Fi" in whole(server.posted[0])


def test_where_the_bot_is_no_member_sharing_goes_by_slacks_address(
    slack: Connected, server: SocketModeServer
) -> None:
    slack.command("No.21")
    assert server.until(lambda: len(server.private) == 2)
    server.refuse = [(200, {}, "not_in_channel")]
    slack.press(
        {"action_id": "share", "value": "No.21"}, container={"is_ephemeral": True, "channel_id": "C1"}
    )
    assert server.until(lambda: len(server.private) == 5)
    assert [each["response_type"] for each in server.private[2:4]] == ["in_channel", "in_channel"]
    assert "802,964,000円" in whole(server.private[3])  # the rest is not lost
    assert server.private[4]["delete_original"] is True


@pytest.mark.parametrize("kind", ["block_actions", "shortcut", "view_submission", "view_closed"])
def test_what_nobody_knows_is_acknowledged(slack: Connected, server: SocketModeServer, kind: str) -> None:
    """Buttons of older cards, forms of newer settings: else Slack warns, and sends them again."""
    view = {"id": "V9", "callback_id": "old", "type": "modal", "state": {"values": {}}}
    action = {"type": "button", "action_id": "old", "block_id": "b", "action_ts": "1.0"}
    slack.interact({"type": kind, "callback_id": "old", "view": view, "actions": [action]})
    assert server.until(lambda: len(server.acknowledged) == 1)


def test_a_person_of_another_workspace_is_refused(slack: Connected, server: SocketModeServer) -> None:
    server.people["U9"] = {"id": "U9", "team_id": "T9"}
    slack.direct("No.21", "1.0", user="U9")
    assert server.until(lambda: len(server.posted) >= 1)
    assert "使えません" in whole(server.posted[0])
    assert "802" not in whole(server.posted[0])


def test_while_the_state_is_locked_there_is_still_one_answer(
    slack: Connected, server: SocketModeServer
) -> None:
    with held(slack.memory.path):
        slack.direct("No.21", "1.0")
        slack.direct("No.21", "1.0", retry_attempt=1)
        assert server.until(lambda: len(server.acknowledged) == 2)
        assert server.until(lambda: len(server.posted) == 2)
        slack.slack.close()
        assert len(server.posted) == 2  # one answer and its rest


# -- troubles ----------------------------------------------------------------------------------------------


def test_too_many_requests_are_waited_for(slack: Connected, server: SocketModeServer) -> None:
    server.refuse = [(429, {"Retry-After": "1"}, "ratelimited")]
    slack.direct("No.21", "7.0")
    assert server.until(lambda: len(server.posted) >= 1)


def test_refused_blocks_go_as_text(slack: Connected, server: SocketModeServer) -> None:
    server.refuse = [(200, {}, "invalid_blocks")]
    slack.direct("No.21", "8.0")
    assert server.until(lambda: len(server.posted) >= 1)
    assert not server.posted[0].get("blocks")
    assert "802,964,000円" in whole(server.posted[0])


@pytest.mark.parametrize("error", ["arrived", "fatal_error"])
def test_a_server_error_never_posts_twice_and_never_loses(
    slack: Connected, server: SocketModeServer, error: str
) -> None:
    server.refuse = [(503, {}, error)]
    slack.direct("No.21", "9.0")
    assert server.until(lambda: len(server.posted) == 2)
    slack.slack.workers.shutdown(wait=True)
    assert len(server.posted) == 2  # the answer and its rest


def test_what_cannot_be_posted_is_told(slack: Connected, server: SocketModeServer) -> None:
    server.refuse = [(200, {}, "msg_too_long")]
    slack.direct("No.21", "10.0")
    assert server.until(lambda: len(server.posted) >= 1)
    assert "表示できませんでした" in whole(server.posted[0])


def test_a_burst_is_answered_once_each(slack: Connected, server: SocketModeServer) -> None:
    """300 messages, every third delivered twice, from four senders at once."""

    def send(part: int) -> None:
        for number in range(part, 300, 4):
            slack.direct("No.21", f"{number}.5")
            if number % 3 == 0:
                slack.direct("No.21", f"{number}.5", retry_attempt=1)

    senders = [threading.Thread(target=send, args=(part,)) for part in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert server.until(lambda: len(server.posted) >= 600)
    assert server.until(lambda: len(server.acknowledged) >= 400)
    slack.slack.listeners.shutdown(wait=True)
    slack.slack.workers.shutdown(wait=True)
    assert len(server.posted) == 600  # each with its rest
    assert len({each["text"] for each in server.posted}) == 2
