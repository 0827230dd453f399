"""Loading an invented R3, made of R2: what is shown, asked, applied, and taken back byte for byte."""

from __future__ import annotations

import csv
import fcntl
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from bot import Bot
from katou_index import __main__ as command
from katou_index import build_index, open_index
from katou_index.errors import KatouError
from katou_index.importing import history
from katou_index.importing.deciding import Wish
from katou_index.importing.desk import Person, run_import
from katou_index.loading import load_year
from katou_index.plan import FiscalYear
from katou_index.tablefiles import load_tables
from tests.invented import invented
from tests.sheets import ROOT, merged, truth

R2, R3 = FiscalYear.from_code("R2"), FiscalYear.from_code("R3")
DECIDED = ("6=6", "9=9", "防災課=危機管理課", "農地整備課=農政課")  # without No.33


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    merged(tmp_path / "R3評価.xlsx", invented())
    return tmp_path / "R3評価.xlsx"


def state(data: Path) -> dict[str, str]:
    """Every file but the history's."""
    found = history.digests(data.parent, data.name)
    return {name: digest for name, digest in found.items() if f"/{history.FOLDER}/" not in name}


Run = Callable[..., str]


@pytest.fixture
def run(data: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """One command with the data; its output, or its one line of error for code 1."""

    def call(name: str, *arguments: object, code: int = 0) -> str:
        assert command.main([name, *map(str, arguments), "--data", str(data)]) == code
        out, err = capsys.readouterr()
        if code:
            assert err.startswith("katou-index: ")
            assert err.count("\n") == 1
        else:
            assert err == ""
        return out + err

    return call


class Answers(Person):
    """Somebody who gives these answers, one after the other."""

    def __init__(self, *answers: str | None) -> None:
        super().__init__(there=True)
        self.answers, self.asked, self.told = list(answers), list[str](), list[str]()

    def tell(self, line: str) -> None:
        self.told.append(line)

    def ask(self, question: str) -> str | None:
        self.asked.append(question)
        return self.answers.pop(0)


# -- preview and decisions -----------------------------------------------------------------------------------


def test_the_preview_says_everything_and_changes_nothing(run: Run, data: Path, sheet: Path) -> None:
    before = state(data)
    shown = run("import", sheet, "--year", "R3", "--dry-run")
    for line in (
        "R3 令和3年度 ← R3評価.xlsx", "事業 42、項目 58",
        "評価: ◎ 二重丸 2、○ 丸 37、△ 三角 11、× バツ 6、— 1、未記入 1",
        "未記入 1件: 15-1 シート「評価」I20", "R2（事業 41、項目 57）と比べて", "廃止: No.7 ", "新規: No.42 ",
        "新規: No.43 ", "決まっていない組 5件",
        "No.6「図書館システムの更新」は No.6「図書館電子サービスの拡充」に",
        "--decide 33=44", "防災課は危機管理課になりましたか（No.1、No.3、No.4、No.14 を引き継ぎ）",
        "departments.toml にない課: 危機管理課", "--dry-run",
    ):  # fmt: skip
        assert line in shown
    assert state(data) == before
    assert not (data / history.FOLDER).exists()
    english = run("import", sheet, "--year", "R3", "--dry-run", "--lang", "en")
    assert "not filled in (1): 15-1" in english
    assert "did 防災課 become 危機管理課" in english


def test_what_is_in_doubt_stops_a_script(run: Run, data: Path, sheet: Path) -> None:
    before = state(data)
    assert "--decide" in run("import", sheet, "--year", "R3", "--yes", code=1)
    assert state(data) == before


@pytest.mark.parametrize(
    ("text", "says"),
    [("6", "OLD=NEW"), ("=", "OLD=NEW"), ("6=危機管理課", "OLD=NEW"), ("99=6", "R2 has no 99"),
     ("6=99", "R3 has no 99"), ("水道局=農政課", "水道局")],
)  # fmt: skip
def test_a_decision_that_cannot_be_is_told(run: Run, sheet: Path, text: str, says: str) -> None:
    assert says in run("import", sheet, "--year", "R3", "--yes", "--decide", text, code=1)


def test_two_measures_cannot_become_one_by_mistake(run: Run, sheet: Path) -> None:
    told = run("import", sheet, "--year", "R3", "--yes", "--decide", "6=6", "--decide", "9=6", code=1)
    assert "another decision" in told


def decide(*decisions: str) -> list[str]:
    return [part for each in decisions for part in ("--decide", each)]


def links(data: Path) -> list[dict[str, str]]:
    with (data / "links.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_decided_it_is_loaded_built_and_taken_back(run: Run, data: Path, sheet: Path, tmp_path: Path) -> None:
    before = state(data)
    shown = run("import", sheet, "--year", "R3", "--yes", "--by", "山田", *decide(*DECIDED, "33=44"))
    assert "同じ 37、名称変更 3、新規 2、廃止 1、課の名称変更 1、課の統合 1" in shown
    assert (data / "r3" / "sheet.xlsx").read_bytes() == sheet.read_bytes()
    came_in = (data / "r3" / "received").read_text(encoding="utf-8").strip()
    assert came_in == datetime.now(history.OFFICE).date().isoformat()
    rows = {
        (r["measure_from"] or r["department_from"], r["measure_to"] or r["department_to"]): r
        for r in links(data)
    }
    assert {pair: row["kind"] for pair, row in rows.items() if row["kind"] != "same"} == {
        ("6", "6"): "renamed", ("9", "9"): "renamed", ("33", "44"): "renamed", ("7", ""): "dropped",
        ("", "42"): "new", ("", "43"): "new", ("防災課", "危機管理課"): "department-renamed",
        ("農地整備課", "農政課"): "department-merged",
    }  # fmt: skip
    assert (rows["33", "44"]["decided_by"], rows["7", ""]["decided_by"]) == ("山田", "自動")
    build_index(data, tmp_path / "k.db")
    with open_index(tmp_path / "k.db") as index:
        assert index.years == (R2, R3)
        bot = Bot(index)
        for question, year in (("R2の×の事業は？", "R2"), ("R3の×の事業は？", "R3"), ("R3のNo.42", "R3")):
            answer = bot.ask(question).as_json()
            assert answer["read_as"]["years"] == [year]
            assert answer["items"]
    assert "取り消し" in run("undo")
    assert state(data) == before
    assert "no import" in run("undo", code=1)


def test_the_same_file_again_changes_nothing_and_says_so(run: Run, data: Path, sheet: Path) -> None:
    run("import", sheet, "--year", "R3", "--yes", *decide(*DECIDED, "33="))
    before, kept = state(data), sorted(path.name for path in (data / history.FOLDER).iterdir())
    assert "同じファイル" in run("import", sheet, "--year", "R3", "--yes")
    assert state(data) == before
    assert sorted(path.name for path in (data / history.FOLDER).iterdir()) == kept


def test_a_corrected_file_needs_no_second_decision(run: Run, data: Path, sheet: Path) -> None:
    """What people decided stands in links.csv; tables kept for the year stay; undo goes back step by step."""
    first = state(data)
    run("import", sheet, "--year", "R3", "--yes", *decide(*DECIDED, "33=44"))
    (data / "r3" / "policies.csv").write_text("事業No.,事業名,基本方針,取組,確度\n", encoding="utf-8")
    second = state(data)
    book = load_workbook(sheet)
    book["評価"]["I20"] = "○"
    book.save(sheet)
    shown = run("import", sheet, "--year", "R3", "--yes")
    assert "今の R3 を置き換えます。評価の変わる項目 1件: 15-1 空→○" in shown
    assert (data / "r3" / "policies.csv").exists()
    run("undo")
    assert state(data) == second
    assert "policies.csv" in run("undo", code=1)  # written since the import: not taken away unasked
    run("undo", "--anyway")
    assert state(data) == first
    kept = [path for path in (data / history.FOLDER).rglob("policies.csv") if "undone" in path.parts]
    assert kept


def test_every_doubt_is_asked_one_by_one(data: Path, sheet: Path) -> None:
    before = state(data)
    wish = Wish(sheet, R3, data)
    person = Answers("はい", "？", "y", "n", "y", "Ｙ", "")
    assert run_import(wish, person) == 0
    assert [question for question in person.asked if "No.33" in question]
    assert person.asked[-1] == "反映しますか [y/N] "
    assert "取りやめました。何も変わっていません" in person.told
    assert state(data) == before
    with pytest.raises(KatouError, match="--decide"):
        run_import(wish, Answers("y", None))
    assert run_import(wish, Answers("y", "y", "n", "y", "y", "y")) == 0
    ended = [row["measure_from"] for row in links(data) if row["kind"] == "dropped"]
    assert ended == ["7", "33"]


# -- stops ---------------------------------------------------------------------------------------------------


def stopped(run: Run, data: Path, path: Path, says: str, *decisions: str) -> None:
    before = state(data)
    out = run("import", path, "--year", "R3", "--yes", code=1)
    assert says in out
    assert "--anyway" in out
    assert state(data) == before
    assert says in run("import", path, "--year", "R3", "--dry-run")
    run("import", path, "--year", "R3", "--yes", "--anyway", *decide(*decisions))
    assert (data / "r3").is_dir()


def test_the_wrong_year_stops(run: Run, data: Path, tmp_path: Path) -> None:
    merged(tmp_path / "old.xlsx", truth(), year="令和2年度")
    stopped(run, data, tmp_path / "old.xlsx", "年度が違います: 見出しは 令和2年度、指定は 令和3年度")


@pytest.mark.parametrize("title", ["R2評価", "R2 事業評価表", "2020評価表", "令和二年度 評価", "令和2年評価"])
def test_a_title_names_its_year_in_any_of_its_forms(title: str, run: Run, data: Path, tmp_path: Path) -> None:
    merged(tmp_path / "a.xlsx", truth(), year="")
    book = load_workbook(tmp_path / "a.xlsx")
    book.worksheets[0]["A1"].value = title
    book.save(tmp_path / "a.xlsx")
    stopped(run, data, tmp_path / "a.xlsx", "年度が違います: 見出しは 令和2年度、指定は 令和3年度")


@pytest.mark.parametrize("title", ["R2.3.31作成 評価表", "令和2年3月末の実績", "評価R2版第3稿"])
def test_a_day_in_a_title_is_no_year(title: str, run: Run, tmp_path: Path) -> None:
    merged(tmp_path / "a.xlsx", truth(), year="")
    book = load_workbook(tmp_path / "a.xlsx")
    book.worksheets[0]["A1"].value = title
    book.save(tmp_path / "a.xlsx")
    assert "年度が違います" not in run("import", tmp_path / "a.xlsx", "--year", "R3", "--dry-run")


TWO_YEARS = [
    ["令和3年度評価（令和2年度事業）"],
    ["令和3年度 行政評価シート", "2020年度実施分"],
    ["（R3年度）事務事業評価　対象:令和2年度"],
]


@pytest.mark.parametrize("title", TWO_YEARS)
def test_a_title_with_two_years_stops_for_either(
    title: list[str], run: Run, data: Path, tmp_path: Path
) -> None:
    merged(tmp_path / "two.xlsx", truth(), year="")
    book = load_workbook(tmp_path / "two.xlsx")
    for column, text in enumerate(title, 1):
        book.worksheets[0].cell(2, column, text)
    book.worksheets[0]["A1"].value = "評価表"
    book.save(tmp_path / "two.xlsx")
    stopped(run, data, tmp_path / "two.xlsx", "年度が2つ書かれています（令和2年度、令和3年度）")
    assert "several years are named" in run(
        "import", tmp_path / "two.xlsx", "--year", "R2", "--dry-run", "--lang", "en"
    )


@pytest.mark.parametrize(
    "period", ["令和2年度～令和6年度", "令和2〜6年度", "R2-R6年度", "2020年度から2024年度まで"]
)
def test_how_long_a_plan_lasts_is_no_second_year(period: str, run: Run, tmp_path: Path) -> None:
    merged(tmp_path / "plan.xlsx", truth(), year="")
    book = load_workbook(tmp_path / "plan.xlsx")
    book.worksheets[0]["A1"].value = f"ICTアクションプラン（{period}） 令和3年度評価"
    book.save(tmp_path / "plan.xlsx")
    assert "書かれています" not in run("import", tmp_path / "plan.xlsx", "--year", "R3", "--dry-run")
    assert "年度が違います" in run("import", tmp_path / "plan.xlsx", "--year", "R4", "--dry-run")


def test_the_text_sheet_of_another_year_stops(run: Run, data: Path, tmp_path: Path) -> None:
    shutil.copy(ROOT / "data" / "r2" / "sheet.txt", tmp_path / "r2.txt")
    stopped(run, data, tmp_path / "r2.txt", "年度が違います")


def test_ratings_that_are_half_filled_in_stop(run: Run, data: Path, tmp_path: Path) -> None:
    records = [{**record, "評価": "" if at % 5 else record["評価"]} for at, record in enumerate(truth())]
    merged(tmp_path / "half.xlsx", records)
    stopped(run, data, tmp_path / "half.xlsx", "評価の半分より多くが未記入です")


def test_a_third_of_the_measures_gone_stops(run: Run, data: Path, tmp_path: Path) -> None:
    merged(tmp_path / "few.xlsx", [record for record in truth() if int(record["事業No."]) <= 27])
    stopped(run, data, tmp_path / "few.xlsx", "3分の1以上がなくなっています（41事業のうち14）")


# -- reliability ---------------------------------------------------------------------------------------------


def killed(arguments: Sequence[object], step: int, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether a command was killed before its rename number `step`."""

    class Killed(BaseException):
        pass

    left, rename = [step], Path.rename

    def fail(self: Path, target: Path) -> Path:
        left[0] -= 1
        if left[0] < 0:
            raise Killed
        return rename(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", fail)
        try:
            command.main([*map(str, arguments)])
        except Killed:
            return True
    return False


def importing(data: Path, sheet: Path) -> list[object]:
    return ["import", sheet, "--year", "R3", "--data", data, "--yes", *decide(*DECIDED, "33=")]


@pytest.mark.parametrize("step", range(4))
def test_a_kill_at_any_step_leaves_the_old_state(
    step: int, run: Run, data: Path, sheet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(data)
    if killed(importing(data, sheet), step, monkeypatch):
        run("import", sheet, "--year", "R3", "--dry-run")  # puts back what the killed one left
        assert state(data) == before
    else:
        assert step >= 2  # the folder of the year and the table of links: no more is moved


def test_a_build_puts_back_what_a_killed_import_left(
    run: Run, data: Path, sheet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    before = state(data)
    index = tmp_path / "k.db"
    build_index(data, index)
    assert killed(importing(data, sheet), 1, monkeypatch)
    assert (data / "r3").is_dir()
    assert not (data / "links.csv").exists()
    capsys.readouterr()
    assert "cut short" in run("check", "--out", index, code=1)
    assert state(data) != before
    assert command.main(["build", "--data", str(data), "--out", str(index)]) == 0
    assert "R3評価.xlsx" in capsys.readouterr().err
    assert state(data) == before
    with open_index(index) as opened:
        assert opened.years == (R2,)
    run("check", "--out", index)


def test_a_build_waits_for_an_import_that_is_alive(
    data: Path, sheet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert killed(importing(data, sheet), 1, monkeypatch)
    monkeypatch.setattr("katou_index.importing.history.PATIENCE", 0.2)
    with history.only_one(data):  # puts back itself
        pass
    assert history.unfinished(data) == []
    assert killed(importing(data, sheet), 1, monkeypatch)
    lock = (data / history.FOLDER / "lock").open("a")
    fcntl.flock(lock, fcntl.LOCK_EX)
    with pytest.raises(KatouError, match="another import is running"):
        build_index(data, tmp_path / "k.db")
    assert (data / "r3").is_dir()
    lock.close()
    assert build_index(data, tmp_path / "k.db").put_back != ()


def test_an_undo_that_was_killed_is_finished(
    run: Run, data: Path, sheet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(data)
    run("import", sheet, "--year", "R3", "--yes", *decide(*DECIDED, "33="))
    assert killed(["undo", "--data", data], 1, monkeypatch)
    assert state(data) != before
    assert build_index(data, data.parent / "k.db").put_back != ()
    assert state(data) == before


def test_a_full_disk_leaves_the_old_state(
    run: Run, data: Path, sheet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(data)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("katou_index.importing.history._copy", full)
    assert "空き" in run("import", sheet, "--year", "R3", "--yes", *decide(*DECIDED, "33="), code=1)
    assert state(data) == before


def test_two_imports_never_meet(run: Run, data: Path, sheet: Path) -> None:
    with history.only_one(data):
        assert "running" in run("import", sheet, "--year", "R3", "--yes", *decide(*DECIDED, "33="), code=1)


def test_a_first_year_needs_no_other(run: Run, data: Path, tmp_path: Path, sheet: Path) -> None:
    shutil.rmtree(data / "r2")
    assert "比べる前の年度はありません" in run("import", sheet, "--year", "R3", "--yes")
    assert not (data / "links.csv").exists()


def test_without_a_data_folder_it_says_so(
    sheet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["import", str(sheet), "--year", "R3", "--data", str(tmp_path / "none")]) == 1
    assert "no such data folder" in capsys.readouterr().err


# -- corrections ---------------------------------------------------------------------------------------------


@pytest.fixture
def export(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    build_index(data, tmp_path / "k.db")
    monkeypatch.setenv("KATOU_INDEX", str(tmp_path / "k.db"))
    assert (
        command.main(["export", "--year", "R2", "--format", "xlsx", "--out", str(tmp_path / "out.xlsx")]) == 0
    )
    return tmp_path / "out.xlsx"


def edit(path: Path, key: tuple[int, int], column: str, value: str) -> None:
    book = load_workbook(path)
    sheet = book["項目"]
    head = {cell.value: cell.column for cell in sheet[1]}
    for row in sheet.iter_rows(min_row=2):
        if (row[head["事業No."] - 1].value, row[head["項目"] - 1].value) == key:
            sheet.cell(row[0].row, head[column], value)
    book.save(path)


WHO = ("--by", "山田", "--reason", "原本を確認")


def test_an_edited_export_comes_back_as_corrections(run: Run, data: Path, export: Path) -> None:
    before = state(data)
    old = (data / "r2" / "corrections.csv").read_bytes()
    assert "直されたセルはありません" in run("import", export, "--year", "R2", "--yes")
    edit(export, (15, 1), "評価", "〇")
    edit(export, (30, 3), "事業名", "電子決裁の導入")
    shown = run("import", export, "--year", "R2", "--yes", *WHO)
    assert "15-1 評価（シート「項目」L19）: （空） → ○" in shown
    assert "No.30 事業名" in shown
    new = (data / "r2" / "corrections.csv").read_bytes()
    assert new.startswith(old)
    rows = new[len(old) :].decode().splitlines()
    assert len(rows) == 2
    assert rows[0].startswith("R2,15,1,評価,,○,原本を確認,山田,")
    measures = {m.number: m for m in load_year(data / "r2", load_tables(data)).measures}
    assert measures[15].items[0].rating.mark == "○"
    assert "訂正あり" in measures[15].items[0].notes
    assert measures[30].title == "電子決裁の導入"
    assert "直されたセルはありません" in run("import", export, "--year", "R2", "--yes", *WHO)
    run("undo")
    assert state(data) == before


def titled(path: Path) -> None:
    """A title row and an empty one above the headings, as people put them."""
    book = load_workbook(path)
    book["項目"].insert_rows(1, 2)
    book["項目"]["A1"] = "令和2年度 評価の書き出し（修正版）"
    book.save(path)


def without_conditions(path: Path) -> None:
    book = load_workbook(path)
    del book["条件"]
    book["項目"].title = "Sheet1"
    book.save(path)


@pytest.mark.parametrize("change", [(titled,), (without_conditions,), (titled, without_conditions)])
def test_an_export_is_known_wherever_its_headings_stand(
    run: Run, data: Path, export: Path, change: tuple[Callable[[Path], None], ...]
) -> None:
    document = (data / "r2" / "sheet.txt").read_bytes()
    edit(export, (2, 1), "評価", "△")
    for each in change:
        each(export)
    shown = run("import", export, "--year", "R2", "--yes", *WHO)
    assert "2-1 評価" in shown
    assert "× → △" in shown
    assert (data / "r2" / "sheet.txt").read_bytes() == document
    last = (data / "r2" / "corrections.csv").read_text(encoding="utf-8").splitlines()[-1]
    assert last.startswith("R2,2,1,評価,×,△,原本を確認,山田,")


def test_a_sheet_of_the_office_is_no_export(run: Run, data: Path, tmp_path: Path) -> None:
    """Its own headings, without those that only an export has: the year is loaded anew, after a look."""
    book = Workbook()
    page = book.worksheets[0]
    page.append(["年度", "事業No.", "事業名", "項目", "担当課", "取組内容", "取組結果", "評価"])
    page.append(["R2", 1, "防災行政無線", 1, "防災課", "検証する", "検証した。", "○"])
    book.save(tmp_path / "own.xlsx")
    told = run("import", tmp_path / "own.xlsx", "--year", "R2", "--dry-run")
    assert "事業 1、項目 1" in told


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [("評価", "良", "no rating"), ("確度", "原文どおり!", "cannot be edited"), ("項目", "9", "no 15-9")],
)
def test_an_edit_that_cannot_be_names_its_cell(
    run: Run, data: Path, export: Path, column: str, value: str, says: str
) -> None:
    before = state(data)
    edit(export, (15, 1), column, value)
    told = run("import", export, "--year", "R2", "--yes", *WHO, code=1)
    assert says in told
    assert "シート「項目」" in told
    assert state(data) == before


def test_an_old_export_is_not_laid_over_newer_data(run: Run, data: Path, export: Path) -> None:
    with (data / "r2" / "corrections.csv").open("a", encoding="utf-8") as file:
        file.write("R2,1,1,評価,△,○,別の訂正,人,2026-12-01\n")
    edit(export, (15, 1), "評価", "○")
    assert "export it anew" in run("import", export, "--year", "R2", "--yes", *WHO, code=1)


def test_corrections_want_a_reason_and_a_name(run: Run, data: Path, export: Path) -> None:
    edit(export, (15, 1), "評価", "○")
    assert "--reason" in run("import", export, "--year", "R2", "--yes", code=1)
    person = Answers("原本を確認", "山田", "y")
    assert run_import(Wish(export, R2, data), person) == 0
    assert person.asked == ["訂正の理由: ", "訂正者の名前: ", "反映しますか [y/N] "]


def test_the_history_says_what_was_done(run: Run, data: Path, sheet: Path) -> None:
    run("import", sheet, "--year", "R3", "--yes", *decide(*DECIDED, "33="))
    (entry,) = (json.loads(path.read_text(encoding="utf-8")) for path in data.glob(".history/*/entry.json"))
    assert (entry["what"], entry["year"], entry["file"], entry["state"]) == (
        "import",
        "R3",
        sheet.name,
        "applied",
    )
    assert entry["paths"] == {"r3": False, "links.csv": False}
