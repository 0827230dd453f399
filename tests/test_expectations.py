"""What an expectation of a conversation holds of an answer, key by key."""

from __future__ import annotations

from typing import Any

import pytest

from tests.expectations import CHECKS, FOLDER, cases, faults

ANSWER: dict[str, Any] = {
    "kind": "list", "reason": None, "items": ["R2/4-1", "23-1"], "related": ["1-①-1"],
    "counts": {"items": 2, "measures": 2, "by_rating": {"×": 1}}, "holds": None,
    "headline": "いいえ。× バツは 1項目です", "carried": ["前の答えのうち Wi-Fi"], "aside": [],
    "text": "いいえ。× バツは\n1項目です（No.4）",
}  # fmt: skip
MISSED = {**ANSWER, "counts": None, "items": [], "holds": False, "carried": [], "aside": ["住民票"]}


@pytest.mark.parametrize(
    ("key", "holds", "fails"),
    [
        ("kind", ["measure", "list"], ["measure"]),
        ("reason", [None], ["no_match"]),
        ("first", ["R2/4-1"], ["23-1"]),
        ("items", ["23-1", "R2/4-1"], ["23-1"]),
        ("full", ["23-1", "R2/4-1"], ["23-1", "4-1"]),
        ("includes", ["23-1"], ["24-1"]),
        ("part", ["R2/4-1"], ["4-1"]),
        ("mentions", ["1-①-1", "23-1"], ["2-1"]),
        ("excludes", ["2-1"], ["1-①-1"]),
        ("measures", ["R2/4", 23], [4]),
        ("counts", {"items": 2}, {"share": 50.0}),
        ("holds", None, False),
        ("headline", ["いいえ", "×バツ|△三角"], ["はい"]),
        ("carried", ["Wi-Fi|WiFi"], []),
        ("aside", [], ["住民票"]),
        ("has", ["バツは1項目"], ["項目です", "△"]),
        ("lacks", ["はい"], ["No. 4"]),
    ],
)
def test_a_key(key: str, holds: Any, fails: Any) -> None:
    assert list(faults({key: holds}, ANSWER)) == []
    assert [fault.partition(":")[0] for fault in faults({key: fails}, ANSWER)] == [key]


@pytest.mark.parametrize(
    ("key", "holds", "fails"),
    [
        ("first", [], ["23-1"]), ("counts", {}, {"items": 0}), ("holds", False, None), ("holds", False, True),
        ("carried", [], ["Wi-Fi"]), ("aside", ["住民票"], []),
    ],
)  # fmt: skip
def test_a_key_of_an_answer_that_holds_nothing(key: str, holds: Any, fails: Any) -> None:
    assert [fault.partition(":")[0] for fault in faults({key: fails}, MISSED)] == [key]
    assert list(faults({key: holds}, MISSED)) == [] or key == "first"


def test_an_unknown_key_is_a_slip_and_no_wrong_answer() -> None:
    with pytest.raises(KeyError):
        list(faults({"hold": True}, ANSWER))


def test_every_key_is_explained() -> None:
    told = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert [key for key in CHECKS if f"`{key}`" not in told] == []


@pytest.mark.parametrize("folder", [(), ("open",), ("open", "years"), ("years",), ("wordings",)])
def test_every_case_expects_something_that_is_checked(folder: tuple[str, ...]) -> None:
    for case in cases(*folder):
        expect = case.values[0]["expect"]
        assert expect, case.id
        assert expect.keys() <= CHECKS.keys(), case.id
