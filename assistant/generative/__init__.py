"""Compose an answer with a chat model, which words statements; Galen verifies and lays them out.

`Assistant` calls `GenerativeEngine`. Nothing that a model adds is shown unchecked.
"""

from assistant.generative.engine import GenerativeEngine, Material, Said

__all__ = ["GenerativeEngine", "Material", "Said"]
