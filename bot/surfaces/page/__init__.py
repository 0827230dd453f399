"""The browser page: the same cards as HTML, views to look at, files to take away. The only user of Flask.

app.py      addresses → pages           access.py   who may come in
talks.py    what a browser has asked    shaping.py  texts of a card → HTML
bars.py     numbers → widths            site.py     everything in one file, for closed networks
"""
