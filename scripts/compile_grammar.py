"""The templates of questions → the files that reading loads: an automaton over characters and slots, and
the words that questions are made of by their readings.

    .venv/bin/python scripts/compile_grammar.py            write compiled.bin and spoken.bin beside templates
    .venv/bin/python scripts/compile_grammar.py --check    exit 1 where one of them is not current

What a template may hold: `(a|b)` one of them, `[a|b]` one of them or nothing, `<rule>` a rule, `{SLOT}` what
an earlier pass found; `\\` makes the next sign a plain one. `<name> = …` writes a rule, `= layer meaning …`
stands over the templates that mean it, `#` begins a remark, four
blanks go on with the line before. A rule may use rules of any file. `~ form: words` says which words are
written as one in every template and in every question: small English ones (bot/understanding/plain.py),
those in kana wherever they stand (bot/understanding/entities.py); `* word: words` the English ones that stand
for a Japanese word among Japanese.

What is looked for anywhere in a line of signs (`= cue …`, `= over …`, `= hint …`) may hold `^` and `$` for
the beginning and the end of the line, `…` for up to 40 signs between, and the signs of `LINE` as slots. No
cue means two things. Beside them stand examples, parted by ` / `: `+ …` must be understood so, `- …` not.

`= recipe layer meaning …` stands over rows of pieces (`= piece X`) that mean it in any order; those with `?`
may be missing. No row means two things of one layer.
"""

from __future__ import annotations

import marshal
import re
import sys
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice, product
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from bot.understanding.scan import expressions, hints_in, meaning_of  # noqa: E402
from bot.understanding.spoken import AROUND, MEANS, SPOKEN  # noqa: E402
from bot.understanding.templates import (  # noqa: E402 - after the path to it
    BEGIN,
    BETWEEN,
    COMPILED,
    END,
    FIRST_SLOT,
    ISLANDS,
    LAYERS,
    LISTS,
    MESSAGE,
    NAMED,
    SLOTS,
    SPECIAL,
    WORD,
    length_of,
)
from bot.understanding.templates import Automaton as Loaded  # noqa: E402
from katou_index.wholefiles import write_whole  # noqa: E402
from katou_index.words import Token, fold, hiragana, tokens  # noqa: E402

FOLDER = ROOT / "bot" / "understanding" / "grammar"
INDENT = " " * 4  # a line that begins so goes on with the one before
# Layers whose small words stay: they are matched over the text as it was typed, or over a line of signs.
AS_TYPED = ("speech", *ISLANDS, *MESSAGE)
LONGEST = 120  # characters of a line, so that it can be read and compared
# Slot → its sign in a line: a rating, a department, a policy or an initiative, a measure or an item, a year,
# a number with its unit.
LINE = {"R": "M", "D": "D", "P": "P", "N": "N", "Y": "Y", "K": "F", "T": "T"}
MARKS = {"^": BEGIN, "$": END, "…": BETWEEN}
KANA = frozenset(map(chr, (*range(0x3041, 0x3097), 0x30FC)))
LATIN = frozenset("abcdefghijklmnopqrstuvwxyz'")


class GrammarError(Exception):
    """A template that cannot be compiled: file, line and what is wrong."""


class Grammar:
    """Rules and templates as read: rule → its text; (meaning number, text, where) of every template.

    `forms`: small words → the form that they are written in, "" for those that say nothing. `mixed`: English
    words that stand among Japanese → what they are in Japanese.
    """

    def __init__(self) -> None:
        self.rules: dict[str, str] = {}
        self.templates: list[tuple[int, str, str]] = []
        self.meanings: list[tuple[str, ...]] = []
        self.examples: list[tuple[int, bool, str, str]] = []  # … and whether it means it
        self.forms: dict[str, str] = {}
        self.mixed: dict[str, str] = {}
        self.typed: dict[str, str] = {}
        self.recipes: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {}

    def settle(self) -> None:
        """Rules and templates with their small words in one form, the rules also as they are typed."""
        self.typed = self.rules
        self.rules = {name: in_one_form(text, self.forms) for name, text in self.rules.items()}
        self.templates = [
            (meaning, text if self.meanings[meaning][0] in AS_TYPED else in_one_form(text, self.forms), where)
            for meaning, text, where in self.templates
        ]


