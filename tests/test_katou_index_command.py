"""The katou-index command as people and scripts use it."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from katou_index import __main__ as command

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("index") / "katou.db"
    assert command.main(["build", "--data", str(ROOT / "data"), "--out", str(path)]) == 0
    return path


@pytest.fixture(autouse=True)
def _setting(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KATOU_INDEX", str(index))


def run(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    """Standard output; on code 1 the one line of standard error."""
    assert command.main(arguments) == code
    out, err = capsys.readouterr()
    if code:
        assert out == ""
        assert err.startswith("katou-index: ")
        assert err.count("\n") == 1
        return err
    assert err == ""
    return out


def process(*arguments: str, given: bytes = b"", **environ: str) -> subprocess.CompletedProcess[bytes]:
    """The real command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "katou_index", *arguments],
        input=given, capture_output=True, cwd=ROOT, env={**os.environ, **environ},
    )  # fmt: skip


def test_a_search_starts_without_what_it_does_not_need(index: Path) -> None:
    code = (
        "import sys; from katou_index.__main__ import main; main(['search', 'RPA']); "
        "print({'typing', 'pathlib', 'threading', 'numpy'} & {*sys.modules}, file=sys.stderr)"
    )
    environ = {"PATH": os.environ["PATH"], "KATOU_INDEX": str(index)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, env=environ)
    assert done.stdout.startswith("R2/")
    assert done.stderr == "set()\n"


def test_build_tells_each_year(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = run(capsys, "build", "--data", str(ROOT / "data"), "--out", str(tmp_path / "k.db"))
    assert out.startswith("R2 令和2年度: 事業 41、項目 57（評価あり 55）、所見 ")
    assert "要確認" in out


def test_the_folder_of_the_settings_is_read(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "plan" / "r2").mkdir(parents=True)
    run(capsys, "export", "--format", "csv", "--out", str(tmp_path / "plan" / "r2" / "sheet.csv"))
    rows = (tmp_path / "plan" / "r2" / "sheet.csv").read_text(encoding="utf-8-sig").splitlines(keepends=True)
    (tmp_path / "plan" / "r2" / "sheet.csv").write_text("".join(rows[:2]), encoding="utf-8-sig")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("KATOU_DATA", "~/plan")
    assert "事業 1、" in run(capsys, "build", "--out", str(tmp_path / "k.db"))
    assert "一致" in run(capsys, "check", "--out", str(tmp_path / "k.db"))


def test_build_of_a_bad_sheet_is_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "r2").mkdir()
    (tmp_path / "r2" / "sheet.csv").write_bytes(b"")
    err = run(capsys, "build", "--data", str(tmp_path), "--out", str(tmp_path / "k.db"), code=1)
    assert "sheet.csv" in err


