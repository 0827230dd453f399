"""Columns of other cities as people ask for them: short names, numbers against a bound, kinds, reasons."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import Bot
from bot.answer import Columned
from bot.answering.column_numbers import bounds_in, numbers_of, within
from katou_index import build_index, open_index
from tests.made import Rows, text

SCALE = "".join(f'[[rating]]\nmark = "{m}"\nword = "{m}評価"\nen = "{m}"\n' for m in "ABC")
SHEET: Rows = [
    [
        "No.",
        "事業名",
        "担当課",
        "活動実績",
        "委託料（千円）",
        "数値達成率",
        "評価",
        "判定の理由",
        "次の方向性",
    ],
    [1, "水辺の清掃", "環境課", "延べ4回行った。", "1,500", "80%", "B", "雨で1回中止した", "継続"],
    [2, "古民家の改修", "建築課", "設計が遅れた。", "4,000", "35%", "C", "見積りが足りなかった", "縮小"],
    [3, "朝市の応援", "商工課", "12店が出た。", "300", "120%", "A", "出店が増えた", "拡充"],
    [4, "山道の案内板", "建築課", "8基を立てた。", "900", "100%", "A", "", "継続"],
    [5, "手話の講座", "福祉課", "拡充の声がある。", "", "未集計", "B", "講師が見つからない", "継続"],
]


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    folder = tmp_path_factory.mktemp("city")
    (folder / "data" / "r7").mkdir(parents=True)
    (folder / "data" / "ratings.toml").write_text(SCALE, encoding="utf-8")
    text(folder / "data" / "r7" / "sheet.csv", SHEET)
    build_index(folder / "data", folder / "k.db")
    return Bot(open_index(folder / "k.db"))


@pytest.mark.parametrize(
    ("question", "items", "says"),
    [
        ("達成率が100%を超えた事業", ["3-1"], "100%超なのは1項目"),
        ("達成率が100%以上の事業は？", ["3-1", "4-1"], "100%以上なのは2項目"),
        ("達成率が80%に満たない事業", ["2-1"], "数字でない1項目は比べていません"),
        ("達成率が5割以上10割未満の事業", ["1-1"], "5割以上10割未満"),
        ("委託料が100万円以上の事業", ["1-1", "2-1"], "100万円以上"),
        ("委託料が1,000千円未満の事業", ["3-1", "4-1"], "1,000千円未満"),
        ("建築課で委託料が100万円を超える事業", ["2-1"], "100万円超"),
        ("measures with 数値達成率 over 90%", ["3-1", "4-1"], "100%"),
        ("委託料が300の事業", ["3-1"], "「300」なのは1項目"),
        ("委託料が30万円の事業は？", ["3-1"], "30万円なのは1項目"),
        ("達成率がちょうど100%の事業", ["4-1"], "100%なのは1項目"),
        ("一番達成率が低いのは？", ["1-1", "2-1", "3-1", "4-1", "5-1"], "大小を比べません"),
        ("一番委託料が高いのは？", ["2-1"], "4,000"),
        ("一番委託料が低いのは？", ["3-1"], "一番小さいのは"),
        ("委託料の最も安い事業", ["3-1"], "300"),
        ("委託料の平均は？", ["1-1", "2-1", "3-1", "4-1"], "合計や平均は出しません"),
        ("委託料の高い順", ["2-1", "1-1", "4-1", "3-1"], "大きい順に4項目"),
        ("委託料の上位2", ["2-1", "1-1"], "大きい順に2項目"),
        ("委託料が一番少ないのは？", ["3-1"], "300"),
    ],
)
def test_numbers_are_held_against_a_bound(bot: Bot, question: str, items: list[str], says: str) -> None:
    reply = bot.ask(question)
    assert isinstance(reply.answer, Columned)
    assert [item.id for item in reply.answer.items] == items
    assert says in reply.text


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("達成率が100人以上の事業", "お尋ねの単位の数字ではないため、大小を比べません"),
        ("判定の理由が3より多い事業", "同じ単位の数字だけではないため、大小を比べません"),
    ],
)
def test_what_cannot_be_compared_is_said_and_shown(bot: Bot, question: str, says: str) -> None:
    reply = bot.ask(question)
    assert says in reply.text
    assert len(reply.answer.items) > 3


def test_a_bound_after_what_was_shown_is_of_that(bot: Bot) -> None:
    bot.ask("Aの事業は？", conversation="bound")
    reply = bot.ask("そのうち達成率が110%以上は？", conversation="bound")
    assert [item.id for item in reply.answer.items] == ["3-1"]


def test_nothing_is_asked_of_an_answer_without_items(bot: Bot) -> None:
    assert bot.ask("福祉課のCは？", conversation="none").answer.items == ()
    assert len(bot.ask("委託料は？", conversation="none").answer.items) == 4


@pytest.mark.parametrize(
    ("line", "way", "number"),
    [
        ("100%を超えていない", "to", 100), ("100%以上でない", "under", 100), ("3億円以下", "to", 3e8),
        ("20回より少ない", "under", 20), ("90%に届かない", "under", 90), ("90%に達した", "from", 90),
        ("at least 5 cases", "from", 5), ("less than 1,200", "under", 1200), ("60% or less", "to", 60),
    ],
)  # fmt: skip
def test_bounds_are_read(line: str, way: str, number: float) -> None:
    assert [(bound.way, bound.number) for bound in bounds_in(line)] == [(way, number)]


def test_yen_are_not_held_against_a_column_that_tells_no_unit() -> None:
    column = numbers_of(["1,200", "-"], "決算額")
    assert column is not None
    assert within(column, bounds_in("100万円以上")) is None
    assert within(column, bounds_in("1000以上")) == (True, False)


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("拡充する事業", ["3-1"]),  # not No.5, in whose text the word stands
        ("継続の事業は？", ["1-1", "4-1", "5-1"]),
        ("縮小とされた事業はどれ", ["2-1"]),
        ("継続はいくつ？", ["1-1", "4-1", "5-1"]),
        ("建築課で継続の事業", ["4-1"]),
        ("継続のBの事業", ["1-1", "5-1"]),
    ],
)
def test_a_kind_that_a_column_names_is_a_condition(bot: Bot, question: str, items: list[str]) -> None:
    reply = bot.ask(question)
    assert [item.id for item in reply.answer.items] == items
    assert "「次の方向性」が" in reply.text


def test_none_of_a_kind_is_no_empty_column(bot: Bot) -> None:
    reply = bot.ask("環境課で縮小の事業は？")
    assert reply.answer.items == ()
    assert "「縮小」なのは0項目" in reply.text
    assert "記載はありません" not in reply.text
    assert "当てはまる項目はありません" in bot.ask("環境課でCの委託料は？").text


def test_how_often_each_kind_stands_is_told(bot: Bot) -> None:
    for question in ("方向性の内訳", "次の方向性別の件数", "方向性ごとの事業"):
        assert "継続 3、縮小 1、拡充 1" in bot.ask(question).text


@pytest.mark.parametrize(
    "question", ["古民家がCになった理由", "No.2はなぜC？", "古民家の理由は？", "Why was No.2 rated C?"]
)
def test_the_column_of_reasons_tells_why(bot: Bot, question: str) -> None:
    reply = bot.ask(question)
    assert [item.id for item in reply.answer.items] == ["2-1"]
    assert "見積りが足りなかった" in reply.text
    assert "設計が遅れた" not in reply.text


def test_a_reason_of_a_rating_that_was_not_given_says_so(bot: Bot) -> None:
    text = bot.ask("古民家がAになった理由").text
    assert "A評価ではありません" in text
    assert "C評価" in text


def test_without_a_reason_the_texts_tell_why(bot: Bot) -> None:
    reply = bot.ask("No.4がAになった理由は？")
    assert not isinstance(reply.answer, Columned)
    assert "8基を立てた" in reply.text


@pytest.mark.parametrize(
    "question",
    ["No.1の実績は？", "水辺の清掃の実績を教えて", "実績は？ No.1の", "水辺の清掃について実績が知りたい"],
)
def test_the_last_word_of_a_heading_is_its_field(bot: Bot, question: str) -> None:
    reply = bot.ask(question)
    assert [item.id for item in reply.answer.items] == ["1-1"]
    assert "延べ4回行った" in reply.text
    assert "ありません" not in reply.text


def test_a_further_column_with_the_word_is_shown_for_it(tmp_path: Path) -> None:
    rows: Rows = [["No.", "事業名", "広報実績", "評価"], [1, "朝市", "チラシ300枚", "A"]]
    (tmp_path / "data" / "r7").mkdir(parents=True)
    (tmp_path / "data" / "ratings.toml").write_text(SCALE, encoding="utf-8")
    text(tmp_path / "data" / "r7" / "sheet.csv", rows)
    build_index(tmp_path / "data", tmp_path / "k.db")
    reply = Bot(open_index(tmp_path / "k.db")).ask("No.1の実績は？")
    assert "「広報実績」は「チラシ300枚」" in reply.text


def test_a_mark_within_its_word_is_said_once(bot: Bot) -> None:
    text = bot.ask("Cの事業は？").text
    assert "C評価は1項目" in text
    assert "C C評価" not in text
    assert "C (C)" not in bot.ask("How many C?").text


def test_other_headings_than_those_of_results_keep_the_word(tmp_path: Path) -> None:
    rows: Rows = [["No.", "事業名", "取組結果", "実績値", "評価"], [1, "朝市", "開いた。", "4回", "A"]]
    (tmp_path / "data" / "r7").mkdir(parents=True)
    (tmp_path / "data" / "ratings.toml").write_text(SCALE, encoding="utf-8")
    text(tmp_path / "data" / "r7" / "sheet.csv", rows)
    build_index(tmp_path / "data", tmp_path / "k.db")
    assert "4回" in Bot(open_index(tmp_path / "k.db")).ask("No.1の実績は？").text
