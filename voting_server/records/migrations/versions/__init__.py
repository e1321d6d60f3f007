"""Alembic migrations of the record; run by `voting_server.records.migrate`."""
