"""What is said to be so of the answer to another question: ×がある課は6つですか → ×がある課は, six of them.

That question is read by itself, by whatever reads it, and its answer held against what is said
(answering/claims.py). How it is said stands in `grammar/claims.txt`, how a line asks are pieces.
"""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import chain

from bot.query import Condition
from bot.understanding.phrases import Phrase
from bot.understanding.reading import frames
from bot.understanding.scripts import has_kana, pattern
from bot.understanding.stretches import stands, stretches, without
from bot.understanding.supposed import asked_so
from bot.understanding.templates import SLOTS, automaton
from katou_index.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from bot.understanding.frame import Frame
    from bot.understanding.lattice import Knows
    from bot.understanding.stretches import Stretch
    from bot.understanding.templates import Match
    from bot.understanding.vocabulary import Vocabulary

LAYER = "claim"
LONGEST = 120  # signs of a line that may be a claim
MOST_BEFORE = 3  # words of a question before what it is about: are all the …
LONGEST_RATING = 5  # signs of a rating's name
LONGEST_BEHIND = 6  # signs of a number behind a rating: が1項目
BESIDE = "beside"  # the layer of what else a claim says: 評価のある項目のうち, の割合, より
HALF = Fraction(1, 2)
PARTS = ("割", "%", "半分", "半数", "パー", "パーセント")  # what a part ends with that may be a rough one
IN_PARTS = "[0-9]分の[0-9]+$"
SURE = 0.2  # what a name may cost that is surely meant: a bare number may be another one
ORDER = "(?P<order>better|higher|worse|lower)"
ENGLISH_THAN = (
    (
        r"(?:is |do )?(?:there |we )?(?:is |have )?(?P<order>more|fewer|less)"
        r" (?P<one>.+?) than (?P<other>.+?)$",
        "than",
    ),
    (
        r"(?:is|was|does|did|do|has|have) (?:rating of )?(?P<one>.+?)(?: rated| have| get| got| do)?"
        rf"(?: rating)? {ORDER}(?: rating| rated| mark| evaluated| grade)?"
        r" than (?:that of )?(?P<other>.+?)$",
        "grade",
    ),
)
# Does the tax section have more circles than crosses: more of one than of another, of what has both.
ENGLISH_OF_ONE = (
    r"(?:do|does|did|has|have|had) (?P<of>.+?) (?:have |get |got |earn )?(?P<order>more|fewer|less)"
    r" (?P<one>\S+) than (?P<other>\S+)$"
)
# 〈事業〉だけが◎: what is named, and what it alone is said to be.
SOLE = (
    "(?:確認ですが、?|つまり、?|ということは、?)?"
    "(?P<named>[^、。]{2,40}?)(?:だけ|のみ)が?(?P<so>[^、。]{1,20})$"
)
# How one thing that is said goes over into the next: ×がなくて△が1つ, 前者は○で後者は×.
JOINTS = (
    ("(?:が|は|も)?なくて?、", "がない|"),
    ("(?:が|は|も)?なくて", "がない|"),
    ("があって、?|があり、", "がある|"),
    ("(?:でして|であり|で|だし|だが|し|が)?、(?:かつ、?|また、?|そして、?|一方、?)?", "|"),
    ("だし|かつ", "|"),
)
# ○と△は2つずつ: each of two has so many.
EACH = (
    "^(.*?[^0-9]{1,4}?)(?:と|、|・)(.{1,4}?)(?:は|が|って|も)?(?:それぞれ)?"
    "([0-9一二三四五六七八九]+|ひと|ふた|みっ)(つ|項目|件|個)ずつ"
)
COUNTED = {"ひと": "1", "ふた": "2", "みっ": "3"}
# Behind a rating how many there are: が1項目, 2つ.
NUMBERED = "^(が|は|、|も)?([0-9]+)(つ|項目|件|個|こ)?$"
STATED = (
    "than",
    "grade",
    "alike",
    "share",
    "even",
    "top",
    "times",
    "further",
    "before",
)  # kinds that are asked even without か: nobody tells the bot so
# ◎は2項目で、どちらも④: so many, and what more is said of them.
SO_MANY = (
    "(?P<of>[^、。]{1,20}?)(?:は|が|って)(?:全部で|合計で?|合わせて)?(?P<number>[0-9一二三四五六七八九十]{1,3})"
    "(?P<unit>項目|事業|件|個|つ|本)(?:で|でして|であり|です|あって|あり|ありますが|ですが|だけど|だし|が)?、(?P<more>.+)$"
)
OF_ALL = (
    "(?:その)?(?:どちらも|どっちも|両方とも|両方|いずれも|どれも|[2二]つとも"
    "|全部|すべて|全て|みんな|全項目)(?:が|、)?"
)
ENGLISH_SHARE = (
    "(?:is|are|was|were) (?:the |)(?:(?:share|percentage|percent|proportion|rate) of )?(?P<of>.+?)"
    "(?P<rough> about| around| roughly| some|)(?: at|) (?P<part>[0-9]+(?:[.][0-9]+)?)"
    " ?(?:%|percent|per cent)$"
)
ENGLISH_SO_MANY = (
    "(?P<of>[^,]+?) has (?P<number>[0-9]+) items?,? (?:and )?(?:(?:they|those) are )?(?:all|both)"
    "(?: of them)?(?: are)?(?: rated)? (?P<so>[^ ,?]+(?: circle)?),?(?: right| correct)?[?]*$"
)
PAUSED = frozenset("、,，")
OF_THEM = "(?:その|この)?(?:うち|中で|中に|なかで)(?:、|は、|で)?"
# 税務課にも秘書室にも×はない: the same of both.
OF_BOTH = "(?P<one>[^、。]{1,20}?)に(?:も|は)、?(?P<other>[^、。]{1,20}?)にも、?(?P<so>.+)$"
MANY_TIMES = {"twice": 2, "double": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}
ENGLISH_TIMES = (
    "(?:is |are |do |does )?(?:there |we have )?(?P<one>\\S+ )?"
    "(?P<how>more than|over|at least|exactly|less than|fewer than)? ?"
    "(?P<times>twice|double|[a-z]+ times|[0-9]+ times)(?: as many)?(?: (?P<more>\\S+))?"
    " ?(?:as|than)? ?(?P<other>\\S+)(?: (?:in|of|at|for) (?P<of>.+))?$"
)
TIMES_SAID = {
    "more than": "past",
    "over": "past",
    "at least": "at_least",
    "less than": "short",
    "fewer than": "short",
}
LESS = frozenset(("fewer", "less", "worse", "lower"))


