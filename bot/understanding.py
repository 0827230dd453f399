"""Text + vocabulary + conversation → Question. Reads the signs and expressions of a scan.

Rules stand one a function, in the order in which they are applied by `understand`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Protocol

from bot.conversation import Context
from bot.following import hang_on
from bot.noise import NOISE_ENGLISH
from bot.question import Ask, Field, Filter, Question, Topic, Word
from bot.recognising import normal
from bot.scanning import WORD_BEGIN, WORD_END, Scan, scan
from bot.spans import Dated, Number
from bot.spelling import Respelled, Speller
from bot.topics import topics_of
from bot.vocabulary import SUFFIXES, Vocabulary
from katou_index.plan import FiscalYear

# Which kind of question wins where several expressions stand in one.
ASK_ORDER = (
    Ask.WRITE,
    Ask.SETTINGS,
    Ask.CORRECT,
    Ask.RESET,
    Ask.LEGEND,
    Ask.ABSENT,
    Ask.OPINION,
    Ask.OUTSIDE,
    Ask.BOTH,
    Ask.LARGEST,
    Ask.AMOUNTS,
    Ask.NONE,
    Ask.ALL,
    Ask.COMPARE,
    Ask.RANK,
    Ask.TABLE,
    Ask.SHARE,
    Ask.SUM,
    Ask.WORST,
    Ask.BEST,
    Ask.OVERVIEW,
    Ask.UNRATED,
    Ask.RATED,
    Ask.COUNT,
    Ask.DELTA,
    Ask.MENTION,
    Ask.EXPORT,
    Ask.PICTURE,
    Ask.LINK,
    Ask.SOURCE,
    Ask.LIST,
)
SMALL_TALK = (Ask.HELP, Ask.THANKS, Ask.HELLO)
ABSENT = ("absent:person", "absent:contact", "absent:budget", "absent:target", "absent:deadline")
GROUPS = {"by_department": "department", "by_policy": "policy", "by_initiative": "initiative"}
OTHER_PLACE = re.compile(
    r"(?:^|[\s、。はがのをにでとも「(])([一-鿿ヶケ]{1,4}[市町村県])(?![民役内長政議外営立史場街域境])"
)
NOT_PLACES = {
    "都市",
    "全市",
    "同市",
    "当市",
    "本市",
    "他市",
    "各市",
    "両市",
    "市町",
    "市町村",
    "他市町",
    "近隣市",
    "自市",
    "加東市",
    "我市",
    "同町",
    "他県",
    "同県",
    "本県",
    "各市町",
}
UNKNOWN_DEPARTMENT = re.compile(r"[一-鿿ァ-ヺーぁ-ゖ]{1,8}?(?:事務局|課|室|局)(?![題程金税長目])")
QUESTION_DEPARTMENTS = re.compile(r"[何どの各全他同当自分うちこその]+課|.*(教室|会議室|相談室|待合室)")


def understand(
    text: str, vocabulary: Vocabulary, reader: Reader, context: Context | None, today: date
) -> Question:
    """One question as understood, follow-ups already resolved against the conversation."""
    respelled = reader.speller.respell(normal(text, vocabulary))
    found = scan(respelled.text, vocabulary, today)
    topics = topics_of(found.segments, vocabulary)
    if mended := _mend(respelled.text, topics, reader):
        respelled = replace(mended, changes=(*respelled.changes, *mended.changes))
        found = scan(respelled.text, vocabulary, today)
        topics = topics_of(found.segments, vocabulary)
    topics = _required(topics, found)
    unknown, partly = _unknown_departments(found, vocabulary)
    question = Question(
        text=text,
        lang=language(text, found, topics),
        ask=Ask.OPINION if _forecast(found, today) else _ask(found, topics),
        wants=tuple(cue.meaning for cue in found.cues if isinstance(cue.meaning, Field)),
        filter=_with_departments(_filter(found, vocabulary), partly),
        topics=topics,
        group_by=_group(found),
        count_by="measure" if found.has("measures") and not found.has("items") else "",
        least=found.has("least"),
        city=found.has("city"),
        months=tuple(form for dated in found.values("W") if isinstance(dated, Dated) for form in dated.forms),
        figures=tuple(
            str(span.value) for place, span in found.signs if span.sign == "F" and not _in_cue(place, found)
        ),
        phrases=tuple(str(value) for value in found.values("Q")),
        unknown_departments=unknown,
        weak_departments=_weak_departments(topics, vocabulary),
        absent=next((name.partition(":")[2] for name in ABSENT if found.has(name)), ""),
        absent_words=tuple(cue.text for cue in found.cues if cue.meaning in ABSENT),
        respelled=respelled.changes,
        said=(*_said(found), *(f"department:{name}" for name in partly)),
        explain=_explain(found, topics),
    )
    return hang_on(_settle(question, found), found, context)


class Reader(Protocol):
    """What understanding needs beside the names: how to respell, and whether a word stands in the plan."""

    @property
    def speller(self) -> Speller:
        """How to respell."""

    def knows(self, word: Word) -> bool:
        """Whether the word, or what is called the same, occurs anywhere."""


def _mend(text: str, topics: tuple[Topic, ...], reader: Reader) -> Respelled | None:
    """The text with words that occur nowhere as the nearest ones that do; None where there is none."""
    changes = []
    for word in (word for topic in topics for word in topic.words):
        if word.weak or reader.knows(word):
            continue
        for part in (word, *(part for part in word.parts if not reader.knows(part))):
            near = reader.speller.near(part.text)
            if part.text.endswith(SUFFIXES) and near not in reader.speller.department_names:
                break  # a department that does not exist is no slip of a title
            if near and near != part.text and part.text in text:
                text = text.replace(part.text, near)
                changes.append((part.text, near))
                break
    return Respelled(text, tuple(changes)) if changes else None


def _required(topics: tuple[Topic, ...], found: Scan) -> tuple[Topic, ...]:
    """Verbs and adjectives alone are a topic only where the question has nothing else."""
    if any(not word.weak for topic in topics for word in topic.words):
        return topics
    if found.cues or any(span.sign != "T" for _, span in found.signs):
        return ()
    return tuple(Topic(tuple(replace(word, weak=False) for word in topic.words)) for topic in topics)


def language(text: str, found: Scan, topics: tuple[Topic, ...]) -> str:
    """The answer's language: English where the question has English words and no kana of its own."""
    if re.search("[ぁ-ゖァ-ヺ]", text):
        return "ja"
    words = re.findall("[a-z']+", found.text)
    english = [
        w
        for w in words
        if w in NOISE_ENGLISH and len(w) > 1 and w not in ("no", "de", "ni", "mo", "wa", "ga", "wo")
    ]
    cued = any(cue.text.isascii() and cue.text.isalpha() and len(cue.text) > 2 for cue in found.cues)
    known = any(span.text.isascii() and " " in span.text for _, span in found.signs)
    phrases = any(word.english and len(word.forms) > 1 for topic in topics for word in topic.words)
    return "en" if english or cued or known or (phrases and not re.search("[一-鿿]", text)) else "ja"


