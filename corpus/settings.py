"""Settings: values from GALEN_* variables, then `galen.toml` in the home folder, then defaults.

Read once at an entry point by `load_settings` and passed on. Holds values, builds nothing.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self

import platformdirs
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    HttpUrl,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from corpus.chat_server import ChatServer, Price, check_base_url, check_key
from corpus.errors import SettingsError
from corpus.server_settings import ServerSettings
from corpus.servers import Place

BUNDLED_MODEL = "all-MiniLM-L6-v2"
_NOT_SHOWN = frozenset(
    {
        *("llm_api_key", "llm_base_url", "ncbi_api_key"),
        *("library_url", "workspace_url", "chroma_url", "chroma_token"),
    }
)
"""Settings whose wrong values may hold a key or a password."""


def default_home() -> Path:
    """The user's data folder, where everything lives unless GALEN_HOME says otherwise."""
    return Path(os.environ.get("GALEN_HOME") or platformdirs.user_data_path("galen")).expanduser()


EngineName = Literal["extractive", "generative"]
ModelUse = Literal["parts", "judging", "wording"]
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


class Settings(ServerSettings):
    """What can be set, with units in the names or descriptions."""

    model_config = SettingsConfigDict(
        env_prefix="GALEN_", frozen=True, extra="forbid", hide_input_in_errors=True
    )

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

    engine: EngineName = Field(
        "extractive", description="which engine answers where none is asked for"
    )
    llm_base_url: str | None = Field(
        None, description="an OpenAI-compatible server, as in http://127.0.0.1:11434/v1"
    )
    llm_model: str | None = Field(
        None, min_length=1, description="the model, as that server names it"
    )
    llm_api_key: SecretStr | None = Field(None, description="the server's key, where it wants one")
    llm_timeout: float = Field(
        120.0, ge=1, le=3_600, description="seconds for a whole reply, retries included"
    )
    llm_max_tokens: int = Field(
        2_000, ge=64, le=100_000, description="tokens that a reply may have"
    )
    llm_context_tokens: int = Field(
        4_000, ge=200, le=1_000_000, description="tokens of passages that a request may hold"
    )
    llm_uses: Annotated[tuple[ModelUse, ...], NoDecode] = Field(
        (), description="what the model is asked for beside wording: names with commas"
    )
    llm_price_prompt: float | None = Field(
        None, ge=0, le=1_000_000, description="price of a million tokens sent"
    )
    llm_price_completion: float | None = Field(
        None, ge=0, le=1_000_000, description="price of a million tokens of replies"
    )
    llm_currency: str = Field(
        "USD", pattern=r"^[A-Z]{3}$", description="ISO 4217 code of both prices"
    )

    login: Login | None = Field(None, description="who may use the page from other machines")
    roles: Mapping[str, tuple[RoleName, ...]] = Field(
        default_factory=dict, description="the roles of each account, by the claim that names it"
    )

    @field_validator("llm_base_url", "llm_model", "llm_api_key", mode="before")
    @classmethod
    def _left_empty(cls, value: object) -> object:
        """Containers set variables to nothing where they mean not to set them."""
        return None if isinstance(value, str) and not value.strip() else value

    @field_validator("llm_uses", mode="before")
    @classmethod
    def _uses(cls, value: object) -> object:
        """A list of galen.toml, or names with commas between."""
        if not isinstance(value, str):
            return value
        return tuple(dict.fromkeys(n for part in value.split(",") if (n := part.strip())))

    @field_validator("llm_base_url")
    @classmethod
    def _base_url(cls, value: str | None) -> str | None:
        return None if value is None else check_base_url(value)

    @field_validator("llm_api_key")
    @classmethod
    def _key(cls, value: SecretStr | None) -> SecretStr | None:
        return None if value is None else SecretStr(check_key(value.get_secret_value()))

    @model_validator(mode="after")
    def _together(self) -> Self:
        """What only makes sense together."""
        server = (self.llm_base_url, self.llm_model)
        if None in server and (any(server) or self.llm_api_key or self.engine == "generative"):
            raise ValueError(
                "a language model needs both GALEN_LLM_BASE_URL and GALEN_LLM_MODEL: set both, "
                "or neither of them, no GALEN_LLM_API_KEY, and GALEN_ENGINE to extractive"
            )
        if self.llm_uses and None in server:
            raise ValueError(
                "GALEN_LLM_USES needs a language model: set GALEN_LLM_BASE_URL and"
                " GALEN_LLM_MODEL, or leave it unset"
            )
        if (self.llm_price_prompt is None) != (self.llm_price_completion is None):
            raise ValueError(
                "GALEN_LLM_PRICE_PROMPT and GALEN_LLM_PRICE_COMPLETION go together: "
                "set both, or neither"
            )
        return self

    @property
    def chat_server(self) -> ChatServer | None:
        """The language model's server; None where none is configured."""
        if self.llm_base_url is None or self.llm_model is None:
            return None
        return ChatServer(
            base_url=self.llm_base_url,
            model=self.llm_model,
            key=self.llm_api_key,
            timeout_s=self.llm_timeout,
            max_tokens=self.llm_max_tokens,
            price=self._price,
        )

    @property
    def _price(self) -> Price | None:
        if self.llm_price_prompt is None or self.llm_price_completion is None:
            return None
        return Price(self.llm_price_prompt, self.llm_price_completion, self.llm_currency)

    @property
    def library_path(self) -> Path:
        """The folder of the library, or of what this home builds from one on a server."""
        server = self.library_url
        return self.home / ("library" if server is None else f"library-{server.slug}")

    @property
    def library_place(self) -> Place:
        """Where the catalog is."""
        return self.library_url or self.library_path / "catalog.sqlite"

    @property
    def workspace_path(self) -> Path:
        return self.home / "workspace"

    @property
    def workspace_place(self) -> Place:
        """Where saved answers are: a folder, or on a server."""
        return self.workspace_url or self.workspace_path

    def in_home(self, home: Path) -> Self:
        """These settings for a home that is used alone: everything in files, on no server."""
        alone = {"home": home, "library_url": None, "workspace_url": None}
        return self.model_copy(
            update=alone | {"chroma_url": None, "chroma_token": None, "ray_address": None}
        )

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
    said = message.removeprefix("Value error, ")
    said = f"{said[0].lower()}{said[1:]}" if name else said
    if not name:  # settings that do not go together
        return said
    if location[0] in ("login", "roles"):  # whose values may be secrets
        return f"{name} in galen.toml: {said}"
    if location[0] not in Settings.model_fields:
        return f"galen.toml holds the unknown setting {name!r}: remove it"
    name = str(location[0])  # of a list the whole, as it is set
    told = "wrong" if name in _NOT_SHOWN else repr(value)
    return f"GALEN_{name.upper()} (or {name} in galen.toml) is {told}: {said}"
