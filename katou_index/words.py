"""Japanese text → normal form, tokens, terms, readings. The only importer of fugashi.

Forms of a text, from raw to comparable:

    clean(text)    what no component chokes on: no lone surrogates, NUL, zero-width or bidi signs
    fold(text)     for comparing: NFKC, lower case, old characters and radicals as new ones (特產品 → 特産品)
    tokens(text)   folded and cut into words with lemma, part of speech and reading
    terms(text)    what of it is indexed: the dictionary forms of its content words
    analyse_question(text)   the same of a question, without the words that questions are made of

A Tagger shared by threads gives wrong words (measured), so each is lent to one at a time. It keeps the room
that its longest text took, some 2 MB for 2,000 signs: there are as many as are used at once.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from operator import itemgetter

from katou_index.records import TYPE_CHECKING, NamedTuple, Record

if TYPE_CHECKING:
    from typing import Any

    from fugashi import Tagger

DEFAULTS = os.path.join(os.path.dirname(__file__), "defaults")
QUESTION_LIMIT = 4_000  # characters of a message that are read; MeCab dies on some 300 kB
LONGEST_NAME = 20  # characters of a person's name
SHORT = 100  # characters; what is longer is no question
CLEANED = 4  # texts of which is kept whether there is junk in them: a message is cleaned three times
FOLDED = 128  # short texts of which is kept how they are folded
PIECE_LIMIT = 2_000  # characters that the tagger is given at once; longer documents are cut at sentences

_JUNK = (
    "[\ud800-\udfff"  # lone surrogates: valid JSON, but no encoder takes them
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls; NUL silently cuts MeCab's input
    "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
    "\ufe00-\ufe0f\U000e0000-\U000e01ef]"  # variation selectors
)
_SELECTORS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0000, 0xE01F0))))
_SELECTED = ("\ufe00".encode()[:2], "\U000e0000".encode()[:2])  # bytes that each of them begins with
_SENTENCE = r"[^。！？!?\n]+[。！？!?\n]*|[。！？!?\n]+"
# The parts of speech (UniDic's first level) whose words say what a text is about.
CONTENT = frozenset({"名詞", "動詞", "形容詞", "形状詞", "副詞", "接頭辞", "接尾辞"})


def _entries_of(name: str) -> list[str]:
    """The entries of a list under defaults/: one or more a line, `#` begins a comment."""
    with open(os.path.join(DEFAULTS, name), encoding="utf-8") as file:
        lines = file.read().splitlines()
    return [entry for line in lines for entry in line.partition("#")[0].split()]


def _old_characters() -> dict[str, str]:
    """Old character → new one, radical → the character that it stands for, that as a new one."""
    new = {pair[0]: pair[1] for pair in _entries_of("old_characters.txt")}
    return new | {pair[0]: new.get(pair[1], pair[1]) for pair in _entries_of("radicals.txt")}


_OLD_CHARACTERS = _old_characters()
_OLD = frozenset(_OLD_CHARACTERS)


class Token(NamedTuple):
    """One word of a folded text."""

    surface: str
    lemma: str  # dictionary form; the surface itself where the dictionary has none (RPA, 2020)
    pos: str  # UniDic's first level: 名詞, 動詞, 助詞, …
    reading: str  # hiragana, "" where unknown


def clean(text: str, limit: int | None = None) -> str:
    """Drop what breaks taggers and databases; keep at most `limit` characters."""
    if limit is not None:
        text = text[: limit * 4]  # bound the work before the regular expression
    if _suspicious(text):
        text = re.sub(_JUNK, "", text)
    return text if limit is None else text[:limit]


@lru_cache(maxsize=CLEANED)
def _suspicious(text: str) -> bool:
    """Whether any junk may stand in it: the pattern itself takes 5 ms to compile, and few questions need it.

    All junk is unprintable to Python, but for the variation selectors: their first bytes are looked for, for
    that is much quicker than to look at each sign.
    """
    if not text.isprintable() and not text.replace("\n", "").isprintable():
        return True
    if text.isascii():
        return False
    data = text.encode()
    low, high = _SELECTED
    return (low in data or high in data) and not _SELECTORS.isdisjoint(text)


def fold(text: str) -> str:
    """NFKC, lower case, old characters and radicals as new ones. Folding twice changes nothing."""
    return _kept(text) if len(text) <= SHORT else _folded(text)


def _folded(text: str) -> str:
    """The same; nothing is kept of it."""
    if text.isascii():
        return text.lower()
    text = _composed(text)
    # Mostly none. A pattern takes half of the time, but as long to compile as to look through 6,000 signs.
    found = _OLD.intersection(text) if len(text) <= SHORT else set(_old_signs().findall(text))
    return _as_new(text, found) if found else text


_kept = lru_cache(maxsize=FOLDED)(_folded)  # each reader of a question folds it


def _composed(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    return text if (small := text.lower()) == text else unicodedata.normalize("NFKC", small)


def _as_new(text: str, old: set[str] | frozenset[str]) -> str:
    for sign in old:
        text = text.replace(sign, _OLD_CHARACTERS[sign])
    return text


@lru_cache(maxsize=1)
def _old_signs() -> re.Pattern[str]:
    return re.compile(f"[{''.join(_OLD)}]")


def closed_up(folded: str) -> str:
    """A folded text without the blanks and dots that `compact` leaves out.

    Each pattern begins with the sign it drops: looking behind it first takes five times as long.
    """
    if " " not in folded and "・" not in folded:
        return folded
    folded = re.sub(r" (?<=[a-z] )(?=[a-z]\b)|・(?<=[ァ-ヺー]・)(?=[ァ-ヺー])", "", folded)
    return re.sub(r" (?:(?<=[^\x00-\x7f] ) *| *(?=[^\x00-\x7f]))", "", folded)


def spelt(text: str) -> str:
    """A name as it is written by hand: letters composed (か with ゛ is が), a long vowel in katakana where a
    dash was typed (スポ－ツ), characters where a PDF has the radicals that they are written with; all else as
    printed."""
    text = unicodedata.normalize("NFC", text)
    if not text.isascii():
        text = re.sub("(?<=[ァ-ヺ])[-‐‑–—―−－](?=[ァ-ヺ])", "ー", text)
    if not any("⺀" <= sign <= "⿕" for sign in text):
        return text
    return "".join(fold(sign) if "⺀" <= sign <= "⿕" else sign for sign in text)


def folded(texts: Sequence[str]) -> list[str]:
    """Each of many short texts folded, in one go: most of its time would go into the calls."""
    wide = [text.replace("\n", " ") for text in texts if not text.isascii()]
    together = _composed("\n".join(wide))
    rest = iter(_as_new(together, _OLD.intersection(together)).split("\n"))  # a start compiles no pattern
    return [fold(text.replace("\n", " ")) if text.isascii() else next(rest) for text in texts]


class _Lent:
    """A tagger of one format, for one user at a time, as long as what it found is looked at."""

    __slots__ = ("_form", "_tagger")

    def __init__(self, form: str = "") -> None:
        self._form = form

    def __enter__(self) -> Tagger:
        try:
            self._tagger = _free[self._form].pop()
        except (KeyError, IndexError):
            from fugashi import Tagger  # here: its dictionary is not needed by every command

            self._tagger = Tagger(self._form)
        return self._tagger

    def __exit__(self, *error: object) -> None:
        _free.setdefault(self._form, []).append(self._tagger)


_free: dict[str, list[Tagger]] = {}  # by their formats, those that nobody uses


_AS_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}


def hiragana(text: str) -> str:
    """Katakana as hiragana, everything else unchanged."""
    return text.translate(_AS_HIRAGANA)


class _Entry(NamedTuple):
    """What the dictionary says of a word; empty strings where it says nothing."""

    lemma: str
    pos: str
    reading: str  # hiragana, of the word as written
    lemma_reading: str  # hiragana, of the dictionary form


# By the tagger's raw feature line: looking a word up here costs a third of asking for its features.
# Bounded by the dictionary: unknown words share a few feature lines. Shared by threads: entries are equal.
_entries: dict[str, _Entry] = {}


def _entry(node: Any) -> _Entry:
    raw = node.feature_raw
    found = _entries.get(raw)
    if found is None:
        feature = node.feature
        found = _entries[raw] = _Entry(
            lemma=_term(feature.lemma or ""),
            pos=feature.pos1,
            reading=hiragana(getattr(feature, "kana", None) or ""),
            lemma_reading=hiragana(getattr(feature, "lForm", None) or ""),
        )
    return found


# What is left of many a question, as the dictionary has it: it need not be opened to know that.
_STOP = Token("?", "?", "補助記号", "")
_LEFT: dict[str, tuple[Token, ...]] = {
    **{sign: (Token(sign, sign, "助詞", sign),) for sign in "のはをにともへ"},
    "?": (_STOP,),
    "は?": (Token("は", "はあ", "感動詞", "は"), _STOP),
}


def _plain(text: str) -> tuple[Token, ...] | None:
    """The words of a text in which the dictionary has nothing to tell, as it would tell them."""
    if text.isascii() and text.isalpha():  # it has no Latin words, and takes one in a piece
        word = text.lower()
        return (Token(word, word, "名詞", ""),)
    return _LEFT.get(text) if text.strip() else ()


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[Token, ...]:
    """The words of `text`, folded. Texts come in one piece: cut documents at sentences first."""
    if (plain := _plain(text)) is not None:
        return plain
    with _Lent() as tagger:
        return tuple(
            Token(node.surface, entry.lemma or node.surface, entry.pos, entry.reading)
            for piece in _pieces(fold(clean(text)))
            for node in tagger(piece)
            for entry in (_entry(node),)
        )


def reading(text: str) -> str:
    """The reading of a whole text in hiragana; what has none stays as it is folded."""
    return "".join(token.reading or token.surface for token in tokens(text))


def in_dictionary(word: str) -> bool:
    """Whether this is one word of the dictionary: it is then hardly a slip of another one."""
    found = tokens(word)
    return len(found) == 1 and bool(found[0].reading)


def names_a_person(word: str, *, or_place: bool = False) -> bool:
    """Whether the dictionary has all of a word as names of people, 山田太郎, or of places: 松本."""
    kinds = {"人名", "地名"} if or_place else {"人名"}
    if len(word) > LONGEST_NAME:
        return False
    with _Lent() as tagger:
        features = [node.feature for node in tagger(fold(word))]
    return bool(features) and all(each.pos2 == "固有名詞" and each.pos3 in kinds for each in features)


def is_common_word(word: str) -> bool:
    """Whether this is one word of the dictionary and no proper name: ズーム, not クライド."""
    with _Lent() as tagger:
        nodes = tagger(fold(clean(word)))
        return len(nodes) == 1 and bool(_entry(nodes[0]).reading) and nodes[0].feature.pos2 != "固有名詞"


def is_no_thing(word: str) -> bool:
    """Whether the dictionary has a word as what is done or when (提唱, 予約, 昔), not as a thing (食堂)."""
    with _Lent() as tagger:
        nodes = tagger(fold(clean(word)))
        last = nodes[-1].feature.pos3 if nodes else ""
    return last in ("サ変可能", "サ変形状詞可能", "副詞可能", "助数詞可能")


_LETTER_NAMES = """えー びー しー でぃー いー えふ じー えいち あい じぇー けー える えむ えぬ おー ぴー
    きゅー あーる えす てぃー ゆー ぶい だぶりゅー えっくす わい ぜっと"""
_LETTERS = dict(zip("abcdefghijklmnopqrstuvwxyz", _LETTER_NAMES.split(), strict=True))
_SPELT = 5  # letters: a longer word that the dictionary lacks is a name, not an abbreviation


def term_reading(term: str) -> str:
    """The reading of one term in hiragana, "" where unknown: 取り組み → とりくみ, rpa → あーるぴーえー."""
    if term.isdigit():
        return ""
    if re.fullmatch("[ぁ-ゖァ-ヺー]+", term):
        return hiragana(term)
    if term.isascii():  # the dictionary knows Latin words as full-width capitals
        wide = "".join(chr(ord(sign) + 0xFEE0) for sign in term.upper())
        with _Lent() as tagger:
            nodes = tagger(wide) if term.isalpha() else []
            known = _entry(nodes[0]).reading if len(nodes) == 1 else ""
        spelt = term.isalpha() and len(term) <= _SPELT
        return known or ("".join(_LETTERS[letter] for letter in term) if spelt else "")
    with _Lent() as tagger:
        entries = [_entry(node) for piece in _pieces(term) for node in tagger(piece)]
    if not all(entry.reading for entry in entries):
        return ""
    return entries[0].lemma_reading if len(entries) == 1 else "".join(entry.reading for entry in entries)


def _pieces(folded: str) -> Iterator[str]:
    """The text in pieces that the tagger survives, cut at sentences, or anywhere where there are none."""
    if len(folded) <= PIECE_LIMIT:
        yield folded
        return
    piece = ""
    for sentence in re.findall(_SENTENCE, folded):
        if piece and len(piece) + len(sentence) > PIECE_LIMIT:
            yield piece
            piece = ""
        piece += sentence
        while len(piece) > PIECE_LIMIT:
            yield piece[:PIECE_LIMIT]
            piece = piece[PIECE_LIMIT:]
    if piece:
        yield piece


# -- what is indexed ---------------------------------------------------------------------------------------

# The tagger writes one line a word: its two connection numbers and the word as written. These three decide
# which entry of the dictionary it is: among entries that share them, the cheapest always wins. So a line is
# looked up once with all its features, and a dict tells the rest. Measured: writing the features into the
# lines costs 1.4 times as much, walking over node objects twice. Of an unknown word (most numbers) the line
# says all there is: its part of speech. (Its format is needed anyhow: asking for features that unknown words
# lack kills the process.)
_LINE_FORMAT = r"-O '' --node-format='%phl %phr %m\n' --unk-format='%f[0]\t%m\n' --eos-format=''"
_MOST_LINES = 50_000  # kept; a sheet of a million rows may hold as many different names


class _Known(dict[str, str]):
    """A line → what it says. Numbers are not kept: there is no end of them."""

    def __init__(self, of_nothing: str, beside: str) -> None:
        super().__init__()
        self._of_nothing, self._beside = of_nothing, beside  # `beside` each word, on both sides
        self[""] = of_nothing  # the line of a blank piece

    def forget(self) -> None:
        """Begin anew where there are too many."""
        if len(self) > _MOST_LINES:
            self.clear()
            self[""] = self._of_nothing

    def __missing__(self, line: str) -> str:
        pos, tab, surface = line.partition("\t")
        if surface.isdigit():
            return f"{self._beside}{surface}{self._beside}"
        if not tab:
            raise KeyError(line)  # a known word, to be learnt
        return self.keep(line, surface if pos in CONTENT else "")

    def keep(self, line: str, word: str) -> str:
        """`word` is empty for a word that says nothing of a subject."""
        self[line] = found = f"{self._beside}{word}{self._beside}" if word else self._of_nothing
        return found


# Shared by threads: a line never has two values.
_term_of = _Known("", " ")  # its term between blanks
_written_of = _Known("\n", "")  # the word as written, or the end of a run


def _learn(piece: str, lines: list[str]) -> None:
    """Put the known words of one piece into the two dicts."""
    with _Lent() as tagger:
        for line, node in zip(lines, tagger(piece), strict=True):
            if not (node.is_unk or (line in _term_of and line in _written_of)):
                entry = _entry(node)
                content = entry.pos in CONTENT
                _term_of.keep(line, (entry.lemma or node.surface) if content else "")
                _written_of.keep(line, node.surface if content else "")


def _term(lemma: str) -> str:
    """UniDic's lemma as a term: `サーバー-server` → `サーバー`, `円-助数詞` → `円`."""
    if len(lemma) > 1:
        lemma = lemma.partition("-")[0] or lemma
    return "" if lemma == "*" else "".join(fold(lemma).split())


