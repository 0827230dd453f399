"""The weekly post in Slack: posted once, found again, refused, set in chat. An emulator and a stub answer."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.installation_store.sqlite3 import SQLite3InstallationStore

from bot.memory import Memory, Missed
from bot.subscription import Subscription
from bot.surfaces.slack.access import SlackPolicy
from bot.surfaces.slack.weekly import SlackPlatform, tokens_of
from bot.weekly.platforms import Address, Gone, Later, OnDemand, PlatformUnreachableError, Sent, Unclear
from bot.weekly.schedule import local
from bot.weekly.sending import Poster, preview, text_of
from tests.slack_driver import Driver
from tests.slack_emulator import SlackEmulator, block_faults
from tests.weekly_fixtures import City


@pytest.fixture(scope="module")
def emulator() -> Iterator[SlackEmulator]:
    with SlackEmulator() as running:
        yield running


@pytest.fixture
def slack(emulator: SlackEmulator, tmp_path: Path) -> Iterator[Driver]:
    policy = SlackPolicy(office=frozenset({emulator.users["alice"]}))
    driver = Driver(emulator, Memory(tmp_path / "slack.db"), policy)
    yield driver
    driver.close()


@pytest.fixture
def city(tmp_path: Path) -> City:
    return City(tmp_path, "2026-11-22 12:00")


def posted(emulator: SlackEmulator, channel: str) -> list[dict[str, Any]]:
    """The posts in a channel, oldest first."""
    found = emulator.client().conversations_history(channel=channel, include_all_metadata=True, limit=200)
    posts = [m for m in found["messages"] if (m.get("metadata") or {}).get("event_type") == "katou_weekly"]
    return posts[::-1]


def test_a_post_arrives_once_with_its_button_and_its_key(city: City, emulator: SlackEmulator) -> None:
    channel = emulator.channels["general"]
    platform = SlackPlatform(emulator.bot_token, emulator.base_url)
    city.kit.subscribe(Subscription("slack", "", channel, since=city.clock()))
    city.clock.set("2026-11-24 09:00")
    poster = Poster(city.kit.ledger, city.kit.composer, city.kit.calendar, {"slack": platform}, city.clock)
    assert poster.tick().sent == 1
    assert poster.tick().sent == 0
    (post,) = posted(emulator, channel)
    assert "2026年11月24日（火曜日）9:00（日本時間）" in post["text"]
    assert len(post["text"].split("\n")) <= 12
    assert block_faults(post["blocks"]) == []
    (kept,) = city.kit.ledger.posts()
    assert (kept.state, kept.place) == ("sent", post["ts"])
    assert platform.place_of(Address(channel), kept.key) == post["ts"]
    assert not platform.place_of(Address(channel), "another")


def test_after_a_crash_the_history_is_asked(city: City, emulator: SlackEmulator) -> None:
    channel = emulator.channels["plan"]
    platform = SlackPlatform(emulator.bot_token, emulator.base_url)
    subscription = city.kit.subscribe(Subscription("slack", "", channel, since=city.clock()))
    city.clock.set("2026-11-24 09:00")
    poster = Poster(city.kit.ledger, city.kit.composer, city.kit.calendar, {"slack": platform}, city.clock)
    poster.plan()
    claimed = city.kit.ledger.claim(city.clock(), ["slack"])
    assert claimed
    paper = preview(city.kit.composer, subscription, local(subscription, city.clock()))
    city.kit.ledger.begin(claimed, text_of(paper.card), paper.seen)
    platform.send(Address(channel), paper.card, claimed.key)  # and there it was killed
    city.clock.set("2026-11-24 09:10")
    assert poster.tick().sent == 1
    assert len(posted(emulator, channel)) == 1


def test_a_thread_and_a_direct_message(city: City, emulator: SlackEmulator) -> None:
    platform = SlackPlatform(emulator.bot_token, emulator.base_url)
    paper = preview(
        city.kit.composer, Subscription("", "", ""), local(Subscription("", "", ""), city.clock())
    )
    channel, alice = emulator.channels["plan"], emulator.users["alice"]
    first = platform.send(Address(channel), paper.card, "a")
    assert isinstance(first, Sent)
    below = Address(channel, thread=first.place)
    assert isinstance(platform.send(below, paper.card, "a:more"), Sent)
    assert platform.place_of(below, "a:more")
    assert not platform.place_of(below, "b:more")
    assert isinstance(platform.send(Address(alice), paper.card, "c"), Sent)
    assert platform.place_of(Address(alice), "c")


def test_a_channel_that_is_none_is_gone(city: City, emulator: SlackEmulator) -> None:
    platform = SlackPlatform(emulator.bot_token, emulator.base_url)
    paper = preview(
        city.kit.composer, Subscription("", "", ""), local(Subscription("", "", ""), city.clock())
    )
    assert isinstance(platform.send(Address("C0NOWHERE"), paper.card, "a"), Gone)


class Stub:
    """Slack's address with a prepared answer: a status, headers, a body; None breaks the connection."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, dict[str, str], dict[str, Any]] | None] = []
        self.asked: list[str] = []
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                stub.asked.append(self.path)
                answer = stub.answers.pop(0)
                if answer is None:
                    self.close_connection = True
                    return
                status, headers, body = answer
                data = json.dumps(body).encode()
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(data))}.items():
                    self.send_header(name, value)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST  # noqa: N815 - the name is the library's

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/api/"


