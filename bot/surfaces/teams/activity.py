"""What arrives, out of Teams' JSON: who asks, from where, what."""

from __future__ import annotations

from typing import Any

from bot.memory import fingerprint
from bot.surfaces.teams.access import TeamsPlace
from bot.surfaces.teams.cards import CHOSEN
from bot.surfaces.teams.guard import FILE
from bot.surfaces.teams.library import ChatAddress
from bot.surfaces.teams.text import joined, typed
from katou_index.records import Record

Json = dict[str, Any]

PERSONAL = "personal"


class Activity(Record):
    """What arrived, as far as it is of use."""

    id: str
    place: TeamsPlace
    bot: str
    reply_to: str
    text: str
    value: Json
    mentioned: bool
    team: str
    name: str  # the sender's, as Teams shows it
    files: tuple[tuple[str, str], ...] = ()  # sent with it: the name of each, and where it lies

    @property
    def key(self) -> str:
        """The name of one message: what has it twice is delivered twice."""
        return f"teams:{self.place.conversation}:{self.id}"

    @property
    def address(self) -> ChatAddress:
        """Where its answer goes."""
        return ChatAddress(self.place.service, self.place.conversation)

    @property
    def conversation(self) -> str:
        """Each person has a context of his own in each chat and thread: two people do not mix theirs."""
        return fingerprint(f"teams:{self.place.conversation}:{self.place.person or self.place.user}")


def read(activity: Json) -> Activity:
    """An activity of the SDK as what is of use here."""
    conversation, data = activity["conversation"], activity.get("channelData") or {}
    sender, bot = activity["from"], activity["recipient"]["id"]
    tenant = (data.get("tenant") or {}).get("id") or conversation.get("tenantId") or ""
    mentions = [each for each in activity.get("entities") or () if each.get("type") == "mention"]
    place = TeamsPlace(
        tenant=tenant,
        conversation=conversation["id"],
        service=activity["serviceUrl"],
        scope=conversation.get("conversationType") or PERSONAL,
        user=sender["id"],
        person=sender.get("aadObjectId") or "",
    )
    return Activity(
        id=str(activity.get("id") or ""),
        place=place,
        bot=bot,
        reply_to=str(activity.get("replyToId") or ""),
        text=typed(str(activity.get("text") or "")),
        value=activity.get("value") or {},
        mentioned=any(each["mentioned"]["id"] == bot for each in mentions),
        team=(data.get("team") or {}).get("id") or "",
        name=str(sender.get("name") or ""),
        files=tuple(
            (str(each.get("name") or ""), str((each.get("content") or {}).get("downloadUrl") or ""))
            for each in activity.get("attachments") or ()
            if each.get("contentType") == FILE
        ),
    )


def person_key(tenant: str, person: str) -> str:
    """The name of a person, of which only a hash is kept."""
    return f"teams:{tenant}:{person}"


def root(conversation: str) -> str:
    """The chat of a thread."""
    return conversation.partition(";")[0]


def asked(data: Json) -> tuple[str, str]:
    """The question that a button asks, by itself or by the menu beside it, and the one of its card."""
    question = data.get("ask") or data.get(CHOSEN) or ""
    of = data.get("of") or ""
    return joined(str(question)).strip(), joined(str(of)).strip()