def _parsed(piece: str) -> list[str]:
    """The words of a piece, one line a word."""
    with _Lent(_LINE_FORMAT) as tagger:
        lines: str = tagger.parse(piece)
    return lines.split("\n")


def _lines(folded: str) -> Iterator[tuple[str, list[str]]]:
    """The pieces of a folded text, each with its words, one line a word."""
    for piece in _pieces(folded):
        yield piece, _parsed(piece)


def _looked_up(what: _Known, piece: str, lines: list[str]) -> list[str]:
    """What one of the two dicts says of each line of a piece."""
    what.forget()
    while True:
        try:
            return list(map(what.__getitem__, lines))
        except KeyError:  # a new word; or another thread has just cleared the dicts
            _learn(piece, lines)


def _one_line(text: str) -> str:
    """Cleaned, folded, white space as one blank."""
    return " ".join(fold(clean(text)).split())


class Analysis(NamedTuple):
    """What of a text is searched in."""

    words: str  # its terms in order, each between blanks of its own, so that " term " can be counted in it
    line: str  # all of it, folded
    folded: str  # … without blanks


def analyse(text: str) -> Analysis:
    """A text of any length as it is indexed."""
    folded = _one_line(text)
    words = _terms_of(folded)
    return Analysis(words, folded, folded.replace(" ", ""))


