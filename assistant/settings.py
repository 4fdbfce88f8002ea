"""Settings: read once from the environment, then frozen. Nothing else reads the environment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from platformdirs import user_data_path
from pydantic import AliasChoices, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from assistant.errors import SettingsError
from assistant.widget import read_origins
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
    widget_origins: Annotated[tuple[str, ...], NoDecode] = ()
    host: str = Field("127.0.0.1", validation_alias=AliasChoices("YUCE_HOST", "HOST"))
    port: int = Field(7860, ge=1, le=65535, validation_alias=AliasChoices("YUCE_PORT", "PORT"))

    @field_validator("widget_origins", mode="before")
    @classmethod
    def _origins(cls, value: object) -> object:
        return read_origins(value) if isinstance(value, str) else value

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
