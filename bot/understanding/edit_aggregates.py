"""Follow-ups that ask something else of what was selected: an edit → the query before with another aggregate.

×の項目は → 何件？ how many; 課別に a table; 一番多い課は a ranking; 全部○？ whether it is so
"""

from __future__ import annotations

from bot.query import Condition, Having, Query
from bot.understanding.edit import OF_BASE, PLAIN
from bot.understanding.edit_conditions import (
    SHARED,
    among_shown,
    replaced,
    states,
    switch,
    together,
    with_conditions,
)
from bot.understanding.edit_whether import WHETHER
from bot.understanding.meaning import by_rating, year_order
from bot.understanding.meaning_groups import NUMBERED
from bot.understanding.meaning_sides import difference
from bot.understanding.phrases import PLACES
from bot.understanding.pointing import again, contents, measured, of_sides, where_it_is
from bot.understanding.slots import ASPECT_OF_GROUP, GROUP_OF, counted, split
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.understanding.edit import QueryEdit

FEW = 3  # items whose sentences may tell what changed since the year before


def _count(edit: QueryEdit) -> Query | None:
    query = edit.before
    if "of" in edit.slots:
        return _groups_of(edit)
    if "groups" in edit.slots and not (query.per in ("department", "policy") and query.having):
        return None
    if "total" in edit.slots and query.aggregate == "compare":  # ×の合計: of both sides
        base = of_sides(query) if not edit.typed else None
        both = Query(query.years, base, query.conditions) if base else contents(edit)
        return both and both.but(aggregate="count")
    if "total" in edit.slots and edit.slots.count:  # その3課の合計で何件
        named = query.per in ASPECT_OF_GROUP and len(edit.groups()) == edit.slots.count
        return edit.selection.but(aggregate="count", unit="") if named else None
    if "total" in edit.slots and not edit.typed and _two_counted(edit):  # 合計で何件: of both of them
        return together(edit)
    if "switch" in edit.slots:
        if _of_the_leader(edit):  # ×が一番多い課は？ → △はいくつ？
            return Query(query.years, edit.selection.base, edit.typed, aggregate="count")
        switched = switch(edit)
        if switched is None:
            return None
        if switched.having or switched.aggregate in ("rank", "compare"):
            return None
        return switched.but(aggregate="count", per="", by="", wants=())
    if query.aggregate in ("compare", "show", "largest", "sum", "delta", "written"):
        return None
    if query.per and query.having and query.aggregate != "rank":
        if "instead" not in edit.slots:
            return query.but(aggregate="count")
        asked = tuple(each for one in query.having for each in one.conditions)  # △の課: how many △ there are
        chosen = len(query.having) == 1 and query.having[0].quantifier == "any"
        return Query(query.years, query.base, asked, aggregate="count") if chosen else None
    if "items" not in edit.slots and _of_texts(edit):
        return edit.selection.but(wants=("figure",))  # 件数は？ after a topic: what its texts count
    unit = edit.unit or query.unit
    return edit.selection.but(aggregate="count", unit=unit if not query.per else edit.unit)


def _groups_of(edit: QueryEdit) -> Query | None:
    """How many departments? below a list or a number: those that have any of it."""
    query, per = edit.before, edit.slots.group
    plain = query.aggregate in (*PLAIN, "share") and not (query.per or query.having or query.sides)
    if not plain or per not in ("department", "policy") or not query.conditions or len(edit.shown.items) < 2:
        return None
    return Query(
        query.years, query.base, per=per, having=(Having("any", query.conditions),), aggregate="count"
    )


def _two_counted(edit: QueryEdit) -> bool:
    """Whether the last two questions both asked for a number."""
    return edit.before.aggregate == "count" and [each.aggregate for each in edit.shown.earlier[-1:]] == [
        "count"
    ]


def _of_the_first(edit: QueryEdit) -> bool:
    """Whether a number alone is said below a ranking by number: 2件で合ってる？ of the one that leads it."""
    query, alone = edit.before, len(edit.groups()) == 1
    ranked = query.aggregate == "rank" and query.per in ASPECT_OF_GROUP and query.by == ""
    return (
        ranked and alone and bool(query.conditions) and not (edit.typed or query.having or query.over_years)
    )


def _of_the_leader(edit: QueryEdit) -> bool:
    """Whether one group alone led the ranking that was shown, and only ratings are asked for now."""
    alone = edit.before.aggregate == "rank" and edit.before.per in ASPECT_OF_GROUP and len(edit.groups()) == 1
    return alone and bool(edit.typed) and all(each.aspect == "rating" for each in edit.typed)


