"""The terminal: a card as lines (layout.py), a conversation of them (conversation.py)."""
