"""Query or filter → the question that is understood as exactly that, in Japanese or English.

    base 防災課, conditions × → 「防災課の×の項目」, "items of 防災課 rated ×"

Buttons, links, the read-as line and file names are made of it; tests hold that reading gives the query back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from bot.query import EVERY_ITEM, Condition, Query, joint_owners
from bot.question import Filter, Question, Turn
from bot.understanding.scripts import pattern
from bot.understanding.slots import COUNTED
from bot.understanding.vocabulary import circled
from bot.wording import queries
from katou_index.plan import FiscalYear, measure_number
from katou_index.records import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Protocol
else:
    Protocol = object


_FORM = (
    r"(?:Excel|エクセル|ｅｘｃｅｌ|xlsx|csv|表計算|(?:図|グラフ|チャート)[（(]?svg[）)]?|svg"
    r"|図|グラフ|チャート|パーマリンク|リンク|url)"
)
_FORM_EN = (
    r"(?:excel|xlsx|csv|spreadsheet|svg chart|chart \(svg\)|svg|chart|graph|plot|diagram|picture"
    r"|permalink|link|url)(?: file| format)?"
)
LONGEST = 60  # characters of a question that is offered as a button
OF_ALL = tuple(begun for of_lang in queries.OF_ALL for begun in of_lang)
MOST_SAID = 256  # conditions whose words are kept
FORM_TAILS = (
    rf"[\s、,]*(?:\b(?:as|in|to|into)\s+)?(?:an?\s+|the\s+)?\b{_FORM_EN}(?:[\s,]+please)?\W*$",
    rf"^\W*(?:an?\s+|the\s+)?{_FORM_EN}\s+(?:of|for|to)\s+",
    rf"[をのはにで、,\s]*{_FORM}(?:ファイル|形式)?(?:[をにでもが化][^。？?]*)?[。？?！!]*$",
)


def rephrase(given: Filter) -> str:
    """`×か△` of 防災課 → 「防災課の×か△の事業の一覧」. Years and single items are not rephrased."""
    parts = [
        *_without(given),
        "と".join(given.departments),
        "と".join(map(circled, given.policies)),
        "と".join(given.initiatives),
        "と".join(f"No.{number}" for number in given.measures),
        "か".join(given.ratings),
    ]
    return "".join(f"{part}の" for part in parts if part) + "事業の一覧"


def standing_alone(question: Question) -> str:
    """A question that is understood as this one was, without what was said before and without its form.

    Of a follow-up only its conditions: where what was shown before bounds it too, there is no such question.
    """
    if question.turn is Turn.FRESH or question.topics or not question.filter:
        return _without_form(question.text) if question.form else question.text
    given = question.filter
    codes = "と".join(year.code for year in question.over or given.years)
    if len(question.over) > 1:
        return f"{codes}で{rephrase(given).removesuffix('の一覧')}を比べて"
    return f"{codes}の{rephrase(given)}" if codes else rephrase(given)


def says_more_than_form(text: str) -> bool:
    """Whether something is left of a question without what asks for a file, a picture or a link: 「Excelで」
    alone goes on with what was said before."""
    asks = any(re.search(expression, text, re.I) for expression in FORM_TAILS)
    return not asks or _without_form(text) != text


def without_words(text: str, words: Iterable[str]) -> str:
    """A question without some of its words: 「住民票のコンビニ交付は？」 → 「コンビニ交付は？」.

    "" where nothing is left, or where a word does not stand there as it is.
    """
    rest, words = text, list(words)
    if not all(word.casefold() in text.casefold() for word in words):
        rest = unicodedata.normalize("NFKC", text)
    for word in words:
        small = rest.lower()
        begins = small.find(word.lower()) if len(small) == len(rest) else -1
        if begins < 0:
            return ""
        ends = begins + len(word)
        behind = pattern(r"(?:の|とか|など|や|と|・|、|\s)*").match(rest, ends)
        before = begins - (rest[:begins].endswith("の") and rest[ends : ends + 1] in tuple("はをがっ?？"))
        rest = rest[:before] + rest[behind.end() if behind else ends :]
    kept = re.search(r"\w{2}", rest) and not re.search(r"[<>\n]", rest) and len(rest) <= LONGEST
    return rest.strip(" 、。・　") if kept else ""


def _without_form(text: str) -> str:
    """「RPAの進捗をExcelで」 → 「RPAの進捗」: what asks for a file, a picture or a link is no part of it."""
    for expression in FORM_TAILS:
        found = re.search(expression, text, re.I)
        if found and (rest := (text[: found.start()] + text[found.end() :]).strip()):
            return rest
    return text


def _without(given: Filter) -> Iterator[str]:
    if given.not_departments:
        yield f"{'と'.join(given.not_departments)}以外"
    if given.not_policies:
        yield f"{'と'.join(map(circled, given.not_policies))}以外"


# ---- the words of a query


# Numbers that are said otherwise: two departments alone are several.
SAID_ALONE = {("shared", "2"): queries.TWO_OWNERS, ("sized", "1"): queries.ITEM_ALONE}
# Aspects whose values are numbers → just so many, so many or more.
COUNTED_BY = {
    "shared": (queries.OWNERS, queries.OWNERS_FROM),
    "spread": (queries.OWNERS, queries.OWNERS_FROM),
    "sized": (queries.ITEMS, queries.ITEMS_FROM),
}


class EntityNames(Protocol):
    """What of the plan stands in the words of a query."""

    @property
    def marks(self) -> tuple[str, ...]:
        """The rating scale, best first."""

    @property
    def newest_year(self) -> str:
        """The code of the year that is meant where a query names none, "" where none is loaded."""


def say(query: Query, lang: str, names: EntityNames | None = None) -> str:
    """The sentence that means just this query, as an official would ask it: 「令和2年度の防災課の×の項目」.

    `lang` is "ja" or "en". What it gives is read back as the query in normal form. Without `names` no year is
    named where the query names none, and ○以上 is said as ◎か○.
    """
    return say_in_forms(query, (query.form,), lang, names)[0]


def say_in_forms(
    query: Query, forms: Iterable[str], lang: str, names: EntityNames | None = None
) -> list[str]:
    """The same for each form that the answer may be asked for in: "" where it is only read."""
    words = _Words(lang, names)
    sentence = _SENTENCES[query.aggregate](words, query) if not query.places else words.place(query)
    if not sentence:
        return say_in_forms(query, forms, "ja", names)  # which says it for both languages
    sentence = _of_all(sentence, words)
    said = [_in_form(sentence, form, words) if form else sentence for form in forms]
    return [each[:1].upper() + each[1:] for each in said] if words.english else said


def _in_form(sentence: str, form: str, words: _Words) -> str:
    """A sentence that asks for a file, a picture or a link."""
    asks = sentence.endswith(("か？", "?")) or words.english
    template = words.of(queries.FORMED_QUESTION if asks else queries.FORMED)
    sentence = sentence.removesuffix("?") if words.english else sentence
    sentence = sentence if asks else sentence.removesuffix("は？")
    return template.format(words=sentence, form=words.of(queries.FORMS[form]))


def _of_all(sentence: str, words: _Words) -> str:
    """A question without what goes without saying: that it looks at all items."""
    for begun in queries.OF_ALL[words.place_of_lang] if sentence.startswith(OF_ALL) else ():
        sentence = sentence.removeprefix(begun)
    return sentence


def subject(query: Query, lang: str, names: EntityNames | None = None) -> str:
    """The noun phrase of what is looked at and what counts of it: 「令和2年度の防災課の×の項目」."""
    return _Words(lang, names).all_of(query)


class _Words:
    """The words of one language."""

    def __init__(self, lang: str, names: EntityNames | None, *, dated: bool = True) -> None:
        self.dated = dated  # whether a question that names no year is said with the newest one
        self.english = lang == "en"  # conditions stand behind their noun
        self.place_of_lang = 1 if self.english else 0
        self.names = names
        self.marks = names.marks if names else ()

    def of(self, pair: tuple[str, ...]) -> str:
        """The words of this language out of (Japanese, English, …)."""
        return pair[self.place_of_lang]

    def joined(self, values: Sequence[str], by: tuple[str, str]) -> str:
        """a か b, a or b."""
        return self.of(by).join(values)

    # -- conditions

    def years_of(self, query: Query) -> tuple[str, ...]:
        """The years to be named."""
        newest = self.names.newest_year if self.names and self.dated else ""
        return query.years or ((newest,) if newest else ())

    def year_names(self, years: Sequence[str]) -> str:
        """令和2年度と令和3年度, R2 and R3."""
        if not years:  # as of most conditions
            return ""
        said = [code if self.english else FiscalYear.from_code(code).japanese for code in years]
        return self.joined(said, queries.AND)

    def modifiers(self, years: Sequence[str], conditions: Sequence[Condition], *, over: bool) -> str:
        """All conditions in a row."""
        said = [self.of(queries.YEARS).format(years=self.year_names(years))] if years else []
        joint = joint_owners(conditions) if len(conditions) > 1 else ()
        for each in conditions:
            if each not in joint:
                said.append(_said(each, self.place_of_lang, self.marks, over))
            elif each is joint[0]:
                names = self.joined([self.values(one) for one in joint], queries.AND)
                said.append(self.of(queries.JOINT).format(values=names))
        if self.english:  # items rated ○ that have a rating, not: items that have a rating rated ○
            said.sort(key=lambda words: words.startswith(queries.CLAUSES))
        return "".join(said)

    def phrase(
        self,
        years: Sequence[str],
        conditions: Sequence[Condition],
        unit: str = "",
        *,
        over: bool = False,
        noun: bool = True,
    ) -> str:
        """The noun with its conditions. Without `noun` a Japanese name or rating at the end stands alone."""
        said = self.modifiers(years, conditions, over=over)
        if self.english:
            return self.of(queries.NOUNS[unit]) + said
        return said + self.of(queries.NOUNS[unit]) if noun else said.removesuffix("の")

    def all_of(self, query: Query) -> str:
        """Base and conditions of a query as one phrase."""
        return self.phrase(
            self.years_of(query), (*query.base, *query.conditions), query.unit, over=query.over_years
        )

    def condition(self, condition: Condition, *, over: bool) -> str:
        """One condition."""
        key = condition.aspect
        if key in ("state", "change"):
            several = " ".join(condition.values)  # a pair that is said together, else the first
            said = several if f"{key} {several}" in queries.CONDITIONS else condition.values[0]
            key += f" {said}" + (" by" if condition.number else "")
        elif key == "rating":
            key += self._when(condition, over=over)
        elif key == "owner" and queries.EVERY_DEPARTMENT in condition.values:
            key += " all"
        elif key == "shared" and condition.values:
            key += " by"
        elif condition.sections:
            key += " sections"
        if condition.negated and condition.aspect != "rating":
            key = f"not {key}"
        return self.of(queries.CONDITIONS[key]).format(
            values=self.values(condition), number=condition.number, years=self.year_names(condition.years)
        )

    def _when(self, condition: Condition, *, over: bool) -> str:
        if not condition.years:
            return " every" if over and condition.every else ""
        if len(condition.years) == 1:
            return " at"
        return " at every" if condition.every else " at any"

    def values(self, condition: Condition) -> str:
        """Its values, as alternatives."""
        if condition.aspect == "rating":
            return self.rating(condition)
        by = queries.AND if self._apart(condition) else queries.OR
        if condition.aspect == "measure":
            numbers = tuple(map(measure_number, condition.values))
            return self.joined(queries.measures("en" if self.english else "ja", numbers), by)
        return self.joined([self.value(condition.aspect, each) for each in condition.values], by)

    def _apart(self, condition: Condition) -> bool:
        """Whether the values are joined as all excluded: AとB以外, in English "outside A or B"."""
        return condition.negated and condition.aspect in (*NAMED, "rating") and not self.english

    def value(self, aspect: str, value: str) -> str:
        """One value as it is called."""
        if aspect == "item":
            number, _, item = value.rpartition("-")
            return self.of(queries.ITEM).format(number=number, item=item)
        if aspect == "policy":
            sign = circled(int(value)) if value.isdecimal() and 0 < int(value) <= 20 else value
            return self.of(queries.POLICY).format(sign=sign, number=value)
        if aspect == "initiative":
            return self.of(queries.INITIATIVE).format(name=value)
        if aspect in ("topic", "text"):
            return self.of(queries.QUOTED).format(text=value)
        if aspect == "empty":
            return self.of(queries.FIELDS[value])
        if aspect in COUNTED_BY:
            just, from_on = COUNTED_BY[aspect]
            if (aspect, value) in SAID_ALONE:
                return self.of(SAID_ALONE[aspect, value])
            pair = from_on if value.endswith("+") else just
            return self.of(pair).format(number=value.removesuffix("+"))
        if aspect == "figure":
            field, _, unit = value.partition(":")
            place = self.of(queries.FIELDS[field] if field else queries.TEXTS)
            return self.of(queries.FIGURE_IN).format(field=place, unit=self.of(queries.UNITS[unit]))
        return value

    def rating(self, condition: Condition) -> str:
        """×, ○か△, ○以上, ×以外."""
        marks, values = self.marks, condition.values
        if len(values) > 1 and marks[: len(values)] == values and len(values) < len(marks):
            said = self.of(queries.OR_BETTER).format(value=values[-1])
        else:
            said = self.joined(values, queries.AND if self._apart(condition) else queries.OR)
        return self.of(queries.NOT_RATED).format(values=said) if condition.negated else said

    # -- parts of questions

    def base(self, query: Query) -> str:
        """What is looked at, without what counts."""
        return self.phrase(self.years_of(query), query.base, over=query.over_years)

    def counts(self, conditions: Sequence[Condition], query: Query) -> str:
        """What counts, without the years."""
        return self.phrase((), conditions, over=query.over_years)

    def group(self, query: Query) -> dict[str, str]:
        """What groups are called."""
        names = (queries.CHOSEN_GROUPS if query.having else queries.GROUPS)[query.per]
        return {"group": self.of(names), "groups": names[2]}

    def plain(self, query: Query, conditions: Sequence[Condition]) -> bool:
        """Whether what counts is one rating that can stand in the phrase of the base."""
        return (
            len(conditions) == 1
            and conditions[0].aspect == "rating"
            and not conditions[0].years
            and not (query.over_years and conditions[0].every)
            and not any(each.aspect in COUNTED for each in query.base)
        )

    def has(self, sentences: Mapping[str, tuple[str, str]], key: str) -> bool:
        """Whether there is a plain sentence for it in this language."""
        return key in sentences and bool(sentences[key][self.english])

    def short(self, query: Query, conditions: Sequence[Condition]) -> str:
        """令和2年度の防災課の×; in English with its noun."""
        return self.phrase(
            self.years_of(query), (*query.base, *conditions), over=query.over_years, noun=False
        )

    def place(self, query: Query) -> str:
        """A place of a list or of a ranking."""
        number = query.places[0]
        if query.aggregate == "rank":
            return _rank(self, query)
        if number == -1:
            return self.of(queries.LAST).format(s=self.all_of(query))
        place = str(number) if not self.english else _ordinal(number)
        return self.of(queries.PLACES).format(s=self.all_of(query), place=place)


@lru_cache(maxsize=MOST_SAID)
def _said(condition: Condition, place_of_lang: int, marks: tuple[str, ...], over: bool) -> str:
    """The words of one condition. Kept: an answer's buttons say the same ones some five times."""
    words = _Words("en" if place_of_lang else "ja", None)
    words.marks = marks
    return words.condition(condition, over=over)


