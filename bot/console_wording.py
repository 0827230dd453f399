"""What the commands and the terminal themselves say, in Japanese and English. Answers stand in wording.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LEAVING = frozenset({"/quit", "/exit", "/q", "quit", "exit", "終了", "終わり"})
HELPING = frozenset({"/help", "/h", "/?"})
COMMANDS = ("/help", "/quit")
HELP = {  # of the command line, which is printed before any language is known
    "katou": "評価表について質問に答えます。 / Answers questions about the evaluated plan.",
    "ask": "1つの質問に答える / answer one question",
    "text": "質問 / the question",
    "json": "答えを JSON で / the answer as JSON",
    "jsonl": "標準入力の1行1質問に答える / answer JSON lines from standard input",
    "lang": "答えの言葉 / language of the answer",
    "explain": "どう読み取ったかも示す / also show how the question was read",
    "either": "TEXT か --jsonl のどちらか1つが要ります / give either TEXT or --jsonl",
    "chat": "この端末で会話する / a conversation on this terminal",
    "settings": "設定の一覧 / every setting",
}


def console_language(chosen: str, environ: Mapping[str, str]) -> str:
    """The language of what is no answer: as chosen; with "auto" Japanese unless the locale is English."""
    if chosen != "auto":
        return chosen
    locale = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG") or ""
    return "en" if locale.startswith("en") else "ja"


def _in(lang: str, ja: str, en: str) -> str:
    return en if lang == "en" else ja


def keys(lang: str) -> str:
    """The line under the greeting: what can be typed besides questions."""
    return _in(
        lang,
        "/help 使い方 ・ /1 番号の質問をする ・ /quit 終わる",
        "/help how to ask · /1 ask the numbered question · /quit leave",
    )


def no_such_choice(lang: str, typed: str) -> str:
    """A number was typed that the last answer did not offer."""
    return _in(lang, f"{typed} という選択肢はありません。", f"There is no choice {typed}.")


def no_such_command(lang: str, typed: str) -> str:
    """Something after a slash that is no command."""
    return _in(
        lang,
        f"{typed} というコマンドはありません。/help で使い方が出ます。",
        f"There is no command {typed}. /help shows how to ask.",
    )


def old_index_answers(lang: str, why: str) -> str:
    """The index could not be rebuilt."""
    return _in(
        lang,
        f"索引を作り直せないため、前の索引で答えます: {why}",
        f"The index could not be rebuilt, so the previous one answers: {why}",
    )


def bad_line(lang: str, number: int, why: str) -> str:
    """A line of `katou ask --jsonl` cannot be read."""
    return _in(lang, f"標準入力 {number}行目: {why}", f"standard input, line {number}: {why}")


def not_json(lang: str) -> str:
    """The line is no JSON object."""
    return _in(
        lang,
        'JSON のオブジェクトではありません。{"conversation": "c1", "text": "質問"} の形にしてください。',
        'not a JSON object; write {"conversation": "c1", "text": "a question"}.',
    )


def no_text(lang: str) -> str:
    """The line has no question."""
    return _in(lang, '"text" に文字列が要ります。', '"text" must be a string.')


def no_conversation(lang: str) -> str:
    """The line's conversation is no name."""
    return _in(lang, '"conversation" は文字列にしてください。', '"conversation" must be a string.')


def setting(lang: str, text: str, default: str) -> str:
    """The line of `katou settings` under a setting's name and value."""
    return _in(lang, f"{text}（既定: {default or 'なし'}）", f"{text} (default: {default or 'none'})")


def cannot(lang: str, what: str) -> str:
    """The system refused something: a file, a folder."""
    return _in(lang, f"できませんでした: {what}", f"not possible: {what}")


def unexpected(lang: str, what: str) -> str:
    """A fault of the program itself."""
    return _in(
        lang,
        f"プログラムの誤りです: {what}（詳しくは python -X dev -m bot … で表示されます）",
        f"a fault of the program: {what} (python -X dev -m bot … shows the details)",
    )
