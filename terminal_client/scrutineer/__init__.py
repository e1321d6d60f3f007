"""A scrutineer's device: follows the record, verifies every ballot, certifies and releases, and serves its own page (docs/sealed.md)."""
