"""The first tables."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "v0001_first"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and see to it that entries of the audit log stay as they are."""
    _people()
    _programs()
    _askers()
    _handovers()
    _hotline()
    _proposals()
    _audit()


def _people() -> None:
    _table(
        "accounts",
        _word("name"),
        _word("name_key"),
        _word("role", 16),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        _word("password_hash", 255),
        _time("created_at"),
        _time("password_changed_at"),
        _time("last_signed_in_at", nullable=True),
        unique="name_key",
    )
    _table(
        "sessions",
        sa.Column("account_id", sa.Integer(), nullable=False),
        _word("token_digest"),
        _time("created_at"),
        _time("last_seen_at"),
        _time("expires_at"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_sessions_account_id", ondelete="CASCADE"
        ),
        unique="token_digest",
    )
    op.create_index("ix_sessions_account_id", "sessions", ["account_id"])
    _table("sign_in_attempts", _word("name_digest"), _word("source_digest"), _time("at"))
    op.create_index("ix_sign_in_attempts_at", "sign_in_attempts", ["at"])


def _programs() -> None:
    _table(
        "api_keys",
        _word("name"),
        _word("role", 16),
        _word("hint", 16),
        _word("secret_digest"),
        _time("created_at"),
        _word("created_by"),
        _time("last_used_at", nullable=True),
        _time("revoked_at", nullable=True),
        unique="secret_digest",
    )
    _unique_where("uq_api_keys_name_in_use", "api_keys", ["name"], "revoked_at IS NULL")


def _askers() -> None:
    _table(
        "asked",
        _time("at"),
        sa.Column("day", sa.Date(), nullable=False),
        _text("question"),
        _word("question_key", 32),
        _word("language", 16),
        _word("status", 32),
        sa.Column("took_ms", sa.Float(), nullable=False),
        _word("channel", 16),
        _word("corpus_version"),
        _word("index_version"),
    )
    op.create_index("ix_asked_at", "asked", ["at"])
    op.create_index("ix_asked_day", "asked", ["day"])
    op.create_table(
        "asked_clauses",
        sa.Column("asked_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        _word("document_id", 255),
        sa.Column("clause", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_id"], ["asked.id"], name="fk_asked_clauses_asked_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("asked_id", "position", name="pk_asked_clauses"),
    )
    _table(
        "feedback",
        _time("at"),
        _word("verdict", 16),
        _text("reason"),
        _word("answer_id"),
        _text("question"),
        _word("question_key", 32),
        _word("status", 32),
        sa.Column("cited", sa.JSON(), nullable=False),
        _word("text_digest"),
        _word("channel", 16),
        _word("corpus_version"),
        _word("index_version"),
        unique="answer_id",
    )
    op.create_index("ix_feedback_at", "feedback", ["at"])


def _handovers() -> None:
    _table(
        "handovers",
        _word("receipt", 32),
        _time("at"),
        _text("question"),
        _word("question_key", 32),
        _text("contact"),
        _text("note"),
        sa.Column("answer", sa.JSON(), nullable=True),
        _word("state", 16),
        sa.Column("handled_by", sa.String(64), nullable=True),
        _time("changed_at"),
        _text("remark"),
        unique="receipt",
    )
    op.create_index("ix_handovers_at", "handovers", ["at"])
    op.create_index("ix_handovers_state", "handovers", ["state"])


def _hotline() -> None:
    _table(
        "calls",
        _time("at"),
        sa.Column("day", sa.Date(), nullable=False),
        _word("operator"),
        _text("question"),
        _word("outcome", 16),
        _text("unit"),
        _text("notes"),
        sa.Column("answer", sa.JSON(), nullable=True),
        sa.Column("cited", sa.JSON(), nullable=False),
        _text("folded"),
        _time("changed_at"),
    )
    op.create_index("ix_calls_day", "calls", ["day"])
    op.create_index("ix_calls_operator", "calls", ["operator"])
    op.create_table(
        "queue_marks",
        _word("question_key", 32),
        _word("handled_by"),
        _time("handled_at"),
        _text("note"),
        sa.PrimaryKeyConstraint("question_key", name="pk_queue_marks"),
    )


def _proposals() -> None:
    _table(
        "proposals",
        _text("question"),
        _word("question_key", 32),
        _word("document_id", 255),
        sa.Column("clause", sa.Integer(), nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=False),
        sa.Column("span_end", sa.Integer(), nullable=False),
        _text("sentence"),
        _word("state", 16),
        _word("proposed_by"),
        _time("proposed_at"),
        sa.Column("decided_by", sa.String(64), nullable=True),
        _time("decided_at", nullable=True),
        _text("why"),
        sa.Column("breaks", sa.JSON(), nullable=False),
    )
    op.create_index("ix_proposals_state", "proposals", ["state"])
    _unique_where(
        "uq_proposals_standing",
        "proposals",
        ["question_key", "document_id", "span_start", "span_end"],
        "state IN ('proposed', 'approved')",
    )


def _audit() -> None:
    _table(
        "audit",
        _time("at"),
        _word("who"),
        _word("action"),
        _word("object_kind", 32),
        _word("object_id", 255),
        _text("before"),
        _text("after"),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_index("ix_audit_who", "audit", ["who"])
    for statement in _KEEPERS[op.get_bind().dialect.name]:
        op.execute(statement)


_REFUSAL = "entries of the audit log are never changed"
_KEEPERS = {
    "sqlite": [
        f"CREATE TRIGGER audit_is_not_{what}d BEFORE {what.upper()} ON audit "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        for what in ("update", "delete")
    ],
    "postgresql": [
        "CREATE FUNCTION audit_is_kept() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$",
        "CREATE TRIGGER audit_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_is_kept()",
    ],
}


def _table(
    name: str,
    *parts: sa.Column[Any] | sa.Constraint,
    unique: str | None = None,
) -> None:
    constraints: list[sa.Constraint] = [sa.PrimaryKeyConstraint("id", name=f"pk_{name}")]
    if unique:
        constraints.append(sa.UniqueConstraint(unique, name=f"uq_{name}_{unique}"))
    op.create_table(name, sa.Column("id", sa.Integer(), nullable=False), *parts, *constraints)


def _unique_where(name: str, table: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(
        name,
        table,
        columns,
        unique=True,
        sqlite_where=condition,
        postgresql_where=condition,
    )


def _word(name: str, length: int = 64) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)
