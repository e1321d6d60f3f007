"""The kiosk on a tablet: serves the installed pages of a seat from this package, and relays what they say to the voting server.

Like the scrutineer's device it imports nothing of the server (docs/protocol.md §14, docs/adr/0015-pages-are-pinned-by-hash.md).
"""
