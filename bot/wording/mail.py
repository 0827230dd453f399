"""What stands around a weekly post by mail, in Japanese and English."""

from __future__ import annotations

from bot.wording import city
from bot.wording.console import in_language as _in


def sender(lang: str) -> str:
    """Whom it is from."""
    return _in(lang, f"{city.plan(lang)}週報", f"{city.plan(lang)} weekly")


def why_sent(lang: str) -> str:
    """Why somebody gets it."""
    return _in(
        lang,
        f"この週報は、{city.office(lang)}がこのアドレスに登録したため、自動で送られています。",
        f"This post is sent automatically because the {city.office(lang)} entered this address.",
    )


def stop_label(lang: str) -> str:
    """The link that stops it."""
    return _in(lang, "この週報を止める", "Stop this post")


def stop(lang: str, address: str) -> str:
    """The line with the link that stops a weekly mail, in its plain text."""
    return f"{stop_label(lang)}: {address}"


def stop_by_reply(lang: str) -> str:
    """How to stop it without a page."""
    return _in(
        lang,
        "止めるには、このメールに「停止」と返信してください。",
        "To stop it, please reply “stop” to this mail.",
    )


def stop_subject(lang: str, address: str) -> str:
    """The subject of a mail that stops it; a person reads it."""
    return _in(lang, f"週報の停止 {address}", f"Stop the weekly post to {address}")


def stop_question(lang: str, department: str) -> str:
    """The page asks before it stops a post."""
    of = department or _in(lang, "市全体", "the whole city")
    return _in(lang, f"{of}の週報のメールを止めますか", f"Stop the weekly mail of {of}?")


def stopped(lang: str) -> str:
    """It was stopped."""
    return _in(
        lang,
        f"週報のメールを止めました。再び受け取るときは{city.office(lang)}にお知らせください。",
        f"The weekly mail is stopped. To get it again, please tell the {city.office(lang)}.",
    )


def no_such_link(lang: str) -> str:
    """The link is not ours, or the subscription is gone."""
    return _in(
        lang,
        f"このリンクでは週報を止められません。{city.office(lang)}にお知らせください。",
        f"This link stops no post. Please tell the {city.office(lang)}.",
    )
