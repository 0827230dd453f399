"""Which day a post goes out on: holidays, closed days, the turn of the year."""

from __future__ import annotations

from datetime import date
from itertools import islice
from pathlib import Path

import pytest

from bot.weekly.calendar import Calendar, week_of
from katou_index.errors import TableError
from tests.bot_fixtures import ROOT


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return Calendar(ROOT / "data")


@pytest.mark.parametrize(
    ("planned", "day", "why"),
    [
        (date(2026, 11, 23), date(2026, 11, 24), "holiday:勤労感謝の日"),
        (date(2026, 11, 30), date(2026, 11, 30), ""),
        (date(2026, 12, 28), date(2026, 12, 28), ""),
        (date(2026, 12, 31), date(2027, 1, 4), "closed:年末年始の閉庁日"),
        (date(2027, 1, 1), date(2027, 1, 4), "holiday:元日"),
        (date(2027, 1, 11), date(2027, 1, 12), "holiday:成人の日"),
        (date(2026, 5, 4), date(2026, 5, 7), "holiday:みどりの日"),  # 6 May is a substitute holiday
        (date(2026, 9, 21), date(2026, 9, 24), "holiday:敬老の日"),  # 22 lies between two holidays
        (date(2026, 11, 21), date(2026, 11, 24), "weekend:"),
    ],
)
def test_a_post_goes_out_on_the_next_working_day(
    calendar: Calendar, planned: date, day: date, why: str
) -> None:
    slot = calendar.slot(planned)
    assert (slot.day, slot.why, slot.week) == (day, why, week_of(planned))


def test_a_week_that_is_closed_throughout_has_no_post(tmp_path: Path) -> None:
    (tmp_path / "closed_days.toml").write_text(
        '[[closed]]\nfrom = 2026-12-07\nto = 2026-12-13\nja = "庁舎の移転"\n', encoding="utf-8"
    )
    slots = list(islice(Calendar(tmp_path).slots(0, date(2026, 12, 1)), 2))
    assert [(slot.day, slot.why) for slot in slots] == [
        (None, "closed:庁舎の移転"),
        (date(2026, 12, 14), ""),
    ]


def test_the_week_of_a_day_may_belong_to_another_year() -> None:
    assert week_of(date(2027, 1, 1)) == "2026-W53"
    assert week_of(date(2027, 1, 4)) == "2027-W01"


def test_without_tables_weekends_and_holidays_are_closed(tmp_path: Path) -> None:
    calendar = Calendar(tmp_path)
    assert calendar.why_closed(date(2026, 12, 30)) == ""
    assert calendar.why_closed(date(2026, 11, 3)) == "holiday:文化の日"
    assert calendar.coming(date(2026, 11, 1), 14) == ()


def test_dates_come_in_order_and_in_time(tmp_path: Path) -> None:
    (tmp_path / "calendar.toml").write_text(
        '[[event]]\ndate = 2026-12-09\nja = "あと"\n'
        '[[event]]\ndate = 2026-11-30\nja = "さき"\nen = "first"\n',
        encoding="utf-8",
    )
    calendar = Calendar(tmp_path)
    assert [event.ja for event in calendar.coming(date(2026, 11, 30), 14)] == ["さき", "あと"]
    assert calendar.coming(date(2026, 12, 10), 14) == ()
    assert [event.en for event in calendar.events] == ["first", "あと"]


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("closed_days.toml", '[[closed]]\nfrom = "13-01"\nja = "x"\n', "12-29"),
        ("closed_days.toml", '[[closed]]\nfrom = 2026-12-31\nto = "01-03"\nja = "x"\n', "12-29"),
        ("closed_days.toml", '[[closed]]\nfrom = 2026-12-31\nto = 2026-12-30\nja = "x"\n', "前"),
        ("closed_days.toml", '[[closed]]\nfrom = "12-29"\n', "ja"),
        ("closed_days.toml", '[[closed]]\nfrom = "12-29"\nja = "x"\nuntil = "x"\n', "until"),
        ("calendar.toml", '[[event]]\ndate = "2026-11-30"\nja = "x"\n', "date"),
        ("calendar.toml", '[[event]]\ndate = 2026-11-30T09:00:00\nja = "x"\n', "date"),
        ("calendar.toml", "[event]\ndate = 2026-11-30\n", "[[event]]"),
        ("calendar.toml", "[[events]]\n", "[[event]]"),
        ("calendar.toml", "[[event\n", "TOML"),
    ],
)
def test_a_wrong_entry_is_told_with_its_place(tmp_path: Path, file: str, text: str, told: str) -> None:
    (tmp_path / file).write_text(text, encoding="utf-8")
    with pytest.raises(TableError, match="(?s)" + told.replace("[", r"\[")) as raised:
        Calendar(tmp_path)
    assert file in str(raised.value)
