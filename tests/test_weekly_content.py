"""What a post says, from the repository's own data."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.card import Card, as_text
from bot.memory import Missed, What
from bot.subscription import Subscription
from bot.weekly.changes import Data, Seen
from bot.weekly.content import Paper, figures
from bot.weekly.schedule import local
from bot.weekly.sending import cards_of, preview, text_of
from tests.bot_fixtures import bot
from tests.weekly_fixtures import City, tokyo

NOON = "2026-11-30 09:00"


@pytest.fixture
def city(tmp_path: Path) -> City:
    return City(tmp_path, NOON, own_data=True)


def written(city: City, when: str = NOON, **wanted: object) -> Paper:
    subscription = Subscription("board", "", "C1", **wanted)  # type: ignore[arg-type]
    return preview(city.kit.composer, subscription, local(subscription, tokyo(when)))


def lines(card: Card) -> list[str]:
    return as_text(card).split("\n")


def missed(city: City, words: str, talk: str, day: date = date(2026, 11, 27)) -> None:
    city.memory.note(Missed(day, "channel", "nothing", f"{words}は？", words, talk=talk))


def quiet(city: City) -> None:
    """Nothing in the data carries a date of the last week."""
    path = city.data / "r2" / "corrections.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("2026-11-", "2025-11-"), encoding="utf-8")


def test_a_quiet_week_has_the_department_and_the_example_only(city: City) -> None:
    quiet(city)
    city.memory.count(date(2026, 12, 1), (What.SHOWN, "R2/21"))
    card = written(city, "2027-02-01 09:00").card
    assert len(card.blocks) == 2
    assert card.choices == ()
    assert [section.title for section in card.blocks] == [card.blocks[0].title, "よい例"]
    assert card.blocks[0].title.startswith("今週の課: ")


def test_everything_at_once_fits_in_twelve_lines_and_goes_on_in_the_thread(city: City) -> None:
    events = "".join(f'[[event]]\ndate = 2026-12-0{n}\nja = "締切{n}"\nen = "due {n}"\n' for n in range(1, 6))
    (city.data / "calendar.toml").write_text(events, encoding="utf-8")
    for words in ("庁内Wi-Fi", "ペーパーレス", "ドローン", "メタバース"):
        missed(city, words, "a")
        missed(city, words, "b")
    for number in (21, 21, 30, 8, 7):
        city.memory.count(date(2026, 11, 28), (What.SHOWN, f"R2/{number}"))
    for department in ("", "防災課", "総務財政課情報管理室", "商工観光課"):
        paper = written(city, department=department, lead="締切にご注意ください")
        assert len(lines(paper.card)) <= 12
        assert len(paper.card.choices) == 1
    text = as_text(written(city).card)
    for told in (
        "変わったこと",
        "期限",
        "締切1",
        "見つからなかったことば",
        "「ドローン」2件",
        "よく見られた事業",
        "No.21",
        "ほか2件",
    ):
        assert told in text
    more = written(city).more
    assert more is not None
    assert "締切5" in as_text(more)
    assert "締切にご注意ください" in as_text(written(city, lead="締切にご注意ください").card)


def test_year_import_day_zone_and_next_date_stand_in_the_post(city: City) -> None:
    card = written(city, "2026-11-24 09:00").card
    assert "2026年11月24日（火曜日）9:00（日本時間）" in card.headline
    assert "令和2年度（2020年度）" in card.scope[0]
    assert "取込" in card.scope[0]
    assert card.sources == (
        "11月23日（月曜日）は勤労感謝の日のため、本日お送りします。次回 11月30日（月曜日）9:00（日本時間）",
    )


def test_a_mark_never_stands_without_its_word(city: City) -> None:
    words = {"◎": "二重丸", "○": "丸", "△": "三角", "×": "バツ"}
    for department in ("", *bot().library.vocabulary.departments):
        for section in written(city, department=department).card.blocks:
            for line in section.lines:
                head = line.split("｜")[0]
                assert all(f"{mark} {word}" in head for mark, word in words.items() if mark in head)


def test_a_word_counts_when_two_conversations_or_hours_missed_it(city: City) -> None:
    missed(city, "ドローン", "a")
    missed(city, "ドローン", "a")
    missed(city, "メタバース", "a")
    missed(city, "メタバース", "b")
    text = as_text(written(city).card)
    assert "「メタバース」2件" in text
    assert "ドローン" not in text


def test_what_one_person_asks_again_and_again_counts_once(city: City) -> None:
    asking = type(city.bot)(city.bot.index, memory=city.memory)
    for _ in range(3):
        asking.ask("ブロックチェーンの事業は？", conversation="alice")
    today = date.today()
    found = city.kit.counts.missed_words(today - timedelta(2), today + timedelta(2), by=1)
    assert found[0][0] == "ブロックチェーン"
    assert found[0][1] <= 2  # two only where the hour ended between the questions


def test_changes_are_told_once(city: City) -> None:
    first = written(city)
    assert "評価表を取込" in as_text(first.card) or "読み取りを確かめた" in as_text(first.card)
    with (city.data / "r2" / "corrections.csv").open("a", encoding="utf-8") as file:
        file.write("R2,8,1,根拠,令和2年度新規登録件数498件,令和2年度新規登録件数499件,照合,点検,2026-11-29\n")
    before = Seen.from_text(first.seen)
    now = Data(str(city.data), city.bot.index, tuple(city.bot.library.vocabulary.departments))
    (change,) = now.changes(before, date(2026, 12, 7))
    assert (change.kind, change.names, change.was[-4:], change.now[-4:]) == (
        "corrected", ("8-1 根拠",), "498件", "499件",
    )  # fmt: skip
    assert now.changes(now.seen, date(2026, 12, 7)) == ()
    assert Seen.from_text("{}") is None


def test_a_department_gets_its_own_items(city: City) -> None:
    card = written(city, department="防災課").card
    assert "（防災課）" in card.headline
    assert any("No.4 項目1 × バツ" in line for section in card.blocks for line in section.lines)
    own = [section for section in card.blocks if section.title == "よい例"]
    assert [line.split("｜")[2] for section in own for line in section.lines] == ["防災課"] * len(own)
    none = written(city, department="税務課").card
    assert "税務課に△ 三角・× バツの項目はありません（○ 丸 3）。" in as_text(none)


def test_the_question_to_try_has_an_answer(city: City) -> None:
    names = {
        o for i in city.bot.library.vocabulary.plan.items if i.rating.mark in ("△", "×") for o in i.owners
    }
    assert len(names) == 13
    for lang, form in (("ja", "{}の事業は？"), ("en", "measures of {}")):
        for name in names:
            reply = bot().ask(form.format(name))
            assert reply.answer.items, (lang, name)


def test_english(city: City) -> None:
    text = as_text(written(city, lang="en").card)
    assert "Monday 30 November 2026, 9:00 (Japan time)" in text
    assert "Next: Monday 7 December, 9:00 (Japan time)" in text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("令和2年度新規登録件数498件", "令和2年度新規登録件数498件"),
        ("・一つ目 ・二つ目は46.0%に", "二つ目は46.0%に"),
        ("研修：8/25、9/30", ""),
        ("毎月、各学校へ", ""),
        ("1人1台PC", ""),
        ("無線AP5台（2階・5階）", ""),
        ("第1234号の通知", ""),
    ],
)
def test_only_numbers_that_count_something_are_an_example(text: str, found: str) -> None:
    assert figures(text) == found


def test_a_kept_card_is_the_card(city: City) -> None:
    paper = written(city)
    assert cards_of(text_of(paper.card, paper.card)) == (paper.card, paper.card)
    assert cards_of(text_of(paper.card)) == (paper.card, None)
