"""The tables. `migrations/` makes them step by step; a test holds that both agree."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    text,
)
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """A time in UTC, aware outside; SQLite keeps it without the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database; a time without zone is an error in the program."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database; PostgreSQL gives it in the zone of its session."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _at(name: str = "at", *, nullable: bool = False) -> Column[datetime]:
    return Column(name, UtcDateTime, nullable=nullable)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _word(name: str, length: int = 64, *, unique: bool = False, index: bool = False) -> Column[str]:
    return Column(name, String(length), nullable=False, unique=unique, index=index)


def _who(name: str) -> Column[str]:
    return Column(name, String(64), nullable=True)


accounts = Table(
    "accounts",
    metadata,
    _id(),
    _word("name"),
    _word("name_key", unique=True),
    _word("role", 16),
    Column("enabled", Boolean, nullable=False),
    _word("password_hash", 255),
    _at("created_at"),
    _at("password_changed_at"),
    _at("last_signed_in_at", nullable=True),
)

sessions = Table(
    "sessions",
    metadata,
    _id(),
    Column(
        "account_id",
        ForeignKey("accounts.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    _word("token_digest", unique=True),
    _at("created_at"),
    _at("last_seen_at"),
    _at("expires_at"),
)

# Names and sources are kept as digests: people type passwords into the field for the name.
sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    _id(),
    _word("name_digest"),
    _word("source_digest"),
    Column("at", UtcDateTime, nullable=False, index=True),
)

api_keys = Table(
    "api_keys",
    metadata,
    _id(),
    _word("name"),
    _word("role", 16),
    _word("hint", 16),
    _word("secret_digest", unique=True),
    _at("created_at"),
    _word("created_by"),
    _at("last_used_at", nullable=True),
    _at("revoked_at", nullable=True),
    Index(
        "uq_api_keys_name_in_use",
        "name",
        unique=True,
        sqlite_where=text("revoked_at IS NULL"),
        postgresql_where=text("revoked_at IS NULL"),
    ),
)

asked = Table(
    "asked",
    metadata,
    _id(),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("day", Date, nullable=False, index=True),
    _text("question"),
    _word("question_key", 32),
    _word("language", 16),
    _word("status", 32),
    Column("took_ms", Float, nullable=False),
    _word("channel", 16),
    _word("corpus_version"),
    _word("index_version"),
)

asked_clauses = Table(
    "asked_clauses",
    metadata,
    Column("asked_id", ForeignKey("asked.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    _word("document_id", 255),
    Column("clause", Integer, nullable=True),
)

feedback = Table(
    "feedback",
    metadata,
    _id(),
    Column("at", UtcDateTime, nullable=False, index=True),
    _word("verdict", 16),
    _text("reason"),
    _word("answer_id", unique=True),
    _text("question"),
    _word("question_key", 32),
    _word("status", 32),
    Column("cited", JSON, nullable=False),
    _word("text_digest"),
    _word("channel", 16),
    _word("corpus_version"),
    _word("index_version"),
)

handovers = Table(
    "handovers",
    metadata,
    _id(),
    _word("receipt", 32, unique=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    _text("question"),
    _word("question_key", 32),
    _text("contact"),
    _text("note"),
    Column("answer", JSON(none_as_null=True), nullable=True),
    _word("state", 16, index=True),
    _who("handled_by"),
    _at("changed_at"),
    _text("remark"),
)

calls = Table(
    "calls",
    metadata,
    _id(),
    _at(),
    Column("day", Date, nullable=False, index=True),
    _word("operator", index=True),
    _text("question"),
    _word("outcome", 16),
    _text("unit"),
    _text("notes"),
    Column("answer", JSON(none_as_null=True), nullable=True),
    Column("cited", JSON, nullable=False),
    _text("folded"),
    _at("changed_at"),
)

_STANDING = text("state IN ('proposed', 'approved')")

proposals = Table(
    "proposals",
    metadata,
    _id(),
    _text("question"),
    _word("question_key", 32),
    _word("document_id", 255),
    Column("clause", Integer, nullable=False),
    Column("span_start", Integer, nullable=False),
    Column("span_end", Integer, nullable=False),
    _text("sentence"),
    _word("state", 16, index=True),
    _word("proposed_by"),
    _at("proposed_at"),
    _who("decided_by"),
    _at("decided_at", nullable=True),
    _text("why"),
    Column("breaks", JSON, nullable=False),
    Index(
        "uq_proposals_standing",
        "question_key",
        "document_id",
        "span_start",
        "span_end",
        unique=True,
        sqlite_where=_STANDING,
        postgresql_where=_STANDING,
    ),
)

queue_marks = Table(
    "queue_marks",
    metadata,
    Column("question_key", String(32), primary_key=True),
    _word("handled_by"),
    _at("handled_at"),
    _text("note"),
)

audit = Table(
    "audit",
    metadata,
    _id(),
    Column("at", UtcDateTime, nullable=False, index=True),
    _word("who", index=True),
    _word("action"),
    _word("object_kind", 32),
    _word("object_id", 255),
    _text("before"),
    _text("after"),
)