def _of_texts(edit: QueryEdit) -> bool:
    """Whether a topic was asked for and no rating: what is counted stands in the texts."""
    query = edit.before
    topic = any(each.aspect in ("topic", "text") and not each.negated for each in query.base)
    plain = query.aggregate in ("list", "show") and not (query.having or query.conditions)
    return topic and plain and not edit.typed and "measure" not in edit.slots


def _share(edit: QueryEdit) -> Query | None:
    if "said" in edit.slots and edit.before.aggregate == "rank":  # 割合だと, of a ranking
        return measured(edit)
    if not edit.typed and (edit.before.aggregate == "show" or _of_texts(edit)):  # the one its texts give
        return edit.before.but(wants=("figure",), unit="%")
    if edit.before.aggregate == "compare":  # of every side
        conditions = edit.typed if "switch" in edit.slots else edit.before.conditions
        return edit.before.but(conditions=conditions, by="share") if conditions else None
    if edit.before.aggregate in ("show", "largest", "sum", "delta", "written", "amounts"):
        return None
    query = edit.selection
    if "among" in edit.slots:  # そのうち防災課の割合は: what part of all that was told is of the one named
        placed = edit.typed and all(each.aspect in PLACES and not each.negated for each in edit.typed)
        base = (*query.base, *query.conditions)
        return Query(query.years, base, edit.typed, aggregate="share") if placed and base else None
    if "part" in edit.slots:  # それは市全体の×の何%: of all that are so rated
        asked, where = set(query.conditions), counted(query.base)[0]
        of_these = asked and asked == set(edit.typed) and where and len(where) == len(query.base)
        return Query(query.years, edit.typed, where, aggregate="share") if of_these else None
    if "narrow" in edit.slots:
        query = with_conditions(query, edit.typed, narrow="total" not in edit.slots)
    if "switch" in edit.slots:
        query = query.but(conditions=edit.typed)
    conditions = query.conditions
    return query.but(aggregate="share", unit="") if conditions else None


def _table(edit: QueryEdit) -> Query | None:
    query, per = edit.before, "department" if "department" in edit.slots else edit.slots.group
    if "average" in edit.slots:  # 1課あたりの平均は？
        base, conditions = split((*edit.selection.base, *edit.selection.conditions))
        average = Query(query.years, base, conditions, per=per, aggregate="table", by="average")
        return average if per not in ("", "item", "year") else None
    if "each" in edit.slots:  # それぞれの割合は？ of the groups that were shown
        return _share_of_each(edit)
    if "shares" in edit.slots:  # 割合で, of a table or a list
        if query.aggregate == "rank":
            return measured(edit)
        if query.aggregate != "table":
            return _share(edit)
        return query.but(by="share") if query.conditions else None
    if per in ("", "item") or query.aggregate in ("largest", "sum", "delta", "written", "amounts"):
        return None
    by = "share" if "byshare" in edit.slots or query.aggregate == "share" or query.by == "share" else ""
    if query.aggregate == "compare":
        if query.sides:
            return None
        table = query.but(aggregate="table", per=per)
    else:
        table = edit.selection.but(aggregate="table", per=per, unit="")
    return None if by and not table.conditions else table.but(by=by)


def _share_of_each(edit: QueryEdit) -> Query | None:
    """What part of every group that was shown is so as it was asked."""
    query = edit.before
    if query.aggregate in ("compare", "table"):
        return query.but(by="share") if query.conditions else None
    place = edit.shown.query.places[:1] if query.aggregate == "rank" else ()
    groups = edit.at_place(place[0]) if place else edit.groups()
    aspect = ASPECT_OF_GROUP.get(query.per, "")
    asked = query.conditions or (query.having[0].conditions if len(query.having) == 1 else ())
    if not groups or not aspect or not asked or query.aggregate not in ("rank", "list", "count"):
        return None
    kept = tuple(each for each in query.base if each.aspect != aspect)
    base = (*kept, Condition(aspect, groups))
    return Query(query.years, base, asked, per=query.per, aggregate="table", by="share")


def _turn(edit: QueryEdit) -> Query | None:
    """ない課は？ after 「×がある課は？」: the groups that are otherwise."""
    query = edit.before
    if not query.per and "any" in edit.slots:  # ②に△ある？ → ある方針は
        return where_it_is(edit)
    if len(query.having) != 1 or not query.per or query.having[0].quantifier not in ("any", "none"):
        return None
    if edit.slots.group not in ("", query.per) or query.aggregate == "rank":
        return None
    return query.but(having=(query.having[0].but(quantifier=edit.slots.words[1]),), aggregate="list")


