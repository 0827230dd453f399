"""What a new city's sheet seems to be: its rating scale, the plan's name; and the tables written for it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from katou_index.importing import start_sentences as say
from katou_index.keptfiles import read_toml
from katou_index.reading.headings import bare, without_years
from katou_index.reading.layouts import Survey
from katou_index.reading.tablerows import SeenHeading
from katou_index.records import NamedTuple
from katou_index.tablefiles import DEFAULTS, RATINGS, SCALES, common_scale, signs_apart
from katou_index.tables import Mark, Scale

_SHORT = 12  # signs: a rating with words around it; a legend is longer
_BETWEEN, _LONGEST_STEP = re.compile(r"[\s・･/／|｜,、，]+"), 8  # steps that a cell lists, signs of one
NOT_READ = "（読まない）"  # a heading that no sheet has: the field has no column
_WHICH = re.compile(r"第?[0-9０-９一二三四五六七八九十]{1,3}[次期]\s*")  # 第2期みなと市総合戦略
_CITY = re.compile(
    r"(?:\S{2,3}[都道府県])?([^\s　都市町村]{1,6}[市町村区])(?=[\s　のA-Z]|第|総合|行|事務|まち|[ァ-ヶ])"
)
_CITY_LAST = re.compile(r"[（(]([^（）()\s]{1,6}[市町村区])[)）]\s*$")  # 事業評価シート（みなと市）
_END = re.compile(r"(?:結果)?(?:の)?(?:一覧表?|公表|報告書?|調書|シート|個?票|表)?(?:について)?$")
_NAMED = re.compile(r"計画|プラン|評価|点検|戦略|大綱|施策|事業|改革")
_EXPLAINS = re.compile(r"[1１]\D+[2２]\D+[3３]|[AＡ].+[BＢ].+[CＣ]|◎.+[○〇◯]")  # a legend, no name
_REMARK = re.compile(  # （令和7年度） at the end, （令和6年度実施事業） anywhere
    r"[（(［【][^（）()]*[)）］】]?\s*$|[（(［【][^（）()]*年度[^（）()]*[)）］】]"
)
_RUN = re.compile(r"(?:^年?度?|年度)(?:実施(?!計画)|対象|分|版)(?:の|事業の)?")
_OFFICE_FIRST = re.compile(r"^\s*[^\s\d]{1,12}[課室局部][\s　]+")  # 総務課 令和6年度事業評価
_ABOUT = re.compile("(?:の結果|結果)?について|[。※]")  # the rest of a title says more of it
_DIGIT, _MOST_DIGITS = re.compile(r"\d"), 4
_YEAR_FIRST = re.compile(r"^\s*(?:令和|平成|[RHＲＨ])?\s*[0-9０-９元]{1,4}\s*年度?\s*の?\s*")


class RatingWord(NamedTuple):
    """One step of a proposed scale: as most cells write it, other forms of it, how many cells; `written`: how
    many are written in which way, where there are several."""

    mark: str
    forms: tuple[str, ...]
    cells: int
    word: str
    written: tuple[tuple[str, int], ...] = ()


class ScaleProposal(NamedTuple):
    """A scale, best first. `common`: the one of ◎ ○ △ ×. `unknown`: cells that it does not read. `apart`:
    signs that it reads as another one which stands in the sheet, too, ▲ beside △: one step or two?"""

    words: tuple[RatingWord, ...]
    unrated: tuple[tuple[str, int], ...]
    unknown: tuple[tuple[str, int], ...]
    common: bool
    apart: tuple[RatingWord, ...] = ()

    @property
    def by_figures(self) -> bool:
        """Whether its steps are figures, of which either end may be the best."""
        return len(self.words) > 1 and all(each.mark.isdecimal() for each in self.words)

    def from_best(self, figure: int) -> ScaleProposal:
        """The proposal in the order that begins with the end where this figure, the best one, stands."""
        first, last = int(self.words[0].mark), int(self.words[-1].mark)
        nearer = abs(figure - first) <= abs(figure - last)
        return self if nearer else self._replace(words=self.words[::-1])

    def by_legend(self, texts: Iterable[str]) -> ScaleProposal:
        """The proposal as a legend among `texts` has it.

        Where a legend names all steps and beside one of them a way of writing it (達成（超過） and 達成),
        that way is a step of its own, in the order of the legend.
        """
        ways = {cell: each for each in self.words for cell, _ in each.written or ((each.mark, each.cells),)}
        if len(ways) == len(self.words):
            return self
        every = "|".join(map(re.escape, sorted(ways, key=len, reverse=True)))
        form = re.compile(f"(?:{every})(?![度率状])")  # not 達成度
        for text in texts:
            order = list(dict.fromkeys(form.findall(text))) if len(text) > _SHORT else []
            named = [ways[cell] for cell in order]
            if len(named) <= len(self.words) or set(named) != set(self.words):
                continue
            down = self.words.index(named[0]) <= self.words.index(named[-1])
            order = order if down else order[::-1]
            return self._replace(words=tuple(part for each in self.words for part in _parted(each, order)))
        return self

    def ordered(self, words: Sequence[RatingWord]) -> ScaleProposal:
        """The proposal with these steps, best first; a sign of `apart` among them is no longer read as
        another one."""
        own = [each for each in words if each in self.apart]
        left = []
        for each in words:
            less = [other for other in own if other.mark in each.forms]
            forms = tuple(form for form in each.forms if form not in {other.mark for other in less})
            left.append(each._replace(forms=forms, cells=each.cells - sum(other.cells for other in less)))
        same = self.common and tuple(words) == self.words
        return self._replace(words=tuple(left), common=same, apart=())


def _parted(step: RatingWord, order: Sequence[str]) -> Iterator[RatingWord]:
    """The ways of writing a step that a legend names, each a step of its own; else itself."""
    counts = dict(step.written)
    own = [cell for cell in order if cell in counts]
    if len(own) < 2:
        yield step
        return
    for cell in own:
        forms = tuple(each for each in step.forms if each not in own) if cell == step.mark else ()
        yield RatingWord(cell, forms, counts[cell], cell)


def proposed_scale(cells: Mapping[str, int]) -> ScaleProposal:
    """The known scale that reads the most of the cells."""
    table = read_toml(DEFAULTS / SCALES)
    unrated = {bare(word) for word in table["unrated"]}
    aside = tuple((cell, count) for cell, count in cells.items() if bare(cell) in unrated)
    left = {cell: count for cell, count in cells.items() if bare(cell) not in unrated}
    scales = [(common_scale(), "", False)]
    scales += [
        (_scale(each["marks"]), each.get("word", ""), each.get("whole", False)) for each in table["scale"]
    ]
    always = {step for each in table["scale"] for step in each.get("always", ())}
    reads = [_read(scale, left) for scale, _, _ in scales]
    sums = [sum(sum(found.values()) for found in each.values()) for each in reads]
    at = sums.index(max(sums))
    scale, word, whole = scales[at]
    known = {cell for found in reads[at].values() for cell in found}
    unknown = tuple((cell, count) for cell, count in left.items() if cell not in known)
    ranks = [mark.rank for mark in scale.marks if reads[at].get(mark.mark)]
    if whole and ranks:
        ranks += [mark.rank for mark in scale.marks if mark.mark in always and mark.rank < max(ranks)]
    words = []
    for mark in scale.marks:
        found = reads[at].get(mark.mark, Counter())
        between = whole and ranks and min(ranks) <= mark.rank <= max(ranks)
        if not (found or between or at == 0):
            continue
        forms = [cell for cell, _ in found.most_common() if scale.read(cell) is not None]
        name = mark.mark if at == 0 or whole or not forms else forms[0]
        others = tuple(form for form in (mark.mark, *mark.forms, *forms) if form != name)
        written = tuple(found.most_common()) if len(found) > 1 else ()
        words.append(RatingWord(name, tuple(dict.fromkeys(others)), sum(found.values()),
                                say.word_of_figure(word, name), written))  # fmt: skip
    common = at == 0 and max(sums) > 0
    apart = tuple(_beside_another(reads[0])) if common else ()
    return ScaleProposal(tuple(words) if max(sums) else (), aside, unknown, common, apart)


_LEGEND = re.compile(r"(?<!\d)([1-9])\s*[:.=、,)\]・】]?\s*([^\d\s:、,()（）]{2,12})")


def legends(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The texts that may be a legend: each row; rows of a figure and what it means, one below the other."""
    steps: list[str] = []
    for row in (*rows, ()):
        filled = list(dict.fromkeys(filter(None, row)))
        yield " ".join(filled)
        if len(filled) == 2 and re.fullmatch("[1-9１-９]", filled[0]):
            steps += filled
        elif steps:
            yield " ".join(steps)
            steps = []


