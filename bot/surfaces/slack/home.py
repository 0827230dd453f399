"""App Home (one's own department, the city, help) and the search form with suggestions."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from slack_bolt import Ack, BoltContext
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.card import Card, unfolded
from bot.memory import Memory
from bot.surfaces.slack.access import SlackAccess, SlackPlace
from bot.surfaces.slack.blocks import Block, BlockExtras, messages, plain_message
from bot.surfaces.slack.forms import MOST_OPTIONS, chosen_of, option, plain, select_of
from bot.surfaces.slack.gate import Gate
from bot.surfaces.slack.listeners import SlackListeners, place_of
from bot.surfaces.slack.subscriptions import SubscriptionForms
from bot.wording import chat as say

if TYPE_CHECKING:
    from bot.chat import Front

Body = dict[str, Any]

MOST_BLOCKS = 100  # of a view
FORM = "search_plan"
OPEN_FORM = "open_search"
DEPARTMENT = "home_department"
EVERY = "-"  # the option that chooses nothing
PROMPTS = 4


class Home:
    """Shows App Home and the search form. What stands in them is asked as any question is."""

    def __init__(
        self, front: Front, memory: Memory, access: SlackAccess, asking: SlackListeners, gate: Gate
    ) -> None:
        self.weekly = SubscriptionForms(front, access)
        self.front = front
        self.memory = memory
        self.asking = asking
        self.gate = gate

    def opened(self, event: Body, body: Body, context: BoltContext, client: WebClient) -> None:
        """App Home was opened: the home tab is drawn anew, the messages tab gets its prompts."""
        place = place_of(body, context, str(event["user"]), "")

        if event.get("tab") == "messages":
            channel = str(event["channel"])
            self.gate.admit(client, place, lambda: self._prompt(client, channel), lambda _: None)
        else:
            self._show(client, place, str)

    def choose(self, ack: Ack, body: Body, action: Body, context: BoltContext, client: WebClient) -> None:
        """A department was chosen: it is kept, of the person only a hash."""
        ack()
        place = place_of(body, context, str(body["user"]["id"]), "")
        chosen = str((action.get("selected_option") or {}).get("value") or "")

        def choose() -> str:
            if chosen in self.front.departments():
                self.memory.choose(_person(place), chosen)
            return ""

        self._show(client, place, choose)

    # -- the weekly post ---------------------------------------------------------------------------------

    def weekly_pressed(
        self, ack: Ack, body: Body, action: Body, context: BoltContext, client: WebClient
    ) -> None:
        """A button beside a subscription: it is done, and App Home shows what came of it."""
        ack()
        place = place_of(body, context, str(body["user"]["id"]), "")
        self._show(client, place, lambda: self.weekly.change(client, place, str(action.get("value") or "")))

    def weekly_form(self, ack: Ack, body: Body, context: BoltContext, client: WebClient) -> None:
        """The button that opens the form for one more subscription, within three seconds."""
        ack()
        place = place_of(body, context, str(body["user"]["id"]), "")

        self._open(client, place, body, lambda: self.weekly.form(client, place, self._chosen_by(place)))

    def weekly_submitted(self, ack: Ack, body: Body, context: BoltContext, client: WebClient) -> None:
        """That form was sent."""
        ack()
        place = place_of(body, context, str(body["user"]["id"]), "")
        values = body["view"]["state"]["values"]
        self._show(client, place, lambda: self.weekly.subscribe(client, place, values))

    def _show(self, client: WebClient, place: SlackPlace, do: Callable[[], str]) -> None:
        """App Home, drawn anew with what came of something; for those who may not ask, why not."""

        def work() -> None:
            told = do()
            self._publish(client, place, self._blocks(client, place, told))

        self.gate.admit(client, place, work, lambda why: self._publish(client, place, _refused(why)))

    def _open(self, client: WebClient, place: SlackPlace, body: Body, make: Callable[[], Body]) -> None:
        """A form, within three seconds; for those who may not ask, why not."""

        def work() -> None:
            client.views_open(trigger_id=body["trigger_id"], view=make())

        def refused(why: str) -> None:
            client.views_open(trigger_id=body["trigger_id"], view={**_frame("ja"), "blocks": _refused(why)})

        self.gate.admit(client, place, work, refused, quick=True)

    def _chosen_by(self, place: SlackPlace) -> str:
        return self.memory.chosen(_person(place))

    def _publish(self, client: WebClient, place: SlackPlace, blocks: list[Block]) -> None:
        client.views_publish(user_id=place.user, view={"type": "home", "blocks": blocks[:MOST_BLOCKS]})

    def open_form(self, ack: Ack, body: Body, context: BoltContext, client: WebClient) -> None:
        """The global shortcut, or the button of App Home: the search form, within three seconds."""
        ack()
        place = place_of(body, context, str(body["user"]["id"]), "")

        self._open(client, place, body, lambda: self.form("ja"))

    def form(self, lang: str) -> Body:
        """The search form."""
        topic = {
            "type": "external_select",
            "action_id": "topic",
            "min_query_length": 0,
            "placeholder": plain(say.search(lang, "type")),
        }
        ratings = [(mark, word if mark in word else f"{mark} {word}") for mark, word in self.front.ratings()]
        inputs = (
            ("topic", topic),
            ("department", select_of("department", [(name, name) for name in self.front.departments()])),
            ("rating", select_of("rating", ratings)),
            ("year", select_of("year", [(code, code) for code in self.front.years()])),
        )
        blocks = [
            {"type": "input", "block_id": name, "optional": True, "element": element,
             "label": plain(say.search(lang, name))}
            for name, element in inputs
        ]  # fmt: skip
        return {**_frame(lang), "submit": plain(say.search(lang, "submit")), "blocks": blocks}

    def suggest(self, ack: Ack, body: Body, context: BoltContext) -> None:
        """Suggestions while somebody types a topic: what was typed itself, then titles."""
        typed = str(body.get("value") or "").strip()
        place = place_of(body, context, str(body["user"]["id"]), "")
        if not self.gate.admits_at_once(place):  # asking Slack would take too long; the form has asked before
            ack(options=[])
            return
        found = dict.fromkeys((*([typed] if typed else []), *self.front.suggestions(typed)))
        ack(options=[option(name, name) for name in list(found)[:MOST_OPTIONS]])

    def submitted(self, ack: Ack, body: Body, context: BoltContext, client: WebClient) -> None:
        """The form was sent: its question is asked and answered by direct message."""
        values = body["view"]["state"]["values"]
        chosen = {
            name: chosen_of(values.get(name, {}).get(name))
            for name in ("year", "department", "rating", "topic")
        }
        question = say.question_of(list(chosen.values()))
        if not question:
            ack(response_action="errors", errors={"topic": say.search("ja", "nothing")})
            return
        ack()
        place = place_of(body, context, str(body["user"]["id"]), "")
        self.asking.ask_directly(client, place, question, str(body["view"]["id"]))

    def _blocks(self, client: WebClient, place: SlackPlace, told: str) -> list[Block]:
        lang = "ja"
        chosen = self._chosen_by(place)
        names = [(name, name) for name in self.front.departments()]
        select = {
            **select_of(DEPARTMENT, names),
            "placeholder": plain(say.choose_department(lang)),
        }
        if chosen in dict(names):
            select["initial_option"] = option(chosen, chosen)
        form = {"type": "button", "action_id": OPEN_FORM, "text": plain(say.open_search(lang))}
        blocks: list[Block] = [
            {"type": "header", "text": plain(say.home_title(lang))},
            {"type": "actions", "elements": [select, form]},
        ]
        if chosen:
            blocks += _blocks_of(self._answer(say.home_question(lang, "department", chosen)), lang)
        else:
            blocks += plain_message(say.no_department(lang)).blocks
        blocks += self.weekly.blocks(client, place, told)
        taught = self._answer(say.home_question(lang, "help", ""))
        city = self._answer(say.home_question(lang, "city", ""))
        own = tuple(each for each in city.choices if each not in taught.choices)  # the others stand below
        for card in (city.but(choices=own), taught):
            blocks += [{"type": "divider"}, *_blocks_of(card, lang)]
        return blocks

    def _answer(self, question: str) -> Card:
        """The whole card of a question: a view has no thread for the rest."""
        return unfolded(self.front.ask(question, place="home").card)

    def _prompt(self, client: WebClient, channel: str) -> None:
        prompts = [{"title": text, "message": text} for text in say.prompts("ja")[:PROMPTS]]
        with contextlib.suppress(SlackApiError, OSError):  # a nicety: without it everything works
            client.assistant_threads_setSuggestedPrompts(
                channel_id=channel, title=say.home_title("ja"), prompts=prompts
            )


def _blocks_of(card: Card, lang: str) -> list[Block]:
    extras = BlockExtras(more=say.more_choices(lang), items=say.items_of_bars(lang))
    return list(messages(card, extras)[0].blocks)


def _frame(lang: str) -> Body:
    """The search form without what it asks for."""
    return {
        "type": "modal",
        "callback_id": FORM,
        "title": plain(say.search(lang, "title")),
        "close": plain(say.search(lang, "close")),
    }


def _refused(why: str) -> list[Block]:
    return list(plain_message(say.refused("ja", why)).blocks)


def _person(place: SlackPlace) -> str:
    return f"slack:{place.own_team}:{place.user}"
