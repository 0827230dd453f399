"""Three cities that do not exist, each with a sheet of its own kind, and ten questions to each.

    .venv/bin/python -m tests.cities            50 departments, 400 measures each: made, begun, built, asked

One keeps a list and rates with signs, one a sheet for each department and rates with letters, one a form for
each measure and rates with words. What is right is counted from the records that the files are made of.
"""

from __future__ import annotations

import itertools
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot import Bot
from katou_index import build_index, open_index
from katou_index.importing.desk import Person
from katou_index.importing.starting import NewCity, run_start
from tests.sheets import write_rows


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


OFFICES = _words("""
    総務課 秘書広報課 人事課 企画政策課 財政課 管財課 契約検査課 税務課 収納課 市民課 保険年金課
    市民協働課 人権推進課 環境保全課 資源循環課 危機管理課 消防総務課 予防課 警防課 社会福祉課
    障がい福祉課 高齢介護課 地域包括支援課 子育て支援課 保育幼稚園課 健康増進課 農政課 農村整備課
    林務課 水産課 商工振興課 観光交流課 企業立地課 土木課 道路維持課 河川課 都市計画課 公園緑地課
    建築指導課 住宅政策課 下水道課 水道業務課 水道工務課 会計課 議会事務局 学校教育課 生涯学習課
    文化財課 スポーツ振興課 中央図書館
""")
SUBJECTS = _words("""
    避難所 備蓄倉庫 河川監視カメラ 消防水利 街路灯 防犯カメラ 空き家 市営住宅 遊歩道 橋りょう
    雨水幹線 配水管 農道 ため池 森林境界 漁港 直売所 観光案内板 温泉施設 商店街 工業団地 創業塾
    保育所 放課後児童クラブ 給食センター 部活動 郷土資料 移動図書館 公民館講座 市民体育館 健康診査
    予防接種 介護予防教室 配食サービス 手話通訳 生活相談 ごみ袋 太陽光設備 公用車 広報紙 市議会中継
    窓口予約 税の口座振替 滞納整理 電子契約 庁舎 職員研修 文書管理 統計調査 国際交流
""")
WORKS = ("の整備", "の点検", "の利用促進", "の更新計画", "の台帳作成", "の周知", "の委託見直し", "の電子申請")
DISTRICTS = ("", "北部の", "南部の", "東部の", "西部の", "中部の", "山手の", "浜手の")
DONE = ("{}件を終えた。", "{}か所で実施した。", "{}人が参加した。", "{}回開催したが、予定には届かなかった。")


class Made(NamedTuple):
    """One measure as it is true: what every layout is made of."""

    number: int
    title: str
    office: str
    planned: str
    result: str
    mark: str
    other: str  # a second rating, which is not the one that counts
    spent: int
    index: str

    def id(self, apart: bool = False) -> str:
        return f"{self.office}-{self.number}-1" if apart else f"{self.number}-1"


class City(NamedTuple):
    """A city with its scale, best first, and what it rated."""

    name: str
    marks: tuple[str, ...]
    made: tuple[Made, ...]
    apart: bool = False  # numbers begin anew in each department

    def rated(self, mark: str, office: str = "") -> list[str]:
        return [
            each.id(self.apart) for each in self.made if each.mark == mark and office in ("", each.office)
        ]

    def of(self, office: str) -> list[str]:
        return [each.id(self.apart) for each in self.made if each.office == office]

    def first(self, mark: str) -> Made:
        return next(each for each in self.made if each.mark == mark)


class Asked(NamedTuple):
    """A question and what must come: items, in any order; how many items; words of the headline."""

    question: str
    items: Sequence[str] | None = None
    count: int | None = None
    says: str = ""

    def faults(self, answer: dict[str, object], text: str) -> str:
        """What is wrong with an answer, empty where nothing is."""
        counts = answer["counts"] or {}
        assert isinstance(counts, dict)
        if self.items is not None and sorted(answer["items"]) != sorted(self.items):  # type: ignore[call-overload]
            return f"{self.question}: {answer['items']}, not {list(self.items)}\n{text}"
        if self.count is not None and counts.get("items") != self.count:
            return f"{self.question}: {counts}, not {self.count}\n{text}"
        return f"{self.question}: says nothing of {self.says}\n{text}" if self.says not in text else ""


