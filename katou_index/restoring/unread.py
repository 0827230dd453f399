"""Everything of a table that is no item: told, so that nothing goes missing silently."""

from __future__ import annotations

from katou_index.plan import Status
from katou_index.reading import sentences as unread
from katou_index.reading.tablerows import Passed, Table
from katou_index.restoring import sentences as say
from katou_index.restoring.journal import Journal

_ALIKE = 5  # rows that say the same beside the first: from here on they are told once


def note_unread(journal: Journal, table: Table) -> None:
    """Rows, columns, sheets and blocks that were not read, struck-out text, what is hidden but was read."""
    alike: dict[str, list[Passed]] = {}
    for passed in table.passed:
        alike.setdefault(passed.text, []).append(passed)
    for passed in table.passed:
        first, *others = alike[passed.text]
        if len(others) < _ALIKE:
            text = say.row_passed(passed.place, passed.text)
        elif passed is first:
            text = say.rows_passed(first.place, first.text, 1 + len(others))
        else:
            continue
        journal.note("row-passed", Status.REPAIRED, None, "", text, was=passed.text)
    for place, name, values, why in table.unread:
        if why:
            text = unread.block_unread(place, name, values, why)
            journal.note("block-unread", Status.REPAIRED, None, "", text, was=name)
        else:
            text = unread.column_unread(place, name, values)
            journal.note("column-unknown", Status.REPAIRED, None, "", text, was=name)
    for place, name, values, _ in table.kept:
        journal.note(
            "column-kept", Status.REPAIRED, None, "", unread.column_kept(place, name, values), was=name
        )
    for place, name, values, why in table.doubled:
        text = unread.column_doubled(place, name, values, why)
        journal.note("column-doubled", Status.OPEN, None, "", text, was=name)
    for turned in table.turned:
        journal.note("table-turned", Status.REPAIRED, None, "", turned)
    if table.rows_joined:
        journal.note("fields-in-rows", Status.REPAIRED, None, "", table.rows_joined)
    for ticked in table.ticks:
        journal.note("rating-ticked", Status.REPAIRED, None, "評価", ticked)
    for ticked in table.offices_ticked:
        journal.note("department-of-sheet", Status.REPAIRED, None, "担当課", ticked)
    for struck in table.struck:
        told = unread.struck_row if struck.row else unread.struck_cell
        line = None if struck.row else struck.line
        journal.note(
            "struck-out", Status.REPAIRED, line, "", told(struck.place, struck.text), was=struck.text
        )
    for place, doubt, line, name in table.doubts:
        journal.note("cell-unread", Status.OPEN, line or None, name, say.at(place, doubt))
    for column in table.hidden_columns:
        journal.note("column-hidden", Status.OPEN, None, "", unread.column_hidden(column.place, column.text))
    if table.hidden:
        journal.note("row-hidden", Status.OPEN, None, "", say.rows_hidden(table.hidden))
