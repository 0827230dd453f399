"""A name is found however it is spelt: in departments.toml, in a sheet, in a question."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import Bot
from katou_index import __main__ as command
from katou_index import build_index, open_index
from katou_index.loading import load_year
from katou_index.naming import Naming, same_name
from katou_index.plan import Measure
from katou_index.tablefiles import load_tables
from katou_index.words import fold, spelt
from tests.made import text

HEAD = ["事業No.", "事業名", "担当課", "取組結果", "根拠", "評価"]


def decomposed(name: str) -> str:
    return unicodedata.normalize("NFD", name)


# as departments.toml has it, as the sheet has it, as people type it
SPELLINGS = {
    "decomposed in the table": (decomposed("こども教育課"), "こども教育課", "こども教育課"),
    "decomposed in the sheet": ("こども教育課", decomposed("こども教育課"), "こども教育課"),
    "decomposed by who asks": ("こども教育課", "こども教育課", decomposed("こども教育課")),
    "radical in the sheet": ("市民課", "市⺠課", "市民課"),
    "radical in the table": ("市⺠課", "市民課", "市民課"),
    "Kangxi radicals": ("青少年課", "⻘少年課", "⾭少年課"),
    "variants": ("高崎支所", "髙﨑支所", "髙崎支所"),
    "variant in the table": ("髙﨑支所", "高崎支所", "高崎支所"),
    "full width": ("DX推進課", "ＤＸ推進課", "dx推進課"),
    "a dash for a long vowel": ("スポーツ課", "スポ－ツ課", "スポーツ課"),
    "half-width kana": ("デジタル課", "ﾃﾞｼﾞﾀﾙ課", "デジタル課"),
}


def load(data: Path, year: str, path: Path, *more: str) -> int:
    return command.main(["import", str(path), "--year", year, "--data", str(data), "--yes", *more])


def measures(data: Path, year: str) -> list[Measure]:
    return list(load_year(data / year, load_tables(data)).measures)


@pytest.mark.parametrize("name", SPELLINGS)
def test_a_department_is_found_however_it_is_spelt(name: str, tmp_path: Path) -> None:
    table, sheet, typed = SPELLINGS[name]
    data = tmp_path / "data"
    data.mkdir()
    (data / "departments.toml").write_text(f'[[department]]\nname = "{table}"\n', encoding="utf-8")
    rows = [HEAD, [1, "案内の配布", sheet, f"【{sheet}】 配布した。", "12件", "△"]]
    assert load(data, "R3", text(tmp_path / "r3.csv", rows)) == 0
    (measure,) = measures(data, "r3")
    assert measure.departments == measure.items[0].owners == (spelt(table),)
    build_index(data, tmp_path / "k.db")
    answer = Bot(open_index(tmp_path / "k.db")).ask(f"{typed}の△は？").as_json()
    assert (answer["items"], answer["kind"]) == (["1-1"], "list")


@pytest.mark.parametrize("name", SPELLINGS)
def test_another_spelling_in_the_next_year_is_no_new_department(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, before, after = SPELLINGS[name]
    data = tmp_path / "data"
    data.mkdir()
    for year, office in (("R2", before), ("R3", after)):
        rows = [HEAD, [1, "案内の配布", office, "配布した。", "12件", "△"]]
        assert load(data, year, text(tmp_path / f"{year}.csv", rows)) == 0
    shown, wrong = capsys.readouterr()
    assert wrong == ""
    assert "なりましたか" not in shown
    assert "新しい課" not in shown
    assert "department" not in (data / "links.csv").read_text(encoding="utf-8").split("decided_at\n")[1]


def test_a_decision_names_a_department_in_any_spelling(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    for year, office, more in (("R2", "市⺠課", ()), ("R3", "暮らしの課", ("--decide", "市民課=暮らしの課"))):
        rows = [HEAD, [1, "案内の配布", office, "配布した。", "12件", "△"]]
        assert load(data, year, text(tmp_path / f"{year}.csv", rows), *more) == 0
    assert "市民課,R3,,暮らしの課,department-renamed" in (data / "links.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "other", ["市民科", "町民課", "高田支所", "市民課窓口", "DX課"],
)  # fmt: skip
def test_another_name_stays_another_name(other: str) -> None:
    naming = Naming(["市民課", "髙崎支所", "DX推進課"])
    assert naming.name(other) == other
    assert not same_name("市民課", other)


NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8)


@given(names=st.lists(NAMES, max_size=6), make=st.sampled_from([str, decomposed, fold, spelt]))
def test_naming_keeps_the_first_spelling(names: list[str], make: Callable[[str], str]) -> None:
    naming = Naming(names)
    for name in names:
        assert fold(naming.name(make(name))) == fold(name)
        assert naming.name(make(name)) == naming.name(name)
        assert naming.name(naming.name(name)) == naming.name(name)
