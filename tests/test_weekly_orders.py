"""What is said in a chat about the weekly post, and who may."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import Bot
from bot.card import as_text
from bot.memory import Memory, MemoryUnusableError
from bot.orders import Handled, Where
from bot.subscription import Subscription
from bot.weekly.dialogue import WeeklyDialogue
from bot.weekly.orders import read
from bot.weekly.platforms import Unclear
from bot.weekly.report import report
from bot.weekly.service import WeeklyService
from tests.bot_fixtures import TODAY, bot
from tests.weekly_fixtures import City, tokyo

pytestmark = pytest.mark.both_states

CHANNEL = Where("board", "T1", "C1", own=False)
OWN = Where("board", "T1", "D1", own=True)


@pytest.fixture
def city(tmp_path: Path) -> City:
    return City(tmp_path, "2026-11-25 12:00")


@pytest.fixture(scope="module")
def departments(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return City(tmp_path_factory.mktemp("city"), "2026-11-25 12:00").kit.departments


@pytest.mark.parametrize(
    ("text", "does", "department", "weekday", "time"),
    [
        ("防災課の週報を毎週月曜9時に", "subscribe", "防災課", 0, "09:00"),
        ("防災課の週報を毎週月曜９時半に", "subscribe", "防災課", 0, "09:30"),
        ("週報の時間を10時に", "subscribe", "", None, "10:00"),
        ("週報の曜日を火曜に変更", "subscribe", "", 1, ""),
        ("週報を毎週水曜日の午後1時15分に送って", "subscribe", "", 2, "13:15"),
        ("週報を毎週日曜に", "subscribe", "", 6, ""),
        ("週報を毎週金 8:30 に", "subscribe", "", 4, "08:30"),
        ("情報管理室の週報を登録", "subscribe", "総務財政課情報管理室", None, ""),
        ("週報を25時に", "subscribe", "", None, "99:00"),
        ("週報を止めて", "stop", "", None, ""),
        ("防災課の週報を停止してください", "stop", "防災課", None, ""),
        ("週報をしばらく止めて", "pause", "", None, ""),
        ("週報を再開", "resume", "", None, ""),
        ("週報を今すぐ私に送って", "now", "", None, ""),
        ("防災課の週報を見せて", "now", "防災課", None, ""),
        ("次の週報はいつ？", "list", "", None, ""),
        ("週報の一覧", "list", "", None, ""),
        ("先週の利用状況", "report", "", None, ""),
        ("先週の利用状況を教えてください。", "report", "", None, ""),
        ("weekly post of 防災課 every Tuesday at 10:30", "subscribe", "防災課", 1, "10:30"),
        ("weekly post at 3 pm", "subscribe", "", None, "15:00"),
        ("stop the weekly post", "stop", "", None, ""),
        ("usage last week", "report", "", None, ""),
        ("週報1番の2026-W48は届いていました", "settle", "", None, ""),
        ("weekly post 1 2026-W48 arrived", "settle", "", None, ""),
    ],
)
def test_orders_are_read(
    departments: dict[str, str], text: str, does: str, department: str, weekday: int | None, time: str
) -> None:
    order = read(text, departments)
    assert order is not None
    assert (order.does, order.department, order.weekday, order.time) == (does, department, weekday, time)
    assert not order.confirmed


@pytest.mark.parametrize(
    "text",
    [
        "",
        "週報",
        "週報って何？",
        "RPAの進捗は？",
        "図書館の利用状況は？",
        "先週の会議",
        "マイナンバーカードの利用状況",
        "\ud83d",
    ],
)
def test_questions_are_no_orders(departments: dict[str, str], text: str) -> None:
    assert read(text, departments) is None


def take(city: City, text: str, where: Where = CHANNEL, *, office: bool = True) -> Handled:
    handled = WeeklyDialogue(city.kit, city.clock).take(text, where, lambda: office)
    assert handled is not None
    return handled


def confirmed(city: City, text: str, where: Where = CHANNEL, *, office: bool = True) -> str:
    (button,) = take(city, text, where, office=office).card.choices
    assert city.kit.ledger.subscriptions() == [] or "毎週" not in text or "確定" in button.asks
    return as_text(take(city, button.asks, where, office=office).card)


def kept(city: City) -> list[tuple[str, str, int, str, str]]:
    return [(s.channel, s.department, s.weekday, s.time, s.state) for s in city.kit.ledger.subscriptions()]


def test_an_order_is_confirmed_first(city: City) -> None:
    asked = take(city, "防災課の週報を毎週月曜9時に")
    assert kept(city) == []
    assert "防災課｜毎週月曜日9:00（日本時間）｜初回 11月30日（月曜日）9:00（日本時間）" in as_text(
        asked.card
    )
    told = confirmed(city, "防災課の週報を毎週月曜9時に")
    assert "次回 11月30日（月曜日）9:00（日本時間）" in told
    assert kept(city) == [("C1", "防災課", 0, "09:00", "active")]


def test_what_was_not_said_stays(city: City) -> None:
    confirmed(city, "防災課の週報を毎週火曜8時半に")
    confirmed(city, "週報の時間を10時に")
    assert kept(city) == [("C1", "防災課", 1, "10:00", "active")]
    confirmed(city, "市全体の週報を毎週月曜に")
    assert kept(city)[1] == ("C1", "", 0, "09:00", "active")


def test_it_is_paused_resumed_and_stopped(city: City) -> None:
    confirmed(city, "週報を毎週月曜9時に")
    assert "一時停止しました" in confirmed(city, "週報をしばらく休んで")
    assert kept(city)[0][-1] == "paused"
    confirmed(city, "週報を再開して")
    assert kept(city)[0][-1] == "active"
    assert "止めました" in confirmed(city, "週報を止めて")
    assert kept(city) == []
    assert "送っていません" in as_text(take(city, "週報を止めて").card)


@pytest.mark.parametrize(
    "text", ["防災課の週報を毎週月曜9時に", "週報を止めて", "週報の時間を10時に（確定）", "先週の利用状況"]
)
def test_others_are_told_that_only_the_office_may(city: City, text: str) -> None:
    handled = take(city, text, office=False)
    assert "情報管理室だけ" in handled.card.headline
    assert handled.card.choices == ()
    assert kept(city) == []


def test_a_manager_gets_a_department_in_his_own_direct_message(city: City) -> None:
    confirmed(city, "秘書室の週報を毎週月曜9時に", OWN, office=False)
    assert kept(city) == [("D1", "秘書室", 0, "09:00", "active")]
    assert "情報管理室だけ" in take(city, "週報を毎週月曜9時に", OWN, office=False).card.headline
    confirmed(city, "週報を止めて", OWN, office=False)
    assert kept(city) == []


def test_pausing_the_post_of_the_city_leaves_the_departments_alone(city: City) -> None:
    confirmed(city, "防災課の週報を毎週月曜9時に")
    confirmed(city, "市全体の週報を毎週月曜9時に")
    confirmed(city, "市全体の週報を一時停止")
    assert [(department, state) for _, department, *_, state in kept(city)] == [
        ("防災課", "active"),
        ("", "paused"),
    ]


def test_a_channel_set_by_command_is_the_one_that_a_chat_means(city: City) -> None:
    city.kit.subscribe(Subscription("board", "", "C1", "防災課"))
    confirmed(city, "防災課の週報を毎週火曜10時に")
    city.kit.subscribe(Subscription("board", "T1", "C1", "防災課", weekday=2))
    assert kept(city) == [("C1", "防災課", 2, "09:00", "active")]
    confirmed(city, "秘書室の週報を毎週火曜10時に")
    city.kit.subscribe(Subscription("board", "", "C1", "秘書室", weekday=3))
    assert [(s.team, s.weekday) for s in city.kit.ledger.subscriptions()] == [("", 2), ("T1", 3)]


def test_the_office_writes_the_line_of_the_next_post(city: City) -> None:
    assert "まだありません" in take(city, "週報の一言「締切は金曜日です」").card.headline
    confirmed(city, "防災課の週報を毎週月曜9時に")
    asked = take(city, "週報の一言を「R3の締切は 金曜日です」にして")
    assert "R3の締切は 金曜日です" in as_text(asked.card)
    told = take(city, asked.card.choices[0].asks).card
    assert "登録しました（送り先1件）: R3の締切は 金曜日です" in as_text(told)
    (kept_one,) = city.kit.ledger.subscriptions()
    assert kept_one.lead == "R3の締切は 金曜日です"
    assert "情報管理室だけ" in take(city, "週報の一言: 私の一言", office=False).card.headline
    assert "120字まで" in take(city, f"週報の一言: {'長い' * 61}").card.headline
    (button,) = take(city, "週報の一言を消す").card.choices
    assert "消しました" in take(city, button.asks).card.headline
    assert city.kit.ledger.subscriptions()[0].lead == ""


# -- posts of which nobody knows whether they arrived -----------------------------------------------------


@pytest.fixture
def unclear(tmp_path: Path) -> City:
    """One post to C1 and one to the direct message D1, both cut off, on a platform without a history."""
    city = City(tmp_path, "2026-11-22 12:00", history=False)
    for channel in ("C1", "D1"):
        city.kit.subscribe(Subscription("board", "T1", channel, "防災課", since=city.clock()))
    city.clock.set("2026-11-24 09:00")
    city.board.answers = [Unclear("cut"), Unclear("cut")]
    assert city.poster.tick().unclear == 2
    assert city.board.posted == []
    return city


def ends(city: City) -> dict[str, tuple[str, str]]:
    return {post.key: (post.state, post.why) for post in city.kit.ledger.posts()}


def test_the_office_says_that_an_unclear_post_arrived(unclear: City) -> None:
    listed = take(unclear, "週報の一覧").card
    assert [choice.label for choice in listed.choices] == [
        "1番 2026-W48: 届いていた", "1番 2026-W48: もう一度送る",
        "2番 2026-W48: 届いていた", "2番 2026-W48: もう一度送る",
    ]  # fmt: skip
    asked = take(unclear, listed.choices[0].asks)
    assert "届いていた、と記録します" in asked.card.headline
    assert ends(unclear)["1:2026-W48"][0] == "unclear"
    assert "記録しました" in take(unclear, asked.card.choices[0].asks).card.headline
    assert ends(unclear)["1:2026-W48"] == ("sent", "seen")
    assert "届いたことを人が確かめました" in as_text(take(unclear, "週報の一覧").card)
    assert unclear.poster.tick().sent == 0
    assert [key for key in unclear.board.keys if not key.endswith(":more")] == []
    assert unclear.kit.ledger.last_seen(1) is not None


def test_what_did_not_arrive_is_sent_again_once_however_late(unclear: City) -> None:
    unclear.clock.set("2026-11-27 15:00")
    (button,) = take(unclear, "週報1番の2026-W48は届いていないので、もう一度送って").card.choices
    assert "まもなく" in take(unclear, button.asks).card.headline
    assert "ありません" in take(unclear, button.asks).card.headline  # somebody pressed it twice
    assert unclear.poster.tick().sent == 1
    assert unclear.poster.tick().sent == 0
    assert [key for key in unclear.board.keys if not key.endswith(":more")] == ["1:2026-W48"]
    assert ends(unclear) == {"1:2026-W48": ("sent", "again"), "2:2026-W48": ("unclear", "no_history")}


def test_others_settle_their_own_posts_only(unclear: City) -> None:
    text = "週報{}番の2026-W48は届いていました（確定）"
    assert "情報管理室だけ" in take(unclear, text.format(1), OWN, office=False).card.headline
    assert "記録しました" in take(unclear, text.format(2), OWN, office=False).card.headline
    assert [state for state, _ in ends(unclear).values()] == ["unclear", "sent"]
    assert "ありません" in take(unclear, text.format(7)).card.headline


def test_the_report_names_unclear_posts_with_their_buttons(unclear: City) -> None:
    unclear.clock.set("2026-12-01 09:30")
    card = take(unclear, "先週の利用状況").card
    assert "届いたか不明の週報が2件" in as_text(card)
    assert len(card.choices) == 4


# -- a page of settings, and a page that nobody can be posted to -------------------------------------------


def test_the_office_sees_every_subscription_others_their_own(unclear: City) -> None:
    desk = WeeklyDialogue(unclear.kit, unclear.clock)
    office = desk.kept(OWN, lambda: True, "ja")
    assert [each.number for each in office] == [1, 2]
    assert [offer.label for offer in office[0].offers] == [
        "一時停止", "停止", "1番 2026-W48: 届いていた", "1番 2026-W48: もう一度送る",
    ]  # fmt: skip
    assert office[0].terms == "防災課｜毎週月曜日9:00（日本時間）｜次回 11月30日（月曜日）9:00（日本時間）"
    assert "届いたか不明" in office[0].past[0]
    (own,) = desk.kept(OWN, lambda: False, "ja")
    assert own.number == 2
    for offer in own.offers[:2]:
        done = desk.take_for(2, offer.asks, OWN, lambda: False)
        assert done
        assert "しました" in done.card.headline or "止めました" in done.card.headline
    assert [each.state for each in unclear.kit.ledger.subscriptions()] == ["active"]
    refused = desk.take_for(1, office[0].offers[0].asks, OWN, lambda: False)
    assert refused
    assert "情報管理室だけ" in refused.card.headline
    assert desk.take_for(9, office[0].offers[0].asks, OWN, lambda: True) is None


def test_a_page_shows_the_post_and_says_where_the_rest_is_said(city: City) -> None:
    desk = WeeklyDialogue(city.kit, city.clock)
    shown = desk.look("防災課の週報を見せて")
    assert shown
    assert "週報（防災課）" in shown.card.headline
    told = desk.look("週報を毎週月曜9時に（確定）")
    assert told
    assert "SlackかTeams" in told.card.headline
    assert kept(city) == []
    assert desk.look("RPAの進捗は？") is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("水道課の週報を毎週月曜に", "水道課"),
        ("週報を毎週日曜9時に", "曜日は"),
        ("週報を25時に", "時刻は"),
    ],
)
def test_what_cannot_be_is_told(city: City, text: str, told: str) -> None:
    assert told in take(city, text).card.headline
    assert kept(city) == []


def test_the_list_is_for_the_office_others_see_this_conversation(city: City) -> None:
    confirmed(city, "防災課の週報を毎週月曜9時に")
    confirmed(city, "週報を毎週火曜9時に", Where("board", "T1", "C2", own=False))
    assert len(take(city, "週報の一覧").card.blocks[0].lines) == 2
    (line,) = take(city, "次の週報はいつ？", office=False).card.blocks[0].lines
    assert "次回 11月30日（月曜日）9:00（日本時間）" in line


def test_a_post_sent_to_oneself_takes_nobody_s_turn(city: City) -> None:
    handled = take(city, "週報を今すぐ送って", office=False)
    assert "今週の課" in as_text(handled.private[0])
    with city.memory.transaction() as connection:
        assert connection.execute("select count(*) from turn").fetchone() == (0,)


def test_the_report_counts_and_names_nobody(city: City) -> None:
    asking = Bot(bot().index, today=TODAY, memory=city.memory)
    for text in (
        "RPAの進捗は？",
        "No.21",
        "No.21",
        "ブロックチェーンは？",
        "Wi-Fiは？",
        "こんにちは",
        "R3の評価は？",
    ):
        asking.ask(text, place="channel")
    text = as_text(report(WeeklyService(asking, city.memory, str(city.data)), TODAY, "ja"))
    assert "質問: 6" in text
    assert "答えた: " in text
    assert "見つからなかった: 1" in text
    assert "No.21" in text
    assert "（2回）" in text
    assert "ブロックチェーン" in text
    assert "週報: なし" in text


def test_the_backup_is_a_whole_copy(city: City, tmp_path: Path) -> None:
    city.kit.subscribe(Subscription("board", "", "C1", since=tokyo("2026-11-25 12:00")))
    target = tmp_path / "copy.db"
    city.memory.backup(str(target))
    copy = City(tmp_path, "2026-11-25 12:00")
    copy.memory.path = str(target)
    assert len(copy.kit.ledger.subscriptions()) == 1
    with pytest.raises(Exception, match="記録そのもの"):
        city.memory.backup(city.memory.path)
    with pytest.raises(Exception, match="書けません"):
        city.memory.backup(str(tmp_path / "nowhere" / "x.db"))


def test_a_damaged_file_is_told_and_not_its_copy(tmp_path: Path) -> None:
    (tmp_path / "state.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(MemoryUnusableError, match=r"state\.db: 記録を使えません"):
        Memory(tmp_path / "state.db").backup(str(tmp_path / "copy.db"))
    assert [path.name for path in tmp_path.iterdir()] == ["state.db"]
