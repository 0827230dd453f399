"""Teams, against a local connector: activities in as Teams sends them, one answer each out."""

from __future__ import annotations

import base64
import io
import json
import logging
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import httpx
import pytest
from PIL import Image

from bot.card import Card
from bot.files.chart import layout
from bot.memory import Chat, Memory
from bot.memory.migrations import STEPS
from bot.surfaces.teams.access import TeamsPolicy
from bot.surfaces.teams.app import Unsent
from bot.surfaces.teams.cards import messages
from tests.bot_fixtures import bot
from tests.state_files import installed
from tests.teams_connector import BOT, TENANT, Connector
from tests.teams_driver import (
    ALICE,
    ALICE_ID,
    CHANNEL,
    GROUP,
    PERSONAL,
    Driver,
    card_of,
    member,
    rated,
    words,
)

LOCAL = frozenset({"127.0.0.1"})


@pytest.fixture
def connector() -> Iterator[Connector]:
    running = Connector()
    yield running
    running.close()


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory(tmp_path / "state.db")


@pytest.fixture
def teams(connector: Connector, memory: Memory) -> Iterator[Driver]:
    driver = Driver(connector, memory, page="https://plan.example/")
    yield driver
    driver.close()


# -- messages ------------------------------------------------------------------------------------------


def test_a_message_is_answered_with_a_card(teams: Driver) -> None:
    (answer,) = teams.ask("RPAの進捗は？")
    assert answer["type"] == "message"
    assert "○ 丸" in answer["summary"]
    shown = words(card_of(answer))
    assert "No.30 項目3" in shown
    assert "50行" in shown
    assert card_of(answer)["actions"][-2]["url"].startswith("https://plan.example/?q=RPA")


def test_a_file_is_told_where_it_can_be_loaded(teams: Driver) -> None:
    sent = {
        "contentType": "application/vnd.microsoft.teams.file.download.info", "name": "R3.xlsx",
        "contentUrl": "https://city.sharepoint.com/R3.xlsx",
        "content": {"downloadUrl": "https://city.sharepoint.com/download", "fileType": "xlsx"},
    }  # fmt: skip
    before = len(teams.connector.calls)
    teams.hear(teams.message("", attachments=[sent]))
    assert "katou-index import" in str(teams.connector.calls[before:])


@pytest.mark.parametrize("chat", [PERSONAL, GROUP, CHANNEL])
def test_a_follow_up_leans_on_the_question_before(teams: Driver, chat: str) -> None:
    teams.ask("×の事業は？", chat)
    (answer,) = teams.ask("そのうち防災課は？", chat)
    assert "No.4 項目1" in words(card_of(answer))
    assert teams.connector.calls[-1][1] == f"/teams/v3/conversations/{chat}/activities"


def test_conversations_and_people_do_not_mix_their_contexts(teams: Driver) -> None:
    teams.ask("×の事業は？", GROUP)
    (elsewhere,) = teams.ask("そのうち防災課は？", PERSONAL)
    assert "前の答えに項目はありません" in words(card_of(elsewhere))
    teams.connector.members["29:1bob"] = member(id="29:1bob", objectId="bob")
    bob = {"id": "29:1bob", "aadObjectId": "bob"}
    (other,) = teams.ask("△は？", GROUP, **{"from": bob})
    assert "11項目" in words(card_of(other))


@pytest.mark.parametrize("chat", [GROUP, CHANNEL])
def test_in_company_it_answers_only_when_it_is_mentioned(teams: Driver, chat: str) -> None:
    assert teams.ask("RPA", chat, mention=False) == []
    somebody = {"type": "mention", "text": "<at>Bob</at>", "mentioned": {"id": "29:1bob", "name": "Bob"}}
    assert teams.hear(teams.activity("message", chat, text="<at>Bob</at> RPA", entities=[somebody]))[0] == 200
    assert teams.connector.calls == []


