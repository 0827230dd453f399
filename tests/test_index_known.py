"""What has not changed since the index before is taken from there; nothing else is."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.large import make
from katou_index import build_index
from katou_index.index import analysing, known
from katou_index.index.columns import SearchedTexts

MADE_OF_TEXTS = ("item", "extra", "item_words", "item_text", "word", "spelling", "name")


def contents(index: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(index)) as db:
        return {table: db.execute(f"select * from {table}").fetchall() for table in MADE_OF_TEXTS}


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return make(tmp_path / "data", 120) / "r2" / "sheet.csv"


def changed(sheet: Path) -> None:
    """Other texts, another rating, an item that has gone and so all others behind it with other rows."""
    with sheet.open(encoding="utf-8-sig", newline="") as lines:
        head, *records = csv.reader(lines)
    result, rating = head.index("取組結果"), head.index("評価")
    records[4][result] += "図書館の自動貸出機を入れた。"
    records[8][rating] = "×" if records[8][rating] != "×" else "◎"
    del records[21]
    with sheet.open("w", encoding="utf-8-sig", newline="") as lines:
        csv.writer(lines).writerows([head, *records])


def test_an_index_built_again_is_the_one_that_is_built_anew(
    sheet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = sheet.parent.parent
    build_index(data, data.parent / "katou.db")
    changed(sheet)
    build_index(data, data.parent / "fresh.db")
    cut = counted(monkeypatch)
    build_index(data, data.parent / "katou.db")
    assert contents(data.parent / "katou.db") == contents(data.parent / "fresh.db")
    assert [texts.title for texts in cut] == [*titles(sheet, "3")][:1]


def titles(sheet: Path, number: str) -> Iterator[str]:
    with sheet.open(encoding="utf-8-sig", newline="") as lines:
        yield from (row["事業名"] for row in csv.DictReader(lines) if row["事業No."] == number)


def counted(monkeypatch: pytest.MonkeyPatch) -> list[SearchedTexts]:
    """The texts that are cut into words from now on."""
    cut, was = list[SearchedTexts](), analysing.columns_of
    monkeypatch.setattr(analysing, "columns_of", lambda items: cut.extend(items) or was(items))
    return cut


def with_column(sheet: Path, *texts: str) -> None:
    """The sheet with a further column, 予算."""
    with sheet.open(encoding="utf-8-sig", newline="") as lines:
        head, *records = csv.reader(lines)
    if head[-1] == "予算":
        head, records = head[:-1], [record[:-1] for record in records]
    texts = texts + ("",) * (len(records) - len(texts))
    rows = [[*record, text] for record, text in zip(records, texts, strict=True)]
    with sheet.open("w", encoding="utf-8-sig", newline="") as lines:
        csv.writer(lines).writerows([[*head, "予算"], *rows])


def test_further_columns_are_part_of_what_has_not_changed(
    sheet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, index = sheet.parent.parent, sheet.parent.parent.parent / "katou.db"
    with_column(sheet, "十万円", "二十万円", "三十万円")
    build_index(data, index)
    with_column(sheet, "十万円", "二十五万円", "")
    build_index(data, data.parent / "fresh.db")
    cut = counted(monkeypatch)
    build_index(data, index)
    assert contents(index) == contents(data.parent / "fresh.db")
    assert [texts.extra for texts in cut] == [(("予算", "二十五万円"),), ()]


@pytest.mark.parametrize("table", ["info", "item_words"])
def test_nothing_is_known_of_what_another_dictionary_cut_or_of_a_damaged_index(
    sheet: Path, table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, index = sheet.parent.parent, sheet.parent.parent.parent / "katou.db"
    build_index(data, index)
    fresh = contents(index)
    if table == "info":
        monkeypatch.setattr(known, "cutting", lambda: "another dictionary")
    else:
        with closing(sqlite3.connect(index)) as db, db:  # and no new checksum
            db.execute("update item_words set text_words = ' 嘘 '")
    cut = counted(monkeypatch)
    build_index(data, index)
    assert contents(index) == fresh
    assert len(cut) == 120
