"""Datasette's search box over the index, in Japanese: what is typed is cut into words as the index was.

docs/tools.md says how it is started: with the Python that Katou is installed in. Nothing that is typed can
break a search.
"""

from __future__ import annotations

import sqlite3

from datasette import hookimpl

from katou_index.words import analyse_question, clean

LONGEST = 500  # characters


def words_of(typed: str) -> str:
    """A query of FTS5 for the rows that hold every word of what was typed; for no word one of none."""
    text = clean(str(typed), LONGEST)
    terms = analyse_question(text).terms or analyse_question(text, stopping=False).terms
    return " AND ".join('"' + term.replace('"', '""') + '"' for term in terms) or '""'


@hookimpl(trylast=True)  # Datasette's own function of this name is registered before, and would win
def prepare_connection(conn: sqlite3.Connection) -> None:
    """The function that the search box calls, and the same under a name for queries of one's own."""
    for name in ("escape_fts", "ja_words"):
        conn.create_function(name, 1, words_of)