def test_the_same_message_twice_has_one_answer(teams: Driver) -> None:
    message = teams.message("No.21")
    assert [teams.hear(message)[0] for _ in range(3)] == [200, 200, 200]
    assert len(teams.connector.posts()) == 1


def test_after_a_restart_a_redelivery_is_not_answered_again(teams: Driver, memory: Memory) -> None:
    message = teams.message("No.21")
    teams.hear(message)
    second = Driver(teams.connector, Memory(memory.path))
    second.hear(message)
    second.close()
    assert len(teams.connector.posts()) == 1


def test_a_long_list_stands_behind_a_button_of_one_message(teams: Driver) -> None:
    answers = teams.ask("○の一覧")
    assert len(answers) == 1
    assert rated([card_of(answer) for answer in answers], "○ 丸") == 35


@pytest.mark.parametrize(
    "text", ["", "   ", "？？？", "**太字** [x](https://e.example)", "あ" * 9000, "\u200b"]
)
def test_any_text_is_answered(teams: Driver, text: str) -> None:
    answers = teams.ask(text)
    assert answers
    shown = [block["text"] for block in card_of(answers[0])["body"] if block["type"] == "TextBlock"]
    assert not any("](https" in each.replace("\\]", "") for each in shown)


@pytest.mark.parametrize("kind", ["messageReaction", "messageUpdate", "typing", "endOfConversation", "event"])
def test_what_is_no_question_is_left_alone(teams: Driver, kind: str) -> None:
    assert teams.hear(teams.activity(kind, reactionsAdded=[{"type": "like"}]))[0] == 200
    assert teams.connector.calls == []


def test_fields_that_teams_adds_do_no_harm(teams: Driver) -> None:
    more = {
        "entities": [{"type": "https://schema.org/Message", "new": [1]}, {"type": "productInfo"}, "x"],
        "attachments": [{"contentType": "text/html", "content": "<p>RPA</p>"}],
        "channelData": {"tenant": {"id": TENANT}, "app": {"new": 1}, "meeting": 7, "settings": []},
        "somethingNew": {"a": 1},
    }
    message = {**teams.message("No.21"), **more}
    assert teams.hear(message)[0] == 200
    assert len(teams.connector.posts()) == 1


