"""A new city from an empty folder: `katou-index start`. Every sheet here is invented."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import Bot
from katou_index import __main__ as command
from katou_index import build_index, open_index
from katou_index.errors import KatouError
from katou_index.importing.desk import Person
from katou_index.importing.start_proposals import plan_name, proposed_scale
from katou_index.importing.starting import NewCity, run_start
from katou_index.plan import FiscalYear
from katou_index.reading.layouts import Survey
from tests.made import Rows, excel
from tests.test_import_city_layouts import rated, workbook

TABLE: Rows = [
    ["みなと市 令和7年度 行政改革プラン評価一覧"],
    [],
    ["整理番号", "事務事業名", "課名", "実施した内容", "決算額", "今後の方向性"],
    [101, "河川カメラ", "防災課", "置いた。", 300, "拡充"],
    [102, "電子図書", "中央図書館", "見送った。", 0, "現状維持"],
    [103, "夜の開館", "中央図書館", "始めた。", 20, "現状維持"],
    [104, "古い倉庫", "総務課", "使っていない。", 5, "廃止"],
]
HEADS = ["番号", "事業名", "取組状況", "達成度"]
OFFICES: dict[str, Rows] = {
    "防災課": [
        ["令和7年度 総合戦略進捗"],
        HEADS,
        [1, "河川カメラ", "置いた。", "A"],
        [2, "毛布", "買った。", "C"],
    ],
    "中央図書館": [["令和7年度 総合戦略進捗"], HEADS, [1, "電子図書", "見送った。", "B"]],
}
FORMS: dict[str, Rows] = {
    name: [
        ["令和7年度 事務事業評価調書"],
        ["事業名", title, "整理番号", number],
        ["所管課", office],
        ["事業の概要", f"{title}を行う"],
        ["成果", f"{title}を行った。"],
        ["総合評価", mark],
    ]
    for name, title, number, office, mark in (
        ("1", "河川カメラ", 1, "防災課", "達成"),
        ("2", "電子図書", 2, "中央図書館", "未達成"),
        ("3", "夜の開館", 3, "中央図書館", "概ね達成"),
    )
}


class Scripted(Person):
    """Answers one line after the other, and keeps what was told and asked."""

    def __init__(self, *answers: str) -> None:
        super().__init__(there=True)
        self.answers, self.lines = list(answers), list[str]()

    def tell(self, line: str) -> None:
        self.lines.append(line)

    def ask(self, question: str) -> str | None:
        self.lines.append(question)
        return self.answers.pop(0) if self.answers else None


Start = Callable[..., str]


@pytest.fixture
def start(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Start:
    """The command with --yes; what it says."""

    def call(path: Path, *more: str, code: int = 0) -> str:
        given_ = ["start", str(path), "--data", str(tmp_path / "data"), "--yes", *more]
        assert command.main(given_) == code, capsys.readouterr()
        out, err = capsys.readouterr()
        assert err.count("\n") == bool(code)
        if code:
            assert not (tmp_path / "data").exists()
            assert not [each for each in tmp_path.iterdir() if each.name.startswith(".katou")]
        return out + err

    return call


def table(tmp_path: Path, name: str) -> dict[str, object]:
    return tomllib.loads((tmp_path / "data" / name).read_text(encoding="utf-8"))


def asked(tmp_path: Path) -> Bot:
    build_index(tmp_path / "data", tmp_path / "katou.db")
    return Bot(open_index(tmp_path / "katou.db"))


def ids(bot: Bot, question: str) -> list[str]:
    found: list[str] = bot.ask(question).as_json()["items"]
    return found


# -- three cities, from the empty folder to the answer -------------------------------------------------------


def test_a_table_rated_by_directions(tmp_path: Path, start: Start) -> None:
    shown = start(excel(tmp_path / "a.xlsx", TABLE))
    assert "E列「決算額」（300、0、20） → そのまま保存します" in shown
    assert "現状維持（2）" in shown
    assert table(tmp_path, "plan.toml")["plan"] == {
        "name": "行政改革プラン評価", "short": "行政改革プラン評価", "city": "みなと市"
    }  # fmt: skip
    marks = table(tmp_path, "ratings.toml")["rating"]
    assert [each["mark"] for each in marks] == ["拡充", "現状維持", "廃止"]  # type: ignore[index, attr-defined]
    bot = asked(tmp_path)
    assert ids(bot, "廃止の事業は？") == ["104-1"]
    assert ids(bot, "中央図書館の事業は？") == ["102-1", "103-1"]
    assert bot.ask("現状維持はいくつ？").as_json()["counts"]["items"] == 2


def test_a_sheet_for_each_department(tmp_path: Path, start: Start) -> None:
    start(workbook(tmp_path / "a.xlsx", **OFFICES))
    bot = asked(tmp_path)
    assert ids(bot, "Cの事業は？") == ["防災課-2-1"]
    assert ids(bot, "中央図書館の事業は？") == ["中央図書館-1-1"]
    assert ids(bot, "毛布の評価は？") == ["防災課-2-1"]


def test_a_form_for_each_measure(tmp_path: Path, start: Start) -> None:
    shown = start(workbook(tmp_path / "a.xlsx", **FORMS))
    assert "調書として3件" in shown
    bot = asked(tmp_path)
    assert ids(bot, "未達成の事業は？") == ["2-1"]
    assert ids(bot, "防災課の事業は？") == ["1-1"]
    marks = table(tmp_path, "ratings.toml")["rating"]
    assert [each["mark"] for each in marks] == ["達成", "概ね達成", "未達成"]  # type: ignore[index, attr-defined]


# -- what stops it -------------------------------------------------------------------------------------------


def test_yes_never_decides_between_two_ratings(tmp_path: Path, start: Start) -> None:
    rows = [["番号", "事業名", "内部評価", "外部評価"], [1, "河川カメラ", "○", "×"]]
    shown = start(excel(tmp_path / "a.xlsx", rows), "--year", "R7", code=1)
    assert "C列「内部評価」" in shown
    assert "D列「外部評価」" in shown


UNNAMED: Rows = [["番号", "業務の名", "ひとこと", "結果の印"], [1, "河川カメラ", "置いた", "○"]]
SAID: Rows = [["事業名", "評価"], ["河川カメラ", "ぼちぼち"], ["電子図書", "まあまあ"]]
EMPTY: Rows = [["事業名", "評価"], ["河川カメラ", ""], ["電子図書", ""]]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (UNNAMED, "事業名と評価の列が分かりません"),
        (SAID, "どの評価の段階にも合いません"),
        (EMPTY, "評価の列に何も書いてありません"),
    ],
)
def test_what_is_not_known_stops(rows: Rows, said: str, tmp_path: Path, start: Start) -> None:
    assert said in start(excel(tmp_path / "a.xlsx", rows), "--year", "R7", code=1)


def test_a_year_is_needed(tmp_path: Path, start: Start) -> None:
    path = excel(tmp_path / "a.xlsx", TABLE[2:])
    assert "--year" in start(path, code=1)
    start(path, "--year", "R7")
    assert (tmp_path / "data" / "r7" / "sheet.xlsx").is_file()


def test_another_year_stops(tmp_path: Path, start: Start) -> None:
    assert "年度が違います" in start(excel(tmp_path / "a.xlsx", TABLE), "--year", "R5", code=1)


def test_only_an_empty_folder_is_begun(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "data").mkdir()
    kept = tmp_path / "data" / "words.toml"
    kept.write_text("", encoding="utf-8")
    path = excel(tmp_path / "a.xlsx", TABLE)
    assert command.main(["start", str(path), "--data", str(tmp_path / "data"), "--yes"]) == 1
    assert "words.toml" in capsys.readouterr().err
    assert [each.name for each in (tmp_path / "data").iterdir()] == ["words.toml"]
    kept.unlink()
    assert command.main(["start", str(path), "--data", str(tmp_path / "data"), "--yes", "--lang", "en"]) == 0
    assert "headings, and values below them" in capsys.readouterr().out


def test_nobody_there_is_wrong_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    with pytest.raises(SystemExit) as left:
        command.main(["start", str(excel(tmp_path / "a.xlsx", TABLE)), "--data", str(tmp_path / "data")])
    assert left.value.code == 2


# -- asked ---------------------------------------------------------------------------------------------------


def test_two_ratings_are_asked_for(tmp_path: Path) -> None:
    rows = [["番号", "事業名", "内部評価", "外部評価"], [1, "河川カメラ", "○", "×"]]
    person = Scripted("9", "4", "", "", "みなと計画", "みなと市", "総務課", "y")
    wish = NewCity(excel(tmp_path / "a.xlsx", rows), tmp_path / "data", FiscalYear.from_code("R7"))
    run_start(wish, person)
    assert rated(tmp_path / "data") == [(1, "河川カメラ", (), "×")]
    assert table(tmp_path, "plan.toml")["plan"] == {
        "name": "みなと計画", "short": "みなと計画", "city": "みなと市", "office": "総務課"
    }  # fmt: skip


@pytest.mark.parametrize("answer", ["4", "5"])
def test_two_ratings_beside_an_unknown_title_are_asked_for(answer: str, tmp_path: Path) -> None:
    """Where no heading is a title's, the others are held against each other all the same."""
    heads = ["番号", "業務", "所管課", "達成度", "今後の方向性"]
    rows = [
        ["令和7年度"],
        heads,
        [1, "河川カメラ", "防災課", "A", "見直し"],
        [2, "毛布", "防災課", "C", "拡充"],
    ]
    path = excel(tmp_path / "a.xlsx", rows)
    person = Scripted("x", answer, "2", "", "", "", "", "", "y")
    run_start(NewCity(path, tmp_path / "data"), person)
    assert any("どちら" in line or "どれ" in line for line in person.lines if "方向性" in line)
    marks = {"4": ["A", "C"], "5": ["見直し", "拡充"]}[answer]
    assert [found[3] for found in rated(tmp_path / "data")] == marks


