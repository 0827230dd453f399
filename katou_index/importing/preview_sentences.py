"""What a preview says, Japanese and English side by side, one function each."""

# ruff: noqa: D103 – a function here is its sentence; its name says when it is said.

from __future__ import annotations

from collections.abc import Sequence

from katou_index.importing.sentences import joined
from katou_index.language import ENGLISH, in_language
from katou_index.plan import FiscalYear
from katou_index.restoring.kinds import KINDS
from katou_index.tables import Mark

_LONGEST = 40  # signs of a cell that is quoted


def loading(year: FiscalYear, file: str) -> str:
    return f"{year.code} {year.japanese} ← {file}"


def counts(lang: str, measures: int, items: int) -> str:
    return in_language(lang, f"事業 {measures}、項目 {items}", f"{measures} measures, {items} items")


def with_word(lang: str, mark: Mark) -> str:
    """`× バツ`: a mark alone is not read aloud."""
    return in_language(lang, mark.named(japanese=True), mark.named(japanese=False))


def ratings(lang: str, numbers: Sequence[tuple[str, int]]) -> str:
    shown = in_language(lang, "、", ", ").join(f"{mark} {count}" for mark, count in numbers)
    return in_language(lang, f"評価: {shown}", f"ratings: {shown}")


def word_unfilled(lang: str) -> str:
    return in_language(lang, "未記入", "not filled in")


def word_lost(lang: str) -> str:
    return in_language(lang, "欠落", "lost")


def unfilled(lang: str, places: Sequence[str]) -> str:
    shown = joined(lang, places)
    return in_language(lang, f"未記入 {len(places)}件: {shown}", f"not filled in ({len(places)}): {shown}")


def unread_ratings(lang: str, count: int) -> str:
    return in_language(
        lang,
        f"読めない評価 {count}件（未記入として扱います）:",
        f"ratings that were not read ({count}), taken as not filled in:",
    )


def unread_rating(lang: str, cell: str, count: int, first: str) -> str:
    return in_language(
        lang, f"「{cell}」 {count}件（最初は {first}）", f"“{cell}” {count} times (first: {first})"
    )


def ratings_within(lang: str, count: int) -> str:
    return in_language(
        lang,
        f"周りの語や注の印を除いて読んだ評価 {count}件:",
        f"ratings that were read without the words around them ({count}):",
    )


def rating_within(lang: str, cell: str, mark: str, count: int) -> str:
    shown = cell[:_LONGEST]
    return in_language(lang, f"「{shown}」 → {mark} {count}件", f"“{shown}” → {mark}, {count} times")


def repaired(lang: str, kinds: Sequence[tuple[str, int]]) -> str:
    names = joined(lang, [f"{in_language(lang, *KINDS[kind])} {count}" for kind, count in kinds])
    return in_language(
        lang,
        f"読み取りで補ったところ（一つずつは katou-index findings で見られます）: {names}",
        f"put right while reading (katou-index findings shows each): {names}",
    )


def forms_of_ratings(lang: str) -> str:
    return in_language(
        lang,
        "評価の記号なら、データのフォルダーの ratings.toml のその評価の forms に書き足すと読めます",
        "if one is a rating, add it to the forms of that rating in ratings.toml of the data folder",
    )


def marks_with_words(lang: str) -> str:
    return in_language(
        lang,
        "評価の欄に、記号のほかの文か2つ目の記号があります。欄には評価を1つだけ残し、ほかは別の欄に移して保存してください",
        "there is more than one mark, or a text, where a rating should be: leave one rating in each cell, "
        "move the rest into a column of its own, and save",
    )


def table_of_ratings(lang: str) -> str:
    return in_language(
        lang,
        "評価の区分がこの表なら、良いものから順に並べてデータのフォルダーの ratings.toml に書くと読めます:",
        "if these are the ratings, write them into ratings.toml of the data folder, the best one first:",
    )