def test_nothing_that_was_typed_is_logged(teams: Driver, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        teams.ask("ひみつの質問RPA")
        teams.hear(teams.activity("invoke", name="adaptiveCard/action", value={"action": "ひみつ"}))
        teams.connector.says = [(500, {})]
        teams.ask("ひみつの質問RPA")
    assert "ひみつ" not in caplog.text
    assert "s3cret" not in caplog.text


# -- buttons -------------------------------------------------------------------------------------------


def test_a_button_puts_its_answer_in_the_place_of_the_card(teams: Driver) -> None:
    (answer,) = teams.ask("RPAの進捗は？")
    button = card_of(answer)["actions"][0]
    answered = teams.press(button["data"])
    assert (answered["statusCode"], answered["type"]) == (200, "application/vnd.microsoft.card.adaptive")
    card = answered["value"]
    assert "No.30" in words(card["body"])
    back = card["actions"][0]
    assert back["data"]["ask"] == "RPAの進捗は？"
    again = teams.press(back["data"])["value"]
    # Not “of those”: the same as before; that the data are old is said once a conversation.
    assert again["body"][:-1] == card_of(answer)["body"][:-1]
    assert len(teams.connector.posts()) == 1  # nothing new is posted


def test_a_choice_from_the_menu_is_asked(teams: Driver) -> None:
    answered = teams.press({"action": "ask", "of": "", "chosen": "防災課の事業は？"})
    assert "防災課" in words(answered["value"])
    nothing = teams.press({"action": "ask", "of": ""})
    assert nothing["type"] == "application/vnd.microsoft.activity.message"
    assert "選んで" in nothing["value"]


def test_a_long_answer_in_the_place_of_a_card_is_whole(teams: Driver) -> None:
    answered = teams.press({"action": "ask", "ask": "○の一覧"})
    assert rated(answered["value"], "○ 丸") == 35
    assert "続きがあります" not in words(answered["value"])


def test_an_older_client_submits_and_the_card_is_changed_too(teams: Driver) -> None:
    (answer,) = teams.ask("RPAの進捗は？")
    data = card_of(answer)["actions"][0]["fallback"]["data"]
    submitted = teams.activity("message", text="", value=data, replyToId="1700000000009")
    teams.hear(submitted)
    method, path, body = teams.connector.calls[-1]
    assert (method, path.rpartition("/")[2]) == ("PUT", "1700000000009")
    assert "No.30" in words(card_of(body))
    assert len(teams.connector.posts()) == 1


def test_a_card_that_cannot_be_changed_is_posted(teams: Driver) -> None:
    teams.connector.says = [(404, {})]
    teams.hear(teams.activity("message", text="", value={"action": "ask", "ask": "No.21"}, replyToId="17"))
    assert [method for method, _, _ in teams.connector.calls] == ["PUT", "POST"]


def test_a_wrong_answer_is_noted_once_for_the_office(teams: Driver, memory: Memory) -> None:
    (answer,) = teams.ask("RPAの進捗は？")
    wrong = card_of(answer)["actions"][-1]["data"]
    for _ in range(2):
        answered = teams.press(wrong)
        assert "ありがとうございます" in answered["value"]
    assert [(group.kind, group.text, group.times) for group in memory.missed()] == [
        ("correction", "RPAの進捗は？", 1)
    ]


# -- searching while writing ---------------------------------------------------------------------------


def test_a_search_while_writing_finds_measures_and_inserts_their_cards(teams: Driver) -> None:
    found = teams.find("電子入札")
    assert (found["type"], found["attachmentLayout"]) == ("result", "list")
    first = found["attachments"][0]
    assert first["preview"]["contentType"] == "application/vnd.microsoft.card.thumbnail"
    assert first["preview"]["content"]["title"].startswith("No.")
    assert "管財課" in first["preview"]["content"]["text"]
    assert "actions" not in first["content"]
    assert "管財課" in words(first["content"])


@pytest.mark.parametrize(
    ("typed", "title"), [("RPA", "電子決裁"), ("図書館", "図書館"), ("ふるさと納税", "ふるさと")]
)
def test_a_search_finds_by_title_and_by_text(teams: Driver, typed: str, title: str) -> None:
    titles = [each["preview"]["content"]["title"] for each in teams.find(typed)["attachments"]]
    assert any(title in each for each in titles), titles


def test_before_anything_is_typed_the_first_measures_are_shown(teams: Driver) -> None:
    assert len(teams.find("")["attachments"]) == 8
    assert teams.find("ブロックチェーン")["type"] == "result"


# -- installations -------------------------------------------------------------------------------------


def test_an_installation_is_kept_and_welcomed_and_a_removal_ends_it(teams: Driver, memory: Memory) -> None:
    added = teams.activity("installationUpdate", action="add")
    for _ in range(2):
        assert teams.hear(added)[0] == 200
    (chat,) = installed(memory)
    assert (chat.conversation, chat.service, chat.scope) == (PERSONAL, teams.connector.service, "personal")
    assert ALICE_ID not in chat.person
    assert len(teams.connector.posts()) == 1  # one welcome
    teams.hear(teams.activity("installationUpdate", action="remove"))
    assert installed(memory) == []


@pytest.mark.parametrize("action", ["remove-upgrade", "add-upgrade", "something-new"])
def test_an_upgrade_changes_nothing(teams: Driver, memory: Memory, action: str) -> None:
    teams.hear(teams.activity("installationUpdate", action="add"))
    assert teams.hear(teams.activity("installationUpdate", action=action))[0] == 200
    assert len(installed(memory)) == 1
    assert len(teams.connector.posts()) == 1


def test_in_a_channel_nothing_is_said_when_it_is_installed(teams: Driver, memory: Memory) -> None:
    came = {"membersAdded": [{"id": BOT}, {"id": ALICE}]}
    teams.hear(teams.activity("conversationUpdate", CHANNEL, **came))
    (chat,) = installed(memory)
    assert (chat.conversation, chat.scope, chat.team, chat.person) == (
        CHANNEL.partition(";")[0], "channel", "19:team@thread.tacv2", "",
    )  # fmt: skip
    assert teams.connector.calls == []
    teams.hear(teams.activity("conversationUpdate", CHANNEL, membersRemoved=[{"id": ALICE}]))
    assert len(installed(memory)) == 1
    teams.hear(teams.activity("conversationUpdate", CHANNEL, membersRemoved=[{"id": BOT}]))
    assert installed(memory) == []


def test_a_new_address_of_teams_is_kept(teams: Driver, memory: Memory) -> None:
    teams.hear(teams.activity("installationUpdate", GROUP, action="add"))
    memory.moved(GROUP, "https://old.example/")
    teams.ask("No.21", GROUP)
    assert installed(memory)[0].service == teams.connector.service


# -- posts by itself -----------------------------------------------------------------------------------


def test_it_posts_by_itself_where_it_is_installed(teams: Driver, memory: Memory) -> None:
    teams.hear(teams.activity("installationUpdate", CHANNEL, action="add"))
    (chat,) = installed(memory)
    card = Card("ja", "週報 11月24日（火曜日）", sources=("次回 11月30日",))
    posted = teams.teams.posting.post(chat, card.headline, messages(card))
    assert posted == "m1"
    (message,) = teams.connector.posts()
    assert (message["text"], message["summary"][:2]) == ("週報 11月24日（火曜日）", "週報")
    assert "次回 11月30日" in words(card_of(message))
    assert "週報" not in words(card_of(message)["body"])
    assert teams.connector.calls[0][1].endswith(f"{chat.conversation}/activities")


@pytest.mark.parametrize(
    ("status", "kept", "unclear"),
    [(403, False, False), (404, False, False), (400, True, False), (0, True, True)],
)
def test_a_post_that_is_not_taken_says_what_may_be_done(
    teams: Driver, memory: Memory, status: int, kept: bool, unclear: bool
) -> None:
    teams.hear(teams.activity("installationUpdate", GROUP, action="add"))
    (chat,) = installed(memory)
    teams.connector.says = [(status, {})] * 5
    with pytest.raises(Unsent) as caught:
        teams.teams.posting.post(chat, "週報", messages(Card("ja", "週報")))
    assert caught.value.unclear is unclear
    assert bool(installed(memory)) is kept
    assert len(teams.connector.calls) == 1


# -- a connector in trouble ----------------------------------------------------------------------------


def test_too_many_requests_are_waited_for_as_long_as_teams_says(teams: Driver) -> None:
    teams.connector.says = [(429, {"Retry-After": "3"}), (429, {"Retry-After": "1"}), (200, {})]
    assert len(teams.ask("No.21")) == 3
    assert teams.waits == [3.0, 1.0]


@pytest.mark.parametrize("status", [412, 502, 503, 504])
def test_what_microsoft_asks_to_repeat_is_repeated(teams: Driver, status: int) -> None:
    teams.connector.says = [(status, {})]
    assert len(teams.ask("No.21")) == 2
    assert [1.0 <= seconds < 2.0 for seconds in teams.waits] == [True]


def test_a_connector_that_stays_in_trouble_is_not_asked_for_ever(teams: Driver) -> None:
    teams.connector.says = [(429, {})] * 100
    teams.ask("No.21")
    assert len(teams.connector.calls) == 8  # the answer, and the word that there is none


@pytest.mark.parametrize("status", [400, 413, 500])
def test_what_is_refused_is_told_and_not_repeated(teams: Driver, status: int) -> None:
    teams.connector.says = [(status, {})]
    answer, told = teams.ask("No.21")
    assert "No.21" in words(card_of(answer))
    assert "答えを表示できませんでした" in words(card_of(told))
    assert teams.waits == []


def test_a_broken_connection_is_not_posted_twice(teams: Driver) -> None:
    """It may have arrived: two answers are worse than a look into the log."""
    teams.connector.says = [(0, {})]
    assert len(teams.ask("No.21")) == 1


def test_a_connector_that_hangs_is_left_and_not_posted_twice(teams: Driver) -> None:
    teams.ask("No.20")  # who asks is known then: only the post itself waits
    client = teams.teams.library._client.http
    before = client.timeout
    client.timeout = httpx.Timeout(30, read=0.1)
    teams.connector.hang()
    assert len(teams.ask("No.21")) == 1
    client.timeout = before
    teams.connector.go_on()
    assert len(teams.ask("No.22")) == 1


# -- who may ask ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "policy", "says"),
    [
        (member(userRole="guest"), {}, "ゲスト"),
        (member(userPrincipalName="a_other.example#EXT#@city.example"), {}, "ゲスト"),
        (member(userRole="anonymous"), {}, "ゲスト"),
        (member(tenantId="another"), {}, "組織"),
        (member(tenantId=""), {}, "組織"),
        (None, {}, "確認できません"),
        (member(), {"tenants": frozenset({"another"})}, "組織"),
    ],
)
def test_strangers_are_refused_and_told(
    connector: Connector, memory: Memory, known: dict[str, Any] | None, policy: dict[str, Any], says: str
) -> None:
    driver = Driver(
        connector, memory, TeamsPolicy(**{"tenants": frozenset({TENANT}), "hosts": LOCAL, **policy})
    )
    connector.members.clear()
    if known:
        connector.members.update(dict.fromkeys((ALICE, ALICE_ID), known))
    (answer,) = driver.ask("RPA")
    pressed = driver.press({"action": "ask", "ask": "RPA"})
    found = driver.find("RPA")
    driver.close()
    assert says in words(card_of(answer))
    assert says in pressed["value"]
    assert (found["type"], says in found["text"]) == ("message", True)


