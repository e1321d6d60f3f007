"""Independent verifier of Hemicycle record bundles, written from docs/protocol.md alone."""

__version__ = "0.1.0"
