"""The templates of questions → the known questions that one which is not understood is held against.

    .venv/bin/python scripts/compile_known.py            write known.bin and following.bin
    .venv/bin/python scripts/compile_known.py --check    exit 1 where one is not current

A known question is what a template says, with signs for names: 〈評価〉が一番多い課は. Whoever writes a
template adds known questions. Kept are those that are read with names of the plan in data/, and of those of
one meaning that are nearly the same, one. What follows an answer (そのうち〈評価〉は) stands in a file of its
own; kept is what means something after one answer or another, and nothing by itself. Each is stored with the
row of numbers that the sentence encoder gives it: another encoder wants them compiled again.
"""

from __future__ import annotations

import marshal
import re
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from compile_grammar import Grammar, read_grammar  # noqa: E402 - after the path to it

from bot import Bot  # noqa: E402
from bot.answering.queries import query_answer  # noqa: E402
from bot.clock import now  # noqa: E402
from bot.conversation import Context  # noqa: E402
from bot.understanding.known import FOLLOWING, KNOWN, SIGN, SIGNS, signature, unquoted_twice  # noqa: E402
from bot.understanding.vocabulary import circled  # noqa: E402
from katou_index import Index, build_index, open_index  # noqa: E402
from katou_index.meaning import WIDTH, encoder, packed  # noqa: E402

RATING, OWNER, MEASURE, YEAR, NUMBER = SIGNS
# What slots hold, Japanese and English: names, and what questions look at or count.
LOOKED_AT = {
    "S": (
        (RATING, f"{OWNER}の{RATING}", f"{OWNER}の項目", "項目"),
        (f"items rated {RATING}", f"{RATING} of {OWNER}", f"items of {OWNER}", "items"),
    ),
    "B": ((OWNER, MEASURE, "項目"), (OWNER, MEASURE, "items")),
    "A": ((f"{OWNER}の", f"{RATING}の"), ()),
    "E": ((OWNER,), (OWNER,)),
}
NAMED = {
    "R": RATING, "D": OWNER, "DS": OWNER, "P": OWNER, "I": OWNER, "N": MEASURE, "Y": YEAR, "T": MEASURE,
    "W": MEASURE, "K": NUMBER,
}  # fmt: skip
CHOSEN = {
    "G": (("課", "方針", "取組", "事業"), ("department", "policy", "initiative", "measure")),
    "F": (
        ("根拠", "担当課", "取組内容", "取組結果", "評価"),
        ("evidence", "owner", "planned work", "result"),
    ),
    "U": (("金額", "人数", "件数"), ("amount", "number of people", "number of cases")),
    "O": ((f"{NUMBER}番目",), (f"{NUMBER}th",)),
    "Q": ((f"「{MEASURE}」",), (f'"{MEASURE}"',)),
}
LEFT = ("V", "X", "H", "L", "Z", "J", "M")  # forms and years are no part of what is asked, words no name
# Said of a figure that somebody else named, or only of what was shown before.
NO_QUESTIONS = ("claimed", "bare", "average")
TIMES = 2  # that each template is said with each of what it may look at
ALIKE = 0.86  # two of one meaning that are so like each other are one
PIECE = re.compile(r"\{(\w+)\}")
ENGLISH = re.compile("[a-z]{2}")

Sequence = list[tuple[str, object]]


class Sayings:
    """What templates say: choices are drawn, rules say what stands first in them."""

    def __init__(self, grammar: Grammar) -> None:
        self.rules = grammar.rules
        self._parted: dict[str, list[Sequence]] = {}

    def said(self, template: str, draw: Random | None) -> str:
        """One saying of a template, its slots as {S}; without `draw` the first of every choice."""
        choices, _ = self._choice(template, 0)
        return self._of(choices, draw)

    def _of(self, choices: list[Sequence], draw: Random | None) -> str:
        out = []
        for kind, value in draw.choice(choices) if draw else choices[0]:
            if kind == "rule":
                if value not in self._parted:
                    self._parted[str(value)] = self._choice(self.rules[str(value)], 0)[0]
                out.append(self._of(self._parted[str(value)], None))
            elif kind == "choice":
                assert isinstance(value, list)
                out.append(self._of(value, draw))
            else:
                out.append(str(value))
        return "".join(out)

    def _choice(self, text: str, place: int) -> tuple[list[Sequence], int]:
        choices: list[Sequence] = []
        while True:
            sequence, place = self._sequence(text, place)
            choices.append(sequence)
            if text[place : place + 1] != "|":
                return choices, place
            place += 1

    def _sequence(self, text: str, place: int) -> tuple[Sequence, int]:
        out: Sequence = []
        while place < len(text) and text[place] not in "|)]":
            sign = text[place]
            if sign in "([":
                choices, stop = self._choice(text, place + 1)
                out.append(("choice", [[], *choices] if sign == "[" else choices))
                place = stop + 1
            elif sign == "<":
                stop = text.index(">", place)
                out.append(("rule", text[place + 1 : stop]))
                place = stop + 1
            else:
                place += sign == "\\"
                stop = text.index("}", place) + 1 if sign == "{" else place + 1
                out.append(("text", text[place:stop]))
                place = stop
        return out, place


