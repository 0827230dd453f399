"""A CSV is read whatever its encoding is and whatever parts its cells, or told in one line what is wrong."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from katou_index.errors import SourceError
from katou_index.plan import FiscalYear
from katou_index.reading.delimited import SEPARATORS, records
from katou_index.reading.tidy import COLUMNS, read_tidy
from katou_index.tablefiles import common_scale
from tests.test_import_city_layouts import Run, data, measures, rated, run

__all__ = ["data", "run"]  # fixtures

ROWS = [
    ["番号", "事業名", "担当課", "取組結果", "評価"],
    ["1", "河川カメラ", "防災課", "置いた。\n3か所", "○"],
    ["2", "毛布, 水", "防災課", "足りない; 100枚\tまで", "△"],
    ["3", "窓口の\"予約\"", "市民課", "見送った。", "×"],
]  # fmt: skip
ENCODINGS = (
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp932", "iso2022_jp", "euc_jp",
)  # fmt: skip


def written(rows: list[list[str]], sign: str, quoting: int = csv.QUOTE_MINIMAL) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=sign, quoting=quoting).writerows(rows)  # type: ignore[call-overload]
    return text.getvalue()


@pytest.mark.parametrize("sign", SEPARATORS)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_any_separator_in_any_encoding(encoding: str, sign: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(written(ROWS, sign).encode(encoding))
    assert list(records(path, "a.csv")) == list(zip((1, 2, 4, 5), ROWS, strict=True))


@pytest.mark.parametrize("sign", [";", "\t"])
@pytest.mark.parametrize("above", ["", "令和7年度 評価一覧\r\n\r\n", "sep={}\r\n"])
def test_a_sheet_of_the_office_is_loaded(above: str, sign: str, tmp_path: Path, data: Path, run: Run) -> None:
    path = tmp_path / "a.csv"
    path.write_text(above.format(sign) + written(ROWS, sign, csv.QUOTE_ALL), encoding="utf-16", newline="")
    run(path)
    assert [mark for *_, mark in rated(data)] == ["○", "△", "×"]
    (item,) = measures(data)[0].items
    assert item.result == "置いた。 3か所"
    assert item.source.lines == (above.count("\n") + 2,)


@pytest.mark.parametrize("sign", SEPARATORS)
def test_a_tidy_file_is_tidy_by_any_separator(sign: str, tmp_path: Path) -> None:
    values = {"事業No.": "1", "事業名": "河川カメラ", "項目": "1", "評価": "○", "担当課": "防災課"}
    path = tmp_path / "sheet.csv"
    rows = [list(COLUMNS), [values.get(name, "") for name in COLUMNS]]
    path.write_text(written(rows, sign), encoding="cp932", newline="")
    (measure,) = read_tidy(path, FiscalYear.from_code("R7"), common_scale(), [])
    assert (measure.title, measure.items[0].rating.mark) == ("河川カメラ", "○")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('番号,事業名,評価\n1,"河川カメラ,○\n2,毛布,△\n'.encode(), "2行目"),
        ('番号,事業名,評価\n1,"河川"カメラ,○\n'.encode(), "閉じていません"),
        ('番号,事業名,評価\n1,"河川カメラ,○\n2,毛布",△\n'.encode(), "2行が1つのセル"),
        ('番号,事業名,評価\n1,河川カメラ,"○\n2,毛布,△\n3,窓口,"\n'.encode(), "3行が1つのセル"),
        ('番号,事業名,評価\n1,"河川カメラ,○\n2,毛布,△\n3,窓口"\n4,図書,×\n'.encode(), "3行が1つのセル"),
        ("番号・事業名・評価\n1・河川カメラ・○\n".encode(), "列の区切り"),
        ("番号,事業名,評価\n1,河川カメラ,○\n".encode("cp932") + b"\x81 ", "UTF-8 の CSV"),
        ("番号,事業名,評価\n1,河川\0カメラ,○\n".encode(), "文字でないデータ"),
    ],
)
def test_what_is_wrong_is_named(content: bytes, says: str, tmp_path: Path, data: Path, run: Run) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert says in run(path, code=1)
    assert not (data / "r7").exists()


CELLS = st.text(st.sampled_from('事業○,;|\t"\n 課1'), max_size=6)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(CELLS, min_size=4, max_size=4), min_size=1, max_size=6),
    st.sampled_from(SEPARATORS),
    st.sampled_from([name for name in ENCODINGS if name not in ("utf-16-le", "utf-16-be")]),
)
def test_what_is_written_in_quotes_comes_back(rows: list[list[str]], sign: str, encoding: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(written([ROWS[0][:4], *rows], sign, csv.QUOTE_ALL).encode(encoding))
        assert [cells for _, cells in records(path, "a.csv")] == [ROWS[0][:4], *rows]


@given(st.binary(max_size=200))
def test_any_bytes_give_records_or_one_error(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(content)
        try:
            found = list(records(path, "a.csv"))
        except SourceError as error:
            found, told = [], str(error)
            event(told[:20])
        lines = [line for line, _ in found]
        assert lines == sorted(set(lines))