def test_check_is_silent_about_nothing(
    capsys: pytest.CaptureFixture[str], index: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data", data)
    assert "一致" in run(capsys, "check", "--data", str(data), "--out", str(index))
    with (data / "r2" / "sheet.txt").open("a") as sheet:
        sheet.write("\n")
    assert "r2/sheet.txt" in run(capsys, "check", "--data", str(data), "--out", str(index), code=1)
    broken = tmp_path / "broken.db"
    broken.write_bytes(index.read_bytes()[:-1])
    assert "壊れて" in run(capsys, "check", "--data", str(data), "--out", str(broken), code=1)
    assert "ありません" in run(capsys, "check", "--out", str(tmp_path / "none.db"), code=1)


@pytest.mark.parametrize("arguments", [("findings",), ("export",), ("search", "防災")])
def test_who_names_the_data_reads_no_index_of_others(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data", data)
    assert run(capsys, *arguments, "--data", str(data)) == run(capsys, *arguments)
    (data / "synonyms.toml").write_text("", encoding="utf-8")
    err = run(capsys, *arguments, "--data", str(data), code=1)
    assert "synonyms.toml" in err
    assert "katou-index build" in err


def test_findings_name_line_cell_kind_and_what_was_done(
    capsys: pytest.CaptureFixture[str], index: Path
) -> None:
    found = json.loads(run(capsys, "findings", "--json"))
    assert {tuple(finding) for finding in found} == {
        ("year", "file", "line", "cell", "kind", "measure", "item", "status", "was", "now", "text")
    }
    assert {finding["status"] for finding in found} <= {"repaired", "corrected", "open"}
    lines = run(capsys, "findings", "--year", "R2", "--out", str(index)).splitlines()
    assert len(lines) == len(found)
    assert lines[0].startswith("R2 sheet.txt")


def test_export_has_every_item(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    records = json.loads(run(capsys, "export"))
    marks = [record["rating"] for record in records]
    assert [marks.count(mark) for mark in "◎○△×—"] + [marks.count("")] == [2, 35, 11, 7, 1, 1]
    text = run(capsys, "export", "--format", "csv", "--year", "r2")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert [f"{row['事業No.']}-{row['項目']}" for row in rows] == [record["id"] for record in records]
    assert run(capsys, "export", "--format", "csv", "--out", str(tmp_path / "x.csv")) == ""
    assert (tmp_path / "x.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_an_export_builds_the_same_plan_again(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    records = json.loads(run(capsys, "export"))
    (tmp_path / "data" / "r2").mkdir(parents=True)
    run(capsys, "export", "--format", "csv", "--out", str(tmp_path / "data" / "r2" / "sheet.csv"))
    run(capsys, "build", "--data", str(tmp_path / "data"), "--out", str(tmp_path / "k.db"))
    again = process("export", KATOU_INDEX=str(tmp_path / "k.db"))
    assert json.loads(again.stdout) == records


def test_excel_needs_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    with pytest.raises(SystemExit, match="2"):
        command.main(["export", "--format", "xlsx"])
    capsys.readouterr()
    run(capsys, "export", "--format", "xlsx", "--out", str(tmp_path / "x.xlsx"))
    assert (tmp_path / "x.xlsx").stat().st_size > 1000
    assert "書けません" in run(capsys, "export", "--format", "xlsx", "--out", str(tmp_path), code=1)


def test_search_ranks(capsys: pytest.CaptureFixture[str]) -> None:
    first, *_ = run(capsys, "search", "RPAの進捗は？").splitlines()
    assert first.split("\t")[0] == "R2/30-3"
    records = json.loads(run(capsys, "search", "災害", "--json", "--limit", "3"))
    assert len(records) == 3
    assert records[0]["key"] == f"R2/{records[0]['id']}"
    assert json.loads(run(capsys, "search", "ロケット", "--json")) == []
    assert "ありません" in run(capsys, "search", "の")


def test_search_answers_line_by_line() -> None:
    texts = {1: "RPAの進捗は？", "二": "の", None: "災害\ud83d"}
    lines = [{"id": name, "text": text} for name, text in texts.items()]
    given = "\n".join(json.dumps(line) for line in lines) + "\n\n"
    done = process("search", "--jsonl", "--limit", "2", given=given.encode(), LC_ALL="C", PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (0, b"")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == [1, "二", None]
    assert [len(answer["hits"]) for answer in answers] == [2, 0, 2]
    assert answers[0]["hits"][0] == "R2/30-3"
    assert all(answer["ms"] >= 0 for answer in answers)


@pytest.mark.parametrize(
    "line", [b"{", b"[]", b'{"id": 1}', b'{"id": 1, "text": 2}', b"\xff\xfe", b"[" * 100_000]
)
def test_a_line_that_is_no_question_is_named(line: bytes) -> None:
    done = process("search", "--jsonl", given=b'{"id": 1, "text": "x"}\n' + line + b"\n")
    assert done.returncode == 1
    assert done.stderr.decode().count("\n") == 1
    assert "2行目" in done.stderr.decode()


@pytest.mark.parametrize(
    "arguments",
    [[], ["fly"], ["search"], ["search", "x", "--jsonl"], ["search", "x", "--limit", "0"],
     ["export", "--year", "X"], ["export", "--format", "pdf"], ["build", "--nothing"]],
)  # fmt: skip
def test_wrong_use_is_code_2(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        command.main(arguments)
    assert raised.value.code == 2


@pytest.mark.parametrize("name", ["findings", "export"])
def test_a_year_that_is_not_loaded_is_code_1(capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert "R9" in run(capsys, name, "--year", "R9", code=1)


def test_a_missing_index_is_code_1(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "katou-index build" in run(capsys, "search", "x", "--out", str(tmp_path / "none.db"), code=1)


def test_no_traceback_whatever_happens(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("two\nlines")

    monkeypatch.setattr(command, "open_index", fail)
    assert "RuntimeError: two lines" in run(capsys, "search", "x", code=1)


def test_a_reader_that_goes_away_is_no_trouble() -> None:
    shell = f"'{sys.executable}' -m katou_index findings --json | head -c 10"
    done = subprocess.run(["sh", "-c", shell], capture_output=True, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, b"")