def test_the_later_rating_is_read_beside_an_unknown_title(tmp_path: Path) -> None:
    rows = [["令和7年度"], ["番号", "業務", "一次評価", "二次評価"], [1, "河川カメラ", "A", "B"]]
    person = Scripted("2", "", "", "", "", "", "y")
    run_start(NewCity(excel(tmp_path / "a.xlsx", rows), tmp_path / "data"), person)
    assert rated(tmp_path / "data") == [(1, "河川カメラ", (), "B")]


def test_unknown_headings_and_words_are_asked_for(tmp_path: Path) -> None:
    heads = ["番号", "業務の名", "やった事", "結果の印"]
    one, other = [1, "河川カメラ", "置いた。", "ぼちぼち"], [2, "電子図書", "見送った。", "いまひとつ"]
    rows = [["令和7年度"], heads, one, other]
    person = Scripted("2", "4", "3=7", "x", "", "", "1 2", "", "", "", "y")
    run_start(NewCity(excel(tmp_path / "a.xlsx", rows), tmp_path / "data"), person)
    assert rated(tmp_path / "data") == [(1, "河川カメラ", (), "ぼちぼち"), (2, "電子図書", (), "いまひとつ")]
    assert not person.answers
    assert ids(asked(tmp_path), "いまひとつの事業は？") == ["2-1"]


