"""The weekly post in Teams: posted once or left to a person, set in chat. A local connector answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from bot.memory import Chat, Memory, Missed
from bot.subscription import Subscription
from bot.surfaces.teams.access import TeamsPolicy
from bot.surfaces.teams.setup import Setup
from bot.surfaces.teams.weekly import TeamsPlatform
from bot.weekly.platforms import Address, Gone, Later, Outcome, Sent, Unclear
from bot.weekly.schedule import local
from bot.weekly.sending import Poster, preview
from tests.teams_connector import APP, TENANT, Connector
from tests.teams_driver import ALICE_ID, CHANNEL, GROUP, PERSONAL, Driver, card_of, words
from tests.weekly_fixtures import City

ROOM = CHANNEL.partition(";")[0]
LOCAL = frozenset({"127.0.0.1"})


@pytest.fixture
def connector() -> Iterator[Connector]:
    running = Connector()
    yield running
    running.close()


@pytest.fixture
def city(tmp_path: Path, connector: Connector) -> City:
    """A city whose bot is in one channel and one group."""
    city = City(tmp_path, "2026-11-22 12:00")
    for conversation, scope in ((ROOM, "channel"), (GROUP, "groupChat")):
        chat = Chat(conversation, connector.service, TENANT, scope, "", "")
        city.memory.install(chat, date(2026, 11, 22))
    return city


@pytest.fixture
def platform(city: City, connector: Connector) -> Iterator[TeamsPlatform]:
    async def wait(seconds: float) -> None:
        """Nobody waits in a test."""

    setup = Setup(APP, "s3cret", TENANT, f"{connector.url}/keys", f"{connector.url}/login/")
    running = TeamsPlatform(city.memory, setup, wait)
    yield running
    running.close()


def poster(city: City, platform: TeamsPlatform) -> Poster:
    kit = city.kit
    return Poster(kit.ledger, kit.composer, kit.calendar, {"teams": platform}, city.clock)


def send(city: City, platform: TeamsPlatform, channel: str = ROOM) -> Outcome:
    wanted = Subscription("", "", "")
    paper = preview(city.kit.composer, wanted, local(wanted, city.clock()))
    return platform.send(Address(channel), paper.card, "a")


def test_a_post_arrives_once_as_a_card_with_its_button(
    city: City, platform: TeamsPlatform, connector: Connector
) -> None:
    city.kit.subscribe(Subscription("teams", "", GROUP, since=city.clock()))
    city.clock.set("2026-11-24 09:00")
    assert poster(city, platform).tick().sent == 1
    assert poster(city, platform).tick().sent == 0
    first = connector.posts()[0]
    assert first["text"].startswith("ICTアクションプラン週報｜2026年11月24日（火曜日）9:00（日本時間）")
    assert "次回 11月30日（月曜日）9:00（日本時間）" in words(card_of(first))
    lines = [block for block in card_of(first)["body"] if block["type"] == "TextBlock"]
    assert 1 + len(lines) + len(card_of(first).get("actions", ())) <= 12
    (kept,) = city.kit.ledger.posts()
    assert (kept.state, kept.place) == ("sent", "m1")


def test_the_picture_of_the_ratings_stands_below_a_post(
    city: City, platform: TeamsPlatform, connector: Connector
) -> None:
    """In a channel in the post's thread; where the data stays as it is, the next post has none."""
    city.kit.subscribe(Subscription("teams", "", ROOM, since=city.clock()))
    city.clock.set("2026-11-24 09:00")
    assert poster(city, platform).tick().sent == 1
    pictures = [
        (path, body) for _, path, body in connector.calls
        if any(each.get("contentType") == "image/png" for each in body.get("attachments") or ())
    ]  # fmt: skip
    assert pictures
    assert all("messageid=" in unquote(path) for path, _ in pictures)
    city.clock.set("2026-11-30 09:00")
    before = len(connector.calls)
    assert poster(city, platform).tick().sent == 1
    assert "image/png" not in str(
        [body["attachments"][0]["contentType"] for *_, body in connector.calls[before:]]
    )


