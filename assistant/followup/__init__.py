"""A follow-up becomes a question that stands alone; and what could be asked next.

Rules only, no model. The chain, the page and the command line come in by this door.
"""

from __future__ import annotations

from assistant.followup.suggestions import MAX_FOLLOW_UPS, follow_ups
from assistant.followup.thread import standalone
from assistant.followup.turn import Turn

__all__ = ["MAX_FOLLOW_UPS", "Turn", "follow_ups", "standalone"]
