"""What every sentence is made of: marks with their words, names of items and years, numbers, lists.

mark("×") → "× バツ", "× (cross)"; counted(7, 6) → "7項目（6事業）", "7 items in 6 measures"
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from katou_index.plan import FiscalYear, Item, Measure, State
from katou_index.tables import Scale


class SentenceParts:
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
        if item.rating.state is State.RATED:  # as most are
            return self.mark(item.rating.mark)
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

    def label(self, name: str) -> str:
        """The label of a field."""
        ja, en = {
            "measure": ("事業", "Measure"), "rating": ("評価", "Rating"), "owner": ("担当", "Department"), "planned": ("予定", "Planned"), "result": ("結果", "Result"),
            "evidence": ("根拠", "Evidence"), "policy": ("基本方針", "Policy"), "initiative": ("取組", "Initiative"), "others": ("ほか", "Others"),
        }[name]  # fmt: skip
        return self._say(self.called.get(name, ja), en)
