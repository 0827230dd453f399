"""The commands of katou, a module a group: each prints what it has to say and returns its exit code.

asking.py      ask, chat
serving.py     serve, export-site: the surfaces that are asked over HTTP
slack.py       slack
teams.py       Teams beside them, teams-package
weekly.py      weekly, report, tick, clock, backup
office.py      unanswered, word, words, approve, settings
making.py      what they are made of: the bot over its index
fronting.py    … and what chats need beside it
arguments.py   the options of all of them
"""
