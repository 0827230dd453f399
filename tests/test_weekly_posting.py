"""When posts go out, that each goes out once, and why others did not. The clock is moved by hand."""

from __future__ import annotations

import itertools
import time
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from bot.card import Card
from bot.subscription import Standing, Subscription
from bot.weekly.calendar import Calendar
from bot.weekly.platforms import Address, Gone, Later, Outcome, Unclear
from bot.weekly.sending import Ticked
from tests.weekly_fixtures import TOKYO, City

pytestmark = pytest.mark.both_states


@pytest.fixture
def city(tmp_path: Path) -> City:
    return City(tmp_path, "2026-11-22 12:00")


def subscribed(city: City, channel: str = "C1", **how: object) -> Subscription:
    wanted = Subscription("board", "", channel, since=city.clock(), **how)  # type: ignore[arg-type]
    return city.kit.subscribe(wanted)


def tick(city: City, when: str) -> Ticked:
    city.clock.set(when)
    return city.poster.tick()


def states(city: City) -> list[tuple[str, str, str]]:
    return [(post.week, post.state, post.why) for post in city.kit.ledger.posts()]


def days(first: date, count: int) -> list[date]:
    return [first + timedelta(days=each) for each in range(count)]


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kathmandu"])
def test_half_a_year_day_by_day(city: City, zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        subscribed(city)
        posts = []
        for day, hour in itertools.product(
            days(date(2026, 11, 22), 26 * 7), ("00:10", "08:59", "09:00", "17:00")
        ):
            before = len(city.board.posted)
            tick(city, f"{day} {hour}")
            posts += [
                (day, hour, key, card) for _, key, card in city.board.posted[before:] if ":more" not in key
            ]
    finally:
        monkeypatch.undo()
        time.tzset()
    moved = {
        "2026-11-23": "2026-11-24",
        "2027-01-11": "2027-01-12",
        "2027-03-22": "2027-03-23",
        "2027-05-03": "2027-05-06",
    }
    mondays = [str(date(2026, 11, 23) + timedelta(weeks=n)) for n in range(26)]
    assert [(str(day), hour) for day, hour, _, _ in posts] == [(moved.get(m, m), "09:00") for m in mondays]
    weeks = [key.split(":")[1] for _, _, key, _ in posts]
    assert weeks[4:7] == ["2026-W52", "2026-W53", "2027-W01"]
    assert len(set(weeks)) == 26
    calendar = Calendar(city.data)
    assert all(calendar.why_closed(day) == "" for day, _, _, _ in posts)
    departments = [next(s.title for s in card.blocks if s.title.startswith("今週の課")) for *_, card in posts]
    names = [title.split(": ")[1].split("（")[0] for title in departments]
    assert len(set(names[:13])) == len(set(names[13:])) == 13
    assert names[:13] == names[13:]
    examples = [card.blocks[-1].lines[0] for *_, card in posts]
    assert all(one != other for one, other in itertools.pairwise(examples))
    for (day, *_, card), (following, *_rest) in itertools.pairwise(posts):
        assert f"次回 {following.month}月{following.day}日" in card.sources[0], day


def test_the_year_end_moves_a_thursday_into_the_next_year(city: City) -> None:
    subscribed(city, weekday=3)
    for day in days(date(2026, 12, 25), 12):
        tick(city, f"{day} 10:00")
    assert city.board.keys == ["1:2026-W53"]
    (post,) = [post for post in city.kit.ledger.posts() if post.week == "2026-W53"]
    assert (post.planned, post.why) == ("2026-12-31", "closed:年末年始の閉庁日")
    assert datetime.fromtimestamp(post.due, TOKYO).date() == date(2027, 1, 4)


def test_a_closed_week_is_skipped_with_its_reason(tmp_path: Path) -> None:
    city = City(tmp_path, "2026-11-22 12:00", own_data=True)
    (city.data / "closed_days.toml").write_text(
        '[[closed]]\nfrom = 2026-12-07\nto = 2026-12-11\nja = "庁舎の移転"\n', encoding="utf-8"
    )
    subscribed(city)
    for day in days(date(2026, 11, 30), 16):
        tick(city, f"{day} 12:00")
    assert states(city)[1:] == [
        ("2026-W49", "sent", ""),
        ("2026-W50", "skipped", "whole_week:closed:庁舎の移転"),
        ("2026-W51", "sent", ""),
    ]
    assert any("庁舎の移転" in line for line in city.kit.listed(city.clock(), "ja"))


def test_an_outage_is_caught_up_by_one_late_post(city: City) -> None:
    subscribed(city)
    assert tick(city, "2026-12-22 08:00").sent == 1  # of 21 December, 23 hours late
    assert states(city) == [
        ("2026-W48", "skipped", "late"),
        ("2026-W49", "skipped", "late"),
        ("2026-W50", "skipped", "late"),
        ("2026-W51", "skipped", "late"),
        ("2026-W52", "sent", ""),
    ]
    assert tick(city, "2026-12-29 10:00") == Ticked(planned=1)
    assert states(city)[-1] == ("2026-W53", "skipped", "late")


def test_whoever_could_not_be_sent_gets_the_turn_again(city: City) -> None:
    subscribed(city)
    subscribed(city, "C2")
    city.board.answers = [Later("429", 30.0)] * 1000
    for hour in ("24 09:00", "24 12:00", "25 10:00"):
        tick(city, f"2026-11-{hour}")
    assert [state for _, state, _ in states(city)] == ["skipped", "skipped"]
    city.board.answers = []
    tick(city, "2026-11-30 09:00")
    assert len({card.blocks[-2].title for _, _, card in city.board.posted}) == 1
    with city.memory.transaction() as connection:
        assert [week for (week,) in connection.execute("select distinct week from turn")] == ["2026-W49"]


def test_too_many_requests_are_waited_out(city: City) -> None:
    subscribed(city)
    city.board.answers = [Later("429", 90.0)]
    assert tick(city, "2026-11-24 09:00").waiting == 1
    assert tick(city, "2026-11-24 09:01").sent == 0
    assert tick(city, "2026-11-24 09:02").sent == 1
    assert tick(city, "2026-11-24 09:03") == Ticked()


@pytest.mark.parametrize("arrived", [True, False])
def test_an_unclear_end_is_looked_up_before_it_is_sent_again(city: City, arrived: bool) -> None:
    subscribed(city)
    city.board.answers, city.board.arrives = [Unclear("cut")], arrived
    first = tick(city, "2026-11-24 09:00")
    assert (first.sent, first.waiting) == ((1, 0) if arrived else (0, 1))
    city.board.arrives = False
    tick(city, "2026-11-24 09:05")
    tick(city, "2026-11-24 09:30")
    assert city.board.keys == ["1:2026-W48"]
    assert states(city)[0][1] == "sent"


def test_what_cannot_be_looked_up_now_is_not_sent_meanwhile(city: City) -> None:
    subscribed(city)
    city.board.answers, city.board.arrives, city.board.unreachable = [Unclear("cut")], True, True
    for minute in range(5):
        tick(city, f"2026-11-24 09:{10 * minute:02}")
    assert city.board.keys == ["1:2026-W48"]
    city.board.unreachable = False
    tick(city, "2026-11-24 12:00")
    assert city.board.keys == ["1:2026-W48"]
    assert states(city)[0][1] == "sent"


def test_without_a_history_an_unclear_post_is_left_to_a_person(tmp_path: Path) -> None:
    city = City(tmp_path, "2026-11-22 12:00", history=False)
    subscribed(city)
    city.board.answers = [Unclear("cut")]
    assert tick(city, "2026-11-24 09:00").unclear == 1
    tick(city, "2026-11-24 09:30")
    assert city.board.posted == []
    assert states(city) == [("2026-W48", "unclear", "no_history")]
    assert any("届いたか不明" in line and "確かめて" in line for line in city.kit.listed(city.clock(), "ja"))


def test_a_conversation_that_is_gone_is_switched_off_and_told(city: City) -> None:
    subscribed(city)
    subscribed(city, "C2")
    city.board.answers = [Gone("channel_not_found")]
    assert (tick(city, "2026-11-24 09:00").failed, len(city.board.posted)) == (1, 1)
    assert (tick(city, "2026-11-30 09:00").planned, len(city.board.posted)) == (1, 2)
    line = next(line for line in city.kit.listed(city.clock(), "ja") if line.startswith("1:"))
    assert "停止（送り先がなくなったため" in line
    assert "チャンネルがないか" in line


def test_a_vanished_sender_is_taken_over_after_its_lease(city: City) -> None:
    subscribed(city)
    city.clock.set("2026-11-24 09:00")
    city.poster.plan()
    before = city.kit.ledger.claim(city.clock(), ["board"])
    assert before is not None
    assert city.poster.tick().sent == 0
    assert tick(city, "2026-11-24 09:05").sent == 1
    assert not city.kit.ledger.begin(before, "late", "")  # it wakes up, and sees that it is somebody else's
    assert city.board.keys == ["1:2026-W48"]


def test_what_has_no_room_goes_on_in_the_thread_once(city: City) -> None:
    subscribed(city, department="総務財政課情報管理室")
    tick(city, "2026-11-24 09:00")
    tick(city, "2026-11-24 09:10")
    assert city.board.keys == ["1:2026-W48", "1:2026-W48:more"]
    post, rest = (posted[2] for posted in city.board.posted)
    own = [block for block in post.blocks if block.title.startswith("総務財政課情報管理室")]
    listed = [line for block in (*own, *rest.blocks) for line in block.lines]
    numbers = [line.partition(" ")[0] for line in listed]
    assert len(numbers) == len(set(numbers)) == 4  # each item once, and all of them
    assert [post.key for post in city.kit.ledger.posts()] == ["1:2026-W48"]


def test_a_fault_of_a_platform_or_of_a_table_keeps_no_other_post(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    city = City(tmp_path, "2026-11-22 12:00", own_data=True)
    subscribed(city)
    subscribed(city, "C2")
    send = city.board.send

    def faulty(address: Address, card: Card, key: str) -> Outcome:
        if address.channel == "C1":
            raise RuntimeError
        return send(address, card, key)

    monkeypatch.setattr(city.board, "send", faulty)
    assert tick(city, "2026-11-24 09:00").sent == 1
    monkeypatch.undo()
    path = city.data / "r2" / "sheet.txt"
    path.rename(path.with_name("away"))
    (city.data / "r2").rename(city.data / "x")  # the folder is gone: no year to write of
    assert tick(city, "2026-11-24 09:10").sent == 1
    assert sorted(city.board.keys) == ["1:2026-W48", "2:2026-W48"]


def test_two_subscriptions_of_a_week_show_the_same_department(city: City) -> None:
    subscribed(city)
    subscribed(city, "C2", weekday=2)
    tick(city, "2026-11-24 09:00")
    tick(city, "2026-11-25 09:00")
    titles = [section.title for _, _, card in city.board.posted for section in card.blocks]
    assert len({title for title in titles if title.startswith("今週の課")}) == 1


def test_new_departments_join_at_the_end_and_gone_ones_are_passed_over(city: City) -> None:
    turn = city.kit.ledger.turn
    first = [turn("x", f"2026-W{week}", ["a", "b", "c"]) for week in (10, 11)]
    left = ({"a", "b", "c"} - set(first)).pop()
    assert turn("x", "2026-W11", ["a", "b", "c"]) == first[1]
    assert turn("x", "2026-W12", ["a", "b", "c", "d"]) == left
    assert turn("x", "2026-W13", ["a", "b", "c", "d"]) == "d"
    again = [turn("x", f"2026-W{week}", [*{"a", "b", "c", "d"} - {left}]) for week in (14, 15, 16, 17)]
    assert again[:3] == [*first, "d"]
    assert again[3] == first[0]
    assert turn("x", "2026-W18", []) == ""


def test_the_line_of_the_office_stands_in_one_post(city: City) -> None:
    subscribed(city)
    assert city.kit.ledger.lead("締切は金曜日です") == 1
    tick(city, "2026-11-24 09:00")
    tick(city, "2026-11-30 09:00")
    assert ["締切は金曜日です" in " ".join(card.scope) for _, _, card in city.board.posted] == [True, False]


def test_pausing_and_another_time_never_post_a_week_twice_or_at_once(city: City) -> None:
    one = subscribed(city)
    tick(city, "2026-11-24 09:00")
    subscribed(city, time="10:00", weekday=2)
    tick(city, "2026-11-25 10:00")
    assert city.board.keys == ["1:2026-W48"]  # this week had its post
    city.kit.ledger.stand(one.id, Standing.PAUSED, city.clock())
    tick(city, "2026-12-09 10:00")
    city.kit.ledger.stand(one.id, Standing.ACTIVE, city.clock())
    tick(city, "2026-12-09 10:30")
    tick(city, "2026-12-16 09:59")
    assert city.board.keys == ["1:2026-W48"]
    tick(city, "2026-12-16 10:00")
    assert city.board.keys == ["1:2026-W48", "1:2026-W51"]


def test_a_clock_that_jumps_posts_nothing_twice(city: City) -> None:
    subscribed(city)
    for when in ("24 09:00", "23 09:00", "24 09:00", "30 09:00", "24 09:00", "30 09:30"):
        tick(city, f"2026-11-{when}")
    assert city.board.keys == ["1:2026-W48", "1:2026-W49"]


def test_another_zone_has_its_own_nine_o_clock(city: City) -> None:
    subscribed(city, zone="America/New_York")
    assert tick(city, "2026-11-24 22:59").sent == 0
    assert tick(city, "2026-11-24 23:00").sent == 1
    assert "America/New_York" in city.board.posted[0][2].headline


def test_what_is_old_is_forgotten_but_never_the_last_post(city: City) -> None:
    subscribed(city)
    for week in range(4):
        tick(city, f"{date(2026, 11, 30) + timedelta(weeks=week)} 09:00")
    city.clock.set("2027-12-01 09:00")
    city.kit.forget(city.clock())
    assert [week for week, _, _ in states(city)] == ["2026-W52"]


def test_changes_since_the_last_post_are_told_in_the_next_one(tmp_path: Path) -> None:
    city = City(tmp_path, "2026-11-22 12:00", own_data=True)
    subscribed(city)
    tick(city, "2026-11-24 09:00")
    with (city.data / "r2" / "corrections.csv").open("a", encoding="utf-8") as file:
        file.write("R2,8,1,根拠,498件,499件,照合,点検,2020-01-01\n")
    tick(city, "2026-11-30 09:00")
    tick(city, "2026-12-07 09:00")
    facts = [[f.text for s in card.blocks for f in s.facts] for _, _, card in city.board.posted]
    assert facts[1:] == [["訂正 No.8-1 根拠「498件」→「499件」"], []]