def _ask(found: Scan, topics: tuple[Topic, ...]) -> Ask:
    if any(found.has(name) for name in ABSENT) and not found.has(Ask.WRITE):
        if found.has(Ask.AMOUNTS) or found.has(Ask.LARGEST) or found.has(Ask.DELTA):
            return (
                Ask.AMOUNTS
                if found.has(Ask.AMOUNTS)
                else Ask.LARGEST
                if found.has(Ask.LARGEST)
                else Ask.DELTA
            )
        return Ask.ABSENT
    if found.has("most_items"):
        return Ask.RANK
    ask = next((ask for ask in ASK_ORDER if found.has(ask)), None)
    if ask is None and re.fullmatch(r"(PとP|DとD|P and P|D and D|P & P)\W*", found.line):
        return Ask.COMPARE
    if ask is None and found.has("least"):
        return Ask.RANK
    if ask is Ask.SHARE and (found.has(Ask.RANK) or found.has("least")):
        return Ask.RANK
    if ask is None and OTHER_PLACE.search(found.text):
        ask = Ask.SHOW
    if ask is None:
        nothing = not topics and not found.signs
        talk = next((ask for ask in SMALL_TALK if found.has(ask)), None)
        return talk if talk and (nothing or talk is not Ask.HELLO) else Ask.SHOW
    return ask if isinstance(ask, Ask) else Ask.SHOW