def test_guests_may_ask_where_it_is_set(connector: Connector, memory: Memory) -> None:
    connector.members[ALICE] = member(userRole="guest")
    driver = Driver(connector, memory, TeamsPolicy(frozenset({TENANT}), guests=True, hosts=LOCAL))
    (answer,) = driver.ask("No.21")
    driver.close()
    assert "No.21" in words(card_of(answer))


def test_where_the_bot_is_not_a_member_the_personal_chat_tells_who_it_is(teams: Driver) -> None:
    """A search while writing works in every chat, also in those without the bot."""
    teams.connector.strangers.add(GROUP)
    elsewhere = teams.activity("x", GROUP)
    chat = {name: elsewhere[name] for name in ("conversation",)}
    assert teams.find("RPA", **chat)["type"] == "message"
    teams.hear(teams.activity("installationUpdate", action="add"))
    assert teams.find("RPA", **chat)["type"] == "result"


def test_an_installation_by_another_organisation_is_not_kept(teams: Driver, memory: Memory) -> None:
    foreign = {"channelData": {"tenant": {"id": "another"}}}
    teams.hear(teams.activity("installationUpdate", action="add", **foreign))
    assert installed(memory) == []
    assert teams.connector.calls == []


def test_a_state_file_of_an_earlier_version_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with sqlite3.connect(path) as old:
        for statements in STEPS[:2]:
            for statement in statements:
                old.execute(statement)
        old.execute("insert into chosen values ('hash', '防災課')")
        old.execute("pragma user_version = 2")
    old.close()
    memory = Memory(path)
    assert installed(memory) == []
    chat = Chat("19:x", "https://smba.trafficmanager.net/jp/", TENANT, "groupChat", "", "")
    memory.install(chat, date(2026, 11, 24))
    assert installed(memory) == [chat]
    with memory.transaction() as connection:
        assert connection.execute("select department from chosen").fetchone() == ("防災課",)
    memory.close()


