"""Settings of what several machines share: PostgreSQL, Chroma, and a Ray cluster.

A part of `corpus.settings.Settings`, which reads them.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import NoDecode

from corpus.chat_server import check_key
from corpus.connector_settings import ConnectorSettings
from corpus.servers import (
    DatabaseServer,
    RayCluster,
    VectorServer,
    check_ray_address,
    check_vector_url,
    parse_database,
)


class ServerSettings(ConnectorSettings):
    """Where library, workspace and vectors are, if not in the home folder; who helps to ingest."""

    library_url: Annotated[DatabaseServer | None, NoDecode] = Field(
        None, description="the library's PostgreSQL database; unset: a file in the home"
    )
    workspace_url: Annotated[DatabaseServer | None, NoDecode] = Field(
        None, description="the workspace's PostgreSQL database; unset: a file in the home"
    )
    chroma_url: str | None = Field(
        None, description="a Chroma server that holds the vectors; unset: folders in the home"
    )
    chroma_token: SecretStr | None = Field(None, description="that server's token, if it wants one")

    ray_address: str | None = Field(
        None, description="the Ray cluster that galen ingest spreads its work over; unset: none"
    )
    ray_workers: int = Field(
        0, ge=0, le=4_096, description="worker processes there; 0 is one for each core"
    )

    @field_validator("chroma_url", "chroma_token", "ray_address", mode="before")
    @classmethod
    def _not_set(cls, value: object) -> object:
        return None if isinstance(value, str) and not value.strip() else value

    @field_validator("library_url", "workspace_url", mode="before")
    @classmethod
    def _database(cls, value: object, info: ValidationInfo) -> object:
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        return parse_database(f"GALEN_{str(info.field_name).upper()}", value)

    @field_validator("chroma_url")
    @classmethod
    def _chroma_url(cls, value: str | None) -> str | None:
        return None if value is None else check_vector_url(value)

    @field_validator("chroma_token")
    @classmethod
    def _chroma_token(cls, value: SecretStr | None) -> SecretStr | None:
        return None if value is None else SecretStr(check_key(value.get_secret_value()))

    @field_validator("ray_address")
    @classmethod
    def _ray_address(cls, value: str | None) -> str | None:
        return None if value is None else check_ray_address(value)

    @property
    def ray_cluster(self) -> RayCluster | None:
        """The Ray cluster; None where this process does all of the work."""
        if self.ray_address is None:
            return None
        return RayCluster(self.ray_address, self.ray_workers)

    @property
    def vector_server(self) -> VectorServer | None:
        """The Chroma server; None where vectors are kept in the home."""
        if self.chroma_url is None:
            return None
        return VectorServer(url=self.chroma_url, token=self.chroma_token)
