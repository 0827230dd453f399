"""Numbers under Excel's formats: the text that the cell shows."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from katou_index.reading.numberformat import BUILT_IN, general, shown

FIRST = date(1899, 12, 30)  # day 0 of every date after February 1900
DAY = 44286  # 31 March 2021


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (44490, 'm"月"d"日";@', "10月21日"),
        (44490, BUILT_IN[56], "10月21日"),
        (DAY, '[$-411]ggge"年"m"月"d"日";@', "令和3年3月31日"),
        (DAY, '[$-ja-JP]ggge"年"m"月"d"日"', "令和3年3月31日"),
        (DAY, "[$-ja-JP-x-gannen]ggge年m月d日", "令和3年3月31日"),
        (43709, '[$-ja-JP-x-gannen]ggge"年"m"月"', "令和元年9月"),
        (43585, BUILT_IN[28], "平成31年4月30日"),
        (43586, BUILT_IN[28], "令和1年5月1日"),
        (DAY, BUILT_IN[27], "R3.3.31"),
        (DAY, 'gge"年度"', "令3年度"),
        (DAY, BUILT_IN[14], "2021/3/31"),
        (DAY, 'yyyy"年"m"月"d"日"(aaa)', "2021年3月31日(水)"),
        (DAY, "aaaa", "水曜日"),
        (DAY, "[$-F800]dddd, mmmm dd, yyyy", "2021年3月31日"),
        (DAY, "mmm-yy", "Mar-21"),
        (DAY + 0.75, "yyyy/mm/dd h:mm", "2021/03/31 18:00"),
        (DAY + 0.75, "h:mm AM/PM", "6:00 PM"),
        (DAY + 0.75, '[$-411]AM/PMh"時"mm"分"', "午後6時00分"),
        (26.5 / 24, "[h]:mm", "26:30"),
        (26.5 / 24, '[h]"時間"mm"分"', "26時間30分"),
        (90 / 1440, '[m]"分"', "90分"),
        (1.5 / 86400, "mm:ss.0", "00:01.5"),
        (498, '0"件"', "498件"),
        (498, "0件", "498件"),
        (12, 'General"人"', "12人"),
        (0.46, "0.0%", "46.0%"),
        (0.46, "0.0 %", "46.0 %"),
        (2 / 3, "0%", "67%"),
        (-1234, '#,##0;"▲ "#,##0', "▲ 1,234"),
        (-1234, "#,##0;[Red]▲ #,##0", "▲ 1,234"),
        (-1234, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "-1,234"),
        (0, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', "-"),
        (7, "000", "007"),
        (8001, '0"-"00', "80-01"),
        (1, '"No."0', "No.1"),
        (6790001, "000-0000", "679-0001"),
        (31, r"0\-0", "3-1"),
        (31, "0!-0", "3-1"),
        (1234567, "#,##0", "1,234,567"),
        (1234567, '#,##0,"千円"', "1,235千円"),
        (12345678, '#,##0.0,,"百万円"', "12.3百万円"),
        (0.5, "#.##", ".5"),
        (0, "#,##0;-#,##0;", ""),
        (0.5, "# ?/?", "1/2"),
        (1.25, "# ??/??", "1 1/4"),
        (2.5, "# ?/8", "2 4/8"),
        (12345, "0.00E+00", "1.23E+04"),
        (5, '[>=10]"多";[<10]"少"', "少"),
        (5, '[=1]"有";[=0]"無";0"件"', "5件"),
        (-5, "[赤]-0", "--5"),
        (2021, "[DBNum3]0", "２０２１"),
        (5, ";;;", ""),
        ("済", ";;;", ""),
        ("済", "@", "済"),
        ("済", '"("@")"', "(済)"),
        (5, "@", "5"),
        (0.1 + 0.2, "General", "0.3"),
        (1 / 3, "", "0.333333333"),
        (20210401001, "General", "20210401001"),
        (1.005, "0.00", "1.01"),
        (-40, "yyyy/m/d", "-40"),
    ],
)
def test_a_number_is_shown_as_excel_shows_it(value: float | str, form: str, text: str) -> None:
    assert " ".join(shown(value, form).split()) == text


def test_days_counted_from_1904_are_the_same_days() -> None:
    assert shown(DAY - 1462, "yyyy/m/d", from_1904=True) == "2021/3/31"


@given(value=st.integers(-(10**14), 10**14))
def test_a_whole_number_keeps_its_digits(value: int) -> None:
    assert int(shown(value, "#,##0").replace(",", "")) == value
    assert int(shown(value, "General")) == value
    assert shown(abs(value), "00000") == f"{abs(value):05}"
    assert shown(value, '#,##0"円";▲#,##0"円"').replace("▲", "-") == f"{value:,}円"


@given(value=st.decimals(0, 10**9, places=4), places=st.integers(1, 5))
def test_decimals_are_rounded_as_people_do(value: Decimal, places: int) -> None:
    wanted = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    assert shown(float(value), f"0.{'0' * places}") == str(wanted)
    assert Decimal(shown(float(value), f"0.{'#' * places}")) == wanted


@given(days=st.integers(61, 2_900_000))
def test_days_are_the_days_of_the_calendar(days: int) -> None:
    day = FIRST + timedelta(days=days)
    assert shown(days, "yyyy-mm-dd") == day.isoformat()
    assert shown(days, '"("aaa")"') == f"({'月火水木金土日'[day.weekday()]})"


@given(minutes=st.integers(0, 100_000))
def test_hours_go_beyond_a_day_only_in_brackets(minutes: int) -> None:
    assert shown(minutes / 1440, "[h]:mm") == f"{minutes // 60}:{minutes % 60:02}"
    assert shown(minutes / 1440, "[m]") == str(minutes)
    assert shown(minutes / 1440, "h:mm") == f"{minutes // 60 % 24}:{minutes % 60:02}"


@given(value=st.floats(0.0001, 10**10))
def test_general_is_near_the_number(value: float) -> None:
    assert float(general(value)) == pytest.approx(value, rel=1e-5, abs=1e-9)
    assert len(general(value)) <= 12


_PIECES = st.sampled_from([
    "0", "#", "?", ",", ".", "%", "/", "@", ";", '"件"', '"', "\\", "!", "_", "*", " ", "[Red]", "[>=1]", "[",
    "]", "[$-411]", "[$¥-411]", "[h]", "[DBNum1]", "yyyy", "m", "d", "h", "ss.00", "ggg", "e", "aaa", "AM/PM",
    "General", "E+0", "年", "-",
])  # fmt: skip


@given(
    form=st.one_of(st.text(max_size=20), st.lists(_PIECES, max_size=12).map("".join)),
    value=st.one_of(st.floats(), st.integers(-(10**20), 10**20), st.text(max_size=5)),
)
def test_any_format_shows_something(form: str, value: float | str) -> None:
    assert isinstance(shown(value, form), str)