LAYERS = {KNOWN: ("ask", "mod", "pre", "post"), FOLLOWING: ("edit",)}
# What may have been asked before, with a department (twice), the lowest mark and the highest, a measure.
BEFORE = (
    "{0}の項目", "{0}の{2}の項目", "{2}の項目", "{2}は何件", "{0}の{3}の割合", "課別の内訳",
    "{2}の課別の内訳", "{2}がある課は", "{2}が一番多い課は", "{0}と{1}を比べて", "{4}", "全体",
    "金額が書いてある項目",
)  # fmt: skip


def sentences(grammar: Grammar, layers: tuple[str, ...] = LAYERS[KNOWN]) -> Iterator[tuple[str, str]]:
    """(known question, what those that are nearly the same share with it), the plainest first."""
    says = Sayings(grammar)
    for number, template, _ in grammar.templates:
        layer, *meaning = grammar.meanings[number]
        if set(meaning) & set(NO_QUESTIONS) or layer not in layers:
            continue
        for time in range(TIMES):
            draw = Random(f"{template} {time}")  # the same wherever the template stands
            said = says.said(template, draw if time else None)
            if any(f"{{{slot}}}" in said for slot in LEFT) or "?" in said[:-1]:
                continue
            for filled, chosen in _filled(_as_question(layer, said), draw):
                text = re.sub(" +", " ", filled).strip()
                yield text, " ".join((layer, *meaning, *chosen, *signature(text)))


def _as_question(layer: str, said: str) -> str:
    """A condition as the question for the items that meet it."""
    english = bool(ENGLISH.search(PIECE.sub("", said)))
    return {
        "ask": said, "edit": said, "mod": said if english else f"{said}項目",
        "pre": f"{said} items", "post": f"items {said}",
    }[layer]  # fmt: skip


def _filled(said: str, draw: Random) -> Iterator[tuple[str, tuple[str, ...]]]:
    """A saying with signs in its slots, once with each of what it may look at and be grouped by."""
    english = bool(ENGLISH.search(PIECE.sub("", said)))
    slots = PIECE.findall(said)
    varied = next((each for each in slots if each in LOOKED_AT), "")
    grouped = next((each for each in slots if each in CHOSEN), "")
    for look in LOOKED_AT[varied][english] if varied else ("",):
        for group in CHOSEN[grouped][english] if grouped else ("",):
            first = {varied: look, grouped: group}

            def sign(found: re.Match[str], first: dict[str, str] = first) -> str:
                slot = found[1]
                if slot in first:
                    return first.pop(slot)
                if slot in LOOKED_AT:  # a second one counts: 税務課で×は
                    return RATING if slot == "S" else draw.choice(LOOKED_AT[slot][english][:2] or (OWNER,))
                return NAMED[slot] if slot in NAMED else draw.choice(CHOSEN[slot][english])

            yield PIECE.sub(sign, said), (group,)


