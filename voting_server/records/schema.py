"""The tables of the record. Rows are only ever added; the migrations put triggers on the tables that refuse anything else."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

acts = Table(
    "acts",
    metadata,
    Column("log", Text, nullable=False),
    Column("n", Integer, nullable=False),
    Column("act_id", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("cosignature", LargeBinary, nullable=False),
    Column("received_ms", BigInteger, nullable=False),
    Column("chain", LargeBinary, nullable=False),
    PrimaryKeyConstraint("log", "n"),
    UniqueConstraint("log", "act_id"),
    CheckConstraint("n >= 0", name="n"),
    CheckConstraint("length(act_id) = 32 AND length(chain) = 32", name="digests"),
    CheckConstraint("length(signature) = 64 AND length(cosignature) IN (0, 64)", name="signatures"),
)

divisions = Table(
    "divisions",
    metadata,
    Column("sitting", Text, nullable=False),
    Column("division", Text, nullable=False),
    Column("opening", LargeBinary, nullable=False),
    Column("result", LargeBinary, nullable=False),
    PrimaryKeyConstraint("sitting", "division"),
    CheckConstraint("length(opening) = 32", name="opening"),
)

ballots = Table(
    "ballots",
    metadata,
    Column("sitting", Text, nullable=False),
    Column("division", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("entry", LargeBinary, nullable=False),
    PrimaryKeyConstraint("sitting", "division", "position"),
    UniqueConstraint("sitting", "division", "key", "seq"),
    ForeignKeyConstraint(["sitting", "division"], ["divisions.sitting", "divisions.division"]),
)

heads = Table(
    "heads",
    metadata,
    Column("sitting", Text, nullable=False),
    Column("division", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("head", LargeBinary, nullable=False),
    PrimaryKeyConstraint("sitting", "division", "position"),
    ForeignKeyConstraint(["sitting", "division"], ["divisions.sitting", "divisions.division"]),
)

installation_codes = Table(
    "installation_codes",
    metadata,
    Column("key", LargeBinary, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("used_ms", BigInteger, nullable=True),
    PrimaryKeyConstraint("key"),
    CheckConstraint("length(key) = 32", name="key"),
)
