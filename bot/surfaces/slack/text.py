"""Slack's mark-up in texts: out of what people typed, and never into what is posted."""

from __future__ import annotations

import re

LONGEST_TEXT = 3000  # characters of the text beside the blocks: notifications, screen readers

_MARK = re.compile("([\u00d7\u2500-\u27bf]) (?=\\w)")  # a sign before its word: ○ 丸
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_PEOPLE = re.compile(r"<[@!][^<>]{1,300}>")
_CONTROL = re.compile(r"<([^<>]{0,300})>")


def escaped(text: str) -> str:
    """For a text that Slack reads for mark-up: nothing in it can ping anybody or become a link."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def kept_together(text: str) -> str:
    """A text in which no line ends between a mark and its word: ○ at the end of one, 丸 1 on the next."""
    return _MARK.sub("\\1\u00a0", text)


def shortened(text: str, most: int = LONGEST_TEXT) -> str:
    """At most `most` characters, cut at a line where there is one."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return (cut.rpartition("\n")[0] or cut) + "…"


def calls_people(text: str) -> bool:
    """Whether a message mentions somebody, a group or everybody."""
    return bool(_PEOPLE.search(text))


def typed(text: str, bot_user: str | None = None) -> str:
    """What a person typed, line by line: without mentions; a channel or a link by its name."""

    def readable(match: re.Match[str]) -> str:
        inside, _, name = match[1].partition("|")
        if inside[:1] in "@!" or not inside:
            return " "
        return name or inside.removeprefix("#")

    if bot_user:
        text = text.replace(f"<@{bot_user}>", " ")
    text = _CONTROL.sub(readable, text)
    for entity, sign in _ENTITIES:
        text = text.replace(entity, sign)
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.splitlines())))
