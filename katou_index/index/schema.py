"""The tables of the index. Plain columns, Japanese texts, views that Datasette shows as they are.

An index is read by a program of the same `VERSION` only: it changes with the tables below by itself;
`REVISION` goes up where the columns stay and their meaning changes.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable
from functools import lru_cache

from katou_index.records import TYPE_CHECKING
from katou_index.words import clean

if TYPE_CHECKING:
    from typing import Any

    from sqlite_utils import Database

Row = tuple["Any", ...]  # of a table, in the order of its columns

REVISION = 2
APPLICATION_ID = 0x4B61_746F  # "Kato", in the file's header

# Exactly this: unicode61 as it comes would split our terms again and drop × ○ ◎ △ and ％ (measured).
TOKENIZE = "unicode61 remove_diacritics 0 categories 'L* N* M* P* S* Co'"

BETWEEN = "\x1e"  # between texts in one column; no pattern takes it for a blank or a letter
SCOPE = "\ue000"  # a private-use sign before terms that are no words

TABLES: dict[str, dict[str, type]] = {
    "info": {"key": str, "value": str},
    "source_file": {"path": str, "year": str, "size": int, "mtime_ns": int, "sha256": str},
    "year": {
        "code": str, "began": int, "japanese": str, "file": str, "imported_at": str, "files_sha256": str,
        "measures": int, "items": int, "rated": int, "findings": int, "open_findings": int,
    },
    "heading": {"id": int, "year": str, "field": str, "name": str},
    "measure": {
        "id": int, "year": str, "number": str, "title": str, "policy_no": int, "policy": str,
        "initiative": str, "departments": str, "estimated": int,
    },
    "item": {
        "id": int, "key": str, "measure_id": int, "number": int, "owners": str, "planned": str,
        "result": str, "evidence": str, "state": str, "rating": str, "certainty": str, "file": str,
        "lines": str, "notes": str,
    },
    "extra": {"id": int, "item_id": int, "name": str, "text": str},
    "item_words": {
        "id": int, "title_words": str, "text_words": str, "context_words": str,
        "title_length": int, "text_length": int, "context_length": int, "folded": str, "scope": str,
    },
    "item_text": {
        "id": int, "title": str, "planned": str, "result": str, "evidence": str, "initiative": str,
        "owners": str, "closed": str, "english": str,
    },
    "finding": {
        "id": int, "year": str, "file": str, "line": int, "cell": str, "kind": str, "status": str,
        "text": str, "measure": str, "item": int, "was": str, "now": str, "english": str,
    },
    "link": {
        "id": int, "year_from": str, "year_to": str, "kind": str, "measure_from": str, "measure_to": str,
        "name_from": str, "name_to": str,
    },
    "sentence": {"id": int, "text": str, "vector": bytes},
    "item_sentence": {"id": int, "item_id": int, "sentence_id": int},
    "word": {"term": str, "items": int, "reading": str},
    "common_word": {
        "term": str, "items": int, "held": bytes, "levels": bytes, "gains": bytes, "title": bytes,
        "text": bytes, "context": bytes,
    },
    "sign_pair": {"sign": str, "followed_by": str},
    "name_reading": {"name": str, "reading": str},
    "spelling": {"id": int, "year": str, "kind": str, "key": str, "value": str},
    "office": {"id": int, "year": str, "name": str, "division": str},
    "name": {"id": int, "year": str, "begin": str, "form": str, "kind": str, "value": str},
    "department": {"id": int, "name": str, "parent": str, "short": str, "readings": str, "english": str},
    "scale": {
        "id": int, "year": str, "rank": int, "mark": str, "word": str, "en": str, "forms": str,
        "words": str, "means": str, "legend_ja": str, "legend_en": str,
    },
    "dash": {"id": int, "year": str, "form": str},
    "same_words": {"id": int, "words": str, "english": str, "readings": str},
    "same_form": {"id": int, "language": str, "form": str, "forms": str},
    "other_name": {"id": int, "of": str, "english": str, "short": str},
    "misread": {"printed": str, "means": str},
    "glossary": {"english": str, "japanese": str},
    "plan_word": {"id": int, "name": str, "text": str},
}  # fmt: skip
KEYS = {
    "info": "key", "source_file": "path", "year": "code", "word": "term", "common_word": "term",
    "sign_pair": "sign", "name_reading": "name", "misread": "printed", "glossary": "english",
}  # fmt: skip

FIELDS = ("title", "text", "context")  # the columns …_words that are ranked by; "scope" weighs nothing
WEIGHTS = dict(zip(FIELDS, (1.0, 1.0, 0.3), strict=True))
FTS_COLUMNS = (*(f"{field}_words" for field in FIELDS), "scope")
LARGE = 20_000  # items: of an index with more it is kept in `common_word` how well they fit common words
NOT_WANTED = "off"  # instead of an encoder's name: the index was built without one
VERSION = f"{REVISION}.{zlib.crc32(repr(TABLES).encode()):08x}"

VIEWS = {
    "項目": """
        select item.key as "ID", measure.year as "年度", measure.policy as "基本方針",
               measure.initiative as "取組", measure.number as "事業No.", measure.title as "事業名",
               measure.departments as "担当課", item.number as "項目", item.owners as "項目担当課",
               item.planned as "取組内容", item.result as "取組結果", item.evidence as "根拠",
               item.rating as "評価", item.certainty as "確度", item.notes as "注記",
               item.file as "出典", item.lines as "行"
          from item join measure on measure.id = item.measure_id order by item.id""",
    "評価の集計": """
        select measure.year as "年度", measure.policy as "基本方針", item.rating as "評価",
               item.state as "状態", count(*) as "項目数", count(distinct measure.id) as "事業数"
          from item join measure on measure.id = item.measure_id
         group by 1, 2, 3, 4 order by 1, min(measure.id), 3""",
    "要確認": """
        select year as "年度", file as "ファイル", line as "行", cell as "欄", kind as "種類", text as "内容"
          from finding where status = 'open' order by id""",
}


def create_tables(db: Database) -> None:
    """All tables, empty, without what is quicker made when the rows are there."""
    for name, columns in TABLES.items():
        db.table(name).create(columns, pk=KEYS.get(name, "id"))
    db.table("item_words").enable_fts(list(FTS_COLUMNS), tokenize=TOKENIZE)


def make_searchable(db: Database) -> None:
    """Full text search over the items that were written since. Done while others still cut further texts into
    words, it takes no time of its own."""
    columns = ", ".join(FTS_COLUMNS)
    db.execute(
        f"""insert into item_words_fts (rowid, {columns}) select id, {columns} from item_words
             where id > (select coalesce(max(id), 0) from item_words_fts_docsize) order by id"""
    )


def finish_tables(db: Database) -> None:
    """Indexes, full text search and views, over the rows."""
    make_searchable(db)
    db.table("measure").create_index(["year", "number"], unique=True)
    db.table("item").create_index(["key"], unique=True)
    db.table("item").create_index(["measure_id"])
    db.table("item_sentence").create_index(["item_id"])
    db.table("extra").create_index(["item_id"])
    db.table("name").create_index(["year", "begin"])
    db.table("same_form").create_index(["form"])
    db.table("spelling").create_index(["year", "kind"])
    for name, query in VIEWS.items():
        db.create_view(name, query)


def as_list(values: Collection[object]) -> str:
    """A list in one column, as JSON."""
    if all(type(value) is int for value in values):  # lines of a source: written so in a fifth of the time
        return f"[{', '.join(map(str, values))}]"
    import json  # here, as below: it takes a millisecond, and a question needs none of it

    return json.dumps(list(values), ensure_ascii=False)


def strings(cell: str) -> tuple[str, ...]:
    """What `as_list` made of strings. Where there is no backslash nothing is escaped: no string holds `"`."""
    if cell == "[]":
        return ()
    if "\\" not in cell:
        return tuple(cell[2:-2].split('", "'))
    import json

    return tuple(json.loads(cell))


def numbers(cell: str) -> tuple[int, ...]:
    """What `as_list` made of numbers."""
    return tuple(map(int, cell[1:-1].split(", "))) if cell != "[]" else ()


@lru_cache(maxsize=4096)
def scope_term(kind: str, value: object) -> str:
    """The one indexed term that stands for a year, rating, state, department or policy of an item."""
    return f"{SCOPE}{kind}{'_'.join(clean(str(value)).lower().split())}"


def quoted(terms: Iterable[str], joined: str = " OR ") -> str:
    """`"a" OR "b"`: terms as FTS5 strings, whatever characters they hold."""
    return joined.join('"' + term.replace('"', '""') + '"' for term in terms)


def spaced(terms: Iterable[str]) -> str:
    """Terms between blanks of their own, so that counting `" term "` in it counts occurrences."""
    return "".join(f" {term} " for term in terms)
