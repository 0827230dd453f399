"""What the office does with what people could not find: look at it, add a word, approve a question.

Words and examples are data: they are appended to data/words.toml and data/examples.toml, which people may
edit as well. Nothing here changes an answer by itself; the index is built anew from the tables.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.wording import console as say
from katou_index.errors import KatouError, TableError
from katou_index.keptfiles import read_kept, read_toml
from katou_index.records import TYPE_CHECKING
from katou_index.tablefiles import load_tables
from katou_index.wholefiles import write_whole
from katou_index.words import fold

if TYPE_CHECKING:
    from typing import Any

    from bot.reply import Reply
    from bot.understanding.vocabulary import Vocabulary

WORDS = "words.toml"
EXAMPLES = "examples.toml"


class WordError(KatouError):
    """A word that cannot be added; the text says why."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question whose answer was approved: asked again by the tests."""

    question: str
    kind: str
    reason: str | None
    items: tuple[str, ...]
    approved: str  # YYYY-MM-DD


def add_word(data: Path, word: str, same_as: str, vocabulary: Vocabulary, today: date) -> None:
    """Append to words.toml that `word` means what `same_as` means. Raises WordError, TableError.

    `same_as` must be known: a word of the plan, of the table, or the name of a measure.
    """
    word, same_as = word.strip(), same_as.strip()
    if not word or not same_as or "\n" in word + same_as:
        raise WordError(say.word_trouble("empty", word))
    if fold(word) == fold(same_as):
        raise WordError(say.word_trouble("same", word))
    if fold(word) in vocabulary.thesaurus.japanese.get(fold(same_as), ()):
        raise WordError(say.word_trouble("there", word))
    if not _is_known(same_as, vocabulary):
        raise WordError(say.word_trouble("unknown", same_as))
    load_tables(data)  # nothing is written behind a table that is cut off
    _append(data / WORDS, f"[[same]]  # {today.isoformat()}", {"words": [same_as, word]})
    load_tables(data)  # whatever was appended must be readable


def _is_known(word: str, vocabulary: Vocabulary) -> bool:
    """Whether a word stands in the plan, or means what another one does that stands there."""
    forms = vocabulary.thesaurus.japanese.get(fold(word), (fold(word),))
    texts = [
        fold(text) for item in vocabulary.plan.items for text in (item.planned, item.result, item.evidence)
    ]
    return any(form in text for form in forms for text in (vocabulary.titles_text, *texts))


def approve(data: Path, reply: Reply, today: date) -> Example:
    """Append the question and what its answer holds to examples.toml, unless it stands there already."""
    answer = reply.as_json()
    example = Example(
        answer["question"], answer["kind"], answer["reason"], tuple(answer["items"]), today.isoformat()
    )
    entry: dict[str, Any] = {"question": example.question, "kind": example.kind, "items": list(example.items)}
    if example.reason:
        entry["reason"] = example.reason
    known = {(each.question, each.kind, each.items) for each in examples(data)}
    if (example.question, example.kind, example.items) not in known:
        _append(data / EXAMPLES, "[[example]]", {**entry, "approved": example.approved})
    return example


def examples(data: Path) -> tuple[Example, ...]:
    """The approved questions; none where the table is absent. Raises TableError for a bad entry."""
    path = data / EXAMPLES
    entries = read_toml(path).get("example", [])
    try:
        return tuple(
            Example(
                each["question"],
                each["kind"],
                each.get("reason"),
                tuple(each["items"]),
                str(each["approved"]),
            )
            for each in entries
        )
    except (KeyError, TypeError) as error:
        raise TableError(str(path), "", say.unreadable(str(error))) from None


def _append(path: Path, head: str, entry: dict[str, Any]) -> None:
    """Append a table to a TOML file; what stands there, comments included, stays as it is."""
    lines = "\n".join(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in entry.items())
    before = read_kept(path) if path.exists() else ""
    glue = "" if not before else "\n" if before.endswith("\n") else "\n\n"
    write_whole(path, f"{before}{glue}{head}\n{lines}\n".encode())


def doubtful_words(vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """Entries that do nothing, or two things: (entry, key of console_wording.DOUBTS)."""
    plan, tables = vocabulary.plan, vocabulary.tables
    known = {fold(name) for name in (*vocabulary.policies.values(), *vocabulary.initiatives)}
    known |= {fold(measure.title) for measure in plan.measures}
    for name in tables.names:
        if fold(name.of) not in known:
            yield name.of, "of_nothing"
    forms = Counter(fold(form) for name in tables.names for form in (*name.english, *name.short))
    for department in tables.departments:
        forms.update(fold(form) for form in (department.name, *department.short, *department.english))
    for form, times in forms.items():
        if times > 1:
            yield form, "two_meanings"
    for entry in tables.same:
        if not any(_is_known(word, vocabulary) for word in entry.words):
            yield "、".join(entry.words), "nowhere"