def _rank(edit: QueryEdit) -> Query | None:
    if "again" in edit.slots:
        return again(edit)
    if "measured" in edit.slots:
        return measured(edit)
    query, per = edit.selection, "department" if "department" in edit.slots else edit.slots.group
    if per in ("", "item") or not counted((*query.base, *query.conditions))[1]:
        return None
    order = "least" if "least" in edit.slots else "most"
    if "asked" in edit.slots:  # ○は何％ → 一番高い方針は: by the share that was told
        shares = edit.before.aggregate == "share" and not edit.before.per
        where = tuple(each for each in query.base if each.aspect != ASPECT_OF_GROUP.get(per))
        by_share = Query(
            query.years, where, query.conditions, per=per, aggregate="rank", order=order, by="share"
        )
        return by_share if shares else None
    if edit.before.aggregate == "rank" and edit.before.per == per:  # では一番少ない方針は: the same ranking
        return edit.before.but(order=order)
    return Query(query.years, query.base, query.conditions, per=per, aggregate="rank", order=order)


def _per(edit: QueryEdit) -> Query | None:
    """課じゃなくて方針で: the same table, ranking or groups, by others."""
    query, per = edit.before, edit.slots.group
    rated = query.aggregate in ("list", "count") and not (query.per or query.having or query.sides)
    if rated and per in ("department", "policy") and query.conditions:  # ×の事業 → 事業じゃなく課で
        return Query(query.years, query.base, per=per, having=(Having("any", query.conditions),))
    if per in ("", "item", query.per) or not (query.aggregate in ("table", "rank") or query.having):
        return None
    return query.but(per=per, unit="") if query.per and query.per != "year" else None


def _wants(edit: QueryEdit) -> Query | None:
    given = tuple(word.partition("=")[2] for word in edit.slots.words if word.startswith("wants="))
    wants = (*given, *edit.slots.fields)
    query = edit.before
    if query.aggregate in ("overview", "compare", "table", "sum", "largest"):
        return None
    if "owner" in wants and query.per == "department":
        return None  # 何課？ of departments: how many, or which?
    of_one = "owner" in wants and bool(query.values("owner"))
    if of_one and len(wants) == 1 and not edit.typed and (others := where_it_is(edit)):
        return others  # 防災課に◎は → じゃあどの課
    if "besides" in edit.slots and not _of_one_owned(edit):
        return None  # 〈課〉のほかにどの課が: of the one thing that it owns, too
    if edit.slots.unit and not (_of_texts(edit) or query.aggregate == "show"):
        return None  # 件数のほう: of items, their number
    selected = edit.selection
    judged = query.having[:1] if query.aggregate == "holds" and not query.per else ()
    if any(each.quantifier in OF_BASE for each in judged):
        selected = selected.but(conditions=())  # 全部○？ was answered with all that was looked at
    if _came_to_nothing(edit):  # No.34, そのうち×は？ none: 根拠は？ is of what was shown before
        selected = selected.but(conditions=())
    if "counted" in edit.slots:
        return _of_so_many(edit, selected, wants or ("why",))
    if "switch" in edit.slots:
        if any(each.aspect in ("measure", "item") for each in edit.typed):
            return None  # 2番のやつの結果: whatever was shown
        selected = with_conditions(selected, edit.typed, narrow=False)
    if not selected.base and not selected.conditions:
        return None
    shows = query.aggregate == "show" and "switch" not in edit.slots
    return selected.but(
        wants=wants, aggregate="show" if shows else "list", unit="" if shows else selected.unit
    )


def _of_so_many(edit: QueryEdit, selected: Query, wants: tuple[str, ...]) -> Query | None:
    """情報管理室の2つの理由: of what was shown, where there are just so many of it."""
    part = with_conditions(selected, edit.typed, narrow=True).but(aggregate="list", wants=wants)
    many = len(edit.shown.items_of(part.but(wants=())))
    return part if edit.typed and many == edit.slots.count else None


def _of_one_owned(edit: QueryEdit) -> bool:
    """Whether one measure was shown, and the departments that are named own it, or none is named."""
    named = {value for each in edit.typed for value in each.values}
    plain = all(each.aspect == "owner" and not each.negated for each in edit.typed)
    one = len(edit.shown.values.get("measure", ())) == 1
    return plain and one and named <= set(edit.shown.values.get("owner", ()))


def _came_to_nothing(edit: QueryEdit) -> bool:
    """Whether nothing of what was shown before was so as it was asked."""
    shown, query = edit.shown, edit.before
    plain = query.aggregate in (*PLAIN, "holds") and not query.per and bool(query.base and query.conditions)
    return plain and shown.before is not None and not (shown.items or shown.groups)