def roughly(line: str) -> tuple[str, str]:
    """A folded line without what makes a part of it a rough one, and how: "about", "over", else ""."""
    for each in sorted(stretches(BESIDE, line, "about", "over"), key=lambda each: each.start - each.end):
        before, behind = line[: each.start], line[each.end :]
        if (
            before.endswith(PARTS)
            or re.search(IN_PARTS, before)
            or (behind[:1].isdigit() and each.kind == "about")
        ):
            return before + behind, each.kind
    return line, ""


class Assertion(NamedTuple):
    """A line taken apart: ×がある課は6つですか is the question ×がある課は, of which "6" is said."""

    kind: str  # number, share, owner … and the next two as `= claim` of grammar/claims.txt has them
    how: str  # exactly, at_least, past …; "most", "least", "same" of two things
    unit: str  # item, measure, group; tenths, percent, half, parts of a share
    questions: tuple[str, ...]  # each may ask for what the claim is of; the first that is read counts
    number: int = 0  # that is said
    part: Fraction = HALF  # that is said, of a share
    named: tuple[Condition, ...] = ()  # the departments that are said
    denied: bool = False  # said not to be so
    rated: bool = False  # said of the rated ones, whatever was lost
    sides: tuple[str, str] = ("", "")  # the two things that are held against each other, as questions
    said: str = ""  # what it is said of, as it stands there, without このうち
    whole: int = 0  # of how many a share is said to be; 0 where that is not said
    fine: Fraction = Fraction(1)  # the last place of a part that is said, per cent: 1, or 1/10 of 12.7
    rough: str = ""  # that a share is about that: "about", or "over" where it is a little more
    rating: str = ""  # the one that most of them are said to have
    among: tuple[str, ...] = ()  # as `questions`, without このうち: of what was shown


def claims_in(text: str, vocabulary: Vocabulary, today: date, knows: Knows) -> Iterator[Assertion]:
    """Every way to take a text as a claim that it asks about, each once."""
    found = dict[Assertion, None]()
    for frame in frames(text, vocabulary, today, knows, LONGEST):
        each_of = chain(_in_english(frame) if " " in frame.line else (), _in_frame(frame))
        for claim in each_of:
            if claim not in found:
                found[claim] = None
                yield claim