def read_grammar(folder: Path = FOLDER) -> Grammar:
    """Every file of the folder, in the order of their names. Raises GrammarError."""
    grammar = Grammar()
    for path in sorted(folder.glob("*.txt")):
        meaning = -1
        recipe: tuple[str, ...] = ()
        for where, line in lines_of(path):
            if not line.strip() or line.startswith("#"):
                continue
            if line.startswith("= recipe "):
                recipe = tuple(line.split()[2:])
            elif recipe and not line.startswith("= "):
                for kinds in made_of(line):
                    means = grammar.recipes.get(kinds, ())
                    if any(each[0] == recipe[0] for each in means):
                        raise GrammarError(f"{where}: {' '.join(kinds)} mean two things")
                    grammar.recipes[kinds] = (*means, recipe)
            elif rule := re.fullmatch(r"<(\w+)> = (.*)", line):
                if rule[1] in grammar.rules:
                    raise GrammarError(f"{where}: <{rule[1]}> stands twice")
                grammar.rules[rule[1]] = folded(rule[2])
            elif form := re.fullmatch(r"~ ([^:]*): (.+)", line):
                same = (form[2] if not form[2].isascii() else folded(form[2])).split()
                grammar.forms.update(dict.fromkeys(same, folded(form[1]).strip()))
            elif form := re.fullmatch(r"\* ([^:]*): (.+)", line):
                grammar.mixed.update(dict.fromkeys(form[2].split(), folded(form[1])))
            elif line.startswith("= "):
                words, recipe = tuple(line[2:].split()), ()
                if words[0] not in LAYERS:
                    raise GrammarError(f"{where}: no layer {words[0]}")
                if words not in grammar.meanings:
                    grammar.meanings.append(words)
                meaning = grammar.meanings.index(words)
            elif meaning < 0:
                raise GrammarError(f"{where}: a template without its meaning")
            elif line.startswith(("+ ", "- ")):
                if grammar.meanings[meaning][0] not in ISLANDS:
                    raise GrammarError(f"{where}: examples stand under {' and '.join(ISLANDS)} only")
                for text in folded(line[2:]).split(" / "):
                    signs = re.sub(r"\{(\w)\}", lambda slot: LINE[slot[1]], text.strip())
                    grammar.examples.append((meaning, line[0] == "+", signs, where))
            else:
                grammar.templates.append((meaning, folded(line), where))
    grammar.settle()
    return grammar


def made_of(line: str) -> Iterator[tuple[str, ...]]:
    """Each row of pieces that a line of a recipe allows, in order: those with ? may be missing."""
    kinds = line.split()
    maybe = [kind for kind in kinds if kind.endswith("?")]
    for left in product((True, False), repeat=len(maybe)):
        gone = {kind for kind, out in zip(maybe, left, strict=True) if out}
        yield tuple(sorted(kind.removesuffix("?") for kind in kinds if kind not in gone))


def lines_of(path: Path) -> Iterator[tuple[str, str]]:
    """Where it stands, and every line of a file, put together where it goes on. Raises GrammarError."""
    begun, first = "", ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        where = f"{path.name}:{number}"
        if len(line) > LONGEST:
            raise GrammarError(f"{where}: {len(line)} characters, {LONGEST} at most")
        if line.startswith(INDENT):
            begun += line.removeprefix(INDENT)
        else:
            if begun:
                yield first, begun
            begun, first = line, where
    yield first, begun


def folded(line: str) -> str:
    """A line as questions are folded, blanks at its ends kept, slots in capitals."""
    body = "…".join(map(fold, line.split("…"))) if "…" in line else fold(line)
    before, after = len(line) - len(line.lstrip(" ")), len(line) - len(line.rstrip(" "))
    body = " " * before + body.strip(" ") + " " * after
    return re.sub(r"\{(\w+)\}", lambda found: "{" + found[1].upper() + "}", body)


WORDS = re.compile(r"(<\w+>)|( ?)(?<![a-z'])([a-z']+)(?![a-z'])")


def in_one_form(text: str, forms: dict[str, str]) -> str:
    """A template with its small words in one form; one that says nothing goes with a blank beside it."""
    place, out = 0, ""
    while found := WORDS.search(text, place):
        rule, before, word = found.groups()
        out, place = out + text[place : found.start()], found.end()
        if rule or word not in forms:
            out += found[0]
        elif forms[word]:
            out += before + forms[word]
        elif text.startswith(" ", place):
            out, place = out + before, place + 1
        elif not before:
            out += word
    return out + text[place:]


