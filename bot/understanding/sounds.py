"""Katakana that stands for no word of its own → hiragana and words: what is typed on half-width keyboards.

    ﾉｳｶﾀﾞｲﾁｮｳ ﾉ ﾋｮｳｶﾊ? → 農家台帳の評価は?      GISﾉ評価ｦｵｼｴﾃ → GISの評価をおしえて

A stretch of kana is cut by least cost into names and words of the plan, words that questions are made of, and
what is neither. What is neither stays as typed, and no word begins or ends inside it: カモシカ has no シカ.
Who writes hiragana too writes no particle in katakana: there only names and words are read.
"""

from __future__ import annotations

from functools import cached_property

from bot.understanding.scripts import pattern
from bot.understanding.spans import Respelled
from bot.understanding.spoken import spoken
from katou_index.records import TYPE_CHECKING, NamedTuple
from katou_index.words import fold, hiragana, in_dictionary, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.understanding.spelling import Speller

LONGEST = 200  # signs of a stretch that is cut; a longer one is no question
NOUN = 3  # kana of a noun at least: ノ is a particle
LONGEST_WORD = 40  # kana of a reading
PARTICLES = frozenset("のはがをにでともやへかねよ")
PAIRS = frozenset(("には", "にも", "では", "でも", "とは", "とも", "との", "への", "へは", "をも"))
UNIT = "課"  # what か behind a noun and before a particle is
VERBS_BEHIND = tuple("をがにでは")
ENDINGS = ("動詞", "助動詞", "助詞", "形容詞")
CLOSING = "。、.,?!？！「『（(\n"  # behind these nothing is glued
HIRAGANA = "[ぁ-ゖ]"
KATAKANA = "[ァ-ヺー]+"
STRETCH = "[ \u3000]*[ぁ-ゖァ-ヺーｦ-ﾟ]+(?:[ \u3000]+[ぁ-ゖァ-ヺーｦ-ﾟ]+)*[ \u3000]*"
# What a piece may be: nothing yet, what questions are made of, a word, what is neither: its first kana, more.
EDGE, SAID, WORD, BEGUN, OTHER = range(5)
# Few long pieces are likelier than many short ones, and nearly all are likelier than what is neither.
SAYING, NAMING, OPENING, SIGN = 0.7, 1.0, 2.5, 0.9
LONGER = 0.001  # of a name, for each kana


class _Piece(NamedTuple):
    """What stands between two places of a stretch, and how it is written: "" for what is neither."""

    start: int
    end: int
    kind: int
    word: str
    told: bool = False  # whether reading it so is told


