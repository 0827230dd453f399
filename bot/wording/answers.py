"""Every sentence the bot says, Japanese and English side by side, one function each.

Japanese as an official would write it: plain, polite, short. A mark never stands without its word.
Titles, names and quotations stay Japanese in English answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from bot.wording import city
from bot.wording.notes import NOTES
from katou_index.plan import Certainty, FiscalYear, Item, Items, Measure, MeasureNumber, State
from katou_index.tables import Scale

LINES = 12  # lines of a source that are named
MOST_NUMBERS = 60  # measures that a title names by their numbers


class Wording:
    """The sentences in one language, for one rating scale; `others`: those of the years beside it; `called`:
    fields → what the sheet calls them, where that is something of its own."""

    def __init__(
        self, lang: str, scale: Scale, others: Sequence[Scale] = (), called: Mapping[str, str] | None = None
    ) -> None:
        self.lang = lang
        self.scale = scale
        self.others = others
        self.called = called or {}
        self._marked: dict[str, str] = {}  # most marks are written several times

    def _say(self, ja: str, en: str) -> str:
        return ja if self.lang == "ja" else en

    # ---- small parts

    def join(self, parts: Iterable[str]) -> str:
        """A list of names."""
        return ("、" if self.lang == "ja" else ", ").join(parts)

    def in_quotes(self, words: Iterable[str]) -> str:
        """Words that were asked about: `「RPA」「研修」`, `"RPA", "training"`; 「」 in English are the sheet's own."""
        if self.lang == "ja":
            return "".join(f"「{word}」" for word in words)
        return ", ".join(f'"{word}"' for word in words)

    def mark(self, mark: str) -> str:
        """`× バツ`, `× (cross)`."""
        if mark not in self._marked:
            self._marked[mark] = self._with_word(mark)
        return self._marked[mark]

    def _with_word(self, mark: str) -> str:
        for each in (each for scale in (self.scale, *self.others) for each in scale.marks):
            if each.mark == mark:
                return each.named(japanese=self.lang == "ja")
        return mark

    def rating(self, item: Item) -> str:
        """An item's rating with its word, or why it has none."""
        missing = {State.LOST: ("評価", "rating "), State.UNFILLED: ("評価は", "")}
        return self._say(*missing.get(item.rating.state, ("", ""))) + self.rating_alone(item)

    def rating_alone(self, item: Item) -> str:
        """The same behind the label 評価."""
        if item.rating.state is State.RATED:
            return self.mark(item.rating.mark)
        if item.rating.state is State.DASH:
            return self._say("「—」（予定なし・評価の対象外）", '"—" (nothing planned, not rated)')
        if item.rating.state is State.LOST:
            return self._say(
                "不明（原資料の文字起こしで欠落・要確認）", "unknown (lost in the source, to be checked)"
            )
        return self._say("未記入", "not rated yet (not filled in)")

    def state(self, state: State) -> str:
        """Why an item has no rating, in a word."""
        ja, en = {
            State.DASH: ("「—」（対象外）", '"—" (not rated)'), State.LOST: ("評価不明（欠落）", "rating lost"),
            State.UNFILLED: ("未記入", "not filled in"),
        }.get(state, ("", ""))  # fmt: skip
        return self._say(ja, en)

    def items(self, number: int) -> str:
        """`7項目`."""
        return self._say(f"{number}項目", f"{number} item{'s' * (number != 1)}")

    def sep(self) -> str:
        """Between the parts of a list."""
        return self._say("、", ", ")

    def places(self, items: Sequence[tuple[str, str, int]]) -> str:
        """`No.14 項目1・2・No.29`: items by name, key of their measure, number in it; each measure once."""
        shown: list[str] = []
        for at, (name, measure, number) in enumerate(items):
            if at and items[at - 1][1] == measure:
                shown[-1] += self._say(f"・{number}", f", {number}")
            else:
                shown.append(name)
        return self._say("・", ", ").join(shown)

    def item_unit(self) -> str:
        """What items are counted in."""
        return self._say("項目", "items")

    def line_unit(self) -> str:
        """What anything else is counted in."""
        return self._say("件", "lines")

    def sentence(self, text: str) -> str:
        """A sentence that another one follows."""
        return self._say(f"{text}。", f"{text}. ")

    def share_of(self, what: str) -> str:
        """`○ 丸の割合`."""
        return self._say(f"{what}の割合", f"share of {what}")

    def year(self, year: FiscalYear) -> str:
        """`令和2年度（2020年度）`, `FY2020 (R2)`."""
        return self._say(f"{year.japanese}（{year.began}年度）", f"FY{year.began} ({year.code})")

    def in_year(self, year: FiscalYear, question: str) -> str:
        """A prepared question, of a year that is not the newest."""
        return self._say(f"{year.code}の{question}", f"{year.code}: {question}")

    def stated(self, state: State, number: int, places: str) -> str:
        """`評価不明（欠落） 1（No.15）`."""
        return f"{self.state(state)} {number}" + self._say(f"（{places}）", f" ({places})")

    def counted(self, items: int, measures: int) -> str:
        """`7項目（7事業）`."""
        return self._say(
            f"{items}項目（{measures}事業）",
            f"{items} item{'s' * (items != 1)} in {measures} measure{'s' * (measures != 1)}",
        )

    def tally(self, by_rating: dict[str, int], zeros: bool = False) -> str:
        """`○ 丸 7、× バツ 1`."""
        return self.join(
            f"{self.mark(mark)} {number}" for mark, number in by_rating.items() if number or zeros
        )

    def item_name(self, item: Item, measure: Measure) -> str:
        """`No.30 項目3`; the number alone where a measure has one item."""
        if len(measure.items) == 1:
            return f"No.{measure.number}"
        return self._say(f"No.{measure.number} 項目{item.number}", f"No.{measure.number} item {item.number}")

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

    def label(self, name: str) -> str:
        """The label of a field."""
        ja, en = {
            "measure": ("事業", "Measure"), "rating": ("評価", "Rating"), "owner": ("担当", "Department"), "planned": ("予定", "Planned"), "result": ("結果", "Result"),
            "evidence": ("根拠", "Evidence"), "policy": ("基本方針", "Policy"), "initiative": ("取組", "Initiative"), "others": ("ほか", "Others"),
        }[name]  # fmt: skip
        return self._say(self.called.get(name, ja), en)

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

    def side(self, tally: str, rated: int, shares: str) -> str:
        """One side of a comparison."""
        return self._say(f"評価のある{rated}項目: {tally}（{shares}）", f"{rated} rated: {tally} ({shares})")

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

    # ---- source

    def lines(self, lines: Sequence[int]) -> str:
        """Lines of a source, rising, the first ones of many: `4〜9・12・33…`."""
        runs: list[list[int]] = []
        for line in lines[:LINES]:
            if runs and line == runs[-1][-1] + 1:
                runs[-1].append(line)
            else:
                runs.append([line])
        to = self._say("〜", "–")
        shown = (f"{run[0]}{to}{run[-1]}" if len(run) > 2 else self._between(run) for run in runs)
        return self._between(shown) + ("…" if len(lines) > LINES else "")

    def _between(self, parts: Iterable[object]) -> str:
        return self._say("・", ", ").join(map(str, parts))

    def source(self, file: str, items: Sequence[Item], year: FiscalYear, imported: date | None) -> str:
        """Where the facts come from."""
        lines = Items.of(items).first_lines(LINES + 1)
        shown = self.lines(lines)
        when = f"{imported.isoformat()}" if imported else ""
        place = self._say(
            f" {shown}行" if lines else "", f" line{'s' * (len(lines) > 1)} {shown}" if lines else ""
        )
        taken = self._say(f"・取込 {when}", f", imported {when}") if when else ""
        return (
            self._say(
                f"出典: {year.japanese}評価表 {file}{place}", f"Source: {year.code} sheet, {file}{place}"
            )
            + taken
        )

    def read_as_printed(self, source: str) -> str:
        """A source whose items are all verbatim."""
        return source + self._say("・", ", ") + self.certainty(Certainty.VERBATIM)

    def corrected_fields(self, places: Sequence[tuple[int | None, str]]) -> str:
        """That people corrected fields of a measure: each its item, None for all of the measure, and its name."""
        shown = [
            field if item is None else self._say(f"項目{item}の{field}", f"{field} of item {item}")
            for item, field in places
        ]
        return self._say(f"訂正あり: {self.join(shown)}", f"Corrected: {self.join(shown)}")

    def before_correction(self, measure: MeasureNumber) -> tuple[str, str]:
        """The button that shows what the sheet said, and its question."""
        return (
            self._say("訂正前は？", "Before the correction?"),
            self._say(f"No.{measure}の訂正前は？", f"No.{measure} before the correction"),
        )

    def place_of_field(self, measure: MeasureNumber, item: int | None, field: str) -> str:
        """A field of an item: 「No.4 項目2 評価」."""
        numbered = self._say(f"No.{measure} 項目{item}", f"No.{measure} item {item}")
        return f"{numbered if item is not None else f'No.{measure}'} {field}"

    def corrected_title(self, measure: MeasureNumber, item: int | None, field: str) -> str:
        """Which field was corrected."""
        place = self.place_of_field(measure, item, field)
        return self._say(f"{place}（訂正あり）", f"{place} (corrected)")

    def confirmed_title(self, measure: MeasureNumber, item: int | None, field: str) -> str:
        """Which field was read again and left as it was."""
        place = self.place_of_field(measure, item, field)
        return self._say(f"{place}（読みを確認済み）", f"{place} (reading confirmed)")

    def before_label(self) -> str:
        """What the sheet says."""
        return self._say("訂正前（評価表）", "Before (the sheet)")

    def after_label(self) -> str:
        """What it should say."""
        return self._say("訂正後", "After")

    def reason_label(self) -> str:
        """Who corrected it, when, why; the sentence is the record's, in Japanese."""
        return self._say("経緯", "Record")

    def corrected_value(self, field: str, text: str) -> str:
        """A value of a field, a mark with its word."""
        shown = self.mark(text) if field == "評価" else text
        return shown or self._say("（空）", "(empty)")

    def nothing_corrected(self) -> str:
        """Nobody corrected anything there."""
        return self._say("訂正された欄はありません。", "No field was corrected here.")

    def closed(self, tally: str) -> str:
        """A Japanese sentence that ends with numbers, which stand apart, or with a bracket."""
        return tally + ("です" if tally.endswith(("）", "」")) else " です")

    def certainty(self, certainty: Certainty) -> str:
        """How it was read."""
        en = {"原文どおり": "verbatim", "補正": "restored", "欠落": "lost in part", "未記入": "not filled in"}
        return self._say(certainty.value, en[certainty.value])

    def read_off(self, item: Item) -> str:
        """How an item was read off the sheet: its certainty, with the notes of the index."""
        notes = item.notes if self.lang == "ja" else [NOTES.get(note, f"「{note}」") for note in item.notes]
        return self.certainty(item.certainty) + (f": {self._say('。', '; ').join(notes)}" if notes else "")

    def doubt(self, name: str, read: str) -> str:
        """A doubt note; only where the certainty is not verbatim. `read`: how it was read off the sheet."""
        return f"{self._say('※', '*')} {name} {read}"

    def newest(self, year: FiscalYear) -> str:
        """That the data are more than a year old."""
        return self._say(f"最新の取込は{year.japanese}です。", f"The newest data are of {self.year(year)}.")

    # ---- no answer

    def asking(self, key: str) -> str:
        """Why it asks back."""
        ja, en = {
            "department_or_topic": ("担当課のことですか、それとも話題ですか。", "Do you mean the department or the topic?"),
            "letter_or_sign": ("「X」という記載は見つかりません。評価の×（バツ）のことですか。", "“X” does not occur in the sheet. Do you mean the rating × (cross)?"),
            "nothing_shown": ("どの事業についてでしょうか。事業名や番号を添えてお尋ねください。", "Which measure do you mean? Please name it or give its number."),
            "of_what": ("どの項目のうちでしょうか。前の答えに項目はありません。条件を添えてお尋ねください。", "Of which items? The answer before this shows none. Please say of what."),
            "whose": ("「うち」はどの課のことでしょうか。", "Which department is yours?"),
            "which_department": ("どの課でしょうか。", "Which department do you mean?"),
            "which": ("どの事業についてでしょうか。", "Which measure do you mean?"),
            "no_such_place": ("その順番の項目はありません。直前の一覧は次のとおりです。", "There is no such place. The last list was:"),
            "which_rating": ("どの評価についてでしょうか。", "Of which rating?"),
            "compare_what": self._compare_what(),
        }[key]  # fmt: skip
        return self._say(ja, en)

    @staticmethod
    def _compare_what() -> tuple[str, str]:
        ja, en = "何と何を比べますか。", "Compare what with what?"
        if not (sides := city.two_departments()):
            return ja, en
        return f"{ja}例:「{'と'.join(sides)}を比べて」", f'{en} For example "compare {" and ".join(sides)}".'

    @property
    def office(self) -> str:
        """The office that keeps the bot."""
        return city.office(self.lang)

    @property
    def plan(self) -> str:
        """The plan's name."""
        return city.plan(self.lang)

    @property
    def sheet(self) -> str:
        """What the plan is read from, as it is called in Japanese."""
        return city.sheet()

    @property
    def kind(self) -> str:
        """市, town …"""
        return city.filled(self.lang, "{kind}")

    def no_match(self, words: Sequence[str]) -> str:
        """Words that occur nowhere."""
        occur = "does not occur" if len(words) == 1 else "do not occur"
        return self._say(
            f"「{self.join(words)}」に当たる記載は評価表にありません（0件）。",
            f"{self.in_quotes(words)} {occur} in the sheet (0 hits).",
        )

    def not_in_shown(self, subject: str, numbers: str) -> str:
        """A word that what was shown does not have; elsewhere in the plan it stands."""
        return self._say(
            f"表示中の {numbers} には「{subject}」の記載はありません。計画全体から探すこともできます。",
            f'"{subject}" is not mentioned in {numbers} as shown. You can search the whole plan for it.',
        )

    def instead(self, question: str) -> str:
        """Label: a question that was meant perhaps."""
        shown = question if len(question) <= 24 else f"{question[:23]}…"
        return self._say(f"「{shown}」で探す", f'Search for "{shown}"')

    def search_for(self, sought: str) -> str:
        """Label: what of a question is known, 「電子申請」 or 防災課の×の項目, looked for without the rest."""
        by = "で" if sought.endswith("」") else "を"
        return self._say(f"{sought}{by}探す", f"Search for {sought}")

    def office_sees(self) -> str:
        """That what was not found is kept for the office."""
        return self._say(
            f"見つからなかった質問として、{self.office}に伝わります（お名前は残りません）。",
            f"The {self.office} sees that this was not found (without your name).",
        )

    def how_to_ask(self) -> tuple[str, str]:
        """Label and question: help."""
        return self._say("使い方", "How to ask"), self._say("使い方", "help")

    def near_names(self) -> str:
        """Before near names."""
        return self._say("近いもの:", "Perhaps:")

    def perhaps_meant(self) -> str:
        """Before questions that one which was not understood may have meant."""
        return self._say(
            "次のどれかをお尋ねでしょうか（番号でも答えられます）:",
            "Did you mean one of these? (A number will do.)",
        )

    def within(self, item: str, title: str) -> str:
        """An item with the measure that it is part of."""
        return self._say(f"{item}（{title}）", f"{item} ({title})")

    def no_such_measure(
        self, subject: str, lowest: MeasureNumber, highest: MeasureNumber, *, gap: bool = False
    ) -> str:
        """A number that no measure has; `gap`: others before and after it do."""
        if gap:
            return self._say(
                f"{subject} はありません。事業は No.{lowest}～No.{highest} ですが、欠番があります。",
                f"There is no {subject}. Measures run from No.{lowest} to No.{highest}, with gaps.",
            )
        return self._say(
            f"{subject} はありません。事業は No.{lowest}～No.{highest} です。",
            f"There is no {subject}. Measures run from No.{lowest} to No.{highest}.",
        )

    def year_not_loaded(self, year: FiscalYear, loaded: Sequence[FiscalYear]) -> str:
        """A year without data."""
        names = self.join(self.year(each) for each in loaded)
        return self._say(
            f"{self.year(year)}のデータは未登録です（登録済み: {names}）。",
            f"{self.year(year)} is not loaded (loaded: {names}).",
        )

    def not_in_sheet(self, subject: str) -> str:
        """A field that the sheet does not hold."""
        ja, en = {
            "person": ("評価表に担当者の氏名の欄はありません。分かるのは担当課までです。", "The sheet holds no names of people, only departments."),
            "contact": ("評価表に電話番号などの連絡先の欄はありません。分かるのは担当課までです。", "The sheet holds no phone numbers or addresses, only departments."),
            "budget": ("評価表に予算・費用の欄はありません。", "The sheet has no field for budget or cost."),
            "figure": ("そこにその数値の記載はありません。", "No such figure is written there."),
            "age": (
                "評価表に、いつ始めた事業かの欄はないので、古い順・新しい順には並べられません。",
                "The sheet does not say when a measure began, so none is the oldest or the newest.",
            ),
            "target": ("評価表に目標値の欄はありません。", "The sheet has no field for targets."),
            "scales": ("年度によって評価の区分が違うため、良くなったか悪くなったかは比べられません。", "The years are rated on different scales, so better or worse cannot be told."),
            "contractor": ("評価表に委託先・業者の欄はありません。", "The sheet has no field for contractors."),
            "staff": ("評価表に職員の人数の欄はありません。", "The sheet has no field for the number of staff."),
            "deadline": ("評価表に締切・期限の欄はありません。", "The sheet has no field for deadlines."),
            "legend": (
                f"評価の区分（{self.marks_named()}）の意味や基準は評価表に書かれていません。"
                "担当の部署が凡例を登録すると、ここに表示します。",
                f"The sheet does not define its ratings ({self.marks_named()}). Once the office sets a legend, it is shown here.",
            ),
            "opinion": ("評価の当否や今後の見込みは判断できません。評価表の記載だけをお答えします。", "I cannot judge or forecast; I only report what the sheet says."),
        }.get(subject, ("評価表にその欄はありません。", "The sheet has no such field."))  # fmt: skip
        return self._say(ja, en)

    def no_column(self, field: str, year: FiscalYear) -> str:
        """A field for which the sheet of a year has no column."""
        name = self.label(field)
        return self._say(
            f"{self.year(year)}の評価表に「{name}」の欄はありません。",
            f'The sheet of {self.year(year)} has no column for "{name.lower()}".',
        )

    def another_rating(self, asked: str, read: str, year: FiscalYear, *, there: bool) -> str:
        """A rating that was not read, such as an earlier one; `read`: what the sheet calls the one that was.
        `there`: the sheet has a column of that name."""
        read = read or "評価"
        if not there:
            return self._say(
                f"「{asked}」の欄は{self.year(year)}の評価表にありません。評価の欄は「{read}」です。",
                f'The sheet of {self.year(year)} has no column "{asked}"; its rating is "{read}".',
            )
        return self._say(
            f"「{asked}」は取り込んでいません。{self.year(year)}の評価として読んでいるのは「{read}」です。",
            f'"{asked}" is not loaded; the rating that was read for {self.year(year)} is "{read}".',
        )

    def not_ordered(self, name: str) -> str:
        """A column of texts has no largest one."""
        return self._say(
            f"「{name}」は文章の欄なので、大きさの順には並べられません。事業番号を添えれば、その{name}をお見せします。",
            f'"{name}" is a column of texts, so none is the largest. Add a measure number to see its {name}.',
        )

    def marks_named(self) -> str:
        """The marks of the scale, best first: 「◎ 二重丸・○ 丸・△ 三角・× バツ」."""
        return ("・" if self.lang == "ja" else ", ").join(self.mark(mark.mark) for mark in self.scale.marks)

    def no_grade(self, mark: str, year: FiscalYear) -> str:
        """A rating that the year's scale does not have; `mark` "" where it was not understood as one sign."""
        asked = self._say(f"「{mark}」" if mark else "お尋ねの区分", f'"{mark}"' if mark else "such a rating")
        return self._say(
            f"{self.year(year)}の評価の区分は {self.marks_named()} です。{asked}という区分はありません。"
            if mark
            else f"{self.year(year)}の評価の区分は {self.marks_named()} です。{asked}はありません。",
            f"The ratings of {self.year(year)} are {self.marks_named()}; there is no {asked}.",
        )

    def what_there_is(self, words: Sequence[str] = ()) -> str:
        """Before the items that were asked about, or of the words that the sheet has."""
        if words:
            known = "、".join(words)
            return self._say(
                f"「{known}」について評価表にあるのは次の内容です。",
                f"What the sheet has of {self.in_quotes(words)}:",
            )
        return self._say("評価表にあるのは次の内容です。", "What the sheet has:")

    def out_of_scope(self, subject: str) -> str:
        """Not about this plan."""
        if subject:
            return self._say(
                f"「{subject}」は対象外です。このボットは{self.kind}の{self.sheet}だけにお答えします。",
                f'"{subject}" is out of scope: this bot answers from the {self.kind}\'s {self.plan} only.',
            )
        return self._say(
            f"対象外の質問です。このボットは{self.kind}の{self.sheet}だけにお答えします。",
            f"Out of scope: this bot answers from the {self.kind}'s {self.plan} only.",
        )

    def read_only(self, subject: str) -> str:
        """Asked to change something."""
        if subject == "correction":
            return self._say(
                f"ご指摘ありがとうございます。データはこの場では変わりません。{self.office}が原文を確かめ、訂正表（corrections.csv）で訂正します。",
                f"Thank you. Nothing is changed here: the {self.office} checks the source and corrects it in its table (corrections.csv).",
            )
        return self._say(
            f"このボットからデータを書き換えることはできません。訂正は{self.office}が訂正表（corrections.csv）で行います。",
            f"This bot cannot change data. Corrections are made by the {self.office} in its table (corrections.csv).",
        )

    # ---- help

    def helping(self, about: str) -> str:
        """Help, greeting, thanks and the like."""
        ja, en = {
            "help": (f"{self.sheet}についてお答えします。話題・事業番号・担当課・評価で尋ねてください。", f"I answer from the evaluation of the {self.plan}. Ask by topic, number, department or rating."),
            "unclear": ("質問を読み取れませんでした。話題・事業番号・担当課・評価で尋ねてください。", "I could not read the question. Ask by topic, number, department or rating."),
            "long": ("長くて読み取れませんでした。お尋ねになりたいことだけを、短い文でお書きください。", "This is too long for me to read. Please write just what you want to know, in short sentences."),
            "hello": (f"こんにちは。{self.sheet}についてお答えします。", f"Hello. I answer from the evaluation of the {self.plan}."),
            "thanks": ("どういたしまして。ほかにもあればお尋ねください。", "You are welcome. Ask again any time."),
            "reset": ("条件をすべて外しました。最初からお尋ねください。", "All conditions are cleared. Please start over."),
            "settings": (f"週報の設定は{self.office}が行います。停止や変更のご希望は{self.office}へお知らせください。この会話からは変更していません。", f"The weekly post is set by the {self.office}. Nothing was changed from here."),
            "source": (f"出典は、{self.kind}が公表した{self.sheet}（受け取ったままの文書）です。答えごとに行番号を示します。", f"Answers come from the {self.kind}'s evaluation sheet as received; each answer names its lines."),
            "language": ("ここからは日本語でお答えします。", "I answer in English from here on."),
            "excel": ("先に一覧や事業を表示してから、もう一度お尋ねください。", "Show a list or a measure first, then ask again."),
            "legend": (f"評価の記号の意味（{self.office}の登録）", f"Meaning of the marks (set by the {self.office})"),
        }.get(about, ("先に一覧や事業を表示してから、もう一度お尋ねください。", "Show a list or a measure first, then ask again."))  # fmt: skip
        return self._say(ja, en)

    def ways_to_ask(self, years: Sequence[str]) -> Iterator[tuple[str, str]]:
        """What else can be asked, each with its questions; `years` are the codes of the newest ones."""
        name, mark, two = city.department(), city.words().find().mark, city.two_departments()
        yield (
            self._say("数える", "Count"),
            self._say(
                f"「{mark}は何件？」「課別の内訳」" if mark else "「課別の内訳」",
                f'"how many {mark}", "table by department"' if mark else '"table by department"',
            ),
        )
        if two:
            yield (
                self._say("比べる", "Compare"),
                self._say(f"「{two[0]}と{two[1]}を比べて」", f'"compare {two[0]} and {two[1]}"'),
            )
        if len(years) > 1:
            yield (
                self._say("年度を比べる", "Over years"),
                self._say(f"「{years[0]}と{years[1]}を比べて」", f'"compare {years[0]} and {years[1]}"'),
            )
        yield (
            self._say("答えを絞る", "Narrow an answer"),
            self._say(f"「そのうち{name}は？」", f'"of those, {name}"'),
        )
        yield (
            self._say("答えを保存", "Save an answer"),
            self._say("「Excelで」「図にして」", '"as an Excel file", "as a chart"'),
        )

    def examples(self) -> tuple[str, ...]:
        """Up to three real questions."""
        return city.examples_to_read(self.lang)

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
