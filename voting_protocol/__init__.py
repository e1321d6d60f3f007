"""What terminals, server and scrutineers say to each other: pure, no I/O. Normative text: docs/protocol.md."""

__version__ = "0.1.0"
