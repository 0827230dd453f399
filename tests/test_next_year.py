"""Next year's sheet as eight clerks would make it: looked at, loaded, asked three questions, taken back.

All are made of the R2 sheet with other ratings, as no other year's are known.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from openpyxl import Workbook

from bot import Bot
from katou_index import __main__ as command
from katou_index import build_index, open_index
from tests.invented import BETTER, WORSE
from tests.made import Rows, excel
from tests.sheets import COLUMNS, ROOT, Record, cells_of, headings, merged, truth, write_pdf, write_rows

LETTERS = {"◎": "S", "○": "A", "△": "B", "×": "C", "—": "—", "": ""}
LETTER_SCALE = (
    "".join(f'[[rating]]\nmark = "{mark}"\nword = "{mark}評価"\nen = "{mark}"\n\n' for mark in "SABC")
    + '[nothing_planned]\nmark = "—"\nforms = ["-"]\n'
)
PLAIN = {"基本方針": "基本方針", "取組": "取組", "事業No.": "No.", "事業名": "事業名", "担当課": "担当課",
         "取組内容": "計画", "取組結果": "実績", "根拠": "根拠", "評価": "最終評価"}  # fmt: skip


def records() -> list[Record]:
    """R2 with every third rating better and every seventh worse."""
    found = [dict(record) for record in truth()]
    for at, record in enumerate(found):
        change = BETTER if at % 3 == 0 else WORSE if at % 7 == 0 else {}
        record["評価"] = change.get(record["評価"], record["評価"])
    return found


def renumbered(path: Path, of: list[Record]) -> None:
    """Every number moved by 100, the titles the same."""
    for record in of:
        record["事業No."] = str(int(record["事業No."]) + 100)
    merged(path, of)


def moved(path: Path, of: list[Record]) -> None:
    """Columns in another order and named otherwise, with the money, the goal and the office's own opinion."""
    order = ["事業No.", "事業名", "担当課", "評価", "取組結果", "取組内容", "根拠", "取組", "基本方針"]
    rows: Rows = [
        ["令和3年度の評価"],
        [*(PLAIN[name] for name in order), "自己評価", "決算額（千円）", "指標"],
        *([*cells, "○", 100 + at, "件数"] for at, cells in enumerate(cells_of(of, order))),
    ]
    excel(path, rows)


def two_rows(path: Path, of: list[Record]) -> None:
    """Two merged heading rows, a sum at the end."""
    book = Workbook()
    sheet = book.worksheets[0]
    top = ["基本方針", "取組", "事業", "", "担当課", "令和3年度", "", "", ""]
    low = ["", "", "No.", "名称", "", "取組内容", "取組結果", "根拠", "評価"]
    write_rows(sheet, [top, low, *cells_of(of), ["", "", "", "合計", "", "", "", "", "57件"]])
    for area in ("A1:A2", "B1:B2", "C1:D1", "E1:E2", "F1:I1"):
        sheet.merge_cells(area)
    book.save(path)


def lettered(path: Path, of: list[Record]) -> None:
    """A new scale, S A B C."""
    for record in of:
        record["評価"] = LETTERS[record["評価"]]
    excel(path, [headings(), *cells_of(of)])


def renamed(path: Path, of: list[Record]) -> None:
    """A department with a new name."""
    for record in of:
        for name in ("担当課", "項目担当課", "取組結果"):
            record[name] = record[name].replace("防災課", "危機管理課")
    merged(path, of)


def sheet_each(path: Path, of: list[Record]) -> None:
    """A sheet for each department that stands first, without the column for it where it stands alone."""
    book = Workbook()
    book.remove(book.worksheets[0])
    order = list(dict.fromkeys(record["担当課"].partition("、")[0] for record in of))
    for office in order:
        own = [record for record in of if record["担当課"].partition("、")[0] == office]
        write_rows(book.create_sheet(office[:31]), [[f"令和3年度 {office}"], headings(), *cells_of(own)])
    book.save(path)


def cp932(path: Path, of: list[Record]) -> None:
    """A CSV as Excel in Japanese saves it."""
    rows = [[PLAIN[name] for name in COLUMNS], *cells_of(of)]
    with path.open("w", encoding="cp932", errors="replace", newline="") as file:
        csv.writer(file).writerows([["令和3年度 評価"], *rows])


class Variant(NamedTuple):
    """How a clerk makes the file, what has to be decided, what to write into data/ratings.toml."""

    make: Callable[[Path, list[Record]], None]
    ending: str = ".xlsx"
    decide: tuple[str, ...] = ()
    scale: str = ""


VARIANTS = {
    "renumbered": Variant(renumbered),
    "moved": Variant(moved),
    "two-rows": Variant(two_rows),
    "lettered": Variant(lettered, scale=LETTER_SCALE),
    "renamed": Variant(renamed, decide=("防災課=危機管理課",)),
    "sheet-each": Variant(sheet_each),
    "pdf": Variant(write_pdf, ".pdf"),
    "cp932": Variant(cp932, ".csv"),
}


def files_of(data: Path) -> dict[str, bytes]:
    """All that counts in a folder of data."""
    return {
        str(path.relative_to(data)): path.read_bytes()
        for path in data.rglob("*") if path.is_file() and ".history" not in path.parts
    }  # fmt: skip


def run(code: int, *arguments: Any) -> None:
    assert command.main(list(map(str, arguments))) == code


@pytest.mark.parametrize("name", VARIANTS)
def test_a_clerks_sheet(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    variant, of = VARIANTS[name], records()
    data, path = Path(shutil.copytree(ROOT / "data", tmp_path / "data")), tmp_path / f"R3{variant.ending}"
    shutil.rmtree(data / ".history", ignore_errors=True)
    if variant.scale:
        (data / "ratings.toml").write_text(variant.scale, encoding="utf-8")
    variant.make(path, of)
    before = files_of(data)
    more = [part for each in variant.decide for part in ("--decide", each)]
    given = ("import", path, "--year", "R3", "--data", data, *more)
    run(0, *given, "--dry-run")
    assert files_of(data) == before
    assert "事業 41、項目 57" in capsys.readouterr().out
    run(0, *given, "--yes", "--by", "山田")
    build_index(data, tmp_path / "katou.db")
    bot = Bot(open_index(tmp_path / "katou.db"))
    worst = LETTERS["×"] if variant.scale else "×"
    failed = [f"{record['事業No.']}-{record['項目']}" for record in of if record["評価"] == worst]
    assert sorted(bot.ask(f"令和3年度の{worst}の項目は？").as_json()["items"]) == sorted(failed)
    of_one = [record for record in of if record["事業名"].startswith("図書館システム")]
    assert bot.ask("図書館システムの更新の評価は？").as_json()["items"] == [
        f"{record['事業No.']}-{record['項目']}" for record in of_one
    ]
    assert bot.ask("令和2年度の×の項目はいくつ？").as_json()["counts"]["items"] == 7
    run(0, "undo", "--data", data)
    assert files_of(data) == before
