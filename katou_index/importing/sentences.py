"""What loading a year says, Japanese and English side by side, one function each.

Errors are one line for everybody (`both`); what a person reads besides comes in one language.
"""

# ruff: noqa: D103 – a function here is its sentence; its name says when it is said.

from __future__ import annotations

from collections.abc import Sequence

from katou_index.language import both, in_language
from katou_index.plan import FiscalYear

MOST = 20  # of a list in a preview
_MOST, _LONGEST = 3, 40  # headings quoted in one sentence, signs of each


def joined(lang: str, names: Sequence[str], most: int = MOST) -> str:
    """A list, cut where it gets long, with how many were left out."""
    more = len(names) - most
    shown = in_language(lang, "、", ", ").join(names[:most])
    return shown + (in_language(lang, f" ほか{more}件", f" and {more} more") if more > 0 else "")


# -- errors --------------------------------------------------------------------------------------------------


def busy() -> str:
    return both(
        "別の取り込みが動いています。終わってから、もう一度お試しください",
        "another import is running: try again when it is done",
    )


def cannot_write(path: str, why: str) -> str:
    return both(
        f"{path}: 書けません（{why}）。空き容量と権限を確かめてください。データは元のままです",
        f"{path} cannot be written ({why}): check space and permissions; the data is as it was",
    )


def broken_entry(path: str) -> str:
    return both(
        f"{path}: 取り込みの記録が壊れています。フォルダーを .history の外に移してください",
        f"{path}: this record of an import is broken: move its folder out of .history",
    )


def nothing_to_undo() -> str:
    return both("取り消せる取り込みはありません", "there is no import to take back")


def changed_since(names: Sequence[str]) -> str:
    shown = "、".join(names[:5])
    return both(
        f"取り込みのあとに変わったファイルがあります（{shown}）。"
        "それでも戻すには --anyway を付けてください（今の内容は .history に残ります）",
        f"files were changed since the import ({shown}); add --anyway to go back all the same "
        "(their present state stays in .history)",
    )


def undecided(count: int) -> str:
    return both(
        f"決まっていない組が{count}件あるので、取り込んでいません。"
        "--decide 前=後（同じ）か --decide 前=（後継なし）で決めてください",
        f"{count} pairs are not decided, so nothing was loaded: decide with --decide OLD=NEW (the same) "
        "or --decide OLD= (ended)",
    )


def stopped(reasons: Sequence[str]) -> str:
    return both(
        f"取り込んでいません（{'、'.join(reasons)}）。それでも取り込むには --anyway を付けてください",
        "nothing was loaded: check the above, and add --anyway to load it all the same",
    )


def not_confirmed() -> str:
    return both(
        "返事がないので取り込んでいません。--yes を付けると、聞かずに反映します",
        "no answer, so nothing was loaded; --yes applies it without asking",
    )


def bad_decision(text: str) -> str:
    return both(
        f"--decide {text}: 「前=後」の形で、番号か課の名前を書いてください（例: 5=6、7=、前の課名=今の課名）",
        f"--decide {text}: write OLD=NEW with numbers or departments, such as 5=6, 7= or 前の課名=今の課名",
    )


def no_such_name(text: str, name: str, year: FiscalYear) -> str:
    return both(
        f"--decide {text}: {year.code} に {name} はありません",
        f"--decide {text}: {year.code} has no {name}",
    )


def decided_twice(text: str) -> str:
    return both(
        f"--decide {text}: 同じものが2回出てきます。どちらかを消してください",
        f"--decide {text}: one of the two stands in another decision too; remove one",
    )


def no_data(folder: str) -> str:
    return both(f"{folder}: データのフォルダーがありません", f"{folder}: there is no such data folder")


# -- stops ---------------------------------------------------------------------------------------------------


def wrong_year(lang: str, named: Sequence[int], year: FiscalYear) -> str:
    names = [FiscalYear(began) for began in named]
    return in_language(
        lang,
        f"年度が違います: 見出しは {'、'.join(each.japanese for each in names)}、指定は {year.japanese} です",
        f"another year: the headings say {', '.join(each.code for each in names)}, asked for is {year.code}",
    )


def several_years(lang: str, named: Sequence[int], year: FiscalYear, naming: Sequence[str]) -> str:
    """`naming`: the headings or titles that name the years."""
    names = [FiscalYear(began) for began in named]
    texts = "".join(f"「{' '.join(text.split())[:_LONGEST]}」" for text in naming[:_MOST])
    where = (f"書かれているのは{texts}です。", f", in {texts}") if texts else ("", "")
    return in_language(
        lang,
        f"年度が{len(names)}つ書かれています（{'、'.join(each.japanese for each in names)}）。{where[0]}"
        f"評価が {year.japanese} のものか確かめてください",
        f"several years are named ({', '.join(each.code for each in names)}{where[1]}): check that the "
        f"ratings are of {year.code}",
    )


def half_filled(lang: str, empty: int, items: int) -> str:
    return in_language(
        lang,
        f"評価の半分より多くが未記入です（{items}項目のうち{empty}）",
        f"more than half of the ratings are not filled in ({empty} of {items} items)",
    )


def many_gone(lang: str, gone: int, measures: int, year: FiscalYear) -> str:
    return in_language(
        lang,
        f"{year.code} の事業の3分の1以上がなくなっています（{measures}事業のうち{gone}）",
        f"a third or more of the measures of {year.code} are gone ({gone} of {measures})",
    )


