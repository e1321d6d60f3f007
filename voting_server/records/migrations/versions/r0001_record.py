"""The record: act logs, closed divisions with their ballots and heads, installation codes."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_APPEND_ONLY = ("acts", "divisions", "ballots", "heads")


def upgrade() -> None:
    """Create the tables, and let the database itself refuse to change or remove what is recorded."""
    _create_acts()
    _create_divisions()
    op.create_table(
        "installation_codes",
        sa.Column("key", sa.LargeBinary, nullable=False),
        sa.Column("created_ms", sa.BigInteger, nullable=False),
        sa.Column("used_ms", sa.BigInteger, nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_installation_codes"),
        sa.CheckConstraint("length(key) = 32", name=op.f("ck_installation_codes_key")),
    )
    if op.get_context().dialect.name == "sqlite":
        _refuse_changes_sqlite()
    else:
        _refuse_changes_postgresql()


def _create_acts() -> None:
    op.create_table(
        "acts",
        sa.Column("log", sa.Text, nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("act_id", sa.LargeBinary, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
        sa.Column("cosignature", sa.LargeBinary, nullable=False),
        sa.Column("received_ms", sa.BigInteger, nullable=False),
        sa.Column("chain", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("log", "n", name="pk_acts"),
        sa.UniqueConstraint("log", "act_id", name="uq_acts_log_act_id"),
        sa.CheckConstraint("n >= 0", name=op.f("ck_acts_n")),
        sa.CheckConstraint("length(act_id) = 32 AND length(chain) = 32", name=op.f("ck_acts_digests")),
        sa.CheckConstraint("length(signature) = 64 AND length(cosignature) IN (0, 64)", name=op.f("ck_acts_signatures")),
    )


def _create_divisions() -> None:
    op.create_table(
        "divisions",
        sa.Column("sitting", sa.Text, nullable=False),
        sa.Column("division", sa.Text, nullable=False),
        sa.Column("opening", sa.LargeBinary, nullable=False),
        sa.Column("result", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("sitting", "division", name="pk_divisions"),
        sa.CheckConstraint("length(opening) = 32", name=op.f("ck_divisions_opening")),
    )
    op.create_table(
        "ballots",
        sa.Column("sitting", sa.Text, nullable=False),
        sa.Column("division", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("key", sa.LargeBinary, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("entry", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("sitting", "division", "position", name="pk_ballots"),
        sa.UniqueConstraint("sitting", "division", "key", "seq", name="uq_ballots_sitting_division_key_seq"),
        sa.ForeignKeyConstraint(
            ["sitting", "division"], ["divisions.sitting", "divisions.division"], name="fk_ballots_divisions"
        ),
    )
    op.create_table(
        "heads",
        sa.Column("sitting", sa.Text, nullable=False),
        sa.Column("division", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("head", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("sitting", "division", "position", name="pk_heads"),
        sa.ForeignKeyConstraint(["sitting", "division"], ["divisions.sitting", "divisions.division"], name="fk_heads_divisions"),
    )


def _refuse_changes_sqlite() -> None:
    for table in _APPEND_ONLY:
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuse_{change.lower()} BEFORE {change} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END"
            )


def _refuse_changes_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION hemicycle_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the record is append-only'; END $$"
    )
    for table in _APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION hemicycle_refuse_change()"
        )