def test_a_plan_of_initiatives_has_them_for_measures(tmp_path: Path) -> None:
    """Where no column is 事業名, 取組名 is proposed for it."""
    rows = [
        ["令和7年度"],
        ["番号", "取組名", "達成状況"],
        [1, "河川カメラ", "達成"],
        [2, "電子図書", "未達成"],
    ]
    person = Scripted("", "", "", "", "", "y")
    run_start(NewCity(excel(tmp_path / "a.xlsx", rows), tmp_path / "data"), person)
    assert rated(tmp_path / "data") == [(1, "河川カメラ", (), "達成"), (2, "電子図書", (), "未達成")]
    assert not person.answers


def test_initiatives_are_titles_below_two_heading_rows_and_beside_a_sheet_of_counts(
    tmp_path: Path, start: Start
) -> None:
    """Neither the tally on the first sheet nor a row of texts is taken for the headings."""
    heads: Rows = [
        ["令和7年度 行財政改革"],
        ["番号", "実施項目", "所管課", "一次評価", "", "二次評価", ""],
        ["", "", "", "評価", "コメント", "評価", "コメント"],
    ]
    one = [*heads, [1, "河川カメラ", "防災課", "A", "順調である。", "B", "続けること。"]]
    two = [*heads, [2, "夜の開館", "中央図書館", "B", "開いた。", "C", ""]]
    tally: Rows = [["評価", "件数"], ["A", 0], ["B", 1], ["C", 1]]
    path = excel(tmp_path / "a.xlsx", tally, sheets={"前半": one, "後半": two})
    start(path)
    offices = (("防災課",), ("中央図書館",))
    assert rated(tmp_path / "data") == [(1, "河川カメラ", offices[0], "B"), (2, "夜の開館", offices[1], "C")]


def test_a_hidden_column_with_the_heading_of_the_rating_hides_it_from_nobody(
    tmp_path: Path, start: Start
) -> None:
    rows = [["R7"], ["番号", "事業名", "評価", "評価"], [1, "河川カメラ", "○", "×"], [2, "毛布", "○", "△"]]
    shown = start(excel(tmp_path / "a.xlsx", rows, hidden=["C"]), "--year", "R7")
    assert [found[3] for found in rated(tmp_path / "data")] == ["×", "△"]
    assert "C列「評価」" in shown
    assert "D列「評価」" in shown


