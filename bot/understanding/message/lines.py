"""The lines of a message without what is no text of it: quotations, a mail's head, signatures, fences, links.

Several questions that are numbered from 1 are told apart here, since only lines and numbers show them.
"""

from __future__ import annotations

from functools import lru_cache

from bot.understanding.flat import flat_sign
from bot.understanding.noise import common_english
from bot.understanding.scripts import KANJI_DIGITS, SIGNS, is_kanji, pattern
from bot.understanding.templates import automaton
from katou_index.records import TYPE_CHECKING, NamedTuple, Record
from katou_index.words import fold, names_a_person

if TYPE_CHECKING:
    from collections.abc import Collection

QUOTING = ">＞"  # signs that a quoted line begins with
FENCE = "```"
WIDE_BLANK = "\u3000"
ABOUT = ("について", "に関して", "の件")  # how a subject ends that is parted from the text only by a blank
BULLETS = "・•‣▪*-–+"  # before an entry of a list; no sign that a rating may be
WRAPPED = "、,をが"  # a line that ends so goes on in the next one
RULE = frozenset("-‐–—―─━=＝_＿*＊~〜～#＃ 　")  # a line of these alone parts a signature from its mail
SIGNED, NAME = 24, 6  # signs of a line with who wrote it, and of his name
CLOSED = ",.! "  # behind what an English mail ends with
RULES = 2  # signs of such a line at least
STOPS = "。！？!?\n"
OPENING, CLOSING = "「『（(【“〈《", "」』）)】”〉》"
PARTICLES = "のはがをにでとやも"  # behind these a sentence goes on
MOST_NUMBERED = 99
KANJI = f"{KANJI_DIGITS}十"  # numbers of questions
LIGHT = 2  # signs of a question at least
SHORTEST_WITHIN = 6  # signs of a question at least that is numbered in the middle of a line
# What goes on with a number that begins no question: ①の×は, 1、2番は.
GOES_ON = (*"のはとがにでをか番以、・,~〜-", "じゃ", "やな", "から", "だけ")
NOT_ENDING = ("no", "mr", "ms", "mrs", "dr", "vs", "etc", "fig", "st")  # before a full stop within a sentence
# Pictures, without those that tick, cross or count something: they may be asked about.
EMOJI = (
    ("\U0001f300", "\U0001faff"), ("\u2600", "\u2604"), ("\u2614", "\u2615"), ("\u2618", "\u263b"),
    ("\u2665", "\u2666"), ("\u2693", "\u26a9"), ("\u26bd", "\u26ff"), ("\u2708", "\u270d"),
    ("\u2728", "\u2728"), ("\u2763", "\u2767"),
)  # fmt: skip
FIRST_EMOJI = "\u2600"
JOINERS = "\u200d\ufe0f\u2640\u2642"
_LINK = r"https?://[!-~]+"
_CODE = r":[a-z0-9_+'-]*[a-z+-][a-z0-9_+'-]*:(?::?skin-tone-\d:)?"
_MAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"


class MessageLines(Record):
    """A message without its mail's head and signature; what it quotes; the questions that are numbered."""

    text: str
    quoted: str = ""
    subject: str = ""  # of the mail
    numbered: tuple[str, ...] = ()  # empty where they are not; `text` is then what stands before them
    marked: bool = False  # whether the text itself had nothing but signs: an emoji, a link


def lines_of(text: str, ratings: Collection[str] = ()) -> MessageLines:
    """What of a message is its text, and the questions in it that are numbered from 1.

    `ratings`: how ratings may be written, also as an emoji.
    """
    whole, quoted, subject = _unquoted(text), "", ""
    about = whole.partition(WIDE_BLANK)[0] if WIDE_BLANK in whole and "\n" not in whole else ""
    if about.endswith(ABOUT) and _header(about):
        whole = whole.replace(WIDE_BLANK, "\n", 1)  # 件名：〈課〉の評価について　…をお送りください
    if "\n" in whole or whole[:1] in QUOTING:
        whole, quoted, subject = _text_lines(whole)
    whole = _without_laughs(_without_signs(whole, ratings))
    before, numbered = numbered_in(whole)
    alone = bool(text.strip()) and not whole.strip()
    return MessageLines(before.strip(), quoted, subject, numbered, alone)