def _holds(edit: QueryEdit) -> Query | None:
    """A yes-or-no question about what was asked for; a rating said now takes the place of the one before."""
    quantifier, measures = edit.slots.words[1], edit.shown.values.get("measure", ())
    if (judge := JUDGES.get(quantifier)) is not None:
        return judge(edit)
    if _asks_of_all_sides(edit, quantifier):  # 管財課と税務課を比べて → ×はある？
        edit.before = Query(edit.before.years, of_sides(edit.before) or ())
    if quantifier == "most" and (edit.selection.conditions or not edit.selection.base):
        return None  # ×は何件 → ○のほうが多い？ more than ×
    if not _is_of_one_set(edit, quantifier) or _may_be_a_measure(edit):
        return None
    if "owner" in edit.slots or ("whose" in edit.slots and len(measures) == 1):
        return _owned(edit)
    for word, judge in (("whole", _of_whole_measures), ("also", _of_another), ("place", _of_a_place)):
        if word in edit.slots:
            return judge(edit)
    if quantifier == "both":
        return _both(edit)
    where, what = split(edit.typed)
    if quantifier == "at_least" and edit.typed and (not _number(edit) or where):
        return None
    if quantifier in NUMBERED and where and what:
        return None  # 〈課〉の×は1件だけ？ names its own whole
    for word, judge in (("part", _of_a_part), ("inyear", _in_that_year), ("within", _within_it)):
        if word in edit.slots:
            return judge(edit)
    return _of_what_was_shown(edit)


def _asks_of_all_sides(edit: QueryEdit, quantifier: str) -> bool:
    """Whether it is asked of all that was compared whether any, all or none of it is so."""
    compared = edit.before.aggregate == "compare" and edit.before.sides and () not in edit.before.sides
    plain = quantifier in ("any", "all", "none") and len(edit.slots.words) == 2
    return bool(compared) and plain and bool(edit.typed) and not split(edit.typed)[0]


def _may_be_a_measure(edit: QueryEdit) -> bool:
    """RPAはどの事業？ → 30だよね: a number without a unit is that of a measure that was shown, no count."""
    number, shown = edit.slots.count, edit.shown
    counted = edit.before.aggregate == "count" or number == len(shown.items)
    return "bare" in edit.slots and not counted and str(number) in shown.values.get("measure", ())


def _is_of_one_set(edit: QueryEdit, quantifier: str) -> bool:
    """Whether what was shown is no groups side by side, or one of them is named or leads."""
    leads = {"there", "named"} & set(edit.slots.words) and edit.before.aggregate == "rank"
    if quantifier in ("any", "none") and _of_the_leader(edit):
        return True
    grouped = edit.before.aggregate in ("compare", "rank") or bool(edit.before.per)
    of_one = "place" in edit.slots and quantifier in NUMBERED  # △が多い課は？ → 防災課は2件？
    of_one = of_one or (quantifier == "exactly" and _of_the_first(edit))
    return bool(leads or of_one or not (grouped or "there" in edit.slots))


def _number(edit: QueryEdit) -> int:
    """The number that is said of it, of a share per cent; 0 where none is."""
    if edit.slots.words[1] not in NUMBERED:
        return 0
    number = 50 if "half" in edit.slots else 1 if "one" in edit.slots else edit.slots.count
    more = ("plus" in edit.slots) - ("minus" in edit.slots)  # more than two: at least three
    return number * (10 if "tenths" in edit.slots else 1) + more


def _judged(edit: QueryEdit, base: Sequence[Condition], said: Sequence[Condition], number: int = 0) -> Query:
    """Whether what is said holds of the base, as the template quantifies it."""
    years, having = edit.selection.years, Having(edit.slots.words[1], (), number)
    return Query(years, tuple(base), tuple(said), having=(having,), aggregate="holds")


def _owned(edit: QueryEdit) -> Query | None:
    """担当は防災課？ それ防災課のやつ？ of the one measure that was shown."""
    query, one = edit.selection, len(edit.shown.values.get("measure", ())) == 1
    if not one or any(each.aspect != "owner" for each in edit.typed) or not edit.typed:
        return None
    base = (Condition("item", edit.shown.items),) if edit.shown.items else query.base
    return Query(query.years, base, edit.typed, having=(Having("any"),), aggregate="holds")


