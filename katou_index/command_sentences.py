"""What `katou-index` prints: Japanese and English, side by side, a function or an entry each.

Errors and help are one line for everybody (`both`); what a command shows comes in one language.
"""

# ruff: noqa: D103 – a function here is its sentence; its name says when it is said.

from __future__ import annotations

from collections.abc import Sequence

from katou_index.language import both, english, here, in_language
from katou_index.plan import Finding, FiscalYear, Status

STATUS = {
    Status.REPAIRED: ("補正済み", "repaired"),
    Status.CORRECTED: ("訂正済み", "corrected"),
    Status.OPEN: ("要確認", "to be checked"),
}
HELP = {
    "katou-index": ("評価表を読み、索引を作り、探します。", "Reads sheets, builds the index, searches it."),
    "commands": ("命令", "COMMAND"),
    "build": (
        "すべての年度を読み、訂正を重ね、索引を作ります",
        "reads every year, lays the corrections over it, builds the index",
    ),
    "check": (
        "索引が壊れておらず、データと1バイトも違わないかを確かめます",
        "says whether the index is whole and fits the data byte for byte",
    ),
    "findings": (
        "原本の傷みと疑わしい点を、どう扱ったかとともに並べます",
        "lists every damage and doubt of the sheets, and what was done",
    ),
    "export": ("項目を1件1行で書き出します", "writes one record an item"),
    "search": ("項目を探します。よく合うものが先です", "finds items, the best first"),
    "import": ("年度の評価表を取り込みます", "loads a year"),
    "start": ("新しい市町村を始めます", "begins a new city"),
    "undo": ("最後の取り込みを取り消します", "takes the last import back"),
    "index": (
        "索引（既定: 環境変数 KATOU_INDEX、なければ katou.db）",
        "the index (default: KATOU_INDEX, else katou.db)",
    ),
    "data": (
        "データ（既定: 環境変数 KATOU_DATA、なければ data）",
        "the data (default: KATOU_DATA, else data)",
    ),
    "data_of_index": (
        "索引のもとのデータ。合わなければ止まります",
        "the data that the index must be built from, else it stops",
    ),
    "processes": (
        "大きな計画の文を単語に分けるプロセスの数（既定: プロセッサーの数、4まで）",
        "processes that cut the texts of a large plan into words (default: one a processor, up to 4)",
    ),
    "plan": (
        "計画の名前（KATOU_PLANS のフォルダーに複数あるとき。既定: KATOU_PLAN）",
        "name of the plan, where the folder KATOU_PLANS holds several (default: KATOU_PLAN)",
    ),
    "year": ("この年度だけ（既定: すべて）", "this year alone (default: all)"),
    "json": ("JSON の配列で書きます", "as a JSON array"),
    "format": ("形式（既定: json）", "format (default: json)"),
    "export_out": (
        "書き出す先（既定: 標準出力。xlsx では必須）",
        "the file written (default: standard output; needed for xlsx)",
    ),
    "text": ("探す言葉や質問", "words or a question"),
    "limit": ("何件まで（既定: 10）", "at most so many (default: 10)"),
    "jsonl": (
        '{"id":…, "text":…} を1行ずつ読み、1行ずつ答えます',
        'reads {"id":…, "text":…} lines, answers a line each',
    ),
    "which_year": ("どの年度か", "which year"),
    "title_year": ("どの年度か（既定: 表題から）", "which year (default: as the title says)"),
    "dry_run": ("見るだけで、何も変えません", "only show"),
    "yes": ("聞かずに反映します", "apply without asking"),
    "proposals": ("提案のとおりにします", "take what is proposed"),
    "anyway": ("止まる理由があっても取り込みます", "load all the same where it stops"),
    "start_anyway": ("止まる理由があっても始めます", "start all the same where it stops"),
    "undo_anyway": ("あとで変わったファイルがあっても戻します", "also where files were changed since"),
    "pair": ("前=後", "OLD=NEW"),
    "decide": (
        "前の年度との組（5=6 同じ、7= 後継なし、課の名前も可）",
        "a pair with the year before (5=6 the same, 7= ended; departments too)",
    ),
    "by": ("決めた人・訂正した人", "who decides or corrects"),
    "reason": ("訂正の理由", "why it is corrected"),
    "lang": ("言葉（既定: ロケールの言葉）", "language (default: that of the locale)"),
}  # fmt: skip


