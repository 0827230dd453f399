"""Every sentence of an answer, Japanese and English side by side, one function each.

Japanese as an official would write it: plain, polite, short. A mark never stands without its word.
Titles, names and quotations stay Japanese in English answers. What sentences are made of stands in parts.py,
where they come from in sources.py, what is said instead of an answer in no_answers.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.wording.no_answers import NoAnswers
from bot.wording.sources import Sources
from katou_index.plan import FiscalYear, Item, Measure, MeasureNumber, State

MOST_NUMBERS = 60  # measures that a title names by their numbers


class Wording(Sources, NoAnswers):
    """The sentences in one language, for one rating scale; `others`: those of the years beside it; `called`:
    fields → what the sheet calls them, where that is something of its own."""

    # ---- head

    def head(self, years: Sequence[FiscalYear], read_as: Sequence[tuple[str, str]]) -> str:
        """The year or years, and how the question was read."""
        equals = self._say("=", " = ")
        parts = self.join(
            f"{self.condition(name)}{equals}{value}" if value else self.condition(name)
            for name, value in read_as
        )
        reading = self._say(f"｜読み取り: {parts}", f" | read as: {parts}") if parts else ""
        return self._say("・", ", ").join(map(self.year, years)) + reading

    def condition(self, name: str) -> str:
        """The name of a condition, as the head writes it."""
        ja, en = {
            "ratings": ("評価", "rating"), "departments": ("担当課", "department"), "policies": ("基本方針", "policy"),
            "initiatives": ("取組", "initiative"), "measures": ("事業", "measure"), "words": ("話題", "topic"),
            "not": ("除外", "without"), "before": ("前の答えのうち", "within the last answer"), "years": ("年度", "year"), "asked": ("質問", "question"),
            "asked_on": ("前の答えについての質問", "question about the last answer"),
        }[name]  # fmt: skip
        return self._say(ja, en)

    def respelled(self, typed: str, read: str) -> str:
        """A correction that was made to the question; nothing `read`: what is so of the whole plan."""
        if not read:
            return self._say(
                f"「{typed}」は計画の全項目に当てはまるので、絞り込みには使っていません。",
                f'"{typed}" is true of the whole plan, so it leaves nothing out.',
            )
        meant = f'"{read}"' if read.isascii() else f"「{read}」"
        return self._say(f"「{typed}」は「{read}」と読み取りました。", f'Read "{typed}" as {meant}.')

    def read_own(self, department: str) -> str:
        """Which department うち is."""
        return self._say(f"「うち」は{department}と読み取りました。", f'Read "our" as {department}.')

    def cut(self, most: int) -> str:
        """A message that is too long."""
        return self._say(
            f"長いため、はじめの{most:,}文字だけを読みました。", f"Read only the first {most:,} characters."
        )

    def letter(self, question: str) -> str:
        """What of a long message was taken for its question."""
        return self._say(f"質問として読んだ文:「{question}」", f'Read as the question: "{question}"')

    def left(self, clause: str) -> str:
        """A clause of the message that was not taken as a condition."""
        return self._say(f"「{clause}」は条件に含めていません。", f'"{clause}" is not taken as a condition.')

    def not_found_words(self, words: Sequence[str]) -> str:
        """Words of the question that occur nowhere, though the rest was found."""
        quoted = self.in_quotes(words)
        occur = "does not occur" if len(words) == 1 else "do not occur"
        return self._say(
            f"{quoted}という記載は見つかりません。残りの語で探しました。",
            f"{quoted} {occur}; searched for the rest.",
        )

    def read_below(self, marks: Sequence[str], best: str) -> str:
        """How "not ○" was read."""
        shown = self.join(self.mark(mark) for mark in marks)
        return self._say(
            f"○でないもの＝○より下（{shown}）と読み取りました。上位の{self.mark(best)}と、評価のない項目は含みません。",
            f"Read as rated below ○: {shown}. {self.mark(best)} ranks above ○ and is left out, as are unrated items.",
        )

    def read_other(self, marks: Sequence[str]) -> str:
        """How "not ×" was read."""
        shown = self.join(self.mark(mark) for mark in marks)
        return self._say(
            f"{shown}と読み取りました。評価のない項目は含みません。",
            f"Read as: {shown}. Unrated items are left out.",
        )

    def held_against(self, group: str, number: str, marks: Sequence[str]) -> str:
        """What the group has that others are held against."""
        shown = self.join(self.mark(mark) for mark in marks)
        if not number:
            return self._say(
                f"{group}には評価の分からない項目があり、{shown}の数は比べられません。",
                f"{group} has items whose rating is not known, so their {shown} cannot be counted.",
            )
        if not shown:
            return self._say(f"{group}は{number}です。", f"{group} has {number}.")
        return self._say(f"{group}の{shown}は{number}です。", f"{group} has {number} rated {shown}.")

    def held_against_share(self, group: str, share: str, marks: Sequence[str]) -> str:
        """The share of the group, or of the whole, that others are held against."""
        shown = self.join(self.mark(mark) for mark in marks)
        return self._say(f"{group}の{shown}の割合は{share}%です。", f"{group}: {share}% {shown}.")

    def read_means(self, word: str, mark: str) -> str:
        """How "failed" or 未達 was read."""
        return self._say(
            f"「{word}」は{self.mark(mark)}と読み取りました（評価表に「{word}」の区分はありません）。",
            f'Read "{word}" as {self.mark(mark)}; the sheet itself has no such category.',
        )

    def read_department(self, names: str) -> str:
        """That a bare word was read as a department."""
        return self._say(f"担当課「{names}」と読み取りました。", f"Read as the department {names}.")

    def not_so_rated(self, marks: Sequence[str]) -> str:
        """That a measure does not have the rating that a question takes for granted."""
        shown = self.join(self.mark(mark) for mark in marks)
        return self._say(
            f"評価は{shown}ではありません。実際の評価を示します。",
            f"It is not rated {shown}; this is its rating.",
        )

    def read_calendar_year(self, year: FiscalYear) -> str:
        """That a year without 度 was read as a fiscal year."""
        return self._say(
            f"{year.japanese}（4月から翌年3月）として答えます。",
            f"Answered for fiscal year {year.began} (April to March).",
        )

    def written_year(self, year: str) -> str:
        """A year that is not loaded is named in the texts of a loaded one."""
        return self._say(
            f"{year}の評価表は未登録です。登録済みの評価表の本文に{year}と書かれた項目を示します。",
            f"The sheet of {year} is not loaded; these are items of a loaded one whose text names {year}.",
        )

    # ---- a measure

    def missing(self, item: Item, lost: bool) -> str:
        """What stands for a text that the sheet does not hold, or does not hold any more."""
        if item.rating.state is State.DASH:
            return "—"
        if lost:
            return self._say("（原文で欠落）", "(lost in the source)")
        return self._say("（記載なし）", "(nothing written)")

    def of_items(self, number: int, whole: int, *, rated: bool = False) -> str:
        """How many of the items of a group, or of its rated ones."""
        if rated:
            return self._say(f"評価のある{whole}項目のうち{number}", f"{number} of {whole} rated items")
        return self._say(f"{whole}項目のうち{number}", f"{number} of {whole} items")

    def items_header(self) -> str:
        """Head of the column of numbers of items."""
        return self._say("項目数", "items")

    def rated_header(self) -> str:
        """Head of the row of numbers of rated items."""
        return self._say("評価のある項目", "rated items")

    def number_and_share(self, number: int, share: str) -> str:
        """A number of items, and per cent of the rated ones: `1（25.0%）`."""
        return self._say(f"{number}（{share}%）", f"{number} ({share}%)") if share else str(number)

    def measures_header(self) -> str:
        """Head of the column of numbers of measures."""
        return self._say("事業数", "measures")

    def share_header(self) -> str:
        """Head of the column of shares."""
        return self._say("割合", "share")

    def with_unrated(self, names: Sequence[str]) -> str:
        """Groups that have nothing else, but items without a rating."""
        return self._say(
            f"評価のない項目もあるもの（別に示します）: {self.join(names)}",
            f"With unrated items besides (shown apart): {self.join(names)}",
        )

    def amounts_written(self) -> str:
        """Label: items in which an amount is written."""
        return self._say("金額の記載がある項目", "Items with amounts written")

    def estimated(self) -> str:
        """That an initiative's range rests on people's reading."""
        return self._say("（範囲は推定）", " (its range is an estimate)")

    def ranges_estimated(self) -> str:
        """That which measures an initiative covers is people's reading."""
        return self._say(
            "取組がどの事業にわたるかは推定です。", "Which measures an initiative covers is an estimate."
        )

    def whole(self, measure: Measure, tally: str) -> str:
        """The other items of the measure in a line."""
        return self._say(
            f"No.{measure.number} 全体は{len(measure.items)}項目: {tally}",
            f"No.{measure.number} has {len(measure.items)} items: {tally}",
        )

    def member(self, names: Sequence[str], measure: Measure) -> str:
        """Departments of a measure that report nothing of their own."""
        return self._say(
            f"{self.join(names)}も No.{measure.number} の担当課ですが、自分の項目はありません。",
            f"{self.join(names)} is also listed for No.{measure.number} but has no item of its own.",
        )

    def with_texts(self) -> str:
        """Title of the items with the texts that were asked for."""
        return self._say("記載の全文", "In full")

    def looked_at(self, items: int) -> str:
        """Title of the items by which somebody can check that nothing of them is so."""
        return self._say(f"確かめた{items}項目", f"Looked at: {items} item{'s' * (items != 1)}")

    def listed_elsewhere(self, left: int) -> str:
        """That a very long list ends, and where the rest of it is."""
        return self._say(
            f"ほか{left}項目は、ファイル（Excel・CSV）にすべてあります。",
            f"{left} more are in the file (Excel, CSV), which has them all.",
        )

    def left_out(self, left: int) -> str:
        """That what stands apart from a list ends, with how many there are."""
        return self._say(
            f"ほか{left}項目は省いています。事業の番号で聞くと答えます。",
            f"{left} more are left out; ask for one by its number.",
        )

    def mentions(self) -> str:
        """Title of further mentions."""
        return self._say("ほかの記載", "Also mentioned in")

    def why_only_quoted(self) -> str:
        """That a reason is quoted, not inferred."""
        return self._say(
            "理由は評価表の記載をそのまま示します。", "The sheet's own words; no cause is added."
        )

    def year_before(self, written: str, before: str) -> str:
        """A figure of the year before, computed."""
        return self._say(
            f"前年度: {before}（計算値。記載は「{written}」）",
            f"Year before: {before} (computed from 「{written}」)",
        )

    # ---- lists and numbers

    def in_full(self, mark: str, measures: Sequence[Measure]) -> str:
        """Measures whose every item has the rating."""
        numbers = self._say("・", ", ").join(str(m.number) for m in measures[:MOST_NUMBERS])
        if len(measures) > MOST_NUMBERS:
            numbers += self._say("ほか", " and others")
        return self._say(
            f"全項目が{mark}なのは No.{numbers}（{len(measures)}事業）",
            f"Rated {mark} in full: No.{numbers} ({len(measures)} measure{'s' * (len(measures) != 1)})",
        )

    def sections(self, names: Sequence[str], counted: str, tally: str) -> str:
        """The items of a department's sections, shown apart."""
        return self._say(
            f"課内の室（別に数えます）: {self.join(names)} {counted} {tally}",
            f"Its sections (counted apart): {self.join(names)} {counted} {tally}",
        )

    def members(self, measures: Sequence[Measure]) -> str:
        """Measures of which the department is only a member."""
        named = measures[:MOST_NUMBERS]
        numbers = self._say("・", ", ").join(f"No.{measure.number}" for measure in named)
        if rest := len(measures) - len(named):
            numbers += self._say(f"、ほか{rest}事業", f" and {rest} more")
        return self._say(
            f"全課の項目、または担当課に名前だけがある事業（別に示し、数えません）: {numbers}",
            f"Items of every department, or measures it is only listed for (shown apart, not counted): {numbers}",
        )

    def only_named(self, word: str) -> str:
        """A department that is only named in a text."""
        return self._say(
            f"「{word}」が担当の項目はありません。本文に名前が出てくるだけです。",
            f'"{word}" owns no item; it is only named in a text.',
        )

    def note(self, key: str) -> str:
        """Notes of special lists."""
        notes = {
            "mention": ("記載がある項目です（原因や評価との関係を示すものではありません）。", "Items in which it is written (not a statement of cause)."),
            "percentages": ("%の数字が書かれているのは次の項目です。", "Percentages are written in these items."),
            "amounts": ("金額（円）が書かれているのは次の項目だけです。", "Amounts in yen are written only in these items."),
            "no_sum": ("同じ人や件数が重なるおそれがあるため、合計はしません。項目ごとの数字を示します。", "No total: people or cases may overlap. The figures stand item by item."),
            "unrated": ("評価のない項目です。", "Items without a rating."),
            "not_ranked": ("評価の記号のなかでの優劣は評価表にありません。同じ記号の項目をすべて示します。", "The sheet does not rank within a mark; all items with it are shown."),
            "both": ("両方の評価の項目がある事業です。", "Measures with items of both ratings."),
            "only": ("評価のある項目がすべてこの評価の事業です。", "Measures whose every rated item has this rating."),
            "without": ("この評価の項目がひとつもない事業です。", "Measures without any item of this rating."),
            "figures": ("数字が書かれているのは次の項目です。", "Such figures are written in these items."),
        }  # fmt: skip
        ja, en = notes[key]
        return self._say(ja, en)

    def overlap(self, figures: Sequence[str]) -> str:
        """Figures that several items cite."""
        return self._say(
            f"重なりに注意: {self.join(figures)} は複数の項目に出てきます。",
            f"Overlap: {self.join(figures)} is cited by several items.",
        )

    def share_line(self, mark: str, share: float) -> str:
        """One mark's share."""
        return self._say(f"{self.mark(mark)} {share}%", f"{self.mark(mark)} {share}%")

    def unit(self, group_by: str) -> str:
        """The name of what is grouped by."""
        ja, en = {
            "department": ("担当課", "department"), "division": ("部", "division"), "policy": ("基本方針", "policy"),
            "initiative": ("取組", "initiative"), "measure": ("事業", "measure"), "rating": ("評価", "rating"), "year": ("年度", "fiscal year"),
        }.get(group_by, ("", ""))  # fmt: skip
        return self._say(ja, en)

    def group_title(self, kind: str, unit: str) -> str:
        """Title of a table by groups."""
        ja, en = {
            "count": (f"{unit}の順位（同数はすべて表示）", f"Ranking by {unit} (ties all shown)"),
            "shares": (f"{unit}別の割合", f"Shares by {unit}"),
            "share": (f"{unit}の順位（割合、同率はすべて表示）", f"Ranking by {unit}, by share (ties all shown)"),
            "only": (f"評価がこれだけの{unit}", f"Each {unit} with nothing else"),
            "without": (f"この評価がひとつもない{unit}", f"Each {unit} without any"),
        }.get(kind, (f"{unit}別の内訳", f"By {unit}"))  # fmt: skip
        return self._say(ja, en)

    def shared_items(self) -> str:
        """That an item with two owners counts for each."""
        return self._say(
            "担当が2課の項目は、それぞれの課で数えます。", "An item with two owners counts for each of them."
        )

    def whole_city(self) -> str:
        """The side of a comparison that is the whole city."""
        return self._say("市全体", "whole city")

    def side(self, tally: str, rated: int) -> str:
        """One side of a comparison: its ratings."""
        return self._say(f"評価のある{rated}項目: {tally}", f"{rated} rated: {tally}")

    def with_share(self, mark: str, number: int, share: float) -> str:
        """How many have a rating, and per cent of the rated ones: `○ 丸 1（25.0%）`."""
        return self._say(f"{self.mark(mark)} {number}（{share}%）", f"{self.mark(mark)} {number} ({share}%)")

    def small_numbers(self) -> str:
        """That shares of few items say little."""
        return self._say("項目が少ないため、割合の比較は参考です。", "Few items: shares are only indicative.")

    def overview(self, measures: int, items: int, rated: int, tally: str) -> str:
        """The whole year in a line."""
        return self._say(
            f"{measures}事業・{items}項目。評価のある{rated}項目: {tally}",
            f"{measures} measures, {items} items. {rated} rated: {tally}",
        )

    def without_rating(self, name: str, item: Item) -> str:
        """An item without a rating, in the overview."""
        return f"{name}: {self.rating(item)}"

    # ---- one department

    def beside(self, name: str, rated: int, numbers: str) -> str:
        """A department, the city or another year in a line, to be seen beside each other."""
        return self._say(
            f"{name}: 評価のある{rated}項目 {numbers}", f"{name}: {rated} rated, {numbers}"
        ).rstrip(" ,")

    def beside_city(self) -> str:
        """Title of a department's bars beside the whole city's."""
        return self._say("市全体との比較", "Beside the whole city")

    def shared(self) -> str:
        """Behind an item that several departments own."""
        return self._say("（共管）", " (shared)")

    # ---- choices

    def only_marks(self, marks: Sequence[str]) -> str:
        """Label: only these ratings."""
        shown = "・".join(self.mark(mark) for mark in marks)
        return self._say(f"{shown}だけ", f"Only {shown}")

    def with_city(self) -> tuple[str, str]:
        """Label and question: the department beside the city."""
        return self._say("市全体と比べる", "Beside the city"), self._say(
            "市全体と比べて", "compare with the whole city"
        )

    def with_year_before(self) -> tuple[str, str]:
        """Label and question: the same a year before."""
        return self._say("前年度と比べる", "Beside the year before"), self._say(
            "前年度と比べて", "compared with the previous year"
        )

    def other_departments(self) -> tuple[str, str]:
        """Label and question: every department."""
        return self._say("ほかの課と比べる", "Other departments"), self._say(
            "課別の内訳", "ratings by department"
        )

    def all_items(self, number: MeasureNumber) -> tuple[str, str]:
        """Label and question: every item of a measure."""
        return self._say(f"No.{number}の全項目", f"All items of No.{number}"), f"No.{number}"

    def narrow_to(self, name: str) -> tuple[str, str]:
        """Label and question: the last list, narrowed."""
        return name, self._say(f"そのうち{name}は？", f"of those, {name}?")

    def take_away(self, form: str, question: str) -> tuple[str, str]:
        """Label and question: an answer as a file or a picture; "" for the answer before."""
        label, ja, en = {
            "xlsx": ("Excel", "Excelで", "as an Excel file"),
            "png": (self._say("図", "Chart"), "図にして", "as a chart"),
            "svg": (self._say("図（SVG）", "Chart (SVG)"), "図（SVG）にして", "as a chart (SVG)"),
        }[form]
        return label, f"{question} {self._say(ja, en)}".strip()

    def taken(self, form: str, asks: str) -> tuple[str, str]:
        """Label and question: an answer as a file or a picture; of the answer before without a question."""
        label, follow_up = self.take_away(form, "")
        return label, asks or follow_up

    def owned_by(self, name: str) -> str:
        """Label: only what a department owns."""
        return self._say(f"{name}が担当", f"Owned by {name}")

    def drop(self, condition: str) -> str:
        """Label: the same without one condition."""
        inner = condition.removesuffix("に関する項目")
        if not (inner.startswith("「") and inner.endswith("」")):
            inner = f"「{inner.replace('「', '『').replace('」', '』')}」"
        return self._say(f"{inner}を外す", f"Without {condition}")
