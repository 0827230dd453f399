"""Teams' mark-up in texts: out of what people typed, and never into what is posted."""

from __future__ import annotations

import re

_AT = re.compile(r"<at[^<>]{0,100}>[^<>]{0,200}</at>", re.I)
_BREAK = re.compile(r"<br(?:\s[^<>]{0,500})?/?>|</(?:p|div|li|blockquote)>", re.I)
_QUOTE = re.compile(r"<blockquote(?:\s[^<>]{0,500})?>", re.I)
_TAG = re.compile(
    r"</?(?:p|div|br|span|b|i|u|em|strong|a|code|pre|blockquote|ol|ul|li)(?:\s[^<>]{0,500})?/?>", re.I
)
_ENTITIES = (("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"), ("&amp;", "&"))
_SIGNS = re.compile(r"([\\`*_\[\]~<>&])")
_STARTS = re.compile(r"^(\s*)([-+#])", re.M)
_NUMBERED = re.compile(r"^(\s*\d{1,9})([.)])(?=\s|$)", re.M)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_TEMPLATE = re.compile(r"[{$](?=\{)")
APART = "\u200b"  # takes no room, and parts two signs that together mean something


def escaped(text: str) -> str:
    """For a text that Teams reads for Markdown: nothing in it is read as bold, a list, a heading or a link.

    An Adaptive Card reads bold, italics, lists and links (learn.microsoft.com, “Format cards in Teams”); a
    backslash before a sign takes its meaning. A line of its own is a paragraph of its own.
    """
    text = _SIGNS.sub(r"\\\1", clean(text))
    text = _NUMBERED.sub(r"\1\\\2", _STARTS.sub(r"\1\\\2", text))
    return "\n\n".join(line for line in text.split("\n") if line.strip())


def clean(text: str) -> str:
    """A text without control signs and halves of signs, which no JSON should carry, and without templates.

    An Adaptive Card shows a date for `{{DATE(…)}}`, a time for `{{TIME(…)}}`, and template engines fill in
    `${…}` and `{{#…}}` (learn.microsoft.com, “Text features in Adaptive Cards”, “Adaptive Cards template
    language”). What begins one is parted, so that it is shown as it was written. For every text of a card,
    read for Markdown or not.
    """
    text = text if text.isprintable() else _CONTROL.sub(" ", text)
    return _TEMPLATE.sub(rf"\g<0>{APART}", text) if "{" in text else text


def joined(text: str) -> str:
    """A text that comes back from a card, as it was before `clean`."""
    return text.replace(APART, "")


def untagged(text: str) -> str:
    """For a text that Teams reads for tags, as those of its older cards: nothing in it is one."""
    return clean(text).replace("<", f"<{APART}")


def shortened(text: str, most: int) -> str:
    """At most `most` characters, cut at a line where there is one."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return (cut.rpartition("\n")[0] or cut) + "…"


def typed(text: str) -> str:
    """What a person typed, line by line: without mentions and the tags of a formatted text."""
    text = _QUOTE.sub("\n> ", _BREAK.sub("\n", _AT.sub(" ", joined(text))))
    text = _TAG.sub(" ", text)
    for entity, sign in _ENTITIES:
        text = text.replace(entity, sign)
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.splitlines())))