class Sounds:
    """Hears words in katakana, with the readings of one vocabulary."""

    def __init__(self, speller: Speller) -> None:
        self._speller = speller

    def heard(self, text: str) -> Respelled:
        """`text` as typed; unchanged where its katakana is what the plan and questions write."""
        changes: list[tuple[str, str]] = []
        parts: list[str] = []
        place = 0
        english = pattern("[A-Za-z]{3,} [A-Za-z]{2,}").search(text) is not None
        strict = english or pattern(HIRAGANA).search(text) is not None
        for match in pattern(STRETCH).finditer(text):
            stretch = fold(match[0]).strip()
            runs = pattern(KATAKANA).findall(stretch)
            if len(stretch) > LONGEST or all(run in self.written for run in runs):
                continue
            before = text[: match.start()].rstrip()
            pieces = self._cut(hiragana(stretch), before)
            if strict and not _only_words(stretch, pieces):
                continue
            alone = " " not in stretch and all(piece.kind != WORD for piece in pieces)
            if alone and (not before or (len(stretch) >= NOUN and in_dictionary(stretch))):
                continue  # one unknown word, whatever its end: クラウト, カメラ of 防犯カメラ
            parts += (text[place : match.start()], _spelt(stretch, pieces, before, changes))
            place = match.end()
        return (
            Respelled("".join(parts) + text[place:], tuple(dict.fromkeys(changes)))
            if parts
            else Respelled(text)
        )

    def _cut(self, kana: str, before: str) -> list[_Piece]:
        """The cheapest way to cut a stretch. `before`: what stands before it."""
        glued = before[-1:] not in ("", *CLOSING)
        best: dict[tuple[int, int], tuple[float, tuple[int, int] | None, _Piece | None]] = {
            (0, EDGE): (0.0, None, None)
        }
        for place in range(len(kana)):
            for kind in range(OTHER + 1):
                if (place, kind) not in best:
                    continue
                cost = best[place, kind][0]
                for piece, more in self._pieces(kana, place, kind, glued):
                    after = (piece.end, piece.kind)
                    if after not in best or cost + more < best[after][0]:
                        best[after] = (cost + more, (place, kind), piece)
        ends = [(best[len(kana), kind][0], kind) for kind in range(OTHER + 1) if (len(kana), kind) in best]
        at: tuple[int, int] | None = (len(kana), min(ends)[1])
        pieces: list[_Piece] = []
        while at is not None:
            _, at, found = best[at]
            if found is not None:
                pieces.append(found)
        return _joined(pieces[::-1])

    def _pieces(self, kana: str, place: int, kind: int, glued: bool) -> Iterator[tuple[_Piece, float]]:
        """What may stand at a place behind a piece of a kind, each with its cost."""
        if kana[place] == " ":
            yield _Piece(place, place + 1, EDGE, " "), 0.0
            return
        begins = place == 0 and not glued  # of the text, or of a sentence
        if kind in (BEGUN, OTHER):
            yield _Piece(place, place + 1, OTHER, ""), SIGN
        elif kind == EDGE or (kind == SAID and kana[place + 1 : place + 2] not in ("", " ")):
            yield _Piece(place, place + 1, BEGUN, ""), SIGN + OPENING
        said, words, ratings = spoken().kana, spoken().sounds, self._speller.tables.rating_sounds
        for end in range(place + 1, min(len(kana), place + LONGEST_WORD) + 1):
            sound = kana[place:end]
            if " " in sound:
                yield from self._over_blanks(kana, place, end, kind)
                continue
            ends = end == len(kana) or kana[end] == " "
            bound = ends or kana[end] in PARTICLES
            if sound in said and sound not in ratings and _may_be_said(kana, place, end, kind, begins):
                yield _Piece(place, end, SAID, sound), SAYING
            if sound == "か" and kind == WORD and bound and end < len(kana):
                yield _Piece(place, end, WORD, UNIT), SAYING - 0.05  # スイドウカノ
            if kind in (BEGUN, OTHER) or len(sound) < self._least(kind, ends, bound):
                continue
            if word := ratings.get(sound):
                yield _Piece(place, end, WORD, word), NAMING
            elif (word := words.get(sound)) and not (glued and not place and word.startswith(UNIT)):
                # behind letters か is no 課: ICTかによる
                yield _Piece(place, end, WORD, word), SAYING - 0.05 if sound in said else NAMING
            if len(sound) > 1 and (word := self._names.get(sound)):
                word = sound if sound in self._speller.vocabulary.plan_text else word  # まちなか, no 町中
                # of cuts as likely as each other the longer name: ミマモリ隊|の, not ミマモリ|たいの
                yield _Piece(place, end, WORD, word, told=True), NAMING - LONGER * len(sound)

    def _over_blanks(self, kana: str, place: int, end: int, kind: int) -> Iterator[tuple[_Piece, float]]:
        """A name of several words that is typed with blanks between them: カンコウ ノ シンコウ."""
        whole = kind == EDGE and kana[end : end + 1] in ("", " ") and kana[end - 1] != " "
        if whole and (word := self._names.get(kana[place:end].replace(" ", ""))):
            yield _Piece(place, end, WORD, word, told=True), NAMING

    @staticmethod
    def _least(kind: int, ends: bool, bound: bool) -> int:
        """How many kana a word needs here: a short one stands alone, between blanks and particles."""
        if kind == EDGE and ends:
            return 1
        return 2 if bound and kind in (EDGE, SAID) else 3

    @cached_property
    def _names(self) -> dict[str, str]:
        """How names and words of the plan sound → how they are written; other words for them are in kana."""
        same = (fold(word) for entry in self._speller.vocabulary.tables.same for word in entry.words)
        in_kana = {word: word for word in same if len(word) >= NOUN and pattern("[ぁ-ゖー]+").fullmatch(word)}
        return {**in_kana, **self._speller.tables.compounds, **self._speller.tables.readings}

    @cached_property
    def written(self) -> frozenset[str]:
        """The words in katakana that plan, tables and questions write."""
        vocabulary = self._speller.vocabulary
        ratings = (fold(word) for mark in vocabulary.tables.scale.marks for word in mark.words)
        texts = (
            vocabulary.read_through,
            *(vocabulary.index.vocabulary if vocabulary.is_large else ()),
            *vocabulary.thesaurus.japanese,
            *vocabulary.names.forms(),
            *ratings,
            *spoken().words,
        )
        return frozenset(pattern(KATAKANA).findall("\n".join(texts)))