def test_two_tables_side_by_side_stop(tmp_path: Path, start: Start) -> None:
    heads = ["番号", "事業名", "評価"]
    rows = [[*heads, "", *heads], [1, "河川カメラ", "○", "", 2, "毛布", "×"]]
    shown = start(excel(tmp_path / "a.xlsx", rows), "--year", "R7", code=1)
    assert "F列" in shown
    assert "左の表の下に移して" in shown


def test_ratings_that_are_formulas_without_values_tell_what_to_do(tmp_path: Path, start: Start) -> None:
    rows = [
        ["番号", "事業名", "評価"],
        [1, "河川カメラ", '=IF(1=1,"○","×")'],
        [2, "毛布", '=IF(1=1,"○","×")'],
    ]
    shown = start(excel(tmp_path / "a.xlsx", rows), "--year", "R7", code=1)
    assert "C2: 式の値が保存されていない" in shown
    assert "上書き保存" in shown


@pytest.mark.parametrize("answers", [("", "", "", "", ""), ("", "", "", "", "", "n")])
def test_nothing_is_made_without_a_yes(answers: tuple[str, ...], tmp_path: Path) -> None:
    wish = NewCity(excel(tmp_path / "a.xlsx", TABLE), tmp_path / "data")
    if len(answers) < 6:
        with pytest.raises(KatouError):
            run_start(wish, Scripted(*answers))
    else:
        run_start(wish, Scripted(*answers))
    assert [each.name for each in tmp_path.iterdir()] == ["a.xlsx"]


# -- proposals -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "marks", "unknown"),
    [
        ({"○": 3, "×": 1, "対象外": 2}, ["◎", "○", "△", "×"], []),
        ({"A": 3, "C": 1, "－": 1}, ["A", "B", "C"], []),
        ({"3": 4, "5": 1}, ["5", "4", "3"], []),
        ({"現状維持": 4, "継続": 1, "縮小": 1}, ["現状維持", "縮小"], []),
        ({"A（順調）": 2, "B": 1}, ["A", "B"], []),
        ({"順調": 4, "謎": 1}, ["順調"], ["謎"]),
        ({"謎": 1}, [], ["謎"]),
    ],
)
def test_the_scale_that_reads_most_is_proposed(
    cells: dict[str, int], marks: list[str], unknown: list[str]
) -> None:
    found = proposed_scale(cells)
    assert [each.mark for each in found.words] == marks
    assert [cell for cell, _ in found.unknown if cell != "－"] == unknown


@given(st.dictionaries(st.text(min_size=1, max_size=8), st.integers(1, 50), max_size=8))
def test_no_cell_is_lost_in_a_proposal(cells: dict[str, int]) -> None:
    found = proposed_scale(cells)
    told = Counter(dict((*found.unknown, *found.unrated)))
    assert sum(each.cells for each in found.words) + sum(told.values()) <= sum(cells.values())
    assert len({each.mark for each in found.words}) == len(found.words)


@pytest.mark.parametrize(
    ("title", "name", "city"),
    [
        ("みなと市 令和7年度実施 事務事業評価一覧", "事務事業評価", "みなと市"),
        ("令和6年度 事務事業評価シート", "事務事業評価", ""),
        ("みなと市第2次総合計画 進捗評価", "第2次総合計画進捗評価", "みなと市"),
        ("都市計画マスタープラン点検", "都市計画マスタープラン点検", ""),
        ("行政改革プラン評価表（令和7年度・暫定）", "行政改革プラン評価", ""),
        ("令和7年度 行政改革プラン評価シート（みなと市）", "行政改革プラン評価", "みなと市"),
        ("令和7年度 みなと市 総合計画実施計画 進行管理表", "総合計画実施計画進行管理", "みなと市"),
        ("令和7年度（令和6年度実施事業）事務事業評価", "事務事業評価", ""),
        ("総務課　令和6年度事業評価", "事業評価", ""),
        ("第2期みなと市総合戦略評価", "第2期総合戦略評価", "みなと市"),
        ("第３次みなと市総合計画 実施計画進捗", "第3次総合計画実施計画進捗", "みなと市"),
        ("評価", "", ""),
    ],
)
def test_the_plan_is_named_by_its_title(title: str, name: str, city: str) -> None:
    assert plan_name(Survey((), (title,))) == (name, city)


