"""True items → a sheet text that is damaged at random places; and how much of the truth comes back.

A sheet is a list of `Line`s of nine cells, each with the item it stands for. Every damage takes the lines and
a random source and changes some of them, the way text that was read off a PDF is damaged (kinds K1 to K14).
"""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

HEADER = (
    "基本方針", "取組", "事業No.", "アクションプラン第2章で定めた取組内容", "担当課", "令和2年度取組内容",
    "取組結果・取組成果", "根拠（数字・資料等）", "評価（◎,○,△,×）",
)  # fmt: skip
POLICY, INITIATIVE, NUMBER, TITLE, OFFICES, PLANNED, RESULT, EVIDENCE, RATING = range(9)
_PAGES_EARLY = 1 / 3
_HEAD = re.compile(r"【[^】]*[課室局会]】\s*|■\S+課\s*")
FIELDS = ("事業名", "担当課", "項目担当課", "取組内容", "取組結果", "根拠", "評価")

Record = dict[str, str]


@dataclass
class Line:
    """One data line: its cells now, and the true item."""

    cells: list[str]
    truth: Record
    left_done: bool = False  # its left block is damaged already; no second damage over it
    right_done: bool = False  # its right block is

    @property
    def key(self) -> tuple[int, int]:
        return int(self.truth["事業No."]), int(self.truth["項目"])


@dataclass
class Sheet:
    """The lines, and the indexes at which a page begins."""

    lines: list[Line]
    pages: set[int] = field(default_factory=set)

    def text(self) -> str:
        rows = []
        for index, line in enumerate(self.lines):
            if index in self.pages:
                rows.extend(["", "\t".join(HEADER)])
            rows.append("\t".join(line.cells))
        return "\n".join(rows) + "\n"

    def number_of(self, index: int) -> int:
        """Line in the text, from 1, of a data line."""
        return index + 1 + 2 * sum(page <= index for page in self.pages)


def read_truth(path: Path) -> list[list[Record]]:
    """The true items by measure, in the order of the file."""
    measures: dict[str, list[Record]] = {}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            measures.setdefault(row["事業No."], []).append(row)
    return list(measures.values())


def headless(truth: list[list[Record]], rng: random.Random) -> list[list[Record]]:
    """The measures, of none, half or all of which the results name no department, as in other cities."""
    share = rng.choice((0.0, 0.5, 1.0))
    return [[_without_heads(item) for item in measure] if rng.random() < share else measure
            for measure in truth]  # fmt: skip


def _without_heads(item: Record) -> Record:
    bare = _HEAD.sub("", item["取組結果"])
    return item if bare == item["取組結果"] else {**item, "取組結果": bare, "項目担当課": item["担当課"]}


def clean_sheet(truth: list[list[Record]], rng: random.Random) -> Sheet:
    """All measures in random order with new numbers, pages cut at random, nothing damaged."""
    lines: list[Line] = []
    policy = ""
    for number, measure in enumerate(rng.sample(truth, len(truth)), 1):
        for item in measure:
            record = {**item, "事業No.": str(number)}
            first = item is measure[0]
            same = not first and item["取組内容"] == lines[-1].truth["取組内容"]
            left = [item["基本方針"] if item["基本方針"] != policy else "", item["取組"], str(number),
                    item["事業名"], item["担当課"]] if first else [""] * 5  # fmt: skip
            policy = item["基本方針"]
            planned = "" if same else item["取組内容"]
            lines.append(Line([*left, planned, item["取組結果"], item["根拠"], item["評価"]], record))
    pages, at = set(), 0
    while at < len(lines):
        pages.add(at)
        at += rng.randint(6, 10)
    return Sheet(lines, pages)


# -- the damages ---------------------------------------------------------------------------------------------


def _starts(sheet: Sheet) -> list[int]:
    return [at for at, line in enumerate(sheet.lines) if line.cells[NUMBER] and not line.left_done]


