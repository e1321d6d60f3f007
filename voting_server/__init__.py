"""The server of a chamber."""
