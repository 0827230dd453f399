"""Teams: activities → questions, cards → Adaptive Cards. The only modules that import the Teams SDK.

app.py         the whole surface: what it needs, its path, its end, posts by itself
guard.py       the door, in front of the SDK: size, shape, token, service address
tokens.py      Microsoft's signatures on what arrives, and the bot's own token for what it sends
setup.py       what it signs in with
library.py     the SDK on a loop of its own; the only importer of microsoft_teams
activity.py    what arrives, out of Teams' JSON
listeners.py   messages, buttons, searches, installations → what is asked
couriers.py    how an answer reaches people
files.py       a file that somebody sent → the disk
access.py      who may ask from where
weekly.py      the weekly post by itself
posting.py     messages that arrive once, or a word that they did not
cards.py       a card as Adaptive Cards within Teams' limits
text.py        what people typed, out of Teams' mark-up and into it
package.py     the app package that an administrator uploads
icons/         its two pictures
"""
