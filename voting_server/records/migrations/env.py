"""Alembic's entry: migrates over the connection, and inside the transaction, that the caller holds."""

from alembic import context

from voting_server.records.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