def help_of(key: str) -> str:
    """A line of `--help`."""
    return both(*HELP[key])


def word(key: str) -> str:
    """A word of `--help` that stands for a value."""
    return here(*HELP[key])


# -- what a command shows --------------------------------------------------------------------------------


def built(
    lang: str, year: FiscalYear, measures: int, items: int, rated: int, findings: int, left: int
) -> str:
    return in_language(
        lang,
        f"{year.code} {year.japanese}: 事業 {measures}、項目 {items}（評価あり {rated}）、"
        f"所見 {findings}（要確認 {left}）",
        f"{year.code} {year.japanese}: {measures} measures, {items} items ({rated} rated), "
        f"{findings} findings ({left} to be checked)",
    )


def index_at(lang: str, path: str) -> str:
    return in_language(lang, f"索引: {path}", f"index: {path}")


def whole(lang: str, out: str, data: str) -> str:
    return in_language(
        lang, f"{out}: 壊れておらず、{data} と一致しています", f"{out}: whole, and fits {data}"
    )


def finding(lang: str, found: Finding) -> str:
    """What stands where, and what was done."""
    line = in_language(lang, f" {found.line}行目", f" line {found.line}") if found.line else ""
    cell = f" [{found.cell}]" if found.cell else ""
    status = in_language(lang, *STATUS[found.status])
    return in_language(
        lang,
        f"{found.year.code} {found.file}{line}{cell} {found.kind}（{status}）: {found.text}",
        f"{found.year.code} {found.file}{line}{cell} {found.kind} ({status}): {english(found.text)}",
    )


def unrated(lang: str) -> str:
    return in_language(lang, "評価なし", "not rated")


def nothing_found(lang: str) -> str:
    return in_language(lang, "該当する項目はありません", "no item is found")


# -- what goes wrong -------------------------------------------------------------------------------------


def interrupted() -> str:
    return both("中断しました", "interrupted")


def unexpected(why: str) -> str:
    return both(f"予期しない問題で止まりました（{why}）", f"stopped by an unexpected trouble ({why})")


def not_installed(package: str) -> str:
    return both(
        f"{package} が入っていないか、読み込めません。make setup か pip install {package} で入れてください",
        f"{package} is not installed or cannot be loaded: run make setup, or pip install {package}",
    )


def differs(out: str, data: str, names: Sequence[str]) -> str:
    shown, more = names[:5], len(names) - 5
    return both(
        f"{out}: {data} と合いません（{'、'.join(shown)}{f' ほか{more}件' if more > 0 else ''}）。"
        "katou-index build で作り直してください",
        f"{out} does not fit {data} ({', '.join(shown)}{f' and {more} more' if more > 0 else ''}): "
        "make it anew with katou-index build",
    )


def xlsx_needs_file() -> str:
    return both("xlsx には --out FILE が要ります", "xlsx needs --out FILE")


def no_openpyxl() -> str:
    return both(
        "Excelの書き出しには openpyxl が要ります。make setup か pip install 'katou[excel]' で入れてください",
        "writing Excel needs openpyxl: run make setup, or pip install 'katou[excel]'",
    )


def cannot_write(path: str, why: str) -> str:
    return both(f"{path}: 書けません（{why}）", f"{path} cannot be written ({why})")


def text_or_lines() -> str:
    return both("探す言葉か --jsonl のどちらか一方を指定してください", "give either words or --jsonl")


def no_json_line(number: int) -> str:
    return both(
        f'標準入力 {number}行目: {{"id":…, "text":"…"}} の形ではありません',
        f'standard input, line {number}: not of the form {{"id":…, "text":"…"}}',
    )


def year_not_loaded(year: FiscalYear, loaded: Sequence[str]) -> str:
    return both(
        f"{year.code}（{year.japanese}）は読み込まれていません。あるのは {'、'.join(loaded)} です",
        f"{year.code} is not loaded; there is {', '.join(loaded)}",
    )
