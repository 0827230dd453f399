"""Texts of a card → HTML: signs with their words, numbers of measures as links, languages marked.

Every piece is escaped here; nothing of a text ever becomes mark-up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from markupsafe import Markup, escape

from bot.surfaces.points import BULLETS, points

SEPARATOR = "｜"  # between the parts of a line
LONGEST_KEPT = 400  # characters of a text whose shape is kept
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_JAPANESE = re.compile(
    r"[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]+(?:[^A-Za-z<>&]*[\u3041-\u9fff])*"
)
_UNBROKEN = re.compile(
    r"\d{1,4}(?:-\d{1,2}){1,2}(?!\d)"  # a date, an item's number
    r"|[\u3400-\u9fff]{2}\d{1,2}\u5e74\u5ea6?"  # a year of an era
    r"|\uff08\d{4}\u5e74\u5ea6\uff09"  # its calendar year, in brackets
    r"|(?<![A-Za-z-])[A-Za-z]{1,6}-[A-Za-z]{1,6}(?![A-Za-z-])"  # Wi-Fi
)
_MEASURE = re.compile(
    r"^([*※]\s*)?(?:([RH]\d{1,2}) )?No\.(\d{1,6})\b"
)  # R2 before it where it is of another year


class Shaper:
    """Shapes for one rating scale.

    `link` gives the address of a measure by its year's code ("" for that of the answer) and its number; ""
    for none.
    """

    def __init__(self, ratings: Sequence[tuple[str, str]], link: Callable[[str, int | str], str]) -> None:
        self._link = link
        self._ratings = tuple(ratings)

    def text(self, text: str, lang: str) -> Markup:
        """A text: a rating's sign is for the eyes, its word for everybody; Japanese in English is marked.

        What it is the rating of (評価=), the number of its items and the stop behind it stay in its line.
        """
        return _shaped(self._ratings, text, lang)

    def known(self, text: str, lang: str) -> Markup:
        """A text of the plan, shaped as `text` does it and kept, since it is shown again and again. Nothing
        that was typed may come here."""
        return _kept(self._ratings, text, lang) if len(text) <= LONGEST_KEPT else self.text(text, lang)

    def linked(self, text: str, lang: str) -> Markup:
        """A text, shaped as `text` does it, whose measure's number at its beginning leads to the measure's
        page."""
        match = _MEASURE.match(text)
        address = self._link(match[2] or "", int(match[3])) if match else ""
        if not match or not address:
            return self.text(text, lang)
        number = f"{match[2] or ''} No.{match[3]}".strip()
        link = Markup('<a href="{}">{}</a>').format(address, number)
        return Markup(escape(match[1] or "")) + link + self.text(text[match.end() :], lang)

    def item(self, key: str) -> str:
        """The address of an item by its key (`R2/30-3`): its place on its measure's page; "" for none."""
        code, _, own = key.rpartition("/")
        address = self._link(code, own.rpartition("-")[0])
        return f"{address}#i{own}" if address else ""

    def points(self, text: str, lang: str) -> Markup:
        """A text of a cell: each of its points (・…) in a line of its own."""
        first, *rest = points(readable(text))
        if not rest:
            return self.text(first, lang)
        found = self._point(first, lang) if first.startswith(BULLETS) else self.text(first, lang)
        return found + Markup("").join(Markup(" ") + self._point(each, lang) for each in rest)

    def _point(self, text: str, lang: str) -> Markup:
        return Markup(f'<span class="point">{self.text(text, lang)}</span>')

    def parts(self, line: str, lang: str) -> Markup:
        """A line of a list: its parts can be told apart, its text stays whole."""
        first, *rest = readable(line).split(SEPARATOR)
        if not rest:
            return self.linked(first, lang)
        found = [f'<span class="lead">{self.linked(first, lang)}</span>']
        for part in rest:
            shaped = self.text(part, lang)
            found.append(f'<span class="sep" aria-hidden="true">｜</span><span class="seg">{shaped}</span>')
        return Markup("".join(found))


# What follows is done for every text of a page: pieces, each of them escaped, are joined once.


def _shaped(ratings: tuple[tuple[str, str], ...], text: str, lang: str) -> Markup:
    ranks, pattern = _scale(ratings)
    if not any(mark in text for mark in ranks):
        return Markup(_in_its_language(text, lang))
    found: list[str] = []
    end = 0
    for match in pattern.finditer(text):
        named, mark, space, word, whole_word, number = map(escape, match.groups(""))
        found.append(_in_its_language(text[end : match.start()], lang))
        shown = f'<span aria-hidden="true">{mark}</span>{space}' if mark else ""
        rank = ranks[match[2] or match[5]]
        rating = f'<span class="rating r{rank}">{shown}<span>{word or whole_word}</span></span>'
        whole = f'<span class="whole">{named}{rating}{number}</span>'
        found.append(whole if named or number else rating)
        end = match.end()
    return Markup("".join((*found, _in_its_language(text[end:], lang))))


_kept = lru_cache(maxsize=2048)(_shaped)


@lru_cache(maxsize=64)
def _scale(ratings: tuple[tuple[str, str], ...]) -> tuple[dict[str, int], re.Pattern[str]]:
    """The rank of each mark, and what finds one beside its word, or a word that holds it (A評価)."""
    signs = "|".join(re.escape(mark) for mark, _ in ratings) or "$^"
    words = "|".join(re.escape(word) for _, word in ratings) or "$^"
    holding = {word: mark for mark, word in ratings if mark in word and mark != word}
    whole = "|".join(rf"(?<![^\W_]){re.escape(word)}" for word in holding) or "$^"
    rated = rf"(?:({signs})( )({words}|\([a-z ]{{1,40}}\))|({whole}))"
    pattern = rf"(\w{{1,12}}=)?{rated}( \d+(?:\.\d+ ?%)?[、。，,）]*)?"
    ranks = {mark: rank for rank, (mark, _) in enumerate(ratings)}
    return ranks | {word: ranks[mark] for word, mark in holding.items()}, re.compile(pattern)


def readable(text: str) -> str:
    """Without signs that no page may hold."""
    return text if text.isprintable() else _CONTROL.sub("", text)


def _in_its_language(text: str, lang: str) -> str:
    """A text, its Japanese marked as such within English, so that a screen reader changes its voice."""
    text = readable(text)
    if lang == "ja" or text.isascii():
        return _unbroken(text)
    found: list[str] = []
    end = 0
    for match in _JAPANESE.finditer(text):
        found += (_unbroken(text[end : match.start()]), f'<span lang="ja">{_unbroken(match[0])}</span>')
        end = match.end()
    return "".join((*found, _unbroken(text[end:])))


def _unbroken(text: str) -> str:
    """A text whose dates, years, shares and items' numbers stay in their line."""
    found: list[str] = []
    end = 0
    for match in _UNBROKEN.finditer(text):
        found += (escape(text[end : match.start()]), f'<span class="nb">{escape(match[0])}</span>')
        end = match.end()
    return "".join((*found, escape(text[end:])))
