"""Follow-ups that go back to an earlier answer of the conversation: an edit → its query.

さっきの比較, 最初の×の一覧, その前のやつの理由は: an answer is found by what it was (a list, a table) and
what it was about. How that is said stands in grammar/edits.txt and grammar/recalling.txt.
"""

from __future__ import annotations

from bot.query import Condition, Query
from bot.understanding.slots import ASPECT_OF_GROUP, split
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.understanding.edit import QueryEdit, Referents

MOST_SEEN = 5  # items or groups that an answer shows all of: of more, ほかには asks for the rest of them
_SHOWN_AS = {  # what an answer is called when it is gone back to → the aggregates that it may have
    "list": ("list", "show", "amounts", "count", "holds"),
    "table": ("table", "overview"),
    "compare": ("compare",),
    "rank": ("rank",),
    "share": ("share", "table", "compare"),
    "any": (),
}


def asks_for_other_groups(shown: Referents) -> bool:
    """Whether ほかには？ asks which other groups are so: of the few that were all shown."""
    query = shown.query
    chosen = query.aggregate == "list" and bool(query.having) and query.per in ("department", "policy")
    return chosen and not query.over_years and 0 < len(shown.groups) <= MOST_SEEN


def recall(edit: QueryEdit) -> Query | None:
    """さっきの比較, 最初の×の一覧: an answer of this conversation, by what it was and what it was about.

    The one that was asked for with just these words comes before those that had more, the latest first.
    """
    slots, kind = edit.slots, edit.slots.words[1]
    asked_for = (*edit.shown.earlier, edit.shown.query.but(form=""))
    if kind == "last":  # 続きを見せて: what was shown, whole
        few = 0 < len(edit.shown.items) <= MOST_SEEN and not edit.before.per
        if "others" in slots and (few or asks_for_other_groups(edit.shown)):
            return None  # ×がある方針は → ほかには？
        plain = edit.before.aggregate in ("list", "amounts", "table", "rank")
        return edit.shown.query.but(form="") if plain else None
    if kind == "sized":  # さっきの3件に戻って
        return _of_so_many(edit, asked_for)
    if "wants" in slots and not edit.typed:
        return _recall_field(edit, asked_for)
    if kind == "back":  # その前のやつ; 三つ前の一覧, counted from the question that asks so
        back = max(slots.count, 2)  # 1つ前に戻って is the one before what is shown
        return asked_for[-back].but(form=slots.form) if 1 < back <= len(asked_for) else None
    asked_for = asked_for[:-1] if "before" in slots else asked_for
    asked_for = asked_for if "first" in slots else asked_for[::-1]
    if kind == "any" and not edit.typed:
        if "bare" in slots and len(edit.listed) > 1:
            return None  # 最初のは: of the list
        return asked_for[0] if asked_for and "first" in slots else None
    query = _about_the_same(edit, asked_for)
    if query is not None and "nth" in slots:  # さっきの×の2番目
        grouped = query.aggregate != "list" or query.per or query.having
        return query.but(places=slots.places, wants=slots.fields, form="") if not grouped else None
    return _recalled(edit, query) if query is not None else None


def _about_the_same(edit: QueryEdit, asked_for: tuple[Query, ...]) -> Query | None:
    """The first of some queries that was shown as is said now, and has the conditions that are named."""
    shown_as, wanted = _SHOWN_AS[edit.slots.words[1]], _whole(edit.typed)
    grouped = "grouped" in edit.slots
    found = [
        query
        for query in asked_for
        if (not shown_as or query.aggregate in shown_as)
        and (not grouped or query.per == edit.slots.group)
        and wanted <= _whole(query.all_conditions())
    ]
    if edit.slots.words[1] == "list":
        found.sort(key=lambda query: _is_of_one(query, edit))
    if wanted or grouped:
        found.sort(key=lambda query: _whole(query.all_conditions()) != wanted)
    if not found and "wants" in edit.slots and split(edit.typed)[0]:
        where, what = split(edit.typed)  # さっきの⑥の×の理由は, of which only ⑥ was asked for
        return Query(edit.before.years, where, what)
    return found[0] if found else None


def _whole(conditions: Iterable[Condition]) -> set[tuple[str, frozenset[str], bool]]:
    """Conditions, each by all its values: ×か△ is another one than ×."""
    return {(each.aspect, frozenset(each.values), each.negated) for each in conditions}


def _recalled(edit: QueryEdit, query: Query) -> Query | None:
    """An earlier query as it is asked for now: how many, a field of it (さっきの×の理由は), or as it was."""
    slots, plain = edit.slots, not (query.per or query.having)
    if "count" in slots:
        plain = plain and query.aggregate in ("list", "count")
        return query.but(aggregate="count", wants=()) if plain else None
    listed = slots.words[1] == "list" or "wants" in slots
    if listed and query.aggregate in ("count", "holds"):
        query, plain = Query(query.years, query.base, query.conditions), True
    if "wants" in slots:
        wants = (*slots.fields, *(each for each in ("why", "owner") if each in slots))
        return query.but(wants=wants) if plain and query.aggregate in ("list", "show") else None
    return query.but(form=slots.form)