def _forecast(found: Scan, today: date) -> bool:
    """A rating of a year that has not begun: nobody can know."""
    now = FiscalYear(today.year if today.month >= 4 else today.year - 1)
    years = [span.value for _, span in found.signs if span.sign == "Y" and isinstance(span.value, FiscalYear)]
    return any(year > now for year in years) and any(span.sign == "M" for _, span in found.signs)


def _filter(found: Scan, vocabulary: Vocabulary) -> Filter:
    """The named things as a filter; those a "not" belongs to on its other side."""
    kept: dict[str, list[object]] = {}
    negated = _negated(found)
    marks = [mark.mark for mark in vocabulary.tables.scale.marks]
    for place, span in found.signs:
        side = "not_" if place in negated else ""
        if span.sign == "D":
            kept.setdefault(f"{side}departments", []).append(span.value)
        elif span.sign == "P":
            name = "policies" if isinstance(span.value, int) else "initiatives"
            kept.setdefault(f"{side}{name}" if name == "policies" else name, []).append(span.value)
        elif span.sign == "M":
            kept.setdefault(f"{side}ratings", []).append(span.value)
        elif span.sign == "Y":
            kept.setdefault("years", []).append(span.value)
        elif span.sign == "W" and isinstance(span.value, Dated) and span.value.year:
            kept.setdefault("years", []).append(span.value.year)
        elif span.sign == "N" and isinstance(span.value, Number):
            if span.value.item is None:
                kept.setdefault("measures", []).append(span.value.measure)
            else:
                kept.setdefault("items", []).append(f"{span.value.measure}-{span.value.item}")
    if shape := found.first("at_least", "at_most", "below", "above"):
        kept["ratings"] = _range(str(shape), kept.get("ratings", []), marks)
    plain: dict[str, tuple[object, ...]] = {
        name: tuple(dict.fromkeys(values)) for name, values in kept.items()
    }
    if plain.get("not_ratings") and not found.has(Ask.NONE):
        plain["ratings"] = tuple(_other_ratings(plain.pop("not_ratings"), marks))
    return Filter(**plain)  # type: ignore[arg-type]


def _range(shape: str, ratings: list[object], marks: list[str]) -> list[object]:
    if not ratings:
        return ratings
    at = marks.index(str(ratings[0]))
    return list(
        {"at_least": marks[: at + 1], "at_most": marks[at:], "below": marks[at + 1 :], "above": marks[:at]}[
            shape
        ]
    )


def _other_ratings(negated: tuple[object, ...], marks: list[str]) -> list[str]:
    """ "Not ○" is read as below ○ (what people want to see); not any other mark is all the others."""
    ranks = [marks.index(str(mark)) for mark in negated]
    if 0 < min(ranks) < len(marks) / 2:
        return marks[max(ranks) + 1 :]
    return [mark for mark in marks if mark not in negated]


def _negated(found: Scan) -> set[int]:
    """Places of the signs that a "not" belongs to: before it in Japanese, after it in English."""
    places = [place for place, span in found.signs if span.sign in "MDP"]
    negated: set[int] = set()
    for cue in found.cues:
        if cue.meaning != "not":
            continue
        if cue.text.isascii():
            after = sorted(place for place in places if place >= cue.end)
            negated.update(_joined(found.line, after[:1], after[1:]))
        else:
            before = sorted((place for place in places if place < cue.start), reverse=True)
            negated.update(_joined(found.line, before[:1], before[1:]))
    return negated


def _joined(line: str, first: list[int], rest: list[int]) -> list[int]:
    """`first` and those of `rest` that are joined to it by と, や, "and", "or"."""
    joined = list(first)
    for place in rest:
        low, high = sorted((joined[-1], place))
        if line[low] != line[high] or not re.fullmatch(
            r"\s*(と|や|、|,|・|か|or|and|nor|/|及び)?\s*", line[low + 1 : high]
        ):
            break
        joined.append(place)
    return joined


