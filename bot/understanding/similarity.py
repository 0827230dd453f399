"""Nearest names, for spelling and for picking names, never for retrieval. The only importer of rapidfuzz.

Each function imports what it needs of it: most questions need nothing, and loading it takes 7 ms.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from katou_index.words import fold, reading

_SOUNDS = (("ph", "f"), ("c", "k"), ("q", "k"), ("l", "r"), ("v", "b"), ("z", "s"))  # what people mix up


def nearest(text: str, names: Sequence[str], most: int = 3, at_least: float = 50) -> list[str]:
    """The names most like `text`, best first; `at_least` is a similarity of 0 to 100."""
    from rapidfuzz import fuzz, process

    found = process.extract(
        fold(text), [fold(name) for name in names], scorer=fuzz.ratio, limit=most, score_cutoff=at_least
    )
    return [names[place] for _, _, place in found]


def nearest_word(word: str, words: Sequence[str]) -> str | None:
    """The Latin word that `word` is a slip of: one edit from 4 letters on, by sound two from 5 on.

    A hand rarely slips in the first letter, but for its place: alone is no drone, skin-tone no kintone.
    """
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    allowed, sound = 0 if len(word) < 4 else 1, _sound(word)
    found = process.extract(
        sound, _sounds(tuple(words)), scorer=OSA.distance, score_cutoff=allowed, limit=None
    )
    same = (place for near, _, place in found if near[:1] == sound[:1] or near[:2] == sound[1::-1])
    return next((words[place] for place in same), None)


def nearest_asked(word: str, asked: Sequence[str], others: Collection[str]) -> str | None:
    """The word of `asked` that `word` is a slip of, None where one of `others` is nearer: no price for peice.

    A letter left out, or two that have changed places, is nearer than one too many or another one.
    """
    from rapidfuzz.distance import OSA

    def rank(each: str) -> int:
        swapped = len(each) == len(word) and sorted(each) == sorted(word)
        return 0 if swapped or len(each) > len(word) else 1

    def near(words: Collection[str]) -> list[str]:
        alike = (each for each in words if each[:1] == word[:1] and abs(len(each) - len(word)) < 2)
        return [each for each in alike if OSA.distance(word, each, score_cutoff=1) == 1]

    found = min(near(asked), key=rank, default=None)
    return None if found is None or any(rank(each) < rank(found) for each in near(others)) else found


@lru_cache(maxsize=16)
def _sounds(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(_sound, words))


def _sound(word: str) -> str:
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    return re.sub(r"(.)\1", r"\1", word.replace("-", ""))


def nearest_department(word: str, names: Sequence[str]) -> str | None:
    """The department, of four signs or more, that `word` differs from by one sign: 情報菅理室."""
    from rapidfuzz.distance import OSA

    near = [name for name in names if len(name) > 3 and OSA.distance(word, name, score_cutoff=1) == 1]
    return near[0] if len(near) == 1 else None


def best_window(word: str, names: Sequence[str]) -> str | None:
    """The stretch of a name that `word` is a slip of: one edit from 3 signs on, two from 8 on.

    Each name is looked at by itself, so that one more name changes a correction only if it is nearer. Of
    equally near stretches the one of the first name is meant.
    """
    from rapidfuzz import process
    from rapidfuzz.fuzz import partial_ratio

    allowed = 2 if len(word) >= 8 else 1
    least = 100 * (1 - (allowed + 1) / len(word))
    best: tuple[int, int, str] | None = None
    for name, _, _ in process.extract_iter(word, names, scorer=partial_ratio, score_cutoff=least):
        if len(name) < len(word) - allowed:
            continue  # partial_ratio has looked for the name in the word
        for found in _windows(word, name, least, allowed):
            if best is None or found[:2] < best[:2]:
                best = found
    return best[2] if best else None


def _windows(word: str, name: str, least: float, allowed: int) -> Iterator[tuple[int, int, str]]:
    """(edits, difference in length, stretch) of the whole words of a name that are near enough."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.fuzz import partial_ratio_alignment

    found = partial_ratio_alignment(word, name, score_cutoff=least)
    if found is None:
        return
    for start in range(max(0, found.dest_start - 2), found.dest_start + 3):
        for length in range(len(word) - allowed, len(word) + allowed + 1):
            window = name[start : start + length]
            edits = OSA.distance(word, window, score_cutoff=allowed)
            if edits > allowed or len(window) < 3 or window != window.strip():
                continue
            if _inside_word(name, start, start + length):
                continue
            if not _other_kanji(word, window) and not _other_script(word, window):
                yield edits, abs(len(window) - len(word)), window


def nearest_title(text: str, titles: Sequence[str]) -> tuple[str, str] | None:
    """A title typed with a slip inside `text`: (the stretch as typed, the title); one edit in eight signs."""
    signs = frozenset(text)
    longest = len(text) + 2
    likely = [
        title
        for title in titles
        if 6 <= len(title) <= longest
        and len((said := _signs_of(title))[0] - signs) <= said[1]  # nearly always more
        and sum([sign not in signs for sign in title]) <= said[1]
    ]
    if not likely:
        return None
    from rapidfuzz.distance import OSA
    from rapidfuzz.fuzz import partial_ratio_alignment

    best: tuple[float, int, str, str] | None = None
    for title in likely:
        found = partial_ratio_alignment(title, text, score_cutoff=82)
        if found is None:
            continue
        allowed = _slips(title)
        for start in range(max(0, found.dest_start - 3), found.dest_start + 2):
            for end in range(found.dest_end - 1, min(len(text), found.dest_end + 2) + 1):
                edits = OSA.distance(title, text[start:end], score_cutoff=allowed)
                rank = (edits / len(title), _strays(text, start, end))
                if edits <= allowed and (best is None or rank < best[:2]):
                    best = (*rank, text[start:end], title)
    return best[2:] if best else None


def _slips(title: str) -> int:
    return max(1, len(title) // 8)


@lru_cache(maxsize=512)
def _signs_of(title: str) -> tuple[frozenset[str], int]:
    """The signs of a title, and how many may be slips."""
    return frozenset(title), _slips(title)


def _inside_word(text: str, start: int, end: int) -> bool:
    """Whether a stretch begins or ends inside a word of katakana or Latin letters."""
    return any(
        re.fullmatch("[ァ-ヺー]{2}|[a-z0-9]{2}", text[edge - 1 : edge + 1]) is not None
        for edge in (start, end)
        if edge
    )


def _strays(text: str, start: int, end: int) -> int:
    """How many signs are left glued to the stretch: 図書書館 read as 書書館 leaves 図."""
    glued = re.compile("[a-z0-9一-鿿ァ-ヺー]")
    return sum(bool(glued.match(side)) for side in (text[start - 1 : start], text[end : end + 1]))


def _other_script(word: str, window: str) -> bool:
    """Whether a stretch has hiragana that was not typed: Eメール is no るメール out of によるメール."""
    return len(re.findall("[ぁ-ゖ]", window)) > len(re.findall("[ぁ-ゖ]", word))


def _other_kanji(word: str, window: str) -> bool:
    """Whether a short word, or one with kanji and kana, sounds otherwise: 見送り is no 見守り."""
    kanji = re.findall("[一-鿿]", word)
    short = len(word) < 4 or (len(kanji) < len(word) < 6)
    return short and bool(kanji) and reading(word) != reading(window)
