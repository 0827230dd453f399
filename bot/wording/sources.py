"""Where an answer comes from: its lines in the source, what people corrected there, what was doubted.

source(…) → "出典: 令和2年度評価表 sheet.txt 5・7行・取込 2026-11-22・原文どおり"
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.wording.notes import NOTES
from bot.wording.parts import SentenceParts
from katou_index.plan import Certainty, FiscalYear, Item, Items, MeasureNumber

LINES = 12  # lines of a source that are named


class Sources(SentenceParts):
    """Sentences on sources and corrections."""

    def lines(self, lines: Sequence[int]) -> str:
        """Lines of a source, rising, the first ones of many: `4〜9・12・33…`."""
        runs: list[list[int]] = []
        for line in lines[:LINES]:
            if runs and line == runs[-1][-1] + 1:
                runs[-1].append(line)
            else:
                runs.append([line])
        to, between = self._say("〜", "–"), self._say("・", ", ")
        shown = [f"{run[0]}{to}{run[-1]}" if len(run) > 2 else between.join(map(str, run)) for run in runs]
        return between.join(shown) + ("…" if len(lines) > LINES else "")

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
