"""Who may ask, and from where: closed to strangers, guests, other workspaces and channels shared with others.

Asked for everything that arrives: events, buttons, forms, shortcuts. What Slack does not say is refused.
"""

from __future__ import annotations

import threading
import time
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from katou_index.records import Record

REMEMBERED = 600.0  # seconds for which what Slack said of a person or a group is kept
MOST_REMEMBERED = 5_000


class SlackPolicy(Record):
    """The settings, all ids. `teams` stand beside the token's own; no `channels`: every internal one."""

    teams: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    shared_channels: frozenset[str] = frozenset()
    guests: bool = False
    office: frozenset[str] = frozenset()  # people (U…) and user groups (S…)
    by_oauth: bool = False  # whoever installs the app has a token: only `teams` may then ask


class SlackPlace(Record):
    """Where something comes from. Empty where Slack does not say it."""

    team: str
    own_team: str  # the workspace whose token answers
    user: str
    channel: str = ""
    shared: bool | None = None  # whether the channel is shared with others; None where Slack does not say
    anywhere: bool = False  # the answer may be put into any channel: Slack does not say into which


class SlackAccess:
    """Decides, and remembers for a while what Slack says of people. Safe for threads."""

    def __init__(self, policy: SlackPolicy) -> None:
        self.policy = policy
        self._lock = threading.Lock()
        self._people: dict[str, tuple[float, str]] = {}
        self._channels: dict[str, tuple[float, bool | None]] = {}
        self._groups: dict[str, tuple[float, frozenset[str]]] = {}

    def refusal(self, client: WebClient, place: SlackPlace, *, openly: bool = False) -> str:
        """Why there is no answer: a key of chat_wording.refused, "" for none.

        `openly`: whether all of the channel would see it, not only the one who asks.
        """
        own = self._own(place)
        if place.team not in own:
            return "team"
        if not place.user:
            return "nobody"
        if place.anywhere and self.policy.channels:
            return "channel"
        private = is_direct(place.channel)
        shared = False if private else place.shared
        if shared is None:
            shared = self._is_shared(client, place.channel)
        if shared is None and openly:
            return "unseen"
        if shared and place.channel not in self.policy.shared_channels:
            return "external"
        listed = self.policy.channels | self.policy.shared_channels
        if not private and self.policy.channels and place.channel not in listed:
            return "channel"
        return self._of_person(client, place, own)

    def knows(self, place: SlackPlace) -> bool:
        """Whether a person is known to be allowed, without asking Slack."""
        known = self._people.get(place.user)
        allowed = known is not None and known[1] in ("", "guest" if self.policy.guests else "")
        return allowed and place.team in self._own(place)

    def is_office(self, client: WebClient, user: str) -> bool:
        """Whether a person belongs to the ICT office."""
        if user in self.policy.office:
            return True
        groups = [name for name in self.policy.office if name.startswith("S")]
        return any(user in self._members(client, group) for group in groups)

    def name_of(self, client: WebClient, user: str) -> str:
        """How a person is called in the workspace, "" where Slack does not say."""
        try:
            said = client.users_info(user=user).get("user") or {}
        except (SlackApiError, OSError):
            return ""
        profile = said.get("profile") or {}
        return str(profile.get("real_name") or said.get("real_name") or said.get("name") or "")

    def _own(self, place: SlackPlace) -> frozenset[str]:
        """The workspaces whose people may ask."""
        return self.policy.teams if self.policy.by_oauth else self.policy.teams | {place.own_team}

    def _of_person(self, client: WebClient, place: SlackPlace, own: frozenset[str]) -> str:
        known = self._people.get(place.user)
        if known is None or time.monotonic() - known[0] > REMEMBERED:
            try:
                said = client.users_info(user=place.user).get("user") or {}
            except (SlackApiError, OSError):
                return "unknown"
            known = time.monotonic(), _kind_of_person(said, own)
            with self._lock:
                if len(self._people) >= MOST_REMEMBERED:
                    self._people.clear()
                self._people[place.user] = known
        if known[1] == "guest" and self.policy.guests:
            return ""
        return known[1]

    def _is_shared(self, client: WebClient, channel: str) -> bool | None:
        """Of a button or a command Slack does not say it. What cannot be found out counts as shared.

        None for a channel that the bot is not in and cannot see: it can answer there in private only.
        """
        known = self._channels.get(channel)
        if known is None or time.monotonic() - known[0] > REMEMBERED:
            try:
                said = client.conversations_info(channel=channel).get("channel") or {}
            except SlackApiError as error:
                if error.response.get("error") not in ("channel_not_found", "not_in_channel"):
                    return True
                said = None
            except OSError:
                return True
            shared = None
            if said is not None:
                shared = bool(said.get("is_ext_shared") or said.get("is_pending_ext_shared"))
            known = self._channels[channel] = time.monotonic(), shared
        return known[1]

    def _members(self, client: WebClient, group: str) -> frozenset[str]:
        known = self._groups.get(group)
        if known is None or time.monotonic() - known[0] > REMEMBERED:
            try:
                users = client.usergroups_users_list(usergroup=group).get("users") or []
            except (SlackApiError, OSError):
                return frozenset()
            known = self._groups[group] = time.monotonic(), frozenset(users)
        return known[1]


def is_direct(channel: str) -> bool:
    """Whether it is no channel: a direct message (D…), a person (U…, W…), or nowhere (App Home, forms)."""
    return channel[:1] in ("", "D", "U", "W")


def _kind_of_person(said: dict[str, Any], own: frozenset[str]) -> str:
    teams = {said.get("team_id"), *((said.get("enterprise_user") or {}).get("teams") or ())} - {None}
    if teams and not teams & own:
        return "team"
    if said.get("deleted") or said.get("is_stranger") or said.get("is_bot") or not said:
        return "team"
    if said.get("is_restricted") or said.get("is_ultra_restricted"):
        return "guest"
    return ""
