"""Runs of kana → what they are a reading of: ぼうさいかのばつ → 防災課のばつ. Cut by least cost."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.understanding.scripts import is_kanji, pattern
from katou_index.records import TYPE_CHECKING
from katou_index.words import hiragana, tokens

if TYPE_CHECKING:
    from bot.understanding.spelling import Speller

REMEMBERED = 2_000  # runs of which is kept what they become
LONGEST = 120  # kana of a run that is read at all
SHORTEST = 3  # kana of a reading that is looked for inside a run


def _are_kana(sign: str, other: str) -> bool:
    return all("ぁ" <= each <= "ゖ" or "ァ" <= each <= "ヺ" or each == "ー" for each in (sign, other))


def _covered(kana: str, grammar: dict[str, list[str]]) -> bool:
    """Whether a run is nothing but what questions are made of, so that no reading need be looked up."""
    place = 0
    while place < len(kana):
        longest = max(
            [len(word) for word in grammar.get(kana[place], ()) if kana.startswith(word, place)], default=0
        )
        if not longest:
            return False
        place += longest
    return True


def _is_pronoun(run: str) -> bool:
    """Whether a run of kana is what everybody points with: ここ3年 holds no 個々."""
    found = tokens(run) if len(run) <= SHORTEST else ()
    return len(found) == 1 and found[0].pos == "代名詞"


def _ends_verb(text: str, place: int, end: int) -> bool:
    """Whether kana from `place` to `end` is nothing but the end of a verb or an adjective: 合わせたい."""
    at, verb = 0, False
    for token in tokens(text[:end]):
        begin, at = at, at + len(token.surface)
        if begin < place < at:
            verb = token.pos in ("動詞", "形容詞")
        elif at > place and token.pos not in ("助動詞", "助詞", "動詞"):
            return False
    return verb


class KanaRuns:
    """Reads the runs of kana in a text as names and words of the plan."""

    def __init__(self, speller: Speller) -> None:
        self.tables, self._speller = speller.tables, speller
        self._converted: dict[tuple[str, tuple[bool, bool]], str] = {}  # runs of kana: questions end alike

    def read(self, text: str, changes: list[tuple[str, str]]) -> str:
        """The text with its runs of kana as they are meant; what was changed is added to `changes`."""

        def convert(match: re.Match[str]) -> str:
            run = match[0]
            if (
                not 2 <= len(run) <= LONGEST
                or run in self.tables.known_kana
                or (len(run) >= SHORTEST and run in self.tables.plan_text)
            ):
                return run
            before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
            glued = ("一" <= before <= "鿿", "一" <= after <= "鿿")
            if "readings" in self.tables.__dict__ and self._conversion(run, glued) == run:
                return run  # once its tables are made that is told sooner than by the dictionary
            if glued[0] and _ends_verb(text, match.start(), match.end()):
                return run  # 問い合わせたい holds no 世帯
            converted = self._conversion(run, glued)
            if converted != run and self._cuts_a_word(text, match.start(), run, glued):
                return run  # そういえば holds no 相違, しときたい no 期待
            last = converted[-1]
            half = is_kanji(converted[-2:-1] or last) and "ぁ" <= last <= "ゖ"
            if glued[1] and half and last not in "のはがをにでともやへか":
                return run  # せいかつ学習課: half a word before another one is no reading
            if converted != run:
                changes.append((run, converted))
            return converted

        if not any(map(_are_kana, text, text[1:])):
            return text  # no run of two
        return re.sub("[ぁ-ゖァ-ヺー]+", convert, text)

    def _conversion(self, run: str, glued: tuple[bool, bool]) -> str:
        """One run of kana as it is meant. Remembered: questions end alike."""
        converted = self._converted.get((run, glued))
        if converted is None:
            if len(self._converted) >= REMEMBERED:
                self._converted.clear()
            converted = self._converted[run, glued] = self._convert(run, glued)
        return converted

    def _cuts_a_word(self, text: str, place: int, run: str, glued: tuple[bool, bool]) -> bool:
        """Whether a word that a run of kana in a text is read as begins or ends inside a verb or the like.

        Only of a run that is a sentence for the dictionary (one of its words is a verb, and none is unknown),
        by somebody who writes kanji, and of what is read as kanji: ころなって言葉 is about コロナ.
        """
        if not any(map(is_kanji, text)):
            return False
        at, ends, inside = 0, {place}, []
        for token in tokens(text):
            begin = text.find(token.surface, at)
            at = begin + len(token.surface)
            if place <= begin and at <= place + len(run):
                ends.add(at)
                inside.append(token)
        verbs = any(token.pos in ("動詞", "助動詞") for token in inside)
        if not verbs or sum(len(token.surface) for token in inside) < len(run):
            return False
        read = (span for *span, surface in self._pieces(run, glued) if any(map(is_kanji, surface)))
        return any(place + start not in ends or place + end not in ends for start, end in read)

    def _convert(self, run: str, glued: tuple[bool, bool]) -> str:
        """One run of kana, cut by least cost. `glued`: whether kanji stands before it, after it."""
        kana = hiragana(run)
        if _covered(kana, self.tables.grammar) or _is_pronoun(run):
            return run
        pieces = self._pieces(run, glued)
        left = "".join(kana[start:end] for start, end, surface in pieces if not surface)
        if re.fullmatch("[ァ-ヺー]+", run) and len(left) < len(kana) and self._is_grammar(left):
            run = kana  # バツノジギョウ: what is left is said, not named
        spelt = "".join(surface or run[start:end] for start, end, surface in pieces)
        if not any(f"か{particle}" in spelt for particle in "のはがをにで"):
            return spelt
        return pattern("(?<=[一-鿿])か(?=[のはがをにで])").sub("課", spelt)  # すいどうかの

    def _pieces(self, run: str, glued: tuple[bool, bool]) -> list[tuple[int, int, str]]:
        """A run of kana cut by least cost: from, to, and what is read there; "" for what stays as typed."""
        kana = hiragana(run)
        best: list[tuple[float, int, str]] = [(0.0, 0, "")] + [(float("inf"), 0, "")] * len(kana)
        for start in range(len(kana)):
            cost = best[start][0]
            if cost == float("inf"):
                continue
            for end, price, surface in self._steps(kana, run, start, glued):
                if cost + price < best[end][0]:
                    best[end] = (cost + price, start, surface)
        pieces, end = [], len(kana)
        while end:
            _, start, surface = best[end]
            pieces.append((start, end, surface))
            end = start
        return pieces[::-1]

    def _is_grammar(self, kana: str) -> bool:
        """Whether nothing stands in `kana` but words for ratings and what questions are made of."""
        for mark in self.tables.vocabulary.tables.scale.marks:
            for word in mark.words:
                kana = kana.replace(word, "")
        return _covered(kana, self.tables.grammar)

    def _steps(
        self, kana: str, run: str, start: int, glued: tuple[bool, bool]
    ) -> Iterator[tuple[int, float, str]]:
        yield start + 1, 1.0, ""
        for word in self.tables.grammar.get(kana[start], ()):
            if kana.startswith(word, start):
                yield start + len(word), 0.45, ""
        for end in range(start + 3, min(len(kana), start + 9) + 1):
            typed = run[start:end]
            # クラウ is no word out of クラウド
            cut = typed[0] >= "ァ" and typed not in self._speller.sounds.written
            if (typed in self.tables.plan_text and not cut) or typed in self.tables.known_kana:
                yield end, 0.6, typed  # it is written so itself
        begins = start == 0 and not glued[0]
        longest = self.tables.longest_readings.get(kana[start : start + 2], 0)
        for end in range(start + 2, min(len(kana), start + longest, start + 40) + 1):
            surface = self.tables.readings.get(kana[start:end]) or self.tables.compounds.get(kana[start:end])
            ends = end == len(kana) and not glued[1]
            long = end - start > SHORTEST or (end - start == SHORTEST and (begins or ends))
            if surface and surface != run[start:end] and (long or (begins and ends)):
                yield end, 1.3, surface
