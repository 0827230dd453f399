"""Loading a year: what a file would change, asked before it is done, and taken back on request.

    sources    is it one of the files that can be read, whatever its ending says
    staging    the file and the tables kept for its year, read aside: a plan, nothing changed yet
    deciding   what was asked for and decided → decisions → rows of that table
    checks     what stops an import that somebody has to look at first
    preview    all that as lines for people · preview_sentences, sentences: the wording, Japanese and English
    edits      an edited Excel export → records of corrections.csv
    history    data/.history: the state before, applied in one step, restored byte for byte
    proposing  the steps that every front takes: preview → doubts → decided → applied
    desk       the two commands on a terminal; the chat's are in the bot
    starting   the command for a new city · start_proposals: its scale, names, tables · start_sentences

What became of each measure of the year before (same, renamed, new, dropped, in doubt) is told by
katou_index/years/comparing.py; what was decided about it is read and written by links.py beside it.

Only `desk` and `starting` talk to people, only they and `history` write below data/.
"""
