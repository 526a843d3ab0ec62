"""Settings: values from GALEN_* variables, then `galen.toml` in the home folder, then defaults.

Read once at an entry point by `load_settings` and passed on. Holds values, builds nothing.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, HttpUrl, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from corpus.errors import SettingsError

BUNDLED_MODEL = "all-MiniLM-L6-v2"


def default_home() -> Path:
    """The user's data folder, where everything lives unless GALEN_HOME says otherwise."""
    return Path(os.environ.get("GALEN_HOME") or platformdirs.user_data_path("galen")).expanduser()


RoleName = Literal["reader", "reviewer", "librarian", "admin"]


class Login(BaseModel):
    """An OpenID Connect provider (OpenID Connect Core 1.0), the table [login] of galen.toml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    server_metadata_url: HttpUrl = Field(description="the provider's discovery document")
    client_id: str = Field(min_length=1)
    client_secret: SecretStr = Field(min_length=1)
    redirect_uri: HttpUrl = Field(description="the page's own address, ending in /oauth2callback")
    cookie_secret: SecretStr = Field(min_length=32, description="signs sessions; keep it random")
    claim: str = Field("email", min_length=1, description="the claim that names an account")


class Settings(BaseSettings):
    """What can be set, with units in the names or descriptions."""

    model_config = SettingsConfigDict(env_prefix="GALEN_", frozen=True, extra="forbid")

    home: Path = Field(default_factory=default_home, description="folder that holds everything")
    embedding_model: str = Field(
        BUNDLED_MODEL,
        min_length=1,
        description="the bundled model, or any sentence-transformers model by name or path",
    )
    embedding_weights: Path | None = Field(
        None, description="a model.safetensors of the bundled model, if no package carries it"
    )
    embedding_precision: Literal["full", "int8"] = Field(
        "full", description="of the bundled model: int8 is faster, its vectors a little different"
    )
    threads: int = Field(
        0, ge=0, le=256, description="threads of the embedding model; 0 is all cores"
    )

    retention_days: int = Field(
        0,
        ge=0,
        le=36_500,
        description="days to keep conversations, feedback and unsubmitted answers; 0 is for ever",
    )

    patient_layout: bool = Field(
        True, description="whether answers are laid out for patients and families too"
    )

    login: Login | None = Field(None, description="who may use the page from other machines")
    roles: Mapping[str, tuple[RoleName, ...]] = Field(
        default_factory=dict, description="the roles of each account, by the claim that names it"
    )

    @property
    def library_path(self) -> Path:
        return self.home / "library"

    @property
    def workspace_path(self) -> Path:
        return self.home / "workspace"

    @property
    def cache_path(self) -> Path:
        return self.home / "cache"

    @property
    def evals_path(self) -> Path:
        return self.home / "evals"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        file = InitSettingsSource(
            settings_cls, init_kwargs=_read_file(default_home() / "galen.toml")
        )
        return init_settings, env_settings, file


def _read_file(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{path} is not valid TOML ({error}): correct it or remove it"
        ) from error
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be read ({error.strerror}): check its permissions"
        ) from error


def load_settings() -> Settings:
    """Settings of this process. Raises SettingsError with one line for each wrong value."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = "; ".join(_in_words(e["loc"], e["msg"], e.get("input")) for e in error.errors())
        raise SettingsError(wrong) from error


def _in_words(location: tuple[int | str, ...], message: str, value: object) -> str:
    name = ".".join(str(part) for part in location)
    said = f"{message[0].lower()}{message[1:]}"
    if location[0] in ("login", "roles"):  # whose values may be secrets
        return f"{name} in galen.toml: {said}"
    if name not in Settings.model_fields:
        return f"galen.toml holds the unknown setting {name!r}: remove it"
    return f"GALEN_{name.upper()} (or {name} in galen.toml) is {value!r}: {said}"
