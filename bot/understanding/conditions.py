"""Signs of a line → conditions: years, ratings, departments, policies, numbers, as said or as excluded.

防災課以外の×   D以外のM → not_departments 防災課, ratings ×
防災課の者ですが → no condition: it is who asks
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.question import Ask, Field, Filter, Topic
from bot.understanding.made_up import named_by
from bot.understanding.noise import BEFORE_DEPARTMENT, NOISE_ENGLISH
from bot.understanding.scan import WORD_BEGIN, WORD_END, Found, Scan, hints_at, hints_in
from bot.understanding.scripts import pattern
from bot.understanding.spans import Dated, Number, TextSpan
from bot.understanding.states import is_tagged
from bot.understanding.vocabulary import Vocabulary
from katou_index.records import Record, replace
from katou_index.words import tokens

# A verb behind "not": make a, install the; no "about", "for", "including".
NOT_DONE = (
    r" ?(?!about\b|for\b|of\b|in\b|from\b|by\b|under\b|on\b|rated\b|the\b|an?\b|related\b|[a-z]+ing\b)[a-z]+ "
)
JOINED = r"\s*(と|や|、|,|・|か|or|and|nor|/|及び)?\s*(?:(?:an?|the) )?"
# 「学校教育課じゃなくて教育総務課」: the first was a slip
TAKEN_BACK = r"(?P<kind>[MDPNY])(?:じゃなくて?|ではなくて?|でなくて?|やなくて?|やのうて)、?\s*(?P=kind)"
# Hints at a department that is no condition, with signs that do not stand in between: who asks
# (防災課の者ですが、), and what is not asked about any more (もう防災課はええから、全部の課の△).
NOT_MEANT = {"asker": frozenset("、。MDPNY"), "let_go": frozenset("D")}
# How a verb ends before a noun.
DONE_BY = (*"ただるうくすつむぶぐ", "ない")
COUNTED_AMONG = "に(?:は|も)?[含入加数]"  # ◎は○に含めずに: it is the ◎ that is left out
GETTING = "(?:つ|付)[いか]|取れ"  # what is not got is a rating: of Wi-Fiが付かなかった nothing is left out
LEAVES_OUT = "leaves_out"  # the hint that what is named is no part of it
PAUSES = frozenset("、。?,")
# Between what denies a verb and what is left out nothing else stands: isn't in policy 5, no isn't done in.
DENIES = r"(?:n't|\bnot)$"
DENIED_OF = (
    r" (?:(?:an?|the|any|rated|in|of|by|from|under|at|on|for|with|owned|run|belong|belongs|belonging|to|part"
    r"|measure|policy|number|no\.?|item|section|department|get|got|counting|including) )*"
)
PARTICLES = "はをがも、, "  # after the name of what is left out
RANGES = ("at_least", "at_most", "below", "above")
UNKNOWN_DEPARTMENT = r"[一-鿿ァ-ヺーぁ-ゖa-z]{1,8}?(?:事務局|課|室|局)(?![題程金税長目])"
ENGLISH_UNITS = ("department", "division", "section", "bureau", "dept")
ENGLISH_DEPARTMENT = (
    rf"(?P<name>(?:[a-z][a-z&'-]+ ){{1,3}})(?P<unit>{'|'.join(ENGLISH_UNITS)})(?:'s)?(?![a-z])"
)
LONG_NAME = 4  # signs of a shortened name that may end in another unit: 推進課 is no 情報推進室
QUESTION_DEPARTMENTS = r"(?:.*[ぁ-ゖ])?[何どの各全両他同当自分うちこその]+課|.*(教室|会議室|相談室|待合室)"


class Conditions(Record):
    """What a question names. `excluded` are ratings as they were negated; `unknown` are no departments."""

    filter: Filter
    excluded: tuple[str, ...] = ()
    partly: tuple[str, ...] = ()  # departments that a shortened name alone can mean
    unknown: tuple[str, ...] = ()
    without_topic: bool = False  # "not" belongs to words: Wi-Fi以外
    without_one: bool = False  # … to one word of several


def conditions_of(found: Scan, vocabulary: Vocabulary) -> Conditions:
    """The conditions that a scanned question names."""
    negated = _negated(found)
    kept: dict[str, list[object]] = {}
    denied = "なく" in found.line or "のうて" in found.line
    taken_back = {match.start() for match in pattern(TAKEN_BACK).finditer(found.line)} if denied else set()
    if "D" in found.line:
        taken_back |= _not_meant(found.line)
    for place, span in found.signs:
        if place in taken_back:
            continue
        name, value = _condition(span, place in negated)
        if isinstance(span.value, Number) and (span.value.last or span.value.parts):
            numbers = span.value.measures
            there = [number for number in numbers if number in vocabulary.plan.by_number]
            kept.setdefault(name, []).extend(there or numbers)
            continue
        if name and not (span.sign == "W" and value not in vocabulary.years):
            kept.setdefault(name, []).append(value)
    excluded = tuple(str(mark) for mark in dict.fromkeys(kept.pop("not_ratings", [])))
    marks = vocabulary.scale_with((*excluded, *map(str, kept.get("ratings", []))))
    shape = found.first(*RANGES)
    if excluded and not found.has(Ask.NONE):  # ◎を含めずに○は: what is asked for by name is all that is
        named = [mark for mark in kept.get("ratings", []) if mark not in excluded]
        kept["ratings"] = [*(named or other_ratings(excluded, marks, _leaves_out(found)))]
    elif shape and kept.get("ratings"):
        kept["ratings"] = _range(str(shape), marks.index(str(kept["ratings"][0])), marks)
    unknown, partly = _unknown_departments(found, vocabulary)
    kept["departments"] = [*kept.get("departments", []), *partly]
    given = Filter(**{name: tuple(dict.fromkeys(values)) for name, values in kept.items()})  # type: ignore[arg-type]
    if found.has(Ask.NONE) and excluded:
        given = replace(given, ratings=excluded)
    without = any(span.sign == "T" for place, span in found.signs if place in negated)
    without = without or _leaves_words_out(found)
    without_one = _leaves_one_out(found, negated) or _was_not_done(found)
    return Conditions(given, excluded, partly, unknown, without, without_one)


def _not_meant(line: str) -> set[int]:
    """Places of the departments that ask, that somebody asked for, or that are let go."""
    places: set[int] = set()
    for name, (start, end) in hints_at(line):
        if name not in NOT_MEANT or (name == "asker" and "own_department" in hints_in(line)):
            continue
        place = line.index("D", start)
        if NOT_MEANT[name].isdisjoint(line[place + 1 : end]):
            places.add(place)
    return places


def _condition(span: TextSpan, negated: bool) -> tuple[str, object]:
    """The field of a filter that a sign fills, and its value; "" for a sign that is no condition."""
    side = "not_" if negated else ""
    match span.sign, span.value:
        case "D", _:
            return f"{side}departments", span.value
        case "P", int():
            return f"{side}policies", span.value
        case "P", _:
            return f"{side}initiatives", span.value
        case "M", _:
            return f"{side}ratings", span.value
        case "Y", _:
            return "years", span.value
        case "W", Dated() as dated if dated.year:
            return "years", dated.year
        case "N", Number(measure, None):
            return f"{side}measures", measure
        case "N", Number(measure, item):
            return "items", f"{measure}-{item}"
    return "", None


def _range(shape: str, at: int, marks: Sequence[str]) -> list[object]:
    if shape == "at_least":
        return list(marks[: at + 1])
    if shape == "at_most":
        return list(marks[at:])
    return list(marks[at + 1 :] if shape == "below" else marks[:at])


def other_ratings(excluded: Sequence[str], marks: Sequence[str], left_out: bool = False) -> list[str]:
    """ "Not ○" is read as below ○, which is what people look for; not any other mark is all the others, and
    so is what is neither ○ nor △, and a list from which the ○ are left out.
    """
    ranks = [marks.index(mark) for mark in excluded]
    if all(0 < rank < len(marks) / 2 for rank in ranks) and not left_out:
        return list(marks[max(ranks) + 1 :])
    return [mark for mark in marks if mark not in excluded]


def _leaves_out(found: Scan) -> bool:
    """Whether something is to be left out of what is shown (○を外して), not looked for (○でない)."""
    return any(cue.meaning == "not" and LEAVES_OUT in hints_in(cue.text) for cue in found.cues)


def _negated(found: Scan) -> set[int]:
    """Places of the signs that a "not" belongs to: before it in Japanese, after it in English."""
    places = [place for place, span in found.signs if span.sign in "MDPNT"]
    negated: set[int] = set()
    for cue in found.cues:
        if cue.meaning == "not":
            if cue.text.isascii():
                stop = pattern("[.!?;]").search(found.line, cue.end)
                last = stop.start() if stop else len(found.line)
                near = sorted(place for place in places if cue.end <= place < last)
                if found.has(Field.WHY) and near and pattern(NOT_DONE).match(found.line[cue.end : near[0]]):
                    continue  # why not make a website: nothing is left out
                if near and found.line[near[0]] in "DPNT" and _is_of_a_verb(cue, found, near[0]):
                    continue  # why isn't No.16 rated, what isn't finished in policy 6
            else:
                near = sorted((place for place in places if place < cue.end), reverse=True)
                if near[1:] and pattern(COUNTED_AMONG).match(found.line, near[0] + 1):
                    near = near[1:]
                if near and _is_of_another(found.line[near[0] + 1 : cue.start], cue):
                    continue
                if near and found.line[near[0]] != "M" and pattern(GETTING).search(cue.text):
                    continue
                if near and found.line[near[0]] == "T" and _is_a_tag(found.line, near[0], cue):
                    continue
            negated.update(_joined(found.line, near))
    return negated


def _is_of_a_verb(cue: Found, found: Scan, place: int) -> bool:
    """Whether an English "not" says that something was not done, and not that it is of another one."""
    if not pattern(DENIES).search(cue.text):
        return False
    named = found.line[place] != "T" and pattern(DENIED_OF).fullmatch(found.line, cue.end, place) is None
    return found.has(Field.WHY) or named


def _was_not_done(found: Scan) -> bool:
    """Whether English asks for what was not done somewhere, and for no field of it: not done in policy 1."""
    if not found.text.isascii() or any(isinstance(cue.meaning, Field) for cue in found.cues):
        return False
    places = [place for place, span in found.signs if span.sign in "MDPNT"]
    cues = [cue for cue in found.cues if cue.meaning == "not"]
    nearest = ((min((p for p in places if p >= cue.end), default=-1), cue) for cue in cues)
    return any(
        place >= 0
        and found.line[place] in "DPN"
        and cue.meaning == "not"
        and _is_of_a_verb(cue, found, place)
        for place, cue in nearest
    )


def _leaves_one_out(found: Scan, negated: set[int]) -> bool:
    """Whether English denies one word or rating beside another that it looks for: about 〈a〉, not 〈b〉."""
    none = [cue.start for cue in found.cues if cue.meaning is Ask.NONE]
    rated = [place for place, span in found.signs if span.sign == "M"]
    if found.text.isascii() and none and rated and min(rated) < min(none):
        return True  # only crosses, no triangles
    words = [place for place, span in found.signs if span.sign == "T"]
    denied = [place for place in words if place in negated]
    return found.text.isascii() and bool(denied) and (len(denied) > 1 or any(p < denied[0] for p in words))


def _is_of_another(between: str, cue: Found) -> bool:
    """Whether what is to be left out stands behind a pause: ×の一覧、理由は抜きで."""
    paused = bool(between.strip(PARTICLES)) and not PAUSES.isdisjoint(between)
    return paused and LEAVES_OUT in hints_in(cue.text)


def _leaves_words_out(found: Scan) -> bool:
    """The same of words that no sign stands for: ×の件数、重複は除いて."""
    places = [place for place, span in found.signs if span.sign in "MDPNT"]
    cues = (cue for cue in found.cues if cue.meaning == "not" and not cue.text.isascii())
    before = ((max((place for place in places if place < cue.start), default=-1), cue) for cue in cues)
    return any(place >= 0 and _is_of_another(found.line[place + 1 : cue.start], cue) for place, cue in before)


def _is_a_tag(line: str, word: int, cue: Found) -> bool:
    """Whether "not" only asks for assent, or denies what stands behind a word: 教室は中止じゃなかった？"""
    if not cue.text.startswith(("じゃ", "で")):
        return False
    body = line.rstrip("?。")
    return cue.start > word + 1 or (cue.end <= len(body) < len(line) and is_tagged(body, cue.end))


def _joined(line: str, places: Sequence[int]) -> list[int]:
    """The first of the places and those that are joined to it by と, や, "and", "or"."""
    joined = list(places[:1])
    for place in places[1:]:
        low, high = sorted((joined[-1], place))
        if line[low] != line[high] or not pattern(JOINED).fullmatch(line[low + 1 : high]):
            break
        joined.append(place)
    return joined


def _unknown_departments(found: Scan, vocabulary: Vocabulary) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names like a department's that are none, and the departments that a shortened one alone can mean."""
    unknown: list[str] = []
    partly: list[str] = []
    for _, segment in found.segments:
        if not any(unit in segment for unit in "課室局"):
            continue
        text = segment.replace(WORD_BEGIN, "").replace(WORD_END, "")
        for match in pattern(UNKNOWN_DEPARTMENT).finditer(text):
            name = pattern("^.*[のはがをにでとや、]").sub("", match[0])
            if len(name) < len(match[0]):  # ふがふが課 and すこやか課 are cut by no particle
                unit = pattern("(?:事務局|.)$").search(match[0])
                named = named_by(tokens(match[0][: unit.start()])) if unit else ""
                name = max(name, f"{named}{unit[0]}" if unit and named else "", key=len)
            if len(name) < 2 or pattern(QUESTION_DEPARTMENTS).fullmatch(name) or name in vocabulary.names:
                continue
            if _ends_as_a_verb(name[:-1]):
                continue  # サイトを整えた課
            meant = vocabulary.partly_named(name)
            other_unit = meant and len(name) < LONG_NAME and not meant[0].endswith(name[-1])
            if len(meant) == 1 and not other_unit:
                partly.append(meant[0])
            else:
                unknown.append(name)
    unknown += _unknown_in_english(found)
    return tuple(unknown), tuple(partly)


