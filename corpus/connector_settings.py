"""Settings of what fetches sources from elsewhere: PubMed, Europe PMC, web addresses.

A part of `corpus.settings.Settings`, which reads them.
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import Field, HttpUrl, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode

Port = Annotated[int, Field(ge=1, le=65_535)]
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.:-]*[a-z0-9_])?")
_EMAIL = re.compile(r"[^\s@<>()]+@[^\s@<>()]+")


class ConnectorSettings(BaseSettings):
    """Whom to name to the servers that are asked, and which of them may be asked."""

    contact_email: str | None = Field(
        None, description="named to PubMed, Europe PMC and web servers, as they ask"
    )
    ncbi_api_key: SecretStr | None = Field(
        None, description="of an NCBI account; ten requests a second instead of three"
    )
    eutils_url: HttpUrl = Field(
        HttpUrl("https://eutils.ncbi.nlm.nih.gov/entrez/eutils"),
        description="the E-utilities, or a mirror of them",
    )
    europepmc_url: HttpUrl = Field(
        HttpUrl("https://www.ebi.ac.uk/europepmc/webservices/rest"),
        description="Europe PMC's RESTful service, or a mirror of it",
    )
    intranet_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="hosts with private addresses that sources may be fetched from"
    )
    web_ports: Annotated[tuple[Port, ...], NoDecode] = Field(
        (80, 443), description="ports that sources may be fetched from"
    )

    @field_validator("contact_email", "ncbi_api_key", mode="before")
    @classmethod
    def _unset(cls, value: object) -> object:
        return None if isinstance(value, str) and not value.strip() else value

    @field_validator("contact_email")
    @classmethod
    def _contact_email(cls, value: str | None) -> str | None:
        if value is not None and not _EMAIL.fullmatch(value):
            raise ValueError("is no e-mail address")
        return value

    @field_validator("ncbi_api_key")
    @classmethod
    def _ncbi_key(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(r"[\x21-\x7e]+", value.get_secret_value()):
            raise ValueError("holds characters that no key has")
        return value

    @field_validator("intranet_hosts", "web_ports", mode="before")
    @classmethod
    def _by_commas(cls, value: object) -> object:
        """A list of galen.toml, or a variable that separates by commas."""
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("intranet_hosts")
    @classmethod
    def _host_names(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        hosts = tuple(host.lower().strip("[]").rstrip(".") for host in value)
        wrong = next((host for host in hosts if not _HOST.fullmatch(host)), None)
        if wrong is not None:
            raise ValueError(f"{wrong!r} is no host name: write names without scheme and path")
        return hosts