SIGN, ALL, ONE = "sign", "all", "one"  # parts of templates: one sign, parts in a row, parts to choose from
Part = tuple[str, str | tuple[int, ...]]


class Automaton:
    """First with choices (edges and empty edges), then without them, then the smallest one.

    Templates are put together from their ends on: those that go on alike, and mean the same, share the states
    of that, so that there are few to be made without choices.
    """

    def __init__(self, rules: dict[str, str]) -> None:
        self.rules = rules
        self.edges: list[dict[str, set[int]]] = []
        self.empty: list[set[int]] = []
        self.accepts: dict[int, int] = {}
        self.places: dict[int, str] = {}  # where the template of an accepting state stands
        self._parts: list[Part] = []  # of all templates, each once
        self._numbers: dict[Part, int] = {}
        self._rules_read: dict[tuple[str, bool], int] = {}
        self._begins: dict[tuple[int, int], int] = {}  # part, the state behind it → the one before it
        self._ends: dict[tuple[int, str], int] = {}

    def state(self) -> int:
        """A new state."""
        self.edges.append({})
        self.empty.append(set())
        return len(self.edges) - 1

    def add(self, start: int, meaning: int, text: str, where: str, *, island: bool) -> None:
        """One more template from `start` on."""
        self.island = island
        part, place = self._choice(text, 0, where, ())
        if place != len(text):
            raise GrammarError(f"{where}: {text[place:]!r} closes nothing")
        end = (meaning, where if island else "")  # of islands is told which two mean two things
        if end not in self._ends:
            accept = self._ends[end] = self.state()
            self.accepts[accept] = meaning
            self.places[accept] = where
        self.empty[start].add(self._before(part, self._ends[end]))

    def _before(self, part: int, after: int) -> int:
        """The state that a part leads from to the one `after` it."""
        if (part, after) in self._begins:
            return self._begins[part, after]
        kind, inner = self._parts[part]
        begin = after if kind == ALL else self.state()
        if kind == SIGN:
            self.edges[begin][str(inner)] = {after}
        elif kind == ONE:
            self.empty[begin].update(self._before(int(each), after) for each in inner)
        else:
            for each in reversed(inner):
                begin = self._before(int(each), begin)
        self._begins[part, after] = begin
        return begin

    def _part(self, kind: str, inner: str | tuple[int, ...]) -> int:
        """The number of a sign, of parts behind one another (ALL), of parts to choose from (ONE)."""
        part = (kind, inner)
        if part not in self._numbers:
            self._numbers[part] = len(self._parts)
            self._parts.append(part)
        return self._numbers[part]

    def _choice(self, text: str, place: int, where: str, inside: tuple[str, ...]) -> tuple[int, int]:
        """What stands from a place on to the end of its brackets, and where that is."""
        found = []
        while True:
            part, place = self._sequence(text, place, where, inside)
            found.append(part)
            if text[place : place + 1] != "|":
                return (self._part(ONE, tuple(found)) if len(found) > 1 else part), place
            place += 1

    def _sequence(self, text: str, place: int, where: str, inside: tuple[str, ...]) -> tuple[int, int]:
        found = []
        while place < len(text) and text[place] not in "|)]":
            sign = text[place]
            if sign in "([":
                part, stop = self._choice(text, place + 1, where, inside)
                if text[stop : stop + 1] != (")" if sign == "(" else "]"):
                    raise GrammarError(f"{where}: {sign} is not closed")
                found.append(part if sign == "(" else self._part(ONE, (part, self._part(ALL, ()))))
                place = stop + 1
            elif sign == "<":
                stop = text.index(">", place)
                found.append(self._rule(text[place + 1 : stop], where, inside))
                place = stop + 1
            elif sign == "{":
                stop = text.index("}", place)
                slots = LINE if self.island else SLOTS
                if text[place + 1 : stop] not in slots:
                    raise GrammarError(f"{where}: no slot {text[place : stop + 1]}")
                found.append(self._part(SIGN, slots[text[place + 1 : stop]]))
                place = stop + 1
            elif self.island and sign in MARKS:
                found.append(self._part(SIGN, MARKS[sign]))
                place += 1
            else:
                place += sign == "\\"
                found.append(self._part(SIGN, text[place]))
                place += 1
        return self._part(ALL, tuple(found)), place

    def _rule(self, name: str, where: str, inside: tuple[str, ...]) -> int:
        if name not in self.rules or name in inside:
            raise GrammarError(f"{where}: no rule <{name}>")
        text = self.rules[name]
        if (text, self.island) not in self._rules_read:
            part, read = self._choice(text, 0, f"{where} <{name}>", (*inside, name))
            if read != len(text):
                raise GrammarError(f"{where}: <{name}> closes what it did not open")
            self._rules_read[text, self.island] = part
        return self._rules_read[text, self.island]

    def closed(self, states: set[int]) -> frozenset[int]:
        """What is reached by empty edges, but for states that have only such."""
        todo, seen = list(states), set(states)
        while todo:
            for other in self.empty[todo.pop()]:
                if other not in seen:
                    seen.add(other)
                    todo.append(other)
        return frozenset(each for each in seen if self.edges[each] or each in self.accepts)