def _lefts(sheet: Sheet, rng: random.Random, least: int, most: int) -> Iterator[Line]:
    """Some lines whose left block is still whole, marked as damaged."""
    for at in _some(rng, _starts(sheet), least, most):
        sheet.lines[at].left_done = True
        yield sheet.lines[at]


def _rights(sheet: Sheet) -> list[int]:
    """Lines whose right block is still whole."""
    return [at for at, line in enumerate(sheet.lines) if not line.right_done and line.cells[RATING] != "—"]


def _some(rng: random.Random, among: list[int], least: int, most: int) -> list[int]:
    return rng.sample(among, min(len(among), rng.randint(least, most)))


def left_shifted(sheet: Sheet, rng: random.Random) -> None:
    """K1: number, title and departments one or two columns left, the free column empty or a copy."""
    for line in _lefts(sheet, rng, 6, 14):
        cells = line.cells
        by = 2 if not cells[POLICY] and not cells[INITIATIVE] and rng.random() < 0.3 else 1
        label = cells[POLICY] or cells[INITIATIVE]
        block = cells[NUMBER : OFFICES + 1]
        copy = block[-1] if rng.random() < 0.4 else ""
        cells[POLICY : OFFICES + 1] = ["" if by == 2 else label, "", "", "", ""]
        cells[NUMBER - by : NUMBER - by + 3] = block
        cells[OFFICES] = copy


def collapsed_page(sheet: Sheet, rng: random.Random) -> None:
    """K1, K3: on one page the label columns are one, everything is one left, departments stand twice."""
    pages = sorted(sheet.pages)
    page = rng.choice(pages)
    end = min([p for p in pages if p > page], default=len(sheet.lines))
    for line in sheet.lines[page:end]:
        if line.cells[NUMBER] and not line.left_done:
            line.left_done = True
            block = line.cells[NUMBER : OFFICES + 1]
            line.cells[: OFFICES + 1] = [line.cells[INITIATIVE], *block, block[-1]]


def number_in_title(sheet: Sheet, rng: random.Random) -> None:
    """K2."""
    for line in _lefts(sheet, rng, 4, 10):
        cells = line.cells
        joined = cells[NUMBER] + rng.choice([" ", "　", "．", " "]) + cells[TITLE]
        if rng.random() < 0.5:
            cells[NUMBER], cells[TITLE] = "", joined
        else:
            cells[NUMBER], cells[TITLE], cells[OFFICES] = joined, cells[OFFICES], ""


def label_elsewhere(sheet: Sheet, rng: random.Random) -> None:
    """K3: an initiative in the policy column, in both, or two labels on one line."""
    for line in _lefts(sheet, rng, 4, 10):
        cells = line.cells
        cells[POLICY] = cells[INITIATIVE]
        if rng.random() < 0.5:
            cells[INITIATIVE] = ""


def left_ahead(sheet: Sheet, rng: random.Random) -> None:
    """K5: from a continuation row on, left blocks stand one line too early; the last line has none."""
    _run_ahead(sheet, rng, with_planned=False)


def left_and_planned_ahead(sheet: Sheet, rng: random.Random) -> None:
    """K5: as before, the planned work with them."""
    _run_ahead(sheet, rng, with_planned=True)


def _run_ahead(sheet: Sheet, rng: random.Random, *, with_planned: bool) -> None:
    lines = sheet.lines
    for _ in range(rng.randint(1, 2)):
        places = [
            at for at in range(1, len(lines) - 1)
            if not lines[at].cells[NUMBER] and lines[at + 1].cells[NUMBER]
            and not any(line.left_done or line.right_done for line in lines[at - 1 : at + 6])
            and not (with_planned and lines[at].cells[PLANNED])
        ]  # fmt: skip
        if not places:
            return
        start = rng.choice(places)
        stop = min(start + rng.randint(1, 4), len(lines) - 1)
        columns = range(PLANNED + 1) if with_planned else range(OFFICES + 1)
        for at in range(start, stop + 1):
            lines[at].left_done = True
            lines[at].right_done = with_planned
            for column in columns:
                lines[at].cells[column] = lines[at + 1].cells[column] if at < stop else ""