def stop_line(lang: str, reason: str) -> str:
    return in_language(lang, f"★ {reason}", f"! {reason}")


# -- applying -----------------------------------------------------------------------------------------------


def replaces(lang: str, year: FiscalYear, changed: Sequence[str]) -> str:
    shown = joined(lang, changed, 10)
    rest = in_language(lang, f"評価の変わる項目 {len(changed)}件", f"ratings that change: {len(changed)}")
    text = in_language(
        lang, f"今の {year.code} を置き換えます。{rest}", f"replaces the present {year.code}; {rest}"
    )
    return f"{text}: {shown}" if changed else text


def unchanged(lang: str, year: FiscalYear) -> str:
    return in_language(
        lang,
        f"同じファイルが {year.code} として読み込まれています。何も変わりません",
        f"this very file is loaded as {year.code} already; nothing changes",
    )


def dry_run(lang: str) -> str:
    return in_language(lang, "（--dry-run: 何も変えていません）", "(--dry-run: nothing was changed)")


def apply_question(lang: str) -> str:
    return in_language(lang, "反映しますか [y/N] ", "apply this [y/N] ")


def yes_no(text: str) -> str:
    return f"{text} [y/N] "


def given_up(lang: str) -> str:
    return in_language(lang, "取りやめました。何も変わっていません", "given up; nothing was changed")


def applied(lang: str, year: FiscalYear, kept: str) -> str:
    return in_language(
        lang,
        f"{year.code} を反映しました。前の状態は {kept} にあり、katou-index undo で戻せます。"
        "katou-index build で索引に入ります",
        f"{year.code} is in place. The state before is in {kept}; katou-index undo takes it back. "
        "katou-index build puts it into the index",
    )


def put_back(year: str, file: str) -> str:
    return both(
        f"{year} の取り込み（{file}）が途中で止まっていたので、前の状態に戻しました",
        f"the import of {year} ({file}) was cut short, so the state before it was restored",
    )


def cut_short(data: str, year: str, file: str) -> str:
    return both(
        f"{data}: {year} の取り込み（{file}）が途中で止まっています。katou-index build で前の状態に戻ります",
        f"{data}: the import of {year} ({file}) was cut short; katou-index build restores what was",
    )


def undone(lang: str, year: str, file: str, at: str) -> str:
    return in_language(
        lang,
        f"{at} の {year} の取り込み（{file}）を取り消し、前の状態に戻しました",
        f"took back the import of {year} ({file}) of {at}; the state before it is in place",
    )


# -- corrections from an edited export -----------------------------------------------------------------------


def edited(lang: str, year: FiscalYear, file: str, count: int) -> str:
    return in_language(
        lang,
        f"{file} は {year.code} の書き出しです。直されたセル {count}件:",
        f"{file} is an export of {year.code}; cells that were changed ({count}):",
    )


def edit(place: str, at: str, field: str, was: str, now: str) -> str:
    return f"  {at} {field}（{place}）: {was or '（空）'} → {now or '（空）'}"


def added_columns(lang: str, columns: Sequence[str]) -> str:
    return in_language(
        lang,
        f"  評価表にない列は読んでいません: {'、'.join(columns)}",
        f"  columns that the sheet does not have are not read: {', '.join(columns)}",
    )


def no_edit(lang: str, file: str, others: Sequence[str] = ()) -> str:
    told = f"。{added_columns(lang, others).strip()}" if others else ""
    return in_language(
        lang,
        f"{file}: 直されたセルはありません（反映済みのものも含む）。何も変わりません{told}",
        f"{file}: no cell was changed, or all are in place already; nothing changes{told}",
    )


def ask_reason(lang: str) -> str:
    return in_language(lang, "訂正の理由: ", "reason for the corrections: ")


def ask_name(lang: str) -> str:
    return in_language(lang, "訂正者の名前: ", "name of who corrects: ")


def needs_reason() -> str:
    return both(
        "訂正には理由と訂正者が要ります。--reason と --by で書いてください",
        "corrections need a reason and a name: give --reason and --by",
    )


def corrected(lang: str, year: FiscalYear, count: int) -> str:
    return in_language(
        lang,
        f"{year.code} の訂正 {count}件を corrections.csv に加えました。katou-index undo で戻せます",
        f"{count} corrections of {year.code} were added to corrections.csv; katou-index undo takes them back",
    )


def locked_cell(field: str) -> str:
    return both(
        f"{field} の列は直せません。色のついた見出しの列だけを直してください",
        f"the column {field} cannot be edited: change only columns whose heading is coloured",
    )


def two_values(field: str) -> str:
    return both(
        f"同じ事業の {field} が行によって違います。そろえてください",
        f"rows of one measure differ in {field}: make them the same",
    )


def no_such_item(item: str) -> str:
    return both(
        f"{item} はこの年度にありません。番号を元に戻してください",
        f"there is no {item} in this year: put the number back",
    )


def not_a_mark(cell: str) -> str:
    return both(f"「{cell[:20]}」は評価の記号ではありません", f"「{cell[:20]}」 is no rating")


def stale_export() -> str:
    return both(
        "書き出したあとにデータが変わっています。もう一度書き出して直してください（確かめたなら --anyway）",
        "the data changed since this was exported: export it anew (or --anyway if you checked)",
    )
