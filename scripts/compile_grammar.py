"""The templates of questions → the files that reading loads: an automaton over characters and slots, and
the words that questions are made of by their readings.

    .venv/bin/python scripts/compile_grammar.py            write compiled.bin and spoken.bin beside templates
    .venv/bin/python scripts/compile_grammar.py --check    exit 1 where one of them is not current

What a template may hold: `(a|b)` one of them, `[a|b]` one of them or nothing, `<rule>` a rule, `{SLOT}` what
an earlier pass found; `\\` makes the next sign a plain one. `<name> = …` writes a rule, `= layer meaning …`
stands over the templates that mean it, `#` begins a remark, four
blanks go on with the line before. A rule may use rules of any file.
"""

from __future__ import annotations

import marshal
import re
import sys
from array import array
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from bot.understanding.cues import CUES  # noqa: E402 - after the path to it
from bot.understanding.spoken import SPOKEN  # noqa: E402
from bot.understanding.templates import COMPILED, LAYERS, SLOTS  # noqa: E402
from bot.understanding.year_cues import YEAR_CUES  # noqa: E402
from katou_index.words import Token, fold, hiragana, tokens  # noqa: E402

FOLDER = ROOT / "bot" / "understanding" / "grammar"
INDENT = " " * 4  # a line that begins so goes on with the one before
LONGEST = 120  # characters of a line, so that it can be read and compared


class GrammarError(Exception):
    """A template that cannot be compiled: file, line and what is wrong."""


class Grammar:
    """Rules and templates as read: rule → its text; (meaning number, text, where) of every template."""

    def __init__(self) -> None:
        self.rules: dict[str, str] = {}
        self.templates: list[tuple[int, str, str]] = []
        self.meanings: list[tuple[str, ...]] = []


def read_grammar(folder: Path = FOLDER) -> Grammar:
    """Every file of the folder, in the order of their names. Raises GrammarError."""
    grammar = Grammar()
    for path in sorted(folder.glob("*.txt")):
        meaning = -1
        for where, line in lines_of(path):
            if not line.strip() or line.startswith("#"):
                continue
            if rule := re.fullmatch(r"<(\w+)> = (.*)", line):
                if rule[1] in grammar.rules:
                    raise GrammarError(f"{where}: <{rule[1]}> stands twice")
                grammar.rules[rule[1]] = folded(rule[2])
            elif line.startswith("= "):
                words = tuple(line[2:].split())
                if words[0] not in LAYERS:
                    raise GrammarError(f"{where}: no layer {words[0]}")
                if words not in grammar.meanings:
                    grammar.meanings.append(words)
                meaning = grammar.meanings.index(words)
            elif meaning < 0:
                raise GrammarError(f"{where}: a template without its meaning")
            else:
                grammar.templates.append((meaning, folded(line), where))
    return grammar


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
    body = fold(line)
    before, after = len(line) - len(line.lstrip(" ")), len(line) - len(line.rstrip(" "))
    body = " " * before + body.strip(" ") + " " * after
    return re.sub(r"\{(\w+)\}", lambda found: "{" + found[1].upper() + "}", body)


class Automaton:
    """First with choices (edges and empty edges), then without them, then the smallest one."""

    def __init__(self, rules: dict[str, str]) -> None:
        self.rules = rules
        self.edges: list[dict[str, set[int]]] = []
        self.empty: list[set[int]] = []
        self.accepts: dict[int, int] = {}

    def state(self) -> int:
        """A new state."""
        self.edges.append({})
        self.empty.append(set())
        return len(self.edges) - 1

    def add(self, start: int, meaning: int, text: str, where: str) -> None:
        """One more template from `start` on."""
        begin = self.state()
        self.empty[start].add(begin)
        end, place = self._choice(begin, text, 0, where, ())
        if place != len(text):
            raise GrammarError(f"{where}: {text[place:]!r} closes nothing")
        accept = self.state()
        self.empty[end].add(accept)
        self.accepts[accept] = meaning

    def _choice(
        self, begin: int, text: str, place: int, where: str, inside: tuple[str, ...]
    ) -> tuple[int, int]:
        end = self.state()
        while True:
            last, place = self._sequence(begin, text, place, where, inside)
            self.empty[last].add(end)
            if text[place : place + 1] != "|":
                return end, place
            place += 1

    def _sequence(
        self, now: int, text: str, place: int, where: str, inside: tuple[str, ...]
    ) -> tuple[int, int]:
        while place < len(text) and text[place] not in "|)]":
            sign = text[place]
            if sign in "([":
                closed = ")" if sign == "(" else "]"
                end, stop = self._choice(now, text, place + 1, where, inside)
                if text[stop : stop + 1] != closed:
                    raise GrammarError(f"{where}: {sign} is not closed")
                if sign == "[":
                    self.empty[now].add(end)
                now, place = end, stop + 1
            elif sign == "<":
                stop = text.index(">", place)
                name = text[place + 1 : stop]
                if name not in self.rules or name in inside:
                    raise GrammarError(f"{where}: no rule <{name}>")
                now, read = self._choice(now, self.rules[name], 0, f"{where} <{name}>", (*inside, name))
                if read != len(self.rules[name]):
                    raise GrammarError(f"{where}: <{name}> closes what it did not open")
                place = stop + 1
            elif sign == "{":
                stop = text.index("}", place)
                if text[place + 1 : stop] not in SLOTS:
                    raise GrammarError(f"{where}: no slot {text[place : stop + 1]}")
                now, place = self._edge(now, SLOTS[text[place + 1 : stop]]), stop + 1
            else:
                place += sign == "\\"
                now, place = self._edge(now, text[place]), place + 1
        return now, place

    def _edge(self, now: int, symbol: str) -> int:
        after = self.state()
        self.edges[now].setdefault(symbol, set()).add(after)
        return after

    def closed(self, states: set[int]) -> frozenset[int]:
        """What is reached by empty edges."""
        todo, seen = list(states), set(states)
        while todo:
            for other in self.empty[todo.pop()]:
                if other not in seen:
                    seen.add(other)
                    todo.append(other)
        return frozenset(seen)


