"""What a query must give: a plain program over the records of `katou-index export --format json`.

It shares no code with the product and knows queries by their JSON. What it cannot know by itself is handed to
it as data: departments.toml, links.csv, and what the words of topics lead to. Slow, and easy to read.
"""

from __future__ import annotations

import math
import re
import unicodedata
from fractions import Fraction
from itertools import pairwise
from typing import Any

R = dict[str, Any]
WHOLE, BASED = (
    ("none", "only", "not_all", "like"),
    (
        "all",
        "only",
        "not_all",
        "most",
        "more",
        "like",
        "share_above",
        "share_from",
        "share_below",
        "share_to",
    ),
)
ANY = r"(?<![+\-＋－\d,./第A-Za-zＡ-Ｚａ-ｚ])\d[\d,]*(?:\.\d+)?(?![\d,./:：年月日])"  # no date, no R2
FIGURE = r"(?<![+\-＋－\d,.])(?<!1人)(\d[\d,]*(?:\.\d+)?)(%s)(?!\d)(?!(?<=1人)一)"  # not 1人1台, 1人一実践


def rating_is(mark: str) -> R:
    return {"aspect": "rating", "values": [mark]}


def conj(truths: list[Any]) -> Any:
    """And of True, None (unknown), "-" (takes no part), False: the last of these that occurs."""
    return next((v for v in (False, "-", None) if any(t is v or t == v == "-" for t in truths)), True)


def disj(truths: list[Any]) -> Any:
    return next((v for v in (True, None, "-") if any(t is v or t == v == "-" for t in truths)), False)


def neg(truth: Any) -> Any:
    return truth if truth in (None, "-") else not truth


def key(r: R) -> str:
    return f"{r['year']}/{r['id']}"


def flat(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).lower()


TEXTS = ("title", "planned", "result", "evidence", "initiative")


class One(dict[str, Any]):
    """A record that is only itself, so that looking for it in a list is quick."""

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other


