"""A line as people say it → as the templates say it: politeness, dialect and chat are put into plain words.

The rewritings stand in `grammar/plain.txt`. They are tried only where a line as typed is not read, and what
comes out must be explained whole like any other line: a rewriting that makes nonsense leads to no reading.
"""

from __future__ import annotations

from bot.understanding.templates import automaton

END = "$"  # the end of a line, in the templates
NOTHING, BLANK = "-", "_"  # what stands for "" and " " where a template's meaning is written
PASSES = 3  # a polite ending may stand on a dialect one
ENDING = "?？。.!！~〜ー… 、"
QUOTES = {"「": "」", "『": "』", '"': '"'}  # what is quoted stays as it is


def plainer(line: str) -> str:
    """The line in plain words; the same line where nothing is to be said more plainly."""
    for _ in range(PASSES):
        said = _rewritten(line)
        if said == line:
            break
        line = said
    return line


def _rewritten(line: str) -> str:
    body = line.rstrip(ENDING)
    ending = "?" if "?" in line[len(body) :] or "？" in line[len(body) :] else ""
    text, grammar, parts, place = body + END, automaton(), [], 0
    begins = frozenset(grammar.places("plain", text, {}))
    while place < len(body):
        if (closing := QUOTES.get(body[place])) and (end := body.find(closing, place + 1)) > 0:
            parts.append(body[place : end + 1])
            place = end + 1
            continue
        found = grammar.matches("plain", text, {}, place) if place in begins else ()
        longest = max(found, key=lambda match: match.end, default=None)
        if longest is None or longest.end <= place:
            parts.append(body[place])
            place += 1
        else:
            parts.append(longest.meaning[1].replace(NOTHING, "").replace(BLANK, " "))
            place = longest.end
    return "".join(parts) + ending