@pytest.mark.parametrize(
    ("legend", "marks"),
    [
        (["評価：1 達成　2 概ね達成　3 一部達成　4 未達成"], ["1", "2", "3", "4"]),
        (["４：順調", "３：概ね順調", "２：やや遅れ", "１：遅れ"], ["4", "3", "2", "1"]),
        (["事業 1 河川カメラ", "2 毛布"], ["4", "3", "2", "1"]),
    ],
)
def test_a_legend_says_which_figure_is_the_best(
    legend: list[str], marks: list[str], tmp_path: Path, start: Start
) -> None:
    rows = [legend, ["番号", "事業名", "評価"], [1, "河川カメラ", 1], [2, "毛布", 4], [3, "倉庫", 3]]
    shown = start(excel(tmp_path / "a.xlsx", rows), "--year", "R7")
    found = table(tmp_path, "ratings.toml")["rating"]
    assert isinstance(found, list)
    assert [each["mark"] for each in found] == marks
    assert ("どちらが良いか表に書かれていません" in shown) == ("事業" in legend[0])


def test_a_legend_is_no_name_of_a_plan() -> None:
    assert plan_name(Survey((), ("評価：1 達成　2 概ね達成　3 未達成", "行政改革プラン評価表"))) == (
        "行政改革プラン評価",
        "",
    )


MERGED: Rows = [
    ["第7次行財政改革大綱 実施計画 令和7年度 進捗状況"],
    ["No.", "業務", "担当部署", "令和7年度", "", "進捗"],
    ["", "", "", "目標", "取組状況", ""],
    ["1-1", "河川カメラ", "防災課", "置く", "置いた。", "完了"],
    ["1-2", "電子図書", "中央図書館", "始める", "遅れている。", "やや遅れ"],
    ["1-3", "夜の開館", "中央図書館", "開く", "開いた。", "順調"],
]


def test_headings_that_are_merged_over_two_rows_are_shown(tmp_path: Path, start: Start) -> None:
    """The title's is none of the usual ones, so it can be chosen only if it is shown."""
    merged = [f"{column}2:{column}3" for column in "ABCF"]
    shown = start(excel(tmp_path / "a.xlsx", MERGED, merged=[*merged, "D2:E2"]), code=1)
    for heading in ("No.", "業務", "担当部署", "目標", "取組状況", "進捗"):
        assert f"列「{heading}」" in shown
    assert "事業名の列が分かりません" in shown


def test_a_year_in_the_middle_of_a_title_is_no_part_of_the_plans_name() -> None:
    name, _ = plan_name(Survey((), (str(MERGED[0][0]),)))
    assert name == "第7次行財政改革大綱実施計画進捗状況"


def test_done_is_the_first_step_of_progress() -> None:
    found = proposed_scale(Counter(row[5] for row in MERGED[3:]))
    assert [word.mark for word in found.words] == ["完了", "順調", "やや遅れ"]


def test_what_is_said_of_ratings_is_kept_and_shown_so_at_once(tmp_path: Path) -> None:
    heads = ["番号", "事業名", "取組実績", "総合評価", "評価の理由", "今後の方向性", "一次評価"]
    rows = [
        [1, "河川カメラ", "置いた。", "A", "期限内", "拡大", "B"],
        [2, "毛布", "買った。", "B", "不足", "継続", "B"],
    ]
    clerk = Scripted("", "", "", "", "", "y")
    file = excel(tmp_path / "R7.xlsx", [["令和7年度 計画の進捗"], [], heads, *rows])
    assert run_start(NewCity(file, tmp_path / "city"), clerk) == 0
    shown = "\n".join(clerk.lines).partition("欄: 0")[0]
    for name in ("評価の理由", "今後の方向性"):
        assert f"「{name}」" in shown
        assert f"{name}」は読んでいません" not in "\n".join(clerk.lines)
    assert shown.count("→ そのまま保存します") == 2
    assert "読みません（評価は 4 から）" in shown
    assert "データのフォルダーの columns.toml" in "\n".join(clerk.lines)  # 一次評価, if it is needed


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="a system without terminals that hang up")
def test_a_terminal_that_is_closed_leaves_nothing(tmp_path: Path) -> None:
    file = excel(tmp_path / "R7.xlsx", TABLE)
    program = [sys.executable, "-m", "katou_index", "start", file.name, "--data", "city"]
    main, side = pty.openpty()
    with subprocess.Popen(program, stdin=side, stdout=side, stderr=side, cwd=tmp_path) as running:
        os.close(side)
        while b"Enter" not in os.read(main, 65_536):
            pass
        assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".katou-start-")]
        running.send_signal(signal.SIGHUP)
        os.close(main)
        assert running.wait(timeout=60) != 0
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