def left_early_on_pages(sheet: Sheet, rng: random.Random) -> None:
    """K5: on every third page number, title and departments of one to three neighbouring measures stand one
    line early, the first of them over a continuation line of the measure above."""
    starts = sorted(sheet.pages)
    for begin, end in zip(starts, [*starts[1:], len(sheet.lines)], strict=True):
        if rng.random() < _PAGES_EARLY:
            _early(sheet.lines[begin:end], rng)


def _early(lines: list[Line], rng: random.Random) -> None:
    firsts = [at for at, line in enumerate(lines) if line.key[1] == 1]
    places = [
        number for number, at in enumerate(firsts)
        if at > 0 and lines[at - 1].key[1] > 1 and not any(lines[at - 1].cells[: OFFICES + 1])
    ]  # fmt: skip
    if not places:
        return
    place = rng.choice(places)
    for at in firsts[place : place + rng.randint(1, 3)]:
        early, own = lines[at - 1], lines[at]
        if own.left_done or not own.cells[NUMBER]:
            return
        block = slice(NUMBER, OFFICES + 1)
        early.cells[block], own.cells[block] = own.cells[block], ["", "", ""]


def right_lags(sheet: Sheet, rng: random.Random) -> None:
    """K5, K8: results (with their evidence) one line late; the last line holds two, pushed to the right."""
    lines = sheet.lines
    for _ in range(rng.randint(1, 2)):
        start = rng.randrange(len(lines) - 4)
        stop = start + rng.randint(1, 3)
        span = lines[start : stop + 1]
        if any(line.right_done or line.cells[RATING] == "—" or not line.cells[RESULT] for line in span):
            continue
        results = [line.cells[RESULT] for line in span]
        evidence = [line.cells[EVIDENCE] for line in span]
        for line in span:
            line.right_done = True
            line.cells[RESULT] = line.cells[EVIDENCE] = ""
        head = re.match(r"【[^】]*】\s*", results[0])
        if head and not lines[start].cells[PLANNED]:
            lines[start].cells[PLANNED] = head[0].strip()
            results[0] = results[0][head.end() :]
        for at in range(1, len(span)):
            span[at].cells[RESULT], span[at].cells[EVIDENCE] = results[at - 1], evidence[at - 1]
        last = span[-1].cells
        last[EVIDENCE] = results[-1]
        span[-2].truth = {**span[-2].truth, "根拠": ""}
        if evidence[-1]:
            last[RATING] = evidence[-1]
            span[-1].truth = {**span[-1].truth, "評価": ""}


def _free_runs(sheet: Sheet, length: int) -> list[int]:
    """Where so many rated lines with a result stand on end whose right blocks are whole."""
    lines = sheet.lines
    whole = {at for at in _rights(sheet) if lines[at].cells[RESULT]}
    return [at for at in range(len(lines) - length + 1) if set(range(at, at + length)) <= whole]


def right_lags_joined(sheet: Sheet, rng: random.Random) -> None:
    """K5: results and evidence one line late over a stretch; the last line's own are joined to them."""
    length = rng.randint(2, 5)
    if not (places := _free_runs(sheet, length)):
        return
    start = rng.choice(places)
    span = sheet.lines[start : start + length]
    columns = (RESULT, EVIDENCE)
    late = [[line.cells[column] for column in columns] for line in span]
    for line in span:
        line.right_done = True
    for column, own in zip(columns, late[-1], strict=True):
        span[0].cells[column] = ""
        for line, cells in zip(span[1:], late, strict=False):
            line.cells[column] = cells[columns.index(column)]
        span[-1].cells[column] = f"{span[-1].cells[column]} {own}".strip()


def right_lags_lost(sheet: Sheet, rng: random.Random) -> None:
    """K5, K8: the whole right block but the rating one line late; what the last line had is lost."""
    length = rng.randint(2, 6)
    if not (places := _free_runs(sheet, length)):
        return
    start = rng.choice(places)
    span = sheet.lines[start : start + length]
    late = [line.cells[PLANNED:RATING] for line in span]
    for line, cells in zip(span, [["", "", ""], *late[:-1]], strict=True):
        line.right_done = True
        line.cells[PLANNED:RATING] = cells
    lost = {"取組内容": "", "取組結果": "", "根拠": ""}
    span[-1].truth = {**span[-1].truth, **lost}


