"""What is said of a table under data/ that cannot be read: Japanese and English, side by side."""

# ruff: noqa: D103 – a function here is its sentence; its name says when it is said.

from __future__ import annotations

from collections.abc import Iterable

from katou_index.plan import MeasureNumber
from katou_index.reading.sentences import both


def no_data() -> str:
    return both(
        "データのフォルダがありません。KATOU_DATA か --data で場所を示すか、"
        "katou-index start 評価表のファイル で作ってください",
        "there is no such folder of data: name it by KATOU_DATA or --data, or make one of a sheet with "
        "katou-index start FILE",
    )


def line(number: int) -> str:
    return f"{number}行目"


def cannot_open(why: str) -> str:
    return both(f"開けません（{why}）", f"cannot be opened ({why})")


def not_utf8(looks_like: str, excel: bool) -> str:
    """`looks_like`: Shift_JIS, UTF-16 …, "" where nobody can tell; `excel`: Excel may have saved it."""
    return both(
        f"UTF-8ではありません{f'（{looks_like} のようです）' if looks_like else ''}。"
        f"UTF-8{'（Excelでは「CSV UTF-8」）' if excel else ''}で保存し直してください",
        f"is not UTF-8{f' (it looks like {looks_like})' if looks_like else ''}: "
        f"save it again as UTF-8{' (in Excel: CSV UTF-8)' if excel else ''}",
    )


def cut_character() -> str:
    return both(
        "文字の途中で切れています。元のファイルに戻すか、続きを書いてUTF-8で保存し直してください",
        "the file ends inside a character: put the whole file back, or complete it and save it as UTF-8",
    )


def no_columns(names: Iterable[str]) -> str:
    missing = "、".join(names)
    return both(
        f"列がありません: {missing}。見出しの行を確かめてください",
        f"columns are missing: {missing}; look at the line of headings",
    )


def too_few_cells(found: int, wanted: int) -> str:
    return both(
        f"最後の行の欄が{found}個しかありません（見出しは{wanted}個）。途中で切れています。"
        "元のファイルに戻すか、残りの欄を書いてください",
        f"the last line has {found} cells of {wanted}, the file is cut off: put the whole file back, "
        "or write the missing cells",
    )


def too_many_cells(found: int, wanted: int) -> str:
    return both(
        f'欄が{found}個あります（見出しは{wanted}個）。「,」を含む文は「"」で囲んでください',
        f'has {found} cells, the headings {wanted}: put a text that holds a comma between "',
    )


def no_line_end() -> str:
    return both(
        "最後の行が改行で終わらず、最後の欄が途中で切れているかもしれません。"
        "欄を確かめ、行の終わりで Enter を押して保存し直してください",
        "the last line does not end with a line break and its last cell may be cut off: look at it, press "
        "Enter at its end and save",
    )


def not_csv(why: str) -> str:
    return both(
        f'CSVとして読めません（{why}）。途中で切れていないか、「"」が閉じているかを確かめてください',
        f'is no CSV ({why}): see whether the file is cut off and each " is closed',
    )


def not_toml(why: str) -> str:
    return both(
        f'TOMLとして読めません（{why}）。途中で切れていないか、「"」と「]」が閉じているかを確かめてください',
        f'is no TOML ({why}): see whether the file is cut off and each " and ] is closed',
    )


def no_rows_for(numbers: Iterable[MeasureNumber]) -> str:
    """Measures that stand in the year's sheet behind the last one of the table."""
    names = "、".join(map(str, numbers))
    return both(
        f"事業No. {names} の行がありません。途中で切れています。"
        "元のファイルに戻すか、行を加えてください（表を使わないならファイルごと消してください）",
        f"has no row for measure {names}, the table is cut off: put the whole file back or add the rows "
        "(or delete the file to do without it)",
    )


def lines_gone(file: str, were: int, gone: int) -> str:
    """A table that ends sooner than when the index before was built, and is otherwise the same."""
    return both(
        f"{file}: 前の索引のときの{were}行のうち、後ろの{gone}行がなくなっています。"
        "消したのでなければ途中で切れています。元のファイルに戻してください",
        f"the last {gone} of the {were} lines that it had when the index before was built are gone; "
        "if nobody took them out, the file is cut off: put the whole file back",
    )
