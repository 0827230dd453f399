"""The commands of katou, a module a group: each prints what it has to say and returns its exit code.

options.py    the options of all of them
compiled.py   where the code of all modules lies, for a quick start
wiring.py     what they are made of: the bot over its index, the state file
chats.py      … and what chats need beside it
questions.py  ask, chat
files.py      a file that an answer hands over
server.py     serve, export-site: the surfaces that are asked over HTTP
page.py       the browser page, by itself and beside others
slack.py      slack
teams.py      Teams beside them, teams-package
weekly.py     weekly, report, tick, clock, backup
office.py     unanswered, word, words, approve, settings
"""
