"""The first line of every answer: one sentence that answers the question as asked. Japanese beside English.

A notification shows no more than this, so it names what it is about. No judgement, no cause of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.wording.answers import Wording
from katou_index.plan import FiscalYear, Item, State

# English words that begin a sentence of the bot's own: with a capital where it stands alone, else without
PLAIN_WORDS = (
    "items ", "measures ", "policy ", "policies ", "department", "initiatives ", "the ", "all ", "whole ",
    "not rated", "rating ", "as many ", "more ", "most ", "fewest ",
)  # fmt: skip

MORE_LABEL = {"ja": "詳しく", "en": "More"}


def several(lang: str, number: int) -> str:
    """The first line over the answers to several questions."""
    return f"Answers to {number} questions" if lang == "en" else f"{number}つの質問にお答えします。"


def unread(lang: str, number: int) -> str:
    """Questions of one message beyond those that are answered."""
    if lang == "en":
        return f"{number} more in your message; please ask them again."
    return f"残り{number}問は、もう一度お尋ねください。"


class Headlines:
    """The sentences in the language of a wording."""

    def __init__(self, say: Wording) -> None:
        self.words = say
        self.lang = say.lang

    def _say(self, ja: str, en: str) -> str:
        return ja if self.lang == "ja" else en

    # ---- small parts

    def join(self, names: Sequence[str], most: int = 0, unit: str = "") -> str:
        """Names, the first `most` of many, then how many more."""
        if not most or len(names) <= most:
            return self.words.join(names)
        left = len(names) - most
        shown = self.words.join(names[:most])
        return self._say(f"{shown}ほか{left}{unit or '件'}", f"{shown} and {left} more")

    def more(self, left: int, unit: str) -> str:
        """What stands under "more": `ほか4項目`."""
        return self._say(f"ほか{left}{unit}", f"{left} more")

    def unfold(self) -> str:
        """Label of what stands under "more" where nothing is counted."""
        return MORE_LABEL[self.lang]

    def begun(self, sentence: str) -> str:
        """A sentence of its own: in English it begins with a capital, unless with a name of the sheet."""
        begins = self.lang == "en" and sentence.startswith(PLAIN_WORDS)
        return sentence[0].upper() + sentence[1:] if begins else sentence

    def inside(self, sentence: str) -> str:
        """A sentence behind other words: in English without the capital that it begins with by itself."""
        small = f"{sentence[:1].lower()}{sentence[1:]}"
        return small if self.lang == "en" and small.startswith(PLAIN_WORDS) else sentence

    def of_year(self, year: FiscalYear, sentence: str) -> str:
        """Which year it is of, where there could be a doubt."""
        return self._say(f"{year.japanese}: {sentence}", f"FY{year.began}: {sentence}")

    def in_order(self, sentence: str, *, best_first: bool) -> str:
        """A sentence about a list, with the order in which it stands."""
        ja, en = ("高い", "best") if best_first else ("低い", "worst")
        return self._say(f"{sentence}（評価の{ja}順）", f"{sentence} ({en} rated first)")

    def of_those(self, sentence: str) -> str:
        """That only the last answer was looked at."""
        return self._say(f"そのうち、{sentence}", f"Of those, {self.inside(sentence)}")

    def place(self, item: str, owners: Sequence[str] = ()) -> str:
        """What stands in brackets behind a fact: which item, whose."""
        return self.words.join(part for part in (item, self.words.join(owners)) if part)

    # ---- one item

    def rating(self, item: Item, place: str) -> str:
        """The rating of one item, or why it has none."""
        match item.rating.state:
            case State.RATED:
                return self._say(
                    f"{self.words.mark(item.rating.mark)}です（{place}）",
                    f"{self.words.mark(item.rating.mark)}: {place}",
                )
            case State.DASH:
                return self._say(
                    f"評価はありません。「—」（予定なし・評価の対象外）です（{place}）",
                    f'Not rated, "—" (nothing planned): {place}',
                )
            case State.LOST:
                return self._say(
                    f"評価不明です。評価欄が原資料で失われています（{place}）",
                    f"Rating unknown, lost in the source: {place}",
                )
        return self._say(f"評価は未記入です（{place}）", f"Not rated yet (not filled in): {place}")

    def together(self, facts: Sequence[str], place: str) -> str:
        """Several facts of one item that were asked for at once, in the order asked; the item named once."""
        first, *others = facts
        rest = [fact.replace(f"（{place}）", "") for fact in others]
        bare = [fact.removesuffix(f": {place}") for fact in facts]
        if all(map(str.__ne__, bare, facts)):
            return self._say("。".join((first, *rest)), f"{', '.join(bare)}: {place}")
        return self._say("。".join((first, *rest)), ". ".join((first, *bare[1:])))

    def owner(self, names: Sequence[str], places: str) -> str:
        """Who."""
        return self._say(f"{self.join(names)}です（{places}）", f"{self.join(names)}: {places}")

    def owners(self, by_place: Sequence[tuple[str, str]]) -> str:
        """Who, item by item: (owners, items)."""
        shown = [
            f"{names}（{places}）" if self.lang == "ja" else f"{names}: {places}"
            for names, places in by_place
        ]
        return self.join(shown, 6) + "です" if self.lang == "ja" else "; ".join(shown[:6])

    def value(self, value: str, place: str, quoted: str) -> str:
        """A figure or a date, with the sentence in which it stands."""
        tail = f"「{quoted}」" if quoted != value else ""
        return self._say(f"{value}です（{place}{tail}）", f"{value}: {place}{tail and ' '}{tail}")

    def quoted(self, quoted: str, place: str) -> str:
        """A sentence of the sheet."""
        return self._say(f"「{quoted}」（{place}）", f"「{quoted}」 ({place})")

    def never_together(self, words: Sequence[str], places: str) -> str:
        """That words stand in no item together; where one of them stands follows."""
        named = "".join(f"「{word}」" for word in words)
        return self._say(
            f"{named}が一緒に書かれている項目はありません。近いのは {places} です",
            f"No item has {self.words.in_quotes(words)} together. The nearest: {places}",
        )

    def only_quoted(self, quoted: str) -> str:
        """A further sentence of the same place."""
        return f"「{quoted}」"

    def no_value(self, kind: str, unit: str = "", named: str = "") -> str:
        """That the text has no such figure or date; a quotation follows."""
        if kind == "when":
            return self._say("日付の記載はありません。記載: ", "No date is written. It says: ")
        if kind == "next":
            return self._say(
                "今後のことの記載はありません。記載: ", "What comes next is not written. It says: "
            )
        if kind == "change":
            return self._say(
                "前年度からの増減の記載はありません。記載: ",
                "No change against the year before is written. It says: ",
            )
        if named and not unit:
            return self._say(f"「{named}」の記載はありません。記載: ", f'No "{named}" is written. It says: ')
        if named:
            return self._say(
                f"{named}: 「{unit}」の数字の記載はありません。記載: ", f"No {named} is written. It says: "
            )
        return self._say(
            f"「{unit}」の数字の記載はありません。記載: " if unit else "数字の記載はありません。記載: ",
            "No such figure is written. It says: ",
        )

    def lacking(self, words: str, sentence: str) -> str:
        """What the sheet does not have of the question, before what it says of the rest."""
        return self._say(f"{words}の記載はありません。{sentence}", f"{words} is not in the sheet. {sentence}")

    def not_rated(self, marks: Sequence[str], sentence: str) -> str:
        """That nothing shown has the ratings that a question takes for granted, before what it has."""
        shown = self.join([self.words.mark(mark) for mark in marks])
        return self._say(f"{shown}ではありません。{sentence}", f"Not rated {shown}. {sentence}")

    def no_figure(self, named: str) -> str:
        """That the text has no such figure; what it has of the rest follows."""
        return self._say(f"{named}の記載はありません。", f"No {named} is written. ")

    def nothing_written(self, label: str, place: str) -> str:
        """A field that is empty."""
        return self._say(f"{label}の記載はありません（{place}）", f"{label}: nothing written ({place})")

    def no_column(self, label: str, place: str) -> str:
        """A field for which the sheet has no column."""
        return self._say(
            f"評価表に「{label}」の欄はありません（{place}）",
            f'The sheet has no column for "{label}" ({place})',
        )

    def why(self, rating: str, quoted: str, place: str) -> str:
        """The sheet's own words on a rating."""
        return self._say(f"{rating}です。記載は「{quoted}」（{place}）", f"{rating}: 「{quoted}」 ({place})")

    def field(self, label: str, quoted: str, place: str) -> str:
        """What a field says."""
        return self._say(f"{label}は「{quoted}」（{place}）", f"{label}: 「{quoted}」 ({place})")

    def year_before(self, figures: Sequence[tuple[str, str, str]], place: str) -> str:
        """Figures against the year before: name, by how much, that year's, which is computed."""
        ja = "、".join(f"{name}は前年度比 {by}（前年度 {before}）" for name, by, before in figures)
        en = ", ".join(f"{name} {by} ({before} then)" for name, by, before in figures)
        return self._say(
            f"{ja}です（前年度は計算値、{place}）",
            f"Against the year before: {en}; that year's is computed: {place}",
        )

    def written_at(self, where: str, items: Sequence[Item]) -> str:
        """The lines of the source that items stand in, one by one; of one item also how it was read."""
        lines = sorted({line for item in items for line in item.source.lines})
        between = self._say("・", ", ")
        shown = between.join([*map(str, lines[:12]), *(("…",) if len(lines) > 12 else ())])
        read = ""
        if len(items) == 1:
            read = self.words.read_off(items[0])
        return self._say(
            f"{where}は原資料の{shown}行に書かれています" + (f"（{read}）" if read else ""),
            f"{where}: line{'s' * (len(lines) > 1)} {shown} of the source document"
            + (f" ({read})" if read else ""),
        )

    def largest(self, end: str, amount: str, place: str) -> str:
        """The largest, or the smallest, figure that is written."""
        name = "最大" if end == "largest" else "最小"
        return self._say(f"{name}は{amount}です（{place}）", f"The {end} is {amount}: {place}")

    # ---- several items

    def group_unit(self, group_by: str) -> str:
        """How groups are counted."""
        return {
            "department": "課",
            "division": "部",
            "measure": "事業",
            "policy": "方針",
            "initiative": "取組",
        }.get(group_by, "件")

    def whole(self, name: str, counted: str, tally: str) -> str:
        """All items of a measure, or of what was looked at."""
        return self._say(
            f"{name}は{counted}: {self.words.closed(tally)}", f"{name}: {counted}, of which {tally}"
        )

    def all_so(self, name: str, counted: str, rating: str) -> str:
        """The same where all have one rating."""
        if name.startswith("No.") and self.words.sep() in name:  # some that were pointed at
            return self._say(f"{name}の{counted}は、すべて{rating}です", f"{name}: {counted}, all {rating}")
        return self._say(f"{name}は{counted}、すべて{rating}です", f"{name}: {counted}, all {rating}")
