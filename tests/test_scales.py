"""Scales of ratings: of each year its own, signs, letters, figures or words; read, asked, compared."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import Bot
from katou_index import __main__ as command
from katou_index import build_index, open_index
from katou_index.plan import FiscalYear
from katou_index.tablefiles import common_scale
from katou_index.tables import Mark, Scale
from tests.made import excel

HEADINGS = ["事業No.", "事業名", "担当課", "取組内容", "取組結果", "評価"]
TITLES = ("RPAの導入", "市民選挙の執行", "会場Bの改修", "AI窓口の試行", "花壇の整備", "給食の献立")
LETTERS = (("A", "達成", "achieved"), ("B", "おおむね達成", "mostly"), ("C", "未達成", "missed"))
WORDS = (
    ("拡大", "拡大", "expand"),
    ("現状継続", "継続", "keep"),
    ("改善（手段変更）", "改善", "improve"),
    ("廃止方向", "廃止", "abolish"),
)
FIGURES = (("5", "とても良い", "very good"), ("3", "普通", "fair"), ("1", "悪い", "poor"))
Marks = tuple[tuple[str, str, str], ...]


def ratings_table(path: Path, marks: Marks, forms: dict[str, str] | None = None) -> None:
    lines = []
    for mark, word, en in marks:
        lines += ["[[rating]]", f'mark = "{mark}"', f'word = "{word}"', f'en = "{en}"']
        if forms and mark in forms:
            lines.append(f'forms = ["{forms[mark]}"]')
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def sheet(folder: Path, cells: tuple[str, ...], name: str = "sheet.csv") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for number, (title, cell) in enumerate(zip(TITLES, cells, strict=False), 1):
            writer.writerow([number, title, "総務課", f"{title}を行う", f"{title}を行った。", cell])
    return folder / name


def built(data: Path) -> Bot:
    build_index(data, data.parent / "katou.db")
    return Bot(open_index(data.parent / "katou.db"))


def asked(bot: Bot, text: str) -> dict[str, Any]:
    return bot.ask(text).as_json()


def marks_of(bot: Bot, year: str) -> list[str]:
    return [item.rating.mark for item in bot.index.plan(FiscalYear.from_code(year)).items]


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    data = tmp_path_factory.mktemp("letters") / "data"
    ratings_table(data / "ratings.toml", LETTERS)
    sheet(data / "r7", ("A", "A", "B", "C", "C", "C"))
    return built(data)


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    data = tmp_path_factory.mktemp("words") / "data"
    ratings_table(data / "ratings.toml", WORDS, {"廃止方向": "廃止"})
    sheet(data / "r7", ("拡大", "現状継続", "改善（手段変更）", "廃止方向", "現状継続", "廃止"))
    return built(data)


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    data = tmp_path_factory.mktemp("figures") / "data"
    ratings_table(data / "ratings.toml", FIGURES)
    sheet(data / "r7", ("5", "5", "3", "1", "3", "3"))
    return built(data)


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Bot:
    """R6 rated by signs, R7 by letters; the table under data/ is the new one."""
    data = tmp_path_factory.mktemp("changed") / "data"
    sheet(data / "r6", ("○", "×", "△", "○", "×", "◎"))
    ratings_table(data / "ratings.toml", LETTERS)
    sheet(data / "r7", ("A", "C", "B", "A", "C", "A"))
    return built(data)


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("Aの事業は？", ["1-1", "2-1"]),
        ("Aはいくつ", ["1-1", "2-1"]),
        ("B", ["3-1"]),
        ("Ｃの項目", ["4-1", "5-1", "6-1"]),
        ("C評価は何件", ["4-1", "5-1", "6-1"]),
        ("評価がBのもの", ["3-1"]),
        ("達成した事業", ["1-1", "2-1"]),
        ("未達成は何件", ["4-1", "5-1", "6-1"]),
        ("おおむね達成は？", ["3-1"]),
        ("B以上の項目", ["1-1", "2-1", "3-1"]),
        ("which measures are rated A?", ["1-1", "2-1"]),
        ("how many C?", ["4-1", "5-1", "6-1"]),
        ("RPA", ["1-1"]),
        ("RPAなのは？", ["1-1"]),
        ("評価がCなのは？", ["4-1", "5-1", "6-1"]),
        ("AIの事業は", ["4-1"]),
        ("会場Bの改修は？", ["3-1"]),
        ("選挙の事業は", ["2-1"]),
        ("給食は？", ["6-1"]),
    ],
)
def test_letters_are_ratings_where_they_stand_alone(letters: Bot, question: str, items: list[str]) -> None:
    answer = asked(letters, question)
    assert answer["items"] == items, answer["text"]


@pytest.mark.parametrize(
    "question", ["Sの事業は？", "×の項目", "○はいくつ", "D評価は", "◎以外は", "which are rated ×?"]
)
def test_a_rating_that_the_scale_does_not_have_is_said_to_be_none(letters: Bot, question: str) -> None:
    answer = asked(letters, question)
    assert (answer["kind"], answer["reason"], answer["items"]) == ("nothing", "not_in_sheet", [])
    assert "A" in answer["headline"]
    assert "未達成" in answer["headline"] or "missed" in answer["headline"]


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("廃止方向はいくつ", ["4-1", "6-1"]),
        ("廃止の事業は", ["4-1", "6-1"]),
        ("改善（手段変更）は？", ["3-1"]),
        ("改善は何件", ["3-1"]),
        ("現状継続の項目", ["2-1", "5-1"]),
        ("拡大", ["1-1"]),
        ("継続以外は", ["1-1", "3-1", "4-1", "6-1"]),
        ("how many are keep?", ["2-1", "5-1"]),
    ],
)
def test_words_are_ratings(words: Bot, question: str, items: list[str]) -> None:
    assert asked(words, question)["items"] == items


def test_a_mark_that_is_its_own_word_is_not_said_twice(words: Bot) -> None:
    assert "拡大 拡大" not in asked(words, "評価の集計")["text"]


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("評価が5の事業", ["1-1", "2-1"]),
        ("3評価は何件", ["3-1", "5-1", "6-1"]),
        ("評価1の項目", ["4-1"]),
        ("5", ["5-1"]),
        ("No.3", ["3-1"]),
        ("rated 5", ["1-1", "2-1"]),
    ],
)
def test_figures_are_ratings_only_beside_the_word(figures: Bot, question: str, items: list[str]) -> None:
    assert asked(figures, question)["items"] == items


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        ("5の事業は？", ["防災課-1-1", "図書館-2-1"]),
        ("1はいくつ", ["図書館-1-1"]),
        ("防災課の5は何件", ["防災課-1-1"]),
        ("No.防災課-2の評価は？", ["防災課-2-1"]),
        ("防災課の2番は？", ["防災課-2-1"]),
        ("図書館のNo.1は？", ["図書館-1-1"]),
    ],
)
def test_figures_that_no_measure_has_for_its_number_are_ratings(
    question: str, ids: list[str], tmp_path: Path
) -> None:
    """Where each department counts its measures from 1, they are 防災課-1 and 図書館-1."""
    data = tmp_path / "data"
    ratings_table(data / "ratings.toml", FIGURES)
    (data / "r7").mkdir()
    heads = ["No.", "事業名", "実績", "評価"]
    excel(
        data / "r7" / "sheet.xlsx", [],
        sheets={
            "防災課": [heads, [1, "河川カメラ", "置いた。", 5], [2, "避難所", "直した。", 3]],
            "図書館": [heads, [1, "電子図書", "延ばした。", 1], [2, "夜間の開館", "開いた。", 5]],
        },
    )  # fmt: skip
    assert asked(built(data), question)["items"] == ids


def test_a_changed_scale_takes_nothing_from_the_years_before(changed: Bot) -> None:
    assert marks_of(changed, "R6") == ["○", "×", "△", "○", "×", "◎"]
    assert marks_of(changed, "R7") == ["A", "C", "B", "A", "C", "A"]
    assert asked(changed, "R6の×の項目は？")["items"] == ["R6/2-1", "R6/5-1"]
    assert asked(changed, "Cの項目は？")["items"] == ["2-1", "5-1"]


@pytest.mark.parametrize(
    "question",
    [
        "良くなった項目は",
        "悪くなった課は",
        "課別に良くなった数",
        "評価が変わった項目",
        "2年とも○の項目",
        "年度別の×の推移",
        "×の項目は？",
    ],
)
def test_no_zero_is_told_between_two_scales(changed: Bot, question: str) -> None:
    answer = asked(changed, question)
    assert (answer["kind"], answer["reason"]) == ("nothing", "not_in_sheet"), answer["text"]


def test_two_years_of_two_scales_are_set_side_by_side(changed: Bot) -> None:
    answer = asked(changed, "R6とR7を比べて")
    assert "比べられない" in answer["headline"]
    assert "割合" not in answer["headline"]
    assert "× バツ 2" in answer["text"]
    assert "C 未達成 2" in answer["text"]


def test_a_year_keeps_a_scale_of_its_own(tmp_path: Path) -> None:
    data = tmp_path / "data"
    sheet(data / "r6", ("A", "B", "C"))
    ratings_table(data / "r6" / "ratings.toml", LETTERS)
    sheet(data / "r7", ("○", "×", "◎"))
    bot = built(data)
    assert marks_of(bot, "R6") == ["A", "B", "C"]
    assert marks_of(bot, "R7") == ["○", "×", "◎"]


@pytest.mark.parametrize(
    ("cell", "mark"),
    [
        ("○（達成）", "○"),
        ("評価：×", "×"),
        ("△ （一部未実施）", "△"),
        ("◎ 二重丸", "◎"),
        ("○。", "○"),
        ("[○]", "○"),
        ("○→◎", ""),
        ("○（△から変更）", ""),
        ("○か△", ""),
        ("対象外", ""),
        ("○○課で実施", ""),
        ("○だが一部は未実施", ""),
    ],
)
def test_a_rating_with_words_around_it(tmp_path: Path, cell: str, mark: str) -> None:
    data = tmp_path / "data"
    sheet(data / "r7", (cell, "○"))
    bot = built(data)
    assert marks_of(bot, "R7")[0] == mark
    found = [each for each in bot.index.findings(FiscalYear.from_code("R7")) if each.was == cell]
    assert found if cell not in ("○。", "[○]") else True


@given(st.text(max_size=12))
def test_no_more_than_one_mark_is_ever_read(cell: str) -> None:
    scale = common_scale()
    rating, marks = scale.read_within(cell)
    assert rating is None or (len(marks) == 1 and rating.mark == marks[0])


def test_letters_are_no_pieces_of_words() -> None:
    scale = Scale((Mark("A", "達成", "achieved", 0), Mark("5", "最高", "best", 1)), ())
    for cell in ("AI", "RPA", "15", "5.5", "A4用紙"):
        assert scale.read_within(cell)[0] is None
    rating, _ = scale.read_within("評価：A")
    assert rating is not None
    assert rating.mark == "A"


def test_unread_ratings_are_told_once_each_with_the_table_to_fill_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").mkdir()
    file = sheet(tmp_path, ("S", "A", "A", "B", "A", "B"), "r7.csv")
    command.main(["import", str(file), "--year", "R7", "--data", str(tmp_path / "data"), "--dry-run"])
    told = capsys.readouterr().out
    assert "「A」 3件" in told
    assert "「S」 1件" in told
    assert 'mark = "A"' in told
    assert "データのフォルダーの ratings.toml" in told
