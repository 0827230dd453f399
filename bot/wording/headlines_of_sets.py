"""The first line about several items: lists, counts, groups, years, columns. Japanese beside English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate

from bot.answer import Saying
from bot.wording.headlines import Headlines

# "No." would be read as a number beside "No.9".
TRUTH = {True: ("はい。", "Yes – "), False: ("いいえ。", "No – "), None: ("わかりません。", "Not known – ")}

NUMBER = "No."  # before the number of a measure
NAMED, NUMBERED = 6, 12  # groups that are named, measures that are told by their numbers alone
FIRST, ROOM = 3, 36  # of more groups than that: those that are named at least, signs of those beyond


class SetHeadlines(Headlines):
    """The sentences about sets of items, and whether something is so of them."""

    def truth(self, holds: bool | None, fact: str) -> str:
        """Yes, no or not known, then the fact at once."""
        return self._say(*TRUTH[holds]) + self.inside(fact)

    def subject(self, parts: Mapping[str, str], without: Sequence[str], but: Sequence[str] = ()) -> str:
        """The noun phrase of what was looked at; `parts` by condition, each already written out.

        `without`: whose or which items are left out; `but`: ratings that are.
        """
        ratings, words = parts.get("ratings", ""), parts.get("words", "")  # the words in quotation marks
        if self.lang == "ja":
            left_out = (*but, *without)
            given = [f"{self.words.join(left_out)}以外"] if left_out else []
            given += [
                parts[name]
                for name in ("departments", "policies", "initiatives", "measures")
                if name in parts
            ]
            given += [words if ratings else f"{words}に関する項目"] if words else []
            given += [ratings] if ratings else []
            return "の".join(given) or "計画全体"
        phrases = [("", ratings)] if ratings else []
        phrases += [("of ", parts["departments"])] if "departments" in parts else []
        phrases += [("in ", parts[name]) for name in ("policies", "initiatives", "measures") if name in parts]
        phrases += [("about ", words)] if words else []
        phrases += [("other than ", self.words.join(but))] if but else []
        phrases += [("outside ", self.words.join(without))] if without else []
        if not phrases:
            return "The plan"
        shown = "".join(f" {link}{name}" for link, name in phrases)
        if ((without or but) and not ratings) or phrases[0][0] == "about ":
            return f"items{shown}"
        return shown[1 + len(phrases[0][0]) :]

    def lost(self, place: str) -> str:
        """Behind "not known": why."""
        return self._say(
            f"評価欄が原資料で失われています（{place}）", f"The rating is lost in the source: {place}"
        )

    def unfilled(self, place: str) -> str:
        """Behind "not known": why."""
        return self._say(f"評価は未記入です（{place}）", f"The rating is not filled in: {place}")

    def one(self, name: str, rating: str, place: str) -> str:
        """The only item of what was looked at."""
        return self._say(f"{name}は1項目、{rating}です（{place}）", f"{name}: 1 item, {rating} ({place})")

    def does(self, name: str, done: Sequence[str], counted: str, tally: str) -> str:
        """What a department does: its first items by name, then how many there are and how they are rated."""
        shown = self.join(done, 3, "項目")
        return self._say(
            f"{name}の取組は{shown}です（{counted}: {tally}）", f"{name}: {shown} ({counted}: {tally})"
        )

    def only_one(self, name: str, place: str) -> str:
        """The only item with the rating that was asked for."""
        return self._say(f"{name}は1項目です（{place}）", f"{name}: 1 item ({place})")

    def counted(self, name: str, counted: str, share: float | None, rated: int, parts: str = "") -> str:
        """How many, and which part of the rated ones."""
        part = ""
        if share == 100 and rated > 1:
            part = self._say(f"、評価のある{rated}項目すべて", ", all that are rated")
        elif share is not None:
            part = self._say(f"、評価のある{rated}項目の{share}%", f", {share}% of {rated} rated items")
        tail = f"（{parts}）" if parts else ""
        return self._say(
            f"{name}は{counted}{part}です{tail}", f"{name}: {counted}{part}{tail and f' ({parts})'}"
        )

    def by_measure(self, name: str, measures: int, items: int, whole: int | None) -> str:
        """How many measures, where measures were asked for."""
        part = (
            ""
            if whole is None
            else self._say(f"、うち全項目がそうなのは{whole}事業", f", {whole} of them in full")
        )
        return self._say(
            f"{name}は{measures}事業（{items}項目{part}）です",
            f"{name}: {measures} measure{'s' * (measures != 1)}{part} ({items} item{'s' * (items != 1)})",
        )

    def rated_items(self, name: str) -> str:
        """The items that have a rating."""
        if not name:
            return self._say("評価のある項目", "Rated items")
        return self._say(f"{name}で評価のある項目", f"Rated items of {name}")

    def size(self, measures: int, items: int) -> str:
        """How large the whole plan is."""
        return self._say(f"{measures}事業、{items}項目です", f"{measures} measures, {items} items")

    def none(self, name: str, instead: str) -> str:
        """Nothing meets it; what there is instead."""
        tail = self._say(f"（{instead}）", f" ({instead})") if instead else ""
        return self._say(f"{name}は0項目です{tail}", f"{name}: 0 items{tail}")

    def instead(self, name: str, counted: str, tally: str) -> str:
        """What a department has instead."""
        return self._say(f"{name}は{counted}: {tally}", f"{name} has {counted}: {tally}")

    def share(self, name: str, share: float, rated: int, number: int) -> str:
        """A share that was asked for."""
        return self._say(
            f"{name}は{share}%です（評価のある{rated}項目のうち{number}項目）",
            f"{name}: {share}% ({number} of {rated} rated items)",
        )

    def shares(self, name: str, shares: str, rated: int) -> str:
        """Every mark's share."""
        return self._say(
            f"{name}は評価のある{rated}項目のうち {shares} です", f"{name}: of {rated} rated items {shares}"
        )

    def member_only(self, name: str, numbers: str) -> str:
        """A department without items of its own; `numbers`: what is shown in their place."""
        ja, en = (
            (
                f"（担当課に名前がある事業、全課の項目: {numbers}）",
                f" (listed for, or with every department: {numbers})",
            )
            if numbers
            else ("", "")
        )
        return self._say(f"{name}に自分の項目はありません{ja}", f"{name} has no item of its own{en}")

    def mentioned(self, word: str, counted: str) -> str:
        """In how many items something is written."""
        return self._say(f"「{word}」の記載は{counted}にあります", f'"{word}" is written in {counted}')

    def amounts(self, unit: str, counted: str, found: str) -> str:
        """In which items figures of a unit are written."""
        told = {"円": ("金額（円）", "Amounts in yen"), "%": ("%の数字", "Percentages")}
        name = self._say(*told.get(unit, (f"「{unit}」の数字", f'Figures in "{unit}"')))
        return self._say(f"{name}の記載は{counted}です: {found}", f"{name} stand in {counted}: {found}")

    def columns(self, names: Sequence[str]) -> str:
        """Headings of further columns: 「決算額（千円）」."""
        return "".join(f"「{name}」" for name in names)

    def no_column_text(self, name: str) -> str:
        """A further column has no text for what was asked."""
        return self._say(
            f"評価表の{name}の欄に記載はありません（0件）", f"Nothing stands in the column {name} (0 items)"
        )

    def no_item_meant(self) -> str:
        """No item is what the question says of them, so none has a text to show."""
        return self._say("当てはまる項目はありません（0件）", "No item is so (0 items)")

    def column_text(self, name: str, text: str, where: str, ordered: str) -> str:
        """What stands in a further column, of one item or of those with the largest or smallest number."""
        ja, en = {
            "most": ("一番大きいのは", "The largest "),
            "least": ("一番小さいのは", "The smallest "),
        }.get(ordered, ("", ""))
        if ordered:
            return self._say(f"{name}が{ja} {where} の「{text}」です", f"{en}{name} is 「{text}」: {where}")
        return self._say(f"{where} の{name}は「{text}」です", f"{name} of {where}: 「{text}」")

    def column_list(
        self, name: str, items: int, ordered: str, tally: Sequence[tuple[str, int]], *, summed: bool
    ) -> str:
        """How many items have a text in a further column, how often each of few; that it is not added up, not
        put in order or not compared."""
        if summed:
            return self._say(
                f"合計や平均は出しません。{name}を{items}項目について記載のとおり並べます",
                f"No total or mean is made. {name} of {items} items, as printed",
            )
        told = {
            "mixed": (
                f"{name}は同じ単位の数字だけではないため、大小を比べません。{items}項目の記載のとおりです",
                f"{name} is not all numbers of one unit, so none are compared; {items} items as printed",
            ),
            "unlike": (
                f"{name}はお尋ねの単位の数字ではないため、大小を比べません。{items}項目の記載のとおりです",
                f"{name} is not in the unit that was asked for, so none are compared; {items} items as printed",
            ),
            "falling": (f"{name}の大きい順に{items}項目です", f"{items} items, the largest {name} first"),
            "rising": (f"{name}の小さい順に{items}項目です", f"{items} items, the smallest {name} first"),
        }.get(ordered)
        if told is not None:
            return self._say(*told)
        each = self.words.join([f"{text} {count}" for text, count in tally])
        return self._say(
            f"{name}の記載があるのは{items}項目です{f'（{each}）' if each else ''}",
            f"{name} stands in {items} items{f' ({each})' if each else ''}",
        )

    def column_within(
        self, name: str, bounds: Sequence[str], items: int, no_number: int, other: str = ""
    ) -> str:
        """How many items have a number within these bounds ("over:100%") in a further column, and how many
        cells could not be compared. `other`: what has the number of the bound."""
        words = {
            "over": ("より大きい" if other else "超", "more than "), "from": ("以上", "at least "),
            "to": ("以下", "at most "), "under": ("より小さい" if other else "未満", "less than "),
            "is": ("と同じ" if other else "", "as much as " if other else ""),
        }  # fmt: skip
        parts = [(words[way], other or shown) for way, _, shown in (each.partition(":") for each in bounds)]
        ja = "".join(f"{shown}{word}" for (word, _), shown in parts)
        en = " and ".join(f"{word}{shown}" for (_, word), shown in parts)
        left = (f"（数字でない{no_number}項目は比べていません）", f" ({no_number} hold no number)")
        return self._say(
            f"{name}が{ja}{'' if ja.endswith('い') else 'な'}のは{items}項目です{left[0] if no_number else ''}",
            f"{name} is {en} in {items} items{left[1] if no_number else ''}",
        )

    def column_says(self, sayings: Sequence[Saying], items: int) -> str:
        """How many items have just these texts in further columns, or others."""
        said = self._sayings(sayings)
        return self._say(f"{said}なのは{items}項目です", f"{said} in {items} items")

    def of_those_that_say(self, sayings: Sequence[Saying], sentence: str) -> str:
        """A sentence of the items that have just these texts in further columns."""
        said = self._sayings(sayings)
        return self._say(f"{said}の項目では、{sentence}", f"Where {said}: {sentence}")

    def _sayings(self, sayings: Sequence[Saying]) -> str:
        """「次年度の方針」が「見直し」か「廃止」、「手法」が「委託」以外."""
        ja, en = [], []
        for each in sayings:
            texts = [f"「{text}」" for text in each.values]
            ja.append(f"「{each.column}」が{'か'.join(texts)}{'以外' if each.isnt else ''}")
            en.append(f"「{each.column}」 is {'another than ' if each.isnt else ''}{' or '.join(texts)}")
        return self._say("、".join(ja), " and ".join(en))

    def column_of_each(self, name: str, each: Sequence[tuple[str, str]]) -> str:
        """What a few items have in a further column: place and text of each."""
        ja = "、".join(f"{place} が「{text}」" for place, text in each)
        en = ", ".join(f"{place} 「{text}」" for place, text in each)
        return self._say(f"{name}は {self.words.closed(ja)}", f"{name}: {en}")

    def column_sides(self, name: str, sides: Sequence[tuple[str, int]]) -> str:
        """How many items have each of these texts in a further column, and by how many the most exceed."""
        ja, en = (
            "、".join(f"「{text}」が{count}項目" for text, count in sides),
            ", ".join(f"「{text}」 {count} items" for text, count in sides),
        )
        (most, many), *others = sorted(sides, key=lambda side: -side[1])
        by = many - others[0][1]
        if not by:
            return self._say(f"「{name}」は{ja}で、同じ数です", f"「{name}」: {en}, as many")
        return self._say(
            f"「{name}」は{ja}で、「{most}」のほうが{by}項目多いです",
            f"「{name}」: {en}; 「{most}」 has {by} more",
        )

    def without_column_text(self, items: int) -> str:
        """How many items have nothing in the column."""
        return self._say(f"ほか{items}項目には記載がありません", f"Nothing stands there for {items} more")

    def no_sum(self, items: int, *, money: bool = False) -> str:
        """That figures are not added up; amounts of `money` may be of different kinds."""
        noun = "item" if items == 1 else "items"
        if money:
            return self._say(
                f"合計は出せません。性質の違う金額を含むおそれがあるため、{items}項目の金額を並べます",
                f"No total: the amounts may be of different kinds. Those of {items} {noun} stand one by one",
            )
        return self._say(
            f"合計は出せません。同じ人や件数が重なるおそれがあるため、{items}項目の数字を並べます",
            f"No total: people or cases may overlap. The figures of {items} {noun} stand one by one",
        )

    def unrated(self, counted: str, found: str) -> str:
        """Which items have no rating."""
        return self._say(f"評価のない項目は{counted}です: {found}", f"{counted} without a rating: {found}")

    def extreme(self, mark: str, counted: str, best: bool) -> str:
        """The best or the worst mark that is given."""
        ja, en = ("最も高い", "best") if best else ("最も低い", "lowest")
        return self._say(f"{ja}評価は{mark}で、{counted}です", f"The {en} rating given is {mark}: {counted}")

    def measures(self, kind: str, ratings: str, numbers: Sequence[str]) -> str:
        """Measures that have both, only, or none of some ratings."""
        ja, en = {
            "both": (f"{ratings}の両方がある事業", f"Measures with both {ratings}"),
            "only": (f"評価がすべて{ratings}の事業", f"Measures whose rated items are all {ratings}"),
            "without": (f"{ratings}がない事業", f"Measures without {ratings}"),
        }[kind]
        if not numbers:
            return self._say(f"{ja}はありません", f"{en}: none")
        shown = self._say("・".join(numbers[:10]), ", ".join(numbers[:10]))
        left = len(numbers) - 10
        tail = self._say(f"ほか{left}事業", f" and {left} more") if left > 0 else ""
        return self._say(
            f"{ja}は{len(numbers)}事業です（No.{shown}{tail}）", f"{en}: {len(numbers)} (No.{shown}{tail})"
        )

    # ---- groups

    def groups(self, kind: str, ratings: str, group_by: str, names: Sequence[str]) -> str:
        """Which groups have only, or none, or both of some ratings."""
        unit, word = self.group_unit(group_by), self.words.unit(group_by)
        several = f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"
        groups = (word if len(names) == 1 else several).capitalize()
        ja, en = {
            "only": (f"評価がすべて{ratings}の{word}", f"{groups} with only {ratings}"),
            "without": (f"{ratings}がない{word}", f"{groups} without {ratings}"),
            "both": (f"{ratings}の両方がある{word}", f"{groups} with both {ratings}"),
        }[kind]
        if not names:
            return self._say(f"{ja}はありません", f"{en}: none")
        shown = self.join(names, 6, unit)
        return self._say(f"{ja}は{len(names)}{unit}です: {shown}", f"{en}: {len(names)} ({shown})")

    def among(self, among: str, sentence: str) -> str:
        """A sentence about groups, of those that were named; "" where none were."""
        told = self._say(f"{among}のうち、{sentence}", f"Of {among}: {self.inside(sentence)}")
        return told if among else sentence

    def stated(self, asks: str) -> str:
        """The groups that a question asks for, as a phrase: ×がある課, departments that have ×."""
        said = _stated(asks) if self.lang == "en" else asks.removesuffix("は？")
        return said[:1].lower() + said[1:] if self.lang == "en" else said

    def chosen(self, asks: str, names: Sequence[str], unit: str, among: str = "") -> str:
        """The groups that a question asks for, in its own words; `asks` is the question, `among` of which."""
        asks = self.among(among, _stated(asks) if self.lang == "en" else asks)
        if not names:
            return self._say(f"{asks.removesuffix('は？')}はありません", f"{asks}: none")
        numbers = [name.removeprefix(NUMBER) for name in names]
        shown = self.join(names, _so_many(names), unit)
        if NAMED < len(names) <= NUMBERED and all(name.startswith(NUMBER) for name in names):
            shown = NUMBER + self._say("・", ", ").join(numbers)
        return self._say(
            f"{asks.removesuffix('は？')}は{len(names)}{unit}です: {shown}", f"{asks}: {len(names)} ({shown})"
        )

    def unsure(self, names: Sequence[str], unit: str) -> str:
        """Groups of which a rating that is lost or not filled in decides."""
        shown = self.join(names, 3, unit)
        return self._say(
            f"。{shown}は評価不明のため分かりません", f"; not known, a rating is missing: {shown}"
        )

    def of_which(self, name: str, counted: str, tally: str, beside: str) -> str:
        """The ratings of what a yes-or-no question is about; `beside`: its sections, counted apart."""
        apart = self._say(f"（別に {beside}）", f" (apart: {beside})") if beside else ""
        return self._say(
            f"{name}は{counted}のうち {tally} です{apart}", f"{name}: {counted}, of which {tally}{apart}"
        )

    def part_of(self, name: str, counted: str, what: str, number: str, where: str) -> str:
        """How many of what a yes-or-no question is about are so, and which ones."""
        shown = self._say(f"（{where}）", f" ({where})") if where else ""
        return self._say(
            f"{name}は{counted}、そのうち{what}は{number}です{shown}",
            f"{name}: {counted}; {what}: {number}{shown}",
        )

    def others(self, where: str) -> str:
        """The few that are not so, where most are."""
        return self._say(f"それ以外は{where}", f"the others: {where}")

    def read_so(self, read: str, place: str) -> str:
        """How one item was read off its source."""
        return self._say(f"{read}（{place}）", f"{read} ({place})")

    def difference(self, number: str, sides: Sequence[str], points: str = "") -> str:
        """By how much two sides differ; `points`: between their shares."""
        ja, en = (f"、割合では{points}ポイント", f", {points} percentage points") if points else ("", "")
        return self._say(
            f"差は{number}{ja}です（{'、'.join(sides)}）", f"Difference: {number}{en} ({', '.join(sides)})"
        )

    def average(self, what: str, unit: str, number: float, groups: int, items: str, left_out: str) -> str:
        """How many there are to a group; `left_out`: the owner that stands for every department."""
        ja, en = (f"。{left_out}の分は除く", f"; without {left_out}") if left_out else ("", "")
        return self._say(
            f"{what}は1{unit}あたり平均{number}項目です（{groups}{unit}で延べ{items}{ja}）",
            f"{what}: {number} items to a group on average ({groups} groups, {items} counted once for each{en})",
        )

    def apart(self, names: Sequence[str], unit: str) -> str:
        """Groups that are named apart: they have unrated items too."""
        shown = self.join(names, 3, unit)
        return self._say(
            f"。評価のない項目もある{shown}は別です", f"; apart, with unrated items too: {shown}"
        )

    def first(
        self, what: str, names: Sequence[str], number: str, *, least: bool, share: bool, unit: str
    ) -> str:
        """The first place of a ranking, ties together."""
        ja = ("低い" if least else "高い") if share else ("少ない" if least else "多い")
        en = ("lowest" if least else "highest") if share else ("fewest" if least else "most")
        each = "各" if len(names) > 1 and self.lang == "ja" else " each" if len(names) > 1 else ""
        shown = self.join(names, 6, unit)
        return self._say(
            f"{what}が最も{ja}のは{shown}です（{each}{number}）",
            f"{en.capitalize()} {what}: {shown} ({number}{each})",
        )

    def only_of_everyone(self, what: str, names: Sequence[str], number: str, unit: str) -> str:
        """No group of its own has any: what there is belongs to 全課."""
        shown = self.join(names, 3, unit)
        return self._say(
            f"{what}のある{unit}はありません。{shown}の項目だけです（{number}）",
            f"{what}: only {shown} ({number}), no other",
        )

    def table(self, group_by: str, counted: str, tally: str) -> str:
        """The whole of a table."""
        unit = self.words.unit(group_by)
        if not tally:
            return self._say(f"{unit}別の内訳です。全体は{counted}", f"By {unit}. In all, {counted}")
        return self._say(
            f"{unit}別の内訳です。全体は{counted}: {tally}", f"By {unit}. In all, {counted}: {tally}"
        )

    def table_of_years(self, group_by: str, found: Sequence[tuple[str, str, str]]) -> str:
        """The whole of each year of a table: its name, how many items there are, ratings of those meant."""
        unit = self.words.unit(group_by)
        ja = "、".join(f"{year}は{whole}のうち {tally or 0}" for year, whole, tally in found)
        en = "; ".join(f"{year}: of {whole} {tally or 0}" for year, whole, tally in found)
        return self._say(f"{unit}別の内訳です。{self.words.closed(ja)}", f"By {unit}. {en}")

    def table_shares(self, what: str, group_by: str, found: Sequence[str]) -> str:
        """Each group's share."""
        shown = self.join(found, 6, self.group_unit(group_by))
        return self._say(
            f"{self.words.unit(group_by)}別の{what}の割合は {self.words.closed(shown)}",
            f"Share of {what} by {self.words.unit(group_by)}: {shown}",
        )

    def sides(self, found: Sequence[str]) -> str:
        """Sides next to each other."""
        return self._say(self.words.closed("、".join(found)), "; ".join(found))

    def side(self, name: str, tally: str, counted: str) -> str:
        """One side: `防災課は ○ 丸 1、× バツ 1`."""
        return self._say(f"{name}は {tally or counted} ", f"{name}: {tally or counted}").strip()

    def held_side_by_side(
        self, what: str, sides: Sequence[tuple[str, str, str]], first: str, *, equal: bool
    ) -> str:
        """How often a rating stands on each side: `△ 三角が多いのは防災課です（防災課 2項目 50.0%、…）`."""
        shown = "、".join(f"{name} {number} {share}" for name, number, share in sides)
        english = "; ".join(f"{name} {number}, {share}" for name, number, share in sides)
        if first:
            return self._say(f"{what}が多いのは{first}です（{shown}）", f"More {what}: {first} ({english})")
        if equal:
            return self._say(f"{what}は同数です（{shown}）", f"As many {what} on each side ({english})")
        return self._say(f"{what}は {self.words.closed(shown)}", f"{what}: {english}")

    def shares_side_by_side(
        self, what: str, sides: Sequence[tuple[str, str, str]], first: str, *, equal: bool
    ) -> str:
        """What part a rating is of each side: `○ 丸の割合が高いのは税務課です（税務課 100.0%（3項目）、…）`."""
        shown = "、".join(f"{name} {share}（{number}）" for name, number, share in sides)
        english = "; ".join(f"{name} {share}, {number}" for name, number, share in sides)
        if first:
            return self._say(
                f"{what}の割合が高いのは{first}です: {shown}", f"Higher share of {what}: {first} ({english})"
            )
        if equal:
            return self._say(f"{what}の割合は同じです: {shown}", f"The same share of {what} ({english})")
        return self._say(f"{what}の割合は {self.words.closed(shown)}", f"Share of {what}: {english}")

    def changed(self, course: str, found: Sequence[str]) -> str:
        """What became of the items from one year to another."""
        return self._say(
            f"{course}は {self.words.closed(self.words.join(found))}", f"{course}: {self.words.join(found)}"
        )

    def course_of(self, what: str, shares: Sequence[float]) -> str:
        """A share from year to year."""
        course = " → ".join(f"{share}%" for share in shares)
        return self._say(f"{what}の割合 {course}", f"share of {what} {course}")

    def kind_of_change(self, course: str, kind: str, counted: str) -> str:
        """How many items changed so."""
        return self._say(
            f"{course}で「{kind}」は{counted}です", f"{course}, {kind[:1].lower()}{kind[1:]}: {counted}"
        )

    def followed(self, course: str, place: str) -> str:
        """The ratings of one item over the years."""
        return self._say(f"{course} です（{place}）", f"{course}: {place}")

    def corrected(self, number: int, names: str) -> str:
        """How many fields people corrected."""
        return self._say(f"訂正は{number}件です（{names}）", f"{number} corrected ({names})")

    def only_confirmed(self, number: int, names: str) -> str:
        """That people changed no value, but confirmed how some were read."""
        return self._say(
            f"値を訂正した欄はありません。人が原文の読みを確かめた記録は{number}件です（{names}）",
            f"No value was corrected. People confirmed the reading of {number} fields ({names})",
        )

    def recorded(self, place: str, text: str, others: int) -> str:
        """What people recorded of what is printed at a place: a Japanese sentence of the record."""
        more = self._say(f"（ほか{others}件）", f" ({others} more)") if others else ""
        return self._say(f"{place.strip()}の{text}{more}", f"{place.strip()}: {text}{more}")

    def found_elsewhere(self, name: str, elsewhere: str) -> str:
        """Nothing there, but elsewhere."""
        return self._say(
            f"{name}は0項目です（ほかの担当・評価には{elsewhere}）",
            f"{name}: 0 items ({elsewhere} elsewhere)",
        )


def _stated(asks: str) -> str:
    """Which measures have any ×? → Measures that have ×; what it is asked among, behind it."""
    among, which, rest = asks.removesuffix("?").rpartition("hich ")
    if not which or " have " not in rest:
        return asks
    groups, _, what = rest.partition(" have ")
    among = among.rstrip("wW").rstrip(", ")
    where = "" if among in ("", "Among the items") else f", {among[0].lower()}{among[1:]}"
    return f"{groups[0].upper()}{groups[1:]} that have {what.removeprefix('any ')}{where}"


def _so_many(names: Sequence[str]) -> int:
    """How many of the names a headline tells: of many only what two lines of a phone have room for."""
    if len(names) <= NAMED:
        return len(names)
    return max(FIRST, sum(length <= ROOM for length in accumulate(len(name) + 1 for name in names[:NAMED])))