def best_figure(texts: Iterable[str]) -> int | None:
    """Which of the figures that a legend explains is the best one: 1 of 「1 達成 2 概ね達成 3 未達成」. None
    where no text of the sheet says so."""
    scales = [_scale(each["marks"]) for each in read_toml(DEFAULTS / SCALES)["scale"]]
    for text in texts:
        legend = _LEGEND.findall(unicodedata.normalize("NFKC", text))
        for scale in scales if len(legend) > 1 else ():
            ranks = {mark.mark: mark.rank for mark in scale.marks}
            read = [(scale.read(word), int(figure)) for figure, word in legend]
            steps = sorted((ranks[rating.mark], figure) for rating, figure in read if rating and rating.rated)
            figures = [figure for _, figure in steps]
            if len(figures) > 1 and figures in (sorted(figures), sorted(figures, reverse=True)):
                return figures[0]
    return None


def _beside_another(read: Mapping[str, Counter[str]]) -> Iterator[RatingWord]:
    """Signs that stand in the cells beside the one that they are mostly read as."""
    for sign in signs_apart():
        cells = read.get(sign.forms[0], Counter())
        count = sum(found for cell, found in cells.items() if sign.mark in cell)
        if 0 < count < sum(cells.values()):
            yield RatingWord(sign.mark, (), count, sign.word)


