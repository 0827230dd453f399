"""Slack: events → questions, cards → blocks. The only modules that import slack_bolt and slack_sdk.

app.py            the Bolt app, Socket Mode, HTTP
listeners.py      mentions, threads, direct messages, /plan, shortcuts, choices → what is asked
couriers.py       how an answer reaches people, openly or privately
access.py         who may ask from where
gate.py           the one way to an answer, which asks that
posting.py        messages that arrive once, or a word that they did not
uploads.py        files that follow an answer
files.py          files that people send, fetched
imports.py        … and what comes of them
home.py           App Home and the search form
subscriptions.py  the weekly post in App Home
forms.py          parts of forms and menus
weekly.py         the weekly post by itself
blocks.py         a card as messages within Slack's limits
text.py           what people typed, out of Slack's mark-up and into it
"""