def analyse_all(texts: Iterable[str]) -> dict[str, Analysis]:
    """Each of many texts as it is indexed, step by step: a third quicker than one text after the other, for
    the tagger's tables are not pushed out of the processor's cache meanwhile."""
    each = list(dict.fromkeys(texts))
    lines = list(map(_one_line, each))
    with _Lent(_LINE_FORMAT) as tagger:
        parsed = [tagger.parse(line) if len(line) <= PIECE_LIMIT else None for line in lines]
    words = map(_terms_of, lines, parsed)
    found = map(Analysis, words, lines, [line.replace(" ", "") for line in lines])
    return dict(zip(each, found, strict=True))


def _terms_of(folded: str, parsed: str | None = None) -> str:
    """The terms of a folded text, each between blanks of its own; `parsed`: its words, where that is done."""
    if len(folded) <= PIECE_LIMIT and len(_term_of) <= _MOST_LINES:  # nearly every text, word and build
        try:
            lines = _parsed(folded) if parsed is None else parsed.split("\n")
            return "".join(itemgetter(*lines)(_term_of))
        except KeyError:
            pass  # a new word
    return "".join([
        term for piece, lines in _lines(folded) for term in _looked_up(_term_of, piece, lines)
    ])  # fmt: skip


def terms(text: str) -> list[str]:
    """The dictionary forms of the content words of a text, in order, repeated as they are repeated."""
    return analyse(text).words.split()


