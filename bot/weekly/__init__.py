"""The weekly post: what it says, when it goes out, and that it goes out once.

    calendar.py   holidays, closed days, announced dates        data/closed_days.toml, calendar.toml
    changes.py    what the data are, what changed since         a few hashes, kept with each post
    content.py    plan, counters, calendar → a post             a card of at most 12 lines, and its rest
    pictures.py   … and its picture
    schedule.py   who gets it when: the posts that are due      each is planned once
    sending.py    tick: due posts → platforms, never twice
    platforms.py  what a platform must offer
    service.py    all of these put together
    orders.py     「防災課の週報を毎週月曜9時に」 → Order
    dialogue.py   Order → Card, for whoever may give it
    report.py     a week of use in numbers, for the office
    console.py    katou weekly | tick | clock | report: arguments and lines

Nothing here knows a platform; each brings its Platform (weekly.py below bot/surfaces/slack and teams).
"""
