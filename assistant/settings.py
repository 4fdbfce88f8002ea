"""Settings: read once from the environment, then frozen. Nothing else reads the environment."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from platformdirs import user_data_path
from pydantic import (
    AliasChoices,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from assistant.errors import SettingsError
from assistant.records.model import Rules
from assistant.terms import Network, Terms, networks
from assistant.widget import read_origins
from corpus.addresses import read_hosts
from index.encoder import DEFAULT
from index.store import live_name

_Port = Annotated[int, Field(ge=1, le=65535)]
_Proxies = Annotated[
    tuple[Network, ...],
    NoDecode,
    BeforeValidator(lambda v: networks(v) if isinstance(v, str) else v),
]


class Settings(BaseSettings):
    """The settings, each by its environment variable (YUCE_DATA_DIR, YUCE_ENCODER, …; HOST and PORT also bare)."""

    model_config = SettingsConfigDict(
        env_prefix="YUCE_", frozen=True, env_file=None, extra="ignore", env_ignore_empty=True
    )

    data_dir: Path = Field(default_factory=lambda: user_data_path("yuce"))
    documents: Path | None = None
    encoder: str = DEFAULT
    llm: str | None = None
    llm_base_url: str | None = None
    widget_origins: Annotated[tuple[str, ...], NoDecode] = ()
    fetch_hosts: Annotated[tuple[str, ...], NoDecode] = ()  # of private networks, for `corpus add`
    host: str = Field("127.0.0.1", validation_alias=AliasChoices("YUCE_HOST", "HOST"))
    port: int = Field(7860, ge=1, le=65535, validation_alias=AliasChoices("YUCE_PORT", "PORT"))

    database_url: SecretStr | None = None  # None is a file in the data folder
    seal_key: SecretStr | None = Field(None, min_length=32)  # None is a file in the data folder
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

    # The service: see assistant/terms.py for what the limits mean.
    api_keys_required: bool = False
    questions_per_minute: int = Field(60, ge=1)
    requests_per_minute: int = Field(1200, ge=1)
    largest_body: int = Field(256 * 1024, ge=1024, le=16 * 1024 * 1024)
    receive_seconds: float = Field(15, gt=0, le=600)
    answer_seconds: float = Field(60, gt=0, le=600)
    at_once: int = Field(64, ge=1)
    trusted_proxies: _Proxies = ()
    metrics_port: _Port | None = None
    metrics_host: str = "127.0.0.1"
    log_form: Literal["plain", "logfmt", "json"] = "plain"
    log_questions: bool = False

    @property
    def terms(self) -> Terms:
        """On which terms requests are taken."""
        return Terms(
            questions_per_minute=self.questions_per_minute,
            requests_per_minute=self.requests_per_minute,
            largest_body=self.largest_body,
            receive_seconds=self.receive_seconds,
            answer_seconds=self.answer_seconds,
            at_once=self.at_once,
            keys_required=self.api_keys_required,
            trusted_proxies=self.trusted_proxies,
        )

    @field_validator("widget_origins", mode="before")
    @classmethod
    def _origins(cls, value: object) -> object:
        return read_origins(value) if isinstance(value, str) else value

    @field_validator("fetch_hosts", mode="before")
    @classmethod
    def _hosts(cls, value: object) -> object:
        return read_hosts(value) if isinstance(value, str) else value

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
    def seal_file(self) -> Path:
        """The key with which answers are sealed, where no setting has it."""
        return self.data_dir / "seal.key"

    @property
    def evaluation(self) -> Path:
        """The figures of the last evaluation, which the hotline's dashboard shows."""
        return self.data_dir / "evaluation.json"

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
