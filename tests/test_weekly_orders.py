"""What is said in a chat about the weekly post, and who may."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import Bot
from bot.card import as_text
from bot.memory.ledger import Subscription
from bot.ordering import Handled, Where
from bot.weekly.desk import Desk
from bot.weekly.kit import Kit
from bot.weekly.orders import read
from bot.weekly.report import report
from tests.bot_fixtures import TODAY, bot
from tests.weekly_fixtures import City, tokyo

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
    handled = Desk(city.kit, city.clock).take(text, where, lambda: office)
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
    assert "情報管理室だけ" in handled.card.head
    assert handled.card.choices == ()
    assert kept(city) == []


def test_a_manager_gets_a_department_in_his_own_direct_message(city: City) -> None:
    confirmed(city, "秘書室の週報を毎週月曜9時に", OWN, office=False)
    assert kept(city) == [("D1", "秘書室", 0, "09:00", "active")]
    assert "情報管理室だけ" in take(city, "週報を毎週月曜9時に", OWN, office=False).card.head
    confirmed(city, "週報を止めて", OWN, office=False)
    assert kept(city) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("水道課の週報を毎週月曜に", "水道課"),
        ("週報を毎週日曜9時に", "曜日は"),
        ("週報を25時に", "時刻は"),
    ],
)
def test_what_cannot_be_is_told(city: City, text: str, told: str) -> None:
    assert told in take(city, text).card.head
    assert kept(city) == []


def test_the_list_is_for_the_office_others_see_this_conversation(city: City) -> None:
    confirmed(city, "防災課の週報を毎週月曜9時に")
    confirmed(city, "週報を毎週火曜9時に", Where("board", "T1", "C2", own=False))
    assert len(take(city, "週報の一覧").card.sections[0].lines) == 2
    (line,) = take(city, "次の週報はいつ？", office=False).card.sections[0].lines
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
    text = as_text(report(Kit(asking, city.memory, str(city.data)), TODAY, "ja"))
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
