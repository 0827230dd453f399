"""The browser page: the same cards as HTML, views to look at, files to take away. The only user of Flask.

app.py        addresses → pages, what every answer carries
dialogue.py   questions and answers
views.py      what is looked at: the year, a measure, a department, the findings
imports.py    a year loaded by the office
access.py     who may come in
talks.py      what a browser has asked
downloads.py  files and pictures that answers handed over
feed.py       what changed, for feed readers
mails.py      where a link in a weekly mail leads
chrome.py     what stands around every page
shaping.py    texts of a card → HTML
bars.py       numbers → widths
installing.py what makes it an app
site.py       everything in one file, for closed networks
"""
