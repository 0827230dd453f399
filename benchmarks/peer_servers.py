"""Search engines that are programs of their own, driven over a pipe: Groonga and PostgreSQL's text search.

They are looked for where Debian's packages put them (groonga-bin, postgresql-15); what is not there is not
measured. Their CPU time is read from the kernel (/proc/…/schedstat), since it is another process that works.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

TEN = 10
Asked = Callable[[str], list[str]]
POSTGRESQL = Path("/usr/lib/postgresql/15/bin")


def installed(name: str) -> bool:
    """Whether the program of an engine is on this machine."""
    if name == "groonga":
        return shutil.which("groonga") is not None
    return (POSTGRESQL / "initdb").exists() and shutil.which("runuser") is not None


def cpu_seconds(process: int) -> float:
    """CPU time of all threads of a process up to now."""
    tasks = Path(f"/proc/{process}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


class Piped:
    """A program that takes commands on its input and answers on its output."""

    def __init__(self, command: list[str], last: str, end: str) -> None:
        self._last, self._end = last, end  # a command, and what stands in the line that it answers
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, commands: Iterable[str]) -> list[str]:
        """The lines that it answers to some commands."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.writelines(f"{command}\n" for command in (*commands, self._last))
        self._process.stdin.flush()
        told = []
        for line in self._process.stdout:
            if self._end in line:
                return told
            told.append(line.rstrip("\n"))
        raise SystemExit(f"{self._process.args!r} ended")

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(30)


def _size(folder: Path) -> int:
    return sum(each.stat().st_size for each in folder.rglob("*") if each.is_file())


# -- Groonga -------------------------------------------------------------------------------------------------


class Groonga:
    """Groonga with our words, parted at blanks, ranked by how rare they are (TokenDelimit, tf-idf)."""

    SCHEMA = (
        "table_create doc TABLE_NO_KEY",
        "column_create doc key COLUMN_SCALAR ShortText",
        "column_create doc words COLUMN_SCALAR LongText",
        "table_create term TABLE_PAT_KEY ShortText --default_tokenizer TokenDelimit",
        "column_create term doc_words COLUMN_INDEX|WITH_POSITION doc words",
    )

    def __init__(self, folder: Path, rows: list[tuple[str, str]], asked: Asked) -> None:
        self._asked, self._folder = asked, folder
        self._program = Piped(["groonga", "-n", str(folder / "groonga.db")], "status", "alloc_count")
        lines = [json.dumps([{"key": key, "words": words}], ensure_ascii=False) for key, words in rows]
        self._program.ask(self.SCHEMA)
        began = cpu_seconds(self._program.pid)
        for start in range(0, len(lines), 1000):
            self._program.ask(
                part for line in lines[start : start + 1000] for part in ("load --table doc", line)
            )
        self.built = cpu_seconds(self._program.pid) - began
        self.size = _size(folder)

    def search(self, text: str) -> list[str]:
        words = [
            word.replace("\\", "\\\\").replace('"', '\\"').replace("'", "\\'") for word in self._asked(text)
        ]
        if not words:
            return []
        query = " OR ".join(f'\\"{word}\\"' for word in words)
        told = self._program.ask((
            f'select doc --match_columns "scorer_tf_idf(words)" --query "{query}" '
            f"--output_columns key --sort_keys -_score --limit {TEN}",
        ))  # fmt: skip
        found = json.loads(told[0])
        return [row[0] for row in found[1][0][2:]] if found[0][0] == 0 else []

    @property
    def pid(self) -> int:
        return self._program.pid

    def close(self) -> None:
        self._program.close()


# -- PostgreSQL ----------------------------------------------------------------------------------------------


class PostgreSQL:
    """PostgreSQL's text search (tsvector of our words, GIN, ts_rank), on a server of its own."""

    def __init__(self, folder: Path, rows: list[tuple[str, str]], asked: Asked) -> None:
        self._asked, self._folder, self._data = asked, folder, folder / "data"
        shutil.chown(folder, "postgres")
        folder.chmod(0o755)
        self._run("initdb", "-D", str(self._data), "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_parallel_workers_per_gather=0"
        self._run("pg_ctl", "-D", str(self._data), "-o", options, "-w", "-l", str(folder / "log"), "start")
        psql = ["psql", "-h", str(folder), "-U", "postgres", "-d", "postgres", "-qAtX"]
        self._program = Piped(psql, "\\echo -- end --", "-- end --")
        self.pid = int(self._program.ask(("select pg_backend_pid();",))[0])
        self._program.ask(("create table doc (key text, words tsvector);",))
        began = cpu_seconds(self.pid)
        lines = (f"{_copied(key)}\t{_copied(_vector(words))}" for key, words in rows)
        self._program.ask(("copy doc from stdin;", *lines, "\\.", "create index on doc using gin (words);"))
        self._program.ask(("vacuum analyze doc;",))
        self.built = cpu_seconds(self.pid) - began
        self.size = int(self._program.ask(("select pg_total_relation_size('doc');",))[0])

    def _run(self, program: str, *arguments: str) -> None:
        command = ["runuser", "-u", "postgres", "--", str(POSTGRESQL / program), *arguments]
        subprocess.run(
            command, check=True, stdout=subprocess.DEVNULL, cwd="/", env={"LC_ALL": "C", **os.environ}
        )

    def search(self, text: str) -> list[str]:
        words = [_lexeme(word) for word in self._asked(text)]
        if not words:
            return []
        query = " | ".join(words).replace("'", "''")
        return self._program.ask((
            f"select key from doc, (select '{query}'::tsquery as asked) as q "
            f"where words @@ asked order by ts_rank(words, asked) desc, key limit {TEN};",
        ))  # fmt: skip

    def close(self) -> None:
        self._program.close()
        self._run("pg_ctl", "-D", str(self._data), "-m", "immediate", "stop")


def _lexeme(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def _vector(words: str) -> str:
    """A tsvector as PostgreSQL reads it: each word with its places."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate(words.split(), 1):
        places.setdefault(word, []).append(place)
    return " ".join(f"{_lexeme(word)}:{','.join(map(str, at[:255]))}" for word, at in places.items())


def _copied(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", " ")


SERVERS = {"groonga": Groonga, "postgresql": PostgreSQL}


def main(name: str, corpus: str, questions: str) -> None:
    """Called by bench.py as peers.py is, and prints the same."""
    import tempfile

    from peers import asked, lines, words_of

    rows = [(line["id"], words_of(line)) for line in lines(corpus)]
    with tempfile.TemporaryDirectory() as aside:
        engine = SERVERS[name](Path(aside), rows, asked)
        try:
            taken, found = [], []
            for question in lines(questions):
                began = cpu_seconds(engine.pid)
                found.append(engine.search(question["text"]))
                taken.append((cpu_seconds(engine.pid) - began) * 1000)
            status = Path(f"/proc/{engine.pid}/status").read_text(encoding="ascii")
        finally:
            engine.close()
    mb = int(status.partition("RssAnon:")[2].split()[0]) / 1024
    print(json.dumps({"build": engine.built, "bytes": engine.size, "ms": taken, "found": found, "mb": mb}))


if __name__ == "__main__":
    import sys

    main(*sys.argv[1:])