def _may_be_said(kana: str, place: int, end: int, kind: int, begins: bool) -> bool:
    """Whether a word that questions are made of may stand here, and is not the end of an unknown one."""
    sound, after = kana[place:end], kana[end:]
    ends = after[:1] in ("", " ")
    if kind == BEGUN or (kind == OTHER and (sound[0] not in PARTICLES or len(sound) == 2)):
        return False
    if len(sound) > 1:
        return len(sound) > 2 or ends or after[0] in PARTICLES or not begins
    if kind == OTHER and _another(sound, after):
        return False
    return sound in PARTICLES and not begins and (kind != EDGE or ends or place == 0)


def _another(particle: str, after: str) -> bool:
    """Whether another particle follows that does not go with this one: in カモシカ ノ, カ is none."""
    following = after.lstrip(" ")[:1]
    alone = after[:1] != " " or after.lstrip(" ")[1:2] in ("", " ")
    return following in PARTICLES and alone and particle + following not in PAIRS


def _only_words(stretch: str, pieces: list[_Piece]) -> bool:
    """Whether all that was typed in katakana is words."""
    return all(
        piece.kind == WORD or not pattern(KATAKANA).search(stretch[piece.start : piece.end])
        for piece in pieces
    )


def _spelt(stretch: str, pieces: list[_Piece], before: str, changes: list[tuple[str, str]]) -> str:
    """A stretch as its pieces are written; what of it is told goes to `changes`."""
    words: list[str] = []
    for piece in pieces:
        typed = stretch[piece.start : piece.end]
        kana = hiragana(typed)
        alone = stretch[piece.start - 1 : piece.start] == " "
        verb = not piece.word and _inflected(kana, words[-1] if words else before, alone=alone)
        words.append(piece.word or (kana if verb else typed))
        if piece.told and piece.word not in (typed, kana):
            changes.append((typed, piece.word))
    return "".join(words)


def _inflected(kana: str, before: str, *, alone: bool) -> bool:
    """Whether kana is a verb behind a noun or particle, or the end of one that begins before it: 教 えて.

    `alone`: behind a blank a verb may stand behind any word: ドローン トバシタ.
    """
    kanji = pattern("[一-鿿々]*$").findall(before)[0]
    found = tokens(kanji + kana)
    if kanji and any(token.surface != kanji and token.surface.startswith(kanji[-1]) for token in found):
        return all(token.reading for token in found)
    found = tokens(kana)
    verb = bool(found) and found[0].pos in ("動詞", "形容詞") and all(t.pos in ENDINGS for t in found[1:])
    return verb and (alone or bool(kanji) or before[-1:] in VERBS_BEHIND)


def _joined(pieces: list[_Piece]) -> list[_Piece]:
    """Without blanks, and what is neither in one piece."""
    found: list[_Piece] = []
    for piece in pieces:
        last = found[-1] if found else None
        if last and last.kind in (BEGUN, OTHER) and piece.kind == OTHER:
            found[-1] = last._replace(end=piece.end)
        elif piece.word != " ":
            found.append(piece)
    return found