def _unquoted(text: str) -> str:
    """Without what stands in fences; where there is nothing else, that."""
    if "`" not in text:
        return text
    pieces = text.split(FENCE)
    outside, inside = "\n".join(pieces[::2]), "\n".join(pieces[1::2])
    return (outside if outside.strip() else inside).replace("`", "")


def _without_signs(text: str, ratings: Collection[str]) -> str:
    """Without addresses of pages and mails, codes of emoji and emoji."""
    if "://" in text:
        text = pattern(_LINK).sub(" ", text)
    if "@" in text:
        text = pattern(_MAIL).sub(" ", text)
    if text.count(":") > 1:
        text = pattern(_CODE).sub(lambda code: code[0] if code[0] in ratings else " ", text)
    if any(map(_may_be_drawn, text)):
        may_be = (sign for sign in set(text) if sign >= FIRST_EMOJI)
        drawn = {sign for sign in may_be if any(low <= sign <= high for low, high in EMOJI)}.difference(
            ratings
        )
        text = "".join(sign for sign in text if sign not in JOINERS)
        text = "".join(_stop_at(text, at) if sign in drawn else sign for at, sign in enumerate(text))
    return text


@lru_cache(maxsize=SIGNS)
def _may_be_drawn(sign: str) -> bool:
    """Whether a sign may be an emoji: a quick look."""
    return sign > "\U0001f000" or FIRST_EMOJI <= sign < "\u2800"


def _stop_at(text: str, place: int) -> str:
    """What stands for an emoji: the end of a line behind what may end a sentence, else a blank."""
    before = text[place - 1 : place]
    return "\n" if ("ぁ" <= before <= "ゖ" and before not in PARTICLES) or before in f"{STOPS}…" else " "


def _without_laughs(text: str) -> str:
    """With the end of a line for what people laugh, cry or bow with: そんなにあるんだ笑 じゃあ."""
    flat, grammar = fold(text), automaton()
    if len(flat) != len(text):
        return text
    for place in reversed(grammar.places("laugh", flat, {})):
        for end in (match.end for match in grammar.matches("laugh", flat, {}, place)):
            before, after = flat[place - 1 : place], flat[end : end + 1]
            bracketed = flat[place : place + 1] == "("  # 何件（笑）, and at the end 何割ｗ
            stands = (
                bracketed or before in STOPS or "ぁ" <= before <= "ゖ" or (is_kanji(before) and not after)
            )
            if stands and (not after or after in f" 、{STOPS}"):
                text = f"{text[:place]}\n{text[end:]}"
                break
    return text


# -- lines -------------------------------------------------------------------------------------------------


def _text_lines(text: str) -> tuple[str, str, str]:
    """The lines that are the text, those that are quoted, and a mail's subject."""
    kept: list[str] = []
    quoted: list[str] = []
    subject = ""
    for line in text.splitlines():
        bare = line.strip(" \t\u3000")
        if bare[:1] and bare[0] in QUOTING:
            quoted.append(bare.lstrip(f"{QUOTING} "))
        elif (header := _header(bare)) is not None:
            subject = subject or header
        elif _means(bare, "older") or (_is_rule(bare) and any(kept)):
            if not _is_rule(bare) or _ends_letter(text, line):
                break
        elif not _is_signed(bare):
            kept.append(bare)
    while len(kept) > 1 and _is_name(kept[-1]) and any(line.endswith(tuple(STOPS)) for line in kept[:-1]):
        kept.pop()
    if len(kept) > 1 and _is_latin_name(kept[-1]) and _means(kept[-2].rstrip(CLOSED), "form"):
        kept.pop()
    body = "\n".join(line.lstrip(f"{BULLETS} \u3000") if _is_entry(line) else line for line in kept).strip()
    return body or subject, "\n".join(quoted), subject


def _header(line: str) -> str | None:
    """The subject of a mail in its line, "" for another line of its head, None for a line of text."""
    if ":" not in line and "：" not in line:
        return None
    flat = fold(line)
    for match in automaton().matches("header", flat, {}, 0):
        if len(flat) == len(line):
            return line[match.end :].strip() if match.meaning[1:] else ""
    return None


