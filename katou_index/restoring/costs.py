"""What is unlikely in a sheet, and how unlikely: the costs of the alignment, all in one unit.

Chosen on damaged sheets (tests/test_damaged_sheets.py), not on one document.
"""

from __future__ import annotations

OUT_OF_STEP = 2.0  # left blocks go out of step with the lines, or back, by one
OUT_OF_STEP_LINE = 0.3  # … and each line of it
BEHIND = 2.0  # … when it is the left block that comes late, which is rarer
FOREIGN_HEADS = 6.0  # a result's heads name only departments that the measure does not list
FOREIGN_HEAD = 1.5  # … one of them does
OWN_HEAD = -1.0  # … or only such as it lists
LOST_RESULT = 2.0  # … after it was waited for in vain
LOST_PLANNED = 0.5
SHARED_PLANNED = 0.8  # a further item of a measure has no planned cell of its own
SLIP = 1.5  # planned cells or results begin to stand on other lines than their items
SLIPPED = 0.3  # … and each one that does
AHEAD = 1.5  # a result stands on an earlier line than its item: each line, rarer than a late one
TOGETHER = 0.25  # planned cells that slip together with left blocks or with results cost so much of it
LABEL = 6.0  # a line with an initiative's label, but no left block, goes on with the measure before
EMPTY_ROW = 2.0  # a row with a left block and nothing else goes to the measure before
DASHES = 3.0  # … a row with a left block, when it or the row before says that nothing was planned
JOINED = 2.5  # two cells make one text
SPLIT = 0.7  # one cell makes two texts
SPLIT_SENTENCES = 3.0  # … cut after a sentence, not at a head
TITLE_WORDS = 1.0  # how much words count that title and result (or planned work) share
PLANNED_WORDS = 0.7  # … planned work and result
NEIGHBOUR_WORDS = 1.0  # … a line and the one before it, when both belong to one measure
UNSAID = 1.3  # the first line of a measure says nothing of its title
SAID = 0.5  # … it does from this fit on
READING = 0.8  # how much the form of cells counts
LEFT_OVER = 6.0  # a cell that no line took
