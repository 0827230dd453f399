"""Reading by templates: other words for a question, what is not read, what is said is read back."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from random import Random

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.query import Condition, Query, normal
from bot.understanding.edit import Referents
from bot.understanding.meaning import settled
from bot.understanding.reading import QueryReading, read
from bot.understanding.say import say, subject
from bot.understanding.templates import COMPILED, LAYERS, automaton
from bot.understanding.vocabulary import Vocabulary
from katou_index import open_index
from katou_index.words import fold
from scripts.compile_grammar import FOLDER, GrammarError, compiled, contents, read_grammar
from tests.bot_fixtures import TODAY, index_path
from tests.said_queries import maker_of, names_of
from tests.years import bot_of

HERE = Path(__file__).parent
WORDINGS = yaml.safe_load((HERE / "expected" / "wordings.yml").read_text(encoding="utf-8"))
FOLLOWUPS = yaml.safe_load((HERE / "expected" / "followups.yml").read_text(encoding="utf-8"))
UNREAD = (HERE / "expected" / "unread.txt").read_text(encoding="utf-8").splitlines()


@functools.cache
def one_year() -> Vocabulary:
    return Vocabulary(open_index(index_path()))


@functools.cache
def three_years() -> Vocabulary:
    return Vocabulary(bot_of("R1", "R3").index)


def understood(text: str, context: Referents | None = None, *, years: int = 1) -> QueryReading | None:
    vocabulary = one_year() if years == 1 else three_years()
    return read(text, vocabulary, TODAY, lambda word: word in vocabulary.plan_text, context)


def query_of(text: str, context: Referents | None = None, *, years: int = 1) -> Query:
    reading = understood(text, context, years=years)
    assert reading is not None, f"not read: {text}"
    return reading.query


# ---- the grammar as data


def test_the_compiled_grammar_is_current() -> None:
    assert contents(Path(COMPILED).read_bytes()) == contents(compiled()), "run scripts/compile_grammar.py"


def test_the_compiled_grammar_is_plain_data() -> None:
    for name in LAYERS:
        layer = automaton().layer(name)
        assert len(layer.offsets) == len(layer.accept) + 1
        assert len(layer.symbols) == len(layer.targets) == layer.offsets[-1]


def test_no_name_of_the_plan_stands_in_the_grammar() -> None:
    vocabulary = one_year()
    lines = "\n".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.txt")))
    names = {
        *vocabulary.departments,
        *vocabulary.policies.values(),
        *vocabulary.initiatives,
        *(measure.title for measure in vocabulary.plan.measures),
    }
    assert not [name for name in names if name in lines or fold(name) in lines]
    assert not re.search(r"加東|kato|rpa|wi-fi", lines, re.I)


def test_every_rule_is_used() -> None:
    lines = "\n".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.txt")))
    unused = [name for name in read_grammar().rules if lines.count(f"<{name}>") < 2]
    assert not unused


@pytest.mark.parametrize(
    "lines",
    [
        "= ask list\n(a|b",
        "= ask list\n{ZZ}",
        "= ask list\n<nothing>",
        "= nowhere list\na",
        "a template without a meaning",
        "<a> = <a>\n= ask list\n<a>",
        "= ask list\na)",
        "= ask list\n" + "a" * 121,
        "= ask list\na\n+ a",
        "= cue ask list\n{S}",
        "+ a",
        "= cue ask list\na|b\n= cue ask count\n(b|c)",
    ],
)
def test_what_is_no_grammar_is_told(lines: str, tmp_path: Path) -> None:
    (tmp_path / "wrong.txt").write_text(lines, encoding="utf-8")
    with pytest.raises(GrammarError, match=r"wrong\.txt"):
        compiled(tmp_path)


# ---- other words for the same


@pytest.mark.parametrize("case", WORDINGS, ids=lambda case: case["means"])
def test_other_words_mean_the_same(case: dict[str, list[str]]) -> None:
    meant = query_of(str(case["means"]))
    read_as = {words: understood(words) for words in case["words"]}
    wrong = {
        words: reading for words, reading in read_as.items() if reading is None or reading.query != meant
    }
    assert not wrong


def test_the_sentences_meant_are_those_that_are_said() -> None:
    """`means` is what `say` gives, so that a query is called one thing only."""
    names = maker_of(one_year(), 0)
    names.newest_year = ""
    cases = [str(case["means"]) for case in (*WORDINGS, *FOLLOWUPS)]
    said = {means: say(query_of(means), "ja", names) for means in cases}
    assert {means: words for means, words in said.items() if means != words} == {}


@pytest.mark.parametrize("text", UNREAD)
def test_what_templates_do_not_explain_is_not_read(text: str) -> None:
    assert understood(text) is None


# ---- follow-ups


SAID_AFTER = [(case, words) for case in FOLLOWUPS for words in case["words"]]


@pytest.mark.parametrize(
    ("case", "words"), SAID_AFTER, ids=[f"{case['after'][-1]} → {words}" for case, words in SAID_AFTER]
)
def test_a_follow_up_is_an_edit(case: dict[str, list[str]], words: str) -> None:
    context = None
    for turn in case["after"]:
        context = Referents(
            query_of(turn, context),
            tuple(case.get("items", ())),
            tuple(case.get("groups", ())),
            {aspect: tuple(values) for aspect, values in dict(case.get("values", {})).items()},
        )
    reading = understood(words, context)
    assert reading is not None
    assert reading.query == query_of(str(case["means"]))
    assert reading.edit is not bool(case.get("fresh"))


def test_what_is_taken_over_is_told() -> None:
    before = Referents(query_of("防災課の×の事業は？"))
    reading = understood("何件？", before)
    assert reading is not None
    assert [each.values for each in reading.carried] == [("防災課",), ("×",)]
    added = understood("△も足して", before)
    assert added is not None
    assert [each.values for each in added.carried] == [("防災課",), ("×",)]
    dated = understood("何件？", Referents(query_of("令和2年度の×の項目")))
    assert dated is not None
    assert dated.query.years == ("R2",)
    fresh = understood("税務課の△の項目は？", before)
    assert fresh is not None
    assert fresh.carried == ()


@pytest.mark.parametrize(
    "text",
    [
        *("○です", "○です。直しておいて", "違う", "間違っています", "ありがとう", "出典は？", "意味は？"),
        *("予算は？", "水道局は？", "○に変えて", "それは本当？", "やり直し", "×の意味は？", "もう一度"),
        *(
            "担当者の名前は？",
            "ブロックチェーンは？",
            "了解です",
            "no",
            "×を○に直して",
            "the second office of tax",
        ),
    ],
)
@pytest.mark.parametrize("after", ["No.15", "×の事業は？", "×が一番多い課は？", "全体を見せて"])
def test_what_is_no_edit_changes_nothing(after: str, text: str) -> None:
    shown = Referents(query_of(after), ("15-1",), ("防災課",), {"rating": ("×",), "measure": ("15",)})
    assert understood(text, shown) is None


@pytest.mark.parametrize(
    ("text", "form"),
    [
        *(("Excelで", "xlsx"), ("エクセルにして", "xlsx"), ("CSVで", "csv"), ("それをExcelで", "xlsx")),
        *(("図にして", "png"), ("グラフで見せて", "png"), ("as a chart", "png")),
        *(("リンクをください", "link"), ("give me a link", "link")),
    ],
)
def test_a_form_is_an_edit(text: str, form: str) -> None:
    before = query_of("防災課の×の項目")
    assert query_of(text, Referents(before)) == before.but(form=form)


EDITS = {  # words → how they change base and conditions
    "そのうち{owner}は？": lambda q, owner, mark: q.but(base=(*q.base, owner)),
    "of those, {owner}": lambda q, owner, mark: q.but(base=(*q.base, owner)),
    "{owner}は除いて": lambda q, owner, mark: q.but(base=(*q.base, owner.but(negated=True))),
    "{mark}は？": lambda q, owner, mark: q.but(conditions=(mark,)),
    "{mark}だけ": lambda q, owner, mark: q.but(conditions=(mark,)),
    "what about {mark}?": lambda q, owner, mark: q.but(conditions=(mark,)),
    "何項目？": lambda q, owner, mark: q.but(aggregate="count"),
    "{mark}は何件？": lambda q, owner, mark: q.but(conditions=(mark,), aggregate="count"),
    "{mark}の割合は？": lambda q, owner, mark: q.but(conditions=(mark,), aggregate="share", unit=""),
    "割合は？": lambda q, owner, mark: q.but(aggregate="share", unit="") if q.conditions else None,
    "課別に": lambda q, owner, mark: q.but(
        aggregate="table", per="department", unit="", by="share" if q.aggregate == "share" else ""
    ),
    "担当課は？": lambda q, owner, mark: q.but(aggregate="list", wants=("owner",)),
}


@pytest.mark.parametrize("years", [1, 3])
def test_an_edit_by_words_equals_the_fresh_question(years: int) -> None:
    vocabulary = one_year() if years == 1 else three_years()
    names = names_of(vocabulary)
    made = maker_of(vocabulary, 21)
    checked = 0
    while checked < 500:
        query = made.query()
        aspects = [each.aspect for each in query.base]
        plain = query.aggregate in ("list", "count", "share") and not (query.having or query.wants)
        dated = any(each.years or each.aspect == "change" for each in query.all_conditions())
        rated = [each for each in query.conditions if each.aspect == "rating"]
        if not plain or dated or query.places or query.form or "owner" in aspects or query.over_years:
            continue
        if len(rated) != len(query.conditions) or "rating" in aspects or not (query.base or rated):
            continue
        words, change = made.random.choice(list(EDITS.items()))
        name = made.random.choice(list(names["owner"]))
        mark = made.random.choice(("×", "△", "○", "◎"))
        edited = change(query, Condition("owner", (name,)), Condition("rating", (mark,)))
        if edited is None:
            continue
        wanted = settled(edited)
        typed = words.format(owner=name, mark=mark)
        assert query_of(typed, Referents(query), years=years) == wanted, (say(query, "ja"), typed)
        assert query_of(say(wanted, "ja"), Referents(query), years=years) == wanted
        checked += 1


# ---- what is said is read back


@pytest.mark.parametrize(("years", "seed"), [(1, 1), (1, 2), (3, 3), (3, 4)])
def test_what_is_said_is_read_back(years: int, seed: int) -> None:
    vocabulary = one_year() if years == 1 else three_years()
    made = maker_of(vocabulary, seed)
    for _ in range(500):
        query = made.query()
        for lang in ("ja", "en"):
            sentence = say(query, lang, made)
            reading = read(sentence, vocabulary, TODAY)
            assert reading is not None, sentence
            assert reading.query == query, sentence


def test_the_sentences_are_those_of_an_official() -> None:
    names = maker_of(one_year(), 0)
    cross = Condition("rating", ("×",))
    circle = Condition("rating", ("○",))
    office = Condition("owner", ("商工観光課",))
    assert say(Query(conditions=(cross,)), "ja", names) == "令和2年度の×の項目"
    assert say(Query(conditions=(cross,)), "en", names) == "Items in R2 rated ×"
    ranking = Query(conditions=(cross,), per="department", aggregate="rank", order="most")
    assert say(ranking, "ja", names) == "令和2年度の×が一番多い課は？"
    full = query_of("商工観光課は全部○ですか？").but(conditions=(circle,))
    assert say(full, "ja", names) == "令和2年度の商工観光課は全部○ですか？"
    assert (
        subject(Query(base=(office,), conditions=(cross,)), "ja", names) == "令和2年度の商工観光課の×の項目"
    )
    better = Query(conditions=(Condition("rating", ("◎", "○")),), aggregate="share")
    assert say(better, "ja", names) == "令和2年度の○以上の割合は？"
    years = Query(years=("R2", "R3"), aggregate="compare")
    assert say(years, "ja", names) == "令和2年度と令和3年度の項目を比べて"


# ---- over years


@pytest.mark.parametrize(
    ("words", "means"),
    [
        ("3年とも×だった項目", "令和元年度と令和2年度と令和3年度のずっと×の項目"),
        ("3年とも△", "令和元年度と令和2年度と令和3年度のずっと△の項目"),
        ("3年連続で×の項目は？", "令和元年度と令和2年度と令和3年度のずっと×の項目"),
        ("ずっと×だった項目は？", "令和元年度と令和2年度と令和3年度のずっと×の項目"),
        ("R2とR3を比べて", "令和2年度と令和3年度の項目を比べて"),
        ("令和2年度と令和3年度の比較", "令和2年度と令和3年度の項目を比べて"),
        ("compare R2 and R3", "令和2年度と令和3年度の項目を比べて"),
        ("R3の×の項目", "令和3年度の×の項目"),
        ("×の項目はR3でいくつ？", "令和3年度の×の項目は何件ですか？"),
        ("R2に×でR3に○の項目", "令和2年度と令和3年度の令和2年度に×だった令和3年度に○だった項目"),
        ("R2からR3で良くなった項目", "令和2年度と令和3年度の良くなった項目"),
    ],
)
def test_years_are_read(words: str, means: str) -> None:
    assert query_of(words, years=3) == query_of(means, years=3)


@pytest.mark.parametrize(
    ("after", "words", "means"),
    [
        ("R2とR3を比べて", "×だけ", "令和2年度と令和3年度の×の項目を比べて"),
        ("R2とR3を比べて", "課別に", "令和2年度と令和3年度の課別の内訳"),
        ("×の項目は？", "R3では？", "令和3年度の×の項目"),
        ("×の項目は？", "令和3年度は？", "令和3年度の×の項目"),
        ("令和2年度の×の項目は？", "R3と比べて", "令和2年度と令和3年度の×の項目を比べて"),
    ],
)
def test_follow_ups_over_years(after: str, words: str, means: str) -> None:
    context = Referents(query_of(after, years=3))
    assert query_of(words, context, years=3) == query_of(means, years=3)


# ---- candidates are held against the plan


def test_the_plan_may_refuse_or_change_a_candidate() -> None:
    vocabulary = one_year()
    assert read("×の項目", vocabulary, TODAY, settle=lambda query: None) is None
    changed = read("×の項目", vocabulary, TODAY, settle=lambda query: query.but(aggregate="count"))
    assert changed is not None
    assert changed.query == query_of("×の項目は何件ですか？")


# ---- nothing that carries a condition is thrown away

CARRYING = (
    *(
        "以外",
        "以外の",
        "除く",
        "を除いて",
        "ない",
        "ではない",
        "割合",
        "半分",
        "一部",
        "平均",
        "去年の",
        "未満",
    ),
    *(" not", " no", " except", " without", " half of", " outside"),
)


def test_a_word_that_carries_a_condition_is_never_dropped() -> None:
    """Put anywhere into a question, it changes what is read, or nothing is read any more."""
    random = Random(5)
    made = maker_of(one_year(), 77)
    wordings = [words for case in WORDINGS for words in case["words"]]
    for _ in range(1500):
        said = say(made.query(), random.choice(("ja", "en")), made)
        text = random.choice(wordings) if random.random() < 0.6 else said
        place, word = random.randrange(len(text) + 1), random.choice(CARRYING)
        reading = understood(text[:place] + word + text[place:])
        assert reading is None or reading.query != query_of(text), (text, word, place)


# ---- any text at all

TYPED = st.text(
    alphabet=st.one_of(
        st.sampled_from("×○△◎防災課の項目は全部だけ以外ない割合を除いて？。、 「」no.R2①-—\"'"),
        st.characters(),
    ),
    max_size=300,
)
# fmt: off
PIECES = st.lists(
    st.sampled_from(
        (
            "防災課",
            "×",
            "○以上",
            "の",
            "は",
            "項目",
            "事業",
            "全部",
            "だけ",
            "以外",
            "ない",
            "がある",
            "課",
            "割合",
            "一番多い",
            "何件",
            "？",
            "そのうち",
            "令和2年度",
            "R2",
            "No.4",
            "①",
            "除いて",
            "which",
            " departments",
            " have",
            " no ",
            "crosses",
            "を比べて",
            "と",
            "か",
            "も",
            "3",
            "2番目",
            "「",
            "」",
            "理由",
            "担当",
        )
    ),
    max_size=14,
).map("".join)
# fmt: on


@settings(max_examples=200)
@given(st.one_of(TYPED, PIECES))
def test_any_text_is_read_or_not_but_never_fails(text: str) -> None:
    before = Referents(query_of("×が一番多い課は？"), ("2-1",), ("防災課",), {"rating": ("×",)})
    for context in (None, before):
        reading = understood(text, context)
        assert reading is None or reading.query == normal(reading.query)


def test_a_long_text_is_not_read() -> None:
    assert understood("×の" * 2000) is None
    assert understood("すみません、" * 80 + "×の項目") is None
