"""What connectors need to ask others: the services, the web, what was delivered before.

Entry points build it from settings; the connectors receive it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from corpus.connector_settings import ConnectorSettings
from ingest.connectors import eutils
from ingest.connectors.addresses import Rules
from ingest.connectors.eutils import Eutils
from ingest.connectors.ledger import Ledgers
from ingest.connectors.service import Service
from ingest.connectors.timing import Pace, Timing
from ingest.connectors.web import Web

MOST_UNASKED = 10_000
"""Documents that a query may bring without a limit being named: more is a mistake, or a plan."""
EUROPEPMC_REQUESTS_A_SECOND = 5.0
"""Europe PMC names no figure; as polite as needed for one batch after the other."""


@dataclass(frozen=True, slots=True)
class Remote:
    """`limit` is how many documents a query may bring, if it was named; `say` takes notes."""

    eutils: Eutils
    europepmc: Service
    web: Web
    ledgers: Ledgers
    say: Callable[[str], None]
    timing: Timing
    limit: int | None = None

    def close(self) -> None:
        """Let go of all connections."""
        self.eutils.service.close()
        self.europepmc.close()


def open_remote(
    settings: ConnectorSettings,
    home: Path,
    ledgers: Ledgers,
    say: Callable[[str], None],
    limit: int | None = None,
    timing: Timing | None = None,
) -> Remote:
    """Everything for one run. Connects to nothing yet. Requests are paced over all of `home`."""
    timing = timing or Timing()
    email, key = settings.contact_email, settings.ncbi_api_key
    rate = eutils.REQUESTS_A_SECOND if key is None else eutils.REQUESTS_A_SECOND_WITH_KEY
    paces = home / "ingest"
    return Remote(
        Eutils(
            Service(
                "PubMed (NCBI E-utilities)",
                str(settings.eutils_url),
                Pace(paces / "eutils", 1 / rate, timing),
                contact_email=email,
                timing=timing,
            ),
            email,
            key,
        ),
        Service(
            "Europe PMC",
            str(settings.europepmc_url),
            Pace(paces / "europepmc", 1 / EUROPEPMC_REQUESTS_A_SECOND, timing),
            contact_email=email,
            timing=timing,
        ),
        Web(Rules(settings.web_ports, settings.intranet_hosts), contact_email=email, timing=timing),
        ledgers,
        say,
        timing,
        limit,
    )