def _in_frame(frame: Frame) -> Iterator[Assertion]:
    grammar, line = automaton(), frame.line
    places = grammar.places(LAYER, line, frame.lattice)
    for begin in frame.begins("edit") if places else ():
        for place in places:
            for match in grammar.matches(LAYER, line, frame.lattice, place) if place >= begin else ():
                for denied, last in asked_so(line, match.end, frame.ends):
                    if last == match.end and match.meaning[1] not in STATED:
                        continue  # 防災課だけ, as it stands, asks for that
                    claim = _claim(match, frame, begin, place, denied)
                    if claim is not None:
                        yield claim


def only_one_in(text: str) -> tuple[str, str] | None:
    """(what is named, what it alone is said to be): ふるさと納税だけが◎ですか."""
    found = pattern(SOLE).match(text)
    return (found["named"], found["so"]) if found else None


def counted_in(text: str) -> tuple[str, ...]:
    """How many something is and what else is said of it, or what is said of two alike, each as a question.

    ◎は2項目で、どちらも④でいいか → ◎は2項目ですか, ◎は全部④でいいか; () where a text says only one thing.
    """
    line = text.strip().rstrip("。")
    if PAUSED.isdisjoint(line) and "にも" not in line and not line.isascii():
        return ()  # it says one thing
    if both := pattern(OF_BOTH).match(line):
        return f"{both['one']}に{both['so']}", f"{both['other']}に{both['so']}"
    if found := pattern(ENGLISH_SO_MANY).match(line):
        of = found["of"]
        return f"{of}は{found['number']}項目ですか?", f"is {of} all {found['so']}?"
    if not (found := pattern(SO_MANY).match(line)):
        return ()
    subject, more = found["of"], found["more"]
    if (every := pattern(OF_ALL).match(more)) and len(more) > every.end():
        more = f"{subject}は全部{more[every.end() :].removeprefix('が')}"
    else:
        more = f"{subject}の{re.sub(f'^{OF_THEM}', '', more)}"
    return f"{subject}は{found['number']}{found['unit']}ですか?", more


def several_in(text: str, vocabulary: Vocabulary, today: date, knows: Knows) -> Iterator[tuple[str, ...]]:
    """What a text says of several things, or several of one thing, each as a question of its own.

    ⑥は×がなくて△が1つ、でいい？ → ⑥は×がないですか, ⑥は△が1つですか
    """
    for frame in frames(text, vocabulary, today, knows, LONGEST):
        line, ends = frame.line, _ends_of_ratings(frame)
        if len(ends) < 2:
            continue
        asked = range(max(ends), min(len(line), max(ends) + LONGEST_BEHIND))
        last = next((at for at in asked if _only_asks(frame, at)), 0)
        for begin in frame.begins("edit") if last else ():
            parts = _parts(line[begin:last], frame)
            if len(parts) > 1:
                yield parts


def _only_asks(frame: Frame, place: int) -> bool:
    return any(not denied for denied, _ in asked_so(frame.line, place, frame.ends))


def _parts(said: str, frame: Frame) -> tuple[str, ...]:
    """Each thing that is said, as a question; none where not every one says a rating."""
    marks = sorted(_ratings(frame), key=len, reverse=True)
    parts = _cut(said, marks)
    subject, asked = "", list[str]()
    if parts and not any(mark in parts[0] for mark in marks):
        subject = parts.pop(0).removesuffix("の件").removesuffix("は")
    for part in parts:
        mark = next((each for each in marks if each in part), "")
        if not mark:
            return ()
        before, _, behind = part.partition(mark)
        if number := pattern(NUMBERED).match(behind):
            behind = f"が{number[2]}{number[3] or 'つ'}"
        if before and not asked and not subject and "は" in before:
            subject, _, before = before.rpartition("は")
        if not before:
            asked.append(f"{subject}は{mark}{behind}" if subject else f"{mark}{behind}")
        elif subject and "は" not in before:
            asked.append(f"{subject}の{before.removesuffix('が')}の分は{mark}{behind}")
        else:
            asked.append(f"{before}{mark}{behind}")
    return tuple(f"{each}ですか?" for each in asked)