@pytest.fixture
def stub() -> Iterator[Stub]:
    running = Stub()
    yield running
    running.server.shutdown()
    running.server.server_close()


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ((429, {"Retry-After": "30"}, {"ok": False, "error": "ratelimited"}), Later("429", 30.0)),
        ((503, {}, {"ok": False, "error": "service_unavailable"}), Unclear("HTTP 503 service_unavailable")),
        (None, Unclear("RemoteDisconnected")),
        ((200, {}, {"ok": False, "error": "invalid_auth"}), Later("invalid_auth")),
        ((200, {}, {"ok": False, "error": "account_inactive"}), Later("account_inactive")),
        ((200, {}, {"ok": False, "error": "is_archived"}), Gone("is_archived")),
        ((200, {}, {"ok": False, "error": "not_in_channel"}), Gone("not_in_channel")),
        *(
            ((200, {}, {"ok": False, "error": each}), Gone(each))
            for each in ("restricted_action", "restricted_action_read_only_channel", "channel_not_found")
        ),
        ((200, {}, {"ok": True, "ts": "1.5"}), Sent("1.5")),
    ],
)
def test_what_slack_says_is_understood_and_nothing_is_repeated(
    city: City, stub: Stub, answer: Any, outcome: object
) -> None:
    stub.answers = [answer]
    paper = preview(
        city.kit.composer, Subscription("", "", ""), local(Subscription("", "", ""), city.clock())
    )
    assert SlackPlatform("xoxb-x", stub.url).send(Address("C1"), paper.card, "a") == outcome
    assert len(stub.asked) == 1


def test_refused_blocks_go_as_text(city: City, stub: Stub) -> None:
    stub.answers = [(200, {}, {"ok": False, "error": "invalid_blocks"}), (200, {}, {"ok": True, "ts": "2"})]
    paper = preview(
        city.kit.composer, Subscription("", "", ""), local(Subscription("", "", ""), city.clock())
    )
    assert SlackPlatform("xoxb-x", stub.url).send(Address("C1"), paper.card, "a") == Sent("2")


def test_a_history_that_cannot_be_read_is_no_no(stub: Stub) -> None:
    stub.answers = [(200, {}, {"ok": False, "error": "missing_scope"})]
    with pytest.raises(PlatformUnreachableError, match="missing_scope"):
        SlackPlatform("xoxb-x", stub.url).place_of(Address("C1"), "a")


def test_each_workspace_is_posted_to_with_its_own_token(tmp_path: Path) -> None:
    file = str(tmp_path / "installations.db")
    store = SQLite3InstallationStore(database=file, client_id="1.2")
    store.save(
        Installation(
            app_id="A1",
            team_id="T1",
            user_id="U1",
            bot_token="xoxb-one",
            bot_id="B1",
            bot_user_id="U2",
            bot_scopes=["chat:write"],
        )
    )
    assert (tokens_of(file, "1.2")("T1"), tokens_of(file, "1.2")("T2")) == ("xoxb-one", "")
    nowhere = tmp_path / "nowhere.db"
    assert tokens_of(str(nowhere), "1.2")("T1") == ""
    assert not nowhere.exists()  # whoever makes it keeps it to its owner


# -- in chat -----------------------------------------------------------------------------------------------


