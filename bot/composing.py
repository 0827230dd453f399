"""Answer → Card: one function a kind of answer. Chooses what is shown; the sentences stand in wording."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import assert_never

from bot.answer import (
    AnyAnswer,
    Asked,
    Compared,
    Counted,
    Group,
    Helped,
    Listed,
    Nothing,
    Overview,
    Shown,
    Tabled,
)
from bot.answering.selecting import percent
from bot.card import Card, Choice, Fact, Section
from bot.question import Ask, Field, Question, Turn
from bot.topics import Texts, compact
from bot.vocabulary import Vocabulary
from bot.wording import Wording
from katou_index.plan import Certainty, FiscalYear, Item, Measure

FULL = 3  # items of a measure shown in full
SHORT = 46  # signs of a text shown in a line of a list
FIELDS = (Field.PLANNED, Field.RESULT, Field.EVIDENCE)


class Composer:
    """Makes the card of an answer."""

    def __init__(self, vocabulary: Vocabulary, texts: Texts, today: date) -> None:
        self.vocabulary = vocabulary
        self.texts = texts
        self.plan = vocabulary.plan
        self.today = today

    def compose(self, answer: AnyAnswer) -> Card:
        """The whole card."""
        say = Wording(answer.question.lang, self.vocabulary.tables.scale)
        match answer:
            case Shown():
                sections, choices = self._shown(answer, say), self._shown_choices(answer, say)
            case Listed():
                sections, choices = self._listed(answer, say), self._list_choices(answer, say)
            case Counted():
                sections, choices = self._counted(answer, say), self._list_choices(answer, say)
            case Tabled():
                sections, choices = self._tabled(answer, say), ()
            case Compared():
                sections, choices = self._compared(answer, say), ()
            case Overview():
                sections, choices = self._overview(answer, say), self._examples(say)
            case Asked():
                sections, choices = self._asked(answer, say), self._asked_choices(answer, say)
            case Nothing():
                sections, choices = self._nothing(answer, say), self._nothing_choices(answer, say)
            case Helped():
                sections, choices = self._helped(answer, say), self._examples(say)
            case _:
                assert_never(answer)
        return Card(
            lang=answer.question.lang,
            head=say.head(self.plan.year, self.read_as(answer.question, say)),
            notices=tuple(self._notices(answer, say)),
            sections=sections,
            foot=self._foot(answer, say),
            choices=choices,
        )

    # ---- head

    def read_as(self, question: Question, say: Wording) -> tuple[tuple[str, str], ...]:
        """How the question was read, as pairs of condition and value."""
        given = question.filter
        policies = self.vocabulary.policies
        without = (
            *given.not_ratings,
            *given.not_departments,
            *(f"{chr(0x245F + n)} {policies.get(n, '')}" for n in given.not_policies),
        )
        found = (
            ("before", say.within_last() if question.turn in (Turn.NARROW, Turn.REMOVE) else ""),
            ("ratings", say.join(say.mark(mark) for mark in given.ratings)),
            ("departments", say.join(given.departments)),
            (
                "policies",
                say.join(f"{chr(0x245F + n)} {policies.get(n, '')}".strip() for n in given.policies),
            ),
            ("initiatives", say.join(given.initiatives)),
            (
                "measures",
                say.join((*(f"No.{n}" for n in given.measures), *(f"No.{each}" for each in given.items))),
            ),
            ("not", say.join(without)),
            (
                "words",
                say.join(
                    (
                        *question.phrases,
                        *question.figures,
                        *question.months[:1],
                        *(topic.text for topic in question.topics),
                    )
                ),
            ),
        )
        return tuple((name, value) for name, value in found if value)

    def _notices(self, answer: AnyAnswer, say: Wording) -> list[str]:
        question = answer.question
        notices = [say.respelled(typed, read) for typed, read in question.respelled]
        if answer.unknown and answer.kind != "nothing":
            notices.append(say.not_found_words(answer.unknown))
        for said in question.said:
            key, _, value = said.partition(":")
            if key == "below" and question.filter.ratings:
                scale = [mark.mark for mark in self.vocabulary.tables.scale.marks]
                below = question.filter.ratings == tuple(scale[2:])
                notices.append(
                    say.read_below(question.filter.ratings, scale[0])
                    if below
                    else say.read_other(question.filter.ratings)
                )
            elif key == "means" and question.filter.ratings:
                notices.append(say.read_means(value, question.filter.ratings[0]))
            elif key == "department":
                notices.append(say.read_department(value))
            elif key == "calendar_year" and question.filter.years:
                notices.append(say.read_calendar_year(question.filter.years[0]))
            elif key == "largest":
                notices.append(say.largest(value))
        return list(dict.fromkeys(notices))

    # ---- a measure

    def _shown(self, answer: Shown, say: Wording) -> tuple[Section, ...]:
        question = answer.question
        measure = answer.measures[0]
        sections = []
        if len(answer.items) > FULL:
            lines = tuple(
                self._line(item, say, with_title=False) + self._wanted(item, question, say)
                for item in answer.items
            )
            tally = say.tally(self._by_rating(answer.items))
            sections.append(
                Section(
                    title=f"No.{measure.number} {measure.title}", lines=(say.whole(measure, tally), *lines)
                )
            )
        else:
            sections += [self._item(item, question, say) for item in answer.items]
        lines = []
        if len(answer.measures) == 1 and len(measure.items) > len(answer.items):
            lines.append(say.whole(measure, say.tally(self._by_rating(measure.items))))
        if Field.OWNER in question.wants or len(answer.items) == len(measure.items):
            members = [
                n
                for n in measure.departments
                if not n.startswith("全課") and not any(self._is_owner(n, i) for i in measure.items)
            ]
            if members:
                lines.append(say.member(members, measure))
        if Field.WHY in question.wants:
            lines.append(say.why_only_quoted())
        lines += [say.year_before(written, before) for written, before in answer.delta]
        if lines:
            sections.append(Section(lines=tuple(lines)))
        if answer.related:
            sections.append(
                Section(
                    title=say.mentions(),
                    lines=tuple(self._line(i, say) + self._snippet(i, question) for i in answer.related[:8]),
                )
            )
        return tuple(sections)

    def _is_owner(self, name: str, item: Item) -> bool:
        return any(name == owner or name.startswith(owner) or owner.startswith(name) for owner in item.owners)

    def _item(self, item: Item, question: Question, say: Wording) -> Section:
        measure = self.plan.by_number[item.measure]
        policy = (
            f"{chr(0x245F + measure.policy_no)} {measure.policy}" if measure.policy_no else measure.policy
        )
        initiative = measure.initiative + (
            say.estimated() if measure.estimated and measure.initiative else ""
        )
        facts = [
            Fact(say.label("rating"), say.rating(item)),
            Fact(say.label("owner"), say.join(item.owners)),
            *(
                Fact(say.label(field.value), self._text(item, field) or say.missing(item))
                for field in self._ordered(question)
            ),
        ]
        place = "｜".join(part for part in (policy, initiative) if part)
        if place:
            facts.append(Fact(say.label("policy"), place))
        return Section(
            title=f"{say.item_name(item, measure)} {measure.title} {say.rating(item)}", facts=tuple(facts)
        )

    def _ordered(self, question: Question) -> list[Field]:
        """The texts, those that were asked for first."""
        wanted = [field for field in FIELDS if field in question.wants]
        return [*wanted, *(field for field in FIELDS if field not in wanted)]

    def _text(self, item: Item, field: Field) -> str:
        return {Field.PLANNED: item.planned, Field.RESULT: item.result, Field.EVIDENCE: item.evidence}[field]

    def _wanted(self, item: Item, question: Question, say: Wording) -> str:
        wanted = [field for field in FIELDS if field in question.wants]
        if Field.WHY in question.wants:
            wanted.append(Field.RESULT)
        if Field.FIGURE in question.wants:
            wanted.append(Field.EVIDENCE)
        texts = [
            f"{say.label(field.value)} {self._text(item, field)}"
            for field in dict.fromkeys(wanted)
            if self._text(item, field)
        ]
        return ("｜" + "｜".join(texts)) if texts else ""

    def _line(self, item: Item, say: Wording, with_title: bool = True) -> str:
        """One item in one line: number, rating, owner, what it is about."""
        measure = self.plan.by_number[item.measure]
        about = measure.title if with_title else ""
        if len(measure.items) > 1 or not with_title:
            planned = item.planned or item.result
            about = "・".join(part for part in (_short(about, 30), _short(planned)) if part)
        return f"{say.item_name(item, measure)} {say.rating(item)}｜{say.join(item.owners)}｜{about}"

    def _snippet(self, item: Item, question: Question) -> str:
        """The sentence of an item in which a word of the question stands."""
        forms = [
            form for topic in question.topics for word in topic.words if not word.weak for form in word.forms
        ]
        for text in (item.evidence, item.result, item.planned):
            for sentence in text.replace("。", "。\n").replace(" ・", "\n・").split("\n"):
                if any(form in compact(sentence) for form in forms):
                    return f"｜…{_short(sentence.strip(), 60)}"
        return ""

    def _shown_choices(self, answer: Shown, say: Wording) -> tuple[Choice, ...]:
        choices = []
        for measure in answer.measures[:3]:
            if len(measure.items) > len(answer.items):
                choices.append(Choice(*say.all_items(measure.number)))
        choices += [Choice(f"No.{item.id}", f"No.{item.id}") for item in answer.related[:3]]
        return tuple(choices)

    # ---- lists and numbers

    def _listed(self, answer: Listed, say: Wording) -> tuple[Section, ...]:
        lead = self._lead(answer, say)
        sections = [Section(lines=tuple(lead))]
        if answer.items and answer.detailed:
            sections += [self._item(item, answer.question, say) for item in answer.items]
        elif answer.items:
            sections.append(
                Section(
                    lines=tuple(
                        self._line(item, say) + self._wanted(item, answer.question, say)
                        for item in answer.items
                    )
                )
            )
        apart = [item for item in answer.related]
        if answer.sections:
            within = [item for item in apart if any(owner in answer.sections for owner in item.owners)]
            title = say.sections(
                answer.sections,
                say.counted(len(within), len({i.measure for i in within})),
                say.tally(self._by_rating(within)),
            )
            sections.append(Section(title=title, lines=tuple(self._line(item, say) for item in within)))
            apart = [item for item in apart if item not in within]
        if answer.members:
            sections.append(
                Section(
                    title=say.members(answer.members), lines=tuple(self._line(item, say) for item in apart)
                )
            )
        elif apart:
            lines = tuple(self._line(item, say) + self._snippet(item, answer.question) for item in apart[:10])
            sections.append(Section(title=say.mentions(), lines=lines))
        return tuple(sections)

    def _lead(self, answer: Listed | Counted, say: Wording) -> list[str]:
        counts = answer.counts
        lead = []
        if isinstance(answer, Listed) and answer.note == "only_named":
            return [say.only_named(answer.topic)]
        if isinstance(answer, Listed) and answer.note:
            lead.append(say.note(answer.note))
        if counts is not None:
            share = counts.share if answer.question.filter.ratings else None
            tally = say.tally(counts.by_rating)
            line = say.selected(say.counted(counts.items, counts.measures), share, counts.rated)
            lead.append(f"{line}: {tally}" if tally and len(counts.by_rating) > 1 else line)
            if not counts.items:
                lead.append(say.none_meets())
                lead += self._instead(answer.question, say)
        if answer.in_full and answer.question.filter.ratings:
            lead.append(
                say.in_full(say.join(say.mark(m) for m in answer.question.filter.ratings), answer.in_full)
            )
        if isinstance(answer, Listed) and answer.overlap:
            lead.append(say.overlap(answer.overlap))
        return lead

    def _instead(self, question: Question, say: Wording) -> list[str]:
        """What the departments asked for do have."""
        lines = []
        for name in question.filter.departments:
            own = [item for item in self.plan.items if name in item.owners]
            if own:
                lines.append(
                    say.but_has(
                        name,
                        f"{say.tally(self._by_rating(own))}（{say.counted(len(own), len({i.measure for i in own}))}）",
                    )
                )
        return lines

    def _counted(self, answer: Counted, say: Wording) -> tuple[Section, ...]:
        sections = [Section(lines=tuple(self._lead(answer, say)))]
        if answer.shares:
            sections.append(
                Section(
                    lines=(say.join(say.share_line(mark, share) for mark, share in answer.shares.items()),)
                )
            )
        if answer.items and len(answer.items) <= 20:
            sections.append(Section(lines=tuple(self._line(item, say) for item in answer.items)))
        if answer.sections:
            counted = say.counted(len(answer.related), len({i.measure for i in answer.related}))
            sections.append(
                Section(
                    title=say.sections(answer.sections, counted, say.tally(self._by_rating(answer.related)))
                )
            )
        return tuple(sections)

    def _list_choices(self, answer: Listed | Counted, say: Wording) -> tuple[Choice, ...]:
        owners: dict[str, int] = {}
        for item in answer.items:
            for owner in item.owners:
                owners[owner] = owners.get(owner, 0) + 1
        choices = []
        if len(owners) > 1:
            most = sorted(owners, key=lambda name: -owners[name])[:3]
            choices = [Choice(*say.narrow_to(name)) for name in most]
        if answer.question.filter:
            choices.append(Choice(*say.drop_all()))
        return tuple(choices)

    def _tabled(self, answer: Tabled, say: Wording) -> tuple[Section, ...]:
        wanted = answer.question.filter.ratings if answer.ranked != "only" else ()
        marks = wanted or tuple(mark.mark for mark in self.vocabulary.tables.scale.marks)
        unit = say.unit(answer.group_by)
        rows = [(unit, *(say.mark(mark) for mark in marks), *(("%",) if answer.ranked == "share" else ()))]
        for each in answer.groups:
            share = (f"{each.number}%",) if answer.ranked == "share" else ()
            rows.append((each.name, *(str(each.by_rating.get(mark, 0)) for mark in marks), *share))
        lead = []
        if answer.counts is not None and not answer.ranked:
            lead.append(
                say.counted(answer.counts.items, answer.counts.measures)
                + ": "
                + say.tally(answer.counts.by_rating, zeros=True)
            )
        if answer.group_by == "department":
            lead.append(say.shared_items())
        if not answer.groups:
            lead.append(say.none_meets())
            return (Section(title=say.group_title(answer.ranked, unit), lines=tuple(lead)),)
        return (Section(title=say.group_title(answer.ranked, unit), lines=tuple(lead), rows=tuple(rows)),)

    def _compared(self, answer: Compared, say: Wording) -> tuple[Section, ...]:
        sides = [*answer.groups, *((answer.city,) if answer.city else ())]
        facts = tuple(Fact(side.name or say.whole_city(), self._side(side, say)) for side in sides)
        lines = [say.small_numbers()] if any(side.rated < 10 for side in answer.groups) else []
        items = [
            Section(title=side.name, lines=tuple(self._line(item, say) for item in side.items))
            for side in answer.groups
            if len(side.items) <= 10
        ]
        return (Section(facts=facts, lines=tuple(lines)), *items)

    def _side(self, side: Group, say: Wording) -> str:
        shares = say.join(
            f"{say.mark(mark)} {percent(number, side.rated)}%"
            for mark, number in side.by_rating.items()
            if number
        )
        return say.side(say.tally(side.by_rating), side.rated, shares)

    def _overview(self, answer: Overview, say: Wording) -> tuple[Section, ...]:
        counts = answer.counts
        assert counts is not None
        lead = [
            say.overview(counts.measures, counts.items, counts.rated, say.tally(counts.by_rating, zeros=True))
        ]
        for item in (*answer.lost, *answer.dashed):
            lead.append(say.without_rating(say.item_name(item, self.plan.by_number[item.measure]), item))
        marks = tuple(counts.by_rating)
        rows = [(say.unit("policy"), *(say.mark(mark) for mark in marks))]
        rows += [(each.name, *(str(each.by_rating.get(mark, 0)) for mark in marks)) for each in answer.groups]
        sections = [Section(lines=tuple(lead))]
        if answer.groups:
            sections.append(Section(title=say.group_title("", say.unit("policy")), rows=tuple(rows)))
        return tuple(sections)

    # ---- asking back, no answer, help

    def _asked(self, answer: Asked, say: Wording) -> tuple[Section, ...]:
        sections = [Section(lines=(say.asking(answer.why),))]
        if answer.items:
            sections.append(
                Section(
                    lines=tuple(
                        self._line(item, say) + self._wanted(item, answer.question, say)
                        for item in answer.items[:20]
                    )
                )
            )
        return tuple(sections)

    def _asked_choices(self, answer: Asked, say: Wording) -> tuple[Choice, ...]:
        return tuple(Choice(option.label, option.asks) for option in answer.options) or self._examples(say)

    def _nothing(self, answer: Nothing, say: Wording) -> tuple[Section, ...]:
        numbers = sorted(self.plan.by_number) or [0]
        lines = {
            "no_match": lambda: say.no_match(answer.subject),
            "no_such_measure": lambda: say.no_such_measure(answer.subject, numbers[0], numbers[-1]),
            "year_not_loaded": lambda: say.year_not_loaded(
                answer.year or self.plan.year, self.vocabulary.years
            ),
            "not_in_sheet": lambda: say.not_in_sheet(answer.subject),
            "out_of_scope": lambda: say.out_of_scope(answer.subject),
            "read_only": lambda: say.read_only(answer.subject),
        }[answer.reason or "no_match"]
        sections = [Section(lines=(lines(),))]
        if answer.items:
            sections.append(
                Section(
                    title=say.what_there_is(), lines=tuple(self._line(item, say) for item in answer.items[:8])
                )
            )
        if answer.near:
            sections.append(
                Section(title=say.near_names(), lines=tuple(option.label for option in answer.near))
            )
        return tuple(sections)

    def _nothing_choices(self, answer: Nothing, say: Wording) -> tuple[Choice, ...]:
        return tuple(Choice(option.label, option.asks) for option in answer.near) or self._examples(say)

    def _helped(self, answer: Helped, say: Wording) -> tuple[Section, ...]:
        if answer.about == "legend":
            facts = tuple(
                Fact(say.mark(m.mark), m.legend_ja if say.lang == "ja" else m.legend_en or m.legend_ja)
                for m in self.vocabulary.tables.scale.marks
            )
            return (Section(title=say.helping("legend"), facts=facts),)
        lines = (say.helping(answer.about),)
        if answer.about in ("help", "unclear", "hello"):
            lines += tuple(f"「{example}」" for example in say.examples())
        return (Section(lines=lines),)

    def _examples(self, say: Wording) -> tuple[Choice, ...]:
        return tuple(Choice(example, example) for example in say.examples())

    # ---- foot

    def _foot(self, answer: AnyAnswer, say: Wording) -> tuple[str, ...]:
        if isinstance(answer, Helped) and answer.about != "source":
            return ()
        items = answer.items
        lines = []
        for item in items if len(items) <= 12 else ():
            if item.certainty is not Certainty.VERBATIM:
                lines.append(
                    say.doubt(
                        say.item_name(item, self.plan.by_number[item.measure]), item.certainty, item.notes
                    )
                )
        if len(items) > 12 and (
            doubtful := [item for item in items if item.certainty is not Certainty.VERBATIM]
        ):
            lines.append(say.doubt(say.join(item.id for item in doubtful), doubtful[0].certainty, ()))
        file = items[0].source.file if items else self._file()
        source = say.source(file, items, self.plan.year, self.vocabulary.index.imported_at(self.plan.year))
        verbatim = items and all(item.certainty is Certainty.VERBATIM for item in items)
        lines.append(source + (f"・{say.certainty(Certainty.VERBATIM)}" if verbatim else ""))
        if self._fiscal_year_of(self.today).began - self.plan.year.began > 1:
            lines.append(say.newest(self.plan.year))
        return tuple(lines)

    def _file(self) -> str:
        return self.plan.items[0].source.file if self.plan.items else ""

    def _fiscal_year_of(self, day: date) -> FiscalYear:
        return FiscalYear(day.year if day.month >= 4 else day.year - 1)

    def _by_rating(self, items: Sequence[Item]) -> dict[str, int]:
        return {
            mark.mark: sum(i.rating.mark == mark.mark for i in items)
            for mark in self.vocabulary.tables.scale.marks
        }


def _short(text: str, most: int = SHORT) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


__all__ = ["Ask", "Composer", "Measure"]
