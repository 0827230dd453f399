"""An R1 and an R3 made of the R2 items: invented, and marked so in every text. They never stand in data/."""

from __future__ import annotations

import csv
import functools
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from bot import Bot
from katou_index import build_index, open_index
from katou_index.years.links import COLUMNS as LINK_COLUMNS
from tests.bot_fixtures import TODAY
from tests.sheets import ROOT, Record, truth

TEXTS = ("取組内容", "取組結果", "根拠")
MARK = "【架空】"  # stands in every text of an invented year
R3_RATINGS = {
    "2-1": "○", "4-1": "△", "18-2": "○", "22-2": "○", "30-3": "◎",  # better
    "21-1": "○", "28-1": "×", "14-1": "△",  # worse
    "16-1": "○", "12-1": "",  # was "—"; not filled in
}  # fmt: skip
R1_RATINGS = {"30-3": "△", "8-1": "×", "21-1": "△", "4-1": "△", "37-1": "○"}
RENAMED = {"防災課": "危機管理課", "農地整備課": "農政課"}
TITLES = {"6": "図書館電子サービスの拡充", "9": "母子健康手帳及び子育てアプリの運用"}
NUMBERS = {"33": "44"}
NEW = {"42": "生成AIの庁内利用", "43": "書かない窓口の設置"}


def invented_r3() -> list[Record]:
    """Two titles changed and one number, two measures new, one dropped, two departments renamed."""
    records = [record for record in _marked("R3", R3_RATINGS) if record["事業No."] != "7"]
    for record in records:
        record["事業名"] = TITLES.get(record["事業No."], record["事業名"])
        record["事業No."] = NUMBERS.get(record["事業No."], record["事業No."])
        for name in ("担当課", "項目担当課"):
            for was, now in RENAMED.items():
                record[name] = record[name].replace(was, now)
    last = {**records[-1], "項目": "1", "評価": "○"}
    new = (
        {**last, "事業No.": number, "事業名": title, **dict.fromkeys(TEXTS, f"{MARK}{title}の準備")}
        for number, title in NEW.items()
    )
    return [*records, *new]


def invented_r1() -> list[Record]:
    """One measure less, some ratings otherwise."""
    return [record for record in _marked("R1", R1_RATINGS) if record["事業No."] != "41"]


def _marked(year: str, ratings: dict[str, str]) -> list[Record]:
    records = [{**record, "年度": year, "出典": "", "注記": "架空のデータ"} for record in truth()]
    for record in records:
        key = f"{record['事業No.']}-{record['項目']}"
        if key in ratings:
            record["評価"] = ratings[key]
        record["確度"] = "原文どおり" if record["評価"] else "未記入"
        for name in TEXTS:
            record[name] = MARK + record[name] if record[name] else ""
    return records


def links() -> list[list[str]]:
    """What people decided between R2 and R3; titles and numbers that are the same are in it too."""
    by_hand: list[tuple[str, str, str]] = [
        *((number, number, "renamed") for number in TITLES),
        *((number, other, "renumbered") for number, other in NUMBERS.items()),
        ("7", "", "dropped"),
        *(("", number, "new") for number in NEW),
    ]
    said = {before for before, _, _ in by_hand}
    same = (r["事業No."] for r in truth())
    rows = [*by_hand, *((n, n, "same") for n in dict.fromkeys(same) if n not in said)]
    measures = [["R2", one, "", "R3", other, "", kind, "試験", "2026-11-22"] for one, other, kind in rows]
    departments = [
        ["R2", "", was, "R3", "", now, "department-renamed", "試験", "2026-11-22"]
        for was, now in RENAMED.items()
    ]
    return [*measures, *departments]


def write_years(data: Path, *codes: str) -> Path:
    """A copy of the repository's data with these invented years beside R2."""
    shutil.copytree(ROOT / "data", data)
    for code, records in (("R1", invented_r1()), ("R3", invented_r3())):
        if code in codes:
            (data / code.lower()).mkdir()
            _write(data / code.lower() / "sheet.csv", records[0], ([*r.values()] for r in records))
    if "R3" in codes:
        _write(data / "links.csv", LINK_COLUMNS, links())
    return data


def _write(path: Path, heading: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heading)
        writer.writerows(rows)


@functools.cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(ignore_cleanup_errors=True)


@functools.cache
def bot_of(*codes: str) -> Bot:
    """A bot over R2 and these invented years, built once a test process."""
    folder = Path(_folder().name) / "-".join(codes)
    out = folder / "katou.db"
    folder.mkdir()
    build_index(write_years(folder / "data", *codes), out)
    return Bot(open_index(out), today=TODAY)