def _ends_as_a_verb(words: str) -> bool:
    """Whether what stands before 課 says what it did: 整えた, 配っている, no まちづくり or いきいき."""
    return words.endswith(DONE_BY) and tokens(words)[-1].pos in ("動詞", "助動詞")


def _unknown_in_english(found: Scan) -> list[str]:
    """ "fire department", where no name of the plan and no word of the question's own stands before it."""
    names: list[str] = []
    taken = {place for _, span in found.signs if span.sign != "T" for place in range(span.start, span.end)}
    named = any(unit in found.text for unit in ENGLISH_UNITS)
    for match in pattern(ENGLISH_DEPARTMENT).finditer(found.text) if named else ():
        words: list[str] = []
        end = match.end("name") - 1
        for word in reversed(match["name"].split()):
            if end - 1 in taken or word in NOISE_ENGLISH or word in BEFORE_DEPARTMENT:
                break
            words.insert(0, word)
            end -= len(word) + 1
        known = any(place in taken for place in range(match.end("name"), match.end()))
        if words and not known:
            names.append(" ".join((*words, match["unit"])))
    return names


def weak_departments(topics: Sequence[Topic], found: Scan, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The departments that the only word of a question may mean: 防災 for 防災課, followed as a name is."""
    words = [word.text for topic in topics for word in topic.words if not word.weak]
    if (whole := "".join(words)) in vocabulary.stems and whole in found.text:
        words = [whole]  # 商工 + 観光
    if len(words) != 1 or words[0] not in vocabulary.stems:
        return ()
    named = re.search(
        rf"{re.escape(words[0])}(?=の|は|って|さん|[◎○△×\s?？]|ばつ|まる|さんかく|$)", found.text
    )
    return vocabulary.stems[words[0]] if named else ()
