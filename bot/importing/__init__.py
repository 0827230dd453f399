"""A year loaded, or corrected, in a chat: the file dropped there, each step a button.

orders   what a text of a button or a person means
dialogue who may, what is shown and asked next, what is applied; the steps themselves are katou_index's
"""