# -- what is taken away --------------------------------------------------------------------------------------


def actions(message: dict[str, Any]) -> dict[str, str]:
    card = card_of(message)
    return {each["title"]: each.get("url", "") for each in card.get("actions", ())}


@pytest.fixture
def pageless(connector: Connector, memory: Memory) -> Iterator[Driver]:
    driver = Driver(connector, memory)
    yield driver
    driver.close()


def test_a_file_is_a_button_that_opens_it_on_the_page(teams: Driver) -> None:
    (answer,) = teams.ask("×の事業をExcelで")
    address = actions(answer)["Excelで保存"]
    assert address.startswith("https://plan.example/export.xlsx?items=R2%2F2-1+R2%2F4-1")
    assert "ファイルは下のボタンから保存できます。" in words(card_of(answer))


def test_without_a_page_it_says_where_the_file_is_to_be_had(pageless: Driver) -> None:
    (answer,) = pageless.ask("×の事業をExcelで")
    assert "KATOU" in words(card_of(answer))
    assert "katou ask" in words(card_of(answer))
    assert "Excelで保存" not in actions(answer)


def test_without_a_page_no_button_promises_a_file(teams: Driver, pageless: Driver) -> None:
    (answer,) = pageless.ask("×の事業は？")
    assert "Excel" not in actions(answer)
    assert "図" in actions(answer)  # which is drawn in the conversation
    (answer,) = teams.ask("×の事業は？")
    assert "Excel" in actions(answer)


