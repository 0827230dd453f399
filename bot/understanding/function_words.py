"""English as templates have it: small words in one form, those that say nothing left out.

"which measure have the cross" and "which measures has a cross" are one line. `grammar/english.txt` says what
is the same; `scripts/compile_grammar.py` writes the templates in that form, `in_one_form` the question.
"""

from __future__ import annotations

from functools import lru_cache

from bot.understanding.scripts import whole_word
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.understanding.vocabulary import Vocabulary

ENDS = "?!,.;:"
QUOTE = '"'


def in_one_form(line: str, forms: Mapping[str, str], vocabulary: Vocabulary) -> str:
    """The line with each word as `forms` has it; names, marks of the scale and what is quoted stay."""
    if " " not in line:
        return line
    marks = {mark.mark.lower() for mark in vocabulary.tables.scale.marks}
    words: list[str] = []
    place = kept = 0
    for typed in line.split(" "):
        kept = max(kept, _name_end(line, place, vocabulary))
        word = typed.rstrip(ENDS)
        ends = typed[len(word) :]
        quoted = line.count(QUOTE, 0, place) % 2
        if place < kept or quoted or word in marks or word not in forms:
            words.append(typed)
        elif form := forms[word]:
            words.append(form + ends)
        elif ends and words:
            words[-1] += ends
        place += len(typed) + 1
    return " ".join(words)


def _name_end(line: str, place: int, vocabulary: Vocabulary) -> int:
    """The end of a name of several words that begins at `place`, 0 where none does."""
    for name in vocabulary.names.at(line, place):
        end = place + len(name.form)
        if " " in name.form and whole_word(line, place, end):
            return end
    return 0


def english_stem(word: str) -> str:
    """An English word without its ending: facilities → facility, monitoring → monitor."""
    return next(iter(english_stems(word)), word)


@lru_cache(maxsize=4096)
def english_stems(word: str) -> tuple[str, ...]:
    """What an English word may be a form of: used → use, certificates → certificate, planning → plan."""
    found = []
    for ending, others in (("ies", "y"), ("es", ("", "e")), ("s", ""), ("ing", ("", "e")), ("ed", ("", "e"))):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            stem = word.removesuffix(ending)
            found += [stem + other for other in (others if isinstance(others, tuple) else (others,))]
            if len(stem) > 3 and stem[-1] == stem[-2]:
                found.append(stem[:-1])
    return tuple(dict.fromkeys(found))
