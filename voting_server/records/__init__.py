"""The record: port, the SQLAlchemy adapter, migrations, the record bundle."""