def _means(line: str, layer: str, *, whole: bool = True) -> bool:
    """Whether a template of a layer fits from the line's beginning, to its end where it is to be `whole`."""
    flat = fold(line)
    return any(match.end == len(flat) or not whole for match in automaton().matches(layer, flat, {}, 0))


def _is_signed(line: str) -> bool:
    """Whether a line is one of a signature: an address, a number of a telephone."""
    asks = any(sign in line for sign in "？?")
    told = any(sign.isdecimal() or sign in "@/" for sign in line)
    return told and not asks and _means(line, "signed", whole=False)


def _is_name(line: str) -> bool:
    """Whether a line at the end of a letter is nothing, or who wrote it: 田中, 〈課〉　井上."""
    if len(line) > SIGNED:
        return False
    *_, name = pattern(r"[（(][^）)]*[）)]|拝|より$").sub("", line).split() or [""]
    return not line or (0 < len(name) <= NAME and names_a_person(name, or_place=True))


def _is_latin_name(line: str) -> bool:
    """Whether a line may be who wrote an English mail: Anna, Maria Lopez."""
    words = line.split()
    if not 0 < len(words) < 4 or len(line) > SIGNED:
        return False
    return all(word.isascii() and word.isalpha() and word.istitle() for word in words) and not any(
        word.lower() in common_english() for word in words
    )


def _is_rule(line: str) -> bool:
    return len(line) >= RULES and RULE.issuperset(line)


def _ends_letter(text: str, rule: str) -> bool:
    """Whether only a signature stands below a rule: nothing that asks, and no long text."""
    below = text[text.rindex(rule) + len(rule) :]
    return not any(sign in below for sign in "？?。") and below.count("\n") < 12


def _is_entry(line: str) -> bool:
    return line[:1] != "" and line[0] in BULLETS and len(line.lstrip(f"{BULLETS} \u3000")) >= LIGHT


# -- numbers -----------------------------------------------------------------------------------------------


class _Style(NamedTuple):
    """How questions are numbered: what stands before a number and behind it, from what sign on it counts."""

    before: str
    behind: str
    first: str = "1"
    alone: bool = False  # whether each begins a line
    leads: bool = False  # whether the first begins a sentence, and the others stand behind a blank

    def mark(self, number: int) -> str:
        if self.first == KANJI[0]:
            return f"{self.before}{KANJI[number - 1 : number] or '_'}{self.behind}"
        sign = str(number) if self.first == "1" else chr(ord(self.first) + number - 1)
        return f"{self.before}{sign}{self.behind}"


_STYLES = (
    _Style("", "", first="①"),
    _Style("(", ")"),
    *(_Style("", behind) for behind in (".", ")", ":", "、")),
    _Style("", "、", first="一"),
    _Style("", " ", alone=True),
    _Style("", " ", leads=True),
    *(_Style("", behind, first="a") for behind in (".", ")", ":")),
    *(_Style(before, behind) for before in ("q", "問", "質問") for behind in (".", ":", " ", "、", ")")),
    *(
        _Style("", behind)
        for behind in (
            "つ目は、",
            "点目は、",
            "つ目は",
            "つめは",
            "つ目、",
            "点目は",
            "点目、",
            "つ目:",
            "点目:",
        )
    ),
)


# One of each stands in a text of questions that are numbered.
_FIRSTS = ("1", "①", "１", "a", "ａ", "A", "Ａ", "一、")
_SECONDS = ("2", "②", "２", "b", "ｂ", "B", "Ｂ", "二、")


def numbered_in(text: str) -> tuple[str, tuple[str, ...]]:
    """What stands before questions numbered in sequence from 1, and these; the text where none are."""
    if not (any(map(text.__contains__, _FIRSTS)) and any(map(text.__contains__, _SECONDS))):
        return text, ()
    folded = {ord(sign): flat_sign(sign) for sign in set(text) if not "①" <= sign <= "⑳"}
    flat = text.translate(folded)
    for style in _STYLES:
        places = list(_places(flat, style))
        if len(places) > 1:
            ends = [start for start, _ in places[1:]] + [len(text)]
            found = tuple(text[at:end].strip() for (_, at), end in zip(places, ends, strict=True))
            least = SHORTEST_WITHIN if style.leads else LIGHT
            if all(_is_question(each, least) for each in found):
                return text[: places[0][0]], found
    return text, ()


