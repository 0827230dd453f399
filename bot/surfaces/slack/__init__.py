"""Slack: events → questions, cards → blocks. The only modules that import slack_bolt and slack_sdk.

app.py         the Bolt app, its listeners, Socket Mode
asking.py      mentions, threads, direct messages, /plan, shortcuts, choices → one answer each
home.py        App Home and the search form
subscribing.py the weekly post in App Home
inputs.py      parts of forms and menus
access.py      who may ask from where
gate.py        the one way to an answer, which asks that
posting.py     messages that arrive once, or a word that they did not
blocks.py      a card as messages within Slack's limits
text.py        what people typed, out of Slack's mark-up and into it
"""
