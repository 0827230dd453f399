"""What is said of a table under data/ that cannot be read: Japanese and English, side by side."""

# ruff: noqa: D103 – a function here is its sentence; its name says when it is said.

from __future__ import annotations

from collections.abc import Iterable, Sequence

from katou_index.language import both, here
from katou_index.plan import MeasureNumber


def no_data() -> str:
    return both(
        "データのフォルダがありません。KATOU_DATA か --data で場所を示すか、"
        "katou-index start 評価表のファイル で作ってください",
        "there is no such folder of data: name it by KATOU_DATA or --data, or make one of a sheet with "
        "katou-index start FILE",
    )


def line(number: int) -> str:
    return here(f"{number}行目", f"line {number}")


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


# -- entries that do not fit -----------------------------------------------------------------------------


def unknown_table(known: str) -> str:
    return both(
        f"知らない表です。[{known}] に書いてください", f"is no table that is known: write it into [{known}]"
    )


def no_table(form: str, example: str) -> str:
    return both(f"{form} の形の表ではありません", f"is no table of the form {example}")


def unknown_keys(names: Iterable[str]) -> str:
    shown = "、".join(names)
    return both(f"知らない項目です: {shown}", f"is not known: {shown}")


def entry(number: int, name: str) -> str:
    return here(f"[[{name}]] {number}件目", f"[[{name}]] no. {number}")


def key_missing(key: str) -> str:
    return both(f"{key} がありません", f"{key} is missing")


def no_texts(key: str) -> str:
    return both(
        f"{key} は空でない文字列の並びで書いてください", f"{key} must be a list of texts, none of them empty"
    )


def name_twice() -> str:
    return both("同じ名前が2回あります", "this name is there twice")


def no_such_parent(name: str) -> str:
    return both(f"parent の {name} がこの表にありません", f"its parent {name} is not in this table")


def none_of(name: str) -> str:
    return both(f"[[{name}]] が1件もありません", f"there is no [[{name}]]")


def unknown_column(known: Iterable[str]) -> str:
    names = tuple(known)
    return both(
        f"知らない列です。{'、'.join(names)} のどれかです",
        f"is no column that is known: one of {', '.join(names)}",
    )


def no_column_place() -> str:
    return both('column は "G" か 7 のように書いてください', 'write column as "G" or 7')


def no_printed_number() -> str:
    return both("事業No. が番号ではありません", "事業No. is no number")


def no_link_kind(kinds: Iterable[str]) -> str:
    names = tuple(kinds)
    return both(f"kind は {'、'.join(names)} のどれかです", f"kind is one of {', '.join(names)}")


# -- corrections -----------------------------------------------------------------------------------------


def correction_year(wanted: str, cell: str) -> str:
    return both(
        f"年度が {wanted} ではありません: {cell or '（空）'}",
        f"the year is not {wanted}: {cell or '(empty)'}",
    )


def correction_numbers() -> str:
    return both(
        "事業No. は評価表のとおりに、項目は数字で書いてください（項目は空でもよい）",
        "write 事業No. as the sheet has it and 項目 as a number (項目 may be empty)",
    )


def correction_field(allowed: Iterable[str], cell: str, further: str) -> str:
    """`further` begins the name of any other column, "" where there can be none."""
    names = tuple(allowed)
    more = (
        (f"（ほかの列は {further}見出し）", f" (other columns: {further} + heading)") if further else ("", "")
    )
    return both(
        f"欄は {'、'.join(names)} のどれかです{more[0]}: {cell or '（空）'}",
        f"欄 is one of {', '.join(names)}{more[1]}: {cell or '(empty)'}",
    )


def correction_reason() -> str:
    return both("理由がありません", "there is no reason (理由)")


def no_mark(text: str) -> str:
    return both(f"評価の記号ではありません: {text}", f"is no mark of the scale: {text}")


# -- the folder ------------------------------------------------------------------------------------------


def no_sheet() -> str:
    return both(
        "評価表（sheet.xlsx か .pdf、.csv、.txt）がありません",
        "there is no evaluation sheet (sheet.xlsx, .pdf, .csv or .txt)",
    )


def several_sheets(names: Iterable[str]) -> str:
    found = tuple(names)
    return both(
        f"評価表が{len(found)}つあります（{'、'.join(found)}）。1つだけにしてください",
        f"there are {len(found)} evaluation sheets ({', '.join(found)}): leave one of them",
    )


# -- a folder of plans -------------------------------------------------------------------------------------

NAMES = 8  # of plans that an error tells


def no_folder_of_plans(home: str, why: str) -> str:
    return both(
        f"{home}: 計画を置くフォルダーを開けません（{why}）。KATOU_PLANS を確かめてください。",
        f"{home}: the folder of plans cannot be opened ({why}); look at KATOU_PLANS.",
    )


def unknown_plan(home: str, name: str, names: Sequence[str]) -> str:
    return both(
        f"{home}: 「{name[:60]}」という計画はありません。あるもの: {_some(names)}",
        f"{home}: there is no plan called 「{name[:60]}」; there are: {_some(names)}",
    )


def which_plan(home: str, names: Sequence[str]) -> str:
    return both(
        f"{home}: どの計画か、--plan で示してください（{_some(names)}）。",
        f"{home}: say by --plan which plan is meant ({_some(names)}).",
    )


def plans_unset() -> str:
    return both(
        "--plan には、計画を置くフォルダーが要ります。KATOU_PLANS に設定してください。",
        "--plan needs a folder of plans: set KATOU_PLANS.",
    )


def _some(names: Sequence[str]) -> str:
    return "、".join(names[:NAMES]) + ("…" if len(names) > NAMES else "") or "—"