Row = tuple[dict[str, int], tuple[int, ...]]


def smallest(automaton: Automaton, start: int) -> list[Row]:
    """The states from one on without choices and twins: (symbol → state, meanings) each, the start last."""
    known: dict[tuple[tuple[tuple[str, int], ...], tuple[int, ...]], int] = {}
    rows: list[Row] = []
    memo: dict[frozenset[int], int] = {}

    def number(states: frozenset[int]) -> int:
        if states in memo:
            return memo[states]
        out: dict[str, set[int]] = {}
        for state in states:
            for symbol, targets in automaton.edges[state].items():
                out.setdefault(symbol, set()).update(targets)
        row = {symbol: number(automaton.closed(targets)) for symbol, targets in sorted(out.items())}
        accepted = tuple(sorted({automaton.accepts[s] for s in states if s in automaton.accepts}))
        key = (tuple(row.items()), accepted)
        if key not in known:
            known[key] = len(rows)
            rows.append((row, accepted))
        memo[states] = known[key]
        return memo[states]

    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(100_000)  # a level for each word of the longest expression
    try:
        number(automaton.closed({start}))
        return rows
    finally:
        sys.setrecursionlimit(usual)


def two_meanings(automaton: Automaton, start: int) -> Iterator[str]:
    """Every expression that means two things, with both places: what counts would depend on nothing seen."""
    todo, done = [(automaton.closed({start}), "")], set()
    while todo:
        states, said = todo.pop()
        accepted = {automaton.accepts[s]: automaton.places[s] for s in states if s in automaton.accepts}
        if len(accepted) > 1:
            yield f"{' and '.join(sorted(accepted.values()))}: {said!r} means two things"
        if states not in done:
            done.add(states)
            for symbol in {symbol for state in states for symbol in automaton.edges[state]}:
                after = {t for state in states for t in automaton.edges[state].get(symbol, ())}
                todo.append((automaton.closed(after), said + symbol))


def words_of(rows: list[Row]) -> tuple[str, str]:
    """What the expressions of a layer are made of: whole ones in kana, and English words."""
    start = len(rows) - 1

    def spelled(state: int, signs: frozenset[str], word: str, *, whole: bool) -> Iterator[str]:
        row, accepted = rows[state]
        ends = accepted or any(s in SPECIAL or (s not in signs and not whole) for s in row)
        if word and ends and (not whole or accepted or any(rows[row[s]][1] for s in row if s == END)):
            yield word
        for sign, after in row.items():
            if sign in signs:
                yield from spelled(after, signs, word + sign, whole=whole)

    first = rows[start][0]
    begins = {start, *(after for sign, after in first.items() if sign == BEGIN)}
    kana = {word for state in begins for word in spelled(state, KANA, "", whole=True)}
    reached, todo = {start}, [start]
    while todo:
        for after in rows[todo.pop()][0].values():
            if after not in reached:
                reached.add(after)
                todo.append(after)
    begins |= {t for state in reached for sign, t in rows[state][0].items() if sign not in LATIN}
    english = {word for state in begins for word in spelled(state, LATIN, "", whole=False)}
    return " ".join(sorted(w for w in kana if len(w) > 1)), " ".join(sorted(english))