def without_mark(text: str, number: int | None = None) -> str:
    """A text without the number of an entry before it; the text where there is none: 2. GISの評価は？

    With a `number` no other one is taken for that of an entry.
    """
    bare = text.lstrip("(（ ")
    digits = len(bare) - len(bare.lstrip("0123456789"))
    if not 0 < digits < 3 or bare[digits : digits + 1] not in tuple(".)）．"):
        return text
    if number is not None and int(bare[:digits]) != number:
        return text
    rest = bare[digits + 1 :]
    begins = rest[:1] in (" ", "\u3000") or not rest[:1].isascii()
    return rest.strip() if begins and not rest.strip().startswith(GOES_ON) else text


def _places(flat: str, style: _Style) -> list[tuple[int, int]]:
    """Where the numbers of a style begin and end, 1 first, each the next one."""
    found: list[tuple[int, int]] = []
    at = 0
    for number in range(1, MOST_NUMBERED + 1):
        mark = style.mark(number)
        at = flat.find(mark, at)
        while at >= 0 and not (_begins(flat, at, at + len(mark)) and _stands(flat, at, style)):
            at = flat.find(mark, at + 1)
        if at < 0:
            break
        found.append((at, at + len(mark)))
        at += len(mark)
    return found


def _stands(flat: str, at: int, style: _Style) -> bool:
    """Whether a number stands at the beginning of a line, where its style wants that."""
    if style.leads:
        before = flat[:at].rstrip()
        begins = not before or before[-1] in f"{STOPS}:"  # ふたつ質問です。1 …
        return begins if flat.startswith("1", at) else flat[:at].endswith(" ")
    return not style.alone or flat[:at].rstrip(" ")[-1:] in ("", "\n")


def _begins(flat: str, at: int, end: int) -> bool:
    """Whether a number stands where a sentence may begin, and before a text of its own."""
    before = flat[:at].rstrip(" \t")
    rest = flat[end:].lstrip(" \t")
    free = not before or before[-1] in STOPS or before[-1] in "、,:." or before != flat[:at]
    if not free and not ("①" <= flat[at] <= "⑳" or flat[at] == "("):
        return False
    closed = flat[end - 1] == ")" or "①" <= flat[at] <= "⑳"  # (1)5番の評価; but 1.5 is one number
    apart = closed or not rest[:1].isdigit() or rest != flat[end:]
    goes_on = (flat[end:] if closed else rest).startswith(GOES_ON)  # (1) じゃあ…; but (1)じゃなくて
    return bool(rest) and not goes_on and apart


def _is_question(text: str, least: int) -> bool:
    return sum(map(str.isalnum, text)) >= least or any(sign in text for sign in "○◎△×")


# -- sentences ---------------------------------------------------------------------------------------------


def sentences(text: str) -> list[str]:
    """The sentences of a text, each with its stop; what stands in brackets is not cut."""
    found: list[str] = []
    begin = depth = 0
    for place, sign in enumerate(text):
        if sign in OPENING:
            depth += 1
        elif sign in CLOSING:
            depth = max(0, depth - 1)
        elif sign == "\n" and text[:place].rstrip().endswith(tuple(WRAPPED)):
            continue
        elif (sign in STOPS and (not depth or sign == "\n")) or (sign == "." and _stops(text, place)):
            if text[place + 1 : place + 2] in tuple("。！？!?"):
                continue
            found.append(text[begin : place + 1])
            begin, depth = place + 1, 0
    found.append(text[begin:])
    return [sentence for sentence in found if sentence.strip(f" \u3000\t{STOPS}.")]


def _stops(text: str, place: int) -> bool:
    """Whether a full stop ends an English sentence: not No. 7, not Mr. Smith."""
    if text[place + 1 : place + 2] not in (" ", ""):
        return False
    word = text[:place].rpartition(" ")[2].lower()
    return len(word) > 1 and word.isalpha() and word not in NOT_ENDING
