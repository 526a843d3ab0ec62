"""The checks that need only two texts: does this span say what this text says?

Pure functions behind `Verifier` and `galen verify`. They are rules, not a model, and strict on
purpose: a withheld true sentence costs a line, a shown false one may cost a patient.
"""

from assistant.support.alone import stands
from assistant.support.checks import carries, check_text, holds
from assistant.support.limits import LIMITS, Limits, Similarity

__all__ = ["LIMITS", "Limits", "Similarity", "carries", "check_text", "holds", "stands"]
