"""A word that asks for something has its effect on the answer, or the answer tells that it has none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.bot_fixtures import bot

GRAMMAR = Path(__file__).parent.parent / "bot" / "understanding" / "grammar"
CODE = "\n".join(path.read_text(encoding="utf-8") for path in (GRAMMAR.parent.parent).rglob("*.py"))
SUBJECT = "テレワーク"
# Words that ask for nothing but to be shown what the subject leads to.
PLAIN = ("について", "の内容", "の一覧", "の事業", "の項目", "の評価", "の結果", "のことを教えて")
ASKING = (
    *("のランキング", "の順位", "で一番多いのは", "の件数", "の割合", "の課別の件数", "の方針別の件数"),
    *("の理由", "の根拠", "の担当課", "の予算", "の目標", "の前年度比", "の合計", "以外の事業", "の×だけ"),
    *("の連絡先", "の今後の見込み", "はいつから", "の数字", "の出典"),
)
DROPPED = ("の推移", "の平均", "がない事業", "を比べて")  # not yet


def shown(question: str) -> tuple[object, ...]:
    """What somebody sees of an answer, without how its question is said."""
    found = bot().ask(question).as_json()
    rows = [line for line in found["text"].splitlines() if "読み取り:" not in line]
    return found["kind"], found["reason"], tuple(found["items"]), *rows


@pytest.fixture(scope="module")
def plainly() -> set[tuple[object, ...]]:
    """The answers to what asks for nothing else."""
    return {shown(f"{SUBJECT}{words}") for words in PLAIN}


@pytest.mark.parametrize(
    "words",
    [
        *ASKING,
        *(
            pytest.param(each, marks=pytest.mark.xfail(strict=True, raises=AssertionError))
            for each in DROPPED
        ),
    ],
)
def test_a_word_that_asks_has_its_effect_or_is_told(words: str, plainly: set[tuple[object, ...]]) -> None:
    """Nothing that was asked for is dropped in silence."""
    question = f"{SUBJECT}{words}"
    told = re.search(
        "条件に含めていません|見つかりません|記載はありません", bot().ask(question).as_json()["text"]
    )
    assert told or shown(question) not in plainly


def test_each_meaning_of_an_expression_is_asked_for() -> None:
    """An expression that means what nobody looks at would be taken out of a question for nothing."""
    heads = re.compile(r"^= (?:cue|over) (.+)$", re.MULTILINE)
    meanings = {
        found[1] for path in GRAMMAR.glob("*.txt") for found in heads.finditer(path.read_text("utf-8"))
    }
    enumerated = {"ask": "Ask", "field": "Field", "turn": "Turn"}
    unread = set()
    for meaning in meanings - {"filling"}:
        kind, _, name = meaning.partition(" ")
        member = f"{enumerated[kind]}.{name.upper()}" if kind in enumerated else ""
        if (member or f'"{meaning.replace(" ", ":")}"') not in CODE:
            unread.add(meaning)
    assert not unread