def compiled(folder: Path = FOLDER) -> bytes:
    """The folder's grammar as the plain data that `templates` loads. Raises GrammarError."""
    grammar = read_grammar(folder)
    automaton = Automaton(grammar.rules)
    starts = {layer: automaton.state() for layer in LAYERS}
    for meaning, text, where in grammar.templates:
        layer = grammar.meanings[meaning][0]
        automaton.rules = grammar.typed if layer in AS_TYPED else grammar.rules
        automaton.add(starts[layer], meaning, text, where, island=layer in ISLANDS)
    if twice := [told for layer in ISLANDS[:2] for told in two_meanings(automaton, starts[layer])]:
        raise GrammarError("\n".join(twice))
    accepts: dict[tuple[int, ...], int] = {(): 0}
    layers = {layer: smallest(automaton, start) for layer, start in starts.items()}
    states = b"".join(laid(rows, accepts) for rows in layers.values())
    head = (
        {layer: (sum(len(row) for row, _ in rows), len(rows)) for layer, rows in layers.items()},
        tuple(accepts),
        tuple(grammar.meanings),
        words_of(layers["cue"]),
        grammar.forms,
        grammar.mixed,
        marshal.dumps(grammar.recipes, 4),  # few questions need them
    )
    if len(accepts) > NAMED:
        raise GrammarError("the templates mean more than is kept of a state")
    told = marshal.dumps(head, 4)
    return told + bytes(-len(told) % WORD) + states


def laid(rows: list[Row], accepts: dict[tuple[int, ...], int]) -> bytes:
    """The states of a layer as they lie in the file; what they accept gets its number there."""
    symbols = "".join(symbol for row, _ in rows for symbol in row)
    targets, offsets, accept = array("I"), array("I", [0]), array("H")
    for row, accepted in rows:
        targets.extend(row.values())
        offsets.append(len(targets))
        number = accepts.setdefault(accepted, len(accepts))
        accept.append(number | (NAMED if max(row, default="") >= FIRST_SLOT else 0))
    for each in (targets, offsets, accept):
        if sys.byteorder != "little":
            each.byteswap()
    signs = symbols.encode("utf-16-le")
    if len(signs) != 2 * len(symbols):
        raise GrammarError("a sign of the templates takes more than two bytes")
    return b"".join((signs, targets, offsets, accept)).ljust(length_of(len(symbols), len(rows)), b"\0")


def contents(data: bytes) -> dict[str, object]:
    """What a compiled grammar holds: the bytes of marshal may differ where that is the same."""
    loaded = Loaded(data)
    kept = ("accepts", "meanings", "kana", "english", "forms", "mixed", "recipes")
    return {layer: vars(loaded.layer(layer)) for layer in LAYERS} | {
        name: getattr(loaded, name) for name in kept
    }


def unlike_examples(grammar: Grammar, data: bytes) -> Iterator[str]:
    """Every example that is not understood as the grammar says, with its place."""
    loaded = Loaded(data)
    for meaning, wanted, line, where in grammar.examples:
        words = grammar.meanings[meaning]
        found = {
            str(each.meaning): each.text
            for each in expressions(line, several=words[0] == "over", grammar=loaded)
        }
        if words[0] == "hint":
            found = dict.fromkeys(hints_in(line, loaded), line)
        if (str(meaning_of(words)) in found) is not wanted:
            told = ", ".join(f"{text} ({each})" for each, text in found.items()) or "nothing"
            yield f"{where}: {line!r} is {'not ' * wanted}{' '.join(words[1:])}: found {told}"


JOINED = frozenset(("名詞", "接頭辞", "接尾辞", "形状詞"))
CONTENT = JOINED | {"動詞", "形容詞", "副詞", "代名詞", "感動詞", "連体詞"}
MOST_SPELT = 40  # of what one stretch of a template can say
RARELY = 3  # times that a short word stands in kanji for once in kana, to be read as the one in kanji
IN_KANA = re.compile("[ぁ-ゖー]+")
WRITTEN = re.compile("[ぁ-ゖァ-ヺー一-鿿々]+")


