"""Slack, against an emulated workspace: signed events in, one answer each out, read back by the API."""

from __future__ import annotations

import json
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.memory import Memory
from bot.surfaces.slack.access import SlackPolicy
from bot.surfaces.slack.posting import make_client
from tests.slack_driver import Driver
from tests.slack_emulator import SlackEmulator


@pytest.fixture(scope="module")
def emulator() -> Iterator[SlackEmulator]:
    with SlackEmulator() as running:
        yield running


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory(tmp_path / "state.db")


@pytest.fixture
def slack(emulator: SlackEmulator, memory: Memory) -> Iterator[Driver]:
    driver = Driver(emulator, memory)
    yield driver
    driver.close()


def test_a_mention_is_answered_once_in_its_thread(slack: Driver) -> None:
    answer, rest = slack.ask("RPAの進捗は？")
    assert "No.30 項目3" in answer["text"]
    assert "○ 丸" in answer["text"]
    shown = json.dumps(answer["blocks"], ensure_ascii=False)
    assert "50行" in shown
    assert "総務財政課" in shown
    assert "研修会10/21" in json.dumps(rest["blocks"], ensure_ascii=False)  # what stands under "more"


def test_a_mention_that_comes_as_two_events_and_again_has_one_answer(slack: Driver) -> None:
    question = f"<@{slack.emulator.bot_user_id}> ×の事業は？"
    ts = slack.say(question)
    mention = slack.mention_event("×の事業は？", ts)
    message = {**mention, "type": "message", "channel_type": "channel"}
    for event in (mention, message, mention):
        assert slack.event(event) == 200
    assert slack.event(mention, retry=1) == 200
    slack.settle()
    assert len(slack.answers(ts, 1)) == 1


def test_after_a_restart_a_redelivery_is_not_answered_again(
    emulator: SlackEmulator, memory: Memory, slack: Driver
) -> None:
    ts = slack.say("x")
    slack.event(slack.mention_event("No.21", ts))
    slack.answers(ts, 2)
    second = Driver(emulator, Memory(memory.path))
    second.event(second.mention_event("No.21", ts), retry=2)
    assert len(second.answers(ts, 2)) == 2
    second.close()


def test_what_was_begun_and_not_finished_is_looked_up_first(slack: Driver, memory: Memory) -> None:
    """A process that died between posting and noting it: the next one finds its answer in the thread."""
    ts = slack.say("x")
    slack.event(slack.mention_event("No.21", ts))
    slack.answers(ts, 2)
    with memory.transaction() as connection:  # as if it had died then, long ago
        connection.execute("update once set done = 0, at = 0")
    second = Driver(slack.emulator, Memory(memory.path))
    second.event(second.mention_event("No.21", ts), retry=3)
    assert len(second.answers(ts, 2)) == 2  # the answer and its rest
    second.close()


def test_a_thread_goes_on_without_a_mention(slack: Driver) -> None:
    ts = slack.say("x")
    slack.event(slack.mention_event("×の事業は？", ts))
    slack.answers(ts, 1)
    follow = slack.say("そのうち防災課は？", thread=ts)
    event = {"type": "message", "channel_type": "channel", "user": slack.alice, "channel": slack.channel,
             "text": "そのうち防災課は？", "ts": follow, "thread_ts": ts, "event_ts": follow}  # fmt: skip
    slack.event(event)
    answers = slack.answers(ts, 2)
    assert len(answers) == 2
    assert "No.4 項目1" in answers[1]["text"]
    assert "1項目" in answers[1]["text"]


def test_talk_in_a_followed_thread_is_left_alone(slack: Driver) -> None:
    ts = slack.say("x")
    slack.event(slack.mention_event("×の事業は？", ts))
    slack.answers(ts, 1)
    talk = (
        "田中さん、明日の会議は何時からですか？", "了解です", "これ、<@U0SOMEBODY> さん確認お願いします",
        "👍", ":+1::skin-tone-2:", "https://example.jp/a?b=1", "<!here> 確認してください",
        "<!subteam^S1|@bousai> 確認してください", "承知しました。あとで直しておきます。",
    )  # fmt: skip
    people = {"type": "message", "channel_type": "channel", "channel": slack.channel}
    for text in (*talk, "そのうち防災課は？"):  # the last one is a question to the bot
        said = slack.say(text, thread=ts)
        user = slack.alice if "防災課" in text else slack.bob
        slack.event({**people, "user": user, "text": text, "ts": said, "thread_ts": ts, "event_ts": said})
    slack.settle()
    answers = slack.answers(ts, 2)
    assert len(answers) == 2
    assert "No.4 項目1" in answers[1]["text"]