def _of_whole_measures(edit: QueryEdit) -> Query | None:
    """同じ事業の中に×ある？ of all of the measures items of which were shown."""
    measures = edit.shown.values.get("measure", ())
    if not measures or split(edit.typed)[0]:
        return None
    return _judged(edit, (Condition("measure", measures),), edit.typed)


def _of_another(edit: QueryEdit) -> Query | None:
    """全部○だね、管財課も？ the same of another."""
    where, what = split(edit.typed)
    kept = (each for each in edit.selection.base if each.aspect not in PLACES)
    return _judged(edit, (*kept, *where), what) if where else None


def _of_a_place(edit: QueryEdit) -> Query | None:
    """防災課のもある？ whether it has any of what was shown."""
    query = edit.selection
    base, asked = counted((*query.base, *query.conditions))
    placed = all(each.aspect in (*PLACES, "topic") and not each.negated for each in edit.typed)
    if not placed or not edit.typed:
        return None
    others = {each.aspect for each in edit.typed} & {each.aspect for each in base}
    if base and not others:  # 方針①の△ → 防災課のはある？
        return _judged(edit, (*query.base, *query.conditions), edit.typed, _number(edit))
    if not asked:
        return None  # another department than the one that was shown
    return _judged(edit, replaced(base, edit.typed), asked, _number(edit))


def _both(edit: QueryEdit) -> Query | None:
    """○も×もある？ of what was shown."""
    query, marks = edit.selection, tuple(dict.fromkeys(mark for each in edit.typed for mark in each.values))
    if len(marks) < 2 or any(each.aspect != "rating" or each.negated for each in edit.typed):
        return None
    both = (edit.typed[0].but(values=marks),)
    return Query(query.years, query.base, both, having=(Having("each"),), aggregate="holds")


def _of_a_part(edit: QueryEdit) -> Query | None:
    """市民課の分は三角？ of one measure that was shown."""
    (where, what), measures = split(edit.typed), edit.shown.values.get("measure", ())
    if len(measures) != 1 or not what or not among_shown(edit, tuple(where)):
        return None
    return _judged(edit, (Condition("measure", measures), *where), what)


def _in_that_year(edit: QueryEdit) -> Query | None:
    """R2だけなら◎？ of what was asked of all years."""
    base = edit.selection.base
    return _judged(edit, base, edit.typed, _number(edit)).but(years=()) if base else None


def _within_it(edit: QueryEdit) -> Query | None:
    """全部防災課？ whether all that was shown is of that department; ◎は全部〈課〉？ what is so rated."""
    query, (where, rated) = edit.selection, split(edit.typed)
    placed = all(each.aspect in PLACES and not each.negated for each in where)
    base = (*query.base, *(rated or query.conditions))
    return _judged(edit, base, where, _number(edit)) if placed and where else None


def _of_what_was_shown(edit: QueryEdit) -> Query | None:
    """×はある？ 3つある？ まだ残ってる？"""
    query, quantifier, number = edit.selection, edit.slots.words[1], _number(edit)
    typed = (*edit.typed, *states(edit))
    if quantifier in NUMBERED and not edit.typed and "figure" in edit.before.wants:
        return None  # 物件登録は何件 → 41件で合ってる？ is of what the texts give, no number of items
    if "figure" in edit.slots:
        if not edit.slots.figures:
            return None
        typed = (*typed, Condition("figure", edit.slots.figures))
    if not edit.typed and quantifier == "exactly" and not query.conditions:  # 4件で合ってる？ of a list
        listed = number and query.base and edit.before.aggregate in PLAIN
        return _judged(edit, query.base, (), number) if listed else None
    if not typed and (quantifier in NUMBERED or "still" in edit.slots):
        typed = query.conditions
    # Words are looked for among all that was shown, whatever its rating.
    about = bool(typed) and all(each.aspect == "topic" for each in typed)
    kept = (edit.typed and not about) or typed == query.conditions
    base = query.base if kept else (*query.base, *query.conditions)
    return _judged(edit, base, typed, number) if typed else None


def _each_side(edit: QueryEdit) -> Query | None:
    """Whether each of those compared has such items, or none has: 両方に×がある？"""
    before, (where, what) = edit.before, split(edit.typed)
    if len(before.sides) < 2 or where or not what:
        return None
    kind = edit.slots.words[2]
    having = (Having(kind, (), edit.slots.count if kind in NUMBERED else 0),)
    return Query(before.years, before.base, what, having=having, aggregate="holds", sides=before.sides)