def _group(found: Scan) -> str:
    if found.has("most_items"):
        return "items"
    by = next((group for name, group in GROUPS.items() if found.has(name)), "")
    if by:
        return by
    text = found.text
    if found.has(Ask.TABLE) or found.has(Ask.ALL) or found.has(Ask.NONE):
        for word, group in (
            ("課", "department"),
            ("部署", "department"),
            ("方針", "policy"),
            ("取組別", "initiative"),
            ("評価別", "rating"),
            ("department", "department"),
            ("section", "department"),
            ("policy", "policy"),
            ("policies", "policy"),
            ("initiative", "initiative"),
        ):
            if word in text:
                return group
    return ""


def _in_cue(place: int, found: Scan) -> bool:
    return any(cue.start <= place < cue.end for cue in found.cues)


def _said(found: Scan) -> tuple[str, ...]:
    rated = any(span.sign == "M" for _, span in found.signs)
    said = ["below"] if rated and found.has("not") else []
    said += [
        f"means:{span.text}"
        for _, span in found.signs
        if span.sign == "M" and span.text and span.text != span.value
    ]
    said += ["calendar_year" for _, span in found.signs if span.sign == "Y" and re.search("年$", span.text)]
    return tuple(dict.fromkeys(said))


def _unknown_departments(found: Scan, vocabulary: Vocabulary) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names like a department's that are none, and the departments that a shortened one alone can mean."""
    unknown: list[str] = []
    partly: list[str] = []
    for _, segment in found.segments:
        for match in UNKNOWN_DEPARTMENT.finditer(segment.replace(WORD_BEGIN, "").replace(WORD_END, "")):
            name = re.sub("^.*[のはがをにでとや、]", "", match[0])
            if len(name) < 2 or QUESTION_DEPARTMENTS.fullmatch(name) or name in vocabulary.names:
                continue
            meant = vocabulary.partly_named(name)
            if len(meant) == 1:
                partly.append(meant[0])
            else:
                unknown.append(name)
    return tuple(unknown), tuple(partly)


def _with_departments(given: Filter, names: tuple[str, ...]) -> Filter:
    return replace(given, departments=(*given.departments, *names)) if names else given


def _weak_departments(topics: tuple[Topic, ...], vocabulary: Vocabulary) -> tuple[str, ...]:
    words = [word for topic in topics for word in topic.words if not word.weak]
    if len(words) != 1:
        return ()
    return vocabulary.stems.get(words[0].text, ())


def _explain(found: Scan, topics: tuple[Topic, ...]) -> tuple[str, ...]:
    return (
        f"line     {found.line}",
        *(
            f"sign     {span.sign} {span.value!s} ← {span.text or found.text[span.start : span.end]}"
            for _, span in found.signs
        ),
        *(f"cue      {cue.meaning!s} ← {cue.text}" for cue in found.cues),
        *(f"topic    {' + '.join(map(_explained, topic.words))}" for topic in topics),
    )


def _explained(word: Word) -> str:
    return f"({word.text})" if word.weak else word.text


# ---------------------------------------------------------------- settling one question


def _settle(question: Question, found: Scan) -> Question:
    """What only the whole question decides."""
    strong = any(not word.weak for topic in question.topics for word in topic.words)
    ask = question.ask
    if (
        ask in (Ask.COUNT, Ask.SHARE, Ask.SUM)
        and strong
        and not question.filter.ratings
        and not (question.count_by or found.has("items"))
    ):
        question = replace(
            question, ask=Ask.SUM if ask is Ask.SUM else Ask.SHOW, wants=(*question.wants, Field.FIGURE)
        )
    elif ask is Ask.DELTA and not strong and not question.filter.measures:
        question = replace(question, ask=Ask.DELTA)
    if ask is Ask.COMPARE and found.has(Ask.DELTA) and (strong or question.filter.measures):
        return replace(question, ask=Ask.DELTA)
    if ask is Ask.COMPARE and not (
        question.city
        or len(question.filter.departments) + len(question.filter.policies) + len(question.filter.years) > 0
    ):
        question = replace(question, ask=Ask.SHOW if strong else ask)
    return question


def other_place(text: str) -> str:
    """The name of another city, town or prefecture in a question, "" where there is none."""
    match = OTHER_PLACE.search(text)
    return match[1] if match and match[1] not in NOT_PLACES else ""