def rating_entry(lang: str, cell: str) -> tuple[str, ...]:
    name = cell.replace("\\", "").replace('"', "")
    what = in_language(lang, "読み方", "its word")
    return ("[[rating]]", f'mark = "{name}"', f'word = "{what}"', 'en = "its word in English"')


def open_findings(lang: str, count: int) -> str:
    return in_language(lang, f"確かめたい点 {count}件:", f"to be looked at ({count}):")


def passed(lang: str, count: int) -> str:
    return in_language(
        lang, f"項目として読まなかったところ {count}件:", f"not read as items ({count}):"
    )  # fmt: skip


def left_out(lang: str, count: int) -> str:
    return in_language(
        lang,
        f"読まなかった列・シート・表 {count}件:",
        f"columns, sheets and tables that were not read ({count}):",
    )


def kept(lang: str, count: int) -> str:
    return in_language(
        lang,
        f"ほかの列 {count}件（そのまま保存し、見出しの名前で尋ねられます）:",
        f"further columns ({count}), kept as they are and asked for by their headings:",
    )


def struck_out(lang: str, count: int) -> str:
    return in_language(
        lang, f"取り消し線（見え消し）で読まなかったところ {count}件:", f"struck out, so not read ({count}):"
    )


def others(lang: str, count: int) -> str:
    return in_language(lang, f"  … ほか{count}件", f"  … and {count} more")


def first_year(lang: str) -> str:
    return in_language(lang, "比べる前の年度はありません", "there is no earlier year to compare with")


def compared(lang: str, year: FiscalYear, measures: int, items: int) -> str:
    return in_language(
        lang,
        f"{year.code}（事業 {measures}、項目 {items}）と比べて",
        f"compared with {year.code} ({measures} measures, {items} items)",
    )


KIND = {
    "same": ("同じ", "same"),
    "renamed": ("名称変更", "renamed"),
    "renumbered": ("番号変更", "renumbered"),
    "new": ("新規", "new"),
    "dropped": ("廃止", "dropped"),
    "department-renamed": ("課の名称変更", "department renamed"),
    "department-merged": ("課の統合", "departments merged"),
    "department-new": ("新しい課", "new department"),
    "department-ended": ("なくなった課", "department gone"),
}


def kind(lang: str, name: str) -> str:
    return KIND[name][lang == ENGLISH]


def how_many(lang: str, numbers: Sequence[tuple[str, int]]) -> str:
    return in_language(lang, "、", ", ").join(f"{kind(lang, name)} {count}" for name, count in numbers)


def measure(number: str, title: str) -> str:
    return f"No.{number} {title}"


def moved(lang: str, number: str, before: str, after: str) -> str:
    return in_language(
        lang,
        f"担当課の変更 No.{number}: {before} → {after}",
        f"departments of No.{number}: {before} → {after}",
    )  # fmt: skip


def unknown_department(lang: str, names: Sequence[str]) -> str:
    return in_language(
        lang,
        f"departments.toml にない課: {joined(lang, names)}",
        f"not in departments.toml: {joined(lang, names)}",
    )


def doubt_measure(lang: str, before: str, title_before: str, after: str, title_after: str) -> str:
    return in_language(
        lang,
        f"No.{before}「{title_before}」は No.{after}「{title_after}」になりましたか",
        f"did No.{before} 「{title_before}」 become No.{after} 「{title_after}」",
    )


def doubt_department(lang: str, before: str, after: str, taken: Sequence[str]) -> str:
    measures = joined(lang, [f"No.{number}" for number in taken], 5)
    took = in_language(lang, f"（{measures} を引き継ぎ）", f" (took over {measures})") if taken else ""
    return in_language(lang, f"{before}は{after}になりましたか{took}", f"did {before} become {after}{took}")


def how_to_decide(lang: str, before: str, after: str) -> str:
    return in_language(
        lang,
        f"→ 同じなら --decide {before}={after}、違うなら --decide {before}=",
        f"→ if so --decide {before}={after}, if not --decide {before}=",
    )


def not_decided(lang: str, count: int) -> str:
    return in_language(lang, f"決まっていない組 {count}件:", f"not decided ({count}):")