def _cut(said: str, marks: Sequence[str]) -> list[str]:
    """A text in its parts, each of which says something: ×がない, △が1つ."""
    if each := pattern(EACH).match(said):
        number = f"{COUNTED.get(each[3], each[3])}{each[4]}"
        return [f"{each[1]}が{number}", f"{each[2]}が{number}"]
    rating = "|".join(map(re.escape, marks))
    said = re.sub(f"({rating})で(?![すいよもあ合間正])", r"\1|", said)
    for shape, joint in JOINTS:
        said = re.sub(shape, joint, said)
    return [part for part in said.split("|") if part]


def _ends_of_ratings(frame: Frame) -> set[int]:
    """Where the ratings of a line end, each that stands by itself."""
    sign = SLOTS["R"]
    return {
        edge.end
        for place, edges in frame.lattice.items()
        for edge in edges
        if edge.slot == sign and edge.end - place < LONGEST_RATING
    }


def _rates(frame: Frame, begin: int, end: int) -> bool:
    """Whether a rating stands between two places of a line."""
    return any(begin < place <= end for place in _ends_of_ratings(frame))


def _ratings(frame: Frame) -> set[str]:
    """The ratings of a line as they stand in it."""
    sign = SLOTS["R"]
    return {
        frame.line[place : edge.end]
        for place, edges in frame.lattice.items()
        for edge in edges
        if edge.slot == sign and edge.end - place < LONGEST_RATING
    }


def _in_english(frame: Frame) -> Iterator[Assertion]:
    line = frame.line.rstrip("?!. ")
    for begin in frame.begins("edit"):
        if found := pattern(ENGLISH_OF_ONE).match(line[begin:]):
            how = "least" if found["order"] in LESS else "most"
            sides = (f"{found['one']} of {found['of']}", f"{found['other']} of {found['of']}")
            yield Assertion("than", how, "", (), sides=sides)
        if found := pattern(ENGLISH_SHARE).match(line[begin:]):
            part = Fraction(found["part"])
            fine = Fraction(1, 10 ** len(found["part"].partition(".")[2]))
            asks, rough = (f"what is the share of {found['of']}?",), "about" if found["rough"] else ""
            yield Assertion("share", "exactly", "percent", asks, part=part / 100, fine=fine, rough=rough)
        if found := pattern(ENGLISH_TIMES).match(line[begin:]):
            word = found["times"].removesuffix(" times")
            number, one = (
                MANY_TIMES.get(word) or (int(word) if word.isdigit() else 0),
                found["one"] or found["more"],
            )
            if number and one:
                of = f" of {found['of']}" if found["of"] else ""
                sides = (f"{one.strip()}{of}", f"{found['other']}{of}")
                how = TIMES_SAID.get(found["how"] or "", "exactly")
                yield Assertion("times", how, "", (), number=number, part=Fraction(number), sides=sides)
        for shape, kind in ENGLISH_THAN:
            if found := pattern(shape).match(line[begin:]):
                how = "least" if found["order"] in LESS else "most"
                yield Assertion(kind, how, "", (), sides=(found["one"], found["other"]))


