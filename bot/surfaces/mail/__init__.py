"""Mail: the weekly post for those without a chat. Nothing is read here; a mail is sent once.

weekly.py      the weekly post by itself, over SMTP
message.py     a card → a mail: text, HTML, the picture, how to stop it
"""
