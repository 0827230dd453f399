"""What other programs are told: what each tool of `katou mcp` gives, and why it gives nothing.

A program that talks with a language model reads the descriptions in English; what is not there is said in the
language it asked for.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.wording.console import in_language

INSTRUCTIONS = (
    "The evaluated plan of a Japanese city, read only. Every item (項目) of a measure (事業) was rated by the city; "
    "a measure has no rating of its own where its items differ. Say ratings and numbers only as these tools give "
    "them, with their source (file and line). rating_state tells rated, dash (nothing planned, not rated), lost "
    "(the source does not hold it any more) and unfilled: never call a rating that is lost or unfilled good or "
    "bad. certainty other than 原文どおり, and notes, are doubts: pass them on. What a tool does not find is not in "
    "the plan: say so, do not fill it in. Use `ask` with the person's own words first."
)
DESCRIPTIONS = {
    "ask": "Answers a question in Japanese or English as the city's bot does: how a measure is doing, which "
    "ones have a rating, how many, who, when and why, of a department or over years. `headline` is the answer in one sentence, `short` the answer for a phone, `text` the whole; "
    "`items`, `counts`, `sources`, `holds` (yes or no; null: not known) are its facts; `kind` “nothing” with a "
    "`reason` or “choose” with `choices` means that there is no one answer: pass on what `text` says. Questions of "
    "one `conversation` may lean on each other (“of those, which are of this department?”).",
    "search": "The items in which words stand, best first, each in full. Words only; for questions use `ask`.",
    "measure": "One measure in full by its number as printed: planned work, result, evidence, rating of each item.",
    "department": "The items that a department reports, counted, and apart those in which it only has a part.",
    "counts": "How many items have each rating: of the whole plan, and by department, policy, initiative or measure.",
    "compare_years": "What became of each item from one fiscal year to another: better, worse, new, ended; `open` "
    "is what cannot be told.",
    "plan": "What is loaded: fiscal years, the rating scale of each, the departments.",
}
ARGUMENTS = {
    "question": "the question as the person put it, at most 4,000 characters",
    "conversation": "a name for the conversation; leave empty for a question that stands alone",
    "lang": "ja or en; empty: the language of the question",
    "words": "words to look for, as the plan might write them",
    "year": "a fiscal year like R2; empty: the newest loaded one",
    "limit": "how many items at most, 1 to 50",
    "number": "the measure's number as printed, e.g. 30",
    "name": "the department's name as in `plan`",
    "by": "department, policy, initiative or measure; empty: the whole plan",
    "before": "the earlier fiscal year, like R2",
    "after": "the later fiscal year, like R3",
}


def no_such_year(lang: str, code: str, known: Sequence[str]) -> str:
    """A year that is not loaded."""
    years = "、".join(known)
    return in_language(lang, f"{code} は登録されていません（{years}）", f"{code} is not loaded ({years})")


def one_year(lang: str, known: Sequence[str]) -> str:
    """Two years to compare are one and the same."""
    years = "、".join(known)
    return in_language(
        lang, f"異なる2つの年度を指定してください（{years}）", f"give two different years ({years})"
    )


def no_such_measure(lang: str, number: str, first: str, last: str) -> str:
    """A number that no measure has."""
    return in_language(
        lang,
        f"No.{number} という事業はありません（No.{first}〜No.{last}）",
        f"there is no measure No.{number} (No.{first} to No.{last})",
    )


def no_such_department(lang: str, name: str, near: Sequence[str]) -> str:
    """A name that no department has."""
    names = "、".join(near)
    return in_language(
        lang,
        f"「{name}」という課はありません（近い名前: {names}）",
        f"there is no department {name} (near: {names})",
    )


def no_such_group(lang: str, by: str, known: Sequence[str]) -> str:
    """What nothing is grouped by."""
    names = ", ".join(known)
    return in_language(
        lang, f"{by} ごとの集計はありません（{names}）", f"nothing is grouped by {by} ({names})"
    )


def missing_library(lang: str) -> str:
    """The SDK is not installed."""
    return in_language(
        lang,
        "katou mcp には追加のライブラリが必要です。make mcp か pip install 'katou[mcp]' で入れてください。",
        "katou mcp needs a further library: make mcp, or pip install 'katou[mcp]'.",
    )


def missing_traces(lang: str) -> str:
    """What sends spans is not installed."""
    return in_language(
        lang,
        "KATOU_TRACES には追加のライブラリが必要です。make traces か pip install 'katou[traces]' で入れるか、"
        "KATOU_TRACES を消してください。",
        "KATOU_TRACES needs a further library: make traces, or pip install 'katou[traces]'; or remove KATOU_TRACES.",
    )


def needs_key(lang: str, host: str) -> str:
    """It would be open to everybody who reaches this machine."""
    return in_language(
        lang,
        f"{host} で待ち受けるには KATOU_API_KEY を設定してください（この機械だけで使うなら --host 127.0.0.1）",
        f"set KATOU_API_KEY to listen on {host} (or --host 127.0.0.1 for this machine alone)",
    )


def api_on(lang: str, path: str) -> str:
    """The JSON interface is open to programs with the key."""
    return in_language(
        lang, f"プログラム用: {path}（KATOU_API_KEY が必要）", f"For programs: {path} (with KATOU_API_KEY)"
    )


def serving_mcp(lang: str, address: str) -> str:
    """Where tools are served."""
    return in_language(lang, f"MCP: {address}（終わるには Ctrl-C）", f"MCP: {address} (Ctrl-C ends it)")


# -- what the JSON interface says. Programs read it, and those who write them: both languages on one line.


def needs_the_key() -> str:
    """Who asks has not brought the key."""
    return "KATOU_API_KEY が必要です（Authorization: Bearer …） / bring the key: Authorization: Bearer …"


def only_methods(names: str) -> str:
    """Another method."""
    return f"{names} だけです / only {names}"


def text_needed() -> str:
    """There is no question."""
    return '"text" に質問が必要です / "text" must be a question'


def bad_conversation(longest: int) -> str:
    """The conversation is no name."""
    return (
        f'"conversation" は{longest}文字までの文字列にしてください / '
        f'"conversation" must be a string of at most {longest} characters'
    )


def bad_language() -> str:
    """Another language."""
    return '"lang" は ja か en にしてください / "lang" must be ja or en'


def too_many_fields() -> str:
    """The address holds more than a question."""
    return "項目が多すぎます / too many fields"


def too_large(most: int) -> str:
    """The body is larger than a question, or does not say how large it is."""
    return f"本文は{most:,}バイトまでです / the body may have at most {most:,} bytes"


def no_object() -> str:
    """The body is no JSON object."""
    return '{"text": "質問"} の形のJSONにしてください / the body must be JSON like {"text": "a question"}'


def cannot_answer() -> str:
    """Something went wrong inside."""
    return "いま答えられません。しばらくしてからお試しください / cannot answer now, please try again later"