def _claim(match: Match, frame: Frame, begin: int, place: int, denied: bool) -> Assertion | None:
    before = frame.line[begin:place]
    kind, how, *more = match.meaning[1:]
    if how in ("is", "also") and stands(BESIDE, frame.line[place : match.end], "alone"):
        return None  # 〈課〉だけ is no 〈課〉
    numbers = [int(str(value)) for name, value in match.bound if name == "K"]
    phrases = [value for _, value in match.bound if isinstance(value, Phrase)]
    ratings = [value for name, value in match.bound if name == "R" and isinstance(value, Condition)]
    named = tuple(each for phrase in phrases for each in phrase.conditions)
    rated = stands(BESIDE, frame.line[begin : match.end], "rated")
    said = without(BESIDE, before, "rated").rstrip("、")
    if _begun(said, "pointed") == len(said):
        said = ""
    unit = more[0] if more else ""
    if kind in _OF_WHAT_WAS_SHOWN:
        said = re.sub("^(?:is|are|was|were|do|does|did|has|have) ", "", said)
        return Assertion(kind, how, unit, (), denied=denied, said=said.removesuffix("の評価"))
    if kind == "times":
        doubled = Fraction(2) if "倍" in frame.line[place : match.end] else HALF
        part = Fraction(numbers[0]) if numbers else doubled
        sides = _times(said, of_it=frame.line.startswith("の", place))
        return sides and Assertion(kind, how, unit, (), part=part, denied=denied, sides=sides)
    if kind == "top":
        return _top(how, said, ratings, denied, frame)
    if kind in ("than", "grade", "alike"):
        return _beside(kind, how, unit, said, denied)
    for rating in ratings:  # 〈課〉は半分が×
        if rating.negated or rating.years:
            return None
        said = f"{said}の{'か'.join(rating.values)}" if said else "か".join(rating.values)
    made = _QUESTIONS[kind] if has_kana(frame.line) or kind != "owner" else _whose_in_english
    aspects = {each.aspect for each in named}
    if any(each.negated for each in named) or aspects - _NAMED.get(kind, {"owner"}):
        return None
    questions = tuple(made(said))
    if kind == "owner" and not _rates(frame, begin, place) and (called := _numbered(frame, begin, place)):
        questions = (*questions, *made(called))  # 見送ったNo.33: it is named anyway
    within = _begun(said, "shown")
    of_whole = kind == "share" and len(numbers) > _NUMBERS.get(unit, 0)
    whole, numbers = (numbers[0], numbers[1:]) if of_whole else (0, numbers)
    part, fine = HALF, Fraction(1)
    if kind == "share":
        part = _part(unit, numbers)
        if decimal := re.search(r"\d+\.(\d+)", frame.line[place : match.end]):
            part, fine = Fraction(decimal[0]) / 100, Fraction(1, 10 ** len(decimal[1]))
    return Assertion(
        kind,
        how,
        unit,
        questions,
        number=numbers[0] if numbers else 1,
        part=part,
        whole=whole,
        fine=fine,
        named=named,
        denied=denied,
        rated=rated,
        said=said[within:],
        among=tuple(made(said[within:])) if within else (),
    )


def _times(said: str, *, of_it: bool) -> tuple[str, str] | None:
    """○は△(の3倍): the two that are held against each other; ○(は3倍): it and what was asked before."""
    joint = _first(said, "said")
    if joint is None:  # ×の(2倍), of what was asked for before it
        return ("", said) if of_it else (said.removesuffix("は"), "")
    one, other = said[: joint.start], said[joint.end :].removesuffix("の")
    return (one, other) if one else None


def _top(how: str, said: str, ratings: Sequence[Condition], denied: bool, frame: Frame) -> Assertion | None:
    """丸が一番多い, 防災課で一番多い評価は△: the rating that is said to be the one, of what."""
    if ratings:
        (mark,), place = ratings[0].values[:1], said
        if len(ratings[0].values) > 1 or ratings[0].negated:
            return None
        return Assertion("top", how, "", (), denied=denied, said=place, rating=mark)
    joint = _first(said, "of what")
    place, mark = (said[: joint.start], said[joint.end :]) if joint else ("", said)
    mark = re.sub("^(?:is|are|was|were) ", "", mark)
    if has_kana(mark) and mark not in _ratings(frame):
        return None  # 〈課〉は×が一番多い: whether it leads the others
    return Assertion("top", how, "", (), denied=denied, said=place, rating=mark) if mark else None


def _beside(kind: str, how: str, unit: str, said: str, denied: bool) -> Assertion | None:
    """Of two things the one is more, better or as much: A is said of B."""
    if how == "same" or kind == "alike":
        joint = ("が" if "が" in said else "は") if said.endswith("と") else "と"
        one, _, other = said.removesuffix("と").rpartition(joint)
        place, of, mark = one.rpartition("は")
        both = (f"{place}の{mark}" if of and len(mark) < LONGEST_RATING else one, other.rstrip("は"))
        if not all(both):
            return None
        return Assertion(kind, how, unit, (), denied=denied, sides=both)
    than = _first(said, "than")
    if than is None:
        said = said.removesuffix("が").removesuffix("は")
        side = _first(said, "side")
        one = said[: side.start] if side and side.end == len(said) else ""
        return Assertion(kind, how, unit, (), denied=denied, sides=(one, "")) if one else None
    found = _sides(said[: than.start], said[than.end :])
    if found is None and kind == "than" and not said[than.end :] and unit != "share":
        return Assertion(kind, how, unit, (), denied=denied, sides=("", said[: than.start]))
    if found is None:
        return None
    one, other, of = found
    if kind == "grade":
        return None if of else Assertion(kind, how, unit, (), denied=denied, sides=(one, other))
    few = how == "least"
    if unit == "share":
        order = "低い" if few else "高い"
        return Assertion(kind, how, unit, (f"{one}は{other}より{of}の割合が{order}ですか",), denied=denied)
    if not of:
        return Assertion(kind, how, unit, (), denied=denied, sides=(one, other))
    asks = f"{one}は{other}より{of}が{'少ない' if few else '多い'}ですか"
    return Assertion(kind, how, unit, (asks,), denied=denied)


