"""The R2 items as LibreOffice prints and saves them, loaded as R3: the same 57 items, field by field."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from pdfplumber import open as open_pdf

from tests.libreoffice import SOFFICE, converted, sheet_for_paper
from tests.sheets import ROOT, truth
from tests.test_import_layouts import differences, load

CI = os.environ.get("CI") == "true"
HOW = "LibreOffice is missing: run make setup-programs (Debian: apt-get install libreoffice-calc-nogui)"
pytestmark = pytest.mark.skipif(SOFFICE is None and not CI, reason=HOW)
SANS, SERIF = "Noto Sans CJK JP", "Noto Serif CJK JP"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))


@pytest.mark.parametrize(
    ("upright", "size", "repeated", "font"),
    [("top", 9, True, SANS), ("center", 9, True, SANS), ("center", 10, False, SANS),
     ("bottom", 8, True, SERIF), ("top", 14, False, SERIF)],
)  # fmt: skip
def test_what_libreoffice_prints_gives_the_same_items(
    upright: str, size: int, repeated: bool, font: str, tmp_path: Path, data: Path
) -> None:
    """Merged cells go over page breaks; their text falls on either page, and is hidden on the other."""
    sheet = tmp_path / "評価表.xlsx"
    sheet_for_paper(sheet, truth(), upright=upright, size=size, repeated=repeated, font=font)
    printed = converted(sheet, "pdf", tmp_path / "printed")
    with open_pdf(printed) as document:
        assert len(document.pages) > 3
        assert document.pages[0].width > document.pages[0].height
    assert differences(load(printed, data), truth(), blanks=False) == []


def test_what_libreoffice_saves_gives_the_same_items(tmp_path: Path, data: Path) -> None:
    sheet = tmp_path / "評価表.xlsx"
    sheet_for_paper(sheet, truth(), upright="center", size=9, repeated=True, font=SANS)
    opened = converted(sheet, "ods", tmp_path / "opened")
    saved = converted(opened, "xlsx", tmp_path / "saved")
    assert saved.read_bytes() != sheet.read_bytes()
    assert differences(load(saved, data), truth(), blanks=True) == []