def test_several_questions_are_answered_in_one_message(slack: Driver) -> None:
    ts = slack.say("x")
    slack.event(slack.mention_event("1. RPAの進捗は？\n2. ×はいくつ？", ts))
    first = slack.answers(ts, 1)[0]
    assert first["text"].startswith("1. ○ 丸です")
    assert "2. × バツは7項目" in first["text"]


def test_two_people_in_a_thread_do_not_mix_their_contexts(slack: Driver) -> None:
    ts = slack.say("x")
    slack.event(slack.mention_event("×の事業は？", ts))
    slack.answers(ts, 1)
    other = slack.say("△は？", thread=ts)
    slack.event(slack.mention_event("△は？", other, thread_ts=ts, user=slack.bob))
    assert "11項目" in slack.answers(ts, 3)[1]["text"]


@pytest.mark.parametrize(
    "more",
    [
        {"subtype": "message_changed"},
        {"subtype": "bot_message", "bot_id": "B1"},
        {"text": "お昼どうする？"},
        {"text": "<@U0SOMEBODY> これどう思う？", "thread_ts": "1.1"},
    ],
)
def test_other_talk_is_left_alone(slack: Driver, more: dict[str, Any]) -> None:
    ts = slack.say("x")
    event = {"type": "message", "channel_type": "channel", "user": slack.alice, "channel": slack.channel,
             "text": "RPA", "ts": ts, "event_ts": ts, **more}  # fmt: skip
    assert slack.event(event) == 200
    slack.settle()
    assert slack.thread(ts) == []


def test_a_forged_request_is_refused(slack: Driver) -> None:
    assert slack.send("{}", "application/json", secret="forged") == 401


def test_certificates_are_read_once_and_where_it_is_encrypted() -> None:
    """They are not read for each message."""
    there = [make_client("xoxb-1", "https://slack.com/api/") for _ in range(2)]
    assert there[0].ssl is not None
    assert there[0].ssl is there[1].ssl
    assert there[0].ssl.verify_mode is ssl.CERT_REQUIRED
    assert there[0].ssl.check_hostname
    assert make_client("xoxb-1", "http://127.0.0.1/api/").ssl is None


def test_a_long_list_goes_on_in_the_thread(slack: Driver) -> None:
    ts = slack.say("x")
    slack.event(slack.mention_event("○の一覧", ts))
    answers = slack.answers(ts, 2)
    assert len(answers) == 2
    assert "ほか" in json.dumps(answers[0]["blocks"], ensure_ascii=False)
    rows = [row for each in answers for block in each["blocks"] for row in block.get("rows", ())]
    heads = [row for row in rows if row[0]["text"] == "事業No."]
    assert all("すべて○ 丸" in head[-1]["text"] for head in heads)
    assert len(rows) - len(heads) == 35


@pytest.mark.parametrize(
    "question", ["<!channel> RPA", "<@U0000000> ×は？", "<!here|here>", "&lt;!channel&gt;"]
)
def test_nothing_typed_can_ping_anybody(slack: Driver, question: str) -> None:
    written = "".join(answer["text"] + json.dumps(answer["blocks"]) for answer in slack.ask(question))
    assert "<!" not in written
    assert "<@" not in written