def _counted(number: int) -> str:
    """2つ, 10項目: nobody counts ten things by つ."""
    return queries.COUNTED[number > 9].format(number=number)


def _ordinal(number: int) -> str:
    """1 → 1st, 12 → 12th."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _list(words: _Words, query: Query) -> str:
    if query.wants == ("figure",) and query.unit == "%":
        return words.of(queries.WANTS_PERCENT).format(s=words.all_of(query.but(unit="")))
    if query.wants:
        fields = [words.of(queries.FIELDS[each]) for each in query.wants]
        said = words.joined(fields, queries.AND)
        if words.english and len(fields) > 2:
            said = f"{', '.join(fields[:-1])}{words.of(queries.AND)}{fields[-1]}"
        if query.aggregate == "show":
            return words.of(queries.WANTS_ONE).format(s=_named(words, query), fields=said)
        return words.of(queries.WANTS).format(s=words.all_of(query), fields=said)
    if query.having and query.per:
        return _groups(words, query)
    if query.by == "rating":
        return words.of(queries.LIST_BY_RATING[query.order]).format(s=words.all_of(query))
    return words.of(queries.LIST).format(s=words.all_of(query))


def _named(words: _Words, query: Query) -> str:
    """Measures or items by their numbers: 令和2年度のNo.30, No.30 in R2."""
    if not words.english:
        return words.phrase(words.years_of(query), query.base, noun=False)
    years = words.years_of(query)
    said = words.of(queries.YEARS).format(years=words.year_names(years)) if years else ""
    return words.values(query.base[0]) + said


def _show(words: _Words, query: Query) -> str:
    return _list(words, query) if query.wants else _named(words, query)


def _count(words: _Words, query: Query) -> str:
    if query.per and query.having:
        if len(query.having) > 1:
            raise KeyError("no sentence counts the groups of two statements")
        having = query.having[0]
        if not having.conditions:
            return _of_items(words, query, f"count {having.quantifier} items")
        rated = words.plain(query, having.conditions)
        whole = query.but(conditions=having.conditions)
        return words.of(queries.HAVING[f"count {having.quantifier}"]).format(
            s=words.short(query, having.conditions) if rated else words.all_of(whole),
            c=words.counts(having.conditions, query),
            b=words.base(query),
            one=words.values(having.conditions[0]),
            w=words.modifiers(words.years_of(query), query.base, over=query.over_years),
            number=having.number,
            count=_counted(having.number),
            **words.group(query),
        )
    pair = queries.COUNT_MEASURES if query.unit == "measure" else queries.COUNT
    return words.of(pair).format(s=words.all_of(query))


def _share(words: _Words, query: Query) -> str:
    if words.plain(query, query.conditions) and not words.english:
        return words.of(queries.SHARE).format(s=words.short(query, query.conditions))
    return words.of(queries.SHARE_WITHIN).format(s=words.base(query), c=words.counts(query.conditions, query))


def _table(words: _Words, query: Query) -> str:
    if query.by == "average":
        return words.of(queries.TABLE_AVERAGE).format(s=words.all_of(query), **words.group(query))
    if query.by:
        rated = words.plain(query, query.conditions)
        shown = words.short(query, query.conditions) if rated else words.all_of(query)
        return words.of(queries.TABLE_SHARE).format(s=shown, **words.group(query))
    if not (query.base or query.conditions or query.unit):
        years = words.modifiers(words.years_of(query), (), over=False)
        return words.of(queries.TABLE_ALL).format(w=years, **words.group(query))
    return words.of(queries.TABLE).format(s=words.all_of(query), **words.group(query))


def _rank(words: _Words, query: Query) -> str:
    if query.having:
        return _rank_of_chosen(words, query)
    key = query.order + (" share" if query.by else "")
    number = query.places[0] if query.places else query.top
    plain = words.plain(query, query.conditions)
    if number:
        key += " nth" if query.places else " top"
    elif words.english or (query.conditions and not plain):
        key += " within"
    short = words.short(query, query.conditions) if plain else words.all_of(query)
    return words.of(queries.RANK[key]).format(
        s=words.base(query) if key.endswith("within") else short,
        c=words.counts(query.conditions, query),
        number=number,
        **words.group(query),
    )


def chosen_groups(query: Query) -> Query:
    """The question for the groups that a ranking is of, where it chooses them first."""
    having = tuple(
        each.but(conditions=()) if each.conditions == (EVERY_ITEM,) else each for each in query.having
    )
    return Query(query.years, query.base, per=query.per, having=having)


def _rank_of_chosen(words: _Words, query: Query) -> str:
    """×がある課のうち、項目が一番多い課は？ "" where English does not say it."""
    groups = _groups(words, chosen_groups(query)).removesuffix(words.of(queries.ASKED))
    undated = _Words("en" if words.english else "ja", words.names, dated=False)
    ranking = _of_all(_rank(undated, query.but(years=(), base=(), having=())), undated)
    if words.english:
        asked, stated = queries.THAT_HAVE
        if query.top or not groups.startswith(queries.WHICH) or groups.count(asked) > 1:
            return ""
        groups = groups.removeprefix(queries.WHICH).replace(asked, stated)
        ranking = ranking[:1].lower() + ranking[1:]
    return words.of(queries.RANK_OF_CHOSEN).format(groups=groups, ranking=ranking)


def _of_items(words: _Words, query: Query, key: str) -> str:
    """Groups with so many items, whatever they are."""
    base = words.modifiers(words.years_of(query), query.base, over=query.over_years)
    number = query.having[0].number
    if number == 1:
        key = key.replace("at_least", "one")  # 項目のある課
    return words.of(queries.HAVING[key]).format(
        number=number, count=_counted(number), w=base, **words.group(query)
    )


def _of_items_and_more(words: _Words, query: Query) -> str:
    """Groups with so many items, whatever they are, that have something besides."""
    (said,) = (each for each in query.having if each.conditions)
    (sized,) = (each for each in query.having if not each.conditions)
    return words.of(queries.HAVING[f"{said.quantifier} {sized.quantifier} items"]).format(
        one=words.values(said.conditions[0]),
        number=sized.number,
        count=_counted(sized.number),
        w=words.modifiers(words.years_of(query), query.base, over=query.over_years),
        **words.group(query),
    )


def _groups(words: _Words, query: Query) -> str:
    having = query.having[0]
    if having.quantifier == "like":
        years = words.modifiers(words.years_of(query), (), over=query.over_years)
        key = "like within" if query.base else "like"
        return words.of(queries.HAVING[key]).format(
            than=words.values(having.than[0]), b=words.base(query), w=years, **words.group(query)
        )
    if len(query.having) == 2 and not all(each.conditions for each in query.having):
        return _of_items_and_more(words, query)
    if not having.conditions:
        return _of_items(words, query, f"{having.quantifier} items")
    values = {
        "number": having.number,
        "count": _counted(having.number),
        "than": words.counts(having.than, query),
        "w": words.modifiers(words.years_of(query), query.base, over=query.over_years),
        "b": words.base(query),
        **words.group(query),
    }
    if len(query.having) == 3 and {each.quantifier for each in query.having} == {"any"}:
        one, other, third = (words.values(each.conditions[0]) for each in query.having)
        return words.of(queries.HAVING["any three"]).format(one=one, other=other, third=third, **values)
    if len(query.having) == 2:
        kinds = [each.quantifier for each in query.having]
        key = f"{kinds[0]} both" if kinds[0] == kinds[1] else " ".join(kinds)
        one, other = (words.values(each.conditions[0]) for each in query.having)
        return words.of(queries.HAVING[key]).format(one=one, other=other, **values)
    plain = words.plain(query, having.conditions) and words.has(queries.HAVING, having.quantifier)
    twice = having.quantifier == "none" and having.conditions[0].negated  # no item but △ is: all are △
    if plain and not twice:
        short = words.short(query, having.conditions)
        said = words.rating(having.conditions[0])
        return words.of(queries.HAVING[having.quantifier]).format(s=short, c=said, **values)
    return words.of(queries.HAVING[f"{having.quantifier} within"]).format(
        s=words.base(query), c=words.counts(having.conditions, query), **values
    )


def _of_sides(words: _Words, query: Query) -> str:
    """Whether each of two sides has something, or one more of it than the other, or as much."""
    sides = [words.values(side[0]) if side else words.of(queries.WHOLE_PLAN) for side in query.sides]
    first, *others = sides
    pairs = queries.BEYOND if query.order else queries.EACH_SIDE
    key = " ".join(filter(None, (query.order, query.by))) if query.order else query.having[0].quantifier
    if query.order and not query.by and not query.conditions:
        key = f"{query.order} items"
    return words.of(pairs[key]).format(
        w=words.modifiers(words.years_of(query), query.base, over=False),
        sides=words.joined(sides, queries.AND),
        first=first,
        other=words.joined(others, queries.AND),
        c=words.rating(query.conditions[0]) if query.conditions else "",
        number=query.having[0].number if query.having else 0,
    )


def _of_named(words: _Words, query: Query) -> str:
    """Whether some groups are those that a question asks for, or the only ones."""
    plain = query.but(named=(), sole=False, unless=False, aggregate="list" if query.having else "rank")
    asked = (_groups if query.having else _rank)(words, plain).removesuffix(words.of(queries.ASKED))
    names = words.joined([words.values(each) for each in query.named], queries.AND)
    key = " ".join(filter(None, ("sole" if query.sole else "named", "not" if query.unless else "")))
    return words.of(queries.NAMED_GROUPS[key]).format(groups=asked, names=names)


def _all_but(words: _Words, query: Query) -> str:
    """Whether all but so many are rated so; nothing where the two statements are other ones."""
    few, either = query.having[:2]
    if [each.quantifier for each in query.having] != ["exactly", "all"]:
        return ""
    (one,), (both,) = few.conditions, either.conditions
    rest = both.but(values=tuple(mark for mark in both.values if mark not in one.values))
    return words.of(queries.HOLDS["exactly all"]).format(
        b=words.phrase(words.years_of(query), query.base, over=query.over_years, noun=not words.english),
        one=words.rating(one),
        c=words.rating(rest),
        number=few.number,
        count=_counted(few.number),
    )


def _holds(words: _Words, query: Query) -> str:
    if words.english and (query.sides or query.named):
        return ""
    if query.sides:
        return _of_sides(words, query)
    if query.named:
        return _of_named(words, query)
    if query.per and query.having and not query.unless:
        return _there_is(words, query)
    having = query.having[0]
    key = having.quantifier
    if len(query.having) > 1 and not query.unless:
        return _all_but(words, query)
    if query.unless:
        return words.of(queries.HOLDS[f"every {key}"]).format(
            s=words.base(query), c=words.counts(having.conditions, query), **words.group(query)
        )
    if not (query.conditions or having.conditions):  # just so many items, whatever they are rated
        return words.of(queries.HOLDS[f"{key} items"]).format(b=words.base(query), number=having.number)
    if key == "each":
        first, second = (words.value("rating", mark) for mark in query.conditions[0].values)
        return words.of(queries.HOLDS[key]).format(b=words.base(query), one=first, other=second)
    plain = words.plain(query, query.conditions) and words.has(queries.HOLDS, key)
    if plain and not (key == "none" and query.conditions[0].negated):
        named = len(query.base) == 1 and query.base[0].aspect in NAMED and not query.base[0].negated
        named = named and not query.base[0].sections and queries.EVERY_DEPARTMENT not in query.base[0].values
        one = named and query.base[0].aspect in ("item", "measure") and len(query.base[0].values) == 1
        return words.of(queries.HOLDS["is" if one and key == "all" else key]).format(
            b=_looked_at(words, query, one=one and key == "all")
            if words.english
            else words.phrase(words.years_of(query), query.base, over=query.over_years, noun=not named),
            c=words.rating(query.conditions[0]),
            number=having.number,
            count=_counted(having.number),
        )
    return words.of(queries.HOLDS[f"{key} within"]).format(
        s=words.base(query),
        c=words.counts(query.conditions or having.conditions, query),
        than=words.counts(having.than, query),
        number=having.number,
        count=_counted(having.number),
    )


def _looked_at(words: _Words, query: Query, *, one: bool) -> str:
    """What a question in English is about: items, or `one` measure or item by its number."""
    years = words.modifiers(words.years_of(query), (), over=False)
    return f"{words.values(query.base[0])}{years}" if one else words.base(query)


def _there_is(words: _Words, query: Query) -> str:
    """Whether there are groups that have something; "" where English does not say it."""
    groups = _groups(words, query).removesuffix(words.of(queries.ASKED))
    if words.english:
        asked, stated = queries.THAT_HAVE
        if len(query.having) > 1 or not groups.startswith(queries.WHICH) or groups.count(asked) > 1:
            return ""
        groups = groups.removeprefix(queries.WHICH).replace(asked, stated)
    return words.of(queries.THERE_IS).format(groups=groups)


def _compare(words: _Words, query: Query) -> str:
    if not query.sides:
        return words.of(queries.COMPARE).format(s=words.all_of(query))
    values = [words.values(each) for side in query.sides for each in side]
    said = words.joined(values, queries.AND)
    if () in query.sides:
        said = words.joined([said, words.of(queries.WHOLE_PLAN)], queries.AND)
    if query.by == "difference":
        return words.of(queries.COMPARE_DIFFERENCE).format(s=words.all_of(query), sides=said)
    if not words.english and not query.base and not query.conditions and not query.over_years:
        years = words.modifiers(words.years_of(query), (), over=False)
        return words.of(queries.COMPARE_PLAIN).format(w=years, sides=said)
    return words.of(queries.COMPARE_SIDES).format(s=words.all_of(query), sides=said)


def _overview(words: _Words, query: Query) -> str:
    years = words.years_of(query)
    pair = queries.OVERVIEW if years else queries.OVERVIEW_NEWEST
    return words.of(pair).format(years=words.year_names(years))


def _texts(words: _Words, query: Query) -> str:
    order = queries.AMOUNTS_BY.get(query.order) if query.aggregate == "amounts" else None
    pair = (
        order
        or {
            "largest": queries.LARGEST[query.order or "most"],
            "amounts": queries.AMOUNTS,
            "sum": queries.SUM,
            "delta": queries.DELTA,
            "written": queries.WRITTEN,
        }[query.aggregate]
    )
    names = queries.UNITS.get(query.unit, queries.UNITS[""])
    said = words.all_of(query.but(unit=""))
    return words.of(pair).format(s=said, unit=words.of(names), units=names[2])


NAMED = ("owner", "policy", "initiative", "measure", "item")
_SENTENCES: dict[str, Callable[[_Words, Query], str]] = {
    "list": _list,
    "show": _show,
    "count": _count,
    "share": _share,
    "table": _table,
    "rank": _rank,
    "holds": _holds,
    "compare": _compare,
    "overview": _overview,
    **dict.fromkeys(("largest", "amounts", "sum", "delta", "written"), _texts),
}