def _beyond(edit: QueryEdit) -> Query | None:
    """Whether one of two has more: 税務課の方が○が多い？ of two compared, ①より高い？ of a share."""
    query, (where, asked) = edit.before, split(edit.typed)
    whole = "whole" in edit.slots
    if "same" in edit.slots:
        return _as_many(edit)
    if "city" in edit.slots:
        return _beside_the_city(edit)
    if not whole and (len(where) != 1 or len(where[0].values) != 1):
        return None
    named = tuple(where)
    placed = tuple(each for each in query.base if each.aspect in PLACES)
    if whole and (where or len(placed) != 1):
        return None
    if "part" in edit.slots:  # 情報管理室の評価 → 税務課より○が多い？
        one = query.aggregate in PLAIN and len(placed) == len(query.base) == 1 and not placed[0].negated
        if not one or placed[0].aspect != where[0].aspect or query.per:
            return None
        sides: tuple[tuple[Condition, ...], ...] = (placed, named)
    elif len(query.sides) == 2 and named in query.sides:
        sides = (named, *(side for side in query.sides if side != named))
    elif query.aggregate == "share" and "byshare" in edit.slots and len(placed) == len(query.base) == 1:
        sides = (placed, named)
    else:
        return None
    conditions = asked or query.conditions
    by, order = "share" if "byshare" in edit.slots else "", edit.slots.words[2]
    if not conditions:
        return None
    return Query(query.years, (), conditions, aggregate="holds", sides=sides, order=order, by=by)


def _beside_the_city(edit: QueryEdit) -> Query | None:
    """○の割合は → 防災課は平均より低い？ Whether its share is more, or less, than that of the whole plan."""
    query, (where, asked) = edit.before, split(edit.typed)
    said, order = asked or query.conditions, edit.slots.words[2]
    if query.aggregate != "share" or query.base or query.per or len(where) != 1 or not said:
        return None
    return Query(query.years, (), said, aggregate="holds", sides=(tuple(where), ()), order=order, by="share")


def _as_many(edit: QueryEdit) -> Query | None:
    """秘書室も同じ数？ below a number: whether the one named now has as many as the one it was told of."""
    query, (where, asked) = edit.before, split(edit.typed)
    plain = query.aggregate in (*PLAIN, "share") and not (query.per or query.having or query.sides)
    if not plain or any(each.negated or len(each.values) != 1 for each in edit.typed):
        return None
    if not where and len(asked) == 1 and len(query.conditions) == 1:  # △も同じ数？
        sides: tuple[tuple[Condition, ...], ...] = (asked, query.conditions)
        return Query(query.years, query.base, aggregate="holds", sides=sides, order="same")
    placed = [each for each in query.base if each.aspect in PLACES and not each.negated]
    if len(where) != 1 or [each.aspect for each in placed] != [where[0].aspect]:
        return None
    rest = tuple(each for each in query.base if each not in placed)
    sides = (tuple(where), tuple(placed))
    return Query(query.years, rest, asked or query.conditions, aggregate="holds", sides=sides, order="same")


JUDGES = {**WHETHER, "than": _beyond, "each": _each_side}  # what is asked, where that is no quantifier


def _alike(edit: QueryEdit) -> Query | None:
    """評価は同じですか, △の数は同じ？ of the sides that were compared: whether they have the same."""
    query, (where, asked) = edit.before, split(edit.typed)
    placed = [
        each for each in query.base if each.aspect in PLACES and not each.negated and len(each.values) > 1
    ]
    if query.aggregate == "compare" and query.sides and () not in query.sides:
        base, sides = query.base, query.sides
    elif len(placed) == 1 and query.aggregate in ("list", "count", "share"):
        base = tuple(each for each in query.base if each is not placed[0])
        sides = tuple((placed[0].but(values=(value,)),) for value in placed[0].values)
    else:
        return None
    if where or (asked and "rating" in edit.slots):
        return None
    if query.aggregate in ("count", "share"):  # 防災課と商工観光課の×の数 → 同じ？
        asked = asked or query.conditions
    by = "" if asked or "items" in edit.slots else "rating"
    return Query(query.years, base, asked, aggregate="holds", sides=sides, order="same", by=by)


def _delta(edit: QueryEdit) -> Query | None:
    """前の年と比べてどれだけ増えた？ of the one shown, where the year before is not loaded: by its text."""
    before, items = edit.before, edit.shown.items
    if (
        len(edit.vocabulary.years) > 1
        or edit.typed
        or ("rating" in before.wants and "figure" not in before.wants)
    ):
        return None  # the rating of that year, which no text tells
    named = (Condition("item", items),)
    if "figure" in before.wants and 1 < len(items) <= FEW:  # the sentences tell it of several
        return Query(before.years, named, wants=("figure",), unit=before.unit)
    return Query(before.years, named, aggregate="delta") if len(items) == 1 else None


