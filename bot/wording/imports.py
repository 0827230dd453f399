"""What the bot says while a year is loaded in a chat, in Japanese and English.

What a file would bring is worded by katou_index/importing, for the terminal as well.
"""

# ruff: noqa: D103 – a function here is its sentence; its name says when it is said.

from __future__ import annotations

from collections.abc import Sequence

from bot.wording import city
from bot.wording.console import in_language as _in

# What buttons ask; `bot/importing/orders.py` reads it.
SAME, OTHER, ANYWAY, APPLY, GIVE_UP, AGAIN = "same", "other", "anyway", "apply", "give up", "again"
SHOW = "show"
WORDS = {
    SAME: ("同じです", "the same"),
    OTHER: ("別です", "another"),
    ANYWAY: ("それでも続けます", "go on all the same"),
    APPLY: ("反映します", "apply it"),
    GIVE_UP: ("取りやめます", "give up"),
    AGAIN: ("理由を書き直します", "another reason"),
    SHOW: ("続きを見ます", "show it again"),
}


def asks(lang: str, number: int, step: int, word: str) -> str:
    """The text of a button: which import, which step of it, what."""
    shown = _in(lang, *WORDS[word]) if word in WORDS else word
    return _in(lang, f"取り込み {number}-{step}: {shown}", f"import {number}-{step}: {shown}")


def asks_undo(lang: str, entry: str = "", *, anyway: bool = False) -> str:
    confirmed = _in(lang, f" 確定 {entry}", f" confirmed {entry}") if entry else ""
    more = _in(lang, " それでも", " anyway") if anyway else ""
    return _in(lang, "取り込みを元に戻して", "undo the import") + confirmed + more


# -- buttons ---------------------------------------------------------------------------------------------


def label(lang: str, word: str, *, of_department: bool = False) -> str:
    labels = {
        SAME: ("同じ課です", "The same department")
        if of_department
        else ("同じ事業です", "The same measure"),
        OTHER: ("別の課です", "Another department") if of_department else ("別の事業です", "Another measure"),
        ANYWAY: ("それでも続ける", "Go on all the same"),
        APPLY: ("反映", "Apply"),
        GIVE_UP: ("取りやめ", "Give up"),
        AGAIN: ("理由を書き直す", "Write another reason"),
    }
    return _in(lang, *labels[word])


def asks_history(lang: str) -> str:
    return _in(lang, "取り込みの履歴", "import history")


def label_undo(lang: str) -> str:
    return _in(lang, "取り込みを元に戻す", "Undo the import")


def label_undo_confirmed(lang: str) -> str:
    return _in(lang, "元に戻す", "Undo it")


def label_show(lang: str, name: str, year: str) -> str:
    what = f"{name}（{year}）" if year else name
    return _in(lang, f"続きを見る: {what}", f"Go on with {f'{name} ({year})' if year else name}")


def label_figures(lang: str, year: str) -> str:
    return _in(lang, f"{year}の評価の集計", f"Figures of {year}")


def asks_figures(lang: str, year: str) -> str:
    return _in(lang, f"{year}の評価の集計", f"count of ratings in {year}")


# -- who and where ---------------------------------------------------------------------------------------


def only_office(lang: str) -> str:
    return _in(
        lang,
        f"評価表の取り込みは、{city.office(lang)}だけができます。",
        f"Only the {city.office(lang)} can load an evaluation sheet.",
    )


def only_directly(lang: str) -> str:
    return _in(
        lang,
        "取り込みは、ボットとのダイレクトメッセージで行ってください。",
        "Please do that in a direct message with the bot.",
    )


def one_at_a_time(lang: str) -> str:
    return _in(
        lang,
        "ファイルは1つずつ送ってください。何も変えていません。",
        "Please send one file at a time. Nothing was changed.",
    )


def not_downloaded(lang: str, name: str, why: str) -> str:
    reasons = {
        "size": ("大きすぎます", "it is too large"),
        "scope": (
            "ボットにファイルを読む権限がありません。files:read を加えて入れ直してください",
            "the bot may not read files: add files:read and reinstall it",
        ),
        "place": ("このチャットに置かれたファイルではありません", "it does not lie in this chat"),
        "gone": (
            "取得できませんでした。もう一度送ってください",
            "it could not be fetched; please send it again",
        ),
    }
    return f"{name}: {_in(lang, *reasons[why])}"


def no_import_here(lang: str) -> str:
    return _in(
        lang,
        "ここでは評価表を取り込めません。katou-index import で行ってください。",
        "No evaluation sheet can be loaded here: use katou-index import.",
    )


# -- steps -----------------------------------------------------------------------------------------------


def which_year(lang: str, name: str, named: Sequence[str]) -> str:
    found = _in(lang, "、", ", ").join(named)
    told = _in(lang, f"（見出しには {found} とあります）", f" (its headings say {found})") if named else ""
    return _in(
        lang,
        f"{name} を受け取りました。\nどの年度の評価表ですか{told}。まだ何も変えていません。",
        f"{name} has arrived.\nOf which fiscal year is it{told}? Nothing was changed yet.",
    )


def preview_title(lang: str) -> str:
    return _in(lang, "取り込むと、こうなります", "What it would bring")


def nothing_yet(lang: str) -> str:
    return _in(lang, "まだ何も変えていません。", "Nothing was changed yet.")


def data_changed(lang: str) -> str:
    return _in(
        lang,
        "データが変わっていたので、見直しました。もう一度確かめてください。",
        "The data had changed, so this was made anew. Please check it again.",
    )