class Reader:
    """Whether a known question is read, with names of the plan that stands in data/."""

    def __init__(self, index: Index) -> None:
        self.bot = Bot(index)
        self.library = self.bot.library
        plan, vocabulary = self.library.vocabulary.plan, self.library.vocabulary
        numbers = [f"No.{measure.number}" for measure in plan.measures]
        titles = [f"「{measure.title[:4]}」" for measure in plan.measures]
        policies = [f"基本方針{circled(number)}" for number in vocabulary.policies]
        owners = list(dict.fromkeys(owner for item in plan.items for owner in item.owners))
        same = {
            RATING: [mark.mark for mark in vocabulary.tables.scale.marks][::-1],
            YEAR: [vocabulary.newest.code],
            NUMBER: [str(number) for number in range(2, 10)],
        }
        self.names = [
            {**same, OWNER: mine, MEASURE: theirs}
            for mine, theirs in ((owners, numbers), (policies, titles), (titles, titles))
        ]

        marks = same[RATING]
        asked = [each.format(owners[0], owners[1], marks[0], marks[-2], numbers[-1]) for each in BEFORE]
        for text in asked:
            self.bot.ask(text, text)
        found = (self.bot.conversations.get(text, now()) for text in asked)
        self.before = [context for context in found if context is not None]

    def reads(self, known: str) -> bool:
        """Whether templates explain all of it."""
        return any(self._reads(known, names, None) for names in self.names)

    def follows(self, known: str) -> bool:
        """Whether it means something after an answer, and nothing by itself."""
        return not self.reads(known) and any(
            self._reads(known, self.names[0], context) for context in self.before
        )

    def _reads(self, known: str, names: dict[str, list[str]], before: Context | None) -> bool:
        left = {sign: iter(each) for sign, each in names.items()}
        text = re.sub(SIGN, lambda found: next(left[found[0]], "x"), known)
        found = query_answer(unquoted_twice(text), self.library, before, date.min, None)
        return found is not None and found[1].query is not None


def readable(target: str) -> dict[str, str]:
    """The known questions that are read, each with what those that are nearly the same share with it."""
    shared: dict[str, str] = {}
    for text, meaning in sentences(read_grammar(), LAYERS[target]):
        shared.setdefault(text, meaning)
    with TemporaryDirectory() as folder:
        build_index(ROOT / "data", f"{folder}/katou.db")
        reader = Reader(open_index(f"{folder}/katou.db"))
        kept = reader.reads if target == KNOWN else reader.follows
        return {text: meaning for text, meaning in shared.items() if kept(text)}


def compiled(target: str) -> bytes:
    """The known questions of a file as `known` loads them. Raises EncoderMissingError."""
    import numpy as np

    shared = readable(target)
    texts = list(shared)
    rows = np.concatenate([encoder().encode(texts[at : at + 128]) for at in range(0, len(texts), 128)])
    kept: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        same = kept.setdefault(shared[text], [])
        if not same or float((rows[same] @ rows[place]).max()) < ALIKE:
            same.append(place)
    stored: dict[tuple[str, ...], list[int]] = {}
    for place in sorted(each for places in kept.values() for each in places):
        stored.setdefault(signature(texts[place]), []).append(place)
    parts = {
        signs: (tuple(texts[each] for each in places), b"".join(packed(rows[places])))
        for signs, places in stored.items()
    }
    return marshal.dumps((encoder().name, parts), 4)


def is_current(old: bytes, new: bytes) -> bool:
    """Whether both hold the same; numbers may differ by one, as machines round differently."""
    import numpy as np

    (name, parts), (other, others) = marshal.loads(old), marshal.loads(new)
    if name != other or {signs: texts for signs, (texts, _) in parts.items()} != {
        signs: texts for signs, (texts, _) in others.items()
    }:
        return False
    rows, again = (
        np.frombuffer(b"".join(each for _, each in given.values()), np.int8).astype(int)
        for given in (parts, others)
    )
    return len(rows) % WIDTH == 0 and int(abs(rows - again).max()) <= 1


def main(arguments: list[str]) -> int:
    """Write or check; 1 where the file is old, 2 for wrong use."""
    if arguments not in ([], ["--check"]):
        sys.stderr.write(f"{__doc__}\n")
        return 2
    old = 0
    for target in map(Path, LAYERS):
        data = compiled(str(target))
        if not arguments:
            target.write_bytes(data)
            number = sum(len(texts) for texts, _ in marshal.loads(data)[1].values())
            sys.stdout.write(f"{target.name}: {number} known questions, {len(data)} bytes\n")
        elif not (target.exists() and is_current(target.read_bytes(), data)):
            sys.stderr.write(f"{target.name} is old: run scripts/compile_known.py\n")
            old = 1
    return old


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
