"""The joint: one year's folder → its measures, read, restored, corrected, and everything found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from katou_index.corrections import Corrector, load_corrections
from katou_index.errors import SourceError
from katou_index.laying import Layer
from katou_index.plan import Finding, FiscalYear, Measure
from katou_index.reading.textsheet import read_text_sheet
from katou_index.reading.tidy import read_tidy
from katou_index.restoring import restore
from katou_index.tablefiles import load_policies
from katou_index.tables import Tables

_YEAR_FOLDER = re.compile(r"[rh]\d{1,2}")


@dataclass
class LoadedYear:
    """One fiscal year. `measures` is consumed once; after that `findings` is complete."""

    year: FiscalYear
    file: str
    measures: Iterator[Measure]
    findings: list[Finding]


def years(data: Path) -> list[Path]:
    """The year folders under `data` (r2, r3 …), oldest first."""
    folders = [folder for folder in data.iterdir() if folder.is_dir()] if data.is_dir() else []
    found = [folder for folder in folders if _YEAR_FOLDER.fullmatch(folder.name.lower())]
    return sorted(found, key=lambda folder: FiscalYear.from_code(folder.name))


def load_year(folder: Path, tables: Tables) -> LoadedYear:
    """Open one year. Raises SourceError (its document) or TableError (its tables), also while streaming."""
    year = FiscalYear.from_code(folder.name)
    path = _document(folder)
    findings: list[Finding] = []
    measures = _measures(path, year, tables, findings)
    if (rows := load_policies(folder)) is not None:
        measures = Layer(year, rows, findings).over(measures)
    records = load_corrections(folder, year)
    measures = Corrector(year, records, tables.scale, findings, path.name).over(measures)
    return LoadedYear(year, path.name, measures, findings)


def _document(folder: Path) -> Path:
    found = sorted(path for path in folder.glob("sheet.*") if path.is_file())
    if not found:
        raise SourceError(str(folder), "", "評価表（sheet.txt か sheet.csv）がありません")
    if len(found) > 1:
        names = "、".join(path.name for path in found)
        raise SourceError(
            str(folder), "", f"評価表が{len(found)}つあります（{names}）。1つだけにしてください"
        )
    return found[0]


def _measures(path: Path, year: FiscalYear, tables: Tables, findings: list[Finding]) -> Iterator[Measure]:
    kind = path.suffix.lower()
    if kind == ".txt":
        restored = restore(read_text_sheet(path), year, tables)
        findings.extend(restored.findings)
        return iter(restored.measures)
    if kind == ".csv":
        return read_tidy(path, year, tables.scale, findings)
    if kind in (".xlsx", ".pdf"):
        raise SourceError(
            str(path),
            "",
            f"{kind} はまだ読めません。CSV（sheet.csv）かテキスト（sheet.txt）で保存し直してください",
        )
    raise SourceError(
        str(path), "", f"{kind or '拡張子なし'} は読めません。.txt か .csv で保存し直してください"
    )