def press(slack: Driver, message: dict[str, Any], user: str) -> None:
    """Somebody presses the first button of a message."""
    (button,) = [e for b in message["blocks"] if b["type"] == "actions" for e in b["elements"]]
    slack.interact({
        "type": "block_actions",
        "user": {"id": user, "team_id": slack.emulator.team_id},
        "channel": {"id": slack.channel},
        "container": {"type": "message", "channel_id": slack.channel, "message_ts": message["ts"]},
        "message": {"ts": message["ts"], "thread_ts": message["thread_ts"]},
        "actions": [{**button, "type": "button", "action_ts": "1.1", "block_id": "b"}],
    })  # fmt: skip


def test_the_office_sets_the_post_of_a_channel_with_a_button(slack: Driver) -> None:
    (asked,) = slack.ask("防災課の週報を毎週月曜9時に")
    assert "よろしいですか" in asked["text"]
    assert slack.kit.ledger.subscriptions() == []
    press(slack, asked, slack.alice)
    *_, told = slack.answers(asked["thread_ts"], 2)
    assert "次回" in told["text"]
    (kept,) = slack.kit.ledger.subscriptions()
    assert (kept.channel, kept.team, kept.department) == (slack.channel, slack.emulator.team_id, "防災課")


def test_somebody_else_cannot_press_the_button_of_the_office(slack: Driver) -> None:
    (asked,) = slack.ask("防災課の週報を毎週月曜9時に")
    press(slack, asked, slack.bob)
    *_, told = slack.answers(asked["thread_ts"], 2)
    assert "情報管理室だけ" in told["text"]
    assert slack.kit.ledger.subscriptions() == []


def test_a_post_is_sent_to_the_one_who_asks(slack: Driver) -> None:
    (told,) = slack.ask("防災課の週報を今すぐ私に送って")
    assert "ダイレクトメッセージ" in told["text"]
    client = slack.emulator.client()
    direct = client.conversations_open(users=slack.alice)["channel"]["id"]
    newest = client.conversations_history(channel=direct)["messages"][0]
    assert "週報（防災課）" in newest["text"]


def test_the_usage_of_last_week_is_for_the_office(slack: Driver) -> None:
    (told,) = slack.ask("先週の利用状況")
    assert told["text"].startswith("利用状況 20")
    assert "質問" in json.dumps(told["blocks"], ensure_ascii=False)


MISSED = "見つからなかった質問の一覧"


def test_what_was_not_found_goes_to_the_office_alone(slack: Driver) -> None:
    slack.memory.note(Missed(date(2026, 11, 24), "channel", "nothing", "量子コンピュータは"))
    (told,) = slack.ask(MISSED)
    assert "ダイレクトメッセージ" in told["text"]
    assert "量子" not in json.dumps(told, ensure_ascii=False)  # others read this channel
    client = slack.emulator.client()
    direct = client.conversations_open(users=slack.alice)["channel"]["id"]
    newest = client.conversations_history(channel=direct)["messages"][0]
    assert "量子コンピュータ" in json.dumps(newest["blocks"], ensure_ascii=False)


def test_the_office_sees_what_is_set_by_the_name_of_the_thing(slack: Driver) -> None:
    (told,) = slack.ask("週報の設定")
    assert "週報の送り先" in told["text"]


def test_a_question_stays_a_question(slack: Driver) -> None:
    (told,) = slack.ask("週報って何？")
    assert "情報管理室" in told["text"]
    assert "毎週" not in told["text"]


def test_the_ratings_stand_as_a_picture_below_the_first_post_and_not_below_the_next(
    city: City, emulator: SlackEmulator
) -> None:
    channel = emulator.channels["general"]
    platform = OnDemand(lambda: SlackPlatform(emulator.bot_token, emulator.base_url))
    city.kit.subscribe(Subscription("slack", "", channel, department="防災課", since=city.clock()))
    pictures = []
    for day in ("2026-11-24 09:00", "2026-11-30 09:00"):
        city.clock.set(day)
        kit = city.kit
        assert (
            Poster(kit.ledger, kit.composer, kit.calendar, {"slack": platform}, city.clock).tick().sent == 1
        )
        thread = emulator.client().conversations_replies(
            channel=channel, ts=posted(emulator, channel)[-1]["ts"]
        )
        pictures.append(
            [file["name"] for message in thread["messages"] for file in message.get("files") or []]
        )
    assert pictures == [["防災課_R2.png"], []]