def test_what_goes_on_stands_below_the_post_of_a_channel(
    city: City, platform: TeamsPlatform, connector: Connector
) -> None:
    city.kit.subscribe(Subscription("teams", "", ROOM, "総務財政課情報管理室", since=city.clock()))
    city.kit.subscribe(Subscription("teams", "", GROUP, "総務財政課情報管理室", since=city.clock()))
    city.clock.set("2026-11-24 09:00")
    assert poster(city, platform).tick().sent == 2
    paths = [
        path.removeprefix("/teams/v3/conversations/")
        for _, path, body in connector.calls
        if "image/png" not in str(body["attachments"][0]["contentType"])
    ]
    assert sorted(path.removesuffix("/activities") for path in paths) == sorted(
        [ROOM, f"{ROOM};messageid=m1", GROUP, GROUP]
    )


@pytest.mark.parametrize(
    ("says", "outcome"),
    [
        ((429, {"Retry-After": "30"}), Later("HTTP 429", 30.0)),
        ((412, {}), Later("HTTP 412")),
        ((503, {}), Later("HTTP 503")),
        ((401, {}), Later("HTTP 401")),
        ((500, {}), Unclear("HTTP 500")),
        ((502, {}), Unclear("HTTP 502")),
        ((504, {}), Unclear("HTTP 504")),
        ((403, {}), Gone("HTTP 403")),
        ((404, {}), Gone("HTTP 404")),
        ((200, {}), Sent("m1")),
    ],
)
def test_what_teams_says_is_understood_and_nothing_is_repeated(
    city: City, platform: TeamsPlatform, connector: Connector, says: Any, outcome: Outcome
) -> None:
    connector.says = [says]
    assert send(city, platform) == outcome
    assert len(connector.calls) == 1
    assert (city.memory.chat(ROOM) is None) == isinstance(outcome, Gone)


def test_a_broken_line_is_unclear_and_a_service_that_is_away_is_not(
    city: City, platform: TeamsPlatform, connector: Connector
) -> None:
    connector.says = [(0, {})]
    assert isinstance(send(city, platform), Unclear)
    nowhere = Chat(ROOM, "http://127.0.0.1:9/teams/", TENANT, "channel", "", "")
    city.memory.install(nowhere, date(2026, 11, 22))
    assert isinstance(send(city, platform), Later)
    assert send(city, platform, "19:nowhere@thread.v2") == Gone("not installed")


def test_an_unclear_post_is_listed_and_sent_again_when_somebody_says_so(
    city: City, platform: TeamsPlatform, connector: Connector
) -> None:
    city.kit.subscribe(Subscription("teams", "", GROUP, "防災課", since=city.clock()))
    city.clock.set("2026-11-24 09:00")
    connector.says = [(0, {})]
    assert poster(city, platform).tick().unclear == 1
    city.clock.set("2026-11-24 12:00")
    assert poster(city, platform).tick().sent == 0
    assert len(connector.calls) == 1
    assert "届いたか不明" in "\n".join(city.kit.listed(city.clock(), "ja"))


def test_the_button_of_a_post_leaves_it_there_and_answers_below(
    city: City, platform: TeamsPlatform, connector: Connector, teams: Driver
) -> None:
    city.kit.subscribe(Subscription("teams", "", ROOM, since=city.clock()))
    city.clock.set("2026-11-24 09:00")
    assert poster(city, platform).tick().sent == 1
    (button,) = card_of(connector.posts()[0])["actions"]
    for data in (button["data"], button["fallback"]["data"]):
        before = len(connector.calls)
        if data is button["data"]:
            pressed = teams.press(data, conversation=asked_in(CHANNEL))
            assert pressed["type"] == "application/vnd.microsoft.activity.message"
        else:
            teams.ask("", CHANNEL, mention=False, value={**data}, replyToId="m1")
        ((method, path, body),) = connector.calls[before:]
        assert (method, path) == ("POST", f"/teams/v3/conversations/{CHANNEL}/activities")
        assert "読み取り: 担当課=" in words(card_of(body))


# -- in chat -----------------------------------------------------------------------------------------------


@pytest.fixture
def teams(connector: Connector, tmp_path: Path) -> Iterator[Driver]:
    """Alice belongs to the office."""
    policy = TeamsPolicy(frozenset({TENANT}), hosts=LOCAL, office=frozenset({ALICE_ID}))
    driver = Driver(connector, Memory(tmp_path / "teams.db"), policy)
    yield driver
    driver.close()


