"""Where people ask, a folder a surface, and what they share.

answering.py     what every chat does: claimed → refused, a file, an order or a question → delivered → done
http.py          the server of all that is asked over HTTP
callers.py       where a request comes from
reachability.py  a platform that may not be there when the bot starts
"""
