"""The index: one SQLite file that holds everything the bot knows. All SQL of the indexer is here.

schema.py      the tables, column by column, and the scope terms          (docs/index.md describes them)
manifest.py    which files it was built from; whether they changed
building.py    measures and tables → a checked file that replaces the old one
store.py       what is asked of an index, wherever it lies
generation.py  one opened file: verified, its connections
postgresql.py  a plan in a PostgreSQL database: copied in from such a file; the importer of psycopg
places.py      where an index lies, and its newest build
searching.py   a question → ranked items
reading.py     `Index`: what the rest of the program holds, whichever generation is current
"""