def _of_so_many(edit: QueryEdit, asked_for: tuple[Query, ...]) -> Query | None:
    """さっきの3件に戻って, 8項目あったほうをExcelで: the latest answer that had so many."""
    latest = next((each for each in asked_for[::-1] if edit.slots.count in edit.shown.sizes(each)), None)
    return latest.but(form=edit.slots.form or latest.form) if latest is not None else None


def _recall_field(edit: QueryEdit, asked_for: tuple[Query, ...]) -> Query | None:
    """最初に聞いたやつの担当は, その前のやつの理由は: a field of what was asked about before.

    Several questions about one thing are one: of what was asked about before it, the last one is meant.
    """
    if "bare" in edit.slots and len(edit.listed) > 1:
        return None  # 最初の項目の担当は: of the list
    things = {(query.base, query.conditions): query for query in reversed(asked_for)}
    back = 0 if "first" in edit.slots else -max(edit.slots.count, 2)
    if len(things) < -back or not things:
        return None
    query = [*reversed(things.values())][back]
    if query.per or query.having or query.sides or query.aggregate not in _SHOWN_AS["list"]:
        return None
    return query.but(aggregate="show" if query.aggregate == "show" else "list", wants=edit.slots.fields)


_CALLED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    # what an answer is called → the aggregates that are just that, and those that people call so, too
    "list": (("list", "amounts"), ("show", "count", "holds", "table", "rank")),
    "share": (("share",), ("table", "compare", "rank")),
    "table": (("table", "overview"), ("list", "amounts", "compare", "rank")),
    "compare": (("compare",), ()),
    "rank": (("rank",), ()),
    "amounts": (("amounts", "largest"), ()),
}


def described(edit: QueryEdit) -> Query | None:
    """さっきの二つの課の比較を…, 管財課のやつ3件を…: the earlier query that all fits that was said of it.

    The latest one, or the first where that was said; one that was asked for with just the conditions that are
    named now, and that is just what it is called, comes before those that have more.
    """
    slots, shown = edit.slots, edit.shown
    asked_for = (*shown.earlier, shown.query.but(form=""))
    asked_for = asked_for if "first" in slots else asked_for[::-1]
    asked_for = asked_for[:1] if "shown" in slots else asked_for
    narrower = tuple(each for phrase in slots.before for each in phrase.conditions)
    wanted = _flat(each for each in edit.typed if each not in narrower)
    called = [_CALLED[word] for word in slots.words if word in _CALLED]
    if "bare" in slots and len(edit.listed) > 1 and not (called or wanted or slots.form or slots.group):
        return None  # 最初のやつは: of the list
    exactly = "named" in slots or ("called" not in slots and bool(wanted))
    found = [
        query for query in asked_for
        if wanted <= (said := _flat(query.all_conditions()))
        and (wanted == said or not exactly)
        and all(query.aggregate in (*plain, *loose) for plain, loose in called)
        and _grouped_as(query, edit)
        and (not slots.count or _counts(query, edit))
    ]  # fmt: skip
    if wanted:
        found.sort(key=lambda query: _flat(query.all_conditions()) != wanted)
    if "list" in slots:
        found.sort(key=lambda query: _is_of_one(query, edit))
    found.sort(key=lambda query: any(query.aggregate not in plain for plain, _ in called))
    if not found:
        return None
    query = found[0].but(form=slots.form)
    listed = slots.form or "list" in slots
    if listed and query.aggregate in ("count", "holds") and not (query.per or query.having or query.sides):
        query = Query(query.years, query.base, query.conditions, form=slots.form)
    if narrower:  # さっきの×のうち防災課のもの
        where, what = split(narrower)
        plain = query.aggregate in ("list", "show", "count") and not (query.per or query.having)
        return query.but(base=(*query.base, *where), conditions=(*query.conditions, *what)) if plain else None
    return query


def _flat(conditions: Iterable[Condition]) -> set[tuple[str, str, bool]]:
    """Conditions value by value: the sides of a comparison are named in one."""
    return {(each.aspect, value, each.negated) for each in conditions for value in each.values or ("",)}


def _grouped_as(query: Query, edit: QueryEdit) -> bool:
    """Whether a query has the groups that are named: 方針別の, 二つの課の比較."""
    group = edit.slots.group
    if not group or ("grouped" not in edit.slots and edit.typed and group in ("item", "measure")):
        return True
    sides = {each.aspect for side in query.sides for each in side}
    return query.per == group or ("grouped" not in edit.slots and sides == {ASPECT_OF_GROUP.get(group)})


def _is_of_one(query: Query, edit: QueryEdit) -> bool:
    """Whether the answer was about one item: nobody calls that a list where there was another."""
    return max(edit.shown.sizes(query), default=0) == 1


def _counts(query: Query, edit: QueryEdit) -> bool:
    """Whether the answer had as many sides, items, measures or groups as are named."""
    return edit.slots.count == len(query.sides) or edit.slots.count in edit.shown.sizes(query)