@pytest.fixture
def stranger(connector: Connector, tmp_path: Path) -> Iterator[Driver]:
    """Alice does not belong to it."""
    driver = Driver(connector, Memory(tmp_path / "teams.db"), TeamsPolicy(frozenset({TENANT}), hosts=LOCAL))
    yield driver
    driver.close()


def test_the_office_sets_the_post_of_a_channel_with_a_button(teams: Driver) -> None:
    (asked,) = teams.ask("防災課の週報を毎週月曜9時に", CHANNEL)
    assert "よろしいですか" in words(card_of(asked))
    assert teams.kit.ledger.subscriptions() == []
    (button,) = card_of(asked)["actions"]
    told = teams.press(button["data"], conversation=asked_in(CHANNEL))
    assert "次回" in words(told["value"])
    (kept,) = teams.kit.ledger.subscriptions()
    assert (kept.platform, kept.channel, kept.department) == ("teams", ROOM, "防災課")
    assert teams.memory.chat(ROOM)  # though the bot was not told that it is in this channel
    assert ROOM in words(card_of(teams.ask("週報の一覧")[0]))


def asked_in(chat: str) -> dict[str, Any]:
    return {"id": chat, "conversationType": "channel", "tenantId": TENANT, "isGroup": True}


@pytest.mark.parametrize("text", ["防災課の週報を毎週月曜9時に（確定）", "先週の利用状況"])
def test_others_are_told_that_only_the_office_may(stranger: Driver, text: str) -> None:
    (told,) = stranger.ask(text, GROUP)
    assert "情報管理室だけ" in words(card_of(told))
    assert stranger.kit.ledger.subscriptions() == []


MISSED = "見つからなかった質問の一覧"


def test_what_was_not_found_is_for_the_office_alone(teams: Driver) -> None:
    teams.memory.note(Missed(date(2026, 11, 24), "channel", "nothing", "量子コンピュータは"))
    teams.memory.done("so that it is written")
    teams.hear(teams.activity("installationUpdate", action="add"))
    (told,) = teams.ask(MISSED)
    assert "量子コンピュータ" in words(card_of(told))
    *private, told = teams.ask(MISSED, GROUP)
    assert "個人チャット" in words(card_of(told))
    assert "量子" not in words(card_of(told))
    assert "量子コンピュータ" in words(card_of(private[0]))


@pytest.mark.parametrize("text", [MISSED, "未回答", "list of unanswered questions"])
def test_others_do_not_see_what_was_not_found(stranger: Driver, text: str) -> None:
    stranger.ask("量子コンピュータは")
    (told,) = stranger.ask(text)
    said = words(card_of(told))
    assert "情報管理室だけ" in said or "ICT office only" in said
    assert "量子" not in said


def test_a_manager_gets_a_department_in_his_personal_chat(stranger: Driver) -> None:
    (asked,) = stranger.ask("秘書室の週報を毎週月曜9時に")
    (button,) = card_of(asked)["actions"]
    stranger.press(button["data"])
    (kept,) = stranger.kit.ledger.subscriptions()
    assert (kept.channel, kept.department) == (PERSONAL, "秘書室")
    old = {**button["fallback"]["data"], "ask": "週報を止めて（確定）"}  # a client without Action.Execute
    (told,) = stranger.ask("", value=old, replyToId="m1")
    assert "止めました" in words(card_of(told))
    assert stranger.kit.ledger.subscriptions() == []


def test_a_post_is_sent_to_the_one_who_asks(teams: Driver) -> None:
    (told,) = teams.ask("防災課の週報を今すぐ私に送って", GROUP)
    assert "個人チャット" in words(card_of(told))
    teams.hear(teams.activity("installationUpdate", action="add"))
    *posts, told = teams.ask("防災課の週報を今すぐ私に送って", GROUP)
    assert "送りました" in words(card_of(told))
    assert "週報（防災課）" in posts[0]["text"]
    assert {path for _, path, body in teams.connector.calls if body in posts} == {
        f"/teams/v3/conversations/{PERSONAL}/activities"
    }


def test_a_question_stays_a_question(teams: Driver) -> None:
    (told,) = teams.ask("RPAの進捗は？")
    assert "No.30" in words(card_of(told))
