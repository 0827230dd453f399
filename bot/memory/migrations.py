"""The tables of the state file, one step a release."""

from __future__ import annotations

# One step a release, statement by statement, never changed afterwards; `pragma user_version` says how many a
# file has had.
STEPS: tuple[tuple[str, ...], ...] = (
    (
        """
        create table missed (
            id integer primary key,
            day text not null,       -- YYYY-MM-DD in Asia/Tokyo
            place text not null,     -- kind of place: terminal, page, channel, direct message
            kind text not null,      -- 'nothing': not found; 'correction': said to be wrong
            text text not null,      -- the question, at most 200 characters
            words text not null,     -- its words that occur nowhere, folded; '' where none
            near text not null       -- title of the nearest miss; '' where none
        )""",
        "create index missed_day on missed (day)",
    ),
    (
        """
        create table once (
            key text primary key,    -- of what arrived: a hash of place and time
            at real not null,        -- seconds since 1970 at which somebody began to answer it
            done integer not null    -- 1: answered
        ) without rowid""",
        """
        create table joined (
            thread text primary key, -- a hash of place and time of its first message
            day text not null
        ) without rowid""",
        """
        create table chosen (
            person text primary key, -- a hash: no name, no id of a person
            department text not null
        ) without rowid""",
    ),
    (
        """
        create table chat (
            conversation text primary key, -- its id: without it nothing can be posted there
            service text not null,         -- address that posts go to
            tenant text not null,          -- id of the organisation
            scope text not null,           -- personal, groupChat, channel
            team text not null,            -- id of the team of a channel, else ''
            person text not null,          -- of a personal chat: a hash; else ''
            day text not null              -- YYYY-MM-DD in Asia/Tokyo: when the bot was installed
        ) without rowid""",
        "create index chat_person on chat (person)",
    ),
    (
        # One mark per conversation and hour, so that somebody who asks again and again counts once. It names
        # nobody and is another one in the next hour.
        "alter table missed add column talk text not null default ''",
        """
        create table counted (
            day text not null,       -- YYYY-MM-DD in Asia/Tokyo
            what text not null,      -- What
            about text not null,     -- 'R2/30' for a measure that was shown, else the kind of place
            times integer not null,
            primary key (day, what, about)
        ) without rowid""",
        """
        create table subscription (
            id integer primary key,
            platform text not null,  -- 'slack', …
            team text not null,      -- '' where the platform has one only
            channel text not null,   -- channel, or person for a direct message
            department text not null,  -- '' for the whole city
            lang text not null,
            weekday integer not null,  -- 0 is Monday
            time text not null,      -- HH:MM in zone
            zone text not null,
            state text not null,     -- ledger.Standing
            why text not null,       -- of a state that nobody asked for
            since real not null,     -- seconds since 1970; what was due before is none of its business
            lead text not null,      -- the office's line for the next post
            unique (platform, team, channel, department)
        )""",
        """
        create table post (
            key text primary key,    -- subscription:ISO week of the planned day; :more for its thread
            subscription integer not null,
            week text not null,      -- 2026-W48
            planned text not null,   -- the day without holidays
            due real not null,       -- seconds since 1970
            state text not null,     -- ledger.Progress
            begun integer not null default 0,       -- 1: it may have been sent
            tries integer not null default 0,
            lease real not null default 0,          -- until when it is somebody's, in seconds since 1970
            not_before real not null default 0,
            content text not null default '',
            seen text not null default '',          -- what the data were, for “changed since”
            place text not null default '',         -- what the platform calls the message
            thread text not null default '',        -- the place of the message that this one goes on below
            why text not null default '',           -- of a shift, a skip, a failure
            trouble text not null default '',       -- why it waits
            at real not null default 0              -- of the last change
        ) without rowid""",
        "create index post_state on post (state, due)",
        """
        create table turn (
            kind text not null,      -- 'department', 'example'
            week text not null,
            round integer not null,
            name text not null,
            primary key (kind, week)
        ) without rowid""",
        "create table turn_order (kind text primary key, names text not null) without rowid",  # JSON
    ),
    (
        """
        create table pending (
            id integer primary key autoincrement,  -- never again: a button of a past import means no new one
            place text not null,     -- a hash of the conversation
            name text not null,      -- of the file, as people know it
            ending text not null,
            year text not null,      -- '' while it is not known
            answers text not null,   -- JSON: old, new, whether they are the same
            asked text not null,     -- JSON: the pair that was asked last, or null
            step integer not null,
            anyway integer not null,
            reason text not null,
            seen text not null,      -- a mark of the data that the preview was made of
            wants text not null,     -- 'reason': the next text is one
            lang text not null,
            at real not null         -- seconds since 1970
        )""",
    ),
    (
        """
        create table looked (        -- one row: the last look at the clock
            wall real not null,      -- seconds since 1970
            running real not null,   -- seconds since the machine started
            boot text not null       -- which start that was
        )""",
    ),
    (
        """
        create table signing_key (   -- by which links in mails are known as ours
            name text primary key,
            value blob not null
        ) without rowid""",
    ),
    (
        """
        create table passing (       -- what is known for a while, by all processes: bot/memory/passing.py
            kind text not null,
            name text not null,      -- a hash
            part integer not null,
            stamp integer not null,  -- nanoseconds since 1970 of the last change; another one, another body
            until real not null,     -- seconds since 1970
            size integer not null,
            body not null,           -- text or bytes
            primary key (kind, name, part)
        )""",
        "create index passing_until on passing (until)",
    ),
)