def right_lags_two(sheet: Sheet, rng: random.Random) -> None:
    """K5: results two lines late over a stretch, then three cells of one line hold results."""
    if not (places := [at for at in _free_runs(sheet, 4) if not sheet.lines[at + 3].cells[EVIDENCE]]):
        return
    start = rng.choice(places)
    span = sheet.lines[start : start + 4]
    results = [line.cells[RESULT] for line in span]
    for line in span:
        line.right_done = True
        line.cells[RESULT] = line.cells[EVIDENCE] = ""
        line.truth = {**line.truth, "根拠": ""}
    span[2].cells[RESULT] = results[0]
    span[3].cells[RESULT] = results[1]
    span[3].cells[EVIDENCE] = results[2]
    span[3].cells[RATING] = results[3]
    span[3].truth = {**span[3].truth, "評価": ""}


def left_behind(sheet: Sheet, rng: random.Random) -> None:
    """K4 for the left block: printed on the second line of its measure, as in the middle of a merged cell."""
    lines = sheet.lines
    places = [
        at for at in _starts(sheet) if at + 1 < len(lines) and not any(lines[at + 1].cells[: OFFICES + 1])
    ]
    for at in _some(rng, places, 1, 2):
        first, second = lines[at], lines[at + 1]
        first.left_done = second.left_done = True
        block = slice(NUMBER, OFFICES + 1)
        second.cells[block], first.cells[block] = first.cells[block], ["", "", ""]


def number_lost(sheet: Sheet, rng: random.Random) -> None:
    """K11: the number of a measure is lost, its title is not."""
    for line in _lefts(sheet, rng, 1, 3):
        line.cells[NUMBER] = ""


def result_in_planned(sheet: Sheet, rng: random.Random) -> None:
    """K8: the planned work lost, the result in its column, the evidence in place."""
    for at in _some(rng, [at for at in _rights(sheet) if sheet.lines[at].cells[PLANNED]], 1, 3):
        line = sheet.lines[at]
        if at + 1 < len(sheet.lines) and not sheet.lines[at + 1].cells[PLANNED]:
            continue
        line.right_done = True
        line.cells[PLANNED], line.cells[RESULT] = line.cells[RESULT], ""
        line.truth = {**line.truth, "取組内容": ""}


def rating_moved(sheet: Sheet, rng: random.Random) -> None:
    """K6: the rating one column left."""
    free = [at for at in _rights(sheet) if not sheet.lines[at].cells[EVIDENCE]]
    for at in _some(rng, free, 3, 8):
        cells = sheet.lines[at].cells
        sheet.lines[at].right_done = True
        cells[EVIDENCE], cells[RATING] = cells[RATING], ""


def row_shifted(sheet: Sheet, rng: random.Random) -> None:
    """K1, K6: the right block one column left too, with or without its rating (no labels on the line)."""
    for at in _some(rng, [at for at in _starts(sheet) if at in _rights(sheet)], 2, 5):
        cells = sheet.lines[at].cells
        sheet.lines[at].left_done = sheet.lines[at].right_done = True
        rating = cells[RATING]
        cells[:] = ["", *cells[NUMBER:], ""]
        if rng.random() < 0.5:
            cells[RATING - 1], cells[RATING] = "", rating


def rating_lost(sheet: Sheet, rng: random.Random) -> None:
    """K6: no rating at all."""
    for at in _some(rng, _rights(sheet), 1, 4):
        line = sheet.lines[at]
        line.cells[RATING] = ""
        line.truth = {**line.truth, "評価": ""}


