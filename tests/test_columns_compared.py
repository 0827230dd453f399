"""Further columns held against others: the number of another measure or column, how many have which text."""

from __future__ import annotations

import pytest

from bot import Bot
from bot.answer import Columned, ColumnSides
from bot.answering.column_numbers import bounds_in
from katou_index import build_index, open_index
from tests.made import Rows, text

SCALE = "".join(f'[[rating]]\nmark = "{m}"\nword = "{m}評価"\nen = "{m}"\n' for m in "ABC")
SHEET: Rows = [
    ["No.", "事業名", "担当課", "取組結果", "目標数", "到達数", "経費（千円）", "契約額（円）", "手法",
     "来期", "評価"],
    ["1-1", "森の教室", "緑課", "開いた。", "20", "24", "600", "500,000", "委託", "充実", "A"],
    ["1-2", "古道の標識", "緑課", "立てた。", "30", "30", "1,200", "1,200,000", "直営", "維持", "B"],
    ["2-1", "船着場の改良", "港課", "遅れた。", "8", "3", "9,000", "9,400,000", "委託", "維持", "C"],
    ["2-2", "充実した図書棚", "本館", "増やした。", "100", "-", "40", "", "直営", "廃止", "B"],
    ["2-3", "夜の読書会", "本館", "開いた。", "12", "15", "600", "90,000", "補助", "維持", "A"],
]  # fmt: skip


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
        ("No.1-1より経費が大きい事業", ["1-2-1", "2-1-1"], "No.1-1（600）より大きいのは2項目"),
        ("経費が1-1より小さい事業は？", ["2-2-1"], "No.1-1（600）より小さいのは1項目"),
        ("森の教室よりも経費がかかった事業で経費が大きいもの", ["1-2-1", "2-1-1"], "2項目"),
        ("経費がNo.1-2以上の事業", ["1-2-1", "2-1-1"], "No.1-2（1,200）以上なのは2項目"),
        ("経費がNo.1-2を下回る事業はいくつ", ["1-1-1", "2-2-1", "2-3-1"], "より小さいのは3項目"),
        ("森の教室と同じ経費の事業", ["1-1-1", "2-3-1"], "No.1-1（600）と同じなのは2項目"),
        ("No.1-1より経費が大きくない事業", ["1-1-1", "2-2-1", "2-3-1"], "以下なのは3項目"),
        ("緑課でNo.1-1より経費が大きい事業", ["1-2-1"], "1項目"),
        ("measures with 経費 lower than No.1-1", ["2-2-1"], "less than No.1-1（600） in 1 items"),
        ("到達数が目標数を上回った事業", ["1-1-1", "2-3-1"], "「目標数」より大きいのは2項目"),
        ("目標数に到達数が届かなかった事業", ["2-1-1"], "数字でない1項目は比べていません"),
        ("到達数が目標数より少ない事業は？", ["2-1-1"], "「目標数」より小さいのは1項目"),
        ("目標数以上の到達数の事業", ["1-1-1", "1-2-1", "2-3-1"], "「目標数」以上なのは3項目"),
        ("契約額が経費を上回った事業", ["2-1-1"], "「経費（千円）」より大きいのは1項目"),
    ],
)
def test_numbers_are_held_against_others(bot: Bot, question: str, items: list[str], says: str) -> None:
    reply = bot.ask(question)
    assert isinstance(reply.answer, Columned)
    assert [item.id for item in reply.answer.items] == items
    assert says in reply.text


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("No.2-1はNo.1-2より経費が大きい？", True),
        ("No.1-1の経費はNo.1-2より大きいですか", False),
        ("森の教室の到達数は目標数を上回った？", True),
        ("No.2-1の経費は1000以下ですか", False),
        ("No.1-2の手法は直営ですか", True),
        ("Is 経費 of No.1-1 more than No.2-2?", True),
    ],
)
def test_whether_it_is_so_is_told_with_the_numbers(bot: Bot, question: str, holds: bool) -> None:
    reply = bot.ask(question)
    assert reply.answer.holds is holds
    assert reply.text.startswith(("はい", "いいえ", "Yes", "No"))
    assert "「" in reply.card.headline


@pytest.mark.parametrize(
    ("question", "sides", "holds"),
    [
        ("維持と充実はどっちが多い", (("維持", 3), ("充実", 1)), None),
        ("来期が廃止と維持ではどちらが多いですか", (("廃止", 1), ("維持", 3)), None),
        ("緑課で維持と充実はどっちが多い？", (("維持", 1), ("充実", 1)), None),
        ("委託と直営の差は", (("委託", 2), ("直営", 2)), None),
        ("充実する事業は維持より多い？", (("充実", 1), ("維持", 3)), False),
        ("充実より維持のほうが多い？", (("維持", 3), ("充実", 1)), True),
        ("委託と直営は同じ数？", (("委託", 2), ("直営", 2)), True),
    ],
)
def test_texts_of_a_column_are_counted_beside_each_other(
    bot: Bot, question: str, sides: tuple[tuple[str, int], ...], holds: bool | None
) -> None:
    reply = bot.ask(question)
    assert isinstance(reply.answer, ColumnSides)
    assert (reply.answer.sides, reply.answer.holds) == (sides, holds)
    assert len(reply.answer.items) == sum(count for _, count in sides)
    assert reply.as_json()["kind"] == "compare"


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("維持か充実の事業", ["1-1-1", "1-2-1", "2-1-1", "2-3-1"]),
        ("廃止でない事業はいくつ", ["1-1-1", "1-2-1", "2-1-1", "2-3-1"]),
        ("維持以外の事業は？", ["1-1-1", "2-2-1"]),
        ("手法が委託で来期が維持の事業", ["2-1-1"]),
        ("手法が委託か補助の事業は？", ["1-1-1", "2-1-1", "2-3-1"]),
        ("維持する事業で経費が一番大きいのは", ["2-1-1"]),
        ("経費が600以上で維持の事業は", ["1-2-1", "2-1-1", "2-3-1"]),
        ("経費が40から600の事業", ["1-1-1", "2-2-1", "2-3-1"]),
        ("経費が60万円から120万円までの事業", ["1-1-1", "1-2-1", "2-3-1"]),
        ("経費の大きい順に2つ", ["2-1-1", "1-2-1"]),
    ],
)
def test_what_columns_say_are_conditions(bot: Bot, question: str, items: list[str]) -> None:
    assert [item.id for item in bot.ask(question).answer.items] == items


def test_the_kind_that_most_have_is_told(bot: Bot) -> None:
    assert "維持 3、充実 1、廃止 1" in bot.ask("来期で一番多いのは？").card.headline


def test_a_measure_without_the_number_is_compared_with_none(bot: Bot) -> None:
    text = bot.ask("No.2-2より契約額が大きい事業").text
    assert "比べません" in text


def test_a_figure_before_a_bound_is_no_unit() -> None:
    assert [(bound.way, bound.number, bound.unit) for bound in bounds_in("経費が100以上の事業")] == [
        ("from", 100, "")
    ]
