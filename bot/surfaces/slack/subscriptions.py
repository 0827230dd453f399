"""The weekly post in App Home: who gets it, buttons that change it, a form for one more.

The office sees every subscription, anybody else those to his own direct message. What a button or the form
says is an order, as it could be typed.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.card import as_text
from bot.orders import Where
from bot.surfaces.slack.access import SlackAccess, SlackPlace
from bot.surfaces.slack.blocks import Block, plain_message
from bot.surfaces.slack.forms import chosen_of, option, plain, select_of
from bot.wording import chat as say
from katou_index.errors import KatouError

if TYPE_CHECKING:
    from bot.chat import Front
    from bot.orders import Handled
    from bot.weekly.dialogue import Kept, Offer

WEEKLY = "weekly"  # action: an order about one subscription
OPEN_WEEKLY, WEEKLY_FORM = "open_weekly", "subscribe_weekly"
WHOLE = "-"  # the option that stands for the whole city
MOST_KEPT = 12  # subscriptions that are shown: two blocks each, and a view has a hundred
MOST_BUTTONS = 25  # of one block
FIRST_TIME = "09:00"
LONGEST_DIALOG = 300  # characters of what is asked back
LANG = "ja"  # of App Home


class SubscriptionForms:
    """The part of App Home that deals with the weekly post."""

    def __init__(self, front: Front, access: SlackAccess) -> None:
        self.front = front
        self.access = access

    def blocks(self, client: WebClient, place: SlackPlace, told: str = "") -> list[Block]:
        """Who gets it, as far as this person may change it; `told` is what came of the last order."""
        own, office = _own(client, place), self._is_office(client, place)
        try:
            kept = self.front.kept_weekly("slack", place.own_team, own, lambda: office, LANG)
        except KatouError as error:
            return list(plain_message(str(error)).blocks)
        if kept is None:
            return []
        blocks: list[Block] = [
            {"type": "divider"},
            {"type": "header", "text": plain(say.weekly(LANG, "title"))},
        ]
        if told:
            blocks += plain_message(told).blocks
        for each in kept[:MOST_KEPT]:
            blocks += _shown(each, own)
        if not kept:
            blocks += plain_message(say.weekly(LANG, "nobody" if office else "not you")).blocks
        if len(kept) > MOST_KEPT:
            blocks += plain_message(say.weekly(LANG, "more")).blocks
        label = say.weekly(LANG, "add" if office else "add own")
        button = {"type": "button", "action_id": OPEN_WEEKLY, "text": plain(label)}
        return [*blocks, {"type": "actions", "elements": [button]}]

    def change(self, client: WebClient, place: SlackPlace, value: str) -> str:
        """Do what a button says, or say why not."""
        number, text = json.loads(value)
        try:
            handled = self.front.order_for(
                int(number), str(text), "slack", place.own_team, _own(client, place),
                lambda: self._is_office(client, place),
            )  # fmt: skip
        except KatouError as error:
            return str(error)
        return _told(handled)

    def form(self, client: WebClient, place: SlackPlace, department: str) -> Block:
        """The form for one more; a department that the person has chosen stands in it."""
        names = [(name, name) for name in self.front.departments()]
        office = self._is_office(client, place)
        whole = [(WHOLE, say.weekly(LANG, "city"))] if office else []
        departments = select_of("department", [*whole, *names])
        if department in dict(names):
            departments["initial_option"] = option(department, department)
        days = [(str(number), name) for number, name in enumerate(say.weekdays(LANG))]
        weekday = {**select_of("weekday", days), "initial_option": option(days[0][1], days[0][0])}
        inputs: list[tuple[str, Block]] = [
            ("department", departments),
            ("weekday", weekday),
            ("time", {"type": "timepicker", "action_id": "time", "initial_time": FIRST_TIME}),
        ]
        if office:
            only = {"include": ["public", "private"], "exclude_external_shared_channels": True}
            channel = {"type": "conversations_select", "action_id": "channel", "filter": only}
            inputs.insert(0, ("channel", channel))
        return {
            "type": "modal",
            "callback_id": WEEKLY_FORM,
            "title": plain(say.weekly(LANG, "form")),
            "submit": plain(say.weekly(LANG, "submit")),
            "close": plain(say.weekly(LANG, "close")),
            "blocks": [
                {"type": "input", "block_id": name, "optional": name == "channel", "element": element,
                 "label": plain(say.weekly(LANG, name))}
                for name, element in inputs
            ],
        }  # fmt: skip

    def subscribe(self, client: WebClient, place: SlackPlace, values: dict[str, Any]) -> str:
        """Do what the form says, or say why not."""
        own = _own(client, place)
        given = {name: (values.get(name) or {}).get(name) or {} for name in ("channel", "time")}
        channel = str(given["channel"].get("selected_conversation") or own)
        if channel != own and (why := self._closed(client, place.but(channel=channel))):
            return why
        department = chosen_of((values.get("department") or {}).get("department"))
        weekday = chosen_of((values.get("weekday") or {}).get("weekday"))
        text = self.front.weekly_order(
            "" if department == WHOLE else department, int(weekday or 0),
            str(given["time"].get("selected_time") or FIRST_TIME), LANG,
        )  # fmt: skip
        handled = self.front.order(
            text, Where("slack", place.own_team, channel, channel == own),
            lambda: self._is_office(client, place),
        )  # fmt: skip
        return _told(handled)

    def _closed(self, client: WebClient, place: SlackPlace) -> str:
        """Why nothing may be posted to a channel, "" where it may."""
        if why := self.access.refusal(client, place, openly=True):
            return say.refused(LANG, why)
        try:
            said = client.conversations_info(channel=place.channel).get("channel") or {}
        except (SlackApiError, OSError):
            return say.weekly(LANG, "invite")
        return say.weekly(LANG, "invite") if said.get("is_member") is False else ""

    def _is_office(self, client: WebClient, place: SlackPlace) -> bool:
        return self.access.is_office(client, place.user)


def _own(client: WebClient, place: SlackPlace) -> str:
    """The direct message of a person with the bot."""
    try:
        opened = client.conversations_open(users=place.user).get("channel") or {}
    except (SlackApiError, OSError):  # Slack takes the person for it as well
        return place.user
    return str(opened.get("id") or place.user)


def _told(handled: Handled | None) -> str:
    return as_text(handled.card) if handled else say.weekly(LANG, "gone")


def _shown(each: Kept, own: str) -> list[Block]:
    """Where it goes, when, what became of the last posts; below it the buttons."""
    section: list[Block] = [
        {"type": "text", "text": f"{each.number}: ", "style": {"bold": True}},
        _where(each, own),
        {"type": "text", "text": "\n".join((f"｜{each.terms}", *each.past))},
    ]
    buttons = [_button(each, number, offer) for number, offer in enumerate(each.offers[:MOST_BUTTONS])]
    return [
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": section}]},
        {"type": "actions", "elements": buttons},
    ]


def _where(each: Kept, own: str) -> Block:
    """The name of a channel or a person as Slack shows it; of another platform what it is called there."""
    if each.platform == "slack" and each.channel[:1] in ("C", "G"):
        return {"type": "channel", "channel_id": each.channel}
    if each.platform == "slack" and each.channel[:1] in ("U", "W"):
        return {"type": "user", "user_id": each.channel}
    if each.platform == "slack":
        return {"type": "text", "text": say.weekly(LANG, "own" if each.channel == own else "direct")}
    return {"type": "text", "text": f"{each.platform} {each.channel}"}


def _button(each: Kept, place: int, offer: Offer) -> Block:
    value = json.dumps([each.number, offer.asks], ensure_ascii=False)
    button: Block = {
        "type": "button", "action_id": f"{WEEKLY}:{place}", "text": plain(offer.label), "value": value,
    }  # fmt: skip
    if not offer.confirm:
        return button
    dialog = {
        "title": plain(say.weekly(LANG, "confirm")),
        "text": {**plain(""), "text": offer.confirm[:LONGEST_DIALOG]},
        "confirm": plain(say.weekly(LANG, "yes")),
        "deny": plain(say.weekly(LANG, "no")),
    }
    return {**button, "confirm": dialog}