Row = tuple[dict[str, int], tuple[int, ...]]


def smallest(automaton: Automaton, starts: dict[str, int]) -> tuple[list[Row], dict[str, int]]:
    """The states without choices and twins: (symbol → state, meanings) each, and where layers start."""
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

    sys.setrecursionlimit(100_000)
    return rows, {layer: number(automaton.closed({state})) for layer, state in starts.items()}


def compiled(folder: Path = FOLDER) -> bytes:
    """The folder's grammar as the plain data that `templates` loads. Raises GrammarError."""
    grammar = read_grammar(folder)
    automaton = Automaton(grammar.rules)
    starts = {layer: automaton.state() for layer in LAYERS}
    for meaning, text, where in grammar.templates:
        automaton.add(starts[grammar.meanings[meaning][0]], meaning, text, where)
    rows, begins = smallest(automaton, starts)
    symbols: list[str] = []
    targets, offsets, accept = array("I"), array("I", [0]), array("H")
    accepts: list[tuple[int, ...]] = [()]
    for row, accepted in rows:
        symbols += row
        targets.extend(row.values())
        offsets.append(len(symbols))
        if accepted not in accepts:
            accepts.append(accepted)
        accept.append(accepts.index(accepted))
    for each in (targets, offsets, accept):
        if sys.byteorder != "little":
            each.byteswap()
    data = (
        "".join(symbols),
        targets.tobytes(),
        offsets.tobytes(),
        accept.tobytes(),
        tuple(accepts),
        tuple(grammar.meanings),
        begins,
    )
    return marshal.dumps(data, 4)


JOINED = frozenset(("名詞", "接頭辞", "接尾辞", "形状詞"))
CONTENT = JOINED | {"動詞", "形容詞", "副詞", "代名詞", "感動詞", "連体詞"}
RARELY = 3  # times that a short word stands in kanji for once in kana, to be read as the one in kanji
KANA = re.compile("[ぁ-ゖー]+")
WRITTEN = re.compile("[ぁ-ゖァ-ヺー一-鿿々]+")


def spoken(folder: Path = FOLDER) -> bytes:
    """The grammar's words as `spoken` loads them: those in kana, reading → word. Raises GrammarError."""
    grammar = read_grammar(folder)
    said: Counter[str] = Counter()
    heard: dict[str, Counter[str]] = {}
    for text in pieces((*(text for _, text, _ in grammar.templates), *grammar.rules.values())):
        for word, sound in words_of(tokens(text)):
            if KANA.fullmatch(word):
                said[word] += 1
            elif WRITTEN.fullmatch(word) and KANA.fullmatch(sound):
                heard.setdefault(sound, Counter())[word] += 1
    kept = {}
    for sound, words in sorted(heard.items()):
        word, times = words.most_common(1)[0]
        if times > said[sound] * (1 if len(sound) > 2 else RARELY):
            kept[sound] = word
    return marshal.dumps((tuple(sorted(said)), kept), 4)


def pieces(templates: tuple[str, ...]) -> Iterator[str]:
    """What stands between the marks of templates, and of the expressions that stand beside them."""
    for text in templates:
        yield from re.split(r"[()\[\]|\\]|<\w+>|\{\w+\}", text)
    for cue in (*CUES, *YEAR_CUES):
        yield from re.split(r"[^ぁ-ゖァ-ヺー一-鿿々]+", fold(cue.ja))


def words_of(found: tuple[Token, ...]) -> Iterator[tuple[str, str]]:
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
        if part and (part[0].pos in CONTENT or KANA.fullmatch(word)):
            yield word, "".join(token.reading or hiragana(token.surface) for token in part)


def main(arguments: list[str]) -> int:
    """Write or check; 1 where a template is wrong or the file is old, 2 for wrong use."""
    if arguments not in ([], ["--check"]):
        sys.stderr.write(f"{__doc__}\n")
        return 2
    try:
        made = {Path(COMPILED): compiled(), Path(SPOKEN): spoken()}
    except GrammarError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    old = 0
    for target, data in made.items():
        if not arguments:
            target.write_bytes(data)
            sys.stdout.write(f"{target.name}: {len(data)} bytes\n")
        elif not (target.exists() and marshal.loads(target.read_bytes()) == marshal.loads(data)):
            sys.stderr.write(f"{target.name} is old: run scripts/compile_grammar.py\n")
            old = 1
    return old


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