def planned_merged(sheet: Sheet, rng: random.Random) -> None:
    """K7: the planned work of two or three items of a measure in the first one's cell."""
    lines = sheet.lines
    whole = set(_rights(sheet))
    places = [
        at for at in whole if at + 1 in whole and lines[at].key[0] == lines[at + 1].key[0]
        and lines[at].cells[PLANNED] and lines[at + 1].cells[PLANNED]
    ]  # fmt: skip
    for at in _some(rng, sorted(places), 1, 3):
        if lines[at].cells[PLANNED] and lines[at + 1].cells[PLANNED]:
            lines[at].right_done = lines[at + 1].right_done = True
            lines[at].cells[PLANNED] += " " + lines[at + 1].cells[PLANNED]
            lines[at + 1].cells[PLANNED] = ""


def planned_lost(sheet: Sheet, rng: random.Random) -> None:
    """K8: planned work lost, result and evidence one column left."""
    places = [at for at in _rights(sheet) if sheet.lines[at].cells[PLANNED]]
    for at in _some(rng, places, 1, 3):
        line = sheet.lines[at]
        follows = at + 1 < len(sheet.lines) and not sheet.lines[at + 1].cells[PLANNED]
        if follows and sheet.lines[at + 1].key[0] == line.key[0]:
            continue  # it is the planned work of a further item too
        line.right_done = True
        line.cells[PLANNED:RATING] = [line.cells[RESULT], line.cells[EVIDENCE], ""]
        line.truth = {**line.truth, "取組内容": ""}


def pushed_right(sheet: Sheet, rng: random.Random) -> None:
    """K8: result and evidence one column right; evidence over the rating, which is lost."""
    for at in _some(rng, _rights(sheet), 1, 4):
        line = sheet.lines[at]
        line.right_done = True
        cells = line.cells
        if cells[EVIDENCE]:
            cells[RATING] = cells[EVIDENCE]
            line.truth = {**line.truth, "評価": ""}
        cells[EVIDENCE], cells[RESULT] = cells[RESULT], ""


def results_joined(sheet: Sheet, rng: random.Random) -> None:
    """K9: two headed results of a measure in one cell, the next line only rated."""
    lines = sheet.lines
    whole = set(_rights(sheet))
    places = [
        at for at in whole if at + 1 in whole and lines[at].key[0] == lines[at + 1].key[0]
        and lines[at + 1].cells[RESULT].startswith("【") and lines[at].cells[RESULT]
    ]  # fmt: skip
    for at in _some(rng, sorted(places), 1, 3):
        if lines[at].right_done or lines[at + 1].right_done:
            continue
        lines[at].right_done = lines[at + 1].right_done = True
        lines[at].cells[RESULT] += " " + lines[at + 1].cells[RESULT]
        lines[at + 1].cells[RESULT] = ""


def html(sheet: Sheet, rng: random.Random) -> None:
    """K10: tags, opened and closed or not."""
    for line in sheet.lines:
        for column in (PLANNED, RESULT, EVIDENCE):
            text = line.cells[column]
            if text and text != "—" and rng.random() < 0.3:
                wrap = rng.choice(
                    ["<p>{}</p>", '<ul style="list-style-type: none"> {} ', "<ul><li>{}</li></ul>", "{}<br>"]
                )
                line.cells[column] = wrap.format(text)


def bullets_lost(sheet: Sheet, rng: random.Random) -> None:
    """K10: the ・ of some planned cells."""
    for line in sheet.lines:
        if rng.random() < 0.2:
            line.cells[PLANNED] = re.sub(r"(^|\s)・", r"\1", line.cells[PLANNED])


def number_repeated(sheet: Sheet, rng: random.Random) -> None:
    """K11: the number again on continuation rows, sometimes with the title."""
    rows = [
        at
        for at, line in enumerate(sheet.lines)
        if line.key[1] > 1 and not line.left_done and not line.cells[NUMBER]
    ]
    for at in _some(rng, rows, 2, 6):
        line = sheet.lines[at]
        line.left_done = True
        line.cells[NUMBER] = line.truth["事業No."]
        if rng.random() < 0.3:
            line.cells[TITLE] = line.truth["事業名"]


