"""The index: one SQLite file that holds everything the bot knows. All SQL of the indexer is here.

schema.py      the tables, column by column, and the scope terms          (docs/index.md describes them)
manifest.py    which files it was built from; whether they changed
building.py    measures and tables → a checked file that replaces the old one
generation.py  one opened file: verified, its connections, its plans
searching.py   a question → ranked items
reading.py     `Index`: what the rest of the program holds, whichever generation is current
"""
