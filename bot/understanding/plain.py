"""A line as people say it → as the templates say it.

Small English words are put into one form, and those that say nothing left out: "which measure have the cross"
and "which measures has a cross" are one line. `grammar/english.txt` says what is the same;
`scripts/compile_grammar.py` writes the templates in that form, `in_one_form` the question.

Politeness, dialect and chat are put into plain words. The rewritings stand in `grammar/plain.txt`. They are
tried only where a line as typed is not read, and what comes out must be explained whole like any other line:
a rewriting that makes nonsense leads to no reading.
"""

from __future__ import annotations

from functools import lru_cache

from bot.understanding.normal_form import REPEATED
from bot.understanding.scripts import KANJI_DIGITS, pattern, whole_word
from bot.understanding.templates import automaton
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

    from bot.understanding.vocabulary import Vocabulary

ENDS = "?!,.;:"
QUOTE = '"'

NUMERALS = f"0123456789十{KANJI_DIGITS}"
END = "$"  # the end of a line, in the templates
NOTHING, BLANK = "-", "_"  # what stands for "" and " " where a template's meaning is written
SAME = "#"  # … for the number that stands in what it is put for: #件だけ for 2本だけ
PASSES = 3  # a polite ending may stand on a dialect one
ENDING = "?？。.!！~〜ー… 、"
# What a department is in English, before its name: the tax section (税務課). No small word is part of it.
GLOSS = (
    r"\b(?:(?!(?:not?|but|except|without|only|just|and|or|than|from|all|any|every|each|other|of|in|by|is|do|have|for|to"
    r"|with|at|on|about|what|which|that|how|who|whose|show|list|give|tell|compare|items?|measures?|rated|ratings?|circles?"
    r"|triangles?|cross|crosses|double|many|more|most|less|least|few|fewest|same|this|these|those)\b)"
    r"[a-z]+ ){1,2}(?:section|department|division|office|bureau|unit),? ?\(?([一-鿿]+[課室局])\)?"
)
# A bare number behind two that were named together: of policies 1 and 2, is it 2 that …
OF_TWO = (
    r"\b(polic|initiativ|measur)(ies|es) (\d{1,2}) (and|or) (\d{1,2})\b(.*\b(?:is|it|do|that|have|or)) "
    r"(\3|\5)\b(?= (?:that|which|have|got|get|is|one|or)\b|$)"
)
QUOTES = {"「": "」", "『": "』", '"': '"'}  # what is quoted stays as it is


@lru_cache(maxsize=REPEATED)
def plainer(line: str) -> str:
    """The line in plain words; the same line where nothing is to be said more plainly."""
    if " " in line:
        line = pattern(GLOSS).sub(r"\1", line)
        line = pattern(OF_TWO).sub(_with_its_kind, line)
    for _ in range(PASSES):
        said = _rewritten(line)
        if said == line:
            break
        line = said
    return line


def _with_its_kind(match: re.Match[str]) -> str:
    """What OF_TWO found, with the kind before its bare number: … is it policy 2"""
    kind = f"{match[1]}{'y' if match[2] == 'ies' else 'e'}"
    return f"{match[0][: match.start(7) - match.start()]}{kind} {match[7]}"


def _rewritten(line: str) -> str:
    body = line.rstrip(ENDING)
    ending = "?" if "?" in line[len(body) :] or "？" in line[len(body) :] else ""
    return _put(body, body + END, "plain") + ending


def said_plainly(text: str) -> str:
    """A message without what raises who did something: 整えてくださった課 → 整えた課; not what is quoted."""
    return _put(text, text, "formal")


def claim_alone(text: str) -> str:
    """A text that says something with no more than what it says: まさか×はないはずですが → ×はないですか.

    The same text where nothing stands around it.
    """
    body = text.rstrip(ENDING)
    return _put(body, (body + END).lower(), "claimed") + text[len(body) :]


def _put(body: str, text: str, layer: str) -> str:
    """A text with each place where a template of a layer stands as that means it.

    `text`: the same as it is matched, perhaps with an end behind it.
    """
    grammar, parts, place = automaton(), list[str](), 0
    begins = grammar.places(layer, text, {})
    if not begins:
        return body
    if not QUOTES.keys().isdisjoint(body):
        begins = sorted({*begins, *(at for at, sign in enumerate(body) if sign in QUOTES)})
    for at in begins:
        if at < place:
            continue  # within what was put before it
        if body[at : at + 1] in QUOTES and (end := body.find(QUOTES[body[at]], at + 1)) > 0:
            parts.append(body[place : end + 1])
            place = end + 1
        elif found := grammar.matches(layer, text, {}, at):
            longest = max(found, key=lambda match: match.end)
            said = longest.meaning[1].replace(NOTHING, "").replace(BLANK, " ")
            if SAME in said:
                said = said.replace(SAME, "".join(filter(NUMERALS.__contains__, body[at : longest.end])))
            parts += (body[place:at], said)
            place = longest.end
    return "".join((*parts, body[place:])) if place else body


def in_one_form(line: str, forms: Mapping[str, str], vocabulary: Vocabulary) -> str:
    """The line with each word as `forms` has it; names, marks of the scale and what is quoted stay."""
    if " " not in line and not line.isascii():
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
    return " ".join(words) or line


def in_japanese(line: str, mixed: Mapping[str, str]) -> str:
    """A Japanese line, the English words of the office in it put in Japanese: のratingは → の評価は."""
    if line.isascii() or not any(map(line.__contains__, mixed)):
        return line
    if " " in line and (line := _closed(line, mixed)) and " " in line:
        return line

    def meant(word: re.Match[str]) -> str:
        quoted = line.count("「", 0, word.start()) > line.count("」", 0, word.start())
        return word[0] if quoted else mixed.get(word[0], word[0])

    return pattern("(?<![!-~])[a-z]{3,}(?![!->@-~])").sub(meant, line)


def _closed(line: str, mixed: Mapping[str, str]) -> str:
    """The line without the blanks around these words where Japanese stands on both sides: の items を."""
    words = "|".join(sorted(mixed, key=len, reverse=True))
    closed = pattern(f"(?<=[ぁ-ヿ一-鿿]) (?=(?:{words}) [ぁ-ヿ一-鿿])").sub("", line)
    return pattern(f"(?<=[ぁ-ヿ一-鿿])({words}) (?=[ぁ-ヿ一-鿿])").sub(r"\1", closed)


def _name_end(line: str, place: int, vocabulary: Vocabulary) -> int:
    """The end of a name of several words that begins at `place`, 0 where none does."""
    for name in vocabulary.names.at(line, place):
        end = place + len(name.form)
        if " " in name.form and whole_word(line, place, end):
            return end
    return 0