def marks(sheet: Sheet, rng: random.Random) -> None:
    """K12."""
    forms = {"○": "〇◯○", "×": "✗✕✖×", "△": "△▲", "◎": "◎⊚", "—": "—－-"}
    for line in sheet.lines:
        if line.cells[RATING] in forms and line.cells[RATING]:
            line.cells[RATING] = rng.choice(forms[line.cells[RATING]])


def departments_copied(sheet: Sheet, rng: random.Random) -> None:
    """K14: blanks for commas; the same departments on the next row of the measure."""
    for at in _some(rng, _starts(sheet), 5, 12):
        cells = sheet.lines[at].cells
        sheet.lines[at].left_done = True
        cells[OFFICES] = cells[OFFICES].replace("、", " ")
        if at + 1 < len(sheet.lines) and not any(sheet.lines[at + 1].cells[: OFFICES + 1]):
            following = sheet.lines[at + 1]
            if following.key[0] == sheet.lines[at].key[0]:
                following.cells[OFFICES], following.left_done = cells[OFFICES], True


Damage = Callable[[Sheet, random.Random], None]

DAMAGES: dict[str, Damage] = {
    damage.__name__: damage
    for damage in (
        right_lags, right_lags_joined, right_lags_lost, right_lags_two, result_in_planned, number_lost,
        left_behind, left_ahead, left_and_planned_ahead, left_early_on_pages, planned_merged, results_joined,
        planned_lost, pushed_right, rating_lost, rating_moved, row_shifted, left_shifted, collapsed_page,
        number_in_title, label_elsewhere, number_repeated, departments_copied, marks, bullets_lost, html,
    )
}  # fmt: skip
"""In the order in which they are laid over each other when mixed."""


# -- comparing -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Score:
    """How much of the truth came back from one sheet."""

    fields: int
    right: int
    wrong: tuple[tuple[tuple[int, int], str, str, str], ...]  # item, field, true, found
    silent: tuple[tuple[int, int], ...]  # items with a wrong rating that no open finding names

    @property
    def share(self) -> float:
        return self.right / self.fields


def bare(text: str) -> str:
    """For comparing texts: without white space and bullets, which damage may lose for good."""
    return re.sub(r"[\s・●]", "", text)


def compare(sheet: Sheet, found: dict[tuple[int, int], Record], open_places: set[tuple[int, int]]) -> Score:
    """The sheet's true items against the restored ones, which stand in the order of the lines.

    `open_places` are the items with an open finding.
    """
    wrong = [
        (line.key, name, line.truth[name], found.get(line.key, {}).get(name, "?"))
        for line in sheet.lines
        for name in FIELDS
        if bare(found.get(line.key, {}).get(name, "?")) != bare(line.truth[name])
    ]
    silent = [
        key
        for key, line in zip(found, sheet.lines, strict=True)
        if (key != line.key or found[key]["評価"] != line.truth["評価"]) and key not in open_places
    ]
    total = len(sheet.lines) * len(FIELDS)
    return Score(total, total - len(wrong), tuple(wrong), tuple(silent))


def mixed(truth: list[list[Record]], rng: random.Random) -> Sheet:
    """A sheet with every kind of damage that the real one shows, each with a chance of one in two."""
    sheet = clean_sheet(truth, rng)
    for damage in DAMAGES.values():
        if rng.random() < 0.5 and damage is not left_behind:
            damage(sheet, rng)
    return sheet


def sheets(
    truth: list[list[Record]], name: str, count: int, *, first: int = 0, heads: bool = True
) -> Iterator[Sheet]:
    """`count` sheets with one kind of damage ("" for none, "mixed" for all), always the same ones: those from
    `first` on. Without `heads` results name departments more or less often."""
    for seed in range(first, first + count):
        rng = random.Random(f"{name} {seed}")
        measures = truth if heads else headless(truth, rng)
        if name == "mixed":
            yield mixed(measures, rng)
            continue
        sheet = clean_sheet(measures, rng)
        if name:
            DAMAGES[name](sheet, rng)
        yield sheet
