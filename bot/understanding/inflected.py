"""Verbs of getting and particles, by their dictionary form and part of speech, where no piece lists them.

×食らってへん？ → "×", a verb of getting that is denied, the end of a question. The pieces of a question list
the forms that people type most; any other form of such a verb, in kana or kanji, dialect or polite, is known
by its dictionary form (hint "gets" of `grammar/hints.txt`), and a particle that limits nothing by being one.
"""

from __future__ import annotations

from functools import lru_cache

from bot.understanding.scan import hints_in
from katou_index.records import TYPE_CHECKING, NamedTuple
from katou_index.words import Token, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

LINES = 16  # lines of which is kept where their words stand
FORMS = 1_024  # dictionary forms of which is kept what they hint at: all texts have the same ones
GETS, LIMITS, CARRIES = "gets", "limits", "carries"  # hints, each asked of a dictionary form
HOLDS, MADE = "holds", "made"  # … of what holds so many, 分かれる, 構成; … of what makes a verb of a noun
NOT = ("ない", "無い", "ず", "ぬ", "へん")  # dictionary forms
ENDS = ("です", "だ", "でしょう")  # these belong to the end of a question, not to the verb


class Inflected(NamedTuple):
    """Where a word with its endings ends, and what it says: "have", "nothave", or "glue", nothing."""

    end: int
    kind: str


@lru_cache(maxsize=LINES)
def _words_of(line: str) -> dict[int, tuple[Token, int]]:
    """Where each word of a folded line begins → the word, and where it ends."""
    found, place = dict[int, tuple[Token, int]](), 0
    for word in tokens(line):
        place = line.find(word.surface, place)
        if place < 0:
            break
        end = place + len(word.surface)
        found[place], place = (word, end), end
    return found


_hints_of = lru_cache(maxsize=FORMS)(hints_in)


def inflected(line: str, place: int) -> Inflected | None:
    """What a word says that begins at `place` of a folded line; None where it may say anything."""
    words = _words_of(line)
    if place not in words:
        return None
    word, end = words[place]
    if word.pos == "助詞":
        return None if LIMITS in _hints_of(word.lemma) else Inflected(end, "glue")
    if word.pos != "動詞" or GETS not in _hints_of(word.lemma):
        return None
    end, denied = _with_endings(words, end)
    return Inflected(end, "nothave" if denied else "have")


def holding(line: str) -> Iterator[tuple[int, int]]:
    """Where words of a folded line stand that say of so many what they make up: 分かれている, 構成された."""
    words = _words_of(line)
    for place, (word, end) in words.items():
        if HOLDS not in _hints_of(word.lemma):
            continue
        if word.pos == "名詞":
            end = _made_verb(words, end)
        end, denied = _with_endings(words, end)
        if not denied:
            yield place, end


def _made_verb(words: dict[int, tuple[Token, int]], end: int) -> int:
    """Where する, になる or で出る ends that makes a verb of the noun before it; `end` where none does."""
    after = end
    if after in words and words[after][0].pos == "助詞":
        after = words[after][1]
    if after in words and MADE in _hints_of(words[after][0].lemma):
        return words[after][1]
    return end


def _with_endings(words: dict[int, tuple[Token, int]], end: int) -> tuple[int, bool]:
    """Where the endings of a verb end that begin at `end`, and whether they deny it."""
    denied = False
    while end in words:
        behind, after = words[end]
        carries = behind.pos in ("動詞", "助詞", "形容詞") and CARRIES in _hints_of(behind.lemma)
        if not carries and (behind.pos != "助動詞" or behind.lemma in ENDS):
            break
        denied ^= behind.lemma in NOT
        end = after
    return end, denied
