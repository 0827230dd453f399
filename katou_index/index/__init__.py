"""The index: one SQLite file that holds everything the bot knows. All SQL of the indexer is here.

schema.py      the tables, column by column, and the scope terms          (docs/index.md describes them)
building.py    measures and tables → a checked file that replaces the old one
rows.py        … measures and items as rows, and back; known.py: rows taken over from the index before
linking.py     … which item of one year is which of another
naming.py      … names and their other spellings; spelling.py: how they sound
common_making.py, common_words.py   words in many items of a large plan, scored when it is built
cut.py         whether a table that people keep ends sooner than it did
copying.py     an index into a database
store.py       what is asked of an index, wherever it lies
stored.py      items, names and words of a large plan, read when they are asked for
generation.py  one opened file: verified, its connections
postgresql.py  a plan in a PostgreSQL database: copied in from such a file; the importer of psycopg
places.py      where an index lies, and its newest build
searching.py   a question → ranked items
reading.py     `Index`: what the rest of the program holds, whichever generation is current
sentences.py   what is said of an index that cannot be built or read

Which files it was built from, and whether they have changed since, tells katou_index/manifest.py.
"""
