"""The files of the tables that people keep under data/ → Tables.

Every one may be absent. A bad entry raises TableError, which names file and entry; so does a file that is not
UTF-8 or is cut off (keptfiles says how that is seen).

    data/departments.toml      [[department]] name, parent, short, reading, short_readings, english
    data/ratings.toml          [[rating]] mark, word, en, forms, words, means, legend_ja, legend_en
    data/<year>/ratings.toml   the same, for this year alone
    data/words.toml            [[same]] words, english, readings · [[name]] of, english, short · [[misread]] …
    data/columns.toml          [[column]] name, headings, column: how sheets name their columns
    data/plan.toml             [plan] name, short, english, city, office, office_english, words, …
    data/examples.toml         [[example]] question: what people approved, shown where examples are
    data/glossary.toml         [glossary] english = [words of the sheet]
    data/<year>/policies.csv   事業No.,事業名,基本方針,取組,確度 (推定 = people's reading of merged cells)
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from katou_index import table_sentences as say
from katou_index.errors import TableError
from katou_index.keptfiles import read_rows, read_toml
from katou_index.plan import Department
from katou_index.printed import printed_number
from katou_index.tables import (
    Alias,
    Column,
    Mark,
    PlanWords,
    PolicyRow,
    SameWords,
    Scale,
    Tables,
    split_policy,
)
from katou_index.words import fold, spelt

DEFAULTS = Path(__file__).parent / "defaults"
POLICIES = "policies.csv"
RATINGS = "ratings.toml"
SCALES = "scales.toml"
POLICY_COLUMNS = ("事業No.", "事業名", "基本方針", "取組", "確度")
_OWN = {"words.toml", "ratings.toml", "columns.toml", "departments.toml", "glossary.toml", "plan.toml"}
_ESTIMATED = "推定"


def load_tables(data: Path) -> Tables:
    """Every table under `data`; defaults where one is absent. Raises TableError for a bad entry.

    Tables of others beside them (days, examples) are opened as well: whoever builds hears of a cut one.
    """
    for path in sorted(data.glob("[!.~]*.toml")):
        if path.name not in _OWN:
            read_toml(path)
    words = read_toml(data / "words.toml")
    ratings = data / RATINGS
    columns = data / "columns.toml"
    return Tables(
        departments=tuple(_departments(data / "departments.toml")),
        scale=_scale(ratings) if ratings.exists() else common_scale(),
        same=tuple(
            SameWords(*(_strings("words.toml", entry, key) for key in ("words", "english", "readings")))
            for entry in _entries("words.toml", words, "same", {"words", "english", "readings"})
        ),
        names=tuple(
            Alias(_string("words.toml", entry, "of"), _strings("words.toml", entry, "english"),
                 _strings("words.toml", entry, "short"))
            for entry in _entries("words.toml", words, "name", {"of", "english", "short"})
        ),
        glossary=_glossary(data / "glossary.toml"),
        misread={
            _string("words.toml", entry, "printed"): _string("words.toml", entry, "means")
            for entry in _entries("words.toml", words, "misread", {"printed", "means"})
        },
        plan=_plan(data / "plan.toml", data / "examples.toml"),
        columns=_columns(columns if columns.exists() else DEFAULTS / "columns.toml", columns),
    )  # fmt: skip


def common_scale() -> Scale:
    """The scale of ◎ ○ △ ×: that of a city without one of its own, and known everywhere as signs."""
    return _scale(DEFAULTS / RATINGS)


@cache
def common_columns() -> tuple[Column, ...]:
    """The columns by the names that most cities have for them, whatever an office has written of its own."""
    return tuple(_column_entries(DEFAULTS / "columns.toml"))


@cache
def signs_apart() -> tuple[Mark, ...]:
    """Signs that most cities write for another one and some for a step of its own; that one is their form."""
    entries = read_toml(DEFAULTS / SCALES)["apart"]
    return tuple(
        Mark(each["mark"], each["word"], each["en"], 0, (each["of"],), tuple(each["words"]))
        for each in entries
    )


def year_scale(folder: Path) -> Scale | None:
    """The scale that a year keeps for itself, None where it has none. Raises TableError for a bad entry."""
    path = folder / RATINGS
    return _scale(path) if path.exists() else None


def _plan(path: Path, examples: Path) -> PlanWords:
    """What the plan and its office are called; what is not written keeps its neutral word."""
    table = read_toml(path)
    if unknown := sorted(set(table) - {"plan"}):
        raise TableError(path.name, f"[{unknown[0]}]", say.unknown_table("plan"))
    entry = table.get("plan", {})
    if not isinstance(entry, dict):
        raise TableError(path.name, "[plan]", say.no_table('名前 = "…"', 'name = "…"'))
    lists = ("words", "words_english", "departments", "about")
    texts = ("name", "short", "english", "city", "city_english", "office", "office_english")
    if strange := sorted(set(entry) - {*lists, *texts}):
        raise TableError(path.name, "[plan]", say.unknown_keys(strange))
    said: dict[str, Any] = {key: _string(path.name, entry, key) for key in texts if key in entry}
    if "name" in said:
        said.setdefault("short", said["name"])
    said |= {key: _strings(path.name, entry, key) for key in lists}
    return PlanWords(**said, examples=_approved(examples))


def _approved(path: Path) -> tuple[str, ...]:
    """The questions of the table of examples; what else stands there, and what is none, is not read here."""
    entries = read_toml(path).get("example", [])
    asked = [each.get("question") for each in entries if isinstance(each, dict)]
    return tuple(each.strip() for each in asked if isinstance(each, str) and each.strip())


def _glossary(path: Path) -> dict[str, tuple[str, ...]]:
    table = read_toml(path)
    if unknown := sorted(set(table) - {"glossary"}):
        raise TableError(path.name, f"[{unknown[0]}]", say.unknown_table("glossary"))
    entries = table.get("glossary", {})
    if not isinstance(entries, dict):
        raise TableError(path.name, "[glossary]", say.no_table('英語 = ["日本語"]', 'English = ["日本語"]'))
    return {
        fold(english.strip()): tuple(map(fold, _strings(path.name, entries, english))) for english in entries
    }


def _entries(file: str, table: dict[str, Any], name: str, keys: set[str]) -> list[dict[str, Any]]:
    entries = table.get(name, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise TableError(file, f"[[{name}]]", say.no_table("[[…]]", "[[…]]"))
    for number, entry in enumerate(entries, 1):
        if unknown := sorted(set(entry) - keys):
            raise TableError(file, say.entry(number, name), say.unknown_keys(unknown))
    return entries


def _string(file: str, entry: dict[str, Any], key: str) -> str:
    value = entry.get(key, "")
    if not isinstance(value, str) or not value.strip():
        raise TableError(file, f"{entry}", say.key_missing(key))
    return value.strip()


def _strings(file: str, entry: dict[str, Any], key: str) -> tuple[str, ...]:
    value = entry.get(key, [])
    if not isinstance(value, list) or not all(isinstance(word, str) and word.strip() for word in value):
        raise TableError(file, f"{entry}", say.no_texts(key))
    return tuple(word.strip() for word in value)


def _departments(path: Path) -> list[Department]:
    keys = {"name", "parent", "short", "reading", "short_readings", "english"}
    found = []
    for entry in _entries(path.name, read_toml(path), "department", keys):
        reading = (str(entry["reading"]),) if entry.get("reading") else ()
        found.append(
            Department(
                name=spelt(_string(path.name, entry, "name")),
                parent=spelt(str(entry.get("parent") or "")) or None,
                short=tuple(map(spelt, _strings(path.name, entry, "short"))),
                readings=(*reading, *_strings(path.name, entry, "short_readings")),
                english=_strings(path.name, entry, "english"),
            )
        )
    names = [department.name for department in found]
    for department in found:
        if names.count(department.name) > 1:
            raise TableError(path.name, department.name, say.name_twice())
        if department.parent is not None and department.parent not in names:
            raise TableError(path.name, department.name, say.no_such_parent(department.parent))
    return found


def _scale(path: Path) -> Scale:
    table = read_toml(path)
    keys = {"mark", "word", "en", "forms", "words", "means", "legend_ja", "legend_en"}
    marks = tuple(
        Mark(
            mark=_string(path.name, entry, "mark"),
            word=_string(path.name, entry, "word"),
            en=_string(path.name, entry, "en"),
            rank=rank,
            forms=_strings(path.name, entry, "forms"),
            words=_strings(path.name, entry, "words"),
            means=_strings(path.name, entry, "means"),
            legend_ja=str(entry.get("legend_ja", "")).strip(),
            legend_en=str(entry.get("legend_en", "")).strip(),
        )
        for rank, entry in enumerate(_entries(path.name, table, "rating", keys))
    )
    if not marks:
        raise TableError(path.name, "", say.none_of("rating"))
    return Scale(marks, tuple(str(form) for form in table.get("nothing_planned", {}).get("forms", [])))


def _columns(path: Path, written: Path) -> tuple[Column, ...]:
    """The defaults; what `path` says of a column counts before them and in the place of that column's own.
    `written` is where an office writes its own, whether it is there yet or not."""
    defaults = _column_entries(DEFAULTS / "columns.toml")
    own = _column_entries(path) if path.parent != DEFAULTS else defaults
    known = {column.name for column in defaults}
    for column in own:
        if column.name not in known:
            raise TableError(path.name, column.name, say.unknown_column(sorted(known)))
    if not own:
        raise TableError(path.name, "", say.none_of("column"))
    said = {column.name for column in own}
    every = (*own, *(column for column in defaults if column.name not in said))
    return tuple(column._replace(file=str(written)) for column in every)


def _column_entries(path: Path) -> list[Column]:
    return [
        Column(
            _string(path.name, entry, "name"),
            _strings(path.name, entry, "headings"),
            _place(path, entry),
            nearest=_strings(path.name, entry, "nearest"),
        )
        for entry in _entries(path.name, read_toml(path), "column", {"name", "headings", "column", "nearest"})
    ]


def _place(path: Path, entry: dict[str, Any]) -> int | None:
    """`G`, `7` or 7 → 6; None where the entry names no place."""
    text = str(entry.get("column", "")).strip().upper()
    if not text:
        return None
    if re.fullmatch(r"[1-9]\d{0,2}", text):
        return int(text) - 1
    if not re.fullmatch(r"[A-Z]{1,2}", text):
        raise TableError(path.name, str(entry["name"]), say.no_column_place())
    return int(text, 36) - 10 if len(text) == 1 else 26 * (int(text[0], 36) - 9) + int(text[1], 36) - 10


def load_policies(folder: Path) -> tuple[PolicyRow, ...] | None:
    """`policies.csv` of one year's folder, None where it has none. Raises TableError for a bad row."""
    path = folder / POLICIES
    if not path.exists():
        return None
    rows = []
    for number, row in read_rows(path, POLICY_COLUMNS[:-1], {POLICY_COLUMNS[-1]: _ESTIMATED}):
        printed = printed_number(row["事業No."])
        if printed is None:
            raise TableError(str(path), say.line(number), say.no_printed_number())
        policy_no, policy = split_policy(row["基本方針"])
        rows.append(
            PolicyRow(printed, row["事業名"].strip(), policy_no, policy,
                      row["取組"].strip(), row.get("確度", "").strip() == _ESTIMATED)
        )  # fmt: skip
    return tuple(rows)