class Oracle:
    def __init__(
        self,
        records: list[R],
        departments: list[R],
        links: list[R],
        corrected: set[str],
        topics: dict[tuple[str, str], tuple[list[str], list[str]]],
    ) -> None:
        records = [One(r) for r in records]
        self.records = {key(r): r for r in records}
        self.years = sorted({r["year"] for r in records}, key=lambda y: int(y[1:]))
        self.by_year = {y: [r for r in records if r["year"] == y] for y in self.years}
        self.named = {
            y: {d for r in each for d in (*r["departments"], *r["item_departments"])}
            for y, each in self.by_year.items()
        }
        self.ids = {y: {r["id"] for r in each} for y, each in self.by_year.items()}
        self.numbers_of = {y: {str(r["measure"]) for r in each} for y, each in self.by_year.items()}
        self.texts = {k: flat("\n".join(r[part] for part in TEXTS)) for k, r in self.records.items()}
        self.remembered: dict[tuple[str, ...], Any] = {}
        self.parents = {d["name"]: d.get("parent") for d in departments}
        self.links, self.corrected, self.topics = links, corrected, topics

    def of(self, year: str) -> list[R]:
        return self.by_year[year]

    def names(self, year: str) -> set[str]:
        return self.named[year]

    # -- what links years --------------------------------------------------------------------------------

    def step(self, kind: str, value: str, one: str, two: str) -> tuple[list[str], bool]:
        """What a measure or department is in the year beside; and whether it is sure to be nothing there."""
        ends = ("from", "to") if self.years.index(one) < self.years.index(two) else ("to", "from")
        rows = [row for row in self.links if (row[f"year_{ends[0]}"], row[f"year_{ends[1]}"]) == (one, two)]
        rows = [row for row in rows if row[f"{kind}_{ends[0]}"] == value]
        if kind == "measure" and not any(
            {row["year_from"], row["year_to"]} == {one, two} for row in self.links
        ):
            title = next(r["title"] for r in self.of(one) if str(r["measure"]) == value)
            there = sorted({str(r["measure"]) for r in self.of(two) if r["title"] == title})
            return (
                there,
                not there,
            )  # nobody linked these years: titles do, and none of them is nearly another
        there = [row[f"{kind}_{ends[1]}"] for row in rows if row[f"{kind}_{ends[1]}"]]
        return there, bool(rows) and not there

    def called(self, kind: str, value: str, one: str, two: str) -> tuple[list[str], bool]:
        key = (kind, value, one, two)
        if key not in self.remembered:
            self.remembered[key] = self.followed(*key)
        return self.remembered[key]

    def followed(self, kind: str, value: str, one: str, two: str) -> tuple[list[str], bool]:
        a, b = self.years.index(one), self.years.index(two)
        path = self.years[a : b + 1] if a <= b else self.years[b : a + 1][::-1]
        found, gone = [value], False
        for here, there in pairwise(path):
            steps = [self.step(kind, each, here, there) for each in found]
            gone = gone or any(g for _, g in steps)
            kept = found if kind == "department" else []
            found = list(dict.fromkeys([*kept, *(new for news, _ in steps for new in news)]))
        return found, gone

    def partner(self, r: R, year: str) -> tuple[R | None, bool]:
        """The same item in a year (items keep their places), and whether it is open if there is one."""
        if r["year"] == year:
            return r, False
        known = ("partner", key(r), year)
        if known not in self.remembered:
            self.remembered[known] = self.found(r, year)
        return self.remembered[known]

    def found(self, r: R, year: str) -> tuple[R | None, bool]:
        found, gone = self.called("measure", str(r["measure"]), r["year"], year)
        there = [x for n in found for x in self.of(year) if str(x["measure"]) == n and x["item"] == r["item"]]
        return (there[0], False) if there else (None, not gone)

    # -- conditions --------------------------------------------------------------------------------------

    def meets(self, r: R, c: R) -> Any:
        if c["aspect"] == "change":
            truth = disj([self.changed(r, v, c.get("number", 0)) for v in c["values"]])
            return neg(truth) if c.get("negated") else truth
        if c.get("years"):
            plain = {k: v for k, v in c.items() if k != "years"}
            found = [(p, o, plain) for y in c["years"] for p, o in [self.partner(r, y)]]
            truths = [(None if o else False) if p is None else self.meets(p, plain) for p, o, plain in found]
            return (conj if c.get("every", True) else disj)(truths)
        if c["aspect"] == "rating":
            if r["rating"] in ("—", ""):
                return "-" if r["rating"] else None
            return (r["rating"] in c["values"]) != bool(c.get("negated"))
        if c["aspect"] == "spread":
            return self.spread(r, c["values"]) != bool(c.get("negated"))
        if c["aspect"] == "sized" or (c["aspect"] == "shared" and c.get("values")):
            measure = [x for x in self.of(r["year"]) if x["measure"] == r["measure"]]
            n, wanted = len(measure if c["aspect"] == "sized" else r["item_departments"]), c["values"]
            truth = any(n >= int(v[:-1]) if v.endswith("+") else n == int(v) for v in wanted)
            return truth != bool(c.get("negated"))
        if c["aspect"] == "shared":
            return len(r["item_departments"]) == 1 if c.get("negated") else len(r["item_departments"]) > 1
        truth = self.mixed(r) if c["aspect"] == "mixed" else any(self.has(r, c, v) for v in c["values"])
        return neg(truth) if c.get("negated") else truth

    def spread(self, r: R, wanted: list[str]) -> bool:
        """Whether so many departments have a part in the measure; 全課 is all of them, no exact number."""
        there = {
            d
            for x in self.of(r["year"])
            if x["measure"] == r["measure"]
            for d in (*x["departments"], *x["item_departments"])
        }
        if any(d.startswith("全課") for d in there):
            return any(v.endswith("+") and len(self.names(r["year"])) >= int(v[:-1]) for v in wanted)
        return any(len(there) >= int(v[:-1]) if v.endswith("+") else len(there) == int(v) for v in wanted)

    def mixed(self, r: R) -> bool | None:
        marks = [
            x["rating"] for x in self.of(r["year"]) if x["measure"] == r["measure"] and x["rating"] != "—"
        ]
        known = set(marks) - {""}
        return True if len(known) > 1 else None if "" in marks and len(known) + marks.count("") > 1 else False

    def has_figure(self, r: R, field: str, unit: str) -> bool:
        text = "\n".join(r[each] for each in ([field] if field else ["planned", "result", "evidence"]))
        wanted = FIGURE % {"人": "人|名", "名": "人|名"}.get(unit, unit) if unit else ANY
        return re.search(wanted, text) is not None

    def has(self, r: R, c: R, value: str) -> bool:
        year, aspect = r["year"], c["aspect"]
        lost = r["rating"] == "" and r["certainty"] == "欠落"
        if aspect in ("owner", "member"):
            order = [*self.span[::-1], *self.years[::-1]]
            there = next((y for y in order if value in self.names(y)), year)
            names = list(self.called("department", value, there, year)[0])
            names += [d for d, p in self.parents.items() if p in names and c.get("sections")]
            return any((self.owns if aspect == "owner" else self.takes_part)(r, name) for name in names)
        if aspect in ("measure", "item"):
            values = {"measure": self.numbers_of, "item": self.ids}[aspect]
            there = next((y for y in self.span[::-1] if value in values[y]), year)
            if aspect == "measure":
                return (
                    value in values[there]
                    and str(r["measure"]) in self.called("measure", value, there, year)[0]
                )
            old = self.records.get(f"{there}/{value}")
            return old is not None and self.partner(old, year)[0] is r
        return {
            "policy": lambda: str(r["policy_no"]) == value,
            "initiative": lambda: r["initiative"] == value,
            "empty": lambda: r[value] == "",
            "figure": lambda: self.has_figure(r, *value.split(":")),
            "topic": lambda: (
                r["id"] in [*self.topics[year, value][0], *self.topics[year, value][int(self.wide)]]
            ),
            "text": lambda: re.search(r"(?<!\d)" + re.escape(flat(value)), self.texts[key(r)]) is not None,
            "state": lambda: {
                "lost": lost,
                "unfilled": r["rating"] == "" and not lost,
                "dash": r["rating"] == "—",
                "rated": r["rating"] not in ("", "—"),
                "unrated": r["rating"] in ("", "—"),
                "doubtful": r["certainty"] in ("補正", "欠落"),
                "restored": r["certainty"] == "補正" or "欄ずれ" in "".join(r["notes"]),
                "shifted": "欄ずれ" in "".join(r["notes"]),
                "guessed": "担当課は推定" in r["notes"],
                "verbatim": r["certainty"] == "原文どおり",
                "corrected": f"{year}/{r['id']}" in self.corrected,
            }[value],
        }[aspect]()

    def owns(self, r: R, name: str) -> bool:
        return name in r["item_departments"]

    def takes_part(self, r: R, name: str) -> bool:
        whole = [x for x in self.of(r["year"]) if x["measure"] == r["measure"]]
        if any(d.startswith("全課") for x in whole for d in x["item_departments"]):
            return any(d.startswith("全課") for d in r["item_departments"])
        return name in r["departments"] and not any(self.owns(x, name) for x in whole)

    def changed(self, r: R, how: str, steps: int) -> bool | None:
        if len(self.span) < 2:
            return None
        (one, open_one), (two, open_two) = (self.partner(r, y) for y in (self.span[0], self.span[-1]))
        if how == "new":
            return False if two is None else None if open_one else one is None
        if how == "dropped":
            return None if open_two else two is None
        if how == "always":
            same = [self.alike(*self.partner(r, y), r) for y in self.span]
            return conj(same)
        if one is None or two is None:
            return None if open_one or open_two else False
        if how == "renamed":
            return flat(one["title"]) != flat(two["title"])
        if how == "renumbered":
            return one["measure"] != two["measure"]
        if how == "moved":
            new = set(two["item_departments"])
            old = [
                set(self.called("department", d, one["year"], two["year"])[0]) & new
                for d in one["item_departments"]
            ]
            return not (old and all(old) and set().union(*old) == new)
        marks = (one["rating"], two["rating"])
        if "—" in marks or "" in marks:
            return False if "—" in marks else None
        up = "×△○◎".index(marks[1]) - "×△○◎".index(marks[0])
        return {"better": up > 0, "worse": up < 0, "same": not up}[how] and abs(up) >= steps

    def alike(self, there: R | None, is_open: bool, r: R) -> bool | None:
        if there is None:
            return None if is_open else False
        marks = (there["rating"], r["rating"])
        return False if "—" in marks else None if "" in marks else marks[0] == marks[1]

    # -- sets --------------------------------------------------------------------------------------------

    def all_of(self, r: R, conditions: list[R]) -> Any:
        return conj([self.meets(r, c) for c in conditions])

    def judge(self, h: R, items: list[R], own: list[R]) -> bool | None:
        if not items:
            return None
        wanted, kind = h.get("conditions") or own, h["quantifier"]
        truths = [self.all_of(r, wanted) for r in items]
        owner = [c for c in wanted if c["aspect"] == "owner" and not (c.get("negated") or c.get("sections"))]
        if kind == "only" and len(owner) == len(wanted):  # and no other department has it, too
            names = {value for c in owner for value in c["values"]}
            for at, r in enumerate(items):
                own = r["item_departments"]
                if truths[at] is True and len(own) > max(1, len(names & set(own))):
                    truths[at] = False
        if kind == "all" and all(c["aspect"] == "rating" and c.get("negated") for c in wanted):
            truths = [True if truth == "-" else truth for truth in truths]  # "—" is no × either
        yes, unknown, n = truths.count(True), truths.count(None), h.get("number", 0)
        part = len(truths) - truths.count("-")
        if kind == "each":
            single = [
                {**c, "values": [v]} for c in wanted if not c.get("negated") for v in c.get("values", [])
            ]
            single += [c for c in wanted if c.get("negated") or not c.get("values")]
            columns = [[self.meets(r, c) for r in items] for c in single]
            missing = [column for column in columns if True not in column]
            ratings = all(c["aspect"] == "rating" and not c.get("negated") for c in single)
            if ratings and len(missing) > max((column.count(None) for column in columns), default=0):
                return False
            return conj([None if None in column else False for column in missing])
        if kind == "like":
            there = [r for r in self.looked_at if self.all_of(r, h.get("than", [])) is True]
            if sorted(map(key, there)) == sorted(map(key, items)):
                return False
            bounds = []
            for mark in "◎○△×":
                found = [[self.all_of(r, [rating_is(mark)]) for r in part] for part in (items, there)]
                bounds.append([(t.count(True), t.count(True) + t.count(None)) for t in found])
            if any(a[0] > b[1] or b[0] > a[1] for a, b in bounds):
                return False
            return True if all({*a, *b} == {a[0]} for a, b in bounds) else None
        if kind == "more":
            other = [self.all_of(r, h.get("than", [])) for r in items]
            low = yes - sum(t in (True, None) for t in other)
            low += 0
            high = sum(t in (True, None) for t in truths) - other.count(True)
            return True if low > 0 else None if high > 0 else False
        least = {
            "any": 1,
            "none": 1,
            "all": part,
            "only": part,
            "not_all": part,
            "at_least": n,
            "at_most": n + 1,
            "most": part // 2 + 1,
            "exactly": n,
            "share_above": n * part // 100 + 1,
            "share_to": n * part // 100 + 1,
            "share_from": math.ceil(n * part / 100),
            "share_below": math.ceil(n * part / 100),
        }[kind]
        reached = (
            False
            if kind in ("all", "only", "not_all") and not part
            else (True if yes >= least else None if yes + unknown >= least else False)
        )
        if kind.startswith("share") and not part:
            return False
        if kind == "exactly":
            return conj([reached, neg(True if yes > n else None if yes + unknown > n else False)])
        return neg(reached) if kind in ("none", "not_all", "at_most", "share_below", "share_to") else reached

    def groups(self, kind: str, r: R, over: bool) -> list[str]:
        now = over and r["year"] != self.span[-1]
        if kind == "department":
            each = [
                self.called(kind, d, r["year"], self.span[-1])[0] if now else [d]
                for d in r["item_departments"]
            ]
            return list(dict.fromkeys(d for names in each for d in (names[1:] or names)))
        if kind == "measure":
            found = (
                self.called(kind, str(r["measure"]), r["year"], self.span[-1])[0]
                if now
                else [str(r["measure"])]
            )
            return found or [f"{r['year']}/{r['measure']}"]
        if kind == "item":
            there = self.partner(r, self.span[-1])[0] if now else r
            return [there["id"] if there else f"{r['year']}/{r['id']}"]
        if kind == "division":
            return [text for head, text in r.get("extra", {}).items() if head in ("部", "部名", "部局名")][:1]
        return {"policy": [str(r["policy_no"] or "")], "initiative": [r["initiative"]], "year": [r["year"]]}[
            kind
        ]

    def departments_in(self, conditions: list[R]) -> set[str]:
        """The departments that conditions name, as the last year calls them."""
        found: set[str] = set()
        for c in conditions:
            if c["aspect"] != "owner" or c.get("negated") or c.get("years"):
                continue
            for value in c["values"]:
                order = [*self.span[::-1], *self.years[::-1]]
                there = next((y for y in order if value in self.names(y)), self.span[-1])
                names = self.called("department", value, there, self.span[-1])[0]
                found |= {*names, *(d for d, p in self.parents.items() if p in names and c.get("sections"))}
        return found

    # -- a query -----------------------------------------------------------------------------------------

    def ask(self, q: R) -> R:
        aggregate, having, places = q.get("aggregate", "list"), q.get("having", []), q.get("places", [])
        base_c, cond, sides, per = (q.get(k, []) for k in ("base", "conditions", "sides", "per"))
        if aggregate in ("list", "show", "count", "table") and not having:
            late = [c for c in base_c + cond if c["aspect"] in ("rating", "change")]
            base_c, cond = [c for c in base_c + cond if c not in late], late
        every = [
            *base_c,
            *cond,
            *q.get("named", []),
            *(c for h in having for c in (*h.get("conditions", []), *h.get("than", []))),
            *(c for side in sides for c in side),
        ]
        self.span = list(q.get("years") or self.years[-1:])
        # where ratings are looked for, a topic means whatever mentions it
        looked_for = ("list", "count", "share", "rank", "table")
        rated = any(c["aspect"] == "rating" for c in every)
        self.wide = rated and q.get("aggregate", "list") in looked_for and not q.get("wants")
        moving = any(c["aspect"] == "change" for c in every)
        linked = moving or any(c.get("years") for c in every)
        if len(self.span) == 1 and moving:
            self.span = [
                y for y in self.years if self.years.index(y) == self.years.index(self.span[0]) - 1
            ] + self.span
        universe = [
            r
            for y in self.span[::-1]
            for r in self.of(y)
            if not linked or not any(self.partner(r, z)[0] for z in self.span[self.span.index(y) + 1 :])
        ]
        base = [r for r in universe if self.all_of(r, base_c) is True]
        self.looked_at = base
        if sides:
            base = [r for r in base if any(self.all_of(r, side) is True for side in sides)]
        hits = [r for r in base if self.all_of(r, cond) is True]
        out = self.numbers(base, hits, cond)
        out |= {"base": [key(r) for r in base], "hits": [key(r) for r in hits]}
        rows, unknown, apart = [], [], []
        sided = bool(sides) and aggregate == "holds"
        choosing = bool(having) and bool(per or aggregate != "holds") and not sided
        usual = "measure" if choosing else "year" if len(self.span) > 1 and not linked else ""
        kind = ("" if sided else per) or ("side" if sides else "department" if aggregate == "rank" else usual)
        if aggregate == "overview" and len(self.span) == 1:
            kind = per or "policy"
        named = q.get("named", [])
        ranking = aggregate == "rank" or (
            aggregate == "holds" and bool(per and named) and not (having or sides)
        )
        over = linked or bool(having) or ranking or len(self.span) == 1 or sided
        table: dict[tuple[str, str], list[R]] = {}
        for r in base if kind else []:
            at = [str(n) for n, side in enumerate(sides) if self.all_of(r, side) is True]
            values = at if kind == "side" else self.groups(kind, r, over)
            for value in values:
                table.setdefault((value, "" if over else r["year"]), []).append(r)
        if kind == "department" and (having or ranking):  # of two that are named, one of these
            meant = self.departments_in(base_c)
            table = {at: items for at, items in table.items() if at[0] in meant} or table
        positive = [h for h in having if h["quantifier"] not in WHOLE]
        for (value, year), items in table.items():
            by_having = choosing and not cond and positive and aggregate != "rank"
            asked = [h.get("conditions", []) for h in positive] if by_having else [cond]
            truths = [(r, disj([self.all_of(r, each) for each in asked])) for r in items]
            shown = [r for r, t in truths if t is True]
            undecided = [r for r, t in truths if t is None]
            row = {"value": value, "year": year, "base": items, "hits": shown, "place": 0}
            row |= {"undecided": len(undecided), **self.numbers(items, shown, cond)}
            row["number"] = (
                len({(r["year"], r["measure"]) for r in shown}) if q.get("unit") == "measure" else len(shown)
            )
            if q.get("by") == "share" or aggregate == "share":
                row["number"] = row["share"] or 0
            if not choosing:
                rows.append(row)
            elif value and not value.startswith("全課"):
                truth = conj([self.judge(h, items, cond) for h in having])
                if truth is None and self.at_once(having, items, cond):
                    truth = False
                dashed = any(
                    self.all_of(r, h.get("conditions") or cond) == "-"
                    for r in items
                    for h in having
                    if h["quantifier"] in ("all", "only")
                )
                if truth is not False:
                    (unknown if truth is None else apart if dashed else rows).append(row)
        first: list[R] = []
        every_row = list(rows)
        if ranking:
            rows, first, doubtful = self.ranked(rows, q)
            if choosing and q.get("places", []) in ([], [1]) and not q.get("top"):
                best = [row["number"] for row in rows if row["place"] == 1]
                unknown = [row for row in unknown if self.may_lead(row, best, q)]
            unknown += doubtful
        elif choosing and places and aggregate != "holds":
            first = rows = self.placed(self.in_group_order(rows, kind), places)
        elif aggregate in ("list", "show") and per and not choosing:
            rows = [row for row in rows if row["hits"]]
        out |= {
            "rows": sorted(
                (
                    row["year"],
                    row["value"],
                    [*map(key, row["base"])],
                    [*map(key, row["hits"])],
                    row["number"],
                    row["place"],
                    row["share"],
                    row["undecided"],
                    row["rated"],
                )
                for row in rows
            ),
            "unknown": sorted(row["value"] for row in unknown),
            "apart": sorted(row["value"] for row in apart),
            "holds": None,
        }
        chosen = [r for r in base if any(r in row["hits"] for row in rows)] if choosing else hits
        shown = self.items(q, chosen, base, sides, rows, first, having, cond, base_c)
        out["items"] = [key(r) for r in shown]
        out["undecided"] = self.undecided(
            universe,
            base,
            [*base_c, *cond],
            [cond, *(h.get(k, []) for h in having for k in ("conditions", "than"))],
            bool(sides),
        )
        rated = aggregate == "overview" or any(c["aspect"] == "rating" for c in every)
        out["dashes"] = sorted(key(r) for r in base if rated and r["rating"] == "—")
        of_years = aggregate == "compare" and not sides
        out["changes"] = sorted(self.changes(hits if linked or of_years else base))
        wanted = [] if aggregate == "compare" else cond
        if aggregate == "holds" and not per:
            free = [h for h in having or [{"quantifier": "any"}] if h["quantifier"] not in BASED]
            wanted = [c for h in free for c in h.get("conditions") or cond]
        about = next(iter(cond), {})
        free = all(h["quantifier"] in ("any", "none") and set(h) <= {"quantifier"} for h in having)
        if not (aggregate == "holds" and len(cond) == 1 and about["aspect"] == "topic" and free) or (
            per or sided or len(having) > 1 or about.get("negated") or about.get("years")
        ):
            about = {}
        out |= self.beside(universe, base_c, wanted, shown, about)
        if about and base:  # whether something is about it, or nothing; not known where it is only mentioned
            denied = any(h["quantifier"] == "none" for h in having)
            first, further = (
                any(r["id"] in self.topics[r["year"], v][place] for r in base for v in about["values"])
                for place in (0, 1)
            )
            out["holds"] = (not denied) if first else None if further else denied
        elif base and self.of_words_alone(q):
            out["holds"] = self.they_alone(cond[0], base, universe)
        elif aggregate == "holds":
            judged = [*cond, *(c for h in having for c in (*h.get("conditions", []), *h.get("than", [])))]
            asked = having or [{"quantifier": "any"}]
            if not base or any(c["aspect"] in ("topic", "text", "figure") for c in judged):
                pass
            elif sided:
                out["holds"] = self.of_sides(
                    q, [row["base"] for row in self.in_group_order(rows, "side")], sides, asked, cond
                )
            elif per and named:
                out["holds"] = self.of_named(q, rows, first, unknown, every_row if ranking else None)
                if q.get("unless"):
                    out["holds"] = neg(out["holds"])
            elif per:
                real = [row for row in rows if row["value"] and not row["value"].startswith("全課")]
                sure = real if having else [row for row in real if row["hits"]]
                may = unknown if having else [row for row in real if row["undecided"]]
                out["holds"] = True if sure else None if may else False
                if q.get("unless"):
                    out["holds"] = neg(out["holds"])
            else:
                out["holds"] = conj(
                    [self.judge(h, hits if h.get("conditions") else base, cond) for h in asked]
                )
        return out

    def of_words_alone(self, q: R) -> bool:
        """Whether words alone are said to have a rating."""
        having, cond = q.get("having", []), q.get("conditions", [])
        if (
            q.get("aggregate") != "holds"
            or q.get("per")
            or q.get("sides")
            or having != [{"quantifier": "only"}]
        ):
            return False
        if not any(c["aspect"] == "rating" for c in q.get("base", [])) or len(cond) != 1:
            return False
        return cond[0]["aspect"] == "topic" and not (cond[0].get("negated") or cond[0].get("years"))

    def they_alone(self, said: R, base: list[R], universe: list[R]) -> bool | None:
        """Whether all that is so rated is about words; not known of what only mentions them, or of many."""
        found = {y: [self.topics[y, v] for v in said["values"]] for y in self.span}
        first = {f"{y}/{i}" for y, those in found.items() for one in those for i in one[0]}
        further = {f"{y}/{i}" for y, those in found.items() for one in those for i in one[1]}
        keys = {key(r) for r in base}
        if not first or keys <= first:
            return True if first else None
        many = len({k.rpartition("-")[0] for k in first}) > sum(map(len, found.values()))
        return None if keys <= first | further or (many and keys & (first | further)) else False

    def at_once(self, having: list[R], items: list[R], cond: list[R]) -> bool:
        """Whether more ratings are missing than unknown items could have, one each."""
        wanted = [h.get("conditions") or cond for h in having]
        single = [c for each in wanted for c in each]
        if len(having) < 2 or len(single) != len(having) or any(len(each) != 1 for each in wanted):
            return False
        marks = [v for c in single for v in c.get("values", [])]
        plain = all(c["aspect"] == "rating" and not (c.get("negated") or c.get("years")) for c in single)
        if not plain or len({*marks}) < len(marks) or any(h["quantifier"] != "any" for h in having):
            return False
        truths = [[self.meets(r, c) for r in items] for c in single]
        missing = [each for each in truths if True not in each]
        return len(missing) > max(each.count(None) for each in truths)

    def of_named(
        self, q: R, rows: list[R], first: list[R], unknown: list[R], ranked: list[R] | None
    ) -> bool | None:
        """Whether the groups that are named are such ones, or lead; and, where that is said, no others."""
        meant: set[str] = set()
        for c in q["named"]:
            meant |= self.departments_in([c]) if c["aspect"] == "owner" else set(c["values"])
        if ranked is None or q.get("places", []) not in ([], [1]):
            sure = {row["value"] for row in (rows if ranked is None else first)}
            may = {row["value"] for row in unknown} if ranked is None else set()
            truths: list[bool | None] = [v in sure or (None if v in may else False) for v in meant]
            others = (sure | may) - meant if q.get("sole") else set()
            return conj([*truths, *(None if v in may else False for v in others)])
        real = [row for row in ranked if row["value"] and not row["value"].startswith("全課")]
        listed = {row["value"] for row in (*rows, *unknown)}
        ends = {}
        for row in (row for row in real if row["value"] in listed):
            low, high = len(row["hits"]), len(row["hits"]) + row["undecided"]
            if q.get("by") == "share":
                whole = row["rated"] + row["undecided"]
                low, high = (Fraction(low, whole), Fraction(high, whole)) if whole else (None, None)
            ends[row["value"]] = (
                (-high, -low) if q.get("order") == "least" and low is not None else (low, high)
            )
        if not meant <= {*ends}:
            return False
        truths = []
        for v in meant:
            for w in {*ends} - {v}:
                if ends[v][0] is None or ends[w][0] is None:
                    truths.append(None)
                elif q.get("sole") and w not in meant:
                    truths.append(ends[v][0] > ends[w][1] or (None if ends[v][1] > ends[w][0] else False))
                else:
                    truths.append(ends[w][1] <= ends[v][0] or (None if ends[w][0] <= ends[v][1] else False))
        return conj(truths)

    def of_sides(
        self, q: R, parts: list[list[R]], sides: list[list[R]], asked: list[R], cond: list[R]
    ) -> bool | None:
        if len(parts) < len(sides):
            return None
        if not q.get("order"):
            return conj([self.judge(h, part, cond) for h in asked for part in parts])
        if q.get("by") == "rating":
            rated = ([*cond, rating_is(mark)] for mark in "◎○△×")
            return conj([self.of_sides(q | {"by": ""}, parts, sides, asked, each) for each in rated])
        bounds = []
        for part in parts:
            truths = [self.all_of(r, cond) for r in part]
            whole = len(truths) - truths.count("-") if q.get("by") == "share" else 1
            if not whole:
                bounds.append(None)
                continue
            yes = truths.count(True)
            bounds.append((Fraction(yes, whole), Fraction(yes + truths.count(None), whole)))
        found = []
        for other in bounds[1:]:
            if bounds[0] is None or other is None:
                found.append(None)
                continue
            if q["order"] == "same":
                apart = bounds[0][0] > other[1] or other[0] > bounds[0][1]
                found.append(False if apart else True if {*bounds[0], *other} == {other[0]} else None)
                continue
            big, small = (other, bounds[0]) if q["order"] == "least" else (bounds[0], other)
            found.append(True if big[0] > small[1] else None if big[1] > small[0] else False)
        return conj(found)

    def undecided(
        self, universe: list[R], base: list[R], whole: list[R], each: list[list[R]], sided: bool
    ) -> list[str]:
        found = [r for r in base if any(self.all_of(r, conditions) is None for conditions in each)]
        found += [r for r in universe if not sided and self.all_of(r, whole) is None]
        return sorted({key(r) for r in found})

    def changes(self, items: list[R]) -> set[tuple[str, str, str]]:
        found: set[tuple[str, str, str]] = set()
        for r in items if len(self.span) > 1 else []:
            (one, open_one), (two, open_two) = (self.partner(r, y) for y in (self.span[0], self.span[-1]))
            kinds = [how for how in ("better", "worse", "same") if self.changed(r, how, 0)]
            if one is None or two is None:
                kinds = ["open" if open_one or open_two else "ended" if two is None else "new"]
            found.add((key(one) if one else "", key(two) if two else "", (kinds or ["unrated"])[0]))
        return found

    def beside(self, universe: list[R], base_c: list[R], wanted: list[R], shown: list[R], about: R) -> R:
        out: dict[str, set[str]] = {name: set() for name in ("sections", "members", "everyone", "mentions")}
        for c in [*base_c, *([about] if about else [])]:
            if c.get("negated") or c.get("years") or c["aspect"] not in ("owner", "topic"):
                continue
            rest = [x for x in (*base_c, *wanted) if x is not c]
            for r in universe:
                if r in shown or self.all_of(r, rest) is not True:
                    continue
                if c["aspect"] == "topic":
                    where = (
                        ["mentions"]
                        if any(r["id"] in self.topics[r["year"], v][1] for v in c["values"])
                        else []
                    )
                else:
                    where = self.stands_beside(r, c)
                for name in where:
                    out[name].add(key(r))
        return {name: sorted(keys) for name, keys in out.items()}

    def stands_beside(self, r: R, c: R) -> list[str]:
        order = [*self.span[::-1], *self.years[::-1]]
        names = [
            n
            for v in c["values"]
            for n in self.called(
                "department", v, next((y for y in order if v in self.names(y)), r["year"]), r["year"]
            )[0]
        ]
        found = []
        every = any(d.startswith("全課") for d in r["item_departments"])
        for name in names:
            if name.startswith("全課"):
                continue
            if any(self.parents.get(d) == name and d not in names for d in r["item_departments"]):
                found.append("sections")
            found += ["everyone"] if every else ["members"] if self.takes_part(r, name) else []
            texts = "\n".join((r["planned"], r["result"], r["evidence"]))
            if name not in self.names(r["year"]) and re.search("(?<![一-鿿])" + name, texts):
                found.append("mentions")
        return found

    def numbers(self, base: list[R], hits: list[R], cond: list[R]) -> R:
        rated = [r for r in base if r["rating"] not in ("", "—")]
        good = len([r for r in rated if r in hits])
        share = (2000 * good + len(rated)) // (2 * len(rated)) / 10 if cond and rated else None
        return {"share": share, "rated": len(rated)}

    def in_group_order(self, rows: list[R], kind: str) -> list[R]:
        if kind in ("side", "year"):
            return sorted(
                rows, key=lambda row: self.span.index(row["value"]) if kind == "year" else int(row["value"])
            )
        if kind != "department":
            return rows
        known = [d for d in self.parents if any(d in self.names(y) for y in self.span)]
        return sorted(
            rows, key=lambda row: known.index(row["value"]) if row["value"] in known else len(known)
        )

    def placed(self, things: list[Any], places: list[int]) -> list[Any]:
        return [things[p - 1 if p > 0 else p] for p in places if p and -len(things) <= p <= len(things)]

    def ranked(self, rows: list[R], q: R) -> tuple[list[R], list[R], list[R]]:
        least, share = q.get("order") == "least", q.get("by") == "share"
        real = [row for row in rows if row["value"] and not row["value"].startswith("全課")]
        named = [row for row in real if (row["number"] or least) and not (share and row["share"] is None)]
        numbers = sorted({row["number"] for row in named}, reverse=not least)
        for row in named:
            row["place"] = numbers.index(row["number"]) + 1
        first_asked = q.get("places", []) in ([], [1]) and not q.get("top")
        edge = (
            [max((row["number"] for row in self.first(named, q)), default=0)] if least and named else numbers
        )
        open_ones = [
            row for row in real if (least or first_asked) and row["undecided"] and self.may_lead(row, edge, q)
        ]
        doubtful = [row for row in open_ones if least or row["place"] != 1]
        placed = [row for row in named if not (least and row in doubtful)]
        first = self.first(placed, q)
        rest = [row for row in rows if row not in real and (row["number"] or least)]
        return placed + rest, first, doubtful

    def first(self, placed: list[R], q: R) -> list[R]:
        """The rows at the places, or the first so many, that a ranking is asked for."""
        if top := q.get("top", 0):
            return [row for row in placed if sum(o["place"] < row["place"] for o in placed) < top]
        last = max((row["place"] for row in placed), default=0)
        wanted = {p if p > 0 else last + 1 + p for p in q.get("places") or [1]}
        return [row for row in placed if row["place"] in wanted]

    def may_lead(self, row: R, best: list[float], q: R) -> bool:
        """Whether a group may be before, or beside, the first one."""
        least, share = q.get("order") == "least", q.get("by") == "share"
        parts = [len(row["hits"]) + (0 if least else row["undecided"]), row["rated"] + row["undecided"]]
        edge = row["number"] + (0 if least else row["undecided"])
        if share and parts[1]:
            edge = (2000 * parts[0] + parts[1]) // (2 * parts[1]) / 10
        return not best or (edge <= best[0] if least else edge >= best[0])

    def items(
        self,
        q: R,
        chosen: list[R],
        base: list[R],
        sides: list[list[R]],
        rows: list[R],
        first: list[R],
        having: list[R],
        cond: list[R],
        base_c: list[R],
    ) -> list[R]:
        aggregate, places, unit = q.get("aggregate", "list"), q.get("places", []), q.get("unit", "")
        if aggregate == "overview":
            return []
        if aggregate == "holds" and q.get("unless") and q.get("per") and not (sides or rows):
            wanted = having[0].get("conditions") or cond if having else cond
            return [r for r in base if self.all_of(r, wanted) is True]
        if aggregate == "holds" and not (q.get("per") or sides):
            found = []
            for h in having or [{"quantifier": "any"}]:
                here = [r for r in base if self.all_of(r, cond) is True] if h.get("conditions") else base
                wanted = h.get("conditions") or cond
                found += [r for r in here if h["quantifier"] in BASED or self.all_of(r, wanted) is True]
            return [r for r in base if r in found]
        if aggregate == "compare" or (aggregate == "holds" and sides):
            sided = [
                row
                for n, side in enumerate(sides)
                for row in rows
                if row["value"] == str(n) and (side or len(sides) == 1)
            ]
            if sides and (aggregate == "holds" or not q.get("per")):
                sided.sort(key=lambda row: (row["year"], int(row["value"])))
                return list(dict.fromkeys(r for row in sided for r in row["base"]))
            return base if sides else [r for r in base if self.all_of(r, cond) is True]
        if aggregate == "rank" or (aggregate == "holds" and q.get("named") and not (having or sides)):
            return [r for r in base if any(r in row["hits"] for row in first)]
        usual = "人|名|件|回|台|基" if aggregate == "sum" else "円"
        units = "人|名" if unit in ("人", "名") else usual if unit in ("", "measure") else unit
        figures: dict[int, list[tuple[float, str]]] = {}
        named = [
            v.split(":")
            for c in (*base_c, *cond)
            if c["aspect"] == "figure" and not c.get("negated")
            for v in c["values"]
        ]
        whole = not named or any(not f or u != unit for f, u in named)
        for r in chosen:
            text = "\n".join(
                r[f] for f in ("planned", "result", "evidence") if whole or f in [field for field, _ in named]
            )
            found = re.finditer(FIGURE % units, text)
            figures[id(r)] = [(float(m[1].replace(",", "")), m[0]) for m in found]
        if aggregate == "largest":
            numbers = sorted(
                {n for each in figures.values() for n, _ in each}, reverse=q.get("order") != "least"
            )
            best = self.placed(numbers, places[:1] or [1])
            return [r for r in chosen if any(n in best for n, _ in figures[id(r)])]
        if aggregate == "amounts" or (aggregate == "sum" and any(figures.values())):
            chosen = [r for r in chosen if figures[id(r)]]
        if aggregate == "amounts" and q.get("order"):
            sign = 1 if q["order"] == "least" else -1
            chosen.sort(key=lambda r: sign * max(n for n, _ in figures[id(r)]))
            return self.placed(chosen, places) if places and not having else chosen
        if aggregate == "list" and q.get("by") == "rating" and not having:
            scale = "◎○△×" if q["order"] == "most" else "×△○◎"
            chosen.sort(key=lambda r: scale.index(r["rating"]) if r["rating"] in (*scale,) else len(scale))
            return self.placed(chosen, places) if places else chosen
        topics = sorted((c for c in base_c if c["aspect"] == "topic"), key=lambda c: c["values"])
        words = [v for c in topics if not c.get("negated") for v in c["values"]]
        order = [f"{y}/{i}" for y in self.span[::-1] for w in words for i in self.topics[y, w][0]]
        if having:
            return chosen
        chosen = sorted(
            chosen, key=lambda r: order.index(k) if (k := f"{r['year']}/{r['id']}") in order else len(order)
        )
        return self.placed(chosen, places) if places else chosen
