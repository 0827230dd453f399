"""The weekly post in App Home: who sees which subscription, buttons, the form for one more."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.memory import Memory
from bot.subscription import Post, Subscription
from bot.weekly.calendar import week_of
from tests.slack_emulator import block_faults
from tests.socket_mode import SocketModeServer
from tests.test_slack_socket import Connected

OFFICE, OTHER = "UOFFICE", "U1"


@pytest.fixture
def server() -> Iterator[SocketModeServer]:
    with SocketModeServer() as running:
        yield running


@pytest.fixture
def slack(server: SocketModeServer, tmp_path: Path) -> Iterator[Connected]:
    connected = Connected(server, Memory(tmp_path / "slack.db"))
    for channel, department in (("C1", "防災課"), ("C2", ""), (f"D{OTHER}", "秘書室")):
        connected.kit.subscribe(Subscription("slack", "T1", channel, department, since=time.time()))
    yield connected
    connected.close()


def blocks_of(slack: Connected, do: Any) -> list[dict[str, Any]]:
    """The blocks of the view that comes of something; Slack would take them."""
    count = len(slack.server.views)
    do()
    assert slack.server.until(lambda: len(slack.server.views) > count)
    blocks: list[dict[str, Any]] = slack.server.views[-1]["view"]["blocks"]
    assert block_faults(blocks) == []
    return blocks


def home(slack: Connected, user: str) -> list[dict[str, Any]]:
    opened = {"type": "app_home_opened", "channel": "D1", "tab": "home", "event_ts": "1.0"}
    return blocks_of(slack, lambda: slack.event({**opened, "user": user}))


def buttons(blocks: list[dict[str, Any]], action: str) -> list[dict[str, Any]]:
    elements = [e for block in blocks if block["type"] == "actions" for e in block["elements"]]
    return [each for each in elements if each["action_id"].startswith(action)]


def labels(blocks: list[dict[str, Any]]) -> list[str]:
    return [each["text"]["text"] for each in buttons(blocks, "weekly:")]


def press(slack: Connected, button: dict[str, Any], user: str) -> list[dict[str, Any]]:
    return blocks_of(slack, lambda: slack.press(button, channel=None, user={"id": user}))


def text(blocks: list[dict[str, Any]]) -> str:
    return json.dumps(blocks, ensure_ascii=False)


def test_the_office_pauses_resumes_and_stops_a_channel(slack: Connected) -> None:
    blocks = home(slack, OFFICE)
    assert labels(blocks) == ["一時停止", "停止"] * 3
    assert '{"type": "channel", "channel_id": "C2"}' in text(blocks)
    assert "市全体｜毎週月曜日9:00（日本時間）｜次回 " in text(blocks)
    pause, stop = buttons(blocks, "weekly:")[2:4]
    assert "confirm" not in pause
    assert "slack C2 への週報（市全体）を止めます" in stop["confirm"]["text"]["text"]
    blocks = press(slack, pause, OFFICE)
    assert "週報を一時停止しました" in text(blocks)
    assert labels(blocks)[2:4] == ["再開", "停止"]
    blocks = press(slack, buttons(blocks, "weekly:")[2], OFFICE)
    assert "週報を再開しました" in text(blocks)
    blocks = press(slack, stop, OFFICE)
    assert [s.channel for s in slack.kit.ledger.subscriptions()] == ["C1", f"D{OTHER}"]
    assert "送っていません" in text(press(slack, stop, OFFICE))  # a page that was open elsewhere


def test_others_see_their_own_and_change_nothing_else(slack: Connected) -> None:
    office = home(slack, OFFICE)
    blocks = home(slack, OTHER)
    assert labels(blocks) == ["一時停止", "停止"]
    assert "あなたへのダイレクトメッセージ" in text(blocks)
    assert "C2" not in text(blocks)
    blocks = press(slack, buttons(office, "weekly:")[1], OTHER)
    assert "情報管理室だけ" in text(blocks)
    press(slack, buttons(blocks, "weekly:")[1], OTHER)
    assert [s.channel for s in slack.kit.ledger.subscriptions()] == ["C1", "C2"]
    assert "自分あてに、課の週報を受け取れます" in text(home(slack, OTHER))


def form(slack: Connected, user: str) -> list[dict[str, Any]]:
    (button,) = buttons(home(slack, user), "open_weekly")
    return press(slack, button, user)


def submit(slack: Connected, user: str, channel: str | None, department: str) -> list[dict[str, Any]]:
    values = {
        "channel": {"channel": {"type": "conversations_select", "selected_conversation": channel}},
        "department": {"department": {"type": "static_select", "selected_option": {"value": department}}},
        "weekday": {"weekday": {"type": "static_select", "selected_option": {"value": "2"}}},
        "time": {"time": {"type": "timepicker", "selected_time": "13:30"}},
    }
    filled = {"id": "V1", "callback_id": "subscribe_weekly", "type": "modal", "state": {"values": values}}
    payload = {"type": "view_submission", "view": filled, "user": {"id": user}}
    return blocks_of(slack, lambda: slack.interact(payload))


def newest(slack: Connected) -> tuple[str, str, int, str]:
    each = slack.kit.ledger.subscriptions()[-1]
    return each.channel, each.department, each.weekday, each.time


def test_the_office_adds_a_channel_by_the_form(slack: Connected, server: SocketModeServer) -> None:
    blocks = form(slack, OFFICE)
    assert [block["block_id"] for block in blocks] == ["channel", "department", "weekday", "time"]
    assert "市全体" in text(blocks)
    server.unseen.add("C7")
    assert "ボットをチャンネルに追加してください" in text(submit(slack, OFFICE, "C7", "税務課"))
    assert len(slack.kit.ledger.subscriptions()) == 3
    blocks = submit(slack, OFFICE, "C9", "税務課")
    assert "週報を送ります: 税務課｜毎週水曜日13:30" in text(blocks)
    assert newest(slack) == ("C9", "税務課", 2, "13:30")
    submit(slack, OFFICE, "C9", "-")
    assert newest(slack) == ("C9", "", 2, "13:30")


def test_anybody_has_a_department_sent_to_himself(slack: Connected) -> None:
    blocks = form(slack, "U5")
    assert [block["block_id"] for block in blocks] == ["department", "weekday", "time"]
    assert "市全体" not in text(blocks)
    submit(slack, "U5", None, "税務課")
    assert newest(slack) == ("DU5", "税務課", 2, "13:30")
    assert "情報管理室だけ" in text(submit(slack, "U5", "C9", "税務課"))
    assert "情報管理室だけ" in text(submit(slack, "U5", None, "-"))
    assert len(slack.kit.ledger.subscriptions()) == 4


def test_an_unclear_post_is_settled_with_a_button_that_asks_first(slack: Connected) -> None:
    today = date.today()
    cut = Post(f"1:{week_of(today)}", 1, week_of(today), f"{today}", time.time(), "unclear", why="no_history")
    slack.kit.ledger.plan([cut])
    arrived, again = buttons(home(slack, OFFICE), "weekly:")[2:4]
    assert "届いていないことを送り先で確かめましたか" in again["confirm"]["text"]["text"]
    blocks = press(slack, arrived, OFFICE)
    assert "届いていたと記録しました" in text(blocks)
    assert labels(blocks) == ["一時停止", "停止"] * 3
    assert "ありません" in text(press(slack, again, OFFICE))