@lru_cache(maxsize=1)
def stop_words() -> frozenset[str]:
    """Words that questions are made of and that say nothing of their subject (defaults/stop_words.txt)."""
    return frozenset(fold(word) for word in _entries_of("stop_words.txt"))


class SearchTerms(Record):
    """What is searched for."""

    terms: tuple[str, ...]  # each once, in order
    runs: tuple[str, ...]  # its stretches of adjacent content words, as written: 災害対応訓練
    whole: str = ""  # all of it, folded, without blanks
    pairs: tuple[str, ...] = ()  # pairs of adjacent characters of all of it, but those of two hiragana


@lru_cache(maxsize=1024)
def analyse_question(text: str, *, stopping: bool = True) -> SearchTerms:
    """The content words of a question, without stop words, which also end a run. Read to QUESTION_LIMIT."""
    stop = stop_words() if stopping else frozenset()
    found: list[str] = []
    runs = ""
    line = _one_line(clean(text, QUESTION_LIMIT))
    for piece, lines in _lines(line):
        words, written = (_looked_up(what, piece, lines) for what in (_term_of, _written_of))
        for word, surface in zip(words, written, strict=True):
            term = word.strip()
            if term and term not in stop and surface not in stop:
                found.append(term)
                runs += surface
            else:
                runs += "\n"
        runs += "\n"
    whole = line.replace(" ", "")
    pairs = dict.fromkeys(whole[i : i + 2] for i in range(len(whole) - 1))
    telling = tuple(pair for pair in pairs if not ("ぁ" <= pair[0] <= "ゖ" and "ぁ" <= pair[1] <= "ゖ"))
    return SearchTerms(tuple(dict.fromkeys(found)), tuple(dict.fromkeys(runs.split())), whole, telling)
