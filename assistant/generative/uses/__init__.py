"""What else a language model may be asked for, each use switched on by itself, none by default.

`Assistant` and `GenerativeEngine` call them with a `Helper`. Rules decide whether a reply is used;
without one, or with a bad one, Galen does what it does without a model.
"""

from assistant.generative.uses.helper import Helper, Use

__all__ = ["Helper", "Use"]
