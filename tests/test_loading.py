"""A year's folder → its measures: dispatch by the document's kind, tables laid over, clear errors."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from katou_index.errors import SourceError
from katou_index.loading import load_year, years
from katou_index.plan import Status
from katou_index.tablefiles import load_tables
from katou_index.tables import Tables

DATA = Path(__file__).parent.parent / "data"
TIDY = "年度,基本方針,取組,事業No.,事業名,担当課,項目,項目担当課,取組内容,取組結果,根拠,評価,出典,確度,注記\n"


@pytest.fixture(scope="module")
def tables() -> Tables:
    return load_tables(DATA)


def year_with(folder: Path, **files: str) -> Path:
    year = folder / "r3"
    year.mkdir()
    for name, text in files.items():
        (year / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return year


def test_year_folders_stand_in_the_order_of_their_years(tmp_path: Path) -> None:
    for name in ("r10", "r2", "h30", "R3", "notes", "r"):
        (tmp_path / name).mkdir()
    (tmp_path / "r4").write_text("a file", encoding="utf-8")
    assert [folder.name for folder in years(tmp_path)] == ["h30", "r2", "R3", "r10"]
    assert years(tmp_path / "missing") == []


def test_the_real_year_is_loaded_once_and_its_findings_are_complete_then(tables: Tables) -> None:
    loaded = load_year(DATA / "r2", tables)
    assert (loaded.year.code, loaded.file) == ("R2", "sheet.txt")
    before = len(loaded.findings)
    assert len(list(loaded.measures)) == 41
    assert list(loaded.measures) == []
    assert len(loaded.findings) > before


def test_a_tidy_year_is_streamed_and_corrected(tmp_path: Path, tables: Tables) -> None:
    lines = "".join(f"R3,① 安全,防災,{n},事業{n},税務課,1,税務課,・検証,した。,,○,,,\n" for n in range(1, 5))
    folder = year_with(
        tmp_path,
        sheet_csv=TIDY + lines,
        corrections_csv="年度,事業No.,項目,欄,原文,訂正,理由,訂正者,日付\nR3,2,1,評価,○,×,原本,人,2026-01-01\n",
    )
    measures = load_year(folder, tables).measures
    assert next(measures).items[0].rating.mark == "○"
    assert next(measures).items[0].rating.mark == "×"


def test_a_bad_row_of_a_tidy_year_raises_when_it_is_reached(tmp_path: Path, tables: Tables) -> None:
    good = "R3,,,1,事業,税務課,1,税務課,,,,○,,,\n"
    loaded = load_year(
        year_with(tmp_path, sheet_csv=TIDY + good + good.replace(",1,事業", ",x,事業")), tables
    )
    with pytest.raises(SourceError, match="3行目"):
        list(loaded.measures)


@pytest.mark.parametrize(
    ("names", "says"),
    [
        ([], "評価表"),
        (["sheet.txt", "sheet.csv"], "2つ"),
        (["sheet.docx"], "読めません"),
    ],
)
def test_a_folder_without_one_readable_document_says_what_to_do(
    tmp_path: Path, tables: Tables, names: list[str], says: str
) -> None:
    folder = year_with(tmp_path, **{name.replace(".", "_"): "x" for name in names})
    with pytest.raises(SourceError, match=says) as raised:
        load_year(folder, tables)
    assert str(folder) in str(raised.value)


def test_a_year_without_the_table_takes_policies_from_its_own_sheet(tmp_path: Path, tables: Tables) -> None:
    shutil.copytree(DATA / "r2", tmp_path / "r2")
    (tmp_path / "r2" / "policies.csv").unlink()
    loaded = load_year(tmp_path / "r2", tables)
    found = {measure.number: measure for measure in loaded.measures}
    assert found[1].policy == "安全・安心の推進"
    assert found[6].policy == "暮らしの質の向上"  # its label stands in the middle of the block
    assert found[13].initiative == "市民活動の支援"
    assert found[31].initiative == "行政事務の効率化"  # cut in two by a page break
    assert found[37].policy == "社会とICTの調和"
    assert all(measure.estimated for measure in found.values() if measure.initiative)


def test_a_table_whose_titles_are_other_measures_is_told_and_not_used(tmp_path: Path, tables: Tables) -> None:
    shutil.copytree(DATA / "r2", tmp_path / "r2")
    table = tmp_path / "r2" / "policies.csv"
    lines = table.read_text(encoding="utf-8-sig").splitlines()
    lines[1] = "1,まったく別の事業,⑥ 別の方針,別の取組,推定"
    table.write_text("\n".join(lines), encoding="utf-8")
    loaded = load_year(tmp_path / "r2", tables)
    first = next(loaded.measures)
    assert first.policy == "安全・安心の推進"
    list(loaded.measures)
    unfit = [finding for finding in loaded.findings if finding.kind == "table-unfit"]
    assert [(finding.measure, finding.status) for finding in unfit] == [(1, Status.OPEN)]


def test_without_any_table_the_real_sheet_still_gives_every_rating(tmp_path: Path) -> None:
    (tmp_path / "r2").mkdir()
    shutil.copy(DATA / "r2" / "sheet.txt", tmp_path / "r2")
    bare = list(load_year(tmp_path / "r2", load_tables(tmp_path)).measures)
    full = list(load_year(DATA / "r2", load_tables(DATA)).measures)
    ratings = [[(item.id, item.rating) for item in measure.items] for measure in bare]
    assert ratings == [[(item.id, item.rating) for item in measure.items] for measure in full]
