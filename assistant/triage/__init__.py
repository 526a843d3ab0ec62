"""What is done with a message before anything else: danger told, identifiers removed, orders named.

The assistant, the page, the workspace and the command line import from here; one file per matter.
"""

from assistant.triage.identifiers import remove_identifiers
from assistant.triage.screening import MAX_QUESTION, Triage, triage

__all__ = ["MAX_QUESTION", "Triage", "remove_identifiers", "triage"]