def _scale(steps: Sequence[str | Sequence[str]]) -> Scale:
    forms = [[step] if isinstance(step, str) else list(step) for step in steps]
    marks = [Mark(each[0], each[0], each[0], rank, tuple(each[1:])) for rank, each in enumerate(forms)]
    return Scale(tuple(marks), ("-", "－", "―"))


def _read(scale: Scale, cells: Mapping[str, int]) -> dict[str, Counter[str]]:
    """Mark → the cells that show it, with how many there are."""
    found: dict[str, Counter[str]] = {}
    for cell, count in cells.items():
        rating = scale.read(cell) or scale.read(bare(cell)) or scale.read_within(cell)[0]
        if rating is not None:
            found.setdefault(rating.mark, Counter())[cell] += count
    return found


def plan_name(survey: Survey) -> tuple[str, str]:
    """The plan's and the city's name as the titles have them; either may be empty."""
    city = ""
    headings = {each.text for each in survey.headings}
    for title in survey.titles:
        words, digits = title.split(), len(_DIGIT.findall(without_years(title)))
        if headings & set(words) or digits > _MOST_DIGITS or (words and words[0].isdecimal()):
            continue  # a row of another table
        title = _ABOUT.split(title)[0]
        title = _YEAR_FIRST.sub("", _OFFICE_FIRST.sub("", title)).strip()
        which = _WHICH.match(title)
        if found := _CITY.match(title, which.end() if which else 0):
            city = city or found[1]
            title = f"{which[0].strip() if which else ''}{title[found.end() :].lstrip()}"
        elif found := _CITY_LAST.search(title):
            city = city or found[1]
        if not _NAMED.search(title) or _EXPLAINS.search(title):
            continue
        title = _REMARK.sub("", title).lstrip("の 　")
        left = _RUN.sub("", without_years(title))
        name = _END.sub("", left.lstrip("のにおける")) or left
        if len(name) > 2:
            return name, city
    return "", city


def lists_steps(cell: str) -> bool:
    """Whether a cell lists steps of a scale instead of saying one: Ａ・Ｂ・Ｃ・Ｄ."""
    steps = [step for step in _BETWEEN.split(cell) if step]
    return len(steps) > 2 and len(set(steps)) == len(steps) and max(map(len, steps)) <= _LONGEST_STEP


def columns_text(
    file: str, chosen: Mapping[str, Sequence[SeenHeading]], survey: Survey, *, unread: Sequence[str]
) -> str:
    """columns.toml: each field with the headings that are read for it, as sheets of a workbook may each have
    their own; `unread` are fields that have none."""
    lines = [say.columns_file(file)]
    texts = Counter(bare(each.text) for each in survey.headings)
    for field, read in chosen.items():
        named = [text for each in read for text in (each.text, each.label) if text]
        headings = {bare(text): text for text in reversed(named)}
        quoted = ", ".join(map(_quoted, reversed(headings.values())))
        lines += ["", "[[column]]", f"name = {_quoted(field)}", f"headings = [{quoted}]"]
        if len(headings) == 1 and texts[bare(read[0].text)] > len(read):
            lines.append(f"column = {read[0].column + 1}")
    for field in unread:
        lines += ["", "[[column]]", f"name = {_quoted(field)}", f"headings = [{_quoted(NOT_READ)}]"]
    return "\n".join(lines) + "\n"


def ratings_text(file: str, proposal: ScaleProposal) -> str:
    """ratings.toml: the scale, best first; the common one as it stands, with all its words."""
    if proposal.common:
        return (DEFAULTS / RATINGS).read_text(encoding="utf-8")
    known = {mark.mark: mark for mark in (*signs_apart(), *common_scale().marks)}
    lines = [say.ratings_file(file)]
    for each in proposal.words:
        sign = known.get(each.mark)
        word, english = (sign.word, sign.en) if sign else (each.word, each.mark)
        lines += ["", "[[rating]]", f"mark = {_quoted(each.mark)}", f"word = {_quoted(word)}",
                  f"en = {_quoted(english)}"]  # fmt: skip
        for key, texts in (("forms", each.forms), ("words", sign.words if sign else ())):
            if texts:
                lines.append(f"{key} = [{', '.join(map(_quoted, texts))}]")
    dashes = [*dict.fromkeys(("-", "－", "―", "ー", *(word for word, _ in proposal.unrated)))]
    lines += ["", "[nothing_planned]", 'mark = "—"', f"forms = [{', '.join(map(_quoted, dashes))}]"]
    return "\n".join(lines) + "\n"


def plan_text(file: str, name: str, city: str, office: str) -> str:
    """plan.toml; what nobody knows yet stands there as a remark."""
    known = {"name": name, "short": name, "city": city, "office": office}
    lines = [f"{key} = {_quoted(value)}" if value else f'# {key} = ""' for key, value in known.items()]
    return "\n".join([say.plan_file(file), "", "[plan]", *lines]) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def write_tables(folder: Path, texts: Mapping[str, str]) -> None:
    """Each table under its name."""
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
