"""Folders of several plans: small cities that do not exist, each with words that no other city has."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

COLUMNS = (
    "年度", "基本方針", "取組", "事業No.", "事業名", "担当課", "項目", "項目担当課",
    "取組内容", "取組結果", "根拠", "評価", "出典", "確度", "注記",
)  # fmt: skip
SCALES = {"signs": (), "letters": (("S", "優秀"), ("A", "順調"), ("B", "遅れ"))}


class Town(NamedTuple):
    """A city: `own` is a word that stands in its plan alone, `rows` are title, department, mark."""

    name: str  # of its plan
    city: str
    english: str
    own: str
    scale: str
    rows: Sequence[tuple[str, str, str]]


KASUMI = Town("kasumi", "霞原市", "Kasumihara City", "鶴亀橋", "letters", (
    ("RPAによる定型業務の自動化", "情報推進室", "A"),
    ("鶴亀橋の監視カメラ設置", "鶴亀管理課", "B"),
    ("図書館の電子書籍導入", "霞原図書館", "S"),
))  # fmt: skip
SHIRASE = Town("shirase", "白瀬市", "Shirase City", "雪椿号", "signs", (
    ("RPAとAI-OCRの導入", "白瀬政策課", "×"),
    ("雪椿号の運行管理システム", "雪椿交通課", "○"),
    ("テレワークの推進", "白瀬人事課", "△"),
))  # fmt: skip
MIDORI = Town("midori", "緑浦町", "Midoriura Town", "波瑠音", "letters", (
    ("波瑠音アプリの改修", "波瑠音広報課", "A"),
    ("テレワーク環境の整備", "緑浦総務課", "S"),
))  # fmt: skip
TOWNS = (KASUMI, SHIRASE, MIDORI)


def write_town(home: Path, town: Town, name: str = "") -> Path:
    """A plan of the folder, with its data and nothing else; its folder."""
    folder = home / (name or town.name)
    year = folder / "data" / "r7"
    year.mkdir(parents=True)
    with (year / "sheet.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        for number, (title, department, mark) in enumerate(town.rows, 1):
            rows.writerow([
                "R7", "① 情報化の推進", "業務の改善", number, title, department, 1, department,
                f"{title}を進める", f"{title}を予定どおり行った。", f"{town.city}の記録", mark, "", "", "",
            ])  # fmt: skip
    (folder / "data" / "plan.toml").write_text(
        f'[plan]\nname = "{town.city}{town.own}計画"\nshort = "計画"\n'
        f'english = "{town.english} {town.own} plan"\n'
        f'city = "{town.city}"\ncity_english = "{town.english}"\noffice = "{town.own}室"\n'
        f'office_english = "{town.own} office"\n',
        encoding="utf-8",
    )
    if marks := SCALES[town.scale]:
        (folder / "data" / "ratings.toml").write_text(
            "\n".join(
                f'[[rating]]\nmark = "{mark}"\nword = "{word}"\nen = "{mark}"\n' for mark, word in marks
            ),
            encoding="utf-8",
        )
    return folder


def folder_of(home: Path, bindings: str = "", towns: Sequence[Town] = TOWNS) -> Path:
    """A folder of these plans, with a table of bindings."""
    for town in towns:
        write_town(home, town)
    (home / "bindings.toml").write_text(bindings, encoding="utf-8")
    return home