def spoken(folder: Path = FOLDER) -> bytes:
    """The grammar's words as `spoken` loads them: those in kana, reading → word. Raises GrammarError."""
    grammar = read_grammar(folder)
    said: Counter[str] = Counter()
    heard: dict[str, Counter[str]] = {}
    left = (*MESSAGE, *ISLANDS[1:], *LISTS)
    asked = (text for number, text, _ in grammar.templates if grammar.meanings[number][0] not in left)
    for text in pieces((*asked, *grammar.typed.values())):
        for word, sound in sounds_of(tokens(text)):
            if IN_KANA.fullmatch(word):
                said[word] += 1
            elif WRITTEN.fullmatch(word) and IN_KANA.fullmatch(sound):
                heard.setdefault(sound, Counter())[word] += 1
    kept = {}
    for sound, words in sorted(heard.items()):
        word, times = words.most_common(1)[0]
        if times > said[sound] * (1 if len(sound) > 2 else RARELY):
            kept[sound] = word
    return marshal.dumps(
        (parts(said), parts(f"{sound}{MEANS}{word}" for sound, word in kept.items()), parts(kept.values())), 4
    )


def parts(words: Iterable[str]) -> dict[str, str]:
    """First sign → the words that begin so, behind one another."""
    found: dict[str, list[str]] = {}
    for word in sorted(set(words)):
        found.setdefault(word[0], []).append(word)
    return {first: f"{AROUND}{AROUND.join(part)}{AROUND}" for first, part in found.items()}


def pieces(templates: tuple[str, ...]) -> Iterator[str]:
    """What stands between the marks of templates, and what its choices make together: 電話 and 電話番号."""
    for text in templates:
        yield from re.split(r"[()\[\]|\\…^$]|<\w+>|\{\w+\}", text)
        for chosen in re.findall(r"[一-鿿ァ-ヺー(\[][^<>{}…]*", text):
            yield from islice(spelled_out(chosen), MOST_SPELT)


def spelled_out(text: str) -> Iterator[str]:
    """What a stretch of a template without rules and slots can say; nothing where a mark of it is open."""
    group = re.search(r"([(\[])([^()\[\]]*)[)\]]", text)
    if group is None:
        yield from () if re.search(r"[()\[\]]", text) else text.split("|")
        return
    start, end = text.rfind("|", 0, group.start()) + 1, text.find("|", group.end())
    depth = [sum((c in "([") - (c in ")]") for c in text[:at]) for at in (start, max(end, 0))]
    if depth == [0, 0] and (start or end >= 0):  # one of the choices at the top
        end = len(text) if end < 0 else end
        yield from spelled_out(text[start:end])
        rest = text[: max(start - 1, 0)] + text[end + (not start) :]
        if rest:
            yield from spelled_out(rest)
        return
    for choice in (*group[2].split("|"), *([""] if group[1] == "[" else ())):
        yield from spelled_out(text[: group.start()] + choice + text[group.end() :])


def sounds_of(found: tuple[Token, ...]) -> Iterator[tuple[str, str]]:
    """(word, reading) of a piece as a whole, of each of its words and of its nouns in a row."""
    spans = {(0, len(found)), *((place, place + 1) for place in range(len(found)))}
    for start in range(len(found)):
        end = start
        while end < len(found) and found[end].pos in JOINED:
            end += 1
            spans.add((start, end))
    for start, end in sorted(spans):
        part = found[start:end]
        word = "".join(token.surface for token in part)
        if part and (part[0].pos in CONTENT or IN_KANA.fullmatch(word)):
            yield word, "".join(token.reading or hiragana(token.surface) for token in part)


def main(arguments: list[str]) -> int:
    """Write or check; 1 where a template is wrong or the file is old, 2 for wrong use."""
    if arguments not in ([], ["--check"]):
        sys.stderr.write(f"{__doc__}\n")
        return 2
    try:
        made = {Path(COMPILED): compiled(), Path(SPOKEN): spoken()}
        wrong = "\n".join(unlike_examples(read_grammar(), made[Path(COMPILED)]))
    except GrammarError as error:
        wrong = str(error)
    if wrong:
        sys.stderr.write(f"{wrong}\n")
        return 1
    reads = {Path(COMPILED): contents, Path(SPOKEN): marshal.loads}
    old = 0
    for target, data in made.items():
        if not arguments:
            write_whole(target, data)  # the old one may be mapped
            sys.stdout.write(f"{target.name}: {len(data)} bytes\n")
        elif not (target.exists() and reads[target](target.read_bytes()) == reads[target](data)):
            sys.stderr.write(f"{target.name} is old: run scripts/compile_grammar.py\n")
            old = 1
    return old


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