def city(name: str, marks: Sequence[str], offices: int, measures: int, *, apart: bool = False) -> City:
    """Measures of a city, the same ones each time: every department has as many, each mark is given."""
    rng = random.Random(name)
    parts = itertools.product(DISTRICTS, WORKS, SUBJECTS)
    titles = [f"{where}{subject}{work}" for where, work, subject in parts][:measures]
    rng.shuffle(titles)
    each = -(-measures // offices)
    weights = [len(marks) - abs(at - 1) for at in range(len(marks))]
    made = []
    for at, title in enumerate(titles):
        done = rng.choice(DONE).format(rng.randint(3, 900))
        mark = marks[at] if at < len(marks) else rng.choices(marks, weights)[0]
        made.append(Made(
            at % each + 1 if apart else at + 1, title, OFFICES[at // each], f"{title}を{at % 4 + 1}期で行う",
            f"{title}は{done}", mark, rng.choice(marks), 1000 + 37 * rng.randint(1, 9000),
            f"{rng.choice(('実施率', '参加者数', '設置数', '利用件数'))}",
        ))  # fmt: skip
    return City(name, tuple(marks), tuple(made), apart)


def _row(text: str) -> list[object]:
    return list(text.split("|"))


# -- a list, rated with signs --------------------------------------------------------------------------------


def by_list(offices: int = 50, measures: int = 400) -> City:
    """Numbers that go on; five signs, two of which other cities take for one."""
    return city("霧ヶ原市", ("◎", "○", "△", "▲", "×"), offices, measures)


def write_list(path: Path, of: City) -> None:
    """Two heading rows, a second rating, a subtotal after each department and a sum at the end."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "進捗一覧"
    top = _row("通番|事務事業||所管部署|令和7年度||費用||成果指標|評定||次年度の方針")
    low = _row("|名称|概要||計画内容|取組状況|当初予算額|決算額（千円）||自己評価|最終評価|")
    rows: list[list[object]] = [[f"{of.name} 令和7年度 第3次総合計画 進捗評価一覧"], [], top, low]
    for at, each in enumerate(of.made):
        if at and each.office != of.made[at - 1].office:
            rows.append(["", "", "", f"{of.made[at - 1].office} 小計", "", "", "", "", "", "", "", ""])
        rows.append([each.number, each.title, f"{each.title}のこと", each.office, each.planned, each.result,
                     each.spent + 500, each.spent, each.index, each.other, each.mark, "継続"])  # fmt: skip
    rows.append(["合計", "", f"{len(of.made)}事業", "", "", "", 1, 2, "", "", "", ""])
    write_rows(sheet, rows)
    for area in ("A3:A4", "B3:C3", "D3:D4", "E3:F3", "G3:H3", "I3:I4", "J3:K3", "L3:L4"):
        sheet.merge_cells(area)
    book.save(path)


def ask_list(of: City) -> list[Asked]:
    best, worst, other = of.first("◎"), of.first("▲"), of.made[-1]
    most = max(of.made, key=lambda each: each.spent)
    share = int(1000 * len(of.rated("○")) / len(of.made) + 0.5) / 10
    return [
        Asked("▲はいくつ？", count=len(of.rated("▲"))),
        Asked("△の事業は？", items=of.rated("△")),
        Asked(f"{worst.office}の▲は？", items=of.rated("▲", worst.office)),
        Asked(f"{other.title}の評価は？", items=[other.id()], says=other.mark),
        Asked(f"No.{best.number}の決算額は？", items=[best.id()], says=str(best.spent)),
        Asked("決算額が一番大きい事業は？", items=[most.id()], says=str(most.spent)),
        Asked(f"{of.name}の{best.title}はどうでしたか", items=[best.id()], says=best.result),
        Asked("○の割合は？", says=f"{share:g}"),
        Asked("ドローン配達の評価は？", items=[]),
        Asked("How many measures were rated ×?", count=len(of.rated("×"))),
    ]


# -- a sheet for each department, rated with letters ---------------------------------------------------------


def by_sheet(offices: int = 50, measures: int = 400) -> City:
    """Numbers that begin anew in each department."""
    return city("白瀬浜市", ("S", "A", "B", "C", "D"), offices, measures, apart=True)


def write_sheets(path: Path, of: City) -> None:
    """A cover, then a sheet named for each department, with its name above the table and a sum below it."""
    book = Workbook()
    write_rows(book.worksheets[0], [[f"{of.name}行政経営プラン"], ["令和7年度 取組評価シート"]])
    book.worksheets[0].title = "表紙"
    for office in dict.fromkeys(each.office for each in of.made):
        own = [each for each in of.made if each.office == office]
        rows: list[list[object]] = [
            ["令和7年度 取組評価シート", "", "", "", f"所属：{office}"],
            _row("No|事業名称|年度当初の予定|実施した内容|指標|前年度評価|評定|事業費|担当者"),
        ]
        rows += [[each.number, each.title, each.planned, each.result, each.index, each.other, each.mark,
                  f"{each.spent:,}", "山田"] for each in own]  # fmt: skip
        rows.append(["", "計", "", f"{len(own)}事業", "", "", "", f"{sum(each.spent for each in own):,}", ""])
        write_rows(book.create_sheet(office), rows)
    book.save(path)


def ask_sheets(of: City) -> list[Asked]:
    top, low, last = of.first("S"), of.first("D"), of.made[-1]
    more = Counter(each.office for each in of.made if each.mark == "C").most_common(2)
    lone = [f"{last.office}-{each.number}-1" for each in of.made if each.office == last.office]
    return [
        Asked("S評価はいくつ？", count=len(of.rated("S"))),
        Asked("Dの事業は？", items=of.rated("D")),
        Asked(f"{low.office}のD評価は？", items=of.rated("D", low.office)),
        Asked(f"{last.title}の評価は？", items=[last.id(True)], says=last.mark),
        Asked(f"{top.office}-{top.number}の評価は？", items=[top.id(True)], says="S"),
        Asked("Cが一番多い課は？", says=more[0][0]),
        Asked(f"{last.office}の事業は？", items=lone),
        Asked(f"{of.name}の{low.title}の事業費は？", items=[low.id(True)], says=f"{low.spent:,}"),
        Asked("B以下はいくつ？", count=sum(len(of.rated(mark)) for mark in "BCD")),
        Asked("AIチャットボットの事業は？", items=[]),
    ]


# -- a form for each measure, rated with words ---------------------------------------------------------------


def by_form(offices: int = 50, measures: int = 400) -> City:
    """Numbers that go on; words, of which one holds another."""
    return city("緑ヶ浦市", ("拡充", "現状維持", "改善", "縮小", "廃止"), offices, measures)


def write_forms(path: Path, of: City) -> None:
    """A sheet for each measure."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for each in of.made:
        _write_form(book.create_sheet(str(each.number)), of, each)
    book.save(path)


def _write_form(sheet: Worksheet, of: City, each: Made) -> None:
    rows: list[list[object]] = [
        [f"{of.name} 令和7年度 事務事業評価調書"],
        [],
        ["整理番号", each.number, "事務事業名", each.title],
        ["担当部署", each.office, "記入者", "山田"],
        ["事業の概要", each.planned],
        ["成果", each.result],
        ["決算額（千円）", each.spent, "成果指標", each.index],
        ["一次評価", each.other, "二次評価", each.mark],
        ["特記事項", "なし"],
    ]
    write_rows(sheet, rows)
    for area in ("A1:D1", "B5:D5", "B6:D6", "B9:D9"):
        sheet.merge_cells(area)


def ask_forms(of: City) -> list[Asked]:
    best, worst, other = of.first("拡充"), of.first("廃止"), of.made[-1]
    most = max(of.made, key=lambda each: each.spent)
    return [
        Asked("廃止はいくつ？", count=len(of.rated("廃止"))),
        Asked("現状維持の事業は？", items=of.rated("現状維持")),
        Asked(f"{worst.office}の廃止の事業は？", items=of.rated("廃止", worst.office)),
        Asked(f"{other.title}の評価は？", items=[other.id()], says=other.mark),
        Asked(f"No.{best.number}の決算額は？", items=[best.id()], says=str(best.spent)),
        Asked("決算額が一番大きい事業は？", items=[most.id()], says=str(most.spent)),
        Asked(f"{of.name}の{worst.title}はどうなりましたか", items=[worst.id()], says="廃止"),
        Asked("全部拡充ですか", says="いいえ"),
        Asked("縮小か廃止の事業はいくつ？", count=len(of.rated("縮小")) + len(of.rated("廃止"))),
        Asked("メタバース推進の評価は？", items=[]),
    ]


# -- from the empty folder to the answers --------------------------------------------------------------------


class Kind(NamedTuple):
    """A city, its file, its questions, and what its clerk answers where the sheet leaves something open."""

    city: Callable[[int, int], City]
    write: Callable[[Path, City], None]
    ask: Callable[[City], list[Asked]]
    answers: tuple[str, ...] = ()


class Clerk(Person):
    """Answers what is asked, one line after the other, and keeps what was told."""

    def __init__(self, *answers: str) -> None:
        super().__init__(there=True)
        self.answers, self.lines = list(answers), list[str]()

    def tell(self, line: str) -> None:
        self.lines.append(line)

    def ask(self, question: str) -> str | None:
        self.lines.append(question)
        return self.answers.pop(0) if self.answers else None


KINDS = {
    "list": Kind(by_list, write_list, ask_list, ("", "1 2 3 5 4", "", "", "総務課", "y")),
    "sheets": Kind(by_sheet, write_sheets, ask_sheets),
    "forms": Kind(by_form, write_forms, ask_forms),
}


def begun(kind: Kind, folder: Path, offices: int, measures: int) -> tuple[City, list[str]]:
    """The city in `folder`/data, begun as docs/new-city.md says; and what was told meanwhile."""
    of = kind.city(offices, measures)
    kind.write(folder / "R7.xlsx", of)
    clerk = Clerk(*kind.answers)
    wish = NewCity(folder / "R7.xlsx", folder / "data", yes=not kind.answers)
    assert run_start(wish, clerk) == 0
    return of, clerk.lines


def wrong(kind: Kind, of: City, folder: Path) -> list[str]:
    """The questions whose answer is not right."""
    build_index(folder / "data", folder / "katou.db")
    bot = Bot(open_index(folder / "katou.db"))
    found = []
    for each in kind.ask(of):
        reply = bot.ask(each.question)
        found.append(each.faults(reply.as_json(), reply.text))
    return [each for each in found if each]


def main(arguments: Sequence[str]) -> int:
    """Begin and ask each city at full size; 1 where an answer is wrong."""
    faults = []
    for name, kind in KINDS.items():
        if arguments and name not in arguments:
            continue
        with tempfile.TemporaryDirectory() as folder:
            start = time.perf_counter()
            of, lines = begun(kind, Path(folder), 50, 400)
            print(*lines, sep="\n")
            found = wrong(kind, of, Path(folder))
            print(f"{name}: {len(kind.ask(of)) - len(found)} right, {time.perf_counter() - start:.1f} s")
            print(*found, sep="\n")
            faults += found
    return int(bool(faults))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