def _denominator(edit: QueryEdit) -> Query | None:
    """全部で何件のうちですか: of how many a share was told, or what the text says beside its figure."""
    query = edit.before
    if query.aggregate == "share" and not query.per:
        rated = (*query.base, Condition("state", ("rated",)))
        return Query(query.years, rated, aggregate="count")
    of_one = query.aggregate in ("show", "list") and len(edit.shown.items) == 1
    told = "figure" in query.wants or any(each.aspect in ("topic", "text") for each in query.base)
    return query.but(wants=("figure",), unit="件", conditions=()) if of_one and told else None


def _sum(edit: QueryEdit) -> Query | None:
    """足して154人ですか: what was shown is not added up, whatever sum is claimed."""
    query = edit.selection
    return query.but(aggregate="sum") if query.base else None


def _whole(edit: QueryEdit) -> Query | None:
    """全体だと: the same of the whole plan."""
    query = edit.before
    placed = [each for each in query.base if each.aspect in PLACES]
    if "named" in edit.slots:  # 全部の方針で: without the policy alone
        aspect = ASPECT_OF_GROUP.get(edit.slots.group, "")
        placed = [each for each in placed if each.aspect == aspect and aspect in SHARED and not each.negated]
    if "bare" in edit.slots and query.aggregate == "list":
        return None  # 全体, after a list: an overview
    if not placed or query.aggregate not in ("count", "share", "table", "list") or query.having:
        return None
    rest = query.but(base=tuple(each for each in query.base if each not in placed))
    return rest if rest.conditions or rest.base or rest.aggregate in ("table", "count") else None


def _compare_two(edit: QueryEdit) -> Query | None:
    """比べて: what was asked last and just before it, where they differ in one name."""
    both = edit.shown.earlier[-1:] and together(edit)
    if not both:
        return None
    places = [each for each in both.base if each not in edit.before.base and each.aspect in PLACES]
    if len(places) != 1:
        return None
    sides = tuple((places[0].but(values=(value,)),) for value in places[0].values)
    rest = tuple(each for each in both.base if each is not places[0])
    by = "share" if both.aggregate == "share" else ""
    return Query(both.years, rest, both.conditions, aggregate="compare", sides=sides, by=by)


def _two_ratings(edit: QueryEdit) -> Query | None:
    """⑤の○ → ⑤の△ → どっちが多い: by how much two ratings differ that were asked for one after the other."""
    query, before = edit.before, edit.shown.earlier[-1] if edit.shown.earlier else None
    if before is None or (query.years, query.base) != (before.years, before.base):
        return None
    plain = all(each.aggregate in PLAIN and not (each.per or each.having) for each in (query, before))
    rated = [each for one in (before, query) for each in one.conditions if each.aspect == "rating"]
    return difference(query.years, rated, query.base) if plain and len(rated) == 2 else None


def _more_of_two(edit: QueryEdit) -> Query | None:
    """どっちが多い of the last two questions: of a rating that was asked for, which has more of it."""
    beside = _compare_two(edit) or _two_ratings(edit)
    order = next((each for each in ("most", "least") if each in edit.slots), "")
    if beside is None or not order or not beside.conditions or beside.by:
        return beside  # of two ratings by how much they differ
    aspect = beside.sides[0][0].aspect
    named = Condition(aspect, tuple(value for side in beside.sides for value in side[0].values))
    base = (*beside.base, named)
    return Query(beside.years, base, beside.conditions, per=GROUP_OF[aspect], aggregate="rank", order=order)