@pytest.mark.parametrize(
    ("policy", "more", "says"),
    [
        (SlackPolicy(teams=frozenset({"T0OTHER"}), by_oauth=True), {}, "ワークスペース"),
        (SlackPolicy(channels=frozenset({"C0OTHER"})), {}, "このチャンネル"),
    ],
)
def test_a_refusal_is_private_and_says_why(
    emulator: SlackEmulator, memory: Memory, policy: SlackPolicy, more: dict[str, Any], says: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    told: list[dict[str, Any]] = []
    monkeypatch.setattr("slack_sdk.WebClient.chat_postEphemeral", lambda self, **given: told.append(given))
    driver = Driver(emulator, memory, policy)
    ts = driver.say("x")
    driver.event(driver.mention_event("RPA", ts), **more)
    driver.settle()
    driver.close()
    assert driver.thread(ts) == []
    assert [says in each["text"] for each in told] == [True]
    assert told[0]["user"] == driver.alice
    assert told[0]["thread_ts"] is None  # a thread that is none yet would hide it


def test_a_channel_shared_with_others_is_refused(slack: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[dict[str, Any]] = []
    monkeypatch.setattr("slack_sdk.WebClient.chat_postEphemeral", lambda self, **given: told.append(given))
    ts = slack.say("x")
    event = slack.mention_event("RPA", ts, user_team=slack.emulator.team_id)
    slack.event(event, is_ext_shared_channel=True)
    slack.settle()
    assert slack.thread(ts) == []
    assert "共有" in told[0]["text"]


# -- what is taken away --------------------------------------------------------------------------------------


def files_of(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each for message in answers for each in message.get("files") or []]


def test_a_file_is_put_into_the_thread_of_its_answer(slack: Driver) -> None:
    ts = slack.say("x")
    slack.event(slack.mention_event("×の事業をExcelで", ts))
    answers = slack.answers(ts, 3)
    assert "バツ_R2.xlsx" in json.dumps(answers[0]["blocks"], ensure_ascii=False)
    (file,) = files_of(answers)
    assert file["name"] == "バツ_R2.xlsx"
    assert file["size"] > 5_000


def test_a_picture_goes_with_the_same_numbers_as_text(slack: Driver) -> None:
    ts = slack.say("x")
    slack.event(slack.mention_event("秘書室の事業を図にして", ts))
    answers = slack.answers(ts, 3)
    shown = json.dumps([answer.get("blocks") for answer in answers], ensure_ascii=False)
    assert "△ 三角" in shown
    assert [file["name"] for file in files_of(answers)] == ["秘書室_R2.png"]


def test_a_file_that_was_begun_and_not_finished_comes_once(slack: Driver, memory: Memory) -> None:
    ts = slack.say("x")
    slack.event(slack.mention_event("×の事業をExcelで", ts))
    slack.answers(ts, 3)
    with memory.transaction() as connection:  # as if the process had died before it noted the end
        connection.execute("update once set done = 0, at = 0")
    second = Driver(slack.emulator, Memory(memory.path))
    second.event(second.mention_event("×の事業をExcelで", ts), retry=3)
    assert len(files_of(second.answers(ts, 3))) == 1
    second.close()


def labels(message: dict[str, Any]) -> list[str]:
    """What the buttons of a message say."""
    return [
        element["text"]["text"]
        for block in message["blocks"] if block["type"] == "actions"
        for element in block["elements"] if element["type"] == "button"
    ]  # fmt: skip


def test_a_card_is_changed_in_its_place_by_its_own_buttons_and_back(slack: Driver) -> None:
    """What the card before had below it goes, what the new one has comes, nothing is doubled."""
    card, rest = slack.ask("△の事業は？")
    slack.press(card, "防災課")
    changed, *below = slack.thread(card["thread_ts"])
    assert changed["ts"] == card["ts"]
    assert changed["text"].startswith("防災課の△ 三角は2項目"), changed["text"]
    assert rest["ts"] not in {each["ts"] for each in below}
    assert "前の答え" in labels(changed)
    slack.press(changed, "前の答え", slack.bob)
    again, *below = slack.thread(card["thread_ts"])
    assert (again["ts"], again["text"], labels(again)[:3]) == (card["ts"], card["text"], labels(card)[:3])
    assert [each["text"] for each in below] == [rest["text"]]


def test_a_card_that_slack_keeps_as_it_is_is_answered_below(slack: Driver) -> None:
    card, *_ = slack.ask("×の事業は？")
    slack.emulator.client().chat_delete(channel=slack.channel, ts=card["ts"])
    slack.press({**card, "thread_ts": card["thread_ts"]}, "防災課")
    assert any(each["text"].startswith("防災課の× バツは1項目") for each in slack.thread(card["thread_ts"]))


def test_what_is_no_answer_stays_as_it_is(slack: Driver) -> None:
    """A post of the week is everybody's: its buttons are answered below it."""
    post = {"text": "今週", "blocks": [{"type": "actions", "elements": [
        {"type": "button", "action_id": "ask:0", "value": "No.21", "text": {"text": "21"}}
    ]}]}  # fmt: skip
    posted = slack.emulator.client().chat_postMessage(channel=slack.channel, **post)
    slack.press({**post, "ts": posted["ts"]}, "21")
    first, answer, *_ = slack.thread(posted["ts"])
    assert first["text"] == "今週"
    assert answer["text"].startswith("◎ 二重丸です（No.21")
