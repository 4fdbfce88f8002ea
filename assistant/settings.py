"""Settings: read once from the environment, then frozen. Nothing else reads the environment."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from platformdirs import user_data_path
from pydantic import AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import SettingsError
from assistant.records.model import Rules
from index.encoder import DEFAULT
from index.store import live_name


class Settings(BaseSettings):
    """The settings, each by its environment variable (YUCE_DATA_DIR, YUCE_ENCODER, …; HOST and PORT also bare)."""

    model_config = SettingsConfigDict(
        env_prefix="YUCE_", frozen=True, env_file=None, extra="ignore"
    )

    data_dir: Path = Field(default_factory=lambda: user_data_path("yuce"))
    documents: Path | None = None
    encoder: str = DEFAULT
    llm: str | None = None
    llm_base_url: str | None = None
    host: str = Field("127.0.0.1", validation_alias=AliasChoices("YUCE_HOST", "HOST"))
    port: int = Field(7860, ge=1, le=65535, validation_alias=AliasChoices("YUCE_PORT", "PORT"))

    database_url: SecretStr | None = None  # None is a file in the data folder
    record_questions: bool = True
    retention_days: int = Field(180, ge=0)  # 0 keeps all
    sign_in_failures: int = Field(5, ge=1)
    sign_in_lock_minutes: float = Field(15, gt=0)
    session_idle_hours: float = Field(2, gt=0)
    session_hours: float = Field(12, gt=0)

    @property
    def records_url(self) -> str:
        """The URL of the records' database; it may have a password in it."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{(self.data_dir / 'records.sqlite3').absolute()}"

    @property
    def record_rules(self) -> Rules:
        """How the records are kept."""
        return Rules(
            sign_in_failures=self.sign_in_failures,
            lock_for=timedelta(minutes=self.sign_in_lock_minutes),
            session_idle=timedelta(hours=self.session_idle_hours),
            session_life=timedelta(hours=self.session_hours),
            record_questions=self.record_questions,
            retention=timedelta(days=self.retention_days) if self.retention_days else None,
        )

    @property
    def index_dir(self) -> Path:
        """Where the index lives."""
        return self.data_dir / "index"

    @property
    def live_versions(self) -> tuple[str, ...]:
        """Which versions of both indexes are live; "" for none. Cheap: it is asked for every second."""
        return tuple(live_name(folder) for folder in (self.index_dir, self.own_index_dir))

    @property
    def own_dir(self) -> Path:
        """Where the user's own documents live."""
        return self.data_dir / "documents"

    @property
    def taught(self) -> Path:
        """The similar questions that the office taught."""
        return self.data_dir / "similar.jsonl"

    @property
    def own_index_dir(self) -> Path:
        """Where the index of the user's own documents lives: apart, so that the policy's stays as it is."""
        return self.index_dir / "own"


def read_settings(**overrides: object) -> Settings:
    """The settings from the environment; keyword arguments that are not None take precedence.

    Raises:
        SettingsError: a setting is wrong; every one is named, with its value and what is wanted.
    """
    try:
        return Settings(**{k: v for k, v in overrides.items() if v is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        faults = [f"{_name(e['loc'])}={e['input']!r}: {e['msg']}" for e in error.errors()]
        raise SettingsError("settings are wrong: " + "; ".join(faults)) from error


def _name(place: tuple[int | str, ...]) -> str:
    name = str(place[0])
    return name if name.isupper() else f"YUCE_{name.upper()}"
