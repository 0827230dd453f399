"""Every sentence of a finding has its English twin, and what people read has the language they asked for."""

from __future__ import annotations

import inspect
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.composing.views import Views
from katou_index import __main__ as command
from katou_index import open_index
from katou_index.language import Told, english, in_english, speaking
from katou_index.plan import Finding
from katou_index.reading import sentences as read
from katou_index.reading.excel import read_excel
from katou_index.reading.grid import Grid
from katou_index.reading.signs import with_signs_told
from katou_index.restoring import sentences as restored
from katou_index.restoring.kinds import KINDS
from tests.bot_fixtures import bot, index_path
from tests.made import excel

JAPANESE = re.compile("[ぁ-ゖ]")
SENTENCE = re.compile("です|ます|ました|ません|ください")
QUOTED = re.compile(r"「[^」]*」|【[^】]*】|\"[^\"]*\"|Reason: .*")
VALUES: dict[str, Any] = {
    "int": 3, "MeasureNumber": "1-①", "str": "X", "Sequence[str]": ("シート「評価」A5", "2行目"),
    "Sequence[tuple[str, str]]": (("シート「評価」A5", "X"),), "Sequence[tuple[int, str]]": ((1, "X"),),
    "Sequence[tuple[str, int]]": (("5-1", 9), ("5-2", 10)), "bool": True,
}  # fmt: skip
SENTENCES = [
    (function, name)
    for module in (restored, read)
    for name, function in inspect.getmembers(module, inspect.isfunction)
    if function.__module__ == module.__name__
    and str(function.__annotations__.get("return")) == "Told"
    and name != "at"
]


@pytest.mark.parametrize(("function", "name"), SENTENCES, ids=[name for _, name in SENTENCES])
def test_every_sentence_has_its_english_twin(function: Any, name: str) -> None:
    parameters = inspect.signature(function).parameters.values()
    said = function(*(VALUES[str(each.annotation)] for each in parameters))
    assert isinstance(said, Told)
    assert said.english
    assert said.english != said
    assert not JAPANESE.search(QUOTED.sub("", said.english)), said.english
    assert "\n" not in f"{said}{said.english}"


def test_all_that_findings_say_is_such_a_sentence() -> None:
    assert len(SENTENCES) > 80
    assert all(name and word and word.isascii() for name, word in KINDS.values())


def of_r2() -> Sequence[Finding]:
    index = open_index(index_path())
    return index.findings(index.years[-1])


def test_the_index_keeps_both() -> None:
    found = of_r2()
    assert len(found) > 100
    bare = [QUOTED.sub("", english(each.text)) for each in found]
    assert [text for text in bare if SENTENCE.search(text)] == []  # names are told as they are
    assert all(JAPANESE.search(each.text) for each in found)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_page_shows_them_in_its_language(lang: str) -> None:
    views = Views(bot().library.vocabulary, lang)
    shown = views.findings()
    wanted = {english(each.text) if lang == "en" else str(each.text) for each in of_r2()}
    assert {each.text for each in shown} == wanted
    assert {each.kind for each in shown} <= {names[lang == "en"] for names in KINDS.values()}


def test_doubts_about_cells_keep_their_twin_between_processes(tmp_path: Path) -> None:
    path = excel(tmp_path / "a.xlsx", [["事業名", "評価"], ["\ue000橋", "○"]])
    grid = with_signs_told(read_excel(path))
    again = Grid.from_json(grid.as_json())
    assert [english(each.text) for each in again.doubts] == [english(each.text) for each in grid.doubts]
    assert "cannot see" in english(again.doubts[0].text)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("シート「評価」A5", 'sheet "評価" A5'),
        ("シート「評価」I列（非表示）", 'sheet "評価" column I (hidden)'),
        ("シート「評価」12行目", 'sheet "評価" row 12'),
        ("2ページ 表の5行目", "page 2, table row 5"),
        ("12行目 取組結果", "line 12 取組結果"),
        ("5列目", "column 5"),
        ("sheet.txt", "sheet.txt"),
    ],
)
def test_places_in_english(place: str, said: str) -> None:
    assert in_english(place) == said


def test_an_import_and_what_stops_it_are_english(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "data").mkdir()
    rows: list[list[object]] = [
        ["番号", "事業名", "実績", "評価", "備考"],
        ["土木課"],
        [1, "橋", "直した。", "○（済）", "x"],
    ]
    sums: list[list[object]] = [["合計", "", "", "1件"], ["", "園芸", "植えた。", "？", ""]]
    words = ["--year", "R7", "--data", str(tmp_path / "data"), "--yes", "--anyway", "--lang", "en"]
    assert command.main(["import", str(excel(tmp_path / "a.xlsx", [*rows, *sums])), *words]) == 0
    shown = capsys.readouterr().out
    assert 'sheet "評価" A4 was not read as an item' in shown
    assert 'taken from the rows above (sheet "評価" A2 土木課)' in shown
    twice = [*rows, [2, "堤防", "直した。", "○", ""], [1, "別の橋", "見送った。", "×", ""]]
    with speaking("en"):
        assert command.main(["import", str(excel(tmp_path / "b.xlsx", twice)), *words]) == 1
    told = capsys.readouterr().err
    assert 'b.xlsx sheet "評価" A5: No.1 stands twice' in told
    assert not JAPANESE.search(QUOTED.sub("", shown + told)), shown + told
