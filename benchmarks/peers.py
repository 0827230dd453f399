"""One search engine in a process of its own: builds an index of a corpus, answers questions, tells how long.

    python benchmarks/peers.py NAME CORPUS.jsonl QUESTIONS.jsonl      (called by bench.py)

A line of the corpus is {"id", "title", "text"}, one of the questions {"text"}. All engines but `trigram` get
the same words: the dictionary forms that katou-index looks for, without the words that questions are made of.
Cutting the corpus into words is not counted. Printed is JSON: CPU seconds of the build, bytes, CPU
milliseconds of each question, the ids found, private memory.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[1:1] = [str(ROOT), str(ROOT / ".cache" / "bench")]

from katou_index.words import analyse_question, fold, terms  # noqa: E402 - where it is found is told above

TEN = 10
Search = Callable[[str], list[str]]
Made = tuple[float, int, Search]  # CPU seconds of the build, bytes on the disk, the search


def words_of(line: dict[str, str]) -> str:
    """The words of a document, between blanks."""
    return " ".join(terms(f"{line['title']}\n{line['text']}"))


def asked(text: str) -> list[str]:
    return list(analyse_question(text).terms)


def quoted(words: Iterable[str]) -> str:
    return " OR ".join('"' + word.replace('"', '""') + '"' for word in words)


def _sqlite(folder: Path, tokenize: str, rows: list[tuple[str, str]], match: Callable[[str], str]) -> Made:
    path = folder / "peer.db"
    began = time.process_time()
    db = sqlite3.connect(path)
    db.execute(f'create virtual table doc using fts5(id unindexed, words, tokenize="{tokenize}")')
    db.executemany("insert into doc values (?, ?)", rows)
    db.execute("insert into doc(doc) values ('optimize')")
    db.commit()
    built = time.process_time() - began

    def search(text: str) -> list[str]:
        query = match(text)
        found = db.execute(f"select id from doc where doc match ? order by rank limit {TEN}", (query,))
        return [row[0] for row in found] if query else []

    return built, path.stat().st_size, search


def fts5(folder: Path, corpus: list[dict[str, str]]) -> Made:
    """SQLite's full text search as it comes, over the same words."""
    rows = [(line["id"], words_of(line)) for line in corpus]
    tokenize = "unicode61 remove_diacritics 0 categories 'L* N* M* P* S* Co'"
    return _sqlite(folder, tokenize, rows, lambda text: quoted(asked(text)))


def trigram(folder: Path, corpus: list[dict[str, str]]) -> Made:
    """The same by three characters each, which needs no dictionary."""
    rows = [(line["id"], fold(f"{line['title']}\n{line['text']}")) for line in corpus]

    def match(text: str) -> str:
        runs = re.findall(r"\w{3,}", fold(text))
        return quoted(dict.fromkeys(run[i : i + 3] for run in runs for i in range(len(run) - 2)))

    return _sqlite(folder, "trigram", rows, match)


def bm25s(folder: Path, corpus: list[dict[str, str]]) -> Made:
    """bm25s: scores of all words worked out beforehand, in sparse matrices."""
    import bm25s as library

    ids, texts = [line["id"] for line in corpus], [words_of(line).split() for line in corpus]
    began = time.process_time()
    index = library.BM25()
    index.index(texts, show_progress=False)
    index.save(str(folder))
    built = time.process_time() - began

    def search(text: str) -> list[str]:
        known = [word for word in asked(text) if word in index.vocab_dict]
        if not known:
            return []
        found, _ = index.retrieve([known], k=min(TEN, len(ids)), show_progress=False, n_threads=0)
        return [ids[place] for place in found[0]]

    return built, sum(each.stat().st_size for each in folder.rglob("*") if each.is_file()), search


def tantivy(folder: Path, corpus: list[dict[str, str]]) -> Made:
    """tantivy: a search library in Rust that stops looking as soon as the best ten are sure."""
    import tantivy as library

    builder = library.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("words", tokenizer_name="whitespace")
    schema = builder.build()
    rows = [(line["id"], words_of(line)) for line in corpus]
    began = time.process_time()
    index = library.Index(schema, path=str(folder))
    writer = index.writer(64_000_000, 1)
    for key, words in rows:
        writer.add_document(library.Document(id=key, words=words))
    writer.commit()
    writer.wait_merging_threads()
    built = time.process_time() - began
    index.reload()
    searcher = index.searcher()

    def search(text: str) -> list[str]:
        words = [library.Query.term_query(schema, "words", word) for word in asked(text)]
        if not words:
            return []
        query = library.Query.boolean_query([(library.Occur.Should, word) for word in words])
        return [searcher.doc(at)["id"][0] for _, at in searcher.search(query, TEN).hits]

    return built, sum(each.stat().st_size for each in folder.rglob("*") if each.is_file()), search


PEERS = {each.__name__: each for each in (fts5, trigram, bm25s, tantivy)}


def private_mb() -> float:
    """RssAnon of this process (Linux)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.findall(r"RssAnon:\s+(\d+)", status)[0]) / 1024


def lines(path: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]


def main(name: str, corpus: str, questions: str) -> None:
    with tempfile.TemporaryDirectory() as aside:
        built, size, search = PEERS[name](Path(aside), lines(corpus))
        taken, found = [], []
        for question in lines(questions):
            began = time.process_time()
            hits = search(question["text"])
            taken.append((time.process_time() - began) * 1000)
            found.append(hits)
    print(json.dumps({"build": built, "bytes": size, "ms": taken, "found": found, "mb": private_mb()}))


if __name__ == "__main__":
    os.environ["TQDM_DISABLE"] = "1"
    main(*sys.argv[1:])