def test_a_picture_stands_in_the_conversation_below_its_numbers(teams: Driver) -> None:
    answer, *pictures = teams.ask("防災課の事業を図にして")
    assert "市全体" in words(card_of(answer))
    (picture,) = pictures
    (attachment,) = picture["attachments"]
    assert attachment["contentType"] == "image/png"
    kind, _, data = attachment["contentUrl"].partition(",")
    assert kind == "data:image/png;base64"
    assert base64.b64decode(data).startswith(b"\x89PNG")
    assert len(json.dumps(picture).encode("utf-16-le")) < 100_000


def test_a_picture_too_large_for_a_message_comes_in_two_and_whole(teams: Driver) -> None:
    answer, *parts = teams.ask("担当課別の内訳を図にして")
    pictures = [
        base64.b64decode(each["attachments"][0]["contentUrl"].partition(",")[2])
        for each in parts
        if each.get("attachments", [{}])[0].get("contentType") == "image/png"
    ]
    assert len(pictures) == 2
    assert all(len(json.dumps(each).encode("utf-16-le")) < 100_000 for each in parts)
    images = [Image.open(io.BytesIO(each)) for each in pictures]
    assert all(max(each.size) <= 1024 for each in images)
    taken = bot().ask("担当課別の内訳を図にして").takeaway
    assert taken is not None
    assert taken.chart is not None
    bare = taken.chart.but(bars=tuple(bar.but(shares=()) for bar in taken.chart.bars))
    plan = layout(bare, tight=True)
    assert sum(each.height for each in images) == plan.height  # no department is missing
    assert "担当課" in words(card_of(answer))


def test_a_picture_that_teams_does_not_draw_is_opened_on_the_page(teams: Driver) -> None:
    answers = teams.ask("担当課別の内訳を図（SVG）にして")
    (address,) = (
        found[label] for each in answers if (label := "図（SVG）をページで開く") in (found := actions(each))
    )
    asked = unquote_plus(address)
    assert asked.startswith("https://plan.example/?q=")
    assert "課別の内訳 図（SVG）にして&v=" in asked


def test_a_button_for_a_picture_draws_it_below_the_card(teams: Driver) -> None:
    before = len(teams.connector.calls)
    answer = teams.press({"action": "ask", "ask": "秘書室の事業を図にして", "of": "秘書室"})
    teams.settle()
    assert answer["statusCode"] == 200
    ((_, _, picture),) = teams.connector.calls[before:]
    assert picture["attachments"][0]["contentType"] == "image/png"