def _compare(edit: QueryEdit) -> Query | None:
    query = edit.selection
    if "two" in edit.slots:
        return _more_of_two(edit)
    if "which" in edit.slots:  # ○が多いのはどっち？ of the sides that were shown
        by = "share" if "byshare" in edit.slots else ""
        sides = edit.before.aggregate == "compare" and edit.before.sides
        beside = edit.before if sides else _compare_two(edit)
        return beside.but(conditions=edit.typed, by=by) if beside else None
    if "again" in edit.slots:  # which is better? what was put side by side says it
        if "unrated" in edit.slots and edit.before.conditions:
            return None  # 低いのは？ of a rating: the ranking of the sides
        return edit.before if edit.before.aggregate == "compare" else None
    if "difference" in edit.slots:  # 差は？ of a rating on the two sides that were shown
        rated = any(each.aspect == "rating" for each in edit.before.conditions)
        two = edit.before.aggregate == "compare" and len(edit.before.sides) == 2
        if edit.before.aggregate != "compare":
            return _apart(edit) or _two_apart(edit)
        if edit.typed and all(each.aspect == "rating" for each in edit.typed):  # ×の差は？
            return edit.before.but(conditions=edit.typed, by="difference") if two else None
        return edit.before.but(by="difference") if rated and two and not edit.typed else None
    if edit.before.aggregate == "compare":
        return _with_another(edit)
    if edit.before.aggregate == "rank" or edit.before.per:
        return None
    if "years" in edit.slots:
        before = query.years or (edit.vocabulary.newest.code,)
        years = tuple(sorted({*before, *edit.slots.years}, key=year_order))
        return query.but(aggregate="compare", years=years) if len(years) > 1 else None
    if "whole" in edit.slots:
        places = [each for each in query.base if each.aspect in PLACES and not each.negated]
        new: tuple[tuple[Condition, ...], ...] = ((),)
    else:
        if len(edit.typed) != 1 or edit.typed[0].negated:
            return None
        places = [each for each in query.base if each.aspect == edit.typed[0].aspect and not each.negated]
        new = ((edit.typed[0],),)
    if len(places) != 1:
        return None
    rest = tuple(each for each in query.base if each is not places[0])
    sides = (*((places[0].but(values=(value,)),) for value in places[0].values), *new)
    return Query(query.years, rest, query.conditions, aggregate="compare", sides=sides)


def _apart(edit: QueryEdit) -> Query | None:
    """差は？ of two things that were listed or counted together: ①と⑥の○, ○と△."""
    query = edit.before
    asked = replaced(query.all_conditions(), edit.typed) if edit.typed else query.all_conditions()
    two = [each for each in asked if len(each.values) == 2 and each.aspect in (*PLACES, "rating")]
    if query.aggregate == "share" and not edit.typed:  # ○以上の割合 → ②では → 差は？ not of ◎ and ○
        two = [each for each in two if each.aspect != "rating"]
    if len(two) != 1 or query.per or query.having or query.aggregate not in ("list", "count", "share"):
        return None
    rest = tuple(each for each in asked if each is not two[0])
    rated = any(each.aspect == "rating" and not each.negated for each in asked)
    pair = [two[0].but(values=(value,)) for value in two[0].values]
    return difference(query.years, pair, rest) if rated else None


def _two_apart(edit: QueryEdit) -> Query | None:
    """差は？ of the last two questions (①の×, ④の×); △ → ×との差は, of one rating and another."""
    query, two = edit.before, edit.shown.earlier[-1:] and not edit.typed and _compare_two(edit)
    if two:
        return two.but(by="difference") if two.conditions and not two.by else None
    if not edit.typed:
        return _two_ratings(edit)
    plain = query.aggregate in (*PLAIN, "share") and not (query.per or query.having)
    if not plain or len(edit.typed) != 1 or [each.aspect for each in query.conditions] != ["rating"]:
        return None
    return difference(query.years, (query.conditions[0], edit.typed[0]), query.base)


def _with_another(edit: QueryEdit) -> Query | None:
    """じゃあ農地整備課とだと？ The first of the sides that were shown, beside another one."""
    first = edit.before.sides[0] if edit.before.sides else ()
    if len(edit.typed) != 1 or len(first) != 1 or {"years", "whole"} & set(edit.slots.words):
        return None
    (other,) = edit.typed
    if other.negated or other.aspect != first[0].aspect or other == first[0]:
        return None
    values = (other.but(values=(value,)) for value in other.values if value not in first[0].values)
    return edit.before.but(sides=(first, *((each,) for each in values)), form="")


def _ordered(edit: QueryEdit) -> Query | None:
    """評価の高い順に並べて: what was listed or counted, in the order of the scale."""
    return by_rating(edit.before, edit.slots.words[1]) if len(edit.shown.items) > 1 else None


def _year(edit: QueryEdit) -> Query | None:
    query = edit.before
    if any(each.aspect == "item" for each in query.base) or any(
        each.years for each in query.all_conditions()
    ):
        return None
    return query.but(years=edit.slots.years)


AGGREGATES: dict[str, Callable[[QueryEdit], Query | None]] = {
    "count": _count,
    "share": _share,
    "table": _table,
    "rank": _rank,
    "turn": _turn,
    "per": _per,
    "wants": _wants,
    "holds": _holds,
    "alike": _alike,
    "delta": _delta,
    "denominator": _denominator,
    "sum": _sum,
    "compare": _compare,
    "whole": _whole,
    "year": _year,
    "ordered": _ordered,
}