def left_to_decide(lang: str, count: int) -> str:
    return _in(lang, f"確かめたい組は、あと{count}件です。", f"{count} pairs are left to decide.")


def stopped(lang: str) -> str:
    return _in(
        lang,
        "確かめてください。このまま続けてよいですか。",
        "Please check this. Shall it go on all the same?",
    )


def stale_export(lang: str) -> str:
    return _in(
        lang,
        "この書き出しのあとに、データが変わっています。",
        "The data changed since this was exported.",
    )


def apply(lang: str, year: str) -> str:
    return _in(lang, f"{year} として反映しますか。", f"Apply this as {year}?")


def write_reason(lang: str) -> str:
    return _in(
        lang,
        "訂正の理由を、1行で書いて送ってください。",
        "Please write the reason for the corrections, in one line, and send it.",
    )


def correct(lang: str, count: int, reason: str, who: str) -> str:
    return _in(
        lang,
        f"{count}件の訂正を加えますか。\n理由: {reason}\n訂正者: {who}",
        f"Add {count} corrections?\nreason: {reason}\nby: {who}",
    )


def nobody(lang: str) -> str:
    return city.office(lang)


# -- what came of it -------------------------------------------------------------------------------------


def applied(lang: str, year: str, measures: int, items: int, rated: int) -> str:
    return _in(
        lang,
        f"{year} を反映しました。\n事業 {measures}、項目 {items}（評価あり {rated}）。"
        "いまから、この内容でお答えします。前の状態には戻せます。",
        f"{year} is in place.\n{measures} measures, {items} items ({rated} rated). "
        "From now on this is what I answer. It can be taken back.",
    )


def corrected(lang: str, year: str, count: int) -> str:
    return _in(
        lang,
        f"{year} に訂正 {count}件を加えました。\nいまから、この内容でお答えします。前の状態には戻せます。",
        f"{count} corrections were added to {year}.\nFrom now on this is what I answer. It can be taken back.",
    )


def not_indexed(lang: str, why: str) -> str:
    return _in(
        lang,
        f"データは変わりましたが、索引を作り直せないため、前の内容で答えています: {why}",
        f"The data changed, but the index could not be rebuilt, so the answers are the old ones: {why}",
    )


def given_up(lang: str) -> str:
    return _in(lang, "取りやめました。何も変わっていません。", "Given up. Nothing was changed.")


def past(lang: str) -> str:
    return _in(
        lang,
        "この取り込みは終わっているか、1日たったので消えています。ファイルをもう一度送ってください。",
        "This import is finished, or a day old and gone. Please send the file again.",
    )


def past_step(lang: str) -> str:
    return _in(
        lang,
        "そのボタンは前の段階のものです。いまの段階は次のとおりです。",
        "That button was of an earlier step. This is where it stands now.",
    )


def confirm_undo(lang: str, year: str, file: str, at: str) -> str:
    return _in(
        lang,
        f"{year} の取り込み（{file}、{at}）を元に戻しますか。\nまだ何も変えていません。",
        f"Take back the import of {year} ({file}, {at})?\nNothing was changed yet.",
    )


def undo_changes_more(lang: str, names: Sequence[str]) -> str:
    shown = _in(lang, "、", ", ").join(names[:5])
    return _in(
        lang,
        f"取り込みのあとに変わったファイルがあります（{shown}）。\nそれでも戻しますか。今の内容は残しておきます。",
        f"Files were changed since the import ({shown}).\nTake it back all the same? Their present state is kept.",
    )


def nothing_to_undo(lang: str) -> str:
    return _in(lang, "元に戻せる取り込みはありません。", "There is no import to take back.")


def undone_already(lang: str) -> str:
    return _in(
        lang,
        "その取り込みは、もう元に戻っているか、あとに別の取り込みがあります。",
        "That import is taken back already, or another one came after it.",
    )


def undone(lang: str, year: str, file: str) -> str:
    return _in(
        lang,
        f"{year} の取り込み（{file}）を元に戻しました。\nいまから、前の内容でお答えします。",
        f"The import of {year} ({file}) was taken back.\nFrom now on I answer from what was before.",
    )


# -- what was imported -----------------------------------------------------------------------------------


def reading(lang: str, name: str) -> str:
    return _in(
        lang,
        f"{name} を受け取りました。読んでいます。PDFは1分ほどかかることがあります。",
        f"{name} has arrived and is being read. A PDF may take a minute.",
    )


def under_way(lang: str) -> str:
    return _in(lang, "途中の取り込みがあります。", "An import was begun and is not finished.")


def no_history(lang: str) -> str:
    return _in(lang, "取り込みの記録はまだありません。", "Nothing was imported yet.")


def history_title(lang: str, count: int, shown: int) -> str:
    told = _in(lang, f"（新しい{shown}件）", f" (the newest {shown})") if shown < count else ""
    return _in(lang, f"取り込みの記録: {count}件{told}", f"Imports: {count}{told}")


def entry(lang: str, year: str, file: str, at: str, what: str, state: str) -> str:
    kinds = {"import": ("取り込み", "import"), "corrections": ("訂正", "corrections")}
    states = {
        "applying": ("途中で止まっています", "stopped half way"),
        "applied": ("反映済み", "in place"),
        "undone": ("元に戻しました", "taken back"),
    }
    kind, now = _in(lang, *kinds.get(what, (what, what))), _in(lang, *states.get(state, (state, state)))
    return f"{at}｜{year}｜{file}｜{kind}｜{now}"