def _sides(before: str, behind: str) -> tuple[str, str, str] | None:
    """What is held against what, and what of them: ⑤より②のほうが×は → ②, ⑤ and ×; △は×より has no third."""
    if side := _first(f"{behind}が", "said side"):
        pre, _, other = before.rpartition("は")
        of = f"{behind}が"[side.end :].removesuffix("が")
        return (behind[: side.start], other, of or pre) if not (of and pre) else None
    joint = _first(before, "said side") or _first(before, "said")
    if joint is None:
        return (behind.rstrip("は"), before, "") if behind else None
    one, last = without(BESIDE, before[: joint.start], "side"), before[joint.end :]
    return (one, last, behind) if one and last else None


def _first(text: str, kind: str) -> Stretch | None:
    """What of a kind a text says first beside a claim, as long as it may be."""
    found = stretches(BESIDE, text, kind)
    return min(found, key=lambda each: (each.start, -each.end), default=None)


def _begun(text: str, kind: str) -> int:
    """Where what of a kind begins a text ends; 0 where none does."""
    return max((each.end for each in stretches(BESIDE, text, kind) if not each.start), default=0)


def _part(unit: str, numbers: list[int]) -> Fraction:
    """Three tenths, 30 per cent, one in three."""
    match unit:
        case "tenths":
            return Fraction(numbers[0], 10)
        case "percent":
            return Fraction(numbers[0], 100)
        case "parts" if numbers[0]:
            return Fraction(numbers[1], numbers[0])
    return HALF


def _how_many(said: str) -> Iterator[str]:
    if said:
        yield f"{said}はいくつ?"
        yield f"{said}は?"


def _which(said: str) -> Iterator[str]:
    if said:
        yield f"{said}は?"


def _which_part(said: str) -> Iterator[str]:
    share = (each.start for each in stretches(BESIDE, said, "share") if each.end == len(said))
    if plain := said[: min(share, default=len(said))]:
        yield f"{plain}の割合は?"
        yield f"{plain}は何割?"
    elif said:
        yield "割合は?"


def _how_rated(said: str) -> Iterator[str]:
    if not said or has_kana(said):
        yield f"{said or 'それ'}の評価は?"
        return
    yield f"{said}の評価は?"
    words = said.split()
    for first in range(min(len(words), MOST_BEFORE)):  # do all of the items …
        yield f"show {' '.join(words[first:])}"


def _whose(said: str) -> Iterator[str]:
    yield f"{said}の担当課は?" if said else "担当課は?"


def _whose_in_english(said: str) -> Iterator[str]:
    yield f"who is in charge of {said.strip() or 'it'}?"


def _numbered(frame: Frame, begin: int, end: int) -> str:
    """The one measure or item that is named by its number between two places of a line; else ""."""
    sign = SLOTS["N"]
    found = {
        frame.line[place : edge.end]
        for place in range(begin, end)
        for edge in frame.lattice.get(place, ())
        if edge.slot == sign and edge.end <= end and edge.cost < SURE
    }
    return max(found, key=len) if found and all(max(found, key=len).endswith(each) for each in found) else ""


_QUESTIONS: dict[str, Callable[[str], Iterator[str]]] = {
    "number": _how_many,
    "only": _which,
    "groups": _which,
    "member": _which,
    "share": _which_part,
    "owner": _whose,
    "even": _how_rated,
    "policies": _how_rated,
}
_OF_WHAT_WAS_SHOWN = ("before", "further")  # kinds that hold one thing against what was shown
_NUMBERS = {"tenths": 1, "percent": 1, "parts": 2}  # how many numbers say a part
# What may be named in a claim: measures, departments and policies of a part of what was shown.
_NAMED = {"only": {"measure"}, "share": {"owner", "policy"}}
