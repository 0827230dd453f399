"""Columns that are no fields of a plan: kept, told, exported, shown, and asked for by their headings."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot import Bot
from bot.answer import Columned
from bot.answering.columns import in_order_of
from katou_index import __main__ as command
from katou_index import build_index, open_index
from katou_index.exporting import as_json, pairs
from katou_index.loading import load_year
from katou_index.plan import Item
from katou_index.tablefiles import load_tables
from tests.made import Rows, excel, text

BASE = ("No.", "事業名", "担当課", "取組内容", "取組結果", "評価")
MEASURES = (
    (1, "ドローンの配備", "建設課", "2台を買う", "2台を買った。", "○"),
    (2, "堆肥の共同利用", "農林課", "始める", "始めた。", "△"),
    (3, "図書の電子化", "中央図書館", "始める", "見送った。", "×"),
)
HEADS = ("決算額（千円）", "指標", "次年度の方針")
FURTHER = (("12,000", "配備台数", "続ける"), ("800", "", "見直す"), ("", "点数", "広げる"))


def sheet(heads: Sequence[str] = HEADS, further: Sequence[Sequence[str]] = FURTHER) -> Rows:
    return [[*BASE, *heads], *([*row, *more] for row, more in zip(MEASURES, further, strict=True))]


def items_of(data: Path) -> list[Item]:
    return [item for each in load_year(data / "r3", load_tables(data)).measures for item in each.items]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "data" / "r3").mkdir(parents=True)
    return tmp_path / "data"


def bot_over(data: Path) -> Bot:
    build_index(data, data.parent / "k.db")
    return Bot(open_index(data.parent / "k.db"))


@pytest.fixture
def bot(data: Path) -> Bot:
    text(data / "r3" / "sheet.csv", sheet())
    return bot_over(data)


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_they_are_kept_as_printed(data: Path, ending: str) -> None:
    (text if ending == ".csv" else excel)(data / "r3" / f"sheet{ending}", sheet())
    assert [item.extra for item in items_of(data)] == [
        (("決算額（千円）", "12,000"), ("指標", "配備台数"), ("次年度の方針", "続ける")),
        (("決算額（千円）", "800"), ("次年度の方針", "見直す")),
        (("指標", "点数"), ("次年度の方針", "広げる")),
    ]


def test_the_policy_of_next_year_is_no_policy(data: Path) -> None:
    text(data / "r3" / "sheet.csv", sheet())
    assert {m.policy for m in load_year(data / "r3", load_tables(data)).measures} == {""}


def test_hidden_empty_and_unnamed_columns_and_second_ratings_are_not_kept(data: Path) -> None:
    heads = ("自己評価", "内部評価点", "隠し", "空", "", "備考")
    rows = (("◎", "5", "a", "", "p", "済"), ("◎", "4", "b", "", "q", ""), ("○", "3", "c", "", "r", "未"))
    excel(data / "r3" / "sheet.xlsx", sheet(heads, rows), hidden="I")
    assert [item.extra for item in items_of(data)] == [(("備考", "済"),), (), (("備考", "未"),)]


def test_two_columns_of_one_heading_stay_apart(data: Path) -> None:
    text(data / "r3" / "sheet.csv", sheet(("備考", "備考"), (("a", "b"), ("", "c"), ("d", ""))))
    assert [dict(item.extra) for item in items_of(data)] == [
        {"備考": "a", "備考（2）": "b"}, {"備考（2）": "c"}, {"備考": "d"},
    ]  # fmt: skip


def test_they_are_told_as_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "data").mkdir()
    path = text(tmp_path / "a.csv", sheet())
    command.main(["import", str(path), "--year", "R3", "--data", str(tmp_path / "data"), "--dry-run"])
    shown = capsys.readouterr().out
    assert "「決算額（千円）」はそのまま保存します（値: 12,000、800）" in shown
    assert "読んでいません" not in shown


def test_json_has_them_only_where_there_are_any(bot: Bot) -> None:
    (plan,) = (bot.index.plan(year) for year in bot.index.years)
    records = json.loads(as_json(pairs([plan])))
    assert records[1]["extra"] == {"決算額（千円）": "800", "次年度の方針": "見直す"}
    bare = plan.items[0].but(extra=())
    assert "extra" not in json.loads(as_json([(plan.measures[0], bare)]))[0]


def test_a_tidy_file_keeps_them(data: Path) -> None:
    names = ["年度", "事業No.", "事業名", "担当課", "項目", "取組結果", "評価", "決算額", "覚え", "覚え"]
    text(data / "r3" / "sheet.csv", [names, ["R3", 1, "防災", "防災課", 1, "した。", "○", "5", "x", "y"]])
    assert [item.extra for item in items_of(data)] == [(("決算額", "5"),)]


def test_the_card_shows_them_and_the_search_finds_them(bot: Bot) -> None:
    assert "決算額（千円） 12,000" in bot.ask("No.1").text
    assert [item.id for item in bot.ask("配備台数は？").answer.items] == ["1-1"]
    assert bot.index.search("見直す", limit=1)[0].id == "R3/2-1"


@pytest.mark.parametrize(
    ("question", "ids", "says"),
    [
        ("No.1の決算額は？", ["1-1"], "「決算額（千円）」は「12,000」"),
        ("No.1の決算額（千円）は？", ["1-1"], "12,000"),
        ("中央図書館の次年度の方針", ["3-1"], "広げる"),
        ("次年度の方針は？", ["1-1", "2-1", "3-1"], "3項目"),
        ("決算額の一覧", ["1-1", "2-1"], "ほか1項目には記載がありません"),
        ("決算額が一番大きい事業は？", ["1-1"], "一番大きいのは"),
        ("which has the largest 決算額", ["1-1"], "The largest"),
        ("決算額が一番少ない事業は？", ["2-1"], "800"),
        ("決算額の合計は？", ["1-1", "2-1"], "合計や平均は出しません"),
        ("ドローンの指標は？", ["1-1"], "配備台数"),
        ("△の事業の決算額は？", ["2-1"], "800"),
    ],
)
def test_they_are_asked_for_by_their_names(bot: Bot, question: str, ids: list[str], says: str) -> None:
    reply = bot.ask(question)
    assert isinstance(reply.answer, Columned)
    assert [item.id for item in reply.answer.items] == ids
    assert says in reply.text
    assert "12,800" not in reply.text


@pytest.mark.parametrize("question", ["No.9の決算額は？", "火星の決算額は？"])
def test_what_is_not_there_has_no_text_of_others(bot: Bot, question: str) -> None:
    reply = bot.ask(question)
    assert (reply.answer.kind, reply.answer.items) == ("nothing", ())


def test_an_empty_cell_is_told(bot: Bot) -> None:
    reply = bot.ask("No.3の決算額は？")
    assert reply.answer.items == ()
    assert "記載はありません" in reply.text
    assert "×" not in reply.card.headline


def test_without_such_a_column_it_is_refused_as_before(data: Path) -> None:
    text(data / "r3" / "sheet.csv", [[*BASE], *map(list, MEASURES)])
    assert bot_over(data).ask("No.1の決算額は？").answer.reason == "not_in_sheet"


def test_a_column_that_holds_the_word_is_shown_instead_of_the_refusal(data: Path) -> None:
    text(data / "r3" / "sheet.csv", sheet(("当初予算額",), (("5",), ("6",), ("",))))
    found = bot_over(data).ask("No.2の予算は？").answer
    assert isinstance(found, Columned)
    assert [item.id for item in found.items] == ["2-1"]


def test_what_is_no_number_of_one_unit_is_not_ranked() -> None:
    assert in_order_of(("5千円", "6百万円"), "most") is None
    assert in_order_of(("5", "約6"), "most") is None
    assert in_order_of(("1,200", "△5", "90"), "least") == (1,)
    assert in_order_of(("３", "3", "2"), "most") == (0, 1)


@given(st.lists(st.integers(-10_000, 10_000), min_size=1, max_size=8))
def test_the_largest_is_the_largest(numbers: list[int]) -> None:
    texts = [f"{number:,}千円" for number in numbers]
    assert in_order_of(texts, "most") == tuple(
        at for at, number in enumerate(numbers) if number == max(numbers)
    )


# -- taken away and brought back -----------------------------------------------------------------------------


def brought_back(data: Path, path: Path, *, code: int = 0) -> None:
    given = ["import", str(path), "--year", "R3", "--data", str(data), "--yes", "--reason", "計算違い"]
    assert command.main([*given, "--by", "清水"]) == code


def exported(data: Path, form: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    build_index(data, data.parent / "k.db")
    out = data.parent / f"R3.{form}"
    monkeypatch.setenv("KATOU_INDEX", str(data.parent / "k.db"))
    assert command.main(["export", "--year", "R3", "--format", form, "--out", str(out)]) == 0
    return out


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_with_them_comes_back_as_corrections(
    form: str, data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    excel(data / "r3" / "sheet.xlsx", sheet(("増減", *HEADS), [("-5", *row) for row in FURTHER]))
    path = exported(data, form, monkeypatch)
    before = (data / "r3" / "sheet.xlsx").read_bytes()
    if form == "csv":
        rows = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
        assert rows[0][-4:] == ["増減", *HEADS]
        assert rows[1][-4:] == ["'-5", "12,000", "配備台数", "続ける"]
        rows[2][-3], rows[3][-3], rows[1][11] = "850", "40", "△"
        text(path, [[*rows[0], "確認"], *([*row, "済"] for row in rows[1:])])
    else:
        book = load_workbook(path)
        page = book["項目"]
        heads = [cell.value for cell in page[1]]
        assert heads[-4:] == ["増減", *HEADS]
        at = heads.index("決算額（千円）") + 1
        page.cell(3, at).value, page.cell(4, at).value = "850", "40"
        page.cell(2, heads.index("評価") + 1).value = "△"
        page.cell(1, len(heads) + 1).value, page.cell(2, len(heads) + 1).value = "確認", "済"
        book.save(path)
    brought_back(data, path)
    shown = capsys.readouterr().out
    assert "2-1 決算額（千円）" in shown
    assert "800 → 850" in shown
    assert "評価表にない列は読んでいません" in shown
    assert "「確認」" in shown
    assert (data / "r3" / "sheet.xlsx").read_bytes() == before
    items = items_of(data)
    assert [dict(item.extra).get("決算額（千円）") for item in items] == ["12,000", "850", "40"]
    assert [item.rating.mark for item in items] == ["△", "△", "×"]
    assert dict(items[0].extra)["増減"] == "-5"
    assert "「850」" in bot_over(data).ask("No.2の決算額は？").text
    brought_back(data, path)  # again: nothing changes
    assert len((data / "r3" / "corrections.csv").read_text(encoding="utf-8").splitlines()) == 4


def test_an_export_is_a_sheet_again(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text(data / "r3" / "sheet.csv", sheet())
    path = exported(data, "csv", monkeypatch)
    kept = [item.extra for item in items_of(data)]
    (tmp_path / "again" / "r3").mkdir(parents=True)
    (tmp_path / "again" / "r3" / "sheet.csv").write_bytes(path.read_bytes())
    assert [item.extra for item in items_of(tmp_path / "again")] == kept


@pytest.mark.parametrize(("name", "was"), [("予算額", ""), ("決算額（千円）", "801")])
def test_a_correction_without_its_column_is_not_laid_over(name: str, was: str, data: Path) -> None:
    text(data / "r3" / "sheet.csv", sheet())
    heads = "年度,事業No.,項目,欄,原文,訂正,理由,訂正者,日付"
    record = f"R3,2,1,列:{name},{was},9,計算違い,清水,2026-11-22"
    (data / "r3" / "corrections.csv").write_text(f"{heads}\n{record}\n", encoding="utf-8")
    found = load_year(data / "r3", load_tables(data))
    assert [dict(item.extra).get(name) for m in found.measures for item in m.items][1] in (None, "800")
    assert "correction-unfit" in {each.kind for each in found.findings}


VALUES: Rows = [
    ["No.", "事業名", "担当課", "取組結果", "評価", "次年度の方針", "参加率"],
    [1, "公園の見直し", "建設課", "見直しをした。", "○", "継続", "80%"],
    [2, "堆肥の共同利用", "農林課", "始めた。", "△", "見直し", "5%"],
    [3, "図書の電子化", "農林課", "見送った。", "×", "見直し", "12%"],
    [4, "農道の舗装", "農林課", "直した。", "○", "", ""],
]


@pytest.mark.parametrize(
    ("question", "ids", "says"),
    [
        ("次年度の方針が見直しの事業は？", ["2-1", "3-1"], "「次年度の方針」が「見直し」なのは2項目です"),
        ("次年度の方針が「見直し」の事業はいくつ", ["2-1", "3-1"], "「見直し」なのは2項目です"),
        ("農林課で次年度の方針が見直しの事業", ["2-1", "3-1"], "「見直し」なのは2項目です"),
        ("次年度の方針が見直しでない事業は？", ["1-1"], "「見直し」以外なのは1項目です"),
        ("次年度の方針が見直し以外の事業は？", ["1-1"], "「見直し」以外なのは1項目です"),
        ("参加率が一番低い事業は？", ["2-1"], "一番小さいのは"),
        ("参加率が最も低いのはどれ？", ["2-1"], "一番小さいのは"),
        ("参加率が一番高い事業は？", ["1-1"], "一番大きいのは"),
    ],
)
def test_a_value_of_a_column_and_its_smallest_are_asked_for(
    question: str, ids: list[str], says: str, data: Path
) -> None:
    text(data / "r3" / "sheet.csv", VALUES)
    found = bot_over(data).ask(question)
    assert found.as_json()["items"] == ids
    assert says in found.as_json()["headline"]
